"""Tables whose cells are told by where their edges lie (RTF, Word's binary format): edges to spans."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from gongkai.readers._docx_grid import Content, Grid, Place, text_of

LEFT, ABOVE, RESTART = "left", "continue", "restart"  # what a cell is merged with; and that one below may be with it
_FEW = 1000  # cells of the rows of different shapes of a table
_SAME = 20  # twips: two edges nearer than a point are one, no column is that narrow


class Slot(NamedTuple):
    """The right edge of a cell (twips), None where the row states none; and what it is merged with."""

    right: int | None
    merge: str | None = None


class Shape(NamedTuple):
    """How a row is cut: its left edge, and a slot for each of its cells. Most rows of a table share one."""

    left: int
    slots: tuple[Slot, ...]


def gridded(rows: Sequence[tuple[Shape, Sequence[Content]]]) -> Grid:
    """The rows laid on a grid: a cell spans as many columns as there are edges of any row within it."""
    shapes = tuple({shape for shape, _ in rows})
    places = (_remembered if sum(len(shape.slots) for shape in shapes) < _FEW else _places)(shapes)
    grid = Grid()
    for shape, cells in rows:
        numbers, taken = places[shape]
        kept = cells if len(numbers) == len(cells) else [cells[number] for number in numbers]
        grid.lay(kept, taken)
        if kept is not cells:
            swallowed = set(range(len(cells))).difference(numbers)
            grid.lost += sum(bool(text_of(cells[number]).strip()) for number in swallowed)
    return grid


def _places(shapes: tuple[Shape, ...]) -> Mapping[Shape, tuple[tuple[int, ...], tuple[Place, ...]]]:
    """For each shape the numbers of the cells that are not merged with their left neighbours, and their places."""
    unmerged = {shape: tuple(_unmerged(shape.slots)) for shape in shapes}
    edges = _Edges(unmerged)
    return {
        shape: (tuple(number for number, _ in slots), tuple(edges.places(shape.left, slots)))
        for shape, slots in unmerged.items()
    }


_remembered = lru_cache(maxsize=64)(_places)  # tables of the next report of the same writer are cut alike


def _unmerged(slots: Iterable[Slot]) -> Iterator[tuple[int, Slot]]:
    """Slots by number, each reaching as far as those merged with it."""
    under_way: tuple[int, Slot] | None = None
    for number, slot in enumerate(slots):
        if under_way and slot.merge == LEFT:
            under_way = under_way[0], under_way[1]._replace(right=slot.right)
            continue
        if under_way:
            yield under_way
        under_way = number, slot
    if under_way:
        yield under_way


class _Edges:
    """The edges of a table; a row that starts left of every cell's end starts in the first column."""

    def __init__(self, shapes: dict[Shape, tuple[tuple[int, Slot], ...]]) -> None:
        rights = {slot.right for slots in shapes.values() for _, slot in slots if slot.right is not None}
        first = min(rights, default=0)
        lefts = {shape.left for shape in shapes if shape.left >= first - _SAME}
        self._edges = tuple(_distinct(sorted(rights | lefts)))

    def places(self, left: int, slots: Iterable[tuple[int, Slot]]) -> Iterator[Place]:
        """Those of a row's cells; one without an edge of its own takes one column."""
        start = self._count(left)
        for _, (right, merge) in slots:
            end = start + 1 if right is None else max(self._count(right), start + 1)
            yield Place(start, end - start, None if merge == LEFT else merge)
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
