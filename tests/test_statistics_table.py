"""The older 统计表: recognised, remarked on, its numbers listed and none of them read."""

import pytest

import gongkai
from gongkai.bands import sheets
from gongkai.statistics_table import remarks, statistics_tables
from made import Print, Rows, document, html, printed

OLDER: Rows = [
    [Print("统计指标"), Print("单位"), Print("统计数")],
    [Print("一、主动公开情况"), Print("——"), Print("")],
    [Print("（一）主动公开政府信息数"), Print("条"), Print("341")],
    [Print("1.政府公报公开政府信息数"), Print("条"), Print("17")],
    [Print("2.政府网站公开政府信息数"), Print("条"), Print("324")],
    [Print("（一）收到申请数"), Print("件"), Print("5")],
]


def numbers(*tables: Rows) -> list[int]:
    return [s.table for s in statistics_tables(sheets(document(*tables)))]


def test_the_older_table_is_told_from_the_statutory_ones() -> None:
    assert numbers(printed("disclosure"), OLDER, printed("applications"), printed("remedies")) == [1]


@pytest.mark.parametrize("kept", [1, 2])
def test_a_few_indicators_alone_are_no_statistics_table(kept: int) -> None:
    assert numbers([*OLDER[:2], *OLDER[2 : 2 + kept]]) == []


def test_indicators_without_numbers_are_no_statistics_table() -> None:
    assert numbers([[row[0], Print("见附件说明")] for row in OLDER]) == []


def test_a_remark_names_the_table() -> None:
    (remark,) = remarks(list(statistics_tables(sheets(document(printed("disclosure"), OLDER)))))
    assert remark.startswith("table 2 ")
    assert "国办发〔2014〕32号" in remark


def test_a_report_with_only_the_older_table_lists_every_number_of_it() -> None:
    report = gongkai.parse(html(["青石县水务局2016年政府信息公开工作年度报告", OLDER]))
    assert report.forms == {"disclosure": None, "applications": None, "remedies": None}
    assert {(u.label, u.raw[-1]) for u in report.unmatched if u.raw} >= {
        ("（一）收到申请数｜件", "5"),
        ("2.政府网站公开政府信息数｜条", "324"),
    }
    assert {"341", "17", "324", "5"} <= {raw for u in report.unmatched for raw in u.raw}
    assert any("统计表" in remark for remark in report.remarks)
    assert report.cells == ()
