"""bytes -> name of a format, by content alone: names and suffixes of files lie."""

import re
import zipfile
from collections.abc import Callable
from io import BytesIO

from gongkai.document import MAX_BYTES
from gongkai.errors import LimitExceeded, UnreadableDocument, UnsupportedFormat
from gongkai.readers._text import decode

_HEAD = 64 * 1024  # bytes looked at where no magic number decides
_DIRECTORY = 4 * 2**20  # of a zip's central directory: 50,000 members, where a document has dozens
_STRANGE = 0.1  # share of control and undecodable characters a text may have

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"{\\rtf", "rtf"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"Rar!\x1a\x07", "rar"),
    (b"\x1f\x8b", "gz"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpg"),
    (b"II*\0", "tif"),
    (b"MM\0*", "tif"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"%!PS", "ps"),
    (b"\x7fELF", "elf"),
)
_BMP = re.compile(rb"BM.{4}\0{4}.{4}[\x0c\x28\x40\x6c\x7c]\0{3}", re.DOTALL)
_WEBP = re.compile(rb"RIFF.{4}WEBP", re.DOTALL)
_PDF = re.compile(rb"%PDF-\d")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIPS = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_BLANK = re.compile(rb"[^\0\t\n\v\f\r ]")
_BLANK_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")

# streams of an OLE2 container, the telling ones first: a document may embed a sheet, and anything may be encrypted
_STREAMS = (
    ("EncryptedPackage", "encrypted"),
    ("WordDocument", "doc"),
    ("PowerPoint Document", "ppt"),
    ("Workbook", "xls"),
    ("Book", "xls"),
    ("MatOST", "wps-works"),
)
_PARTS = (("word/", "docx"), ("xl/", "xlsx"), ("ppt/", "pptx"))
_MIMETYPES = (
    (b"mimetypeapplication/epub+zip", "epub"),
    (b"mimetypeapplication/vnd.oasis.opendocument.text", "odt"),
    (b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet", "ods"),
)

_PROLOGUE = re.compile(r"\s+|<!--.*?(?:-->|\Z)|<\?.*?(?:>|\Z)", re.DOTALL)
_PAGE = re.compile(r"<(?:!doctype\s+html|html|head|body|meta|title|link|script|style|base)\b", re.IGNORECASE)
_TAG = re.compile(
    r"<(?:table|div|p|td|tr|th|tbody|thead|span|h[1-6]|ul|ol|li|section|article|form|center)\b", re.IGNORECASE
)
_TAG_END = re.compile(r"</(?:table|div|p|td|tr|span|h[1-6]|ul|ol|section|article|body|html)\s*>", re.IGNORECASE)
_MARKDOWN = re.compile(r"^ {0,3}#{1,6}[ \t]+\S|^\|?[ \t]*:?-{3,}:?[ \t]*\|", re.MULTILINE)
_XML_KINDS = (("<pkg:package", "flat-opc"), ("<w:wordDocument", "word-2003-xml"), ("<ss:Workbook", "excel-2003-xml"))
_MAIL_HEAD = re.compile(r"(?:From|Subject|Date|MIME-Version|(?:Content|Snapshot|X)-[A-Za-z-]+):", re.IGNORECASE)
_MAIL_TYPE = re.compile(r"^Content-Type:\s*(?:multipart/|text/html)", re.IGNORECASE | re.MULTILINE)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f-\x84\x86-\x9f\ufffd\ufffe\uffff\ue000-\uf8ff]")


def sniff(data: bytes) -> str:
    """The format's name; a name no reader is registered for is still a name.

    Raises UnsupportedFormat (empty, or of no known format), UnreadableDocument (a container that is encrypted or
    truncated), LimitExceeded (over MAX_BYTES).
    """
    if len(data) > MAX_BYTES:
        raise LimitExceeded(f"an input of {len(data)} bytes; the limit is {MAX_BYTES}")
    _refuse_blank(data)
    for kind in _KINDS:
        if name := kind(data):
            return name
    raise UnsupportedFormat(f"binary data of no known format (it begins {data[:8].hex(' ')})")


def _refuse_blank(data: bytes) -> None:
    start = next((len(m) for m in _BLANK_MARKS if data.startswith(m)), 0)
    if not data[start:]:
        raise UnsupportedFormat("the input is empty")
    if not _BLANK.search(data, start):
        raise UnsupportedFormat("the input holds nothing but white space or zero bytes")


def _magic(data: bytes) -> str:
    return next((name for magic, name in _MAGIC if data.startswith(magic)), "")


def _picture(data: bytes) -> str:
    return "bmp" if _BMP.match(data) else "webp" if _WEBP.match(data) else ""


def _pdf(data: bytes) -> str:
    """PDF viewers accept junk before the header, as far as the first 1024 bytes."""
    return "pdf" if _PDF.search(data, 0, 1024 + 6) else ""


def _ole(data: bytes) -> str:
    if not data.startswith(_OLE):
        return ""
    name = next((name for stream, name in _STREAMS if _has_stream(data, stream)), "ole2")
    if name == "encrypted":
        raise UnreadableDocument("the document is encrypted: a password is needed to open it")
    return name


def _has_stream(data: bytes, name: str) -> bool:
    """Whether a directory entry (128 bytes, so aligned) of the container bears this name."""
    entry = name.encode("utf-16-le") + b"\0\0"
    at = data.find(entry)
    while at >= 0 and at % 128:
        at = data.find(entry, at + 1)
    return at >= 0


def _zip(data: bytes) -> str:
    if not data.startswith(_ZIPS):
        return ""
    names = _members(data)
    mimetype = next((name for mark, name in _MIMETYPES if mark in data[30:140]), "")
    return mimetype or _package(names) or "zip"


def _package(names: set[str]) -> str:
    if "ofd.xml" in names:
        return "ofd"
    parts = (name for folder, name in _PARTS if any(n.startswith(folder) for n in names))
    return next(parts, "") if "[content_types].xml" in names or "word/document.xml" in names else ""


def _members(data: bytes) -> set[str]:
    """Names in the central directory, in lower case; some zippers write backslashes."""
    end = data.rfind(b"PK\x05\x06")
    if end < 0:
        raise UnreadableDocument("the zip container is truncated: it has no central directory")
    if int.from_bytes(data[end + 12 : end + 16], "little") > _DIRECTORY:
        raise LimitExceeded(f"a zip directory of more than {_DIRECTORY} bytes")
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            return {name.replace("\\", "/").lower() for name in archive.namelist()}
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, EOFError, ArithmeticError) as error:
        raise UnreadableDocument(f"the zip container is damaged or truncated: {error}") from error


def _text(data: bytes) -> str:
    text, _ = decode(data[:_HEAD], final=len(data) <= _HEAD)
    text = text.lstrip("\ufeff")
    if len(_CONTROL.findall(text)) > _STRANGE * len(text):
        return ""
    return _mail(text) or _xml(text) or _html(text) or "txt"


def _mail(text: str) -> str:
    head = text.lstrip()[:4096]
    is_mail = _MAIL_HEAD.match(head) and "mime-version:" in head.lower() and _MAIL_TYPE.search(head)
    return "mht" if is_mail or head.startswith("From: <Saved by") else ""


def _xml(text: str) -> str:
    """A named XML kind, or xml where a declaration stands and no page follows."""
    if not text.lstrip().startswith(("<?xml", *(mark for mark, _ in _XML_KINDS))):
        return ""
    known = (name for mark, name in _XML_KINDS if mark in text[:4096])
    return next(known, "" if _PAGE.search(text) or _TAG.search(text) else "xml")


def _html(text: str) -> str:
    """A page begins as one; a fragment has elements, open and closed, and no markdown around them."""
    body = _body(text)
    if _PAGE.match(body) or (not body and "<!--" in text):  # a comment may be longer than the head
        return "html"
    if _MARKDOWN.search(body):
        return ""
    return "html" if _TAG.match(body) or (_TAG.search(body) and _TAG_END.search(body)) else ""


def _body(text: str) -> str:
    """What follows white space, comments and declarations."""
    start = 0
    while start < len(text) and (match := _PROLOGUE.match(text, start)):
        start = match.end()
    return text[start:]


_KINDS: tuple[Callable[[bytes], str], ...] = (_magic, _picture, _ole, _zip, _pdf, _text)
