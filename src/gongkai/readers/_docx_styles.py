"""What paragraph and character styles say of a paragraph: its number, its heading level, whether it is hidden."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from lxml import etree

from gongkai.readers._wordml import DEPTH, NUM_ID, NUM_PR, OUTLINE, P_PR, R_PR, VAL, VANISH, W, number, on, val

MAX_CHAIN = 100  # styles based on styles; Word itself stops far below
_HEADING = re.compile(r"(?:heading|标题) ?([1-9])", re.IGNORECASE)
_BODY_TEXT = 9  # the outline level that means none


@dataclass(frozen=True, slots=True)
class Style:
    """A style with all it inherits; `number` is a w:numId, `depth` a w:ilvl, `level` a heading level from 1."""

    name: str | None = None
    number: str | None = None
    depth: str | None = None
    level: int | None = None
    hidden: bool = False


class Styles:
    """The styles of a document, each resolved once (ECMA-376 part 1, 17.7)."""

    def __init__(self, root: etree._Element | None) -> None:
        elements = [] if root is None else root.iterchildren(W + "style")
        self._elements = {element.get(W + "styleId"): element for element in elements}
        self._resolved: dict[str | None, Style] = {}
        self._default = next((name for name, e in self._elements.items() if _is_default(e)), None)
        self.hides = root is not None and any(on(element) for element in root.iter(VANISH))

    def get(self, name: str | None) -> Style:
        """A style by its id; one that is not there says nothing."""
        if name not in self._resolved:
            self._resolved[name] = _resolve(name, list(islice(self._chain(name), MAX_CHAIN)))
        return self._resolved[name]

    def paragraph(self, name: str | None) -> Style:
        """The style of a paragraph: the default one where it names none or one that is not there."""
        return self.get(name if name in self._elements else self._default)

    def _chain(self, name: str | None) -> Iterator[etree._Element]:
        element = self._elements.get(name)
        while element is not None:
            yield element
            element = self._elements.get(val(element.find(W + "basedOn")))


def level(outline: str | None) -> int | None:
    """A heading level from 1, from an outline level from 0; None for body text and for junk."""
    value = number(outline)
    return value + 1 if value is not None and value < _BODY_TEXT else None


def _is_default(element: etree._Element) -> bool:
    return element.get(W + "type") == "paragraph" and element.get(W + "default") in ("1", "true", "on")


def _resolve(name: str | None, chain: list[etree._Element]) -> Style:
    outline = _first(chain, P_PR, OUTLINE)
    return Style(
        name,
        val(_first(chain, P_PR, NUM_PR, NUM_ID)),
        val(_first(chain, P_PR, NUM_PR, DEPTH)),
        level(outline.get(VAL)) if outline is not None else _named_level(chain),
        on(_first(chain, R_PR, VANISH)),
    )


def _first(chain: list[etree._Element], *path: str) -> etree._Element | None:
    found = (element.find("/".join(path)) for element in chain)
    return next((element for element in found if element is not None), None)


def _named_level(chain: list[etree._Element]) -> int | None:
    names = (_HEADING.fullmatch(val(element.find(W + "name")) or "") for element in chain)
    return next((int(match[1]) for match in names if match), None)
