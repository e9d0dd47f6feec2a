"""The container and the file information block of a Word 97-2003 document ([MS-CFB], [MS-DOC] 2.1, 2.5)."""

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO

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

    container: olefile.OleFileIO
    word: bytes
    table: bytes
    structures: int  # where FibRgFcLcb stands
    count: int  # of its entries
    main: tuple[int, int]
    boxes: tuple[int, int]

    @cached_property
    def data(self) -> bytes:
        """The Data stream, where properties stand that are too long for their page."""
        return _stream(self.container, "Data") if self.container.exists("Data") else b""

    @cached_property
    def summary(self) -> bytes:
        """The property set with the title."""
        return _stream(self.container, _SUMMARY) if self.container.exists(_SUMMARY) else b""

    def structure(self, place: int, beyond: bool = False) -> bytes:
        """A structure of the table stream by its place in FibRgFcLcb, b"" where there is none; or all from there on.

        Raises UnreadableDocument where it ends beyond the stream.
        """
        if place >= self.count:
            return b""
        start, size = struct.unpack_from("<II", self.word, self.structures + 8 * place)
        if size and start + size > len(self.table):
            raise damaged("a structure ends beyond the table stream")
        return self.table[start : None if beyond else start + size] if size else b""


def open_file(data: bytes) -> File:
    """Opens the container and reads the FIB (2.5.1).

    Raises UnreadableDocument (damaged, encrypted, older than Word 97) and LimitExceeded.
    """
    container = _container(data)
    word = _stream(container, "WordDocument", _MAX_STREAM)
    with readable():
        flags = _flags(word)
        table = _stream(container, "1Table" if flags & _WHICH_TABLE else "0Table", _MAX_STREAM)
        return _file(container, word, table)


def _flags(word: bytes) -> int:
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


def _file(container: olefile.OleFileIO, word: bytes, table: bytes) -> File:
    """The variable parts of the FIB, each behind its count: FibRgW97, FibRgLw97 (2.5.4), FibRgFcLcb."""
    counts = 34 + 2 * _short(word, 32)
    structures = counts + 2 + 4 * _short(word, counts)
    lengths = struct.unpack_from("<8I", word, counts + 2 + 12)  # ccpText to ccpHdrTxbx
    boxes = sum(lengths[:6])
    return File(
        container,
        word,
        table,
        structures + 2,
        _short(word, structures),
        (0, lengths[0]),
        (boxes, boxes + lengths[6]),
    )


def _short(data: bytes, at: int) -> int:
    return int(struct.unpack_from("<H", data, at)[0])


def _container(data: bytes) -> olefile.OleFileIO:
    with _container_errors(), readable():
        _refuse_bombs(data)
        return olefile.OleFileIO(BytesIO(data))


def _refuse_bombs(data: bytes) -> None:
    """Sizes in the header ([MS-CFB] 2.2) that the bytes there are cannot hold: the library believes them."""
    (shift,) = struct.unpack_from("<H", data, 0x1E)
    if shift not in (9, 12):
        raise damaged(f"sectors of 2^{shift} bytes")
    sectors = len(data) >> shift
    fat, _, _, _, _, minifat, _, chains = struct.unpack_from("<8I", data, 0x2C)
    if fat > 109 + (sectors >> shift - 2) or max(minifat, chains) > sectors:
        raise damaged("its container states more sectors than it has")


def _stream(container: olefile.OleFileIO, name: str, limit: int = MAX_BYTES) -> bytes:
    with _container_errors():
        size = container.get_size(name)
        if max(size, container.root.size) > container._filesize:
            raise damaged(f"its stream {name} is longer than the file")
        if size > limit:
            raise LimitExceeded(f"a stream {name} of {size} bytes; the limit is {limit}")
        return bytes(container.openstream(name).getvalue())


@contextmanager
def _container_errors() -> Iterator[None]:
    try:
        yield
    except _BROKEN as error:
        raise damaged(f"its container cannot be read: {error}") from error
