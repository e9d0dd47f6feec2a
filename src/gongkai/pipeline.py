"""The hops from bytes to a report, each a pure function of the one before."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from os import PathLike, fspath
from pathlib import Path
from typing import Any, BinaryIO

from gongkai import second_opinion
from gongkai.bands import sheets
from gongkai.check import check
from gongkai.document import MAX_BYTES, Document
from gongkai.errors import GongkaiError, LimitExceeded, MissingTool, NotAReport, UnreadableDocument
from gongkai.evidence import weighed
from gongkai.forms import TABLES
from gongkai.match import match
from gongkai.members import is_archive, only_report
from gongkai.outline import outline
from gongkai.readers import Again, drawer, illustrated, reader, second
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


def draw(source: Input, folder: Path) -> list[Path]:
    """A picture of each page with rules, cells and, if it is a report, what the cells were read as, in a folder.

    Raises what `read` raises; UnsupportedFormat for a format without pages, MissingTool without Pillow.
    """
    data = load(source)
    write = drawer(sniff(data))
    try:
        entries = parse_bytes(data).cells
    except NotAReport:
        entries = ()
    from gongkai.readers._drawing import Mark

    marks = (
        Mark(page, box, f"{e.field.split('.')[-1]}={e.value}", bool(e.doubt))
        for e in entries
        if (page := e.page) and (box := e.box)
    )
    return write(data, marks, folder)


def parse_bytes(data: bytes, name: str | None = None, url: str | None = None) -> Report:
    """The report in these bytes, or in the one member of an archive that is one."""
    if is_archive(data):
        return only_report(data, lambda inner, path: parse_bytes(inner, f"{name}/{path}" if name else path, url))
    report: Report
    *_, (_, report) = steps(data, name, url)
    return report


def steps(data: bytes, name: str | None = None, url: str | None = None) -> Iterator[tuple[str, Any]]:
    """Every hop from bytes to report by name, with what it made; a second reading only of what the first doubts."""
    document = _read(data)
    yield "read", document
    origin = Origin(
        name, document.format, hashlib.sha256(data).hexdigest(), len(data), url or document.metadata.get("Url")
    )
    made: Any = None
    try:
        for hop, made in _hops(document, origin):
            yield hop, made
    except NotAReport:
        if not (shown := illustrated(document, data)):
            raise
    else:
        shown = _illustrated(document, data) if None in made.forms.values() else None
    for hop, made in _hops(shown, origin) if shown else ():
        yield hop, made
    if second_opinion.wanted(made) and (again := second(document.format)):
        yield "second", _weighed(made, data, again)


def _illustrated(document: Document, data: bytes) -> Document | None:
    """A document with what its pictures say, or with a remark that they could not be read; None without pictures."""
    try:
        return illustrated(document, data)
    except MissingTool as error:
        return replace(document, remarks=(*document.remarks, f"pictures not read: {error}"))


def _hops(document: Document, origin: Origin) -> Iterator[tuple[str, Any]]:
    """Every hop from a document to its report."""
    lines = sheets(document)
    matches = {table: match(lines, table) for table in TABLES}
    yield "match", matches
    older = tuple(statistics_tables(lines))
    parts = outline(prose(document, lines, statutory_tables(matches)), document.metadata)
    yield "outline", parts
    _require_report(any(matches.values()) or bool(older), len(parts.sections))
    report = weighed(assemble(document, origin, Tables(lines, matches, older), parts), document)
    yield "check", replace(report, findings=check(report))


def _weighed(report: Report, data: bytes, again: Again) -> Report:
    """A report and what another engine reads on the pages of its tables; a remark where that engine fails."""
    try:
        *_, (_, other) = _hops(again(data, second_opinion.pages(report)), report.source)
    except GongkaiError as error:
        both = replace(report, remarks=(*report.remarks, f"not read again: {error}"))
    else:
        both = second_opinion.compared(report, other)
    both = second_opinion.mistrusted(both)
    return replace(both, findings=check(both))


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
