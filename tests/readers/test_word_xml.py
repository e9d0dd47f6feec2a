"""Word documents as one XML file, new and old: the same document as in its package."""

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace

import pytest

from gongkai.document import Document
from gongkai.errors import LimitExceeded, UnreadableDocument
from gongkai.readers import docx, flat_opc, word_2003
from made import report_blocks, whole, word

PKG = "http://schemas.microsoft.com/office/2006/xmlPackage"
OLD = "http://schemas.microsoft.com/office/word/2003/wordml"
WX = "http://schemas.microsoft.com/office/word/2003/auxHint"
AML = "http://schemas.microsoft.com/aml/2001/core"
PACKAGE = word(report_blocks(whole()))


def flat(data: bytes) -> bytes:
    """A package written out as one file, with a picture."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    found = "".join(
        f'<pkg:part pkg:name="/{name}"><pkg:xmlData>{re.sub(r"^<[?].*?[?]>", "", xml)}</pkg:xmlData></pkg:part>'
        for name, xml in parts.items()
    )
    picture = '<pkg:part pkg:name="/a.png"><pkg:binaryData>AA==</pkg:binaryData></pkg:part>'
    head = '<?xml version="1.0"?><?mso-application progid="Word.Document"?>'
    return f'{head}<pkg:package xmlns:pkg="{PKG}">{found}{picture}</pkg:package>'.encode()


def old(body: str, styles: str = "") -> bytes:
    """A document as Word 2003 saves it."""
    return (
        f'<?xml version="1.0"?><w:wordDocument xmlns:w="{OLD}" xmlns:wx="{WX}" xmlns:aml="{AML}" xml:space="preserve">'
        f"<w:styles>{styles}</w:styles><w:docPr/><w:body><wx:sect>{body}</wx:sect></w:body></w:wordDocument>"
    ).encode()


def texts(document: Document) -> list[str]:
    return [p.text for p in document.paragraphs]


def test_flat_opc_is_the_document_of_its_package() -> None:
    assert flat_opc.read(flat(PACKAGE)) == replace(docx.read(PACKAGE), format="flat-opc")


def test_word_2003_is_the_document_of_its_twin() -> None:
    with zipfile.ZipFile(io.BytesIO(PACKAGE)) as archive:
        xml = archive.read("word/document.xml").decode()
    body = xml[xml.index("<w:body>") + 8 : xml.index("</w:body>")].replace("w:vMerge", "w:vmerge")
    assert word_2003.read(old(body)) == replace(docx.read(PACKAGE), format="word-2003-xml")


def test_deletions_numbers_and_styles_of_word_2003() -> None:
    body = (
        '<w:p><w:pPr><w:pStyle w:val="h"/><w:listPr><w:ilvl w:val="0"/><wx:t wx:val="一、"/></w:listPr></w:pPr>'
        '<w:r><w:t>总体</w:t></w:r><aml:annotation w:type="Word.Deletion"><aml:content><w:r><w:t>x</w:t></w:r>'
        '</aml:content></aml:annotation><aml:annotation w:type="Word.Insertion"><aml:content><w:r><w:t>情况</w:t></w:r>'
        "</aml:content></aml:annotation></w:p>"
        '<w:p><w:pPr><w:listPr><wx:t wx:val="1."/></w:listPr></w:pPr><w:r><w:t>a</w:t></w:r></w:p>'
        "<w:p><w:pPr><w:listPr/></w:pPr><w:r><w:rPr><w:vanish/></w:rPr><w:t>b</w:t></w:r><w:r><w:t>c</w:t></w:r></w:p>"
    )
    styles = '<w:style w:styleId="h"><w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>'
    document = word_2003.read(old(body, styles))
    assert texts(document) == ["一、总体情况", "1. a", "c"]
    assert document.paragraphs[0].level == 1


@pytest.mark.parametrize("data", [b"<x", b"<x/>", b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"])
def test_other_xml_is_refused(data: bytes) -> None:
    for read in (flat_opc.read, word_2003.read):
        with pytest.raises(UnreadableDocument):
            read(data)


@pytest.mark.parametrize("read", [flat_opc.read, word_2003.read])
def test_size_is_limited(read: Callable[[bytes], Document]) -> None:
    with pytest.raises(LimitExceeded):
        read(bytes(101 * 2**20))


def test_a_package_without_a_document_is_refused() -> None:
    with pytest.raises(UnreadableDocument, match="no Word document"):
        flat_opc.read(f'<pkg:package xmlns:pkg="{PKG}"><pkg:part/></pkg:package>'.encode())
    with pytest.raises(UnreadableDocument, match="2003"):
        word_2003.read(f'<w:wordDocument xmlns:w="{OLD}"/>'.encode())
