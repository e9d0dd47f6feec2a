"""Workbooks: a report typed into one sheet, its tables ruled, its figures numbers; beside hidden copies."""

import re
from collections.abc import Iterator
from random import Random
from xml.sax.saxutils import escape

from render.sheet import Grid, Placed, Sheet, Text, placed
from render.writers.docx import zipped

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_KINDS = {
    "workbook": "sheet.main",
    "styles": "styles",
    "worksheets/sheet1": "worksheet",
    "worksheets/sheet2": "worksheet",
}
_TYPES = (
    f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    + "".join(f'<Override PartName="/xl/{n}.xml" ContentType="{_OFFICE}.{k}+xml"/>' for n, k in _KINDS.items())
    + "</Types>"
)
_LINES = "".join(f'<{side} style="thin"/>' for side in ("left", "right", "top", "bottom"))
_STYLES = (
    f'<styleSheet xmlns="{_MAIN}"><borders><border/><border>{_LINES}</border></borders>'
    '<cellXfs><xf numFmtId="0" borderId="0"/><xf numFmtId="0" borderId="1"/></cellXfs></styleSheet>'
)
_NUMBER = re.compile(r"0|-?[1-9]\d{0,9}")
_HIDDEN = "<c><v>77</v></c><c><v>88</v></c>"
_OLD = f"<sheetData><row>{_HIDDEN}</row></sheetData>"


def write(sheet: Sheet, _rng: Random) -> bytes:
    """The visible sheet, with a hidden row and column in it, after a hidden sheet."""
    parts = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _relations(("officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_REL}"><sheets>'
        '<sheet name="old" sheetId="1" state="hidden" r:id="r1"/><sheet name="report" sheetId="2" r:id="r2"/>'
        "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": _relations(
            ("worksheet", "worksheets/sheet1.xml"), ("worksheet", "worksheets/sheet2.xml"), ("styles", "styles.xml")
        ),
        "xl/styles.xml": _STYLES,
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{_MAIN}">{_OLD}</worksheet>',
        "xl/worksheets/sheet2.xml": _worksheet(sheet),
    }
    return zipped(parts)


def _relations(*targets: tuple[str, str]) -> str:
    items = "".join(
        f'<Relationship Id="r{i}" Type="{_REL}/{kind}" Target="{target}"/>'
        for i, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{items}</Relationships>'


def _worksheet(sheet: Sheet) -> str:
    rows: list[str] = [f'<row r="1" hidden="1">{_HIDDEN}</row>']
    merges: list[str] = []
    after_table = False
    for block in sheet.blocks:
        top = len(rows) + 1
        if isinstance(block, Text):
            rows.append(f'<row r="{top}">{_cell(block.printed, top, 0, 0)}</row>')
        else:
            if after_table:
                rows.append(f'<row r="{top}"/>')
            rows += _table(block, len(rows) + 1, merges)
        after_table = isinstance(block, Grid)
    merged = f"<mergeCells>{''.join(merges)}</mergeCells>" if merges else ""
    return (
        f'<worksheet xmlns="{_MAIN}"><cols><col min="2" max="2" width="9" hidden="1"/></cols>'
        f"<sheetData>{''.join(rows)}</sheetData>{merged}</worksheet>"
    )


def _table(grid: Grid, top: int, merges: list[str]) -> Iterator[str]:
    places = {(p.row, p.column): p for p in placed(grid)}
    for r, row in enumerate(grid.rows):
        cells = (_slot(places.get((r, c)), top + r, c) for c in range(len(row)))
        yield f'<row r="{top + r}">{"".join(cells)}</row>'
    for p in places.values():
        if p.rowspan > 1 or p.colspan > 1:
            last = _name(top + p.row + p.rowspan - 1, p.column + p.colspan - 1)
            merges.append(f'<mergeCell ref="{_name(top + p.row, p.column)}:{last}"/>')


def _slot(place: Placed | None, row: int, column: int) -> str:
    return f'<c r="{_name(row, column)}" s="1"/>' if place is None else _cell(place.cell.printed, row, column, 1)


def _cell(text: str, row: int, column: int, style: int) -> str:
    start = f'<c r="{_name(row, column)}" s="{style}"'
    if _NUMBER.fullmatch(text):
        return f"{start}><v>{text}</v></c>"
    return f'{start} t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'


def _name(row: int, column: int) -> str:
    """A1 is the first; B is the hidden column."""
    number = column + (column > 0)
    return f"{chr(ord('A') + number % 26) if number < 26 else 'A' + chr(ord('A') + number - 26)}{row}"
