"""Pictures of pages (PNG, JPEG, TIFF and the like; pages of PDFs without text) to a Document, by text recognition.

Everything heavy is imported when the first picture comes: a document with text never pays for it.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from importlib import import_module
from itertools import groupby
from typing import Any

from gongkai.document import Block, Cell, Document, Paragraph, Source, Table
from gongkai.errors import MissingTool, UnreadableDocument
from gongkai.layout.blocks import blocks
from gongkai.readers._scan_marks import Sheet
from gongkai.readers.pictures import pictures

LEAST = 4000  # bytes of the pictures of a document that may hold a table
TEXT = 20  # characters on a picture that is more than an illustration
INSTALL = "text recognition is not installed: pip install 'gongkai[ocr]'"


def read(data: bytes) -> Document:
    """The paragraphs and tables of pictures, one page each.

    Boxes are in points from the picture's top left: pixels at the resolution the file states, where that is a page's,
    otherwise at the one that makes its type 10.5 points high. Raises UnreadableDocument, LimitExceeded, MissingTool.
    """
    name, frames = heavy("_scan_image").frames(data)
    return document(name, sheets(frames))


def heavy(name: str) -> Any:
    """A module that needs the extra. Raises MissingTool without it."""
    try:
        return import_module(f"gongkai.readers.{name}")
    except ImportError as error:
        raise MissingTool(INSTALL) from error


def sheets(frames: Iterable[Any], first: int = 1) -> Iterator[Sheet]:
    """What is seen on each picture (readers._scan_image.Frame): facing pages and long strips give several pages.

    Raises MissingTool.
    """
    look = heavy("_scan_sheet").look
    for number, frame in enumerate(frames, first):
        yield from look(frame, number)


def pages(data: bytes, numbers: Collection[int]) -> list[Sheet]:
    """What is seen on pages of a PDF, counted from 1. Raises LimitExceeded, and MissingTool without the extra."""
    look = heavy("_scan_sheet").look
    return [sheet for number, frame in heavy("_scan_pdf").frames(data, numbers) for sheet in look(frame, number)]


def with_pictures(found: Document, data: bytes) -> Document | None:
    """A document with what its own pictures say after its text; None where they say nothing.

    Raises MissingTool where it has pictures that may be pages, and the extra is not installed.
    """
    files = pictures(found.format, data)
    if sum(map(len, files)) < LEAST:
        return None
    seen = [s for s in sheets(heavy("_scan_slices").worth_reading(files)) if len(s.page.glyphs) >= TEXT]
    if not seen:
        return None
    blocks_ = (*found.blocks, *marked(blocks(s.page for s in seen), seen))
    told = (f"{one} (pictures counted as pages)" for one in remarks(seen))
    return replace(found, blocks=blocks_, remarks=(*found.remarks, *told))


def document(format_: str, found: Iterable[Sheet]) -> Document:
    """Recognised pages as a document. Raises UnreadableDocument when nothing could be read on any."""
    seen = list(found)
    if not any(s.page.glyphs for s in seen):
        raise UnreadableDocument("no text could be recognised on any page: blank, or too poor a picture")
    return Document(format_, marked(blocks(s.page for s in seen), seen), remarks=tuple(remarks(seen)))


def remarks(seen: Sequence[Sheet]) -> Iterator[str]:
    """How the pages were read, for people: alike ones in one line."""
    for remark, same in groupby(seen, key=lambda s: s.remark):
        pages = ", ".join(dict.fromkeys(str(s.number) for s in same))
        yield f"page {pages}: {remark}"


def marked(found: Iterable[Block], seen: Sequence[Sheet]) -> tuple[Block, ...]:
    """Blocks with the recogniser's doubts and readings in their cells, and boxes where the pictures have them.

    Blocks of pages that are no pictures stay as they are.
    """
    by_number = {s.page.number: s for s in seen}
    return tuple(_marked(block, by_number) for block in found)


def _marked(block: Block, seen: Mapping[int, Sheet]) -> Block:
    if isinstance(block, Table):
        return Table(tuple(_told(cell, seen) for cell in block.cells))
    sheet = seen.get(block.source.page or 0)
    return Paragraph(block.text, _placed(block.source, sheet), block.level) if sheet else block


def _told(cell: Cell, seen: Mapping[int, Sheet]) -> Cell:
    """A cell with what the marks inside its box say."""
    sheet = seen.get(cell.source.page or 0)
    if not sheet or not cell.source.box:
        return cell
    inside = sheet.within(cell.source.box)
    readings = inside[0].readings if len(inside) == 1 else ()
    told = (m.doubt if readings else m.unsure for m in inside)
    doubts = "; ".join(dict.fromkeys(filter(None, (cell.doubt, *told))))
    return cell._replace(source=_placed(cell.source, sheet), doubt=doubts, readings=readings)


def _placed(source: Source, sheet: Sheet) -> Source:
    return Source(sheet.number, sheet.original(source.box) if source.box else None)
