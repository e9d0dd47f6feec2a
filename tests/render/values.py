"""Seeded figures for a report: consistent ones, and ones that break the sum rules on purpose. Its own arithmetic."""

from collections.abc import Callable, Iterator, Mapping
from random import Random

from gongkai.forms import kind
from render.sheet import Number, Values, form_fields

STYLES = ("town", "sparse", "small", "city")
APPLICANTS = (
    "natural_person",
    "enterprise",
    "research_institution",
    "public_interest_organization",
    "legal_services",
    "other_organization",
)
BLOCKS = ("remedies.reconsideration", "remedies.litigation.direct", "remedies.litigation.after_reconsideration")
RESULTS = ("upheld", "corrected", "other", "pending")
# The largest figure in a row of tables 3 and 4, and of table 2.
_LIMITS = {"town": (0, 0), "sparse": (3, 40), "small": (9, 99), "city": (900, 3_000_000)}
_CHANCE = {"town": 0.0, "sparse": 0.1, "small": 0.5, "city": 0.95}  # that a figure is not zero

Violation = tuple[str, str]  # code, the field of the sum


def consistent(rng: Random, used: Mapping[str, str], style: str) -> dict[str, Number]:
    """Figures for every field of the forms used that obey every sum rule."""
    small, big = _LIMITS[style]

    def draw(limit: int) -> int:
        return rng.randint(1, limit) if limit and rng.random() < _CHANCE[style] else 0

    values: dict[str, Number] = {}
    for field in form_fields(used):
        values[field] = _drawn(rng, field, draw(small if field.startswith(("applications", "remedies")) else big))
    _settle_applications(values, rng)
    _settle_remedies(values)
    return values


def _drawn(rng: Random, field: str, size: int) -> Number:
    if kind(field) == "amount":
        return round(size / 13, rng.randint(0, 4)) if size else 0
    if kind(field) == "signed count":
        return rng.choice((-1, 1)) * (size % 5000)
    return size


def _outcomes(values: Values) -> list[str]:
    """The rows that add up to （七）总计."""
    rows = dict.fromkeys(f.rpartition(".")[0] for f in values if f.startswith("applications.outcome."))
    return [r for r in rows if r != "applications.outcome.total"]


def _settle_applications(values: dict[str, Number], rng: Random) -> None:
    outcomes = _outcomes(values)
    for column in APPLICANTS:
        done = sum(int(values[f"{row}.{column}"]) for row in outcomes)
        left = int(values[f"applications.pending_at_end.{column}"])
        before = rng.randint(0, min(left + 3, done + left))
        values[f"applications.outcome.total.{column}"] = done
        values[f"applications.pending_at_start.{column}"] = before
        values[f"applications.received.{column}"] = done + left - before
    for row in dict.fromkeys(f.rpartition(".")[0] for f in values if f.startswith("applications.")):
        values[f"{row}.total"] = sum(values[f"{row}.{c}"] for c in APPLICANTS)


def _settle_remedies(values: dict[str, Number]) -> None:
    for block in BLOCKS:
        values[f"{block}.total"] = sum(values[f"{block}.{r}"] for r in RESULTS)


def broken(rng: Random, values: Values, count: int = 2) -> tuple[dict[str, Number], frozenset[Violation]]:
    """The figures with `count` of them changed, and the sum rules that then fail."""
    wrong = dict(values)
    for field in rng.sample([f for f in wrong if not f.startswith("disclosure")], count):
        wrong[field] = wrong[field] + rng.randint(1, 9)
    return wrong, violations(wrong)


def violations(values: Mapping[str, Number | None]) -> frozenset[Violation]:
    """The sum rules that fail among figures that are all there, each under the field of its sum."""
    return frozenset((code, total) for code, total, difference in _sums(values) if difference)


def _sums(values: Mapping[str, Number | None]) -> Iterator[tuple[str, str, float]]:
    def off(left: list[str], right: list[str]) -> float:
        terms = [values.get(f) for f in (*left, *right)]
        if None in terms:
            return 0
        return sum(values[f] or 0 for f in left) - sum(values[f] or 0 for f in right)

    yield from _application_sums(values, off)
    for block in BLOCKS:
        yield "remedies.total", f"{block}.total", off([f"{block}.total"], [f"{block}.{r}" for r in RESULTS])


def _application_sums(
    values: Mapping[str, Number | None], off: Callable[[list[str], list[str]], float]
) -> Iterator[tuple[str, str, float]]:
    key = "applications.{}.{}".format
    outcomes = [r for r in dict.fromkeys(f.rpartition(".")[0] for f in values) if r.startswith("applications.outcome.")]
    outcomes = [r for r in outcomes if not r.endswith(".total")]
    for column in (*APPLICANTS, "total"):
        total = key("outcome.total", column)
        before, after = [key("received", column), key("pending_at_start", column)], key("pending_at_end", column)
        yield "applications.balance", total, off(before, [total, after])
        yield "applications.outcome-sum", total, off([total], [f"{r}.{column}" for r in outcomes])
    for row in dict.fromkeys(f.rpartition(".")[0] for f in values if f.startswith("applications.")):
        yield "applications.row-total", f"{row}.total", off([f"{row}.total"], [f"{row}.{c}" for c in APPLICANTS])
