"""Each rule fires on what breaks it and is silent on what does not."""

from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.bands import sheets
from gongkai.check import check
from gongkai.document import Block
from gongkai.forms import TABLES, fields
from gongkai.match import match
from gongkai.outline import Outline, Section
from gongkai.report import Finding, Origin, Report, Tables, assemble
from made import PEOPLE, Rows, consistent, document, printed, refilled, relabelled, report_blocks, whole

KEYS = ("overview", "disclosure", "applications", "remedies", "improvement", "other_matters")
SECTIONS = tuple(Section(i, key, key, "") for i, key in enumerate(KEYS, 1))
RECEIVED, START, END = "applications.received", "applications.pending_at_start", "applications.pending_at_end"
TOTAL = "applications.outcome.total"


def report(tables: Mapping[str, Rows], year: int | None = 2024, sections: tuple[Section, ...] = SECTIONS) -> Report:
    blocks: list[Block | Rows | str] = list(tables.values())
    lines = sheets(document(*blocks))
    matches = {name: match(lines, name) for name in TABLES}
    outline = Outline("t", "a", year, None, sections, None)
    return assemble(document(*blocks), Origin(None, "made", "", 0), Tables(lines, matches, ()), outline)


def findings(changes: Mapping[str, str], form: str = "2021") -> list[Finding]:
    year = 2024 if form == "2021" else 2019
    return list(check(report(whole(form, changes), year)))


def codes(found: list[Finding] | tuple[Finding, ...]) -> list[str]:
    return [f.code for f in found]


@pytest.mark.parametrize("form", ["2019", "2021"])
def test_a_consistent_report_has_no_findings(form: str) -> None:
    assert findings({}, form) == []


@pytest.mark.parametrize("form", ["2019", "2021"])
def test_an_all_blank_report_has_no_findings(form: str) -> None:
    assert codes(findings(dict.fromkeys(consistent(form), ""), form)) == []


def test_the_balance_of_a_column() -> None:
    before = int(consistent()[f"{START}.enterprise"])
    found = findings({f"{START}.enterprise": str(before + 3), f"{START}.total": "12"})
    balances = [f for f in found if f.code == "applications.balance"]
    assert [f.level for f in balances] == ["error", "error"]
    first = balances[0]
    assert set(first.fields) == {
        f"{RECEIVED}.enterprise",
        f"{START}.enterprise",
        f"{TOTAL}.enterprise",
        f"{END}.enterprise",
    }
    assert first.expected is not None
    assert first.found is not None
    assert first.expected - first.found == 3


def test_the_sum_of_outcomes() -> None:
    values = consistent()
    name = "applications.outcome.granted.natural_person"
    found = findings(
        {
            name: str(int(values[name]) + 5),
            "applications.outcome.granted.total": str(int(values["applications.outcome.granted.total"]) + 5),
        }
    )
    assert codes(found) == ["applications.outcome-sum"] * 2
    assert found[0].fields[0] == f"{TOTAL}.natural_person"
    assert (found[0].expected, found[0].found) == (
        int(values[f"{TOTAL}.natural_person"]) + 5,
        int(values[f"{TOTAL}.natural_person"]),
    )


def test_the_total_of_a_row() -> None:
    (found,) = findings({f"{END}.total": "7", f"{RECEIVED}.total": str(int(consistent()[f"{RECEIVED}.total"]) + 1)})[1:]
    assert (found.code, found.level, found.expected, found.found) == ("applications.row-total", "error", 6, 7)
    assert set(found.fields) == {f"{END}.{who}" for who in (*PEOPLE, "total")}


@pytest.mark.parametrize("block", ["reconsideration", "litigation.direct", "litigation.after_reconsideration"])
def test_the_totals_of_remedies(block: str) -> None:
    (found,) = findings({f"remedies.{block}.total": "0"})
    assert (found.code, found.level, found.found) == ("remedies.total", "error", 0)
    assert found.fields[0] == f"remedies.{block}.total"


def test_every_broken_sum_is_found_and_printed_as_it_stands() -> None:
    made = report(whole("2021", {"remedies.reconsideration.total": "99"}))
    assert made.value("remedies.reconsideration.total") == 99
    assert codes(check(made)) == ["remedies.total"]


def test_a_blank_total_makes_its_rules_not_applicable() -> None:
    assert codes(findings({"remedies.reconsideration.total": ""})) == ["values.blank"]


def test_blanks_among_the_parts_that_may_explain_the_rest_are_no_error() -> None:
    assert codes(findings({"remedies.reconsideration.pending": ""})) == ["values.blank"]


def test_blanks_that_can_only_be_zeros_are_taken_for_zeros() -> None:
    found = findings({"remedies.reconsideration.pending": "", "remedies.reconsideration.total": "1"})
    sums = [f for f in found if f.code == "remedies.total"]
    assert [(f.expected, f.found) for f in sums] == [(3, 1)]
    assert "zero" in sums[0].message


def test_a_blank_total_and_blank_parts_say_nothing() -> None:
    assert codes(findings({"remedies.reconsideration.pending": "", "remedies.reconsideration.total": "/"})) == [
        "values.blank"
    ]


@pytest.mark.parametrize(("printed_", "found"), [("-3", -3), ("1.5", 1.5)])
def test_what_is_no_count(printed_: str, found: float) -> None:
    finding = next(f for f in findings({"remedies.reconsideration.upheld": printed_}) if f.code == "values.not-a-count")
    assert (finding.level, finding.fields, finding.found) == ("error", ("remedies.reconsideration.upheld",), found)


def test_signed_counts_may_be_negative_and_amounts_may_have_fractions() -> None:
    changes = {"disclosure.licensing.items_change": "减4", "disclosure.procurement.amount": "52.15"}
    assert "values.not-a-count" not in codes(findings(changes, "2019"))
    assert "values.not-a-count" in codes(findings({"disclosure.licensing.items_change": "-1.5"}, "2019"))
    assert findings({"disclosure.fees.amount": "96171.6"}) == []


def test_blank_and_dashed_cells_of_a_table_with_numbers_are_one_finding() -> None:
    (found,) = findings(
        {"disclosure.rules.issued": "", "disclosure.rules.repealed": "/", "disclosure.rules.in_force": "—"}
    )
    assert (found.code, found.level, found.fields) == ("values.blank", "info", ("disclosure.rules",))
    assert found.message.startswith("3 cells")


@pytest.mark.parametrize("word", ["无", "不涉及", "0"])
def test_a_cell_that_says_none_is_not_blank(word: str) -> None:
    assert "values.blank" not in codes(findings({"disclosure.rules.issued": word}))


def test_a_table_that_is_not_there() -> None:
    tables = whole()
    del tables["applications"]
    (found,) = check(report(tables))
    assert (found.code, found.level, found.fields) == ("structure.missing-table", "error", ("applications",))


def test_a_section_that_is_not_there() -> None:
    (found,) = check(report(whole(), sections=SECTIONS[:4] + SECTIONS[5:]))
    assert (found.code, found.fields) == ("structure.missing-section", ("sections.improvement",))


def test_a_section_with_another_number() -> None:
    wrong = replace(SECTIONS[4], number=4)
    (found,) = check(report(whole(), sections=(*SECTIONS[:4], wrong, SECTIONS[5])))
    assert (found.code, found.level, found.expected, found.found) == ("structure.misnumbered-section", "warning", 5, 4)


def test_a_section_without_a_number_is_not_misnumbered() -> None:
    assert check(report(whole(), sections=(*SECTIONS[:5], replace(SECTIONS[5], number=None)))) == ()


@pytest.mark.parametrize(
    ("form", "year", "outdated"),
    [("2019", 2019, 0), ("2019", 2020, 0), ("2019", 2022, 2), ("2021", 2020, 2), ("2021", 2021, 0), ("2021", None, 0)],
)
def test_a_form_of_other_years(form: str, year: int | None, outdated: int) -> None:
    found = check(report(whole(form), year))
    assert codes(found) == ["structure.outdated-form"] * outdated
    assert {f.level for f in found} <= {"warning"}


def test_tables_of_different_forms() -> None:
    tables = {
        "disclosure": printed("disclosure", "2021", consistent("2021")),
        **{n: printed(n, "2019", consistent("2019")) for n in TABLES[1:]},
    }
    found = check(report(tables))
    assert codes(found) == ["structure.outdated-form", "structure.mixed-forms"]
    assert found[1].fields == ("disclosure", "applications", "remedies")


def test_prose_that_contradicts_the_table() -> None:
    right = int(consistent()[f"{RECEIVED}.total"])
    for number, wanted in ((right, []), (right + 5, ["text.disagrees"])):
        text = f"2024年，我局共收到政府信息公开申请{number}件。"
        sections = (*SECTIONS[:2], replace(SECTIONS[2], text=text), *SECTIONS[3:])
        found = check(report(whole(), sections=sections))
        assert codes(found) == wanted
        assert all((f.found, f.level) == (number, "warning") and f.expected != number for f in found)


def test_every_doubt_is_in_one_finding_a_table_and_reason() -> None:
    tables = whole()
    tables["applications"] = relabelled(tables["applications"], "商业企业", "某某某某")
    found = [f for f in check(report(tables)) if f.code == "extraction.uncertain"]
    assert [f.level for f in found] == ["warning"]
    made = report(tables)
    doubted = {e.field for e in made.cells if e.doubt}
    covered = {f for f in fields() if any(f == n or f.startswith(f"{n}.") for n in found[0].fields)} & set(made.entries)
    assert covered == doubted


def test_every_finding_of_a_sum_names_fields_expected_and_found() -> None:
    rows = refilled(printed("applications", values=consistent()), {f"{TOTAL}.total": "0"})
    for finding in check(report({**whole(), "applications": rows})):
        assert finding.fields
        assert finding.expected is not None
        assert finding.found is not None
        assert finding.expected != finding.found


def test_a_report_made_in_words_has_no_findings() -> None:
    import gongkai
    from made import html

    assert gongkai.parse(html(report_blocks(whole(), ["总体良好。", "", "", "", "无。", "无。"]))).findings == ()


@settings(max_examples=40, deadline=None)
@given(st.sampled_from([f for f in consistent() if f.startswith(("applications", "remedies"))]), st.integers(1, 9))
def test_any_changed_number_in_tables_3_and_4_breaks_a_sum(field: str, more: int) -> None:
    found = findings({field: str(int(consistent()[field]) + more)})
    assert found
    assert {f.level for f in found} == {"error"}
    assert all(field in f.fields for f in found)
