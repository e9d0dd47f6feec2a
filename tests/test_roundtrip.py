"""Round trips: what is read from a made-up report is what was printed in it, or says that it may not be.

GONGKAI_ROUNDTRIP=n makes n times as many. `python -m render.campaign` measures the same, operator by operator.
"""

import os
from collections.abc import Iterable
from functools import cache

import pytest

from render.campaign import singles, triples
from render.operators import OPERATORS, fitting
from render.score import COMBINATIONS, Case, Score, score
from render.writers import WRITERS

SCALE = int(os.environ.get("GONGKAI_ROUNDTRIP", "1"))
RIGHT = 0.999  # of the values, where the operators are ones real reports show
GROUPS = (*COMBINATIONS, "triples")


@cache
def results(group: str) -> tuple[tuple[Case, Score], ...]:
    """One group of cases, read once for all tests."""
    cases: Iterable[Case] = triples(200 * SCALE) if group == "triples" else singles(range(SCALE), (group,))
    return tuple((c, score(c)) for c in cases)


def faults(group: str, name: str) -> list[str]:
    """The faults of one kind, each with the case that shows it."""
    return [f"{c}: {len(found)} {name}, {found[0]}" for c, s in results(group) if (found := getattr(s, name))]


def listed(one: Case) -> bool:
    """Whether all its operators are ones real reports show."""
    return all(OPERATORS[name].listed for name in one.operators)


@pytest.mark.parametrize("group", GROUPS)
def test_no_value_is_wrong_and_silent(group: str) -> None:
    assert faults(group, "silent") == []


@pytest.mark.parametrize("group", GROUPS)
def test_published_errors_are_all_found(group: str) -> None:
    found = sum(s.found_errors for _, s in results(group))
    assert found > 0
    assert [f"{c}: {s.missed_errors}" for c, s in results(group) if s.missed_errors and listed(c)] == []


@pytest.mark.parametrize("group", GROUPS)
def test_no_sum_is_called_wrong_in_a_consistent_report(group: str) -> None:
    assert [f"{c}: {s.false_errors[0]}" for c, s in results(group) if s.false_errors and listed(c)] == []


@pytest.mark.parametrize("group", GROUPS)
def test_agency_year_and_prose_are_read_right(group: str) -> None:
    assert [f"{c}: {s.identity}" for c, s in results(group) if s.identity and listed(c)] == []


def test_nearly_all_values_are_right() -> None:
    scores = [s for group in GROUPS for c, s in results(group) if listed(c)]
    right, fields = sum(s.right for s in scores), sum(s.fields for s in scores)
    wrong = [f for s in scores for f in s.flagged]
    assert right >= RIGHT * fields, f"{right} of {fields} values right; {len(wrong)} flagged: {wrong[:5]}"


@pytest.mark.parametrize("group", GROUPS)
def test_few_right_values_are_called_uncertain(group: str) -> None:
    needless = sum(len(s.needless) for c, s in results(group) if listed(c))
    right = sum(s.right for c, s in results(group) if listed(c))
    print(f"{group}: {needless} needless flags on {right} right values")
    few = 0.03 if group == "triples" else 0.005  # two hundred cases, where one lost header counts 161
    assert needless <= few * right, faults(group, "needless")[:5]


@pytest.mark.parametrize("style", WRITERS)
def test_a_report_is_the_same_bytes_every_time(style: str) -> None:
    one = Case("2021/2019", "small", style, ("tables-cut", "note-rows", "wrong-character-in-every-label"), 5)
    assert one.data() == one.data()
    assert one.data() != Case("2021/2019", "small", style, one.operators, 6).data()


@pytest.mark.parametrize("name", OPERATORS)
def test_every_operator_changes_what_is_printed(name: str) -> None:
    style = next(s for s in WRITERS if name in fitting(s))
    pairs = [(Case(c, "city", style, (), 3), Case(c, "city", style, (name,), 3)) for c in ("2019/2021", "2021/2019")]
    assert any(plain.data() != changed.data() for plain, changed in pairs)
