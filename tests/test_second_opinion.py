"""What a second reading changes in a report, and when it is asked for."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace

import pytest

import gongkai
from gongkai import pipeline
from gongkai.document import Document
from gongkai.errors import MissingTool
from gongkai.report import Report
from gongkai.second_opinion import AGREED, MISTRUSTED, ONLY_SECOND, compared, mistrusted, pages, wanted
from made import consistent, html, page, relabelled, report_blocks, whole
from upkeep.cases import FIXTURES

TOTAL = "applications.received.total"
FIELD = "applications.received.natural_person"
CLEAN = FIXTURES / "pdf-2021-clean" / "input.pdf"
FAILING = FIXTURES / "pdf-2021-sums-that-fail" / "input.pdf"


def report(changes: Mapping[str, str] | None = None) -> Report:
    return gongkai.parse(page("2021", changes))


def doubts(found: Report) -> dict[str, str]:
    return {e.field: e.doubt for e in found.cells if e.doubt}


def test_only_a_report_in_doubt_is_to_be_read_again() -> None:
    assert not wanted(report())
    assert wanted(report({TOTAL: "999999"}))
    assert wanted(report({FIELD: "3 或 4"}))
    extra = whole()
    extra["remedies"] = [*extra["remedies"], [replace(extra["remedies"][-1][0], text="7", field="")]]
    assert wanted(gongkai.parse(html(report_blocks(extra))))
    assert wanted(gongkai.parse(html(report_blocks({k: v for k, v in whole().items() if k != "remedies"}))))
    assert not wanted(gongkai.parse(html(report_blocks({}))))


def test_the_pages_of_the_tables_are_read_again_and_their_neighbours_when_a_table_is_missing() -> None:
    one = report()
    placed = replace(one, cells=tuple(e._replace(page=4 + k % 3) for k, e in enumerate(one.cells)))
    assert [*pages(placed)] == [4, 5, 6]
    assert [*pages(replace(placed, forms={**one.forms, "remedies": None}))] == [3, 4, 5, 6, 7]
    assert not pages(one)


def test_values_read_otherwise_are_doubted_and_kept() -> None:
    first, second = report({TOTAL: "70"}), report({TOTAL: "71", FIELD: " ５ "})
    same = compared(replace(first, remarks=("before",)), replace(first))
    assert (same.cells, same.remarks) == (first.cells, ("before", AGREED))
    found = compared(report({TOTAL: "70", FIELD: "5"}), second)
    assert doubts(found) == {TOTAL: "a second engine reads '71' here"}
    assert found.value(TOTAL) == 70
    assert found.remarks == ("read again by a second engine, which reads 1 cells otherwise",)


def test_an_engine_that_does_not_know_a_character_or_the_cell_has_no_opinion() -> None:
    first = report()
    second = report({TOTAL: "7\ufffd"})
    cells = tuple(e._replace(raw=None, value=None, status="missing") if e.field == FIELD else e for e in second.cells)
    assert doubts(compared(first, replace(second, cells=cells))) == {}


def test_what_only_the_second_engine_reads_is_taken_with_a_doubt() -> None:
    second, tables = report(), whole()
    tables["applications"] = [r for r in tables["applications"] if not any(c.field == FIELD for c in r)]
    row = {f for f in second.values if f.startswith("applications.received.")}
    found = compared(gongkai.parse(html(report_blocks(tables))), second)
    assert set(doubts(found)) >= row
    assert {found.value(f) for f in row} == {second.value(f) for f in row}
    assert doubts(found)[FIELD].endswith(ONLY_SECOND)


def test_a_table_that_only_the_second_engine_finds_is_taken_with_doubts() -> None:
    second, tables = report(), whole()
    del tables["disclosure"]
    found = compared(gongkai.parse(html(report_blocks(tables))), second)
    assert found.forms == second.forms
    assert [e.field for e in found.cells] == [e.field for e in second.cells]
    assert set(doubts(found)) == {f for f in second.values if f.startswith("disclosure.")}


def shifted(by: int) -> dict[str, str]:
    """Every digit of a consistent report as another one."""
    return {f: "".join(str((int(d) + by) % 10) for d in text) for f, text in consistent().items()}


def test_digits_that_a_font_maps_otherwise_are_mistrusted_all() -> None:
    found = report(shifted(1))
    assert {e.doubt for e in mistrusted(found).cells} == {MISTRUSTED}
    assert mistrusted(report()).cells == report().cells
    few = report({TOTAL: "999", "remedies.litigation.direct.total": "99"})
    assert doubts(mistrusted(few)) == {}


def reading(changes: Mapping[str, str]) -> Callable[[str], Callable[[bytes, Collection[int]], Document]]:
    """In place of the registry: a second engine that reads a made report."""

    def again(_: bytes, numbers: Collection[int]) -> Document:
        assert 3 in numbers
        return pipeline.read(page("2021", changes))

    return lambda name: again


def test_a_clean_report_is_not_read_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "second", lambda name: pytest.fail("asked for"))
    assert gongkai.parse(CLEAN).remarks == ()


def test_a_report_whose_sums_fail_is_read_again_and_says_so() -> None:
    found = gongkai.parse(FAILING)
    assert AGREED in found.remarks
    assert doubts(found) == {}


def test_findings_are_those_after_the_second_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "second", reading({}))
    found = gongkai.parse(FAILING)
    covered = {name for f in found.findings if f.code == "extraction.uncertain" for name in f.fields}
    assert "a second engine reads" in doubts(found)[TOTAL]
    assert any(TOTAL.startswith(name) for name in covered)
    assert [name for name, _ in pipeline.steps(FAILING.read_bytes())] == ["read", "match", "outline", "check", "second"]


def test_a_second_engine_that_fails_is_remarked(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(data: bytes, numbers: Collection[int]) -> Document:
        raise MissingTool("install it")

    monkeypatch.setattr(pipeline, "second", lambda name: fails)
    found = gongkai.parse(FAILING)
    assert found.remarks[-1] == "not read again: install it"
    assert found.value(TOTAL) is not None


def test_most_sums_failing_is_doubted_without_a_second_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(data: bytes, numbers: Collection[int]) -> Document:
        raise MissingTool("install it")

    monkeypatch.setattr(pipeline, "second", lambda name: fails)
    found = gongkai.parse(page("2021", shifted(3)))
    assert {e.doubt for e in found.cells} == {MISTRUSTED}


def test_labels_are_left_as_the_first_engine_reads_them() -> None:
    tables = whole()
    tables["remedies"] = relabelled(tables["remedies"], "总计", "合计")
    first = gongkai.parse(html(report_blocks(tables)))
    assert compared(first, report()).cells == first.cells
