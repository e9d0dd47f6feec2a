"""Word documents as one XML file: Flat OPC (pkg:package), the package of a .docx written out part by part."""

import zipfile
from dataclasses import replace
from io import BytesIO

from lxml import etree

from gongkai.document import MAX_BYTES, Document
from gongkai.errors import LimitExceeded, UnreadableDocument
from gongkai.readers import docx
from gongkai.readers._opc import parse

_PKG = "{http://schemas.microsoft.com/office/2006/xmlPackage}"


def read(data: bytes) -> Document:
    """As the docx reader. Raises UnreadableDocument (damaged, or no Word document) and LimitExceeded."""
    if len(data) > MAX_BYTES:
        raise LimitExceeded(f"{len(data)} bytes; the limit is {MAX_BYTES}")
    root = parse(data, "the document")
    if root.tag != _PKG + "package":
        raise UnreadableDocument("the XML is no package of Office parts")
    return replace(docx.read(packed(_parts(root))), format="flat-opc")


def _parts(root: etree._Element) -> dict[str, bytes]:
    """The parts that are XML by name: pictures, the only others a document prints, are not read."""
    found = ((part.get(_PKG + "name", ""), part.find(f"{_PKG}xmlData/*")) for part in root.iterchildren(_PKG + "part"))
    return {name.lstrip("/"): etree.tostring(content) for name, content in found if name and content is not None}


def packed(parts: dict[str, bytes]) -> bytes:
    """A package of these parts, not compressed."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return buffer.getvalue()
