"""The pages of one OFD document: their size, templates, layers and annotations (GB/T 33190-2016, 7.5 to 7.7, 15)."""

from collections import ChainMap
from collections.abc import Iterator, Mapping, MutableMapping
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from typing import NamedTuple

from lxml import etree

from gongkai.errors import LimitExceeded
from gongkai.layout.model import Page
from gongkai.readers._ofd_numbers import MM, box
from gongkai.readers._ofd_package import Book, Element, Parts, Placed, annotations, candidates, resources
from gongkai.readers._ofd_page import Seen, Size, gather, look
from gongkai.readers._ofd_paint import Resources
from gongkai.readers._ofd_pictures import HEAD, opaque
from gongkai.readers._ofd_walk import Budget, Scope, shifted, walk

MAX_TEMPLATES = 100  # of a page
MAX_SIDE = 2000  # millimetres of a page: A0 has 1189
A4: Size = (595.28, 841.89)  # points, where no area is stated
BOXES = ("PhysicalBox", "ApplicationBox", "ContentBox")  # what a page's size is taken from, the first that is stated
RANKS = {"Background": 0, "Foreground": 2}  # of layers and templates; the body lies between
BODY = 1
STUCK_ON = ("Watermark", "Stamp")  # annotations that are no part of the text


class Template(NamedTuple):
    """A template page: its rank among the layers, its root and the folder that its places start from."""

    rank: int
    root: Element
    folder: str


@dataclass(frozen=True, slots=True)
class Reading:
    """A document being read: its parts, what its pages may refer to, and how much may still be drawn."""

    parts: Parts
    book: Book
    budget: Budget
    found: MutableMapping[tuple[str, str], Placed]
    notes: Mapping[str, list[Element]]
    listed: Mapping[str, Element]
    loaded: dict[str, tuple[Placed | None, int]] = field(default_factory=dict)

    def template(self, reference: Element) -> Template | None:
        """The template page that a page refers to. Raises LimitExceeded."""
        name = reference.get("TemplateID", "")
        if name not in self.listed:
            return None
        stated = self.listed[name]
        if name not in self.loaded:
            placed = self.parts.xml(stated.get("BaseLoc"), self.book.folder)
            self.loaded[name] = placed, 0 if placed is None else len(etree.tostring(placed[0]))
        else:
            self.budget.repeat(self.loaded[name][1])
        placed, _ = self.loaded[name]
        order = reference.get("ZOrder") or stated.get("ZOrder") or "Background"
        return None if placed is None else Template(RANKS.get(order, BODY), *placed)

    def templates(self, page: Element) -> list[Template]:
        """The templates of a page. Raises LimitExceeded."""
        references = page.findall("{*}Template")
        if len(references) > MAX_TEMPLATES:
            raise LimitExceeded(f"a page of more than {MAX_TEMPLATES} templates")
        return [t for reference in references if (t := self.template(reference)) is not None]

    def opaque(self, found: Mapping[tuple[str, str], Placed], name: str) -> bool:
        """Whether nothing shines through an image."""
        element, folder = found.get(("MultiMedia", name), (None, ""))
        place = None if element is None else element.findtext("{*}MediaFile")
        heads = (self.parts.head(path, HEAD) for path in candidates(place, (folder, self.book.folder)))
        return opaque(next(filter(None, heads), b""))


def entries(book: Book) -> list[Element]:
    """What the document says of each of its pages."""
    return [page for tree in book.root.iterfind("{*}Pages") for page in tree.iter("{*}Page")]


def pages(parts: Parts, book: Book, budget: Budget, first: int) -> Iterator[Seen]:
    """The pages of a document as they are seen, counted from a number on. Raises LimitExceeded."""
    common = "{*}CommonData/{*}"
    places = [e.text for kind in ("PublicRes", "DocumentRes") for e in book.root.iterfind(common + kind)]
    listed = {t.get("ID", ""): t for t in book.root.iterfind(common + "TemplatePage")}
    found = resources(parts, places, (book.folder,))
    reading = Reading(parts, book, budget, found, annotations(parts, book), listed)
    for number, entry in enumerate(entries(book), first):
        placed = parts.xml(entry.get("BaseLoc"), book.folder)
        if placed is None:
            yield Seen(Page(number, *A4, ()), lost=True)
        else:
            yield page(reading, placed, number, entry.get("ID", ""))


def page(reading: Reading, placed: Placed, number: int, name: str) -> Seen:
    """One page. Raises LimitExceeded."""
    root, _ = placed
    templates = reading.templates(root)
    found = referred(reading, [placed, *((t.root, t.folder) for t in templates)])
    known = Resources(found, reading.book.root.findtext("{*}CommonData/{*}DefaultCS") or "")
    paper = Scope((MM, 0.0, 0.0, MM, 0.0, 0.0))
    notes = [n for n in reading.notes.get(name, ()) if n.get("Visible") != "false"]
    roots = [(layer, paper) for layer in layers(root, templates)]
    roots += [note for n in notes if n.get("Type") not in STUCK_ON for note in appearance(n, paper)]
    content = gather(walk(roots, known, reading.budget), known, reading.budget)
    seen = look(number, size(reading, root, templates), content, lru_cache(partial(reading.opaque, found)))
    return replace(seen, stuck_on=any(n.get("Type") in STUCK_ON for n in notes))


def referred(reading: Reading, roots: list[Placed]) -> Mapping[tuple[str, str], Placed]:
    """The resources of a page and its templates, those of the document behind them. Raises LimitExceeded."""
    own: dict[tuple[str, str], Placed] = {}
    for root, folder in reversed(roots):
        places = [e.text for e in root.iterfind("{*}PageRes")]
        own |= resources(reading.parts, places, (folder, reading.book.folder))
    return ChainMap(own, reading.found) if own else reading.found


def layers(root: Element, templates: list[Template]) -> list[Element]:
    """The layers of a page and its templates in the order they are drawn."""
    ranked = [(rank, layer) for rank, template, _ in templates for layer in template.iterfind("{*}Content/{*}Layer")]
    ranked += [(RANKS.get(layer.get("Type", ""), BODY), layer) for layer in root.iterfind("{*}Content/{*}Layer")]
    return [layer for _, layer in sorted(ranked, key=lambda item: item[0])]


def appearance(note: Element, paper: Scope) -> Iterator[tuple[Element, Scope]]:
    """What an annotation shows, and where."""
    for shown in note.iterfind("{*}Appearance"):
        corner = box(shown.get("Boundary")) or (0.0, 0.0)
        yield shown, Scope(shifted(corner, paper.matrix), noted=True)


def size(reading: Reading, root: Element, templates: list[Template]) -> Size:
    """The width and height of a page in points: its own, its templates' or the document's. Raises LimitExceeded."""
    areas = [root.find("{*}Area"), *(t.root.find("{*}Area") for t in templates)]
    areas.append(reading.book.root.find("{*}CommonData/{*}PageArea"))
    for area in [a for a in areas if a is not None]:
        for kind in BOXES:
            x0, top, x1, bottom = box(area.findtext(f"{{*}}{kind}")) or (0.0, 0.0, 0.0, 0.0)
            if max(x1 - x0, bottom - top) > MAX_SIDE:
                raise LimitExceeded(f"a page of more than {MAX_SIDE} millimetres")
            if x0 < x1 and top < bottom:
                return (x1 - x0) * MM, (bottom - top) * MM
    return A4
