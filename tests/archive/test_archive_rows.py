"""Reports as rows: nothing that is printed is lost on the way, whatever numbers and characters there are."""

import math
from array import array
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive_toys import parse_toy, toy
from gongkai import parse
from gongkai.archive.columns import columns, value_columns
from gongkai.archive.parts import Part
from gongkai.archive.rows import Packed, cells, number, packed
from gongkai.report import Entry, Report
from made import page

REPORT = parse_toy(toy(5), "5.toy", "http://example.cn/5")
NUMBERS = st.none() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.just(10**400)


def with_cell(**changes: object) -> Report:
    first, *rest = REPORT.cells
    return replace(REPORT, cells=(first._replace(**changes), *rest))  # type: ignore[arg-type]


def values(done: Packed) -> list[float | None]:
    doubles = array("d", done.values)
    return [None if math.isnan(v) else v for v in doubles]


def test_a_real_report_as_rows() -> None:
    report = parse(page())
    done = packed(report)
    table = cells(done).to_pydict()
    assert table["field"] == [e.field for e in report.cells]
    assert table["value"] == [e.value for e in report.cells]
    assert table["raw"] == [e.raw for e in report.cells]
    assert table["row_no"] == [e.row for e in report.cells]
    assert dict(zip(value_columns(), values(done), strict=True)) == {f: report.value(f) for f in value_columns()}
    assert len(done.head) == len(columns("reports")) - len(value_columns())


def test_boxes_are_four_columns() -> None:
    table = cells(packed(with_cell(box=(1.0, 2.5, 3.0, 4.0)))).to_pydict()
    assert [table[name][:2] for name in ("x0", "top", "x1", "bottom")] == [
        [1.0, None],
        [2.5, None],
        [3.0, None],
        [4.0, None],
    ]


def test_a_suggestion_stands_beside_the_value() -> None:
    field = REPORT.cells[0].field
    table = cells(packed(replace(REPORT, suggestions={field: 77}))).to_pydict()
    assert (table["value"][0], table["suggestion"]) == (5.0, [77.0, None, None])


def test_a_report_without_cells() -> None:
    done = packed(replace(REPORT, cells=(), sections=(), findings=(), unmatched=()))
    assert cells(done).num_rows == 0
    assert set(values(done)) == {None}
    part = Part()
    part.add(tuple(None for _ in columns("documents")), done)
    assert {name: len(table) for name, table in part.years[REPORT.year].tables().items()} == {
        "documents": 1,
        "reports": 1,
    }


@settings(max_examples=60)
@given(NUMBERS)
def test_any_number_is_kept_as_exactly_as_a_double_can(value: float | None) -> None:
    done = packed(with_cell(value=value))
    expected = number(value)
    assert cells(done).to_pydict()["value"][0] == expected
    assert values(done)[list(value_columns()).index(REPORT.cells[0].field)] == expected


@settings(max_examples=60)
@given(st.text(st.characters(codec=None)))
def test_any_text_is_kept_as_far_as_it_is_one(text: str) -> None:
    report = replace(with_cell(raw=text), title=text)
    done = packed(report)
    expected = text.encode("utf-8", "backslashreplace").decode()
    assert cells(done).to_pydict()["raw"][0] == expected
    assert done.head[2] == expected


@pytest.mark.parametrize("value", [2**53 + 1, 10**400])
def test_large_numbers(value: int) -> None:
    assert cells(packed(with_cell(value=value))).to_pydict()["value"][0] == number(value)
    assert number(10**400) is None
    assert isinstance(Entry("f", value, "value", "", "", "", 1.0), tuple)
