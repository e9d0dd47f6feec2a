"""Paragraphs, cells, rows and nested tables of a story, as they come ([MS-DOC] 2.4.2, 2.4.3)."""

import re
from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from gongkai.document import MAX_CELLS, MAX_DEPTH, Paragraph, Table
from gongkai.document import Block as Printed
from gongkai.errors import LimitExceeded
from gongkai.readers._doc_boxes import Range
from gongkai.readers._doc_numbering import DocNumbering
from gongkai.readers._doc_paragraphs import Paragraphs, Properties
from gongkai.readers._doc_rows import shape
from gongkai.readers._doc_sprms import Modifier
from gongkai.readers._doc_text import joined
from gongkai.readers._doc_visible import ENDS, NOTHING, Visible
from gongkai.readers._docx_grid import Block, Content, Flow, is_nested, text_of
from gongkai.readers._edge_grid import Shape, gridded

_CELL_END = "\x07"
_ANCHOR = "\x08"
_ANCHORS = re.compile(_ANCHOR)
_UNPRINTED = f"{NOTHING}{_ANCHOR}"
_MAX_PARAGRAPHS = 1_000_000
_MAX_WORK = 1_000_000  # modifiers of rows: some ten each
_NONE = Properties(0)


@dataclass(slots=True)
class _Open:
    """A table under construction, and the flow it stands in."""

    around: Flow
    start: int  # of the row under way
    rows: list[tuple[Shape, list[Content]]] = field(default_factory=list)
    cells: list[Content] = field(default_factory=list)


class Walk:
    """One pass over the paragraphs of a story."""

    def __init__(self, text: Visible, paragraphs: Paragraphs, numbering: DocNumbering) -> None:
        self.lost = 0
        self._text, self._paragraphs, self._numbering = text, paragraphs, numbering
        self._string = text.string
        self._is_plain = not (text.halved or _ANCHOR in text.string)
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
        marks = self._marks(start, stop)
        for mark, properties in zip(marks, self._paragraphs.ended_by(marks), strict=True):
            self._paragraph(start, mark, properties)
            start = mark + 1
        if start < stop:
            self._end_paragraph(start, stop, _NONE)
        self._close(0)
        self._flow.close()
        ended = self._flow
        self._flow, self._tables = outside
        return ended

    def _marks(self, start: int, stop: int) -> Sequence[int]:
        found = islice(ENDS.finditer(self._string, start, stop), _MAX_PARAGRAPHS + 1 - self._count)
        marks = array("I", (match.start() for match in found))
        self._count += len(marks)
        if self._count > _MAX_PARAGRAPHS:
            raise LimitExceeded(f"more than {_MAX_PARAGRAPHS} paragraphs")
        return marks

    def _paragraph(self, start: int, mark: int, properties: Properties) -> None:
        nesting, flow = properties.nesting, self._flow
        if nesting != len(self._tables):
            self._close(nesting)
            self._open(nesting, start)
            flow = self._flow
        if properties.ends_row:
            self._end_row(start, mark, properties)
        elif not (properties.ends_cell or (nesting == 1 and self._string[mark] == _CELL_END)):
            self._end_paragraph(start, mark, properties)
        elif self._is_plain and properties.is_plain and flow.is_empty and mark not in self._text.gone:
            self._tables[-1].cells.append(self._string[start:mark].replace(NOTHING, ""))
        else:
            self._end_paragraph(start, mark, properties)
            self._end_cell()

    def _open(self, nesting: int, start: int) -> None:
        if nesting > MAX_DEPTH:
            raise LimitExceeded(f"tables nested more than {MAX_DEPTH} deep")
        while len(self._tables) < nesting:
            self._tables.append(_Open(self._flow, start))
            self._flow = Flow()

    def _close(self, nesting: int) -> None:
        while len(self._tables) > nesting:
            self._leave_row(())
            table = self._tables.pop()
            self._flow, laid = table.around, gridded(table.rows)
            del table  # its rows are laid: no need to hold them twice
            blocks = laid.blocks()
            self._flow.blocks += blocks
            self._flow.nested |= any(isinstance(block, Table) for block in blocks)
            self.lost += laid.lost

    def _end_paragraph(self, start: int, mark: int, properties: Properties) -> None:
        text = self._string[start:mark].replace(NOTHING, "")
        if _ANCHOR in text:
            self._anchor_boxes(start, mark)
            text = text.replace(_ANCHOR, "")
        if self._text.halved:
            text = joined(text)
        if mark in self._text.gone:
            self._flow.carried.append(text)
        else:
            self._flow.end([text], properties.level, self._prefix(properties))

    def _anchor_boxes(self, start: int, end: int) -> None:
        for anchor in _ANCHORS.finditer(self._string, start, end):
            for box in map(self._story, self._boxes.get(anchor.start(), ())):
                self._flow.after += _trimmed(box.blocks)
                self._flow.nested |= box.nested

    def _prefix(self, properties: Properties) -> str:
        return self._numbering.printed(properties.list, properties.depth) if properties.list else ""

    def _end_cell(self) -> None:
        self._flow.close()
        self._tables[-1].cells.append(self._flow)
        self._flow = Flow()

    def _end_row(self, start: int, mark: int, properties: Properties) -> None:
        if start < mark and self._string[start:mark].strip(_UNPRINTED):
            self._end_paragraph(start, mark, _NONE)
        if self._tables:
            if self._is_gone(mark):
                self._tables[-1].cells = []
                self._flow = Flow()
            self._leave_row(properties.table)
            self._tables[-1].start = mark + 1

    def _is_gone(self, mark: int) -> bool:
        """Whether a row is deleted or hidden: its mark is, those of its cells are, and it shows nothing.

        The row's mark alone says nothing: writers give it the properties of the text that follows.
        """
        gone, table = self._text.gone, self._tables[-1]
        if mark not in gone or any(is_nested(cell) or text_of(cell).strip() for cell in table.cells):
            return False
        return all(found.start() in gone for found in ENDS.finditer(self._string, table.start, mark))

    def _leave_row(self, modifiers: tuple[Modifier, ...]) -> None:
        """Ends a row; text that no mark has made a cell becomes one."""
        if not self._flow.is_empty:
            self._end_cell()
        table = self._tables[-1]
        self._cells += len(table.cells)
        if self._cells > MAX_CELLS:
            raise LimitExceeded(f"more than {MAX_CELLS} table cells")
        self._work += len(modifiers)
        if self._work > _MAX_WORK:
            raise LimitExceeded(f"more than {_MAX_WORK} properties of table rows")
        if table.cells:
            table.rows.append((shape(len(table.cells), modifiers), table.cells))
            table.cells = []


def _trimmed(blocks: list[Block]) -> list[Block]:
    """Without the empty paragraphs at the end that every text box is stored with."""
    last = max((n for n, block in enumerate(blocks, 1) if isinstance(block, Table) or block[0].strip()), default=0)
    return blocks[:last]
