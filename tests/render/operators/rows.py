"""Rows and columns that are lacking, repeated, added or wrongly merged."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import count as count_from
from random import Random

from render.operators.registry import Registry
from render.sheet import Cell, Grid, Row, Sheet, full_row

OPERATORS = Registry()
_NOTES = ("注：以上数据含派出机构。", "填表说明：数据截至年末。", "注：含上年结转3件", "单位：件", "（续表）")


def _is_data(row: Row) -> bool:
    return any(c.role == "value" and c.field for c in row)


def _without(grid: Grid, dropped: list[int]) -> Grid:
    return replace(grid, rows=tuple(r for n, r in enumerate(grid.rows) if n not in dropped))


def _drop(sheet: Sheet, rng: Random, count: int) -> Sheet:
    grid = rng.choice([g for g in sheet.grids if g.table in ("disclosure", "applications")])
    data = [n for n, row in enumerate(grid.rows) if _is_data(row)]
    dropped = rng.sample(data, min(count, len(data)))
    return sheet.each_grid(lambda g: _without(g, dropped) if g is grid else g)


@OPERATORS.add("row-dropped")
def _one_dropped(sheet: Sheet, rng: Random) -> Sheet:
    return _drop(sheet, rng, 1)


@OPERATORS.add("rows-dropped", listed=False)
def _some_dropped(sheet: Sheet, rng: Random) -> Sheet:
    return _drop(sheet, rng, rng.randint(2, 4))


@OPERATORS.add("title-dropped", listed=False)
def _title_dropped(sheet: Sheet, rng: Random) -> Sheet:
    def change(grid: Grid) -> Grid:
        titles = [n for n, row in enumerate(grid.rows) if row[0].role == "title"]
        return _without(grid, [rng.choice(titles)]) if titles else grid

    return sheet.each_grid(change)


def _inserted(grid: Grid, at: int, row: Row) -> Grid:
    """The grid with a row put in; a cell merged across that place goes on through it."""
    if 0 < at < len(grid.rows):
        around = zip(row, grid.rows[at - 1], grid.rows[at], strict=True)
        row = tuple(above if above is below else new for new, above, below in around)
    return replace(grid, rows=(*grid.rows[:at], row, *grid.rows[at:]))


def _noisy(sheet: Sheet, rng: Random, texts: tuple[str, ...], across: bool) -> Sheet:
    def change(grid: Grid) -> Grid:
        for _ in range(rng.randint(1, 3)):
            cell, width = Cell(rng.choice(texts)), len(grid.rows[0])
            row = full_row(width, cell) if across else (cell, *(Cell("") for _ in range(width - 1)))
            grid = _inserted(grid, rng.randint(0, len(grid.rows)), row)
        return grid

    return sheet.each_grid(change)


@OPERATORS.add("note-rows")
def _note_rows(sheet: Sheet, rng: Random) -> Sheet:
    return _noisy(sheet, rng, _NOTES, across=True)


@OPERATORS.add("empty-rows")
def _empty_rows(sheet: Sheet, rng: Random) -> Sheet:
    return _noisy(sheet, rng, ("",), across=False)


@OPERATORS.add("note-in-first-column")
def _first_column_notes(sheet: Sheet, rng: Random) -> Sheet:
    return _noisy(sheet, rng, _NOTES, across=False)


@OPERATORS.add("header-repeated-inside")
def _header_repeated(sheet: Sheet, rng: Random) -> Sheet:
    def change(grid: Grid) -> Grid:
        head = grid.rows[: grid.head]
        if grid.table != "applications" or not head:
            return grid
        at = rng.randint(grid.head + 1, len(grid.rows) - 1)
        return replace(grid, rows=(*grid.rows[:at], *_copied(head), *grid.rows[at:]))

    return sheet.each_grid(change)


def _copied(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """The same rows printed once more."""
    new = {c: replace(c) for row in rows for c in row}
    return tuple(tuple(new[c] for c in row) for row in rows)


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
        cells = [Cell(str(next(count))) if _is_data(row) else cell for row, cell in _heads(grid, "序号")]
        return _with_column(grid, cells, last=False)

    return sheet.each_grid(change)


@OPERATORS.add("remark-column")
def _remark(sheet: Sheet, rng: Random) -> Sheet:
    """A last column 备注, mostly empty."""

    def change(grid: Grid) -> Grid:
        words = ("", "", "", "含派出机构")
        return _with_column(grid, [Cell(rng.choice(words)) if _is_data(r) else c for r, c in _heads(grid, "备注")], last=True)

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
        return replace(grid, rows=tuple(_unmerged(row, up) for row, up in zip(grid.rows, ((), *grid.rows), strict=False)))

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


def _slipped(sheet: Sheet, rng: Random, slip: int) -> Sheet:
    groups = [c for g in sheet.grids for c in g.cells if c.role == "group" and c.mark.startswith("（")]
    chosen = rng.choice(groups) if groups else None
    return sheet.each_cell(lambda c: replace(c, slip=slip) if c is chosen else c)


@OPERATORS.add("rowspan-too-long", "html")
def _too_long(sheet: Sheet, rng: Random) -> Sheet:
    return _slipped(sheet, rng, 1)


@OPERATORS.add("rowspan-too-short", "html")
def _too_short(sheet: Sheet, rng: Random) -> Sheet:
    return _slipped(sheet, rng, -1)
