"""The normal form of a Chinese label, and how alike two labels are. Imports nothing of ours: data comes as arguments.

The normal form has no spaces, punctuation, width, numbering or remarks in brackets: （二）部分公开（区分…）is 部分公开.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

_DIGITS = "〇一二三四五六七八九十"
_ORDINAL = re.compile(rf"\(([{_DIGITS}]+|\d{{1,2}})\)|([{_DIGITS}]+)[、.,:]|(\d{{1,2}})(?:[、.,:)]|(?=\D|$))")
_BRACKETED = re.compile(r"\([^()]*\)?")
_PREFIX_LENGTH = 4  # below this a prefix says nothing: 其他 begins three labels


@dataclass(frozen=True, slots=True)
class Label:
    """A label taken apart: `body` without numbering and punctuation, `head` also without brackets; `ordinal` or 0."""

    body: str
    head: str
    ordinal: int


def _number(text: str) -> int:
    if text.isdecimal():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return _DIGITS.find(text)
    return (_DIGITS.find(tens) if tens else 1) * 10 + (_DIGITS.find(ones) if ones else 0)


def _bare(text: str) -> str:
    """Letters and digits only."""
    return "".join(filter(str.isalnum, text))


@cache
def _table(variants: tuple[tuple[str, str], ...]) -> dict[int, str]:
    return {ord(old): new for old, new in variants}


def folded(text: str, variants: Mapping[str, str]) -> str:
    """NFKC (which folds widths, circled numbers, Kangxi radicals), without white space, variant characters replaced."""
    joined = "".join(unicodedata.normalize("NFKC", text).split())
    return joined.translate(_table(tuple(variants.items()))) if variants else joined


def take_apart(text: str) -> Label:
    """The label in folded text."""
    text = text.removeprefix("其中:")
    match = _ORDINAL.match(text)
    ordinal = next(filter(None, match.groups()), "") if match else ""
    rest = text[match.end() :] if match else text
    body = _bare(rest)
    head = _bare(_BRACKETED.sub("", rest))
    return Label(body, head or body, _number(ordinal) if ordinal else 0)


@lru_cache(maxsize=65536)
def _ratio(a: str, b: str) -> float:
    from rapidfuzz import fuzz  # lazily: clean reports never need it

    return fuzz.ratio(a, b) / 100


def _prefix(a: str, b: str) -> bool:
    return min(len(a), len(b)) >= _PREFIX_LENGTH and (a.startswith(b) or b.startswith(a))


def similarity(a: Label, b: Label) -> float:
    """From 0 to 1; 1 for equal normal forms, at least 0.9 where one is cut short. An empty label is like nothing."""
    if not a.body or not b.body:
        return 0.0
    if a.head == b.head or a.body == b.body:
        return 1.0
    ratio = max(_ratio(a.head, b.head), _ratio(a.body, b.body))
    return max(ratio, 0.9) if _prefix(a.head, b.head) else ratio
