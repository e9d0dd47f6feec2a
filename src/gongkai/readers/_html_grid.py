"""One <table> while it is open, and the blocks it becomes: a table, or its content where it only lays the page out."""

from collections.abc import Iterator
from functools import partial
from typing import TypeAlias

from lxml.etree import _Element

from gongkai.document import Cell, Table
from gongkai.readers._html_spans import Placed, place

Line: TypeAlias = tuple[str, int | None, int]  # text, heading level, characters of it that are links
Item: TypeAlias = Line | Table
Content: TypeAlias = str | list[Item]  # a cell's lines, as one text where there is nothing else to them
Cells: TypeAlias = list[tuple[int, int, Content]]  # rowspan, colspan, content

_as_cell = partial(tuple.__new__, Cell)  # half the time of Cell(), and a report has hundreds
_UNSAID = Cell(0, 0, "")[5:]
_PROSE_LINES = 3
_PROSE_CHARS = 200  # the longest label of a statutory form has under 80


class Grid:
    """Rows of a table as the walk meets them; `before` takes caption and what stands outside cells, as browsers do."""

    __slots__ = (
        "before",
        "cell",
        "element",
        "group",
        "groups",
        "in_group",
        "kinds",
        "nests",
        "parent",
        "row",
        "row_element",
    )

    def __init__(self, element: _Element, parent: list[Item]) -> None:
        self.element = element
        self.parent = parent
        self.before: list[Item] = []
        self.groups: list[list[Cells]] = []
        self.kinds: list[str] = []
        self.group: _Element | None = None
        self.row: Cells | None = None
        self.row_element: _Element | None = None
        self.cell: _Element | None = None
        self.nests = False
        self.in_group = False

    def open_group(self, element: _Element | None, kind: str) -> None:
        """Starts a thead, tbody or tfoot."""
        self.group, self.row, self.in_group = element, None, True
        self.groups.append([])
        self.kinds.append(kind)

    def close_group(self) -> None:
        """Ends the row group: a row that follows without one starts another."""
        self.group, self.row, self.in_group = None, None, False

    def open_row(self, element: _Element | None) -> None:
        """Starts a row, in a row group of its own making where none is open."""
        if not self.in_group:
            self.open_group(None, "tbody")
        self.row, self.row_element = [], element
        self.groups[-1].append(self.row)

    def add(self, cells: Cells) -> None:
        """Adds cells to the open row, or to a row of their own making."""
        if self.row is None:
            self.open_row(None)
        self.groups[-1][-1].extend(cells)

    def items(self) -> list[Item]:
        """What stands in the flow in place of the table. Raises LimitExceeded for a grid beyond the slot limit."""
        cells = place(self._in_shown_order())
        if _lays_out(cells, self.nests):
            return self.before + [item for cell in cells for item in _items(cell[2])]
        if not any(_text(cell[2]).strip() for cell in cells):
            return self.before + [item for cell in cells for item in _items(cell[2]) if isinstance(item, Table)]
        return [*self.before, *_spilled(cells, self.nests)]

    def _in_shown_order(self) -> Iterator[list[Cells]]:
        """Row groups as rendered: the first thead on top, the first tfoot at the bottom (CSS 2.2, 17.2)."""
        kinds = self.kinds
        head = kinds.index("thead") if "thead" in kinds else -1
        foot = kinds.index("tfoot") if "tfoot" in kinds else -1
        order = [i for i in range(len(self.groups)) if i not in (head, foot)]
        return (self.groups[i] for i in ([head] if head >= 0 else []) + order + ([foot] if foot >= 0 else []))


def _items(content: Content) -> list[Item]:
    return content if isinstance(content, list) else [(line, None, 0) for line in content.split("\n") if line]


def _text(content: Content) -> str:
    if isinstance(content, str):
        return content
    return "\n".join([item[0] for item in content if isinstance(item, tuple)])


def _lays_out(cells: list[Placed[Content]], nests: bool) -> bool:
    """Whether a table is only there to place things: one column, one row of prose, or no grid beside nested tables."""
    if not any(cell[1] for cell in cells):
        return True
    if not nests:
        return not any(cell[0] for cell in cells) and any(_is_prose(cell[2]) for cell in cells)
    own = [cell for cell in cells if not _nests(cell[2]) and _text(cell[2]).strip()]
    if len({cell[0] for cell in own}) < 2 or len({cell[1] for cell in own}) < 2:
        return True
    return any(_nests(cell[2]) and _is_prose(cell[2]) for cell in cells[:-1])


def _nests(content: Content) -> bool:
    return isinstance(content, list) and any(isinstance(item, Table) for item in content)


def _is_prose(content: Content) -> bool:
    text = _text(content)
    return len(text) >= _PROSE_CHARS and text.count("\n") + 1 >= _PROSE_LINES


def _spilled(cells: list[Placed[Content]], nests: bool) -> Iterator[Item]:
    """The table, then tables nested in it; what a missing </table> put into the last cell goes on after it."""
    row, column, content, height, width = cells[-1]
    spill: list[Item] = []
    if (_nests(content) or _is_prose(content)) and isinstance((last := _items(content))[0], tuple):
        spill = last[1:]
        cells[-1] = (row, column, last[:1], height, width)
    yield Table(
        tuple([_as_cell((y, x, c if isinstance(c, str) else _text(c), h, w, *_UNSAID)) for y, x, c, h, w in cells])
    )
    if nests:
        yield from (item for cell in cells for item in _items(cell[2]) if isinstance(item, Table))
    yield from spill
