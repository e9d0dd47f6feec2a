"""Paths and pictures of OFD pages as rules, and as areas that show or cover the text under them.

GB/T 33190-2016, 9 and 10. Boxes are in points on the page.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import sqrt
from typing import NamedTuple

from gongkai.document import Box
from gongkai.layout.edges import THIN
from gongkai.readers._ofd_numbers import MM
from gongkai.readers._ofd_package import Element
from gongkai.readers._ofd_paint import BLACK, CLEAR, FAINT, OPAQUE, Paint, Resources
from gongkai.readers._ofd_paths import outlines
from gongkai.readers._ofd_walk import Scope, both
from gongkai.readers._pdf_paths import (
    RECTANGLE,
    Matrix,
    Outline,
    bounding,
    frames,
    level,
    mapped,
    moved,
    sides,
    strokes,
    thin,
)

BLUR = MM  # points by which a drawing may pass its Boundary: viewers do not cut that sharply


@dataclass(frozen=True, slots=True)
class Area:
    """A filled area by its place in the order of drawing; `covers` when it is a rectangle nothing shines through."""

    order: int
    box: Box
    white: bool
    covers: bool


@dataclass(frozen=True, slots=True)
class Picture:
    """An image by its place in the order of drawing; `resource` is the ID of an image that may be opaque."""

    order: int
    box: Box
    resource: str | None


class Rule(NamedTuple):
    """A drawn straight line as the thin box it covers, and the box around all of the path that it is part of."""

    box: Box
    whole: Box


@dataclass(frozen=True, slots=True)
class Shapes:
    """What is drawn on a page besides text."""

    rules: list[Rule] = field(default_factory=list)
    areas: list[Area] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)


def add_path(found: Shapes, element: Element, scope: Scope, drawn: tuple[int, Resources]) -> None:
    """A path's rules and areas; `drawn` is its place in the order of drawing and what it may refer to."""
    order, resources = drawn
    runs, bends = outlines(element.findtext("{*}AbbreviatedData") or "")
    runs = [([moved(p, scope.matrix) for p in run], closed) for run, closed in runs]
    points = [p for run, _ in runs for p in run] + [moved(p, scope.matrix) for p in bends]
    if not points:
        return
    whole, limit = bounding(points), limited(scope)
    stroke, fill = paints(element, scope, resources)
    width = scale(scope.matrix) * resources.line_width(element, scope.params)
    if not scope.noted:
        lines = ruled(whole, runs, stroke.shows and width <= THIN, fill.shows)
        found.rules.extend(Rule(b, whole) for b in cut(lines, limit))
    if stroke.opacity > FAINT and width > THIN:
        boxes = cut([grown(b, width / 2) for b in strokes(runs)], limit)
        found.areas.extend(Area(order, b, stroke.white, False) for b in boxes)
    if fill.opacity > FAINT and not thin(whole):
        covers = fill.opacity >= OPAQUE and rectangular(runs) and not bends
        found.areas.extend(Area(order, b, fill.white, covers) for b in cut([whole], limit))


def ruled(whole: Box, runs: list[Outline], stroked: bool, filled: bool) -> list[Box]:
    """The rules that a path draws."""
    if thin(whole):
        return [whole] if stroked or filled else []
    return strokes(runs) if stroked else banded(runs) if filled else []


def paints(element: Element, scope: Scope, resources: Resources) -> tuple[Paint, Paint]:
    """What a path is stroked and filled with."""
    stroked, filled = element.get("Stroke") != "false", element.get("Fill") == "true"
    stroke = resources.paint(element, scope.params, "StrokeColor", BLACK) if stroked else CLEAR
    fill = resources.paint(element, scope.params, "FillColor", CLEAR) if filled else CLEAR
    return faded(stroke, scope), faded(fill, scope)


def faded(paint: Paint, scope: Scope) -> Paint:
    """A paint as far as what it is drawn in lets it show."""
    return Paint(paint.white, paint.opacity * scope.opacity)


def scale(matrix: Matrix) -> float:
    """How much longer lines are after a matrix."""
    a, b, c, d, _, _ = matrix
    return sqrt(abs(a * d - b * c))


def limited(scope: Scope) -> Box | None:
    """Where a drawing may show: within its clips and its Boundary, unless that has no extent."""
    bounds = scope.bounds
    if bounds is None or bounds[:2] == bounds[2:]:
        return scope.clip
    return both(scope.clip, grown(bounds, BLUR))


def grown(box: Box, by: float) -> Box:
    """A box with its sides moved out."""
    return box[0] - by, box[1] - by, box[2] + by, box[3] + by


def cut(boxes: Sequence[Box], limit: Box | None) -> list[Box]:
    """The parts of boxes that lie within a limit."""
    parts = (both(box, limit) or box for box in boxes)
    return [b for b in parts if b[0] <= b[2]]


def banded(runs: list[Outline]) -> list[Box]:
    """The rules that one filled path of several outlines draws."""
    return frames(runs) if sum(len(run) for run, _ in runs) > max(RECTANGLE) + 1 else []


def rectangular(runs: list[Outline]) -> bool:
    """Whether a path is one upright rectangle."""
    drawn = [run for run, _ in runs if len(run) > 1]
    return len(drawn) == 1 and len(drawn[0]) in RECTANGLE and all(level(bounding(s)) for s in sides(drawn[0], True))


def add_image(found: Shapes, element: Element, scope: Scope, order: int) -> None:
    """An image: a rule when it is thin."""
    box = mapped((0.0, 0.0, 1.0, 1.0), scope.matrix) if element.get("CTM") or scope.bounds is None else scope.bounds
    upright = (scope.matrix[1], scope.matrix[2]) == (0.0, 0.0)
    plain = upright and scope.opacity >= OPAQUE and not element.get("ImageMask") and not element.get("BlendMode")
    for part in cut([box], scope.clip):
        if thin(part):
            found.rules.append(Rule(part, part))
        else:
            found.pictures.append(Picture(order, part, element.get("ResourceID") if plain else None))
