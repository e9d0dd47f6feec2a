"""Rules of a squared page: long thin runs of ink, put together to the lines that were drawn.

Found on a picture whose type has a known size, as every length here is a share of that.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

import cv2
import numpy as np

from gongkai.readers._scan_image import Pixels

DARK = 0.30  # of the page's darkest ink: rules are often hairlines, or grey
NOISE = 4.0  # standard deviations of the paper that ink must stand out by
SMOOTH = 0.5  # ems along which noise is evened out
GAP = 0.08  # ems of a rule that may be lost
RUN = (2.4, 1.2)  # ems: the shortest level and upright runs of ink that are no strokes of type
LONE = 6.0  # ems: a longer rule may stand alone; a shorter one ends at others
THICK = 0.3  # ems: a thicker run is a shaded area or type
OFF = 0.15  # ems by which pieces of one rule may lie off its line
NEAR = 0.3  # ems by which a rule may miss one that it is held to end at
REACH = 0.35  # ems by which a rule may miss the one it ends at
OVERSHOT = 2.8  # ems by which strokes of type may seem to draw an upright rule out
SEEN = 0.5  # share of a stretch between two lines that must show ink for the rule to go on there
END = 0.15  # share of it at either end that must as well: type stands away from rules


class Rule(NamedTuple):
    """A stretch of a drawn line in pixels: its place across its direction, where it begins and ends, its thickness."""

    at: float
    low: float
    high: float
    thick: float = 1.0


def type_size(grey: Pixels) -> float:
    """The em in pixels: most characters of a page are a little lower; 0 for a page with nothing on it."""
    soft = cv2.blur(grey, (3, 3)) if min(grey.shape) > 1100 else grey
    inked = soft[soft < 235]
    if inked.size < 100:
        return 0.0
    dark = (soft < (235 + float(np.percentile(inked, 10))) / 2 * 1.12).astype(np.uint8)
    found = cv2.connectedComponentsWithStats(dark, connectivity=8)[2][1:]
    wide, high, area = found[:, 2], found[:, 3], found[:, 4]
    largest = min(grey.shape) / 12
    kept = (high >= 5) & (high < largest) & (wide < largest) & (wide > high / 8) & (area > 0.08 * wide * high)
    heights = np.sort(high[kept])
    return float(np.percentile(heights, 80)) * 1.1 if len(heights) > 8 else 0.0


def rules(grey: Pixels, em: float) -> tuple[list[Rule], list[Rule]]:
    """Level and upright rules of a squared page, in order of place."""
    level, upright = along(grey, em), along(grey.T, em)
    across = grouped(runs(level, em, RUN[0]), OFF * em)
    down = grouped(runs(upright, em, RUN[1]), OFF * em)
    thin = (thinly(level, em), em), (thinly(upright, em), em)
    found = (
        [r for line in across for r in whole(line, down, (*thin[0], REACH))],
        [r for line in down for r in whole(line, across, (*thin[1], OVERSHOT))],
    )
    return anchored(*found, em)


def along(grey: Pixels, em: float) -> Pixels:
    """A picture smoothed along its rows where its noise would hide a rule."""
    noise, darkest = contrast(grey)
    if NOISE * noise < DARK * darkest:
        return grey
    return np.asarray(cv2.blur(grey, (round(SMOOTH * em) | 1, 1)), np.uint8)


def anchored(across: list[Rule], down: list[Rule], em: float) -> tuple[list[Rule], list[Rule]]:
    """The rules without those short ones that do not run from one rule to another."""
    while True:
        kept = (
            [r for r in across if r.high - r.low >= LONE * em or ends_at(r, down, em)],
            [r for r in down if ends_at(r, across, em)],
        )
        if kept == (across, down):
            return kept
        across, down = kept


def ends_at(rule: Rule, others: Iterable[Rule], em: float) -> bool:
    """Whether a rule begins and ends at others."""
    near = NEAR * em
    met = [o.at for o in others if o.low - near <= rule.at <= o.high + near]
    return any(abs(at - rule.low) <= near for at in met) and any(abs(at - rule.high) <= near for at in met)


def contrast(grey: Pixels) -> tuple[float, float]:
    """How far the levels of the paper scatter, and how far the darkest ink lies below it."""
    sample = grey[::3, ::3]
    paper, inked = sample[sample > 200], sample[sample < 200]
    noise = float(paper.std()) if paper.size else 0.0
    return noise, 255 - float(np.percentile(inked, 5)) if inked.size > 50 else 255.0


def inked_below(grey: Pixels, share: float = DARK) -> float:
    """The level below which a pixel is ink: a share of the darkest ink, and more than the paper's own noise."""
    noise, darkest = contrast(grey)
    return 255 - max(share * darkest, min(NOISE * noise, 90.0))


def runs(grey: Pixels, em: float, shortest: float) -> list[Rule]:
    """Long thin runs of ink along the rows of a picture."""
    dark = (grey < inked_below(grey)).astype(np.uint8)
    gap, run, thick = (max(2, round(share * em)) for share in (GAP, shortest, THICK))
    closed = cv2.morphologyEx(dark, cv2.MORPH_CLOSE, np.ones((1, gap + 1), np.uint8))
    long = cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones((1, run), np.uint8))
    blocks = cv2.morphologyEx(long, cv2.MORPH_OPEN, np.ones((thick, 1), np.uint8))
    thin = np.where(cv2.dilate(blocks, np.ones((3, 3), np.uint8)) > 0, 0, long).astype(np.uint8)
    _, _, boxes, middles = cv2.connectedComponentsWithStats(thin, connectivity=8)
    return [
        Rule(float(m[1]), float(b[0]), float(b[0] + b[2]), float(b[4] / b[2]))
        for b, m in list(zip(boxes, middles, strict=True))[1:]
        if b[2] >= run
    ]


def grouped(found: Sequence[Rule], tolerance: float) -> list[list[Rule]]:
    """Pieces that lie on one line, no further off it than the tolerance; the longest pieces say where a line is."""
    lines: list[list[Rule]] = []
    for rule in sorted(found, key=lambda r: r.low - r.high):
        near = [line for line in lines if abs(line[0].at - rule.at) <= tolerance]
        if near:
            min(near, key=lambda line: abs(line[0].at - rule.at)).append(rule)
        else:
            lines.append([rule])
    return lines


def middle(line: Sequence[Rule]) -> float:
    """The place of a line: the middle one of its pieces, counted by their lengths."""
    pieces = sorted(line)
    reached = np.cumsum([r.high - r.low for r in pieces])
    return pieces[int(np.searchsorted(reached, reached[-1] / 2))].at


def thinly(grey: Pixels, em: float) -> Pixels:
    """Pixels of ink with paper above and below, as those of a rule are and those of type seldom."""
    off = max(3, round(0.3 * em))
    weak = inked_below(grey, DARK / 2)
    near = cv2.erode(grey, np.ones((3, 1), np.uint8))
    light = cv2.blur(grey, (1, 3))
    above, below = np.roll(light, off, 0), np.roll(light, -off, 0)
    return np.asarray((near < weak) & (np.minimum(above, below) > (weak + 255) / 2 - 20))


def whole(line: Sequence[Rule], crossing: Iterable[Sequence[Rule]], seen: tuple[Pixels, float, float]) -> list[Rule]:
    """The pieces of a line with what is faintly seen between the lines that cross it, as stretches between those."""
    thin, em, over = seen
    at = middle(line)
    thick = float(np.median([r.thick for r in line]))
    reach = REACH * em
    ends = sorted({middle(c) for c in crossing if any(r.low - reach <= at <= r.high + reach for r in c)})
    pieces = [[r.low, r.high] for r in line]
    pieces += [[a, b] for a, b in pairwise(ends) if shown(thin, at, (a, b))]
    stretches = [ended(p, ends, (reach, over * em)) for p in joined(pieces, reach)]
    return [Rule(at, low, high, thick) for low, high in stretches if high - low >= em]


def shown(thin: Pixels, at: float, part: tuple[float, float]) -> bool:
    """Whether a stretch along a row shows ink thinly, most of it and near both ends, a pixel up or down allowed for."""
    row, low, high = round(at), round(part[0]) + 2, round(part[1]) - 1
    if high - low < 4:
        return False
    found = np.atleast_1d(thin[max(row - 2, 0) : row + 3, low:high].any(0))
    end = max(2, round(END * len(found)))
    return bool(min(found.mean(), found[:end].mean(), found[-end:].mean()) >= SEEN)


def joined(pieces: Iterable[list[float]], gap: float) -> list[list[float]]:
    """Stretches that touch or nearly do as one."""
    found: list[list[float]] = []
    for low, high in sorted(pieces):
        if found and low - found[-1][1] <= gap:
            found[-1][1] = max(found[-1][1], high)
        else:
            found.append([low, high])
    return found


def ended(piece: Sequence[float], ends: Sequence[float], limits: tuple[float, float]) -> tuple[float, float]:
    """A stretch drawn out, or cut back, to the outermost crossing lines that it nearly ends at."""
    reach, over = limits
    inside = [e for e in ends if piece[0] - reach <= e <= piece[1] + reach]
    if not inside:
        return piece[0], piece[1]
    low = inside[0] if abs(inside[0] - piece[0]) <= over else piece[0]
    return low, inside[-1] if abs(inside[-1] - piece[1]) <= over else piece[1]
