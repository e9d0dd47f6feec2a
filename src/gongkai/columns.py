"""Which cell of a line stands under which column of the form."""

from collections.abc import Sequence, Set
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import combinations, pairwise

from gongkai.align import Costs, align
from gongkai.bands import Header, Labels, Leaf, Line, column_scores, likeness
from gongkai.document import Cell
from gongkai.forms import Axis, Template
from gongkai.values import is_value

COLUMN_LIKE = 0.5  # 总计 with one wrong character; below it only the position speaks for a column
WHOLE = 0.9  # a label this like the form's is that column's, wherever it stands
POSITION = 0.02  # worth of a pair for which only the position speaks
# a form's column not printed; a printed one the form does not have; a pair in step
MISSING, EXTRA, ADJACENT = 0.3, 0.1, 0.05
SURE_MARGIN = 0.2  # what the whole header has to lose when a printed column is read as another one

ASSUMED = "no header names the columns: the order of the form is assumed"
UNLIKE = "the label of the column is unlike the form's, or like another column's"
ABSENT = "the header does not print this column"
MISFIT = "the cells of the row do not line up with the columns"

Slot = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Plan:
    """Where each column of a band is printed.

    `slots`: its grid slots; `order`: its place among the `width` value cells of a row; `extra`: slots of columns that
    are printed but not of the form; `fillers`: there are slots under no label, as dumps print merged cells.
    """

    slots: tuple[Slot | None, ...]
    order: tuple[int | None, ...]
    width: int
    extra: tuple[Slot, ...]
    fillers: bool
    scores: tuple[float, ...]
    labels: tuple[str, ...]
    doubts: tuple[str, ...]


@cache
def assumed(columns: tuple[Axis, ...]) -> Plan:
    """The plan when no header is printed: the form's columns in the form's order."""
    size = len(columns)
    return Plan(
        (None,) * size,
        tuple(range(size)),
        size,
        (),
        False,
        (COLUMN_LIKE,) * size,
        ("",) * size,
        (ASSUMED,) * size,
    )


@lru_cache(maxsize=256)
def plan(header: Header, template: Template, columns: tuple[Axis, ...]) -> Plan | None:
    """How a header prints these columns; None when it prints none of them."""
    return _plan(header.labels, template, columns)


@lru_cache(maxsize=4096)  # by what is printed: most reports print the same headers
def _plan(header: Labels, template: Template, columns: tuple[Axis, ...]) -> Plan | None:
    scores = column_scores(header, template, columns)
    usable = [[max(s, POSITION) if s < COLUMN_LIKE else s for s in row] for row in scores]
    pairs = align(usable, Costs(MISSING, [EXTRA] * len(header.leaves), ADJACENT))
    found = {p.expected: p.found for p in pairs}
    sure = {p.expected for p in pairs if p.margin >= SURE_MARGIN and scores[p.expected][p.found] >= COLUMN_LIKE}
    whole = len(found) == len(columns)
    if not (whole and all(scores[i][j] >= WHOLE for i, j in found.items())) and (moved := _moved(header, columns)):
        return _grid_plan(header, moved, scores, set(moved))
    if not whole and (printed := _loose(header, columns)):
        return printed
    if not any(scores[i][j] >= COLUMN_LIKE for i, j in found.items()):
        return None
    rest = [leaf for j, leaf in enumerate(header.leaves) if j not in found.values()]
    if rest and all(_is_group(leaf, columns) for leaf in rest) and (printed := _loose(header, columns)):
        return printed  # groups among the columns: a header told in one line
    return _grid_plan(header, found, scores, sure)


def _grid_plan(header: Labels, found: dict[int, int], scores: list[list[float]], sure: set[int]) -> Plan:
    first = min(found.values())
    at = [found.get(i) for i in range(len(scores))]
    score = tuple(0.0 if j is None else max(scores[i][j], 0.0) for i, j in enumerate(at))
    return Plan(
        tuple(None if j is None else (header.leaves[j].start, header.leaves[j].stop) for j in at),
        tuple(None if j is None else j - first for j in at),
        len(header.leaves) - first,
        tuple((leaf.start, leaf.stop) for j, leaf in enumerate(header.leaves) if j > first and j not in at),
        any(a.stop < b.start for a, b in pairwise(header.leaves)),
        score,
        tuple("" if j is None else header.leaves[j].label for j in at),
        tuple(ABSENT if j is None else "" if i in sure else UNLIKE for i, j in enumerate(at)),
    )


def _moved(header: Labels, columns: tuple[Axis, ...]) -> dict[int, int] | None:
    """Column -> leaf where the header prints them in another order: each once, and under its groups if printed."""
    groups = {part for axis in columns for part in axis.path[:-1]}
    printed = {g for g in groups if any(likeness(text, g) >= WHOLE for text in header.loose)}
    heads = [[j for j, leaf in enumerate(header.leaves) if _heads(leaf, axis, printed)] for axis in columns]
    once = all(len(each) == 1 for each in heads) and len({j for each in heads for j in each}) == len(columns)
    return {i: j for i, (j,) in enumerate(heads)} if once else None


def _is_group(leaf: Leaf, columns: tuple[Axis, ...]) -> bool:
    groups = {part for axis in columns for part in axis.path[:-1]}
    return not leaf.above and any(likeness(leaf.label, group) >= WHOLE for group in groups)


def _heads(leaf: Leaf, axis: Axis, groups: Set[str]) -> bool:
    """Whether a leaf is labelled as this column is, the groups above it too."""
    own = groups & set(axis.path[:-1])
    above = all(any(likeness(text, group) >= WHOLE for text in leaf.above) for group in own)
    return above and likeness(leaf.label, axis.leaf) >= WHOLE


def _loose(header: Labels, columns: tuple[Axis, ...]) -> Plan | None:
    """The plan of a header whose cells are ragged: every label is printed, whatever its slot, in the form's order."""
    left = list(enumerate(header.loose))
    taken: list[tuple[int, str, float]] = []
    for axis in columns:
        best = max(left, key=lambda item: likeness(item[1], axis.leaf), default=(0, ""))
        if likeness(best[1], axis.leaf) < COLUMN_LIKE:
            return None
        left.remove(best)
        taken.append((*best, likeness(best[1], axis.leaf)))
    size = len(columns)
    at, labels, scores = zip(*taken, strict=True)
    if not _in_order(columns, at):
        return None
    return Plan((None,) * size, tuple(range(size)), size, (), False, scores, labels, ("",) * size)


def _in_order(columns: tuple[Axis, ...], at: Sequence[int]) -> bool:
    """Whether columns of one group follow each other as in the form."""
    pairs = combinations(zip(columns, at, strict=True), 2)
    return all(here < there for (one, here), (other, there) in pairs if one.path[:-1] == other.path[:-1])


def place(line: Line, plan: Plan) -> list[Cell | None] | None:
    """The cell of each column: by grid slot where slots line up, else by order; None where nothing is certain."""
    return _by_slot(line, plan) or _by_order(line, plan)


def _by_slot(line: Line, plan: Plan) -> list[Cell | None] | None:
    """By grid slot, when every column has a cell of its own and no value is left over."""
    slots = [s for s in plan.slots if s]
    if not slots or (line.leaf >= 0 and line.cells[line.leaf].column >= min(slots)[0]):
        return None
    exact = {(c.column, c.column + c.colspan): c for c in line.cells}
    placed = [exact.get(slot) or _own(line, slot, slots) if slot else None for slot in plan.slots]
    whole = all(cell or not slot for cell, slot in zip(placed, plan.slots, strict=True))
    return placed if whole and not left_over(line, placed, plan.extra) else None


def left_over(line: Line, placed: Sequence[Cell | None], extra: Sequence[Slot] = ()) -> bool:
    """Whether the line prints a value after its label that is neither placed nor under a column beyond the form."""
    taken = set(map(id, placed))
    rest = (c for c in line.cells[line.leaf + 1 :] if id(c) not in taken)
    return any(is_value(c.text) and not any(_overlap(c, slot) for slot in extra) for c in rest)


def ragged(line: Line, plan: Plan) -> bool:
    """Whether a line with values has no cell at all in a column's slot: any of its cells may stand in a wrong one."""
    cells = (*line.cells, *line.carried)
    return line.values > 0 and any(s and not any(_overlap(c, s) for c in cells) for s in plan.slots)


def _own(line: Line, slot: Slot, slots: Sequence[Slot]) -> Cell | None:
    """The one cell of the line that covers this slot and no other."""
    low, high = slot
    covering = [c for c in (*line.cells, *line.carried) if c.column < high and c.column + c.colspan > low]
    if len(covering) != 1 or covering[0].row != line.row:
        return None
    return covering[0] if sum(_overlap(covering[0], s) for s in slots) == 1 else None


def _overlap(cell: Cell, slot: Slot) -> bool:
    return cell.column < slot[1] and cell.column + cell.colspan > slot[0]


def _by_order(line: Line, plan: Plan) -> list[Cell | None] | None:
    """By order, when as many cells follow the label as there are columns.

    Blank cells may be fillers of merged ones: they are left out on both ends, and inside where the header has fillers
    too; there a blank cell inside is not trusted.
    """
    rest = line.cells[line.leaf + 1 :]
    at = [i for i, c in enumerate(rest) if c.text.strip()]
    printed = [rest[i] for i in at]
    filled = plan.fillers or (bool(at) and at[-1] - at[0] == len(at) - 1)
    if len(rest) == plan.width and (len(printed) == plan.width or not plan.fillers):
        return [None if i is None else rest[i] for i in plan.order]
    if len(printed) == plan.width and filled:
        return [None if i is None else printed[i] for i in plan.order]
    return None


def place_surely(line: Line, plan: Plan) -> list[Cell | None]:
    """Where the row as a whole fits no plan: only the cells that alone stand in their own slot."""
    slots = [s for s in plan.slots if s]
    if not slots or (line.leaf >= 0 and line.cells[line.leaf].column >= min(slots)[0]):
        return [None] * len(plan.slots)
    return [_own(line, slot, slots) if slot else None for slot in plan.slots]
