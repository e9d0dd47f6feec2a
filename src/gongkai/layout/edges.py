"""Rulings to edges: near ones snapped together, collinear ones joined, so that a drawn line is one edge."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from gongkai.layout.model import Ruling

SNAP = 2.5  # points: double rules are up to 2.25 apart, the narrowest row or column of text 6
JOIN = 3.2  # points: the widest gap in a dashed rule
SHORTEST = 5.0  # points: less is a dot, a tick or a hyphen, not a side of a cell
EXACT = 0.1  # points by which the dots of one line may be off it
TALL = 45.0  # points: the highest row that a line above it and one below make by themselves
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


def whole(edges: Sequence[Edge]) -> list[Edge]:
    """Edges of one direction, dots and dashes first put together by themselves: those of other lines lie near."""
    short = [e for e in edges if e.high - e.low < SHORTEST]
    long = [e for e in edges if e.high - e.low >= SHORTEST]
    return joined(snapped(long + joined(snapped(short, EXACT))))


def edges(rulings: Sequence[Ruling]) -> tuple[list[Edge], list[Edge]]:
    """Horizontal and vertical edges of a page, with the sides that an open table does not draw."""
    across, down = whole(horizontal(rulings)), whole(vertical(rulings))
    return across, sorted(down + sided(across, down))


def sided(across: Sequence[Edge], down: Sequence[Edge]) -> list[Edge]:
    """Sides for stacks of equally long lines that inner verticals make a table but that no outer ones bound."""
    return [
        Edge(at, stack[0].at, stack[-1].at)
        for stack in stacks(across)
        if any(stack[0].low + SHORTEST < e.at < stack[0].high - SHORTEST and meets(e, stack) for e in down)
        for at in (stack[0].low, stack[0].high)
        if not any(abs(e.at - at) <= JOIN and meets(e, stack) for e in down)
    ]


def meets(edge: Edge, stack: Sequence[Edge]) -> bool:
    """Whether a vertical runs beside a stack of horizontals."""
    return edge.low < stack[-1].at and edge.high > stack[0].at


def stacks(across: Sequence[Edge]) -> list[list[Edge]]:
    """Equally long horizontals one under the other, no further apart than the rows of a table."""
    found: list[list[Edge]] = []
    for edge in across:
        for stack in found:
            last = stack[-1]
            if abs(edge.low - last.low) <= JOIN >= abs(edge.high - last.high) and edge.at - last.at <= TALL:
                stack.append(edge)
                break
        else:
            found.append([edge])
    return [stack for stack in found if len(stack) > 1]
