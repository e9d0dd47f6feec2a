"""Excel 97-2003 workbooks: a report typed into one sheet, its tables ruled, its figures numbers."""

import io
import re
from random import Random

import xlwt

from render.sheet import Grid, Sheet, Text, placed

_NUMBER = re.compile(r"0|-?[1-9]\d{0,9}")
_RULED = "borders: left thin, right thin, top thin, bottom thin"


def write(sheet: Sheet, _rng: Random) -> bytes:
    """One sheet, with a hidden one before it."""
    book = xlwt.Workbook()
    old, page = book.add_sheet("old"), book.add_sheet("report")
    old.visibility = 1
    old.write(0, 0, 77)
    row, ruled = 0, xlwt.easyxf(_RULED)
    for block in sheet.blocks:
        if isinstance(block, Text):
            page.write(row, 0, block.printed)
            row += 1
        else:
            _table(page, block, row, ruled)
            row += len(block.rows) + 1
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _table(page: xlwt.Worksheet, grid: Grid, top: int, ruled: xlwt.XFStyle) -> None:
    for p in placed(grid):
        text = p.cell.printed
        value = int(text) if _NUMBER.fullmatch(text) else text
        last = top + p.row + p.rowspan - 1, p.column + p.colspan - 1
        page.write_merge(top + p.row, last[0], p.column, last[1], value, ruled)
