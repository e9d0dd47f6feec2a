"""Excel 97-2003 workbooks (.xls), through xlrd, which knows every version of the format since 2.0."""

import struct
from io import StringIO
from typing import Any

from gongkai.document import MAX_BYTES, Document
from gongkai.errors import LimitExceeded, MissingTool, UnreadableDocument
from gongkai.readers._sheet_grid import Printed, Sheet, Slot, blocks
from gongkai.readers._sheet_numbers import GENERAL, shown

_EMPTY, _TEXT, _NUMBER, _DATE, _BOOLEAN, _ERROR, _BLANK = range(7)  # kinds of cells, as xlrd numbers them
_BORDERS = 2  # sides with a line that make a cell one of a table
_SIDES = ("left_line_style", "right_line_style", "top_line_style", "bottom_line_style")
_DAMAGE = (  # xlrd trusts its input: what a damaged file runs it into
    struct.error,
    AssertionError,
    AttributeError,
    LookupError,
    ValueError,
    TypeError,
    ArithmeticError,
    OSError,
    EOFError,
    MemoryError,
    RecursionError,
    NotImplementedError,
    UnboundLocalError,
)


def read(data: bytes) -> Document:
    """The visible sheets in their order, without hidden rows and columns.

    Raises UnreadableDocument (damaged, encrypted), LimitExceeded, and MissingTool without xlrd.
    """
    if len(data) > MAX_BYTES:
        raise LimitExceeded(f"{len(data)} bytes; the limit is {MAX_BYTES}")
    book = _opened(data)
    sheets = (sheet for sheet in book.sheets() if sheet.visibility == 0)
    try:
        found = [_sheet(book, sheet) for sheet in sheets]
    except _DAMAGE as error:
        raise UnreadableDocument(f"the workbook is damaged: {error}") from error
    return Document("xls", tuple(block for sheet in found for block in blocks(sheet)))


def _opened(data: bytes) -> Any:
    try:
        import xlrd
    except ImportError as error:
        raise MissingTool("reading .xls needs xlrd: pip install xlrd") from error
    try:
        return xlrd.open_workbook(file_contents=data, formatting_info=True, logfile=StringIO(), ragged_rows=True)
    except (xlrd.XLRDError, xlrd.compdoc.CompDocError) as error:
        raise UnreadableDocument(f"not a readable workbook: {error}") from error
    except _DAMAGE as error:
        raise UnreadableDocument(f"the workbook is damaged: {type(error).__name__} {error}") from error


def _sheet(book: Any, source: Any) -> Sheet:
    sheet = Sheet(
        hidden_rows={row for row, info in source.rowinfo_map.items() if info.hidden or info.height == 0},
        hidden_columns={column for column, info in source.colinfo_map.items() if info.hidden or info.width == 0},
    )
    sheet.merges.extend((top, left, bottom, right) for top, bottom, left, right in source.merged_cells)
    for row in range(source.nrows):
        for column in range(source.row_len(row)):
            _add(sheet, (row, column), book, source)
    return sheet


def _add(sheet: Sheet, slot: Slot, book: Any, source: Any) -> None:
    kind = source.cell_type(*slot)
    if kind == _EMPTY:
        return
    style = book.xf_list[source.cell_xf_index(*slot)]
    text = _text(source.cell_value(*slot), kind, style, book)
    hidden_zero = kind == _NUMBER and source.cell_value(*slot) == 0 and not source.show_zero_values
    if text and not hidden_zero:
        sheet.cells[slot] = Printed(text)
    if sum(bool(getattr(style.border, side)) for side in _SIDES) >= _BORDERS:
        sheet.bordered.add(slot)


def _text(value: Any, kind: int, style: Any, book: Any) -> str:
    if kind in (_NUMBER, _DATE):
        known = book.format_map.get(style.format_key)
        return shown(float(value), known.format_str if known else GENERAL, later_epoch=book.datemode == 1)
    if kind == _BOOLEAN:
        return "TRUE" if value else "FALSE"
    if kind == _ERROR:
        return _ERRORS.get(value, "#N/A")
    return str(value).replace("\r\n", "\n").replace("\r", "\n")


_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
