"""One page of a PDF as it is seen: characters that show, rules that are drawn, nothing hidden."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from operator import sub

from gongkai.document import Box
from gongkai.errors import LimitExceeded
from gongkai.layout.model import Glyph, Page, Ruling
from gongkai.readers import _pdfium as pdfium
from gongkai.readers._pdf_seen import clips, hidden, unspoken
from gongkai.readers._pdf_shapes import FAINT, WHITE, Shapes, blank, objects, shapes
from gongkai.readers._pdf_weight import Traits
from gongkai.readers._pdfium import Drawn

MAX_CHARACTERS = 200_000  # of a page
ASKEW = 0.25  # quarter turns off the upright: more than a skewed font leans (20 degrees), less than a watermark
SMALLEST = 1.0  # points: less cannot be read
LEAN = 0.25  # of a slot's height by which ink may stand left of its slot (italics); more is a vertical font
PICTURE = 0.3  # share of a page that a picture of it takes up
UNPAINTED = (3, 7)  # text rendering modes that only select or clip (ISO 32000-1, table 106)

Columns = tuple[Sequence[float], Sequence[float], Sequence[float], Sequence[float]]


@dataclass(frozen=True, slots=True)
class Seen:
    """A page, whether it is mostly a picture, whether it could not be loaded, its text askew, its number of objects."""

    page: Page
    pictured: bool = False
    lost: bool = False
    askew: str = ""
    drawn: int = 0


@dataclass(frozen=True, slots=True)
class Shown:
    """What decides whether a character shows: drawn shapes, objects of layers that are off, clips of texts."""

    shapes: Shapes
    off: frozenset[int]
    clips: Mapping[int, Box]


def look(handle: int, number: int, traits: Traits) -> Seen:
    """A loaded page as it is seen. Raises LimitExceeded."""
    extent = pdfium.extent(handle)
    drawn = objects(handle)
    if traits.spoken:
        unspoken(drawn)
    off = hidden(handle, drawn, extent) if traits.layers else frozenset()
    found = shapes([d for d in drawn if d.handle not in off])
    shown = Shown(found, off, clips(drawn) if traits.clips else {})
    with pdfium.text(handle) as text:
        characters, indices = printed(text)
        turns = [] if upright_texts(drawn, len(indices)) else pdfium.quarters(text, indices)
        askew = {k for k, turn in zip(indices, turns, strict=False) if abs(turn - round(turn)) > ASKEW}
        view = (extent, direction(turns))
        level = [k for k in indices if k not in askew] if askew else indices
        glyphs = measured(text, shown, view, (characters, level))
    turn = (view[1] - pdfium.page_rotation(handle)) % 4
    page = Page(number, *size(view), tuple(glyphs), rulings(found, view), turn)
    left_out = "".join(characters[k] for k in sorted(askew))
    return Seen(page, pictured(found, extent), askew=left_out, drawn=len(drawn))


def upright_texts(drawn: Sequence[Drawn], characters: int) -> bool:
    """Whether all texts surely stand upright, where that is found sooner than the direction of each character."""
    texts = [d for d in drawn if d.kind == pdfium.TEXT]
    plain = 2 * len(texts) < characters and all(d.matrix is None for d in texts)
    return plain and pdfium.level([d.handle for d in texts])


def size(view: tuple[Box, int]) -> tuple[float, float]:
    """Width and height of the upright page."""
    (left, bottom, right, top), turns = view
    return (top - bottom, right - left) if turns % 2 else (right - left, top - bottom)


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


def visible(text: int, indices: Sequence[int], boxes: Columns, shown: Shown) -> list[int]:
    """Places in `indices` of the characters that are painted, in a colour that shows, not covered and not cut off."""
    found = shown.shapes
    unpainted, pale = unseen(list(found.texts))
    unpainted |= shown.off
    first = min(found.texts.values(), default=0)
    covers = [a for a in found.areas if a.covers and a.order > first]
    places = range(len(indices))
    if not (unpainted or pale or covers or shown.clips):
        return list(places)
    middles = [((left + right) / 2, (low + high) / 2) for left, low, right, high in zip(*boxes, strict=True)]
    every = unpainted or pale or shown.clips
    asked = places if every else sorted({k for a in covers for k in held(a.box, middles)})
    owners = {k: pdfium.get_owner(text, indices[k]) for k in asked}
    grounds = [a.box for a in found.areas if not a.white] + list(found.pictures)
    gone = {k for k, owner in owners.items() if owner in unpainted}
    gone |= {k for k in owners if owners[k] in pale}.difference(*(held(box, middles) for box in grounds))
    gone |= {k for k, o in owners.items() if o in shown.clips and not held(shown.clips[o], [middles[k]])}
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


def measured(text: int, shown: Shown, view: tuple[Box, int], printed: tuple[list[str], list[int]]) -> Iterable[Glyph]:
    """Characters that are seen, with their ink and their slots on the upright page.

    The ink of prose is not asked for: where there are no rules it lies in the slots, as far as anybody needs it.
    """
    characters, indices = printed
    flat = pdfium.slots(text, indices)
    slots: Columns = flat[0::4], flat[3::4], flat[2::4], flat[1::4]
    kept = visible(text, indices, slots, shown)
    if len(kept) < len(indices):
        indices, slots = [indices[k] for k in kept], picked(slots, kept)
    slots = ink = upright(slots, view)
    if shown.shapes.rules:
        flat = pdfium.boxes(text, indices)
        ink = upright((flat[0::4], flat[2::4], flat[1::4], flat[3::4]), view)
    rows = zip([characters[k] for k in indices], *ink, *slots, strict=True)
    glyphs = map(partial(tuple.__new__, Glyph), rows)  # half the time of calling Glyph
    return glyphs if plain(ink, slots, size(view)) else sound(glyphs, size(view))


def plain(ink: Columns, slots: Columns, size: tuple[float, float]) -> bool:
    """Whether glyphs are surely all sound: within the page, large enough, ink and slots agreeing."""
    lefts, tops, rights, bottoms = ink
    starts, aboves, ends, belows = slots
    if not starts:
        return True
    height = min(map(sub, belows, aboves))
    return (
        height >= SMALLEST
        and min(map(sub, ends, starts)) > 0
        and (ink is slots or (min(map(sub, rights, lefts)) > 0 and min(map(sub, bottoms, tops)) > 0))
        and (ink is slots or min(map(sub, lefts, starts)) >= -LEAN * height)
        and min(lefts) >= 0 <= min(tops)
        and max(rights) <= size[0]
        and max(bottoms) <= size[1]
    )


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
