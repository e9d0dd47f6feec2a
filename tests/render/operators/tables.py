"""Tables cut, split, joined, copied, and what stands between them."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from random import Random

from render.operators.registry import Registry
from render.operators.rows import _copied
from render.sheet import Block, Cell, Grid, Row, Sheet, Text, full_row

OPERATORS = Registry()
_BEFORE = ("该部分以表格形式报告。表格如下：", "单位：件", "详见下表。")
_AFTER = ("注：行政复议、行政诉讼数量含上年度结转数量。", "注：以上数据为全县汇总数，共涉及32个单位。")
_BETWEEN = ("— 4 —", "（续表）", "- 5 -", "注：以上数据含派出机构，其中2件为网上收取。", "")


def _cut(sheet: Sheet, rng: Random, repeat: bool, between: tuple[str, ...]) -> Sheet:
    def change(grid: Grid) -> Iterator[Block]:
        if len(grid.rows) < 2:
            yield grid
            return
        at = rng.randint(1, len(grid.rows) - 1)
        upper, lower = _halves(grid, at, rng)
        yield replace(grid, rows=upper)
        yield from map(Text, [rng.choice(between)] if between else [])
        head = _copied(grid.rows[: grid.head]) if repeat and at >= grid.head else ()
        yield replace(grid, rows=(*head, *lower))

    return sheet.each_grid(change)


def _halves(grid: Grid, at: int, rng: Random) -> tuple[tuple[Row, ...], tuple[Row, ...]]:
    """The rows before and after a cut; the text of a cell that is cut through is divided, or all above."""
    through = [c for c in dict.fromkeys(grid.rows[at]) if c in grid.rows[at - 1]]
    upper, lower = {}, {}
    for cell in through:
        part = rng.choice((len(cell.text), rng.randint(0, len(cell.text))))
        upper[cell] = replace(cell, text=cell.text[:part])
        lower[cell] = replace(cell, text=cell.text[part:], mark="")
    rows = grid.rows
    return _swapped(rows[:at], upper), _swapped(rows[at:], lower)


def _swapped(rows: tuple[Row, ...], new: dict[Cell, Cell]) -> tuple[Row, ...]:
    return tuple(tuple(new.get(c, c) for c in row) for row in rows)


@OPERATORS.add("tables-cut")
def _plain_cut(sheet: Sheet, rng: Random) -> Sheet:
    return _cut(sheet, rng, repeat=False, between=())


@OPERATORS.add("tables-cut-by-a-paragraph")
def _cut_by_paragraph(sheet: Sheet, rng: Random) -> Sheet:
    return _cut(sheet, rng, repeat=False, between=_BETWEEN)


@OPERATORS.add("tables-cut-with-header")
def _cut_with_header(sheet: Sheet, rng: Random) -> Sheet:
    return _cut(sheet, rng, repeat=True, between=("— 4 —",))


def _bands(grid: Grid) -> Iterator[Grid]:
    """Table 2 cut before each of its titles."""
    starts = [n for n, row in enumerate(grid.rows) if row[0].role == "title"]
    for start, stop in pairwise([*starts, len(grid.rows)]):
        yield replace(grid, rows=grid.rows[start:stop])


@OPERATORS.add("bands-apart")
def _bands_apart(sheet: Sheet, _rng: Random) -> Sheet:
    return sheet.each_grid(lambda g: tuple(_bands(g)) if g.table == "disclosure" else g)


@OPERATORS.add("bands-under-paragraphs")
def _bands_titled(sheet: Sheet, _rng: Random) -> Sheet:
    def change(grid: Grid) -> Iterator[Block]:
        if grid.table != "disclosure" or grid.rows[0][0].role != "title":
            yield grid
            return
        for band in _bands(grid):
            yield Text(band.rows[0][0].printed)
            if len(band.rows) > 1:
                yield replace(band, rows=band.rows[1:])

    return sheet.each_grid(change)


_BLOCK_NAMES = ("行政复议", "行政诉讼（未经复议直接起诉）", "行政诉讼（复议后起诉）")


@OPERATORS.add("remedies-in-three")
def _three(sheet: Sheet, _rng: Random) -> Sheet:
    """Table 4 as three tables of five columns, each under a line that names it."""

    def change(grid: Grid) -> Iterator[Block]:
        if grid.table != "remedies" or len(grid.rows) < 4:
            yield grid
            return
        for start, name in zip((0, 5, 10), _BLOCK_NAMES, strict=True):
            yield Text(name)
            yield replace(grid, rows=tuple(row[start : start + 5] for row in grid.rows[2:]))

    return sheet.each_grid(change)


@OPERATORS.add("notes-between-tables")
def _notes(sheet: Sheet, rng: Random) -> Sheet:
    def change(grid: Grid) -> Iterator[Block]:
        yield Text(rng.choice(_BEFORE))
        yield grid
        yield Text(rng.choice(_AFTER))

    return sheet.each_grid(change)


def _foreign(rows: list[list[str]]) -> Grid:
    return Grid("", tuple(tuple(Cell(text) for text in row) for row in rows))


@OPERATORS.add("comparison-table")
def _comparison(sheet: Sheet, rng: Random) -> Sheet:
    """A table of other figures in section one."""
    names = ("新收政府信息公开申请", "主动公开政府信息", "政务新媒体发布信息", "办结申请")
    rows = [[name, str(rng.randint(1, 900)), str(rng.randint(1, 900))] for name in names]
    grid = _foreign([["指标", f"{sheet.year - 1}年", f"{sheet.year}年"], *rows])
    return _after_overview(sheet, grid)


def _after_overview(sheet: Sheet, *new: Block) -> Sheet:
    """The sheet with blocks put before the heading of section two."""
    headings = [n for n, b in enumerate(sheet.blocks) if isinstance(b, Text) and b.level == 1]
    at = headings[1] if len(headings) > 1 else 0
    return sheet.with_blocks((*sheet.blocks[:at], *new, *sheet.blocks[at:]))


@OPERATORS.add("layout-frame-table")
def _framed(sheet: Sheet, _rng: Random) -> Sheet:
    """An index table such as web pages print before the report."""
    return sheet.with_blocks(
        (_foreign([["索引号", "000000000/2024-00001"], ["发布机构", sheet.agency]]), *sheet.blocks)
    )


@OPERATORS.add("table-printed-twice")
def _twice(sheet: Sheet, rng: Random) -> Sheet:
    grid = rng.choice([g for g in sheet.grids if g.table])
    return sheet.with_blocks((*sheet.blocks, Text("附件"), replace(grid, rows=_copied(grid.rows))))


@OPERATORS.add("table-dropped")
def _dropped(sheet: Sheet, rng: Random) -> Sheet:
    grid = rng.choice([g for g in sheet.grids if g.table])
    return sheet.with_blocks(b for b in sheet.blocks if b is not grid)


@OPERATORS.add("one-big-table", listed=False)
def _one_table(sheet: Sheet, _rng: Random) -> Sheet:
    """Headings, prose and tables as rows of a single table."""
    title, rest = sheet.blocks[:1], sheet.blocks[1:]
    width = max((len(row) for g in sheet.grids for row in g.rows), default=1)
    rows = (row for block in rest for row in _as_rows(block, width))
    return sheet.with_blocks((*title, Grid("all", tuple(rows))))


def _as_rows(block: Block, width: int) -> Iterator[Row]:
    if isinstance(block, Text):
        yield full_row(width, Cell(block.printed))
        return
    for row in block.rows:
        yield (*row, *(row[-1],) * (width - len(row)))


def _last_years(grid: Grid, rng: Random) -> Grid:
    """The same table with figures that belong to no field."""
    new = {c: Cell(str(rng.randint(0, 99)), "value") if c.field else replace(c) for c in grid.cells}
    return replace(grid, rows=_swapped(grid.rows, new))


@OPERATORS.add("last-years-table-before", listed=False)
def _before(sheet: Sheet, rng: Random) -> Sheet:
    """A whole statutory table of the year before in section one."""
    grid = _last_years(rng.choice([g for g in sheet.grids if g.table]), rng)
    return _after_overview(sheet, Text(f"{sheet.year - 1}年情况如下，供对照："), replace(grid, table=""))


@OPERATORS.add("last-years-table-after", listed=False)
def _after(sheet: Sheet, rng: Random) -> Sheet:
    """The same behind the report."""
    grid = _last_years(rng.choice([g for g in sheet.grids if g.table]), rng)
    return sheet.with_blocks((*sheet.blocks, Text(f"附：{sheet.year - 1}年情况"), replace(grid, table="")))
