"""Pieces of a table over page breaks: what the break cut is one again, and nothing else is."""

from collections.abc import Mapping, Sequence

import pytest

from gongkai.document import Source, Table
from gongkai.layout.cells import BROKEN
from gongkai.layout.model import Line, Piece, Region
from gongkai.layout.stitch import fits, table

XS = (70.0, 100.0, 150.0, 250.0, 300.0, 350.0)
SIZE = 10.0
Span = tuple[int, int, int, int]


def words(text: str, x: float, y: float) -> tuple[Line, ...]:
    """Lines of a text set from x."""
    made = []
    for k, part in enumerate(text.split("\n") if text else ()):
        end = x + SIZE * len(part)
        made.append(Line(part, (x, y + 12 * k, end, y + 12 * k + SIZE), x, end, SIZE))
    return tuple(made)


def piece(cells: Mapping[Span, str], page: int = 1, xs: Sequence[float] = XS, height: float = 20) -> Piece:
    """A part of a table whose rows are all of one height."""
    rows = max(r + h for r, _, h, _ in cells)
    made = tuple(
        Region(
            *(r, c, h, w),
            (xs[c], 100 + height * r, xs[c + w], 100 + height * (r + h)),
            words(text, xs[c] + 4, 104 + height * r),
            source=Source(page, (xs[c], height * r, xs[c + w], height * (r + h))),
        )
        for (r, c, h, w), text in cells.items()
    )
    return Piece(made, (xs[0], 100, xs[-1], 100 + height * rows))


def row(number: int, *texts: str, first: int = 0) -> dict[Span, str]:
    """A row of single cells from a column on."""
    return {(number, first + k, 1, 1): text for k, text in enumerate(texts)}


def shown(found: Table) -> list[list[str]]:
    """The grid as texts."""
    return [[cell.text if cell else "-" for cell in line] for line in found.grid]


def test_pieces_follow_each_other() -> None:
    found = table([piece(row(0, "甲", "1")), piece(row(0, "乙", "2") | row(1, "丙", "3"), 2)])
    assert shown(found) == [["甲", "1"], ["乙", "2"], ["丙", "3"]]
    assert [c.source.page for c in found.cells] == [1, 1, 2, 2, 2, 2]


def test_columns_are_counted_over_all_pieces() -> None:
    wide = {(0, 0, 1, 2): "题", (0, 2, 1, 3): "数"}
    found = table([piece(row(0, *"甲乙丙丁戊")), piece(wide, 2)])
    assert shown(found) == [list("甲乙丙丁戊"), ["题", "题", "数", "数", "数"]]


def test_a_piece_may_stand_further_in_on_its_page() -> None:
    moved = piece(row(0, *"一二三四五"), 2, [x + 30 for x in XS])
    assert fits(piece(row(0, *"甲乙丙丁戊")), moved)
    assert shown(table([piece(row(0, *"甲乙丙丁戊")), moved])) == [list("甲乙丙丁戊"), list("一二三四五")]
    assert not fits(moved, piece(row(0, *"一二三四五"), 2, [x * 1.2 for x in XS]))


GROUP = (
    {(0, 0, 2, 1): "三、办理", (0, 1, 2, 1): "（三）不"}
    | row(0, "1.甲类", "5", first=2)
    | row(1, "2.乙类", "6", first=2)
)


def test_a_group_that_goes_on_is_one_cell() -> None:
    rest = {(0, 0, 2, 1): "", (0, 1, 2, 1): "予公开"} | row(0, "3.丙类", "7", first=2) | row(1, "4.丁类", "8", first=2)
    found = table([piece(GROUP), piece(rest, 2)])
    assert [(c.row, c.rowspan, c.text) for c in found.cells if c.column < 2] == [
        (0, 4, "三、办理"),
        (0, 4, "（三）不\n予公开"),
    ]
    assert found.cells[1].source == Source(1, (100, 0, 150, 40))


def test_a_group_label_printed_below_the_break_only() -> None:
    above = {(0, 0, 2, 1): ""} | row(0, "1.甲", "5", first=1) | row(1, "2.乙", "6", first=1)
    below = {(0, 0, 2, 1): "（四）丙"} | row(0, "3.丁", "7", first=1) | row(1, "4.戊", "8", first=1)
    found = table([piece(above), piece(below, 2)])
    assert [(c.row, c.rowspan, c.text, c.source.page) for c in found.cells if c.column == 0] == [(0, 4, "（四）丙", 2)]


def test_the_next_group_is_another_cell() -> None:
    rest = (
        {(0, 0, 2, 1): "四、结转", (0, 1, 2, 1): "（四）无"}
        | row(0, "1.丙", "7", first=2)
        | row(1, "2.丁", "8", first=2)
    )
    found = table([piece(GROUP), piece(rest, 2)])
    assert [c.text for c in found.cells if c.column < 2] == ["三、办理", "（三）不", "四、结转", "（四）无"]


def test_one_row_of_a_group_on_either_side() -> None:
    found = table([piece(row(0, "（四）无", "1.甲", "5")), piece(row(0, "法提供", "2.乙", "6"), 2)])
    assert shown(found) == [["（四）无\n法提供", "1.甲", "5"], ["（四）无\n法提供", "2.乙", "6"]]


def test_rows_with_figures_in_the_second_column_are_no_group() -> None:
    xs = (70.0, 170.0, 210.0, 250.0)
    found = table([piece(row(0, "一、新收", "5", "6"), 1, xs), piece(row(0, "结转", "6", "7"), 2, xs)])
    assert found.rows == 2


def test_figures_are_never_joined() -> None:
    above = {(0, 0, 2, 1): "7"} | row(0, "甲", first=1) | row(1, "乙", first=1)
    below = {(0, 0, 2, 1): "8"} | row(0, "丙", first=1) | row(1, "丁", first=1)
    assert [c.text for c in table([piece(above), piece(below, 2)]).cells if c.column == 0] == ["7", "8"]


CUT = [
    (("4.保护第", "6", "0"), ("三方权益", "", ""), ["4.保护第\n三方权益", "6", "0"]),
    (("4.保护第", "", ""), ("三方权益", "6", "0"), ["4.保护第\n三方权益", "6", "0"]),
    (("甲项", "", ""), ("", "6", "0"), ["甲项", "6", "0"]),
    (("", "6", "0"), ("甲项", "", ""), ["甲项", "6", "0"]),
]


@pytest.mark.parametrize(("above", "below", "whole"), CUT)
def test_a_row_cut_in_two_is_one_row(above: Sequence[str], below: Sequence[str], whole: list[str]) -> None:
    xs = (70.0, 120.0, 180.0, 240.0)
    found = table([piece(row(0, *above), 1, xs), piece(row(0, *below) | row(1, "5.丁", "1", "2"), 2, xs)])
    assert shown(found) == [whole, ["5.丁", "1", "2"]]


WHOLE = [
    (("4.甲", "6", "0"), ("5.乙", "", "")),
    (("甲项目名", "6", "0"), ("乙项目名", "", "")),
    (("4.", "6", "0"), ("乙项目名", "", "")),
    (("4.保护第", "6", "0"), ("5.三方权益", "7", "")),
    (("甲", "乙", "丙"), ("", "", "")),
    (("", "", ""), ("1", "2", "3")),
    (("甲", "无", "无"), ("乙", "无", "无")),
    (("", "1", "2"), ("", "3", "4")),
    (("甲", "1", "2"), ("乙", "3", "4")),
]


@pytest.mark.parametrize(("above", "below"), WHOLE)
def test_rows_that_may_be_two_stay_two(above: Sequence[str], below: Sequence[str]) -> None:
    xs = (70.0, 120.0, 180.0, 240.0)
    found = table([piece(row(0, *above), 1, xs), piece(row(0, *below), 2, xs)])
    assert shown(found) == [list(above), list(below)]


def test_a_sliver_of_an_empty_row_belongs_to_the_row_it_was_cut_from() -> None:
    found = table([piece(row(0, "甲", "6")), piece(row(0, "", ""), 2, height=5)])
    assert shown(found) == [["甲", "6"]]


@pytest.mark.parametrize(("above", "below"), [("4.保护第", "三方权益"), ("甲项", ""), ("", "甲项")])
def test_a_figure_torn_by_the_break_is_doubted(above: str, below: str) -> None:
    xs = (70.0, 120.0, 160.0, 200.0)
    found = table([piece(row(0, above, "131", "6"), 1, xs), piece(row(0, below, "042", ""), 2, xs)])
    assert shown(found) == [["\n".join(filter(None, (above, below))), "131\n042", "6"]]
    assert [c.doubt for c in found.cells] == ["", BROKEN, ""]
