"""What paragraph and character styles say of a paragraph: its number, its heading level, whether it is hidden."""

import re
from dataclasses import dataclass

from lxml import etree

from gongkai.readers._wordml import DEPTH, NUM_ID, NUM_PR, OUTLINE, P_PR, R_PR, VAL, VANISH, W, number, on, val

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


_NO_STYLE = Style()


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
        pending: dict[str | None, etree._Element] = {}
        while name in self._elements and name not in self._resolved and name not in pending:
            pending[name] = self._elements[name]
            name = val(pending[name].find(W + "basedOn"))
        style = self._resolved.get(name, _NO_STYLE)
        for heir, element in reversed(pending.items()):
            style = self._resolved[heir] = _inherited(heir, element, style)
        return style

    def paragraph(self, name: str | None) -> Style:
        """The style of a paragraph: the default one where it names none or one that is not there."""
        return self.get(name if name in self._elements else self._default)


def level(outline: str | None) -> int | None:
    """A heading level from 1, from an outline level from 0; None for body text and for junk."""
    value = number(outline)
    return value + 1 if value is not None and value < _BODY_TEXT else None


def _is_default(element: etree._Element) -> bool:
    return element.get(W + "type") == "paragraph" and element.get(W + "default") in ("1", "true", "on")


def _inherited(name: str | None, element: etree._Element, base: Style) -> Style:
    outline, hidden = element.find(f"{P_PR}/{OUTLINE}"), element.find(f"{R_PR}/{VANISH}")
    return Style(
        name,
        val(element.find(f"{P_PR}/{NUM_PR}/{NUM_ID}")) or base.number,
        val(element.find(f"{P_PR}/{NUM_PR}/{DEPTH}")) or base.depth,
        level(outline.get(VAL)) if outline is not None else _named_level(element) or base.level,
        base.hidden if hidden is None else on(hidden),
    )


def _named_level(element: etree._Element) -> int | None:
    match = _HEADING.fullmatch(val(element.find(W + "name")) or "")
    return int(match[1]) if match else None
