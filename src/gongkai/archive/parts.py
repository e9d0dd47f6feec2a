"""Parts: the rows of some documents, in files of their own, put among the tables all at once or not at all.

A part is written under a temporary name, flushed to the disk, and renamed to `incoming/<name>`: from then on it counts.
Its files are moved into the tables and those it replaces are removed; both can be done again after an interruption.
"""

import json
import os
import shutil
from collections import defaultdict
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from gongkai.archive.columns import value_columns
from gongkai.archive.rows import Packed, Row, cells, schema
from gongkai.archive.store import Archive, settle_on_disk

NO_YEAR = "__HIVE_DEFAULT_PARTITION__"
NEW, REMOVED = "new", "removed.json"
MOVED = ("cells", "findings", "reports", "documents")  # in this order: a document that is there has its report
COMPRESSION = {"compression": "zstd", "compression_level": 3}


@dataclass(slots=True)
class _Year:
    """The rows of one year, by table."""

    documents: list[Row] = field(default_factory=list)
    reports: list[Row] = field(default_factory=list)
    values: list[bytes] = field(default_factory=list)
    cells: list[pa.RecordBatch] = field(default_factory=list)
    findings: list[Row] = field(default_factory=list)

    def tables(self) -> Mapping[str, pa.Table]:
        """The tables, none of them empty."""
        made = {
            "documents": _table("documents", self.documents),
            "reports": _reports(self.reports, self.values),
            "cells": pa.Table.from_batches(self.cells, schema("cells")).combine_chunks(),
            "findings": _table("findings", self.findings),
        }
        return {name: table for name, table in made.items() if len(table)}


def _table(name: str, rows: list[Row]) -> pa.Table:
    wanted = schema(name)
    return pa.table(_arrays(rows, wanted), schema=wanted) if rows else wanted.empty_table()


def _arrays(rows: Iterable[Row], wanted: Iterable[pa.Field]) -> list[pa.Array]:
    return [pa.array(values, f.type) for values, f in zip(zip(*rows, strict=True), wanted, strict=False)]


def _reports(heads: list[Row], values: list[bytes]) -> pa.Table:
    """Heads and values side by side; a column of values is every so-many-th double."""
    wanted = schema("reports")
    if not heads:
        return wanted.empty_table()
    width = len(value_columns())
    doubles = memoryview(b"".join(values)).cast("d")
    return pa.table([*_arrays(heads, wanted), *(_doubles(doubles[n::width]) for n in range(width))], schema=wanted)


def _repeated(table: pa.Table) -> list[str]:
    """The columns worth a dictionary: figures of different reports are mostly different."""
    return [f.name for f in table.schema if not pa.types.is_floating(f.type)]


def _doubles(values: "memoryview[float]") -> pa.Array:
    return pa.array(values.tolist(), pa.float64(), from_pandas=True)  # NaN is null


@dataclass(slots=True)
class Part:
    """Rows to be written together, by year."""

    years: dict[int | None, _Year] = field(default_factory=lambda: defaultdict(_Year))
    documents: int = 0

    def add(self, document: Row, report: Packed | None) -> None:
        """The row of a document, and those of its report."""
        self.documents += 1
        year = self.years[report.year if report else None]
        year.documents.append(document)
        if report:
            year.reports.append(report.head)
            year.values.append(report.values)
            year.cells.append(cells(report))
            year.findings.extend(report.findings)

    def write(self, folder: Path, name: str) -> None:
        """Write its files under a folder as they will lie in the archive."""
        for year, rows in self.years.items():
            for table, content in rows.tables().items():
                path = folder / table / f"year={NO_YEAR if year is None else year}" / f"{name}.parquet"
                path.parent.mkdir(parents=True)
                pq.write_table(content, path, use_dictionary=_repeated(content), **COMPRESSION)


def commit(archive: Archive, name: str, written: Path, removed: Iterable[Path] = ()) -> None:
    """Put the files under `written/new` into the tables and take away the removed ones, all or nothing.

    Raises OSError when the disk fails: then nothing has changed, or `recover` finishes it.
    """
    files = [str(path.relative_to(archive.root)) for path in removed]
    (written / REMOVED).write_text(json.dumps(files), encoding="utf-8")
    _settle_tree(written)
    ready = archive.root / "incoming" / name
    os.rename(written, ready)
    settle_on_disk(ready.parent)
    _apply(archive, ready)


def stage(archive: Archive, name: str, written: Path) -> None:
    """Keep the files under `written/new` aside until the batch ends, when they replace rows of the tables."""
    _settle_tree(written)
    os.rename(written / NEW, archive.root / "staged" / name)
    settle_on_disk(archive.root / "staged")
    shutil.rmtree(written)


def recover(archive: Archive, prefix: str = "") -> None:
    """Finish what was decided and drop what was not, of parts whose names begin so."""
    for path in sorted((archive.root / "incoming").iterdir()):
        if path.name.startswith(".") and not prefix:
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
        elif not path.name.startswith(".") and path.name.startswith(prefix):
            _apply(archive, path)


def _settle_tree(folder: Path) -> None:
    for path, _, files in os.walk(folder):
        for name in files:
            settle_on_disk(Path(path, name))
        settle_on_disk(Path(path))


def _apply(archive: Archive, ready: Path) -> None:
    touched: set[Path] = set()
    for table in MOVED:
        for path in sorted((ready / NEW / table).glob("*/*")):
            target = archive.root / path.relative_to(ready / NEW)
            target.parent.mkdir(exist_ok=True)
            os.replace(path, target)
            touched.add(target.parent)
    for name in json.loads((ready / REMOVED).read_text(encoding="utf-8")):
        (archive.root / name).unlink(missing_ok=True)
        touched.add((archive.root / name).parent)
    for folder in (*touched, *(archive.root / table for table in MOVED)):
        settle_on_disk(folder)
    _forget(archive, ready, touched)


def _forget(archive: Archive, ready: Path, touched: Iterable[Path]) -> None:
    done = archive.temporary()  # removed under another name, so that no half of it is ever applied
    os.rename(ready, done)
    shutil.rmtree(done)
    for folder in touched:
        with suppress(OSError):  # it is not empty
            folder.rmdir()
