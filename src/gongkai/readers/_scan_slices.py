"""Pictures inside a document: which are worth reading, and which are slices of one that was cut to be uploaded."""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from gongkai.errors import GongkaiError
from gongkai.readers._scan_image import MAX_PIXELS, Frame, frames

SMALLEST = (300, 60)  # pixels of width and height: smaller pictures are marks and buttons
LEAST = 60_000  # pixels of all slices together: a table of three rows
SLICE = 1.25  # height by width from which a picture is a page of its own
SAME = 2  # pixels by which the widths of slices may differ


def worth_reading(files: Iterable[bytes]) -> list[Frame]:
    """The pictures that may hold text, slices rejoined; those that cannot be decoded are left out."""
    found = [frame for file in files for frame in _decoded(file)]
    whole = (joined(group) for group in groups(found))
    return [f for f in whole if f.pixels.shape[0] * f.pixels.shape[1] >= LEAST]


def _decoded(file: bytes) -> list[Frame]:
    try:
        found = frames(file)[1]
    except GongkaiError:
        return []
    return [f for f in found if f.pixels.shape[1] >= SMALLEST[0] and f.pixels.shape[0] >= SMALLEST[1]]


def groups(found: Sequence[Frame]) -> Iterator[list[Frame]]:
    """Pictures one after the other that are as wide as each other, none of them a whole page."""
    group: list[Frame] = []
    for frame in found:
        if group and not goes_on(group, frame):
            yield group
            group = []
        group.append(frame)
    if group:
        yield group


def goes_on(group: Sequence[Frame], frame: Frame) -> bool:
    """Whether a picture may be the next slice."""
    last = group[-1].pixels
    high, wide = frame.pixels.shape[:2]
    size = sum(f.pixels.shape[0] for f in group) * wide
    alike = abs(last.shape[1] - wide) <= SAME and size + high * wide <= MAX_PIXELS
    return bool(alike and max(last.shape[0], high) < SLICE * wide)


def joined(group: Sequence[Frame]) -> Frame:
    """Slices one under the other."""
    wide = min(f.pixels.shape[1] for f in group)
    return Frame(np.concatenate([f.pixels[:, :wide] for f in group]), group[0].dpi)
