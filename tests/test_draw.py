"""Pages drawn with what was made of them; and that the box of every cell holds the number read from it."""

from pathlib import Path

import pypdfium2
import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

import gongkai
from gongkai.errors import LimitExceeded, MissingTool, UnreadableDocument, UnsupportedFormat
from gongkai.layout.model import Page, Ruling
from gongkai.pipeline import draw
from gongkai.readers import pdf_picture
from gongkai.readers._drawing import CELL, DOUBTED, RULE, SURE, Mark, drawn
from made import page as web_page
from pdf_files import CELLS, XS, YS, grid, pdf, put, raw
from upkeep.cases import FIXTURES, cases

PDFS = [c.input for c in cases() if c.input.suffix == ".pdf"]


def rgb(color: str) -> tuple[int, ...]:
    return tuple(int(color[k : k + 2], 16) for k in (1, 3, 5))


def test_every_page_is_a_picture_with_its_rules_and_what_was_read(tmp_path: Path) -> None:
    path = FIXTURES / "pdf-2021-clean" / "input.pdf"
    report = gongkai.parse(path)
    drawn_ = draw(path, tmp_path / "new")
    assert [p.name for p in drawn_] == [f"page-{k:03}.png" for k in range(1, 6)]
    entry = next(e for e in report.cells if e.page == 3 and e.box and e.value)
    assert entry.box
    with Image.open(drawn_[2]) as image:
        assert image.size == (1190, 1684)
        x0, top, x1, _ = (round(2 * v) for v in entry.box)
        edge = [image.getpixel((x, top)) for x in range(x0, x1)]
        assert edge.count(rgb(SURE)) > len(edge) / 2
        colors = image.getcolors(2**24)
    assert colors
    assert {rgb(RULE), rgb(CELL), rgb(SURE)} <= {color for _, color in colors}


def test_a_document_that_is_no_report_is_drawn_without_marks(tmp_path: Path) -> None:
    (path,) = draw(pdf(lambda c: grid(c, XS, YS, CELLS)), tmp_path)
    with Image.open(path) as image:
        found = {color for _, color in image.getcolors(2**24) or ()}
    assert rgb(CELL) in found
    assert rgb(SURE) not in found


def test_a_doubt_has_its_own_colour_and_other_pages_marks_are_left_out() -> None:
    page = Page(2, 100.0, 50.0, (), (Ruling(10, 10, 90, 10),))
    marks = [Mark(2, (20, 20, 30, 30), "a=1", doubted=True), Mark(1, (50, 20, 60, 30), "b=2")]
    image = drawn(Image.new("L", (200, 100), 255), page, marks)
    assert image.getpixel((50, 40)) == rgb(DOUBTED)
    assert image.getpixel((110, 40)) == (255, 255, 255)
    assert image.getpixel((100, 20)) == rgb(RULE)


@pytest.mark.parametrize(("turn", "at"), [(1, (10, 90)), (2, (90, 40)), (3, (40, 10))])
def test_a_turned_page_is_drawn_as_it_is_displayed(turn: int, at: tuple[int, int]) -> None:
    upright = Page(1, 100.0, 50.0, (), (Ruling(9, 9, 11, 11),), turn)
    size = (50, 100) if turn % 2 else (100, 50)
    assert drawn(Image.new("RGB", size, "white"), upright, []).getpixel((at[0] - 1, at[1] - 1)) == rgb(RULE)


def test_what_cannot_be_drawn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UnsupportedFormat, match="no pages"):
        draw(web_page(), tmp_path)
    with pytest.raises(LimitExceeded, match="too heavy"):
        pdf_picture.draw(raw({}, " " * 5_000_000), [], tmp_path)
    monkeypatch.setattr(pdf_picture, "find_spec", lambda name: None)
    with pytest.raises(MissingTool, match=r"gongkai\[draw\]"):
        pdf_picture.draw(b"", [], tmp_path)


def test_a_page_that_cannot_be_drawn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(_: bytes) -> None:
        raise pypdfium2.PdfiumError("lost")

    monkeypatch.setattr(pypdfium2, "PdfDocument", fails)
    with pytest.raises(UnreadableDocument, match="lost"):
        pdf_picture.draw(pdf(lambda c: put(c, 70, 100, "一")), [], tmp_path)


def test_no_picture_is_larger_than_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def page(c: Canvas) -> None:
        put(c, 70, 100, "一")

    monkeypatch.setattr(pdf_picture, "LONGEST", 421)
    (path,) = pdf_picture.draw(pdf(page), [], tmp_path)
    with Image.open(path) as image:
        assert max(image.size) == 421


def covered(path: Path) -> list[tuple[str, str | None, str]]:
    """Each value whose box on the page holds another text, as the engine reads what lies inside it."""
    report, wrong = gongkai.parse(path), []
    with pypdfium2.PdfDocument(path) as document:
        texts = {n: page.get_textpage() for n, page in enumerate(document, 1)}
        heights = {n: page.get_height() for n, page in enumerate(document, 1)}
        for e in report.cells:
            if e.value is not None and e.page and e.box:
                x0, top, x1, bottom = e.box
                high = heights[e.page]
                inside = texts[e.page].get_text_bounded(x0 - 0.5, high - bottom - 0.5, x1 + 0.5, high - top + 0.5)
                if "".join(inside.split()) != "".join((e.raw or "").split()):
                    wrong.append((e.field, e.raw, inside))
    assert len(report.cells) > 100
    return wrong


@pytest.mark.parametrize("path", PDFS, ids=lambda p: p.parent.name)
def test_the_box_of_every_number_holds_it_and_nothing_else(path: Path) -> None:
    assert covered(path) == []


def test_the_box_of_every_number_of_a_published_report_holds_it(shared: Path) -> None:
    assert covered(shared / "reports" / "huaian-city-2024.pdf") == []
