"""Formatted disk pages: which properties the characters from a byte on have ([MS-DOC] 2.4.6.1, 2.4.6.2, 2.9.23)."""

import struct
from array import array
from bisect import bisect_right
from collections.abc import Iterator

from gongkai.errors import UnreadableDocument
from gongkai.readers._doc_sprms import plc
from gongkai.readers._doc_text import Piece

_PAGE = 512
_NUMBER = 0x3FFFFF  # bits of a page number, 2.9.205 PnFkpChpx
CHARACTER_SLOT, PARAGRAPH_SLOT = 1, 13  # bytes a run takes in the page's index, 2.9.33 ChpxFkp, 2.9.181 PapxFkp


class Pages:
    """All pages of a kind, as one list of where properties begin; 0 is the place of no properties."""

    def __init__(self, word: bytes, bin_table: bytes, slot: int) -> None:
        self._starts, self._places = array("I", (0,)), array("I", (0,))
        positions, items = plc(bin_table, 4)
        if len(positions) > len(word) // _PAGE + 1:
            raise UnreadableDocument("the Word document is damaged: it states more pages of properties than it has")
        for index in range(len(positions) - 1):
            (page,) = struct.unpack_from("<I", bin_table, items + 4 * index)
            self._add(word, (page & _NUMBER) * _PAGE, slot)

    def _add(self, word: bytes, page: int, slot: int) -> None:
        if page + _PAGE > len(word):
            raise UnreadableDocument("the Word document is damaged or truncated: a page of properties is missing")
        count = word[page + _PAGE - 1]
        index = page + 4 * (count + 1)
        if index + count * slot >= page + _PAGE:
            raise UnreadableDocument("the Word document is damaged: a page of properties is overfull")
        starts = struct.unpack_from(f"<{count + 1}I", word, page)
        for start, at in zip(starts, (*word[index : index + count * slot : slot], 0), strict=True):
            self._begin(start, page + 2 * at if at else 0)

    def _begin(self, start: int, place: int) -> None:
        """Properties from a byte on; where two begin at the same byte the first have no characters."""
        if start < self._starts[-1]:
            raise UnreadableDocument("the Word document is damaged: its pages of properties are out of order")
        if start == self._starts[-1]:
            self._places[-1] = place
        else:
            self._starts.append(start)
            self._places.append(place)

    def place(self, byte: int) -> int:
        """Where the properties of the character at a byte stand."""
        return self._places[bisect_right(self._starts, byte) - 1]

    def runs(self, piece: Piece) -> Iterator[tuple[int, int, int]]:
        """First character, end and place of the properties of each run of a piece."""
        index, at = bisect_right(self._starts, piece.offset), piece.start
        while at < piece.end:
            byte = self._starts[index] if index < len(self._starts) else piece.place(piece.end)
            end = min(piece.start + (byte - piece.offset + piece.width - 1) // piece.width, piece.end)
            if end > at:
                yield at, end, self._places[index - 1]
            at, index = end, index + 1


def character_properties(word: bytes, place: int) -> bytes:
    """The modifiers of a run of characters (2.9.32 Chpx)."""
    return word[place + 1 : place + 1 + word[place]] if place else b""


def paragraph_properties(word: bytes, place: int) -> tuple[int, bytes]:
    """The style's number and the modifiers of a paragraph (2.9.182 PapxInFkp, 2.9.114 GrpPrlAndIstd)."""
    if not place:
        return 0, b""
    size = 2 * word[place] - 1
    if size < 0:
        place, size = place + 1, 2 * word[place + 1]
    properties = word[place + 1 : place + 1 + size]
    return int.from_bytes(properties[:2], "little"), properties[2:]
