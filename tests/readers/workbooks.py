"""Writes workbooks from raw SpreadsheetML, for the tests of the xlsx reader."""

from made import package

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RULED = 1  # the style with borders


def workbook(*sheets: str, strings: str = "", formats: str = "", properties: str = "") -> bytes:
    """A workbook of these worksheets; style 0 is plain, 1 has borders, 2 and on the number formats 164 and on."""
    numbers = range(1, len(sheets) + 1)
    names = "".join(f'<sheet name="s{n}" sheetId="{n}" r:id="r{n}"/>' for n in numbers)
    links = "".join(f'<Relationship Id="r{n}" Type="{REL}/worksheet" Target="sheet{n}.xml"/>' for n in numbers)
    count = formats.count("<numFmt")
    styles = "".join(f'<xf numFmtId="{164 + n}" borderId="0"/>' for n in range(count))
    parts = {
        "[Content_Types].xml": "<x/>",
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{REL}">{properties}<sheets>{names}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f"<Relationships>{links}</Relationships>",
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{strings}</sst>',
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><numFmts>{formats}</numFmts><borders><border/><border>'
        '<left style="thin"/><right style="thin"/></border><border><bottom style="thin"/></border></borders>'
        f'<cellXfs><xf numFmtId="0" borderId="0"/><xf numFmtId="0" borderId="1"/>{styles}</cellXfs></styleSheet>',
    }
    pages = {f"xl/sheet{n}.xml": f'<worksheet xmlns="{MAIN}">{s}</worksheet>' for n, s in enumerate(sheets, 1)}
    return package(parts | pages)


def rows(*lines: str) -> str:
    """The rows of a sheet, each the XML of its cells."""
    return f"<sheetData>{''.join(f'<row>{line}</row>' for line in lines)}</sheetData>"


def text(content: str, style: int = 0) -> str:
    """A cell with its text in it."""
    return f'<c t="inlineStr" s="{style}"><is><t>{content}</t></is></c>'


def value(number: str, style: int = 0) -> str:
    """A cell with a number."""
    return f'<c s="{style}"><v>{number}</v></c>'
