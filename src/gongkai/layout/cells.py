"""Glyphs into the cells they are printed in, and what is doubtful about them there."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import pairwise

from gongkai.document import Box
from gongkai.layout.grids import Lattice, Span, box, spans
from gongkai.layout.lines import columns, lines, vertical
from gongkai.layout.model import Glyph, Line, Page, Piece, Region, around, source

OVER = 0.6  # points a digit's ink may reach over the middle of its cell's rule: half a rule and the outline's blur
TOUCHING = 0.15  # ems between digits of two cells that read as one number: digits of one number are 0.1 apart
NUMBER = re.compile(r"[\d０-９.,．，]*[\d０-９][\d０-９.,．，]*")
UNKNOWN = re.compile("[\ufffd\ue000-\uf8ff]")

CROSSED = "a digit is printed over the cell's rule"
TOUCHED = "its digits touch those of the cell beside it"
BROKEN = "a number may go on over two lines"
UNMAPPED = "the file does not say which characters these are"

Slot = tuple[int, int]
Held = dict[Slot, list[Glyph]]


def slot(lat: Lattice, glyph: Glyph) -> Slot | None:
    """Row and column of the lattice under the middle of a glyph, None outside it."""
    x, y = (glyph.x0 + glyph.x1) / 2, (glyph.top + glyph.bottom) / 2
    if not (lat.xs[0] <= x < lat.xs[-1] and lat.ys[0] <= y < lat.ys[-1]):
        return None
    return bisect_right(lat.ys, y) - 1, bisect_right(lat.xs, x) - 1


def area(lat: Lattice) -> float:
    """The area a lattice covers."""
    return (lat.xs[-1] - lat.xs[0]) * (lat.ys[-1] - lat.ys[0])


def dealt(glyphs: Iterable[Glyph], lats: Sequence[Lattice]) -> tuple[list[Glyph], list[Held]]:
    """Glyphs outside every lattice, and for each lattice its own by slot; the smallest around a glyph owns it."""
    free: list[Glyph] = []
    held: list[Held] = [{} for _ in lats]
    inward = sorted(range(len(lats)), key=lambda k: area(lats[k]))
    for glyph in glyphs:
        for k in inward:
            where = slot(lats[k], glyph)
            if where is not None:
                held[k].setdefault(where, []).append(glyph)
                break
        else:
            free.append(glyph)
    return free, held


def piece(page: Page, lat: Lattice, held: Held) -> Piece:
    """A lattice and its glyphs as the part of a table that stands on this page."""
    found = [(span, inside(span, held)) for span in closed(spans(lat), lat, held)]
    touched = touching(lat, [(span, glyphs) for span, glyphs in found if glyphs])
    cells = tuple(region(page, (span, box(lat, span)), glyphs, span in touched) for span, glyphs in found)
    return Piece(cells, lat.box, len(lat.ys) - 1, len(lat.xs) - 1)


def closed(found: Sequence[Span], lat: Lattice, held: Held) -> Sequence[Span]:
    """Cells without the empty ones beyond a side that no line draws: ends of lines may stick out of a table."""
    for axis, at_, drawn in ((0, lat.ys, lat.across), (1, lat.xs, lat.down)):
        at = {e.at for e in drawn}
        for position, edge in ((at_[0], 0), (at_[-1], len(at_) - 1)):
            band = [s for s in found if edge in (s[axis], s[axis] + s[axis + 2])]
            if position not in at and not any(inside(s, held) for s in band):
                found = [s for s in found if s not in band]
    return found


def inside(span: Span, held: Held) -> list[Glyph]:
    """The glyphs in a cell, in the order they were drawn within each slot."""
    row, column, high, wide = span
    if high == wide == 1:
        return held.get((row, column), [])
    return [g for r in range(row, row + high) for c in range(column, column + wide) for g in held.get((r, c), ())]


def region(page: Page, placed: tuple[Span, Box], glyphs: Sequence[Glyph], touched: bool) -> Region:
    """One cell with its lines; its source is the box of its text, or that of its rules when it is empty."""
    span, bounds = placed
    text = tuple(columns(glyphs) if vertical(glyphs) else lines(glyphs))
    ink = around(line.box for line in text) if text else bounds
    return Region(*span, bounds, text, doubt(bounds, glyphs, text, touched), source(page, ink))


def doubt(bounds: Box, glyphs: Iterable[Glyph], text: Sequence[Line], touched: bool) -> str:
    """Why the text of a cell may not be what is printed in it; empty when nothing speaks against it."""
    reasons = {
        CROSSED: any(crossed(bounds, g) for g in glyphs),
        TOUCHED: touched,
        BROKEN: any(broken(a.text, b.text) for a, b in pairwise(text)),
        UNMAPPED: any(UNKNOWN.search(line.text) for line in text),
    }
    return "; ".join(reason for reason, holds in reasons.items() if holds)


def crossed(bounds: Box, glyph: Glyph) -> bool:
    """Whether a digit's ink lies over a rule of its cell."""
    x0, top, x1, bottom = bounds
    return glyph.text.isdigit() and (
        glyph.x0 < x0 - OVER or glyph.x1 > x1 + OVER or glyph.top < top - OVER or glyph.bottom > bottom + OVER
    )


def broken(first: str, second: str) -> bool:
    """Whether two lines of a cell are nothing but figures."""
    return bool(NUMBER.fullmatch(first) and NUMBER.fullmatch(second))


def touching(lat: Lattice, found: Iterable[tuple[Span, Sequence[Glyph]]]) -> set[Span]:
    """Cells one of whose digits stands as near to a digit of the next cell as digits of one number do."""
    ending: dict[int, list[tuple[Glyph, Span]]] = {}
    starting: dict[int, list[tuple[Glyph, Span]]] = {}
    for span, glyphs in found:
        for g in glyphs:
            if g.text.isdigit():
                note(ending, span[1] + span[3], g, span, lat.xs[span[1] + span[3]] - g.x1)
                note(starting, span[1], g, span, g.x0 - lat.xs[span[1]])
    pairs = ((a, b) for rule, left in ending.items() for a in left for b in starting.get(rule, ()))
    return {span for (a, s), (b, t) in pairs if adjoin(a, b) for span in (s, t)}


def note(sides: dict[int, list[tuple[Glyph, Span]]], rule: int, glyph: Glyph, span: Span, gap: float) -> None:
    """Remember a digit under the rule it stands by, if it is near enough to touch one beyond it."""
    if gap < TOUCHING * (glyph.below - glyph.above):
        sides.setdefault(rule, []).append((glyph, span))


def adjoin(left: Glyph, right: Glyph) -> bool:
    """Whether two digits stand as in one number: on one line, with no more than a hair between."""
    size = left.below - left.above
    return abs(left.bottom - right.bottom) < 0.2 * size and right.x0 - left.x1 < TOUCHING * size
