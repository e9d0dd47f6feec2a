"""One module a format, one public function `read(data) -> Document` each; imported only when its format comes in."""

from collections.abc import Callable, Collection, Iterable, Mapping
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from gongkai.document import Document
from gongkai.errors import UnsupportedFormat

if TYPE_CHECKING:
    from gongkai.readers._drawing import Mark

READERS: Mapping[str, str] = {
    **dict.fromkeys(("bmp", "gif", "jpg", "png", "tif", "webp"), "gongkai.readers.scan"),
    "doc": "gongkai.readers.doc",
    "docx": "gongkai.readers.docx",
    "flat-opc": "gongkai.readers.flat_opc",
    "html": "gongkai.readers.html",
    "mht": "gongkai.readers.mht",
    "ofd": "gongkai.readers.ofd",
    "pdf": "gongkai.readers.pdf",
    "rtf": "gongkai.readers.rtf",
    "txt": "gongkai.readers.txt",
    "word-2003-xml": "gongkai.readers.word_2003",
    "xls": "gongkai.readers.xls",
    "xlsx": "gongkai.readers.xlsx",
}

SECOND: Mapping[str, str] = {"pdf": "gongkai.readers.pdf_second"}  # other engines, `read_again(data, pages)` each
PICTURES: Mapping[str, str] = {"pdf": "gongkai.readers.pdf_picture"}  # formats with pages, `draw(data, marks, folder)`

PICTURED = ("docx", "html", "mht")  # formats whose pictures may be the report

Again = Callable[[bytes, Collection[int]], Document]
Draw = Callable[[bytes, Iterable["Mark"], Path], list[Path]]


def reader(name: str) -> Callable[[bytes], Document]:
    """The read function of a format. Raises UnsupportedFormat for a name that has none."""
    if name not in READERS:
        raise UnsupportedFormat(f"no reader for {name}; gongkai reads {', '.join(READERS)}")
    read: Callable[[bytes], Document] = import_module(READERS[name]).read
    return read


def second(name: str) -> Again | None:
    """What reads some pages (from 1) of a format again by another engine; None for a format that has but one."""
    if name not in SECOND:
        return None
    again: Again = import_module(SECOND[name]).read_again
    return again


def drawer(name: str) -> Draw:
    """What draws the pages of a format. Raises UnsupportedFormat for a format without pages."""
    if name not in PICTURES:
        raise UnsupportedFormat(f"no pages to draw in {name}; gongkai draws {', '.join(PICTURES)}")
    draw: Draw = import_module(PICTURES[name]).draw
    return draw


def illustrated(document: Document, data: bytes) -> Document | None:
    """A document with the text of the pictures in it; None where there is none. Raises MissingTool without OCR."""
    if document.format not in PICTURED:
        return None
    found: Document | None = import_module("gongkai.readers.scan").with_pictures(document, data)
    return found
