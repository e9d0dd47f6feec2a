"""Which way up a picture is, and whether it shows two facing pages."""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import cv2
import numpy as np

from gongkai.readers._scan_decode import best
from gongkai.readers._scan_engine import alphabet, probabilities
from gongkai.readers._scan_image import Floats, Pixels
from gongkai.readers._scan_rules import inked_below

SMALL = 14.0  # pixels of the em at which lines are looked for
ASKED = 8  # lines that are read to tell which way up a picture is
ENOUGH = 10  # ideographs in them, fewer tell nothing
LETTERS = "\u2e7f"  # the last character before the ideographs
UPRIGHT = 0.85  # mean chance of those from which no other way is tried
DIGIT = (0.5, 0.9)  # ems: the height of a digit
TALL = 1.25  # height by width of a digit at least, but for fat ones
FEW = 20  # digits that tell how a picture lies
SIDEWAYS = 1.3  # times as many lines down as across from which a picture lies on its side
CLOSE = 0.3  # ems between characters of one line, at most
SPREAD = 1.15  # width by height from which a picture may show two pages
MIDDLE = (0.42, 0.58)  # shares of its width between which the gutter lies
GUTTER = 1.5  # ems of paper at least between two pages
STRIP = 2.0  # height by width from which a picture is a strip of several pages
CUT = (0.5, 1.4, 2.4)  # widths: the least, the usual and the greatest height of a page cut from a strip
EMPTY = 0.004  # share of a column's pixels that may be ink in the gutter


class Part(NamedTuple):
    """One page of a picture, upright, and the matrix from its pixels to the picture's."""

    grey: Pixels
    back: Floats


def pages(grey: Pixels, em: float) -> list[Part]:
    """The pages of a picture turned upright: one, two that face each other, or as many as a long strip makes."""
    if not em:
        return [Part(grey, np.eye(3, dtype=np.float32))]
    turns = quarters(grey, em)
    upright = np.ascontiguousarray(np.rot90(grey, turns))
    back = unturned(turns, grey.shape)
    high, wide = upright.shape
    edge = gutter(upright, em)
    if edge:
        return [part(upright, back, (left, 0, right, high)) for left, right in ((0, edge), (edge, wide))]
    rows = cuts(upright, em)
    return [part(upright, back, (0, top, wide, bottom)) for top, bottom in pairwise(rows)]


def part(grey: Pixels, back: Floats, box: tuple[int, int, int, int]) -> Part:
    """A box of a picture as a page of its own."""
    left, top, right, bottom = box
    shift = np.array([[1, 0, left], [0, 1, top], [0, 0, 1]], np.float32)
    return Part(np.ascontiguousarray(grey[top:bottom, left:right]), back @ shift)


def unturned(turns: int, shape: tuple[int, ...]) -> Floats:
    """The matrix from the pixels of a picture turned counterclockwise to those of the picture."""
    high, wide = shape
    known = (
        ((1, 0, 0), (0, 1, 0)),
        ((0, -1, wide), (1, 0, 0)),
        ((-1, 0, wide), (0, -1, high)),
        ((0, 1, 0), (-1, 0, high)),
    )
    return np.array((*known[turns], (0, 0, 1)), np.float32)


def quarters(grey: Pixels, em: float) -> int:
    """The counterclockwise quarter turns after which some lines of a picture are read best."""
    scale = min(1.0, SMALL / em)
    small = np.asarray(cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)
    dark = without_rules((small < inked_below(small)).astype(np.uint8), em * scale)
    likely = (1, 3) if sideways(dark, em * scale) else (0, 2)
    chances: dict[int, float] = {}
    for turns in (*likely, *(k for k in range(4) if k not in likely)):
        boxes = lines(np.ascontiguousarray(np.rot90(dark, turns)), em * scale)
        chances[turns] = legible(np.ascontiguousarray(np.rot90(grey, turns)), boxes, scale)
        if turns != 1 and chances[turns] >= UPRIGHT and max(chances.values()) == chances[turns]:
            return turns
    return max(chances, key=lambda k: (chances[k], -k))


def sideways(dark: Pixels, em: float) -> bool:
    """Whether a picture lies on its side: by its digits, which are higher than wide, or by its lines."""
    boxes = cv2.connectedComponentsWithStats(dark, connectivity=8)[2][1:]
    wide, high = boxes[:, 2], boxes[:, 3]
    size = np.maximum(wide, high) / em
    digits = (size > DIGIT[0]) & (size < DIGIT[1])
    tall, flat = int((digits & (high > TALL * wide)).sum()), int((digits & (wide > TALL * high)).sum())
    if tall + flat >= FEW and max(tall, flat) > 2 * min(tall, flat):
        return flat > tall
    return len(lines(np.ascontiguousarray(dark.T), em)) > SIDEWAYS * len(lines(dark, em))


def legible(grey: Pixels, boxes: Sequence[tuple[int, ...]], scale: float) -> float:
    """The mean chance of the ideographs in the longest of some lines; 0 where there are few."""
    longest = sorted(boxes, key=lambda b: -b[2])[:ASKED]
    cuts = ([round(v / scale) for v in (b[0] - 2, b[1] - 2, b[0] + b[2] + 2, b[1] + b[3] + 2)] for b in longest)
    crops = [grey[max(0, top) : bottom, max(0, left) : right] for left, top, right, bottom in cuts]
    found = [best(columns, alphabet()) for columns in probabilities(crops)]
    chances = [c for one in found for letter, c in zip(one.text, one.chances, strict=True) if letter > LETTERS]
    return float(np.mean(chances)) if len(chances) >= ENOUGH else 0.0


def lines(dark: Pixels, em: float) -> list[tuple[int, ...]]:
    """The boxes of what may be lines of type along the rows of a picture: in a line, characters stand closest."""
    smeared = cv2.morphologyEx(dark, cv2.MORPH_CLOSE, np.ones((1, max(3, round(CLOSE * em))), np.uint8))
    boxes = cv2.connectedComponentsWithStats(smeared, connectivity=8)[2][1:].tolist()
    return [tuple(b) for b in boxes if 0.5 * em < b[3] < 1.9 * em and 2.5 * em < b[2] < 16 * em]


def without_rules(dark: Pixels, em: float) -> Pixels:
    """Ink without long straight runs."""
    long = round(3 * em)
    across = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((1, long), np.uint8))
    down = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((long, 1), np.uint8))
    drawn = cv2.dilate(np.maximum(across, down), np.ones((3, 3), np.uint8))
    return np.where(drawn > 0, 0, dark).astype(np.uint8)


def gutter(grey: Pixels, em: float) -> int:
    """The column between two facing pages; 0 for a single page."""
    high, wide = grey.shape
    if wide < SPREAD * high:
        return 0
    low, top = (round(share * wide) for share in MIDDLE)
    dark = grey < inked_below(grey)
    inked = dark[:, low:top].mean(0)
    free = (inked <= EMPTY) | (inked > 0.5)  # the shadow of the fold is one dark line from top to bottom
    run = longest(free)
    if run[1] - run[0] < GUTTER * em or not (dark[:, :low].any() and dark[:, top:].any()):
        return 0
    return int(low + (run[0] + run[1]) // 2)


def longest(flags: Pixels) -> tuple[int, int]:
    """The longest run of true values."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], flags.astype(np.int8), [0]))))
    runs = list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))
    return max(runs, key=lambda r: r[1] - r[0], default=(0, 0))


def cuts(grey: Pixels, em: float) -> list[int]:
    """The rows at which a picture is cut into pages, its ends among them: a long strip, where there is least ink."""
    high, wide = grey.shape
    rows = [0]
    if high > STRIP * wide:
        dark = (grey < inked_below(grey)).astype(np.float32).mean(1, keepdims=True)
        inked = cv2.blur(dark, (1, round(em) | 1)).ravel()
        while high - rows[-1] > STRIP * wide:
            rows.append(rows[-1] + cut(inked[rows[-1] :], wide))
    return [*rows, high]


def cut(inked: Floats, wide: int) -> int:
    """Where the first page of a strip ends: in the paper nearest to a page's height, or in the row of least ink."""
    low, usual, top = (round(share * wide) for share in CUT)
    free = low + np.flatnonzero(inked[low:top] < 1e-4)
    if free.size:
        return int(free[np.abs(free - usual).argmin()])
    return low + int(inked[low:top].argmin())
