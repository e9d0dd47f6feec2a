"""What a page is to the layout: glyphs and rulings, in points from the displayed page's top left, y downwards."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from gongkai.document import NOWHERE, Box, Source


class Glyph(NamedTuple):
    """One printed character: its ink (x0, top, x1, bottom) and the slot its font gives it (start, above, end, below).

    A named tuple because a page has thousands of them, and a frozen dataclass costs several times as much to make.
    """

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    start: float
    above: float
    end: float
    below: float


class Ruling(NamedTuple):
    """A drawn straight line as the thin box it covers; a dot is both horizontal and vertical."""

    x0: float
    top: float
    x1: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Page:
    """Glyphs and rulings of one page; number from 1, width and height in points.

    `turn` is the number of clockwise quarter turns that were applied to the displayed page to set its text upright.
    """

    number: int
    width: float
    height: float
    glyphs: tuple[Glyph, ...]
    rulings: tuple[Ruling, ...] = ()
    turn: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """Glyphs on one baseline as text, with the box of their ink, the slots' left and right ends and the em."""

    text: str
    box: Box
    start: float
    end: float
    size: float


@dataclass(frozen=True, slots=True)
class Region:
    """One cell of a piece, anchored at its top-left slot; box is that of its rulings."""

    row: int
    column: int
    rowspan: int
    colspan: int
    box: Box
    lines: tuple[Line, ...] = ()
    doubt: str = ""
    source: Source = NOWHERE

    @property
    def text(self) -> str:
        """Its lines as printed."""
        return "\n".join(line.text for line in self.lines)


@dataclass(frozen=True, slots=True)
class Piece:
    """The part of a table that stands on one page."""

    cells: tuple[Region, ...]
    box: Box


def around(boxes: Iterable[Box]) -> Box:
    """The smallest box that holds all of at least one box."""
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def turned(box: Box, turns: int, width: float, height: float) -> Box:
    """A box after clockwise quarter turns of the page it lies on, whose size before turning is width x height."""
    x0, top, x1, bottom = box
    match turns % 4:
        case 1:
            return height - bottom, x0, height - top, x1
        case 2:
            return width - x1, height - bottom, width - x0, height - top
        case 3:
            return top, width - x1, bottom, width - x0
    return box


def source(page: Page, box: Box) -> Source:
    """Where a box of the upright page stands on the displayed one."""
    x0, top, x1, bottom = turned(box, -page.turn, page.width, page.height) if page.turn else box
    return Source(page.number, (round(x0, 2), round(top, 2), round(x1, 2), round(bottom, 2)))
