"""Web archives: which part is the page, how it is encoded, what it says of itself, damage, limits."""

import base64

import pytest

from gongkai.errors import LimitExceeded, UnreadableDocument
from gongkai.readers.mht import read

HEAD = b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b%s\r\n\r\npreamble\r\n"
PAGE = "<html><p>公开</p><table><tr><td>a<td>1<tr><td>b<td>2</table></html>"


def part(content: bytes, kind: bytes = b"text/html", more: bytes = b"") -> bytes:
    return b"--b\r\nContent-Type: " + kind + b"\r\n" + more + b"\r\n" + content + b"\r\n"


def archive(*parts: bytes, parameters: bytes = b"", end: bytes = b"--b--\r\n") -> bytes:
    return HEAD % parameters + b"".join(parts) + end


def texts(data: bytes) -> list[str]:
    return [p.text for p in read(data).paragraphs]


BASE64 = b"Content-Transfer-Encoding: base64\r\n"


@pytest.mark.parametrize(
    ("charset", "declared"),
    [("utf-8", "utf-8"), ("gbk", "gb2312"), ("big5", "big5"), ("utf-16", "unicode"), ("utf-16-le", "utf-16le")],
)
def test_charsets(charset: str, declared: str) -> None:
    page = base64.encodebytes("<html><p>公開</p>".encode(charset))
    assert texts(archive(part(page, b"text/html; charset=" + declared.encode(), BASE64))) == ["公開"]


@pytest.mark.parametrize("declared", ["utf-8", "x-none", "big5", "utf-16", "shift_jis"])
def test_a_wrong_charset_does_not_count(declared: str) -> None:
    page = b'<html><meta charset="gb2312"><p>' + "政府信息公开工作年度报告".encode("gbk")
    found = texts(archive(part(page, b"text/html; charset=" + declared.encode())))
    assert found == ["政府信息公开工作年度报告"]


def test_quoted_printable_and_a_bare_page() -> None:
    head = b"Subject: x\nMIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n"
    data = head + b"Content-Transfer-Encoding: quoted-printable\n\n<p>=E5=85=\n=AC</p>"
    document = read(b"\xef\xbb\xbf\r\n" + data)
    assert ([p.text for p in document.paragraphs], document.format) == (["公"], "mht")


def test_the_part_named_as_the_start_is_the_page() -> None:
    other, page = part(b"<p>header</p>"), part(b"<p>page</p>", more=b"Content-ID: <m>\r\n")
    assert texts(archive(other, page, parameters=b'; start="<m>"')) == ["page"]
    assert texts(archive(other, page)) == ["header"]


def test_where_the_page_only_holds_frames_its_other_pages_are_read() -> None:
    frames = part(b"<html><frameset><frame src=a><frame src=b></frameset></html>")
    document = read(archive(frames, part(b"<p>a</p>"), part(b""), part(b"<p>b</p>")))
    assert [p.text for p in document.paragraphs] == ["a", "b"]


def test_the_address_is_metadata() -> None:
    located = part(PAGE.encode(), more=b"Content-Location: https://example.org/a.html\r\n")
    assert read(archive(located)).metadata["Url"] == "https://example.org/a.html"
    saved = b"Snapshot-Content-Location: https://example.org/b\r\n" + archive(located)
    assert read(saved).metadata["Url"] == "https://example.org/b"
    assert "Url" not in read(archive(part(PAGE.encode(), more=b"Content-Location: file:///C:/a.htm\r\n"))).metadata


def test_a_cut_archive_is_remarked() -> None:
    document = read(archive(part(PAGE.encode()), end=b""))
    assert "the web archive ends before its last part does" in document.remarks
    assert len(document.tables) == 1


@pytest.mark.parametrize("data", [archive(part(b"x", b"text/plain")), archive(part(b""), part(b"")), archive()])
def test_archives_without_a_page(data: bytes) -> None:
    with pytest.raises(UnreadableDocument):
        read(data)


LIMITS = [
    bytes(101 * 2**20),
    b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (i, i) for i in range(50)),
    b"Content-Type: text/html\n" * 10_001,
    b"MIME-Version: 1.0\n\n" + b"\n" * 4_000_000,
]


@pytest.mark.parametrize("data", LIMITS, ids=["size", "nesting", "parts", "lines"])
def test_limits(data: bytes) -> None:
    with pytest.raises(LimitExceeded):
        read(data)
