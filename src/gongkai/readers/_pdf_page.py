"""One page of a PDF as it is seen: characters that show, rules that are drawn, nothing hidden."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from gongkai.document import Box
from gongkai.errors import LimitExceeded
from gongkai.layout.model import Glyph, Page, Ruling
from gongkai.readers import _pdfium as pdfium
from gongkai.readers._pdf_shapes import FAINT, WHITE, Shapes, blank, shapes

MAX_CHARACTERS = 200_000  # of a page
ASKEW = 0.25  # quarter turns off the upright: more than a skewed font leans (20 degrees), less than a watermark
SMALLEST = 1.0  # points: less cannot be read
LEAN = 0.25  # of a slot's height by which ink may stand left of its slot (italics); more is a vertical font
PICTURE = 0.3  # share of a page that a picture of it takes up
UNPAINTED = (3, 7)  # text rendering modes that only select or clip (ISO 32000-1, table 106)
HYPHENS = {"\x02": "-", "\ufffe": "-"}  # what the engine makes of a hyphen that ends a line

Columns = tuple[Sequence[float], Sequence[float], Sequence[float], Sequence[float]]


@dataclass(frozen=True, slots=True)
class Seen:
    """A page, whether it is mostly a picture, whether it could not be loaded, and its text that stands askew."""

    page: Page
    pictured: bool = False
    lost: bool = False
    askew: str = ""


def look(handle: int, number: int) -> Seen:
    """A loaded page as it is seen. Raises LimitExceeded."""
    extent = pdfium.extent(handle)
    found = shapes(handle)
    with pdfium.text(handle) as text:
        characters, indices = printed(text)
        turns = pdfium.quarters(text, indices)
        level = [k for k, turn in zip(indices, turns, strict=True) if abs(turn - round(turn)) <= ASKEW]
        view = (extent, direction(turns))
        glyphs = measured(text, found, view, (characters, level))
    width, height = extent[2] - extent[0], extent[3] - extent[1]
    if view[1] % 2:
        width, height = height, width
    turn = (view[1] - pdfium.page_rotation(handle)) % 4
    page = Page(number, width, height, tuple(sound(glyphs, (width, height))), rulings(found, view), turn)
    left_out = "".join(characters[k] for k in sorted({*indices}.difference(level)))
    return Seen(page, pictured(found, extent), askew=left_out)


def printed(text: int) -> tuple[list[str], list[int]]:
    """The characters of a page and the indices of those that are not space. Raises LimitExceeded."""
    if pdfium.count_chars(text) > MAX_CHARACTERS:
        raise LimitExceeded(f"a page of more than {MAX_CHARACTERS} characters")
    characters = pdfium.characters(text) if text else []
    return characters, [k for k, c in enumerate(characters) if not c.isspace()]


def direction(turns: Sequence[float]) -> int:
    """Clockwise quarter turns of the page as the file draws it that set most of its text upright."""
    found = Counter(-round(turn) % 4 for turn in turns)
    return found.most_common(1)[0][0] if found else 0


def visible(text: int, indices: Sequence[int], boxes: Columns, found: Shapes) -> list[int]:
    """Places in `indices` of the characters that are painted, in a colour that shows, and not painted over."""
    unpainted, pale = unseen(list(found.texts))
    first = min(found.texts.values(), default=0)
    covers = [a for a in found.areas if a.covers and a.order > first]
    places = range(len(indices))
    if not (unpainted or pale or covers):
        return list(places)
    middles = [((left + right) / 2, (low + high) / 2) for left, low, right, high in zip(*boxes, strict=True)]
    asked = places if unpainted or pale else sorted({k for a in covers for k in held(a.box, middles)})
    owners = {k: pdfium.get_owner(text, indices[k]) for k in asked}
    grounds = [a.box for a in found.areas if not a.white] + list(found.pictures)
    gone = {k for k, owner in owners.items() if owner in unpainted}
    gone |= {k for k in owners if owners[k] in pale}.difference(*(held(box, middles) for box in grounds))
    for a in covers:
        gone |= {k for k in held(a.box, middles) if found.texts.get(owners[k], a.order) < a.order}
    return [k for k in places if k not in gone]


def unseen(handles: Sequence[int]) -> tuple[set[int], set[int]]:
    """Text objects that are not painted, and those painted in a colour that does not show on paper."""
    unpainted = {h for h, mode in zip(handles, map(pdfium.render_mode, handles), strict=True) if mode in UNPAINTED}
    light = pdfium.light(handles, WHITE, FAINT)
    colors = pdfium.colors(pdfium.fill_color, light)
    return unpainted, {h for h, color in zip(light, colors, strict=True) if blank(color)}


def held(box: Box, points: Sequence[tuple[float, float]]) -> list[int]:
    """Which points lie in a box."""
    left, low, right, high = box
    return [k for k, (x, y) in enumerate(points) if left <= x <= right and low <= y <= high]


def measured(text: int, found: Shapes, view: tuple[Box, int], printed: tuple[list[str], list[int]]) -> Iterator[Glyph]:
    """Characters that are seen, with their ink and their slots on the upright page.

    The ink of prose is not asked for: where there are no rules it lies in the slots, as far as anybody needs it.
    """
    characters, indices = printed
    flat = pdfium.slots(text, indices)
    slots: Columns = flat[0::4], flat[3::4], flat[2::4], flat[1::4]
    kept = visible(text, indices, slots, found)
    if len(kept) < len(indices):
        indices, slots = [indices[k] for k in kept], picked(slots, kept)
    ink = slots
    if found.rules:
        flat = pdfium.boxes(text, indices)
        ink = flat[0::4], flat[2::4], flat[1::4], flat[3::4]
    names = [HYPHENS.get(characters[k], characters[k]) for k in indices]
    return map(Glyph, names, *upright(ink, view), *upright(slots, view))


def picked(columns: Columns, places: Sequence[int]) -> Columns:
    """Columns with only some of their rows."""
    lefts, bottoms, rights, tops = ([column[k] for k in places] for column in columns)
    return lefts, bottoms, rights, tops


def upright(columns: Columns, view: tuple[Box, int]) -> Columns:
    """Lefts, bottoms, rights and tops in the file's coordinates as lefts, tops, rights and bottoms on the page."""
    (left, bottom, right, top), turns = view
    lefts, bottoms, rights, tops = columns
    match turns % 4:
        case 1:
            return past(bottoms, bottom), past(lefts, left), past(tops, bottom), past(rights, left)
        case 2:
            return short(rights, right), past(bottoms, bottom), short(lefts, right), past(tops, bottom)
        case 3:
            return short(tops, top), short(rights, right), short(bottoms, top), short(lefts, right)
    return past(lefts, left), short(tops, top), past(rights, left), short(bottoms, top)


def past(values: Sequence[float], line: float) -> list[float]:
    """How far values lie past a line."""
    return [v - line for v in values]


def short(values: Sequence[float], line: float) -> list[float]:
    """How far values lie short of a line."""
    return [line - v for v in values]


def sound(glyphs: Iterable[Glyph], size: tuple[float, float]) -> Iterator[Glyph]:
    """Glyphs whose middle lies on the page and that are large enough to be read, slots and ink made to agree."""
    right, low = 2 * size[0], 2 * size[1]
    for glyph in glyphs:
        _, x0, top, x1, bottom, start, above, end, below = glyph
        if x1 <= x0 or bottom <= top or end <= start or below <= above or x0 < start - LEAN * (below - above):
            glyph = agreed(glyph)
            _, x0, top, x1, bottom, start, above, end, below = glyph
        if below - above >= SMALLEST and 0 <= x0 + x1 <= right and 0 <= top + bottom <= low:
            yield glyph


def agreed(glyph: Glyph) -> Glyph:
    """A glyph whose ink is made its slot where it has none, and its slot its ink where the font is a vertical one."""
    text, x0, top, x1, bottom, start, above, end, below = glyph
    if x1 <= x0 or bottom <= top:
        return Glyph(text, start, above, end, below, start, above, end, below)
    return Glyph(text, x0, top, x1, bottom, x0, top, x1, bottom)


def rulings(found: Shapes, view: tuple[Box, int]) -> tuple[Ruling, ...]:
    """Rules on the upright page."""
    boxes = found.rules
    columns = tuple([b[k] for b in boxes] for k in range(4))
    return tuple(map(Ruling, *upright((columns[0], columns[1], columns[2], columns[3]), view)))


def pictured(found: Shapes, extent: Box) -> bool:
    """Whether pictures take up a good part of a page."""
    whole = (extent[2] - extent[0]) * (extent[3] - extent[1])
    return sum((b[2] - b[0]) * (b[3] - b[1]) for b in found.pictures) >= PICTURE * whole
