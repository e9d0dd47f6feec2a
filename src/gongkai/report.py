"""The report: what the contract promises of one document, assembled from matches and outline."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache, partial
from itertools import chain, filterfalse
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from gongkai.bands import LONG, Run, Sheet, Skeleton, label, likeness, wordings
from gongkai.document import Cell, Document, Paragraph, Table
from gongkai.forms import PATH_MARK, TABLES, kind, templates, unit
from gongkai.match import Match, Reading
from gongkai.outline import Outline, Section
from gongkai.rows import Row, rows
from gongkai.statistics_table import remarks
from gongkai.values import Number, in_unit, is_value, read_value, unit_in_label

if TYPE_CHECKING:
    import pandas as pd

TITLE_LIKE = 0.8  # a band's title (第二十条第（一）项) with one wrong character is still no prose
NO_UNIT = "no label names the column of this amount: its unit is the form's only by guess"
MOST_OF_A_ROW = 60  # characters: a longer paragraph is prose that mentions a label
OUTSIDE = "the row was not found, and a line outside the tables begins with its label"
LOST_NUMBER = "a number is printed beside the table that may belong to this cell"


@dataclass(frozen=True, slots=True)
class Origin:
    """The input itself; `sha256` and `bytes` are of what was read."""

    name: str | None
    format: str
    sha256: str
    bytes: int
    url: str | None = None
    retrieved_at: str | None = None


class Entry(NamedTuple):
    """One field as printed. Page, table, row and column count from 1; box in points from the page's top left."""

    field: str
    value: Number | None
    status: str
    raw: str | None
    unit: str | None
    label: str
    score: float
    page: int | None = None
    box: tuple[float, float, float, float] | None = None
    table: int | None = None
    row: int | None = None
    column: int | None = None
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class Unmatched:
    """A labelled row or a number of a statutory table that no field claimed."""

    table: int | None
    row: int | None
    label: str
    raw: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """What does not add up, or where the parser is in doubt; `fields` may name prefixes."""

    code: str
    level: str
    message: str
    fields: tuple[str, ...] = ()
    expected: Number | None = None
    found: Number | None = None


@dataclass(frozen=True)
class Report:
    """One annual report. `forms` and `matches` have None for a table that was not found.

    `suggestions` are other readings of recognised figures, by field, with which sums that fail would hold.
    """

    source: Origin
    title: str | None
    agency: str | None
    year: int | None
    published_on: str | None
    forms: Mapping[str, tuple[str, ...] | None]
    sections: tuple[Section, ...]
    facts: Mapping[str, Number | None]
    cells: tuple[Entry, ...]
    unmatched: tuple[Unmatched, ...]
    remarks: tuple[str, ...]
    findings: tuple[Finding, ...] = field(default=())
    suggestions: Mapping[str, Number] = field(default_factory=lambda: MappingProxyType({}))

    @cached_property
    def entries(self) -> Mapping[str, Entry]:
        """The cells by field."""
        return {e.field: e for e in self.cells}

    @cached_property
    def values(self) -> Mapping[str, Number | None]:
        """The values by field."""
        return {e.field: e.value for e in self.cells}

    def value(self, field: str) -> Number | None:
        """The value of a field; None when it is blank, not printed, or not of the forms found."""
        return self.values.get(field)

    def to_dict(self) -> dict[str, Any]:
        """The report object of the contract, ready for JSON."""
        from gongkai.export import to_dict

        return to_dict(self)

    def to_frame(self) -> "pd.DataFrame":
        """One row a cell, long form. Raises MissingTool without pandas."""
        from gongkai.export import to_frame

        return to_frame(self)


def statutory_tables(matches: Mapping[str, Match | None]) -> frozenset[tuple[int, int]]:
    """Every line, as (table, row) from 0, that some match claims."""
    return frozenset(key for m in matches.values() if m for key in m.lines)


def prose(document: Document, sheets: Sequence[Sheet], claimed: frozenset[tuple[int, int]]) -> list[Paragraph]:
    """The paragraphs of the document and the full-width text rows of its tables, in order, band titles left out."""
    found: list[Paragraph] = []
    rest = iter(sheets)
    for block in document.blocks:
        if isinstance(block, Paragraph):
            found.append(block)
        else:
            found.extend(_full_width(next(rest), claimed))
    return found


def _full_width(sheet: Sheet, claimed: frozenset[tuple[int, int]]) -> Iterator[Paragraph]:
    for row, start in _alone(sheet.skeleton):
        if (sheet.table, row) not in claimed:
            cell = sheet.cells[start]
            yield from (Paragraph(text, cell.source) for text in cell.text.split("\n"))


@lru_cache(maxsize=1024)
def _alone(skeleton: Skeleton) -> tuple[tuple[int, int], ...]:
    """(row, index of the cell) where one cell with text that is no band's title is all of a row."""
    found = (r for r in skeleton.runs if r.stop - r.start == 1 and len(r.texts) == 1 and not r.carried)
    return tuple((r.row, r.start) for r in found if not _is_band_title(r.texts[0]))


def _is_band_title(text: str) -> bool:
    titles = {b.title for table in TABLES for t in templates(table) for b in t.bands if b.title}
    return len(label(text).body) < 2 * max(map(len, titles)) and any(likeness(text, t) >= TITLE_LIKE for t in titles)


@dataclass(frozen=True, slots=True)
class Torn:
    """The tables beside a number that stands alone, and by id their cells next to it."""

    tables: frozenset[int]
    edges: frozenset[int]


@dataclass(frozen=True, slots=True)
class Tables:
    """The tables of a document, what was matched among them, and the older 统计表 among the rest."""

    sheets: tuple[Sheet, ...]
    matches: Mapping[str, Match | None]
    older: tuple[Sheet, ...]


def assemble(document: Document, source: Origin, tables: Tables, outline: Outline) -> Report:
    """The report without its findings."""
    stray = tuple(_stray_numbers(document, tables.matches))
    torn = _torn_cells(document.tables, stray)
    found = [m for m in tables.matches.values() if m]
    return Report(
        source=source,
        title=outline.title,
        agency=outline.agency,
        year=outline.year,
        published_on=outline.published_on,
        forms={table: m.template.forms if m else None for table, m in tables.matches.items()},
        sections=outline.sections,
        facts={"processing_fee_yuan": outline.processing_fee},
        cells=tuple(chain.from_iterable(_entries(m, document, torn) for m in found)),
        unmatched=(*_unmatched(tables), *(Unmatched(None, None, "", (text,)) for _, text in stray)),
        remarks=(*document.remarks, *outline.remarks, *remarks(tables.older)),
    )


def _with_prose(found: Match, document: Document) -> Iterable[Reading]:
    """The readings, with a doubt where a row that was not found is named by a line of its own outside the tables."""
    absent = [r for r in found.readings if r.cell is None and not r.doubt]
    if not absent:
        return found.readings
    lines = [label(p.text).body for p in document.paragraphs if len(p.text) <= MOST_OF_A_ROW]
    names = dict(pair for row in rows(found.template) for pair in _names(row))
    lost = {r.field for r in absent if any(_begins(line, head) for head in names[r.field] for line in lines)}
    return (r._replace(doubt=OUTSIDE) if r.field in lost else r for r in found.readings)


def _names(row: Row) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each field of a row with the labels that name it: the row's own, or its column's where the row has none."""
    for name, column in zip(row.fields, row.band.columns, strict=True):
        printed = (row.axis.leaf,) if row.axis.leaf else column.path
        yield name, tuple(known.head for text in printed for known in wordings(text))


def _begins(line: str, head: str) -> bool:
    """Whether a line is a label, or begins with one long enough to be no common word."""
    return line == head or (len(head) >= LONG and line.startswith(head))


class Named(NamedTuple):
    """What the printed labels of fields make of them, each a column: the labels on one line and the units of values.

    `stated` are the units of money that labels state, `doubts` what is doubtful about those, `nameless` what is
    doubtful about an amount because no label names its column.
    """

    labels: tuple[str, ...]
    units: tuple[str, ...]
    stated: tuple[str, ...]
    doubts: tuple[str, ...]
    nameless: tuple[str, ...]


_made = partial(tuple.__new__, Entry)  # half the time of calling Entry, and a report has 200


def _entries(found: Match, document: Document, torn: Torn) -> Iterable[Entry]:
    """The entries of one table, in the order of its readings."""
    if None not in [r.cell for r in found.readings]:
        return _printed(found.readings, torn)
    readings = tuple(_with_prose(found, document))
    rest = _printed([r for r in readings if r.cell], torn)
    return (next(rest) if r.cell else _missing(r, torn) for r in readings)


def _missing(reading: Reading, torn: Torn) -> Entry:
    field, labels = reading.field, _joined(reading.row_label, reading.column_label)
    doubt = reading.doubt or LOST_NUMBER * bool(torn.tables)
    return Entry(field, None, "missing", None, unit(field) or None, labels, 0.0, doubt=doubt)


def _printed(readings: Sequence[Reading], torn: Torn) -> Iterator[Entry]:
    """The entries of readings with cells; column by column, for a report has hundreds of them."""
    if not readings:
        return iter(())
    fields, cells, sheets, row_labels, column_labels, scores, doubts = zip(*readings, strict=True)
    labels, units, stated, unclear, nameless = _named(fields, row_labels, column_labels)
    rows_, columns, texts, _, _, sources, *_ = zip(*cells, strict=True)
    values, statuses, in_, unsure = zip(*map(_valued, texts, units, stated), strict=True)
    if torn.tables or any(unsure) or any(unclear) or any(nameless):
        lost = _lost(cells, values, sheets, torn)
        every = zip(doubts, unsure, unclear, lost, nameless, values, strict=True)
        doubts = tuple(d or u or n or edge or (name if v else "") for d, u, n, edge, name, v in every)
    rounded = {score: round(score, 3) for score in set(scores)}
    pages, boxes = [source.page for source in sources], [source.box for source in sources]
    places = (_plus_one(sheets), _plus_one(rows_), _plus_one(columns))
    told = (fields, values, statuses, texts, in_, labels, map(rounded.__getitem__, scores))
    return map(_made, zip(*told, pages, boxes, *places, doubts, strict=True))


_plus_one = partial(map, (1).__add__)


def _lost(cells: Sequence[Cell], values: Sequence[Number | None], sheets: Sequence[int], torn: Torn) -> list[str]:
    """The doubt of each cell that a number which stands alone beside the table may belong to it."""
    each = zip(cells, values, sheets, strict=True)
    return [LOST_NUMBER * (id(c) in torn.edges or (v is None and table in torn.tables)) for c, v, table in each]


@lru_cache(maxsize=256)
def _named(fields: Sequence[str], row_labels: Sequence[str], column_labels: Sequence[str]) -> Named:
    labels = tuple(map(_joined, row_labels, column_labels))
    amounts = [kind(field) == "amount" for field in fields]
    money = [unit_in_label(text) if amount else ("", "") for text, amount in zip(labels, amounts, strict=True)]
    stated, doubts = zip(*money, strict=True)
    nameless = tuple(NO_UNIT * (amount and not name) for amount, name in zip(amounts, column_labels, strict=True))
    return Named(labels, tuple(map(unit, fields)), stated, doubts, nameless)


def _joined(row: str, column: str) -> str:
    """Row and column label on one line: breaks and spaces in a label are the layout's."""
    return PATH_MARK.join(filter(None, ("".join(row.split()), "".join(column.split()))))


@lru_cache(maxsize=65536)
def _valued(text: str, unit: str, stated: str) -> tuple[Number | None, str, str | None, str]:
    """Value, status, unit and doubt of a cell of a field in that unit: most cells of most reports are 0 or blank."""
    printed = read_value(text)
    number, in_ = in_unit(printed, unit, stated)
    return number, printed.status, in_ or None, printed.doubt


def _unmatched(tables: Tables) -> Iterator[Unmatched]:
    """Of every table with a claimed line, and the older ones: labelled rows and numbers not claimed, no headers."""
    matches = [m for m in tables.matches.values() if m]
    claimed = statutory_tables(tables.matches)
    headers = {key for m in matches for key in m.headers}
    read = {id(r.cell) for m in matches for r in m.readings}
    numbers = {table for table, _ in claimed} | {s.table for s in tables.older}
    for sheet in (s for s in tables.sheets if s.table in numbers):
        for run in sheet.skeleton.runs:
            if (key := (sheet.table, run.row)) in claimed:
                rest = sheet.cells[run.start + run.leaf + 1 : run.stop]
                if not read.issuperset(map(id, rest)):  # nearly never
                    yield from _left(sheet, run, [c for c in rest if id(c) not in read], True)
            elif key not in headers:
                yield from _left(sheet, run, [c for c in sheet.cells[run.start : run.stop] if id(c) not in read], False)


def _left(sheet: Sheet, run: Run, rest: Iterable[Cell], claimed: bool) -> Iterator[Unmatched]:
    left = tuple(c.text for c in rest if is_value(c.text))
    room = run.stop - run.start > len(run.texts)
    if left or (not claimed and run.texts and room and not all(map(_is_band_title, run.texts))):
        before = sheet.cells[run.start : run.start + run.leaf + 1]
        labels = PATH_MARK.join(c.text.strip() for c in before if c.text in run.texts)
        yield Unmatched(sheet.table + 1, run.row + 1, labels, left)


def _torn_cells(tables: Sequence[Table], stray: Sequence[tuple[int, str]]) -> Torn:
    edges = [cell for above, _ in stray for cell in (*tables[above].cells[-1:], *tables[above + 1].cells[:1])]
    return Torn(frozenset(t for above, _ in stray for t in (above, above + 1)), frozenset(map(id, edges)))


def _stray_numbers(document: Document, matches: Mapping[str, Match | None]) -> Iterator[tuple[int, str]]:
    """Numbers that stand alone between the pieces of a statutory table, after which table: cells torn off it."""
    spans = [(min(m.lines)[0], max(m.lines)[0]) for m in matches.values() if m]
    table = -1
    for block in document.blocks:
        if isinstance(block, Table):
            table += 1
        elif any(first <= table < last for first, last in spans) and _is_number(block.text):
            yield table, block.text


def _is_number(text: str) -> bool:
    return read_value(text).status == "value" and is_value(text)


def covering(fields: Iterable[str], known: Sequence[str]) -> tuple[str, ...]:
    """The shortest prefixes that cover exactly these of the known fields, in the order of those."""
    wanted = set(fields)
    other: set[str] = set().union(*map(_prefixes, filterfalse(wanted.__contains__, known)))
    found: list[str] = []
    inside = "."
    for name in filter(wanted.__contains__, known):
        if not name.startswith(inside):
            found.append(next(filterfalse(other.__contains__, _prefixes(name)), name))
            inside = f"{found[-1]}."
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=1024)
def _prefixes(name: str) -> tuple[str, ...]:
    parts = name.split(".")
    return tuple(".".join(parts[: i + 1]) for i in range(len(parts)))
