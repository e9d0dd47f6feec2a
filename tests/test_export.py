"""A report as JSON, long rows and frame."""

import builtins
import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

import gongkai
from gongkai.document import Cell, Document, Paragraph, Table
from gongkai.errors import MissingTool, NotAReport
from gongkai.export import ENTRY, LONG, document_dict, dumps, error_dict, long_rows, to_dict, to_frame
from gongkai.report import Entry, Report
from made import consistent, html, page, report_blocks, whole


@pytest.fixture(scope="module")
def report() -> Report:
    return gongkai.parse(page(), name="a.html")


def leaves(tree: Mapping[str, Any], path: str = "") -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in tree.items():
        name = f"{path}.{key}" if path else key
        found |= leaves(value, name) if isinstance(value, dict) else {name: value}
    return found


def test_values_nest_along_the_dots_of_their_fields(report: Report) -> None:
    made = to_dict(report)
    nested = leaves({t: made[t] for t in ("disclosure", "applications", "remedies")})
    assert nested == {field: int(text) for field, text in consistent().items()}


def test_a_cell_is_written_in_the_order_of_its_entry(report: Report) -> None:
    assert Entry._fields[: len(ENTRY)] == ENTRY
    entry, cell = report.cells[0], to_dict(report)["cells"][0]
    assert cell == {name: getattr(entry, name) for name in ENTRY}


def test_the_box_of_a_cell_is_a_list(report: Report) -> None:
    boxed = replace(report, cells=(report.cells[0]._replace(box=(1.0, 2.0, 3.0, 4.0)),))
    assert to_dict(boxed)["cells"][0]["box"] == [1.0, 2.0, 3.0, 4.0]


def test_a_table_not_found_is_null() -> None:
    tables = whole()
    del tables["remedies"]
    made = to_dict(gongkai.parse(html(report_blocks(tables))))
    assert (made["remedies"], made["forms"]["remedies"]) == (None, None)


def test_a_blank_cell_is_present_with_null() -> None:
    made = to_dict(gongkai.parse(page(changes={"disclosure.rules.issued": ""})))
    assert made["disclosure"]["rules"]["issued"] is None
    cell = next(c for c in made["cells"] if c["field"] == "disclosure.rules.issued")
    assert (cell["status"], cell["raw"], cell["value"]) == ("blank", "", None)


def test_a_report_is_json_and_back(report: Report) -> None:
    text = dumps(report.to_dict())
    assert "政府信息公开" in text
    assert "\n" not in text
    assert json.loads(text) == report.to_dict()


def test_findings_and_unmatched_are_plain_objects() -> None:
    made = to_dict(gongkai.parse(page(changes={"remedies.reconsideration.total": "0"})))
    (finding,) = made["findings"]
    assert list(finding) == ["code", "level", "message", "fields", "expected", "found"]
    assert finding["fields"][0] == "remedies.reconsideration.total"


def test_an_error_is_its_code_and_message() -> None:
    source = {"name": "x", "sha256": None, "bytes": None}
    assert error_dict(source, NotAReport("no")) == {
        "source": source,
        "error": {"code": "not-a-report", "message": "no"},
    }


def test_a_document_is_shown_block_by_block() -> None:
    shown = document_dict(Document("made", (Paragraph("a"), Table((Cell(0, 0, "b"),))), {"k": "v"}, ("r",)))
    assert (shown["format"], shown["metadata"], shown["remarks"]) == ("made", {"k": "v"}, ["r"])
    assert (shown["blocks"][0]["text"], shown["blocks"][1]["cells"][0]["text"]) == ("a", "b")
    json.dumps(shown)


def test_long_rows_have_one_row_a_cell_with_the_report_s_head(report: Report) -> None:
    rows = list(long_rows(report))
    assert len(rows) == 200
    assert all(tuple(row) == LONG for row in rows)
    assert {(r["name"], r["agency"], r["year"]) for r in rows} == {("a.html", "青石县水务局", 2024)}


def test_a_frame_has_the_long_columns(report: Report) -> None:
    frame = to_frame(report)
    assert (list(frame.columns), len(frame)) == (list(LONG), 200)
    assert frame.set_index("field")["value"]["remedies.reconsideration.upheld"] == 2


def test_a_frame_of_nothing_still_has_its_columns() -> None:
    empty = gongkai.parse(html(report_blocks({}, ["一", "二", "三", "四", "五", "六"])))
    assert list(to_frame(empty).columns) == list(LONG)


def test_without_pandas_a_frame_says_what_to_install(report: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def absent(name: str, *args: Any, **more: Any) -> Any:
        if name == "pandas":
            raise ImportError(name)
        return real(name, *args, **more)

    monkeypatch.setattr(builtins, "__import__", absent)
    with pytest.raises(MissingTool, match="pandas"):
        to_frame(report)
