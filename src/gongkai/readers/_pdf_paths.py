"""Drawn paths to rules: which parts of an outline are straight, thin and level or upright. Pure geometry.

Boxes here are (left, bottom, right, top) in the page's own coordinates.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from gongkai.document import Box
from gongkai.layout.edges import THIN

LEVEL = 1.0  # points by which a straight line may be off level
RECTANGLE = (4, 5)  # segments of a rectangle

Matrix = tuple[float, float, float, float, float, float]
Point = tuple[float, float]
PLAIN: Matrix = (1, 0, 0, 1, 0, 0)
Outline = tuple[list[Point], bool]  # straight from point to point, and whether from the last to the first again


def moved(point: Point, matrix: Matrix) -> Point:
    """A point after a matrix."""
    (x, y), (a, b, c, d, e, f) = point, matrix
    return a * x + c * y + e, b * x + d * y + f


def times(inner: Matrix, outer: Matrix | None) -> Matrix:
    """The matrix that applies one and then another."""
    if outer is None:
        return inner
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u


def mapped(box: Box, matrix: Matrix | None) -> Box:
    """The box around a box after a matrix."""
    if matrix is None:
        return box
    left, bottom, right, top = box
    return bounding([moved(p, matrix) for p in ((left, bottom), (right, bottom), (left, top), (right, top))])


def bounding(points: Iterable[Point]) -> Box:
    """The box around points."""
    xs, ys = zip(*points, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def thin(box: Box) -> bool:
    """Whether a box is no wider or no higher than a rule."""
    return min(box[2] - box[0], box[3] - box[1]) <= THIN


def strokes(outlines: Iterable[Outline]) -> list[Box]:
    """The level and upright parts of a stroked path."""
    lines = (line for outline, closed in outlines for line in sides(outline, closed))
    return [box for box in map(bounding, lines) if level(box)]


def level(box: Box) -> bool:
    """Whether a line is level or upright."""
    return min(box[2] - box[0], box[3] - box[1]) <= LEVEL


def sides(outline: Sequence[Point], closed: bool) -> Iterator[tuple[Point, Point]]:
    """The straight parts of an outline."""
    yield from pairwise(outline)
    if closed and len(outline) > 2:
        yield outline[-1], outline[0]


def frames(outlines: Iterable[Outline]) -> list[Box]:
    """Rules that one filled path draws together: thin parts, and the bands between two outlines inside each other."""
    parts = [bounding(outline) for outline, _ in outlines if len(outline) > 1]
    rules = [box for box in parts if thin(box)]
    wide = [box for box in parts if not thin(box)]
    for outer, inner in pairwise(wide):
        rules += band(outer, inner)
    return rules


def band(outer: Box, inner: Box) -> list[Box]:
    """The four rules between a box and one just inside it; none when they do not lie so."""
    if inner[0] < outer[0]:
        outer, inner = inner, outer
    gaps = (inner[0] - outer[0], inner[1] - outer[1], outer[2] - inner[2], outer[3] - inner[3])
    if not all(0 <= gap <= THIN for gap in gaps):
        return []
    (x0, y0, x1, y1), (u0, v0, u1, v1) = outer, inner
    return [(x0, y0, u0, y1), (u1, y0, x1, y1), (x0, y0, x1, v0), (x0, v1, x1, y1)]
