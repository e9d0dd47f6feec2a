"""The writers against the readers: the grid that was written is the grid that is read."""

import pytest

from gongkai.document import Document
from gongkai.readers import reader
from render.score import COMBINATIONS, Case
from render.sheet import Grid, expected, placed
from render.values import broken, consistent, violations
from render.writers import WRITERS

EXACT = ("docx", "docx-revised", "html", "html-word", "html-site", "html-hidden", "html-old")


def _read(case: Case) -> Document:
    return reader(case.style.partition("-")[0])(case.data())


def _grid(grid: Grid) -> list[tuple[str, int, int, int, int]]:
    return [(p.cell.printed, p.row, p.column, p.rowspan, p.colspan) for p in placed(grid)]


@pytest.mark.parametrize("style", EXACT)
@pytest.mark.parametrize("combination", COMBINATIONS)
def test_tables_are_read_cell_by_cell_as_written(style: str, combination: str) -> None:
    case = Case(combination, "city", style, (), 1)
    read = [[(c.text, c.row, c.column, c.rowspan, c.colspan) for c in t.cells] for t in _read(case).tables]
    assert read == [_grid(g) for g in case.sheet().grids]


@pytest.mark.parametrize("style", WRITERS)
def test_every_figure_is_in_the_document(style: str) -> None:
    case = Case("2019/2021", "city", style, (), 2)
    texts = [c.text for t in _read(case).tables for c in t.cells]
    printed = [c.text for g in case.sheet().grids for c in g.cells if c.role == "value"]
    assert [t for t in texts if t in set(printed)] == printed


@pytest.mark.parametrize("style", WRITERS)
def test_every_paragraph_is_in_the_document_in_order(style: str) -> None:
    case = Case("2021/2021", "small", style, (), 2)
    text = "".join("".join(p.text.split()) for p in _read(case).paragraphs)
    places = [text.find("".join(b.printed.split())) for b in case.sheet().blocks if not isinstance(b, Grid)]
    assert -1 not in places
    assert places == sorted(places)


@pytest.mark.parametrize("combination", COMBINATIONS)
def test_consistent_figures_break_no_rule_and_broken_ones_do(combination: str) -> None:
    from random import Random

    used = COMBINATIONS[combination]
    values = consistent(Random(3), used, "city")
    wrong, rules = broken(Random(3), values, 1)
    changed = [f for f in values if wrong[f] != values[f]]
    assert violations(values) == frozenset()
    assert len(changed) == 1
    assert rules
    assert rules == violations(wrong)


def test_what_is_expected_follows_the_cells() -> None:
    sheet = Case("2021/2021", "city", "docx", ("row-dropped",), 4).sheet()
    missing = [f for f, (value, status) in expected(sheet).items() if status == "missing" and value is None]
    assert len(missing) in (1, 3, 7)
    assert len(expected(sheet)) == 200
