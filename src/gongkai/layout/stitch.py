"""Pieces of one table on consecutive pages put together, and what the page break cut in two made one again."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from gongkai.document import Cell, Table
from gongkai.layout.cells import BROKEN, worded
from gongkai.layout.edges import SNAP
from gongkai.layout.model import Piece, Region

ALIGNED = 4.0  # points by which the sides of two pieces of one table may differ after shifting one onto the other
WRAP = 2.3  # ems left free in a line that was broken because it was full: a character and the cell's padding
SLIVER = 7.0  # points: a row this low holds no line of text, only the padding of one

ITEM = re.compile(r"\s*[（(]?\s*([一二三四五六七八九十]{1,3}|[\d０-９]{1,2})\s*[、）).．，]|\s*[①-⑳]")
FIGURE = re.compile(r"[\s\d０-９.,，．%％+＋\-－—–/／〇零一二两三四五六七八九十百千万亿]+")


@dataclass(frozen=True, slots=True)
class Pair:
    """Two cells that meet at a page break in the same columns."""

    upper: Region
    lower: Region


def fits(upper: Piece, lower: Piece) -> bool:
    """Whether two pieces are as wide as each other, however far in on their pages they stand."""
    return abs((upper.box[2] - upper.box[0]) - (lower.box[2] - lower.box[0])) <= ALIGNED


def shifted(piece: Piece, by: float) -> Piece:
    """A piece moved sideways."""
    cells = tuple(replace(c, box=(c.box[0] + by, c.box[1], c.box[2] + by, c.box[3])) for c in piece.cells)
    x0, top, x1, bottom = piece.box
    return Piece(cells, (x0 + by, top, x1 + by, bottom))


def table(pieces: Sequence[Piece]) -> Table:
    """One table from pieces on consecutive pages, columns numbered anew over all of them."""
    moved = [p if p is pieces[0] else shifted(p, pieces[0].box[0] - p.box[0]) for p in pieces]
    cells: list[Region] = []
    for part in aligned([list(p.cells) for p in moved]):
        cells = below(cells, part) if cells else part
    ordered = sorted(cells, key=lambda c: (c.row, c.column))
    return Table(tuple(Cell(c.row, c.column, c.text, c.rowspan, c.colspan, c.source, c.doubt) for c in ordered))


def aligned(parts: Sequence[Sequence[Region]]) -> list[list[Region]]:
    """Cells numbered by columns common to all parts and by the rows of their own."""
    xs = ranks(x for part in parts for c in part for x in (c.box[0], c.box[2]))
    return [numbered(part, xs) for part in parts]


def numbered(part: Sequence[Region], xs: dict[float, int]) -> list[Region]:
    """Cells of one part with rows and columns by the position of their sides."""
    ys = ranks(y for c in part for y in (c.box[1], c.box[3]))
    return [renumbered(c, xs, ys) for c in part]


def renumbered(cell: Region, xs: dict[float, int], ys: dict[float, int]) -> Region:
    """A cell with its row and column by the numbers of its sides."""
    x0, top, x1, bottom = cell.box
    row, column, high, wide = ys[top], xs[x0], ys[bottom] - ys[top], xs[x1] - xs[x0]
    if (row, column, high, wide) == (cell.row, cell.column, cell.rowspan, cell.colspan):
        return cell
    return replace(cell, row=row, column=column, rowspan=high, colspan=wide)


def ranks(positions: Iterable[float]) -> dict[float, int]:
    """Positions numbered from 0, near ones alike."""
    rank, last = -1, float("-inf")
    found: dict[float, int] = {}
    for at in sorted(set(positions)):
        rank += at - last > SNAP
        found[at], last = rank, at
    return found


def below(upper: Sequence[Region], lower: Sequence[Region]) -> list[Region]:
    """Cells of a table with those of its next piece under them, cells cut by the break made one."""
    rows = max(c.row + c.rowspan for c in upper)
    last = [c for c in upper if c.row + c.rowspan == rows]
    first = [c for c in lower if c.row == 0]
    pairs = meeting(last, first)
    cut = len(pairs) == len(first) and one_label(pairs) and halved([p for p in pairs if not spanning(p)])
    joined = [p for p in pairs if cut or (continues(p) and (spanning(p) or (labels(p, last) and labels(p, first))))]
    gone = {id(c) for p in joined for c in (p.upper, p.lower)}
    kept = [c for c in upper if id(c) not in gone]
    moved = [replace(c, row=c.row + rows - cut) for c in lower if id(c) not in gone]
    return kept + [union(p, cut) for p in joined] + moved


def meeting(last: Iterable[Region], first: Iterable[Region]) -> list[Pair]:
    """Cells of the last row above and the first below the break that have the same columns."""
    above = {(c.column, c.colspan): c for c in last}
    return [Pair(above[c.column, c.colspan], c) for c in first if (c.column, c.colspan) in above]


def union(pair: Pair, cut: bool) -> Region:
    """Two halves as one cell; where it is printed is where its text begins. Two halves of a figure are doubtful."""
    a, b = pair.upper, pair.lower
    doubt = worded(*dict.fromkeys((a.doubt, b.doubt, BROKEN if torn(pair) else "")))
    source = a.source if a.lines or not b.lines else b.source
    return replace(a, rowspan=a.rowspan + b.rowspan - cut, lines=a.lines + b.lines, doubt=doubt, source=source)


def spanning(pair: Pair) -> bool:
    """Whether either half spans rows, as the label of a group does."""
    return pair.upper.rowspan > 1 or pair.lower.rowspan > 1


def labels(pair: Pair, row: Iterable[Region]) -> bool:
    """Whether, in one of the rows that meet at the break, the cell right of a pair is a label again."""
    beside = pair.upper.column + pair.upper.colspan
    return any(c.column == beside and c.text and not FIGURE.fullmatch(c.text) for c in row)


def continues(pair: Pair) -> bool:
    """Whether the label of a group goes on below the break: one half is empty, or the lower numbers no new item."""
    above, rest = pair.upper.text, pair.lower.text
    if FIGURE.fullmatch(above) or FIGURE.fullmatch(rest):
        return False
    return rests(above, rest) if above and rest else spanning(pair) or bool(ITEM.match(above))


def rests(above: str, rest: str) -> bool:
    """Whether a text can be the rest of a numbered label."""
    return bool(ITEM.match(above)) and not ITEM.match(rest) and not FIGURE.fullmatch(rest)


def halved(pairs: Sequence[Pair]) -> bool:
    """Whether the break cuts one row in two: each cell meets its other half, and figures stand on one side only.

    Figures may meet figures where the rows have but one label between them: these are torn.
    """
    upper, lower = [p.upper for p in pairs], [p.lower for p in pairs]
    both = all(any(c.text for c in half) or sliver(half) for half in (upper, lower))
    figures = all(any(FIGURE.fullmatch(c.text) for c in half) for half in (upper, lower))
    named = any(has_words(c) for c in upper + lower)
    return bool(pairs) and both and (named or not figures) and all(apart(p) or (named and torn(p)) for p in pairs)


def one_label(pairs: Iterable[Pair]) -> bool:
    """Whether the rows that meet at the break can have one label: the lower continues the upper, or one has none."""
    single = [p for p in pairs if p.upper.rowspan == 1]
    worded = {(has_words(p.upper), has_words(p.lower)) for p in single}
    whole = any(has_words(p.upper) and bool(ITEM.match(p.lower.text)) for p in single)
    return not whole and not {(True, False), (False, True)} <= worded


def has_words(cell: Region) -> bool:
    """Whether a cell holds more than figures."""
    return bool(cell.text) and not FIGURE.fullmatch(cell.text)


def torn(pair: Pair) -> bool:
    """Whether a figure meets a figure."""
    return bool(FIGURE.fullmatch(pair.upper.text) and FIGURE.fullmatch(pair.lower.text))


def sliver(half: Iterable[Region]) -> bool:
    """Whether a row is too low to hold a line."""
    return all(c.box[3] - c.box[1] < SLIVER for c in half)


def apart(pair: Pair) -> bool:
    """Whether two cells can be halves of one: either is empty, or the lower goes on with a full line of the upper."""
    a, b = pair.upper, pair.lower
    return not a.text or not b.text or (rests(a.text, b.text) and full(a, b))


def full(above: Region, rest: Region) -> bool:
    """Whether the last line of a cell leaves so little room that the next character had to go to another line."""
    line = above.lines[-1]
    return (above.box[2] - above.box[0]) - (line.box[2] - line.box[0]) < WRAP * max(line.size, rest.lines[0].size)
