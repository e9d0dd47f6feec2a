"""Glyphs into the cells they are printed in, and what is doubtful about them there."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from gongkai.document import Box
from gongkai.layout.grids import Lattice, Span, box, spans
from gongkai.layout.lines import columns, lines, vertical
from gongkai.layout.model import Glyph, Line, Page, Piece, Region, around, source

OVER = 0.6  # points a digit's ink may reach over the middle of its cell's rule: half a rule and the outline's blur
TOUCHING = 0.15  # ems between digits of two cells that read as one number: digits of one number are 0.1 apart
NUMBER = re.compile(r"[\d０-９.,．，]*[\d０-９][\d０-９.,．，]*")
FIGURES = re.compile(r"[\d０-９.,，〇零一二两三四五六七八九十百千万亿]+")
PADDING = 1.6  # ems a cell may keep free beside its text, left and right together: 6 points each way at 8 points
LEVEL = 0.2  # of the em: how far the feet of digits on one line may lie apart
UNKNOWN = re.compile("[\ufffd\ue000-\uf8ff]")

CROSSED = "a digit is printed over the cell's rule"
TOUCHED = "its digits touch those of the cell beside it"
BROKEN = "a number may go on over two lines"
UNMAPPED = "the file does not say which characters these are"

Slot = tuple[int, int]
Held = dict[Slot, list[Glyph]]


def slot(lat: Lattice, glyph: Glyph) -> Slot | None:
    """Row and column of the lattice under the middle of a glyph, None outside it."""
    _, x0, top, x1, bottom, *_ = glyph
    x, y = (x0 + x1) / 2, (top + bottom) / 2
    if not (lat.xs[0] <= x < lat.xs[-1] and lat.ys[0] <= y < lat.ys[-1]):
        return None
    return bisect_right(lat.ys, y) - 1, bisect_right(lat.xs, x) - 1


def area(lat: Lattice) -> float:
    """The area a lattice covers."""
    return (lat.xs[-1] - lat.xs[0]) * (lat.ys[-1] - lat.ys[0])


def dealt(glyphs: Iterable[Glyph], lats: Sequence[Lattice]) -> tuple[list[Glyph], list[Held]]:
    """Glyphs outside every lattice, and for each lattice its own by slot; the smallest around a glyph owns it."""
    if not lats:
        return list(glyphs), []
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
    found = closed(spans(lat), lat, held)
    cells = [region(page, (span, box(lat, span)), inside(span, held)) for span in found]
    touched = touching(cells)
    cells = [replace(c, doubt=worded(c.doubt, TOUCHED)) if k in touched else c for k, c in enumerate(cells)]
    return Piece(tuple(cells), lat.box)


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


def region(page: Page, placed: tuple[Span, Box], glyphs: Sequence[Glyph]) -> Region:
    """One cell with its lines; its source is the box of its text, or that of its rules when it is empty."""
    span, bounds = placed
    if not glyphs:
        return Region(*span, bounds, source=source(page, bounds))
    printed = list(columns(glyphs) if vertical(glyphs) else lines(glyphs))
    ink = printed[0].box if len(printed) == 1 else around(line.box for line in printed)
    text, wrapped = rejoined(printed, bounds[2] - bounds[0])
    over = outreaches(ink, bounds) and any(g.text.isdigit() and outreaches(g[1:5], bounds) for g in glyphs)
    return Region(*span, bounds, text, worded(doubt(text, over), wrapped), source(page, ink))


def rejoined(printed: Iterable[Line], width: float) -> tuple[tuple[Line, ...], str]:
    """The lines of a cell, figures broken by nothing but its width joined again; and the doubt where that was done."""
    joined: list[Line] = []
    doubted = ""
    for line in printed:
        last = joined[-1] if joined else None
        if last and FIGURES.fullmatch(last.text) and figures(line.text) and full(last, width):
            joined[-1] = replace(line, text=last.text + line.text)
            doubted = BROKEN
        else:
            joined.append(line)
    return tuple(joined), doubted


def figures(text: str) -> bool:
    """Whether a line begins with figures."""
    return FIGURES.match(text) is not None


def full(line: Line, width: float) -> bool:
    """Whether no further character would have fitted on a line of a cell this wide."""
    printed = line.box[2] - line.box[0]
    return printed + printed / len(line.text) > width - PADDING * line.size


def doubt(text: Sequence[Line], over: bool) -> str:
    """Why the text of a cell may not be what is printed in it; empty when nothing speaks against it."""
    return worded(
        CROSSED if over else "",
        BROKEN if any(broken(a.text, b.text) for a, b in pairwise(text)) else "",
        UNMAPPED if any(UNKNOWN.search(line.text) for line in text) else "",
    )


def worded(*reasons: str) -> str:
    """Reasons in one string."""
    return "; ".join(filter(None, reasons))


def outreaches(ink: Box, bounds: Box) -> bool:
    """Whether ink lies over a rule of its cell."""
    x0, top, x1, bottom = bounds
    return ink[0] < x0 - OVER or ink[1] < top - OVER or ink[2] > x1 + OVER or ink[3] > bottom + OVER


def broken(first: str, second: str) -> bool:
    """Whether two lines of a cell are nothing but figures."""
    return bool(NUMBER.fullmatch(first) and NUMBER.fullmatch(second))


def touching(cells: Sequence[Region]) -> set[int]:
    """Which cells have a digit as near to one of the next cell as digits of one number are."""
    near = [(k, c, line, TOUCHING * line.size) for k, c in enumerate(cells) for line in c.lines]
    starting: dict[int, list[tuple[int, Line]]] = {}
    for k, c, line, gap in near:
        if line.box[0] - c.box[0] < gap and line.text[0].isdigit():
            starting.setdefault(c.column, []).append((k, line))
    return {
        one
        for k, c, line, gap in near
        if c.box[2] - line.box[2] < gap and line.text[-1].isdigit()
        for other, right in starting.get(c.column + c.colspan, ())
        if abs(line.box[3] - right.box[3]) < LEVEL * line.size and right.box[0] - line.box[2] < gap
        for one in (k, other)
    }
