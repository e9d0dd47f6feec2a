"""Formats are told by content: every name, every refusal, and no surprise on any bytes."""

import io
import time
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.document import MAX_BYTES
from gongkai.errors import GongkaiError, LimitExceeded, UnreadableDocument, UnsupportedFormat
from gongkai.sniff import sniff

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(512, b"\0")


def told(data: bytes) -> str:
    """The name, or the message of the error; any other exception is a failure."""
    try:
        return sniff(data)
    except GongkaiError as error:
        return str(error)


def package(*names: str, first: bytes = b"") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        if first:
            archive.writestr("mimetype", first)
        for name in names:
            archive.writestr(name, "<x/>")
    return buffer.getvalue()


def container(*streams: str) -> bytes:
    entries = b"".join(stream.encode("utf-16-le").ljust(128, b"\0") for stream in ("Root Entry", *streams))
    return OLE + entries


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (package("[Content_Types].xml", "word/document.xml"), "docx"),
        (package("[Content_Types].xml", "word/document2.xml"), "docx"),
        (package("[Content_Types].xml", "word\\document.xml"), "docx"),
        (package("word/document.xml"), "docx"),
        (package("[Content_Types].xml", "xl/workbook.xml"), "xlsx"),
        (package("[Content_Types].xml", "ppt/presentation.xml"), "pptx"),
        (package("OFD.xml", "Doc_0/Document.xml"), "ofd"),
        (package("OEBPS/a.xhtml", first=b"application/epub+zip"), "epub"),
        (package("content.xml", first=b"application/vnd.oasis.opendocument.text"), "odt"),
        (package("word/年报.docx", "说明.txt"), "zip"),
        (package(), "zip"),
        (container("1Table", "WordDocument"), "doc"),
        (container("Workbook"), "xls"),
        (container("Book"), "xls"),
        (container("PowerPoint Document"), "ppt"),
        (container("MatOST"), "wps-works"),
        (container("Something"), "ole2"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "pdf"),
        (b"\xef\xbb\xbf\r\n%PDF-1.4", "pdf"),
        (b"x" * 1000 + b"%PDF-1.4", "pdf"),
        (b"{\\rtf1\\ansi", "rtf"),
        (b"7z\xbc\xaf\x27\x1c\0\4", "7z"),
        (b"Rar!\x1a\x07\x01\0", "rar"),
        (b"\x1f\x8b\x08\0", "gz"),
        (b"\x89PNG\r\n\x1a\n\0\0", "png"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "jpg"),
        (b"II*\0\x08\0\0\0", "tif"),
        (b"MM\0*\0\0\0\x08", "tif"),
        (b"GIF89a\1\0\1\0", "gif"),
        (b"BM\x36\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0\1\0\0\0", "bmp"),
        (b"RIFF\x24\0\0\0WEBPVP8 ", "webp"),
        (b'<?xml version="1.0"?>\n<?mso-application progid="Word.Document"?><pkg:package>', "flat-opc"),
        (b'<?xml version="1.0"?><w:wordDocument xmlns:w="u">', "word-2003-xml"),
        (b'<?xml version="1.0"?><data><row/></data>', "xml"),
        (b"From: <Saved by WPS>\r\nSubject: x\r\n", "mht"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n", "mht"),
        (b"Subject: x\nMIME-Version: 1.0\nContent-Type: text/html\n\n<html>", "mht"),
    ],
)
def test_names(data: bytes, name: str) -> None:
    assert sniff(data) == name


PAGES = [
    "<!DOCTYPE html><title>年报</title>",
    "\n\n  <HTML lang=zh><body>年报",
    "<!-- a --> <!-- b -->\n<head><meta charset=gbk>",
    '<?xml version="1.0" encoding="utf-8"?>\n<html xmlns="http://www.w3.org/1999/xhtml">',
    '<?xml version="1.0"?><!-- c --><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "x">',
    "<table><tr><td>规章<td>3</table>",
    "<div>年报</div>",
    "<p>年报",
    "全文如下：\n<table border=1><tr><td>规章</td><td>3</td></tr></table>",
    "<!-- 公开\n" + "很长的说明 " * 20_000 + "-->\n<html>",
]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_page_in_any_encoding(page: str, encoding: str) -> None:
    assert sniff(page.encode(encoding)) == "html"


TEXTS = [
    "甲县二〇二三年年报\n一、总体情况\n全年公开信息 3 条。",
    "# 年报\n\n| 规章 | 3<br>件 |\n",
    "# 年报\n\n<table><tr><td>规章</td><td>3</td></tr></table>\n",
    "规章 | 3\n---|---\n<div>注</div>",
    "本页用到 <table> 标签，a < b，见 <https://example.org>",
    "第一条<br>第二条",
    "日期: 2023\n内容",
    '{"年报": 1}',
    "\t规章\n\t3\n",
]


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le"])
def test_a_text_in_any_encoding(text: str, encoding: str) -> None:
    assert sniff(text.encode(encoding)) == "txt"


def test_the_head_of_a_long_text_may_end_inside_a_character() -> None:
    for shift in range(4):
        assert sniff(b"a" * shift + "公开年报".encode() * 20_000) == "txt"
        assert sniff(b"a" * shift + "公开年报".encode("gb18030") * 20_000) == "txt"


def test_a_text_with_a_few_spoilt_bytes_is_a_text() -> None:
    assert sniff("公开年报".encode() * 50 + b"\xff\xfe" + "公开年报".encode() * 50) == "txt"


@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf", b" \r\n\t", bytes(5), b"\xff\xfe\n\0 \0"])
def test_nothing_is_unsupported_and_says_so(data: bytes) -> None:
    with pytest.raises(UnsupportedFormat, match=r"empty|white space"):
        sniff(data)


def test_noise_is_unsupported_and_says_how_it_begins() -> None:
    with pytest.raises(UnsupportedFormat, match="01 02 03"):
        sniff(bytes(range(1, 32)) * 40)


def test_an_encrypted_office_file_says_so() -> None:
    with pytest.raises(UnreadableDocument, match="encrypted"):
        sniff(container("EncryptionInfo", "EncryptedPackage"))


@pytest.mark.parametrize("cut", [30, 200, 400])
def test_a_truncated_zip_says_so(cut: int) -> None:
    data = package("[Content_Types].xml", "word/document.xml", *(f"word/media/{n}" for n in range(9)))
    with pytest.raises(UnreadableDocument, match="truncated"):
        sniff(data[:cut])


def test_a_damaged_zip_directory_says_so() -> None:
    data = bytearray(package("[Content_Types].xml", "word/document.xml"))
    at = data.rfind(b"PK\x01\x02")
    data[at : at + 4] = b"XXXX"
    with pytest.raises(UnreadableDocument, match="damaged"):
        sniff(bytes(data))


def test_a_monstrous_zip_directory_is_refused() -> None:
    data = bytearray(package("a"))
    end = data.rfind(b"PK\x05\x06")
    data[end + 12 : end + 16] = b"\xff\xff\xff\x7f"
    with pytest.raises(LimitExceeded, match="directory"):
        sniff(bytes(data))


def test_size_is_limited_before_anything_is_read() -> None:
    start = time.process_time()
    with pytest.raises(LimitExceeded, match=str(MAX_BYTES)):
        sniff(bytes(200 * 2**20))
    assert time.process_time() - start < 2


def test_the_largest_nothing_is_refused_fast() -> None:
    start = time.process_time()
    with pytest.raises(UnsupportedFormat, match="zero bytes"):
        sniff(bytes(MAX_BYTES))
    assert time.process_time() - start < 5


@given(st.binary(max_size=300))
def test_any_bytes_have_a_name_or_a_gongkai_error(data: bytes) -> None:
    assert told(data)


MAGIC = [b"PK\x03\x04", b"PK\x05\x06", OLE, b"%PDF-1", b"<?xml", b"<", b"From:", b"\xff\xfe", b"\xfe\xff", b"BM"]


@given(st.sampled_from(MAGIC), st.binary(max_size=200))
def test_any_bytes_after_a_known_beginning(magic: bytes, data: bytes) -> None:
    assert told(magic + data)


@given(st.data())
def test_a_package_with_a_spoilt_byte(draw: st.DataObject) -> None:
    data = bytearray(package("[Content_Types].xml", "word/document.xml"))
    at = draw.draw(st.integers(0, len(data) - 1))
    data[at] = draw.draw(st.integers(0, 255))
    assert told(bytes(data))


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1))
def test_chinese_text_is_text_in_utf8(text: str) -> None:
    assert sniff(text.encode()) == "txt"


def test_a_stream_is_named_by_a_directory_entry_not_by_text() -> None:
    assert sniff(OLE + b"x" * 60 + "WordDocument".encode("utf-16-le").ljust(196, b"\0")) == "ole2"
