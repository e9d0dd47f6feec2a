"""One picture to recognised pages: even light, one size of type, squared, rules, crops, text, glyphs."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import cv2
import numpy as np

from gongkai.document import Box
from gongkai.layout.edges import edges
from gongkai.layout.grids import Lattice, box, lattices, spans
from gongkai.layout.model import Glyph, Page, Ruling
from gongkai.readers._scan_cells import Crop, crops, free_crops
from gongkai.readers._scan_image import Floats, Frame, Pixels
from gongkai.readers._scan_marks import PARTS, Mark, Sheet
from gongkai.readers._scan_paper import ink, unmarked
from gongkai.readers._scan_read import Seen, read
from gongkai.readers._scan_rules import Rule, inked_below, rules, type_size
from gongkai.readers._scan_square import fitted, squared
from gongkai.readers._scan_turn import Part, pages

BODY = 10.5  # points: the type of a report, where nothing says how large its paper is
LIKELY = (6.0, 22.0)  # points: type of another size means that the stated resolution is not that of the page
READABLE = (18.0, 56.0)  # pixels of the em between which a picture is taken as it is
WANTED = 26.0  # pixels of the em that others are brought to
LARGEST = 3.0  # times a picture is enlarged at most
LETTERS = "\u2e7f"  # the last character before the ideographs


class View(NamedTuple):
    """A squared picture: its pixels, em and pixels a point, and the matrix from its points to those of the original."""

    grey: Pixels
    em: float
    scale: float
    back: Floats


class Found(NamedTuple):
    """A crop with what it says."""

    crop: Crop
    seen: Seen


def look(frame: Frame, number: int) -> Iterator[Sheet]:
    """The page on a picture, or the several."""
    grey = ink(frame.pixels)
    em = type_size(grey)
    for k, part in enumerate(pages(grey, em)):
        yield sheet(view(part, em, frame), k * PARTS + number)


def view(part: Part, em: float, frame: Frame) -> View:
    """A page squared and brought to a size at which it can be read."""
    if not em:
        return View(part.grey, 0.0, 1.0, part.back)
    factor = 1.0 if READABLE[0] <= em <= READABLE[1] else min(LARGEST, WANTED / em)
    matrix, size = fitted(squared(part.grey, em), part.grey.shape[::-1], factor)
    moved = cv2.warpPerspective(part.grey, matrix, size, flags=cv2.INTER_CUBIC, borderValue=(255.0,))
    points = resolution(em, frame.dpi) / 72
    scale = points * factor
    shown = frame.dpi / 72 if frame.dpi and frame.exact else points
    back = np.diag((1 / shown, 1 / shown, 1)) @ part.back @ np.linalg.inv(matrix) @ np.diag((scale, scale, 1))
    clean = unmarked(np.asarray(moved, np.uint8), em * factor, inked_below(moved))
    return View(clean, em * factor, scale, np.asarray(back, np.float32))


def resolution(em: float, dpi: float | None) -> float:
    """Dots an inch: as stated where that makes the type a likely size."""
    if dpi and LIKELY[0] <= em * 72 / dpi <= LIKELY[1]:
        return dpi
    return em * 72 / BODY


def sheet(seen: View, number: int) -> Sheet:
    """A squared picture as a recognised page."""
    across, down = rules(seen.grey, seen.em) if seen.em else ([], [])
    drawn = tuple(ruling(r, seen.scale, level) for level, side in ((True, across), (False, down)) for r in side)
    lats = tables(drawn)
    cells = [scaled(box(lat, span), seen.scale) for lat in lats for span in spans(lat)]
    half = float(np.median([r.thick for r in (*across, *down)])) / 2 if drawn else 0.0
    within = [c for found in crops(seen.grey, cells, seen.em, half) for c in found]
    around = free_crops(seen.grey, [scaled(lat.box, seen.scale) for lat in lats], seen.em) if seen.em else []
    every = [*within, *around]
    found = [Found(c, s) for c, s in zip(every, read(every, seen.em), strict=True)]
    high, wide = seen.grey.shape
    glyphs_ = tuple(g for one in found for g in glyphs(one, seen.scale))
    page = Page(number, wide / seen.scale, high / seen.scale, glyphs_, drawn)
    marks = tuple(mark(one, seen.scale) for one in found if one.crop.cell or one.seen.readings or one.seen.doubt)
    first, second, third = seen.back.tolist()
    return Sheet(page, marks, (tuple(first), tuple(second), tuple(third)), remark(seen, found))


def ruling(rule: Rule, scale: float, level: bool) -> Ruling:
    """A rule in points."""
    half = min(rule.thick / 2, 1.0)
    if level:
        return Ruling(rule.low / scale, (rule.at - half) / scale, rule.high / scale, (rule.at + half) / scale)
    return Ruling((rule.at - half) / scale, rule.low / scale, (rule.at + half) / scale, rule.high / scale)


def tables(drawn: Sequence[Ruling]) -> list[Lattice]:
    """The tables that rules make, as the layout finds them; a frame around prose is none."""
    return [lat for lat in lattices(*edges(drawn)) if len(spans(lat)) > 1]


def scaled(bounds: Box, factor: float) -> Box:
    """A box in other units."""
    x0, top, x1, bottom = bounds
    return x0 * factor, top * factor, x1 * factor, bottom * factor


def glyphs(one: Found, scale: float) -> Iterator[Glyph]:
    """The characters of a line where the recogniser saw them, each as wide as its kind is printed."""
    x0, top, x1, bottom = scaled(one.crop.box, 1 / scale)
    left, _, right, _ = scaled(one.crop.frame, 1 / scale)
    middles = [left + p * (right - left) for p in one.seen.places]
    em = max(bottom - top, 1e-3) * (1.4 if one.seen.text.isascii() else 1.1)
    shown = [(c, m) for c, m in zip(one.seen.text, middles, strict=True) if not c.isspace()]
    sides = bounds([m for _, m in shown], [em / 2 if c.isascii() else em for c, _ in shown], (x0, x1))
    for (text, _), (start, end) in zip(shown, sides, strict=True):
        yield Glyph(text, start, top, end, bottom, start, top, end, bottom)


def bounds(middles: Sequence[float], widths: Sequence[float], ends: tuple[float, float]) -> list[tuple[float, float]]:
    """Where characters begin and end: halfway to the next where it is as near as in one word."""
    found: list[list[float]] = [[m - w / 2, m + w / 2] for m, w in zip(middles, widths, strict=True)]
    for k in range(len(found) - 1):
        half = (middles[k] + middles[k + 1]) / 2
        if middles[k + 1] - middles[k] < 0.8 * (widths[k] + widths[k + 1]):
            found[k][1] = found[k + 1][0] = half
    if found:
        found[0][0] = min(max(found[0][0], ends[0]), middles[0] - 0.01)
        found[-1][1] = max(min(found[-1][1], ends[1]), middles[-1] + 0.01)
    return [(low, high) for low, high in found]


def mark(one: Found, scale: float) -> Mark:
    """What a line says beside its text."""
    return Mark(scaled(one.crop.box, 1 / scale), one.seen.readings, one.seen.doubt)


def remark(seen: View, found: Sequence[Found]) -> str:
    """How a page was read, for people."""
    from gongkai.readers._scan_engine import name

    if not found:
        return "no text could be recognised"
    poor = sum(one.seen.unsure for one in found)
    return f"read by text recognition ({name()}); {round(seen.scale * 72)} dpi, {poor} of {len(found)} lines not read"
