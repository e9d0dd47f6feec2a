"""The numbers a browser prints before the items of ordered lists (HTML standard 4.4.5; CSS counter styles level 3)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from lxml.etree import _Element

from gongkai.readers._numerals import numeral

_LIST_STYLE = re.compile(
    r"list-style(?:-type)?\s*:[^;]*?([a-z]+(?:-[a-z]+)+|none|decimal|disc|circle|square)", re.IGNORECASE
)
_INTEGER = re.compile(r"\s*(-?\d{1,9})", re.ASCII)
# list type or list-style-type -> numeral form, what follows the number; anything else is decimal
_STYLES: Mapping[str, tuple[str, str]] = {
    **dict.fromkeys(("a", "lower-alpha", "lower-latin"), ("lowerLetter", ". ")),
    **dict.fromkeys(("A", "upper-alpha", "upper-latin"), ("upperLetter", ". ")),
    **dict.fromkeys(("i", "lower-roman"), ("lowerRoman", ". ")),
    **dict.fromkeys(("I", "upper-roman"), ("upperRoman", ". ")),
    "decimal-leading-zero": ("decimalZero", ". "),
    "cjk-decimal": ("ideographDigital", "、"),
    **dict.fromkeys(("cjk-ideographic", "simp-chinese-informal"), ("chineseCountingThousand", "、")),
    "trad-chinese-informal": ("taiwaneseCountingThousand", "、"),
    "simp-chinese-formal": ("chineseLegalSimplified", "、"),
    **dict.fromkeys(("none", "disc", "circle", "square"), ("none", "")),
}
_DECIMAL = ("decimal", ". ")


@dataclass(slots=True)
class Counter:
    """An open list: the number of its next item; `step` 0 is a list without numbers."""

    number: int = 0
    step: int = 0
    style: str = ""

    def marker(self, item: _Element) -> str:
        """The marker of the next item, as printed, and the counter moved on."""
        if not self.step:
            return ""
        self.number = _integer(item.get("value"), self.number)
        form, suffix = _STYLES.get(_style(item, self.style), _DECIMAL)
        text = (numeral(self.number, form) if self.number > 0 else str(self.number)) if form != "none" else ""
        self.number += self.step
        return text + suffix


def ordered(element: _Element) -> Counter:
    """The counter of an <ol>, from `start`, `reversed`, `type` and inline style."""
    backwards = element.get("reversed") is not None
    first = sum(1 for _ in element.iterchildren("li")) if backwards else 1
    return Counter(_integer(element.get("start"), first), -1 if backwards else 1, _style(element, "1"))


def _integer(value: str | None, default: int) -> int:
    found = _INTEGER.match(value or "")
    return int(found[1]) if found else default


def _style(element: _Element, default: str) -> str:
    found = _LIST_STYLE.search(element.get("style") or "")
    return found[1].lower() if found else element.get("type") or default
