"""What the layout makes of a page, drawn over its picture: rules, cells with spans, and what they were read as."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from gongkai.document import Box
from gongkai.layout.blocks import sheet
from gongkai.layout.model import Page, turned

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw

RULE, CELL, SURE, DOUBTED = "#d03030", "#3060d0", "#109030", "#f08000"
LETTERS = 4.0  # points: size of what is written into cells


class Mark(NamedTuple):
    """What a printed cell was read as: page from 1, box in points from its top left, and whether there is a doubt."""

    page: int
    box: Box
    text: str
    doubted: bool = False


class Shape(NamedTuple):
    """A box on the displayed page with its colour, and a text in its corner."""

    box: Box
    color: str
    text: str = ""


def drawn(image: "Image", page: Page, marks: Iterable[Mark]) -> "Image":
    """The picture of a page as displayed, of any size, with the layout and the marks of that page over it."""
    from PIL import ImageDraw, ImageFont

    result = image.convert("RGB")
    across = page.height if page.turn % 2 else page.width
    scale = result.width / max(across, 1.0)
    pen = ImageDraw.Draw(result)
    font = ImageFont.load_default(max(LETTERS * scale, 6.0))
    for shape in (*laid(page), *read(page, marks)):
        put(pen, shape, scale, font)
    return result


def laid(page: Page) -> Iterator[Shape]:
    """Rules, and the cells between them with row, column and spans where they have any."""
    yield from (Shape(displayed(page, rule), RULE) for rule in page.rulings)
    for piece in sheet(page).pieces:
        for cell in piece.cells:
            spans = f" {cell.rowspan}x{cell.colspan}" if cell.rowspan * cell.colspan > 1 else ""
            yield Shape(displayed(page, cell.box), CELL, f"r{cell.row + 1}c{cell.column + 1}{spans}")


def read(page: Page, marks: Iterable[Mark]) -> Iterator[Shape]:
    """The marks of one page."""
    yield from (Shape(m.box, DOUBTED if m.doubted else SURE, m.text) for m in marks if m.page == page.number)


def displayed(page: Page, box: Box) -> Box:
    """A box of the upright page on the displayed one."""
    x0, top, x1, bottom = box
    return turned((x0, top, x1, bottom), -page.turn, page.width, page.height)


def put(pen: "ImageDraw", shape: Shape, scale: float, font: object) -> None:
    """One box and its text, which stands inside at the top for cells and beneath for what they were read as."""
    x0, top, x1, bottom = (scale * v for v in shape.box)
    pen.rectangle((min(x0, x1), min(top, bottom), max(x0, x1), max(top, bottom)), outline=shape.color)
    if shape.text:
        below = bottom if shape.color in (SURE, DOUBTED) else top
        pen.text((x0 + 1, below), shape.text, fill=shape.color, font=font)  # type: ignore[arg-type]
