"""What the columns of an export mean, for people and for programs."""

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from gongkai.archive.columns import Column
from gongkai.archive.tables import Table

TITLE = "codebook"
COLUMNS = ("table", "name", "type", "unit", "zh", "en", "field", "forms", "basis")
TYPES = {"string": "string", "double": "number", "int32": "integer", "int64": "integer", "bool": "boolean"}
MEDIA = {
    ".csv": ("csv", "text/csv"),
    ".jsonl": ("jsonl", "application/jsonl"),
    ".parquet": ("parquet", "application/vnd.apache.parquet"),
    ".xlsx": (".xlsx"[1:], "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ".sqlite": ("sqlite", "application/vnd.sqlite3"),
    ".dta": ("dta", "application/x-stata-dta"),
}


def entries(tables: Sequence[Table]) -> Iterator[dict[str, str]]:
    """A row a column of these tables."""
    for table in tables:
        for column in table.columns:
            yield {**{name: asdict(column)[name] for name in COLUMNS}, "table": table.name}


def write_codebook(folder: Path, tables: Sequence[Table], bom: bool) -> None:
    """Write `codebook.csv`."""
    with (folder / f"{TITLE}.csv").open("w", encoding="utf-8-sig" if bom else "utf-8", newline="") as file:
        rows = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        rows.writeheader()
        rows.writerows(entries(tables))


def write_package(folder: Path, tables: Sequence[Table], files: Mapping[str, Path]) -> None:
    """Write `datapackage.json`: the files, and in each the columns with title, description and unit."""
    resources = [_resource(table, files[table.name].relative_to(folder)) for table in tables]
    package = {
        "name": "gongkai",
        "title": "政府信息公开工作年度报告 / annual reports on Open Government Information",
        "profile": "data-package",
        "resources": [*resources, _codebook()],
    }
    text = json.dumps(package, ensure_ascii=False, indent=2)
    (folder / "datapackage.json").write_text(text + "\n", encoding="utf-8")


def _resource(table: Table, path: Path) -> dict[str, Any]:
    name, media = MEDIA[path.suffix]
    return {
        "name": table.name,
        "path": path.name,
        "profile": "tabular-data-resource",
        "format": name,
        "mediatype": media,
        "encoding": "utf-8",
        "schema": {"fields": list(map(_field, table.columns)), "missingValues": [""]},
    }


def _field(column: Column) -> dict[str, Any]:
    kind = TYPES.get(column.type, "datetime")
    described = {"name": column.name, "type": kind, "title": column.zh, "description": column.en}
    return described | ({"unit": column.unit} if column.unit else {})


def _codebook() -> dict[str, Any]:
    fields = [{"name": name, "type": "string"} for name in COLUMNS]
    return {
        "name": TITLE,
        "path": f"{TITLE}.csv",
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {"fields": fields, "missingValues": [""]},
    }
