"""Crops to text: labels as the recogniser's best text, figures as all likely readings, looked at twice if need be.

A figure counts as read only where the first look is sure and the shapes of its ink agree, or where all looks agree.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import NamedTuple

import cv2
import numpy as np

from gongkai.document import Recognised
from gongkai.readers._scan_cells import Crop
from gongkai.readers._scan_decode import Best, best, readings
from gongkai.readers._scan_engine import alphabet, probabilities
from gongkai.readers._scan_image import Floats, Pixels

SURE = 0.995  # chance from which one look at a figure is enough
MEASURED = 0.97  # chance from which a figure is one to measure others by
DISPUTED = 0.9  # chance of a figure at most that looks differ on
READ = 0.35  # chance of its characters under which a text cannot be read
OFFERED = 0.002  # chance under which a reading is not worth keeping
LIKELY = 0.02  # chance from which a reading that is written as figures are goes before one that is not
WRITTEN = re.compile(r"[-+]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|[-/]+")
FIGURES = "0123456789.,-+/"
# what digits and dashes come out as where the recogniser expects a word
TWINS = {
    "O": "0", "o": "0", "〇": "0", "○": "0", "口": "0", "D": "0", "Q": "0", "U": "0", "C": "0", "c": "0", "θ": "0",
    "l": "1", "I": "1", "i": "1", "|": "1", "丨": "1", "!": "1", "Z": "2", "z": "2", "S": "5", "s": "5", "B": "8",
    "g": "9", "q": "9", "b": "6", "G": "6", "T": "7", "了": "7", "—": "-", "–": "-", "―": "-", "一": "-", "－": "-",
    "．": ".", "，": ",", "。": ".", "、": ",", "·": ".", "：": ".", ":": ".", "'": ",", "`": ",", "’": ",", "／": "/",
    "＋": "+", " ": "", "_": "-", "~": "-",
}  # fmt: skip
FEW = 4  # letters that may be digits in an odd type; more are a word
LETTERS = "\u2e7f"  # the last character before the ideographs
WIDE = {chr(0xFF10 + k): str(k) for k in range(10)}

UNREAD = "something is printed that could not be read"
STEP, ALONE = 0.75, 0.6  # of a digit's height: its advance and its width in usual type
NARROW = 0.55  # of an advance: a figure further off the width of its digits has another number of them
SLIM = 0.3  # of an advance: what a 1 lacks at an end
NOTHING = "\ufffd"  # stands for print that could not be read


class Seen(NamedTuple):
    """What a crop says: its text, places of the characters (0 to 1 along its picture), the readings of a figure.

    `doubt` says why there is no text; `unsure` asks for a second look.
    """

    text: str
    places: tuple[float, ...]
    readings: tuple[Recognised, ...] = ()
    doubt: str = ""
    unsure: bool = False


def read(crops: Sequence[Crop], em: float) -> list[Seen]:
    """What each crop says."""
    columns = probabilities([c.pixels for c in crops])
    found = [first(crop, c, em) for crop, c in zip(crops, columns, strict=True)]
    measure = widths(list(zip(crops, found, strict=True)))
    again = [k for k, s in enumerate(found) if s.unsure or (s.readings and misshapen(crops[k], s.text, measure))]
    for k, seen in zip(again, second([crops[k] for k in again], [found[k] for k in again], measure), strict=True):
        found[k] = seen
    return found


def first(crop: Crop, columns: Floats, em: float) -> Seen:
    """The first look."""
    if flat(crop.box, em):
        return Seen("—", (0.5,))
    free = best(columns, alphabet())
    if not figure_like(free.text):
        return worded(free)
    found = figures(columns)
    if not found:
        return Seen(NOTHING, (0.5,), doubt=UNREAD, unsure=True)
    text = found[0].text
    agreed = text == plain(free.text) and min(found[0].chance, free.chance) >= SURE
    return Seen(text, places(free, text), found, unsure=not agreed)


def worded(free: Best) -> Seen:
    """A text that is no figure; print that cannot be read is shown as such."""
    if not free.text or np.mean(free.chances) < READ:
        return Seen(NOTHING, (0.5,), doubt=UNREAD, unsure=True)
    return Seen(free.text, free.places)


def figure_like(text: str) -> bool:
    """Whether a text may be a figure or a dash: marks digits are taken for, or some few letters."""
    known = all(c in FIGURES or c in TWINS or c in WIDE for c in text)
    return bool(text) and (known or (len(text) <= FEW and all(c < LETTERS for c in text)))


def plain(text: str) -> str:
    """A text in the letters of figures."""
    return "".join(WIDE.get(c) or TWINS.get(c, c) for c in text)


@cache
def classes() -> tuple[tuple[int, ...], tuple[str, ...]]:
    """The classes of figures in the network's alphabet, the blank first, and the letter each stands for."""
    letters = alphabet()
    kept = [(k, WIDE.get(c, c)) for k, c in enumerate(letters) if k and (c in FIGURES or c in WIDE or c in "．，－")]
    pairs = [(0, ""), *((k, {"．": ".", "，": ",", "－": "-"}.get(c, c)) for k, c in kept)]
    return tuple(k for k, _ in pairs), tuple(c for _, c in pairs)


def figures(columns: Floats) -> tuple[Recognised, ...]:
    """The likely readings of a figure, the likeliest first; none where there is no figure in it."""
    return ordered(r for r in readings(columns, *classes()) if r.text)


def ordered(found: Iterable[Recognised]) -> tuple[Recognised, ...]:
    """Readings by chance, those that are written as figures are before others; unlikely ones left out."""
    kept = sorted(found, key=lambda r: -r.chance)
    kept = [r for k, r in enumerate(kept) if k == 0 or r.chance >= OFFERED]
    return tuple(sorted(kept, key=lambda r: not (r.chance >= LIKELY and WRITTEN.fullmatch(r.text))))


def places(free: Best, text: str) -> tuple[float, ...]:
    """Where characters stand; evenly spread where the figure has another length than the free text."""
    if len(free.text) == len(text):
        return free.places
    low, high = (free.places[0], free.places[-1]) if free.places else (0.5, 0.5)
    return tuple(low + (high - low) * (k + 0.5) / len(text) for k in range(len(text)))


def flat(box: Sequence[float], em: float) -> bool:
    """Whether ink is a dash: low, and some way wide."""
    wide, high = box[2] - box[0], box[3] - box[1]
    return high < 0.16 * em and wide > max(3 * high, 0.3 * em)


def widths(found: Sequence[tuple[Crop, Seen]]) -> tuple[float, float]:
    """What one more digit adds to a figure's width, and the width of a single one, in shares of its height."""
    sizes = [(len(s.text), (c.box[2] - c.box[0]) / (c.box[3] - c.box[1])) for c, s in found if sized(s)]
    single = [w for n, w in sizes if n == 1]
    alone = float(np.median(single)) if len(single) > 4 else ALONE
    more = [(w - alone) / (n - 1) for n, w in sizes if n > 1]
    return (float(np.median(more)) if len(more) > 4 else STEP), alone


def sized(seen: Seen) -> bool:
    """Whether a first look is a plain number read well enough to measure others by."""
    return seen.text.isdigit() and seen.text != "1" and bool(seen.readings) and seen.readings[0].chance > MEASURED


def misshapen(crop: Crop, text: str, measure: tuple[float, float]) -> bool:
    """Whether a number is printed too wide or too narrow for the digits read."""
    if not text.isdigit():
        return False
    step, alone = measure
    wide = (crop.box[2] - crop.box[0]) / (crop.box[3] - crop.box[1])
    ends = sum(text[k] == "1" for k in {0, len(text) - 1}) * step * SLIM
    over = wide - (alone + step * (len(text) - 1))
    return not -step * NARROW - ends <= over <= step * NARROW


def second(crops: Sequence[Crop], found: Sequence[Seen], measure: tuple[float, float]) -> list[Seen]:
    """Other looks at what the first was not sure of."""
    views = [view for crop in crops for view in looks(crop.pixels)]
    columns = probabilities(views)
    per = len(views) // max(1, len(crops))
    return [
        settled((crop, measure), seen, columns[k * per : (k + 1) * per])
        for k, (crop, seen) in enumerate(zip(crops, found, strict=True))
    ]


def looks(pixels: Pixels) -> list[Pixels]:
    """The same crop at another scale, sharper, darker and in two levels."""
    larger = cv2.resize(pixels, None, fx=2, fy=2, interpolation=cv2.INTER_LANCZOS4)
    soft = cv2.GaussianBlur(larger, (0, 0), 2.0)
    sharp = cv2.addWeighted(larger, 1.8, soft, -0.8, 0)
    cut = cv2.threshold(cv2.GaussianBlur(larger, (0, 0), 1.0), 0, 255, cv2.THRESH_OTSU | cv2.THRESH_BINARY)[1]
    roomy = cv2.copyMakeBorder(larger, 8, 8, 16, 16, cv2.BORDER_CONSTANT, value=(255.0,))
    dark = np.clip((soft.astype(np.float32) - soft.min()) * (255 / max(1, 255 - int(soft.min()))), 0, 255).astype(
        np.uint8
    )
    return [np.asarray(view, np.uint8) for view in (sharp, cut, roomy, dark)]


def settled(shape: tuple[Crop, tuple[float, float]], seen: Seen, columns: Sequence[Floats]) -> Seen:
    """What all looks together say; a figure that they do not agree on, or of another shape, is never sure."""
    free = [best(c, alphabet()) for c in columns]
    if not seen.readings and not all(figure_like(t.text) for t in free):
        return worded(max(free, key=lambda t: float(np.mean(t.chances or (0.0,)))))
    every = [e for e in (seen.readings, *map(figures, columns)) if e]
    if not every:
        return Seen(NOTHING, (0.5,), doubt=UNREAD, unsure=True)
    ranked = ordered(Recognised(*r) for r in pooled(every).items())
    text, chance = ranked[0]
    agreed = all(e[0].text == text for e in every) and 2 * sum(plain(t.text) == text for t in free) >= len(free)
    if not agreed or misshapen(shape[0], text, shape[1]):
        chance = min(chance, DISPUTED)
    return Seen(text, spread(seen, text), (Recognised(text, chance), *ranked[1:]))


def spread(seen: Seen, text: str) -> tuple[float, ...]:
    """Places for a text of another length than the first look's."""
    if len(seen.places) == len(text):
        return seen.places
    low, high = seen.places[0], seen.places[-1]
    return tuple(low + (high - low) * (k + 0.5) / len(text) for k in range(len(text)))


def pooled(every: Sequence[Sequence[Recognised]]) -> Mapping[str, float]:
    """The mean chance of each text over all looks."""
    sums: dict[str, float] = defaultdict(float)
    for found in every:
        for text, chance in found:
            sums[text] += chance / len(every)
    return sums
