"""Excel workbooks (.xlsx .xlsm): SpreadsheetML as its sheets print, numbers in their cells' formats."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from posixpath import dirname, join, normpath

from lxml import etree

from gongkai.document import Document
from gongkai.errors import LimitExceeded, UnreadableDocument
from gongkai.readers._opc import Package, open_package
from gongkai.readers._sheet_grid import Area, Printed, Sheet, Slot, blocks
from gongkai.readers._sheet_numbers import BUILT_IN, GENERAL, shown

MAX_COLUMNS = 16_384  # the last is XFD
MAX_HIDDEN = 100_000  # columns that the ranges of hidden columns name
_CELL = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")
_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")
_BORDERS = 2  # sides with a line that make a cell one of a table
_TRUE = ("1", "true", "on")
_NO_RESULT = "a formula stored without its result"


@dataclass(frozen=True, slots=True)
class _Style:
    code: str = GENERAL
    bordered: bool = False


@dataclass(frozen=True, slots=True)
class _Book:
    """What the cells of all sheets refer to."""

    strings: Sequence[str]
    styles: Sequence[_Style]
    later_epoch: bool


def read(data: bytes) -> Document:
    """The visible sheets in their order, without hidden rows and columns.

    Raises UnreadableDocument (damaged, encrypted, no workbook) and LimitExceeded. SpreadsheetML: ECMA-376 part 1, 18.
    """
    package = open_package(data)
    main = package.targets().get("officeDocument", "xl/workbook.xml")
    root = package.xml(main)
    if root is None or _name(root) != "workbook":
        raise UnreadableDocument(f"the package holds no workbook at {main}")
    book = _book(package, main, root)
    sheets = list(_sheets(package, main, root))
    read_sheets = [_sheet(sheet, book) for sheet in sheets]
    found = tuple(block for sheet in read_sheets for block in blocks(sheet))
    return Document("xlsx", found, remarks=tuple(_remarks(sheets, read_sheets)))


def _remarks(roots: Sequence[etree._Element], sheets: Sequence[Sheet]) -> Iterator[str]:
    if drawn := sum(root.find("{*}drawing") is not None for root in roots):
        yield f"pictures, charts or shapes on {drawn} sheet(s) were not read"
    if unsolved := sum(bool(cell.doubt) for sheet in sheets for cell in sheet.cells.values()):
        yield f"{unsolved} formula(s) are stored without their result"


def _name(element: etree._Element) -> str:
    return etree.QName(element).localname


def _book(package: Package, main: str, root: etree._Element) -> _Book:
    parts = package.targets(main)
    strings = package.xml(parts.get("sharedStrings", "xl/sharedStrings.xml"))
    styles = package.xml(parts.get("styles", "xl/styles.xml"))
    properties = root.find("{*}workbookPr")
    return _Book(
        [] if strings is None else [_rich(item) for item in strings.iterchildren("{*}si")],
        [] if styles is None else list(_styles(styles)),
        properties is not None and properties.get("date1904") in _TRUE,
    )


def _rich(item: etree._Element) -> str:
    """A text in runs; what only says how to pronounce it is not printed."""
    runs = (e for e in item.iter("{*}t") if not any(_name(a) == "rPh" for a in e.iterancestors()))
    return _unescaped("".join(run.text or "" for run in runs))


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text).replace("\r\n", "\n").replace("\r", "\n")


def _styles(root: etree._Element) -> Iterator[_Style]:
    codes: Mapping[str | None, str] = {
        **{str(number): code for number, code in BUILT_IN.items()},
        **{e.get("numFmtId", ""): e.get("formatCode", GENERAL) for e in root.iterfind("{*}numFmts/{*}numFmt")},
    }
    bordered = {str(i) for i, border in enumerate(root.iterfind("{*}borders/{*}border")) if _is_bordered(border)}
    for xf in root.iterfind("{*}cellXfs/{*}xf"):
        yield _Style(codes.get(xf.get("numFmtId"), GENERAL), xf.get("borderId") in bordered)


def _is_bordered(border: etree._Element) -> bool:
    lines = (side for side in border if side.get("style", "none") != "none" and _name(side) != "diagonal")
    return sum(1 for _ in lines) >= _BORDERS


def _sheets(package: Package, main: str, root: etree._Element) -> Iterator[etree._Element]:
    """The visible worksheets in their order."""
    folder = dirname(main)
    relations = package.xml(join(folder, "_rels", main.removeprefix(folder).lstrip("/") + ".rels"))
    targets = {} if relations is None else {e.get("Id", ""): e.get("Target", "") for e in relations}
    for sheet in root.iterfind("{*}sheets/{*}sheet"):
        ids = [str(value) for key, value in sheet.attrib.items() if str(key).endswith("}id")]
        target = targets.get(ids[0] if ids else "")
        if sheet.get("state", "visible") == "visible" and target:
            found = package.xml(normpath(join(folder, target)))
            if found is not None and _name(found) == "worksheet":
                yield found


def _sheet(root: etree._Element, book: _Book) -> Sheet:
    sheet = Sheet(hidden_columns=_hidden_columns(root))
    zeros = not any(v.get("showZeros") in ("0", "false") for v in root.iterfind("{*}sheetViews/{*}sheetView"))
    row = -1
    for line in root.iterfind("{*}sheetData/{*}row"):
        row = _number(line.get("r"), row + 2) - 1
        if line.get("hidden") in _TRUE or line.get("ht") == "0":
            sheet.hidden_rows.add(row)
        column = -1
        for cell in line.iterchildren("{*}c"):
            column = (_slot(cell.get("r", "")) or (row, column + 1))[1]
            _add(sheet, (row, column), cell, book, zeros)
    areas = (_area(e.get("ref", "")) for e in root.iterfind("{*}mergeCells/{*}mergeCell"))
    sheet.merges.extend(area for area in areas if area)
    return sheet


def _add(sheet: Sheet, slot: Slot, cell: etree._Element, book: _Book, zeros: bool) -> None:
    number = _number(cell.get("s"), 0)
    style = book.styles[number] if 0 <= number < len(book.styles) else _Style()
    printed = _printed(cell, style, book)
    if (printed.text or printed.doubt) and (zeros or not _is_zero(cell)):
        sheet.cells[slot] = printed
    if style.bordered:
        sheet.bordered.add(slot)


def _is_zero(cell: etree._Element) -> bool:
    value = (cell.findtext("{*}v") or "").strip()
    return cell.get("t", "n") == "n" and bool(value) and not value.strip("0.-")


def _printed(cell: etree._Element, style: _Style, book: _Book) -> Printed:
    value, kind = cell.findtext("{*}v"), cell.get("t", "n")
    if kind == "inlineStr":
        inline = cell.find("{*}is")
        return Printed("" if inline is None else _rich(inline))
    if value is None or not value.strip():
        return Printed("", _NO_RESULT if cell.find("{*}f") is not None and kind != "str" else "")
    if kind == "s":
        index = _number(value, -1)
        return Printed(book.strings[index] if 0 <= index < len(book.strings) else "")
    if kind == "b":
        return Printed("TRUE" if value.strip() in _TRUE else "FALSE")
    return Printed(_shown(value, style, book) if kind == "n" else _unescaped(value))


def _shown(value: str, style: _Style, book: _Book) -> str:
    try:
        number = float(value)
    except ValueError:
        return value
    return shown(number, style.code, later_epoch=book.later_epoch) if isfinite(number) else value


def _hidden_columns(root: etree._Element) -> set[int]:
    hidden: set[int] = set()
    named = 0
    for columns in root.iterfind("{*}cols/{*}col"):
        if columns.get("hidden") in _TRUE or columns.get("width") == "0":
            first, last = _number(columns.get("min"), 1), min(_number(columns.get("max"), 1), MAX_COLUMNS)
            named += max(last - first + 1, 0)
            if named > MAX_HIDDEN:
                raise LimitExceeded(f"more than {MAX_HIDDEN} hidden columns")
            hidden.update(range(first - 1, last))
    return hidden


def _number(text: str | None, otherwise: int) -> int:
    digits = (text or "").strip()
    return int(digits) if digits.isascii() and digits.isdecimal() and len(digits) < 10 else otherwise


def _slot(reference: str) -> Slot | None:
    """Row and column from 0 of a reference such as B12."""
    match = _CELL.fullmatch(reference)
    if match is None:
        return None
    column = 0
    for letter in match[1].upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(match[2]) - 1, min(column, MAX_COLUMNS) - 1


def _area(reference: str) -> Area | None:
    first, _, last = reference.partition(":")
    start, end = _slot(first), _slot(last)
    return (*start, end[0] + 1, end[1] + 1) if start and end else None
