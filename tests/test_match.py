"""Documents made here, damaged one way each: every cell is found, or doubted, and nothing is wrong in silence."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import gongkai.match as memory
from gongkai.bands import MOST, sheets
from gongkai.columns import ABSENT, ASSUMED, MISFIT, UNLIKE
from gongkai.document import Block, Cell, Document, Table
from gongkai.forms import TABLES
from gongkai.match import LEFT_OVER, TWICE, Match, match
from gongkai.rows import LOST_LABEL, OUT_OF_ORDER, SEVERAL
from made import Print, Rows, at, distinct, document, printed, refilled, relabelled, table, template

BOTH = [(form, name) for form in ("2019", "2021") for name in TABLES]
REPEATED = "applications.outcome.not_processed.repeated"


def matched(*blocks: Block | Rows | str, name: str = "applications") -> Match:
    """The match of that table, which must be there."""
    return matched_in(document(*blocks), name)


def matched_in(made: Document, name: str = "applications") -> Match:
    found = match(sheets(made), name)
    assert found is not None
    return found


def texts(found: Match) -> dict[str, str | None]:
    return {r.field: r.cell.text if r.cell else None for r in found.readings}


def doubts(found: Match) -> Counter[str]:
    return Counter(r.doubt for r in found.readings if r.doubt)


def silent(found: Match, wanted: Mapping[str, str | None]) -> set[str]:
    """Fields that are not what is printed, with nothing said."""
    read = texts(found)
    return {r.field for r in found.readings if not r.doubt and read[r.field] != wanted.get(r.field)}


def row_fields(row: str, form: str = "2021") -> set[str]:
    return {f for f in template(row.split(".")[0], form).fields if f.rpartition(".")[0] == row}


@pytest.mark.parametrize(("form", "name"), BOTH)
def test_a_printed_form_is_read_whole_and_without_doubt(form: str, name: str) -> None:
    found = matched(printed(name, form), name=name)
    assert form in found.template.forms
    assert texts(found) == distinct(name, form)
    assert not doubts(found)
    assert {r.score for r in found.readings} == {1.0}
    assert found.worth == pytest.approx(1.0)


@pytest.mark.parametrize(("form", "name"), BOTH)
def test_a_blank_form_is_recognised(form: str, name: str) -> None:
    found = matched(printed(name, form, {}), name=name)
    assert form in found.template.forms
    assert set(texts(found).values()) == {""}
    assert not doubts(found)


def test_readings_stand_in_the_order_of_the_form_with_their_labels() -> None:
    found = matched(printed("applications"))
    assert [r.field for r in found.readings] == list(template("applications").fields)
    assert (found.readings[0].row_label, found.readings[0].column_label) == (
        "一、本年新收政府信息公开申请数量",
        "自然人",
    )


def test_lines_and_headers_are_told() -> None:
    found = matched("前言", printed("disclosure"), printed("applications"))
    assert found.headers == {(1, 0), (1, 1), (1, 2)}
    assert found.lines == {(1, row) for row in range(3, 28)}


def test_a_document_without_the_table_has_no_match() -> None:
    assert match(sheets(document("一、总体情况")), "applications") is None
    assert match(sheets(document(printed("disclosure"))), "applications") is None
    assert match(sheets(document(printed("applications"))), "remedies") is None


def test_tables_of_different_forms_in_one_document_are_matched_each_by_itself() -> None:
    blocks = (printed("disclosure", "2021"), printed("applications", "2019"), printed("remedies"))
    forms = {name: matched(*blocks, name=name).template.forms for name in TABLES}
    assert forms == {"disclosure": ("2021",), "applications": ("2019",), "remedies": ("2019", "2021")}
    assert not any(doubts(matched(*blocks, name=name)) for name in TABLES)


def test_when_no_header_is_printed_the_columns_are_those_of_the_form() -> None:
    found = matched(printed("applications")[3:])
    assert (texts(found), doubts(found)) == (distinct("applications"), Counter())


FOREIGN = [
    [
        Print(t, columns=3 if t == "事项" else 1)
        for t in ("事项", "甲类", "乙类", "丙类", "丁类", "戊类", "己类", "合并")
    ]
]


def test_under_a_strange_header_the_order_of_the_form_is_assumed_and_doubted() -> None:
    found = matched([*FOREIGN, *printed("applications")[3:]])
    assert texts(found) == distinct("applications")
    assert doubts(found) == {ASSUMED: 175}


@pytest.fixture
def remembered(monkeypatch: pytest.MonkeyPatch) -> dict[Any, Any]:
    """What is remembered of earlier matches, emptied."""
    known: dict[Any, Any] = {}
    monkeypatch.setattr(memory, "_known", known)
    return known


def test_a_known_table_is_read_with_its_own_figures(remembered: dict[Any, Any]) -> None:
    rows = printed("applications")
    first, second = matched(rows), matched(refilled(rows, {f"{REPEATED}.total": "７"}))
    assert len(remembered) == 1
    assert texts(first) == distinct("applications")
    assert texts(second) == {**distinct("applications"), f"{REPEATED}.total": "７"}
    assert (second.lines, second.headers, second.template) == (first.lines, first.headers, first.template)


def test_nothing_of_a_report_s_figures_is_remembered(remembered: dict[Any, Any]) -> None:
    matched("前言", printed("applications"))
    (known,) = remembered.values()
    assert known.match.readings == ()
    assert not [text for text in distinct("applications").values() if text in repr(known.rest)]


def test_a_match_that_hangs_on_figures_is_not_remembered(remembered: dict[Any, Any]) -> None:
    zeros = dict.fromkeys(template("applications").fields, "0")
    foreign, copied = [[*FOREIGN, *printed("applications", values=v)[3:]] for v in (zeros, None)], printed("remedies")
    assert not doubts(matched(foreign[0]))
    assert doubts(matched(foreign[1])) == {ASSUMED: 175}
    assert not doubts(matched(copied, copied, name="remedies"))
    other = refilled(copied, dict.fromkeys(distinct("remedies"), "9"))
    assert doubts(matched(copied, other, name="remedies")) == {TWICE: 15}
    assert not remembered


def test_what_stands_before_a_table_that_heads_it_tells_matches_apart(remembered: dict[Any, Any]) -> None:
    first, *_ = _fragments()
    before = [matched(title, first, name="remedies") for title in ("行政复议情况", "复议后起诉", "行政复议情况一览")]
    found = [{f for f, text in texts(one).items() if text} for one in before]
    assert found[0] == found[2] != found[1]
    assert len(remembered) == 2


def test_only_so_many_matches_are_remembered(remembered: dict[Any, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "MOST_KNOWN", 3)
    for i in range(5):
        assert not doubts(matched(printed("remedies"), [[Print("甲" * (1 + i))]], name="remedies"))
    assert 0 < len(remembered) <= 3


def test_tables_too_large_are_matched_without_being_remembered(remembered: dict[Any, Any]) -> None:
    found = matched(printed("applications"), [[Print("注" * MOST)]])
    assert texts(found) == distinct("applications")
    assert not remembered


@given(st.sampled_from(BOTH), st.lists(st.sampled_from(("0", "7", "", "/", "12件", "说明")), min_size=1, max_size=9))
@settings(max_examples=60, deadline=None)
def test_what_is_remembered_changes_nothing(which: tuple[str, str], figures: list[str]) -> None:
    form, name = which
    fields = list(template(name, form).fields)
    rows = printed(name, form, {f: figures[i % len(figures)] for i, f in enumerate(fields)})
    later = match(sheets(document(rows)), name)
    memory._known.clear()
    assert match(sheets(document(rows)), name) == later
    assert texts(matched(printed(name, form), name=name)) == distinct(name, form)


def test_equal_cells_need_no_header_to_be_sure() -> None:
    zeros = dict.fromkeys(template("applications").fields, "0")
    assert not doubts(matched([*FOREIGN, *printed("applications", values=zeros)[3:]]))


def test_a_row_dropped_costs_its_own_cells_only() -> None:
    rows = printed("applications")
    del rows[at(rows, "2.重复申请")]
    found = matched(rows)
    assert {f for f, text in texts(found).items() if text is None} == row_fields(REPEATED)
    assert not doubts(found)
    assert not silent(found, {**distinct("applications"), **dict.fromkeys(row_fields(REPEATED))})


def test_a_ragged_row_with_a_cell_too_few_is_doubted() -> None:
    rows = printed("applications")
    del rows[at(rows, "2.重复申请")][2]
    found = matched(rows)
    assert silent(found, distinct("applications")) == set()
    assert set(doubts(found)) == {MISFIT}
    assert sum(doubts(found).values()) == 7


def test_a_row_with_a_number_too_many_is_doubted() -> None:
    rows = printed("applications")
    rows[at(rows, "2.重复申请")].append(Print("999"))
    found = matched(rows)
    assert silent(found, distinct("applications")) == set()
    assert doubts(found)[MISFIT] == 7


def test_a_rowspan_one_too_long_shifts_no_value_in_silence() -> None:
    rows = printed("applications")
    group = at(rows, "（四）无法提供")
    rows[group] = [replace(c, rows=c.rows + 1) if c.text == "（四）无法提供" else c for c in rows[group]]
    assert silent(matched(rows), distinct("applications")) == set()


def test_a_rowspan_one_too_short_shifts_no_value_in_silence() -> None:
    rows = printed("applications")
    group = at(rows, "（五）不予处理")
    rows[group] = [replace(c, rows=c.rows - 1) if c.text == "（五）不予处理" else c for c in rows[group]]
    assert silent(matched(rows), distinct("applications")) == set()


def test_a_value_cell_merged_over_two_columns_is_neither_column_s() -> None:
    rows = printed("applications")
    line = rows[at(rows, "2.重复申请")]
    line[2:4] = [Print("9", columns=2)]
    found = matched(rows)
    first, second = f"{REPEATED}.enterprise", f"{REPEATED}.research_institution"
    read = {r.field: r for r in found.readings}
    assert all(read[f].cell is None or read[f].doubt for f in (first, second))
    assert silent(found, distinct("applications")) == set()


def test_a_value_cell_merged_over_two_rows_is_the_upper_row_s() -> None:
    rows = printed("applications")
    upper = at(rows, "2.重复申请")
    rows[upper][1] = replace(rows[upper][1], rows=2)
    del rows[upper + 1][1]
    lower = "applications.outcome.not_processed.published_material.natural_person"
    assert silent(matched(rows), {**distinct("applications"), lower: None}) == set()


@pytest.mark.parametrize("name", ["disclosure", "applications"])
def test_a_column_of_serial_numbers_changes_nothing(name: str) -> None:
    rows = printed(name)
    numbered = [
        [Print(str(i)), *line] if any(c.field for c in line) else [Print("序号" if i == 0 else ""), *line]
        for i, line in enumerate(rows)
    ]
    found = matched(numbered, name=name)
    assert texts(found) == distinct(name)
    assert not doubts(found)


def test_a_column_of_remarks_changes_nothing() -> None:
    rows = [[*line, Print("备注" if i == 0 else "")] for i, line in enumerate(printed("applications"))]
    found = matched(rows)
    assert texts(found) == distinct("applications")
    assert not doubts(found)


def test_a_column_of_another_total_is_left_alone() -> None:
    rows = [
        [*line, Print("较上年增减", 3)] if i == 0 else line if i < 3 else [*line, Print("888")]
        for i, line in enumerate(printed("applications"))
    ]
    found = matched(rows)
    assert texts(found) == distinct("applications")
    assert "888" not in texts(found).values()


@pytest.mark.parametrize("cut", range(4, 28))
def test_a_table_cut_anywhere_is_one_table(cut: int) -> None:
    rows = printed("applications")
    found = matched(rows[:cut], "— 4 —", rows[cut:])
    assert silent(found, distinct("applications")) == set()
    assert None not in texts(found).values()


def test_a_table_cut_between_groups_is_read_without_doubt_when_the_header_is_repeated() -> None:
    rows = printed("applications")
    cut = at(rows, "（五）不予处理")
    found = matched(rows[:cut], [*rows[:3], *rows[cut:]])
    assert texts(found) == distinct("applications")
    assert not doubts(found)


def test_a_table_printed_twice_with_other_numbers_is_doubted() -> None:
    first = printed("applications")
    other = refilled(first, {f: str(900 + i) for i, f in enumerate(distinct("applications"))})
    found = matched(first, other)
    assert doubts(found) == {TWICE: 175}


def test_one_row_of_a_second_copy_that_differs_is_doubted_alone() -> None:
    first = printed("applications")
    found = matched(first, refilled(first, {f"{REPEATED}.total": "999"}))
    assert doubts(found) == {TWICE: 7}


@pytest.mark.parametrize("name", TABLES)
def test_a_table_printed_twice_with_the_same_numbers_is_not_doubted(name: str) -> None:
    found = matched(printed(name), printed(name), name=name)
    assert texts(found) == distinct(name)
    assert not doubts(found)


def _fragments() -> list[Rows]:
    """Table 4 as three tables, each under the labels of its own five columns."""
    values = distinct("remedies")
    five = [Print(t) for t in ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")]
    keys = list(values)
    return [[five, [Print(values[k]) for k in keys[i : i + 5]]] for i in (0, 5, 10)]


def test_remedies_in_three_fragments_under_their_headings() -> None:
    first, second, third = _fragments()
    found = matched("行政复议情况", first, "未经复议直接起诉", second, "复议后起诉", third, name="remedies")
    assert texts(found) == distinct("remedies")
    assert not doubts(found)


def test_remedies_in_three_fragments_without_headings_are_not_read_in_silence() -> None:
    found = match(sheets(document(*_fragments())), "remedies")
    assert found is None or silent(found, distinct("remedies")) == set()


def test_remedies_cut_by_columns_keep_their_groups() -> None:
    rows = printed("remedies")
    left = [
        [Print("行政复议", 1, 5)],
        [c for c in rows[1] if c.text != "未经复议直接起诉" and c.text != "复议后起诉"],
        rows[3][:5],
    ]
    right = [[Print("行政诉讼", 1, 10)], [c for c in rows[1] if "起诉" in c.text], rows[2], rows[3][5:]]
    found = matched(left, right, name="remedies")
    assert texts(found) == distinct("remedies")
    assert not doubts(found)


def test_rows_without_headers_are_of_the_form_whose_columns_they_fill() -> None:
    rows = [row for row in printed("disclosure") if any(cell.field for cell in row)]
    found = matched([[Print(c.text) for c in row] for row in rows], name="disclosure")
    assert texts(found) == distinct("disclosure")


def test_the_one_row_left_of_a_group_is_not_the_undivided_group_of_another_form() -> None:
    rows = printed("applications")
    gone = at(rows, "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请")
    found = matched([*rows[:gone], *rows[gone + 2 :]])
    assert (
        silent(found, distinct("applications")) & row_fields("applications.outcome.other_handling.undivided", "2019")
        == set()
    )


def test_one_small_table_of_a_form_is_enough_when_it_is_to_the_letter() -> None:
    rows = printed("disclosure", "2019")[-3:]
    found = matched(rows, name="disclosure")
    assert {t for t in texts(found).values() if t} == {c.text for row in rows for c in row if c.field}
    assert match(sheets(document(relabelled(rows, "采购总金额", "采购预算"))), "disclosure") is None


def test_remedies_printed_twice_are_read_once() -> None:
    rows = printed("remedies")
    found = matched(rows, printed("applications"), rows, name="remedies")
    assert texts(found) == distinct("remedies")
    assert not doubts(found)


def test_remedies_printed_twice_with_other_numbers_are_doubted() -> None:
    rows = printed("remedies")
    found = matched(rows, refilled(rows, {"remedies.litigation.direct.other": "9"}), name="remedies")
    assert texts(found) == distinct("remedies")
    assert doubts(found) == {TWICE: 15}


def test_remedies_printed_with_two_different_rows_are_doubted() -> None:
    rows = printed("remedies")
    found = matched([*rows, [Print(str(n)) for n in range(15)]], name="remedies")
    assert doubts(found) == {SEVERAL: 15}


def test_rows_without_labels_are_read_by_their_place_and_doubted() -> None:
    rows = printed("applications")
    for leaf in ("2.重复申请", "3.要求提供公开出版物", "4.无正当理由大量反复申请"):
        rows = relabelled(rows, leaf, "")
    found = matched(rows)
    assert texts(found) == distinct("applications")
    assert doubts(found) == {LOST_LABEL: 21}


def test_a_row_out_of_order_is_read_and_doubted() -> None:
    rows = printed("applications")
    moved = rows.pop(at(rows, "3.要求提供公开出版物"))
    rows.insert(at(rows, "2.没有现成信息需要另行制作"), moved)
    found = matched(rows)
    assert texts(found) == distinct("applications")
    assert doubts(found) == {OUT_OF_ORDER: 7}


def test_a_row_whose_label_is_another_text_leaves_its_fields_doubted() -> None:
    rows = relabelled(printed("applications"), "2.重复申请", "其中：来信来访咨询及留言类事项")
    found = matched(rows)
    assert silent(found, distinct("applications")) == set()
    assert doubts(found) == {LEFT_OVER: 7}


def test_the_cells_a_reader_doubts_stay_doubted() -> None:
    grid = table(printed("applications"))
    faint = Table(tuple(c._replace(doubt="a faint scan") if c.text == "150" else c for c in grid.cells))
    assert doubts(matched(faint)) == {"a faint scan": 1}


def test_a_column_not_printed_is_missing_in_every_row() -> None:
    rows = [
        [c for c in line if not c.field.endswith("research_institution") and c.text != "科研机构"]
        for line in printed("applications")
    ]
    rows[0][1], rows[1][1] = replace(rows[0][1], columns=6), replace(rows[1][1], columns=4)
    found = matched(rows)
    gone = {f: None for f in distinct("applications") if f.endswith("research_institution")}
    assert {f for f, text in texts(found).items() if text is None} == set(gone)
    assert silent(found, {**distinct("applications"), **gone}) == set()
    assert set(doubts(found)) <= {ABSENT}


def test_the_header_of_a_column_spoilt_is_doubted_in_that_column() -> None:
    found = matched(relabelled(printed("applications"), "商业企业", "某某某某"))
    assert texts(found) == distinct("applications")
    assert doubts(found) == {UNLIKE: 25}


def test_labels_of_the_older_rows_in_the_current_form_are_the_same_form() -> None:
    rows = relabelled(printed("disclosure"), "行政规范性文件", "规范性文件")
    found = matched(rows, name="disclosure")
    assert (found.template.forms, doubts(found)) == (("2021",), Counter())


def test_a_table_that_fits_two_forms_equally_is_doubted() -> None:
    rows = [
        line
        for line in printed("applications", "2021")
        if not any(c.text.startswith(("1.申请人", "2.申请人", "3.其他")) for c in line)
    ]
    found = matched(rows)
    common = {f: distinct("applications").get(f) for f in texts(found)}
    assert silent(found, {f: None if ".other_handling." in f else t for f, t in common.items()}) == set()


def test_vertical_and_spaced_labels_are_labels() -> None:
    rows = relabelled(printed("applications"), "三、本年度办理结果", "\n".join("三、本年度办理结果"))
    rows = relabelled(rows, "总计", "总　计")
    rows = relabelled(rows, "2.重复申请", "2、重复 申\n请")
    found = matched(rows)
    assert (texts(found), doubts(found)) == (distinct("applications"), Counter())


def test_a_title_inside_the_table_and_a_note_under_it_are_no_rows() -> None:
    rows = [
        [Print("收到和处理政府信息公开申请情况", columns=10)],
        *printed("applications"),
        [Print("注：数据截至年底。", columns=10)],
    ]
    found = matched(rows)
    assert (texts(found), doubts(found)) == (distinct("applications"), Counter())


def test_another_table_between_the_statutory_ones_is_not_read() -> None:
    other: Rows = [[Print("渠道"), Print("数量")], [Print("政府网站"), Print("77")], [Print("微信公众号"), Print("66")]]
    blocks = (printed("disclosure"), other, printed("applications"), printed("remedies"))
    assert all(texts(matched(*blocks, name=name)) == distinct(name) for name in TABLES)


def test_values_may_be_anything_that_is_printed() -> None:
    values = {
        f: ("/", "", "无", "12件", "１２", "22（其中修订16件）")[i % 6] for i, f in enumerate(distinct("applications"))
    }
    found = matched(printed("applications", values=values))
    assert texts(found) == values
    assert not doubts(found)


def test_the_cells_of_a_hostile_grid_do_no_harm() -> None:
    cells = tuple(Cell(r, c, "总计") for r in range(40) for c in range(40))
    found = match(sheets(Document("made", (Table(cells),))), "applications")
    assert found is None or found.worth < 0.5


damages = st.sampled_from(["drop", "misspell", "unlabel", "shift", "swap", "extra", "blank"])


def _damaged(rows: Rows, damage: str, row: int) -> tuple[Rows, str]:
    """The rows after one damage, and the row key that is no longer printed, if one is."""
    rows = [list(line) for line in rows]
    line, leaf = rows[row], max(i for i, c in enumerate(rows[row]) if not c.field)
    key = line[-1].field.rpartition(".")[0]
    if damage == "drop" and leaf == 0 and line[0].rows == 1:
        return [*rows[:row], *rows[row + 1 :]], key
    if damage == "misspell":
        line[leaf] = replace(line[leaf], text=line[leaf].text[:-1] + "囗")
    if damage == "unlabel":
        line[leaf] = replace(line[leaf], text="")
    if damage == "shift":
        line.insert(leaf + 1, Print(""))
    if damage == "swap" and leaf == 0 and row + 1 < len(rows):
        rows[row], rows[row + 1] = (
            (rows[row + 1], rows[row]) if len(rows[row + 1]) == len(line) else (line, rows[row + 1])
        )
    if damage == "extra":
        rows.insert(row, [Print("其中：某项另行统计的内容", columns=3), *[Print("777")] * 7])
    if damage == "blank":
        rows.insert(row, [Print("", columns=10)])
    return rows, ""


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(damages, st.integers(3, 27)), min_size=1, max_size=3))
def test_no_damage_makes_a_value_wrong_in_silence(plan: list[tuple[str, int]]) -> None:
    assume(not {"swap", "unlabel"} <= {damage for damage, _ in plan})  # nothing tells where such a row belongs
    wanted: dict[str, str | None] = dict(distinct("applications"))
    rows = printed("applications")
    for damage, row in plan:
        if row < len(rows) and any(c.field for c in rows[row]):
            rows, gone = _damaged(rows, damage, row)
            wanted |= dict.fromkeys(row_fields(gone)) if gone else {}
    assert silent(matched(rows), wanted) == set()
