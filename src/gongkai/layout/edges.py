"""Rulings to edges: near ones snapped together, collinear ones joined, so that a drawn line is one edge."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from gongkai.layout.model import Ruling

SNAP = 2.5  # points: double rules are up to 2.25 apart, the narrowest row or column of text 6
JOIN = 3.2  # points: the widest gap in a dashed rule
SHORTEST = 5.0  # points: less is a dot, a tick or a hyphen, not a side of a cell
THIN = 3.0  # points: the thickest rule; more is a shaded area


class Edge(NamedTuple):
    """A line at `at` (y of a horizontal one, x of a vertical one) from `low` to `high` along the other axis."""

    at: float
    low: float
    high: float


def horizontal(rulings: Iterable[Ruling]) -> list[Edge]:
    """Horizontal rulings as edges."""
    return [Edge((r.top + r.bottom) / 2, r.x0, r.x1) for r in rulings if r.bottom - r.top <= THIN]


def vertical(rulings: Iterable[Ruling]) -> list[Edge]:
    """Vertical rulings as edges."""
    return [Edge((r.x0 + r.x1) / 2, r.top, r.bottom) for r in rulings if r.x1 - r.x0 <= THIN]


def snapped(edges: Iterable[Edge], tolerance: float = SNAP) -> list[Edge]:
    """Edges with neighbouring positions made equal (their mean), in order of position."""
    group: list[Edge] = []
    result: list[Edge] = []
    for edge in sorted(edges):
        if group and edge.at - group[-1].at > tolerance:
            result += levelled(group)
            group = []
        group.append(edge)
    return result + levelled(group)


def levelled(group: Sequence[Edge]) -> list[Edge]:
    """One group of edges moved to their mean position, in order along it."""
    if not group:
        return []
    at = sum(e.at for e in group) / len(group)
    return sorted(Edge(at, e.low, e.high) for e in group)


def joined(edges: Iterable[Edge], gap: float = JOIN) -> list[Edge]:
    """Edges at equal positions joined where they touch or leave a dash's gap; what stays too short is dropped."""
    result: list[Edge] = []
    for edge in edges:
        if result and edge.at == result[-1].at and edge.low - result[-1].high <= gap:
            last = result[-1]
            result[-1] = Edge(last.at, last.low, max(last.high, edge.high))
        else:
            result.append(edge)
    return [e for e in result if e.high - e.low >= SHORTEST]


def edges(rulings: Sequence[Ruling]) -> tuple[list[Edge], list[Edge]]:
    """Horizontal and vertical edges of a page."""
    return joined(snapped(horizontal(rulings))), joined(snapped(vertical(rulings)))
