"""One module a format, one public function `read(data) -> Document` each; imported only when its format comes in."""

from collections.abc import Callable, Mapping
from importlib import import_module

from gongkai.document import Document
from gongkai.errors import UnsupportedFormat

READERS: Mapping[str, str] = {
    "doc": "gongkai.readers.doc",
    "docx": "gongkai.readers.docx",
    "flat-opc": "gongkai.readers.flat_opc",
    "html": "gongkai.readers.html",
    "mht": "gongkai.readers.mht",
    "pdf": "gongkai.readers.pdf",
    "rtf": "gongkai.readers.rtf",
    "txt": "gongkai.readers.txt",
    "word-2003-xml": "gongkai.readers.word_2003",
    "xls": "gongkai.readers.xls",
    "xlsx": "gongkai.readers.xlsx",
}


def reader(name: str) -> Callable[[bytes], Document]:
    """The read function of a format. Raises UnsupportedFormat for a name that has none."""
    if name not in READERS:
        raise UnsupportedFormat(f"no reader for {name}; gongkai reads {', '.join(READERS)}")
    read: Callable[[bytes], Document] = import_module(READERS[name]).read
    return read
