"""Tables in which every cell holds but lines of text, nearly all there are, read from their markup as lxml writes it.

One regular expression over a table costs a fifth of a visit to each of its elements.
"""

import re
from typing import TypeAlias

from lxml.etree import _Element, tostring

from gongkai.readers._html_grid import Cells
from gongkai.readers._html_spans import colspan, rowspan

SPACE = " \t\n\r\f"
RUN = re.compile(r"[ \t\n\r\f]{2,}|[\t\n\r\f]")
_TAG = re.compile(r"<[^>]*>")
_REFERENCE = re.compile(r"&(?:(lt|gt|amp|quot)|#(\d+));")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_ROWSPAN, _COLSPAN = (re.compile(f' {way}span="([^"]*)') for way in ("row", "col"))
_LOST = "&#xFFFD;"  # what lxml writes for a character that XML cannot have
# as written, an element without content ends in `/>`, and no `>` stands in a value
_S, _A = rf"[{SPACE}]*+", r"(?: [^>]*+)?+>"
_BLOCK = r'</?(?:p|center|br)(?:[ /][^>]*+)?+>|</div>|<div(?: (?:style|align|lang)="[^"]*+")*+/?>'
_CELL = re.compile(
    rf"<t[dh]((?:[ /][^>]*+)?+)>"
    rf"(?:(?<=/>)|{_S}(?:<p{_A})?+([^<]*+)(?:</p>{_S})?+</t[dh]>|((?:[^<]++|{_BLOCK})*+)</t[dh]>)"
)
_GROUP = "t(?:body|head|foot)"
_COLUMNS = rf"(?:</?col(?:group)?(?:[ /][^>]*+)?+>{_S})*+"
# what stands between cells of different rows: the end of a row or the start of the table, and the start of a row
_BREAK = re.compile(
    rf"(?:<table{_A}{_S}{_COLUMNS}|{_S}</tr>{_S}(</{_GROUP}>{_S})?+)(?:<({_GROUP}){_A}{_S})?+<tr{_A}{_S}"
)
_LAST = re.compile(rf"{_S}</tr>{_S}(?:</{_GROUP}>{_S})?+</table>")

Groups: TypeAlias = list[tuple[str, list[Cells]]]  # kind and rows of thead, tbody, tfoot


def plain_groups(table: _Element) -> Groups | None:
    """The row groups of a table without anything but text in its cells; None for any other."""
    if next(table.iterdescendants("table"), None) is not None:
        return None
    markup = tostring(table, encoding="unicode", with_tail=False)
    parts = _CELL.split(markup)
    return None if _LOST in markup or not _LAST.fullmatch(parts[-1]) else _grouped(parts)


def _grouped(parts: list[str]) -> Groups | None:
    """Row groups of cells: what stands before each, its attributes, and its text or lines."""
    groups: Groups = []
    for before, attributes, text, lines in zip(parts[::4], parts[1::4], parts[2::4], parts[3::4], strict=False):
        if before and before.strip(SPACE):
            if not (found := _BREAK.fullmatch(before)):
                return None
            if found[1] or found[2] or not groups:
                groups.append((found[2] or "tbody", []))
            row: Cells = []
            groups[-1][1].append(row)
        height, width = _spans(attributes) if attributes and "span=" in attributes else (1, 1)
        content = text if not text or text.isalnum() else collapsed(text)  # a word or figure, as most cells, is done
        row.append((height, width, content or (_lines(lines) if lines else "")))
    return groups


def _spans(attributes: str) -> tuple[int, int]:
    rows, columns = _ROWSPAN.search(attributes), _COLSPAN.search(attributes)
    return rowspan(_shown(rows[1])) if rows else 1, colspan(_shown(columns[1])) if columns else 1


def _shown(markup: str) -> str:
    return _REFERENCE.sub(_referred, markup) if "&" in markup else markup


def _lines(markup: str) -> str:
    return "\n".join(filter(None, map(collapsed, _TAG.split(markup))))


def collapsed(markup: str) -> str:
    """Text with ASCII white space as rendered: a space for a run, none at the edges; no-break and wide ones stay."""
    text = _shown(markup).strip(SPACE)
    return text if len(text) < 3 or (text.isprintable() and "  " not in text) else RUN.sub(" ", text)


def _referred(reference: re.Match[str]) -> str:
    return _NAMED[reference[1]] if reference[1] else chr(int(reference[2]))
