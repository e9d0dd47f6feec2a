"""Formatted disk pages: which properties the characters from a byte on have ([MS-DOC] 2.4.6.1, 2.4.6.2)."""

import struct
from array import array
from bisect import bisect_right
from collections.abc import Iterator
from itertools import groupby

from gongkai.readers._doc_file import damaged
from gongkai.readers._doc_sprms import plc
from gongkai.readers._doc_text import Piece

_PAGE = 512
_NUMBER = 0x3FFFFF  # bits of a page number in PnFkpChpx and PnFkpPapx
CHARACTER_SLOT, PARAGRAPH_SLOT = 1, 13  # bytes a run takes in the page's index, ChpxFkp, PapxFkp


class Pages:
    """All pages of a kind, as one list of where properties begin; 0 is the place of no properties.

    Where two begin at the same byte, as the first of a page do at the end of the one before, the later are meant.
    """

    def __init__(self, word: memoryview, bin_table: bytes, slot: int) -> None:
        self._starts, self._places = array("I", (0,)), array("I", (0,))
        self._at = 0
        positions, items = plc(bin_table, 4)
        if len(positions) > len(word) // _PAGE + 1:
            raise damaged("it states more pages of properties than it has")
        for page in struct.unpack_from(f"<{max(len(positions) - 1, 0)}I", bin_table, items):
            self._add(word, (page & _NUMBER) * _PAGE, slot)

    def _add(self, word: memoryview, page: int, slot: int) -> None:
        if page + _PAGE > len(word):
            raise damaged("a page of properties is missing")
        count = word[page + _PAGE - 1]
        index = page + 4 * (count + 1)
        if index + count * slot >= page + _PAGE:
            raise damaged("a page of properties is overfull")
        starts = struct.unpack_from(f"<{count + 1}I", word, page)
        if starts[0] < self._starts[-1] or starts != tuple(sorted(starts)):
            raise damaged("its pages of properties are out of order")
        self._starts.extend(starts)
        self._places.extend([page + 2 * at if at else 0 for at in word[index : index + count * slot : slot]])
        self._places.append(0)

    def place(self, byte: int) -> int:
        """Where the properties of the character at a byte stand; quickest where the last one asked for was near."""
        at = self._at + 1
        if not (at + 1 < len(self._starts) and self._starts[at] <= byte < self._starts[at + 1]):
            at = bisect_right(self._starts, byte) - 1
        self._at = at
        return self._places[at]

    def places(self) -> Iterator[int]:
        """All places; those of runs in a row that share one, once."""
        return (place for place, _ in groupby(self._places))

    def runs(self, piece: Piece) -> Iterator[tuple[int, int, int]]:
        """First character, end and place of the properties of each run of a piece."""
        starts, places, first = self._starts, self._places, piece.offset - piece.width + 1
        index, at, width = bisect_right(starts, piece.offset), piece.start, piece.width
        while at < piece.end:
            byte = starts[index] if index < len(starts) else piece.place(piece.end)
            end = min(piece.start + (byte - first) // width, piece.end)
            if end > at:
                yield at, end, places[index - 1]
            at, index = end, index + 1


def character_properties(word: memoryview, place: int) -> bytes:
    """The modifiers of a run of characters (Chpx)."""
    return bytes(word[place + 1 : place + 1 + word[place]]) if place else b""


def paragraph_properties(word: memoryview, place: int) -> tuple[int, bytes]:
    """The style's number and the modifiers of a paragraph (PapxInFkps, GrpPrlAndIstd)."""
    if not place:
        return 0, b""
    size = 2 * word[place] - 1
    if size < 0:
        place, size = place + 1, 2 * word[place + 1]
    properties = bytes(word[place + 1 : place + 1 + size])
    return int.from_bytes(properties[:2], "little"), properties[2:]
