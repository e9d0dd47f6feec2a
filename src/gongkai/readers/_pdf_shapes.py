"""What is drawn on a PDF page besides text: rules, and areas that show or cover the text under or over them.

Boxes here are (left, bottom, right, top) in the page's own coordinates.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from gongkai.document import Box
from gongkai.errors import LimitExceeded
from gongkai.layout.edges import THIN
from gongkai.readers import _pdfium as pdfium
from gongkai.readers._pdfium import Color, Drawn, Matrix

MAX_OBJECTS = 300_000  # of a page
MAX_SEGMENTS = 20_000  # of a path; a longer one is a drawing
WHITE = 250  # from which red, green and blue together are the colour of paper
FAINT = 8  # opacity (of 255) up to which nothing is seen
LEVEL = 1.0  # points by which a straight line may be off level
RECTANGLE = (4, 5)  # segments of a rectangle

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Area:
    """A filled path by its place in the order of drawing; `covers` when it is a rectangle nothing shines through."""

    order: int
    box: Box
    white: bool
    covers: bool


@dataclass(frozen=True, slots=True)
class Shapes:
    """Thin drawn boxes, filled areas, pictures, and the handles of text objects with their order of drawing."""

    rules: tuple[Box, ...]
    areas: tuple[Area, ...]
    pictures: tuple[Box, ...]
    texts: dict[int, int]


def shapes(page: int) -> Shapes:
    """Everything drawn on a page. Raises LimitExceeded."""
    drawn = pdfium.objects(page, MAX_OBJECTS + 1)
    if len(drawn) > MAX_OBJECTS:
        raise LimitExceeded(f"a page of more than {MAX_OBJECTS} drawn objects")
    texts = {d.handle: order for order, d in enumerate(drawn) if d.kind == pdfium.TEXT}
    images = [box for _, box in placed(drawn, pdfium.IMAGE)]
    rules, areas = [b for b in images if thin(b)], list[Area]()
    for order, box in placed(drawn, pdfium.PATH):
        path = drawn[order]
        filled, stroked = pdfium.mode(path.handle)
        if filled and not thin(box):
            areas += area(order, box, path.handle)
        rules += ruled(path, box, filled, stroked)
    return Shapes(tuple(rules), tuple(areas), tuple(b for b in images if not thin(b)), texts)


def ruled(path: Drawn, box: Box, filled: bool, stroked: bool) -> list[Box]:
    """The rules that a path draws."""
    if stroked and not blank(pdfium.colors(pdfium.stroke_color, [path.handle])[0]):
        return [box] if thin(box) else strokes(path)
    if filled and not blank(pdfium.colors(pdfium.fill_color, [path.handle])[0]):
        return [box] if thin(box) else frames(path)
    return []


def placed(drawn: Sequence[Drawn], kind: int) -> Iterator[tuple[int, Box]]:
    """Objects of one kind by order of drawing, each with its box on the page."""
    orders = [k for k, d in enumerate(drawn) if d.kind == kind]
    for order, box in zip(orders, pdfium.bounds([drawn[k].handle for k in orders]), strict=True):
        yield order, mapped(box, drawn[order].matrix)


def mapped(box: Box, matrix: Matrix | None) -> Box:
    """The box around a box after a matrix."""
    if matrix is None:
        return box
    left, bottom, right, top = box
    return bounding([moved(p, matrix) for p in ((left, bottom), (right, bottom), (left, top), (right, top))])


def moved(point: Point, matrix: Matrix) -> Point:
    """A point after a matrix."""
    (x, y), (a, b, c, d, e, f) = point, matrix
    return a * x + c * y + e, b * x + d * y + f


def bounding(points: Iterable[Point]) -> Box:
    """The box around points."""
    xs, ys = zip(*points, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def thin(box: Box) -> bool:
    """Whether a box is no wider or no higher than a rule."""
    return min(box[2] - box[0], box[3] - box[1]) <= THIN


def blank(color: Color) -> bool:
    """Whether a colour does not show on white paper."""
    return color[3] <= FAINT or white(color)


def white(color: Color) -> bool:
    """Whether a colour is that of paper."""
    return min(color[:3]) >= WHITE


def area(order: int, box: Box, path: int) -> list[Area]:
    """A filled path as an area, none when it is clear."""
    color = pdfium.colors(pdfium.fill_color, [path])[0]
    if color[3] <= FAINT:
        return []
    rectangle = pdfium.count_segments(path) in RECTANGLE
    return [Area(order, box, white(color), rectangle and not pdfium.object_transparent(path))]


def strokes(path: Drawn) -> list[Box]:
    """The level and upright parts of a stroked path."""
    lines = (line for outline, closed in outlines(path) for line in sides(outline, closed))
    return [box for box in map(bounding, lines) if level(box)]


def level(box: Box) -> bool:
    """Whether a line is level or upright."""
    return min(box[2] - box[0], box[3] - box[1]) <= LEVEL


def sides(outline: Sequence[Point], closed: bool) -> Iterator[tuple[Point, Point]]:
    """The straight parts of an outline."""
    yield from pairwise(outline)
    if closed and len(outline) > 2:
        yield outline[-1], outline[0]


def frames(path: Drawn) -> list[Box]:
    """Rules that one filled path draws together: thin parts, and the bands between two outlines inside each other."""
    if pdfium.count_segments(path.handle) <= max(RECTANGLE) + 1:
        return []
    parts = [bounding(outline) for outline, _ in outlines(path) if len(outline) > 1]
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


def outlines(path: Drawn) -> list[tuple[list[Point], bool]]:
    """The outlines of a path on the page and whether each is closed; a curve ends one and begins another."""
    own = pdfium.times(pdfium.matrix(path.handle), path.matrix)
    found: list[tuple[list[Point], bool]] = []
    for kind, x, y, closes in pdfium.segments(path.handle, MAX_SEGMENTS):
        point = moved((x, y), own)
        if kind != pdfium.LINE or not found:
            found.append(([], False))
        found[-1][0].append(point)
        if closes:
            found[-1] = (found[-1][0], True)
    return found
