"""Squared pictures to crops: the cells between rules and, in each, its lines of ink on clean paper."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import cv2
import numpy as np

from gongkai.document import Box
from gongkai.readers._scan_engine import text_map
from gongkai.readers._scan_image import Pixels
from gongkai.readers._scan_rules import DARK, inked_below

FAINT = 0.12  # of the darkest ink: fainter is no print
SPECK = 0.012  # of an em squared: dirt; a decimal point has 0.01 and stands beside digits
SLIVER = 0.16  # ems from a cell's side within which a straight remainder of its rule may show
STRAIGHT = 0.6  # share of a side that such a remainder covers
PARTED = 0.16  # ems of paper between two lines of a cell
MARK = 0.3  # ems: a smaller mark beside other lines is dirt
DASH = 0.13  # ems: a low mark as wide as that may be a minus sign
LOW = 0.25  # ems: what is lower is a part of the line it is nearest to, if that is near
AROUND = 0.16  # of a line's height: paper left around it, as in the pictures the network was trained on
EDGE = 0.08  # ems: how far the soft edge of a stroke reaches beyond its ink
LOWEST = 0.9  # ems: a dash is shown to the network on as high a line as a digit
TEXT = 0.3  # likelihood of text from which a pixel belongs to a line
BESIDE = 1.6  # ems within which a dash belongs to a line of text
GROWN = 1.6  # what the map is trained to show lines smaller by, as there


class Crop(NamedTuple):
    """One line of ink: where it is on the picture, its pixels on clean paper, where those are, and its cell's box."""

    box: Box
    pixels: Pixels
    frame: Box
    cell: Box | None = None


class Inner(NamedTuple):
    """The inside of a cell: its pixels without the rules, where that begins, and what of it is ink."""

    pixels: Pixels
    left: int
    top: int
    dark: Pixels


def inside(grey: Pixels, cell: Box, measure: tuple[float, float, float]) -> Inner:
    """A cell without its rules; measure: em, half of a rule's thickness, level below which a pixel is ink."""
    em, half, level = measure
    keep = half + 1.5
    x0, y0, x1, y1 = (round(v) for v in (cell[0] + keep, cell[1] + keep, cell[2] - keep, cell[3] - keep))
    part = grey[max(y0, 0) : max(y1, 0), max(x0, 0) : max(x1, 0)].copy()
    dark = (part < level).astype(np.uint8)
    if part.size:
        for turned in (False, True):
            cleared(part, dark, em, turned)
    return Inner(part, max(x0, 0), max(y0, 0), dark)


def cleared(part: Pixels, dark: Pixels, em: float, turned: bool) -> None:
    """Whites out what is left of rules along the sides of a cell."""
    picture, ink = (part.T, dark.T) if turned else (part, dark)
    deep = min(max(2, round(SLIVER * em)), len(ink) // 3)
    for rows in (range(deep), range(len(ink) - 1, len(ink) - 1 - deep, -1)):
        filled = [k for k in rows if ink[k].mean() > STRAIGHT]
        if filled:
            low, high = min(rows[0], *filled), max(rows[0], *filled)
            picture[low : high + 1] = 255
            ink[low : high + 1] = 0


def without_specks(dark: Pixels, em: float) -> Pixels:
    """Ink without dirt."""
    _, owner, boxes, _ = cv2.connectedComponentsWithStats(dark, connectivity=8)
    kept = boxes[:, 4] >= SPECK * em * em
    kept[0] = False
    return np.asarray(kept[owner], np.uint8)


def lines(inner: Inner, em: float) -> list[Box]:
    """The boxes of the lines of ink in a cell, top to bottom, in its own pixels."""
    dark = without_specks(inner.dark, em)
    found = without_edges(attached(stretches(np.atleast_1d(dark.any(1)), PARTED * em), em), len(dark), em)
    boxes = [tight(dark, rows, em) for rows in found]
    return [b for b in boxes if max(b[2] - b[0], b[3] - b[1]) > MARK * em] or boxes


def without_edges(runs: Sequence[tuple[int, int]], high: int, em: float) -> list[tuple[int, int]]:
    """Lines of ink without low ones at the rules above and below, where there is another: they are the rules' own."""
    near = SLIVER * em
    kept = [r for r in runs if r[1] - r[0] > LOW * em or (r[0] > near and r[1] < high - near)]
    return kept or list(runs)


def stretches(flags: Pixels, gap: float) -> list[tuple[int, int]]:
    """Runs of true values, those parted by less than a gap as one."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], flags.astype(np.int8), [0]))))
    runs: list[tuple[int, int]] = []
    for low, high in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        if runs and low - runs[-1][1] < gap:
            runs[-1] = (runs[-1][0], high)
        else:
            runs.append((low, high))
    return runs


def attached(runs: Sequence[tuple[int, int]], em: float) -> list[tuple[int, int]]:
    """Lines of ink, with strokes too low to be one of their own put to the one they are near."""
    joined: list[tuple[int, int]] = []
    for run in runs:
        last = joined[-1] if joined else None
        low = last is not None and min(run[1] - run[0], last[1] - last[0]) < LOW * em
        if last and low and run[0] - last[1] < 2 * PARTED * em and run[1] - last[0] <= 1.15 * em:
            joined[-1] = (last[0], run[1])
        else:
            joined.append(run)
    return joined


def tight(dark: Pixels, rows: tuple[int, int], em: float) -> Box:
    """The box of a line's ink, without small marks before the first and after the last character."""
    line = np.ascontiguousarray(dark[rows[0] : rows[1]])
    boxes = cv2.connectedComponentsWithStats(line, connectivity=8)[2][1:]
    wide, high = boxes[:, 2], boxes[:, 3]
    whole = boxes[(np.maximum(wide, high) > MARK * em) | ((wide > DASH * em) & (wide >= 2 * high))]
    kept = whole if len(whole) else boxes
    left, right = int(kept[:, 0].min()), int((kept[:, 0] + kept[:, 2]).max())
    held = np.flatnonzero(line[:, left:right].any(1))
    return left, rows[0] + int(held[0]), right, rows[0] + int(held[-1]) + 1


def crop(inner: Inner, box: Box, em: float) -> tuple[Pixels, Box]:
    """A line of ink on clean paper, and where its picture lies in the cell's pixels."""
    left, top, right, bottom = map(int, box)
    high = max(bottom - top, LOWEST * em * 0.75)
    border = round(AROUND * high) + 1
    extra = max(0, round((high - (bottom - top)) / 2))
    x0, y0 = left - 2 * border, top - border - extra
    x1, y1 = right + 2 * border, bottom + border + extra
    canvas = np.full((y1 - y0, x1 - x0), 255, np.uint8)
    edge = max(2, round(EDGE * em))
    up, down, start, end = max(top - edge, 0), bottom + edge, max(left - edge, 0), right + edge
    seen = inner.pixels[up:down, start:end]
    canvas[up - y0 : up - y0 + seen.shape[0], start - x0 : start - x0 + seen.shape[1]] = seen
    return canvas, (x0, y0, x1, y1)


def crops(grey: Pixels, cells: Sequence[Box], em: float, half: float) -> Iterator[list[Crop]]:
    """For each cell the crops of its lines; none where there is no ink."""
    level = inked_below(grey, DARK)
    for cell in cells:
        inner = inside(grey, cell, (em, half, level))
        yield [placed(inner, box, em, cell) for box in lines(inner, em)] if inner.pixels.size else []


def placed(inner: Inner, box: Box, em: float, cell: Box) -> Crop:
    """A line of a cell with its places on the page's picture."""
    pixels, frame = crop(inner, box, em)
    return Crop(moved(box, inner), pixels, moved(frame, inner), cell)


def moved(box: Box, inner: Inner) -> Box:
    """A box of a cell's pixels on the page's picture."""
    return box[0] + inner.left, box[1] + inner.top, box[2] + inner.left, box[3] + inner.top


def free_crops(grey: Pixels, tables: Sequence[Box], em: float) -> list[Crop]:
    """The lines of text outside tables, as the network for that finds them; not asked where there is no ink."""
    rest = grey.copy()
    reach = round(0.3 * em)
    for x0, y0, x1, y1 in tables:
        rest[max(0, round(y0) - reach) : round(y1) + reach, max(0, round(x0) - reach) : round(x1) + reach] = 255
    dark = (rest < inked_below(grey, DARK)).astype(np.uint8)
    if not characters(dark, em):
        return []
    return [c for found in text_boxes(rest) if (c := free_crop(rest, dark, found, em))]


def characters(dark: Pixels, em: float) -> bool:
    """Whether ink has the size of characters anywhere."""
    boxes = cv2.connectedComponentsWithStats(dark, connectivity=8)[2][1:]
    return bool(((boxes[:, 3] > 0.4 * em) & (boxes[:, 3] < 4 * em) & (boxes[:, 2] < 4 * em)).sum() > 3)


def text_boxes(grey: Pixels) -> list[Box]:
    """Where lines of text are, by the network's map of them (differentiable binarisation, Liao et al. 2020)."""
    likely, scale = text_map(grey)
    found = cv2.connectedComponentsWithStats((likely > TEXT).astype(np.uint8), connectivity=8)[2][1:]
    boxes: list[Box] = []
    for x, y, wide, high, _ in found.tolist():
        if min(wide, high) >= 2:
            grown = GROWN * wide * high / (wide + high) / 2
            boxes.append(
                ((x - grown) / scale, (y - grown) / scale, (x + wide + grown) / scale, (y + high + grown) / scale)
            )
    return boxes


def free_crop(grey: Pixels, dark: Pixels, found: Box, em: float) -> Crop | None:
    """A line of text outside tables, cut to its ink and the dashes beside it."""
    top, bottom = max(0, round(found[1])), round(found[3]) + 1
    left, right = dashed(dark[top:bottom], (max(0, round(found[0])), round(found[2]) + 1), em)
    inner = Inner(grey[top:bottom, left:right], left, top, dark[top:bottom, left:right])
    if not inner.dark.any():
        return None
    rows, columns = np.flatnonzero(inner.dark.any(1)), np.flatnonzero(inner.dark.any(0))
    box = int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1
    pixels, frame = crop(inner, box, em)
    return Crop(moved(box, inner), pixels, moved(frame, inner))


def dashed(dark: Pixels, sides: tuple[int, int], em: float) -> tuple[int, int]:
    """The sides of a line of text drawn out to dashes beside it, which the map of text leaves out."""
    reach = round(BESIDE * em)
    left, right = max(0, sides[0] - reach), min(dark.shape[1], sides[1] + reach)
    boxes = cv2.connectedComponentsWithStats(np.ascontiguousarray(dark[:, left:right]), connectivity=8)[2][1:]
    marks = [(left + b[0], left + b[0] + b[2]) for b in boxes.tolist() if b[3] < 0.2 * em and 0.25 * em < b[2] < reach]
    return min([sides[0], *(m[0] for m in marks)]), max([sides[1], *(m[1] for m in marks)])
