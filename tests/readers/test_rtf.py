"""RTF: text and its code pages, destinations, tables with merges and nesting, damage, limits."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.document import Document, Table
from gongkai.errors import GongkaiError, LimitExceeded, UnreadableDocument
from gongkai.readers.rtf import read

FONTS = (
    rb"{\fonttbl{\f0\fnil\fcharset134{\*\falt x}SimSun;}{\f1\fcharset0 Arial;}{\f2\fcharset2 Wingdings;}"
    rb"{\f3\fcharset136 MingLiU;}{\f4\cpg1251 Cyr;}}"
)


def parse(body: bytes, page: bytes = rb"\ansicpg936") -> Document:
    return read(rb"{\rtf1\ansi" + page + rb"\deff0" + FONTS + body + b"}")


def texts(body: bytes, page: bytes = rb"\ansicpg936") -> list[str]:
    return [p.text for p in parse(body, page).paragraphs]


def cells(table: Table) -> list[tuple[str, int, int, int, int]]:
    return [(c.text, c.row, c.column, c.rowspan, c.colspan) for c in table.cells]


def row(*columns: tuple[bytes, bytes]) -> bytes:
    """A row of cells a thousand twips wide: what is said of each, and what is in it."""
    slots = b"".join(rb"%s\cellx%d" % (said, 1000 * i) for i, (said, _) in enumerate(columns, 1))
    return rb"\trowd" + slots + rb"\pard\intbl " + b"".join(rb"%s\cell " % text for _, text in columns) + rb"\row "


TEXTS = [
    (rb"a\par b\par", ["a", "b"]),
    (b"a\r\nb\\par", ["ab"]),
    (b"a\\\nb", ["a", "b"]),
    (rb"a\line b\tab c\~d\_e\-f\{\}\\", ["a\nb\tc\u00a0d-ef{}\\"]),
    (rb"\lquote\rquote\ldblquote\rdblquote\emdash\endash\bullet", ["‘’“”—–•"]),
    (rb"\'b9\'ab\'bf\'aa", ["公开"]),
    (rb"\'d5\'5c", [b"\xd5\x5c".decode("gb18030")]),
    (b"\xb9\xab\xbf\xaa\\par", ["公开"]),
    (b"\xd5\\\xd5{\xd5}\\par", [b"\xd5\\\xd5{\xd5}".decode("gb18030")]),
    ("公开\\par".encode(), ["公开"]),
    (rb"\u20844?\u24320?", ["公开"]),
    (rb"\u-27651?", [chr(65536 - 27651)]),
    (rb"\uc2\u20844\'b9\'ab\u24320\'bf\'aa 1", ["公开 1"]),
    (rb"\uc0\u20844\u24320", ["公开"]),
    (rb"{\uc2\u20844\'b9\'ab}\u24320 ?7", ["公开7"]),
    (rb"\u20844\cell", ["公"]),
    (rb"\u-10179?\u-8704?", ["😀"]),
    (rb"\u55357?x", ["\ufffdx"]),
    (rb"{\f3\'a4\'bd}{\f4\'ff}", ["公я"]),
    (rb"{\f1\'b7 5}", ["· 5"]),
    (rb"{\f2\'fc}{\f2\u61692?}", ["✓✓"]),
    (rb"1{\v 2}3{\deleted 4}5{\v 6\v0 7}8\v 9\plain 0", ["135780"]),
    (rb"a{\v\par}b\par", ["ab"]),
    (rb"12{\super 1}{\sub 2}{\super a\nosupersub 3}", ["12¹₂a3"]),
    (rb'{\field{\*\fldinst PAGE \\* "x"}{\fldrslt 3}}', ["3"]),
    (rb"{\header h\par}{\footnote n}a{\*\unknown b}{\*\bkmkstart c}{\xe d}{\comment e}", ["ae"]),
    (rb"{\upr{\'3f}{\*\ud{\u20844?}}}", ["公"]),
    (rb"a{\pict\bin4 }}}}b}c", ["ac"]),
    (rb"a\bin3 }}}c", ["ac"]),
    (rb"{\listtext\pard\plain\u19968?\'a1\'a2\tab}x\par", ["一、x"]),
    (rb"{\listtext 1.\tab}x\par{\pntext 2.}y\par", ["1. x", "2.y"]),
    (rb"{\deleted{\listtext 9.\tab}}x\par", ["x"]),
    (rb"{\*\moMath{\mr 1}{\mctrlPr x}}", ["1"]),
    (rb"{\object{\*\objdata 00}{\result 5}}", ["5"]),
    (rb"a\sect b", ["a", "b"]),
]


@pytest.mark.parametrize(("body", "expected"), TEXTS)
def test_text(body: bytes, expected: list[str]) -> None:
    assert texts(body) == expected


def test_a_file_that_states_no_code_page_is_chinese_where_it_can_be() -> None:
    assert texts(rb"\'b9\'ab", b"") == ["公"]
    assert texts(rb"\'e9", b"") == ["é"]
    assert texts(rb"\'e9", rb"\ansicpg1252") == ["é"]
    assert texts(rb"\'e9", rb"\ansicpg99999") == ["é"]


def test_bytes_no_code_page_knows_are_remarked() -> None:
    document = parse(b"\\f0\\'81\\'20")
    assert document.paragraphs[0].text == "\ufffd "
    assert "1 character(s) could not be decoded; they stand as \ufffd" in document.remarks


def test_heading_levels_of_paragraphs_and_styles() -> None:
    body = (
        rb"{\stylesheet{\s1\outlinelevel0 h;}{\s2 b;}}\s1 a\par\pard\s2 b\par\pard\outlinelevel2 c\par\outlinelevel9 d"
    )
    assert [p.level for p in parse(body).paragraphs] == [1, None, 3, None]


def test_the_title_is_metadata() -> None:
    document = parse(rb"{\info{\title \'b9\'ab\u24320?}{\author z}}a")
    assert (dict(document.metadata), [p.text for p in document.paragraphs]) == ({"title": "公开"}, ["a"])


def test_text_struck_through_is_left_out_and_remarked() -> None:
    document = parse(rb"{\strike 12}34\striked1 5\striked0 6\par{\strike 7\plain 8}\par")
    assert [p.text for p in document.paragraphs] == ["346", "8"]
    assert document.remarks == ("text struck through was left out: 1257",)


def test_pictures_are_counted() -> None:
    assert parse(rb"a{\*\shppict{\pict 00}}{\nonshppict{\pict 00}}").remarks == (
        "1 picture(s) or embedded object(s) were not read",
    )


SHAPE = rb"{\shp{\*\shpinst{\sp{\sn fHidden}{\sv %s}}{\shptxt box\par}}{\shprslt{\*\do{\dptxbxtext old\par}}}}"


def test_text_boxes_follow_their_paragraph() -> None:
    assert texts(b"a" + SHAPE % b"0" + rb"b\par c") == ["ab", "box", "c"]
    assert texts(b"a" + SHAPE % b"1" + rb"b\par c") == ["ab", "c"]
    assert texts(rb"a{\*\do{\dptxbxtext old\par}}") == ["a", "old"]
    assert texts(rb"a{\shp{\*\shpinst{\sp{\sn gtextUNICODE}{\sv \u20844?}}}}") == ["a", "公"]


def test_a_table_in_a_text_box() -> None:
    inner = row((b"", b"1"), (b"", b"2"))
    (table,) = parse(rb"a{\shptxt " + inner + rb"}b\par").tables
    assert cells(table) == [("1", 0, 0, 1, 1), ("2", 0, 1, 1, 1)]


# tables


def test_spans_come_from_the_edges() -> None:
    wide = rb"\trowd\trleft-108\cellx3000\pard\intbl t\cell\row "
    (table,) = parse(wide + row((b"", b"1"), (b"", b"2"), (b"", b"3")) + rb"\pard x\par").tables
    assert cells(table) == [("t", 0, 0, 1, 3), ("1", 1, 0, 1, 1), ("2", 1, 1, 1, 1), ("3", 1, 2, 1, 1)]


def test_merges() -> None:
    first = row((rb"\clvmgf", b"a"), (rb"\clmgf", b"b"), (rb"\clmrg", b""))
    second = row((rb"\clvmrg", b""), (b"", b"c"), (b"", b"d"))
    (table,) = parse(first + second).tables
    assert cells(table) == [("a", 0, 0, 2, 1), ("b", 0, 1, 1, 2), ("c", 1, 1, 1, 1), ("d", 1, 2, 1, 1)]


def test_edges_nearer_than_a_point_are_one() -> None:
    rows = (
        rb"\trowd\cellx1000\cellx2000\intbl a\cell b\cell\row\trowd\trleft7\cellx1011\cellx1993\intbl c\cell d\cell\row"
    )
    (table,) = parse(rows).tables
    assert (table.rows, table.columns) == (2, 2)


def test_a_row_that_starts_later_leaves_columns_out() -> None:
    rows = rb"\trowd\cellx1000\cellx2000\intbl a\cell b\cell\row\trowd\trleft1000\cellx2000\intbl c\cell\row"
    (table,) = parse(rows).tables
    assert cells(table)[-1] == ("c", 1, 1, 1, 1)


def test_text_in_a_merged_away_cell_is_remarked() -> None:
    document = parse(row((rb"\clmgf", b"a"), (rb"\clmrg", b"lost")) + row((b"", b"1"), (b"", b"2")))
    assert document.remarks == ("1 merged-away cell(s) hold text that Word does not show; it was not read",)


def test_more_cells_than_were_defined_and_fewer() -> None:
    rows = rb"\trowd\cellx1000\intbl a\cell b\cell\row\trowd\cellx1000\cellx2000\cellx3000\intbl c\cell\row"
    (table,) = parse(rows).tables
    assert [(c.text, c.row, c.column) for c in table.cells] == [("a", 0, 0), ("b", 0, 1), ("c", 1, 0)]


def test_the_definition_may_come_after_the_cells_or_not_again() -> None:
    after = rb"\pard\intbl a\cell b\cell{\trowd\cellx1000\cellx2000\row}c\cell d\cell\row"
    (table,) = parse(after).tables
    assert [c.text for c in table.cells] == ["a", "b", "c", "d"]


def test_deleted_cells_are_left_out() -> None:
    (table,) = parse(row((b"", b"a"), (rb"\cldel", b"b"), (b"", b"c"))).tables
    assert [c.text for c in table.cells] == ["a", "c"]


def test_paragraphs_in_a_cell_are_lines() -> None:
    (table,) = parse(row((b"", rb"a\par b"), (b"", rb"c\line d"))).tables
    assert [c.text for c in table.cells] == ["a\nb", "c\nd"]


def test_a_forgotten_intbl_or_cell_mark() -> None:
    (table,) = parse(rb"\trowd\cellx1000\cellx2000 a\cell b\par c\cell\row").tables
    assert [c.text for c in table.cells] == ["a", "b\nc"]
    (table,) = parse(rb"\trowd\cellx1000\cellx2000\intbl a\cell b\row").tables
    assert [c.text for c in table.cells] == ["a", "b"]


def test_a_single_cell_is_no_table() -> None:
    assert texts(row((b"", rb"a\par b")) + rb"\pard c\par") == ["a", "b", "c"]


NESTED = (
    rb"\trowd\cellx5000\cellx6000\pard\intbl out\par\pard\intbl\itap2 1\nestcell 2\nestcell"
    rb"{\*\nesttableprops\trowd\cellx2000\cellx4000\nestrow}{\nonesttables\par}"
    rb"\pard\intbl\itap2 3\nestcell 4\nestcell{\*\nesttableprops\trowd\cellx2000\cellx4000\nestrow}"
    rb"\pard\intbl end\cell right\cell\row\trowd\cellx5000\cellx6000\intbl l\cell r\cell\row"
    rb"\trowd\cellx5000\cellx6000\intbl m\cell s\cell\row\pard\par"
)


def test_nested_tables_stand_after_the_outer_one() -> None:
    outer, inner = parse(NESTED).tables
    assert [c.text for c in outer.cells] == ["out\nend", "right", "l", "r", "m", "s"]
    assert cells(inner) == [("1", 0, 0, 1, 1), ("2", 0, 1, 1, 1), ("3", 1, 0, 1, 1), ("4", 1, 1, 1, 1)]


# damage and limits


def test_what_is_no_rtf() -> None:
    with pytest.raises(UnreadableDocument, match="begin"):
        read(b"rtf")


def test_cut_before_any_text() -> None:
    with pytest.raises(UnreadableDocument, match="cut off"):
        read(rb"{\rtf1\ansi{\fonttbl{\f0 Ar")


def test_a_cut_file_keeps_what_came_before_and_drops_the_cell_it_ends_in() -> None:
    document = read(rb"{\rtf1 a\par" + row((b"", b"1"), (b"", b"2")) + rb"\intbl 3\cell 45")
    assert [c.text for c in document.tables[0].cells] == ["1", "2", "3"]
    assert document.remarks[0].startswith("the file ends in the middle")


def test_a_cut_inside_a_text_box() -> None:
    document = read(rb"{\rtf1 a{\shptxt b")
    assert [p.text for p in document.paragraphs] == ["a", "b"]


LIMITS = [
    b"{" * 2000,
    rb"{\shptxt " * 200,
    rb"\pard\intbl\itap500 a\nestcell",
    rb"\trowd" + rb"\cellx9" * 400_001,
    b"".join(rb"\trowd\cellx%d\cellx%d\intbl a\cell b\cell\row" % (i * 100, i * 100 + 50) for i in range(500)) + b"}",
]


@pytest.mark.parametrize("body", LIMITS, ids=["groups", "boxes", "tables", "definition", "slots"])
def test_limits(body: bytes) -> None:
    with pytest.raises(LimitExceeded):
        read(rb"{\rtf1 " + body)


def test_size_is_limited() -> None:
    with pytest.raises(LimitExceeded, match="bytes"):
        read(bytes(101 * 2**20))


def test_many_cells_are_limited() -> None:
    with pytest.raises(LimitExceeded, match="cells"):
        read(rb"{\rtf1 " + rb"\cell" * 400_001)


WORDS = (
    rb"\cell \row \par {\trowd } \cellx1000 \intbl \itap2 \nestcell \nestrow {\*\nesttableprops {\shptxt {\listtext a "
    rb"\u20844? \'b9 \'ab \v \v0 \uc3 \bin2 {\pict \clvmgf \clvmrg \clmrg \ud {\upr \f2 } } }"
).split(b" ")


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=60))
def test_any_sequence_of_words_is_read_or_refused(words: list[bytes]) -> None:
    try:
        document = read(rb"{\rtf1\ansicpg936 " + b" ".join(words))
    except GongkaiError:
        return
    assert all(len({(c.row, c.column) for c in t.cells}) == len(t.cells) for t in document.tables)
    assert all(t.grid for t in document.tables)


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(codec="gb18030", exclude_categories=("Cc", "Cs")), min_size=1))
def test_any_text_comes_back(text: str) -> None:
    raw = "".join(rf"\'{byte:02x}" for byte in text.encode("gb18030")).encode()
    (table,) = parse(row((b"", rb"\f0 " + raw), (b"", b"x"))).tables
    assert table.cells[0].text == text
