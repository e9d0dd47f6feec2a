"""Rich Text Format (.rtf, and many a .doc): one pass over its tokens, without recursion."""

import re
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from gongkai.document import MAX_BYTES, Document, Paragraph
from gongkai.errors import LimitExceeded, UnreadableDocument
from gongkai.readers._raised import SUBSCRIPT, SUPERSCRIPT
from gongkai.readers._rtf_reading import BODY, DROP, FONT, NAME, NUMBER, PROPS, STYLES, TITLE, VALUE, Reading
from gongkai.readers._rtf_text import DOUBLE_BYTE, charset_codec, is_utf8, joined, page_codec
from gongkai.readers._rtf_words import CHARACTERS, DROPPED, ENTERED, PICTURES, PROPERTIES, SKIPPED, SYMBOLS

_TOKEN = rb"\\(?:([A-Za-z]{1,40})(-?[0-9]{1,10})? ?|'([0-9A-Fa-f]{2})|([^A-Za-z]))|([{}])|(%s+)|[\r\n]+|\\"
_PLAIN = re.compile(_TOKEN % rb"[^\\{}\r\n]", re.DOTALL)
# raw GBK may have a brace for its second byte
_WIDE = re.compile(_TOKEN % rb"(?:[\x81-\xfe][\x40-\x7e\x80-\xfe]|[^\\{}\r\n])", re.DOTALL)
_FENCE = re.compile(rb"[{}]|\\(?:bin([0-9]{1,10}) ?|.)", re.DOTALL)
_SHOWN = 40  # characters of struck text that a remark quotes
_BODY_TEXT = 9  # the outline level that means none


def read(data: bytes) -> Document:
    """Paragraphs and tables of an RTF file in reading order; automatic numbers are as the writer printed them.

    Raises UnreadableDocument (no RTF, or cut before any text) and LimitExceeded. RTF Specification 1.9.1.
    """
    if len(data) > MAX_BYTES:
        raise LimitExceeded(f"{len(data)} bytes; the limit is {MAX_BYTES}")
    if not data.startswith(b"{\\rtf"):
        raise UnreadableDocument("the file does not begin as RTF does")
    scan = _Scan(data)
    cut = not scan.finished()
    lines = (Paragraph(b[0], level=b[1]) if isinstance(b, tuple) else b for b in scan.reading.document.blocks())
    blocks = tuple(b for b in lines if not isinstance(b, Paragraph) or b.text.strip())
    if cut and not blocks:
        raise UnreadableDocument("the file is cut off before any text")
    title = joined(scan.reading.captured[TITLE]).strip()
    metadata = MappingProxyType({"title": title} if title else {})
    return Document("rtf", blocks, metadata, tuple(_remarks(scan, cut)))


def _remarks(scan: "_Scan", cut: bool) -> Iterator[str]:
    if cut:
        yield "the file ends in the middle: what follows is lost, and the cell it ends in"
    if scan.pictures:
        yield f"{scan.pictures} picture(s) or embedded object(s) were not read"
    if struck := joined(scan.reading.struck):
        yield f"text struck through was left out: {struck[:_SHOWN]}"
    if spoilt := scan.reading.spoilt:
        yield f"{spoilt} character(s) could not be decoded; they stand as \ufffd"
    if lost := scan.reading.document.lost:
        yield f"{lost} merged-away cell(s) hold text that Word does not show; it was not read"


class _Scan:
    """The tokens of a file in order, each handed to the reading."""

    def __init__(self, data: bytes) -> None:
        self._pairs = not is_utf8(data)
        self.reading = Reading(not self._pairs)
        self.pictures = 0
        self._data, self._place = data, 0
        self._token = _PLAIN

    def finished(self) -> bool:
        """Reads all; whether the file ends where its first group does."""
        reading = self.reading
        while match := self._token.match(self._data, self._place):
            self._place = match.end()
            word, number, code, mark, fence, run = match.groups()
            if run is not None:
                reading.add(run)
            elif code is not None:
                reading.add(bytes((int(code, 16),)))
            elif word is not None:
                self._word(word.decode("ascii"), None if number is None else int(number))
            elif fence is not None:
                self._fence(fence)
                if not reading.outer:
                    return True
            elif mark is not None:
                self._mark(mark)
        reading.close_all()
        return False

    def _fence(self, fence: bytes) -> None:
        self.reading.flush()
        if fence == b"{":
            self.reading.open()
        elif handle := _CLOSE.get(self.reading.close()):
            handle(self.reading)

    def _mark(self, mark: bytes) -> None:
        """A control symbol."""
        if mark == b"*":
            self.reading.state.starred = True
        elif mark in b"\\{}":
            self.reading.add(mark)
        elif mark in b"\r\n":
            self._word("par", None)
        elif mark in SYMBOLS:
            self.reading.flush()
            self.reading.emit(SYMBOLS[mark])

    def _word(self, word: str, number: int | None) -> None:
        reading = self.reading
        reading.flush()
        starred, reading.state.starred = reading.state.starred, False
        if word in SKIPPED or PROPERTIES.fullmatch(word):
            self.pictures += word in PICTURES
            self._skip_group()
        elif word in _DESTINATIONS:
            _enter(reading, word)
        elif word == "bin":
            self._place += max(number or 0, 0)
        elif starred:
            self._skip_group()
        elif word in CHARACTERS:
            reading.emit(CHARACTERS[word])
        else:
            self._set(word, number)

    def _set(self, word: str, number: int | None) -> None:
        reading = self.reading
        reading.skip = 0
        handle = _ANYWHERE.get(word) or (_IN_BODY.get(word) if reading.state.into in (BODY, PROPS) else None)
        if handle is not None:
            handle(reading, number)
        if word == "ansicpg" and self._pairs and reading.page in DOUBLE_BYTE:
            self._token = _WIDE

    def _skip_group(self) -> None:
        """To the end of the group under way, its contents unread."""
        depth = 1
        while depth and (match := _FENCE.search(self._data, self._place)):
            self._place = match.end()
            if match[1]:
                self._place += int(match[1])
            depth += {b"{": 1, b"}": -1}.get(match[0], 0)
        self._place = self._place - 1 if not depth else len(self._data)  # the brace itself is the main loop's


def _enter(reading: Reading, word: str) -> None:
    """The group under way is a destination."""
    if word in _BOXES:
        reading.open_box(word)
    elif word in _CAPTURED:
        reading.capture(word, _CAPTURED[word])
    elif word == "ud" and len(reading.outer) > 1:
        reading.state.into = reading.outer[-2].into  # where \upr stands, whose first half is the same text in bytes
    else:
        reading.state.into = _MODES.get(word, reading.state.into)


def _set_page(r: Reading, n: int | None) -> None:
    r.page = page_codec(n or 0)


def _set_default_font(r: Reading, n: int | None) -> None:
    r.default_font = n or 0


def _set_charset(r: Reading, n: int | None) -> None:
    r.font_entry().codec = charset_codec(n or 0)


def _set_font_page(r: Reading, n: int | None) -> None:
    r.font_entry().codec = page_codec(n or 0)


def _set_unicode_skip(r: Reading, n: int | None) -> None:
    r.state.unicode_skip = min(max(1 if n is None else n, 0), 100)


def _set_hidden(r: Reading, n: int | None) -> None:
    r.state.hidden = n != 0


def _set_deleted(r: Reading, n: int | None) -> None:
    r.state.deleted = n != 0


def _set_struck(r: Reading, n: int | None) -> None:
    r.state.struck = n != 0


def _set_raised(table: Mapping[int, int]) -> "_Handler":
    def set_raised(r: Reading, n: int | None) -> None:
        r.state.raised = {} if n == 0 else table

    return set_raised


def _begin_shape(r: Reading, _: int | None) -> None:
    r.shape_hidden = False


def _set_in_table(r: Reading, n: int | None) -> None:
    r.state.in_table = n != 0


def _set_nesting(r: Reading, n: int | None) -> None:
    r.state.nesting, r.state.in_table = max(n or 0, 1), (n or 0) > 0


def _set_outline(r: Reading, n: int | None) -> None:
    r.set_outline(n + 1 if n is not None and 0 <= n < _BODY_TEXT else None)


def _set_left(r: Reading, n: int | None) -> None:
    r.definition.left = n or 0


def _merge_first(r: Reading, _: int | None) -> None:
    r.definition.next.merge = "restart"


def _merge_on(r: Reading, _: int | None) -> None:
    r.definition.next.merge = "continue"


def _merge_left(r: Reading, _: int | None) -> None:
    r.definition.next.merged_left = True


def _delete_cell(r: Reading, _: int | None) -> None:
    r.definition.next.deleted = True


_Handler = Callable[[Reading, int | None], None]
_BOXES = frozenset(("shptxt", "dptxbxtext"))
_CAPTURED: Mapping[str, str] = {"title": TITLE, "sn": NAME, "sv": VALUE, "listtext": NUMBER, "pntext": NUMBER}
_MODES: Mapping[str, str] = {
    "fonttbl": FONT,
    "stylesheet": STYLES,
    "nesttableprops": PROPS,
    **dict.fromkeys(DROPPED, DROP),
}
_DESTINATIONS = frozenset((*_BOXES, *_CAPTURED, *_MODES, *ENTERED, "ud"))
_CLOSE: Mapping[str, Callable[[Reading], None]] = {
    **dict.fromkeys(_BOXES, Reading.close_box),
    "listtext": Reading.close_number,
    "pntext": Reading.close_number,
    "sv": Reading.close_value,
}
_ANYWHERE: Mapping[str, _Handler] = {
    "ansicpg": _set_page,
    "deff": _set_default_font,
    "f": lambda r, n: r.set_font(n or 0),
    "fcharset": _set_charset,
    "cpg": _set_font_page,
    "uc": _set_unicode_skip,
    "u": lambda r, n: r.unicode(n or 0),
    "v": _set_hidden,
    "deleted": _set_deleted,
    "strike": _set_struck,
    "striked": _set_struck,
    "super": _set_raised(SUPERSCRIPT),
    "sub": _set_raised(SUBSCRIPT),
    "nosupersub": _set_raised({}),
    "shp": _begin_shape,
    "s": lambda r, n: r.set_style(n or 0),
    "outlinelevel": _set_outline,
    "plain": lambda r, _: r.plain(),
}
_IN_BODY: Mapping[str, _Handler] = {
    **dict.fromkeys(("par", "sect"), lambda r, _: r.end_paragraph()),
    "pard": lambda r, _: r.pard(),
    "intbl": _set_in_table,
    "itap": _set_nesting,
    "cell": lambda r, _: r.end_cell(nested=False),
    "nestcell": lambda r, _: r.end_cell(nested=True),
    "row": lambda r, _: r.end_row(nested=False),
    "nestrow": lambda r, _: r.end_row(nested=True),
    "trowd": lambda r, _: r.begin_row(),
    "trleft": _set_left,
    "cellx": lambda r, n: r.definition.end_slot(n or 0),
    "clvmgf": _merge_first,
    "clvmrg": _merge_on,
    "clmrg": _merge_left,
    "cldel": _delete_cell,
}
