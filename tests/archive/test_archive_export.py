"""Exports are opened by what analysts open them with; labels and missing values survive."""

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import frictionless
import openpyxl
import pandas
import polars
import pyreadstat
import pytest

from archive_toys import parse_toy, rows, toy
from gongkai import LimitExceeded, MissingTool, UnsupportedFormat, archive
from gongkai.archive import tools, writers
from gongkai.archive.columns import columns, short, value_columns
from gongkai.forms import fields

VALUE = "app_received_total"
EMPTY = "app_received_person"  # no toy has it
FILES = ("csv", "parquet", "jsonl", "dta")


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of twelve reports and an input that is none."""
    folder = tmp_path_factory.mktemp("export")
    (folder / "inputs").mkdir()
    for n in range(12):
        (folder / "inputs" / f"{n:02}.toy").write_bytes(toy(n))
    (folder / "inputs" / "bad.toy").write_bytes(toy(1, "refuse"))
    settings = archive.Settings(workers=0, parse=parse_toy)
    archive.batch(archive.inputs([str(folder / "inputs")]), folder / "archive", settings)
    return folder / "archive"


@pytest.fixture
def exported(root: Path, tmp_path: Path) -> Callable[..., Path]:
    """Exports the archive; the folder."""

    def exported(to: str, shape: str = "wide", bom: bool = False) -> Path:
        archive.export(root, to, tmp_path / "out", shape, bom)
        return tmp_path / "out"

    return exported


def test_names_of_columns_are_short_and_all_different() -> None:
    names = [c.name for c in columns("reports")]
    assert len(set(names)) == len(names)
    assert all(n.isascii() and n.isidentifier() and len(n) <= 32 for n in names)
    assert value_columns().keys() == fields().keys()
    assert all(c.zh and c.en for table in ("documents", "reports", "cells", "findings") for c in columns(table))


def test_a_long_field_unheard_of_has_a_short_name_all_the_same() -> None:
    name = short("disclosure.something_of_a_form_to_come.with_a_very_long_name")
    assert len(name) == 32
    assert name != short("disclosure.something_of_a_form_to_come.with_a_very_long_nape")


def check_wide(values: list[Any], empty: list[Any]) -> None:
    assert sorted(values) == [float(n) for n in range(12)]
    assert empty == [None] * 12


@pytest.mark.parametrize("bom", [False, True])
def test_csv_opens_in_pandas_polars_and_duckdb(exported: Callable[..., Path], bom: bool) -> None:
    path = exported("csv", bom=bom) / "reports.csv"
    assert path.read_bytes().startswith(b"\xef\xbb\xbf") == bom
    frame = pandas.read_csv(path)
    assert frame[EMPTY].isna().all()
    assert sorted(frame[VALUE]) == list(range(12))
    assert set(frame["agency"]) == {f"{n}局" for n in range(7)}
    other = polars.read_csv(path)
    check_wide(other[VALUE].to_list(), other[EMPTY].to_list())
    found = duckdb.execute(f"SELECT {VALUE}, {EMPTY} FROM '{path}'").fetchall()
    check_wide([v for v, _ in found], [e for _, e in found])


def test_parquet_opens_in_pandas_polars_and_duckdb(exported: Callable[..., Path]) -> None:
    path = exported("parquet") / "reports.parquet"
    frame = pandas.read_parquet(path)
    check_wide(list(frame[VALUE]), [None if v else v for v in frame[EMPTY].isna()])
    other = polars.read_parquet(path)
    check_wide(other[VALUE].to_list(), other[EMPTY].to_list())
    assert "文字3。\n又。" in other["text_overview"].to_list()
    found = duckdb.execute(f"SELECT {VALUE}, {EMPTY} FROM '{path}'").fetchall()
    check_wide([v for v, _ in found], [e for _, e in found])


def test_json_lines_open_in_python_and_polars(exported: Callable[..., Path]) -> None:
    path = exported("jsonl") / "reports.jsonl"
    found = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    check_wide([r[VALUE] for r in found], [r[EMPTY] for r in found])
    assert len(polars.read_ndjson(path)) == 12


def test_excel_has_sheets_for_data_findings_and_codebook(exported: Callable[..., Path]) -> None:
    book = openpyxl.load_workbook(exported("xlsx") / "archive.xlsx")
    assert book.sheetnames == ["reports", "findings", "documents", "codebook"]
    head, *body = book["reports"].iter_rows(values_only=True)
    check_wide([r[head.index(VALUE)] for r in body], [r[head.index(EMPTY)] for r in body])
    head, *body = book["codebook"].iter_rows(values_only=True)
    described = {r[head.index("name")]: r[head.index("zh")] for r in body}
    assert described[VALUE] == fields()["applications.received.total"].label_path
    assert len(list(book["findings"].rows)) == 1 + 6


def test_a_text_that_looks_like_a_formula_stays_a_text(tmp_path: Path) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(str(tmp_path / "x.xlsx")) as book:
        writers._sheet(book, "s", ["a"], iter([("=1+1",), ("http://x.cn",), ("12",), (None,), ("长" * 40_000,)]))
    cells = [c.value for (c,) in openpyxl.load_workbook(tmp_path / "x.xlsx")["s"].iter_rows()]
    assert cells[:5] == ["a", "=1+1", "http://x.cn", "12", None]
    assert len(str(cells[5])) == 32_767


def test_a_sheet_that_would_be_too_long_is_refused(
    exported: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writers, "SHEET_ROWS", 5)
    with pytest.raises(LimitExceeded, match="reports: a sheet has no more than 5 rows"):
        exported("xlsx")


def test_stata_has_labels_and_missing_is_not_zero(exported: Callable[..., Path]) -> None:
    path = exported("dta") / "reports.dta"
    with pandas.io.stata.StataReader(path) as reader:
        labels, frame = reader.variable_labels(), reader.read()
        assert reader._format_version == 118
    assert labels[VALUE] == fields()["applications.received.total"].label_path
    assert all(label.strip() and len(label) <= 80 for label in labels.values())
    assert frame[EMPTY].isna().all()
    assert sorted(frame[VALUE]) == list(range(12))
    assert frame["year"].isna().sum() == 2
    other, meta = pyreadstat.read_dta(path)
    assert meta.column_names_to_labels[VALUE] == labels[VALUE]
    assert other[EMPTY].isna().all()
    assert sorted(other[VALUE]) == list(range(12))


def test_long_texts_in_stata(monkeypatch: pytest.MonkeyPatch, exported: Callable[..., Path]) -> None:
    monkeypatch.setattr(writers, "STATA_TEXT", 3)
    assert "第3号" in set(pandas.read_stata(exported("dta") / "reports.dta")["title"])


def test_sqlite_has_all_tables(exported: Callable[..., Path]) -> None:
    with sqlite3.connect(exported("sqlite") / "archive.sqlite") as database:
        found = database.execute(f"SELECT {VALUE}, {EMPTY} FROM reports").fetchall()
        (read_at,), *_ = database.execute("SELECT read_at FROM documents").fetchall()
        (books,) = database.execute("SELECT count(*) FROM codebook").fetchone()
    check_wide([v for v, _ in found], [e for _, e in found])
    assert read_at.endswith("Z")
    assert books > 250


@pytest.mark.parametrize("to", ["csv", "parquet", "jsonl", "dta", "sqlite", "xlsx"])
def test_long_is_a_row_a_cell(exported: Callable[..., Path], root: Path, to: str) -> None:
    folder = exported(to, "long")
    name = "archive" if to in ("sqlite", "xlsx") else "cells"
    assert (folder / f"{name}.{to}").exists()
    if to == "csv":
        frame = pandas.read_csv(folder / "cells.csv")
        assert list(frame.columns[:6]) == ["name", "sha256", "agency", "year", "field", "value"]
        assert (len(frame), frame["value"].sum()) == rows(root, "SELECT count(*), sum(value) FROM cells")[0]


@pytest.mark.parametrize("shape", ["wide", "long"])
@pytest.mark.parametrize("to", ["csv", "parquet", "jsonl", "xlsx", "dta", "sqlite"])
def test_the_data_package_names_the_files_and_describes_every_column(
    exported: Callable[..., Path], to: str, shape: str
) -> None:
    folder = exported(to, shape)
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    assert [r["name"] for r in package["resources"]] == [
        {"wide": "reports", "long": "cells"}[shape],
        "findings",
        "documents",
        "codebook",
    ]
    assert all((folder / r["path"]).exists() for r in package["resources"])
    described = [f for r in package["resources"][:3] for f in r["schema"]["fields"]]
    assert all(f["title"] and f["description"] for f in described)
    book = pandas.read_csv(folder / "codebook.csv")
    assert list(book["name"]) == [f["name"] for f in described]


@pytest.mark.parametrize("shape", ["wide", "long"])
def test_frictionless_finds_the_package_valid(exported: Callable[..., Path], shape: str) -> None:
    report = frictionless.validate(str(exported("csv", shape, bom=True) / "datapackage.json"))
    assert report.valid, report.flatten(["type", "note"])[:5]
    assert report.stats["tasks"] == 4


def test_a_format_nobody_knows_is_said(exported: Callable[..., Path]) -> None:
    with pytest.raises(UnsupportedFormat, match="one of csv, xlsx, parquet, dta, sqlite, jsonl"):
        exported("sas")


def test_a_missing_package_is_named(exported: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> Any:
        raise ModuleNotFoundError(name=name)

    monkeypatch.setattr(tools, "import_module", missing)
    with pytest.raises(MissingTool, match=r"pip install 'gongkai\[archive\]'"):
        exported("dta")
    monkeypatch.undo()
    monkeypatch.setattr("gongkai.archive.import_module", lambda _: missing("pyarrow"))
    with pytest.raises(MissingTool, match="pyarrow is needed"):
        _ = archive.batch


def test_the_package_has_no_other_names() -> None:
    with pytest.raises(AttributeError):
        _ = archive.nothing
