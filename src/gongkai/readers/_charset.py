"""Bytes of a page as text: as browsers decide (HTML standard, 13.2.3), but content counts before declarations."""

import codecs
import re
from dataclasses import dataclass

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
_DECLARED = re.compile(
    rb"<meta\b[^>]*?charset\s*=\s*[\"']?\s*([\w:.-]+)|^\s*<\?xml\b[^>]*?encoding\s*=\s*[\"']([\w:.-]+)", re.IGNORECASE
)
_PRESCAN = 16_384  # browsers look at 1024 bytes and then re-read when a later meta turns up
_WIDE_SAMPLE = 512
# WHATWG labels: what is written on Chinese pages, and what browsers read it as
_ALIASES = {
    **dict.fromkeys(("gb2312", "gb_2312-80", "gbk", "x-gbk", "gb18030", "cp936", "chinese", "euc-cn", "hz"), "gb18030"),
    **dict.fromkeys(("big5", "big5-hkscs", "big5hkscs", "x-x-big5", "cn-big5", "cp950"), "big5hkscs"),
    **dict.fromkeys(("utf8", "unicode-1-1-utf-8", "utf-16", "utf-16le", "utf-16be", "unicode"), "utf-8"),
    **dict.fromkeys(("iso-8859-1", "iso8859-1", "latin1", "us-ascii", "ascii", "windows-1252"), "cp1252"),
}
_AROUND = 2048  # bytes to either side of the first that is no UTF-8
_TOLERATED = 0.1  # bad bytes per good multi-byte character: a damaged page has under 0.01, a wrong charset over 0.3


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a page without NULs, the charset it was read as, and what had to be guessed."""

    text: str
    charset: str
    remarks: tuple[str, ...] = ()


def decode(data: bytes) -> Decoded:
    """The text of a page; never fails: what no charset can read stands as U+FFFD, and a remark says so."""
    declared = _declaration(data)
    charset = _marked(data) or _chosen(data, _ALIASES.get(declared, declared))
    text = data.decode(charset, "replace").removeprefix("\ufeff").replace("\0", "")
    return Decoded(text, charset, tuple(_remarks(data, declared, charset, text)))


def _declaration(data: bytes) -> str:
    """The charset a page states in <meta> or the XML declaration, lower case; "" when it states none."""
    found = _DECLARED.search(_COMMENT.sub(b"", data[:_PRESCAN]))
    return (found[1] or found[2]).decode("ascii").lower() if found else ""


def _marked(data: bytes) -> str | None:
    """The charset that a byte order mark, or the zero bytes of UTF-16 markup, give away."""
    for bom, charset in _BOMS:
        if data.startswith(bom):
            return charset
    sample = data[:_WIDE_SAMPLE]
    if len(sample) < 4 or sample.count(0) * 8 < len(sample):
        return None
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if max(even, odd) < 4 * min(even, odd) or max(even, odd) < 2:
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def _chosen(data: bytes, declared: str) -> str:
    """The charset the content speaks for: strict readings first, then the least damaged one."""
    spoilt = _first_error(data, "utf-8")
    if spoilt is None:
        return "utf-8"
    around = data[max(0, spoilt - _AROUND) : spoilt + _AROUND]
    if _damage(around, "utf-8") <= _TOLERATED:
        return "utf-8"
    for charset in ("big5hkscs", "gb18030") if declared == "big5hkscs" else ("gb18030",):
        if _first_error(data, charset) is None:
            return charset
    if declared == "cp1252" and _damage(around, "gb18030") > _TOLERATED:
        return declared  # Word in English writes its Chinese as numeric references
    likely = ("gb18030", "utf-8", "big5hkscs") if declared == "big5hkscs" else ("gb18030", "utf-8")
    return min(likely, key=lambda charset: _damage(data, charset))


def _first_error(data: bytes, charset: str) -> int | None:
    """Where a strict reading fails; None where it does not."""
    try:
        data.decode(charset)
    except UnicodeDecodeError as error:
        return error.start
    return None


def _damage(data: bytes, charset: str) -> float:
    """Undecodable places per character beyond ASCII that was decoded."""
    text = data.decode(charset, "replace")
    bad = text.count("\ufffd")
    return bad / max(1, len(text) - bad - len(text.encode("ascii", "ignore")))


def _remarks(data: bytes, declared: str, charset: str, text: str) -> list[str]:
    remarks: list[str] = []
    if data.isascii():
        return remarks
    if not declared:
        remarks.append(f"the page declares no charset; read as {charset}")
    elif _ALIASES.get(declared, declared) != charset and not charset.startswith("utf-16"):
        remarks.append(f"the page declares {declared}, but its bytes are {charset}; read as {charset}")
    if bad := text.count("\ufffd"):
        remarks.append(f"{bad} places could not be decoded as {charset}; they stand as \ufffd")
    return remarks
