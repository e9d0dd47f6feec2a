"""The docx reader: headings, packages, limits, damage."""

import random
import subprocess
import sys
import zipfile
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from types import ModuleType

import pytest
from wordml import (
    CONTINUE,
    RELATIONS,
    RESTART,
    docx,
    kinds,
    p,
    package,
    parse,
    part,
    span,
    table,
    tbl,
    tc,
    texts,
    tr,
)

from gongkai import document
from gongkai.document import Document, Paragraph, Table
from gongkai.errors import GongkaiError, LimitExceeded, UnreadableDocument
from gongkai.readers import _opc
from gongkai.readers import docx as reader
from gongkai.readers.docx import read

BLANK = Path(__file__).parents[3] / "shared" / "reports" / "blank-2021.docx"


def test_heading_levels() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="2"><w:name w:val="heading 1"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="7"><w:basedOn w:val="2"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="8"><w:pPr><w:outlineLvl w:val="2"/></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="9"><w:basedOn w:val="8"/>'
        '<w:pPr><w:outlineLvl w:val="9"/></w:pPr></w:style>'
    )
    body = "".join(p(name, f'<w:pStyle w:val="{name}"/>') for name in "2789x") + p("own", '<w:outlineLvl w:val="1"/>')
    levels = {paragraph.text: paragraph.level for paragraph in parse(body, styles=styles).paragraphs}
    assert levels == {"2": 1, "7": 1, "8": 3, "9": None, "x": None, "own": 2}


def test_styles_based_on_each_other_end() -> None:
    circle = "".join(
        f'<w:style w:type="paragraph" w:styleId="{a}"><w:basedOn w:val="{b}"/></w:style>' for a, b in ("AB", "BA")
    )
    assert texts(p("文", '<w:pStyle w:val="A"/>'), styles=circle) == ["文"]


def test_the_mark_of_a_note_is_no_digit_of_the_figure() -> None:
    runs = "".join(
        f'<w:r><w:rPr><w:vertAlign w:val="{align}"/></w:rPr><w:t>{text}</w:t></w:r>'
        for align, text in (("baseline", "12"), ("superscript", "10注"), ("subscript", "2"))
    )
    mark = '<w:pPr><w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:pPr>'
    assert texts(f"<w:p>{mark}{runs}<w:r><w:t>3</w:t></w:r></w:p>") == ["12¹⁰注₂3"]


def test_main_part_is_found_by_its_relationship() -> None:
    renamed = {
        "_rels/.rels": RELATIONS.replace("word/document", "/Word/document2"),
        "WORD\\document2.xml": part("document", p("文")),
    }
    assert kinds(read(package(renamed))) == ["文"]


def test_main_part_is_found_without_relationships() -> None:
    assert kinds(read(package({"word/document.xml": part("document", p("文"))}))) == ["文"]


def test_related_parts_may_stand_elsewhere_but_not_outside() -> None:
    relation = '<Relationship Type="x/styles" Target="{}"{}/>'
    both = relation.format("../s.xml", "") + relation.format("http://example.org/s.xml", ' TargetMode="External"')
    styles = (
        '<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:pPr><w:outlineLvl w:val="3"/></w:pPr></w:style>'
    )
    parts = {"word/_rels/document.xml.rels": f"<Relationships>{both}</Relationships>", "s.xml": part("styles", styles)}
    assert read(docx(p("文"), **parts)).blocks == (Paragraph("文", level=4),)


def test_strict_documents() -> None:
    strict = part("document", f"<w:body>{p('文')}</w:body>").replace(
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "http://purl.oclc.org/ooxml/wordprocessingml/main",
    )
    assert kinds(read(package({"word/document.xml": strict}))) == ["文"]


def test_title_of_the_file() -> None:
    core = '<c xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{}</dc:title></c>'
    assert read(docx(p("文"), **{"docProps/core.xml": core.format("年报")})).metadata == {"title": "年报"}
    assert read(docx(p("文"), **{"docProps/core.xml": core.format("<")})).metadata == {}
    assert read(docx(p("文"))).metadata == {}


def test_parts_that_are_not_needed_are_not_opened() -> None:
    broken = {"word/media/image1.png": "x", "word/numbering.xml": "<", "word/header1.xml": "<"}
    assert kinds(read(docx(p("文"), **broken))) == ["文"]


@pytest.mark.parametrize("data", [b"", b"PK", b"PK\x03\x04" + bytes(40), b"<html/>", bytes(100)])
def test_what_is_no_package_is_unreadable(data: bytes) -> None:
    with pytest.raises(UnreadableDocument):
        read(data)


@pytest.mark.parametrize(
    "main", ["", "<", "<a/>", part("workbook", ""), "<!DOCTYPE a><a/>", part("document", "<w:p>")[:-20]]
)
def test_main_part_that_is_no_document_is_unreadable(main: str) -> None:
    with pytest.raises(UnreadableDocument):
        read(package({"word/document.xml": main}))
    with pytest.raises(UnreadableDocument, match="no Word document"):
        read(package({"xl/workbook.xml": main}))


def test_entities_are_never_expanded() -> None:
    bomb = '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">' + "".join(
        f'<!ENTITY {b} "{f"&{a};" * 30}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    for root in ("<a>&i;</a>", '<a b="&i;"/>'):
        with pytest.raises(LimitExceeded, match="amplification"):
            read(package({"word/document.xml": f"{bomb}]>{root}"}))
    with pytest.raises(UnreadableDocument, match="document type"):
        read(package({"word/document.xml": bomb + "]><a>&b;</a>"}))


def test_encrypted_member_is_unreadable() -> None:
    data = bytearray(docx(p("文")))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(signature)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(signature, at + 1)
    with pytest.raises(UnreadableDocument, match="encrypted"):
        read(bytes(data))


def test_other_compression_is_unreadable() -> None:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_BZIP2) as archive:
        archive.writestr("word/document.xml", part("document", ""))
    with pytest.raises(UnreadableDocument, match="method"):
        read(buffer.getvalue())


@pytest.mark.parametrize(
    ("module", "name", "value"),
    [
        (_opc, "MAX_BYTES", 100),
        (_opc, "MAX_EXPANDED", 1000),
        (_opc, "MAX_MARKUP", 10),
        (_opc, "MAX_MEMBERS", 1),
        (reader, "MAX_CELLS", 3),
    ],
)
def test_limits(monkeypatch: pytest.MonkeyPatch, module: ModuleType, name: str, value: int) -> None:
    data = docx(tbl(tr("a", "b"), tr("c", "d")))
    assert len(read(data).tables) == 1
    monkeypatch.setattr(module, name, value)
    with pytest.raises(LimitExceeded):
        read(data)


def test_zip_bomb_is_stopped_while_it_expands() -> None:
    with pytest.raises(LimitExceeded, match="expands"):
        read(package({"word/document.xml": bytes(document.MAX_EXPANDED + 1)}))


def test_huge_spans_are_refused() -> None:
    with pytest.raises(LimitExceeded, match="slots"):
        table(*(tr(tc("x", span(65535)), "b") for _ in range(9)))


HIDDEN = '<w:style w:type="paragraph" w:default="1" w:styleId="H"><w:rPr><w:vanish/></w:rPr></w:style>'


def test_only_our_errors_come_out_of_damaged_files() -> None:
    source = docx(p("文") + tbl(tr(tc("a", RESTART), "b"), tr(tc("", CONTINUE), "d")), styles=HIDDEN)
    chance = random.Random(20211)
    for round_ in range(400):
        data = bytearray(source[: chance.randrange(len(source))] if round_ % 4 == 0 else source)
        for _ in range(chance.randrange(1, 6) if round_ % 4 else 0):
            data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        with suppress(GongkaiError):
            assert isinstance(read(bytes(data)), Document)


def test_only_our_errors_come_out_of_damaged_markup() -> None:
    boxed = f"<w:p><w:r><w:txbxContent>{p('x')}</w:txbxContent></w:r></w:p>"
    source = part(
        "document", p("文") + tbl(tr(tc("a", RESTART), "b"), tr(f"<w:tc>{boxed}</w:tc>", "d")) + p("尾", "<w:numPr/>")
    )
    chance = random.Random(7)
    names = ["tbl", "tr", "tc", "p", "r", "t", "txbxContent", "gridSpan", "vMerge", "del", "numPr"]
    for _ in range(300):
        damaged = source
        for _ in range(3):
            old, new = chance.sample(names, 2)
            damaged = damaged.replace(f"w:{old}>", f"w:{new}>").replace(f"w:{old} ", f"w:{new} ")
        with suppress(GongkaiError):
            assert isinstance(read(package({"word/document.xml": damaged})), Document)


def test_importing_the_reader_imports_no_other_formats() -> None:
    code = "import sys, gongkai.readers.docx; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not {"docx", "pypdfium2", "pandas", "bs4", "rapidfuzz", "lxml.html"} & set(loaded)


@pytest.mark.skipif(not BLANK.exists(), reason="the shared reports are not here")
def test_the_blank_form() -> None:
    found = read(BLANK.read_bytes())
    assert [(t.rows, t.columns) for t in found.tables] == [(14, 4), (28, 10), (4, 15)]
    assert all(slot is not None for t in found.tables[:2] for row in t.grid for slot in row)
    assert isinstance(found.blocks[3], Table | Paragraph)
    assert found.remarks == ()
