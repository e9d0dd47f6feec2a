"""Bytes to text where nothing states the encoding, as plain text files come."""

import codecs
import re
from collections.abc import Iterator

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
_SAMPLE = 4096
_DAMAGE = 0.05  # of the characters beyond ASCII: a spoilt UTF-8 file has far fewer, GB text read as UTF-8 nearly all
_USUAL = re.compile(r"[\t\n\r\x20-\x7e\u2010-\u2030\u3000-\u3020\u4e00-\u9fff\uff01-\uff5e]")
_MOSTLY = 0.9  # of a text's characters are usual ones
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")


def decode(data: bytes, *, final: bool = True) -> tuple[str, str]:
    """Text and a remark on what was guessed ("" when nothing was): mark, UTF-8, UTF-16, GB 18030, then replacement.

    `final=False` is for the head of a longer text: a character cut at its end is left out.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _marked(data[len(mark) :], encoding, final)
    for encoding in _guesses(data):
        text = _strict(data, encoding, final)
        if text is not None and not _is_spoilt_utf8(data, encoding):
            return text, "" if encoding == "utf-8" else f"encoding guessed: {encoding}"
    return _replaced(data, "utf-8" if _is_spoilt_utf8(data, "gb18030") else "gb18030")


def _guesses(data: bytes) -> Iterator[str]:
    """UTF-16 first where there are zero bytes: only its line ends, digits and spaces explain those in a text."""
    if b"\0" in data[:_SAMPLE]:
        yield from (encoding for encoding in ("utf-16-le", "utf-16-be") if _reads(data[:_SAMPLE], encoding))
    yield from ("utf-8", "gb18030")


def _reads(sample: bytes, encoding: str) -> bool:
    text = sample.decode(encoding, "replace")
    return len(_USUAL.findall(text)) >= _MOSTLY * len(text)


def _strict(data: bytes, encoding: str, final: bool) -> str | None:
    try:
        return codecs.getincrementaldecoder(encoding)("strict").decode(data, final)
    except UnicodeDecodeError:
        return None


def _marked(data: bytes, encoding: str, final: bool) -> tuple[str, str]:
    text = _strict(data, encoding, final)
    return _replaced(data, encoding) if text is None else (text, "")


def _replaced(data: bytes, encoding: str) -> tuple[str, str]:
    text = data.decode(encoding, "replace")
    return text, f"{text.count(chr(0xFFFD))} characters could not be decoded as {encoding}"


def _is_spoilt_utf8(data: bytes, encoding: str) -> bool:
    """Whether what GB 18030 would accept is UTF-8 with a few bytes spoilt."""
    if encoding != "gb18030":
        return False
    text = data[: 16 * _SAMPLE].decode("utf-8", "replace")
    return text.count("\ufffd") <= _DAMAGE * len(_BEYOND_ASCII.findall(text))
