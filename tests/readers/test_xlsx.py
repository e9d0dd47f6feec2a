"""Workbooks: what a person sees of a sheet, as running text and as tables."""

import pytest
from workbooks import MAIN, RULED, rows, text, value, workbook

from gongkai.document import Document, Paragraph, Table
from gongkai.errors import GongkaiError, LimitExceeded, UnreadableDocument
from gongkai.readers import xlsx
from made import docx, package

_MERGE = '<mergeCell ref="A1:A2"/>'
BLANK = f'<c s="{RULED}"/>'


def parse(sheet: str, **more: str) -> Document:
    return xlsx.read(workbook(sheet, **more))


def texts(sheet: str, **more: str) -> list[str]:
    """All texts in their order."""
    found: list[str] = []
    for block in parse(sheet, **more).blocks:
        found += [block.text] if isinstance(block, Paragraph) else [c.text for c in block.cells]
    return found


def cells(table: Table) -> list[tuple[str, int, int, int, int]]:
    return [(c.text, c.row, c.column, c.rowspan, c.colspan) for c in table.cells]


def test_rows_of_one_text_are_paragraphs_and_rows_of_several_are_tables() -> None:
    sheet = rows(text("title"), text("prose\nmore"), text("a") + value("1"), text("b") + value("2"), text("end"))
    blocks = parse(sheet).blocks
    assert [b.text if isinstance(b, Paragraph) else cells(b) for b in blocks] == [
        "title",
        "prose",
        "more",
        [("a", 0, 0, 1, 1), ("1", 0, 1, 1, 1), ("b", 1, 0, 1, 1), ("2", 1, 1, 1, 1)],
        "end",
    ]


def test_borders_make_a_row_one_of_the_table_and_blank_slots_cells() -> None:
    sheet = rows(text("head", RULED) + BLANK, text("a", RULED) + BLANK, text("b", RULED) + value("2", RULED), BLANK)
    sheet += '<mergeCells><mergeCell ref="A1:B1"/></mergeCells>'
    (table,) = parse(sheet).tables
    assert cells(table) == [
        ("head", 0, 0, 1, 2),
        ("a", 1, 0, 1, 1),
        ("", 1, 1, 1, 1),
        ("b", 2, 0, 1, 1),
        ("2", 2, 1, 1, 1),
    ]


def test_a_blank_row_parts_tables_and_a_ruled_single_cell_is_a_paragraph() -> None:
    pair = text("a") + value("1")
    document = parse(rows(pair, "", pair, "", text("x", RULED), "", BLANK + BLANK, "", text("y")))
    assert (len(document.tables), [p.text for p in document.paragraphs]) == (2, ["x", "y"])


def test_merged_cells_show_their_first_text_and_blank_ones_are_one_cell() -> None:
    sheet = rows(text("a") + text("b") + text("hidden"), text("c") + "<c/><c/>", text("d") + value("1") + value("2"))
    sheet += '<mergeCells><mergeCell ref="B1:C1"/><mergeCell ref="B2:C2"/><mergeCell ref="A2:A3"/></mergeCells>'
    (table,) = parse(sheet).tables
    assert cells(table) == [
        ("a", 0, 0, 1, 1),
        ("b", 0, 1, 1, 2),
        ("c", 1, 0, 2, 1),
        ("", 1, 1, 1, 2),
        ("1", 2, 1, 1, 1),
        ("2", 2, 2, 1, 1),
    ]


def test_overlapping_merges_and_ones_beyond_the_sheet() -> None:
    sheet = rows(text("a") + text("b"), text("c") + text("d"))
    sheet += '<mergeCells><mergeCell ref="A1:B1"/><mergeCell ref="B1:B2"/><mergeCell ref="A9:ZZZ9"/></mergeCells>'
    (table,) = parse(sheet).tables
    assert [c.text for c in table.cells] == ["a", "c", ""]
    assert table.grid


def test_hidden_sheets_rows_and_columns_are_left_out() -> None:
    data = '<row r="1" hidden="1"><c><v>7</v></c></row><row r="2">' + text("a") + value("8") + value("1") + "</row>"
    data += f'<row r="3" ht="0"><c><v>9</v></c></row><row r="4">{text("b")}{value("8")}{value("2")}</row>'
    sheet = (
        f'<cols><col min="2" max="2" hidden="1"/><col min="5" max="9" width="0"/></cols><sheetData>{data}</sheetData>'
    )
    (table,) = parse(sheet).tables
    assert cells(table) == [("a", 0, 0, 1, 1), ("1", 0, 1, 1, 1), ("b", 1, 0, 1, 1), ("2", 1, 1, 1, 1)]


def test_sheets_follow_one_another() -> None:
    assert [p.text for p in xlsx.read(workbook(rows(text("x")), rows(text("y")))).paragraphs] == ["x", "y"]


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_hidden_sheets(state: str) -> None:
    data = package(
        {
            "[Content_Types].xml": "<x/>",
            "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="r"><sheets><sheet state="{state}" r:id="a"/>'
            '<sheet r:id="b"/><sheet r:id="gone"/><sheet/><sheet r:id="chart"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": '<R><r Id="a" Target="a.xml"/><r Id="b" Target="/xl/b.xml"/>'
            '<r Id="gone" Target="gone.xml"/><r Id="chart" Target="c.xml"/></R>',
            "xl/a.xml": f'<worksheet xmlns="{MAIN}">{rows(text("no"))}</worksheet>',
            "xl/b.xml": f'<worksheet xmlns="{MAIN}">{rows(text("yes"))}<drawing/></worksheet>',
            "xl/c.xml": f'<chartsheet xmlns="{MAIN}"/>',
        }
    )
    document = xlsx.read(data)
    assert [p.text for p in document.paragraphs] == ["yes"]
    assert document.remarks == ("pictures, charts or shapes on 1 sheet(s) were not read",)


CELLS = [
    ('<c t="s"><v>0</v></c>', "公开 年报"),
    ('<c t="s"><v>9</v></c>', None),
    ('<c t="str"><f>x</f><v>a_x000D_\nb</v></c>', "a\n"),
    ('<c t="b"><v>1</v></c>', "TRUE"),
    ('<c t="b"><v>0</v></c>', "FALSE"),
    ('<c t="e"><v>#DIV/0!</v></c>', "#DIV/0!"),
    ('<c t="d"><v>2024-01-28</v></c>', "2024-01-28"),
    ('<c t="inlineStr"/>', None),
    ("<c><v>x</v></c>", "x"),
    ("<c><v>NaN</v></c>", "NaN"),
    ("<c><v> </v></c>", None),
    ("<c><v>3940</v></c>", "3940"),
    ("<c><v>96171.600000000006</v></c>", "96171.6"),
    ('<c s="2"><v>12</v></c>', "12.00"),
    ('<c s="99"><v>12</v></c>', "12"),
    ('<c s="-1"><v>12</v></c>', "12"),
]


@pytest.mark.parametrize(("cell", "shown"), CELLS)
def test_cells(cell: str, shown: str | None) -> None:
    strings = "<si><r><t>公开</t></r><r><t xml:space='preserve'> 年报</t></r><rPh><t>x</t></rPh></si>"
    formats = '<numFmt numFmtId="164" formatCode="0.00"/>'
    found = texts(rows(cell), strings=strings, formats=formats)
    assert found == ([shown.strip(), "b"] if shown and shown.endswith("\n") else [shown] if shown else [])


def test_a_formula_without_its_result_is_a_doubt() -> None:
    document = parse(rows(text("a") + "<c><f>SUM(A1)</f></c>", text("b") + value("1")))
    assert document.tables[0].cells[1].doubt
    assert document.remarks == ("1 formula(s) are stored without their result",)


def test_zeros_that_the_sheet_hides_are_not_seen() -> None:
    views = '<sheetViews><sheetView showZeros="0"/></sheetViews>'
    assert texts(views + rows(value("0") + value("10") + value("0.0") + value("5"))) == ["10", "", "5"]


def test_days_are_counted_from_the_epoch_of_the_workbook() -> None:
    formats, day = '<numFmt numFmtId="164" formatCode="yyyy/m/d"/>', value("45319", 2)
    assert texts(rows(day), formats=formats) == ["2024/1/28"]
    assert texts(rows(day), formats=formats, properties='<workbookPr date1904="1"/>') == ["2028/1/29"]


def test_references_may_be_given_or_left_out() -> None:
    sheet = (
        f'<sheetData><row r="3"><c r="C3"><v>1</v></c><c><v>2</v></c><c r="?"><v>3</v></c></row><row>{text("x")}</row>'
    )
    assert texts(sheet + "</sheetData>") == ["1", "2", "3", "x"]


@pytest.mark.parametrize("data", [docx("<w:p/>"), package({"xl/workbook.xml": "<x/>"}), b"PK"])
def test_what_is_no_workbook(data: bytes) -> None:
    with pytest.raises(UnreadableDocument):
        xlsx.read(data)


LIMITS = [
    '<cols><col min="1" max="16384" hidden="1"/>' + '<col min="1" max="16384" hidden="1"/>' * 7 + "</cols>",
    '<sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="999999"><c r="XFD1"><v>1</v></c></row></sheetData>'
    '<mergeCells><mergeCell ref="A1:XFD999999"/></mergeCells>',
]


@pytest.mark.parametrize("sheet", LIMITS, ids=["columns", "merges"])
def test_limits(sheet: str) -> None:
    with pytest.raises(LimitExceeded):
        parse(sheet)


def test_a_sheet_of_cells_far_apart_is_bounded() -> None:
    far = '<sheetData><row r="9999999"><c r="A1"><v>1</v></c><c r="XFD1"><v>1</v></c></row></sheetData>'
    assert parse(far).tables[0].columns == 16_384
    rows_ = f'<row r="1"><c r="A1"><v>1</v></c><c r="XFD1"><v>1</v></c></row><row r="30">{value("1")}</row>'
    with pytest.raises(LimitExceeded, match="slots"):
        parse(f'<sheetData>{rows_}</sheetData><mergeCells><mergeCell ref="A1:A30"/></mergeCells>')


def test_many_merges_are_limited() -> None:
    with pytest.raises(LimitExceeded, match="cells"):
        parse(rows(text("a")) + f"<mergeCells>{_MERGE * 400_001}</mergeCells>")


def test_any_error_is_a_coded_one() -> None:
    with pytest.raises(GongkaiError):
        parse("<sheetData><row>")
