"""What a batch leaves behind, put in order: staged rows replace older ones, every content has one report and its first
name by path leads, and many small parts become one.

Parts are never changed: those concerned are written anew, without the rows that are dropped, and replaced all at once.
"""

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import pyarrow.parquet as pq

from gongkai.archive.columns import TABLES, columns, partition
from gongkai.archive.parts import NEW, commit
from gongkai.archive.store import Archive
from gongkai.archive.views import SEED, escaped, in_memory, quoted, reading

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

LIGHT = 50_000  # documents: parts with fewer are merged when they are many, and what leads in them may change
MANY = 16
ROW_GROUP = 100_000
# So that merging needs no more memory than reading does: rows a year held back, and when the disk is used instead.
MODEST = {"partitioned_write_flush_threshold": "50000", "memory_limit": "1GB"}
MERGED, SHARD = "m", "s"  # how names of parts begin
PART = r"regexp_extract(filename, '([^/_]+)(_[0-9]+)?\.parquet$', 1)"  # the part that a file is of

DOCS = f"""
CREATE TABLE docs AS SELECT name, sha256, outcome <> 'duplicate-of' AS read, string_split(name, '/') AS path,
    name[length(regexp_extract(coalesce(container, name), '.*/')) + 1:] AS shown,
    {PART} AS part, list_contains($staged, part) AS staged, list_contains($heavy, part) AS heavy FROM
"""
# One row a document that stays: of two rows of an input the staged one, and none that could not be opened if there is
# a staged one. Of the rows of a content one is the `source`, where the report is; the `first` by path leads, but not
# before one in a heavy part. A content read in a part that is not looked at has neither.
KEPT = """
CREATE TABLE kept AS
WITH latest AS (
    SELECT *, row_number() OVER (PARTITION BY name, sha256 ORDER BY staged DESC, part) AS nth FROM docs
), valid AS (
    SELECT * FROM latest
    WHERE nth = 1 AND (staged OR sha256 IS NOT NULL OR name NOT IN (SELECT name FROM docs WHERE staged))
)
SELECT name, sha256, part, read, shown,
    sha256 IS NULL OR read
        AND row_number() OVER (PARTITION BY sha256 ORDER BY read DESC, heavy DESC, path) = 1 AS source,
    sha256 IS NULL OR row_number() OVER (PARTITION BY sha256 ORDER BY read AND heavy DESC, path) = 1
        AND bool_or(read) OVER (PARTITION BY sha256) AS first
FROM valid
"""
CONCERNED = """
SELECT part FROM docs GROUP BY part
HAVING bool_or(staged) OR ($merging AND NOT bool_or(heavy)) OR part IN (
    SELECT d.part FROM docs d LEFT JOIN kept k
        ON d.part = k.part AND d.name = k.name AND d.sha256 IS NOT DISTINCT FROM k.sha256
    WHERE k.name IS NULL OR k.read <> k.first OR k.source <> k.first)
ORDER BY part
"""
THIS = f"{PART} = k.part AND d.name = k.name AND d.sha256 IS NOT DISTINCT FROM k.sha256"
# What is left of the row of a document that turns out to be a duplicate; one that turns out to lead has them all.
DUPLICATE = {
    "outcome": "'duplicate-of'",
    "message": "NULL",
    "quarantined": "false",
    "attempts": "0",
    "format": "NULL",
    "milliseconds": "NULL",
    "year": "NULL",
}


def settle(archive: Archive) -> None:
    """Put an archive in order that no other batch is writing to. Raises OSError when the disk fails."""
    files = _Files.of(archive)
    looked_at = [part for part in files.parts if files.staged or part not in files.heavy]
    if not looked_at:
        return
    with in_memory() as connection:
        for name, value in (*MODEST.items(), ("temp_directory", str(archive.temporary()))):
            connection.execute(f"SET {name} = {quoted(value)}")
        read = files.read("documents", looked_at)
        connection.execute(f"{DOCS} {read}", {"staged": files.staged, "heavy": files.heavy})
        connection.execute(KEPT)
        concerned = [part for (part,) in connection.execute(CONCERNED, {"merging": files.merging}).fetchall()]
        if concerned:
            _rewrite(archive, connection, files, concerned)


@dataclass(frozen=True, slots=True)
class _Files:
    """The files of all parts: table -> part -> files; which parts are staged, which heavy."""

    tables: dict[str, dict[str, list[Path]]]
    staged: list[str]
    heavy: list[str]

    @classmethod
    def of(cls, archive: Archive) -> "_Files":
        """Those in the tables and those staged."""
        tables: dict[str, dict[str, list[Path]]] = {table: {} for table in TABLES}
        staged = list((archive.root / "staged").glob("*/*/*/*.parquet"))
        found = [path for table in TABLES for path in (archive.root / table).glob("*/*.parquet") if path.name != SEED]
        for path in (*found, *staged):
            tables[path.parents[1].name].setdefault(_part(path), []).append(path)
        heavy = [part for part, paths in tables["documents"].items() if _documents_in(paths) >= LIGHT]
        return cls(tables, sorted(set(map(_part, staged))), heavy)

    @property
    def parts(self) -> list[str]:
        """The names of all parts."""
        return sorted(self.tables["documents"])

    @property
    def merging(self) -> bool:
        """Whether there are too many light parts, or some of shards, which know nothing of each other."""
        light = [part for part in self.parts if part not in self.heavy]
        return len(light) > MANY or any(part.startswith(SHARD) for part in light)

    def read(self, table: str, parts: Iterable[str]) -> str:
        """SQL that reads a table of some parts; "" when they have no rows."""
        found = [str(path) for part in parts for path in self.tables[table].get(part, ())]
        return reading(map(escaped, found)) if found else ""


def _part(path: Path) -> str:
    return path.stem.partition("_")[0]


def _documents_in(paths: Iterable[Path]) -> int:
    return sum(pq.read_metadata(path).num_rows for path in paths)


def _rewrite(archive: Archive, connection: "DuckDBPyConnection", files: _Files, concerned: list[str]) -> None:
    written = archive.temporary()
    light = [part for part in concerned if part not in files.heavy]
    for parts in (light, *([part] for part in concerned if part in files.heavy)):
        name = f"{MERGED}-{uuid4().hex}"
        for table in TABLES:
            if source := files.read(table, parts):
                _copy(connection, table, source, written / NEW / table, name)
    old = [path for table in files.tables.values() for part in concerned for path in table.get(part, ())]
    commit(archive, written.name[1:], written, old)
    for folder in (archive.root / "staged").iterdir():
        shutil.rmtree(folder)


def _copy(connection: "DuckDBPyConnection", table: str, source: str, folder: Path, name: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    names = [c.name for c in (*columns(table), partition(table))]
    query = _documents(source, names) if table == "documents" else _rows(table, source, names)
    connection.execute(
        f"COPY ({query}) TO {quoted(str(folder))} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {ROW_GROUP},"
        f" PARTITION_BY (year), FILENAME_PATTERN {quoted(name + '_{i}')}, OVERWRITE_OR_IGNORE)"
    )


def _documents(source: str, names: list[str]) -> str:
    """Rows that stay; where another name of the content leads from now on, the two change roles."""
    roles = {
        n: f"CASE WHEN k.first AND NOT k.source THEN s.{n} WHEN k.read AND NOT k.first THEN {left} ELSE d.{n} END"
        for n, left in DUPLICATE.items()
    }
    listed = ", ".join(f"{roles.get(n, f'd.{n}')} AS {n}" for n in names)
    moved = f"SELECT d.* FROM {source} d JOIN kept k ON {THIS} WHERE k.source AND NOT k.first"
    return f"SELECT {listed} FROM {source} d JOIN kept k ON {THIS} LEFT JOIN ({moved}) s ON d.sha256 = s.sha256"


def _rows(table: str, source: str, names: list[str]) -> str:
    """Rows of reports that stay, under the name that leads."""
    kept = f"({PART}, d.sha256) IN (SELECT part, sha256 FROM kept WHERE source)"
    if table != "reports":
        return f"SELECT {', '.join(names)} FROM {source} d WHERE {kept}"
    listed = ", ".join("coalesce(k.shown, d.name) AS name" if n == "name" else f"d.{n}" for n in names)
    moved = "SELECT sha256, shown FROM kept WHERE first AND NOT source"
    return f"SELECT {listed} FROM {source} d LEFT JOIN ({moved}) k ON d.sha256 = k.sha256 WHERE {kept}"
