"""Bytes of pictures to pixels: what Pillow decodes, turned as its metadata says, one frame a page."""

import io
import warnings
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
from PIL import Image, ImageOps

from gongkai.errors import LimitExceeded, UnreadableDocument

Pixels = np.ndarray[Any, np.dtype[Any]]  # of 8 bits where nothing else is said
Floats = np.ndarray[Any, np.dtype[Any]]

MAX_PIXELS = 120_000_000  # of one picture: an A3 page at 600 dpi has 70 million
MAX_FRAMES = 200
NAMES = {"JPEG": "jpg", "MPO": "jpg", "TIFF": "tif"}
FAULTS = (OSError, ValueError, SyntaxError, EOFError, ArithmeticError, KeyError)  # what decoders raise on damage


class Frame(NamedTuple):
    """One picture: height x width x 3 (red, green, blue), and its resolution where the file states one.

    `exact` where the boxes of a document are in points at this resolution, whatever size that gives its type.
    """

    pixels: Pixels
    dpi: float | None = None
    exact: bool = False


def frames(data: bytes) -> tuple[str, list[Frame]]:
    """The name of the format and the pictures in a file. Raises UnreadableDocument and LimitExceeded."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of odd metadata; sizes are checked here
            with Image.open(io.BytesIO(data)) as image:
                name = image.format or ""
                return NAMES.get(name, name.lower()), list(_frames(image))
    except Image.DecompressionBombError as error:
        raise LimitExceeded(f"a picture of more than {MAX_PIXELS} pixels") from error
    except FAULTS as error:
        raise UnreadableDocument(f"the picture is damaged: {error}") from error


def _frames(image: Image.Image) -> Iterator[Frame]:
    count = getattr(image, "n_frames", 1) if image.format in ("TIFF", "MPO") else 1
    if count > MAX_FRAMES:
        raise LimitExceeded(f"a file of {count} pictures; the limit is {MAX_FRAMES}")
    for index in range(1 if image.format == "MPO" else count):
        image.seek(index)
        if image.width * image.height > MAX_PIXELS:
            raise LimitExceeded(f"a picture of {image.width} x {image.height} pixels; the limit is {MAX_PIXELS}")
        yield Frame(pixels(image), _dpi(image))


def _dpi(image: Image.Image) -> float | None:
    """What the file states, where both directions agree: a fax of 204 x 98 dots is stretched instead."""
    across, down = map(float, image.info.get("dpi", (0, 0)))
    return across if across and abs(across - down) < 1 else None


def pixels(image: Image.Image) -> Pixels:
    """Any kind of picture as red, green and blue on white paper."""
    image = ImageOps.exif_transpose(image)
    if image.mode.startswith("I;16"):
        image = Image.fromarray((np.asarray(image) >> 8).astype(np.uint8))
    if "A" in image.getbands() or "transparency" in image.info:
        image = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image)
    return np.asarray(image.convert("RGB"))
