"""Plain text: pipe tables, tab-separated rows, and dumps of Word files with one cell a line."""

from collections.abc import Callable, Iterator
from random import Random

from render.sheet import Grid, Sheet, Text, placed

Lines = Iterator[str]


def write_pipes(sheet: Sheet, _rng: Random) -> bytes:
    """Markdown: headings with #, tables with pipes, every slot a cell, merged ones empty after their first."""
    return _written(sheet, _pipes, lambda text: "#" * (text.level + 1) + " " if text.level is not None else "")


def write_tabs(sheet: Sheet, _rng: Random) -> bytes:
    """One table row a line, every slot a cell."""
    return _written(sheet, _tabs, lambda _: "")


def write_dump(sheet: Sheet, _rng: Random) -> bytes:
    """One cell a line after a tab, rows ended by an empty line; line breaks inside cells stay."""
    return _written(sheet, _dump, lambda _: "")


def _written(sheet: Sheet, table: Callable[[Grid], Lines], lead: Callable[[Text], str]) -> bytes:
    lines = (
        line
        for block in sheet.blocks
        for line in ([lead(block) + block.printed, ""] if isinstance(block, Text) else [*table(block), ""])
    )
    return "\n".join(lines).encode()


def _slots(grid: Grid) -> list[list[str]]:
    """The text of every slot; slots a merged cell also covers are empty."""
    texts = [[""] * len(row) for row in grid.rows]
    for place in placed(grid):
        texts[place.row][place.column] = place.cell.printed
    return texts


def _pipes(grid: Grid) -> Lines:
    for number, row in enumerate(_slots(grid)):
        yield "| " + " | ".join(text.replace("\n", "<br>") for text in row) + " |"
        if not number:
            yield "|" + "---|" * len(row)


def _tabs(grid: Grid) -> Lines:
    return ("\t".join("".join(text.split("\n")) for text in row) for row in _slots(grid))


def _dump(grid: Grid) -> Lines:
    """As Word's rows are: a cell merged across is there once, one merged down is empty in the rows below."""
    anchors = {(p.row, p.column) for p in placed(grid)}
    for r, row in enumerate(grid.rows):
        for c, cell in enumerate(row):
            if not (c and row[c - 1] is cell):
                yield "\t" + (cell.printed if (r, c) in anchors else "")
        yield ""
