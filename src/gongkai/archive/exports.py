"""An archive's tables as the files analysts open, with a codebook.

Wide has a row a report and a column a field, long a row a cell. With either come the findings, the documents, and a
`datapackage.json` (Frictionless Data) that describes every column.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from gongkai.archive import postgres
from gongkai.archive.codebooks import write_codebook, write_package
from gongkai.archive.columns import Column, columns, partition, prose_columns
from gongkai.archive.tables import Table
from gongkai.archive.views import connect
from gongkai.archive.writers import PROSE, WRITERS
from gongkai.errors import UnsupportedFormat

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

WIDE, LONG = "wide", "long"
ORDER = "ORDER BY year, agency, sha256"
SERVER = ("postgresql://", "postgres://")


def export(root: Path | str, to: str, out: Path | str = "", shape: str = WIDE, bom: bool = False) -> None:
    """Write an archive to a folder, or to a database whose address `to` is.

    `to` is the ending of a format (csv, xlsx, parquet, dta, sqlite, jsonl) or `postgresql://…`, which gets wide and
    long; `bom` begins CSV with the mark that Excel knows UTF-8 by. Raises UnsupportedFormat for any other, MissingTool
    without the extra it needs, LimitExceeded when a format cannot hold so much, OSError.
    """
    with connect(root) as connection:
        if to.startswith(SERVER):
            postgres.write(list(_tables(connection, (WIDE, LONG), prose=True)), to)
        else:
            _export_files(connection, to, Path(out or f"{Path(root).resolve().name}-{to}"), shape, bom)


def _export_files(connection: "DuckDBPyConnection", to: str, folder: Path, shape: str, bom: bool) -> None:
    writer = WRITERS.get(f".{to}")
    if writer is None:
        raise UnsupportedFormat(f"{to}: one of {', '.join(ending[1:] for ending in WRITERS)}, or postgresql://…")
    folder.mkdir(parents=True, exist_ok=True)
    tables = list(_tables(connection, (shape,), prose=f".{to}" in PROSE))
    files = writer(tables, folder, bom)
    write_codebook(folder, tables, bom)
    write_package(folder, tables, files)


def _tables(connection: "DuckDBPyConnection", shapes: tuple[str, ...], prose: bool) -> Iterator[Table]:
    for shape in shapes:
        known = _wide(prose) if shape == WIDE else _long()
        yield Table("reports" if shape == WIDE else "cells", known, connection.sql(_query(shape, known)))
    for name in ("findings", "documents"):
        known = (*columns(name), partition(name))
        yield Table(name, known, connection.sql(f"SELECT {_names(known)} FROM {name} ORDER BY ALL"))


def _query(shape: str, known: tuple[Column, ...]) -> str:
    if shape == WIDE:
        return f"SELECT {_names(known)} FROM reports {ORDER}"
    return f"SELECT {_names(known)} FROM (SELECT c.*, r.agency, r.name FROM cells c JOIN reports r USING (sha256))"


def _names(known: tuple[Column, ...]) -> str:
    return ", ".join(c.name for c in known)


def _wide(prose: bool) -> tuple[Column, ...]:
    kept = [c for c in columns("reports") if prose or c.name not in _long_texts()]
    place = 1 + [c.name for c in kept].index("agency")
    return (*kept[:place], partition("reports"), *kept[place:])


def _long_texts() -> set[str]:
    return {*prose_columns(), "unmatched", "remarks"}


def _long() -> tuple[Column, ...]:
    """The contract's long form: who and when before every cell."""
    whose: Mapping[str, Column] = {c.name: c for c in columns("reports")}
    cells = columns("cells")
    return (whose["name"], cells[0], whose["agency"], partition("cells"), *cells[1:])
