"""Pictures of a PDF's pages with what was made of them drawn over them."""

from collections.abc import Iterable, Sequence
from importlib.util import find_spec
from pathlib import Path

from gongkai.errors import LimitExceeded, MissingTool, UnreadableDocument
from gongkai.layout.model import Page
from gongkai.readers import _pdfium as pdfium
from gongkai.readers._drawing import Mark, drawn
from gongkai.readers._pdf_weight import traits
from gongkai.readers.pdf import pages

SCALE = 2.0  # pixels a point
LONGEST = 4000  # pixels of the longer side


def draw(data: bytes, marks: Iterable[Mark], folder: Path) -> list[Path]:
    """Write page-001.png and so on into a folder, which is made where there is none.

    Raises MissingTool without Pillow, UnreadableDocument, and LimitExceeded for a file too heavy to be drawn.
    """
    if find_spec("PIL") is None:
        raise MissingTool("drawing pages needs Pillow: pip install 'gongkai[draw]'")
    found = traits(data)
    if not found.light:
        raise LimitExceeded("the PDF is too heavy to be drawn")
    with pdfium.opened(data) as document:
        laid = [seen.page for seen in pages(document, found)]
    return written(data, laid, list(marks), folder)


def written(data: bytes, laid: Sequence[Page], marks: Sequence[Mark], folder: Path) -> list[Path]:
    """Pages drawn with the machine's fonts, as people see them. Raises UnreadableDocument."""
    import pypdfium2

    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"page-{number:03}.png" for number in range(1, len(laid) + 1)]
    try:
        with pypdfium2.PdfDocument(data) as document:
            for page, layout, path in zip(document, laid, paths, strict=False):
                scale = min(SCALE, LONGEST / max(page.get_size()))
                drawn(page.render(scale=scale).to_pil(), layout, marks).save(path)
    except pypdfium2.PdfiumError as error:
        raise UnreadableDocument(f"a page cannot be drawn: {error}") from error
    return paths
