"""Word 97-2003 documents with faults where they hurt: in the FIB, the table stream's structures, pages of properties,
the container. Places come from [MS-DOC] and [MS-CFB]; whether a place means anything in a given file is left to chance.
"""

import struct
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from io import BytesIO
from random import Random

import olefile

_SECTOR = 512
_FC_LCB = 154  # FibRgFcLcb97 in the WordDocument stream
_STRUCTURES = (1, 2, 6, 12, 13, 15, 31, 33, 40, 50, 56, 73, 74)  # those a reader has use for
_PAGES = (12, 13)
_LENGTHS = range(76, 108, 4)  # FibRgLw97.ccp
_TELLING = (0, 1, 2, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFE, 0xFFFFFFFF)
_SPRMS = (
    *(0x2416, 0x2417, 0x6649, 0x664A, 0x244B, 0x244C, 0x4600, 0x260A, 0x460B, 0x2640, 0x6646, 0x646B, 0xC615),
    *(0x083C, 0x0800, 0x0855, 0x6A09, 0x4A30, 0x2A33, 0x4A4F, 0x2A48),
    *(0xD608, 0xD606, 0x7621, 0x5622, 0x7623, 0x5624, 0x5625, 0xD62B),
)
_SIGNS = (0x07, 0x08, 0x0C, 0x0D, 0x13, 0x14, 0x15, 0x28, 0xD800, 0xDC00, 0xF0FE)


class Compound:
    """The bytes, and where those of each stream stand among them."""

    def __init__(self, data: bytes) -> None:
        self.sound = data
        self.data = bytearray(data)
        self.sectors = _sectors(data)

    def place(self, stream: str, at: int) -> int | None:
        """Where a byte of a stream stands; None beyond its end."""
        sectors = self.sectors.get(stream, ())
        place = sectors[at // _SECTOR] + at % _SECTOR if at < len(sectors) * _SECTOR else len(self.data)
        return place if place < len(self.data) else None

    def get(self, stream: str, at: int, size: int) -> int:
        """A number; what is beyond the end counts as 0."""
        places = (self.place(stream, at + n) for n in range(size))
        return int.from_bytes(bytes(0 if p is None else self.data[p] for p in places), "little")

    def put(self, stream: str, at: int, value: bytes) -> None:
        """Overwrites bytes; those beyond the end are dropped."""
        for n, byte in enumerate(value):
            if (place := self.place(stream, at + n)) is not None:
                self.data[place] = byte


@lru_cache(maxsize=64)
def _sectors(data: bytes) -> Mapping[str, Sequence[int]]:
    with olefile.OleFileIO(BytesIO(data)) as container:
        found = {}
        for name in ("WordDocument", "1Table", "0Table", "Data", "Workbook"):
            if container.exists(name):
                entry = container.direntries[container._find(name)]
                sector, chain = entry.isectStart, []
                for _ in range(-(-entry.size // _SECTOR)):
                    chain.append((sector + 1) * _SECTOR)
                    sector = container.fat[sector]
                found["Table" if "Table" in name else name] = tuple(chain)
        return found


def number(rng: Random, size: int, old: int = 0) -> bytes:
    """A number that tells, or one near the old one."""
    value = rng.choice((*_TELLING, old + 1, old - 1, old * 2, old // 2, rng.getrandbits(8 * size)))
    return (value % (1 << 8 * size)).to_bytes(size, "little")


def _structure(rng: Random, doc: Compound, among: Sequence[int] = _STRUCTURES) -> tuple[int, int]:
    entry = _FC_LCB + 8 * rng.choice(among)
    return doc.get("WordDocument", entry, 4), doc.get("WordDocument", entry + 4, 4)


def _in_fib(rng: Random, doc: Compound) -> None:
    at = rng.choice((*(_FC_LCB + 8 * n + 4 * rng.randrange(2) for n in _STRUCTURES), *_LENGTHS))
    doc.put("WordDocument", at, number(rng, 4, doc.get("WordDocument", at, 4)))


def _in_fib_head(rng: Random, doc: Compound) -> None:
    doc.put("WordDocument", rng.choice((0, 2, 10, 32, 62, 152)), number(rng, 2))


def _in_structure(rng: Random, doc: Compound) -> None:
    start, size = _structure(rng, doc)
    for _ in range(rng.choice((1, 1, 2, 8))):
        at, width = start + rng.randrange(max(size, 1)), rng.choice((1, 2, 4))
        doc.put("Table", at, number(rng, width, doc.get("Table", at, width)))


def _swapped_structures(rng: Random, doc: Compound) -> None:
    a, b = (_FC_LCB + 8 * rng.choice(_STRUCTURES) for _ in range(2))
    doc.put("WordDocument", a, doc.get("WordDocument", b, 8).to_bytes(8, "little"))


def _page(rng: Random, doc: Compound) -> int:
    """Where a page of properties stands in the WordDocument stream."""
    start, size = _structure(rng, doc, _PAGES)
    count = max((size - 4) // 8, 1)
    return 512 * (doc.get("Table", start + 4 * (count + 1) + 4 * rng.randrange(count), 4) & 0x3FFFFF)


def _in_page(rng: Random, doc: Compound) -> None:
    page = _page(rng, doc)
    for _ in range(rng.choice((1, 1, 2, 8))):
        at = page + rng.choice((511, rng.randrange(512)))
        doc.put("WordDocument", at, number(rng, rng.choice((1, 2, 4)), doc.get("WordDocument", at, 1)))


def _other_property(rng: Random, doc: Compound) -> None:
    page = _page(rng, doc)
    for _ in range(rng.choice((1, 3, 10))):
        operand = bytes(rng.choice((0, 1, 2, 3, 0x80, 0x81, 0xFF, rng.randrange(256))) for _ in range(6))
        modifier = struct.pack("<H", rng.choice(_SPRMS)) + operand[: rng.randrange(7)]
        doc.put("WordDocument", page + rng.randrange(512), modifier)


def _in_text(rng: Random, doc: Compound) -> None:
    length = max(doc.get("WordDocument", 76, 4), 1)
    clx, size = (doc.get("WordDocument", _FC_LCB + 8 * 33 + n, 4) for n in (0, 4))
    start = doc.get("Table", clx + max(size - 6, 0), 4) & 0x3FFFFFFF
    for _ in range(rng.choice((1, 4, 30))):
        doc.put("WordDocument", start + 2 * rng.randrange(length), struct.pack("<H", rng.choice(_SIGNS)))


def in_container(rng: Random, doc: Compound) -> None:
    """The header, or a directory entry or sector number anywhere."""
    at = rng.choice((rng.randrange(0x18, 0x60), 4 * rng.randrange(len(doc.data) // 4)))
    width = rng.choice((1, 2, 4))
    doc.data[at : at + width] = number(rng, width, doc.data[at])


def _cut(rng: Random, doc: Compound) -> None:
    del doc.data[rng.randrange(len(doc.data)) :]


def _moved(rng: Random, doc: Compound) -> None:
    a, b = (_SECTOR * rng.randrange(max(len(doc.data) // _SECTOR, 1)) for _ in range(2))
    doc.data[a : a + _SECTOR] = doc.data[b : b + _SECTOR]


_MUTATIONS: tuple[Callable[[Random, Compound], None], ...] = (
    *(_in_structure, _in_page, _other_property, _in_text) * 3,
    *(_in_fib, _in_fib) * 2,
    *(_in_fib_head, _swapped_structures, in_container, in_container, _moved),
    _cut,
)


def mutated(rng: Random, data: bytes) -> bytes:
    """The document with one to four faults."""
    doc = Compound(data)
    for _ in range(rng.choice((1, 1, 2, 4))):
        rng.choice(_MUTATIONS)(rng, doc)
        if len(doc.data) < _SECTOR:
            break
    return bytes(doc.data)
