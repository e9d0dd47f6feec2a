"""Tables as lines, and the headers among them."""

import pytest

from gongkai.bands import MOST, Header, Sheet, column_scores, headers, likeness, sheets, wordings
from gongkai.document import Cell, Table
from gongkai.forms import TABLES
from made import Print, Rows, document, printed, relabelled, template


def sheet(rows: Rows) -> Sheet:
    return sheets(document(rows))[0]


def found(table: str, rows: Rows, form: str = "2021") -> list[Header]:
    return headers(sheet(rows), template(table, form))


def test_a_line_knows_its_labels_values_and_room() -> None:
    (line,) = sheet([[Print("1"), Print("规章"), Print("3"), Print(""), Print("/")]]).lines
    assert (line.texts, line.label, line.values, line.room) == (("规章",), "规章", 3, 4)


def test_the_label_of_a_line_is_the_last_before_its_values() -> None:
    (line,) = sheet([[Print("三、"), Print("（三）不予公开"), Print("1.属于国家秘密"), Print("3"), Print("注")]]).lines
    assert (line.label, line.texts) == ("1.属于国家秘密", ("三、", "（三）不予公开", "1.属于国家秘密", "注"))


def test_a_line_of_values_alone_has_no_label() -> None:
    (line,) = sheet([[Print("1"), Print("2")]]).lines
    assert (line.leaf, line.label) == (-1, "")


def test_cells_that_reach_down_are_carried_not_anchored() -> None:
    first, second = sheet([[Print("组", rows=2), Print("甲")], [Print("乙"), Print("1")]]).lines
    assert [c.text for c in first.carried] == []
    assert [c.text for c in second.carried] == ["组"]
    assert [c.text for c in second.cells] == ["乙", "1"]


def test_a_row_without_cells_of_its_own_is_a_line_without_cells() -> None:
    lines = sheet([[Print("组", rows=3), Print("甲", rows=2)], [], [Print("乙")]]).lines
    assert [len(line.cells) for line in lines] == [2, 0, 1]


def test_a_sheet_remembers_only_the_paragraphs_just_before_it() -> None:
    rows: Rows = [[Print("x")]]
    first, second = sheets(document("一", "二", "三", rows, rows))
    assert (first.table, first.context, second.table, second.context) == (0, ("二", "三"), 1, ())


def test_tables_that_differ_only_in_figures_share_a_skeleton() -> None:
    one, other = sheet([[Print("规章"), Print("3"), Print("")]]), sheet([[Print("规章"), Print("1,204"), Print("")]])
    assert one.skeleton is other.skeleton
    assert [c.text for c in other.lines[0].cells] == ["规章", "1,204", ""]


@pytest.mark.parametrize(
    "rows",
    [
        [[Print("规定"), Print("3"), Print("")]],
        [[Print("规章"), Print("3"), Print("4")]],
        [[Print("规章"), Print("3"), Print("", columns=2)]],
        [[Print("规章", rows=2), Print("3"), Print("")], [Print("4")]],
        [[Print("规章"), Print("3"), Print("")], [Print("1")]],
    ],
)
def test_whatever_else_differs_is_another_skeleton(rows: Rows) -> None:
    assert sheet(rows).skeleton is not sheet([[Print("规章"), Print("3"), Print("")]]).skeleton


def test_a_figure_that_reaches_down_and_a_reader_s_doubt_are_of_the_skeleton() -> None:
    tall = [sheet([[Print(text, rows=2), Print("甲")], [Print("乙")]]).skeleton for text in "12"]
    assert tall[0] is not tall[1]
    sure, unsure = (sheets(document(Table((Cell(0, 0, "1", doubt=d),))))[0].skeleton for d in ("", "torn"))
    assert sure is not unsure


def test_skeletons_of_large_tables_are_not_remembered() -> None:
    rows = [[Print("规" * MOST), Print("3")]]
    assert sheet(rows).skeleton is not sheet(rows).skeleton


def test_a_table_without_cells_has_no_lines() -> None:
    (empty,) = sheets(document(Table(())))
    assert (empty.lines, empty.columns) == ((), 0)


@pytest.mark.parametrize(
    ("table", "form", "spans"),
    [
        ("disclosure", "2021", [(1, 1), (5, 5), (8, 8), (12, 12)]),
        ("disclosure", "2019", [(1, 1), (5, 5), (9, 9), (13, 13), (16, 16)]),
        ("applications", "2021", [(0, 2)]),
        ("remedies", "2021", [(0, 2)]),
    ],
)
def test_the_headers_of_a_printed_form(table: str, form: str, spans: list[tuple[int, int]]) -> None:
    assert [(h.first, h.last) for h in found(table, printed(table, form), form)] == spans


@pytest.mark.parametrize("table", TABLES)
def test_every_column_of_a_printed_form_is_a_leaf_most_like_itself(table: str) -> None:
    shape = template(table)
    for band, header in zip(shape.bands, found(table, printed(table)), strict=True):
        scores = column_scores(header.labels, shape, band.columns)
        labelled = [leaf for leaf in header.labels.leaves if leaf.label != band.stub]
        assert [leaf.label for leaf in labelled] == [c.leaf for c in band.columns]
        offset = len(header.labels.leaves) - len(labelled)
        assert all(row[i + offset] == max(row) == 1.0 for i, row in enumerate(scores))


def test_the_same_label_under_three_groups_is_told_apart_by_the_groups() -> None:
    shape = template("remedies")
    (header,) = found("remedies", printed("remedies"))
    first = column_scores(header.labels, shape, shape.bands[0].columns)[0]
    assert first[0] == 1.0
    assert max(first[1:]) <= 0.5


def test_a_heading_above_a_table_counts_as_its_group() -> None:
    shape, rows = template("remedies"), printed("remedies")
    leaves = [[c for c in rows[2] if c.text][:5], [Print(str(i)) for i in range(5)]]
    (lone,) = sheets(document("复议后起诉", leaves))
    (header,) = headers(lone, shape)
    scores = column_scores(header.labels, shape, shape.bands[0].columns)
    assert scores[10][0] == 1.0 > scores[0][0]


def test_labels_of_rows_are_no_header() -> None:
    assert found("applications", printed("applications")[3:]) == []


def test_a_note_that_speaks_of_columns_is_no_header() -> None:
    note: Rows = [[Print("注：以上总计为本机关数据，不含下级机关，其他情况见附件说明", columns=10)]]
    assert found("applications", [*note, *printed("applications")])[0].first == 1


def test_one_short_label_twice_makes_no_header() -> None:
    (sheet,) = sheets(
        document([[Print("自然人"), Print("法人或其他组织"), Print("总计"), Print("上年总计")], [Print("3")] * 4])
    )
    assert headers(sheet, template("remedies")) == []
    assert headers(sheet, template("applications"))


def test_an_empty_header_cell_has_no_leaf() -> None:
    rows = relabelled(printed("applications"), "科研机构", "")
    (header,) = found("applications", rows)
    assert "申请人情况" in header.labels.leaves[3].above or header.labels.leaves[3].label == "法人或其他组织"


def test_an_alias_is_as_good_as_the_label() -> None:
    assert likeness("结转下一年度继续办理", "四、结转下年度继续办理") == 1.0
    assert len(wordings("四、结转下年度继续办理")) == 3


def test_traditional_script_is_folded_for_matching() -> None:
    assert likeness("總　計", "总计") == likeness("三、本年度辦理結果", "三、本年度办理结果") == 1.0
