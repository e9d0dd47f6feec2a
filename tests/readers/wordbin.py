"""Writes Word 97-2003 documents byte by byte, for the tests of the doc reader: what LibreOffice does not write."""

import struct
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from gongkai.document import Document
from gongkai.readers.doc import read

_SECTOR = 512
_END, _FREE, _FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
TEXT_AT, ENTRIES = 2048, 93  # where the text begins in the WordDocument stream; entries of FibRgFcLcb97
STYLES, SECTIONS, CHARACTERS, PARAGRAPHS, FONTS, PIECES = 1, 6, 12, 13, 15, 33
ANCHORS, DRAWINGS, BOXES, LISTS, LIST_OVERRIDES = 40, 50, 56, 73, 74
IN_TABLE, ROW_END = b"\x16\x24\x01", b"\x17\x24\x01"
HIDDEN, DELETED, SPECIAL = b"\x3c\x08\x01", b"\x00\x08\x01", b"\x55\x08\x01"


def container(streams: Mapping[str, bytes]) -> bytes:
    """A compound file; streams are filled up to 4096 bytes, so that none goes into the mini stream."""
    padded = {name: data.ljust(4096, b"\0") for name, data in streams.items()}
    body, starts = b"", {}
    chains: list[int] = []
    for name, data in padded.items():
        starts[name] = len(chains)
        count = -(-len(data) // _SECTOR)
        chains += [*range(len(chains) + 1, len(chains) + count), _END]
        body += data.ljust(count * _SECTOR, b"\0")
    directory = _directory(padded, starts)
    first = len(chains)
    count = len(directory) // _SECTOR
    chains += [*range(first + 1, first + count), _END]
    fats = 1
    while len(chains) + fats > fats * 128:
        fats += 1
    places = range(len(chains), len(chains) + fats)
    fat = struct.pack(f"<{fats * 128}I", *chains, *[_FAT] * fats, *[_FREE] * (fats * 128 - len(chains) - fats))
    return _header(places, first) + body + directory + fat


def _header(fat: Sequence[int], directory: int) -> bytes:
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<5H6x", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<9I", 0, len(fat), directory, 0, 4096, _END, 0, _END, 0)
    return head + struct.pack("<109I", *fat, *[_FREE] * (109 - len(fat)))


def _directory(streams: Mapping[str, bytes], starts: Mapping[str, int]) -> bytes:
    """The root and a chain of siblings to the right, which is a tree, if no balanced one."""
    names = sorted(streams, key=lambda name: (len(name), name))
    entries = [_entry("Root Entry", 5, child=1 if names else _FREE, place=(_END, 0))]
    for index, name in enumerate(names, 1):
        right = index + 1 if index < len(names) else _FREE
        entries.append(_entry(name, 2, right=right, place=(starts[name], len(streams[name]))))
    entries += [bytes(128)] * (-len(entries) % 4)
    return b"".join(entries)


def _entry(name: str, kind: int, *, right: int = _FREE, child: int = _FREE, place: tuple[int, int]) -> bytes:
    text = name.encode("utf-16-le") + b"\0\0"
    links = struct.pack("<HBB3I", len(text), kind, 1, _FREE, right, child)
    return text.ljust(64, b"\0") + links + bytes(36) + struct.pack("<IQ", *place)


@dataclass(slots=True)
class Piece:
    """A piece of text as stored: 8 or 16 bits a character; `prm` as in the piece table."""

    text: str
    narrow: bool = False
    prm: int = 0

    @property
    def data(self) -> bytes:
        """The bytes."""
        return self.text.encode("cp1252" if self.narrow else "utf-16-le", "surrogatepass")

    @property
    def length(self) -> int:
        """How many places it takes."""
        return len(self.data) // (1 if self.narrow else 2)


Run = tuple[str, bytes]  # characters and the modifiers of what they have


@dataclass(slots=True)
class Word:
    """A document under construction; `order` is that of the pieces in the file, if not that of the text."""

    pieces: Sequence[Piece]
    runs: Iterable[tuple[int, int, bytes]] = ()  # first character, end, modifiers of characters
    paragraphs: Mapping[int, bytes] = field(default_factory=dict)  # by their number: modifiers
    order: Sequence[int] = ()
    groups: Sequence[bytes] = ()  # lists of modifiers in the CLX
    structures: Mapping[int, bytes] = field(default_factory=dict)  # more of the table stream
    data: bytes = b""
    boxes: int = 0  # characters at the end that are the story of text boxes
    fib: Mapping[int, bytes] = field(default_factory=dict)  # bytes of the FIB to overwrite

    def streams(self) -> dict[str, bytes]:
        """The streams of the container."""
        text, places = self._text()
        word, pages = bytearray(TEXT_AT) + text, {}
        word += bytes(-len(word) % 512)
        for which, made in ((CHARACTERS, self._characters(places)), (PARAGRAPHS, self._paragraphs(places))):
            starts = [*(struct.unpack_from("<I", page)[0] for page in made), TEXT_AT + len(text)]
            numbers = range(len(word) // 512, len(word) // 512 + len(made))
            pages[which] = struct.pack(f"<{len(starts)}I", *starts) + struct.pack(f"<{len(made)}I", *numbers)
            word += b"".join(made)
        table, entries = b"\0" * 8, [(0, 0)] * ENTRIES
        for which, structure in {PIECES: self._clx(places), **pages, **self.structures}.items():
            entries[which] = len(table), len(structure)
            table += structure
        self._fib(word, entries)
        more = {"Data": self.data} if self.data else {}
        return {"WordDocument": bytes(word), "1Table": table, **more}

    def file(self) -> bytes:
        """The file."""
        return container(self.streams())

    def read(self) -> Document:
        """The document as read."""
        return read(self.file())

    def _text(self) -> tuple[bytes, list[int]]:
        """The text in the order of the file, and where each piece begins."""
        text, places = b"", {}
        for index in self.order or range(len(self.pieces)):
            places[index] = TEXT_AT + len(text)
            text += self.pieces[index].data
            text += bytes(len(text) % 2)
        return text, [places[index] for index in range(len(self.pieces))]

    def _clx(self, places: Sequence[int]) -> bytes:
        groups = b"".join(b"\1" + struct.pack("<H", len(group)) + group for group in self.groups)
        ends = [0]
        for piece in self.pieces:
            ends.append(ends[-1] + piece.length)
        table = struct.pack(f"<{len(ends)}I", *ends)
        for piece, place in zip(self.pieces, places, strict=True):
            table += struct.pack("<HIH", 0, place * 2 | 1 << 30 if piece.narrow else place, piece.prm)
        return groups + b"\2" + struct.pack("<I", len(table)) + table

    def _byte(self, character: int, places: Sequence[int]) -> int:
        for piece, place in zip(self.pieces, places, strict=True):
            if character < piece.length:
                return place + character * (1 if piece.narrow else 2)
            character -= piece.length
        return place + piece.length * (1 if piece.narrow else 2) + character

    def _characters(self, places: Sequence[int]) -> list[bytes]:
        spans = [(self._byte(a, places), self._byte(b - 1, places) + 1, grpprl) for a, b, grpprl in self.runs]
        return _pages([(a, b, bytes((len(grpprl),)) + grpprl) for a, b, grpprl in spans], 1)

    def _paragraphs(self, places: Sequence[int]) -> list[bytes]:
        text = "".join(_units(piece) for piece in self.pieces)
        ends = [index for index, sign in enumerate(text) if sign in "\r\x07\x0c"]
        spans = []
        for number, grpprl in self.paragraphs.items():
            mark = self._byte(ends[number], places)
            properties = b"\0\0" + grpprl + bytes(len(grpprl) % 2)
            spans.append((mark, mark + 1, bytes((0, len(properties) // 2)) + properties))
        return _pages(sorted(spans), 13)

    def _fib(self, word: bytearray, entries: Sequence[tuple[int, int]]) -> None:
        length = sum(piece.length for piece in self.pieces)
        word[:12] = struct.pack("<HHHHHH", 0xA5EC, 0x00C1, 0, 0x0804, 0, 0x1200)
        word[32:34], word[62:64] = struct.pack("<H", 14), struct.pack("<H", 22)
        word[76:80], word[100:104] = struct.pack("<I", length - self.boxes), struct.pack("<I", self.boxes)
        word[152:154] = struct.pack("<H", ENTRIES)
        word[154 : 154 + 8 * ENTRIES] = b"".join(struct.pack("<II", *entry) for entry in entries)
        for at, patch in self.fib.items():
            word[at : at + len(patch)] = patch


def _units(piece: Piece) -> str:
    """A character a place, as the reader counts."""
    return "".join(map(chr, struct.unpack(f"<{piece.length}{'B' if piece.narrow else 'H'}", piece.data)))


def _pages(spans: Sequence[tuple[int, int, bytes]], slot: int) -> list[bytes]:
    """As many pages as the properties need."""
    pages: list[list[tuple[int, int, bytes]]] = []
    page: list[tuple[int, int, bytes]] = []
    room = 500
    for span in spans:
        need = 2 * (4 + slot) + len(span[2]) + 1
        if need > room:
            pages.append(page)
            page, room = [], 500
        page.append(span)
        room -= need
    return [_page(page, slot) for page in (*pages, page)]


def _page(spans: Sequence[tuple[int, int, bytes]], slot: int) -> bytes:
    """A page of properties: gaps between the spans have none."""
    edges: list[tuple[int, bytes]] = []
    for start, end, properties in spans:
        if edges and edges[-1][0] == start:
            edges.pop()
        edges += [(start, properties), (end, b"")]
    edges = edges or [(TEXT_AT, b"")]
    count = len(edges) - 1
    page, at = bytearray(512), 510
    page[511] = count
    for index, (start, properties) in enumerate(edges):
        page[4 * index : 4 * index + 4] = struct.pack("<I", start)
        if properties:
            at = (at - len(properties)) // 2 * 2
            page[at : at + len(properties)] = properties
            page[4 * (count + 1) + slot * index] = at // 2
    return bytes(page)


def text(content: str, runs: Iterable[Run] = ()) -> Document:
    """A document of one piece, its runs given as the characters they hold."""
    starts = ((Piece(content.partition(part)[0]).length, part, grpprl) for part, grpprl in runs)
    return Word([Piece(content)], sorted((at, at + Piece(part).length, grpprl) for at, part, grpprl in starts)).read()


def texts(content: str, runs: Iterable[Run] = ()) -> list[str]:
    """The text of each paragraph of such a document."""
    return [paragraph.text for paragraph in text(content, runs).paragraphs]


def definition(*edges: int, flags: Sequence[int] = ()) -> bytes:
    """sprmTDefTable: edges of cells in twips, the flags of each."""
    cells = b"".join(struct.pack("<H18x", flag) for flag in flags)
    body = bytes((len(edges) - 1,)) + struct.pack(f"<{len(edges)}h", *edges) + cells
    return b"\x08\xd6" + struct.pack("<H", len(body) + 1) + body


def rows(content: Sequence[Sequence[str]], table: Sequence[bytes], **more: object) -> Word:
    """A table of these texts, the modifiers of each row's end given."""
    string, paragraphs, count = "", {}, 0
    for cells, grpprl in zip(content, table, strict=True):
        for cell in cells:
            for _ in range(cell.count("\r") + 1):
                paragraphs[count] = IN_TABLE
                count += 1
            string += cell + "\x07"
        paragraphs[count] = IN_TABLE + ROW_END + grpprl
        count += 1
        string += "\x07"
    return Word([Piece(string + "后\r")], paragraphs=paragraphs, **more)  # type: ignore[arg-type]
