"""Outlines of OFD paths (AbbreviatedData; GB/T 33190-2016, 9.1)."""

import re
from collections.abc import Iterator

from gongkai.readers._ofd_numbers import numbers
from gongkai.readers._pdf_paths import Outline, Point

MAX_SEGMENTS = 20_000  # of a path; a longer one is a drawing

_OPERANDS = {"S": 2, "M": 2, "L": 2, "Q": 4, "B": 6, "A": 7, "C": 0}
_SEGMENT = re.compile(r"([SMLQBAC])([^SMLQBAC]*)")


def segments(data: str) -> Iterator[tuple[str, list[float]]]:
    """Operators with their operands; what cannot be read ends the path."""
    for count, match in enumerate(_SEGMENT.finditer(data)):
        operands = numbers(match[2], _OPERANDS[match[1]])
        if count >= MAX_SEGMENTS or len(operands) < _OPERANDS[match[1]]:
            return
        yield match[1], operands


def outlines(data: str) -> tuple[list[Outline], list[Point]]:
    """The straight outlines of a path, a curve ending one and beginning another; and the points its curves go by."""
    found: list[Outline] = []
    bends: list[Point] = []
    start = (0.0, 0.0)
    for operator, operands in segments(data):
        point = (operands[-2], operands[-1]) if operands else start
        if operator in "SM":
            start = point
        if operator == "C":
            close(found, start)
        elif operator == "L" and found:
            found[-1][0].append(point)
        else:
            found.append(([point], False))
        if operator in "QBA":
            bends += points(operator, operands)
    return found, bends


def close(found: list[Outline], start: Point) -> None:
    """End the last outline where its path began, and go on from there."""
    if found:
        whole = found[-1][0][0] == start
        found[-1] = (found[-1][0] if whole else [*found[-1][0], start], whole)
        found.append(([start], False))


def points(operator: str, operands: list[float]) -> list[Point]:
    """The control points and the end of a curve; of an arc the corners of a box that it lies in."""
    if operator == "A":
        reach, (x, y) = 2 * max(map(abs, operands[:2])), operands[5:]
        return [(x - reach, y - reach), (x + reach, y + reach)]
    return list(zip(operands[0::2], operands[1::2], strict=True))
