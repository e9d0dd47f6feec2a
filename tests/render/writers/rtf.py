"""Rich Text Format as Word writes it (\\u with its bytes, \\listtext) and as older programs do (bytes of GBK alone)."""

from collections.abc import Callable, Iterator
from random import Random

from render.sheet import Cell, Grid, Row, Sheet, Text

_HEAD = (
    r"{\rtf1\ansi\ansicpg936\deff0{\fonttbl{\f0\fnil\fcharset134 SimSun;}{\f1\fswiss\fcharset0 Arial;}}"
    r"{\stylesheet{\s0 Normal;}{\s1\outlinelevel0 heading 1;}{\s2\outlinelevel1 heading 2;}}"
    r"{\info{\author x}}{\*\generator made;}{\header\pard 7\par}"
)
_WIDTH = 900  # twips of a column
_PLAIN = {"\\": r"\\", "{": r"\{", "}": r"\}", "\n": r"\line "}

Runs = Callable[[str], str]


def write(sheet: Sheet, _rng: Random) -> bytes:
    """Every character beyond ASCII as \\u, with its bytes for readers that know no Unicode."""
    return _written(sheet, _unicode, wide=False)


def write_bytes(sheet: Sheet, _rng: Random) -> bytes:
    """Bytes of GBK, hidden and deleted text between them; cells merged to the left one by one."""
    return _written(sheet, _bytes, wide=True)


def _written(sheet: Sheet, runs: Runs, wide: bool) -> bytes:
    body = "\n".join(_text(b, runs) if isinstance(b, Text) else _table(b, runs, wide) for b in sheet.blocks)
    return f"{_HEAD}\n{body}}}".encode("ascii")


def _unicode(text: str) -> str:
    return "".join(_PLAIN.get(c, c) if c.isascii() else _unit(c) for c in text)


def _unit(character: str) -> str:
    raw, codes = _raw(character), character.encode("utf-16-le")
    units = [int.from_bytes(codes[i : i + 2], "little", signed=True) for i in range(0, len(codes), 2)]
    return "".join(rf"{{\uc{len(raw) // 4}\u{unit}{raw}}}" for unit in units)


def _raw(character: str) -> str:
    return "".join(rf"\'{byte:02x}" for byte in character.encode("gb18030"))


def _bytes(text: str) -> str:
    shown = "".join(_PLAIN.get(c, c) if c.isascii() else _raw(c) for c in text)
    return rf"{{\v 44}}{{\deleted 55}}{{\loch\f1\dbch\f0 {shown}}}"


def _paragraph(item: Text | Cell, runs: Runs) -> str:
    if not (item.automatic and item.mark):
        return runs(item.printed)
    return rf"{{\listtext\pard\plain {runs(item.mark)}}}\ls1\ilvl0 {runs(item.text)}"


def _text(text: Text, runs: Runs) -> str:
    style = "" if text.level is None else rf"\s{text.level + 1}\outlinelevel{text.level} "
    return rf"\pard\plain {style}{_paragraph(text, runs)}\par"


def _table(grid: Grid, runs: Runs, wide: bool) -> str:
    above: list[Row] = [(), *grid.rows]
    rows = "\n".join(_row(row, up, runs, wide) for row, up in zip(grid.rows, above, strict=False))
    return rows + r"\pard\par"


def _row(row: Row, above: Row, runs: Runs, wide: bool) -> str:
    places = list(_singly(row) if wide else _runs_of(row))
    slots = "".join(_slot(row, above, *place) for place in places)
    cells = (_cell(row, above, start, runs) for start, _ in places)
    return rf"\trowd\trgaph108\trleft-108{slots}\pard\intbl {''.join(cells)}{{\trowd\trleft-108{slots}\row}}"


def _runs_of(row: Row) -> Iterator[tuple[int, int]]:
    start = 0
    while start < len(row):
        stop = next((i for i in range(start, len(row)) if row[i] is not row[start]), len(row))
        yield start, stop
        start = stop


def _singly(row: Row) -> Iterator[tuple[int, int]]:
    return ((i, i + 1) for i in range(len(row)))


def _slot(row: Row, above: Row, start: int, stop: int) -> str:
    cell = row[start]
    words = r"\clvmrg" if above[start : start + 1] == (cell,) else r"\clvmgf"
    if start and row[start - 1] is cell:
        words += r"\clmrg"
    elif row[stop : stop + 1] == (cell,):
        words += r"\clmgf"
    return rf"{words}\clbrdrt\brdrs\cellx{stop * _WIDTH - 108}"


def _cell(row: Row, above: Row, start: int, runs: Runs) -> str:
    cell = row[start]
    goes_on = above[start : start + 1] == (cell,) or (start and row[start - 1] is cell)
    return ("" if goes_on else _paragraph(cell, runs)) + r"\cell "
