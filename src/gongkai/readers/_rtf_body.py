"""Paragraphs, cells, rows and tables of RTF as they end, put together (RTF 1.9.1, table definitions, nested tables)."""

from dataclasses import dataclass, field

from gongkai.document import MAX_CELLS, MAX_DEPTH
from gongkai.errors import LimitExceeded
from gongkai.readers._docx_grid import Block, Flow
from gongkai.readers._edge_grid import LEFT, Shape, gridded
from gongkai.readers._edge_grid import Slot as Edge
from gongkai.readers._rtf_text import joined

_WIDE_END = tuple("、，。．：；）〕】》〉」』　")  # these carry their own space; after others the tab is seen


@dataclass(slots=True)
class Slot:
    """What \\cl… words say of the cell whose \\cellx comes next."""

    right: int = 0
    merge: str | None = None
    merged_left: bool = False
    deleted: bool = False


@dataclass(slots=True)
class Definition:
    """A row definition: \\trowd to \\row."""

    left: int = 0
    slots: list[Slot] = field(default_factory=list)
    next: Slot = field(default_factory=Slot)

    def end_slot(self, right: int) -> None:
        """Ends a cell's definition at its right edge (\\cellx)."""
        self.next.right = right
        self.slots.append(self.next)
        if len(self.slots) > MAX_CELLS:
            raise LimitExceeded(f"a row of more than {MAX_CELLS} cells")
        self.next = Slot()


@dataclass(slots=True)
class _Level:
    """The body (level 0) or a table under way: its finished rows, the cells of the next one, the next cell."""

    flow: Flow = field(default_factory=Flow)
    cells: list[Flow] = field(default_factory=list)
    rows: list[tuple[Shape, list[Flow]]] = field(default_factory=list)


class Body:
    """A flow of text with tables: the document's body, or a text box."""

    def __init__(self) -> None:
        self.parts: list[str] = []  # of the paragraph under way
        self.number = ""  # its automatic number as printed
        self.cells = self.lost = 0
        self._levels = [_Level()]

    def end_paragraph(self, level: int, outline: int | None, joins: bool) -> None:
        """Ends a paragraph of a table nested `level` deep; one whose mark is deleted or hidden joins the next."""
        unfinished = len(self._levels) > 1 and bool(self._levels[1].cells)  # then \intbl was forgotten
        self._end(self._at(max(level, unfinished)).flow, outline, joins)

    def _end(self, flow: Flow, outline: int | None = None, joins: bool = False) -> None:
        text, self.parts = joined(self.parts), []
        if joins:
            flow.carried.append(text)
        else:
            flow.end([text], outline, _gap(self.number))
        self.number = ""

    def end_cell(self, level: int, outline: int | None) -> None:
        """Ends a cell of a table nested `level` deep, and its last paragraph."""
        self.cells += 1
        if self.cells > MAX_CELLS:
            raise LimitExceeded(f"more than {MAX_CELLS} table cells")
        table = self._at(level)
        self._end(table.flow, outline)
        table.flow.close()
        table.cells.append(table.flow)
        table.flow = Flow()

    def end_row(self, level: int, definition: Definition) -> None:
        """Ends a row; text after its last \\cell is a cell whose mark is missing."""
        table = self._at(level)
        if joined(self.parts).strip() or table.flow.blocks:
            self.end_cell(level, None)
        if table.cells:
            table.rows.append(_row(definition, table.cells))
        table.cells = []

    def add(self, blocks: list[Block]) -> None:
        """Blocks of a text box: they stand after the paragraph it is anchored in."""
        flow = self._levels[-1].flow
        flow.after += blocks
        flow.nested |= any(not isinstance(block, tuple) for block in blocks)

    def blocks(self) -> list[Block]:
        """All blocks, with whatever is under way ended."""
        if self.parts or self.number:
            self._end(self._levels[-1].flow)
        flow = self._at(0).flow
        flow.close()
        return flow.blocks

    def drop_unfinished(self) -> None:
        """Forgets the text of a cell that the file ends in: a figure may be cut in two."""
        if len(self._levels) > 1 and self._levels[-1].cells:
            self.parts, self.number = [], ""

    def _at(self, level: int) -> _Level:
        if level > MAX_DEPTH:
            raise LimitExceeded(f"tables nested more than {MAX_DEPTH} deep")
        while len(self._levels) - 1 > level:
            self._end_table()
        while len(self._levels) - 1 < level:
            self._levels.append(_Level())
        return self._levels[-1]

    def _end_table(self) -> None:
        """Ends the innermost table; what was in no finished cell of it stands below."""
        table = self._levels.pop()
        if table.cells:
            table.rows.append(_row(Definition(), table.cells))
        grid = gridded(table.rows)
        table.flow.close()
        blocks, below = grid.blocks(), self._levels[-1].flow
        below.blocks += blocks + table.flow.blocks
        below.nested |= table.flow.nested or any(not isinstance(block, tuple) for block in blocks)
        self.lost += grid.lost


def _gap(number: str) -> str:
    """An automatic number with what is seen of the tab after it."""
    bare = number.strip("\t ")
    return bare if not bare or number.endswith(bare) or bare.endswith(_WIDE_END) else bare + " "


def _row(definition: Definition, cells: list[Flow]) -> tuple[Shape, list[Flow]]:
    stated = definition.slots[: len(cells)]
    gone = {number for number, slot in enumerate(stated) if slot.deleted}
    slots = [Edge(slot.right, LEFT if slot.merged_left else slot.merge) for slot in stated if not slot.deleted]
    slots += [Edge(None)] * (len(cells) - len(stated))
    return Shape(definition.left, tuple(slots)), [cell for number, cell in enumerate(cells) if number not in gone]
