"""The container and the file information block of a Word 97-2003 document ([MS-CFB], [MS-DOC] 2.1, 2.5)."""

import struct
from array import array
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from typing import Any

import olefile

from gongkai.document import MAX_BYTES
from gongkai.errors import LimitExceeded, UnreadableDocument

STYLES, SECTIONS, CHARACTERS, PARAGRAPHS, FONTS, PIECES = 1, 6, 12, 13, 15, 33  # places in FibRgFcLcb97, 2.5.6
ANCHORS, DRAWINGS, BOXES, LISTS, LIST_OVERRIDES = 40, 50, 56, 73, 74
_MAX_STREAM = 16 * 2**20  # of the text and of its tables, pictures stand elsewhere; reports have under one
_WORD_97, _WORD_95 = 0xA5EC, 0xA5DC
_FIRST_97 = 0x00C0  # the note on FibBase.nFib: a few files say 0x00C0 or 0x00C2 where 0x00C1 is meant
_ENCRYPTED, _WHICH_TABLE = 0x0100, 0x0200
_OLD = {0x65: "Word 6", 0x67: "Word 95", 0x68: "Word 95"}
_SUMMARY = "\x05SummaryInformation"
_BROKEN = (OSError, ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError, struct.error)


def damaged(what: str) -> UnreadableDocument:
    """The error of a document that is not as the specification has it."""
    return UnreadableDocument(f"the Word document is damaged or truncated: {what}")


@contextmanager
def readable() -> Iterator[None]:
    """Turns a structure that ends beyond its stream into UnreadableDocument."""
    try:
        yield
    except struct.error as error:
        raise damaged("a structure ends beyond its stream") from error


@dataclass(frozen=True)
class File:
    """The streams of a document, the FIB read: `main` and `boxes` are stories, as first character and end."""

    streams: "_Streams"
    word: memoryview
    table: memoryview
    structures: int  # where FibRgFcLcb stands
    count: int  # of its entries
    main: tuple[int, int]
    boxes: tuple[int, int]

    def more(self, at: int) -> bytes:
        """A list of properties that is too long for its page and stands in the Data stream (PrcData)."""
        size = int.from_bytes(self.streams.part("Data", at, 2), "little")
        return self.streams.part("Data", at + 2, size)

    @cached_property
    def summary(self) -> bytes:
        """The property set with the title."""
        return bytes(self.streams.get(_SUMMARY, missing=b""))

    def structure(self, place: int, beyond: bool = False) -> bytes:
        """A structure of the table stream by its place in FibRgFcLcb, b"" where there is none; or all from there on.

        Raises UnreadableDocument where it ends beyond the stream.
        """
        if place >= self.count:
            return b""
        start, size = struct.unpack_from("<II", self.word, self.structures + 8 * place)
        if size and start + size > len(self.table):
            raise damaged("a structure ends beyond the table stream")
        return bytes(self.table[start : None if beyond else start + size]) if size else b""


def open_file(data: bytes) -> File:
    """Opens the container and reads the FIB (2.5.1).

    Raises UnreadableDocument (damaged, encrypted, older than Word 97) and LimitExceeded.
    """
    streams = _Streams(data)
    word = streams.get("WordDocument", _MAX_STREAM)
    with readable():
        flags = _flags(word)
        table = streams.get("1Table" if flags & _WHICH_TABLE else "0Table", _MAX_STREAM)
        return _file(streams, word, table)


def _flags(word: memoryview) -> int:
    """The flags of FibBase (2.5.2), the version and the encryption having been looked at."""
    magic, version = struct.unpack_from("<HH", word)
    (flags,) = struct.unpack_from("<H", word, 10)
    if magic != _WORD_97 or version < _FIRST_97:
        old = magic in (_WORD_97, _WORD_95) and version < _FIRST_97
        name = _OLD.get(version, "older than Word 97") if old else ""
        raise UnreadableDocument(_too_old(name) if name else f"no Word document: it begins {word[:4].hex(' ')}")
    if flags & _ENCRYPTED:
        raise UnreadableDocument("the document is encrypted: a password is needed to open it")
    return int(flags)


def _too_old(name: str) -> str:
    return f"the document is of a version ({name}) whose format is another; save it as Word 97-2003 or later"


def _file(streams: "_Streams", word: memoryview, table: memoryview) -> File:
    """The variable parts of the FIB, each behind its count: FibRgW97, FibRgLw97 (2.5.4), FibRgFcLcb."""
    counts = 34 + 2 * _short(word, 32)
    structures = counts + 2 + 4 * _short(word, counts)
    lengths = struct.unpack_from("<8I", word, counts + 2 + 12)  # ccpText to ccpHdrTxbx
    boxes = sum(lengths[:6])
    return File(
        streams,
        word,
        table,
        structures + 2,
        _short(word, structures),
        (0, lengths[0]),
        (boxes, boxes + lengths[6]),
    )


def _short(data: memoryview, at: int) -> int:
    return int(struct.unpack_from("<H", data, at)[0])


def _refuse_bombs(data: bytes) -> None:
    """Sizes in the header ([MS-CFB] 2.2) that the bytes there are cannot hold: the library believes them."""
    (shift,) = struct.unpack_from("<H", data, 0x1E)
    if shift not in (9, 12):
        raise damaged(f"sectors of 2^{shift} bytes")
    sectors = len(data) >> shift
    fat, _, _, _, _, minifat, _, chains = struct.unpack_from("<8I", data, 0x2C)
    if fat > 109 + (sectors >> shift - 2) or max(minifat, chains) > sectors:
        raise damaged("its container states more sectors than it has")


class _Streams:
    """The streams of a container. One that stands together in the file, as most do, is not copied."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._chains: dict[str, Sequence[int]] = {}
        with _container_errors(), readable():
            _refuse_bombs(data)
            self._container = olefile.OleFileIO(BytesIO(data))

    def get(self, name: str, limit: int = MAX_BYTES, missing: bytes | None = None) -> memoryview:
        """A stream by its name. Raises UnreadableDocument and LimitExceeded."""
        with _container_errors():
            entry = self._container.root.kids_dict.get(name.lower())
            if entry is None and missing is not None:
                return memoryview(missing)
            if entry is None:
                raise damaged(f"it has no stream {name}")
            if max(entry.size, self._container.root.size) > len(self._data):
                raise damaged(f"its stream {name} is longer than the file")
            if entry.size > limit:
                raise LimitExceeded(f"a stream {name} of {entry.size} bytes; the limit is {limit}")
            return self._together(entry) or memoryview(self._container.openstream(name).getvalue())

    def part(self, name: str, at: int, size: int) -> bytes:
        """Bytes of a stream whose others, such as those of pictures, are not looked at; none beyond its end."""
        entry = self._container.root.kids_dict.get(name.lower())
        if entry is None or self._is_small(entry):
            return bytes(self.get(name, missing=b"")[at : at + size])
        with _container_errors():
            chain = self._chains.get(name) or self._chains.setdefault(name, self._chain(entry))
        sector = int(self._container.sector_size)
        first = at // sector
        starts = ((number + 1) * sector for number in chain[first : (at + size - 1) // sector + 1])
        found = b"".join(self._data[start : start + sector] for start in starts)
        return found[at - first * sector :][: min(size, max(entry.size - at, 0))]

    def _is_small(self, entry: Any) -> bool:
        """Whether a stream stands within another one, that of all small ones."""
        return bool(entry.size < self._container.mini_stream_cutoff_size)

    def _chain(self, entry: Any) -> Sequence[int]:
        chain, sector = array("I"), entry.isectStart
        for _ in range(-(-min(entry.size, len(self._data)) // self._container.sector_size)):
            chain.append(sector)
            sector = self._container.fat[sector]
        return chain

    def _together(self, entry: Any) -> memoryview | None:
        """The stream as a part of the file, None where it stands in several."""
        container, first = self._container, entry.isectStart
        size, end = container.sector_size, first + -(-entry.size // container.sector_size)
        chain = container.fat[first : end - 1]
        stands = not self._is_small(entry) and (end + 1) * size <= len(self._data)
        if not stands or chain != array(chain.typecode, range(first + 1, end)):
            return None
        return memoryview(self._data)[(first + 1) * size :][: entry.size]


@contextmanager
def _container_errors() -> Iterator[None]:
    try:
        yield
    except _BROKEN as error:
        raise damaged(f"its container cannot be read: {error}") from error
