"""Born-digital PDF with ruled tables. A table is laid out on one endless strip and pages are cut from the strip, so a
merged cell, its lines of text and a group's label fall on whichever page they fall on, as in Word's and WPS's exports.
"""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from random import Random
from typing import Any

from render.sheet import Grid, Placed, Sheet, Text, placed

_FONT, _SIZE, _LEADING, _PAD = "STSong-Light", 9.0, 12.0, 3.0
_LEFT, _RIGHT, _TOP, _BOTTOM, _HEIGHT = 60.0, 535.0, 770.0, 70.0, 842.0


def write(sheet: Sheet, rng: Random) -> bytes:
    """A4 pages with page numbers; tables are cut between rows at page ends, and at some earlier places by chance."""
    return _written(sheet, _Breaks(rng))


def write_repeated(sheet: Sheet, rng: Random) -> bytes:
    """The same with the header rows printed again on every page a table goes on to."""
    return _written(sheet, _Breaks(rng, repeat=True))


def write_cut(sheet: Sheet, rng: Random) -> bytes:
    """The same with pages ending inside rows too, between two lines of the row's text."""
    return _written(sheet, _Breaks(rng, inside=True))


@dataclass(frozen=True, slots=True)
class _Breaks:
    """Where pages end, and what stands on top of the next."""

    rng: Random
    repeat: bool = False
    inside: bool = False


def _written(sheet: Sheet, breaks: _Breaks) -> bytes:
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
            _draw_table(block, pages, breaks)
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
        if word and not ((char.isascii() and char.isalnum()) or char in ".,"):
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


def _draw_table(grid: Grid, pages: _Pages, breaks: _Breaks) -> None:
    strip = _strip(grid)
    top, total, done = 0.0, strip.ys[-1], dict.fromkeys(strip.cells, 0)
    head = strip.ys[grid.head] if breaks.repeat and grid.head < len(grid.rows) else 0.0
    pages.y -= 6
    while top < total:
        above = head if top else 0.0
        bottom = _page_end(strip, top, pages.y - above - _BOTTOM, breaks)
        if bottom > top:
            if above:
                _draw_part(strip, (0.0, above), pages, dict.fromkeys(strip.cells, 0))
            _draw_part(strip, (top, bottom), pages, done)
        if bottom < total:
            pages.turn()
        top = bottom
    pages.y -= 10


def _page_end(strip: _Strip, top: float, room: float, breaks: _Breaks) -> float:
    """Where the strip is cut: below the last row that fits, or earlier by chance; `top` itself when nothing fits."""
    last = top
    for upper, lower in pairwise(strip.ys):
        if lower <= top:
            continue
        chance = breaks.rng.random() < 0.04
        if breaks.inside and (chance or lower > top + room):
            return _inside(max(upper, top), lower, top + room, breaks.rng) or last
        if lower > top + room:
            break
        last = lower
        if chance:
            break
    return last


def _inside(upper: float, lower: float, limit: float, rng: Random) -> float:
    """A place between two lines of a row; 0 where there is none above the limit."""
    count = int((min(lower, limit) - upper - 2 * _PAD) / _LEADING)
    places = [upper + _PAD + n * _LEADING for n in range(1, count + (lower > limit))]
    return rng.choice(places) if places else 0.0


def _strip(grid: Grid) -> _Strip:
    weights = [_weight(column) for column in zip(*grid.rows, strict=True)]
    unit = (_RIGHT - _LEFT) / sum(weights)
    xs = [_LEFT]
    for weight in weights:
        xs.append(xs[-1] + weight * unit)
    cells = tuple(
        (p, _wrapped(p.cell.printed, xs[p.column + p.colspan] - xs[p.column] - 2 * _PAD)) for p in placed(grid)
    )
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


def _draw_part(strip: _Strip, part: tuple[float, float], pages: _Pages, done: dict[Any, int]) -> None:
    """Print what lies between two heights of the strip; `done` counts the lines of each cell already printed."""
    top, bottom = part
    shift = pages.y + top
    for item in strip.cells:
        place, lines = item
        upper, lower = strip.ys[place.row], strip.ys[place.row + place.rowspan]
        if upper < bottom and lower > top:
            left, right = strip.xs[place.column], strip.xs[place.column + place.colspan]
            high, low = max(upper, top), min(lower, bottom)
            pages.canvas.rect(left, shift - low, right - left, low - high)
            count = _lines_above(lines, (upper, lower), bottom, (done[item], low - high))
            _draw_lines(
                lines[done[item] : done[item] + count], (left + right) / 2, shift - (high + low) / 2, pages.canvas
            )
            done[item] += count
    pages.y = shift - bottom


def _lines_above(lines: Sequence[str], cell: tuple[float, float], bottom: float, part: tuple[int, float]) -> int:
    """How many more lines stand above `bottom`: those whose middle does, as far as the part has room for them."""
    (upper, lower), (done, height) = cell, part
    if lower <= bottom:
        return len(lines) - done
    start = (upper + lower - len(lines) * _LEADING) / 2
    reached = sum(start + (n + 0.5) * _LEADING < bottom for n in range(len(lines)))
    return max(0, min(reached - done, int(height / _LEADING)))


def _draw_lines(lines: Sequence[str], x: float, middle: float, canvas: Any) -> None:
    """Lines centred on a point."""
    for number, line in enumerate(lines):
        canvas.drawCentredString(x, middle + (len(lines) / 2 - number - 0.5) * _LEADING - _SIZE * 0.35, line)
