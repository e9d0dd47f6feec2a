"""Makes small reports for the tests of the core: the printed tables of a form as rows that a test can damage.

The figures are invented. A row is a list of printed cells; the grid is worked out at the end, as a browser would.
"""

import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape
from io import BytesIO

from gongkai.document import Block, Cell, Document, Paragraph, Table, fit
from gongkai.forms import TABLES, Axis, Template, templates

HEADINGS = (
    "一、总体情况",
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况",
    "五、存在的主要问题及改进情况",
    "六、其他需要报告的事项",
)
TITLE = "青石县水务局2024年政府信息公开工作年度报告"
STUB = {"disclosure": 1, "applications": 3, "remedies": 0}  # columns of labels before the values
PEOPLE = (
    "natural_person",
    "enterprise",
    "research_institution",
    "public_interest_organization",
    "legal_services",
    "other_organization",
)


@dataclass(frozen=True, slots=True)
class Print:
    """One printed cell with its spans; `field` where it holds a value."""

    text: str
    rows: int = 1
    columns: int = 1
    field: str = ""


Rows = list[list[Print]]


def template(table: str, form: str = "2021") -> Template:
    """The template of a statutory table that this form prints."""
    return next(t for t in templates(table) if form in t.forms)


def distinct(table: str, form: str = "2021") -> dict[str, str]:
    """A different number for every field, so that no mistake goes unseen."""
    return {field: str(101 + i) for i, field in enumerate(template(table, form).fields)}


def printed(table: str, form: str = "2021", values: Mapping[str, str] | None = None) -> Rows:
    """The table as the form prints it; without `values` with distinct numbers, fields not in `values` blank."""
    values = distinct(table, form) if values is None else values
    bands = template(table, form).bands
    width = max(len(band.columns) for band in bands)
    found: Rows = []
    for band in bands:
        if band.title:
            found.append([Print(band.title, columns=1 + width)])
        found += _header(band.stub, band.columns, STUB[table], width)
        found += [
            [
                *labels,
                *_stretched(
                    [Print(values.get(f"{row.key}.{c.key}", ""), field=f"{row.key}.{c.key}") for c in band.columns],
                    width,
                ),
            ]
            for row, labels in zip(band.rows, _labels(band.rows, STUB[table]), strict=True)
        ]
    return found


def _stretched(cells: list[Print], width: int) -> list[Print]:
    """The last cell widened so that the row is `width` columns wide."""
    return [*cells[:-1], replace(cells[-1], columns=width - len(cells) + 1)]


def _header(stub: str, columns: Sequence[Axis], before: int, width: int) -> Rows:
    depth = max(len(c.path) for c in columns)
    lines: Rows = [[] for _ in range(depth)]
    if before:
        lines[0].append(Print(stub, depth, before))
    for i, column in enumerate(columns):
        for level, text in enumerate(column.path):
            group = column.path[: level + 1]
            if i and columns[i - 1].path[: level + 1] == group:
                continue
            span = sum(c.path[: level + 1] == group for c in columns)
            rows = depth - level if group == column.path else 1
            lines[level].append(Print(text, rows, span))
    return [_stretched(lines[0], width + bool(before))] if depth == 1 else lines


def _labels(rows: Sequence[Axis], before: int) -> Iterator[list[Print]]:
    for i, row in enumerate(rows):
        line = []
        for level, text in enumerate(row.path):
            group = row.path[: level + 1]
            if i and rows[i - 1].path[: level + 1] == group:
                continue
            alone = group == row.path
            span = 1 if alone else sum(r.path[: level + 1] == group for r in rows)
            line.append(Print(text, span, before - level if alone else 1))
        yield line


def table(rows: Rows) -> Table:
    """The grid of printed rows: every cell in the first slot of its row that is free."""
    taken: set[tuple[int, int]] = set()
    cells = []
    for r, line in enumerate(rows):
        column = 0
        for cell in line:
            while (r, column) in taken:
                column += 1
            taken |= {(r + i, column + j) for i in range(cell.rows) for j in range(cell.columns)}
            cells.append(Cell(r, column, cell.text, cell.rows, cell.columns))
            column += cell.columns
    return fit(cells)


def document(*blocks: Block | Rows | str) -> Document:
    """A document of paragraphs and tables."""
    return Document("made", tuple(_block(b) for b in blocks))


def _block(block: Block | Rows | str) -> Block:
    if isinstance(block, str):
        return Paragraph(block)
    return table(block) if isinstance(block, list) else block


def at(rows: Rows, label: str) -> int:
    """Index of the first row that prints this label."""
    return next(i for i, line in enumerate(rows) if any(c.text == label for c in line))


def relabelled(rows: Rows, old: str, new: str) -> Rows:
    """Every cell of that text with another one."""
    return [[replace(c, text=new) if c.text == old and not c.field else c for c in line] for line in rows]


def refilled(rows: Rows, values: Mapping[str, str]) -> Rows:
    """Other texts in the cells of these fields."""
    return [[replace(c, text=values.get(c.field, c.text)) if c.field else c for c in line] for line in rows]


def consistent(form: str = "2021") -> dict[str, str]:
    """Figures of all three tables that satisfy every sum rule."""
    numbers = {f: 1 + i % 4 for i, f in enumerate(template("disclosure", form).fields)}
    outcomes = [
        r for r in _row_keys(form) if r.startswith("applications.outcome.") and r != "applications.outcome.total"
    ]
    for i, who in enumerate(PEOPLE):
        done = {row: (i + j) % 3 for j, row in enumerate(outcomes)}
        numbers |= {f"{row}.{who}": n for row, n in done.items()}
        numbers[f"applications.outcome.total.{who}"] = sum(done.values())
        numbers[f"applications.pending_at_start.{who}"] = i % 2
        numbers[f"applications.pending_at_end.{who}"] = 1
        numbers[f"applications.received.{who}"] = sum(done.values()) + 1 - i % 2
    for row in _row_keys(form):
        numbers[f"{row}.total"] = sum(numbers[f"{row}.{who}"] for who in PEOPLE)
    for block, first in (("reconsideration", 2), ("litigation.direct", 1), ("litigation.after_reconsideration", 0)):
        parts = dict(zip(("upheld", "corrected", "other", "pending"), (first, 1, 0, 3), strict=True))
        numbers |= {f"remedies.{block}.{name}": n for name, n in {**parts, "total": sum(parts.values())}.items()}
    return {field: str(number) for field, number in numbers.items()}


def _row_keys(form: str) -> list[str]:
    return [r.key for r in template("applications", form).bands[0].rows]


def report_blocks(
    tables: Mapping[str, Rows], prose: Sequence[str] = ("", "", "", "", "", "")
) -> list[Block | Rows | str]:
    """A whole report: title, six headings each with its prose, and these tables under theirs."""
    blocks: list[Block | Rows | str] = [TITLE]
    for heading, text, name in zip(HEADINGS, prose, ("", *TABLES, "", ""), strict=True):
        blocks += [heading, *([text] if text else ()), *([tables[name]] if name in tables else ())]
    return blocks


def whole(form: str = "2021", changes: Mapping[str, str] | None = None) -> dict[str, Rows]:
    """The three tables of a form with consistent figures but for the changes."""
    values = consistent(form) | dict(changes or {})
    return {name: printed(name, form, values) for name in TABLES}


def html(blocks: Sequence[Block | Rows | str]) -> bytes:
    """The same as a web page."""
    body = "".join(
        f"<p>{escape(b)}</p>" if isinstance(b, str) else _html_table(b)
        for b in blocks
        if not isinstance(b, Table | Paragraph)
    )
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>t</title></head><body>{body}</body></html>'.encode()
    )


def _html_table(rows: Rows) -> str:
    lines = ("".join(f'<td rowspan="{c.rows}" colspan="{c.columns}">{escape(c.text)}</td>' for c in r) for r in rows)
    return f"<table>{''.join(f'<tr>{line}</tr>' for line in lines)}</table>"


def page(form: str = "2021", changes: Mapping[str, str] | None = None) -> bytes:
    """A whole report as a web page."""
    return html(report_blocks(whole(form, changes)))


_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)


def docx(body: str) -> bytes:
    """A Word package whose document has this body."""
    return package(
        {
            "_rels/.rels": _RELATIONS,
            "word/document.xml": f'<w:document xmlns:w="{_W}"><w:body>{body}</w:body></w:document>',
        }
    )


def package(parts: Mapping[str, str | bytes]) -> bytes:
    """A compressed zip of these parts."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def word(blocks: Sequence[Block | Rows | str]) -> bytes:
    """The same as a Word document."""
    return docx(
        "".join(
            _word_paragraph(b) if isinstance(b, str) else _word_table(b)
            for b in blocks
            if not isinstance(b, Table | Paragraph)
        )
    )


def _word_paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{escape(text)}</w:t></w:r></w:p>"


def _word_table(rows: Rows) -> str:
    grid = table(rows)
    lines = ("".join(_word_cells(grid, r)) for r in range(grid.rows))
    return f"<w:tbl>{''.join(f'<w:tr>{line}</w:tr>' for line in lines)}</w:tbl>"


def _word_cells(grid: Table, row: int) -> Iterator[str]:
    for cell in dict.fromkeys(c for c in grid.grid[row] if c):
        merge = "" if cell.rowspan == 1 else '<w:vMerge w:val="restart"/>' if cell.row == row else "<w:vMerge/>"
        text = cell.text if cell.row == row else ""
        yield f'<w:tc><w:tcPr><w:gridSpan w:val="{cell.colspan}"/>{merge}</w:tcPr>{_word_paragraph(text)}</w:tc>'
