"""Order-preserving alignment of two sequences by dynamic programming. Pure; imports nothing of ours.

One sequence is expected (a form's labels, each once, in order), the other found (any part of it may be noise).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

NEVER = float("-inf")
Grid = list[list[float]]


@dataclass(frozen=True, slots=True)
class Pair:
    """Expected item found at that index; `margin` is what the whole loses if the found item is another expected one."""

    expected: int
    found: int
    score: float
    margin: float


@dataclass(frozen=True, slots=True)
class Costs:
    """Of an expected item not found, of a found item skipped inside; `adjacent` is the worth of two pairs in step."""

    missing: float
    noise: Sequence[float]
    adjacent: float = 0.0


@dataclass(frozen=True, slots=True)
class _Sweep:
    """ending[i][j]: best alignment whose last pair is (i, j); open[i][j]: best whose last pair is at most (i, j)."""

    ending: Grid
    open: Grid


def align(scores: Sequence[Sequence[float]], costs: Costs) -> list[Pair]:
    """The best increasing pairing of rows (expected) with columns (found) of `scores`; NEVER forbids a pair.

    Found items before the first pair and after the last cost nothing. Time and memory: len(expected) * len(found).
    """
    if not scores or not scores[0]:
        return []
    forward = _sweep(scores, costs)
    total, last = _best_end(forward.ending, costs.missing)
    if last is None:
        return []
    backward = _mirrored(_sweep([row[::-1] for row in reversed(scores)], _reversed(costs)))
    path = _trace(costs, forward, last)
    rival = partial(_rival, scores, forward.ending, backward.ending)
    return [Pair(i, j, scores[i][j], total - rival((i, j))) for i, j in path]


def _reversed(costs: Costs) -> Costs:
    return Costs(costs.missing, costs.noise[::-1], costs.adjacent)


def _mirrored(sweep: _Sweep) -> _Sweep:
    return _Sweep([r[::-1] for r in reversed(sweep.ending)], [r[::-1] for r in reversed(sweep.open)])


def _sweep(scores: Sequence[Sequence[float]], costs: Costs) -> _Sweep:
    missing, noise, adjacent = costs.missing, costs.noise, costs.adjacent
    width = len(noise)
    ending: Grid = []
    reach: Grid = []
    above_end = above = [NEVER] * width
    for i, row in enumerate(scores):
        start = -missing * i
        line_end, line = [], []
        before = before_end = left = NEVER
        for j, score in enumerate(row):
            end = score + max(start, before, before_end + adjacent)
            left = max(end, above[j] - missing, left - noise[j])
            before, before_end = above[j], above_end[j]
            line_end.append(end)
            line.append(left)
        ending.append(line_end)
        reach.append(line)
        above_end, above = line_end, line
    return _Sweep(ending, reach)


def _best_end(ending: Grid, missing: float) -> tuple[float, tuple[int, int] | None]:
    """The best total and its last pair; None when leaving everything unpaired is best."""
    best, last = -missing * len(ending), None
    for i, row in enumerate(ending):
        end = max(row)
        total = end - missing * (len(ending) - 1 - i)
        if total > best:
            best, last = total, (i, row.index(end))
    return best, last


def _trace(costs: Costs, sweep: _Sweep, last: tuple[int, int]) -> list[tuple[int, int]]:
    """The pairs of the best alignment ending in `last`, in order."""
    path = [last]
    while (before := _previous(costs, sweep, path[-1])) is not None:
        path.append(before)
    return path[::-1]


def _previous(costs: Costs, sweep: _Sweep, pair: tuple[int, int]) -> tuple[int, int] | None:
    """The pair before `pair` in the best alignment ending there; None when it is the first."""
    i, j = pair
    if not i or not j:
        return None
    adjacent, reach = sweep.ending[i - 1][j - 1] + costs.adjacent, sweep.open[i - 1][j - 1]
    if max(adjacent, reach) <= -costs.missing * i:
        return None
    return (i - 1, j - 1) if adjacent >= reach else _closing(costs, sweep, (i - 1, j - 1))


def _closing(costs: Costs, sweep: _Sweep, slot: tuple[int, int]) -> tuple[int, int]:
    """The last pair of the alignment that is open at `slot`."""
    i, j = slot
    while sweep.open[i][j] != sweep.ending[i][j]:
        if i and sweep.open[i][j] == sweep.open[i - 1][j] - costs.missing:
            i -= 1
        else:
            j -= 1
    return i, j


def _rival(scores: Sequence[Sequence[float]], forward: Grid, backward: Grid, pair: tuple[int, int]) -> float:
    """The best total in which the found item of `pair` is another expected item."""
    i, j = pair
    others = (k for k in range(len(scores)) if k != i and scores[k][j] > NEVER)
    return max((forward[k][j] + backward[k][j] - scores[k][j] for k in others), default=NEVER)
