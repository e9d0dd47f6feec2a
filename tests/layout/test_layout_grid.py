"""Rulings to span grids: a grid drawn in any way comes back as the same grid."""

from collections.abc import Sequence
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.layout.edges import Edge, edges, joined, snapped
from gongkai.layout.grids import Lattice, Span, box, lattices, spans
from gongkai.layout.model import Ruling

XS = (50.0, 120.0, 200.0, 310.0)
YS = (100.0, 120.0, 145.0, 190.0)


def cut(rows: int, columns: int, taken: Sequence[tuple[int, int, int, int]]) -> list[Span]:
    """A grid in which the wished spans that do not collide are kept and every other slot is a cell."""
    owner: dict[tuple[int, int], Span] = {}
    for row, column, high, wide in taken:
        slots = list(product(range(row, min(row + high, rows)), range(column, min(column + wide, columns))))
        if slots and not any(slot in owner for slot in slots):
            span = (row, column, slots[-1][0] - row + 1, slots[-1][1] - column + 1)
            owner.update(dict.fromkeys(slots, span))
    return sorted({owner.get((r, c), (r, c, 1, 1)) for r, c in product(range(rows), range(columns))})


def around(xs: Sequence[float], ys: Sequence[float], span: Span) -> list[Ruling]:
    """The four sides of a cell as lines without thickness."""
    r, c, high, wide = span
    x0, y0, x1, y1 = xs[c], ys[r], xs[c + wide], ys[r + high]
    return [Ruling(x0, y0, x1, y0), Ruling(x0, y1, x1, y1), Ruling(x0, y0, x0, y1), Ruling(x1, y0, x1, y1)]


def drawn(xs: Sequence[float], ys: Sequence[float], cells: Sequence[Span]) -> list[Ruling]:
    """Every cell of a grid with its own four sides."""
    return [ruling for span in cells for ruling in around(xs, ys, span)]


def tables(rulings: Sequence[Ruling]) -> list[Lattice]:
    return lattices(*edges(rulings))


def lines_of(start: float, steps: Sequence[float]) -> list[float]:
    return [start + sum(steps[:k]) for k in range(len(steps) + 1)]


@st.composite
def grids(draw: st.DrawFn) -> tuple[list[float], list[float], list[Span]]:
    """A random span grid of at least two slots whose every line bounds a cell."""
    xs = lines_of(40, draw(st.lists(st.floats(9, 80), min_size=1, max_size=8)))
    ys = lines_of(60, draw(st.lists(st.floats(9, 60), min_size=1, max_size=8)))
    place = st.tuples(*(st.integers(0, 7), st.integers(0, 7), st.integers(1, 5), st.integers(1, 5)))
    cells = cut(len(ys) - 1, len(xs) - 1, draw(st.lists(place, max_size=5)))
    used = {s[1] for s in cells} | {s[1] + s[3] for s in cells}, {s[0] for s in cells} | {s[0] + s[2] for s in cells}
    if used != (set(range(len(xs))), set(range(len(ys)))) or len(cells) < 2:
        cells = cut(len(ys) - 1, len(xs) - 1, ())
    return xs, ys, cells


def moved(ruling: Ruling, by: float) -> Ruling:
    """A ruling a hair off its place."""
    return Ruling(ruling.x0 + by, ruling.top + by, ruling.x1 + by, ruling.bottom + by)


@settings(max_examples=150, deadline=None)
@given(grids(), st.data())
def test_a_drawn_grid_comes_back(grid: tuple[list[float], list[float], list[Span]], data: st.DataObject) -> None:
    xs, ys, cells = grid
    shake = st.floats(-0.4, 0.4)
    rulings = [moved(r, data.draw(shake)) for r in drawn(xs, ys, cells)]
    (found,) = tables(data.draw(st.permutations(rulings)))
    assert spans(found) == cells
    assert max(abs(a - b) for a, b in zip(found.xs, xs, strict=True)) < 1


def test_two_tables_on_one_page_stay_two() -> None:
    cells = cut(2, 2, ())
    rulings = drawn(XS[:3], YS[:3], cells) + drawn(XS[:3], [y + 200 for y in YS[:3]], cells)
    assert [found.ys[0] for found in tables(rulings)] == [100, 300]


def test_lines_that_do_not_meet_are_no_table() -> None:
    assert tables([Ruling(50, y, 300, y) for y in YS]) == []
    assert tables([Ruling(50, 100, 300, 100), Ruling(60, 300, 60, 400)]) == []


def test_a_last_row_open_below_is_a_row() -> None:
    rulings = [r for r in drawn(XS, YS, cut(3, 3, ())) if not r.top == r.bottom == YS[-1]]
    (found,) = tables(rulings)
    assert spans(found) == cut(3, 3, ())


def test_missing_sides_are_where_the_lines_end() -> None:
    rulings = [r for r in drawn(XS, YS, cut(3, 3, ())) if not (r.x0 == r.x1 and r.x0 in (XS[0], XS[-1]))]
    (found,) = tables(rulings)
    assert found.xs == XS


def test_a_title_row_between_open_sided_rows_belongs_to_them() -> None:
    cells = [(0, 0, 1, 3), *cut(2, 3, ())]
    inner = [Ruling(x, YS[1], x, YS[3]) for x in XS[1:-1]]
    (found,) = tables([Ruling(XS[0], y, XS[-1], y) for y in YS] + inner)
    assert spans(found) == [(0, 0, 1, 3)] + [(r + 1, c, h, w) for r, c, h, w in cells[1:]]


def test_a_rule_far_above_an_open_sided_table_is_not_its_top() -> None:
    inner = [Ruling(x, YS[0], x, YS[3]) for x in XS[1:-1]]
    (found,) = tables([Ruling(XS[0], y, XS[-1], y) for y in (40.0, *YS)] + inner)
    assert found.ys == YS


def test_dots_and_dashes_are_lines() -> None:
    dots = [
        Ruling(x - 0.3, y - 0.3, x + 0.3, y + 0.3)
        for r in drawn(XS, YS, cut(3, 3, ()))
        for x, y in ((r.x0 + k * (r.x1 - r.x0) / 60, r.top + k * (r.bottom - r.top) / 60) for k in range(61))
    ]
    (found,) = tables(dots)
    assert spans(found) == cut(3, 3, ())


def test_double_rules_are_one() -> None:
    one = drawn(XS, YS, cut(3, 3, ()))
    two = [Ruling(r.x0 + 1.8, r.top + 1.8, r.x1 + 1.8, r.bottom + 1.8) for r in one]
    (found,) = tables(one + two)
    assert spans(found) == cut(3, 3, ())


def test_a_gap_in_a_wall_joins_its_cells_in_rectangles_only() -> None:
    rulings = [r for r in drawn(XS, YS, cut(3, 3, ())) if not (r.x0 == r.x1 == XS[1] and r.top == YS[1])]
    (found,) = tables(rulings)
    assert spans(found) == cut(3, 3, [(1, 0, 1, 2)])


def test_the_box_of_a_cell_is_its_lines() -> None:
    (found,) = tables(drawn(XS, YS, cut(3, 3, [(0, 0, 2, 2)])))
    assert box(found, spans(found)[0]) == (XS[0], YS[0], XS[2], YS[2])


def test_a_drawing_of_very_many_lines_is_no_table() -> None:
    many = [Ruling(0, 4.0 * k, 9000, 4.0 * k) for k in range(1100)] + [
        Ruling(8.0 * k, 0, 8.0 * k, 4400) for k in range(1100)
    ]
    assert tables(many) == []
    assert tables(many[:600] + many[1100:1700]) == []


def test_snapping_makes_near_positions_equal_and_joining_closes_gaps() -> None:
    levelled = snapped([Edge(10, 0, 20), Edge(12, 22, 50), Edge(30, 0, 9)])
    assert levelled == [Edge(11, 0, 20), Edge(11, 22, 50), Edge(30, 0, 9)]
    assert joined(levelled) == [Edge(11, 0, 50), Edge(30, 0, 9)]
    assert joined([Edge(1, 0, 3)]) == []


def test_parts_of_a_table_that_meet_only_below_are_one() -> None:
    top = drawn(XS[:2], YS[:2], [(0, 0, 1, 1)]) + drawn(XS[2:], YS[:2], [(0, 0, 1, 1)])
    (found,) = tables(top + drawn((XS[0], XS[-1]), YS[1:3], [(0, 0, 1, 1)]))
    assert {(0, 0, 1, 1), (0, 2, 1, 1), (1, 0, 1, 3)} <= set(spans(found))
