"""What recognition found on a page: the page for the layout, the recogniser's own doubts, and the way back."""

from dataclasses import dataclass

from gongkai.document import Box, Recognised
from gongkai.layout.model import Page, around

Matrix = tuple[tuple[float, float, float], tuple[float, float, float], tuple[float, float, float]]
SURE = 0.97  # chance of a figure that stands in a cell with something else, from which it is not doubted
UNSURE = "the recogniser is not sure of a figure in the cell"
PARTS = 1_000_000  # more than a document has pages
SLACK = 0.5  # points by which a mark may miss its cell: boxes are rounded


@dataclass(frozen=True, slots=True)
class Mark:
    """One recognised line in a cell, or a doubt about an empty one: its box on the squared page, in points."""

    box: Box
    readings: tuple[Recognised, ...] = ()
    doubt: str = ""

    @property
    def unsure(self) -> str:
        """Its doubt, where its readings are not told with it."""
        return self.doubt or UNSURE * any(r.chance < SURE for r in self.readings[:1])

    @property
    def middle(self) -> tuple[float, float]:
        """The middle of its box."""
        return (self.box[0] + self.box[2]) / 2, (self.box[1] + self.box[3]) / 2


@dataclass(frozen=True, slots=True)
class Sheet:
    """One recognised page, squared; `back` takes its points to those of the page as it was.

    Its page is numbered PARTS higher for each page on the same picture before it; `number` is that of the picture.
    """

    page: Page
    marks: tuple[Mark, ...]
    back: Matrix
    remark: str = ""

    @property
    def number(self) -> int:
        """The page or picture of the document that it is on, from 1."""
        return self.page.number % PARTS

    def within(self, box: Box) -> list[Mark]:
        """The marks whose middle lies in a box of the squared page."""
        x0, top, x1, bottom = box
        found = ((m, *m.middle) for m in self.marks)
        return [m for m, x, y in found if x0 - SLACK <= x <= x1 + SLACK and top - SLACK <= y <= bottom + SLACK]

    def original(self, box: Box) -> Box:
        """A box of the squared page on the page as it was: the box around its corners."""
        x0, top, x1, bottom = box
        points = [self._back(x, y) for x in (x0, x1) for y in (top, bottom)]
        whole = around((*p, *p) for p in points)
        return round(whole[0], 2), round(whole[1], 2), round(whole[2], 2), round(whole[3], 2)

    def _back(self, x: float, y: float) -> tuple[float, float]:
        u, v, w = (a * x + b * y + c for a, b, c in self.back)
        return u / w, v / w
