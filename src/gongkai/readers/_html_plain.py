"""Tables in which every cell holds but lines of text, nearly all there are, read from their markup.

One regular expression over a table costs a third of parsing it and visiting its elements. It takes only markup that can
be read in one way: cells, rows and tables closed by tags, no `<` or `>` but those of tags, and no lone quotes in these.
"""

import re
from collections.abc import Callable
from html import unescape
from typing import TypeAlias

from gongkai.readers._html_grid import Cells
from gongkai.readers._html_spans import colspan, rowspan

SPACE = " \t\n\r\f"
RUN = re.compile(r"[ \t\n\r\f]{2,}|[\t\n\r\f]")
_S, _A = rf"[{SPACE}]*+", rf"(?:[{SPACE}/][^>]*+)?+"
_NAME, _VALUE = rf"""[^{SPACE}"'<>/=]++""", rf"""(?:"[^"]*+"|'[^']*+'|[^{SPACE}"'<>=`]++)"""
_INLINE = "span|o:p|font|b|i|u|strong|em|ins|big|small"
_DIV = rf"div(?![^>]*[{SPACE}/](?:class|id)[{SPACE}/=>])"  # one that may be named as furniture is looked into
_TAGS = rf"(?:</?(?:span|p|br|{_INLINE}|{_DIV}|center){_A}>{_S})*+"
_TEXT = rf"[^<]++|</?(?:{_INLINE}){_A}>|<br{_A}>"
_P = rf"<p{_A}>(?:(?<=/>)|(?:{_TEXT})*+</p{_S}>)"
_BOX = "|".join(
    rf"<{tag}{_A}>(?:(?<=/>)|(?:{_TEXT}|{_P})*+</{end}{_S}>)" for tag, end in ((_DIV, "div"), ("center",) * 2)
)
# around one text any tags may stand; around several, lines have to be closed as they were opened
_CELL = (
    rf"<t([dh])(?:({_A}>{_S}{_TAGS})([^<]*+)({_TAGS})</t\1{_S}>"
    rf"|({_A})>(?:(?<=/>)|((?:{_TEXT}|{_P}|{_BOX})*+)</t\1{_S}>)){_S}"
)
_GROUP, _COLUMNS = "t(?:body|head|foot)", rf"(?:</?col(?:group)?{_A}>{_S})*+"
# what stands between cells of different rows: the end of a row or the start of the table, and the start of a row
_BREAK = (
    rf"(?:<table{_A}>{_S}{_COLUMNS}|</tr{_S}>{_S}(?:</({_GROUP}){_S}>{_S})?+)(?:<({_GROUP}){_A}(?<!/)>{_S})?+"
    rf"<tr{_A}(?<!/)>{_S}"
)
_LAST = rf"</tr{_S}>{_S}(?:</{_GROUP}{_S}>{_S})?+</table{_S}>"


def _compiled(pattern: str) -> re.Pattern[bytes]:
    return re.compile(pattern.encode(), re.IGNORECASE)


_CELLS = (re.compile(_CELL.encode()), _compiled(_CELL))  # ignoring case takes half as long again
_BREAKS, _LASTS = _compiled(_BREAK), _compiled(_LAST)
_ATTRIBUTE = re.compile(rf"({_NAME})(?:=({_VALUE}))?+".encode())
_ATTRIBUTES = re.compile(rf"(?:[{SPACE}]++{_NAME}(?:={_VALUE})?+)*+{_S}/?".encode())
_ANY, _INLINES = re.compile("<[^>]*+>"), re.compile("</?(?:[^pPbBdDcC/]|[bB](?![rR]))[^>]*+>")  # of the tags in cells
_REFERENCE = re.compile(r"&(?:#([0-9]+)|#[xX]([0-9a-fA-F]+)|[^\t\n\f <&#;]{1,32});?")
_BUT_MARKS = bytes(set(range(256)) - set(b"\"'<>"))

Groups: TypeAlias = list[tuple[str, list[Cells]]]  # kind and rows of thead, tbody, tfoot


def plain_groups(
    markup: bytes, strange: Callable[[bytes], object] | None = None, any_case: bool = False
) -> Groups | None:
    """The row groups of a table, from `<table` to `</table>`, with but text in its cells; None for any other.

    Nor is it plain where `strange` says so of its tags, each kind of which is shown to it once.
    """
    parts = _CELLS[any_case].split(markup)
    if not _LASTS.fullmatch(parts[-1]):
        return None
    tags = b">".join(filter(None, {*parts[::7], *parts[2::7], *parts[4::7], *parts[5::7], *parts[6::7]}))
    texts = b"".join(filter(None, parts[3::7]))
    return None if texts.find(b">") >= 0 or _quotes(tags) or (strange and strange(tags)) else _grouped(parts)


def _quotes(tags: bytes) -> bool:
    """Whether a `<` or `>` may be quoted: quotes do not stand in pairs from one `>` to the next, or `<` in a tag."""
    marks = tags.translate(None, _BUT_MARKS).replace(b'""', b"").replace(b"''", b"").replace(b'""', b"")
    return bool(marks.strip(b"<>")) or marks.find(b"<<") >= 0


def _grouped(parts: list[bytes]) -> Groups | None:
    """Row groups of the cells that _CELL splits a table into."""
    groups: Groups = []
    breaks: dict[bytes, tuple[bytes, bytes] | None] = {}
    sizes: dict[bytes, tuple[int, int] | None] = {}
    opened = b""  # the row group that has a tag of its own
    rest = iter(parts)
    for before, _, head, text, _, attributes, lines in zip(*[rest] * 7, strict=False):
        if before:
            if before not in breaks:
                breaks[before] = _break(before)
            if not (found := breaks[before]) or (found[0] and found[0] != opened):
                return None
            if found[0] or found[1] or not groups:
                opened = found[1]
                groups.append((opened.decode() or "tbody", []))
            row: Cells = []
            groups[-1][1].append(row)
        key = attributes if head is None else head
        if key not in sizes:
            sizes[key] = _size(key)
        if not (size := sizes[key]):
            return None
        content = _line(text.decode()) if text else _lines(lines.decode()) if lines else ""
        if content is None:
            return None
        row.append((*size, content))
    return groups


def _break(markup: bytes) -> tuple[bytes, bytes] | None:
    """The row groups closed and opened between two rows; None for what is no such place."""
    found = _BREAKS.fullmatch(markup)
    return ((found[1] or b"").lower(), (found[2] or b"").lower()) if found else None


def _size(head: bytes) -> tuple[int, int] | None:
    """Rows and columns; None where attributes are not written as the standard has them."""
    attributes, closed, _ = head.partition(b">")
    if not _ATTRIBUTES.fullmatch(attributes) or (closed and attributes.endswith(b"/")):
        return None
    if attributes.lower().find(b"span") < 0:
        return 1, 1
    values = {name.lower(): value for name, value in reversed(_ATTRIBUTE.findall(attributes))}
    return rowspan(_value(values.get(b"rowspan", b""))), colspan(_value(values.get(b"colspan", b"")))


def _value(written: bytes) -> str:
    return unescape((written[1:-1] if written[:1] in (b'"', b"'") else written).decode())


def _lines(markup: str) -> str | None:
    """Every line's text; None where a `>` stands in one. A reference that ends at a tag is shown by itself."""
    lines = _ANY.split(_INLINES.sub("\0" if "&" in markup else "", markup))
    if ">" in "".join(lines):
        return None
    if "&" in markup:
        lines = [_shown(line).replace("\0", "") for line in lines]
    return "\n".join(filter(None, map(collapsed, lines)))


def _line(text: str) -> str:
    return text if text.isalnum() else collapsed(_shown(text))  # a word or figure, as most cells, is done


def _shown(text: str) -> str:
    """References put as characters: those to control characters too, as lxml does."""
    return _REFERENCE.sub(_character, text) if "&#" in text else unescape(text) if "&" in text else text


def _character(reference: re.Match[str]) -> str:
    return unescape(reference[0]) or chr(int(reference[1] or reference[2], 16 if reference[2] else 10))


def collapsed(text: str) -> str:
    """Text with ASCII white space as rendered: a space for a run, none at the edges; no-break and wide ones stay."""
    text = text.strip(SPACE)
    return text if len(text) < 3 or (text.isprintable() and "  " not in text) else RUN.sub(" ", text)
