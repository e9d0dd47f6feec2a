"""One made-up report read back: which values are right, which wrong ones are flagged, which are silent."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from random import Random

import gongkai
from render.operators import apply
from render.prose import compose
from render.sheet import Number, Sheet, expected
from render.values import broken, consistent, violations
from render.writers import render

COMBINATIONS: Mapping[str, Mapping[str, str]] = {
    f"{first}/{second}": {"disclosure": first, "applications": second, "remedies": second}
    for first in ("2019", "2021")
    for second in ("2019", "2021")
}
_DOUBTS = ("extraction.", "structure.")  # codes that tell a reader not to rely on the fields they name
_SUMS = ("applications.", "remedies.", "values.not-a-count")


@dataclass(frozen=True, slots=True)
class Case:
    """All that decides one rendered report."""

    combination: str
    figures: str  # a style of render.values
    style: str  # a key of render.writers.WRITERS
    operators: tuple[str, ...] = ()
    seed: int = 0
    errors: int = 0  # figures changed so that published sums fail

    def sheet(self) -> Sheet:
        """The report before it has a format."""
        rng = Random(f"{self.combination} {self.figures} {self.seed}")
        used = COMBINATIONS[self.combination]
        values: Mapping[str, Number] = consistent(rng, used, self.figures)
        if self.errors:
            values, _ = broken(rng, values, self.errors)
        return apply(compose(values, used, rng), self.operators, rng)

    def data(self) -> bytes:
        """The report as a file."""
        return render(self.sheet(), self.style, self.seed)


@dataclass(slots=True)
class Score:
    """Counts of fields, and the fields themselves where each one is a fault."""

    fields: int = 0
    right: int = 0
    flagged: list[str] = field(default_factory=list)  # wrong, and named by a finding
    silent: list[str] = field(default_factory=list)  # wrong, and nothing says so
    needless: list[str] = field(default_factory=list)  # right, and called uncertain
    status: list[str] = field(default_factory=list)  # null as it should be, under another status
    false_errors: list[str] = field(default_factory=list)  # broken rules that are not broken
    missed_errors: list[str] = field(default_factory=list)  # broken rules that nothing reports
    found_errors: int = 0
    identity: list[str] = field(default_factory=list)  # agency, year, fee, sections wrong, prose wrongly contradicted

    def add(self, other: "Score") -> None:
        """Sum up."""
        for name in self.__slots__:
            setattr(self, name, getattr(self, name) + getattr(other, name))


def score(case: Case, data: bytes | None = None) -> Score:
    """Make the report, unless its bytes are given; read it, compare."""
    sheet = case.sheet()
    wanted = expected(sheet)
    try:
        report = gongkai.parse(data or render(sheet, case.style, case.seed))
    except gongkai.GongkaiError as error:
        return Score(len(wanted), flagged=[f"{f}: {error}" for f in wanted])
    result = Score(len(wanted))
    _compare_values(report, wanted, result)
    _compare_errors(report, {f: v for f, (v, _) in wanted.items()}, bool(case.errors), result)
    result.identity.extend(_identity(report, sheet))
    return result


def _compare_values(report: gongkai.Report, wanted: Mapping[str, tuple[Number | None, str]], result: Score) -> None:
    doubted = _Covered(report, ("extraction.",))
    warned = _Covered(report, _DOUBTS)
    entries = {e.field: e for e in report.cells}
    for name in dict.fromkeys((*wanted, *entries)):
        value, status = wanted.get(name, (None, "missing"))
        got = report.value(name)
        if got == value and (got is None) == (value is None):
            result.right += name in wanted
            result.needless.extend([name] if doubted.covers(name) and status != "text" else [])
            result.status.extend([name] if name in entries and entries[name].status != status else [])
        else:
            (result.flagged if warned.covers(name) else result.silent).append(f"{name}: {value} read as {got}")


class _Covered:
    """The fields that findings of some kinds name, singly or by prefix."""

    def __init__(self, report: gongkai.Report, codes: tuple[str, ...]) -> None:
        self.names = {name for f in report.findings if f.code.startswith(codes) for name in f.fields}

    def covers(self, name: str) -> bool:
        """Whether the field or a prefix of it is named."""
        parts = name.split(".")
        return any(".".join(parts[: n + 1]) in self.names for n in range(len(parts)))


def _compare_errors(report: gongkai.Report, values: Mapping[str, Number | None], wrong: bool, result: Score) -> None:
    reported = [f for f in report.findings if f.level == "error" and f.code.startswith(_SUMS)]
    if not wrong:
        result.false_errors.extend(f"{f.code}: {f.message}" for f in reported)
        return
    named = {(f.code, name) for f in reported for name in f.fields}
    broken_rules = violations(values)
    result.missed_errors.extend(f"{code} {name}" for code, name in sorted(broken_rules - named))
    result.found_errors += len(broken_rules & named)


def _identity(report: gongkai.Report, sheet: Sheet) -> Iterator[str]:
    if report.agency != sheet.agency:
        yield f"agency {sheet.agency} read as {report.agency}"
    if report.year != sheet.year:
        yield f"year {sheet.year} read as {report.year}"
    if report.facts["processing_fee_yuan"] != sheet.fee:
        yield f"fee {sheet.fee} read as {report.facts['processing_fee_yuan']}"
    if [s.number for s in report.sections] != [1, 2, 3, 4, 5, 6]:
        yield f"sections read as {[s.key for s in report.sections]}"
    yield from (f"{f.code}: {f.message}" for f in report.findings if f.code == "text.disagrees")
