"""What is drawn on a PDF page besides text: rules, and areas that show or cover the text under or over them.

Boxes here are (left, bottom, right, top) in the page's own coordinates.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gongkai.document import Box
from gongkai.errors import LimitExceeded
from gongkai.readers import _pdfium as pdfium
from gongkai.readers._pdf_paths import PLAIN, RECTANGLE, Outline, frames, mapped, moved, strokes, thin, times
from gongkai.readers._pdfium import Color, Drawn

MAX_OBJECTS = 300_000  # of a page
MAX_SEGMENTS = 20_000  # of a path; a longer one is a drawing
WHITE = 250  # from which red, green and blue together are the colour of paper
FAINT = 8  # opacity (of 255) up to which nothing is seen


@dataclass(frozen=True, slots=True)
class Area:
    """A filled path by its place in the order of drawing; `covers` when it is a rectangle nothing shines through."""

    order: int
    box: Box
    white: bool
    covers: bool


@dataclass(frozen=True, slots=True)
class Shapes:
    """Thin drawn boxes, filled areas, pictures, and handles of texts with their order of drawing."""

    rules: tuple[Box, ...]
    areas: tuple[Area, ...]
    pictures: tuple[Box, ...]
    texts: dict[int, int]


def objects(page: int) -> list[Drawn]:
    """What is drawn on a page, in drawing order. Raises LimitExceeded."""
    drawn = pdfium.objects(page, MAX_OBJECTS + 1)
    if len(drawn) > MAX_OBJECTS:
        raise LimitExceeded(f"a page of more than {MAX_OBJECTS} drawn objects")
    return drawn


def shapes(drawn: Sequence[Drawn]) -> Shapes:
    """What drawn objects are."""
    texts = {d.handle: order for order, d in enumerate(drawn) if d.kind == pdfium.TEXT}
    images = [box for _, box in placed(drawn, pdfium.IMAGE)]
    rules, areas = [b for b in images if thin(b)], list[Area]()
    paths = list(placed(drawn, pdfium.PATH))
    inks = pdfium.inks([drawn[order].handle for order, _ in paths])
    for (order, box), (fill, stroke) in zip(paths, inks, strict=True):
        if fill and not thin(box):
            areas += area(order, box, drawn[order].handle, fill)
        rules += ruled(drawn[order], box, fill, stroke)
    return Shapes(tuple(rules), tuple(areas), tuple(b for b in images if not thin(b)), texts)


def ruled(path: Drawn, box: Box, fill: Color | None, stroke: Color | None) -> list[Box]:
    """The rules that a path draws."""
    if stroke and not blank(stroke):
        return [box] if thin(box) else strokes(outlines(path))
    if fill and not blank(fill):
        if thin(box):
            return [box]
        return frames(outlines(path)) if pdfium.count_segments(path.handle) > max(RECTANGLE) + 1 else []
    return []


def placed(drawn: Sequence[Drawn], kind: int) -> Iterator[tuple[int, Box]]:
    """Objects of one kind by order of drawing, each with its box on the page."""
    orders = [k for k, d in enumerate(drawn) if d.kind == kind]
    for order, box in zip(orders, pdfium.bounds([drawn[k].handle for k in orders]), strict=True):
        yield order, mapped(box, drawn[order].matrix)


def blank(color: Color) -> bool:
    """Whether a colour does not show on white paper."""
    return color[3] <= FAINT or white(color)


def white(color: Color) -> bool:
    """Whether a colour is that of paper."""
    return min(color[:3]) >= WHITE


def area(order: int, box: Box, path: int, color: Color) -> list[Area]:
    """A path filled with a colour as an area, none when it is clear."""
    if color[3] <= FAINT:
        return []
    rectangle = pdfium.count_segments(path) in RECTANGLE
    return [Area(order, box, white(color), rectangle and not pdfium.object_transparent(path))]


def outlines(path: Drawn) -> list[Outline]:
    """The outlines of a path on the page and whether each is closed; a curve ends one and begins another."""
    own = times(pdfium.matrix(path.handle), path.matrix)
    found: list[Outline] = []
    for kind, x, y, closes in pdfium.segments(path.handle, MAX_SEGMENTS):
        point = (x, y) if own == PLAIN else moved((x, y), own)
        if kind != pdfium.LINE or not found:
            found.append(([], False))
        found[-1][0].append(point)
        if closes:
            found[-1] = (found[-1][0], True)
    return found
