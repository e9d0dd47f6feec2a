"""Automatic numbers: they stand in numbering.xml and the counters, not in the text (ECMA-376 part 1, 17.9)."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from lxml import etree

from gongkai.readers._docx_styles import Style, Styles
from gongkai.readers._docx_symbols import symbol
from gongkai.readers._numerals import numeral
from gongkai.readers._wordml import DEPTH, NUM_ID, P_STYLE, R_FONTS, R_PR, VAL, W, number, on, val

DEPTHS = 9
_TEXT_LIMIT = 40  # characters of a level's text; Word allows fewer
_LINK_LIMIT = 10  # numbering definitions that point to a style that points to another definition
_PLACEHOLDER = re.compile("%([1-9])")
_WIDE_END = tuple("、，。．：；）〕】》〉」』　")  # these carry their own space; after others the tab is seen


@dataclass(frozen=True, slots=True)
class _Level:
    start: int = 1
    format: str = "decimal"
    text: str = ""
    suffix: str = "tab"
    restart: int | None = None
    legal: bool = False
    style: str | None = None
    font: str | None = None


_Levels = Mapping[int, _Level]


@dataclass(frozen=True, slots=True)
class _List:
    abstract: str | None
    levels: _Levels
    starts: Mapping[int, int]


@dataclass(slots=True)
class _Counter:
    """The counters of an abstract definition: every list made from it goes on counting where the last one stopped."""

    values: list[int | None] = field(default_factory=lambda: [None] * DEPTHS)
    started: set[tuple[str, int]] = field(default_factory=set)


class Numbering:
    """The lists of a document; `prefix` is to be asked in document order."""

    def __init__(self, load: Callable[[], etree._Element | None], styles: Styles) -> None:
        self._load, self._styles = load, styles
        self._lists: dict[str, _List] | None = None
        self._counters: dict[str | None, _Counter] = {}

    def prefix(self, own: etree._Element | None, style: Style) -> str:
        """The number and the gap after it that Word prints before a paragraph, from its own w:numPr and its style."""
        num_id = val(_child(own, NUM_ID)) or style.number
        chosen = self._list(num_id)
        if num_id is None or chosen is None:
            return ""
        depth = _depth(val(_child(own, DEPTH)) or style.depth, chosen, style)
        values = self._count(num_id, chosen, depth)
        return _rendered(chosen.levels, depth, values)

    def _list(self, num_id: str | None) -> _List | None:
        if num_id in (None, "0"):
            return None
        if self._lists is None:
            root = self._load()
            self._lists = {} if root is None else _lists(root, self._styles)
        return self._lists.get(num_id)

    def _count(self, num_id: str, chosen: _List, depth: int) -> list[int | None]:
        counter = self._counters.setdefault(chosen.abstract, _Counter())
        values, before = counter.values, counter.values[depth]
        if depth in chosen.starts and (num_id, depth) not in counter.started:
            values[depth] = chosen.starts[depth]
        else:
            values[depth] = chosen.levels.get(depth, _Level()).start if before is None else before + 1
        counter.started.add((num_id, depth))
        for deeper in range(depth + 1, DEPTHS):
            if _restarts(chosen.levels.get(deeper, _Level()).restart, deeper, depth):
                values[deeper] = None
        return values


def _restarts(restart: int | None, deeper: int, depth: int) -> bool:
    """Whether a deeper level starts anew after one of `depth`: w:lvlRestart counts levels from 1, and 0 is never."""
    return depth < (deeper if restart is None else min(restart, deeper))


def _depth(stated: str | None, chosen: _List, style: Style) -> int:
    if stated is None:
        return next((depth for depth, level in chosen.levels.items() if level.style == style.name), 0)
    return min(number(stated) or 0, DEPTHS - 1)


def _rendered(levels: _Levels, depth: int, values: list[int | None]) -> str:
    level = levels.get(depth, _Level())

    def written(match: re.Match[str]) -> str:
        other = levels.get(int(match[1]) - 1, _Level())
        value = values[int(match[1]) - 1]
        return numeral(other.start if value is None else value, "decimal" if level.legal else other.format)

    text = _bullet(level) if level.format == "bullet" else _PLACEHOLDER.sub(written, level.text)
    return text + _gap(text, level.suffix)


def _bullet(level: _Level) -> str:
    return "".join(symbol(ord(character), level.font) for character in level.text)


def _gap(text: str, suffix: str) -> str:
    if not text or suffix == "nothing" or (suffix == "tab" and text.endswith(_WIDE_END)):
        return ""
    return " "


def _lists(root: etree._Element, styles: Styles) -> dict[str, _List]:
    abstracts = {element.get(W + "abstractNumId"): element for element in root.iterchildren(W + "abstractNum")}
    nums = {element.get(W + "numId", ""): element for element in root.iterchildren(W + "num")}
    levels = {name: _levels(_linked(element, abstracts, nums, styles)) for name, element in abstracts.items()}
    return {name: _list(element, levels) for name, element in nums.items()}


def _linked(
    element: etree._Element,
    abstracts: Mapping[str | None, etree._Element],
    nums: Mapping[str, etree._Element],
    styles: Styles,
) -> etree._Element:
    """The definition that holds the levels: w:numStyleLink names a style whose list is meant instead."""
    for _ in range(_LINK_LIMIT):
        link = val(element.find(W + "numStyleLink"))
        num = nums.get(styles.get(link).number or "") if link else None
        target = None if num is None else abstracts.get(val(num.find(W + "abstractNumId")))
        if target is None:
            break
        element = target
    return element


def _list(num: etree._Element, abstracts: Mapping[str | None, _Levels]) -> _List:
    abstract = val(num.find(W + "abstractNumId"))
    levels, starts = dict(abstracts.get(abstract, {})), {}
    for override in num.iterchildren(W + "lvlOverride"):
        depth = number(override.get(DEPTH)) or 0
        levels |= _levels(override)
        start = number(val(override.find(W + "startOverride")))
        if start is not None:
            starts[depth] = start
    return _List(abstract, levels, starts)


def _levels(parent: etree._Element) -> _Levels:
    levels = ((number(element.get(DEPTH)) or 0, element) for element in parent.iterchildren(W + "lvl"))
    return {depth: _level(element) for depth, element in levels if depth < DEPTHS}


def _level(element: etree._Element) -> _Level:
    said = {child.tag: child.get(VAL) for child in element}
    fonts = element.find(f"{R_PR}/{R_FONTS}")
    start = number(said.get(W + "start"))
    return _Level(
        0 if start is None else start,  # 17.9.25: absent means zero
        said.get(W + "numFmt") or "decimal",
        (said.get(W + "lvlText") or "")[:_TEXT_LIMIT],
        said.get(W + "suff") or "tab",
        number(said.get(W + "lvlRestart")),
        on(element.find(W + "isLgl")),
        said.get(P_STYLE),
        None if fonts is None else fonts.get(W + "ascii") or fonts.get(W + "hAnsi"),
    )


def _child(element: etree._Element | None, tag: str) -> etree._Element | None:
    return None if element is None else element.find(tag)
