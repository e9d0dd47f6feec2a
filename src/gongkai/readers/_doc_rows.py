"""Rows of a table, laid on one grid by where their cells begin and end ([MS-DOC] 2.4.3, 2.6.3)."""

import struct
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from gongkai.readers._doc_sprms import (
    T_DEFINITION,
    T_DELETE,
    T_INSERT,
    T_MERGE,
    T_SPLIT,
    T_VERTICAL,
    T_WIDTH,
    Modifier,
    kept,
)
from gongkai.readers._edge_grid import ABOVE, LEFT, RESTART, Shape, Slot

_CELL_SIZE = 20  # bytes of a TC80
_WIDTH = 1000  # twips given to cells whose row states no edges
_FIRST, _MERGED = 1, 2  # TCGRF.horzMerge
_GOES_ON, _RESTARTS = 0x20, 0x40  # TCGRF.vertMerge
_VERTICAL = _GOES_ON | _RESTARTS
_MOST = 255  # cells of a row: the operands hold no more


@dataclass(slots=True)
class _Row:
    """Edges in twips, one more than the cells; and the flags of the cells, as far as stated."""

    edges: list[int] = field(default_factory=lambda: [0])
    flags: list[int] = field(default_factory=list)

    def define(self, operand: bytes) -> None:
        """sprmTDefTable: TDefTableOperand."""
        (count,) = struct.unpack_from("<B", operand)
        self.edges = list(struct.unpack_from(f"<{count + 1}h", operand, 1))
        cells = operand[3 + 2 * count :]
        self.flags = [int.from_bytes(cells[at : at + 2], "little") for at in range(0, len(cells), _CELL_SIZE)][:count]
        self._even()

    def insert(self, operand: bytes) -> None:
        """sprmTInsert: cells of a width before a cell (TInsertOperand)."""
        first, count, width = struct.unpack("<BBh", operand)
        first, count = min(first, len(self.flags)), min(count, _MOST - len(self.flags))
        widths = self._widths()
        self.flags[first:first] = [0] * count
        self._set([*widths[:first], *[width] * max(count, 0), *widths[first:]])

    def delete(self, operand: bytes) -> None:
        """sprmTDelete."""
        widths = self._widths()
        del widths[operand[0] : operand[1]], self.flags[operand[0] : operand[1]]
        self._set(widths)

    def width(self, operand: bytes) -> None:
        """sprmTDxaCol: TDxaColOperand."""
        first, end, width = struct.unpack("<BBh", operand)
        widths = self._widths()
        widths[first:end] = [width] * len(widths[first:end])
        self._set(widths)

    def merge(self, operand: bytes) -> None:
        """sprmTMerge: the first cell of a range takes in the others."""
        for index in range(operand[0], min(operand[1], len(self.flags))):
            self.flags[index] = self.flags[index] & ~3 | (_FIRST if index == operand[0] else _MERGED)

    def split(self, operand: bytes) -> None:
        """sprmTSplit: undoes merge."""
        for index in range(operand[0], min(operand[1], len(self.flags))):
            self.flags[index] &= ~3

    def vertical(self, operand: bytes) -> None:
        """sprmTVertMerge: VertMergeOperand."""
        if len(operand) > 1 and operand[0] < len(self.flags):
            self.flags[operand[0]] = self.flags[operand[0]] & ~_VERTICAL | (operand[1] & 3) << 5

    def reach(self, cells: int) -> None:
        """Makes room for cells that the row has and does not define."""
        while len(self.edges) <= cells:
            self.edges.append(self.edges[-1] + _WIDTH)
        del self.edges[cells + 1 :]
        self._even()

    def _even(self) -> None:
        count = len(self.edges) - 1
        self.flags = (self.flags + [0] * count)[:count]

    def _widths(self) -> list[int]:
        return [right - left for left, right in pairwise(self.edges)]

    def _set(self, widths: list[int]) -> None:
        del self.edges[1:]
        for width in widths:
            self.edges.append(self.edges[-1] + width)


_APPLY: Mapping[int, Callable[[_Row, bytes], None]] = {
    T_DEFINITION: _Row.define,
    T_INSERT: _Row.insert,
    T_DELETE: _Row.delete,
    T_WIDTH: _Row.width,
    T_MERGE: _Row.merge,
    T_SPLIT: _Row.split,
    T_VERTICAL: _Row.vertical,
}


def shape(cells: int, table: tuple[Modifier, ...]) -> Shape:
    """The shape of a row of so many cells from the modifiers of its end mark: edges of one place are one edge."""
    return (_remembered if cells <= _MOST else _shape)(cells, table)


def _shape(cells: int, table: tuple[Modifier, ...]) -> Shape:
    row = _Row()
    for code, operand in table:
        if code in _APPLY:
            _APPLY[code](row, operand)
    row.reach(cells)
    return Shape(row.edges[0], tuple(_slots(row)))


_remembered = kept(_shape)


def _slots(row: _Row) -> Iterator[Slot]:
    for number, (right, flags) in enumerate(zip(row.edges[1:], row.flags, strict=True)):
        vertical = (RESTART if flags & _RESTARTS else ABOVE) if flags & _VERTICAL else None
        yield Slot(right, LEFT if number and flags & _MERGED else vertical)
