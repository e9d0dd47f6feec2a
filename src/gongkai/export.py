"""A report as JSON, long CSV or a frame."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from gongkai.document import Document, Table
from gongkai.errors import GongkaiError, MissingTool
from gongkai.forms import TABLES

if TYPE_CHECKING:
    import pandas as pd

    from gongkai.report import Entry, Finding, Report  # which imports this module

SCHEMA_VERSION = "1.0"
ENTRY = ("field", "value", "status", "raw", "unit", "label", "score", "page", "box", "table", "row", "column")
LONG = ("name", "sha256", "agency", "year", *ENTRY)


def to_dict(report: "Report") -> dict[str, Any]:
    """The report object of the contract, section 3."""
    nested = _nested(report.cells)
    return {
        "schema_version": SCHEMA_VERSION,
        "source": asdict(report.source),
        "title": report.title,
        "agency": report.agency,
        "year": report.year,
        "published_on": report.published_on,
        "forms": {table: list(names) if names else None for table, names in report.forms.items()},
        **{table: nested.get(table) for table in TABLES},
        "sections": [asdict(s) for s in report.sections],
        "facts": dict(report.facts),
        "cells": [_suggested(_entry(e), report) for e in report.cells],
        "unmatched": [{**asdict(u), "raw": list(u.raw)} for u in report.unmatched],
        "findings": [_finding(f) for f in report.findings],
        "remarks": list(report.remarks),
    }


def error_dict(source: dict[str, Any], error: GongkaiError) -> dict[str, Any]:
    """The error object of the contract, section 5."""
    return {"source": source, "error": {"code": error.code, "message": str(error)}}


def document_dict(document: Document) -> dict[str, Any]:
    """A document as `gongkai read` shows it: blocks in order, a table as its cells."""
    blocks = [_cells(b) if isinstance(b, Table) else asdict(b) for b in document.blocks]
    return {
        "format": document.format,
        "metadata": dict(document.metadata),
        "remarks": list(document.remarks),
        "blocks": blocks,
    }


def _cells(table: Table) -> dict[str, Any]:
    return {"cells": [{**c._asdict(), "source": asdict(c.source)} for c in table.cells]}


def dumps(value: Any, indent: int | None = None) -> str:
    """JSON text with Chinese characters as they are."""
    return json.dumps(value, ensure_ascii=False, indent=indent)


def _nested(entries: Iterable["Entry"]) -> dict[str, Any]:
    """Values nested along the dots of their fields."""
    tree: dict[str, Any] = {}
    for entry in entries:
        *path, leaf = entry.field.split(".")
        node = tree
        for part in path:
            node = node.setdefault(part, {})
        node[leaf] = entry.value
    return tree


def _entry(entry: "Entry") -> dict[str, Any]:
    values: dict[str, Any] = dict(zip(ENTRY, entry, strict=False))  # the doubt is told by findings
    if entry.box:
        values["box"] = list(entry.box)
    return values


def _suggested(cell: dict[str, Any], report: "Report") -> dict[str, Any]:
    """A cell with the other reading of its figure that its sums speak for, where there is one."""
    field = cell["field"]
    return {**cell, "suggestion": report.suggestions[field]} if field in report.suggestions else cell


def _finding(finding: "Finding") -> dict[str, Any]:
    return {**asdict(finding), "fields": list(finding.fields)}


def long_rows(report: "Report") -> Iterator[dict[str, Any]]:
    """One row a cell: the columns of LONG."""
    head = {"name": report.source.name, "sha256": report.source.sha256, "agency": report.agency, "year": report.year}
    return ({**head, **_entry(entry)} for entry in report.cells)


def to_frame(report: "Report") -> "pd.DataFrame":
    """The long form as a pandas frame. Raises MissingTool when pandas is not installed."""
    try:
        import pandas as pd
    except ImportError as error:
        raise MissingTool("to_frame needs pandas: pip install 'gongkai[frame]'") from error
    return pd.DataFrame(list(long_rows(report)), columns=list(LONG))
