"""The hops from bytes to a report, each a pure function of the one before."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from os import PathLike, fspath
from pathlib import Path
from typing import Any, BinaryIO

from gongkai.bands import sheets
from gongkai.check import check
from gongkai.document import MAX_BYTES, Document
from gongkai.errors import LimitExceeded, NotAReport, UnreadableDocument
from gongkai.forms import TABLES
from gongkai.match import match
from gongkai.members import is_archive, only_report
from gongkai.outline import outline
from gongkai.readers import reader
from gongkai.report import Origin, Report, Tables, assemble, prose, statutory_tables
from gongkai.sniff import sniff
from gongkai.statistics_table import statistics_tables

Input = str | PathLike[str] | bytes | BinaryIO
FEW_HEADINGS = 2  # one heading like 存在的主要问题 stands in any work summary


def parse(source: Input, *, name: str | None = None, url: str | None = None) -> Report:
    """The report in a file, bytes or open binary file. Raises a GongkaiError subclass with a stable code."""
    data = load(source)
    if name is None and isinstance(source, str | PathLike):
        name = Path(source).name
    return parse_bytes(data, name, url)


def read(source: Input) -> Document:
    """The format-neutral document. Raises UnsupportedFormat, UnreadableDocument, LimitExceeded or MissingTool."""
    return _read(load(source))


def _read(data: bytes) -> Document:
    return reader(sniff(data))(data)


def parse_bytes(data: bytes, name: str | None = None, url: str | None = None) -> Report:
    """The report in these bytes, or in the one member of an archive that is one."""
    if is_archive(data):
        return only_report(data, lambda inner, path: parse_bytes(inner, f"{name}/{path}" if name else path, url))
    report: Report
    *_, (_, report) = steps(data, name, url)
    return report


def steps(data: bytes, name: str | None = None, url: str | None = None) -> Iterator[tuple[str, Any]]:
    """Every hop from bytes to report by name, with what it made."""
    document = _read(data)
    yield "read", document
    lines = sheets(document)
    matches = {table: match(lines, table) for table in TABLES}
    yield "match", matches
    older = tuple(statistics_tables(lines))
    parts = outline(prose(document, lines, statutory_tables(matches)), document.metadata)
    yield "outline", parts
    _require_report(any(matches.values()) or bool(older), len(parts.sections))
    origin = Origin(
        name, document.format, hashlib.sha256(data).hexdigest(), len(data), url or document.metadata.get("Url")
    )
    report = assemble(document, origin, Tables(lines, matches, older), parts)
    yield "check", replace(report, findings=check(report))


def _require_report(tables: bool, headings: int) -> None:
    if headings < FEW_HEADINGS and not tables:
        raise NotAReport("no statutory table and no statutory headings were found")


def load(source: Input) -> bytes:
    """The bytes of an input. Raises LimitExceeded past MAX_BYTES, UnreadableDocument when the file cannot be read."""
    if isinstance(source, bytes):
        data = source
    elif isinstance(source, str | PathLike):
        data = _load_file(Path(fspath(source)))
    else:
        data = source.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise LimitExceeded(f"the input is larger than {MAX_BYTES} bytes")
    return data


def _load_file(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise UnreadableDocument(f"{path.name} cannot be read: {error.strerror}") from error
