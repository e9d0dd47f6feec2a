"""WordprocessingML as Word saves it: spans as gridSpan and vMerge, numbering in numbering.xml where it is automatic."""

import io
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from random import Random
from xml.sax.saxutils import escape

from render.sheet import Cell, Grid, Row, Sheet, Text

_EPOCH = (2020, 1, 1, 0, 0, 0)
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_OFFICE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_TYPES = (
    f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_OFFICE}.document.main+xml"/>'
    f'<Override PartName="/word/styles.xml" ContentType="{_OFFICE}.styles+xml"/>'
    f'<Override PartName="/word/numbering.xml" ContentType="{_OFFICE}.numbering+xml"/></Types>'
)
_STYLES = f"{_XML}<w:styles {_W}>" + "".join(
    f'<w:style w:type="paragraph" w:styleId="{n}"><w:name w:val="heading {n}"/>'
    f'<w:pPr><w:outlineLvl w:val="{n - 1}"/></w:pPr></w:style>'
    for n in (1, 2)
)
_DIGITS = "一二三四五六七八九十"


def _runs(text: str) -> str:
    lines = (f'<w:r><w:t xml:space="preserve">{escape(line)}</w:t></w:r>' for line in text.split("\n"))
    return "<w:r><w:br/></w:r>".join(lines)


@dataclass(slots=True)
class _Numbers:
    """How text is written, and the lists in use: one goes on while the next mark follows the last of its kind."""

    runs: Callable[[str], str] = _runs

    lists: list[tuple[str, str, int]] = field(default_factory=list)  # number format, level text, first number
    last: dict[tuple[str, str], tuple[int, int]] = field(default_factory=dict)

    def use(self, mark: str) -> int:
        """The id of the list that prints this mark next."""
        kind, number = _taken_apart(mark)
        list_id, before = self.last.get(kind, (0, 0))
        if not list_id or number != before + 1:
            self.lists.append((*kind, number))
            list_id = len(self.lists)
        self.last[kind] = list_id, number
        return list_id

    def xml(self) -> str:
        """numbering.xml."""
        ids = range(1, len(self.lists) + 1)
        kinds = "".join(map(_abstract, ids, self.lists))
        used = "".join(f'<w:num w:numId="{n}"><w:abstractNumId w:val="{n}"/></w:num>' for n in ids)
        return f"{_XML}<w:numbering {_W}>{kinds}{used}</w:numbering>"


def _taken_apart(mark: str) -> tuple[tuple[str, str], int]:
    """Number format, level text and number of a mark such as （三） or 2."""
    digits = "".join(c for c in mark if c in _DIGITS or c.isdecimal())
    kind = "decimal" if digits.isdecimal() else "chineseCounting"
    return (kind, mark.replace(digits, "%1", 1)), int(digits) if digits.isdecimal() else _DIGITS.index(digits) + 1


def _abstract(number: int, used: tuple[str, str, int]) -> str:
    kind, text, first = used
    level = f'<w:start w:val="{first}"/><w:numFmt w:val="{kind}"/><w:suff w:val="nothing"/>'
    level += f'<w:lvlText w:val="{escape(text)}"/>'
    return f'<w:abstractNum w:abstractNumId="{number}"><w:lvl w:ilvl="0">{level}</w:lvl></w:abstractNum>'


def write(sheet: Sheet, _rng: Random) -> bytes:
    """A package with document, styles and numbering."""
    return _written(sheet, _Numbers())


def write_revised(sheet: Sheet, _rng: Random) -> bytes:
    """Every text inserted by a revision that deleted another one, beside hidden text; a character a run."""
    return _written(sheet, _Numbers(runs=_revised))


def _written(sheet: Sheet, numbers: _Numbers) -> bytes:
    body = "".join(_text(b, numbers) if isinstance(b, Text) else _table(b, numbers) for b in sheet.blocks)
    return zipped(
        {
            "[Content_Types].xml": _TYPES,
            "_rels/.rels": _rels(officeDocument="word/document.xml"),
            "word/document.xml": f"{_XML}<w:document {_W}><w:body>{body}<w:sectPr/></w:body></w:document>",
            "word/_rels/document.xml.rels": _rels(styles="styles.xml", numbering="numbering.xml"),
            "word/styles.xml": f"{_STYLES}</w:styles>",
            "word/numbering.xml": numbers.xml(),
        }
    )


def _rels(**targets: str) -> str:
    items = "".join(f'<Relationship Id="{k}" Type="{_REL}/{k}" Target="{target}"/>' for k, target in targets.items())
    return f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{items}</Relationships>'


def zipped(parts: dict[str, str]) -> bytes:
    """A package of these parts, the same bytes every time."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in parts.items():
            package.writestr(zipfile.ZipInfo(name, _EPOCH), text.encode(), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _text(text: Text, numbers: _Numbers) -> str:
    style = "" if text.level is None else f'<w:pStyle w:val="{text.level + 1}"/>'
    return _paragraph(text, numbers, style)


def _paragraph(item: Text | Cell, numbers: _Numbers, style: str = "") -> str:
    automatic = item.automatic and bool(item.mark)
    if automatic:
        style += f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{numbers.use(item.mark)}"/></w:numPr>'
    runs = numbers.runs(item.text if automatic else item.printed)
    return f"<w:p><w:pPr>{style}</w:pPr>{runs}</w:p>" if style else f"<w:p>{runs}</w:p>"


def _revised(text: str) -> str:
    by = 'w:id="1" w:author="x" w:date="2020-01-01T00:00:00Z"'
    gone = f"<w:del {by}><w:r><w:delText>55</w:delText></w:r></w:del><w:r><w:rPr><w:vanish/></w:rPr><w:t>44</w:t></w:r>"
    return f"{gone}<w:ins {by}>{''.join(map(_runs, text))}</w:ins>"


def _table(grid: Grid, numbers: _Numbers) -> str:
    width = max(map(len, grid.rows))
    above: list[Row] = [(), *grid.rows]
    rows = "".join(f"<w:tr>{''.join(_row(row, up, numbers))}</w:tr>" for row, up in zip(grid.rows, above, strict=False))
    columns = '<w:gridCol w:w="900"/>' * width
    return f"<w:tbl><w:tblPr/><w:tblGrid>{columns}</w:tblGrid>{rows}</w:tbl>"


def _row(row: Row, above: Row, numbers: _Numbers) -> Iterator[str]:
    start = 0
    while start < len(row):
        cell = row[start]
        stop = next((i for i in range(start, len(row)) if row[i] is not cell), len(row))
        goes_on = above[start : start + 1] == (cell,)
        span = f'<w:gridSpan w:val="{stop - start}"/>' if stop - start > 1 else ""
        merge = "<w:vMerge/>" if goes_on else '<w:vMerge w:val="restart"/>'
        inside = "<w:p/>" if goes_on else _paragraph(cell, numbers)
        yield f"<w:tc><w:tcPr>{span}{merge}</w:tcPr>{inside}</w:tc>"
        start = stop
