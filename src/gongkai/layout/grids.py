"""Edges to span grids: crossing edges make a lattice, slots of it that no edge parts are one cell."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from gongkai.document import MAX_SLOTS, Box
from gongkai.layout.edges import Edge

TOUCH = 3.0  # points by which an edge may miss the one it meets
OPEN = 6.0  # points an edge must reach past the last crossing one to bound an open row or column
COVERED = 0.6  # share of a slot's side an edge must cover to close it
MAX_CROSSINGS = 1_000_000  # pairs of edges tried on one page; a page with more is a drawing

Group = tuple[set[int], set[int]]  # indices of horizontal and of vertical edges
Span = tuple[int, int, int, int]  # row, column, rowspan, colspan


@dataclass(frozen=True, slots=True)
class Lattice:
    """The lines of one table: positions of its columns (xs) and rows (ys) and where they are drawn."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    across: tuple[Edge, ...]
    down: tuple[Edge, ...]

    @property
    def box(self) -> Box:
        """Its outermost lines."""
        return self.xs[0], self.ys[0], self.xs[-1], self.ys[-1]


def crossings(across: Sequence[Edge], down: Sequence[Edge]) -> Iterator[tuple[int, int]]:
    """Indices of each horizontal and vertical edge that meet."""
    if len(across) * len(down) > MAX_CROSSINGS:
        return
    for i, h in enumerate(across):
        low, high, at = h.low - TOUCH, h.high + TOUCH, h.at
        for j, v in enumerate(down):
            if low <= v.at <= high and v.low - TOUCH <= at <= v.high + TOUCH:
                yield i, j


def groups(pairs: Iterable[tuple[int, int]]) -> list[Group]:
    """Horizontal and vertical indices that hang together through crossings."""
    owner: dict[tuple[str, int], int] = {}
    found: dict[int, Group] = {}
    for i, j in pairs:
        a, b = owner.get(("h", i)), owner.get(("v", j))
        kept = merge(found, owner, a, b)
        found[kept][0].add(i)
        found[kept][1].add(j)
        owner["h", i] = owner["v", j] = kept
    return list(found.values())


def merge(found: dict[int, Group], owner: dict[tuple[str, int], int], a: int | None, b: int | None) -> int:
    """The group that two crossing edges belong to from now on, the smaller of two moved into the larger."""
    if a is None or b is None or a == b:
        kept = a if a is not None else b
        return fresh(found, len(owner)) if kept is None else kept
    if sum(map(len, found[a])) < sum(map(len, found[b])):
        a, b = b, a
    rows, columns = found.pop(b)
    owner.update({("h", i): a for i in rows} | {("v", j): a for j in columns})
    found[a][0].update(rows)
    found[a][1].update(columns)
    return a


def fresh(found: dict[int, Group], name: int) -> int:
    """A new empty group."""
    found[name] = (set(), set())
    return name


def lattices(across: Sequence[Edge], down: Sequence[Edge]) -> list[Lattice]:
    """The tables of a page, top to bottom; a drawing with too many lines to be one is left out."""
    found = groups(crossings(across, down))
    made = (lattice([across[i] for i in sorted(h)], [down[j] for j in sorted(v)]) for h, v in found)
    kept = [m for m in made if len(m.xs) > 1 and len(m.ys) > 1 and len(m.xs) * len(m.ys) <= MAX_SLOTS]
    return sorted(kept, key=lambda m: (m.ys[0], m.xs[0]))


def lattice(across: Sequence[Edge], down: Sequence[Edge]) -> Lattice:
    """Edges that hang together as a lattice; ends that stick out bound an open row or column."""
    xs = positions([e.at for e in down], across)
    ys = positions([e.at for e in across], down)
    return Lattice(xs, ys, tuple(across), tuple(down))


def positions(lines: Iterable[float], crossing: Sequence[Edge]) -> tuple[float, ...]:
    """Where lines stand, with the ends of the edges crossing them where these reach past the outermost line."""
    at = sorted(set(lines))
    low, high = min(e.low for e in crossing), max(e.high for e in crossing)
    before = [low] if low < at[0] - OPEN else []
    after = [high] if high > at[-1] + OPEN else []
    return tuple(before + at + after)


def walls(edges: Iterable[Edge], lines: Sequence[float], ends: Sequence[float]) -> list[list[bool]]:
    """For each line (its index) and each slot along it, whether an edge is drawn there."""
    index = {at: i for i, at in enumerate(lines)}
    drawn = [[False] * (len(ends) - 1) for _ in lines]
    for edge in edges:
        row = drawn[index[edge.at]]
        for k in range(max(bisect_right(ends, edge.low) - 1, 0), len(ends) - 1):
            if ends[k] >= edge.high:
                break
            shared = min(edge.high, ends[k + 1]) - max(edge.low, ends[k])
            row[k] = row[k] or shared >= COVERED * (ends[k + 1] - ends[k])
    return drawn


def spans(lat: Lattice) -> list[Span]:
    """The cells of a lattice as minimal rectangles of slots, in reading order."""
    across, down = walls(lat.across, lat.ys, lat.xs), walls(lat.down, lat.xs, lat.ys)
    rows, columns = len(lat.ys) - 1, len(lat.xs) - 1
    taken = [[False] * columns for _ in range(rows)]
    found: list[Span] = []
    for row in range(rows):
        for column in range(columns):
            if not taken[row][column]:
                wide = width(taken[row], down, row, column)
                high = height(taken, (across, down), (row, column, wide))
                for line in taken[row : row + high]:
                    line[column : column + wide] = [True] * wide
                found.append((row, column, high, wide))
    return found


def width(taken: Sequence[bool], down: Sequence[Sequence[bool]], row: int, column: int) -> int:
    """How many slots reach right from one before an edge or another cell."""
    end = column + 1
    while end < len(taken) and not taken[end] and not down[end][row]:
        end += 1
    return end - column


def height(
    taken: Sequence[Sequence[bool]],
    drawn: tuple[Sequence[Sequence[bool]], Sequence[Sequence[bool]]],
    start: tuple[int, int, int],
) -> int:
    """How many slots reach down from a run of slots before an edge, a side or another cell."""
    across, down = drawn
    row, column, wide = start
    end = row + 1
    while (
        end < len(taken)
        and not any(across[end][column : column + wide])
        and not any(taken[end][column : column + wide])
        and not any(down[k][end] for k in range(column + 1, column + wide))
    ):
        end += 1
    return end - row


def box(lat: Lattice, span: Span) -> Box:
    """Where a cell is drawn."""
    row, column, high, wide = span
    return lat.xs[column], lat.ys[row], lat.xs[column + wide], lat.ys[row + high]
