"""Numbers as OFD writes them in attributes: arrays, boxes, matrices, the steps between characters.

GB/T 33190-2016, 7.3 (ST_Array, ST_Box), 8.1.5 (matrices), 11.3 (DeltaX, DeltaY). What cannot be read ends an array.
"""

from collections.abc import Iterator
from itertools import islice, repeat
from math import nan

from gongkai.document import Box
from gongkai.readers._pdf_paths import Matrix

LARGEST = 1e6  # millimetres: a kilometre, so that no product of a few overflows
MANY = 1e6  # steps of a run whose number is beyond all measure
PLAIN: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
MM = 72 / 25.4  # points in a millimetre


def number(text: str | None, default: float = nan) -> float:
    """A number, the default where there is none."""
    try:
        value = float(text or "")
    except ValueError:
        return default
    return value if -LARGEST <= value <= LARGEST else default


def words(text: str | None, most: int) -> list[str]:
    """The first words that spaces or commas part, no more than `most`."""
    return text.replace(",", " ").split(None, most)[:most] if text else []


def numbers(text: str | None, most: int) -> list[float]:
    """The first numbers of an array, no more than `most`."""
    found: list[float] = []
    for word in words(text, most):
        value = number(word)
        if value != value:
            break
        found.append(value)
    return found


def box(text: str | None) -> Box | None:
    """A box written as left, top, width, height; None where it is not one."""
    found = numbers(text, 4)
    if len(found) < 4:
        return None
    x, y, width, height = found
    return x, y, x + max(width, 0.0), y + max(height, 0.0)


def matrix(text: str | None) -> Matrix:
    """A matrix, that which changes nothing where there is none."""
    found = numbers(text, 6)
    if len(found) < 6:
        return PLAIN
    a, b, c, d, e, f = found
    return a, b, c, d, e, f


def steps(text: str | None, count: int) -> list[float]:
    """So many steps from one character to the next; none where none are written.

    `g 3 1.5` stands for three steps of 1.5; where too few are written the last holds for the rest, as viewers have it.
    """
    found = list(islice(_runs(words(text, 3 * count)), count))
    return found + found[-1:] * (count - len(found))


def _runs(array: list[str]) -> Iterator[float]:
    """The steps of an array, runs written out."""
    rest = iter(array)
    for word in rest:
        times = 1.0
        if word == "g":
            times, word = number(next(rest, None), MANY), next(rest, "")
        value = number(word)
        if value != value:
            return
        yield from repeat(value, int(times))
