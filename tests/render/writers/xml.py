"""Word documents as one XML file: the package of the other writer as Flat OPC, and as Word 2003 saves it."""

import io
import zipfile
from dataclasses import replace
from random import Random

from render.sheet import Cell, Grid, Sheet, Text, mapped
from render.writers import docx

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<?mso-application progid="Word.Document"?>\n'
_PKG = "http://schemas.microsoft.com/office/2006/xmlPackage"
_OLD = "http://schemas.microsoft.com/office/word/2003/wordml"


def write_flat(sheet: Sheet, rng: Random) -> bytes:
    """Flat OPC."""
    parts = "".join(
        f'<pkg:part pkg:name="/{name}"><pkg:xmlData>{_bare(xml)}</pkg:xmlData></pkg:part>'
        for name, xml in _parts(sheet, rng).items()
    )
    return f'{_HEAD}<pkg:package xmlns:pkg="{_PKG}">{parts}</pkg:package>\n'.encode()


def write_2003(sheet: Sheet, rng: Random) -> bytes:
    """Word 2003 XML; its numbering is typed."""
    document = _parts(sheet.with_blocks(map(_typed, sheet.blocks)), rng)["word/document.xml"]
    body = document[document.index("<w:body>") : document.index("</w:document>")].replace("w:vMerge", "w:vmerge")
    return f'{_HEAD}<w:wordDocument xmlns:w="{_OLD}" xml:space="preserve">{body}</w:wordDocument>\n'.encode()


def _parts(sheet: Sheet, rng: Random) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(docx.write(sheet, rng))) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def _bare(xml: str) -> str:
    return xml.partition("?>\n")[2]


def _typed(block: Text | Grid) -> Text | Grid:
    return mapped(block, _typed_cell) if isinstance(block, Grid) else replace(block, automatic=False)


def _typed_cell(cell: Cell) -> Cell:
    return replace(cell, automatic=False)
