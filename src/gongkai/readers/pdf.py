"""PDF (ISO 32000) to a Document: what is seen of a page's characters and rules, handed to the layout."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from types import MappingProxyType

from gongkai.document import Block, Document, Paragraph, Table
from gongkai.errors import LimitExceeded, UnreadableDocument
from gongkai.layout.blocks import blocks
from gongkai.layout.model import Page
from gongkai.readers import _pdfium as pdfium
from gongkai.readers import scan
from gongkai.readers._apart import apart
from gongkai.readers._pdf_page import Seen, look
from gongkai.readers._pdf_scanned import recognised, together
from gongkai.readers._pdf_seen import opened
from gongkai.readers._pdf_weight import Traits, traits
from gongkai.readers._sense import nonsense

MAX_PAGES = 2000
MAX_GLYPHS = 5_000_000  # of a document; a page of dense text has 2,000
MAX_DRAWN = 3_000_000  # objects of a document; a page with tables has 500
SHOWN = 60  # characters of a remark
FEW = 20  # characters, which tell nothing of a document
GARBLED = 0.8  # share of the characters on pages that do not say what they show from which nothing is worth reading
OCR = "text recognition (OCR) is needed"
REBUILT = "the file's index of its parts was damaged and has been rebuilt"
OTHERWISE = "the fonts of the page do not say which characters they show"


def read(data: bytes) -> Document:
    """The paragraphs and tables of a PDF that carries text; by another process where it may be heavy.

    Boxes are in points from the top left of the page as displayed (CropBox, /Rotate). Raises UnreadableDocument
    (damaged, locked, pages that are pictures) and LimitExceeded.
    """
    found = traits(data)
    return read_here(data, found) if found.light else apart(read_here, data, found)


def read_here(data: bytes, traits: Traits) -> Document:
    """The same in this process, whatever it takes."""
    with pdfium.opened(data) as document:
        seen = list(limited(pages(document, traits)))
        rebuilt = () if pdfium.sound_index(document) else (REBUILT,)
        metadata = {"title": pdfium.meta(document, "Title"), "created": pdfium.meta(document, "CreationDate")}
    strange = [s.page for s in seen if nonsense(s.page)]
    sheets = recognised(data, seen, strange)
    if not sheets:
        require_text(seen, strange)
    kept = MappingProxyType({k: v for k, v in metadata.items() if v})
    known = {sheet.number for sheet in sheets}
    left = [s for s in seen if s.page.number not in known]
    strange = [page for page in strange if page.number not in known]
    numbers = {page.number for page in strange}
    found = (mistrusted(block, numbers) for block in scan.marked(blocks(together(seen, sheets)), sheets))
    return Document("pdf", tuple(found), kept, (*rebuilt, *scan.remarks(sheets), *remarks(left, strange)))


def require_text(seen: Sequence[Seen], strange: Sequence[Page]) -> None:
    """Raises UnreadableDocument when there is no text, or next to none but on pages that do not say what they show."""
    glyphs, lost = (sum(len(page.glyphs) for page in pages) for pages in ([s.page for s in seen], strange))
    if lost >= FEW and lost > GARBLED * glyphs:
        raise UnreadableDocument(f"the fonts do not say which characters they show: {OCR}")
    if not glyphs:
        pictured = any(s.pictured for s in seen)
        raise UnreadableDocument(f"the pages are pictures without text: {OCR}" if pictured else "no text is printed")


def mistrusted(block: Block, pages: Collection[int]) -> Block:
    """A table with a doubt on every text that stands on one of these pages; any other block as it is."""
    if isinstance(block, Paragraph) or not pages:
        return block
    doubted = (c.text and not c.doubt and c.source.page in pages for c in block.cells)
    return Table(tuple(c._replace(doubt=OTHERWISE) if d else c for c, d in zip(block.cells, doubted, strict=True)))


def pages(document: int, traits: Traits) -> Iterator[Seen]:
    """The pages of a document as they are seen. Raises LimitExceeded and, when it has none, UnreadableDocument."""
    count = pdfium.page_count(document)
    if count > MAX_PAGES:
        raise LimitExceeded(f"a PDF of {count} pages; the limit is {MAX_PAGES}")
    if count < 1:
        raise UnreadableDocument("the PDF has no page that can be read")
    for index in range(count):
        with opened(document, index) as handle:
            yield look(handle, index + 1, traits) if handle else Seen(Page(index + 1, 0.0, 0.0, ()), lost=True)


def limited(seen: Iterable[Seen]) -> Iterator[Seen]:
    """Pages while their characters and drawings stay within the limits. Raises LimitExceeded."""
    glyphs = drawn = 0
    for one in seen:
        glyphs, drawn = glyphs + len(one.page.glyphs), drawn + one.drawn
        if glyphs > MAX_GLYPHS:
            raise LimitExceeded(f"a PDF of more than {MAX_GLYPHS} characters")
        if drawn > MAX_DRAWN:
            raise LimitExceeded(f"a PDF of more than {MAX_DRAWN} drawn objects")
        yield one


def remarks(seen: Sequence[Seen], strange: Sequence[Page]) -> Iterator[str]:
    """What a person should know about how the pages were read."""
    told = {
        "pictures without text, not read": [s.page for s in seen if s.pictured and not s.page.glyphs],
        "damaged, not read": [s.page for s in seen if s.lost],
        "the fonts do not say which characters they show": strange,
    }
    for remark, pages in told.items():
        if pages:
            yield f"page {', '.join(str(p.number) for p in pages)}: {remark}"
    askew = dict.fromkeys(s.askew for s in seen if s.askew)
    yield from (f"text set askew left out, as a watermark: {text[:SHOWN]}" for text in askew)
