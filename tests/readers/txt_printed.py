"""What a text prints, as tests compare it."""

from gongkai.document import Document, Paragraph, Table
from gongkai.readers.txt import read


def doc(text: str) -> Document:
    return read(text.encode())


def rows(table: Table) -> list[list[str]]:
    return [[cell.text for cell in row if cell] for row in table.grid]


def shape(text: str) -> list[str | list[list[str]]]:
    return [b.text if isinstance(b, Paragraph) else rows(b) for b in doc(text).blocks]


def texts(document: Document) -> str:
    cells = (cell.text for table in document.tables for cell in table.cells)
    return "\n".join([*(p.text for p in document.paragraphs), *cells, *document.remarks])
