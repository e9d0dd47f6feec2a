"""One function a format that tables are exported to."""

import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

from gongkai.archive.codebooks import COLUMNS, TITLE, entries
from gongkai.archive.tables import Table, plain
from gongkai.archive.tools import tool
from gongkai.errors import LimitExceeded
from gongkai.export import dumps

BOM = b"\xef\xbb\xbf"
SHEET_ROWS, SHEET_TEXT = 2**20, 32_767  # of one sheet; characters of one of its cells
STATA, STATA_LABEL, STATA_TEXT = 118, 80, 2045  # version; characters of a label; bytes of a text that is no strL
SQL = {"string": "TEXT", "double": "REAL", "timestamp": "TEXT"}  # INTEGER otherwise

Files = Mapping[str, Path]  # table -> the file it is in
Writer = Callable[[Sequence[Table], Path, bool], Files]


def _each(write: Callable[[Table, Path, bool], None], ending: str) -> Writer:
    """What writes a file a table."""

    def written(tables: Sequence[Table], folder: Path, bom: bool) -> Files:
        files = {table.name: folder / f"{table.name}{ending}" for table in tables}
        for table in tables:
            write(table, files[table.name], bom)
        return files

    return written


def _csv(table: Table, path: Path, bom: bool) -> None:
    with path.open("wb") as file:
        file.write(BOM if bom else b"")
        with pa.csv.CSVWriter(file, plain(table.schema)) as writer:
            for batch in table.plain():
                writer.write_batch(batch)


def _parquet(table: Table, path: Path, _: bool) -> None:
    with pa.parquet.ParquetWriter(path, table.schema, compression="zstd") as writer:
        for batch in table.batches():
            writer.write_batch(batch)


def _jsonl(table: Table, path: Path, _: bool) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.writelines(f"{dumps(dict(zip(table.names, row, strict=True)))}\n" for row in table.rows())


def _stata(table: Table, path: Path, _: bool) -> None:
    tool("pandas", "export")
    frame = pa.Table.from_batches(table.batches(), table.schema).to_pandas()
    texts = [c.name for c in table.columns if c.type == "string"]
    frame[texts] = frame[texts].fillna("")  # Stata's missing text is the empty one
    frame.to_stata(
        path,
        write_index=False,
        version=STATA,
        data_label=table.name,
        variable_labels={c.name: c.zh[:STATA_LABEL] for c in table.columns},
        convert_strl=[name for name in texts if frame[name].str.encode("utf-8").str.len().max() > STATA_TEXT],
    )


def _sqlite(tables: Sequence[Table], folder: Path, _: bool) -> Files:
    path = folder / "archive.sqlite"
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as database, database:
        for table in tables:
            types = {c.name: SQL.get(c.type, "INTEGER") for c in table.columns}
            _sql_table(database, table.name, types, table.rows())
        books = (tuple(entry.values()) for entry in entries(tables))
        _sql_table(database, TITLE, dict.fromkeys(COLUMNS, "TEXT"), books)
    return dict.fromkeys((table.name for table in tables), path)


def _sql_table(
    database: sqlite3.Connection, name: str, types: Mapping[str, str], rows: Iterable[tuple[Any, ...]]
) -> None:
    listed = ", ".join(f'"{column}" {kind}' for column, kind in types.items())
    database.execute(f"CREATE TABLE {name} ({listed})")
    database.executemany(f"INSERT INTO {name} VALUES ({', '.join('?' * len(types))})", rows)


def _workbook(tables: Sequence[Table], folder: Path, _: bool) -> Files:
    path = folder / "archive.xlsx"
    with tool("xlsxwriter", "export").Workbook(str(path), {"constant_memory": True}) as book:
        for table in tables:
            _sheet(book, table.name, table.names, table.rows())
        _sheet(book, TITLE, COLUMNS, (tuple(entry.values()) for entry in entries(tables)))
    return dict.fromkeys((table.name for table in tables), path)


def _sheet(book: Any, name: str, head: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> None:
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, 0)
    sheet.write_row(0, 0, head, book.add_format({"bold": True}))
    for number, row in enumerate(rows, 1):
        if number == SHEET_ROWS:
            raise LimitExceeded(f"{name}: a sheet has no more than {SHEET_ROWS} rows; another format has")
        for place, value in enumerate(row):
            _cell(sheet, number, place, value)


def _cell(sheet: Any, row: int, column: int, value: Any) -> None:
    """A text stays one, even if it looks like a number, a formula or an address."""
    if isinstance(value, str):
        sheet.write_string(row, column, value[:SHEET_TEXT])
    elif value is not None:
        sheet.write(row, column, value)


WRITERS: Mapping[str, Writer] = {
    ".csv": _each(_csv, ".csv"),
    ".xlsx": _workbook,
    ".parquet": _each(_parquet, ".parquet"),
    ".dta": _each(_stata, ".dta"),
    ".sqlite": _sqlite,
    ".jsonl": _each(_jsonl, ".jsonl"),
}
PROSE = (".parquet", ".sqlite", ".jsonl")  # formats that have room for whole sections of text
