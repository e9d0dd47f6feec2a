"""Bytes of RTF as text: code pages of fonts and of the file, symbol fonts, UTF-16 halves."""

import codecs
from collections.abc import Iterable
from dataclasses import dataclass

from gongkai.readers._docx_symbols import symbol

SYMBOLS = "symbol"
# \fcharset (RTF 1.9.1, font table) -> codec; 0 and 1 leave it to the file
_CHARSETS = {
    2: SYMBOLS, 77: "mac_roman", 128: "cp932", 129: "cp949", 130: "johab", 134: "gb18030", 136: "big5hkscs",
    161: "cp1253", 162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251",
    222: "cp874", 238: "cp1250", 255: "cp437",
}  # fmt: skip
_PAGES = {936: "gb18030", 54936: "gb18030", 950: "big5hkscs", 1361: "johab", 10000: "mac_roman", 65001: "utf-8"}
DOUBLE_BYTE = frozenset(("gb18030", "big5hkscs", "cp932", "cp949", "johab"))


@dataclass(slots=True)
class Font:
    """An entry of the font table; `codec` is "" where the file's holds."""

    name: str = ""
    codec: str = ""


UTF8 = Font(codec="utf-8")


def charset_codec(charset: int) -> str:
    """The codec of a \\fcharset, "" where it names none."""
    return _CHARSETS.get(charset, "")


def page_codec(page: int) -> str:
    """The codec of a code page, "" for one that Python does not know."""
    name = _PAGES.get(page, f"cp{page}")
    try:
        return codecs.lookup(name).name if page > 0 else ""
    except LookupError:
        return ""


def decoded(data: bytes, font: Font | None, page: str) -> str:
    """Bytes in a font as text; a file that states no code page (page "") is Chinese where that is a strict reading."""
    if font and font.codec == SYMBOLS:
        return "".join(symbol(0xF000 + byte, font.name) for byte in data)
    if data.isascii():
        return data.decode("ascii")
    for codec in (font.codec if font else "", page or "gb18030", "cp1252"):
        text = _strict(data, codec)
        if text is not None:
            return text
    return data.decode(page or "gb18030", "replace")


def _strict(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec) if codec else None
    except UnicodeDecodeError:
        return None


def joined(parts: Iterable[str]) -> str:
    """The text of its parts, halves of surrogate pairs put together."""
    text = "".join(parts)
    if text.isascii() or not any("\ud800" <= c <= "\udfff" for c in text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def is_utf8(data: bytes) -> bool:
    """Whether there are bytes beyond ASCII and all are UTF-8, which RTF does not know and some programs write."""
    try:
        return not data.isascii() and bool(data.decode("utf-8"))
    except UnicodeDecodeError:
        return False
