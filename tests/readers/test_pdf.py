"""PDF: what is seen on its pages, whoever drew them."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from gongkai.document import Document, Table
from gongkai.errors import GongkaiError, LimitExceeded, UnreadableDocument
from gongkai.layout import cells
from gongkai.layout.model import Glyph
from gongkai.readers import _pdf_page, _pdf_shapes, _pdfium
from gongkai.readers import pdf as reader
from gongkai.readers.pdf import read
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
    grid,
    line,
    on,
    outlined,
    pdf,
    plain,
    put,
    raw,
    shaded,
    unseen,
    write,
)

REPORT = Path(__file__).parents[3] / "shared/reports/huaian-city-2024.pdf"


@pytest.fixture(autouse=True)
def _no_recognition(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is read where text recognition is not installed."""
    monkeypatch.setattr(reader, "recognised", lambda *_: [])


def texts(found: Document | Table) -> list[str]:
    """Texts of a document's paragraphs, or of a table's cells."""
    return [c.text for c in found.cells] if isinstance(found, Table) else [p.text for p in found.paragraphs]


def only(data: bytes) -> Table:
    """The one table of a PDF."""
    (table,) = read(data).tables
    return table


def spans(table: Table) -> dict[tuple[int, int, int, int], str]:
    return {(c.row, c.column, c.rowspan, c.colspan): c.text for c in table.cells}


@pytest.mark.parametrize("stroke", [line, bar, dashed, dotted, doubled])
def test_a_grid_is_read_however_its_lines_are_drawn(stroke: Callable[..., None]) -> None:
    assert spans(only(pdf(lambda c: grid(c, XS, YS, CELLS, stroke)))) == CELLS


@pytest.mark.parametrize("draw", [outlined, banded])
def test_cells_may_be_drawn_as_outlines(draw: Draw) -> None:
    assert spans(only(pdf(draw))) == CELLS


def test_shading_is_no_line_and_prose_stands_in_its_place() -> None:
    found = read(pdf(shaded))
    assert [b.text if not isinstance(b, Table) else b.rows for b in found.blocks] == ["上面的标题", 4, "下面的正文"]
    assert spans(found.tables[0]) == CELLS


def test_ends_of_lines_that_stick_out_are_no_cells() -> None:
    def draw(c: Canvas) -> None:
        grid(c, XS, YS, CELLS)
        line(c, 40, 125, 480, 125)
        line(c, 70, 80, 70, 230)

    assert texts(only(pdf(draw))) == list(CELLS.values())


def test_curves_clear_paint_and_white_lines_draw_nothing() -> None:
    def draw(c: Canvas) -> None:
        grid(c, XS, YS, CELLS)
        c.roundRect(20, 300, 500, 100, 20)
        c.setFillColorRGB(1, 0, 0, alpha=0)
        c.rect(60, HEIGHT - 210, 400, 120, stroke=0, fill=1)
        c.setStrokeGray(1)
        line(c, 200, 90, 200, 210)

    assert spans(only(pdf(draw))) == CELLS


def test_slots_and_ink_are_made_to_agree() -> None:
    upright = Glyph("文", 51, 11, 59, 19, 50, 10, 60, 21)
    sideways = Glyph("直", 45, 11, 55, 19, 50, 10, 60, 21)  # what a vertical font gives: the slot beside the ink
    inkless = Glyph("空", 50, 20, 50, 20, 50, 10, 60, 21)
    tiny = Glyph("微", 51, 11, 51.5, 11.5, 51, 11, 51.5, 11.6)
    assert list(_pdf_page.sound([upright, sideways, inkless, tiny], (100, 100))) == [
        upright,
        Glyph("直", 45, 11, 55, 19, 45, 11, 55, 19),
        Glyph("空", 50, 10, 60, 21, 50, 10, 60, 21),
    ]
    assert not list(_pdf_page.sound([upright], (40, 100)))


def test_prose_in_a_frame_or_underlined_is_prose() -> None:
    def draw(c: Canvas) -> None:
        for k in range(4):
            line(c, 70, 90 + 30 * k, 500, 90 + 30 * k)
            put(c, 75, 80 + 30 * k, f"划线的第{k}段。")
        c.rect(60, HEIGHT - 400, 450, 360)
        grid(c, [60, 510], [600, 640, 680], plain([["框里第一句"], ["框里第二句"]]))

    found = read(pdf(draw))
    assert not found.tables
    assert texts(found) == [*(f"划线的第{k}段。" for k in range(4)), "框里第一句", "框里第二句"]


def test_text_without_upright_rules_keeps_its_columns_apart() -> None:
    def draw(c: Canvas) -> None:
        for y in YS:
            line(c, 70, y, 450, y)
        for (r, k, _, wide), text in CELLS.items():
            write(c, (XS[k], YS[r], XS[k + wide], YS[r + 1]), text)

    assert texts(read(pdf(draw))) == [
        "第九条第（一）项",
        "项目\t本年数\t废止数\t有效数",
        "办法\t12\t3\t45.6",
        "通知\t1234",
    ]


def test_only_what_shows_is_printed() -> None:
    found = read(pdf(unseen))
    assert spans(found.tables[0]) == CELLS
    assert texts(found) == ["新文字", "蓝底白字"]


def test_fake_bold_is_read_once_and_digits_drawn_apart_are_one_number() -> None:
    def draw(c: Canvas) -> None:
        grid(c, XS, YS, CELLS)
        c.translate(0.3, 0)
        for (r, k, high, wide), text in CELLS.items():
            write(c, (XS[k], YS[r], XS[k + wide], YS[r + high]), "" if text == "1234" else text)
        for k, digit in enumerate("567"):
            put(c, 420 + 5.2 * k, 190, digit)

    assert spans(only(pdf(draw))) == CELLS | {(3, 1, 1, 3): "1234 567"}


def changed(text: str) -> dict[tuple[int, int, int, int], str]:
    return CELLS | {(2, 2, 1, 1): text}


def test_a_number_over_two_lines_is_doubted() -> None:
    found = only(pdf(lambda c: grid(c, XS, YS, changed("39857\n58"))))
    assert {c.text: c.doubt for c in found.cells if c.doubt} == {"39857\n58": cells.BROKEN}


def test_a_digit_over_a_rule_is_doubted() -> None:
    def draw(c: Canvas) -> None:
        grid(c, XS, YS, changed(""))
        put(c, 246.5, 165, "9")

    assert {c.text: c.doubt for c in only(pdf(draw)).cells if c.doubt} == {"12 9": cells.CROSSED}


def test_a_number_that_runs_into_the_next_cell_is_doubted_on_both_sides() -> None:
    def draw(c: Canvas) -> None:
        grid(c, XS, YS, {span: "" if text in "123" else text for span, text in CELLS.items()})
        put(c, 232, 165, "1234567")

    doubted = [c.column for c in only(pdf(draw)).cells if c.doubt]
    assert doubted == [1, 2]


def test_numbers_near_their_rules_are_not_doubted() -> None:
    xs = [70.0, 92.0, 114.0, 136.0, 158.0]
    found = only(pdf(lambda c: grid(c, xs, [100, 120, 140], plain([["1234"] * 4, ["12345"] * 4]))))
    assert {c.doubt for c in found.cells} == {""}


def test_a_box_is_where_the_number_is_printed() -> None:
    (cell,) = [c for c in only(pdf(lambda c: grid(c, XS, YS, CELLS))).cells if c.text == "45.6"]
    assert cell.source.page == 1
    assert cell.source.box == pytest.approx((392, 159, 408, 166), abs=2.5)


def test_a_font_that_is_not_in_the_file_is_measured_alike_on_every_machine() -> None:
    """Half an em for a digit and an em for an ideograph, whatever fonts the machine has."""
    found = only(pdf(lambda c: grid(c, XS, YS, CELLS)))
    boxes = {c.text: c.source.box for c in found.cells if c.text in ("12", "办法")}
    assert boxes == {"12": (196.3, 158.56, 203.68, 166.65), "办法": (102.0, 158.56, 118.0, 166.65)}


@pytest.mark.parametrize(
    ("rotate", "box"),
    [(0, (70, 71, 90, 81)), (90, (761, 70, 771, 90)), (180, (505, 761, 525, 771)), (270, (71, 505, 81, 525))],
)
def test_turned_pages_are_read_upright_and_boxes_are_as_displayed(
    rotate: int, box: tuple[float, float, float, float]
) -> None:
    def draw(c: Canvas) -> None:
        put(c, 70, 80, "题名")
        grid(c, XS, YS, CELLS)

    found = read(on(pdf(draw), rotate, f"0 0 {WIDTH:.0f} {HEIGHT:.0f}"))
    assert spans(found.tables[0]) == CELLS
    assert found.paragraphs[0].source.box == pytest.approx(box, abs=1.5)


@pytest.mark.parametrize("angle", [90, 180, 270])
def test_text_drawn_sideways_is_read(angle: int) -> None:
    def draw(c: Canvas) -> None:
        c.translate(300, 400)
        c.rotate(angle)
        c.translate(-300, -600)
        grid(c, XS, YS, CELLS)

    assert spans(only(pdf(draw))) == CELLS


@pytest.mark.parametrize("angle", [30, 45, 315])
def test_a_watermark_across_the_table_is_left_out_with_a_remark(angle: int) -> None:
    def draw(c: Canvas) -> None:
        grid(c, XS, YS, CELLS)
        c.setFont(FONT, 60)
        c.translate(150, HEIGHT - 220)
        c.rotate(angle)
        c.drawString(0, 0, "青石县水务局")

    found = read(pdf(draw))
    assert [spans(t) for t in found.tables] == [CELLS]
    assert (texts(found), found.remarks) == ([], ("text set askew left out, as a watermark: 青石县水务局",))


def test_a_cropped_page_begins_at_its_crop_box() -> None:
    def draw(c: Canvas) -> None:
        put(c, 70, 80, "题名")
        put(c, 70, 800, "裁掉的")

    found = read(on(pdf(draw), 0, "0 0 595 842", "50 100 500 800"))
    assert texts(found) == ["题名"]
    assert found.paragraphs[0].source.box == pytest.approx((20, 29, 40, 40), abs=1.5)


def test_forms_are_read_where_they_stand() -> None:
    def draw(c: Canvas) -> None:
        c.beginForm("inner")
        grid(c, XS, YS, CELLS)
        c.endForm()
        c.beginForm("outer")
        c.translate(10, -20)
        c.doForm("inner")
        c.endForm()
        c.scale(0.9, 0.9)
        c.doForm("outer")

    found = only(pdf(draw))
    assert spans(found) == CELLS
    (cell,) = [c for c in found.cells if c.text == "45.6"]
    assert cell.source.box == pytest.approx((362, 244, 376, 252), abs=3)


def rows(first: int, last: int) -> list[list[str]]:
    return [[f"{k}.事项", str(k), str(10 * k), str(100 * k)] for k in range(first, last)]


def test_a_table_goes_on_over_pages_with_heads_and_numbers_between() -> None:
    def page(number: int, top: float, first: int, last: int) -> Draw:
        def draw(c: Canvas) -> None:
            put(c, 250, 40, "某某机关年度报告")
            put(c, 280, 810, f"- {number} -")
            grid(c, XS, [top + 20 * k for k in range(last - first + 1)], plain(rows(first, last)))

        return draw

    found = read(pdf(page(1, 400, 1, 11), page(2, 80, 11, 31), page(3, 80, 31, 33)))
    assert [b.rows for b in found.blocks if isinstance(b, Table)] == [32]
    assert not found.paragraphs
    assert [c.source.page for c in found.tables[0].cells if c.column == 0] == [1] * 10 + [2] * 20 + [3] * 2


def test_a_full_width_row_alone_on_its_page_belongs_to_its_table() -> None:
    def first(c: Canvas) -> None:
        grid(c, [XS[0], XS[-1]], [760, 780], plain([["第九条第（一）项"]]))

    def second(c: Canvas) -> None:
        grid(c, XS, [80, 100, 120], plain(rows(1, 3)))

    assert texts(only(pdf(first, second)))[:2] == ["第九条第（一）项", "1.事项"]


def test_a_paragraph_between_parts_two_tables() -> None:
    def second(c: Canvas) -> None:
        put(c, 70, 60, "另一张表")
        grid(c, XS, [80, 100, 120], plain(rows(1, 3)))

    assert len(read(pdf(lambda c: grid(c, XS, YS, CELLS), second)).tables) == 2


def picture(c: Canvas) -> None:
    from PIL import Image
    from reportlab.lib.utils import ImageReader

    c.drawImage(ImageReader(Image.new("L", (20, 20), 200)), 0, 0, WIDTH, HEIGHT)


def test_pages_that_are_pictures() -> None:
    with pytest.raises(UnreadableDocument, match="OCR"):
        read(pdf(picture, picture))
    found = read(pdf(lambda c: put(c, 70, 100, "有字的一页"), picture))
    assert texts(found) == ["有字的一页"]
    assert found.remarks == ("page 2: pictures without text, not read",)


def test_a_page_that_cannot_be_loaded_is_remarked(monkeypatch: pytest.MonkeyPatch) -> None:
    load = _pdfium.load_page
    monkeypatch.setattr(_pdfium, "load_page", lambda document, index: None if index else load(document, index))
    found = read(pdf(*[lambda c: put(c, 70, 100, "有字的一页")] * 2))
    assert (texts(found), found.remarks) == (["有字的一页"], ("page 2: damaged, not read",))


def test_pages_without_anything() -> None:
    with pytest.raises(UnreadableDocument, match="no text is printed"):
        read(pdf(lambda c: line(c, 1, 1, 50, 50)))


def test_characters_without_meaning_are_doubted_and_remarked() -> None:
    data = raw({"A": "E123", "B": "E124"}, "BT /F 12 Tf 80 690 Td (AB) Tj ET 70 680 100 40 re 170 680 100 40 re S")
    found = read(data)
    assert [c.doubt for c in found.tables[0].cells] == [cells.UNMAPPED, ""]
    assert found.remarks == ("page 1: the fonts do not say which characters they show",)


def test_radicals_stay_as_they_are_and_stand_right_within_forms() -> None:
    grid_ops = "70 680 100 40 re 170 680 100 40 re S"
    form = "BT /F 12 Tf 80 690 Td (A) Tj 100 0 Td (B) Tj ET " + grid_ops
    found = only(raw({"A": "2F00", "B": "F98E"}, "q 1 0 0 1 150 -300 cm /X Do Q", form))
    assert texts(found) == ["\u2f00", "\uf98e"]


def test_characters_beyond_the_first_plane_and_unmapped_ones() -> None:
    found = read(raw({"A": "D842DFB7", "B": "D800", "C": "0000"}, "BT /F 12 Tf 80 690 Td (AB) Tj ET"))
    assert texts(found) == ["\U00020bb7\ufffd"]


def test_metadata() -> None:
    def draw(c: Canvas) -> None:
        c.setTitle("某机关年度报告")
        put(c, 70, 80, "正文")

    found = read(pdf(draw))
    assert found.metadata["title"] == "某机关年度报告"
    assert found.metadata["created"].startswith("D:20")


def test_locked_files() -> None:
    def draw(c: Canvas) -> None:
        put(c, 70, 80, "正文")

    assert texts(read(pdf(draw, encrypt=StandardEncryption("", "owner", strength=128)))) == ["正文"]
    with pytest.raises(UnreadableDocument, match="password"):
        read(pdf(draw, encrypt=StandardEncryption("user", "owner", strength=128)))


@pytest.mark.parametrize(
    "data", [b"", b"%PDF-1.7\n", b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer<</Root 1 0 R>>", b"\0" * 999]
)
def test_what_is_no_pdf(data: bytes) -> None:
    with pytest.raises(UnreadableDocument):
        read(data)


def test_a_lost_index_is_rebuilt_and_a_lost_body_refused() -> None:
    data = pdf(lambda c: grid(c, XS, YS, CELLS))
    with pytest.raises(UnreadableDocument):
        read(data[:200])
    found = read(data.replace(b"startxref", b"startxxxx"))
    assert spans(found.tables[0]) == CELLS
    assert (read(data).remarks, found.remarks) == ((), (reader.REBUILT,))


@pytest.mark.parametrize(
    ("module", "name", "value"),
    [
        (reader, "MAX_PAGES", 1),
        (reader, "MAX_GLYPHS", 10),
        (_pdf_page, "MAX_CHARACTERS", 10),
        (_pdf_shapes, "MAX_OBJECTS", 10),
    ],
)
def test_limits(monkeypatch: pytest.MonkeyPatch, module: object, name: str, value: int) -> None:
    monkeypatch.setattr(module, name, value)
    with pytest.raises(LimitExceeded):
        read(pdf(*[lambda c: grid(c, XS, YS, CELLS)] * 2))


FUZZ = """
import random, sys
from gongkai.errors import GongkaiError
from gongkai.readers import pdf
from upkeep.fuzz_pdf import mutated
pdf.recognised = lambda *_: []
source, done = open(sys.argv[1], 'rb').read(), 0
for seed in range(int(sys.argv[2])):
    try:
        pdf.read(mutated(random.Random(seed), source))
    except GongkaiError:
        pass
    done += 1
print(done)
"""


def test_damaged_files_end_in_a_document_or_a_coded_error(tmp_path: Path) -> None:
    """In a process of its own: the engine is native, and its crash would be seen as a lost count."""
    file = tmp_path / "whole.pdf"
    file.write_bytes(pdf(unseen, lambda c: grid(c, XS, YS, CELLS)))
    command = [sys.executable, "-c", FUZZ, str(file), "300"]
    path = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    ran = subprocess.run(command, capture_output=True, text=True, timeout=120, env=path)
    assert (ran.stdout.strip(), ran.stderr) == ("300", "")


@pytest.mark.skipif(not REPORT.exists(), reason="real reports are not here")
def test_a_real_report() -> None:
    found = read(REPORT.read_bytes())
    truth = json.loads(REPORT.with_name("huaian-city-2024.truth.json").read_text())["values"].values()
    assert [(t.rows, t.columns) for t in found.tables] == [(14, 4), (28, 10), (4, 15)]
    assert [float(c.text) for t in found.tables for c in t.cells if re.fullmatch(r"[\d.]+", c.text)] == list(truth)
    assert {c.doubt for t in found.tables for c in t.cells} == {""}
    assert not [p for p in found.paragraphs if re.fullmatch(r"[-\d ]+", p.text)]
    assert [p.text[:2] for p in found.paragraphs if p.text[1:2] == "、"] == [
        "一、",
        "二、",
        "三、",
        "四、",
        "五、",
        "六、",
    ]


def test_errors_are_coded() -> None:
    assert issubclass(UnreadableDocument, GongkaiError)
