"""Which line is which row of a form."""

import pytest

from gongkai.bands import LONG, label, sheets
from gongkai.forms import Template
from gongkai.rows import LOST_LABEL, OUT_OF_ORDER, SEVERAL, UNLIKE_ROW, Claim, Figures, claims, places, rows
from made import Print, Rows, at, document, printed, relabelled, template

SECRET, REPEATED, MATERIAL = "1.属于国家秘密", "2.重复申请", "3.要求提供公开出版物"


def found(*tables: Rows, table: str = "applications", form: str = "2021") -> dict[str, Claim]:
    """The claims by the key of their row."""
    shape: Template = template(table, form)
    return {c.row.axis.key: c for c in claims(places(sheets(document(*tables)), shape), shape, Figures())}


def doubts(taken: dict[str, Claim]) -> dict[str, str]:
    return {key: c.doubt for key, c in taken.items() if c.doubt}


@pytest.mark.parametrize(
    ("table", "form"),
    [("disclosure", "2019"), ("disclosure", "2021"), ("applications", "2019"), ("applications", "2021")],
)
def test_every_row_of_a_printed_form_is_found_without_doubt(table: str, form: str) -> None:
    lines = printed(table, form)
    taken = found(lines, table=table, form=form)
    assert {key: c.place.line.row for key, c in taken.items()} == {
        row.axis.key: at(lines, row.axis.leaf) for row in rows(template(table, form))
    }
    assert doubts(taken) == {}


def test_a_place_knows_the_last_header_before_it() -> None:
    lines = printed("disclosure")
    shape = template("disclosure")
    by_label = {p.line.label: p for p in places(sheets(document(lines)), shape)}
    assert by_label["规章"].header is not by_label["行政许可"].header
    assert by_label["规章"].header is by_label["行政规范性文件"].header
    assert by_label["第二十条第（一）项"].header is None
    assert by_label["规章"].own


def test_a_header_of_an_earlier_table_holds_until_the_next() -> None:
    lines = printed("applications")
    shape = template("applications")
    late = [p for p in places(sheets(document(lines[:9], lines[9:])), shape) if p.sheet == 1]
    assert all(p.header and p.header.sheet == 0 and not p.own for p in late)


def test_one_wrong_character_in_every_label_changes_nothing() -> None:
    lines = printed("applications")
    for row in rows(template("applications")):
        leaf = row.axis.leaf
        lines = relabelled(lines, leaf, leaf[:-1] + "囗")
    taken = found(lines)
    assert {key: c.place.line.row for key, c in taken.items()} == {
        k: c.place.line.row for k, c in found(printed("applications")).items()
    }
    short = {r.axis.key for r in rows(template("applications")) if len(label(r.axis.leaf).head) < LONG}
    assert set(doubts(taken)) <= short


def test_a_row_that_is_not_printed_is_not_claimed() -> None:
    lines = printed("applications")
    taken = found([line for i, line in enumerate(lines) if i != at(lines, REPEATED)])
    assert len(taken) == 24
    assert "applications.outcome.not_processed.repeated" not in taken
    assert doubts(taken) == {}


def test_a_row_out_of_the_order_of_the_form_is_claimed_with_a_doubt() -> None:
    lines = printed("applications")
    moved = lines.pop(at(lines, MATERIAL))
    lines.insert(at(lines, "2.没有现成信息需要另行制作"), moved)
    assert doubts(found(lines)) == {"applications.outcome.not_processed.published_material": OUT_OF_ORDER}


def test_rows_that_have_lost_their_labels_are_claimed_by_place_with_a_doubt() -> None:
    lines = relabelled(relabelled(printed("applications"), REPEATED, ""), MATERIAL, " ")
    taken = found(lines)
    assert len(taken) == 25
    assert doubts(taken) == {
        "applications.outcome.not_processed.repeated": LOST_LABEL,
        "applications.outcome.not_processed.published_material": LOST_LABEL,
    }


def test_a_label_like_that_of_two_rows_is_doubted() -> None:
    lines = printed("applications")
    del lines[at(lines, "3.其他")]
    lines = relabelled(lines, "（七）总计", "甲乙")
    taken = found(lines)
    total = taken.get("applications.outcome.total")
    assert total is None or total.doubt in (UNLIKE_ROW, LOST_LABEL)


def test_notes_between_rows_are_no_rows() -> None:
    lines = printed("applications")
    lines.insert(at(lines, REPEATED), [Print("注：以下为不予处理的申请，仅供参考", columns=9)])
    taken = found(lines)
    assert (len(taken), doubts(taken)) == (25, {})


def test_a_row_of_strange_numbers_takes_the_place_of_none() -> None:
    lines = printed("applications")
    lines.insert(at(lines, REPEATED), [Print("其中：通过信函提出的申请", columns=2), *[Print("9")] * 7])
    taken = found(lines)
    assert (len(taken), doubts(taken)) == (25, {})
    assert all(c.place.line.label != "其中：通过信函提出的申请" for c in taken.values())


def test_a_text_about_something_else_has_no_rows() -> None:
    other: Rows = [[Print("姓名"), Print("年龄")], [Print("张三"), Print("35")], [Print("李四"), Print("41")]]
    assert found(other) == {}
    assert found(other, table="disclosure") == {}
    assert found(other, table="remedies") == {}


def test_the_one_row_of_remedies_is_the_first_with_values_under_its_header() -> None:
    lines = printed("remedies")
    taken = found([*lines[:3], [Print("", columns=15)], lines[3]], table="remedies")
    assert taken["remedies"].place.line.row == 4
    assert doubts(taken) == {}


def test_two_different_rows_under_the_header_of_remedies_are_doubted() -> None:
    lines = printed("remedies")
    taken = found([*lines, [Print("7") for _ in range(15)]], table="remedies")
    assert doubts(taken) == {"remedies": SEVERAL}


def test_the_same_row_twice_under_the_header_of_remedies_is_no_doubt() -> None:
    lines = printed("remedies")
    assert doubts(found([*lines, lines[-1]], table="remedies")) == {}


def test_a_blank_row_of_remedies_is_claimed() -> None:
    taken = found(printed("remedies", values={}), table="remedies")
    assert taken["remedies"].place.line.row == 3
