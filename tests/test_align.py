"""Alignment against every alignment there is."""

from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.align import NEVER, Costs, Pair, align

Path = tuple[tuple[int, int], ...]
FREE = Costs(0.1, [0.2] * 3)


def every(scores: Sequence[Sequence[float]], costs: Costs) -> Iterator[tuple[float, Path]]:
    """Every increasing pairing with its worth, spelled out from the definition."""
    expected, found = range(len(scores)), range(len(scores[0]))
    for size in range(min(len(expected), len(found)) + 1):
        for rows in combinations(expected, size):
            for columns in combinations(found, size):
                yield (
                    worth(scores, costs, tuple(zip(rows, columns, strict=True))),
                    tuple(zip(rows, columns, strict=True)),
                )


def worth(scores: Sequence[Sequence[float]], costs: Costs, path: Path) -> float:
    total = sum(scores[i][j] for i, j in path) - costs.missing * (len(scores) - len(path))
    columns = [j for _, j in path]
    total -= sum(costs.noise[j] for j in range(columns[0], columns[-1]) if j not in columns) if columns else 0
    steps = pairwise(path)
    return total + sum(costs.adjacent for (i, j), (k, m) in steps if (k, m) == (i + 1, j + 1))


@st.composite
def cases(draw: st.DrawFn) -> tuple[list[list[float]], Costs]:
    rows, columns = draw(st.integers(1, 4)), draw(st.integers(1, 5))
    number = st.floats(0, 1, allow_subnormal=False).map(lambda x: round(x, 6))
    score = st.one_of(st.just(NEVER), number, number)
    scores = draw(st.lists(st.lists(score, min_size=columns, max_size=columns), min_size=rows, max_size=rows))
    noise = draw(st.lists(number, min_size=columns, max_size=columns))
    return scores, Costs(draw(number), noise, draw(st.sampled_from([0.0, 0.05, 0.1])))


@settings(max_examples=300, deadline=None)
@given(cases())
def test_no_alignment_is_worth_more(case: tuple[list[list[float]], Costs]) -> None:
    scores, costs = case
    path = tuple((p.expected, p.found) for p in align(scores, costs))
    assert worth(scores, costs, path) == pytest.approx(max(total for total, _ in every(scores, costs)))


@settings(max_examples=300, deadline=None)
@given(cases())
def test_the_margin_is_what_another_expected_item_would_cost(case: tuple[list[list[float]], Costs]) -> None:
    scores, costs = case
    known = list(every(scores, costs))
    best = max(total for total, _ in known)
    for pair in align(scores, costs):
        rivals = [t for t, path in known if any(j == pair.found and i != pair.expected for i, j in path)]
        rival = max(rivals, default=NEVER)
        assert pair.margin == (pytest.approx(best - rival) if rival > NEVER else float("inf"))
        assert pair.score == scores[pair.expected][pair.found] > NEVER


@given(cases())
def test_pairs_rise_in_both_sequences(case: tuple[list[list[float]], Costs]) -> None:
    pairs = align(*case)
    assert all(a.expected < b.expected and a.found < b.found for a, b in pairwise(pairs))


@pytest.mark.parametrize("scores", [[], [[]], [[], []]])
def test_nothing_against_nothing_pairs_nothing(scores: list[list[float]]) -> None:
    assert align(scores, Costs(0.1, [])) == []


def test_forbidden_pairs_are_never_made() -> None:
    assert align([[NEVER, NEVER, NEVER]], FREE) == []


def test_pairs_that_cost_more_than_they_bring_are_not_made() -> None:
    assert align([[0.0, -1.0, -0.5]], Costs(0.1, [0.0] * 3)) == [Pair(0, 0, 0.0, float("inf"))]
    assert align([[-0.5, -1.0, -0.5]], FREE) == []


def test_noise_outside_costs_nothing_and_inside_costs_its_price() -> None:
    dear = Costs(0.0, [9.0, 9.0, 9.0])
    assert [(p.expected, p.found) for p in align([[NEVER, 1.0, NEVER]], dear)] == [(0, 1)]
    assert len(align([[1.0, NEVER, NEVER], [NEVER, NEVER, 0.9]], dear)) == 1


def test_a_label_that_stands_three_times_goes_to_the_place_in_step() -> None:
    alike = [[0.9, 0.9, 0.9], [NEVER, NEVER, 1.0]]
    assert [p.found for p in align(alike, Costs(0.1, [0.0] * 3, 0.05))] == [1, 2]
