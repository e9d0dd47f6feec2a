"""Excel 97-2003 workbooks with faults in records of the Workbook stream ([MS-XLS] 2.1.4) and in the container."""

import struct
from collections.abc import Callable
from functools import lru_cache
from random import Random

from upkeep.fuzz_doc import Compound, in_container, number

_STREAM = "Workbook"
_RECORDS = (  # BOF, EOF, BoundSheet8, SST, CONTINUE, MergeCells, XF, Format, LabelSst, Number, RK, MulRk, MulBlank, ...
    *(0x809, 0x0A, 0x85, 0xFC, 0x3C, 0xE5, 0xE0, 0x41E, 0xFD, 0x203, 0x27E, 0xBD, 0xBE, 0x201, 0x06, 0x207, 0x204),
    *(0x200, 0x208, 0x7D, 0x31, 0x22, 0x2F, 0x42, 0x1B6, 0xEC, 0x5D, 0x221, 0x205, 0xD6, 0x18, 0x17, 0x1AE),
)


@lru_cache(maxsize=64)
def _records(data: bytes) -> tuple[tuple[int, int], ...]:
    """Where each record of a sound workbook begins, and how long its content is."""
    book, at, found = Compound(data), 0, []
    while book.place(_STREAM, at + 4) is not None:
        size = book.get(_STREAM, at + 2, 2)
        found.append((at, size))
        at += 4 + size
    return tuple(found)


def _record(rng: Random, book: Compound) -> tuple[int, int]:
    return rng.choice(_records(book.sound))


def _other_kind(rng: Random, book: Compound) -> None:
    at, _ = _record(rng, book)
    book.put(_STREAM, at, struct.pack("<H", rng.choice(_RECORDS)))


def _other_size(rng: Random, book: Compound) -> None:
    at, size = _record(rng, book)
    book.put(_STREAM, at + 2, number(rng, 2, size))


def _in_record(rng: Random, book: Compound) -> None:
    for _ in range(rng.choice((1, 1, 2, 8))):
        at, size = _record(rng, book)
        place, width = at + 4 + rng.randrange(size + 1), rng.choice((1, 2, 4, 8))
        book.put(_STREAM, place, number(rng, width, book.get(_STREAM, place, width)))


def _copied(rng: Random, book: Compound) -> None:
    (start, size), (to, _) = _record(rng, book), _record(rng, book)
    book.put(_STREAM, to, book.get(_STREAM, start, 4 + size).to_bytes(4 + size, "little"))


_MUTATIONS: tuple[Callable[[Random, Compound], None], ...] = (
    *(_in_record,) * 6,
    *(_other_kind, _other_size, _copied) * 2,
    in_container,
)


def mutated(rng: Random, data: bytes) -> bytes:
    """The workbook with one to four faults."""
    book = Compound(data)
    for _ in range(rng.choice((1, 1, 2, 4))):
        rng.choice(_MUTATIONS)(rng, book)
    if rng.random() < 0.05:
        del book.data[rng.randrange(len(book.data)) :]
    return bytes(book.data)
