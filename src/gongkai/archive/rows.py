"""A report as rows of the archive's tables, packed to be handed from one process to another."""

import math
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from typing import Any

import pyarrow as pa

from gongkai import __version__
from gongkai.archive.columns import columns, value_columns
from gongkai.export import dumps
from gongkai.forms import TABLES as STATUTORY
from gongkai.forms import section_keys
from gongkai.report import Finding, Report

Row = tuple[Any, ...]
UNCERTAIN = "extraction.uncertain"
LEVELS = ("error", "warning", "info")
TYPES: Mapping[str, pa.DataType] = {
    "string": pa.string(),
    "double": pa.float64(),
    "int32": pa.int32(),
    "int64": pa.int64(),
    "bool": pa.bool_(),
    "timestamp": pa.timestamp("us"),
}


@dataclass(frozen=True, slots=True)
class Packed:
    """The rows of one report.

    `head` are the columns of `reports` before those of values, `values` are the values in the order of the dictionary
    as doubles with NaN for null, `cells` is an Arrow batch without its schema, `findings` are rows.
    """

    format: str
    year: int | None
    url: str | None
    head: Row
    values: bytes
    cells: bytes
    findings: tuple[Row, ...]


@cache
def schema(table: str) -> pa.Schema:
    """The columns of a table."""
    return pa.schema([pa.field(c.name, TYPES[c.type]) for c in columns(table)])


def packed(report: Report) -> Packed:
    """A report as rows."""
    source = report.source
    findings = tuple(map(clean, _findings(report)))
    return Packed(
        source.format, report.year, source.url, clean(_head(report)), _values(report), _cells(report), findings
    )


def clean(row: Iterable[Any]) -> Row:
    """A row whose texts are all UTF-8: a lone surrogate is written out."""
    return tuple(_text(value) if isinstance(value, str) else value for value in row)


def _text(value: str) -> str:
    return value if value.isascii() else value.encode("utf-8", "backslashreplace").decode()


def number(value: float | None) -> float | None:
    """A number as a double; null when it is too large for one (`raw` of its cell still says it)."""
    try:
        return None if value is None else float(value)
    except OverflowError:
        return None


def _head(report: Report) -> Row:
    source = report.source
    forms = (" ".join(report.forms.get(table) or ()) or None for table in STATUTORY)
    counts = (sum(f.level == level for f in report.findings) for level in LEVELS)
    return (
        source.sha256,
        source.name,
        report.title,
        report.agency,
        report.published_on,
        source.format,
        source.url,
        *forms,
        number(report.facts.get("processing_fee_yuan")),
        *counts,
        _uncertain(report.findings) or None,
        len(report.unmatched),
        _json([asdict(u) for u in report.unmatched]),
        _json(report.remarks),
        __version__,
        *_prose(report),
    )


def _uncertain(findings: Iterable[Finding]) -> str:
    return " ".join(dict.fromkeys(field for f in findings if f.code == UNCERTAIN for field in f.fields))


def _json(value: Sequence[Any]) -> str | None:
    return dumps(value) if value else None


def _prose(report: Report) -> Iterable[str | None]:
    """The text of each section; of one printed twice both."""
    texts: dict[str, list[str]] = {}
    for section in report.sections:
        texts.setdefault(section.key, []).append(section.text)
    return ("\n".join(texts[key]) if key in texts else None for key in section_keys())


def _values(report: Report) -> bytes:
    found = [report.values.get(field) for field in value_columns()]
    try:
        return _doubles(found)
    except OverflowError:
        return _doubles(map(number, found))


def _doubles(values: Iterable[float | None]) -> bytes:
    return array("d", (math.nan if value is None else value for value in values)).tobytes()


def _findings(report: Report) -> Iterable[Row]:
    digest = report.source.sha256
    for n, f in enumerate(report.findings, 1):
        yield digest, n, f.code, f.level, f.message, " ".join(f.fields) or None, number(f.expected), number(f.found)


NO_BOX = (None,) * 4
EXACT = 2**53  # doubles hold every whole number up to here


def _cells(report: Report) -> bytes:
    listed = _listed(report)
    try:
        batch = _batch(report.source.sha256, listed)
    except (UnicodeEncodeError, pa.ArrowInvalid):  # a lone surrogate, a number that is no double: rare, not looked for
        batch = _batch(report.source.sha256, [tuple(map(_storable, column)) for column in listed])
    message: bytes = batch.serialize().to_pybytes()
    return message


def _storable(value: Any) -> Any:
    if isinstance(value, str):
        return _text(value)
    return number(value) if isinstance(value, int) and abs(value) > EXACT else value


def _listed(report: Report) -> list[Row]:
    """The columns of cells in their order, without the first."""
    if not report.cells:
        return [()] * (len(schema("cells")) - 1)
    *before, box, table, row, column, _ = zip(*report.cells, strict=True)
    nothing = (None,) * len(box)
    corners = zip(*(corner or NO_BOX for corner in box), strict=True) if any(box) else (nothing,) * 4
    suggested = tuple(map(report.suggestions.get, before[0])) if report.suggestions else nothing
    return [*before, *corners, table, row, column, suggested]


def _batch(sha256: str, listed: Sequence[Row]) -> pa.RecordBatch:
    wanted = schema("cells")
    arrays = (pa.array(column, f.type) for column, f in zip(listed, list(wanted)[1:], strict=True))
    return pa.record_batch([pa.repeat(sha256, len(listed[0])), *arrays], schema=wanted)


def cells(packed: Packed) -> pa.RecordBatch:
    """The rows of cells of a report."""
    return pa.ipc.read_record_batch(pa.py_buffer(packed.cells), schema("cells"))
