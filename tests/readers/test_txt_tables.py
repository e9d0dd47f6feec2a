"""Tables of plain text: pipes, tabs, dumps, columns, stacks; and that they come back from what was written."""

import re
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from txt_printed import doc, rows, shape

# --- pipe tables


@pytest.mark.parametrize(
    ("text", "table"),
    [
        ("|信息|数|\n|---|:-:|\n|规章|3|\n", [["信息", "数"], ["规章", "3"]]),
        ("信息 | 数\n--- | ---\n规章 | 3\n", [["信息", "数"], ["规章", "3"]]),
        ("信息 | 数 |\n规章 | 3 |\n", [["信息", "数"], ["规章", "3"]]),
        ("| 甲 \\| 乙 | 本年<br/>新增 |\n", [["甲 | 乙", "本年\n新增"]]),
        (
            "| 甲 | 乙 | 丙 |\n|---|---|---|\n| 1 |\n| 1 | 2 | 3 | 4 |\n",
            [["甲", "乙", "丙"], ["1"], ["1", "2", "3", "4"]],
        ),
        ("| 1 | 2 |\n|---|---|\n| 3 | 4 |\n|---|---|\n", [["1", "2"], ["3", "4"]]),
        ("| 甲 | 乙 |\n|---|---|\n| - | - |\n|-|-|\n", [["甲", "乙"], ["-", "-"], ["-", "-"]]),
        ("| 甲 | 乙 |\n|-|-|\n| 1 | 2 |\n", [["甲", "乙"], ["1", "2"]]),
        ("标题 | |||\n规章 | 3 |\n", [["标题", "", "", ""], ["规章", "3"]]),
        ("> | 规章 | 3 |\n> | 规定 | 4 |\n", [["规章", "3"], ["规定", "4"]]),
        ("| 规章 | 3 |\n\n| 规定 | 4 |\n\n| 合计 | 7 |\n", [["规章", "3"], ["规定", "4"], ["合计", "7"]]),
        ("| 规章 | 3 |\n第二项\n| 规定 | 4 |\n", [["规章", "3"], ["第二项"], ["规定", "4"]]),
        ("| 一、本年新收\n申请数量 | 3 |\n| 二 | 4 |\n", [["一、本年新收\n申请数量", "3"], ["二", "4"]]),
        (
            "+----+---+\n| 本年 | 3 |\n| 新增 |  |\n+====+===+\n| 规定 | 4 |\n+----+---+\n",
            [["本年\n新增", "3"], ["规定", "4"]],
        ),
        ("| **规章** | \\-5&nbsp; |\n|---|---|\n", [["规章", "-5\xa0"]]),
        ("||\n", [[""]]),
    ],
)
def test_pipe_tables(text: str, table: list[list[str]]) -> None:
    assert shape(text) == [table]


def test_tables_and_text_close_together() -> None:
    text = "统计如下\n| 规章 | 3 |\n|---|---|\n| 规定 | 4 |\n二、申请\n| 新收 | 5 |\n以上为全部数据，没有其他。\n"
    table = [["规章", "3"], ["规定", "4"]]
    assert shape(text) == ["统计如下", table, "二、申请", [["新收", "5"]], "以上为全部数据，没有其他。"]


def test_a_gap_ends_a_table_whose_rows_are_close() -> None:
    assert shape("| 甲 | 1 |\n| 乙 | 2 |\n\n| 丙 | 3 |\n") == [[["甲", "1"], ["乙", "2"]], [["丙", "3"]]]


@pytest.mark.parametrize("text", ["首页 | 公开 | 年报", "甲|乙\n丙|丁|戊", "公开 \\|"])
def test_bars_that_make_no_table(text: str) -> None:
    assert not doc(text).tables


def test_an_open_row_without_an_end_is_one_line() -> None:
    assert shape("| 甲 | 1\n| 乙 | 2\n") == [[["甲", "1"], ["乙", "2"]]]
    assert shape("| 甲 | 1\n正文开始了。\n") == [[["甲", "1"]], "正文开始了。"]


def test_a_grid_with_merged_cells_keeps_its_lines() -> None:
    text = "+---+---+\n| 甲 | 1 |\n| 乙 |\n+---+---+\n"
    assert shape(text) == [[["甲", "1"], ["乙"]]]


def test_tables_of_html_in_markdown() -> None:
    text = "# 年报\n\n<table><tr><td rowspan=2>规章</td><td>3</td></tr>\n<tr><td>4</td></tr></table>\n\n二、申请\n"
    document = doc(text)
    assert [p.text for p in document.paragraphs] == ["年报", "二、申请"]
    assert [(c.text, c.rowspan) for c in document.tables[0].cells] == [("规章", 2), ("3", 1), ("4", 1)]


# --- tabs


@pytest.mark.parametrize(
    ("text", "table"),
    [
        ("信息\t数\n规章\t3\n", [["信息", "数"], ["规章", "3"]]),
        ("规章\t3\t4\n", [["规章", "3", "4"]]),
        ("规章\t3\n", [["规章", "3"]]),
        ("\t甲\t乙\n规章\t3\n合计\t3\t4\n", [["", "甲", "乙"], ["规章", "3"], ["合计", "3", "4"]]),
        (
            '"本年新\n制作数量"\t3\n"""三安全"""\t4\n"三"项\t5\n',
            [["本年新\n制作数量", "3"], ['"三安全"', "4"], ['"三"项', "5"]],
        ),
        ('"未完\t3\t1\n规章\t4\t2\n', [['"未完', "3", "1"], ["规章", "4", "2"]]),
        (
            "第一项\t\t\n信息\t数\t和\n第二项\n规章\t3\t4\n",
            [["第一项", "", ""], ["信息", "数", "和"], ["第二项"], ["规章", "3", "4"]],
        ),
        ('规章\t3\t"未完\n规定\t4\t2\n', [["规章", "3", '"未完'], ["规定", "4", "2"]]),
        ("规章\t3\n\n规定\t4\n", [["规章", "3"], ["规定", "4"]]),
        ("规章\t3\n（一）\t公开\n", [["规章", "3"], ["（一）", "公开"]]),
        ("1.\t国家秘密\t0\n2.\t其他\t0\n", [["1.", "国家秘密", "0"], ["2.", "其他", "0"]]),
    ],
)
def test_rows_between_tabs(text: str, table: list[list[str]]) -> None:
    assert shape(text) == [table]


@pytest.mark.parametrize(
    "text",
    [
        "（一）\t主动公开情况",
        "1.\t主动公开\n2.\t依申请公开",
        "\t全县公开工作总体平稳。\n\t下一步继续努力。",
        "\t一、总体情况\n\t二、主动公开情况\n\t三、其他",
        "甲县政府\t乙",
    ],
)
def test_tabs_that_make_no_table(text: str) -> None:
    document = doc(text)
    assert not document.tables
    assert len(document.paragraphs) == text.count("\n") + 1


DUMP = (
    "二、主动公开\n\t第一项\n\n\t信息\n\t本年新\n公开数量\n\n\t规章\n\t　0\n"
    "\n\t\n\t\n（五）不予处理\n\t 12\xa0\n\n\n三、申请\n"
)


def test_a_dump_with_a_cell_a_line() -> None:
    table = [["第一项"], ["信息", "本年新\n公开数量"], ["规章", "　0"], ["", "\n（五）不予处理", " 12\xa0"]]
    assert shape(DUMP) == ["二、主动公开", table, "三、申请"]


def test_a_heading_right_below_the_last_figure_is_no_part_of_it() -> None:
    text = "\t规章\n\t3\n\n\t规定\n\t4\n三、收到和处理申请情况\n正文。"
    assert shape(text) == [[["规章", "3"], ["规定", "4"]], "三、收到和处理申请情况", "正文。"]


def test_a_second_line_of_a_cell_in_the_middle_of_a_row_is_part_of_it() -> None:
    assert shape("\t规章\n\t3\n（含废止一件）\n\t4\n") == [[["规章", "3\n（含废止一件）", "4"]]]


# --- columns by spaces


def test_aligned_columns() -> None:
    text = "  信息内容      制发数   废止数\n  规章             3        12\n  规定　　         4         /\n"
    assert shape(text) == [[["信息内容", "制发数", "废止数"], ["规章", "3", "12"], ["规定", "4", "/"]]]
    assert shape("规章　　3　　4\n规定　　5　　6") == [[["规章", "3", "4"], ["规定", "5", "6"]]]


def test_rows_of_figures() -> None:
    text = "行政许可 97\n\n其他事项（含备案） 1,204\n一、本年新收 32 2 0 0 0 0 34\n0 0 0 0 0 0 3\n"
    text += "三、办理  （一）公开  9 － 1.5 +3\n"
    assert shape(text) == [
        [
            ["行政许可", "97"],
            ["其他事项（含备案）", "1,204"],
            ["一、本年新收", "32", "2", "0", "0", "0", "0", "34"],
            ["0", "0", "0", "0", "0", "0", "3"],
            ["三、办理", "（一）公开", "9", "－", "1.5", "+3"],
        ]
    ]


@pytest.mark.parametrize(
    "line",
    [
        "1",
        "0 0",
        "- - -",
        "2024 年",
        "2024 年 3 月 1",
        "第 4 页 共 6 页",
        "- 4 -",
        "Page 4 of 6",
        "联系电话 88886666",
        "邮 编 300000",
        "联系电话：88886666 300",
        "附件 1",
        "附件",
        "图 2",
        "直播 118 场，累计观看 303",
        "其中原创文章，共 294",
        "公开信息三条。新增 4",
        "（一）公开9 0 0 0",
        "　　全年公开　　信息三条",
        "规章" * 31 + " 3",
        "规章 " + "3 " * 17,
        "行政许可 /",
        "甲 3",
        "地址  长安街  1 号\n电话  0512-3  4 号",
    ],
)
def test_lines_that_are_no_rows(line: str) -> None:
    assert not doc(line).tables


def test_a_figure_whose_unit_is_in_the_next_line_is_prose() -> None:
    assert not doc("全年收到政府信息公开申请 34\n件，其中自然人三十件").tables
    assert doc("全年收到政府信息公开申请 34\n条例规定").tables


def test_aligned_lines_need_a_row_of_figures_among_the_first() -> None:
    assert not doc("甲县政府  乙县政府\n丙县政府  丁县政府\n").tables


def test_labels_in_two_columns_before_the_figures() -> None:
    text = "（三）不公开        1.属于秘密      0    2   2\n（四）无法提供 2.没有现成信息 0 1 1\n"
    assert shape(text) == [
        [["（三）不公开", "1.属于秘密", "0", "2", "2"], ["（四）无法提供", "2.没有现成信息", "0", "1", "1"]]
    ]


def test_heads_close_above_a_row_without_a_label() -> None:
    text = "四、复议情况\n\n      复议            诉讼\n维持   纠正   总计   直接起诉\n维持   总计\n3   4   7   1   1\n"
    heads = [["复议", "诉讼"], ["维持", "纠正", "总计", "直接起诉"], ["维持", "总计"]]
    assert shape(text) == ["四、复议情况", [*heads, ["3", "4", "7", "1", "1"]]]


def test_a_dump_in_which_every_figure_has_a_remark() -> None:
    rows = [
        ["信息内容", "制发数", "公开数"],
        ["规章制度", "20(含上年8)", "3（其中修订1件）"],
        ["文件名", "不适用", "9件（含废止）"],
    ]
    text = "\n".join("".join(f"\t{cell}\n" for cell in row) for row in rows)
    assert shape(text) == [rows]


def test_heads_with_one_for_the_label() -> None:
    assert shape("信息 制发数 废止数\n规章 3 4\n") == [[["信息", "制发数", "废止数"], ["规章", "3", "4"]]]
    assert shape("信息 制发数 废止数\n规章 3\n") == ["信息 制发数 废止数", [["规章", "3"]]]


# --- cells printed one a line


def test_heads_and_figures_one_a_line_without_a_label() -> None:
    heads = ["复议", "诉讼", "维持", "总计", "维持", "总计"]
    text = "四、复议情况\n" + "\n".join([*heads, "3", "3", "0", "0", "正文。"])
    assert shape(text) == ["四、复议情况", [heads, ["3", "3", "0", "0"]], "正文。"]


def test_groups_of_a_label_and_figures_one_a_line() -> None:
    text = "申请情况\n一、新收\n3\n4\n二、结转\n0\n/\n三、结果\n（一）公开\n3\n4\n正文。\n"
    assert shape(text) == [
        "申请情况",
        [["一、新收", "3", "4"], ["二、结转", "0", "/"], ["三、结果", "（一）公开", "3", "4"]],
        "正文。",
    ]


def test_a_title_and_heads_one_a_line() -> None:
    text = "二、公开\n\n第一项\n\n信息\n\n本年新\n制作数\n\n总数\n\n规章\n\n 0\n\n 3\n\n正文。"
    table = [["第一项"], ["信息", "本年新\n制作数", "总数"], ["规章", "0", "3"]]
    assert shape(text) == ["二、公开", table, "正文。"]


@pytest.mark.parametrize(
    "text", ["规章\n3\n规定\n4\n", "规章\n3\n规定\n4\n5\n其他\n6\n", "甲乙\n丙丁\n戊己\n庚辛\n3\n4\n"]
)
def test_cells_one_a_line_that_are_not_certain(text: str) -> None:
    assert shape(text) == text.split()


# --- page numbers


@pytest.mark.parametrize(
    ("text", "table"),
    [
        ("规章 3\n- 4 -\n规定 4\n", [["规章", "3"], ["规定", "4"]]),
        ("| 规章 | 3 |\n\n第 4 页 共 6 页\n\n| 规定 | 4 |\n", [["规章", "3"], ["规定", "4"]]),
        ("| 规章 | 3 |\n—4—\n| 规定 | 4 |\n", [["规章", "3"], ["规定", "4"]]),
        ("规章\t3\n第4页\n规定\t4\n", [["规章", "3"], ["规定", "4"]]),
    ],
)
def test_page_numbers_inside_a_table_are_left_out_with_a_remark(text: str, table: list[list[str]]) -> None:
    document = doc(text)
    assert [rows(t) for t in document.tables] == [table]
    assert not document.paragraphs
    assert "4" in document.remarks[0]


def test_page_numbers_between_tables_of_different_kinds_stay() -> None:
    assert shape("规章 3\n- 4 -\n| 规定 | 4 |\n") == [[["规章", "3"]], "- 4 -", [["规定", "4"]]]


# --- round trips

CELL = st.text(st.sampled_from("规章公开 0123456789-/“”（）.,、\\*|\n&_<>"), max_size=8).map(lambda s: s.strip(" \n"))
GRID = st.lists(st.lists(CELL, min_size=2, max_size=5), min_size=1, max_size=5)


def pipes(table: Sequence[Sequence[str]]) -> str:
    def cell(text: str) -> str:
        return re.sub(r"([\\|*<>&_])", r"\\\1", text).replace("\n", "<br>")

    lines = ["| " + " | ".join(map(cell, row)) + " |" for row in table]
    return "\n".join([lines[0], "|---" * len(table[0]) + "|", *lines[1:]])


@settings(max_examples=200, deadline=None)
@given(GRID.filter(lambda g: not any(all(re.fullmatch(r"-{3,}", c) for c in r) for r in g)))
def test_pipe_tables_come_back(table: list[list[str]]) -> None:
    assert shape(pipes(table)) == [table]


def tabs(table: Sequence[Sequence[str]]) -> str:
    def cell(text: str) -> str:
        return '"' + text.replace('"', '""') + '"' if "\n" in text or '"' in text else text

    return "\n".join("\t".join(map(cell, row)) for row in table)


FIELD = st.text(st.sampled_from('规章公开0123456789-/“”（），、\\\n&"'), min_size=1, max_size=8).filter(
    lambda text: bool(text.strip()) and "\n\n\n" not in text
)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.lists(FIELD, min_size=3, max_size=6), min_size=1, max_size=6))
def test_tab_tables_come_back(table: list[list[str]]) -> None:
    assert shape(tabs(table)) == [table]
