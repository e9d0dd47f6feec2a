"""Glyphs to lines, lines to paragraphs, furniture out."""

from collections.abc import Sequence

import pytest

from gongkai.document import Source
from gongkai.layout.furniture import removed
from gongkai.layout.lines import columns, lines, vertical
from gongkai.layout.model import Glyph, Line, Page, source, turned
from gongkai.layout.paragraphs import Set, margins, paragraphs

A4 = Page(1, 595.0, 842.0, ())


def glyphs(text: str, x: float, y: float, size: float = 10, step: float = 1.0) -> list[Glyph]:
    """Characters set from x with their baseline at y, ASCII half as wide as the rest; spaces only move on."""
    made: list[Glyph] = []
    for c in text:
        wide = size * (0.5 if c.isascii() else 1.0)
        if not c.isspace():
            made.append(Glyph(c, x + 0.5, y - 0.8 * size, x + wide - 0.5, y, x, y - size, x + wide, y + 0.15 * size))
        x += wide * step
    return made


def line(text: str, start: float, y: float, end: float = 0.0, size: float = 10) -> Line:
    end = end or start + size * sum(0.5 if c.isascii() else 1.0 for c in text)
    return Line(text, (start, y - size, end, y), start, end, size)


def texts(found: Sequence[Line]) -> list[str]:
    return [one.text for one in found]


def test_lines_come_top_to_bottom_and_left_to_right() -> None:
    mixed = glyphs("第二行", 50, 40) + glyphs("行", 80, 20) + glyphs("第一", 50, 20)
    assert texts(lines(mixed)) == ["第一 行", "第二行"]


@pytest.mark.parametrize(
    ("left", "right", "gap", "text"),
    [
        ("12", "34", 0.0, "1234"),
        ("12", "34", 0.8, "1234"),
        ("12", "34", 2.2, "12 34"),
        ("ab", "cd", 3.0, "ab cd"),
        ("年", "12", 3.0, "年12"),
        ("年", "12", 8.0, "年 12"),
        ("公", "开", 1.0, "公开"),
        ("公", "开", 30.0, "公\t开"),
    ],
)
def test_a_space_stands_only_for_a_real_gap(left: str, right: str, gap: float, text: str) -> None:
    first = glyphs(left, 50, 20)
    assert texts(lines(first + glyphs(right, first[-1].end + gap, 20), "\t")) == [text]


def test_text_drawn_twice_is_read_once_but_doubled_characters_are_kept() -> None:
    once = glyphs("共11件，人人共享", 50, 20)
    assert texts(lines(once + glyphs("共11件，人人共享", 50.4, 20.3))) == ["共11件，人人共享"]


def test_columns_of_vertical_text_run_from_right_to_left() -> None:
    right = [g for k, c in enumerate("三、本年") for g in glyphs(c, 80, 20 + 12 * k)]
    left = [g for k, c in enumerate("度结果") for g in glyphs(c, 60, 20 + 12 * k)]
    assert vertical(right + left)
    assert texts(columns(left + right)) == ["三、本年", "度结果"]


def test_a_narrow_cell_and_wrapped_lines_are_not_vertical_text() -> None:
    assert not vertical([g for k, c in enumerate("三本年度") for g in glyphs(c, 80, 20 + 12 * k)])
    assert not vertical(glyphs("三、", 50, 20) + glyphs("本", 50, 32) + glyphs("年", 50, 44))
    assert not vertical(glyphs("上面一行", 50, 20) + glyphs("下面一行", 50, 32))


FULL = 530.0


def joined(*placed: Line, pages: Sequence[Page] = ()) -> list[str]:
    sets = [Set(page, one) for page, one in zip(pages or [A4] * len(placed), placed, strict=True)]
    return [p.text for p in paragraphs(sets, margins(sets))]


def test_full_lines_go_on_and_indented_ones_begin() -> None:
    assert joined(
        line("一、总体", 90, 100),
        line("全年共收到", 90, 120, FULL),
        line("申请若干", 70, 140, FULL),
        line("件。", 70, 160),
        line("另起一段", 90, 180),
    ) == ["一、总体", "全年共收到申请若干件。", "另起一段"]


def test_a_paragraph_goes_on_over_the_page() -> None:
    second = Page(2, 595.0, 842.0, ())
    found = joined(
        line("前页末行", 70, 780, FULL),
        line("次页首行。", 70, 90, FULL),
        line("又一段", 90, 110),
        pages=(A4, second, second),
    )
    assert found == ["前页末行次页首行。", "又一段"]


@pytest.mark.parametrize(
    "second",
    [
        line("大得多的字", 70, 120, size=16),
        line("隔得远的段", 70, 180),
        line("（二）列在左边的标题", 70, 120),
        line("甲\t乙", 70, 120),
    ],
)
def test_what_begins_a_paragraph_without_indent(second: Line) -> None:
    assert len(joined(line("上一段说完了。", 70, 100, FULL), second, line("尾行", 70, 300, FULL))) == 3


def test_short_text_has_no_right_margin() -> None:
    assert joined(line("无", 70, 100), line("空", 70, 120)) == ["无", "空"]


def test_words_of_letters_keep_their_space_and_figures_are_joined() -> None:
    assert joined(line("open data", 70, 100, FULL), line("policy 12", 70, 120, FULL), line("34件", 70, 140)) == [
        "open data policy 1234件"
    ]


def test_a_paragraph_is_where_its_first_page_has_it() -> None:
    second = Page(2, 595.0, 842.0, ())
    sets = [Set(A4, line("前", 70, 780, FULL)), Set(second, line("后", 70, 90, FULL))]
    (found,) = paragraphs(sets, margins(sets))
    assert found.source == Source(1, (70.0, 770.0, FULL, 780.0))


def kept(*pages: Sequence[Line]) -> list[list[str]]:
    sheets = [(Page(k + 1, 595.0, 842.0, ()), list(found)) for k, found in enumerate(pages)]
    return [texts(found) for found in removed(sheets)]


@pytest.mark.parametrize(
    "number", ["- 4 -", "—4—", "－ 4 －", "第 4 页", "第4页 共9页", "第4页/共9页", "4 / 6", "·4·", "Page 4 of 9"]
)
def test_decorated_page_numbers_go(number: str) -> None:
    assert kept([line("正文", 70, 400), line(number, 280, 800)]) == [["正文"]]


def test_bare_page_numbers_go_when_they_count_with_the_pages() -> None:
    pages = [[line("正文", 70, 400), line(str(k + 5), 280, 800)] for k in range(3)]
    assert kept(*pages) == [["正文"]] * 3
    assert kept([line("正文", 70, 400), line("1", 280, 800)]) == [["正文"]]


def test_a_number_that_does_not_count_with_the_pages_stays() -> None:
    assert kept([line("甲", 70, 400), line("57", 280, 800)], [line("乙", 70, 400), line("9", 280, 800)]) == [
        ["甲", "57"],
        ["乙", "9"],
    ]


def test_a_number_in_the_body_stays() -> None:
    assert kept([line("- 1 -", 280, 400), line("尾", 70, 500)]) == [["- 1 -", "尾"]]


def test_running_heads_go_and_repeated_prose_stays() -> None:
    pages = [[line("某市年报", 70, 50 + k), line("同样的话", 70, 300), line(f"第{k}段", 70, 400)] for k in range(3)]
    assert kept(*pages) == [["同样的话", f"第{k}段"] for k in range(3)]
    assert kept(pages[0]) == [["某市年报", "同样的话", "第0段"]]


@pytest.mark.parametrize("turns", range(4))
def test_turning_on_to_four_quarters_changes_nothing(turns: int) -> None:
    width, height = (595.0, 842.0) if turns % 2 == 0 else (842.0, 595.0)
    box = (10.0, 20.0, 30.0, 60.0)
    assert turned(turned(box, turns, 595.0, 842.0), -turns, width, height) == box


def test_a_source_is_on_the_page_as_displayed() -> None:
    page = Page(3, 842.0, 595.0, (), (), 1)
    assert source(page, (0.0, 0.0, 10.0, 20.0)) == Source(3, (0.0, 832.0, 20.0, 842.0))
