"""OFD (GB/T 33190-2016) to a Document: what is seen of a page's characters and rules, handed to the layout."""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from gongkai.document import Document
from gongkai.errors import LimitExceeded, UnreadableDocument
from gongkai.layout.blocks import blocks
from gongkai.layout.cells import UNKNOWN
from gongkai.layout.model import Page
from gongkai.readers._ofd_book import entries, pages
from gongkai.readers._ofd_package import Book, Parts, books, open_parts
from gongkai.readers._ofd_page import Seen
from gongkai.readers._ofd_walk import Budget

MAX_PAGES = 2000
SHOWN = 60  # characters of a remark
NAMED = 5  # parts or attachments that a remark names
GARBLED = 0.2  # share of characters without meaning from which a page is worth a remark


def read(data: bytes) -> Document:
    """The paragraphs and tables of an OFD package that carries text, its documents one after the other.

    Boxes are in points from the top left of the page's PhysicalBox; pages are counted through all documents. Raises
    UnreadableDocument (damaged, encrypted, pages that are pictures) and LimitExceeded.
    """
    parts = open_parts(data)
    found = books(parts)
    documents = list(seen(parts, found))
    whole = [s for document in documents for s in document]
    if not any(s.page.glyphs for s in whole):
        pictured = any(s.pictured for s in whole)
        wanted = "the pages are pictures without text: text recognition (OCR) is needed"
        raise UnreadableDocument(wanted if pictured else "the OFD prints no text at all")
    laid = tuple(b for document in documents for b in blocks(s.page for s in document))
    return Document("ofd", laid, metadata(found[0]), (*page_remarks(whole), *remarks(parts, found)))


def seen(parts: Parts, found: Sequence[Book]) -> Iterator[list[Seen]]:
    """The pages of each document as they are seen. Raises LimitExceeded; UnreadableDocument where there is none."""
    count = sum(len(entries(book)) for book in found)
    if count > MAX_PAGES:
        raise LimitExceeded(f"an OFD package of {count} pages; the limit is {MAX_PAGES}")
    if count < 1:
        raise UnreadableDocument("the OFD package has no page")
    budget, first = Budget(), 1
    for book in found:
        document = list(pages(parts, book, budget, first))
        first += len(document)
        yield document


def metadata(book: Book) -> Mapping[str, str]:
    """What a document says of itself: title, date of creation, and its own data under the names it gives them."""
    if book.info is None:
        return MappingProxyType({})
    found = {e.get("Name", ""): e.text or "" for e in book.info.iterfind("{*}CustomDatas/{*}CustomData")}
    found["title"] = book.info.findtext("{*}Title") or ""
    found["created"] = book.info.findtext("{*}CreationDate") or ""
    return MappingProxyType({name: text.strip() for name, text in found.items() if name and text.strip()})


def page_remarks(seen: Sequence[Seen]) -> Iterator[str]:
    """What a person should know about how the pages were read."""
    told = {
        "pictures without text, not read": [s.page for s in seen if s.pictured and not s.page.glyphs],
        "damaged, not read": [s.page for s in seen if s.lost],
        "the file does not say which characters it prints": [s.page for s in seen if broken(s.page)],
        "characters whose size or places the file leaves open, read side by side": [s.page for s in seen if s.loose],
        "watermarks and stamps left out": [s.page for s in seen if s.stuck_on],
    }
    for remark, shown in told.items():
        if shown:
            yield f"page {spelled([p.number for p in shown])}: {remark}"
    askew = dict.fromkeys(s.askew for s in seen if s.askew)
    yield from (f"text set askew left out, as a watermark: {text[:SHOWN]}" for text in askew)


def spelled(numbers: Sequence[int]) -> str:
    """Rising numbers, runs of them by their ends: 1, 3-7."""
    runs: list[list[int]] = []
    for n in numbers:
        if runs and runs[-1][-1] == n - 1:
            runs[-1][1:] = [n]
        else:
            runs.append([n])
    return ", ".join("-".join(map(str, run)) for run in runs)


def broken(page: Page) -> bool:
    """Whether many of a page's characters have no meaning outside the file."""
    return len(UNKNOWN.findall("".join(g.text for g in page.glyphs))) > GARBLED * len(page.glyphs)


def remarks(parts: Parts, found: Sequence[Book]) -> Iterator[str]:
    """What a person should know about the package."""
    if len(found) > 1:
        yield f"{len(found)} documents in one package, read one after the other"
    if any(book.signed for book in found):
        yield "signed: signatures and seals are neither checked nor read"
    attached = [name for book in found for name in attachments(parts, book)]
    if attached:
        yield f"attachments not read: {listed(attached)}"
    if parts.faulty:
        yield f"parts missing or damaged: {listed(parts.faulty)}"


def attachments(parts: Parts, book: Book) -> list[str]:
    """The names of a document's attachments."""
    place = book.root.findtext("{*}Attachments")
    placed = parts.xml(place, book.folder) if place else None
    return [] if placed is None else [a.get("Name", "") for a in placed[0].iterfind("{*}Attachment")]


def listed(names: Sequence[str]) -> str:
    """Some names, and how many more there are."""
    kept = [name[:SHOWN] for name in dict.fromkeys(names)]
    more = f" and {len(kept) - NAMED} more" if len(kept) > NAMED else ""
    return ", ".join(kept[:NAMED]) + more
