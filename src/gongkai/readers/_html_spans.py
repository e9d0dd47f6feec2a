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
Placed = tuple[int, int, T, int, int]  # row, column, content, rows, columns


def place(groups: Iterable[Sequence[Row[T]]]) -> list[Placed[T]]:
    """Where the cells of row groups stand; no two share a slot, the upper one keeps it.

    Raises LimitExceeded for a grid beyond MAX_SLOTS.
    """
    placed: list[Placed[T]] = []
    top = columns = 0
    for rows in groups:
        columns = max(columns, _place_group(rows, top, placed))
        top += len(rows)
    return placed if columns < MAX_COLSPAN and top * columns <= MAX_SLOTS else _within_limits(placed, top)


def _place_group(rows: Sequence[Row[T]], top: int, placed: list[Placed[T]]) -> int:
    """Places the cells of a row group below `top`; the columns entered."""
    taken: list[int] = []  # for each column the first row that is free again
    work = 0
    for y, row in enumerate(rows):
        x, line, end = 0, top + y, len(taken)
        for height, width, content in row:
            while x < end and taken[x] > y:
                x += 1
            if height == width == 1:  # as most are; takes nothing of the rows below
                placed.append((line, x, content, 1, 1))
                x += 1
            else:
                height = height if 0 < height <= len(rows) - y else len(rows) - y
                placed.append((line, x, content, height, _claim(taken, x, y, (height, width))))
                x, end = x + width, len(taken)
        taken += [0] * (x - end)
        work += len(taken)
        if work > _MAX_WORK:
            raise LimitExceeded(f"a table of more than {_MAX_WORK} slots")
    return len(taken)


def _within_limits(placed: list[Placed[T]], rows: int) -> list[Placed[T]]:
    """Wide cells cut to the columns there are. Raises LimitExceeded."""
    columns = max((cell[1] + (cell[4] if cell[4] < MAX_COLSPAN else 1) for cell in placed), default=0)
    if rows * columns > MAX_SLOTS:
        raise LimitExceeded(f"a table of {rows} x {columns} slots; the limit is {MAX_SLOTS}")
    return [_cut(cell, columns) for cell in placed]


def _claim(taken: list[int], x: int, y: int, size: tuple[int, int]) -> int:
    """Takes the slots of a cell at (x, y); how many columns of it were free."""
    height, width = size
    if x + width > MAX_SLOTS:
        raise LimitExceeded(f"a table of more than {MAX_SLOTS} slots in a row")
    if len(taken) < x + width:
        taken.extend([0] * (x + width - len(taken)))
    if max(taken[x : x + width]) <= y:
        taken[x : x + width] = [y + height] * width
        return width
    free = next(c for c in range(x + 1, x + width) if taken[c] > y)
    taken[x : x + width] = [max(until, y + height) for until in taken[x : x + width]]
    return free - x


def _cut(cell: Placed[T], columns: int) -> Placed[T]:
    """A cell that spans `all` columns (1000 and more), cut to those that other cells make."""
    row, column, content, rows, wide = cell
    return row, column, content, rows, wide if wide < MAX_COLSPAN else columns - column
