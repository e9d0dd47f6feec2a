"""One page of a PDF as it is seen: characters that show, rules that are drawn, nothing hidden."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import pi

from gongkai.document import Box
from gongkai.errors import LimitExceeded
from gongkai.layout.model import Glyph, Page, Ruling
from gongkai.readers import pdfium
from gongkai.readers.pdf_shapes import MAX_OBJECTS, Shapes, blank, shapes

MAX_CHARACTERS = 200_000  # of a page
SAMPLE = 60  # characters whose direction is asked for
SMALLEST = 1.0  # points: less cannot be read
LEAN = 0.25  # of a slot's height by which ink may stand left of its slot (italics); more is a vertical font
PICTURE = 0.3  # share of a page that a picture of it takes up
UNPAINTED = (3, 7)  # text rendering modes that only select or clip (ISO 32000-1, table 106)
HYPHENS = {"\x02": "-", "\ufffe": "-"}  # what the engine makes of a hyphen that ends a line

Columns = tuple[Sequence[float], Sequence[float], Sequence[float], Sequence[float]]


@dataclass(frozen=True, slots=True)
class Seen:
    """A page, whether it is mostly a picture, and whether it could not be loaded."""

    page: Page
    pictured: bool = False
    lost: bool = False


def look(handle: int, number: int) -> Seen:
    """A loaded page as it is seen. Raises LimitExceeded."""
    extent = pdfium.extent(handle)
    found = shapes(handle)
    with pdfium.text(handle) as text:
        characters = printed(text)
        view = (extent, direction(text, characters[1]))
        glyphs = measured(text, found, view, characters)
    width, height = extent[2] - extent[0], extent[3] - extent[1]
    if view[1] % 2:
        width, height = height, width
    turn = (view[1] - pdfium.page_rotation(handle)) % 4
    page = Page(number, width, height, within(glyphs, width, height), rulings(found, view), turn)
    return Seen(page, pictured(found, extent))


def printed(text: int) -> tuple[list[str], list[int]]:
    """The characters of a page and the indices of those that are not space. Raises LimitExceeded."""
    if pdfium.count_chars(text) > MAX_CHARACTERS:
        raise LimitExceeded(f"a page of more than {MAX_CHARACTERS} characters")
    characters = pdfium.characters(text) if text else []
    return characters, [k for k, c in enumerate(characters) if not c.isspace()]


def direction(text: int, indices: Sequence[int]) -> int:
    """Clockwise quarter turns of the page as the file draws it that set most of its text upright, by a sample."""
    sample = indices[:: len(indices) // SAMPLE + 1]
    turns = Counter(-round(pdfium.get_angle(text, k) / (pi / 2)) % 4 for k in sample)
    return turns.most_common(1)[0][0] if turns else 0


def visible(text: int, indices: Sequence[int], ink: Columns, found: Shapes) -> list[int]:
    """Places in `indices` of the characters that are painted, in a colour that shows, and not painted over."""
    handles = list(found.texts)
    modes = map(pdfium.render_mode, handles)
    unpainted = {h for h, mode in zip(handles, modes, strict=True) if mode in UNPAINTED}
    pale = {h for h, c in zip(handles, pdfium.colors(pdfium.fill_color, handles), strict=True) if blank(c)}
    grounds = [a.box for a in found.areas if not a.white] + list(found.pictures) if pale else []
    covers = [(a.box, a.order) for a in found.areas if a.covers and a.order > min(found.texts.values(), default=0)]
    places = list(range(len(indices)))
    if not (unpainted or pale or covers):
        return places
    middles = [((left + right) / 2, (low + high) / 2) for left, low, right, high in zip(*ink, strict=True)]

    def hidden(place: int) -> bool:
        over = max((order for box, order in covers if holds(box, middles[place])), default=-1)
        owner = pdfium.get_owner(text, indices[place]) if over >= 0 or unpainted or pale else 0
        faint = owner in pale and not any(holds(box, middles[place]) for box in grounds)
        return faint or owner in unpainted or over > found.texts.get(owner, MAX_OBJECTS)

    return [place for place in places if not hidden(place)]


def holds(box: Box, point: tuple[float, float]) -> bool:
    """Whether a point lies in a box."""
    return box[0] <= point[0] <= box[2] and box[1] <= point[1] <= box[3]


def measured(text: int, found: Shapes, view: tuple[Box, int], printed: tuple[list[str], list[int]]) -> list[Glyph]:
    """Characters that are seen, with their ink and their slots on the upright page."""
    characters, indices = printed
    flat = pdfium.boxes(text, indices)
    ink: Columns = flat[0::4], flat[2::4], flat[1::4], flat[3::4]
    kept = visible(text, indices, ink, found)
    if len(kept) < len(indices):
        indices = [indices[k] for k in kept]
        ink = picked(ink, kept)
    flat = pdfium.slots(text, indices)
    slots = flat[0::4], flat[3::4], flat[2::4], flat[1::4]
    names = [HYPHENS.get(characters[k], characters[k]) for k in indices]
    return [sound(g) for g in map(Glyph, names, *upright(ink, view), *upright(slots, view))]


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


def sound(glyph: Glyph) -> Glyph:
    """A glyph whose slot is made its ink where the font is a vertical one, and its ink its slot where it has none."""
    text, x0, top, x1, bottom, start, above, end, below = glyph
    if x1 <= x0 or bottom <= top:
        return Glyph(text, start, above, end, below, start, above, end, below)
    if end <= start or below <= above or x0 < start - LEAN * (below - above):
        return Glyph(text, x0, top, x1, bottom, x0, top, x1, bottom)
    return glyph


def within(glyphs: Sequence[Glyph], width: float, height: float) -> tuple[Glyph, ...]:
    """Glyphs large enough to be read whose middle lies on the page."""
    return tuple(
        g
        for g in glyphs
        if g.below - g.above >= SMALLEST and 0 <= g.x0 + g.x1 <= 2 * width and 0 <= g.top + g.bottom <= 2 * height
    )


def rulings(found: Shapes, view: tuple[Box, int]) -> tuple[Ruling, ...]:
    """Rules on the upright page."""
    boxes = found.rules
    columns = tuple([b[k] for b in boxes] for k in range(4))
    return tuple(map(Ruling, *upright((columns[0], columns[1], columns[2], columns[3]), view)))


def pictured(found: Shapes, extent: Box) -> bool:
    """Whether pictures take up a good part of a page."""
    whole = (extent[2] - extent[0]) * (extent[3] - extent[1])
    return sum((b[2] - b[0]) * (b[3] - b[1]) for b in found.pictures) >= PICTURE * whole
