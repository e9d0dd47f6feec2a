"""Word 97-2003 documents (.doc .dot, WPS's .wps .wpt): the binary format read as it stands, without LibreOffice."""

import re
from collections.abc import Iterator
from types import MappingProxyType

from gongkai.document import Block, Document
from gongkai.readers._doc_boxes import boxes
from gongkai.readers._doc_file import (
    CHARACTERS,
    FONTS,
    PARAGRAPHS,
    PIECES,
    SECTIONS,
    STYLES,
    File,
    damaged,
    open_file,
    readable,
)
from gongkai.readers._doc_fonts import fonts
from gongkai.readers._doc_numbering import DocNumbering
from gongkai.readers._doc_pages import CHARACTER_SLOT, PARAGRAPH_SLOT, Pages
from gongkai.readers._doc_paragraphs import Paragraphs
from gongkai.readers._doc_sprms import plc
from gongkai.readers._doc_styles import Styles
from gongkai.readers._doc_text import Text
from gongkai.readers._doc_title import title
from gongkai.readers._doc_visible import Seer, Visible, looks
from gongkai.readers._doc_walk import Walk

_SHOWN = 60  # characters of a remark
_BREAK = re.compile("\x0c")


def read(data: bytes) -> Document:
    """Paragraphs and tables of the main text in reading order; the same blocks as for the document saved as .docx.

    Automatic numbers are part of the text. Raises UnreadableDocument (damaged, encrypted, older than Word 97) and
    LimitExceeded. Format: [MS-DOC]; how text is found: 2.4.1.
    """
    file = open_file(data)
    with readable():
        blocks, remarks = _read(file)
    name = title(file.summary)
    return Document("doc", blocks, MappingProxyType({"title": name} if name else {}), remarks)


def _read(file: File) -> tuple[tuple[Block, ...], tuple[str, ...]]:
    text, styles = Text(file.word, file.structure(PIECES)), Styles(file.structure(STYLES))
    if max(file.main[1], file.boxes[1]) > len(text.string):
        raise damaged("a part of its text is missing")
    paragraphs = Paragraphs(file, text, Pages(file.word, file.structure(PARAGRAPHS), PARAGRAPH_SLOT), styles)
    names = fonts(file.structure(FONTS))
    runs = looks(text, file.word, Pages(file.word, file.structure(CHARACTERS), CHARACTER_SLOT), styles.hide)
    seer = Seer(styles, names, lambda mark: next(paragraphs.ended_by((mark,))).style)
    visible = seer.visible(_sections(file, text.string), text.halved, runs)
    walk = Walk(visible, paragraphs, DocNumbering(file, names))
    blocks = tuple(walk.blocks(file.main, boxes(file)))
    return blocks, tuple(_remarks(visible, walk.lost))


def _sections(file: File, string: str) -> str:
    """The same sign ends a section, which ends a paragraph, and a page, which is a line's end (2.4.1, PlcfSed)."""
    if "\x0c" not in string:
        return string
    positions, _ = plc(file.structure(SECTIONS), 12)
    ends = {position - 1 for position in positions}
    return _BREAK.sub(lambda match: "\x0c" if match.start() in ends else "\x0b", string)


def _remarks(visible: Visible, lost: int) -> Iterator[str]:
    if visible.pictures:
        yield f"{visible.pictures} picture(s), chart(s) or embedded object(s) were not read"
    if lost:
        yield f"{lost} merged-away cell(s) hold text that Word does not show; it was not read"
    if visible.struck:
        yield f"text struck through was left out: {visible.struck[:_SHOWN]}"
