"""Tables of Word documents: spans, merges, nesting."""

from io import BytesIO

import docx as python_docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from wordml import CONTINUE, RESTART, kinds, p, parse, place, rows, span, spans, table, tbl, tc, texts, tr

from gongkai import document
from gongkai.document import Paragraph
from gongkai.errors import LimitExceeded
from gongkai.readers.docx import read


def test_plain_table_between_paragraphs() -> None:
    found = parse(p("前言") + tbl(tr("甲", "乙"), tr("12", "")) + p("后语"))
    assert kinds(found) == ["前言", "2x2", "后语"]
    assert rows(found.tables[0]) == [["甲", "乙"], ["12", ""]]
    assert found.format == "docx"


def test_column_spans() -> None:
    found = table(tr(tc("头", span(3))), tr("a", tc("b", span(2))))
    assert spans(found) == {"头": (0, 0, 1, 3), "a": (1, 0, 1, 1), "b": (1, 1, 1, 2)}


@pytest.mark.parametrize("value", ["0", "-2", "x", "", "99999999999"])
def test_span_that_is_no_number_is_one(value: str) -> None:
    assert spans(table(tr(tc("a", f'<w:gridSpan w:val="{value}"/>'), "b"), tr("c", "d")))["b"] == (0, 1, 1, 1)


def test_row_spans() -> None:
    found = table(tr(tc("组", RESTART), "1"), tr(tc("", CONTINUE), "2"), tr(tc("", CONTINUE), "3"), tr("单", "4"))
    assert spans(found)["组"] == (0, 0, 3, 1)
    assert rows(found) == [["组", "1"], ["组", "2"], ["组", "3"], ["单", "4"]]


def test_merge_value_may_be_spelt_out_and_restart_again() -> None:
    spelt = '<w:vMerge w:val="continue"/>'
    found = table(
        tr(tc("一", RESTART), "1"), tr(tc("", spelt), "2"), tr(tc("二", RESTART), "3"), tr(tc("", spelt), "4")
    )
    assert (spans(found)["一"], spans(found)["二"]) == ((0, 0, 2, 1), (2, 0, 2, 1))


def test_text_of_a_merged_away_cell_is_not_printed_but_remarked() -> None:
    found = parse(tbl(tr(tc("组", RESTART), "1"), tr(tc("藏", CONTINUE), "2")))
    assert rows(found.tables[0]) == [["组", "1"], ["组", "2"]]
    assert "1 merged-away" in found.remarks[0]


def test_merge_that_continues_nothing_is_a_cell_of_its_own() -> None:
    found = table(tr("头", "1"), tr(tc("甲", CONTINUE), "2"), tr(tc("", CONTINUE), "3"))
    assert spans(found)["甲"] == (1, 0, 2, 1)


def test_merge_whose_edges_do_not_meet_is_a_cell_of_its_own() -> None:
    found = table(tr(tc("宽", RESTART + span(2)), "1"), tr(tc("窄", CONTINUE), tc("x", ""), "2"))
    assert spans(found)["宽"] == (0, 0, 1, 2)
    assert spans(found)["窄"] == (1, 0, 1, 1)


def test_merge_broken_by_a_plain_row_does_not_go_on_below_it() -> None:
    found = table(tr(tc("甲", RESTART), "1"), tr("平", "2"), tr(tc("丙", CONTINUE), "3"))
    assert spans(found)["甲"] == (0, 0, 1, 1)
    assert spans(found)["丙"] == (2, 0, 1, 1)


def test_columns_left_out_before_and_after() -> None:
    found = table(tr("a", "b", "c"), tr("d", properties='<w:gridBefore w:val="1"/><w:gridAfter w:val="1"/>'))
    assert rows(found) == [["a", "b", "c"], [None, "d", None]]


def test_legacy_horizontal_merge_also_with_a_vertical_one() -> None:
    left, right = '<w:hMerge w:val="restart"/>', "<w:hMerge/>"
    found = table(
        tr(tc("角", left + RESTART), tc("", right + RESTART), "1"),
        tr(tc("", left + CONTINUE), tc("", right + CONTINUE), "2"),
    )
    assert spans(found) == {"角": (0, 0, 2, 2), "1": (0, 2, 1, 1), "2": (1, 2, 1, 1)}


def test_wrong_table_grid_is_of_no_account() -> None:
    grid = "<w:tblGrid><w:gridCol w:w='9'/></w:tblGrid>"
    found = parse(f"<w:tbl><w:tblPr/>{grid}{tr('a', 'b')}{tr('c', 'd')}</w:tbl>").tables[0]
    assert rows(found) == [["a", "b"], ["c", "d"]]


@st.composite
def tilings(draw: st.DrawFn) -> list[tuple[int, int, int, int]]:
    """Rectangles (row, column, rowspan, colspan) that cover a small grid without gaps."""
    height, width = draw(st.integers(2, 6)), draw(st.integers(2, 6))
    free, found = {(r, c) for r in range(height) for c in range(width)}, []
    while free:
        row, column = min(free)
        tall, wide = draw(st.integers(1, height - row)), draw(st.integers(1, width - column))
        while any((row, column + i) not in free for i in range(wide)):
            wide -= 1
        covered = {(row + i, column + j) for i in range(tall) for j in range(wide)}
        if not covered <= free:
            tall, covered = 1, {(row, column + j) for j in range(wide)}
        free -= covered
        found.append((row, column, tall, wide))
    return found


def rendered(tiling: list[tuple[int, int, int, int]]) -> str:
    """The tiling as w:tbl, each cell's text its place."""
    strips = sorted((row + i, column, wide, tall, i) for row, column, tall, wide in tiling for i in range(tall))
    lines: dict[int, list[str]] = {}
    for line, column, wide, tall, i in strips:
        merge = "" if tall == 1 else CONTINUE if i else RESTART
        lines.setdefault(line, []).append(tc("" if i else f"{line},{column}", span(wide) + merge))
    return tbl(*(tr(*cells) for _, cells in sorted(lines.items())))


@settings(max_examples=150, deadline=None)
@given(tilings())
def test_any_tiling_is_read_as_it_is(tiling: list[tuple[int, int, int, int]]) -> None:
    found = parse(rendered(tiling))
    if len(tiling) == 1:
        assert kinds(found) == ["0,0"]
    else:
        assert [place(cell) for cell in found.tables[0].cells] == sorted(tiling)
        assert all(cell.text == f"{cell.row},{cell.column}" for cell in found.tables[0].cells)


def test_tables_of_python_docx() -> None:
    made = python_docx.Document()
    grid = made.add_table(3, 3)
    for i, cell in enumerate(cell for row in grid.rows for cell in row.cells):
        cell.text = str(i)
    grid.cell(0, 1).merge(grid.cell(1, 2)).text = "合"
    made.add_heading("标题", 2)
    made.core_properties.title = "年报"
    buffer = BytesIO()
    made.save(buffer)
    found = read(buffer.getvalue())
    assert rows(found.tables[0]) == [["0", "合", "合"], ["3", "合", "合"], ["6", "7", "8"]]
    assert found.paragraphs == (Paragraph("标题", level=2),)
    assert found.metadata["title"] == "年报"


def holding(*content: str) -> str:
    return f"<w:tc>{''.join(content)}<w:p/></w:tc>"


INNER = tbl(tr("1", "2"), tr("3", "4"))


def test_layout_table_dissolves() -> None:
    found = parse(tbl(tr(tc("题", span(2))), tr(holding(p("序"), INNER, p("跋")), "侧")))
    assert kinds(found) == ["题", "序", "2x2", "跋", "侧"]


def test_real_outer_table_stays_and_the_nested_one_follows() -> None:
    found = parse(tbl(tr("a", "b"), tr("c", "d"), tr("e", holding(p("文"), INNER))) + p("尾"))
    assert kinds(found) == ["3x2", "2x2", "尾"]
    assert rows(found.tables[0])[2] == ["e", "文\n"]
    assert rows(found.tables[1]) == [["1", "2"], ["3", "4"]]


def test_layouts_within_layouts_dissolve() -> None:
    assert kinds(parse(tbl(tr(holding(tbl(tr(holding(INNER, p("里")))), p("外")))))) == ["2x2", "里", "外"]


def test_single_cell_is_text_wherever_it_stands() -> None:
    single = tbl(tr("单"))
    assert rows(table(tr(f"<w:tc>{single}</w:tc>", "b"), tr("c", "d")))[0] == ["单", "b"]
    assert kinds(parse(single)) == ["单"]


def test_paragraphs_of_a_cell_are_its_lines() -> None:
    assert rows(table(tr(holding(p("一"), p("二")), "b"), tr("c", "d")))[0][0] == "一\n二\n"


def test_nesting_has_a_limit() -> None:
    with pytest.raises(LimitExceeded):
        parse("<w:tbl>" * (document.MAX_DEPTH + 1) + "</w:tbl>" * (document.MAX_DEPTH + 1))
    deep = 10_000
    with pytest.raises(LimitExceeded, match="depth"):
        parse("<w:tbl><w:tr><w:tc>" * deep + "</w:tc></w:tr></w:tbl>" * deep)
    shallow = "<w:tbl><w:tr><w:tc>" * 80 + p("底") + "</w:tc></w:tr></w:tbl>" * 80
    assert texts(shallow) == ["底"]


@pytest.mark.parametrize(
    "body",
    [
        f"<w:tc>{p('x')}</w:tc>",
        f"<w:tr>{tc('x')}</w:tr>",
        "<w:r><w:t>x</w:t></w:r>",
        f"<w:p><w:tbl><w:tr>{tc('x')}</w:tr></w:tbl></w:p>",
        f"<w:tbl>{tc('x')}</w:tbl>",
        f"<w:txbxContent>{p('x')}</w:txbxContent>",
        f"<w:gridBefore w:val='2'/><w:gridSpan/><w:vMerge/>{p('x')}",
    ],
)
def test_misplaced_elements_lose_no_text(body: str) -> None:
    assert texts(body) == ["x"]


def test_empty_tables_and_documents() -> None:
    assert parse("<w:tbl/><w:tbl><w:tr/></w:tbl><w:p/>").blocks == ()
