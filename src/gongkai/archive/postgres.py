"""An archive's tables in PostgreSQL."""

from collections.abc import Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from gongkai.archive.tables import Table
from gongkai.archive.tools import tool

KEYS = ("sha256", "year")  # columns that get an index where a table has them


def write(tables: Sequence[Table], address: str) -> None:
    """Put the tables in place of those of the same names, all or none. Raises MissingTool, OSError."""
    driver = tool("adbc_driver_postgresql.dbapi", "postgres")
    try:
        with driver.connect(address) as connection, connection.cursor() as cursor:
            for table in tables:
                _put(cursor, table)
            connection.commit()
    except driver.Error as error:
        raise OSError(f"PostgreSQL: {error}") from error


def _put(cursor: Any, table: Table) -> None:
    reader = pa.RecordBatchReader.from_batches(table.schema, map(_storable, table.batches()))
    cursor.adbc_ingest(table.name, reader, mode="replace")
    for column in table.columns:
        text = f"{column.zh} / {column.en}".replace("'", "''")
        cursor.execute(f"COMMENT ON COLUMN {table.name}.{column.name} IS '{text}'")
    for key in KEYS:
        if key in table.names:
            cursor.execute(f"CREATE INDEX ON {table.name} ({key})")


def _storable(batch: pa.RecordBatch) -> pa.RecordBatch:
    """PostgreSQL has no character NUL: the replacement character stands for it."""
    columns = (pc.replace_substring(c, "\0", "\ufffd") if pa.types.is_string(c.type) else c for c in batch.columns)
    return pa.record_batch(list(columns), schema=batch.schema)
