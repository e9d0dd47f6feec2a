"""Rows of cells with spans as a browser lays them out (HTML standard, 4.9.12 Processing model of tables)."""

import re
from collections.abc import Iterable, Sequence
from typing import TypeVar

from gongkai.document import MAX_SLOTS
from gongkai.errors import LimitExceeded

MAX_COLSPAN = 1000
MAX_ROWSPAN = 65_534
_MAX_WORK = 10 * MAX_SLOTS  # column slots entered, before spans that run over the edge are cut
_NUMBER = re.compile(r"[ \t\n\f\r]*(-?)\+?(\d+)", re.ASCII)


def rowspan(value: str | None) -> int:
    """Rows of a rowspan attribute; 0 means to the end of the row group."""
    return min(_whole(value), MAX_ROWSPAN) if value else 1


def colspan(value: str | None) -> int:
    """Columns of a colspan attribute; what is no number, or is 0, is 1."""
    return min(_whole(value) or 1, MAX_COLSPAN) if value else 1


def _whole(value: str) -> int:
    found = _NUMBER.match(value)
    if not found or (found[1] and found[2].strip("0")):
        return 1
    return int(found[2][:9])


T = TypeVar("T")
Row = Sequence[tuple[int, int, T]]  # (rowspan, colspan, content) of each cell
Placed = tuple[int, int, int, int, T]  # row, column, rows, columns, content


def place(groups: Iterable[Sequence[Row[T]]]) -> list[Placed[T]]:
    """Where the cells of row groups stand; no two share a slot, the upper one keeps it.

    Raises LimitExceeded for a grid beyond MAX_SLOTS.
    """
    placed: list[Placed[T]] = []
    top = 0
    for rows in groups:
        _place_group(rows, top, placed)
        top += len(rows)
    wide = any(cell[3] >= MAX_COLSPAN for cell in placed)
    columns = max([cell[1] + (cell[3] if cell[3] < MAX_COLSPAN else 1) for cell in placed], default=0)
    if top * columns > MAX_SLOTS:
        raise LimitExceeded(f"a table of {top} x {columns} slots; the limit is {MAX_SLOTS}")
    return [_cut(cell, columns) for cell in placed] if wide else placed


def _place_group(rows: Sequence[Row[T]], top: int, placed: list[Placed[T]]) -> None:
    taken: list[int] = []  # for each column the first row that is free again
    work = 0
    for y, row in enumerate(rows):
        x = 0
        below = len(rows) - y
        for height, width, content in row:
            while x < len(taken) and taken[x] > y:
                x += 1
            if not 0 < height <= below:
                height = below
            if width == 1:
                if x < len(taken):
                    taken[x] = y + height
                else:
                    taken.append(y + height)
                placed.append((top + y, x, height, 1, content))
            else:
                placed.append((top + y, x, height, _claim(taken, x, y, (height, width)), content))
            x += width
        work += len(taken)
        if work > _MAX_WORK:
            raise LimitExceeded(f"a table of more than {_MAX_WORK} slots")


def _claim(taken: list[int], x: int, y: int, size: tuple[int, int]) -> int:
    """Takes the slots of a cell at (x, y); how many columns of it were free."""
    height, width = size
    if x + width > MAX_SLOTS:
        raise LimitExceeded(f"a table of more than {MAX_SLOTS} slots in a row")
    if len(taken) < x + width:
        taken.extend([0] * (x + width - len(taken)))
    free = next((c for c in range(x + 1, x + width) if taken[c] > y), x + width)
    taken[x : x + width] = [max(until, y + height) for until in taken[x : x + width]]
    return free - x


def _cut(cell: Placed[T], columns: int) -> Placed[T]:
    """A cell that spans `all` columns (1000 and more), cut to those that other cells make."""
    row, column, rows, wide, content = cell
    return row, column, rows, wide if wide < MAX_COLSPAN else columns - column, content
