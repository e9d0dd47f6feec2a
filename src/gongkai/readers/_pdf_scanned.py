"""Pages of a PDF that are pictures: recognised where text recognition is installed, and put among those with text."""

from collections.abc import Iterator, Sequence

from gongkai.errors import MissingTool, UnreadableDocument
from gongkai.layout.model import Page
from gongkai.readers._pdf_page import Seen
from gongkai.readers._scan_marks import Sheet

FEW = 20  # characters on a picture that are no text of a page but its number or a stamp


def recognised(data: bytes, seen: Sequence[Seen], strange: Sequence[Page]) -> list[Sheet]:
    """What is read on pages that are pictures, or whose fonts do not say which characters they show.

    Without the extra: none, where other pages have text. Raises MissingTool where none has, UnreadableDocument where
    nothing can be read either, and LimitExceeded.
    """
    wordless = {p.number for p in strange if len(p.glyphs) >= FEW}
    numbers = wordless | {s.page.number for s in seen if s.pictured and len(s.page.glyphs) < FEW}
    if not numbers:
        return []
    from gongkai.readers import scan

    others = any(s.page.glyphs for s in seen if s.page.number not in numbers)
    try:
        found = [s for s in scan.pages(data, sorted(numbers)) if s.page.glyphs]
    except MissingTool:
        if others:
            return []
        raise
    if not found and not others:
        raise UnreadableDocument("the pages are pictures on which text recognition (OCR) found no text")
    return found


def together(seen: Sequence[Seen], sheets: Sequence[Sheet]) -> Iterator[Page]:
    """The pages in order, those that were recognised as they were; facing pages on one picture are two."""
    found = {s.number for s in sheets}
    for one in seen:
        if one.page.number in found:
            yield from (s.page for s in sheets if s.number == one.page.number)
        else:
            yield one.page
