"""Numbers and paths of OFD: every array has an end, and what is read is finite."""

from math import isfinite

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.readers._ofd_numbers import LARGEST, PLAIN, box, matrix, number, numbers, steps
from gongkai.readers._ofd_paths import MAX_SEGMENTS, outlines, segments

WORDS = st.sampled_from(["g", "3", "-1.5", "1e3", "1e999", "nan", "x", "0", "1000000000", ".5", "g3", "+2", "1,2", ""])
ARRAYS = st.lists(WORDS, max_size=12).map(" ".join) | st.text(max_size=40)
OPERATORS = st.sampled_from(["M", "L", "S", "Q", "B", "A", "C", "Z", "m", "1", "2.5", "-3", "1e9", "e", ",", " "])
PATHS = st.lists(OPERATORS, max_size=40).map(" ".join) | st.text("MLSQBAC 0123456789.-e,", max_size=60)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *(("3", 3.0), (" -1.5 ", -1.5), ("1e2", 100.0), (".5", 0.5)),
        *((bad, 7.0) for bad in ("", None, "nan", "-inf", "1e999", "1e7", "x", "1 2")),
    ],
)
def test_a_number_or_its_default(text: str | None, value: float) -> None:
    assert number(text, 7.0) == value


@pytest.mark.parametrize(
    ("text", "count", "found"),
    [
        ("1 2 3", 3, [1, 2, 3]),
        ("1,2 3", 3, [1, 2, 3]),
        ("g 3 1.5", 3, [1.5, 1.5, 1.5]),
        ("1 g 2 3 4", 4, [1, 3, 3, 4]),
        ("1 2", 4, [1, 2, 2, 2]),
        ("1 2 3", 2, [1, 2]),
        ("g 1000000000 1", 2, [1, 1]),
        ("g -4 1 2", 2, [2, 2]),
        ("g 2", 2, []),
        ("g", 2, []),
        ("1 g x 3 4", 3, [1, 3, 3]),
        ("", 3, []),
        (None, 3, []),
        ("x 1", 3, []),
        ("1 2", 0, []),
    ],
)
def test_steps(text: str | None, count: int, found: list[float]) -> None:
    assert steps(text, count) == found


@given(st.lists(st.tuples(st.integers(1, 9), st.integers(-50, 50)), min_size=1, max_size=9))
def test_runs_are_what_they_stand_for(runs: list[tuple[int, int]]) -> None:
    plain = [float(v) for n, v in runs for _ in range(n)]
    assert steps(" ".join(f"g {n} {v}" for n, v in runs), len(plain)) == plain
    assert steps(" ".join(map(str, plain)), len(plain)) == plain


@given(ARRAYS, st.integers(0, 50))
def test_any_array_gives_all_the_steps_or_none(text: str, count: int) -> None:
    found = steps(text, count)
    assert len(found) in (0, count)
    assert all(isfinite(v) and abs(v) <= LARGEST for v in found)


@given(ARRAYS, st.integers(0, 9))
def test_any_array_gives_no_more_numbers_than_asked_for(text: str, most: int) -> None:
    found = numbers(text, most)
    assert len(found) <= most
    assert all(map(isfinite, found))


@given(ARRAYS)
def test_any_text_is_a_box_or_none_and_a_matrix(text: str) -> None:
    found = box(text)
    assert found is None or (found[0] <= found[2] and found[1] <= found[3])
    assert all(map(isfinite, matrix(text)))


def test_boxes_and_matrices() -> None:
    assert box("1 2 3 4") == (1, 2, 4, 6)
    assert box("1 2 -3 4") == (1, 2, 1, 6)
    assert box("1 2 3") is None
    assert matrix("1 0 0 2 3 4") == (1, 0, 0, 2, 3, 4)
    assert matrix("1 0 0 2 3") == PLAIN == matrix(None)


# paths


def test_lines_are_runs_of_points_and_closing_ends_them() -> None:
    runs, bends = outlines("M 0 0 L 9 0 L 9 5 C L 0 7 M 20 20 L 30 20")
    assert runs == [([(0, 0), (9, 0), (9, 5)], True), ([(0, 0), (0, 7)], False), ([(20, 20), (30, 20)], False)]
    assert bends == []


def test_curves_part_the_runs_and_are_not_closed_by_a_chord() -> None:
    runs, bends = outlines("S 0 0 L 9 0 B 10 0 11 1 11 2 L 11 8 Q 11 9 10 9 A 3 1 0 0 1 0 5 C")
    straight = [[(0, 0), (9, 0)], [(11, 2), (11, 8)], [(10, 9)], [(0, 5), (0, 0)], [(0, 0)]]
    assert runs == [(run, False) for run in straight]
    assert bends == [(10, 0), (11, 1), (11, 2), (11, 9), (10, 9), (-6, -1), (6, 11)]


@pytest.mark.parametrize("data", ["", "C", "L", "M 1", "M 1 x L 2 2", "Z 1 2", "1 2 3", "M1e999 0"])
def test_a_path_that_says_nothing_draws_nothing(data: str) -> None:
    assert outlines(data) == ([], [])


def test_a_path_is_read_as_far_as_it_can_be() -> None:
    assert outlines("M0,0L9,0 L 1")[0] == [([(0, 0), (9, 0)], False)]
    assert outlines("L 1 2 L 3 4")[0] == [([(1, 2), (3, 4)], False)]
    assert outlines("M 0 0 99 L 1 2 3 4")[0] == [([(0, 0), (1, 2)], False)]


def test_a_path_without_end_is_cut() -> None:
    assert len(list(segments("L 1 1 " * (MAX_SEGMENTS + 5)))) == MAX_SEGMENTS


@given(PATHS)
def test_any_path_is_finite(data: str) -> None:
    runs, bends = outlines(data)
    points = [p for run, _ in runs for p in run] + bends
    assert all(run for run, _ in runs)
    assert all(isfinite(v) for p in points for v in p)


@given(st.lists(st.tuples(st.integers(-99, 99), st.integers(-99, 99)), min_size=2, max_size=20), st.booleans())
def test_a_path_of_lines_is_its_points(points: list[tuple[int, int]], closed: bool) -> None:
    (first, *rest) = points
    data = f"M {first[0]} {first[1]}" + "".join(f" L {x} {y}" for x, y in rest) + " C" * closed
    assert outlines(data)[0][0] == (points, closed)
