"""One module a format, one public function `read(data) -> Document` each; imported only when its format comes in."""

from collections.abc import Callable, Mapping
from importlib import import_module

from gongkai.document import Document
from gongkai.errors import UnsupportedFormat

READERS: Mapping[str, str] = {
    "docx": "gongkai.readers.docx",
    "html": "gongkai.readers.html",
    "pdf": "gongkai.readers.pdf",
    "txt": "gongkai.readers.txt",
}


def reader(name: str) -> Callable[[bytes], Document]:
    """The read function of a format. Raises UnsupportedFormat for a name that has none."""
    if name not in READERS:
        raise UnsupportedFormat(f"no reader for {name}; gongkai reads {', '.join(READERS)}")
    read: Callable[[bytes], Document] = import_module(READERS[name]).read
    return read
