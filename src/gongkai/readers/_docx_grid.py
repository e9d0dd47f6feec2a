"""Cells of w:tbl as they come, laid on a grid by their spans (ECMA-376 part 1, 17.4); w:tblGrid is not needed."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import NamedTuple

from gongkai.document import MAX_SLOTS, Cell, Table
from gongkai.errors import LimitExceeded

Line = tuple[str, int | None]  # the text of a paragraph and its heading level
Block = Line | Table
_FEWEST = 2  # rows of a real grid, and cells with text in each of them


@dataclass(slots=True)
class Flow:
    """Blocks one below the other: the body, a cell, a text box. The last four fields are of cells only."""

    blocks: list[Block] = field(default_factory=list)
    carried: list[str] = field(default_factory=list)  # text of paragraphs whose mark is deleted: it joins the next one
    after: list[Block] = field(default_factory=list)  # text boxes that wait for the end of their paragraph
    nested: bool = False
    span: int = 1
    merge: str | None = None
    merged_left: bool = False

    def end(self, parts: list[str], level: int | None, prefix: str = "") -> None:
        """Ends a paragraph of these parts; `prefix` is its automatic number and the gap after it."""
        text = "".join(self.carried + parts) if self.carried else "".join(parts)
        self.blocks.append((prefix + text if text else prefix.rstrip(), level))
        if self.carried or self.after:
            self.blocks += self.after
            self.carried, self.after = [], []

    def close(self) -> None:
        """Ends the flow: what still waits for a paragraph gets one of its own."""
        if self.carried or self.after:
            self.end([], None)

    @property
    def is_empty(self) -> bool:
        """Whether nothing stands in it yet."""
        return not (self.blocks or self.carried or self.after)

    @property
    def text(self) -> str:
        """The lines, tables left out."""
        if len(self.blocks) == 1 and isinstance(self.blocks[0], tuple):
            return self.blocks[0][0]
        return "\n".join(block[0] for block in self.blocks if isinstance(block, tuple))


Content = Flow | str  # of a cell; one line that is no heading takes a tenth of the room as a string


class Place(NamedTuple):
    """Where a cell of a row stands: its column, its span, and how it is merged with the one above (as `Flow.merge`)."""

    column: int
    span: int
    merge: str | None


def text_of(cell: Content) -> str:
    """The lines of a cell, tables left out."""
    return cell if isinstance(cell, str) else cell.text


def is_nested(cell: Content) -> bool:
    """Whether tables stand in a cell."""
    return not isinstance(cell, str) and cell.nested


@dataclass(slots=True)
class Grid:
    """A table under construction: rows are laid when they are complete, with the merges they continue."""

    cells: list[tuple[int, int, int, Content]] = field(default_factory=list)  # row, column, span
    heights: list[int] = field(default_factory=list)
    before: int = 0  # grid columns the row under way leaves out at its start
    lost: int = 0  # merged-away cells that hold text
    _row: int = 0
    _pending: list[Flow] = field(default_factory=list)
    _open: dict[tuple[int, int], int] = field(default_factory=dict)

    def add(self, cell: Flow) -> None:
        """Adds a cell to the row under way, or to its left neighbour where it is merged with that (w:hMerge)."""
        if cell.merged_left and self._pending:
            self._pending[-1].span += cell.span
            self.lost += bool(cell.text.strip())
        else:
            self._pending.append(cell)

    def end_row(self) -> None:
        """Lays the row under way; one without cells leaves no trace."""
        columns = accumulate((cell.span for cell in self._pending), initial=self.before)
        places = [Place(column, cell.span, cell.merge) for cell, column in zip(self._pending, columns, strict=False)]
        self.lay(self._pending, places)
        self._pending, self.before = [], 0

    def lay(self, cells: Sequence[Content], places: Sequence[Place]) -> None:
        """Lays a row."""
        above, self._open = self._open, {}
        for cell, (column, span, merge) in zip(cells, places, strict=True):
            index = above.get((column, span)) if merge == "continue" else None
            if index is None:  # also a merge that continues nothing, or whose edges do not meet the cell above
                index = len(self.cells)
                self.cells.append((self._row, column, span, cell))
                self.heights.append(1)
            else:
                self.heights[index] += 1
                self.lost += bool(text_of(cell).strip())
            if merge:
                self._open[column, span] = index
        self._row += bool(cells)

    def blocks(self) -> list[Block]:
        """The table and the tables nested in it, or the content of its cells where it has no grid of its own."""
        nested = [cell for *_, cell in self.cells if isinstance(cell, Flow) and cell.nested]
        if len(self.cells) < _FEWEST or (nested and self._is_layout()):
            return [block for *_, cell in self.cells for block in _blocks(cell)]
        return [self._table(), *(block for cell in nested for block in cell.blocks if isinstance(block, Table))]

    def _is_layout(self) -> bool:
        rows = (row for row, _, _, cell in self.cells if not is_nested(cell) and text_of(cell).strip())
        return sum(count >= _FEWEST for count in Counter(rows).values()) < _FEWEST

    def _table(self) -> Table:
        cells = zip(self.cells, self.heights, strict=True)
        table = Table(
            tuple([Cell(row, column, text_of(cell), height, span) for (row, column, span, cell), height in cells])
        )
        if table.rows * table.columns > MAX_SLOTS:
            raise LimitExceeded(f"a table of {table.rows} x {table.columns} slots; the limit is {MAX_SLOTS}")
        return table


def _blocks(cell: Content) -> list[Block]:
    return [(cell, None)] if isinstance(cell, str) else cell.blocks
