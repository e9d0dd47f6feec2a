"""Another engine's view of a PDF page: the characters and rules that pdfminer.six finds, for a second opinion.

Imported only when one is asked for. Boxes are in the file's own coordinates until `page` sets them upright.
"""

import struct
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from io import BytesIO
from math import atan2, pi
from typing import Any, NamedTuple

from pdfminer.layout import LTChar
from pdfminer.pdfdevice import PDFTextDevice
from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdffont import PDFSimpleFont, PDFUnicodeNotDefined, TrueTypeFont
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import stream_value
from pdfminer.psexceptions import PSException

from gongkai.document import Box
from gongkai.errors import LimitExceeded, UnreadableDocument
from gongkai.layout.model import Glyph, Page, Ruling
from gongkai.readers._pdf_page import ASKEW, UNPAINTED, direction, held, sound, upright
from gongkai.readers._pdf_paths import Outline, bounding, frames, moved, strokes, thin

MAX_WORK = 4_000_000  # bytes of content of all pages asked for, a form counted each time it is drawn: seconds
FORM_COST = 1_000  # bytes of content that drawing a form takes as long as
SYMBOLIC = 4  # flag of a font with characters of its own (ISO 32000-1, table 123)
FILES = ("FontFile", "FontFile2", "FontFile3")
DIGITS = frozenset("0123456789")
UNKNOWN = "\ufffd"
BROKEN = (  # what a parser written in Python meets in damaged files
    PSException,
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    NotImplementedError,
    RecursionError,
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
)


class Printed(NamedTuple):
    """One character in the file's coordinates, its direction in quarter turns, and whether it is white."""

    text: str
    box: Box
    turn: float
    white: bool


class Sink(PDFTextDevice):
    """Collects what is printed and drawn; text that only selects or clips is left out."""

    def __init__(self, manager: PDFResourceManager) -> None:
        super().__init__(manager)
        self.printed: list[Printed] = []
        self.rules: list[Box] = []
        self.grounds: list[Box] = []
        self.painted = True

    def render_string(self, textstate: Any, *drawn: Any) -> None:
        """One string; its characters come to `render_char`."""
        self.painted = textstate.render not in UNPAINTED
        super().render_string(textstate, *drawn)

    def render_char(self, *drawn: Any) -> float:
        """One character. Returns how far the pen moves, in text space."""
        matrix, font, size, scaling, rise, cid, space, state = drawn
        width, place = font.char_width(cid), font.char_disp(cid)
        char = LTChar(matrix, font, size, scaling, rise, named(font, cid), width, place, space, state)
        if self.painted:
            turn = atan2(matrix[2], matrix[0]) * 2 / pi % 4
            self.printed.append(Printed(char.get_text(), char.bbox, turn, white(state.ncolor)))
        return char.adv

    def paint_path(self, state: Any, stroke: bool, fill: bool, *path: Any) -> None:
        """One path, stroked, filled or both."""
        outlines = list(self.outlines(path[-1]))
        box = bounding(point for outline, _ in outlines for point in outline) if outlines else None
        if not box:
            return
        if stroke and not white(state.scolor):
            self.rules += [box] if thin(box) else strokes(outlines)
        elif fill and not white(state.ncolor):
            self.rules += [box] if thin(box) else frames(outlines) if len(outlines) > 1 else []
            self.grounds += [] if thin(box) else [box]

    def outlines(self, path: Sequence[Any]) -> Iterator[Outline]:
        """The straight runs of a path on the page; a curve ends one and begins another."""
        points: list[tuple[float, float]] = []
        for kind, *numbers in path:
            if kind == "h" and points:
                yield points, True
                points = points[:1]
            elif numbers:
                if kind != "l" and points:
                    yield points, False
                    points = []
                points = [*points, moved((numbers[-2], numbers[-1]), self.ctm or (1, 0, 0, 1, 0, 0))]
        if len(points) > 1:
            yield points, False


class Fonts(PDFResourceManager):
    """Fonts that know which digits they draw, whatever the table for copying text says."""

    def get_font(self, objid: object, spec: Mapping[str, object]) -> Any:
        """A font with its `digits` by code."""
        font: Any = super().get_font(objid, spec)
        if not hasattr(font, "digits"):
            font.digits = digits(font, spec)
        return font


def digits(font: Any, spec: Mapping[str, object]) -> dict[int, str]:
    """The digits by code: of an encoding that the font is bound to, or of the character map in an embedded font."""
    known: Mapping[int, str] = {}
    if isinstance(font, PDFSimpleFont):
        bound = not (font.flags or 0) & SYMBOLIC or not any(key in font.descriptor for key in FILES)
        known = font.cid2unicode if bound and "Encoding" in spec else {}
    elif "FontFile2" in font.descriptor:
        with suppress(*BROKEN):  # a font without such a map, or with one that the engine does not know
            file = BytesIO(stream_value(font.descriptor["FontFile2"]).get_data())
            known = TrueTypeFont("", file).create_unicode_map().cid2unichr
    return {cid: text for cid, text in known.items() if text in DIGITS}


def named(font: Any, cid: int) -> str:
    """The character a code stands for; U+FFFD where the file does not say."""
    try:
        text = str(font.to_unichr(cid))
    except PDFUnicodeNotDefined:
        return UNKNOWN
    return str(font.digits.get(cid, text)) if text in DIGITS else text


def white(color: Any) -> bool:
    """Whether a colour of plain grey, red-green-blue or four inks is that of paper."""
    parts = tuple(color) if isinstance(color, tuple | list) else (color,)
    if not all(isinstance(p, int | float) for p in parts):
        return False
    return max(parts) <= 0 if len(parts) == 4 else min(parts, default=0) >= 1


class Work:
    """What may still be done; shared by an interpreter and those of the forms it draws."""

    def __init__(self, left: int) -> None:
        self.left = left

    def spend(self, cost: int) -> None:
        """Take so much of it. Raises LimitExceeded."""
        self.left -= cost
        if self.left < 0:
            raise LimitExceeded(f"more than {MAX_WORK} bytes of drawing on the pages to be read again")


class Interpreter(PDFPageInterpreter):
    """Draws within a limit of work."""

    def __init__(self, manager: PDFResourceManager, device: Sink, work: Work) -> None:
        super().__init__(manager, device)
        self.work = work

    def dup(self) -> "Interpreter":
        """Another one for a form, within the same limit."""
        return Interpreter(self.rsrcmgr, self.device, self.work)  # type: ignore[arg-type]

    def execute(self, streams: Sequence[object]) -> None:
        """Draw content streams. Raises LimitExceeded."""
        self.work.spend(FORM_COST + sum(len(stream_value(s).get_data()) for s in streams))
        super().execute(streams)


@contextmanager
def coded() -> Iterator[None]:
    """Whatever the engine meets in a damaged file as UnreadableDocument."""
    try:
        yield
    except BROKEN as error:
        raise UnreadableDocument(f"the second engine cannot read it ({type(error).__name__})") from error


def pages(data: bytes, numbers: frozenset[int]) -> list[Page]:
    """The pages of these numbers, from 1, upright. Raises UnreadableDocument and LimitExceeded."""
    manager, work = Fonts(), Work(MAX_WORK)
    found: list[Page] = []
    with coded():
        for number, one in enumerate(PDFPage.create_pages(PDFDocument(PDFParser(BytesIO(data)))), 1):
            if number > max(numbers, default=0):
                break
            if number in numbers:
                sink = Sink(manager)
                Interpreter(manager, sink, work).render_contents(one.resources, one.contents)
                found.append(page(sink, number, one))
    return found


def page(sink: Sink, number: int, one: PDFPage) -> Page:
    """What was printed and drawn as an upright page."""
    left, bottom, right, top = bounding([one.cropbox[:2], one.cropbox[2:]])
    shown = [p for p in sink.printed if not p.white or any(held(box, [middle(p.box)]) for box in sink.grounds)]
    shown = [p for p in shown if abs(p.turn - round(p.turn)) <= ASKEW and p.text.strip()]
    turns = direction([p.turn for p in shown])
    view = (left, bottom, right, top), turns
    boxes = upright(tuple(map(list, zip(*(p.box for p in shown), strict=True))) or ([],) * 4, view)  # type: ignore[arg-type]
    glyphs = map(Glyph, [p.text for p in shown], *boxes, *boxes)
    rules = upright(tuple([b[k] for b in sink.rules] for k in range(4)), view)  # type: ignore[arg-type]
    width, height = (top - bottom, right - left) if turns % 2 else (right - left, top - bottom)
    rulings = tuple(map(Ruling, *rules))
    turn = (turns - one.rotate // 90) % 4
    return Page(number, width, height, tuple(sound(glyphs, (width, height))), rulings, turn)


def middle(box: Box) -> tuple[float, float]:
    """The middle of a box."""
    return (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
