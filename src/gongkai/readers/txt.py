"""Plain text and markdown, as reports are pasted, dumped and archived."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import takewhile
from types import MappingProxyType

from gongkai.document import MAX_CELLS, Block, Cell, Document, Table
from gongkai.errors import LimitExceeded
from gongkai.readers._text import decode
from gongkai.readers._txt_columns import take_aligned, take_figures, take_headed, take_listed, take_stacked
from gongkai.readers._txt_front import cut_front
from gongkai.readers._txt_html import take_html
from gongkai.readers._txt_lines import Item, Line, Rows, Taken, is_furniture, lines_of
from gongkai.readers._txt_pipes import take_pipes
from gongkai.readers._txt_prose import Style, inline, is_markdown, paragraphs, width_of_page
from gongkai.readers._txt_tabs import take_cells, take_tabs

_TAKERS: tuple[Callable[[Sequence[Line], int], Taken | None], ...] = (
    take_html,
    take_pipes,
    take_cells,
    take_tabs,
    take_aligned,
    take_headed,
    take_figures,
    take_listed,
    take_stacked,
)


_SINGLE = ("columns", "stacked")  # kinds whose rows are taken a few at a time


def read(data: bytes) -> Document:
    """Paragraphs and ragged tables of a text in any encoding: a row has its printed cells from column 0 on.

    Where the structure of a table is lost its lines are paragraphs, never a guess. Raises LimitExceeded.
    """
    text, guess = decode(data)
    metadata, lines, left_out = cut_front(lines_of(text))
    items, dropped = _stitched(_items(lines))
    style = Style(is_markdown(text), width_of_page([item for item in items if isinstance(item, Line)]))
    remarks = (guess, *left_out, *(f"page number inside a table left out: {text}" for text in dropped))
    return Document("txt", tuple(_blocks(items, style)), MappingProxyType(metadata), tuple(filter(None, remarks)))


def _items(lines: Sequence[Line]) -> Iterator[Item]:
    """Tables as the first recognizer that knows one takes them, and the lines between."""
    at = 0
    while at < len(lines):
        taken = next(filter(None, (take(lines, at) for take in _TAKERS)), Taken((lines[at],), at + 1))
        yield from taken.items
        at = taken.end


def _stitched(items: Iterable[Item]) -> tuple[list[Item], list[str]]:
    """Tables of one kind put together where only a page's number, or nothing, stands between; the numbers dropped."""
    kept: list[Item] = []
    dropped: list[str] = []
    for item in items:
        above, numbers = _above(kept) if isinstance(item, Rows) else (None, [])
        if isinstance(item, Rows) and isinstance(above, Rows) and _belong(above, item, numbers):
            del kept[len(kept) - len(numbers) :]
            dropped += numbers
            above.rows.extend(item.rows)
        else:
            kept.append(item)
    return kept, dropped


def _above(kept: Sequence[Item]) -> tuple[Item | None, list[str]]:
    """The last item that is not a page's number, and the numbers below it."""
    numbers = [i.text.strip() for i in takewhile(_is_number, reversed(kept)) if isinstance(i, Line)][::-1]
    at = len(kept) - len(numbers) - 1
    return (kept[at] if at >= 0 else None), numbers


def _is_number(item: Item) -> bool:
    return isinstance(item, Line) and is_furniture(item.text)


def _belong(above: Rows, below: Rows, numbers: Sequence[str]) -> bool:
    """Some rows are taken a few at a time, so they meet anyhow; other tables only across a page's number."""
    return above.kind == below.kind and (bool(numbers) or below.kind in _SINGLE)


def _blocks(items: Iterable[Item], style: Style) -> Iterator[Block]:
    prose: list[Line] = []
    for item in items:
        if isinstance(item, Line):
            prose.append(item)
            continue
        yield from paragraphs(prose, style)
        prose = []
        yield _table(item.rows, style) if isinstance(item, Rows) else item
    yield from paragraphs(prose, style)


def _table(rows: Sequence[Sequence[str]], style: Style) -> Table:
    if sum(map(len, rows)) > MAX_CELLS:
        raise LimitExceeded(f"a table of more than {MAX_CELLS} cells")
    text = inline if style.markdown else str
    return Table(tuple(Cell(y, x, text(cell)) for y, row in enumerate(rows) for x, cell in enumerate(row)))
