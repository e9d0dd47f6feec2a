"""A photographed or skewed page made square: from the directions of its rules, or of its lines of text."""

from collections.abc import Sequence
from typing import NamedTuple

import cv2
import numpy as np

from gongkai.readers._scan_image import Floats, Pixels

LEAN = 8.0  # degrees from level or upright that a rule may be; a page turned further is no scan of this world
ENOUGH = 6  # rules whose directions are worth more than those of lines of text
MEASURED = 1400  # pixels of the longer side on which directions are measured
ROUNDS = 6  # of fitting, each with what did not fit weighing less
TURNED = 5.0  # degrees of skew that lines of text are tried at
LEVEL = 0.02  # degrees below which a page is left as it is


class Segment(NamedTuple):
    """A straight stroke, in shares of half the longer side from the middle of the picture."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def length(self) -> float:
        """Its length."""
        return float(np.hypot(self.x1 - self.x0, self.y1 - self.y0))


def squared(grey: Pixels, em: float) -> Floats:
    """The matrix (3 x 3) that takes pixels of the picture to those of the page seen from straight above."""
    high, wide = grey.shape
    half = max(high, wide) / 2
    across, down = strokes(grey, em)
    first = meeting(across) if len(across) >= ENOUGH else (level(grey), 0.0)
    second = meeting([Segment(s.y0, s.x0, s.y1, s.x1) for s in down]) if len(down) >= ENOUGH else (-first[0], 0.0)
    inner = rectifying(np.array((1.0, *first)), np.array((second[0], 1.0, second[1])))
    centred = np.array([[1 / half, 0, -wide / 2 / half], [0, 1 / half, -high / 2 / half], [0, 0, 1]])
    back = np.linalg.inv(centred)
    return np.asarray(back @ inner @ centred, np.float32)


def strokes(grey: Pixels, em: float) -> tuple[list[Segment], list[Segment]]:
    """Long straight strokes of a picture, about level ones and about upright ones."""
    scale = min(1.0, MEASURED / max(grey.shape))
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    found = cv2.createLineSegmentDetector(cv2.LSD_REFINE_STD).detect(small)[0]
    half = max(small.shape) / 2
    middle = np.array(small.shape[::-1] * 2) / 2
    ends = (np.empty((0, 4)) if found is None else found.reshape(-1, 4) - middle) / half
    long = [Segment(*map(float, e)) for e in ends if np.hypot(e[2] - e[0], e[3] - e[1]) * half > 2.5 * em * scale]
    lean = np.tan(np.deg2rad(LEAN))
    return (
        [s for s in long if abs(s.y1 - s.y0) < lean * abs(s.x1 - s.x0)],
        [s for s in long if abs(s.x1 - s.x0) < lean * abs(s.y1 - s.y0)],
    )


def meeting(segments: Sequence[Segment]) -> tuple[float, float]:
    """Where about level lines meet, as the point (1, slope, nearness): nearness 0 is infinitely far.

    Least squares of the lines' distances from the point, weighted by length, outliers weighing less every round.
    """
    lines = np.array([(s.y0 - s.y1, s.x1 - s.x0, s.x0 * s.y1 - s.x1 * s.y0) for s in segments])
    lengths = np.array([s.length for s in segments])
    lines = lines / lengths[:, None]
    weights = lengths.copy()
    spread = float(np.average(lines[:, 2] ** 2, weights=weights))
    point = np.zeros(2)
    for _ in range(ROUNDS):
        held = 1.0 if spread > 0.02 else 0.0  # lines at one height say nothing about where they meet
        system = lines[:, 1:] * np.array((1.0, held))
        normal = system.T @ (weights[:, None] * system) + np.diag((1e-9, 1e-3 * weights.sum()))
        point = np.linalg.solve(normal, -system.T @ (weights * lines[:, 0]))
        off = np.abs(lines[:, 0] + system @ point)
        weights = lengths / (1 + (off / max(float(np.median(off)), 1e-4)) ** 2)
    return float(point[0]), float(point[1])


def rectifying(level_: Floats, upright: Floats) -> Floats:
    """The matrix that moves two vanishing points to infinity along the axes, lengths at the middle kept."""
    horizon = np.cross(level_, upright)
    flat = np.array([[1, 0, 0], [0, 1, 0], horizon / horizon[2]])
    axes = np.stack([(flat @ p)[:2] / np.hypot(*(flat @ p)[:2]) for p in (level_, upright)], 1)
    turn = np.eye(3)
    turn[:2, :2] = np.linalg.inv(axes)
    return np.asarray(turn @ flat)


def level(grey: Pixels) -> float:
    """The slope of lines of text: the one at which the rows of the picture differ most."""
    scale = min(1.0, 0.5 * MEASURED / max(grey.shape))
    dark = 255 - cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    rough = max(np.arange(-TURNED, TURNED + 0.1, 0.5), key=lambda a: sharpness(dark, a))
    fine = max(np.arange(rough - 0.5, rough + 0.51, 0.1), key=lambda a: sharpness(dark, a))
    return float(np.tan(np.deg2rad(fine)))


def sharpness(dark: Pixels, degrees: float) -> float:
    """How much neighbouring rows differ once a picture is turned back by so many degrees."""
    high, wide = dark.shape
    turn = cv2.getRotationMatrix2D((wide / 2, high / 2), degrees, 1.0)
    rows = cv2.warpAffine(dark, turn, (wide, high)).mean(1)
    return float((np.diff(rows) ** 2).sum())


def fitted(matrix: Floats, size: tuple[int, int], scale: float) -> tuple[Floats, tuple[int, int]]:
    """A matrix moved and scaled so that the page's width and height fit a picture, and the size of that."""
    wide, high = size
    corners = np.array([[[0, 0], [wide, 0], [wide, high], [0, high]]], np.float32)
    placed = cv2.perspectiveTransform(corners, np.asarray(matrix, np.float32))[0]
    low, top = placed.min(0), placed.max(0)
    move = np.array([[scale, 0, -low[0] * scale], [0, scale, -low[1] * scale], [0, 0, 1]])
    width, height = np.ceil((top - low) * scale).astype(int)
    return np.asarray(move @ matrix, np.float32), (int(width), int(height))
