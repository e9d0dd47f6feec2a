"""Pages of a PDF as pictures, at the resolution of what was scanned into them."""

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
import pypdfium2
from pypdfium2 import raw

from gongkai.errors import LimitExceeded, UnreadableDocument
from gongkai.readers._scan_image import MAX_PIXELS, Frame

USUAL = 200.0  # dpi where the page is not one picture
FEWEST, MOST = 150.0, 300.0  # dpi: recognition gains nothing from more
LARGEST = 40_000_000  # pixels of one page: A3 at 300 dpi has 17 million
MAIN = 0.3  # share of the page from which a picture says its resolution


def frames(data: bytes, numbers: Iterable[int]) -> Iterator[tuple[int, Frame]]:
    """Pages, counted from 1, as pictures. Raises LimitExceeded for pictures that are too large to be decoded."""
    document = pypdfium2.PdfDocument(data)
    try:
        for number in numbers:
            yield number, frame(document, number - 1)
    finally:
        document.close()


def frame(document: Any, index: int) -> Frame:
    """One page as displayed, annotations and all."""
    try:
        page = document[index]
        wide, high = page.get_size()
        dpi = resolution(page, wide * high)
        dpi = min(dpi, 72 * (LARGEST / max(1.0, wide * high)) ** 0.5)
        pixels = page.render(scale=dpi / 72, rev_byteorder=True).to_numpy()
    except pypdfium2.PdfiumError as error:
        raise UnreadableDocument(f"page {index + 1} cannot be drawn: {error}") from error
    colours = pixels if pixels.ndim == 3 else pixels[:, :, None].repeat(3, 2)
    return Frame(np.ascontiguousarray(colours[:, :, :3]), dpi, exact=True)


def resolution(page: Any, area: float) -> float:
    """The dpi of the largest picture of a page, within what is worth drawing. Raises LimitExceeded."""
    largest = 0.0
    found = USUAL
    for picture in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3):
        across, down = picture.get_px_size()
        if across * down > MAX_PIXELS:
            raise LimitExceeded(f"a picture of {across} x {down} pixels; the limit is {MAX_PIXELS}")
        left, bottom, right, top = picture.get_bounds()
        covered = (right - left) * (top - bottom)
        if covered > max(largest, MAIN * area):
            largest = covered
            found = 72 * (across * down / covered) ** 0.5
    return min(max(found, FEWEST), MOST)
