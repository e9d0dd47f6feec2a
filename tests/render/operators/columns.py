"""Columns added, and cells merged otherwise than the form merges them."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import count as count_from
from random import Random

from render.operators.registry import Registry
from render.operators.rows import is_data
from render.sheet import Cell, Grid, Row, Sheet

OPERATORS = Registry()


def _with_column(grid: Grid, cells: list[Cell], last: bool) -> Grid:
    pairs = zip(grid.rows, cells, strict=True)
    return replace(grid, rows=tuple(_widened(row, cell, last) for row, cell in pairs))


def _widened(row: Row, cell: Cell, last: bool) -> Row:
    if row[0].role == "title" and row[0] is row[-1]:
        return (*row, row[0])
    return (*row, cell) if last else (cell, *row)


@OPERATORS.add("serial-column")
def _serial(sheet: Sheet, _rng: Random) -> Sheet:
    """A first column 序号 that counts the rows."""

    def change(grid: Grid) -> Grid:
        if grid.table == "remedies":
            return grid
        count = count_from(1)
        cells = [Cell(str(next(count))) if is_data(row) else cell for row, cell in _heads(grid, "序号")]
        return _with_column(grid, cells, last=False)

    return sheet.each_grid(change)


@OPERATORS.add("remark-column")
def _remark(sheet: Sheet, rng: Random) -> Sheet:
    """A last column 备注, mostly empty."""

    def change(grid: Grid) -> Grid:
        words = ("", "", "", "含派出机构")
        cells = [Cell(rng.choice(words)) if is_data(row) else cell for row, cell in _heads(grid, "备注")]
        return _with_column(grid, cells, last=True)

    return sheet.each_grid(change)


def _heads(grid: Grid, text: str) -> Iterator[tuple[Row, Cell]]:
    """Every row with a cell of this text, one and the same for header rows that follow each other."""
    cell = Cell(text)
    for row, above in zip(grid.rows, ((), *grid.rows), strict=False):
        cell = cell if _is_header(row) and _is_header(above) else Cell(text)
        yield row, cell


def _is_header(row: Row) -> bool:
    return any(c.role == "header" for c in row)


def _regrouped(sheet: Sheet, text_again: bool, text_first: bool = True) -> Sheet:
    """Group cells not merged down: one a row, with the text again or empty."""

    def change(grid: Grid) -> Grid:
        pairs = zip(grid.rows, ((), *grid.rows), strict=False)
        return replace(grid, rows=tuple(_unmerged(row, above) for row, above in pairs))

    def _unmerged(row: Row, above: Row) -> Row:
        new = {c: _single(c, c in above) for c in row if c.role == "group"}
        return tuple(new.get(c, c) for c in row)

    def _single(cell: Cell, again: bool) -> Cell:
        return replace(cell) if (text_again if again else text_first) else replace(cell, text="", mark="")

    return sheet.each_grid(change)


@OPERATORS.add("groups-on-every-row")
def _every_row(sheet: Sheet, _rng: Random) -> Sheet:
    return _regrouped(sheet, text_again=True)


@OPERATORS.add("groups-not-merged")
def _first_row(sheet: Sheet, _rng: Random) -> Sheet:
    return _regrouped(sheet, text_again=False)


@OPERATORS.add("groups-absent")
def _no_groups(sheet: Sheet, _rng: Random) -> Sheet:
    return _regrouped(sheet, text_again=False, text_first=False)


@OPERATORS.add("group-one-row-short")
def _short_group(sheet: Sheet, _rng: Random) -> Sheet:
    """The last row of every group lies outside its merged cell, beside an empty one."""

    def change(grid: Grid) -> Grid:
        below = (*grid.rows[1:], ())
        return replace(grid, rows=tuple(_cut_off(row, next_) for row, next_ in zip(grid.rows, below, strict=True)))

    def _cut_off(row: Row, next_: Row) -> Row:
        ends = {c: Cell("", "group") for c in row if c.role == "group" and c not in next_ and len(c.text) < 8}
        return tuple(ends.get(c, c) for c in row)

    return sheet.each_grid(change)


@OPERATORS.add("labels-not-merged-across")
def _not_across(sheet: Sheet, _rng: Random) -> Sheet:
    """Labels and titles in the first of their slots, the others empty."""
    return _split_across(sheet, repeated=False)


@OPERATORS.add("labels-repeated-across")
def _repeated_across(sheet: Sheet, _rng: Random) -> Sheet:
    """Labels and titles once more in every slot, as table libraries print them."""
    return _split_across(sheet, repeated=True)


def _split_across(sheet: Sheet, repeated: bool) -> Sheet:
    def single(row: Row, n: int) -> Cell:
        cell = row[n]
        if not (n and row[n - 1] is cell and cell.role in ("label", "title")):
            return cell
        return replace(cell) if repeated else Cell("", cell.role)

    def change(grid: Grid) -> Grid:
        return replace(grid, rows=tuple(tuple(single(row, n) for n in range(len(row))) for row in grid.rows))

    return sheet.each_grid(change)


@OPERATORS.add("subtotal-column", listed=False)
def _subtotal_column(sheet: Sheet, _rng: Random) -> Sheet:
    """A column 小计 of the legal persons before 总计."""

    def change(grid: Grid) -> Grid:
        if grid.table != "applications":
            return grid
        return replace(grid, rows=tuple((*row[:-1], _subtotal(row), row[-1]) for row in grid.rows))

    return sheet.each_grid(change)


def _subtotal(row: Row) -> Cell:
    if not is_data(row):
        return row[-2] if row[-2].role == "header" and row[-2].text != "其他" else Cell("小计", "header")
    return Cell(str(sum(int(c.number or 0) for c in row[-6:-1])), "value")


@OPERATORS.add("column-dropped", listed=False)
def _column_dropped(sheet: Sheet, rng: Random) -> Sheet:
    """One column of figures of table 3 not printed."""

    def change(grid: Grid) -> Grid:
        column = rng.randrange(-7, 0) % len(grid.rows[0])
        if grid.table != "applications":
            return grid
        return replace(grid, rows=tuple((*row[:column], *row[column + 1 :]) for row in grid.rows))

    return sheet.each_grid(change)
