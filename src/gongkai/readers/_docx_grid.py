"""Cells of w:tbl as they come, laid on a grid by their spans (ECMA-376 part 1, 17.4); w:tblGrid is not needed."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

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
    def text(self) -> str:
        """The lines, tables left out."""
        return "\n".join(block[0] for block in self.blocks if isinstance(block, tuple))


@dataclass(slots=True)
class Grid:
    """A table under construction: rows are laid when they are complete, with the merges they continue."""

    cells: list[tuple[int, int, Flow]] = field(default_factory=list)
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
        above, self._open = self._open, {}
        column = self.before
        for cell in self._pending:
            self._lay(cell, column, above)
            column += cell.span
        self._row += bool(self._pending)
        self._pending, self.before = [], 0

    def _lay(self, cell: Flow, column: int, above: dict[tuple[int, int], int]) -> None:
        edges = column, cell.span
        index = above.get(edges) if cell.merge == "continue" else None
        if index is None:  # also a merge that continues nothing, or whose edges do not meet the cell above
            index = len(self.cells)
            self.cells.append((self._row, column, cell))
            self.heights.append(1)
        else:
            self.heights[index] += 1
            self.lost += bool(cell.text.strip())
        if cell.merge:
            self._open[edges] = index

    def blocks(self) -> list[Block]:
        """The table and the tables nested in it, or the content of its cells where it has no grid of its own."""
        if len(self.cells) < _FEWEST or (any(flow.nested for *_, flow in self.cells) and self._is_layout()):
            return [block for *_, flow in self.cells for block in flow.blocks]
        return [self._table(), *self._nested()]

    def _is_layout(self) -> bool:
        texts = Counter(row for row, _, flow in self.cells if not flow.nested and flow.text.strip())
        return sum(count >= _FEWEST for count in texts.values()) < _FEWEST

    def _table(self) -> Table:
        cells = zip(self.cells, self.heights, strict=True)
        table = Table(tuple(Cell(row, column, flow.text, height, flow.span) for (row, column, flow), height in cells))
        if table.rows * table.columns > MAX_SLOTS:
            raise LimitExceeded(f"a table of {table.rows} x {table.columns} slots; the limit is {MAX_SLOTS}")
        return table

    def _nested(self) -> Iterator[Table]:
        for *_, flow in self.cells:
            if flow.nested:
                yield from (block for block in flow.blocks if isinstance(block, Table))
