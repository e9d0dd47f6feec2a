"""Pages whose fonts do not say what they show."""

from collections.abc import Callable
from random import Random

import pytest
from reportlab.pdfgen.canvas import Canvas

from gongkai.document import Document
from gongkai.errors import UnreadableDocument
from gongkai.layout.model import Glyph, Page
from gongkai.readers import pdf as reader
from gongkai.readers._pdf_font import FONT
from gongkai.readers._sense import nonsense
from gongkai.readers.pdf import read
from made import consistent, printed, table
from pdf_files import numbered, pdf, put, stream, unicodes
from upkeep.cases import FIXTURES

PROSE = (
    "本单位认真贯彻落实政府信息公开工作的各项要求，进一步加强组织领导，完善工作制度，及时主动公开群众关心的重点项目和资金使用情况，"
    "全年通过网站和公告栏发布各类信息三百余条，办理依申请公开十二件，均在规定时间内答复。下一步将继续提高公开质量，做好政策文件的说明。"
)


@pytest.fixture(autouse=True)
def _no_recognition(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is read where text recognition is not installed."""
    monkeypatch.setattr(reader, "recognised", lambda *_: [])


def page(text: str, wide: float = 10.0) -> Page:
    """One line of characters in slots ten points high."""
    glyphs = (Glyph(c, x, 0, x + wide, 10, x, 0, x + wide, 10) for x, c in enumerate(text))
    return Page(1, 600.0, 800.0, tuple(glyphs))


def shifted(text: str) -> str:
    return "".join(chr(ord(c) + 9) if c > "\u3400" else c for c in text)


def exchanged(text: str) -> str:
    kinds = sorted({c for c in text if c > "\u3400"})
    other = dict(zip(kinds, Random(1).sample(kinds, len(kinds)), strict=True))
    return "".join(other.get(c, c) for c in text)


def radicals(text: str) -> str:
    """Some ideographs as the radicals that some producers write for them."""
    return text.translate(str.maketrans("工人目立方文", "\u2f2f\u2f08\u2f6c\u2f74\u2f45\u2f42"))


@pytest.mark.parametrize("change", [shifted, exchanged, lambda t: "\ue000" * len(t), lambda t: t[:90] + "\ufffd" * 40])
def test_text_that_makes_no_words_is_nonsense(change: Callable[[str], str]) -> None:
    assert nonsense(page(change(PROSE)))


@pytest.mark.parametrize(
    "text", [PROSE, radicals(PROSE), shifted(PROSE)[:80], "", "12 345 " * 40, PROSE[:80] + "\ufffd" * 9]
)
def test_text_that_makes_words_or_is_too_short_to_tell_is_not(text: str) -> None:
    assert not nonsense(page(text))


def test_tables_of_figures_and_labels_make_words() -> None:
    for name in ("disclosure", "applications", "remedies"):
        cells = table(printed(name, values=consistent())).cells
        assert not nonsense(page("".join(c.text for c in cells)))


def test_letters_as_wide_as_ideographs_are_nonsense() -> None:
    assert nonsense(page("ÕþÎñ¹«¿ªABCD" * 9, 9.5))
    assert not nonsense(page("plain words in Latin letters " * 5, 4.8))
    assert not nonsense(page("ABCD" * 9, 9.5))


def nameless(codes: str, content: str = "", mapping: str = "") -> bytes:
    """A PDF whose embedded font numbers its glyphs and, unless mapped, does not say what they are."""
    shown = "".join(f"{ord(c):04X}" for c in codes)
    font = "/Type /Font /BaseFont /ABCDEF+Song /Subtype"
    descendant = (
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /FontDescriptor 7 0 R /DW 1000"
    )
    return numbered(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font 10 0 R >> /Contents 4 0 R >>",
            stream(f"BT /F 12 Tf 20 690 Td <{shown}> Tj ET {content}"),
            f"<< {font} /Type0 /Encoding /Identity-H /DescendantFonts [6 0 R] {mapping} >>".encode(),
            f"<< {font} /CIDFontType2 /CIDToGIDMap /Identity {descendant} >>".encode(),
            b"<< /Type /FontDescriptor /FontName /ABCDEF+Song /Flags 4 /FontBBox [0 -120 1000 880] /FontFile2 8 0 R >>",
            stream(FONT),
            stream(unicodes({"\1": "0031", "\2": "0000", "\3": "FFFE"}, 4)),
            b"<< /F 5 0 R >>",
        ]
    )


GRID = "10 680 100 40 re 110 680 100 40 re S"


def texts(found: Document) -> list[str]:
    return [c.text for t in found.tables for c in t.cells] + [p.text for p in found.paragraphs]


def test_codes_of_glyphs_are_no_characters() -> None:
    """The engine gives 8 for glyph 56, nothing at all for glyphs 9, 10, 13 and 32."""
    found = read(nameless("8\t\n\r ", GRID))
    assert texts(found) == ["\ufffd" * 5, ""]
    assert [bool(c.doubt) for c in found.tables[0].cells] == [True, False]


def test_a_character_mapped_to_nothing_is_no_hyphen() -> None:
    found = read(nameless("\1\2\3\1", GRID, "/ToUnicode 9 0 R"))
    assert texts(found)[0] == "1\ufffd\ufffd1"


def test_a_hyphen_that_ends_a_line_is_one() -> None:
    def draw(c: Canvas) -> None:
        for k, part in enumerate(("letters and hyph-", "ens")):
            c.setFont("Helvetica", 10)
            c.drawString(70, 700 - 12 * k, part)

    assert "hyph-" in texts(read(pdf(draw)))[0]


def test_a_document_that_nowhere_says_what_it_shows_needs_recognition() -> None:
    with pytest.raises(UnreadableDocument, match="OCR"):
        read(nameless("".join(chr(k) for k in range(1, 60))))


def written(text: str) -> Callable[[Canvas], None]:
    def draw(c: Canvas) -> None:
        for k in range(0, len(text), 40):
            put(c, 70, 100 + k, text[k : k + 40])
        c.rect(60, 500, 200, 20)
        c.line(160, 500, 160, 520)
        put(c, 70, 842 - 505, "5")

    return draw


def test_one_such_page_among_others_is_remarked_and_its_figures_are_doubted() -> None:
    found = read(pdf(written(PROSE), written(exchanged(PROSE)), written(PROSE)))
    assert found.remarks == ("page 2: the fonts do not say which characters they show",)
    doubts = [(c.source.page, c.doubt) for t in found.tables for c in t.cells if c.text]
    assert doubts == [(1, ""), (2, reader.OTHERWISE), (3, "")]
    with pytest.raises(UnreadableDocument, match="OCR"):
        read(pdf(written(exchanged(PROSE)), written(shifted(PROSE))))


@pytest.mark.parametrize("case", ["pdf-2019-clean", "pdf-2021-clean", "pdf-hybrid"])
def test_reports_say_what_they_show(case: str) -> None:
    assert read((FIXTURES / case / "input.pdf").read_bytes()).remarks == ()
