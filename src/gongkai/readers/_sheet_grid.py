"""A worksheet as a person sees it: rows of running text, and tables where there are borders or several cells a row."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, chain, groupby, pairwise, product

from gongkai.document import MAX_CELLS, MAX_SLOTS, Block, Cell, Paragraph, Table
from gongkai.errors import LimitExceeded

Slot = tuple[int, int]
Area = tuple[int, int, int, int]  # top, left, bottom, right; the last two are outside
_FEWEST = 2  # cells with text that make a row one of a table


@dataclass(frozen=True, slots=True)
class Printed:
    """What a cell shows; `doubt` is why that may not be what its maker saw."""

    text: str
    doubt: str = ""

    @property
    def seen(self) -> bool:
        """Whether there is anything to see."""
        return bool(self.text.strip() or self.doubt)


_BLANK = Printed("")


@dataclass(slots=True)
class Sheet:
    """A worksheet by row and column from 0; empty cells need not be there."""

    cells: dict[Slot, Printed] = field(default_factory=dict)
    bordered: set[Slot] = field(default_factory=set)
    merges: list[Area] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class _Placed:
    """A cell among the visible rows and columns; the last two are outside."""

    printed: Printed
    top: int
    left: int
    bottom: int
    right: int

    @property
    def height(self) -> int:
        """How many rows it covers."""
        return self.bottom - self.top


def blocks(sheet: Sheet) -> Iterator[Block]:
    """What is seen of a worksheet, from top to bottom. Raises LimitExceeded."""
    if max(map(len, (sheet.cells, sheet.bordered, sheet.merges))) > MAX_CELLS:
        raise LimitExceeded(f"a worksheet of more than {MAX_CELLS} cells")
    rows, bordered = _rows(sheet)
    seen = {row: [cell for cell in cells if cell.printed.seen] for row, cells in rows.items()}
    ruled = bordered | {row for cells in seen.values() for c in cells if c.height > 1 for row in range(c.top, c.bottom)}
    ruled |= {row for row, cells in seen.items() if len(cells) >= _FEWEST}
    used = sorted(ruled | {row for row, cells in seen.items() if cells})
    breaks = accumulate((below - above > 1 for above, below in pairwise(used)), initial=0)
    kinds = {row: (row in ruled, run) for row, run in zip(used, breaks, strict=False)}
    for (is_table, _), group in groupby(used, key=kinds.__getitem__):
        found = list(group)
        texts = [cell for row in found for cell in seen.get(row, ())]
        if is_table and len(texts) >= _FEWEST:
            yield _table([cell for row in found for cell in rows.get(row, ())], texts, found[0], found[-1] + 1)
        else:
            yield from (Paragraph(line) for c in texts for line in c.printed.text.split("\n") if line.strip())


class _Visible:
    """Where rows or columns are when the hidden ones are taken out."""

    def __init__(self, hidden: set[int]) -> None:
        self._hidden, self._sorted = hidden, sorted(hidden)

    def shows(self, index: int) -> bool:
        """Whether it is not hidden."""
        return index not in self._hidden

    def place(self, index: int) -> int:
        """How many visible ones are before."""
        return index - bisect_left(self._sorted, index)


def _rows(sheet: Sheet) -> tuple[dict[int, list[_Placed]], set[int]]:
    """The cells by their first row, from left to right, and the rows with borders; both to the last row with text."""
    rows, columns = _Visible(sheet.hidden_rows), _Visible(sheet.hidden_columns)
    end = max((row for (row, _), cell in sheet.cells.items() if cell.seen), default=-1) + 1
    width = max((column for _, column in chain(sheet.cells, sheet.bordered)), default=-1) + 1
    found: dict[int, list[_Placed]] = {}
    for slot, (bottom, right) in sorted(_extents(sheet, end, width).items()):
        top, left = rows.place(slot[0]), columns.place(slot[1])
        cell = _Placed(sheet.cells.get(slot, _BLANK), top, left, rows.place(bottom), columns.place(right))
        if cell.height > 0 and cell.right > left:
            found.setdefault(top, []).append(cell)
    return found, {rows.place(r) for r, c in sheet.bordered if rows.shows(r) and columns.shows(c) and r < end}


def _extents(sheet: Sheet, end: int, width: int) -> dict[Slot, Slot]:
    """Where each cell with text ends, and each merged one; what a merged cell covers is not seen."""
    found = {(row, column): (row + 1, column + 1) for row, column in sheet.cells if row < end}
    covered = 0
    for top, left, bottom, right in sheet.merges:
        below, beside = min(bottom, end), min(right, width)
        covered += max(below - top, 0) * max(beside - left, 0)
        if covered > MAX_CELLS:
            raise LimitExceeded(f"merged cells that cover more than {MAX_CELLS} slots")
        for slot in product(range(top, below), range(left, beside)):
            if slot != (top, left):
                found.pop(slot, None)
        if below > top and beside > left:
            found[top, left] = below, beside
    return found


def _table(cells: Sequence[_Placed], texts: Sequence[_Placed], top: int, bottom: int) -> Table:
    """The table in these rows, as wide as its texts; slots without a cell are blank cells. Raises LimitExceeded."""
    left, right = min(c.left for c in texts), max(c.right for c in texts)
    if (bottom - top) * (right - left) > MAX_SLOTS:
        raise LimitExceeded(f"a table of {bottom - top} x {right - left} slots; the limit is {MAX_SLOTS}")
    free = dict.fromkeys(product(range(top, bottom), range(left, right)))
    found: list[Cell] = []
    for c in cells:
        slots = list(product(range(c.top, min(c.bottom, bottom)), range(c.left, min(c.right, right))))
        covered = slots if all(slot in free for slot in slots) else [slot for slot in slots[:1] if slot in free]
        if covered:
            found.append(_cell(c.printed, covered, (top, left)))
        for slot in covered:
            del free[slot]
    found += (Cell(row - top, column - left, "") for row, column in free)
    return Table(tuple(sorted(found, key=lambda c: (c.row, c.column))))


def _cell(printed: Printed, covered: Sequence[Slot], origin: Slot) -> Cell:
    (top, left), (last, right) = covered[0], covered[-1]
    at = top - origin[0], left - origin[1]
    return Cell(*at, printed.text, last - top + 1, right - left + 1, doubt=printed.doubt)
