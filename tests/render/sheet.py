"""A report before it has a format: what is printed, cell by cell, and what each cell means.

A grid is a matrix of slots; the same cell object standing in neighbouring slots is one merged cell, so rows and columns
are dropped, inserted and cut as plain lists and no span needs mending.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from gongkai.forms import forms

Number = int | float
Values = Mapping[str, Number]
ALL_LABELS = frozenset(("title", "header", "stub", "group", "label"))


@dataclass(frozen=True, slots=True, eq=False)
class Cell:
    """One printed cell; compared by identity. `role`: title, header, stub, group, label, value or note.

    `mark` is the numbering before the text, printed by the format itself where `automatic`; `slip` is by how many rows
    a web page's rowspan is wrong; `number` and `status` are what a value cell is expected to be read as.
    """

    text: str
    role: str = "note"
    field: str = ""
    number: Number | None = None
    status: str = "value"
    mark: str = ""
    automatic: bool = False
    slip: int = 0

    @property
    def printed(self) -> str:
        """What a person sees in the cell."""
        return self.mark + self.text


Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """One printed table; `table` is the statutory table it belongs to, "" for any other."""

    table: str
    rows: tuple[Row, ...]

    @property
    def cells(self) -> Iterator[Cell]:
        """Each cell once, in reading order."""
        return iter(dict.fromkeys(c for row in self.rows for c in row))

    @property
    def head(self) -> int:
        """How many of the first rows are title or header."""
        is_head = [all(c.role in ("title", "header", "stub") for c in row) for row in self.rows]
        return (*is_head, False).index(False)


@dataclass(frozen=True, slots=True)
class Text:
    """One paragraph; `level` is 0 for the report's title, 1 for a section's heading, None for prose."""

    text: str
    level: int | None = None
    mark: str = ""
    automatic: bool = False

    @property
    def printed(self) -> str:
        """What a person sees."""
        return self.mark + self.text


Block = Text | Grid


@dataclass(frozen=True, slots=True)
class Sheet:
    """A whole report; `forms` names the form of each statutory table."""

    blocks: tuple[Block, ...]
    forms: Mapping[str, str]
    agency: str
    year: int
    fee: int = 0  # 信息处理费 in 元

    @property
    def grids(self) -> tuple[Grid, ...]:
        """Its tables in reading order."""
        return tuple(b for b in self.blocks if isinstance(b, Grid))

    def with_blocks(self, blocks: Iterable[Block]) -> "Sheet":
        """The same report with other blocks."""
        return replace(self, blocks=tuple(blocks))

    def each_grid(self, change: Callable[[Grid], Grid | Iterable[Block]]) -> "Sheet":
        """Every statutory table replaced by a table, or by several blocks."""
        return self.with_blocks(b for block in self.blocks for b in _changed(block, change))

    def each_cell(self, change: Callable[[Cell], Cell]) -> "Sheet":
        """Every cell of the statutory tables replaced; a merged cell is asked for once and stays merged."""
        return self.each_grid(lambda grid: mapped(grid, change))


def _changed(block: Block, change: Callable[[Grid], Grid | Iterable[Block]]) -> Iterable[Block]:
    if not (isinstance(block, Grid) and block.table):
        return (block,)
    new = change(block)
    return (new,) if isinstance(new, Grid) else new


def mapped(grid: Grid, change: Callable[[Cell], Cell]) -> Grid:
    """The grid with every cell replaced, merged cells staying merged."""
    new = {cell: change(cell) for cell in grid.cells}
    return replace(grid, rows=tuple(tuple(new[c] for c in row) for row in grid.rows))


@dataclass(frozen=True, slots=True)
class Placed:
    """A cell where it is anchored, with its spans."""

    cell: Cell
    row: int
    column: int
    rowspan: int
    colspan: int


def placed(grid: Grid) -> tuple[Placed, ...]:
    """The cells of a grid in reading order; runs of one object are one cell."""
    return tuple(
        _measured(grid, r, c)
        for r, row in enumerate(grid.rows)
        for c, cell in enumerate(row)
        if not (c and row[c - 1] is cell) and not (r and grid.rows[r - 1][c : c + 1] == (cell,))
    )


def _measured(grid: Grid, row: int, column: int) -> Placed:
    cell = grid.rows[row][column]
    wide = _run(grid.rows[row][column:], cell)
    tall = _run((r[column] if column < len(r) else None for r in grid.rows[row:]), cell)
    return Placed(cell, row, column, tall, wide)


def _run(slots: Iterable[Cell | None], cell: Cell) -> int:
    count = 0
    for slot in slots:
        if slot is not cell:
            break
        count += 1
    return count


def full_row(width: int, cell: Cell) -> Row:
    """One cell across the whole table."""
    return (cell,) * width


MISSING: tuple[Number | None, str] = (None, "missing")


def form_fields(used: Mapping[str, str]) -> tuple[str, ...]:
    """All fields of the forms named for each table."""
    by_name = {f.name: f for f in forms()}
    bands = (b for table, name in used.items() for b in by_name[name].tables[table])
    return tuple(f"{r.key}.{c.key}" for b in bands for r in b.rows for c in b.columns)


def expected(sheet: Sheet) -> Mapping[str, tuple[Number | None, str]]:
    """Field -> (value, status) that a faithful reading of the report gives."""
    found: dict[str, tuple[Number | None, str]] = dict.fromkeys(form_fields(sheet.forms), MISSING)
    cells = (c for g in reversed(sheet.grids) for c in g.cells)
    found.update({c.field: (c.number, c.status) for c in cells if c.role == "value" and c.field})
    return MappingProxyType(found)
