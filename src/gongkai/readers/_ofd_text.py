"""The characters of OFD text objects where they are printed (GB/T 33190-2016, 11.2 to 11.4).

Fonts are not looked into: a character takes the room that the next one leaves it, and no more than its kind needs.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import accumulate, pairwise, repeat
from math import atan2, pi
from typing import NamedTuple

from gongkai.document import Box
from gongkai.layout.model import Glyph
from gongkai.readers._ofd_numbers import number, steps
from gongkai.readers._ofd_package import Element, local
from gongkai.readers._pdf_paths import Matrix, Point, moved, times

WIDE, LETTER, NARROW = (1.0, 1.0), (0.5, 1.0), (0.55, 0.7)  # ems a character usually takes, and takes at most
LEAST = 0.3  # of its usual room: what leaves it less is printed over it
BESIDE = 0.3  # ems off the baseline from which the next character stands on another one
SLOT = (-0.97, 0.18)  # ems from the baseline, downwards
INK = (-0.88, 0.12)
FIGURE_INK = (-0.76, 0.04)  # of digits, in any of 60 fonts seen
SIDE = 0.03  # ems free beside a figure's ink
ORDINARY = 3.5  # millimetres: the size of characters where none is stated
UNKNOWN = "\ufffd"
PLACEHOLDER = "\u00a4"  # stands for a glyph that has no character (11.2)
MOST_GLYPHS = 64  # that one transformation may stand for

_TURNS: tuple[Matrix, ...] = ((1, 0, 0, 1, 0, 0), (0, 1, -1, 0, 0, 0), (-1, 0, 0, -1, 0, 0), (0, -1, 1, 0, 0, 0))
_BROKEN = re.compile(r"\s*[\r\n]+\s*")  # lines of the XML, not of the text
_ESCAPED = re.compile(r"\\(?:00[01][0-9A-Fa-f]|0020|[Ff]{3}[EeFf])")  # what XML cannot hold, and spaces (11.2)


class Mark(NamedTuple):
    """Characters printed as one, where their baseline begins in the object's space, and how wide they are there."""

    text: str
    x: float
    y: float
    width: float


class Setting(NamedTuple):
    """How a text object sets its characters: em, its width, and quarter turns of characters and of reading."""

    em: float
    wide: float
    turn: int
    reading: int


class Change(NamedTuple):
    """A transformation: from which character on, how many characters, how many glyphs."""

    start: int
    codes: int
    glyphs: int


Code = tuple[Element, str]  # a TextCode and its characters
Group = tuple[str, int]  # characters that share glyphs, and the number of these


def setting(element: Element) -> Setting:
    """The setting of a text object."""
    em = max(number(element.get("Size"), ORDINARY), 0.0)
    turns = [number(element.get(name), 0.0) / 90 for name in ("CharDirection", "ReadDirection")]
    turn, reading = (round(t) % 4 for t in turns)
    return Setting(em, em * abs(number(element.get("HScale"), 1.0)), turn, reading)


def texts(element: Element) -> list[Code]:
    """The TextCodes of a text object, each with its characters."""
    codes = [(code, printed(code.text or "")) for code in element if local(code) == "TextCode"]
    return [(code, text) for code, text in codes if text]


def printed(text: str) -> str:
    """A TextCode's characters."""
    return _ESCAPED.sub(" ", _BROKEN.sub("", text))


def loose(element: Element, codes: Iterable[Code]) -> bool:
    """Whether the size or the places of a text object's characters are left open."""
    unplaced = any(len(text) > 1 and not (code.get("DeltaX") or code.get("DeltaY")) for code, text in codes)
    return unplaced or element.get("Size") is None


def marks(element: Element, codes: Sequence[Code], how: Setting) -> Iterator[Mark]:
    """The characters of a text object in the order they are drawn."""
    changes = {c.start: c for c in map(change, element.iterfind("{*}CGTransform"))}
    x = y = 0.0
    offset = 0
    for code, text in codes:
        x, y = number(code.get("X"), x), number(code.get("Y"), y)
        groups = grouped(text, offset, changes)
        places = [(x + dx, y + dy) for dx, dy in offsets(code, groups, how)]
        widths = rooms([part for part, _ in groups], places, how)
        yield from (Mark(part, *at, width) for (part, _), at, width in zip(groups, places, widths, strict=True))
        offset += len(text)


def change(element: Element) -> Change:
    """A CGTransform; counts that make no sense are those of one character."""
    start, codes, glyphs = (number(element.get(n), 1.0) for n in ("CodePosition", "CodeCount", "GlyphCount"))
    return Change(int(start), max(int(codes), 1), min(max(int(glyphs), 1), MOST_GLYPHS))


def grouped(text: str, offset: int, changes: Mapping[int, Change]) -> list[Group]:
    """The characters of a TextCode, those that share glyphs together; `offset` is where it begins in its object."""
    if not changes:
        return list(zip(text, repeat(1)))
    found: list[Group] = []
    at = 0
    while at < len(text):
        _, codes, glyphs = changes.get(offset + at, (0, 1, 1))
        part = text[at : at + codes]
        found += [(c, 1) for c in part] if codes == glyphs else [(part, glyphs)]
        at += len(part)
    return found


def offsets(code: Element, groups: Sequence[Group], how: Setting) -> list[Point]:
    """Where each group stands from the first; side by side where the file leaves it open."""
    ends = list(accumulate((glyphs for _, glyphs in groups), initial=0))
    count = max(ends[-1] - 1, 0)
    dx, dy = steps(code.get("DeltaX"), count), steps(code.get("DeltaY"), count)
    if not (dx or dy):
        return abreast(groups, how)
    xs, ys = ([0.0, *accumulate(d)] if d else [0.0] * (count + 1) for d in (dx, dy))
    return [(xs[k], ys[k]) for k in ends[:-1]]


def abreast(groups: Sequence[Group], how: Setting) -> list[Point]:
    """Groups one beside the other, or one below the other, in the direction of reading."""
    along = how.reading == how.turn
    widths = [room(part, None, how.wide) if along else how.em * len(part) for part, _ in groups]
    across, down = _TURNS[how.reading][:2]
    return [(across * s, down * s) for s in accumulate(widths[:-1], initial=0.0)]


def advance(here: Point, there: Point, how: Setting) -> float | None:
    """How far along its baseline the next character stands, None when it stands on another one."""
    x, y = there[0] - here[0], there[1] - here[1]
    for _ in range(how.turn):
        x, y = y, -x
    return x if abs(y) <= BESIDE * how.em else None


def rooms(parts: Sequence[str], places: Sequence[Point], how: Setting) -> list[float]:
    """The widths of groups that stand at these places; the last figure of a number is as wide as the one before."""
    ahead = [advance(here, there, how) for here, there in pairwise(places)]
    widths = list(map(room, parts, [*ahead, None], repeat(how.wide)))
    if len(parts) > 1 and parts[-1].isdigit() and parts[-2].isdigit():
        widths[-1] = widths[-2]
    return widths


def room(text: str, ahead: float | None, em: float) -> float:
    """The width of characters when the next ones stand so far ahead."""
    usual, most = kind(text)
    if ahead is None or ahead < LEAST * usual * em:
        return usual * em
    return min(ahead, most * em)


@lru_cache(maxsize=8192)
def kind(text: str) -> tuple[float, float]:
    """The width of characters in ems: usual and largest."""
    if len(text) != 1:
        kinds = [kind(c) for c in text]
        return sum(k[0] for k in kinds), sum(k[1] for k in kinds)
    if unicodedata.east_asian_width(text) in "WFA":
        return WIDE
    return LETTER if text.isalpha() else NARROW


@lru_cache(maxsize=8192)
def shown(text: str) -> str:
    """What characters leave on the page: nothing, what they are, or something that the file does not name."""
    if text == PLACEHOLDER:
        return UNKNOWN
    return "".join(c for c in text if not c.isspace() and unicodedata.category(c) not in ("Cc", "Cf"))


def glyphs(found: Iterable[Mark], how: Setting, matrix: Matrix) -> Iterator[Glyph]:
    """Marks as glyphs on the page."""
    base = facing(how, matrix)
    upright = base[1] == base[2] == 0.0 and base[0] > 0 < base[3]
    slot, ink, figure = ((low * how.em, high * how.em) for low, high in (SLOT, INK, FIGURE_INK))
    for code, x, y, width in found:
        text = shown(code)
        if not text:
            continue
        at = moved((x, y), matrix)
        side = SIDE * how.wide if text.isdigit() else 0.0
        down = figure if side else ink
        if upright:
            yield flat(text, at, (base[0] * side, base[0] * width), [base[3] * v for v in (*down, *slot)])
        else:
            inner = spread(base, at, (side, width - side), down)
            yield Glyph(text, *inner, *spread(base, at, (0.0, width), slot))


def flat(text: str, at: Point, across: tuple[float, float], down: Sequence[float]) -> Glyph:
    """A glyph on a level baseline: what is free beside its ink and how wide it is, ink and slot from the baseline."""
    (x, y), (side, width), (high, low, above, below) = at, across, down
    return Glyph(text, x + side, y + high, x + width - side, y + low, x, y + above, x + width, y + below)


def facing(how: Setting, matrix: Matrix) -> Matrix:
    """The matrix of single characters: turned as they are set, then as the object is."""
    return times(_TURNS[how.turn], (*matrix[:4], 0.0, 0.0))


def quarters(how: Setting, matrix: Matrix) -> float:
    """The direction of an object's baseline on the page in clockwise quarter turns."""
    across, down, *_ = facing(how, matrix)
    return 2 / pi * atan2(down, across)


def spread(base: Matrix, at: Point, along: tuple[float, float], down: tuple[float, float]) -> Box:
    """The box on the page around a box on a baseline that begins at a point."""
    a, b, c, d, _, _ = base
    xs, ys = [a * u + c * v for u in along for v in down], [b * u + d * v for u in along for v in down]
    return at[0] + min(xs), at[1] + min(ys), at[0] + max(xs), at[1] + max(ys)
