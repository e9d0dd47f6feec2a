"""PDF (ISO 32000) to a Document: what is seen of a page's characters and rules, handed to the layout."""

from collections.abc import Iterable, Iterator, Sequence
from types import MappingProxyType

from gongkai.document import Document
from gongkai.errors import LimitExceeded, UnreadableDocument
from gongkai.layout.blocks import blocks
from gongkai.layout.cells import UNKNOWN
from gongkai.layout.model import Page
from gongkai.readers import _pdfium as pdfium
from gongkai.readers._pdf_page import Seen, look

MAX_PAGES = 2000
MAX_GLYPHS = 5_000_000  # of a document; a page of dense text has 2,000
SHOWN = 60  # characters of a remark
GARBLED = 0.2  # share of characters without meaning from which a page is worth a remark


def read(data: bytes) -> Document:
    """The paragraphs and tables of a PDF that carries text.

    Boxes are in points from the top left of the page as displayed (CropBox, /Rotate). Raises UnreadableDocument
    (damaged, locked, pages that are pictures) and LimitExceeded.
    """
    with pdfium.opened(data) as document:
        seen = list(limited(pages(document)))
        metadata = {"title": pdfium.meta(document, "Title"), "created": pdfium.meta(document, "CreationDate")}
    if not any(s.page.glyphs for s in seen):
        pictured = any(s.pictured for s in seen)
        wanted = "the pages are pictures without text: text recognition (OCR) is needed"
        raise UnreadableDocument(wanted if pictured else "the PDF prints no text at all")
    kept = MappingProxyType({k: v for k, v in metadata.items() if v})
    return Document("pdf", blocks(s.page for s in seen), kept, tuple(remarks(seen)))


def pages(document: int) -> Iterator[Seen]:
    """The pages of a document as they are seen. Raises LimitExceeded and, when it has none, UnreadableDocument."""
    count = pdfium.page_count(document)
    if count > MAX_PAGES:
        raise LimitExceeded(f"a PDF of {count} pages; the limit is {MAX_PAGES}")
    if count < 1:
        raise UnreadableDocument("the PDF has no page that can be read")
    for index in range(count):
        with pdfium.page(document, index) as handle:
            yield look(handle, index + 1) if handle else Seen(Page(index + 1, 0.0, 0.0, ()), lost=True)


def limited(seen: Iterable[Seen]) -> Iterator[Seen]:
    """Pages while their characters stay within the limit. Raises LimitExceeded."""
    total = 0
    for one in seen:
        total += len(one.page.glyphs)
        if total > MAX_GLYPHS:
            raise LimitExceeded(f"a PDF of more than {MAX_GLYPHS} characters")
        yield one


def remarks(seen: Sequence[Seen]) -> Iterator[str]:
    """What a person should know about how the pages were read."""
    told = {
        "pictures without text, not read": [s.page for s in seen if s.pictured and not s.page.glyphs],
        "damaged, not read": [s.page for s in seen if s.lost],
        "the file does not say which characters it prints": [s.page for s in seen if broken(s.page)],
    }
    for remark, pages in told.items():
        if pages:
            yield f"page {', '.join(str(p.number) for p in pages)}: {remark}"
    askew = dict.fromkeys(s.askew for s in seen if s.askew)
    yield from (f"text set askew left out, as a watermark: {text[:SHOWN]}" for text in askew)


def broken(page: Page) -> bool:
    """Whether many of a page's characters have no meaning outside the file."""
    return len(UNKNOWN.findall("".join(g.text for g in page.glyphs))) > GARBLED * len(page.glyphs)
