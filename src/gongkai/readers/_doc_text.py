"""The characters of a document, from the pieces they stand in ([MS-DOC] 2.4.1, PlcPcd, Clx)."""

import re
import struct
from array import array
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from gongkai.document import MAX_BYTES
from gongkai.errors import LimitExceeded, UnreadableDocument
from gongkai.readers._doc_sprms import Modifier, modifiers, plc, short_modifier

_MAX_CHARACTERS = 16 * 2**20  # reports have some ten thousand; pieces may show the same bytes again and again
_MAX_PIECES = 200_000  # a fast save adds one a change, and Word saves in full after fifteen of them
_COMPRESSED = 1 << 30
_ANSI = dict(  # FcCompressed: all other bytes are the characters of that number
    zip(
        (*range(0x82, 0x8D), *range(0x91, 0x9D), 0x9F),
        "‚ƒ„…†‡ˆ‰Š‹Œ‘’“”•–—˜™š›œŸ",
        strict=True,
    )
)
_SURROGATES = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters `start` to `end` of the document, which stand together from byte `offset` on, `width` bytes each."""

    start: int
    end: int
    offset: int
    width: int
    prm: int  # names the changes that a fast save noted of all of them
    changes: tuple[Modifier, ...]

    def place(self, character: int) -> int:
        """The byte a character begins at."""
        return self.offset + (character - self.start) * self.width


NO_PIECE = Piece(0, 0, 0, 1, 0, ())


class Text:
    """The text of all stories one after the other; a position in it is a character's number (a CP)."""

    def __init__(self, word: memoryview, clx: bytes) -> None:
        self.pieces = tuple(_pieces(clx))
        self._starts = array("I", (piece.start for piece in self.pieces))
        self.string = "".join(_decoded(word, piece) for piece in self.pieces)
        self.halved = _SURROGATES.search(self.string) is not None

    def piece(self, character: int) -> Piece:
        """The piece that holds a character."""
        return self.pieces[max(bisect_right(self._starts, character) - 1, 0)]


def joined(text: str) -> str:
    """The text with the halves of characters beyond the first 65,536 put together; a half alone becomes U+FFFD."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _pieces(clx: bytes) -> Iterator[Piece]:
    """The piece table, with the modifiers of its pieces looked up (Pcd, Prm)."""
    groups, table = _parts(clx)
    positions, items = plc(table, 8)
    if len(positions) > _MAX_PIECES:
        raise LimitExceeded(f"a text of {len(positions)} pieces; the limit is {_MAX_PIECES}")
    if positions and positions[-1] > _MAX_CHARACTERS:
        raise LimitExceeded(f"a document of {positions[-1]} characters; the limit is {_MAX_CHARACTERS}")
    for index, (start, end) in enumerate(pairwise(positions)):
        place, prm = struct.unpack_from("<IH", table, items + 8 * index + 2)
        if index == 0 and start:
            raise UnreadableDocument("the Word document is damaged: its pieces of text do not begin at the beginning")
        if end > start:
            offset = place & _COMPRESSED - 1
            stored = (offset // 2, 1) if place & _COMPRESSED else (offset, 2)
            yield Piece(start, end, *stored, prm, _changes(prm, groups))


def _changes(prm: int, groups: list[tuple[Modifier, ...]]) -> tuple[Modifier, ...]:
    if not prm & 1:
        return short_modifier(prm)
    return groups[prm >> 1] if prm >> 1 < len(groups) else ()


def _parts(clx: bytes) -> tuple[list[tuple[Modifier, ...]], bytes]:
    """Lists of modifiers that pieces refer to, then the table of the pieces."""
    groups: list[tuple[Modifier, ...]] = []
    at = 0
    while at < len(clx) and clx[at] == 1:
        (size,) = struct.unpack_from("<H", clx, at + 1)
        groups.append(modifiers(clx[at + 3 : at + 3 + size]))
        at += 3 + size
    if at >= len(clx) or clx[at] != 2:
        raise UnreadableDocument("the Word document is damaged: it has no table of its pieces of text")
    (size,) = struct.unpack_from("<I", clx, at + 1)
    return groups, clx[at + 5 : at + 5 + min(size, MAX_BYTES)]


def _decoded(word: memoryview, piece: Piece) -> str:
    """Exactly a character a place: those beyond the first 65,536 stay the two halves they are stored as."""
    count = piece.end - piece.start
    data = word[piece.offset : piece.offset + count * piece.width]
    if len(data) != count * piece.width:
        raise UnreadableDocument("the Word document is damaged or truncated: a piece of text ends beyond the file")
    if piece.width == 1:
        return str(data, "latin-1").translate(_ANSI)
    try:
        text = str(data, "utf-16-le")
    except UnicodeDecodeError:
        text = ""
    return text if len(text) == count else "".join(map(chr, struct.unpack(f"<{count}H", data)))
