"""Chinese prose made comparable: normal forms and numerals."""

import re
import unicodedata
from functools import cache, lru_cache

from gongkai.forms import data

DIGITS = dict(
    zip("〇零○一二两三四五六七八九壹贰叁肆伍陆柒捌玖", (*[0] * 3, 1, 2, 2, *range(3, 10), *range(1, 10)), strict=True)
)
UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000, "万": 10_000, "亿": 100_000_000}
NUMERAL = rf"(?:\d+(?:\.\d+)?|[{''.join(DIGITS)}十拾][{''.join(DIGITS)}{''.join(UNITS)}]*)"  # of levelled text
_COMMA = re.compile(r",(?<=\d,)(?=\d{3}(?!\d))")  # a comma first: looked for much faster than a digit
WAN = 10_000
_BIG = WAN  # from here a unit multiplies what stands before it, up to a larger unit: 一亿二千万, 一万亿


@cache
def _folds() -> dict[str, str]:
    fold = data("outline")["fold"]
    return dict(zip(fold["traditional"], fold["simplified"], strict=True))


def _folded(char: str) -> str:
    return "".join(_folds().get(c, c) for c in unicodedata.normalize("NFKC", char))


class _Level(dict[int, str]):
    """Character by character, each made plain the first time it is met; one that would become several stays."""

    def __missing__(self, code: int) -> str:
        wide = _folded(chr(code))
        return self.setdefault(code, wide if len(wide) == 1 else chr(code))


class _Plain(dict[int, str]):
    """Like _Level, but characters may become several, and all but letters and digits go."""

    def __missing__(self, code: int) -> str:
        return self.setdefault(code, "".join(c for c in _folded(chr(code)).casefold() if c.isalnum()))


_LEVEL, _PLAIN = _Level(), _Plain()


_WIDE = tuple((chr(0xFEE0 + ord(mark)), mark) for mark in ",;:()!?%")  # the usual ones
_SHORT = 32  # characters; from there on character by character is slow


@cache
def _unusual() -> tuple[re.Pattern[str], ...]:
    """What prose without wide marks seldom has: all but ASCII, ideographs and marks of their own; traditional ones."""
    return re.compile(r"[^\x00-\x7f、。《》“”‘’—\u4e00-\u9fff]"), re.compile(f"[{''.join(_folds())}]")


@lru_cache(maxsize=1024)
def level(text: str) -> str:
    """Full-width, compatibility and traditional characters folded, every position kept."""
    if len(text) > _SHORT:
        for wide, mark in _WIDE:
            text = text.replace(wide, mark)
        if not any(unusual.search(text) for unusual in _unusual()):
            return text
    return text.translate(_LEVEL)


@lru_cache(maxsize=8192)  # the same lines are asked about title, headings and signature
def plain(text: str) -> str:
    """The normal form in which headings are compared: folded, without spaces and punctuation."""
    return text.translate(_PLAIN)


def squeezed(text: str) -> str:
    """The text as printed without any white space."""
    return "".join(text.split())


def after(text: str, count: int) -> int:
    """The position in `text` behind its first `count` plain characters."""
    position = 0
    while count > 0 and position < len(text):
        count -= len(_PLAIN[ord(text[position])])
        position += 1
    return position


def without_commas(text: str) -> str:
    """Levelled text with thousands separators taken out."""
    return _COMMA.sub("", text)


def number(text: str) -> int | float:
    """The value of a NUMERAL: 1234, 96171.6, 二〇二四, 一百零三, 三万五千."""
    if text[0].isascii():
        return float(text) if "." in text else int(text)
    if not any(c in UNITS for c in text):
        return int("".join(str(DIGITS[c]) for c in text))
    return _with_units(text)


def _with_units(text: str) -> int:
    total = part = digit = 0
    for char in text:
        if char in DIGITS:
            digit = DIGITS[char]
        elif UNITS[char] < _BIG:
            part, digit = part + (digit or 1) * UNITS[char], 0
        else:
            above = total if total >= UNITS[char] else 0
            total, part, digit = above + (total - above + part + digit) * UNITS[char], 0, 0
    return total + part + digit
