"""Paragraphs, cells, rows and nested tables of a story, as they come ([MS-DOC] 2.4.2, 2.4.3)."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from gongkai.document import MAX_CELLS, MAX_DEPTH, Paragraph, Table
from gongkai.document import Block as Printed
from gongkai.errors import LimitExceeded
from gongkai.readers._doc_boxes import Range
from gongkai.readers._doc_numbering import DocNumbering
from gongkai.readers._doc_paragraphs import Paragraphs, Properties
from gongkai.readers._doc_rows import Row, grid, row
from gongkai.readers._doc_sprms import Modifier
from gongkai.readers._doc_text import joined
from gongkai.readers._doc_visible import ENDS, NOTHING, Visible
from gongkai.readers._docx_grid import Block, Flow

_CELL_END = "\x07"
_ANCHORS = re.compile("\x08")
_UNPRINTED = re.compile(f"[{NOTHING}\x08]+")
_MAX_PARAGRAPHS = 1_000_000
_MAX_WORK = 1_000_000  # modifiers of rows: some ten each
_NONE = Properties(0)


@dataclass(slots=True)
class _Open:
    """A table under construction, and the flow it stands in."""

    around: Flow
    start: int  # of the row under way
    rows: list[tuple[Row, list[Flow]]] = field(default_factory=list)
    cells: list[Flow] = field(default_factory=list)


class Walk:
    """One pass over the paragraphs of a story."""

    def __init__(self, text: Visible, paragraphs: Paragraphs, numbering: DocNumbering) -> None:
        self.lost = 0
        self._text, self._paragraphs, self._numbering = text, paragraphs, numbering
        self._boxes: Mapping[int, Sequence[Range]] = {}
        self._cells = self._count = self._work = 0
        self._flow = Flow()
        self._tables: list[_Open] = []

    def blocks(self, main: Range, boxes: Mapping[int, Sequence[Range]]) -> Iterator[Printed]:
        """The blocks of the main text, text boxes after their paragraphs; paragraphs that print nothing left out."""
        self._boxes = boxes
        flow = self._story(main)
        for box in boxes.get(-1, ()):  # nothing says where: shown at the end rather than lost
            flow.blocks += self._story(box).blocks
        for block in flow.blocks:
            if isinstance(block, Table):
                yield block
            elif block[0].strip():
                yield Paragraph(block[0], level=block[1])

    def _story(self, range_: Range) -> Flow:
        """A story of its own: what is under way in the one around it waits."""
        outside = self._flow, self._tables
        self._flow, self._tables = Flow(), []
        start, stop = range_
        for match in ENDS.finditer(self._text.string, start, stop):
            self._paragraph(start, match.start(), self._properties(match.start()))
            start = match.end()
        if start < stop:
            self._end_paragraph(start, stop, _NONE)
        self._close(0)
        self._flow.close()
        ended = self._flow
        self._flow, self._tables = outside
        return ended

    def _properties(self, mark: int) -> Properties:
        self._count += 1
        if self._count > _MAX_PARAGRAPHS:
            raise LimitExceeded(f"more than {_MAX_PARAGRAPHS} paragraphs")
        properties = self._paragraphs.ended_by(mark)
        if properties.nesting > MAX_DEPTH:
            raise LimitExceeded(f"tables nested more than {MAX_DEPTH} deep")
        return properties

    def _paragraph(self, start: int, mark: int, properties: Properties) -> None:
        ends_cell = properties.ends_cell or (self._text.string[mark] == _CELL_END and properties.nesting == 1)
        self._close(properties.nesting)
        self._open(properties.nesting, start)
        if properties.ends_row:
            self._end_row(start, mark, properties)
            return
        self._end_paragraph(start, mark, properties)
        if ends_cell:
            self._end_cell(self._tables[-1])

    def _open(self, nesting: int, start: int) -> None:
        while len(self._tables) < nesting:
            self._tables.append(_Open(self._flow, start))
            self._flow = Flow()

    def _close(self, nesting: int) -> None:
        while len(self._tables) > nesting:
            table = self._tables.pop()
            self._leave_row(table, ())
            self._flow = table.around
            laid = grid(table.rows)
            blocks = laid.blocks()
            self._flow.blocks += blocks
            self._flow.nested |= any(isinstance(block, Table) for block in blocks)
            self.lost += laid.lost

    def _end_paragraph(self, start: int, mark: int, properties: Properties) -> None:
        text = self._text.string[start:mark]
        for place in (start + anchor.start() for anchor in _ANCHORS.finditer(text)):
            for box in map(self._story, self._boxes.get(place, ())):
                self._flow.after += _trimmed(box.blocks)
                self._flow.nested |= box.nested
        parts = [joined(_UNPRINTED.sub("", text))]
        if mark in self._text.gone:
            self._flow.carried += parts
        else:
            self._flow.end(parts, properties.level, self._prefix(properties))

    def _prefix(self, properties: Properties) -> str:
        return self._numbering.printed(properties.list, properties.depth) if properties.list else ""

    def _end_cell(self, table: _Open) -> None:
        self._cells += 1
        if self._cells > MAX_CELLS:
            raise LimitExceeded(f"more than {MAX_CELLS} table cells")
        self._flow.close()
        table.cells.append(self._flow)
        self._flow = Flow()

    def _end_row(self, start: int, mark: int, properties: Properties) -> None:
        if _UNPRINTED.sub("", self._text.string[start:mark]):
            self._end_paragraph(start, mark, _NONE)
        if not self._tables:
            return
        table = self._tables[-1]
        if self._is_gone(table, mark):
            table.cells = []
            self._flow = Flow()
        self._leave_row(table, properties.table)
        table.start = mark + 1

    def _is_gone(self, table: _Open, mark: int) -> bool:
        """Whether a row is deleted or hidden: its mark is, those of its cells are, and it shows nothing.

        The row's mark alone says nothing: writers give it the properties of the text that follows.
        """
        gone, marks = self._text.gone, ENDS.finditer(self._text.string, table.start, mark + 1)
        shown = any(cell.nested or cell.text.strip() for cell in table.cells)
        return mark in gone and not shown and all(found.start() in gone for found in marks)

    def _leave_row(self, table: _Open, modifiers: tuple[Modifier, ...]) -> None:
        """Ends a row; text that no mark has made a cell becomes one."""
        if self._flow.blocks or self._flow.carried or self._flow.after:
            self._end_cell(table)
        self._work += len(modifiers)
        if self._work > _MAX_WORK:
            raise LimitExceeded(f"more than {_MAX_WORK} properties of table rows")
        if table.cells:
            table.rows.append((row(modifiers, len(table.cells)), table.cells))
            table.cells = []


def _trimmed(blocks: list[Block]) -> list[Block]:
    """Without the empty paragraphs at the end that every text box is stored with."""
    last = max((n for n, block in enumerate(blocks, 1) if isinstance(block, Table) or block[0].strip()), default=0)
    return blocks[:last]
