"""Arithmetic as evidence on figures that were recognised, not read: the sums of a form are a parity code over cells.

A figure the recogniser is not sure of is confirmed by a sum that holds in which nothing else is in doubt, or by two.
Where sums fail, the smallest sets of other readings that would make all of them hold are looked for; the only such
set is suggested, and nothing is ever changed: published sums are wrong often enough. Pure; knows no format.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from gongkai.document import Document, Recognised
from gongkai.forms import TABLES, Identity, identities, templates
from gongkai.report import Entry, Report
from gongkai.values import Number, read_value

SURE = 0.97  # chance from which a figure counts as read
BEYOND = (
    0.9995  # chance from which not even a sum that fails makes a figure doubtful while another reading would mend it
)
ENOUGH = 2  # sums that hold and confirm a figure whatever else in them is in doubt
MOST = 3  # figures taken to be misread at once
TRIED = 4000  # combinations of readings tried for one knot of sums that fail

UNSURE = "the recogniser is not sure of the figure"
CONTRADICTED = "the recogniser is not sure of the figure, and its sums do not hold"
MENDED = "the sums of the figure do not hold, and would with another reading of it"

Readings = Mapping[str, tuple[Recognised, ...]]
Change = tuple[str, Number]


@dataclass(frozen=True)
class Scale:
    """The figures of a report on the balance: values, sums whose terms are all numbers, readings by field."""

    values: Mapping[str, Number]
    sums: tuple[Identity, ...]
    readings: Readings

    @cached_property
    def failing(self) -> tuple[Identity, ...]:
        """The sums that do not hold."""
        return tuple(s for s in self.sums if not holds(s, self.values))

    @cached_property
    def by_field(self) -> Mapping[str, tuple[Identity, ...]]:
        """The sums each field is a term of."""
        found: dict[str, list[Identity]] = defaultdict(list)
        for one in self.sums:
            for name in terms(one):
                found[name].append(one)
        return {name: tuple(some) for name, some in found.items()}

    @cached_property
    def doubtful(self) -> frozenset[str]:
        """The fields whose figure the recogniser is not sure of."""
        return frozenset(name for name, found in self.readings.items() if found[0].chance < SURE)

    @cached_property
    def others(self) -> Mapping[str, tuple[Number, ...]]:
        """The other values each field may have by the recogniser's readings, the likeliest first."""
        found = {name: tuple(numbers(some[1:], self.values.get(name))) for name, some in self.readings.items()}
        return {name: some for name, some in found.items() if some}


def weighed(report: Report, document: Document) -> Report:
    """The report with doubts on figures that were not surely recognised and not confirmed, and with suggestions.

    A report of a document that prints its text itself comes back as it is. Findings are still to be made.
    """
    readings = recognised(report, document)
    if not readings:
        return report
    scale = scale_of(report, readings)
    mended = frozenset(name for some in mends(scale) for name, _ in some)
    offered = suggestions(scale)
    cells = tuple(judged(entry, scale, mended, offered) for entry in report.cells)
    return replace(report, cells=cells, suggestions=offered)


def recognised(report: Report, document: Document) -> Readings:
    """The readings of the cell of each field that was recognised."""
    places = {
        (t, c.row, c.column): c.readings
        for t, table in enumerate(document.tables, 1)
        for c in table.cells
        if c.readings
    }
    if not places:
        return {}
    found = ((e.field, places.get((e.table or 0, (e.row or 0) - 1, (e.column or 0) - 1))) for e in report.cells)
    return {name: some for name, some in found if some}


def scale_of(report: Report, readings: Readings) -> Scale:
    """The sums of a report whose terms are all numbers."""
    values = {e.field: e.value for e in report.cells if e.value is not None}
    sums = (
        i
        for t in TABLES
        for template in templates(t)
        if template.forms == report.forms[t]
        for i in identities(template)
    )
    return Scale(values, tuple(i for i in sums if all(name in values for name in terms(i))), readings)


def terms(identity: Identity) -> tuple[str, ...]:
    """Both sides of a sum."""
    return (*identity.found, *identity.expected)


def holds(identity: Identity, values: Mapping[str, Number]) -> bool:
    """Whether a sum adds up."""
    both = (sum(values[name] for name in side) for side in (identity.found, identity.expected))
    return abs(next(both) - next(both)) < 1e-6


def numbers(readings: Iterable[Recognised], value: Number | None) -> Iterator[Number]:
    """The values of readings that are whole numbers, once each, without the one already had."""
    seen = {value}
    for reading in readings:
        number = read_value(reading.text).number
        if number is not None and number == int(number) and int(number) not in seen:
            seen.add(int(number))
            yield int(number)


def confirmed(name: str, scale: Scale) -> bool:
    """Whether a figure is a term of a sum that holds in which no other is in doubt, or of two that hold."""
    sums = [s for s in scale.by_field.get(name, ()) if holds(s, scale.values)]
    if len(sums) < len(scale.by_field.get(name, ())):
        return False
    alone = any(not scale.doubtful.intersection(terms(s)) - {name} for s in sums)
    return alone or len(sums) >= ENOUGH


def mends(scale: Scale) -> list[frozenset[Change]]:
    """For each knot of sums that fail, the smallest sets of other readings that make all in it hold."""
    return [some for knot in knots(scale) for some in solutions(knot, scale)]


def suggestions(scale: Scale) -> dict[str, Number]:
    """The only smallest set of other readings that mends a knot, where the recogniser was sure of none it changes."""
    found: dict[str, Number] = {}
    for knot in knots(scale):
        sets = solutions(knot, scale)
        if len(sets) == 1 and all(name in scale.doubtful for name, _ in sets[0]):
            found.update(sets[0])
    return found


def knots(scale: Scale) -> list[list[Identity]]:
    """Sums that fail, those that share a term together."""
    found: list[list[Identity]] = []
    for one in scale.failing:
        names = set(terms(one))
        near = [k for k in found if any(names.intersection(terms(s)) for s in k)]
        found = [k for k in found if k not in near] + [[*(s for k in near for s in k), one]]
    return found


def solutions(knot: Sequence[Identity], scale: Scale) -> list[frozenset[Change]]:
    """The smallest sets of changes after which the sums of a knot, and all others with the changed terms, hold."""
    for size in range(1, MOST + 1):
        budget = [TRIED]
        found = set(_changes(knot, scale, {}, (size, budget)))
        if found or budget[0] <= 0:
            return sorted(found, key=sorted) if budget[0] > 0 else []
    return []


def _changes(
    knot: Sequence[Identity], scale: Scale, changed: dict[str, Number], left: tuple[int, list[int]]
) -> Iterator[frozenset[Change]]:
    """Sets of at most so many more changes that mend; recursion ends with them."""
    size, budget = left
    values = {**scale.values, **changed}
    touched = [s for name in changed for s in scale.by_field[name]]
    failing = next((s for s in (*knot, *touched) if not holds(s, values)), None)
    if failing is None:
        yield frozenset(changed.items())
        return
    for name in terms(failing) if size else ():
        for other in scale.others.get(name, ()) if name not in changed else ():
            budget[0] -= 1
            if budget[0] > 0:
                yield from _changes(knot, scale, {**changed, name: other}, (size - 1, budget))


def judged(entry: Entry, scale: Scale, mended: frozenset[str], offered: Mapping[str, Number]) -> Entry:
    """An entry with the doubt that its chance and its sums leave; other doubts stay."""
    name = entry.field
    found = scale.readings.get(name)
    doubt = _doubt(name, found[0].chance, scale, name in mended) if found else ""
    if name in offered:
        doubt = f"recognised as {entry.value}; every sum of it would hold with {offered[name]}"
    return entry._replace(doubt="; ".join(filter(None, (entry.doubt, doubt)))) if doubt else entry


def _doubt(name: str, chance: float, scale: Scale, mended: bool) -> str:
    if chance < SURE and not confirmed(name, scale):
        fails = any(not holds(s, scale.values) for s in scale.by_field.get(name, ()))
        return CONTRADICTED if fails else UNSURE
    return MENDED if mended and chance < BEYOND else ""


def states(report: Report) -> dict[str, str]:
    """How far the value of each field is to be trusted, to be shown on its page.

    One of confirmed (by two sums that hold), read, contradicted (by a sum that fails), uncertain, suggested (another
    reading is), or the status of a cell without a number.
    """
    scale = scale_of(report, {})
    return {entry.field: state(entry, scale, report) for entry in report.cells}


def state(entry: Entry, scale: Scale, report: Report) -> str:
    """The state of one entry."""
    if entry.field in report.suggestions:
        return "suggested"
    if entry.value is None:
        return entry.status
    if entry.doubt:
        return "uncertain"
    sums = scale.by_field.get(entry.field, ())
    if not all(holds(s, scale.values) for s in sums):
        return "contradicted"
    return "confirmed" if len(sums) >= ENOUGH else "read"
