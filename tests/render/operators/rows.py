"""Rows and columns that are lacking, repeated, added or wrongly merged."""

from dataclasses import replace
from random import Random

from render.operators.registry import Registry
from render.sheet import Cell, Grid, Row, Sheet, full_row

OPERATORS = Registry()
_NOTES = ("注：以上数据含派出机构。", "填表说明：数据截至年末。", "注：含上年结转3件", "单位：件", "（续表）")


def is_data(row: Row) -> bool:
    return any(c.role == "value" and c.field for c in row)


def _without(grid: Grid, dropped: list[int]) -> Grid:
    return replace(grid, rows=tuple(r for n, r in enumerate(grid.rows) if n not in dropped))


def _drop(sheet: Sheet, rng: Random, count: int) -> Sheet:
    grid = rng.choice([g for g in sheet.grids if g.table in ("disclosure", "applications")])
    data = [n for n, row in enumerate(grid.rows) if is_data(row)]
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


def _copied_value(cell: Cell, text: str) -> Cell:
    """A figure that belongs to no field."""
    return Cell(text, "value") if cell.role == "value" else cell


@OPERATORS.add("subtotal-rows")
def _subtotal_rows(sheet: Sheet, rng: Random) -> Sheet:
    """A row 小计 with figures at the end of a group of table 3."""

    def change(grid: Grid) -> Grid:
        ends = [n for n, row in enumerate(grid.rows[:-1]) if len({*row[:3]}) == 3 and row[1] is not grid.rows[n + 1][1]]
        if grid.table != "applications" or not ends:
            return grid
        at = rng.choice(ends)
        group, last = grid.rows[at][:2], grid.rows[at]
        row = (*group, Cell("小计", "note"), *(_copied_value(c, str(rng.randint(0, 99))) for c in last[3:]))
        return replace(grid, rows=(*grid.rows[: at + 1], row, *grid.rows[at + 1 :]))

    return sheet.each_grid(change)


@OPERATORS.add("row-of-its-own")
def _foreign_row(sheet: Sheet, rng: Random) -> Sheet:
    """A row in table 2 that the form does not have, as one province prints it."""

    def change(grid: Grid) -> Grid:
        data = [n for n, row in enumerate(grid.rows) if row[0].text.endswith("规范性文件") and is_data(row)]
        if grid.table != "disclosure" or not data:
            return grid
        above = grid.rows[data[0]]
        new = {c: _copied_value(c, str(rng.randint(0, 99))) for c in dict.fromkeys(above)}
        new[above[0]] = Cell("其他主动公开文件", "note")
        row = tuple(new[c] for c in above)
        return replace(grid, rows=(*grid.rows[: data[0] + 1], row, *grid.rows[data[0] + 1 :]))

    return sheet.each_grid(change)


@OPERATORS.add("rows-swapped", listed=False)
def _swapped(sheet: Sheet, rng: Random) -> Sheet:
    """Two neighbouring rows of one group the other way round, with labels and figures."""

    def change(grid: Grid) -> Grid:
        pairs = [n for n in range(len(grid.rows) - 1) if len(set(grid.rows[n][:3])) == 3]
        pairs = [n for n in pairs if grid.rows[n][1] is grid.rows[n + 1][1] and is_data(grid.rows[n])]
        if grid.table != "applications" or not pairs:
            return grid
        at = rng.choice(pairs)
        return replace(grid, rows=(*grid.rows[:at], grid.rows[at + 1], grid.rows[at], *grid.rows[at + 2 :]))

    return sheet.each_grid(change)


@OPERATORS.add("header-dropped", listed=False)
def _header_dropped(sheet: Sheet, rng: Random) -> Sheet:
    """Table 3 without the rows that say whose requests its columns are."""
    return sheet.each_grid(lambda g: _without(g, list(range(g.head))) if g.table == "applications" else g)
