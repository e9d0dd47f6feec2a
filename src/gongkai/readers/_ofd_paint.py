"""What OFD objects are drawn with: colours, line width, the parameters they refer to (GB/T 33190-2016, 8.2, 8.3)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from gongkai.readers._ofd_numbers import number, words
from gongkai.readers._ofd_package import Element, Placed

WHITE = 250 / 255  # from which every channel is the colour of paper
FAINT = 8 / 255  # opacity up to which nothing is seen
OPAQUE = 250 / 255
NESTED = 8  # drawing parameters that may build on each other: a circle has no end
PALETTE = 256  # colours of a palette
LINE_WIDTH = 0.353  # millimetres, where nothing says otherwise


class Paint(NamedTuple):
    """Whether a colour is that of paper, and its opacity."""

    white: bool
    opacity: float

    @property
    def shows(self) -> bool:
        """Whether it shows on paper."""
        return not self.white and self.opacity > FAINT


BLACK, CLEAR = Paint(False, 1.0), Paint(True, 0.0)


@dataclass(frozen=True, slots=True)
class Resources:
    """What a page's objects refer to: resources by kind and ID; `space` is the ID of the default colour space."""

    found: Mapping[tuple[str, str], Placed]
    space: str = ""

    def get(self, kind: str, name: str | None) -> Element | None:
        """A resource of a kind."""
        placed = self.found.get((kind, name or ""))
        return None if placed is None else placed[0]

    def parameters(self, names: tuple[str, ...]) -> Iterator[Element]:
        """Drawing parameters, each followed by those it builds on."""
        for name in names:
            for _ in range(NESTED):
                element = self.get("DrawParam", name)
                if element is None:
                    break
                yield element
                name = element.get("Relative", "")

    def paint(self, element: Element, names: tuple[str, ...], kind: str, default: Paint) -> Paint:
        """The colour of an object: its own, or that of the nearest drawing parameter that has one."""
        own = element.find(f"{{*}}{kind}")
        stated = (found for p in self.parameters(names) if (found := p.find(f"{{*}}{kind}")) is not None)
        color = own if own is not None else next(stated, None)
        return default if color is None else self.color(color)

    def line_width(self, element: Element, names: tuple[str, ...]) -> float:
        """The width of an object's lines in millimetres."""
        stated = (p.get("LineWidth") for p in (element, *self.parameters(names)))
        return number(next(filter(None, stated), None), LINE_WIDTH)

    def color(self, element: Element) -> Paint:
        """A colour; a pattern or shading counts as one that shows."""
        opacity = number(element.get("Alpha"), 255.0) / 255
        if len(element):
            return Paint(False, opacity)
        space = self.get("ColorSpace", element.get("ColorSpace") or self.space)
        channels = _channels(element.get("Value") or _indexed(space, element.get("Index")))
        bits = number(None if space is None else space.get("BitsPerComponent"), 8.0)
        most = 2.0 ** min(max(bits, 1.0), 16.0) - 1
        inked = len(channels) == 4 or (not channels and space is not None and space.get("Type") == "CMYK")
        if inked:
            return Paint(max(channels, default=0.0) <= (1 - WHITE) * most, opacity)
        return Paint(min(channels, default=0.0) >= WHITE * most, opacity)


def _channels(value: str) -> list[float]:
    return [_channel(word) for word in words(value, 4)]


def _channel(word: str) -> float:
    """One channel, decimal or hexadecimal after #."""
    if not word.startswith("#"):
        return number(word, 0.0)
    digits = word[1:]
    return float(int(digits, 16)) if 0 < len(digits) < 5 and all(c in "0123456789abcdefABCDEF" for c in digits) else 0.0


def _indexed(space: Element | None, index: str | None) -> str:
    """A colour of the palette."""
    place = number(index)
    if space is None or not 0 <= place < PALETTE:
        return ""
    return next((e.text or "" for e in islice(space.iterfind("{*}Palette/{*}CV"), int(place), None)), "")
