"""Bytes of a page as text: as browsers decide (HTML standard, 13.2.3), but content counts before declarations."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
_META = re.compile(rb"<meta\b[^>]*?charset\s*=\s*[\"']?\s*([\w:.-]+)")
_XML = re.compile(rb"\s*<\?xml\b[^>]*?encoding\s*=\s*[\"']([\w:.-]+)")
_PRESCAN = 16_384  # browsers look at 1024 bytes and then re-read when a later meta turns up
_WIDE_SAMPLE = 512
# WHATWG labels: what is written on Chinese pages, and what browsers read it as
_ALIASES = {
    **dict.fromkeys(("gb2312", "gb_2312-80", "gbk", "x-gbk", "gb18030", "cp936", "chinese", "euc-cn", "hz"), "gb18030"),
    **dict.fromkeys(("big5", "big5-hkscs", "big5hkscs", "x-x-big5", "cn-big5", "cp950"), "big5hkscs"),
    **dict.fromkeys(("utf8", "unicode-1-1-utf-8", "utf-16", "utf-16le", "utf-16be", "unicode"), "utf-8"),
    **dict.fromkeys(("iso-8859-1", "iso8859-1", "latin1", "us-ascii", "ascii", "windows-1252"), "cp1252"),
}
# what is below takes two bytes in UTF-8, as a Chinese character in GB: too few of them prove nothing
_CJK = re.compile("[\u0800-\U0010ffff]")
_AROUND = 512  # bytes to either side of the first that is no UTF-8
_TOLERATED = 0.1  # bad bytes per good multi-byte character: a damaged page has under 0.01, a wrong charset over 0.3


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a page without NULs, the charset it was read as, and what had to be guessed."""

    text: str
    charset: str
    remarks: tuple[str, ...] = ()
    verbatim: bool = False  # the bytes themselves are the text in UTF-8


def decode(data: bytes) -> Decoded:
    """The text of a page; never fails: what no charset can read stands as U+FFFD, and a remark says so."""
    declared = _declaration(data[:_PRESCAN].lower())
    marked = _bom(data)
    wide = marked or _wide(data[:_WIDE_SAMPLE])
    charset, text = (wide, None) if wide else _chosen(data, _ALIASES.get(declared, declared))
    verbatim = text is not None and charset == "utf-8" and not data.startswith(codecs.BOM_UTF8) and 0 not in data
    if text is None:
        text = data.decode(charset, "replace")
    if not verbatim:
        text = text.removeprefix("\ufeff").replace("\0", "")
    remarks = () if data.isascii() else tuple(_remarks(marked or declared, charset, text))
    return Decoded(text, charset, remarks, verbatim)


def _declaration(head: bytes) -> str:
    """The charset a page in lower case states in <meta> or the XML declaration; "" when it states none."""
    found = _META.search(_COMMENT.sub(b"", head)) or _XML.match(head)
    return found[1].decode("ascii", "replace") if found else ""


def _bom(data: bytes) -> str:
    """The charset a byte order mark states; "" without one."""
    return next((charset for bom, charset in _BOMS if data.startswith(bom)), "")


def _wide(sample: bytes) -> str:
    """The UTF-16 that the zero bytes of markup give away; "" when there is none."""
    if len(sample) < 4 or sample.count(0) * 8 < len(sample):
        return ""
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if max(even, odd) < 4 * min(even, odd) or max(even, odd) < 2:
        return ""
    return "utf-16-le" if odd > even else "utf-16-be"


def _chosen(data: bytes, declared: str) -> tuple[str, str | None]:
    """The charset the content speaks for, and its text where that is a strict reading; else the least damaged one."""
    text, spoilt = _strict(data, "utf-8")
    if text is not None and (declared not in ("gb18030", "big5hkscs") or _CJK.search(text)):
        return "utf-8", text
    around = data[max(0, spoilt - _AROUND) : spoilt + _AROUND]
    if text is None and _damage(around, "utf-8") <= _TOLERATED:
        return "utf-8", None
    likely = ("big5hkscs", "gb18030") if declared == "big5hkscs" else ("gb18030",)
    for charset in likely:
        text, _ = _strict(data, charset)
        if text is not None:
            return charset, text
    if declared == "cp1252" and _damage(around, "gb18030") > _TOLERATED:
        return declared, None  # Word in English writes its Chinese as numeric references
    return min((*likely, "utf-8"), key=lambda charset: _damage(data, charset)), None


def _strict(data: bytes, charset: str) -> tuple[str | None, int]:
    """The text, or where a strict reading fails."""
    try:
        return data.decode(charset), 0
    except UnicodeDecodeError as error:
        return None, error.start


def _damage(data: bytes, charset: str) -> float:
    """Undecodable places per character beyond ASCII that was decoded."""
    text = data.decode(charset, "replace")
    bad = text.count("\ufffd")
    return bad / max(1, len(text) - bad - len(text.encode("ascii", "ignore")))


def _remarks(declared: str, charset: str, text: str) -> Iterator[str]:
    if not declared:
        yield f"the page declares no charset; read as {charset}"
    elif _ALIASES.get(declared, declared) != charset and declared != charset:
        yield f"the page declares {declared}, but its bytes are {charset}"
    if "\ufffd" in text and (bad := text.count("\ufffd")):  # to look for one takes a tenth of counting
        yield f"{bad} places could not be decoded as {charset}; they stand as \ufffd"
