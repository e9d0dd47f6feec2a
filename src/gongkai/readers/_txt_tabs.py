"""Tab-separated tables: a row a line, as sheets are pasted, or a cell a line, as Word files are dumped."""

import re
from collections.abc import Sequence

from gongkai.readers._txt_lines import MAX_ROW, Line, Rows, Taken, is_title, is_value

_CELL = re.compile(r"\t[^\t]*")
_FIELD = re.compile(r'(?:^|\t)(?:"((?:[^"]|""){0,2000}+)"(?=\t|\Z)|([^\t]*))')
_OPEN_QUOTE = re.compile(r'(?:^|\t)"(?:[^"]|""){0,2000}+\Z')
_QUOTED_LINES = 64  # of one row: fifteen cells of four lines
_MARKER = re.compile(r"[（(]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[）)、.．]{0,2}|[①-⑳•·●■◆-]")
_PROSE = 40  # characters: a longer cell that ends a sentence is a paragraph
_SHORT = 2  # characters of a word that stands for a figure
_REMARKED = re.compile(r"[+＋\-－−]?\d[\d,，.．]*\w?[（(][^（()）]*[）)]?")  # 22（其中修订16件）
_FIGURES = 0.2  # share of cells of a dumped table that hold a figure or nothing: blank 2021 forms have 0.33


def take_cells(lines: Sequence[Line], start: int) -> Taken | None:
    """A dump with a cell a line, each behind a tab, and a blank line between rows; further lines belong to the cell."""
    if not _is_cell(lines, start) or not _is_cell(lines, start + 1):
        return None
    rows: list[list[str]] = [[]]
    at = start
    while at < len(lines) and (_is_cell(lines, at) or _continues(lines, at, rows)):
        _add(rows, lines[at])
        at += 1
    table = (Rows("cells", [tuple(row) for row in rows]),)
    return Taken(table if _is_table(rows) else tuple(lines[start:at]), at)


def _is_cell(lines: Sequence[Line], at: int) -> bool:
    return at < len(lines) and bool(_CELL.fullmatch(lines[at].text))


def _continues(lines: Sequence[Line], at: int, rows: Sequence[Sequence[str]]) -> bool:
    """A figure has no second line of words: that line is what follows a table dumped without its last blank line."""
    line = lines[at]
    if line.gap or "\t" in line.text or not rows[-1]:
        return False
    ends = at + 1 >= len(lines) or lines[at + 1].gap or "\t" not in lines[at + 1].text
    return not (ends and is_value(rows[-1][-1]) and len(line.text.strip()) > _SHORT)


def _add(rows: list[list[str]], line: Line) -> None:
    if not line.text.startswith("\t"):
        rows[-1][-1] += _below(line)
        return
    if line.gap and rows[-1]:
        rows.append([])
    rows[-1].append(line.text[1:])


def _is_table(rows: Sequence[Sequence[str]]) -> bool:
    """Paragraphs indented by a tab look the same: a table has figures or blanks, and few sentences."""
    cells = [cell.strip() for row in rows for cell in row]
    figures = sum(is_value(cell) or len(cell) <= _SHORT or bool(_REMARKED.fullmatch(cell)) for cell in cells)
    prose = sum(len(cell) > _PROSE and cell.endswith("。") for cell in cells)
    return len(cells) > 2 and figures >= _FIGURES * len(cells) and prose <= figures


def take_tabs(lines: Sequence[Line], start: int) -> Taken | None:
    """Rows of fields between tabs; a quoted field may hold line ends, a line alone between two rows is a row."""
    rows: list[tuple[str, ...]] = []
    at, loose = start, start + 1 < len(lines) and lines[start + 1].gap
    while at < len(lines) and (at == start or loose or not lines[at].gap):
        text, end = _whole(lines, at)
        if _is_row(text) and (rows or not _is_item(text)):
            rows.append(_fields(text))
        elif rows and _is_title(lines, at):
            rows.append((lines[at].text,))
        else:
            break
        at = end
    if not rows:
        return None
    return Taken((Rows("tabs", rows),) if _is_grid(rows) else tuple(lines[start:at]), at)


def _is_row(text: str) -> bool:
    """A tab between words, or between empty cells; not a paragraph behind a tab."""
    if "\t" not in text:
        return False
    filled = _filled(text)
    prose = len(filled) == 1 and (len(filled[0]) > _PROSE or filled[0].rstrip().endswith("。"))
    return not (prose and text.startswith("\t"))


def _is_item(text: str) -> bool:
    """A number and its item, as automatic numbering is written out."""
    filled = _filled(text)
    return len(filled) == 2 and bool(_MARKER.fullmatch(filled[0].strip())) and not is_value(filled[1])


def _filled(text: str) -> list[str]:
    return [field for field in text.split("\t") if field.strip()]


def _is_grid(rows: Sequence[Sequence[str]]) -> bool:
    """At least two rows of two fields, or one of three, or of a label and a figure."""
    filled = [[field for field in row if field.strip()] for row in rows]
    wide = [row for row in filled if len(row) > 1]
    return len(wide) > 1 or any(len(row) > 2 or (len(row) == 2 and is_value(row[1])) for row in wide)


def _is_title(lines: Sequence[Line], at: int) -> bool:
    return is_title(lines, at) and "\t" not in lines[at].text and _is_row(lines[at + 1].text)


def _whole(lines: Sequence[Line], at: int) -> tuple[str, int]:
    """A row with the lines of a quoted field it opens; as it stands when no quote closes the field."""
    text = lines[at].text
    for end in range(at + 1, min(at + _QUOTED_LINES, len(lines)) + 1):
        if not _is_open(text):
            return text, end
        text += _below(lines[end]) if end < len(lines) else ""
    return lines[at].text, at + 1


def _is_open(text: str) -> bool:
    """Whether a quoted field lacks its end; rows are short where cells have lines."""
    return text.count('"') % 2 == 1 and len(text) <= 2 * MAX_ROW and bool(_OPEN_QUOTE.search(text))


def _below(line: Line) -> str:
    return ("\n\n" if line.gap else "\n") + line.text


def _fields(text: str) -> tuple[str, ...]:
    return tuple(m[2] if m[1] is None else m[1].replace('""', '"') for m in _FIELD.finditer(text))
