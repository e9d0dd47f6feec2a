"""Identities and rules -> findings. One rule, one function, one stable code."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import groupby
from operator import attrgetter

from gongkai.claims import TOLERANCE, disagreements
from gongkai.forms import TABLES, Identity, forms, identities, kind, section_keys, templates
from gongkai.report import Entry, Finding, Report, covering
from gongkai.values import Number

Rule = Callable[[Report], Iterator[Finding]]
FIELD, STATUS, DOUBT = map(attrgetter, ("field", "status", "doubt"))  # of entries
EMPTY = frozenset(("blank", "dash"))


def check(report: Report) -> tuple[Finding, ...]:
    """All findings on a report, in the order of the rules."""
    return tuple(finding for rule in RULES for finding in rule(report))


def _sums(report: Report) -> Iterator[Finding]:
    """勾稽关系: the balance printed in the head of table 3, its totals, and the totals of table 4."""
    for table, names in report.forms.items():
        template = next((t for t in templates(table) if t.forms == names), None)
        for identity in identities(template) if template else ():
            yield from _sum(report, identity)


def _sum(report: Report, identity: Identity) -> Iterator[Finding]:
    value = report.values.get
    expected, found = list(map(value, identity.expected)), list(map(value, identity.found))
    if sum(filter(None, expected)) == sum(filter(None, found)) or not _fails(expected, found):
        return
    zeros = "; cells without a number can only be zeros here" if None in expected or None in found else ""
    sums = _total(expected), _total(found)
    message = f"{identity.rule}: expected {sums[0]}, found {sums[1]}{zeros}"
    yield Finding(identity.code, "error", message, (*identity.found, *identity.expected), *sums)


def _total(terms: Iterable[Number | None]) -> Number:
    return round(sum(filter(None, terms)), 9)  # 1.1 + 2.2 is 3.3 to a reader


def _fails(expected: Sequence[Number | None], found: Sequence[Number | None]) -> bool:
    """With cells unknown, only a sum that is too large whatever they hold fails; a negative number leaves that open."""
    excess = _total(expected) - _total(found)
    unknown = None in expected, None in found
    if any(unknown) and any(term is not None and term < 0 for term in (*expected, *found)):
        return False
    too_much, too_little = excess > TOLERANCE and not unknown[1], excess < -TOLERANCE and not unknown[0]
    return too_much or too_little


def _not_a_count(report: Report) -> Iterator[Finding]:
    """Counts are whole, and not negative where the form gives no sign."""
    for entry in report.cells:
        if (value := entry.value) is not None and (value < 0 or isinstance(value, float)) and _is_unlawful(entry):
            yield Finding("values.not-a-count", "error", f"{entry.raw!r} is not a count", (entry.field,), None, value)


def _is_unlawful(entry: Entry) -> bool:
    """Whether a number that is negative or a float is none that its field may have."""
    kind_ = kind(entry.field)
    return kind_ != "amount" and (isinstance(entry.value, float) or kind_ == "count")


def _blank(report: Report) -> Iterator[Finding]:
    """Cells left blank or dashed in a table that otherwise has numbers."""
    if EMPTY.isdisjoint(map(STATUS, report.cells)):
        return
    for table, entries in _by_table(report):
        empty = [e.field for e in entries if e.status in EMPTY]
        if empty and any(e.value is not None for e in entries):
            names = covering(empty, [e.field for e in entries])
            yield Finding("values.blank", "info", f"{len(empty)} cells of {table} are blank or dashed", names)


def _missing_table(report: Report) -> Iterator[Finding]:
    """条例第五十条 (一)-(三): the three statutory tables."""
    for table in TABLES:
        if report.forms[table] is None:
            yield Finding("structure.missing-table", "error", f"the table of {table} was not found", (table,))


def _missing_section(report: Report) -> Iterator[Finding]:
    """条例第五十条: the six parts of a report."""
    printed = {s.key for s in report.sections if s.title}
    for key in section_keys():
        if key not in printed:
            yield Finding(
                "structure.missing-section", "warning", f"no heading of section {key} was found", (f"sections.{key}",)
            )


def _misnumbered_section(report: Report) -> Iterator[Finding]:
    """The six sections are numbered 一 to 六; a report of the years before the forms has its own order."""
    for section in report.sections if any(report.forms.values()) else ():
        lawful = section_keys().index(section.key) + 1
        if section.number not in (None, lawful):
            message = f"{section.title!r} is section {lawful} of the form"
            yield Finding(
                "structure.misnumbered-section",
                "warning",
                message,
                (f"sections.{section.key}",),
                lawful,
                section.number,
            )


def _outdated_form(report: Report) -> Iterator[Finding]:
    """A table on a form that was not in force in the year of the figures."""
    for table, names in report.forms.items():
        year = report.year
        if year is None or not names or any(f.in_force(year) for f in forms() if f.name in names):
            continue
        yield Finding(
            "structure.outdated-form", "warning", f"{table} is on the form of {names[0]}, the year is {year}", (table,)
        )


def _mixed_forms(report: Report) -> Iterator[Finding]:
    """Tables of different generations in one report."""
    named = {table: set(names) for table, names in report.forms.items() if names}
    if named and not set.intersection(*named.values()):
        shown = ", ".join(f"{table}: {'/'.join(sorted(names))}" for table, names in named.items())
        yield Finding("structure.mixed-forms", "warning", f"tables of different forms: {shown}", tuple(named))


def _text_disagrees(report: Report) -> Iterator[Finding]:
    """Prose states a number that no lawful reading of the tables gives."""
    for claim in disagreements(report.sections, report.values.get, report.year):
        nearest = min(claim.expected, key=lambda reading: abs(reading - claim.found), default=None)
        yield Finding("text.disagrees", "warning", claim.message, claim.fields, nearest, claim.found)


def _uncertain(report: Report) -> Iterator[Finding]:
    """Every cell the parser is in doubt about, one finding a table and reason."""
    for table, entries in _by_table(report) if any(map(DOUBT, report.cells)) else ():
        doubtful = sorted(filter(DOUBT, entries), key=DOUBT)
        for doubt, same in groupby(doubtful, DOUBT):
            names = covering((e.field for e in same), [e.field for e in entries])
            yield Finding("extraction.uncertain", "warning", f"{table}: {doubt}", names)


def _by_table(report: Report) -> Iterator[tuple[str, list[Entry]]]:
    start = 0
    for table, same in groupby(map(_table, map(FIELD, report.cells))):
        stop = start + len(list(same))
        yield table, list(report.cells[start:stop])
        start = stop


@lru_cache(maxsize=1024)
def _table(field: str) -> str:
    return field.split(".")[0]


RULES: Iterable[Rule] = (
    _sums,
    _not_a_count,
    _blank,
    _missing_table,
    _missing_section,
    _misnumbered_section,
    _outdated_form,
    _mixed_forms,
    _text_disagrees,
    _uncertain,
)
