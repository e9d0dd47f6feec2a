"""Pages to blocks: tables and paragraphs in reading order, furniture left out, what page breaks parted put together."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from gongkai.document import Block
from gongkai.layout.cells import dealt, piece
from gongkai.layout.edges import edges
from gongkai.layout.furniture import removed
from gongkai.layout.grids import Lattice, lattices, spans
from gongkai.layout.lines import lines
from gongkai.layout.model import Line, Page, Piece
from gongkai.layout.paragraphs import Set, margins, paragraphs
from gongkai.layout.stitch import fits, table

Part = tuple[Page, Piece]
Item = Set | Part


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page taken apart: its lines outside tables and its pieces of tables, each top to bottom."""

    page: Page
    lines: tuple[Line, ...]
    pieces: tuple[Piece, ...]


def blocks(pages: Iterable[Page]) -> tuple[Block, ...]:
    """The paragraphs and tables of a document's pages, in reading order."""
    sheets = [sheet(page) for page in pages]
    kept = removed([(s.page, s.lines) for s in sheets])
    streams = [stream(s, free) for s, free in zip(sheets, kept, strict=True)]
    runs = list(unframed(chains(streams)))
    return tuple(flow(runs))


def sheet(page: Page) -> Sheet:
    """One page's lines and pieces of tables."""
    lats = framed(lattices(*edges(page.rulings)))
    free, held = dealt(page.glyphs, lats)
    pieces = (piece(page, lat, inside) for lat, inside in zip(lats, held, strict=True))
    return Sheet(page, tuple(lines(free, "\t")), tuple(p for p in pieces if any(c.lines for c in p.cells)))


def framed(lats: Sequence[Lattice]) -> list[Lattice]:
    """Lattices without the frames drawn around others."""
    return [lat for lat in lats if len(spans(lat)) > 1 or not any(holds(lat, other) for other in lats)]


def holds(outer: Lattice, inner: Lattice) -> bool:
    """Whether a lattice lies within another."""
    a, b = outer.box, inner.box
    return outer is not inner and a[0] <= b[0] and a[1] <= b[1] and a[2] >= b[2] and a[3] >= b[3]


def stream(sheet: Sheet, kept: Sequence[Line]) -> list[Item]:
    """Lines and pieces of a page in reading order."""
    items: list[Item] = [Set(sheet.page, line) for line in kept]
    items += [(sheet.page, p) for p in sheet.pieces]
    return sorted(items, key=top)


def top(item: Item) -> float:
    """How far down its page something begins."""
    return item.line.box[1] if isinstance(item, Set) else item[1].box[1]


def chains(streams: Iterable[Sequence[Item]]) -> Iterator[Set | list[Part]]:
    """Items of all pages in order, pieces that are one table over page breaks gathered."""
    chain: list[Part] = []
    for items in streams:
        for k, item in enumerate(items):
            if chain and (k or isinstance(item, Set) or not fits(chain[-1][1], item[1])):
                yield chain
                chain = []
            if isinstance(item, Set):
                yield item
            else:
                chain.append(item)
    if chain:
        yield chain


def unframed(chain: Iterable[Set | list[Part]]) -> Iterator[Set | list[Piece]]:
    """Tables of one column given back as lines: a frame or rules around prose."""
    for item in chain:
        if isinstance(item, Set):
            yield item
        elif any(sided(p) for _, p in item):
            yield [p for _, p in item]
        else:
            yield from (Set(page, line) for page, p in item for cell in p.cells for line in cell.lines)


def sided(piece: Piece) -> bool:
    """Whether a piece has cells beside each other, and not only one under another."""
    return len({(c.box[0], c.box[2]) for c in piece.cells}) > 1


def flow(runs: Sequence[Set | list[Piece]]) -> Iterator[Block]:
    """Runs of lines as paragraphs, gathered pieces as tables."""
    ends = margins(item for item in runs if isinstance(item, Set))
    for prose, group in groupby(runs, key=lambda item: isinstance(item, Set)):
        if prose:
            yield from paragraphs([item for item in group if isinstance(item, Set)], ends)
        else:
            yield from (table(item) for item in group if isinstance(item, list))
