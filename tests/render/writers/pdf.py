"""Born-digital PDF with ruled tables. A table is laid out on one endless strip; pages are cut from the strip, so a merged
cell, its lines of text and a group's label fall on whichever page they fall on, as Word's and WPS's exports do.
"""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from random import Random
from typing import Any

from render.sheet import Grid, Placed, Sheet, Text, placed

_FONT, _SIZE, _LEADING, _PAD = "STSong-Light", 9.0, 12.0, 3.0
_LEFT, _RIGHT, _TOP, _BOTTOM, _HEIGHT = 60.0, 535.0, 770.0, 70.0, 842.0
_LABEL_WEIGHT = {"value": 1.0, "header": 1.0, "note": 1.2}  # of a column, by the role of its widest cell; labels 2


def write(sheet: Sheet, rng: Random) -> bytes:
    """A4 pages with page numbers; table rows are cut at page ends, and at some earlier places by chance."""
    return _written(sheet, rng, repeat=False)


def write_repeated(sheet: Sheet, rng: Random) -> bytes:
    """The same with the header rows printed again on every page a table goes on to."""
    return _written(sheet, rng, repeat=True)


def _written(sheet: Sheet, rng: Random, repeat: bool) -> bytes:
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfbase.pdfmetrics import registerFont
    from reportlab.pdfgen.canvas import Canvas

    registerFont(UnicodeCIDFont(_FONT))
    out = io.BytesIO()
    pages = _Pages(Canvas(out, pagesize=(595, _HEIGHT), invariant=1))
    for block in sheet.blocks:
        if isinstance(block, Text):
            pages.text(block)
        else:
            _draw_table(block, pages, rng, repeat)
    pages.close()
    return out.getvalue()


@lru_cache(maxsize=4096)
def _advance(char: str) -> float:
    from reportlab.pdfbase.pdfmetrics import stringWidth

    return float(stringWidth(char, _FONT, _SIZE))


def _wrapped(text: str, width: float) -> tuple[str, ...]:
    """Lines no wider than `width`, broken anywhere but inside a number that fits on a line."""
    lines: list[str] = []
    for part in text.split("\n"):
        line, used = "", 0.0
        for word in _words(part):
            size = sum(map(_advance, word))
            if line and used + size > width:
                lines.append(line)
                line, used = "", 0.0
            line, used = line + word, used + size
        lines.append(line)
    return tuple(lines)


def _words(text: str) -> Iterator[str]:
    """Characters, but runs of ASCII letters and digits whole."""
    word = ""
    for char in text:
        if word and not (char.isascii() and char.isalnum() or char in ".,"):
            yield word
            word = ""
        if char.isascii() and (char.isalnum() or char in ".,"):
            word += char
        else:
            yield char
    if word:
        yield word


class _Pages:
    """A canvas and the height still free on its page."""

    def __init__(self, canvas: Any) -> None:
        self.canvas, self.y, self.number = canvas, _TOP, 1
        self._open()

    def _open(self) -> None:
        self.canvas.setFont(_FONT, _SIZE)
        self.canvas.setLineWidth(0.5)

    def close(self) -> None:
        """Print the last page's number and save."""
        self.turn()
        self.canvas.save()

    def turn(self) -> None:
        """Print the page number and go on to the next page."""
        self.canvas.drawCentredString(297, 40, f"— {self.number} —")
        self.canvas.showPage()
        self.number, self.y = self.number + 1, _TOP
        self._open()

    def text(self, text: Text) -> None:
        """Print a paragraph."""
        indent = "" if text.level is not None else "　　"
        for line in _wrapped(indent + text.printed, _RIGHT - _LEFT):
            if self.y - _LEADING < _BOTTOM:
                self.turn()
            self.y -= _LEADING + 4
            self.canvas.drawString(_LEFT, self.y, line)
        self.y -= 6


@dataclass(frozen=True, slots=True)
class _Strip:
    """A laid-out table: x of the column edges, y of the row edges from 0 downwards, and its cells' wrapped lines."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    cells: tuple[tuple[Placed, tuple[str, ...]], ...]


def _draw_table(grid: Grid, pages: _Pages, rng: Random, repeat: bool) -> None:
    strip = _strip(grid)
    first, head = 0, grid.head if repeat and grid.head < len(grid.rows) else 0
    pages.y -= 6
    while first < len(grid.rows):
        on_top = head if first else 0
        last = _last_row(strip, first, pages.y - strip.ys[on_top] - _BOTTOM, rng)
        if last == first:
            pages.turn()
            continue
        if on_top:
            _draw_rows(strip, range(0, on_top), pages)
        _draw_rows(strip, range(first, last), pages)
        first = last
        if first < len(grid.rows):
            pages.turn()
    pages.y -= 10


def _last_row(strip: _Strip, first: int, room: float, rng: Random) -> int:
    """The row before which the page ends; first itself when nothing fits."""
    last = first
    while last + 1 < len(strip.ys) and strip.ys[last + 1] - strip.ys[first] <= room:
        last += 1
        if rng.random() < 0.04:
            break
    return last


def _strip(grid: Grid) -> _Strip:
    weights = [_weight(column) for column in zip(*grid.rows, strict=True)]
    unit = (_RIGHT - _LEFT) / sum(weights)
    xs = [_LEFT]
    for weight in weights:
        xs.append(xs[-1] + weight * unit)
    cells = tuple((p, _wrapped(p.cell.printed, xs[p.column + p.colspan] - xs[p.column] - 2 * _PAD)) for p in placed(grid))
    return _Strip(tuple(xs), _row_edges(len(grid.rows), cells), cells)


def _weight(column: Sequence[Any]) -> float:
    return 1.0 if any(c.role in ("value", "header") for c in column) else 1.6


def _row_edges(rows: int, cells: Sequence[tuple[Placed, tuple[str, ...]]]) -> tuple[float, ...]:
    """Rows as high as their cells need; what a merged cell lacks is given to its last row."""
    heights = [_LEADING + 2 * _PAD] * rows
    for place, lines in sorted(cells, key=lambda item: item[0].rowspan):
        mine = slice(place.row, place.row + place.rowspan)
        lack = len(lines) * _LEADING + 2 * _PAD - sum(heights[mine])
        heights[place.row + place.rowspan - 1] += max(lack, 0.0)
    edges = [0.0]
    for height in heights:
        edges.append(edges[-1] + height)
    return tuple(edges)


def _draw_rows(strip: _Strip, rows: range, pages: _Pages) -> None:
    """Print these rows of the strip from the page's current height."""
    shift = pages.y + strip.ys[rows.start]
    top, bottom = strip.ys[rows.start], strip.ys[rows.stop]
    for place, lines in strip.cells:
        upper, lower = strip.ys[place.row], strip.ys[place.row + place.rowspan]
        if upper < bottom and lower > top:
            left, right = strip.xs[place.column], strip.xs[place.column + place.colspan]
            high, low = max(upper, top), min(lower, bottom)
            pages.canvas.rect(left, shift - low, right - left, low - high)
            _draw_lines(lines, (left, right), (upper, lower, top, bottom), pages.canvas, shift)
    pages.y = shift - bottom


def _draw_lines(
    lines: Sequence[str], xs: tuple[float, float], ys: tuple[float, float, float, float], canvas: Any, shift: float
) -> None:
    """The lines of one cell whose middle lies on this page, each whole."""
    upper, lower, top, bottom = ys
    start = upper + (lower - upper - len(lines) * _LEADING) / 2
    for number, line in enumerate(lines):
        middle = start + (number + 0.5) * _LEADING
        if top <= middle < bottom:
            base = min(max(middle, top + _LEADING / 2 + 1), bottom - _LEADING / 2 - 1) + _SIZE * 0.35
            canvas.drawCentredString(sum(xs) / 2, shift - base, line)
