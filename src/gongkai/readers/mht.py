"""Web archives (.mht .mhtml, Word's "single file web page", saved mail): the page in them, read as a page."""

import re
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes
from email.errors import CloseBoundaryNotFoundDefect
from email.message import Message
from types import MappingProxyType

from gongkai.document import MAX_BYTES, Document
from gongkai.errors import LimitExceeded, UnreadableDocument
from gongkai.readers import html

MAX_NESTED = 10  # multiparts and messages in the file; archives as saved have one or two, and each costs time a line
MAX_PARTS = 10_000
MAX_LINES = 2_000_000  # 150 megabytes in base64
_NESTING = re.compile(rb"^content-type:\s*(?:multipart|message)/", re.IGNORECASE | re.MULTILINE)
_PART = re.compile(rb"^content-type:", re.IGNORECASE | re.MULTILINE)
# what the page's reader tells by content; any other charset stands only in the part's header
_TOLD_BY_CONTENT = ("utf-8", "utf8", "gb2312", "gbk", "gb18030", "us-ascii", "iso-8859-1", "windows-1252")
_HEAD = 4096  # bytes of a page among which it states its charset itself
_WEB = ("http://", "https://")


def read(data: bytes) -> Document:
    """The Document of the archive's page, or of all its pages where the first one only holds frames.

    Raises UnreadableDocument where it holds no page, LimitExceeded. MIME: RFC 2045, 2046; MHTML: RFC 2557.
    """
    if len(data) > MAX_BYTES:
        raise LimitExceeded(f"{len(data)} bytes; the limit is {MAX_BYTES}")
    if len(_NESTING.findall(data)) > MAX_NESTED or len(_PART.findall(data)) > MAX_PARTS:
        raise LimitExceeded(f"a web archive of more than {MAX_NESTED} nested or {MAX_PARTS} parts")
    if data.count(b"\n") + data.count(b"\r") > 2 * MAX_LINES:
        raise LimitExceeded(f"a web archive of more than {MAX_LINES} lines")
    message = message_from_bytes(data.removeprefix(b"\xef\xbb\xbf").lstrip())
    pages = _pages(message)
    if not pages:
        raise UnreadableDocument("the web archive holds no page")
    document = _read(pages)
    url = _url(message, pages[0])
    metadata = MappingProxyType(url | dict(document.metadata))
    return replace(document, format="mht", metadata=metadata, remarks=(*document.remarks, *_remarks(message)))


def _pages(message: Message) -> list[Message]:
    """The parts that are web pages, the one named as the start before all others."""
    pages = [part for part in message.walk() if part.get_content_type() in ("text/html", "application/xhtml+xml")]
    start = message.get_param("start")
    return sorted(pages, key=lambda page: start is None or page.get("Content-ID") != start)


def _read(pages: list[Message]) -> Document:
    first = _page(pages[0])
    if first is not None and (first.blocks or len(pages) == 1):
        return first
    others = [document for document in map(_page, pages[1:]) if document is not None and document.blocks]
    if not others:
        raise UnreadableDocument("the page in the web archive is empty")
    return replace(others[0], blocks=tuple(block for document in others for block in document.blocks))


def _page(part: Message) -> Document | None:
    """The page of a part, None for an empty one, of which an archive may hold some."""
    try:
        return html.read(_content(part))
    except UnreadableDocument:
        return None


def _content(part: Message) -> bytes:
    """The bytes of a page; in UTF-8 with its mark where only the part's header tells the charset."""
    payload = part.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    charset = part.get_content_charset("utf-8")
    if charset in _TOLD_BY_CONTENT or b"charset" in data[:_HEAD].lower():
        return data
    try:
        return b"\xef\xbb\xbf" + data.decode(charset).encode("utf-8")
    except (LookupError, ValueError):
        return data


def _url(message: Message, page: Message) -> dict[str, str]:
    """Where the page was saved from, if from the web."""
    said = (message.get("Snapshot-Content-Location"), page.get("Content-Location"))
    found = next((str(url).strip() for url in said if url and str(url).strip().startswith(_WEB)), "")
    return {"Url": found} if found else {}


def _remarks(message: Message) -> Iterator[str]:
    if any(isinstance(d, CloseBoundaryNotFoundDefect) for part in message.walk() for d in part.defects):
        yield "the web archive ends before its last part does"
