"""One page of an OFD document as it is seen: characters that show, rules that are drawn, nothing hidden."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from gongkai.document import Box
from gongkai.errors import LimitExceeded
from gongkai.layout.model import Glyph, Page, Ruling, turned
from gongkai.readers._ofd_package import Element
from gongkai.readers._ofd_paint import BLACK, CLEAR, FAINT, Paint, Resources
from gongkai.readers._ofd_shapes import Area, Picture, Rule, Shapes, add_image, add_path, cut, faded, grown
from gongkai.readers._ofd_text import Code, glyphs, loose, marks, quarters, setting, texts
from gongkai.readers._ofd_walk import IMAGE, PATH, Budget, Drawn, Scope

MAX_CHARACTERS = 200_000  # of a page
MAX_DRAWN = 200_000  # lines and areas of a page, those beyond its edge counted
MAX_RULES = 50_000  # of a page: a table of dotted lines has 10,000
MAX_TRIED = 5_000_000  # pairs of a run of text and an area that may cover it, or show it
ASKEW = 0.25  # quarter turns off the upright: more than a slanted font leans, less than a watermark
SMALLEST = 1.0  # points: less cannot be read
OUTLINE = 0.12  # of a character's height: how far its drawn outline may pass its box
PICTURE = 0.3  # share of a page that a picture of it takes up

Size = tuple[float, float]
Opaque = Callable[[str], bool]  # whether nothing shines through the image of this ID


class Run(NamedTuple):
    """The glyphs of one text object, its place in the order of drawing, its direction, whether its colour is pale."""

    order: int
    turn: float
    pale: bool
    glyphs: tuple[Glyph, ...]
    loose: bool = False


@dataclass(frozen=True, slots=True)
class Seen:
    """A page and what is to be said of it.

    Whether it is mostly a picture, could not be read, leaves open where characters stand, had watermarks or stamps; and
    its text that stands askew.
    """

    page: Page
    pictured: bool = False
    lost: bool = False
    loose: bool = False
    stuck_on: bool = False
    askew: str = ""


@dataclass(frozen=True, slots=True)
class Content:
    """What is drawn on a page."""

    runs: list[Run]
    shapes: Shapes


def gather(drawn: Iterable[Drawn], resources: Resources, budget: Budget) -> Content:
    """Objects as runs of glyphs and as shapes. Raises LimitExceeded."""
    content = Content([], Shapes())
    count = 0
    for order, (kind, element, scope) in enumerate(drawn):
        if kind == PATH:
            add_path(content.shapes, element, scope, (order, resources))
        elif kind == IMAGE:
            add_image(content.shapes, element, scope, order)
        else:
            codes = texts(element)
            length = sum(len(text) for _, text in codes)
            budget.write(length)
            count += length
            if count > MAX_CHARACTERS:
                raise LimitExceeded(f"a page of more than {MAX_CHARACTERS} characters")
            run = written(element, codes, scope, (order, resources))
            content.runs.extend([run] if run.glyphs else [])
        if len(content.shapes.rules) + len(content.shapes.areas) > MAX_DRAWN:
            raise LimitExceeded(f"a page of more than {MAX_DRAWN} drawn lines and areas")
    return content


def written(element: Element, codes: Sequence[Code], scope: Scope, drawn: tuple[int, Resources]) -> Run:
    """A text object as a run, without glyphs when it is not painted or clipped away; `drawn` as for paths."""
    order, resources = drawn
    paint, how = inked(element, scope, resources), setting(element)
    found = glyphs(marks(element, codes, how), how, scope.matrix) if paint.opacity > FAINT else ()
    kept = tuple(g for g in found if within(g, scope.clip))
    return Run(order, quarters(how, scope.matrix), paint.white, kept, loose(element, codes))


def inked(element: Element, scope: Scope, resources: Resources) -> Paint:
    """The paint of a text object: the one that shows of filling and stroking."""
    filled, stroked = element.get("Fill") != "false", element.get("Stroke") == "true"
    fill = resources.paint(element, scope.params, "FillColor", BLACK) if filled else CLEAR
    stroke = resources.paint(element, scope.params, "StrokeColor", CLEAR if filled else BLACK) if stroked else CLEAR
    return faded(max(fill, stroke, key=lambda p: (p.shows, p.opacity)), scope)


def within(glyph: Glyph, box: Box | None) -> bool:
    """Whether the middle of a glyph's ink lies in a box."""
    if box is None:
        return True
    _, x0, top, x1, bottom, *_ = glyph
    return box[0] <= (x0 + x1) / 2 <= box[2] and box[1] <= (top + bottom) / 2 <= box[3]


def look(number: int, size: Size, content: Content, opaque: Opaque) -> Seen:
    """A page of this size as it is seen. Raises LimitExceeded."""
    shapes = content.shapes
    first = min((run.order for run in content.runs), default=0)
    over = [p for p in shapes.pictures if p.order > first]
    hidden = [*(a for a in shapes.areas if a.covers), *covering(over, size, opaque)]
    grounds = [a.box for a in shapes.areas if not a.white] + [p.box for p in shapes.pictures]
    runs = [run for run in visible(content.runs, hidden, grounds) if run.glyphs]
    level, slanted = apart(runs)
    turns = direction(level)
    shown = [g for run in level for g in run.glyphs]
    page = upright(number, size, shown, (list(ruled(shapes.rules, shown)), turns))
    askew = "".join(g.text for run in slanted for g in run.glyphs)
    return Seen(page, pictured(shapes.pictures, size), askew=askew, loose=any(run.loose for run in runs))


def covering(pictures: Iterable[Picture], size: Size, opaque: Opaque) -> Iterator[Area]:
    """Large images that hide what is drawn under them, as scans hide the text that was recognized in them."""
    for p in pictures:
        if p.resource and extent(p.box) >= PICTURE * size[0] * size[1] and opaque(p.resource):
            yield Area(p.order, p.box, False, True)


def pictured(pictures: Iterable[Picture], size: Size) -> bool:
    """Whether images take up a good part of a page."""
    return sum(extent(p.box) for p in pictures) >= PICTURE * size[0] * size[1]


def extent(box: Box) -> float:
    """How much of the page a box takes up."""
    return (box[2] - box[0]) * (box[3] - box[1])


def visible(runs: Iterable[Run], covers: Sequence[Area], grounds: Sequence[Box]) -> Iterator[Run]:
    """Runs without glyphs that are drawn over, and without pale ones on the bare page. Raises LimitExceeded."""
    covers = sorted(covers, key=lambda a: a.order)
    orders = [a.order for a in covers]
    tried = 0
    for run in runs:
        later = [a.box for a in covers[bisect_right(orders, run.order) :]]
        tried += len(run.glyphs) * (len(later) + run.pale * len(grounds))
        if tried > MAX_TRIED:
            raise LimitExceeded("a page with too many areas that may cover its text")
        kept = [g for g in run.glyphs if not any(within(g, box) for box in later)]
        if run.pale:
            kept = [g for g in kept if any(within(g, box) for box in grounds)]
        yield run if len(kept) == len(run.glyphs) else run._replace(glyphs=tuple(kept))


def ruled(rules: Iterable[Rule], found: Sequence[Glyph]) -> Iterator[Box]:
    """Rules without the strokes of characters: bold ones are often drawn a second time, as outlines.

    Raises LimitExceeded.
    """
    boxes = [grown(g[1:5], OUTLINE * (g.bottom - g.top)) for g in found]
    reach = max((max(b[2] - b[0], b[3] - b[1]) for b in boxes), default=1.0)
    near: dict[tuple[int, int], list[Box]] = {}
    for b in boxes:
        near.setdefault(tile(b, reach), []).append(b)
    known: dict[Box, bool] = {}
    tried = 0
    for box, whole in rules:
        if whole not in known:
            beside = [b for key in tiles(whole, reach) for b in near.get(key, ())]
            tried += len(beside)
            known[whole] = any(contains(b, whole) for b in beside)
        if tried > MAX_TRIED:
            raise LimitExceeded("a page with too many lines beside its characters")
        if not known[whole]:
            yield box


def tile(box: Box, reach: float) -> tuple[int, int]:
    """The square of the page, as wide as the largest character, in which the middle of a box lies."""
    return int((box[0] + box[2]) / 2 // reach), int((box[1] + box[3]) / 2 // reach)


def tiles(box: Box, reach: float) -> list[tuple[int, int]]:
    """Where characters that hold a box may lie; nowhere when it is larger than any."""
    if max(box[2] - box[0], box[3] - box[1]) > reach:
        return []
    x, y = tile(box, reach)
    return [(x + dx, y + dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1)]


def contains(outer: Box, inner: Box) -> bool:
    """Whether a box lies within another."""
    return outer[0] <= inner[0] and outer[1] <= inner[1] and outer[2] >= inner[2] and outer[3] >= inner[3]


def apart(runs: Iterable[Run]) -> tuple[list[Run], list[Run]]:
    """Runs that stand upright after quarter turns, and those that stand askew."""
    found: tuple[list[Run], list[Run]] = [], []
    for run in runs:
        found[abs(run.turn - round(run.turn)) > ASKEW].append(run)
    return found


def direction(runs: Iterable[Run]) -> int:
    """Clockwise quarter turns of the page that set most of its text upright."""
    found = Counter[int]()
    for run in runs:
        found[-round(run.turn) % 4] += len(run.glyphs)
    return found.most_common(1)[0][0] if found else 0


def upright(number: int, size: Size, found: Iterable[Glyph], drawn: tuple[Sequence[Box], int]) -> Page:
    """A page turned so that its text stands upright, with what can be read and lies on it. Raises LimitExceeded."""
    rules, turns = drawn
    paper = grown((0.0, 0.0, *size), SMALLEST)
    rules = cut(rules, paper)
    if len(rules) > MAX_RULES:
        raise LimitExceeded(f"a page of more than {MAX_RULES} drawn lines")
    if turns:
        found = (Glyph(g.text, *turned(g[1:5], turns, *size), *turned(g[5:9], turns, *size)) for g in found)
        rules = [turned(box, turns, *size) for box in rules]
    width, height = size[::-1] if turns % 2 else size
    kept = (g for g in found if g.below - g.above >= SMALLEST and within(g, (0.0, 0.0, width, height)))
    return Page(number, width, height, tuple(kept), tuple(Ruling(*box) for box in rules), turns)
