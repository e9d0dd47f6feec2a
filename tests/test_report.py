"""Documents and matches -> report: entries, what nothing claimed, prose of tables, prefixes."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.bands import sheets
from gongkai.document import Block, Cell, Document, Source, Table
from gongkai.forms import TABLES, fields
from gongkai.match import Match, match
from gongkai.outline import Outline
from gongkai.report import Origin, Report, Tables, assemble, covering, prose, statutory_tables
from made import Print, Rows, at, consistent, document, printed, refilled, relabelled, table, template

ORIGIN = Origin("x.html", "html", "00", 1)
OUTLINE = Outline("t", "a", 2024, "2025-01-20", (), 40, ("outlined",))
REPEATED = "applications.outcome.not_processed.repeated"


def matches(made: Document) -> Mapping[str, Match | None]:
    lines = sheets(made)
    return {name: match(lines, name) for name in TABLES}


def assembled(*blocks: Block | Rows | str) -> Report:
    made = document(*blocks)
    return assemble(made, ORIGIN, Tables(sheets(made), matches(made), ()), OUTLINE)


def changed(**values: str) -> Report:
    """A report with table 3 alone, these cells of one row printed otherwise."""
    return assembled(refilled(printed("applications"), {f"{REPEATED}.{k}": v for k, v in values.items()}))


def test_a_report_has_what_the_outline_says() -> None:
    report = assembled(printed("remedies"))
    assert (report.title, report.agency, report.year, report.published_on) == ("t", "a", 2024, "2025-01-20")
    assert report.facts == {"processing_fee_yuan": 40}
    assert report.remarks == ("outlined",)
    assert (report.source, report.findings) == (ORIGIN, ())


def test_forms_are_named_for_each_table_and_none_for_one_not_found() -> None:
    report = assembled(printed("disclosure", "2019"), printed("remedies"))
    assert report.forms == {"disclosure": ("2019",), "applications": None, "remedies": ("2019", "2021")}


def test_only_fields_of_the_forms_found_have_entries() -> None:
    report = assembled(printed("disclosure", "2019"))
    assert list(report.entries) == list(template("disclosure", "2019").fields)


def test_an_entry_says_where_and_how_it_is_printed() -> None:
    entry = assembled("前言", printed("disclosure"), printed("applications")).entries[
        "applications.received.enterprise"
    ]
    assert (entry.value, entry.status, entry.raw, entry.unit, entry.score, entry.doubt) == (
        102,
        "value",
        "102",
        "件",
        1.0,
        "",
    )
    assert (entry.table, entry.row, entry.column, entry.page, entry.box) == (2, 4, 5, None, None)
    assert entry.label == "一、本年新收政府信息公开申请数量｜商业企业"


def test_page_and_box_come_from_the_cell() -> None:
    grid = table(printed("remedies"))
    box = (1.0, 2.0, 3.0, 4.0)
    report = assembled(
        Table(tuple(Cell(c.row, c.column, c.text, c.rowspan, c.colspan, Source(5, box)) for c in grid.cells))
    )
    assert {(e.page, e.box) for e in report.cells} == {(5, box)}


@pytest.mark.parametrize(
    ("raw", "value", "status"),
    [
        ("", None, "blank"),
        ("/", None, "dash"),
        ("无", None, "none"),
        ("详见附件", None, "text"),
        ("0", 0, "value"),
        ("-3", -3, "value"),
        ("1.5", 1.5, "value"),
    ],
)
def test_what_is_printed_is_what_is_output(raw: str, value: float | None, status: str) -> None:
    entry = changed(enterprise=raw).entries[f"{REPEATED}.enterprise"]
    assert (entry.value, entry.status, entry.raw) == (value, status, raw)


def test_a_row_not_printed_is_missing_and_nothing_else() -> None:
    rows = printed("applications")
    del rows[at(rows, "2.重复申请")]
    entry = assembled(rows).entries[f"{REPEATED}.total"]
    assert (entry.value, entry.status, entry.raw, entry.table, entry.score, entry.unit) == (
        None,
        "missing",
        None,
        None,
        0.0,
        "件",
    )


def test_an_amount_is_in_the_unit_of_its_field_whatever_the_column_says() -> None:
    rows = relabelled(printed("disclosure"), "本年收费金额（单位：万元）", "本年收费金额（单位：元）")
    fee = assembled(refilled(rows, {"disclosure.fees.amount": "125000"})).entries["disclosure.fees.amount"]
    assert (fee.value, fee.unit, fee.raw) == (12.5, "万元", "125000")


def test_an_amount_without_any_unit_has_none() -> None:
    entry = assembled(printed("disclosure", "2019")).entries["disclosure.procurement.amount"]
    assert (entry.unit, entry.value) == (None, 122)


def test_value_of_a_field_and_of_no_field() -> None:
    report = assembled(printed("remedies"))
    assert (
        report.value("remedies.reconsideration.upheld"),
        report.value("disclosure.fees.amount"),
        report.value("x"),
    ) == (101, None, None)


def test_a_doubt_about_the_value_is_the_entry_s() -> None:
    assert changed(enterprise="5余件").entries[f"{REPEATED}.enterprise"].doubt.startswith("more is printed")


def test_a_whole_form_leaves_nothing_unmatched() -> None:
    assert assembled(*[printed(name, form) for form in ("2021",) for name in TABLES]).unmatched == ()


def test_a_row_nothing_claims_is_unmatched_with_its_label_and_numbers() -> None:
    rows = printed("applications")
    rows.insert(at(rows, "2.重复申请"), [Print("其中：通过信函提出的申请", columns=2), *[Print("9")] * 7])
    (left,) = assembled("前言", rows).unmatched
    assert (left.table, left.row, left.label, left.raw) == (1, 20, "其中：通过信函提出的申请", ("9",) * 7)


def test_a_band_s_title_beside_blank_cells_is_no_row_nothing_claims() -> None:
    titled = [[Print(row[0].text), *[Print("")] * 3] if len(row) == 1 else row for row in printed("disclosure")]
    assert len(titled[0]) == 4
    assert assembled(titled).unmatched == ()


def test_a_number_beside_a_claimed_row_is_unmatched() -> None:
    rows = printed("applications")
    rows[at(rows, "2.重复申请")].append(Print("999"))
    assert "999" in {raw for u in assembled(rows).unmatched for raw in u.raw}


def test_tables_of_other_matters_are_not_in_unmatched() -> None:
    other: Rows = [[Print("渠道"), Print("数量")], [Print("政府网站"), Print("77")]]
    assert assembled(other, printed("remedies")).unmatched == ()


def test_a_number_torn_off_between_the_pieces_is_unmatched_and_makes_blanks_doubtful() -> None:
    rows = printed("applications", values={**consistent(), f"{REPEATED}.enterprise": ""})
    report = assembled(rows[:22], "7", rows[22:])
    assert [u.raw for u in report.unmatched] == [("7",)]
    assert report.entries[f"{REPEATED}.enterprise"].doubt
    assert not report.entries[f"{REPEATED}.natural_person"].doubt


def test_prose_is_paragraphs_and_full_width_rows_that_are_no_titles() -> None:
    rows: Rows = [[Print("说明：以下\n数据", columns=10)], *printed("applications")]
    made = document("一、总体情况", printed("disclosure"), "三、情况", rows)
    found = prose(made, sheets(made), statutory_tables(matches(made)))
    assert [p.text for p in found] == ["一、总体情况", "三、情况", "说明：以下", "数据"]


def test_claimed_lines_are_named_by_table_and_row() -> None:
    assert statutory_tables(matches(document("x", printed("remedies")))) == {(0, 3)}
    assert statutory_tables(matches(document("x"))) == frozenset()


def test_covering_names_the_shortest_prefixes() -> None:
    known = ["a.b.c", "a.b.d", "a.e", "f.g"]
    assert covering(known, known) == ("a", "f")
    assert covering(["a.b.c", "a.b.d"], known) == ("a.b",)
    assert covering(["f.g", "a.b.d"], known) == ("a.b.d", "f")
    assert covering([], known) == ()


@given(st.sets(st.sampled_from(list(fields()))))
def test_a_covering_covers_exactly_what_is_wanted(wanted: set[str]) -> None:
    names = covering(sorted(wanted), list(fields()))
    covered = {f for f in fields() if any(f == name or f.startswith(f"{name}.") for name in names)}
    assert covered == wanted
    assert len(names) == len(set(names)) <= len(wanted)


def test_a_table_without_cells_between_the_pieces_of_one_is_passed_over() -> None:
    rows = printed("applications")
    report = assembled(rows[:9], Table(()), "12", Table(()), rows[9:])
    assert report.unmatched[-1].raw == ("12",)
    assert len(report.cells) == 175
