"""PDF: text that the file holds and nobody sees, and text that is seen and stands elsewhere in the file."""

from collections.abc import Sequence

import pytest

from gongkai.readers import _pdf_seen
from gongkai.readers.pdf import read
from pdf_files import numbered, stream, unicodes

FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
FONTS = "/Font << /F 5 0 R >>"


def say(text: str, y: float = 690, x: float = 80) -> str:
    """Operators that print a text."""
    return f"BT /F 12 Tf {x} {y} Td ({text}) Tj ET "


def made(content: str, more: Sequence[str] = (), *, page: str = "", catalogue: str = "", resources: str = "") -> bytes:
    """A PDF of one page; `more` are its objects from number 6 on."""
    return numbered(
        [
            f"<< /Type /Catalog /Pages 2 0 R {catalogue} >>".encode(),
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << {FONTS} {resources} >> "
            f"/Contents 4 0 R {page} >>".encode(),
            stream(content + say("shown", 100)),
            FONT,
            *(text.encode() for text in more),
        ]
    )


def form(content: str, entries: str = "", box: str = "0 0 595 842") -> str:
    kind = f"/Type /XObject /Subtype /Form /BBox [{box}] /Resources << {FONTS} >>"
    return stream(content, f"{kind} {entries}").decode()


def seen(data: bytes) -> list[str]:
    return [p.text for p in read(data).paragraphs]


# clips


@pytest.mark.parametrize(
    "clip",
    [
        "0 0 50 50 re W n",
        "0 0 0 0 re W n",
        "0 0 595 842 re W n 0 600 595 50 re W* n",
        "10 10 m 90 10 l 50 90 l h W n",
        "0 842 595 -100 re W n",
    ],
)
def test_text_outside_its_clip_is_not_seen(clip: str) -> None:
    assert seen(made(f"q {clip} {say('hidden')} Q {say('kept', 600)}")) == ["kept", "shown"]


def test_of_a_number_cut_off_what_is_left_is_seen() -> None:
    assert seen(made(f"q 80 680 14 30 re W n {say('12345')} Q ")) == ["12", "shown"]
    assert seen(made(f"q 80 688 60 12 re W n {say('12345')} Q ")) == ["12345", "shown"]


def test_a_form_shows_within_its_box_wherever_it_is_put() -> None:
    one = form(say("hidden", 690) + say("inside", 50), box="0 0 595 200")
    data = made("q .5 0 0 .5 100 300 cm /X Do Q ", [one], resources="/XObject << /X 6 0 R >>")
    assert seen(data) == ["inside", "shown"]


# layers

LAYER = "<< /Type /OCG /Name (%s) >>"
OFF = "/OCProperties << /OCGs [6 0 R 7 0 R] /D << /OFF [6 0 R] /Order [6 0 R 7 0 R] >> >>"
LAYERS = LAYER % "draft", LAYER % "final"
MARKED = "/Properties << /M 6 0 R /N 7 0 R >>"


def test_text_of_a_layer_that_is_off_is_not_seen() -> None:
    content = f"/OC /M BDC {say('old')} 70 680 m 200 680 l S EMC /OC /N BDC {say('new')} EMC "
    assert seen(made(content, LAYERS, catalogue=OFF, resources=MARKED)) == ["new", "shown"]
    on = OFF.replace("/OFF [6 0 R]", "/OFF [7 0 R]")
    assert seen(made(content, LAYERS, catalogue=on, resources=MARKED)) == ["old", "shown"]


def test_marks_within_a_form_and_forms_of_a_layer_count_too() -> None:
    outer = form(f"/OC /M BDC {say('old')} EMC {say('new')}", MARKED)
    outer = outer.replace(f"<< {FONTS} >>", f"<< {FONTS} {MARKED} >>")
    data = made("/X Do ", [*LAYERS, outer], catalogue=OFF, resources="/XObject << /X 8 0 R >>")
    assert seen(data) == ["new", "shown"]
    draft, final = form(say("old"), "/OC 6 0 R"), form(say("new"), "/OC 7 0 R")
    data = made("/X Do /Y Do ", [*LAYERS, draft, final], catalogue=OFF, resources="/XObject << /X 8 0 R /Y 9 0 R >>")
    assert seen(data) == ["new", "shown"]


def test_lines_of_a_layer_that_is_off_rule_no_table() -> None:
    grid = "70 680 100 40 re 170 680 100 40 re S "
    data = made(f"/OC /M BDC {grid} EMC {say('5')}", LAYERS, catalogue=OFF, resources=MARKED)
    assert not read(data).tables
    assert len(read(made(f"/OC /N BDC {grid} EMC {say('5')}", LAYERS, catalogue=OFF, resources=MARKED)).tables) == 1


def test_no_more_layers_are_tried_than_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_pdf_seen, "MAX_LAYERS", 0)
    content = f"/OC /M BDC {say('old')} EMC "
    assert seen(made(content, LAYERS, catalogue=OFF, resources=MARKED)) == ["old", "shown"]


# what is said in place of what is drawn


def test_what_is_drawn_counts_and_not_what_is_to_be_read_out() -> None:
    content = f"/Span << /ActualText (9 999) >> BDC {say('1 234')} EMC /P << /MCID 0 >> BDC {say('text', 600)} EMC "
    assert seen(made(content)) == ["1 234", "text", "shown"]


# notes and filled forms


def note(kind: str, flags: int = 4, more: str = "") -> str:
    return f"<< /Type /Annot /Subtype /{kind} /Rect [80 680 200 710] /AP << /N 7 0 R >> /F {flags} {more} >>"


APPEARANCE = form("/Tx BMC " + say("321", 5, 5) + "EMC", box="0 0 120 30")


def test_filled_fields_and_text_put_on_the_page_are_seen() -> None:
    field = note("Widget", more="/FT /Tx /T (a) /V (321)")
    data = made("", [field, APPEARANCE], page="/Annots [6 0 R]", catalogue="/AcroForm << /Fields [6 0 R] >>")
    assert seen(data) == ["321", "shown"]
    data = made("", [note("FreeText"), APPEARANCE], page="/Annots [6 0 R]")
    (first, _) = read(data).paragraphs
    assert first.source.box == pytest.approx((85, 146, 105, 160), abs=1)


def test_hidden_notes_popups_and_links_are_not() -> None:
    assert seen(made("", [note("FreeText", 2), APPEARANCE], page="/Annots [6 0 R]")) == ["shown"]
    for kind in ("Text", "Link", "Popup"):
        assert seen(made("", [note(kind), APPEARANCE], page="/Annots [6 0 R]")) == ["shown"]


# turned and moved


def test_text_drawn_upside_down_on_a_flipped_page_is_upright() -> None:
    data = made(f"q 1 0 0 -1 0 842 cm BT /F 12 Tf 1 0 0 -1 80 242 Tm (flipped) Tj ET Q {say('text', 300)}")
    assert seen(data) == ["flipped", "text", "shown"]


def test_digits_drawn_one_by_one_are_one_number() -> None:
    digits = "".join(say(d, 690, 80 + 6.67 * k) for k, d in enumerate("1048576"))
    assert seen(made(digits)) == ["1048576", "shown"]


def test_radicals_within_a_form_that_is_scaled_stand_in_their_cells() -> None:
    """Browsers map ideographs to radicals; engines have been seen to lose the form's matrix on these alone."""
    cmap = unicodes({"A": "2F2F", "B": "5DE5"})
    one = form("BT /F 12 Tf 80 690 Td (A) Tj 100 0 Td (B) Tj ET 70 680 100 40 re 170 680 100 40 re S")
    data = made("q .5 0 0 .5 100 300 cm /X Do Q ", [one, stream(cmap).decode()], resources="/XObject << /X 6 0 R >>")
    data = data.replace(b"/BaseFont /Helvetica >>", b"/BaseFont /Helvetica /ToUnicode 7 0 R >>")
    (table,) = read(data).tables
    assert [c.text for c in table.cells] == ["\u2f2f", "\u5de5"]
    assert [c.source.box and c.source.box[0] for c in table.cells] == pytest.approx([140, 190], abs=3)
