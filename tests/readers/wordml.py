"""Writes Word packages from raw WordprocessingML, for the tests of the docx reader."""

import zipfile
from collections.abc import Mapping
from io import BytesIO

from gongkai.document import Cell, Document, Paragraph, Table
from gongkai.readers.docx import read

NAMESPACES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "v": "urn:schemas-microsoft-com:vml",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
}
RESTART, CONTINUE = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
_DECLARED = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in NAMESPACES.items())
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="rId1" Type="{_RELATION}/officeDocument" Target="word/document.xml"/></Relationships>'
)


def part(root: str, content: str) -> str:
    """An XML part with all namespaces declared."""
    return f'<?xml version="1.0" encoding="UTF-8"?><w:{root} {_DECLARED}>{content}</w:{root}>'


def package(parts: Mapping[str, str | bytes]) -> bytes:
    """A zip package of these parts."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def docx(body: str, *, styles: str = "", numbering: str = "", **more: str) -> bytes:
    """A document with this body; parts left out are not in the package."""
    parts = {"_rels/.rels": RELATIONS, "word/document.xml": part("document", f"<w:body>{body}</w:body>")}
    if styles:
        parts["word/styles.xml"] = part("styles", styles)
    if numbering:
        parts["word/numbering.xml"] = part("numbering", numbering)
    return package(parts | more)


def parse(body: str, *, styles: str = "", numbering: str = "") -> Document:
    """The document read from this body."""
    return read(docx(body, styles=styles, numbering=numbering))


def texts(body: str, *, styles: str = "", numbering: str = "") -> list[str]:
    """The text of each paragraph."""
    return [paragraph.text for paragraph in parse(body, styles=styles, numbering=numbering).paragraphs]


def run(text: str, properties: str = "") -> str:
    """A run of text."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def p(text: str = "", properties: str = "") -> str:
    """A paragraph of one run, or an empty one."""
    return f"<w:p><w:pPr>{properties}</w:pPr>{run(text) if text else ''}</w:p>"


def tc(text: str = "", properties: str = "") -> str:
    """A cell of one paragraph."""
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{p(text)}</w:tc>"


def tr(*cells: str, properties: str = "") -> str:
    """A row; a cell that is not markup is the text of a plain cell."""
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(c if c.startswith('<') else tc(c) for c in cells)}</w:tr>"


def tbl(*rows: str) -> str:
    """A table without w:tblGrid."""
    return f"<w:tbl><w:tblPr/>{''.join(rows)}</w:tbl>"


def table(*rows: str) -> Table:
    """The one table of a document of these rows."""
    (found,) = parse(tbl(*rows)).tables
    return found


def rows(found: Table) -> list[list[str | None]]:
    """The grid of a table as texts."""
    return [[None if cell is None else cell.text for cell in row] for row in found.grid]


def spans(found: Table) -> dict[str, tuple[int, int, int, int]]:
    """Row, column, rowspan and colspan by the text of the cell."""
    return {cell.text: place(cell) for cell in found.cells}


def place(cell: Cell) -> tuple[int, int, int, int]:
    """Row, column, rowspan and colspan of a cell."""
    return cell.row, cell.column, cell.rowspan, cell.colspan


def span(columns: int) -> str:
    """The property of a cell that spans columns."""
    return f'<w:gridSpan w:val="{columns}"/>'


def kinds(found: Document) -> list[str]:
    """Each block: the text of a paragraph, rows x columns of a table."""
    return [block.text if isinstance(block, Paragraph) else f"{block.rows}x{block.columns}" for block in found.blocks]
