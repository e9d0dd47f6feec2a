"""Decoding of web pages: declarations, content, damage."""

import pytest

from gongkai.readers._charset import decode

TEXT = "本机关全年主动公开信息三十一条，其中镕字一条"


def page(charset: str, encoding: str) -> bytes:
    return f'<html><head><meta charset="{charset}"></head><body><p>{TEXT}</p></body></html>'.encode(encoding)


@pytest.mark.parametrize(
    ("declared", "encoding", "charset"),
    [
        ("utf-8", "utf-8", "utf-8"),
        ("gb2312", "gbk", "gb18030"),
        ("x-gbk", "gb18030", "gb18030"),
        ("GB18030", "gb18030", "gb18030"),
    ],
)
def test_right_declarations_are_followed_without_remark(declared: str, encoding: str, charset: str) -> None:
    decoded = decode(page(declared, encoding))
    assert TEXT in decoded.text
    assert (decoded.charset, decoded.remarks) == (charset, ())


@pytest.mark.parametrize(
    ("declared", "encoding", "charset"),
    [
        ("utf-8", "gb18030", "gb18030"),
        ("gb2312", "utf-8", "utf-8"),
        ("iso-8859-1", "gbk", "gb18030"),
        ("windows-1252", "utf-8", "utf-8"),
        ("nonsense", "gbk", "gb18030"),
    ],
)
def test_wrong_declarations_give_way_to_the_content(declared: str, encoding: str, charset: str) -> None:
    decoded = decode(page(declared, encoding))
    assert TEXT in decoded.text
    assert decoded.charset == charset
    assert decoded.remarks == (f"the page declares {declared}, but its bytes are {charset}",)


def test_a_missing_declaration_is_remarked() -> None:
    decoded = decode(f"<p>{TEXT}".encode("gbk"))
    assert TEXT in decoded.text
    assert decoded.remarks == ("the page declares no charset; read as gb18030",)


def test_http_equiv_and_xml_declarations_count_and_comments_do_not() -> None:
    equiv = b'<!-- <meta charset="utf-8"> --><META http-equiv=Content-Type content="text/html; charset=gb2312"><p>'
    assert decode(equiv + TEXT.encode("gbk")).remarks == ()
    assert decode(b'<?xml version="1.0" encoding="gbk"?><html>' + TEXT.encode("gbk")).remarks == ()


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_settles_it(encoding: str) -> None:
    decoded = decode(f"<p>{TEXT}".encode(encoding))
    assert (decoded.text, decoded.remarks) == (f"<p>{TEXT}", ())


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark_is_known_by_its_zero_bytes(encoding: str) -> None:
    decoded = decode(f"<html><head><title>x</title></head><p>{TEXT}".encode(encoding))
    assert (TEXT in decoded.text, decoded.charset) == (True, encoding)


@pytest.mark.parametrize("zeros", [b"\0\0\0\0\0\0", b"<\0\0\0p\0\0\0", b"ab\0"])
def test_other_zero_bytes_are_taken_out(zeros: bytes) -> None:
    assert "\0" not in decode(zeros + b"<p>text").text


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_one_bad_byte_costs_one_place(encoding: str) -> None:
    data = page("gb2312" if encoding == "gb18030" else encoding, encoding)
    decoded = decode(data.replace(b"</p>", b"\xff</p>"))
    assert f"{TEXT}\ufffd</p>" in decoded.text
    assert decoded.remarks == (f"1 places could not be decoded as {encoding}; they stand as \ufffd",)


def test_big5_is_read_where_declared() -> None:
    text = "政府資訊公開年度報告全文"
    data = b"<meta charset=big5><p>" + text.encode("big5")
    assert text in decode(data).text
    assert text in decode(data + b"</p>\xff<").text


def test_word_in_english_keeps_its_own_charset() -> None:
    decoded = decode(b"<meta charset=windows-1252><p>\xa0</p><p>\x93&#25919;\x94</p>")
    assert ("\u201c&#25919;\u201d" in decoded.text, decoded.charset) == (True, "cp1252")


def test_plain_ascii_needs_no_remark() -> None:
    assert decode(b"<meta charset=gb2312><p>text").remarks == ()
