"""What of a PDF page a person sees: layers that are on, text inside its clip, text as drawn, filled forms and notes.

Each is looked for only where the file can have it. Boxes are (left, bottom, right, top) in the page's own coordinates.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from gongkai.document import Box
from gongkai.readers import _pdfium as pdfium
from gongkai.readers._pdf_paths import mapped
from gongkai.readers._pdfium import Drawn

MAX_LAYERS = 32  # of a page that are looked at one by one
MAX_CLIPS = 100  # paths of a clip, and points of each
PIXELS = 1000  # of the longer side of a page drawn to see what a layer adds
UNPRINTED = (0, 1, 2, 16, 17, 18, 19)  # annotations without text of their own: notes and links, files, popups, sounds

Key = tuple[str, int]


@contextmanager
def opened(document: int, index: int) -> Iterator[int]:
    """A page with its filled form fields and notes drawn on it, 0 for one that cannot be loaded; closed after use."""
    with pdfium.page(document, index) as page:
        if not page or set(pdfium.notes(page)).issubset(UNPRINTED):
            yield page
            return
        pdfium.flatten(page, 0)
    with pdfium.page(document, index) as page:
        yield page


def unspoken(drawn: Sequence[Drawn]) -> None:
    """Take from a page's texts what the file wants to be read in their place."""
    for one in drawn:
        if one.kind == pdfium.TEXT:
            for mark in pdfium.marks(one.handle):
                if pdfium.mark_kind(mark, b"ActualText"):
                    pdfium.drop_mark(one.handle, mark)


def hidden(page: int, drawn: Sequence[Drawn], extent: Box) -> frozenset[int]:
    """Objects of layers that are off: the page looks the same without them."""
    layers: dict[Key, list[int]] = {}
    for one in drawn:
        for key in keys(one):
            layers.setdefault(key, []).append(one.handle)
    size = pixels(extent)
    whole = (pdfium.picture(page, *size) if layers else b"", size)
    off = [key for key in list(layers)[:MAX_LAYERS] if adds_nothing(page, key, layers[key], whole)]
    return frozenset(handle for key in off for handle in layers[key])


def keys(one: Drawn) -> Iterator[Key]:
    """The layers an object may belong to: those it is marked with by name, and each form that it lies in."""
    marks = (mark for mark in pdfium.marks(one.handle) if pdfium.name(mark) == "OC")
    yield from ((pdfium.parameter(mark, "Name"), 0) for mark in marks)
    yield from (("", form) for form in one.forms)


def adds_nothing(page: int, key: Key, handles: Sequence[int], drawn: tuple[bytes, tuple[int, int]]) -> bool:
    """Whether a page without these objects, or the form that holds them, looks as it was drawn."""
    whole, size = drawn
    switched = [key[1]] if key[1] else handles
    for handle in switched:
        pdfium.set_active(handle, 0)
    without = pdfium.picture(page, *size)
    for handle in switched:
        pdfium.set_active(handle, 1)
    return without == whole


def pixels(extent: Box) -> tuple[int, int]:
    """Width and height of a picture of a page."""
    width, height = max(extent[2] - extent[0], 1), max(extent[3] - extent[1], 1)
    scale = PIXELS / max(width, height)
    return max(round(width * scale), 1), max(round(height * scale), 1)


def clips(drawn: Sequence[Drawn]) -> dict[int, Box]:
    """The box in which each text shows, of those that are clipped, on the page."""
    texts = [one for one in drawn if one.kind == pdfium.TEXT]
    paths = pdfium.clips([one.handle for one in texts])
    found = ((one, pdfium.clip(path, MAX_CLIPS)) for one, path in zip(texts, paths, strict=True) if path)
    return {one.handle: mapped(box, one.matrix) for one, box in found}
