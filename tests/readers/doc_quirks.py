"""A document with what reports of our own writer do not have, as .docx; scripts/doc-fixtures makes its .doc twin."""

from wordml import CONTINUE, RELATIONS, RESTART, package, part

_OFFICE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPES = (
    f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
    f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_OFFICE}.document.main+xml"/>'
    f'<Override PartName="/word/styles.xml" ContentType="{_OFFICE}.styles+xml"/>'
    f'<Override PartName="/word/numbering.xml" ContentType="{_OFFICE}.numbering+xml"/></Types>'
)
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PARTS = (
    f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="r1" Type="{_RELATION}/styles" Target="styles.xml"/>'
    f'<Relationship Id="r2" Type="{_RELATION}/numbering" Target="numbering.xml"/></Relationships>'
)
_STYLES = (
    '<w:style w:type="paragraph" w:default="1" w:styleId="N"><w:name w:val="Normal"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="H1"><w:name w:val="heading 1"/><w:basedOn w:val="N"/>'
    '<w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="HH"><w:name w:val="Mine"/><w:basedOn w:val="H1"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="HP"><w:name w:val="HiddenP"/><w:basedOn w:val="N"/>'
    "<w:rPr><w:vanish/></w:rPr></w:style>"
    '<w:style w:type="character" w:styleId="HC"><w:name w:val="HiddenC"/><w:rPr><w:vanish/></w:rPr></w:style>'
)
_BY = 'w:id="1" w:author="x" w:date="2020-01-01T00:00:00Z"'


def _level(depth: int, form: str, text: str, more: str = "") -> str:
    start = f'<w:start w:val="{1 + 2 * depth}"/><w:numFmt w:val="{form}"/>{more}<w:lvlText w:val="{text}"/>'
    return f'<w:lvl w:ilvl="{depth}">{start}</w:lvl>'


_SPACE = '<w:suff w:val="space"/>'
_NUMBERING = (
    f'<w:abstractNum w:abstractNumId="1">{_level(0, "chineseCountingThousand", "%1、")}{_level(1, "decimal", "%1.%2")}'
    f"{_level(2, 'lowerLetter', '(%3)', _SPACE)}</w:abstractNum>"
    '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>'
)


def _run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def _p(*runs: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{''.join(runs)}</w:p>"


def _styled(name: str, *runs: str) -> str:
    return _p(*runs, properties=f'<w:pStyle w:val="{name}"/>')


def _listed(depth: int, text: str) -> str:
    return _p(_run(text), properties=f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="1"/></w:numPr>')


def _tc(*content: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{''.join(content)}</w:tc>"


def _cell(text: str, properties: str = "") -> str:
    return _tc(_p(_run(text)), properties=properties)


def _table(columns: int, *rows: tuple[str, ...]) -> str:
    grid = f'<w:gridCol w:w="{6000 // columns}"/>' * columns
    body = "".join(f"<w:tr>{''.join(row)}</w:tr>" for row in rows)
    return f"<w:tbl><w:tblPr/><w:tblGrid>{grid}</w:tblGrid>{body}</w:tbl>"


def _mark(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def _field(code: str, result: str) -> str:
    text = f"<w:r><w:instrText>{code}</w:instrText></w:r>"
    return _mark("begin") + text + _mark("separate") + _run(result) + _mark("end")


def _box(content: str) -> str:
    place = "position:absolute;margin-left:10pt;margin-top:10pt;width:100pt;height:50pt"
    inside = f"<v:textbox><w:txbxContent>{content}</w:txbxContent></v:textbox>"
    return f'<w:r><w:pict><v:shape id="s1" type="#_x0000_t202" style="{place}">{inside}</v:shape></w:pict></w:r>'


def _prose() -> str:
    return (
        _styled("H1", _run("标题"))
        + _styled("HH", _run("小标题"))
        + _p(_run("大纲"), properties='<w:outlineLvl w:val="2"/>')
        + _p(_run("见"), _run("不见", "<w:vanish/>"), _run("又见"), _run("样式不见", '<w:rStyle w:val="HC"/>'))
        + _styled("HP", _run("全不见"), _run("翻转", '<w:rStyle w:val="HC"/>'), _run("直接", '<w:vanish w:val="0"/>'))
        + _p(_run("接上段"))
        + _p(f"<w:del {_BY}><w:r><w:delText>删去</w:delText></w:r></w:del><w:ins {_BY}>{_run('插入')}</w:ins>")
        + _p(_run("两段"), properties=f"<w:rPr><w:del {_BY}/></w:rPr>")
        + _p(_run("成一段"))
        + _p(_run("前"), _field(" HYPERLINK x ", "结果"), _run("后"))
        + _p(_run("甲"), "<w:r><w:br/></w:r>", _run("乙"), "<w:r><w:tab/></w:r>", _run("丙"), _run("𠮷😀“”…"))
        + _p(_run("12"), _run("3", '<w:vertAlign w:val="superscript"/>'), _run("4", '<w:vertAlign w:val="subscript"/>'))
        + _p('<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>', _run("选"))
    )


def _tables() -> str:
    inner = _table(2, (_cell("内1"), _cell("内2")), (_cell("内3"), _cell("内4")))
    outer = ((_cell("外1"), _tc(_p(_run("前")), inner, _p(_run("后")))), (_cell("外3"), _cell("外4")))
    merged = _table(
        4,
        (_cell("头", '<w:gridSpan w:val="4"/>'),),
        (_cell("组", RESTART), _cell("一"), _cell("宽", f'<w:gridSpan w:val="2"/>{RESTART}')),
        (_cell("", CONTINUE), _cell("二"), _cell("", f'<w:gridSpan w:val="2"/>{CONTINUE}')),
        (_cell("甲"), _tc(_p(_run("两")), _p(_run("段")), _p()), _tc(_listed(1, "")), _tc(_listed(1, "号"))),
    )
    wide = _table(40, *(tuple(_cell(f"{row}.{column}") for column in range(40)) for row in range(2)))
    frame = _table(1, (_tc(inner, _p()),))
    return _p(_run("合并")).join((merged, _table(2, *outer, (_cell("外5"), _cell("外6"))), frame, wide))


def quirks() -> bytes:
    """The document."""
    lists = "".join(_listed(depth, f"项{number}") for number, depth in enumerate((0, 1, 1, 2, 0, 1)))
    boxes = _p(_run("锚"), _box(_p(_run("框一")) + _p(_run("框二"))), _run("定")) + _p(_run("框后"))
    body = _prose() + lists + _tables() + boxes
    return package(
        {
            "[Content_Types].xml": _TYPES,
            "_rels/.rels": RELATIONS,
            "word/document.xml": part("document", f"<w:body>{body}<w:sectPr/></w:body>"),
            "word/_rels/document.xml.rels": _PARTS,
            "word/styles.xml": part("styles", _STYLES),
            "word/numbering.xml": part("numbering", _NUMBERING),
        }
    )
