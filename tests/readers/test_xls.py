"""Excel 97-2003: as the newer workbooks, through another package."""

import io
import sys
from collections.abc import Callable
from datetime import date

import pytest
import xlwt

from gongkai.document import Document, Table
from gongkai.errors import LimitExceeded, MissingTool, UnreadableDocument
from gongkai.readers.xls import read

RULED = xlwt.easyxf("borders: left thin, right thin, top thin, bottom thin")
Fill = Callable[[xlwt.Workbook], None]


def workbook(fill: Fill) -> bytes:
    book = xlwt.Workbook()
    fill(book)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def report(book: xlwt.Workbook) -> None:
    old, sheet = book.add_sheet("old"), book.add_sheet("report")
    old.visibility = 1
    old.write(0, 0, "hidden")
    sheet.write(0, 0, "公开年报")
    sheet.write_merge(1, 1, 0, 2, "head", RULED)
    for row in (2, 3, 4):
        for column, value in enumerate((f"label {row}", row * 1000, "")):
            sheet.write(row, column, value, RULED)
    sheet.row(3).hidden = True
    sheet.write(6, 0, 12.5, xlwt.easyxf(num_format_str="0.00"))
    sheet.write(7, 0, date(2024, 1, 28), xlwt.easyxf(num_format_str='yyyy"年"m"月"d"日"'))
    sheet.write(8, 0, True)
    sheet.write(9, 0, "a\r\nb")


DATA = workbook(report)


def cells(table: Table) -> list[tuple[str, int, int, int, int]]:
    return [(c.text, c.row, c.column, c.rowspan, c.colspan) for c in table.cells]


def texts(document: Document) -> list[str]:
    return [p.text for p in document.paragraphs]


def test_a_workbook_as_it_is_seen() -> None:
    document = read(DATA)
    assert texts(document) == ["公开年报", "12.50", "2024年1月28日", "TRUE", "a", "b"]
    assert cells(document.tables[0]) == [
        ("head", 0, 0, 1, 3),
        ("label 2", 1, 0, 1, 1),
        ("2000", 1, 1, 1, 1),
        ("", 1, 2, 1, 1),
        ("label 4", 2, 0, 1, 1),
        ("4000", 2, 1, 1, 1),
        ("", 2, 2, 1, 1),
    ]


def test_hidden_columns_zeros_and_errors() -> None:
    def fill(book: xlwt.Workbook) -> None:
        sheet = book.add_sheet("a")
        sheet.show_zero_values = False
        for column, value in enumerate(("x", 7, 0, 3)):
            sheet.write(0, column, value)
        sheet.row(0).set_cell_error(4, 7)
        sheet.col(1).hidden = True

    assert [c[0] for c in cells(read(workbook(fill)).tables[0])] == ["x", "", "3", "#DIV/0!"]


def test_cells_that_merges_leave_unwritten_are_blank() -> None:
    def fill(book: xlwt.Workbook) -> None:
        sheet = book.add_sheet("a")
        sheet.write(0, 0, "x")
        sheet.write(0, 3, "y")

    assert [c[0] for c in cells(read(workbook(fill)).tables[0])] == ["x", "", "", "y"]


def test_without_its_package_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "xlrd", None)
    with pytest.raises(MissingTool, match=r"pip install xlrd"):
        read(DATA)


@pytest.mark.parametrize("data", [b"", DATA[:600], DATA[:-2000], DATA[:1024] + bytes(len(DATA))])
def test_damage(data: bytes) -> None:
    with pytest.raises(UnreadableDocument):
        read(data)


def test_size_is_limited() -> None:
    with pytest.raises(LimitExceeded):
        read(bytes(101 * 2**20))
