"""Arithmetic as evidence: what sums confirm, what they make doubtful, what they suggest."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from gongkai.document import Cell, Document, Recognised, Table
from gongkai.evidence import CONTRADICTED, MENDED, UNSURE, states, weighed
from gongkai.export import to_dict
from gongkai.forms import TABLES, templates
from gongkai.report import Entry, Origin, Report

ROWS = ("received", "pending_at_start", "outcome.granted", "outcome.total", "pending_at_end")
COLUMNS = (
    "natural_person",
    "enterprise",
    "research_institution",
    "public_interest_organization",
    "legal_services",
    "other_organization",
    "total",
)
TOTAL = "applications.outcome.total.total"
GRANTED = "applications.outcome.granted.enterprise"


def figures() -> dict[str, int]:
    """Table 3 of the form in force: everything received was granted, 10 to 15 by column and none left over."""
    form = templates("applications")[-1]
    values = dict.fromkeys(form.fields, 0)
    for row in ("received", "outcome.granted", "outcome.total"):
        for k, column in enumerate(COLUMNS[:-1]):
            values[f"applications.{row}.{column}"] = 10 + k
        values[f"applications.{row}.total"] = sum(range(10, 16))
    return values


def both(values: Mapping[str, int], readings: Mapping[str, tuple[Recognised, ...]]) -> tuple[Report, Document]:
    """A report and its document: one field a row, read with certainty where nothing else is said."""
    forms = dict.fromkeys(TABLES) | {"applications": templates("applications")[-1].forms}
    sure = {f: (Recognised(str(v), 1.0),) for f, v in values.items()} | dict(readings)
    cells = tuple(Cell(k, 0, sure[f][0].text, readings=sure[f]) for k, f in enumerate(values))
    entries = tuple(
        Entry(f, v, "value", str(v), "件", f, 1.0, 1, (0.0, 0.0, 1.0, 1.0), 1, k + 1, 1)
        for k, (f, v) in enumerate(values.items())
    )
    origin = Origin("a.png", "png", "0", 1)
    return Report(origin, None, None, None, None, forms, (), {}, entries, (), ()), Document("png", (Table(cells),))


def doubts(report: Report) -> dict[str, str]:
    return {e.field: e.doubt for e in report.cells if e.doubt}


def seen(*pairs: tuple[str, float]) -> tuple[Recognised, ...]:
    return tuple(Recognised(*p) for p in pairs)


def test_a_report_of_text_comes_back_as_it_is() -> None:
    report, document = both(figures(), {})
    printed = Document("docx", (Table(tuple(c._replace(readings=()) for c in document.tables[0].cells)),))
    assert weighed(report, printed) is report


def test_an_unsure_figure_is_confirmed_by_sums_that_hold() -> None:
    assert doubts(weighed(*both(figures(), {GRANTED: seen(("11", 0.6), ("17", 0.4))}))) == {}


def test_an_unsure_figure_outside_every_sum_stays_in_doubt() -> None:
    report, document = both(figures(), {GRANTED: seen(("11", 0.6), ("17", 0.4))})
    alone = replace(report, forms=dict.fromkeys(TABLES))
    assert doubts(weighed(alone, document)) == {GRANTED: UNSURE}


def test_a_misread_figure_is_doubted_and_the_right_one_suggested() -> None:
    values = figures() | {GRANTED: 17}
    found = weighed(*both(values, {GRANTED: seen(("17", 0.8), ("11", 0.2))}))
    assert found.suggestions == {GRANTED: 11}
    assert doubts(found) == {GRANTED: "recognised as 17; every sum of it would hold with 11"}
    assert found.value(GRANTED) == 17
    cells = {c["field"]: c for c in to_dict(found)["cells"]}
    assert (cells[GRANTED]["value"], cells[GRANTED]["suggestion"]) == (17, 11)
    assert "suggestion" not in cells[TOTAL]


def test_two_readings_that_mend_alike_are_not_suggested() -> None:
    other = "applications.outcome.granted_in_part.enterprise"
    values = figures() | {GRANTED: 17}
    readings = {GRANTED: seen(("17", 0.8), ("11", 0.2)), other: seen(("0", 0.8), ("-6", 0.2))}
    rows = {f"applications.outcome.{r}.total": 0 for r in ("granted_in_part",)}
    found = weighed(*both(values | rows | {"applications.outcome.granted.total": 81}, readings))
    assert found.suggestions == {}
    assert {GRANTED, other} <= set(doubts(found))


def test_a_published_error_is_no_reason_to_doubt_a_clear_figure() -> None:
    values = figures() | {TOTAL: 99}
    assert doubts(weighed(*both(values, {}))) == {}
    sure = seen(
        ("99", 0.9999),
    )
    assert weighed(*both(values, {TOTAL: sure})).suggestions == {}


def test_a_rather_clear_figure_is_doubted_where_another_reading_would_mend_but_never_suggested() -> None:
    values = figures() | {GRANTED: 17}
    found = weighed(*both(values, {GRANTED: seen(("17", 0.98), ("11", 0.02))}))
    assert (doubts(found), found.suggestions) == ({GRANTED: MENDED}, {})


def test_an_unsure_figure_that_no_reading_mends() -> None:
    values = figures() | {GRANTED: 17}
    found = weighed(*both(values, {GRANTED: seen(("17", 0.8), ("12", 0.2))}))
    assert (doubts(found), found.suggestions) == ({GRANTED: CONTRADICTED}, {})


@pytest.mark.parametrize("count", [2, 3])
def test_several_misread_figures_are_found_together(count: int) -> None:
    names = [f"applications.outcome.granted.{c}" for c in COLUMNS[:count]]
    right = figures()
    values = right | {n: right[n] + 70 for n in names}
    found = weighed(*both(values, {n: seen((str(values[n]), 0.7), (str(right[n]), 0.3)) for n in names}))
    assert found.suggestions == {n: right[n] for n in names}


def test_what_was_doubted_before_stays_doubted() -> None:
    report, document = both(figures(), {GRANTED: seen(("11", 0.6), ("17", 0.4))})
    cells = tuple(e._replace(doubt="a rival row") if e.field == GRANTED else e for e in report.cells)
    assert doubts(weighed(replace(report, cells=cells), document)) == {GRANTED: "a rival row"}


def test_states_of_cells() -> None:
    values = figures() | {GRANTED: 17}
    found = weighed(*both(values, {GRANTED: seen(("17", 0.8), ("11", 0.2))}))
    told = states(found)
    assert told[GRANTED] == "suggested"
    assert told["applications.received.enterprise"] == "confirmed"
    assert told["applications.outcome.granted.natural_person"] == "contradicted"
    blank = found.cells[0]._replace(value=None, status="blank")
    unread = found.cells[1]._replace(value=None, status="unreadable", doubt="x")
    cells = (blank, unread, found.cells[2]._replace(doubt="x"), *found.cells[3:])
    told = states(replace(found, cells=cells))
    assert list(told.values())[:3] == ["blank", "unreadable", "uncertain"]
