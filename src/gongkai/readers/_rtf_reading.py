"""What a reader of RTF keeps between tokens: groups, fonts, the text under way, boxes within boxes."""

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass, field

from gongkai.errors import LimitExceeded
from gongkai.readers._docx_symbols import symbol
from gongkai.readers._rtf_body import Body, Definition
from gongkai.readers._rtf_text import UTF8, Font, decoded, is_utf8, joined

MAX_GROUPS = 1000  # one in the other; Word's own files have under 20
MAX_BOXES = 100  # text boxes one in the other
# where text goes; else it is the name of what is captured
BODY, DROP, PROPS, FONT, STYLES = "", "drop", "props", "font", "styles"
TITLE, NAME, VALUE, NUMBER = "title", "name", "value", "number"


@dataclass(slots=True)
class State:
    """What a group inherits and forgets again at its end; `opened` is the destination this group is."""

    into: str = BODY
    opened: str = ""
    starred: bool = False
    font: int = -1
    unicode_skip: int = 1
    hidden: bool = False
    deleted: bool = False
    struck: bool = False
    raised: Mapping[int, int] = field(default_factory=dict)  # digits above or below the line
    in_table: bool = False
    nesting: int = 1
    style: int = 0
    outline: int | None = None

    @property
    def unseen(self) -> bool:
        """Whether text is hidden or deleted."""
        return self.hidden or self.deleted


class Reading:
    """The state of one pass over a file; `page` is the codec of its code page, "" while none is stated."""

    def __init__(self, is_utf8: bool) -> None:
        self.state, self.outer = State(), list[State]()
        self.document = self.body = Body()
        self.page, self.default_font = "", -1
        self.row, self.nested_row = Definition(), Definition()
        self.captured: dict[str, list[str]] = {name: [] for name in (TITLE, NAME, VALUE, NUMBER, PROPS)}
        self.spoilt = 0
        self.struck: list[str] = []  # what a hand has deleted would be read on into the figure that replaces it
        self.skip = 0  # characters that stand for readers without Unicode
        self.shape_hidden = False
        self._is_utf8 = is_utf8
        self._fonts: dict[int, Font] = {}
        self._outlines: dict[int, int | None] = {}
        self._bytes = bytearray()
        self._bodies: list[Body] = []

    def add(self, data: bytes) -> None:
        """Bytes of text, less what is to be skipped."""
        if self.skip:
            dropped = min(self.skip, len(data))
            self.skip -= dropped
            data = data[dropped:]
        if self.state.into != DROP:
            self._bytes += data

    def flush(self) -> None:
        """Decodes the bytes so far: they stand in one font, and no word is within a character."""
        if not self._bytes:
            return
        data, self._bytes = bytes(self._bytes), bytearray()
        font = self._font() if self.state.into == BODY else None
        text = decoded(data, UTF8 if self._is_utf8 and is_utf8(data) else font, self.page)
        self.spoilt += text.count("\ufffd")
        self._put(text)

    def emit(self, text: str) -> None:
        """A character that a control word names."""
        if self.skip:
            self.skip -= 1
        else:
            self._put(text)

    def unicode(self, number: int) -> None:
        """A UTF-16 unit, negative where over 32767; what follows for readers that know no Unicode is skipped."""
        code, font = number & 0xFFFF, self._font()
        private = 0xE000 <= code < 0xF900
        self._put(symbol(code, font.name) if private and font else chr(code))
        self.skip = self.state.unicode_skip

    def _put(self, text: str) -> None:
        state = self.state
        if state.unseen and state.into in (BODY, NUMBER):
            return
        if state.struck and state.into == BODY:
            self.struck.append(text)
        elif state.into == BODY:
            self.body.parts.append(text.translate(state.raised) if state.raised else text)
        elif state.into == FONT:
            self.font_entry().name += text.partition(";")[0].strip()
        elif state.into not in (DROP, STYLES):
            self.captured[state.into].append(text)

    def open(self) -> None:
        """Begins a group. Raises LimitExceeded."""
        if len(self.outer) >= MAX_GROUPS:
            raise LimitExceeded(f"groups nested more than {MAX_GROUPS} deep")
        self.skip = 0
        self.outer.append(self.state)
        self.state = copy(self.state)
        self.state.opened, self.state.starred = "", False

    def close(self) -> str:
        """Ends a group; the destination it was."""
        self.skip = 0
        ended = self.state.opened
        if self.outer:
            self.state = self.outer.pop()
        return ended

    def capture(self, word: str, into: str) -> None:
        """The group under way is a destination whose text is kept apart."""
        self.state.opened, self.state.into = word, into
        self.captured[into] = []

    def open_box(self, word: str) -> None:
        """The group under way is a text box, with paragraphs and tables of its own. Raises LimitExceeded."""
        if len(self._bodies) >= MAX_BOXES:
            raise LimitExceeded(f"text boxes nested more than {MAX_BOXES} deep")
        if self.shape_hidden:
            self.state.into = DROP
            return
        self._bodies.append(self.body)
        self.body = Body()
        self.state = State(opened=word, font=self.state.font, unicode_skip=self.state.unicode_skip)

    def close_box(self) -> None:
        """Ends a text box: its blocks stand after the paragraph it is anchored in."""
        box, self.body = self.body, self._bodies.pop()
        self.body.add(box.blocks())
        self.document.lost += box.lost

    def close_all(self) -> None:
        """The file ends here, within a group: the cell under way is dropped, a figure in it may be cut in two."""
        self.flush()
        self.body.drop_unfinished()
        while self._bodies:
            self.close_box()

    def close_number(self) -> None:
        """Ends an automatic number; the paragraph it belongs to is under way."""
        if not self.state.unseen:
            self.body.number += joined(self.captured[NUMBER])

    def close_value(self) -> None:
        """Ends a property of a shape: whether it is hidden, or the text of WordArt."""
        name, value = ("".join(self.captured[key]).strip() for key in (NAME, VALUE))
        if name == "fHidden":
            self.shape_hidden = value == "1"
        elif name == "gtextUNICODE":
            self.body.add([(joined(self.captured[VALUE]), None)])

    def set_style(self, number: int) -> None:
        """Chooses a paragraph style, of which only the heading level counts; in the style sheet, begins its entry."""
        self.state.style = number
        self.state.outline = self._outlines.get(number)

    def set_outline(self, level: int | None) -> None:
        """A heading level from 1, of the paragraph or of the style under way."""
        self.state.outline = level
        if self.state.into == STYLES:
            self._outlines[self.state.style] = level

    def set_font(self, number: int) -> None:
        """Chooses a font; in the font table, begins its entry."""
        self.state.font = number
        if self.state.into == FONT:
            self._fonts[number] = Font()

    def _font(self) -> Font | None:
        return self._fonts.get(self.state.font if self.state.font >= 0 else self.default_font)

    def font_entry(self) -> Font:
        """The entry of the font table that is under way."""
        return self._fonts.setdefault(self.state.font, Font())

    @property
    def definition(self) -> Definition:
        """The row definition under way."""
        return self.nested_row if self.state.into == PROPS else self.row

    def begin_row(self) -> None:
        """Begins a row definition."""
        if self.state.into == PROPS:
            self.nested_row = Definition()
        else:
            self.row = Definition()

    def plain(self) -> None:
        """Character properties back to their defaults."""
        self.state.hidden = self.state.deleted = self.state.struck = False
        self.state.raised = {}
        self.state.font = self.default_font

    def pard(self) -> None:
        """Paragraph properties back to their defaults."""
        self.state.in_table, self.state.nesting, self.state.outline = False, 1, None

    def end_paragraph(self) -> None:
        """Ends a paragraph."""
        state = self.state
        self.body.end_paragraph(state.nesting if state.in_table else 0, state.outline, state.unseen)

    def end_cell(self, nested: bool) -> None:
        """Ends a cell of the outermost table or of a nested one."""
        self.body.end_cell(self._nesting(nested), self.state.outline)

    def end_row(self, nested: bool) -> None:
        """Ends a row of the outermost table or of a nested one."""
        self.body.end_row(self._nesting(nested), self.nested_row if nested else self.row)

    def _nesting(self, nested: bool) -> int:
        return max(2, self.state.nesting) if nested else 1
