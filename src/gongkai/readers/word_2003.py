"""Word 2003 XML (w:wordDocument): its elements are those of WordprocessingML but for a few, which are renamed."""

from collections.abc import Iterable
from dataclasses import replace

from lxml import etree

from gongkai.document import MAX_BYTES, Document
from gongkai.errors import LimitExceeded, UnreadableDocument
from gongkai.readers import docx
from gongkai.readers._opc import parse
from gongkai.readers._wordml import P_PR, W
from gongkai.readers.flat_opc import packed

_OLD = b"http://schemas.microsoft.com/office/word/2003/wordml"
_AML = "{http://schemas.microsoft.com/aml/2001/core}"
_WX = "{http://schemas.microsoft.com/office/word/2003/auxHint}"
_RENAMED = {W + "vmerge": W + "vMerge", W + "hmerge": W + "hMerge"}
_GONE = ("Word.Deletion", "Word.Comment")
_WIDE_END = tuple("、，。．：；）〕】》〉」』　")  # these carry their own space; after others the tab is seen
_ROOT_RELATIONS = (
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
    b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    b'Target="word/document.xml"/></Relationships>'
)


def read(data: bytes) -> Document:
    """As the docx reader; automatic numbers are as Word printed them into its hints (wx:t).

    Raises UnreadableDocument (damaged, or no Word document) and LimitExceeded.
    """
    if len(data) > MAX_BYTES:
        raise LimitExceeded(f"{len(data)} bytes; the limit is {MAX_BYTES}")
    root = parse(data.replace(_OLD, W[1:-1].encode()), "the document")
    body = root.find(W + "body")
    if root.tag != W + "wordDocument" or body is None:
        raise UnreadableDocument("the XML is no Word 2003 document")
    _modernise(root)
    root.tag = W + "document"
    parts = {"_rels/.rels": _ROOT_RELATIONS, "word/document.xml": b""}
    styles = root.find(W + "styles")
    if styles is not None:
        root.remove(styles)
        parts["word/styles.xml"] = etree.tostring(styles)
    _drop(child for child in root if child is not body)
    parts["word/document.xml"] = etree.tostring(root)
    return replace(docx.read(packed(parts)), format="word-2003-xml")


def _modernise(root: etree._Element) -> None:
    for element in root.iter(*_RENAMED):
        element.tag = _RENAMED[element.tag]
    _drop(note for note in root.iter(_AML + "annotation") if note.get(_AML + "type", note.get(W + "type")) in _GONE)
    for listed in list(root.iter(W + "listPr")):
        _number(listed)


def _drop(elements: Iterable[etree._Element]) -> None:
    for element in list(elements):
        parent = element.getparent()
        if parent is not None:
            parent.remove(element)


def _number(listed: etree._Element) -> None:
    """Writes the number of a paragraph before its text."""
    text = next((hint.get(_WX + "val", "") for hint in listed.iter(_WX + "t")), "")
    properties = listed.getparent()
    paragraph = None if properties is None else properties.getparent()
    if not text or properties is None or paragraph is None or properties.tag != P_PR:
        return
    run = etree.Element(W + "r")
    etree.SubElement(run, W + "t").text = text if text.endswith(_WIDE_END) else text + "\u0020"
    run[0].set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    properties.addnext(run)
