"""Tables whose cells are told by where their edges lie (RTF, Word's binary format): edges to spans."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gongkai.readers._docx_grid import Flow, Grid

_SAME = 20  # twips: two edges nearer than a point are one, no column is that narrow


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its left edge, the right edges of its cells (twips), and the cells, of which there may be more."""

    left: int
    rights: tuple[int, ...]
    cells: tuple[Flow, ...]


def gridded(rows: Sequence[Row]) -> Grid:
    """The rows laid on a grid: a cell spans as many columns as there are edges of any row within it."""
    grid, columns = Grid(), _Columns(rows)
    for row in rows:
        grid.before = columns.before(row.left)
        for cell, span in zip(row.cells, columns.spans(row, grid.before), strict=True):
            cell.span = span
            grid.add(cell)
        grid.end_row()
    return grid


class _Columns:
    """The edges of a table; a row that starts left of every cell's end starts in the first column."""

    def __init__(self, rows: Sequence[Row]) -> None:
        rights = {edge for row in rows for edge in row.rights}
        first = min(rights, default=0)
        lefts = {row.left for row in rows if row.left >= first - _SAME}
        self._edges = tuple(_distinct(sorted(rights | lefts)))

    def before(self, left: int) -> int:
        """How many columns a row leaves out at its start."""
        return self._count(left)

    def spans(self, row: Row, start: int) -> Iterator[int]:
        """Columns of each cell of the row; a cell without an edge of its own takes one."""
        for i in range(len(row.cells)):
            end = max(self._count(row.rights[i]), start + 1) if i < len(row.rights) else start + 1
            yield end - start
            start = end

    def _count(self, edge: int) -> int:
        return bisect_right(self._edges, edge + _SAME - 1) if self._edges else 0


def _distinct(edges: Sequence[int]) -> Iterator[int]:
    """The first edge of every bunch."""
    kept: int | None = None
    for edge in edges:
        if kept is None or edge - kept >= _SAME:
            kept = edge
            yield edge
