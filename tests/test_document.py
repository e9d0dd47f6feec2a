"""The waist: grids of cells with spans, and spans cut to what exists."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.document import MAX_SLOTS, Cell, Document, Paragraph, Source, Table, fit
from gongkai.errors import LimitExceeded


def test_an_empty_table_has_no_rows_and_no_grid() -> None:
    table = Table(())
    assert (table.rows, table.columns, table.grid) == (0, 0, ())


def test_a_spanning_cell_stands_in_every_slot_it_covers() -> None:
    wide, tall, last = Cell(0, 0, "a", colspan=2), Cell(0, 2, "b", rowspan=2), Cell(1, 0, "c")
    assert Table((wide, tall, last)).grid == ((wide, wide, tall), (last, None, tall))


def test_cells_are_stored_once_and_found_by_identity_in_the_grid() -> None:
    cell = Cell(0, 0, "a", 3, 4)
    assert {id(slot) for row in Table((cell,)).grid for slot in row} == {id(cell)}


def test_a_grid_over_the_limit_is_refused_and_says_how_large() -> None:
    table = Table((Cell(0, 0, "", colspan=MAX_SLOTS + 1),))
    with pytest.raises(LimitExceeded, match=f"1 x {MAX_SLOTS + 1}"):
        _ = table.grid


def test_a_grid_at_the_limit_is_made() -> None:
    assert len(Table((Cell(0, 0, "", colspan=MAX_SLOTS),)).grid[0]) == MAX_SLOTS


def test_fit_cuts_a_rowspan_to_the_rows_that_have_cells() -> None:
    source = Source(2, (0.0, 1.0, 2.0, 3.0))
    table = fit([Cell(0, 0, "a", 65535, 2, source, "faint"), Cell(1, 2, "b")])
    assert table.cells == (Cell(0, 0, "a", 2, 2, source, "faint"), Cell(1, 2, "b"))


def test_fit_leaves_what_fits_untouched() -> None:
    cells = (Cell(0, 0, "a", 2), Cell(1, 1, "b"))
    assert all(kept is cell for kept, cell in zip(fit(cells).cells, cells, strict=True))


def test_fit_of_nothing_is_an_empty_table() -> None:
    assert fit([]).cells == ()


def test_a_document_gives_its_tables_and_paragraphs_in_order() -> None:
    first, second, table = Paragraph("a"), Paragraph("b", level=1), Table(())
    document = Document("made", (first, table, second))
    assert (document.paragraphs, document.tables) == ((first, second), (table,))


def test_metadata_of_a_document_is_empty_and_cannot_be_changed() -> None:
    metadata = Document("made", ()).metadata
    assert dict(metadata) == {}
    with pytest.raises(TypeError):
        metadata["title"] = "x"  # type: ignore[index]


_cells = st.builds(Cell, st.integers(0, 6), st.integers(0, 6), st.just(""), st.integers(1, 70000), st.integers(1, 6))


@given(st.lists(_cells, max_size=8))
def test_a_fitted_table_is_never_taller_than_its_last_anchor(cells: list[Cell]) -> None:
    table = fit(cells)
    assert table.rows == max((c.row + 1 for c in cells), default=0)
    assert len(table.grid) == table.rows
    assert all(len(row) == table.columns for row in table.grid)
