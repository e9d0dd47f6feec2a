"""Tables on their way out of an archive: columns, and rows that are fetched as they are written."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from gongkai.archive.columns import Column
from gongkai.archive.rows import TYPES

if TYPE_CHECKING:
    from duckdb import DuckDBPyRelation

ROWS = 20_000  # in memory at a time
ISO = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(frozen=True, slots=True)
class Table:
    """A table to export, its rows not yet fetched."""

    name: str
    columns: tuple[Column, ...]
    relation: "DuckDBPyRelation"

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its columns."""
        return tuple(c.name for c in self.columns)

    @property
    def schema(self) -> pa.Schema:
        """Its columns, with their descriptions as metadata."""
        return pa.schema([pa.field(c.name, TYPES[c.type], metadata=_described(c)) for c in self.columns])

    def batches(self) -> Iterator[pa.RecordBatch]:
        """Its rows."""
        schema = self.schema
        for batch in self.relation.to_arrow_reader(ROWS):
            yield pa.record_batch([a.cast(f.type) for a, f in zip(batch.columns, schema, strict=True)], schema=schema)

    def plain(self) -> Iterator[pa.RecordBatch]:
        """Its rows, times as texts (ISO 8601)."""
        return map(_with_iso_times, self.batches())

    def rows(self) -> Iterator[tuple[Any, ...]]:
        """Its rows as tuples, times as texts."""
        for batch in self.plain():
            yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)


def plain(schema: pa.Schema) -> pa.Schema:
    """The columns with times as texts."""
    return pa.schema([f.with_type(pa.string()) if pa.types.is_timestamp(f.type) else f for f in schema])


def _with_iso_times(batch: pa.RecordBatch) -> pa.RecordBatch:
    iso = [pc.strftime(c, ISO) if pa.types.is_timestamp(c.type) else c for c in batch.columns]
    return pa.record_batch(iso, schema=plain(batch.schema))


def _described(column: Column) -> dict[str, str]:
    return {"zh": column.zh, "en": column.en, "unit": column.unit, "field": column.field}
