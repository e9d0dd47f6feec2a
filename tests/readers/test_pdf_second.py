"""PDF by the second engine: on what both can read it says the same as the first."""

from collections.abc import Callable
from struct import pack

import pytest
from reportlab.lib.colors import CMYKColor
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from gongkai.document import Document, Table
from gongkai.errors import LimitExceeded, MissingTool, UnreadableDocument
from gongkai.readers import _pdfminer, pdf_second
from gongkai.readers._pdf_font import assembled
from gongkai.readers.pdf import read
from gongkai.readers.pdf_second import read_again, read_here
from pdf_files import (
    CELLS,
    FONT,
    HEIGHT,
    WIDTH,
    XS,
    YS,
    Draw,
    banded,
    bar,
    dashed,
    dotted,
    doubled,
    framed,
    grid,
    line,
    numbered,
    on,
    outlined,
    pdf,
    put,
    raw,
    shaded,
    stream,
    unicodes,
    unseen,
    write,
)
from upkeep.cases import FIXTURES


def ruled(stroke: Callable[..., None]) -> Draw:
    return lambda c: grid(c, XS, YS, CELLS, stroke)


def said(document: Document) -> list[object]:
    """Its blocks without the places, which differ by what an engine takes for a character's height."""
    return [[c._replace(source=None) for c in b.cells] if isinstance(b, Table) else b.text for b in document.blocks]  # type: ignore[arg-type]


def both(data: bytes) -> list[object]:
    """What the second engine reads on the first pages, which the first must read as well."""
    found = said(read_here(data, frozenset(range(1, 13))))
    assert found == said(read(data))
    return found


@pytest.mark.parametrize("stroke", [line, bar, dashed, dotted, doubled, framed])
def test_rules_however_they_are_drawn(stroke: Callable[..., None]) -> None:
    (table,) = both(pdf(ruled(stroke)))
    assert isinstance(table, list)
    assert [c.text for c in table] == list(CELLS.values())


@pytest.mark.parametrize("draw", [outlined, banded, shaded])
def test_outlines_bands_and_shading(draw: Draw) -> None:
    assert both(pdf(draw))


def test_what_does_not_show() -> None:
    def draw(c: Canvas) -> None:
        grid(c, XS, YS, CELLS)
        text = c.beginText(80, HEIGHT - 165)
        text.setFont(FONT, 8)
        text.setTextRenderMode(3)
        text.textOut("隐888")
        text.setTextRenderMode(0)
        c.drawText(text)
        c.setFillGray(1)
        put(c, 80, 190, "白999")
        c.setFillColor(CMYKColor(0, 0, 0, 0))
        put(c, 80, 265, "四色白")
        c.setFillColorRGB(0, 0, 0.5)
        c.rect(70, HEIGHT - 290, 200, 20, stroke=0, fill=1)
        c.setFillGray(1)
        put(c, 80, 284, "蓝底白字")
        put(c, 160, 165, "微777", 0.5)
        put(c, -50, 165, "外666")

    assert both(pdf(draw))[1] == "蓝底白字"


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_turned_pages(rotate: int) -> None:
    data = on(pdf(lambda c: grid(c, XS, YS, CELLS)), rotate, f"0 0 {WIDTH:.0f} {HEIGHT:.0f}")
    both(data)
    mine, theirs = (
        {c.text: c.source for c in read_.tables[0].cells} for read_ in (read(data), read_here(data, frozenset({1})))
    )
    assert mine["45.6"].page == theirs["45.6"].page == 1
    assert mine["45.6"].box == pytest.approx(theirs["45.6"].box, abs=3)


@pytest.mark.parametrize("angle", [90, 180, 270])
def test_text_drawn_sideways(angle: int) -> None:
    def draw(c: Canvas) -> None:
        c.translate(300, 400)
        c.rotate(angle)
        c.translate(-300, -600)
        grid(c, XS, YS, CELLS)

    assert both(pdf(draw))


def test_a_watermark_and_a_crop_box() -> None:
    def draw(c: Canvas) -> None:
        put(c, 70, 80, "题名")
        put(c, 70, 800, "裁掉的")
        c.setFont(FONT, 60)
        c.translate(150, HEIGHT - 220)
        c.rotate(45)
        c.drawString(0, 0, "青石县水务局")

    assert both(on(pdf(draw), 0, "0 0 595 842", "50 100 500 800")) == ["题名"]


def test_forms_and_curves() -> None:
    def draw(c: Canvas) -> None:
        c.beginForm("inner")
        grid(c, XS, YS, CELLS)
        c.roundRect(20, 300, 500, 100, 20)
        c.endForm()
        c.translate(10, -20)
        c.doForm("inner")

    assert both(pdf(draw))


def test_a_locked_file_without_password() -> None:
    def draw(c: Canvas) -> None:
        c.setFont("Helvetica", 12)
        c.drawString(80, 690, "read 123")

    assert both(pdf(draw, encrypt=StandardEncryption("", "owner", strength=128))) == ["read 123"]


@pytest.mark.parametrize("case", ["pdf-2021-headers-repeated", "pdf-2019-clean", "pdf-2021-rows-cut"])
def test_reports(case: str) -> None:
    assert len(both((FIXTURES / case / "input.pdf").read_bytes())) > 3


def test_only_the_pages_asked_for_are_read() -> None:
    data = pdf(*(lambda c, k=k: put(c, 70, 100, f"第{k}页的文字") for k in range(4)))
    assert said(read_here(data, frozenset({2, 4}))) == ["第1页的文字", "第3页的文字"]
    assert said(read_here(data, frozenset())) == []


def test_a_digit_is_what_the_font_draws_and_not_what_is_copied() -> None:
    content = "BT /F 12 Tf 80 690 Td (1A2) Tj ET"
    data = raw({"1": "0037", "A": "0041", "2": "0032"}, content)
    bound = data.replace(b"/BaseFont /Helvetica", b"/BaseFont /Helvetica /Encoding /WinAnsiEncoding")
    assert said(read(bound)) == said(read(data)) == ["7A2"]
    assert said(read_here(data, frozenset({1}))) == ["7A2"]
    assert said(read_here(bound, frozenset({1}))) == ["1A2"]


def embedded(cmap: bytes) -> bytes:
    """A PDF whose font has a character map of its own; the table for copying calls glyph 1 seven."""
    tables = {b"cmap": cmap, b"head": b"\0" * 54}
    font = "/Type /Font /BaseFont /T /Encoding /Identity-H /Subtype"
    descendant = "/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /FontDescriptor 7 0 R"
    return numbered(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources 10 0 R /Contents 4 0 R >>",
            stream("BT /F 12 Tf 80 690 Td <00010002> Tj ET"),
            f"<< {font} /Type0 /ToUnicode 8 0 R /DescendantFonts [6 0 R] >>".encode(),
            f"<< {font} /CIDFontType2 {descendant} >>".encode(),
            b"<< /Type /FontDescriptor /FontName /T /Flags 4 /FontFile2 9 0 R >>",
            stream(unicodes({"\1": "0037", "\2": "0032"}, 4)),
            stream(assembled(tables)),
            b"<< /Font << /F 5 0 R >> >>",
        ]
    )


@pytest.mark.parametrize(
    ("form", "text"), [(pack(">HHIII", 12, 0, 28, 0, 1) + pack(">3I", 0x31, 0x32, 1), "12"), (b"\0\x63", "72")]
)
def test_a_digit_is_that_of_the_map_inside_the_font(form: bytes, text: str) -> None:
    data = embedded(pack(">HHHHI", 0, 1, 3, 10, 12) + form)
    assert said(read_here(data, frozenset({1}))) == [text]


def test_a_character_without_meaning() -> None:
    data = raw({}, "BT /F 12 Tf 80 690 Td (\\201\\202) Tj ET")
    assert said(read_here(data, frozenset({1}))) == ["\ufffd\ufffd"]


def test_damaged_files_and_too_much_work(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UnreadableDocument, match="second engine"):
        read_here(b"%PDF-1.7\n", frozenset({1}))
    monkeypatch.setattr(_pdfminer, "MAX_WORK", 1500)
    with pytest.raises(LimitExceeded, match="1500 bytes"):
        read_here(pdf(*[lambda c: grid(c, XS, YS, CELLS)] * 2), frozenset({1, 2}))


def test_it_is_read_by_another_process() -> None:
    data = pdf(lambda c: write(c, (70, 100, 300, 200), "几个字"))
    assert said(read_again(data, [1])) == ["几个字"]


def test_without_the_engine_the_command_that_installs_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_second, "find_spec", lambda name: None)
    with pytest.raises(MissingTool, match=r"pip install 'gongkai\[second\]'"):
        read_again(b"", [1])


def test_the_first_sees_no_more_of_hidden_text_than_the_second_draws() -> None:
    """Text painted over is left to the first engine: the second has it, and a doubt is what comes of it."""
    first, second = read(pdf(unseen)), read_here(pdf(unseen), frozenset({1}))
    assert said(first)[1] == "新文字"
    assert said(second)[1] == "新旧4文44字"
