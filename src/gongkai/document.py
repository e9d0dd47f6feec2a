"""The waist between formats and forms: what a person reading the document sees, and nothing else.

Imports nothing of ours but the errors. Readers make a `Document`; matching only ever sees one.
Text is as printed: a reader never normalizes it (line breaks inside a cell are "\\n").
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import NamedTuple

from gongkai.errors import LimitExceeded

MAX_BYTES = 100 * 2**20  # of one input; the largest real report seen is under 20 MiB
MAX_EXPANDED = 200 * 2**20  # of one compressed member after decompression: stops zip bombs
MAX_SLOTS = 200_000  # rows x columns of one table: statutory tables have under 600
MAX_CELLS = 400_000  # of one document
MAX_DEPTH = 100  # of tables within tables, or of elements where a reader recurses

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Source:
    """Where something was printed: page from 1, box (x0, top, x1, bottom) in points from the page's top left."""

    page: int | None = None
    box: Box | None = None


NOWHERE = Source()


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph or line of prose; `level` is its heading level (1 the highest) where the format states one."""

    text: str
    source: Source = NOWHERE
    level: int | None = None


class Recognised(NamedTuple):
    """A text that a recogniser may have seen, and how likely it holds it, 0 to 1."""

    text: str
    chance: float


class Cell(NamedTuple):
    """One printed cell, stored once, anchored at its top-left slot (row and column from 0).

    A named tuple, as a report has hundreds and a frozen dataclass takes three times as long to make.

    `doubt` is the reader's own: why `text` may not be what is printed ("" when it has none). `readings` are those of
    a recognised figure, the likeliest first; () where the format gives the text itself.
    """

    row: int
    column: int
    text: str
    rowspan: int = 1
    colspan: int = 1
    source: Source = NOWHERE
    doubt: str = ""
    readings: tuple[Recognised, ...] = ()


@dataclass(frozen=True)
class Table:
    """Cells in reading order (by row, then column), no two covering the same slot."""

    cells: tuple[Cell, ...]

    @cached_property
    def rows(self) -> int:
        """Number of grid rows."""
        return max((c.row + c.rowspan for c in self.cells), default=0)

    @cached_property
    def columns(self) -> int:
        """Number of grid columns."""
        return max((c.column + c.colspan for c in self.cells), default=0)

    @cached_property
    def grid(self) -> tuple[tuple[Cell | None, ...], ...]:
        """rows x columns; a spanning cell stands in every slot it covers, None where there is no cell.

        Raises LimitExceeded when rows x columns passes MAX_SLOTS.
        """
        if self.rows * self.columns > MAX_SLOTS:
            raise LimitExceeded(f"a table of {self.rows} x {self.columns} slots; the limit is {MAX_SLOTS}")
        grid: list[list[Cell | None]] = [[None] * self.columns for _ in range(self.rows)]
        for cell in self.cells:
            for row in grid[cell.row : cell.row + cell.rowspan]:
                row[cell.column : cell.column + cell.colspan] = [cell] * cell.colspan
        return tuple(map(tuple, grid))


Block = Paragraph | Table


@dataclass(frozen=True)
class Document:
    """Blocks in reading order; metadata is the page's or file's own statements, never shown as report text.

    Metadata keys: those of web pages as published (`PubDate`, `ArticleTitle`, `SiteName`, `SiteIDCode`, `ColumnName`,
    `ContentSource`, `Url`, rows of the 索引号 table under their Chinese labels), `title` for the file's own title.
    Remarks say, for people, what the reader had to guess.
    """

    format: str
    blocks: tuple[Block, ...]
    metadata: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    remarks: tuple[str, ...] = ()

    @property
    def tables(self) -> tuple[Table, ...]:
        """The tables in reading order."""
        return tuple(b for b in self.blocks if isinstance(b, Table))

    @property
    def paragraphs(self) -> tuple[Paragraph, ...]:
        """The paragraphs in reading order."""
        return tuple(b for b in self.blocks if isinstance(b, Paragraph))


def fit(cells: Iterable[Cell]) -> Table:
    """A table whose spans are cut to the rows and columns that exist, so that rowspan=65535 costs nothing."""
    kept = tuple(cells)
    rows = max((c.row for c in kept), default=-1) + 1
    return Table(tuple(c if c.row + c.rowspan <= rows else c._replace(rowspan=rows - c.row) for c in kept))
