"""Columns of probabilities to texts: the best one, and for figures all the likely ones (CTC, restricted alphabet).

Graves et al., Connectionist Temporal Classification (ICML 2006), section 3.2: prefix search, here as a beam.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from gongkai.document import Recognised
from gongkai.readers._scan_image import Floats

BEAM = 12  # prefixes kept a column
KEPT = 5  # readings given of one cell
CERTAIN = 0.9999  # a column this sure of one class is not branched on
FLOOR = 1e-9


class Best(NamedTuple):
    """The best text with the place of each character (0 left, 1 right end of the line) and the least sure one."""

    text: str
    places: tuple[float, ...]
    chances: tuple[float, ...]

    @property
    def chance(self) -> float:
        """How likely its least likely character is."""
        return min(self.chances, default=0.0)


def best(columns: Floats, alphabet: Sequence[str]) -> Best:
    """The text along the likeliest class of each column."""
    classes = columns.argmax(1)
    sure = columns[np.arange(len(classes)), classes]
    starts = [t for t, c in enumerate(classes) if c and (t == 0 or classes[t - 1] != c)]
    runs = [(t, next((u for u in range(t, len(classes)) if classes[u] != classes[t]), len(classes))) for t in starts]
    return Best(
        "".join(alphabet[classes[t]] for t in starts),
        tuple((t + end) / 2 / len(classes) for t, end in runs),
        tuple(float(sure[t:end].max()) for t, end in runs),
    )


def readings(columns: Floats, classes: Sequence[int], letters: Sequence[str]) -> list[Recognised]:
    """The likeliest texts of an alphabet, chances among all its texts; `classes[0]` is the blank's, letters[0] "".

    Classes with the same letter (half and full width) count together.
    """
    kept = np.maximum(columns[:, list(classes)], FLOOR)
    kept = kept / kept.sum(1, keepdims=True)
    beam: dict[str, tuple[float, float]] = {"": (1.0, 0.0)}
    for column in merged(kept, letters):
        beam = stepped(beam, column)
    total = sum(a + b for a, b in beam.values())
    ranked = sorted(((text, (a + b) / total) for text, (a, b) in beam.items()), key=lambda r: -r[1])
    return [Recognised(*r) for r in ranked[:KEPT]]


def merged(columns: Floats, letters: Sequence[str]) -> list[dict[str, float]]:
    """Columns as chances of letters; one that is sure of one letter has no other."""
    result = []
    for column in columns.tolist():
        chances: dict[str, float] = defaultdict(float)
        for letter, chance in zip(letters, column, strict=True):
            chances[letter] += chance
        top = max(chances, key=chances.__getitem__)
        result.append({top: 1.0} if chances[top] > CERTAIN else chances)
    return result


def stepped(beam: dict[str, tuple[float, float]], column: dict[str, float]) -> dict[str, tuple[float, float]]:
    """The beam after one more column: chances of each prefix with the column being blank, and being its last letter."""
    blank = column.get("", 0.0)
    after: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for text, (ended, going) in beam.items():
        after[text][0] += (ended + going) * blank
        for letter, chance in column.items():
            if letter and text.endswith(letter):
                after[text][1] += going * chance
                after[text + letter][1] += ended * chance
            elif letter:
                after[text + letter][1] += (ended + going) * chance
    ranked = sorted(after.items(), key=lambda item: -sum(item[1]))
    return {text: (a, b) for text, (a, b) in ranked[:BEAM]}
