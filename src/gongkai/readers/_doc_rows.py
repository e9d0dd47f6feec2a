"""Rows of a table, laid on one grid by where their cells begin and end ([MS-DOC] 2.4.3, 2.6.3, 2.9.316)."""

import struct
from collections.abc import Callable, Iterable, Mapping
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
)
from gongkai.readers._docx_grid import Flow, Grid
from gongkai.readers._edge_grid import Row as EdgeRow
from gongkai.readers._edge_grid import gridded

_CELL_SIZE = 20  # bytes of a TC80, 2.9.318
_WIDTH = 1000  # twips given to cells whose row states no edges
_FIRST, _MERGED = 1, 2  # TCGRF.horzMerge, 2.9.319
_GOES_ON, _RESTARTS = 0x20, 0x40  # TCGRF.vertMerge
_VERTICAL = _GOES_ON | _RESTARTS
_MOST = 255  # cells of a row: the operands hold no more


@dataclass(slots=True)
class Row:
    """Edges in twips, one more than the cells; and the flags of the cells, as far as stated."""

    edges: list[int] = field(default_factory=lambda: [0])
    flags: list[int] = field(default_factory=list)

    def define(self, operand: bytes) -> None:
        """sprmTDefTable: 2.9.316 TDefTableOperand."""
        (count,) = struct.unpack_from("<B", operand)
        self.edges = list(struct.unpack_from(f"<{count + 1}h", operand, 1))
        cells = operand[3 + 2 * count :]
        self.flags = [int.from_bytes(cells[at : at + 2], "little") for at in range(0, len(cells), _CELL_SIZE)][:count]
        self._even()

    def insert(self, operand: bytes) -> None:
        """sprmTInsert: cells of a width before a cell, 2.9.322."""
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
        """sprmTDxaCol: 2.9.314."""
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
        """sprmTVertMerge: 2.9.345 VertMergeOperand."""
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


_APPLY: Mapping[int, Callable[[Row, bytes], None]] = {
    T_DEFINITION: Row.define,
    T_INSERT: Row.insert,
    T_DELETE: Row.delete,
    T_WIDTH: Row.width,
    T_MERGE: Row.merge,
    T_SPLIT: Row.split,
    T_VERTICAL: Row.vertical,
}


def row(table: Iterable[Modifier], cells: int) -> Row:
    """A row of so many cells from the modifiers of its end mark."""
    made = Row()
    for code, operand in table:
        if code in _APPLY:
            _APPLY[code](made, operand)
    made.reach(cells)
    return made


def grid(rows: Iterable[tuple[Row, list[Flow]]]) -> Grid:
    """Lays rows: edges of one place in different rows are one edge."""
    lost: list[Flow] = []
    made = gridded([_joined(row, cells, lost) for row, cells in rows])
    made.lost += sum(bool(cell.text.strip()) for cell in lost)
    return made


def _joined(row: Row, cells: list[Flow], lost: list[Flow]) -> EdgeRow:
    """The row with cells merged into their left neighbours, which are lost."""
    rights: list[int] = []
    kept: list[Flow] = []
    for cell, right, flags in zip(cells, row.edges[1:], row.flags, strict=True):
        if flags & _MERGED and kept:
            rights[-1] = right
            lost.append(cell)
        else:
            cell.merge = ("restart" if flags & _RESTARTS else "continue") if flags & _VERTICAL else None
            rights.append(right)
            kept.append(cell)
    return EdgeRow(row.edges[0], tuple(rights), tuple(kept))
