"""The tables of an archive as views of DuckDB."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from gongkai import __version__
from gongkai.archive.columns import TABLES, Column, codebook, columns, partition
from gongkai.archive.parts import NO_YEAR
from gongkai.archive.store import Archive, placing, write_whole
from gongkai.archive.tools import tool

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

SEED = "empty.parquet"  # of every table, so that its pattern always finds a file with all its columns
QUARANTINE = "SELECT name, sha256, outcome, message FROM documents WHERE quarantined"
DUPLICATES = """SELECT copy.sha256, copy.name, first.name AS duplicate_of FROM documents copy JOIN documents first
USING (sha256) WHERE copy.outcome = 'duplicate-of' AND first.outcome <> 'duplicate-of'"""


def connect(root: Path | str) -> "DuckDBPyConnection":
    """A DuckDB connection (in memory) with the views of an archive; a batch may write to it meanwhile.

    Raises MissingTool without DuckDB, FileNotFoundError where there is no archive.
    """
    archive = Archive(Path(root).absolute())
    if not (archive.root / "archive.json").exists():
        raise FileNotFoundError(f"{root} is no archive")
    connection = in_memory()
    define(connection, archive)
    return connection


def in_memory() -> "DuckDBPyConnection":
    """A connection to an empty database in memory."""
    connection: DuckDBPyConnection = tool("duckdb", "archive").connect()
    connection.execute("SET enable_progress_bar = false")
    return connection


def refresh(archive: Archive) -> None:
    """Write `gongkai.duckdb`, if it is not that of this folder and version; who reads the old one goes on reading."""
    made_by = f"{__version__} {archive.root}"
    note = archive.database.with_suffix(".made-by")
    if archive.database.exists() and note.exists() and note.read_text(encoding="utf-8") == made_by:
        return
    for table in TABLES:
        _sow(archive, table)
    with placing(archive, archive.database) as path, tool("duckdb", "archive").connect(str(path)) as connection:
        define(connection, archive)
        connection.execute(f"BEGIN; {'; '.join(_comments())}; COMMIT")
    write_whole(archive, note, made_by.encode())


def _comments() -> Iterator[str]:
    return (f"COMMENT ON COLUMN {c.table}.{c.name} IS {quoted(f'{c.zh} / {c.en}')}" for c in codebook())


def _sow(archive: Archive, table: str) -> None:
    import pyarrow.parquet as pq

    from gongkai.archive.rows import schema

    path = archive.root / table / f"year={NO_YEAR}" / SEED
    if not path.exists() or pq.read_schema(path) != schema(table):
        path.parent.mkdir(exist_ok=True)
        with placing(archive, path) as temporary:
            pq.write_table(schema(table).empty_table(), temporary)


def define(connection: "DuckDBPyConnection", archive: Archive) -> None:
    """Make the views and the table `codebook`."""
    for table in TABLES:
        view(connection, archive, table)
    connection.execute(f"CREATE VIEW quarantine AS {QUARANTINE}")
    connection.execute(f"CREATE VIEW duplicates AS {DUPLICATES}")
    head = ", ".join(f'"{name}" VARCHAR' for name in Column.__slots__)
    rows = "), (".join(", ".join(quoted(getattr(c, name)) for name in Column.__slots__) for c in codebook())
    connection.execute(f"CREATE TABLE codebook ({head}); INSERT INTO codebook VALUES ({rows})")


def view(connection: "DuckDBPyConnection", archive: Archive, table: str) -> None:
    """Make the view of one table."""
    names = ", ".join(c.name for c in (*columns(table), partition(table)))
    files = reading([f"{escaped(str(archive.root / table))}/*/*.parquet"])
    connection.execute(f"CREATE VIEW {table} AS SELECT {names} FROM {files}")


def escaped(path: str) -> str:
    """A path in which what stands for itself does not stand for more."""
    return re.sub(r"([*?\[])", r"[\1]", path)


def reading(files: Iterable[str]) -> str:
    """SQL that reads files of one table, with the file each row is from."""
    listed = ", ".join(map(quoted, files))
    return (
        f"read_parquet([{listed}], filename = true, union_by_name = true,"
        " hive_partitioning = true, hive_types = {'year': INTEGER})"
    )


def quoted(text: str) -> str:
    """A literal of SQL."""
    return "'" + text.replace("'", "''") + "'"
