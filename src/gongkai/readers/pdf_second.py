"""PDF read by a second engine: the pages that a first reading leaves in doubt, through the same layout."""

from collections.abc import Collection
from importlib.util import find_spec

from gongkai.document import Document
from gongkai.errors import MissingTool
from gongkai.layout.blocks import blocks
from gongkai.readers._apart import apart

MAX_PAGES = 12  # statutory tables take three to six
SECONDS = 30.0  # a page of a report takes a tenth of one; damaged fonts can keep the engine busy for ever


def read_again(data: bytes, pages: Collection[int]) -> Document:
    """The paragraphs and tables of the first of these pages (from 1), read by another process.

    Raises MissingTool without the engine, UnreadableDocument and LimitExceeded where it fails.
    """
    if find_spec("pdfminer") is None:
        raise MissingTool("a second engine would read doubtful pages again: pip install 'gongkai[second]'")
    return apart(read_here, data, frozenset(sorted(pages)[:MAX_PAGES]), seconds=SECONDS)


def read_here(data: bytes, pages: frozenset[int]) -> Document:
    """The paragraphs and tables of these pages. Raises UnreadableDocument and LimitExceeded."""
    from gongkai.readers import _pdfminer

    return Document("pdf", blocks(_pdfminer.pages(data, pages)))
