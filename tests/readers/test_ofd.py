"""OFD: what is seen on its pages, whoever drew them."""

import subprocess
import sys

import pytest

from gongkai.document import Document, Table
from gongkai.errors import GongkaiError, UnreadableDocument
from gongkai.members import archive_members, is_archive
from gongkai.readers.ofd import read
from gongkai.sniff import sniff
from made import package
from ofd_files import MM, NS, document, entry, filled, grid, ofd, page, path, rectangle, resources, text

XS, YS = [20.0, 50.0, 80.0, 110.0], [40.0, 50.0, 60.0, 70.0]
ROWS = [["项目", "本年数", "有效数"], ["规章", "12", "3"], ["办法", "45.6", "0"]]


def paragraphs(data: bytes) -> list[str]:
    """The texts of a document's paragraphs."""
    return [p.text for p in read(data).paragraphs]


def only(data: bytes) -> Table:
    """The one table of a document."""
    (table,) = read(data).tables
    return table


def rows(table: Table) -> list[list[str]]:
    """The texts of a table without spans."""
    return [[c.text if c else "" for c in row] for row in table.grid]


def box_of(data: bytes) -> tuple[float, ...]:
    """Where the one paragraph is printed, in points."""
    (found,) = read(data).paragraphs
    assert found.source.box is not None
    return found.source.box


# text where it is printed


def test_a_line_stands_where_it_is_printed() -> None:
    left, top, right, bottom = box_of(ofd(page(text(30, 50, "甲县2024", size=5))))
    assert left == pytest.approx(30 * MM, abs=0.1)
    assert right == pytest.approx((30 + 2 * 5 + 4 * 2.5) * MM, abs=0.5)
    assert top < (50 - 0.8 * 5) * MM < 50 * MM < bottom < 51 * MM


def test_the_box_of_a_number_covers_its_digits_and_little_more() -> None:
    left, top, right, bottom = box_of(ofd(page(text(30, 50, "1024", size=5))))
    assert top == pytest.approx((50 - 0.76 * 5) * MM, abs=0.1)
    assert bottom == pytest.approx((50 + 0.04 * 5) * MM, abs=0.1)
    assert [left, right] == pytest.approx([30 * MM, 40 * MM], abs=0.6)


@pytest.mark.parametrize(
    ("delta", "printed"),
    [
        ("4 4 4 4 4", "甲乙丙丁戊己"),
        ("g 5 4", "甲乙丙丁戊己"),
        ("4 g 3 4 4", "甲乙丙丁戊己"),
        ("4", "甲乙丙丁戊己"),  # the last step holds for the rest
        ("g 5 4 -20 4 4", "甲乙丙丁戊己"),  # steps nobody needs
        ("g 1000000000 4", "甲乙丙丁戊己"),
        ("4 4 20 4 4", "甲乙丙\t丁戊己"),
        ("g 2 4 8 g 2 4", "甲乙丙 丁戊己"),
    ],
)
def test_steps_between_characters(delta: str, printed: str) -> None:
    assert paragraphs(ofd(page(text(30, 50, "甲乙丙丁戊己", DeltaX=delta)))) == [printed]


def test_digits_far_apart_are_two_numbers_and_near_ones_one() -> None:
    assert paragraphs(ofd(page(text(30, 50, "1234", DeltaX="2 2.6 2")))) == ["1234"]
    assert paragraphs(ofd(page(text(30, 50, "1234", DeltaX="2 4 2")))) == ["12 34"]


def test_lines_within_one_text_object() -> None:
    two = text(30, 50, "甲县二〇二四", DeltaX="4 -4 4 4 4", DeltaY="0 6 0 0 0")
    assert paragraphs(ofd(page(two))) == ["甲县", "二〇二四"]


def test_what_leaves_places_open_is_read_side_by_side_and_said() -> None:
    found = read(ofd(page(text(30, 50, "甲县 2024", DeltaX=None), text(30, 70, "乙", Size=None))))
    assert [p.text for p in found.paragraphs] == ["甲县 2024", "乙"]
    assert found.remarks == ("page 1: characters whose size or places the file leaves open, read side by side",)


def test_what_leaves_places_open_runs_down_where_it_is_read_down() -> None:
    found = read(ofd(page(text(30, 50, "甲乙丙", DeltaX=None, ReadDirection=90))))
    assert [p.text for p in found.paragraphs] == ["甲", "乙", "丙"]


def test_a_second_code_of_an_object_begins_where_the_first_did_unless_it_says() -> None:
    codes = '<ofd:TextCode X="8" Y="4" DeltaX="4">乙丙</ofd:TextCode><ofd:TextCode X="20">丁</ofd:TextCode>'
    one = text(30, 50, "甲").replace("</ofd:TextObject>", f"{codes}</ofd:TextObject>")
    assert paragraphs(ofd(page(one))) == ["甲 乙丙 丁"]


def test_line_breaks_of_the_xml_are_none_of_the_text_and_escapes_are_spaces() -> None:
    one = text(30, 50, "甲\n      乙", DeltaX="4").replace("甲", "\n   甲")
    assert paragraphs(ofd(page(one, text(30, 70, "丙\\0020丁", DeltaX="4 4")))) == ["甲乙", "丙 丁"]


def test_a_scaled_object() -> None:
    small = text(30, 50, "2024", size=10, CTM="0.5 0 0 0.5 0 0", Boundary="30 45 100 20")
    assert box_of(ofd(page(small))) == pytest.approx(box_of(ofd(page(text(30, 50, "2024", size=5)))), abs=0.1)


def test_narrow_characters() -> None:
    narrow = box_of(ofd(page(text(30, 50, "甲", size=6, HScale=0.5))))
    wide = box_of(ofd(page(text(30, 50, "甲", size=6))))
    assert narrow[2] - narrow[0] == pytest.approx((wide[2] - wide[0]) / 2, abs=0.1)


def test_text_set_sideways_is_read_and_its_box_is_that_of_the_page_as_displayed() -> None:
    lines = [text(30, 50, "甲县年报", CTM="0 1 -1 0 0 0"), text(50, 50, "二〇二四年", CTM="0 1 -1 0 0 0")]
    found = read(ofd(page(*lines)))
    assert [p.text for p in found.paragraphs] == ["二〇二四年", "甲县年报"]  # the upper line lies to the right
    box = found.paragraphs[1].source.box
    assert box is not None
    assert box[3] - box[1] == pytest.approx(16 * MM, abs=0.5)
    assert box[2] - box[0] == pytest.approx(4 * MM, abs=0.5)


@pytest.mark.parametrize(("turn", "step"), [(0, "0 4"), (90, "0 4"), (180, "-4 0"), (270, "0 -4")])
def test_characters_turned_by_themselves(turn: int, step: str) -> None:
    across, down = (None if s == "0" else f"g 2 {s}" for s in step.split())
    found = read(ofd(page(text(80, 80, "甲乙丙", CharDirection=turn, DeltaX=across, DeltaY=down))))
    assert "".join(p.text for p in found.paragraphs) == "甲乙丙"
    assert len(found.paragraphs) == (3 if turn == 0 else 1)  # characters below each other, not turned, are lines


def test_vertical_text_in_a_cell_is_one_label() -> None:
    label = text(38, 45, "行政复议诉讼", DeltaX="0 0 -5 0 0", DeltaY="5 5 -10 5 5")
    assert only(ofd(page(grid([20, 60, 90], [40, 70], [["", "5"]]), label))).cells[0].text == "行政复\n议诉讼"


# what shows

GROUND = filled((20, 40, 120, 60), "31 73 125")
WHITE = '<ofd:FillColor Value="255 255 255"/>'


@pytest.mark.parametrize(
    "hidden",
    [
        text(30, 50, "88", Visible="false"),
        text(30, 50, "88", Alpha=0),
        text(30, 50, "88", inner=WHITE),
        text(30, 50, "88", inner='<ofd:FillColor Value="#FF #FF #FE"/>'),
        text(30, 50, "88", inner='<ofd:FillColor Value="0 0 0" Alpha="3"/>'),
        text(30, 50, "88", inner='<ofd:FillColor Value="0 0 0 0"/>'),
        text(30, 50, "88", inner='<ofd:FillColor Value="255" ColorSpace="5"/>'),
        text(30, 50, "88", inner='<ofd:FillColor Index="1" ColorSpace="5"/>'),
        text(30, 50, "88", inner='<ofd:FillColor ColorSpace="6"/>'),
        text(30, 50, "88", DrawParam=3),
        text(30, 50, "88", Fill="false"),
        text(30, 50, "88", size=0.3),
        text(30, -50, "88"),
        text(300, 50, "88"),
        text(30, 50, "88") + filled((28, 40, 60, 60), "255 255 255"),
        text(30, 50, "88") + filled((28, 40, 60, 60)),
        text(30, 50, "88", CTM="1e400 0 0 1 0 0", Size="1e400", Alpha="0"),
        '<ofd:CompositeObject ID="9" Boundary="0 0 210 297" ResourceID="7" Alpha="0"/>',
    ],
)
def test_what_nobody_sees_is_not_read(hidden: str) -> None:
    spaces = (
        '<ofd:ColorSpace ID="5" Type="GRAY"><ofd:Palette><ofd:CV>0</ofd:CV><ofd:CV>254</ofd:CV></ofd:Palette>'
        '</ofd:ColorSpace><ofd:ColorSpace ID="6" Type="CMYK"/>'
    )
    params = f'<ofd:DrawParam ID="3" Relative="4"/><ofd:DrawParam ID="4" Relative="3">{WHITE}</ofd:DrawParam>'
    unit = (
        f'<ofd:CompositeGraphicUnit ID="7"><ofd:Content>{text(30, 50, "88")}</ofd:Content></ofd:CompositeGraphicUnit>'
    )
    res = resources(
        f"<ofd:ColorSpaces>{spaces}</ofd:ColorSpaces><ofd:DrawParams>{params}</ofd:DrawParams>"
        f"<ofd:CompositeGraphicUnits>{unit}</ofd:CompositeGraphicUnits>"
    )
    common = "<ofd:PublicRes>PublicRes.xml</ofd:PublicRes>"
    data = ofd(page(hidden, text(30, 100, "年报")), common=common, parts={"Doc_0/PublicRes.xml": res})
    assert paragraphs(data) == ["年报"]


@pytest.mark.parametrize(
    "shown",
    [
        GROUND + text(30, 50, "88", inner=WHITE),
        GROUND + text(30, 50, "88"),
        text(30, 50, "88") + filled((28, 40, 60, 60), "255 255 255", Alpha=100),
        text(30, 50, "88") + path("M 28 40 L 60 40 L 60 60 B 50 60 40 60 28 60 C", WHITE, Stroke="false", Fill="true"),
        text(30, 50, "88") + filled((28, 40, 60, 60), "255 255 255", boundary="100 100 5 5"),
        text(30, 50, "88") + path(rectangle((28, 40, 60, 60)), LineWidth=0.2),
        text(30, 50, "88", inner='<ofd:FillColor Value="0 0 0"/>', Alpha=60),
        text(30, 50, "88", inner='<ofd:FillColor><ofd:AxialShd StartPoint="0 0" EndPoint="1 1"/></ofd:FillColor>'),
        text(30, 50, "88", inner='<ofd:StrokeColor Value="0 0 0"/>', Fill="false", Stroke="true"),
        text(30, 50, "88", Fill="false", Stroke="true"),
        text(30, 50, "88", inner='<ofd:FillColor Index="7" ColorSpace="5"/>'),
        text(30, 50, "88", Boundary="30 46 -3 -3"),  # as some writers have it
        '<ofd:PageBlock ID="1"><ofd:PageBlock ID="2">' + text(30, 50, "88") + "</ofd:PageBlock></ofd:PageBlock>",
    ],
)
def test_what_somebody_sees_is_read(shown: str) -> None:
    assert paragraphs(ofd(page(shown))) == ["88"]


def clips(box: tuple[float, float, float, float], flag: str | None = "false", inner: str = "") -> str:
    """Clips of one rectangle."""
    area = f'<ofd:Path Boundary="0 0 1 1"{inner}><ofd:AbbreviatedData>{rectangle(box)}</ofd:AbbreviatedData></ofd:Path>'
    stated = "" if flag is None else f' TransFlag="{flag}"'
    return f"<ofd:Clips{stated}><ofd:Clip><ofd:Area>{area}</ofd:Area></ofd:Clip></ofd:Clips>"


@pytest.mark.parametrize(
    ("flag", "box", "printed"),
    [
        ("false", (0, 0, 9, 9), "甲乙"),  # in the space of the object, whose corner is its Boundary's
        ("true", (0, 0, 9, 9), "甲乙丙丁"),  # scaled like the object
        (None, (0, 0, 9, 9), "甲乙丙丁"),  # unsaid: what either lets through
        ("false", (0, 0, 90, 0), ""),
        ("false", (0, 0, 90, 90), "甲乙丙丁"),
    ],
)
def test_clipped_text(flag: str | None, box: tuple[float, float, float, float], printed: str) -> None:
    one = text(30, 50, "甲乙丙丁", size=2, inner=clips(box, flag), CTM="2 0 0 2 0 0", Boundary="30 46 100 20")
    assert paragraphs(ofd(page(one, text(30, 100, "年报")))) == [*([printed] if printed else []), "年报"]


def test_clips_meet_and_text_as_a_clip_lets_everything_through() -> None:
    both = clips((0, 0, 12, 9)).replace("</ofd:Clips>", clips((4, 0, 90, 9)).partition(">")[2])
    glyphs = "<ofd:Clips><ofd:Clip><ofd:Area><ofd:Text/></ofd:Area></ofd:Clip></ofd:Clips>"
    data = ofd(page(text(30, 50, "甲乙丙丁", inner=both), text(30, 60, "戊", inner=glyphs)))
    assert paragraphs(data) == ["乙丙", "戊"]


PIXEL = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08"


@pytest.mark.parametrize(
    ("picture", "more", "hides"),
    [
        (b"\xff\xd8\xff\xe0", "", True),
        (PIXEL + b"\2", "", True),
        (PIXEL + b"\6", "", False),
        (PIXEL + b"\3" + b"tRNS", "", False),
        (b"GIF89a", "", False),
        (b"\xff\xd8\xff\xe0", ' Alpha="90"', False),
        (b"\xff\xd8\xff\xe0", ' ImageMask="9"', False),
    ],
)
def test_text_under_a_scan_is_not_what_is_seen(picture: bytes, more: str, hides: bool) -> None:
    image = f'<ofd:ImageObject ID="6" Boundary="0 0 210 297" CTM="210 0 0 297 0 0" ResourceID="5"{more}/>'
    file = "<ofd:MediaFile>a.bin</ofd:MediaFile>"
    media = f'<ofd:MultiMedias><ofd:MultiMedia ID="5" Type="Image">{file}</ofd:MultiMedia></ofd:MultiMedias>'
    parts: dict[str, str | bytes] = {"Doc_0/PublicRes.xml": resources(media), "Doc_0/Res/a.bin": picture}
    data = ofd(page(text(30, 50, "88"), image), common="<ofd:PublicRes>PublicRes.xml</ofd:PublicRes>", parts=parts)
    if hides:
        with pytest.raises(UnreadableDocument, match="pictures without text"):
            read(data)
    else:
        assert paragraphs(data) == ["88"]
    over = ofd(page(image, text(30, 50, "88")), common="<ofd:PublicRes>PublicRes.xml</ofd:PublicRes>", parts=parts)
    assert paragraphs(over) == ["88"]


def test_text_set_askew_is_left_out_with_a_remark() -> None:
    slanted = text(30, 150, "内部资料", size=12, CTM="0.7071 -0.7071 0.7071 0.7071 0 0")
    found = read(ofd(page(grid(XS, YS, ROWS), slanted)))
    assert rows(found.tables[0]) == ROWS
    assert found.remarks == ("text set askew left out, as a watermark: 内部资料",)


# glyphs and characters


def change(start: int, codes: int, glyphs: int) -> str:
    """A glyph transformation."""
    counts = f'CodePosition="{start}" CodeCount="{codes}" GlyphCount="{glyphs}"'
    return f"<ofd:CGTransform {counts}><ofd:Glyphs>1 2</ofd:Glyphs></ofd:CGTransform>"


def test_steps_are_between_glyphs_where_characters_share_them() -> None:
    shared = text(30, 50, "fl12", inner=change(0, 2, 1), DeltaX="4 2")
    split = text(30, 70, "甲12", inner=change(0, 1, 2), DeltaX="4 4 2")
    alike = text(30, 90, "12", inner=change(0, 2, 2), DeltaX="2")
    odd = text(30, 110, "12", inner=change(0, -5, 10**9), DeltaX="2")
    assert paragraphs(ofd(page(shared, split, alike, odd))) == ["fl12", "甲 12", "12", "12"]


def test_glyphs_without_a_character_are_doubted_and_remarked() -> None:
    found = read(ofd(page(grid(XS, YS, [["项目", "数", "数"], ["甲", "¤¤", "3"], ["乙", "1", "\ue0042"]]))))
    cells = {c.text: c.doubt for c in found.tables[0].cells}
    assert cells["\ufffd\ufffd"]
    assert cells["\ue0042"]
    assert not cells["3"]
    assert read(ofd(page(text(30, 50, "¤¤年")))).remarks == (
        "page 1: the file does not say which characters it prints",
    )


# rules


def composite(content: str) -> str:
    """A vector picture for composite objects to show."""
    return f'<ofd:CompositeGraphicUnit ID="7"><ofd:Content>{content}</ofd:Content></ofd:CompositeGraphicUnit>'


def table_of(*sides: str) -> bytes:
    """A page whose table is drawn by these objects."""
    cells = [text(XS[c] + 1, YS[r + 1] - 2, t) for r, row in enumerate(ROWS) for c, t in enumerate(row)]
    return ofd(page(*sides, *cells), common="<ofd:PublicRes>PublicRes.xml</ofd:PublicRes>", parts=RES)


LINES = [f"M {XS[0]} {y} L {XS[-1]} {y}" for y in YS] + [f"M {x} {YS[0]} L {x} {YS[-1]}" for x in XS]
ENDS = [(XS[0], y, XS[-1], y) for y in YS] + [(x, YS[0], x, YS[-1]) for x in XS]
BARS = [(x0 - 0.1, y0 - 0.1, x1 + 0.1, y1 + 0.1) for x0, y0, x1, y1 in ENDS]
DARK = '<ofd:FillColor Value="0 0 0"/>'
UNIT = composite("".join(map(path, LINES)))
RES: dict[str, str | bytes] = {
    "Doc_0/PublicRes.xml": resources(
        f"<ofd:CompositeGraphicUnits>{UNIT}</ofd:CompositeGraphicUnits><ofd:DrawParams>"
        '<ofd:DrawParam ID="3" LineWidth="9"/><ofd:DrawParam ID="4" LineWidth="0.2" Relative="3"/></ofd:DrawParams>'
    )
}
COMPOSITE = '<ofd:CompositeObject ID="9" Boundary="0 0 210 297" ResourceID="7"/>'
BORDER = "".join(f"{rectangle(b)} " for b in BARS)


@pytest.mark.parametrize(
    "sides",
    [
        [path(line) for line in LINES],
        [path(" ".join(LINES))],
        [path(" ".join(LINES).replace("M", "S"), DashPattern="1 1")],
        [filled(bar) for bar in BARS],
        [path(BORDER, DARK, Stroke="false", Fill="true")],
        [COMPOSITE],
        [path(line, DrawParam=4) for line in LINES],
        [path(line, DrawParam=3, LineWidth="0.2") for line in LINES],
        [path(line.replace("M", "M 0 0 M"), CTM="1 0 0 1 -5 -5", boundary="5 5 200 200") for line in LINES],
        [f'<ofd:ImageObject ID="1" Boundary="{b[0]} {b[1]} {b[2] - b[0]} {b[3] - b[1]}"/>' for b in BARS],
    ],
)
def test_a_table_is_read_however_its_lines_are_drawn(sides: list[str]) -> None:
    assert rows(only(table_of(*sides))) == ROWS


@pytest.mark.parametrize(
    "sides",
    [
        [path(line, Stroke="false") for line in LINES],
        [path(line, '<ofd:StrokeColor Value="255 255 255"/>') for line in LINES],
        [path(line, '<ofd:StrokeColor Value="0 0 0" Alpha="0"/>') for line in LINES],
        [path(line, DrawParam=3) for line in LINES],  # nine millimetres wide: areas
        [path(line, Visible="false") for line in LINES],
        [path(line, boundary="0 0 10 10") for line in LINES],
        [path(line, inner=clips((0, 0, 10, 10))) for line in LINES],
        [filled(bar, "255 255 255") for bar in BARS],
        [path(rectangle(bar), Stroke="false", Fill="true") for bar in BARS],  # filled with no colour
        [path(line.replace("L", "Q 60 60"), DARK) for line in LINES],
        [path(line.replace("L", "A 200 200 0 0 1")) for line in LINES],
        ['<ofd:CompositeObject ID="9" Boundary="0 0 1 1" ResourceID="none"/>'],
    ],
)
def test_what_draws_no_line_makes_no_table(sides: list[str]) -> None:
    assert read(table_of(*sides)).tables == ()


def test_outlines_drawn_over_bold_characters_are_no_rules() -> None:
    """A box of strokes around each character, as converters draw bold type a second time."""
    boxes = [
        path(rectangle((XS[c] + 1.3, YS[r + 1] - 4.8, XS[c] + 4.6, YS[r + 1] - 2)), LineWidth=0.01)
        for r in range(3)
        for c in range(3)
        if not ROWS[r][c][0].isascii()
    ]
    assert rows(only(ofd(page(grid(XS, YS, ROWS), *boxes)))) == ROWS


def test_page_boxes_of_documents_templates_and_pages() -> None:
    def area(width: float, kind: str = "PhysicalBox") -> str:
        return f"<ofd:Area><ofd:{kind}>0 0 {width} 200</ofd:{kind}></ofd:Area>"

    def wide(head: str, template: str = "") -> bool:
        """Whether text at 250 mm lies on the page."""
        common = '<ofd:TemplatePage ID="2" BaseLoc="Tpl.xml"/>'
        parts: dict[str, str | bytes] = {"Doc_0/Tpl.xml": page(head=template)}
        return (
            len(paragraphs(ofd(page(text(30, 50, "年"), text(250, 80, "月"), head=head), common=common, parts=parts)))
            > 1
        )

    assert not wide("")
    assert wide(area(300))
    assert wide('<ofd:Template TemplateID="2"/>', area(300))
    assert not wide('<ofd:Template TemplateID="2"/>' + area(240), area(300))
    assert wide(area(300, "ApplicationBox"))
    assert wide(area(0) + area(300)) is False
    assert not wide("<ofd:Area><ofd:PhysicalBox>wide</ofd:PhysicalBox></ofd:Area>")


# pages and packages

TEMPLATES = (
    '<ofd:TemplatePage ID="2" BaseLoc="Tpl.xml"/><ofd:TemplatePage ID="3" ZOrder="Foreground" BaseLoc="Tpl.xml"/>'
)


def test_a_template_holds_the_form_and_the_page_its_figures() -> None:
    form = page(grid(XS, YS, [["项目", "本年数"], ["规章", ""], ["办法", ""]]))
    figures = [page(text(51, 58, n), head='<ofd:Template TemplateID="2"/>') for n in ("12", "34")]
    found = read(ofd(*figures, common=TEMPLATES, parts={"Doc_0/Tpl.xml": form}))
    assert [c.text for t in found.tables for c in t.cells if c.text.isdigit()] == ["12", "34"]


def test_a_template_in_front_covers_and_one_behind_does_not() -> None:
    cover = page(filled((0, 0, 210, 80), "255 255 255"))
    behind, front = ('<ofd:Template TemplateID="2"/>', '<ofd:Template TemplateID="3"/>')
    texts = text(30, 50, "甲") + text(30, 100, "乙")
    for head, printed in ((behind, ["甲", "乙"]), (front, ["乙"]), (front + behind, ["乙"])):
        data = ofd(page(texts, head=head), common=TEMPLATES, parts={"Doc_0/Tpl.xml": cover})
        assert paragraphs(data) == printed


def test_layers_are_drawn_background_first() -> None:
    layers = "".join(
        f'<ofd:Layer ID="{n}" Type="{kind}">{content}</ofd:Layer>'
        for n, (kind, content) in enumerate(
            (
                ("Foreground", text(30, 50, "甲")),
                ("Background", filled((0, 0, 210, 80))),
                ("Custom", text(30, 100, "乙")),
            )
        )
    )
    assert paragraphs(ofd(f"<ofd:Page {NS}><ofd:Content>{layers}</ofd:Content></ofd:Page>")) == ["甲", "乙"]


def test_resources_of_a_page_come_before_those_of_the_document() -> None:
    def unit(content: str) -> str:
        return resources(f"<ofd:CompositeGraphicUnits>{composite(text(30, 50, content))}</ofd:CompositeGraphicUnits>")

    parts: dict[str, str | bytes] = {"Doc_0/PublicRes.xml": unit("甲"), "Doc_0/Pages/Page_1/PageRes.xml": unit("乙")}
    pages = page(COMPOSITE), page(COMPOSITE, head="<ofd:PageRes>PageRes.xml</ofd:PageRes>")
    assert paragraphs(ofd(*pages, common="<ofd:PublicRes>PublicRes.xml</ofd:PublicRes>", parts=parts)) == ["甲", "乙"]


@pytest.mark.parametrize(
    "place",
    [
        "Doc_0/Document.xml",
        "/Doc_0/Document.xml",
        "./Doc_0/Document.xml",
        "doc_0\\document.XML",
        " Doc_0/x/../Document.xml\n",
    ],
)
def test_places_are_absolute_or_relative_in_any_case(place: str) -> None:
    assert paragraphs(ofd(page(text(30, 50, "年报")), parts={"OFD.xml": entry(place)})) == ["年报"]


@pytest.mark.parametrize("place", ["../../../../etc/passwd", "/etc/passwd", "file:///etc/passwd", "", "Doc_0", "\0"])
def test_places_outside_the_package_are_nowhere(place: str) -> None:
    with pytest.raises(UnreadableDocument):
        read(
            ofd(
                page(text(30, 50, "年报")), parts={"OFD.xml": entry(place)} if "\0" not in place else {"OFD.xml": place}
            )
        )


def test_another_namespace_or_none_is_read_alike() -> None:
    parts = {"OFD.xml": entry("Doc_0/Document.xml"), "Doc_0/Pages/Page_0/Content.xml": page(text(30, 50, "年报"))}
    for other in ('xmlns:ofd="http://www.ofdspec.org"', 'xmlns:ofd="urn:x"'):
        assert paragraphs(ofd(page(), parts={n: c.replace(NS, other) for n, c in parts.items()})) == ["年报"]
    bare = {n: c.replace(f" {NS}", "").replace("ofd:", "") for n, c in parts.items()}
    assert paragraphs(ofd(page(), parts=bare)) == ["年报"]


def second(*pages: str) -> dict[str, str | bytes]:
    """The parts of a second document, and the entry that names both."""
    files: dict[str, str | bytes] = {f"Doc_1/Pages/Page_{n}/Content.xml": p for n, p in enumerate(pages)}
    return files | {
        "OFD.xml": entry("Doc_0/Document.xml", "Doc_1/Document.xml"),
        "Doc_1/Document.xml": document(len(pages)),
    }


def test_documents_of_one_package_follow_each_other_and_their_tables_stay_apart() -> None:
    one, two = page(grid(XS, YS, ROWS)), page(grid(XS, YS, ROWS[::-1]))
    found = read(ofd(one, one, parts=second(two)))
    assert [rows(t) for t in found.tables] == [ROWS + ROWS, ROWS[::-1]]
    assert [t.cells[0].source.page for t in found.tables] == [1, 3]
    assert found.remarks == ("2 documents in one package, read one after the other",)


def test_a_document_that_cannot_be_read_is_said() -> None:
    found = read(ofd(page(text(30, 50, "年报")), parts=second() | {"Doc_1/Document.xml": "<"}))
    assert [p.text for p in found.paragraphs] == ["年报"]
    assert found.remarks == ("parts missing or damaged: Doc_1/Document.xml",)


def test_the_current_version_is_the_document() -> None:
    def version(n: int, current: str) -> str:
        return f'<ofd:Version ID="{n}" Index="{n}" Current="{current}" BaseLoc="Doc_0/V{n}.xml"/>'

    body = f"<ofd:Versions>{version(0, 'false')}{version(1, 'true')}</ofd:Versions>"
    parts: dict[str, str | bytes] = {
        "OFD.xml": entry("Doc_0/Document.xml", more=body),
        "Doc_0/V1.xml": f"<ofd:DocVersion {NS}><ofd:DocRoot>/Doc_1/Document.xml</ofd:DocRoot></ofd:DocVersion>",
        "Doc_1/Document.xml": document(1),
        "Doc_1/Pages/Page_0/Content.xml": page(text(30, 50, "新")),
    }
    assert paragraphs(ofd(page(text(30, 50, "旧")), parts=parts)) == ["新"]
    assert paragraphs(ofd(page(text(30, 50, "旧")), parts={**parts, "Doc_0/V1.xml": "<"})) == ["旧"]


def annotated(kind: str, shown: str, **more: str) -> bytes:
    """A page with a table and one annotation, whose appearance begins at 20, 80."""
    stated = "".join(f' {n}="{v}"' for n, v in more.items())
    note = (
        f'<ofd:PageAnnot {NS}><ofd:Annot ID="50" Type="{kind}"{stated}>'
        f'<ofd:Appearance Boundary="20 80 100 100">{shown}</ofd:Appearance></ofd:Annot></ofd:PageAnnot>'
    )
    place = '<ofd:Page PageID="100"><ofd:FileLoc>Page_0.xml</ofd:FileLoc></ofd:Page>'
    listed = f"<ofd:Annotations {NS}>{place}</ofd:Annotations>"
    parts: dict[str, str | bytes] = {"Doc_0/Annots/Annotations.xml": listed, "Doc_0/Annots/Page_0.xml": note}
    return ofd(page(grid(XS, YS, ROWS)), more="<ofd:Annotations>Annots/Annotations.xml</ofd:Annotations>", parts=parts)


def test_text_added_as_an_annotation_is_read_where_it_shows() -> None:
    found = read(annotated("Path", text(10, 20, "已核") + path(rectangle((5, 10, 60, 30)))))
    assert [p.text for p in found.paragraphs] == ["已核"]
    assert found.paragraphs[0].source.box is not None
    assert found.paragraphs[0].source.box[0] == pytest.approx(30 * MM, abs=0.1)
    assert len(found.tables) == 1  # its lines rule no table
    assert found.remarks == ()


@pytest.mark.parametrize(
    ("kind", "visible", "remarks"),
    [
        ("Watermark", "true", ("page 1: watermarks and stamps left out",)),
        ("Stamp", "true", ("page 1: watermarks and stamps left out",)),
        ("Path", "false", ()),
        ("Stamp", "false", ()),
    ],
)
def test_watermarks_stamps_and_hidden_notes_are_left_out(kind: str, visible: str, remarks: tuple[str, ...]) -> None:
    found = read(annotated(kind, text(10, -30, "内部资料"), Visible=visible))
    assert rows(found.tables[0]) == ROWS
    assert (found.paragraphs, found.remarks) == ((), remarks)


def test_what_the_package_says_of_itself() -> None:
    info = (
        "<ofd:Title> 年报 </ofd:Title><ofd:CreationDate>2025-01-20</ofd:CreationDate><ofd:CustomDatas>"
        '<ofd:CustomData Name="发文机关">甲县水务局</ofd:CustomData><ofd:CustomData Name="空"> </ofd:CustomData>'
        '<ofd:CustomData Name="title">别的</ofd:CustomData></ofd:CustomDatas>'
    )
    data = ofd(page(text(30, 50, "年报")), parts={"OFD.xml": entry("Doc_0/Document.xml", info=info)})
    assert read(data).metadata == {"title": "年报", "created": "2025-01-20", "发文机关": "甲县水务局"}
    bare = entry("Doc_0/Document.xml").replace("<ofd:DocInfo></ofd:DocInfo>", "")
    assert read(ofd(page(text(30, 50, "年报")), parts={"OFD.xml": bare})).metadata == {}


def test_signatures_and_attachments_are_said() -> None:
    names = "".join(f'<ofd:Attachment ID="{n}" Name="表{n}"/>' for n in range(7))
    parts: dict[str, str | bytes] = {
        "OFD.xml": entry("Doc_0/Document.xml", more="<ofd:Signatures>/Doc_0/Signs/Signatures.xml</ofd:Signatures>"),
        "Doc_0/Attachs.xml": f"<ofd:Attachments {NS}>{names}</ofd:Attachments>",
    }
    data = ofd(page(text(30, 50, "年报")), more="<ofd:Attachments>Attachs.xml</ofd:Attachments>", parts=parts)
    assert read(data).remarks == (
        "signed: signatures and seals are neither checked nor read",
        "attachments not read: 表0, 表1, 表2, 表3, 表4 and 2 more",
    )


# damage

COMMON = "<ofd:PublicRes>PublicRes.xml</ofd:PublicRes><ofd:DocumentRes>Gone.xml</ofd:DocumentRes>"


def test_damaged_and_missing_parts_are_said_and_the_rest_is_read() -> None:
    pages = [page(text(30, 50, t)) for t in ("甲", "乙", "丙", "丁", "戊")]
    parts: dict[str, str | bytes] = {f"Doc_0/Pages/Page_{n}/Content.xml": "<ofd:Page" for n in (1, 3, 4)}
    found = read(ofd(*pages, common=COMMON, parts=parts | {"Doc_0/PublicRes.xml": "\0"}))
    assert [p.text for p in found.paragraphs] == ["甲", "丙"]
    assert found.remarks == (
        "page 2, 4-5: damaged, not read",
        "parts missing or damaged: Doc_0/PublicRes.xml, Gone.xml, Doc_0/Pages/Page_1/Content.xml, "
        "Doc_0/Pages/Page_3/Content.xml, Doc_0/Pages/Page_4/Content.xml",
    )


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ({"Encryptions.xml": "<x/>"}, "encrypted"),
        ({"OFD.xml": "<ofd"}, "OFD.xml cannot be read"),
        ({"OFD.xml": "<OFD/>"}, "no document that can be read"),
        ({"OFD.xml": entry("Doc_9/Document.xml")}, "no document that can be read"),
        ({"Doc_0/Document.xml": document(0)}, "no page"),
        ({"Doc_0/Pages/Page_0/Content.xml": page()}, "prints no text"),
        ({"Doc_0/Pages/Page_0/Content.xml": "<"}, "prints no text"),
        (
            {"Doc_0/Pages/Page_0/Content.xml": page('<ofd:ImageObject ID="1" Boundary="0 0 210 297" ResourceID="5"/>')},
            "pages are pictures",
        ),
        ({"OFD.xml": f"<!DOCTYPE x [<!ENTITY a 'b'>]>{entry('Doc_0/Document.xml')}"}, "document type"),
    ],
)
def test_what_cannot_be_read_says_why(parts: dict[str, str | bytes], said: str) -> None:
    with pytest.raises(UnreadableDocument, match=said):
        read(ofd(page(text(30, 50, "年报")), parts=parts))


@pytest.mark.parametrize("data", [b"", b"PK\x05\x06" + bytes(18), b"PK\x03\x04 damaged", b"%PDF-1.4"])
def test_what_is_no_package(data: bytes) -> None:
    with pytest.raises(UnreadableDocument):
        read(data)


def test_numbers_that_are_none_leave_the_rest_as_it_is() -> None:
    odd = text(
        30, 50, "甲乙", DeltaX="x 4", CTM="1 0 0", HScale="wide", CharDirection="up", Alpha="full", LineWidth="-"
    )
    assert paragraphs(ofd(page(odd, path("M 1 L 2 2 Z nonsense"), path(""), "<ofd:TextObject/>"))) == ["甲乙"]


def test_a_package_is_known_by_its_content_and_is_no_archive_of_reports() -> None:
    data = ofd(page(text(30, 50, "年报")))
    assert sniff(data) == "ofd"
    assert sniff(package({"ofd.XML": "<x/>", "a.txt": "x"})) == "ofd"
    assert not is_archive(data)
    (inside,) = archive_members(package({"年报.ofd": data}))
    assert inside.data == data


def test_the_engine_of_pdf_is_not_loaded() -> None:
    code = "import sys, gongkai.readers.ofd\nprint([m for m in sys.modules if 'pdfium' in m])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_errors_are_coded() -> None:
    assert issubclass(UnreadableDocument, GongkaiError)
    assert isinstance(read(ofd(page(text(30, 50, "年报")))), Document)
