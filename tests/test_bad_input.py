"""Hostile and broken files: a coded error within seconds and bounded memory, never another exception, never a hang.

Each runs in a process of its own with its memory bounded. Large inputs are made here and not kept.
"""

import random
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

import gongkai
from made import docx, html, package, page, report_blocks, whole, word

SECONDS = 30  # generous: one of these takes a second or two alone on a machine
BYTES = 1536 * 2**20  # of address space

CHILD = """
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, ({limit}, {limit}))
import gongkai
try:
    report = gongkai.parse(sys.argv[1])
except gongkai.GongkaiError as error:
    assert str(error), "no message"
    print(error.code)
else:
    print("report", sum(e.value is not None for e in report.cells))
"""

Parse = Callable[[bytes], str]
UNREADABLE, UNSUPPORTED, NOT_A_REPORT, LIMIT = (
    "unreadable-document",
    "unsupported-format",
    "not-a-report",
    "limit-exceeded",
)
ANY_ERROR = {UNREADABLE, UNSUPPORTED, NOT_A_REPORT, LIMIT}


def bounded(path: Path) -> str:
    """The code of the error, or how many numbers the report has."""
    child = CHILD.format(limit=BYTES)
    done = subprocess.run(
        [sys.executable, "-c", child, str(path)], capture_output=True, text=True, timeout=SECONDS, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.strip()


@pytest.fixture
def parse(tmp_path: Path) -> Parse:
    """What becomes of these bytes in a process whose time and memory are bounded."""

    def parsed(data: bytes) -> str:
        path = tmp_path / "input.bin"
        path.write_bytes(data)
        return bounded(path)

    return parsed


def pdf(pages: int = 1, encrypt: StandardEncryption | None = None) -> bytes:
    """A drawn document without any table."""
    buffer = BytesIO()
    canvas = Canvas(buffer, encrypt=encrypt)
    for number in range(pages):
        canvas.drawString(72, 720, f"page {number}")
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def raw_pdf(*objects: bytes) -> bytes:
    """A document of these objects, numbered from 1, the first the catalog; without a cross-reference table."""
    body = b"".join(b"%d 0 obj\n%s\nendobj\n" % (i, o) for i, o in enumerate(objects, 1))
    return b"%PDF-1.7\n" + body + b"trailer\n<</Root 1 0 R/Size %d>>\n%%%%EOF" % (len(objects) + 1)


def stream(data: bytes) -> bytes:
    packed = zlib.compress(data)
    return b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(packed), packed)


# truncated

WORD, PAGE = word(report_blocks(whole())), page()


@pytest.mark.parametrize("part", [0.02, 0.3, 0.6, 0.9, 0.99])
def test_a_truncated_docx(part: float) -> None:
    with pytest.raises(gongkai.UnreadableDocument, match=r"truncated|damaged"):
        gongkai.parse(WORD[: int(len(WORD) * part)])


@pytest.mark.parametrize("part", [0.3, 0.6, 0.9, 0.99])
def test_a_truncated_pdf(part: float) -> None:
    whole_ = pdf(3)
    with pytest.raises(gongkai.GongkaiError) as raised:
        gongkai.parse(whole_[: int(len(whole_) * part)])
    assert raised.value.code in {UNREADABLE, NOT_A_REPORT}


@pytest.mark.parametrize("part", [0.3, 0.6, 0.9])
def test_a_truncated_page_gives_what_is_printed_or_an_error(part: float) -> None:
    complete = gongkai.parse(PAGE)
    cut = gongkai.parse(PAGE[: int(len(PAGE) * part)])
    assert all(e.value in (None, complete.value(e.field)) or e.doubt for e in cut.cells)


def test_a_truncated_page_before_any_content() -> None:
    with pytest.raises(gongkai.NotAReport):
        gongkai.parse(PAGE[:60])


def test_text_cut_within_a_character() -> None:
    with pytest.raises(gongkai.NotAReport):
        gongkai.parse(("总体情况良好。" * 9).encode()[:-1])


def test_bytes_changed_at_random_raise_nothing_else() -> None:
    rng = random.Random(7)
    for whole_ in (WORD, pdf(), PAGE[:6000]):
        for _ in range(25):
            data = bytearray(whole_)
            for _ in range(rng.randint(1, 12)):
                data[rng.randrange(len(data))] = rng.randrange(256)
            code = outcome(bytes(data))
            assert code in ANY_ERROR | {"report"}


def outcome(data: bytes) -> str:
    """The code in this process."""
    try:
        gongkai.parse(data)
    except gongkai.GongkaiError as error:
        return error.code
    return "report"


# encrypted, empty, renamed


def test_an_encrypted_pdf() -> None:
    with pytest.raises(gongkai.UnreadableDocument, match=r"password|encrypted"):
        gongkai.parse(pdf(encrypt=StandardEncryption("secret", "owner")))


def test_an_encrypted_word_document() -> None:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(512, b"\0") + "EncryptedPackage".encode("utf-16-le").ljust(
        128, b"\0"
    )
    with pytest.raises(gongkai.UnreadableDocument, match="encrypted"):
        gongkai.parse(ole)


def test_a_docx_whose_members_are_encrypted() -> None:
    data = bytearray(WORD)
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(mark)
        while at >= 0:
            data[at + flags] |= 1
            at = data.find(mark, at + 4)
    with pytest.raises(gongkai.UnreadableDocument):
        gongkai.parse(bytes(data))


@pytest.mark.parametrize("data", [b"", b" \n\t", b"\xef\xbb\xbf", b"\0" * 1000, "　".encode() * 9])
def test_an_empty_input(data: bytes) -> None:
    with pytest.raises(gongkai.GongkaiError) as raised:
        gongkai.parse(data)
    assert raised.value.code in {UNSUPPORTED, NOT_A_REPORT}


@pytest.mark.parametrize("data", [docx(""), html([]), pdf(), b"<html></html>", b"#\n"])
def test_a_document_with_nothing_in_it_is_no_report(data: bytes) -> None:
    assert outcome(data) == NOT_A_REPORT


@pytest.mark.parametrize(
    "parts",
    [
        {"word/document.xml": ""},
        {"word/document.xml": "<w:document"},
        {"word/document.xml": "<other/>"},
        {"word/document.xml": b"\xff\xfe\x00"},
        {"word/styles.xml": "<x/>", "[Content_Types].xml": "<x/>"},
        {"_rels/.rels": "<", "word/document.xml": "<"},
    ],
)
def test_a_package_without_a_document_is_unreadable(parts: dict[str, str | bytes]) -> None:
    assert outcome(package(parts)) in {UNREADABLE, NOT_A_REPORT}


@pytest.mark.parametrize(
    "data",
    [
        b"\x1f\x8b\x08\0" + b"\1" * 60,
        b"\x7fELF" + b"\1" * 60,
        bytes(range(256)) * 20,
    ],
)
def test_a_renamed_file_is_known_by_its_content(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "report.docx"
    path.write_bytes(data)
    with pytest.raises(gongkai.UnsupportedFormat):
        gongkai.parse(path)


def test_a_page_renamed_to_docx_is_read_as_what_it_is(tmp_path: Path) -> None:
    path = tmp_path / "report.docx"
    path.write_bytes(PAGE)
    assert gongkai.parse(path).source.format == "html"


# too much


@pytest.mark.parametrize("filling", [b"\0", b" "])
def test_200_megabytes_of_nothing(filling: bytes, tmp_path: Path) -> None:
    path = tmp_path / "nothing.txt"
    with path.open("wb") as file:
        if filling != b"\0":
            file.writelines(filling * 2**20 for _ in range(200))
        file.truncate(200 * 2**20)
    assert bounded(path) == LIMIT


def test_a_zip_bomb(parse: Parse) -> None:
    buffer = BytesIO()
    with (
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("word/document.xml", "w") as member,
    ):
        for _ in range(210):
            member.write(b" " * 2**20)
    assert parse(buffer.getvalue()) == LIMIT


def test_a_zip_bomb_that_lies_about_its_size(parse: Parse) -> None:
    data = bytearray(package({"word/document.xml": b" " * (210 * 2**20)}))
    for mark, size in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = data.find(mark) + size
        data[at : at + 4] = (1000).to_bytes(4, "little")
    assert parse(bytes(data)) in {LIMIT, UNREADABLE}


def test_a_package_of_very_many_members(parse: Parse) -> None:
    assert parse(package({f"word/{i}.xml": "" for i in range(20_000)} | {"word/document.xml": "<a/>"})) in {
        LIMIT,
        UNREADABLE,
        NOT_A_REPORT,
    }


SPAN = '<td rowspan="65535" colspan="65535">1</td>'


@pytest.mark.parametrize("cells", [1, 60])
def test_a_page_whose_cells_span_65535_rows_and_columns(parse: Parse, cells: int) -> None:
    row = f"<tr>{SPAN * cells}</tr>"
    assert parse(f"<html><body><table>{row * cells}</table></body></html>".encode()) in ANY_ERROR


def test_a_word_table_whose_cells_span_65535_columns(parse: Parse) -> None:
    cell = '<w:tc><w:tcPr><w:gridSpan w:val="65535"/><w:vMerge/></w:tcPr><w:p/></w:tc>'
    assert parse(docx(f"<w:tbl>{f'<w:tr>{cell * 60}</w:tr>' * 60}</w:tbl>")) in ANY_ERROR


def test_a_page_of_10_000_nested_tables(parse: Parse) -> None:
    deep = "<table><tr><td>" * 10_000 + "x" + "</td></tr></table>" * 10_000
    assert parse(f"<html><body>{deep}</body></html>".encode()) in ANY_ERROR


def test_a_word_document_of_10_000_nested_tables(parse: Parse) -> None:
    deep = "<w:tbl><w:tr><w:tc>" * 10_000 + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * 10_000
    assert parse(docx(deep)) in ANY_ERROR


@pytest.mark.parametrize("tag", ["div", "span", "b", "font"])
def test_a_page_of_very_deep_elements(parse: Parse, tag: str) -> None:
    assert parse(f"<html><body>{f'<{tag}>' * 50_000}x</body></html>".encode()) in ANY_ERROR


LAUGHS = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 12))


def test_entities_that_expand_without_end_in_a_docx(parse: Parse) -> None:
    declared = f'<!DOCTYPE x [<!ENTITY l0 "lol">{LAUGHS}]>'
    body = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>&l11;</w:t></w:r></w:p></w:body></w:document>'
    assert parse(package({"word/document.xml": declared + body})) in ANY_ERROR


def test_entities_that_expand_without_end_in_a_page(parse: Parse) -> None:
    assert (
        parse(f'<!DOCTYPE html [<!ENTITY l0 "lol">{LAUGHS}]><html><body><p>&l11;</p></body></html>'.encode())
        in ANY_ERROR
    )


def test_an_external_entity_is_not_fetched(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("一、总体情况")
    declared = f'<!DOCTYPE x [<!ENTITY s SYSTEM "{secret.as_uri()}">]>'
    blocks = "".join(
        f"<w:p><w:r><w:t>{t}</w:t></w:r></w:p>"
        for t in ("二、主动公开政府信息情况", "六、其他需要报告的事项", "前&s;后")
    )
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    data = package({"word/document.xml": f"{declared}<w:document {space}><w:body>{blocks}</w:body></w:document>"})
    try:
        texts = [p.text for p in gongkai.read(data).paragraphs]
    except gongkai.UnreadableDocument:
        texts = []
    assert not any("总体情况" in text for text in texts)


# pages


def test_a_pdf_whose_page_tree_is_a_loop(parse: Parse) -> None:
    assert (
        parse(raw_pdf(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 9999999/Kids[2 0 R 2 0 R]>>"))
        in ANY_ERROR
    )


def test_a_pdf_whose_page_is_a_bomb(parse: Parse) -> None:
    bomb = stream(b"0 0 m 9 9 l S\n" * 100_000)
    leaf = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R>>"
    assert (
        parse(raw_pdf(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 1/Kids[3 0 R]>>", leaf, bomb))
        in ANY_ERROR
    )


def test_a_pdf_of_very_many_rulings(parse: Parse) -> None:
    lines = b"".join(
        b"%d 0 m %d 800 l S 0 %d m 600 %d l S\n" % (i % 600, i % 600, i % 800, i % 800) for i in range(20_000)
    )
    leaf = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R>>"
    assert (
        parse(raw_pdf(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 1/Kids[3 0 R]>>", leaf, stream(lines)))
        in ANY_ERROR
    )


def test_a_pdf_with_nothing_behind_its_header() -> None:
    assert outcome(b"%PDF-1.7\n") == UNREADABLE


# text


@pytest.mark.parametrize("line", ["|", "\t", "一、", "|一|1|\n", "\n", "1 ", "自然人\t1\t2\n", "（一）", "# "])
def test_a_text_of_one_thing_repeated(parse: Parse, line: str) -> None:
    assert parse((line * (2 * 2**20 // len(line.encode()))).encode()) in ANY_ERROR


def test_a_page_of_one_statutory_label_repeated(parse: Parse) -> None:
    rows = "<tr><td>总计</td><td>1</td><td>2</td></tr>" * 4_000
    assert parse(f"<html><body><table>{rows}</table></body></html>".encode()).split()[0] in ANY_ERROR | {"report"}


def test_a_page_of_statutory_headings_repeated(parse: Parse) -> None:
    headings = "<p>一、总体情况</p><p>全年共收到政府信息公开申请5件。</p><p>二、主动公开政府信息情况</p>" * 5_000
    assert parse(f"<html><body>{headings}</body></html>".encode()).split()[0] in ANY_ERROR | {"report"}
