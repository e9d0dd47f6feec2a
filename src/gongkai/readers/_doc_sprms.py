"""Property modifiers: two bytes that say which property, then its new value ([MS-DOC] 2.2.5, 2.6)."""

import struct
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any, TypeVar

from gongkai.errors import UnreadableDocument

Result = TypeVar("Result")
Modifier = tuple[int, bytes]

P_STYLE, P_DEPTH, P_LIST, P_OUTLINE = 0x4600, 0x260A, 0x460B, 0x2640  # sprmPIstd, PIlvl, PIlfo, POutLvl: 2.6.2
P_IN_TABLE, P_ROW_END, P_NESTING, P_NESTING_MORE = 0x2416, 0x2417, 0x6649, 0x664A  # sprmPFInTable, PFTtp, PItap, PDtap
P_INNER_CELL_END, P_INNER_ROW_END = 0x244B, 0x244C  # sprmPFInnerTableCell, PFInnerTtp
P_ELSEWHERE = (0x6645, 0x6646, 0x646B)  # sprmPHugePapx (two codes), PTableProps: they stand in the Data stream
C_DELETED, C_SYMBOL, C_STYLE, C_PLAIN = 0x0800, 0x6A09, 0x4A30, 0x2A33  # sprmCFRMarkDel, CSymbol, CIstd, CPlain: 2.6.1
C_HIDDEN, C_SPECIAL, C_FONT, C_RAISED = 0x083C, 0x0855, 0x4A4F, 0x2A48  # sprmCFVanish, CFSpec, CRgFtc0, CIss
C_STRUCK, C_STRUCK_TWICE = 0x0837, 0x2A53  # sprmCFStrike, CFDStrike
T_DEFINITION, T_INSERT, T_DELETE, T_WIDTH = 0xD608, 0x7621, 0x5622, 0x7623  # sprmTDefTable, TInsert...: 2.6.3
T_MERGE, T_SPLIT, T_VERTICAL = 0x5624, 0x5625, 0xD62B  # sprmTMerge, TSplit, TVertMerge
T_ALL = frozenset((T_DEFINITION, T_INSERT, T_DELETE, T_WIDTH, T_MERGE, T_SPLIT, T_VERTICAL))
_TAB_STOPS, _LONG = 0xC615, (0xD606, T_DEFINITION)  # sprmPChgTabs; and those whose size takes two bytes
_SHORT_LIST = 2048  # bytes of a list worth remembering: a row of a dozen cells has half of that
_MOST = 0x3FA2  # bytes of a list, PrcData.cbGrpprl
_SIZES = (1, 1, 2, 4, 2, 2, 0, 3)  # of the operand by the code's three highest bits, Sprm.spra
_READ = frozenset((P_STYLE, P_DEPTH, P_LIST, P_OUTLINE, P_IN_TABLE, P_ROW_END, P_NESTING, P_NESTING_MORE))
_READ |= {P_INNER_CELL_END, P_INNER_ROW_END, *P_ELSEWHERE, C_DELETED, C_SYMBOL, C_STYLE, C_PLAIN, C_HIDDEN, C_SPECIAL}
_READ |= {C_FONT, C_RAISED, C_STRUCK, C_STRUCK_TWICE, *T_ALL}
_SHORT = {  # single modifiers named by seven bits, Prm0; the others say nothing of what is read here
    0x0C: P_DEPTH, 0x18: P_IN_TABLE, 0x19: P_ROW_END, 0x41: C_DELETED, 0x53: C_PLAIN, 0x57: C_STRUCK, 0x5C: C_HIDDEN,
    0x75: C_SPECIAL,
}  # fmt: skip


def kept(function: Callable[..., Result]) -> Callable[..., Result]:
    """Remembers results for arguments the last of which is a short list, as bytes or as modifiers.

    The rows of a table are made alike, and so are those of the next report of the same writer.
    """
    remembering = lru_cache(maxsize=256)(function)

    def called(*arguments: Any) -> Result:
        return (remembering if _is_short(arguments[-1]) else function)(*arguments)

    return called


def _is_short(grpprl: bytes | tuple[Modifier, ...]) -> bool:
    return (
        len(grpprl) if isinstance(grpprl, bytes) else sum([2 + len(operand) for _, operand in grpprl])
    ) <= _SHORT_LIST


@kept
def modifiers(grpprl: bytes) -> tuple[Modifier, ...]:
    """The code and the operand of each modifier of a list that says something of what is read here.

    One that is cut off, and padding, end the list.
    """
    return tuple(_parsed(grpprl))


def _parsed(grpprl: bytes) -> Iterator[Modifier]:
    at, end = 0, min(len(grpprl), _MOST)
    while at + 3 <= end:
        code = grpprl[at] | grpprl[at + 1] << 8
        size = _SIZES[code >> 13]
        head = 2
        if not size:
            head, size = _variable(code, grpprl, at + 2)
        at += head + size
        if at > end:
            return
        if code in _READ:
            yield code, grpprl[at - size : at]


def _variable(code: int, grpprl: bytes, at: int) -> tuple[int, int]:
    """The size of the head and of the operand of a modifier that states the latter."""
    size = grpprl[at]
    if code in _LONG:
        return 4, max(int.from_bytes(grpprl[at : at + 2], "little") - 1, 0)
    if code == _TAB_STOPS and size == 255:  # more than fits a byte: counts of deleted and of added stops say it
        deleted = 4 * int.from_bytes(grpprl[at + 1 : at + 2], "little")
        return 3, deleted + 2 + 3 * int.from_bytes(grpprl[at + 2 + deleted : at + 3 + deleted], "little")
    return 3, size


def short_modifier(prm: int) -> tuple[Modifier, ...]:
    """The modifier that a piece states in place (Prm0)."""
    code = _SHORT.get(prm >> 1 & 0x7F)
    return () if code is None else ((code, bytes((prm >> 8,))),)


def number(operand: bytes) -> int:
    """An operand as an unsigned number."""
    return int.from_bytes(operand, "little")


def plc(data: bytes, size: int) -> tuple[tuple[int, ...], int]:
    """Positions of a PLC with items of a size, one more than the items; and where the items begin.

    Raises UnreadableDocument where a position is before the one before it.
    """
    count = (len(data) - 4) // (4 + size)
    if count < 1:
        return (), 0
    positions = struct.unpack_from(f"<{count + 1}I", data)
    if positions != tuple(sorted(positions)):
        raise UnreadableDocument("the Word document is damaged: its positions are out of order")
    return positions, 4 * (count + 1)
