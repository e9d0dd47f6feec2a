"""A stand-in for East Asian fonts that a PDF names and does not carry, so that no reading depends on a machine's fonts.

Its two glyphs are boxes: half an em wide for ASCII, an em wide for all else. Without any font the engine takes
characters for having no height and drops text set sideways. Tables as in the OpenType specification 1.9; the
interface of the engine as in pdfium's `fpdf_sysfontinfo.h`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from ctypes import CFUNCTYPE, Structure, addressof, c_char_p, c_int, c_uint, c_ulong, c_void_p, cast, memmove
from struct import pack
from typing import Any

EAST_ASIAN = (128, 129, 134, 136)  # character sets as Windows numbers them: Japanese, Korean, Chinese
EM, LOW, HIGH = 1000, -120, 880
HALF = 460  # the narrowest digits of East Asian fonts
FONT_HANDLE = 1
VERSION = 0x10000


def box(width: int) -> bytes:
    """A box as an outline of four points, padded to a multiple of four bytes."""
    steps = pack(">4h 4h", 0, width, 0, -width, LOW, 0, HIGH - LOW, 0)
    return pack(">5h HH 4B", 1, 0, LOW, width, HIGH, 3, 0, 1, 1, 1, 1) + steps + b"\0\0"


def font() -> bytes:
    """The stand-in as a TrueType file: glyph 0 is empty, 1 the half box, 2 the whole one."""
    size = len(box(EM))
    half, whole = (0x20, 0x7F, 1), (0x80, 0x10FFFF, 2)
    return assembled(
        {
            b"cmap": pack(">HHHHI HHIII 3I 3I", 0, 1, 3, 10, 12, 13, 0, 40, 0, 2, *half, *whole),
            b"glyf": box(HALF) + box(EM),
            b"head": pack(">4I HHQQ 4h HHhhh", VERSION, 0, 0, 0x5F0F3CF5, 0, EM, 0, 0, 0, LOW, EM, HIGH, 0, 8, 2, 0, 0),
            b"hhea": pack(">I hhh H 6h 8x hH", VERSION, HIGH, LOW, 0, EM, 0, 0, EM, 1, 0, 0, 0, 3),
            b"hmtx": pack(">Hh Hh Hh", EM, 0, EM // 2, 0, EM, 0),
            b"loca": pack(">4H", 0, 0, size // 2, size),
            b"maxp": pack(">I 14H", VERSION, 3, 4, 1, 0, 0, 1, *[0] * 8),
        }
    )


def assembled(tables: dict[bytes, bytes]) -> bytes:
    """Tables as one file: their directory, then each at a multiple of four bytes."""
    directory, body = pack(">I H 6x", VERSION, len(tables)), b""  # no hints for searching
    for tag, table in tables.items():
        directory += tag + pack(">III", 0, 12 + 16 * len(tables) + len(body), len(table))
        body += table + b"\0" * (-len(table) % 4)
    return directory + body


FONT = font()


def chosen(*wanted: Any) -> int | None:
    """The stand-in for a font of an East Asian character set, none for others: the engine has its own."""
    return FONT_HANDLE if wanted[3] in EAST_ASIAN else None


def given(*wanted: Any) -> int:
    """The size of the stand-in's file, copied to where there is room for it; it has no table by itself."""
    table, place, room = wanted[2:]
    if not table and place and room >= len(FONT):
        memmove(place, FONT, len(FONT))
    return 0 if table else len(FONT)


MAP = CFUNCTYPE(c_void_p, c_void_p, c_int, c_int, c_int, c_int, c_char_p, c_void_p)(chosen)
DATA = CFUNCTYPE(c_ulong, c_void_p, c_void_p, c_uint, c_void_p, c_ulong)(given)


class Fonts(Structure):
    """FPDF_SYSFONTINFO with plain addresses; what is not set is not called."""

    _fields_ = (("version", c_int), *((name, c_void_p) for name in ("release", "all", "map", "get", "data")))
    _fields_ += (("face", c_void_p), ("charset", c_void_p), ("delete", c_void_p))


STAND_IN = Fonts(version=1, map=cast(MAP, c_void_p).value, data=cast(DATA, c_void_p).value)


@contextmanager
def without_system_fonts(bindings: Any) -> Iterator[None]:
    """The engine with no font of the machine's: they differ, and finding and opening them takes long."""
    own = cast(addressof(STAND_IN), bindings.FPDF_SetSystemFontInfo.argtypes[0])
    bindings.FPDF_SetSystemFontInfo(own)
    try:
        yield
    finally:
        bindings.FPDF_SetSystemFontInfo(bindings.FPDF_GetDefaultSystemFontInfo())
