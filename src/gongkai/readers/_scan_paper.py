"""Pixels to ink on white paper: light evened out, seals and coloured grounds taken away."""

import cv2
import numpy as np

from gongkai.readers._scan_image import Pixels

GROUND = 48  # parts of the picture's longer side: paper shows through text at this distance
SMALL = 600  # pixels of the longer side on which light is measured
COLOUR = 50  # levels between the lightest and the darkest channel from which ink has a colour
BROAD = 0.2  # ems: pale ink that is broader is a watermark, not the edge of a stroke
PALE = 235  # level from which a pixel is paper
TABLE = 0.4  # of the paper's light: what is darker is not the paper but what it lies on
SEAL = 0.055  # share of the longer side: no coloured word is as high and as wide as a seal


def ink(pixels: Pixels) -> Pixels:
    """Grey levels, 255 the paper and 0 the darkest ink; red seals left out, red words kept."""
    if not coloured(pixels[::4, ::4]).any():
        return lit(pixels[:, :, 1])
    even = lit(pixels)
    grey = np.asarray(cv2.cvtColor(even, cv2.COLOR_RGB2GRAY), np.uint8)
    tinted = coloured(even)
    covered = seals(tinted)
    if not covered.any():
        return grey
    light = even.max(2)
    level = max(PALE // 2, float(np.percentile(light[tinted & covered], 30)))
    return np.where(covered, np.minimum(light * (255 / level), 255).astype(np.uint8), grey)


def coloured(pixels: Pixels) -> Pixels:
    """Where there is ink of a colour."""
    low, high = pixels.min(2), pixels.max(2)
    return np.asarray((high - low > COLOUR) & (low < PALE))


def lit(pixels: Pixels) -> Pixels:
    """The picture divided by its paper, colour by colour; what lies around the paper is white."""
    paper = ground(pixels)
    even = np.asarray(cv2.divide(pixels, paper, scale=255), np.uint8)
    lightest: Pixels = paper.max(2) if paper.ndim > 2 else paper
    outside = lightest < TABLE * np.percentile(lightest[::16, ::16], 90)
    if outside.any():
        reach = max(3, round(max(outside.shape) / GROUND))
        even[cv2.dilate(outside.astype(np.uint8), np.ones((reach, reach), np.uint8)) > 0] = 255
    return even


def ground(pixels: Pixels) -> Pixels:
    """The paper under the ink: the lightest there is around, smoothed."""
    high, wide = pixels.shape[:2]
    scale = min(1.0, SMALL / max(high, wide))
    small = cv2.resize(pixels, (max(1, round(wide * scale)), max(1, round(high * scale))), interpolation=cv2.INTER_AREA)
    reach = max(3, round(max(small.shape[:2]) / GROUND) | 1)
    closed = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((reach, reach), np.uint8))
    smooth = cv2.GaussianBlur(closed, (0, 0), reach / 3)
    return np.asarray(cv2.resize(np.maximum(smooth, 1), (wide, high), interpolation=cv2.INTER_LINEAR), np.uint8)


def seals(tinted: Pixels) -> Pixels:
    """Where coloured ink stands within as large an outline as that of a seal."""
    scale = min(1.0, SMALL / max(tinted.shape))
    small = cv2.resize(tinted.astype(np.uint8) * 255, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    reach = max(3, round(SMALL * 0.015))
    near = cv2.morphologyEx((small > 40).astype(np.uint8), cv2.MORPH_CLOSE, np.ones((reach, reach), np.uint8))
    found: Pixels = np.zeros(near.shape, np.uint8)
    for outline in cv2.findContours(near, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)[0]:
        if min(cv2.boundingRect(outline)[2:]) >= SEAL * max(near.shape):
            cv2.fillPoly(found, [cv2.convexHull(outline)], (1,))
    found = cv2.dilate(found, np.ones((5, 5), np.uint8))
    whole = cv2.resize(found, tinted.shape[::-1], interpolation=cv2.INTER_NEAREST)
    return np.asarray(whole > 0)


def unmarked(grey: Pixels, em: float, level: float) -> Pixels:
    """A page without broad ink that is paler than a level: watermarks. The strokes over it stay."""
    broad = np.ones((max(3, round(BROAD * em)),) * 2, np.uint8)
    pale = ((grey > level) & (grey < PALE + 5)).astype(np.uint8)
    marks = cv2.dilate(cv2.morphologyEx(pale, cv2.MORPH_OPEN, broad), broad)
    return np.where(cv2.min(marks, pale) > 0, 255, grey).astype(np.uint8) if marks.any() else grey
