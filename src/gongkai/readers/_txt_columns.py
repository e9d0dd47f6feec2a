"""Rows told by spaces, and cells printed one a line: taken for a table only where nothing else fits."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice

from gongkai.readers._txt_lines import MAX_ROW, Line, Rows, Taken, has_digit, is_furniture, is_value

_GAP = re.compile(r"[ \xa0]{2,}")
_WIDE_GAP = re.compile(r"\s{2,}")
_MARKER = re.compile(r"(?:[（(]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})(?:[）)、.．]{1,2}|(?=\s))|[①-⑳])\s*")
_NUMBERED = re.compile(
    r"\s+(?=(?:[（(](?:[一二三四五六七八九十]{1,3}|\d{1,2})[）)]|(?:[一二三四五六七八九十]{1,3}|\d{1,2})[、.．])\D)"
)
_BRACKETS = re.compile(r"[（(][^（()）]{0,80}[）)]")
_SENTENCE = re.compile(r"[。；！？;!?\d]|[：:，,、.．]$")
_CONTACT = re.compile(r"电\s*话|传\s*真|邮\s*编|邮政编码|手机|热线|QQ|地址|网址|[账帐]号|编号|索\s*引\s*号|^第")
_REFERENCE = re.compile(r"附[件表图]|[图表]|[Pp]age|[Nn]o")
_MEASURE = re.compile(r"[件条次篇个人元项份日月年起号页户家万%]+(?:\W|$)")
_AHEAD = 64  # lines remembered
_LABEL = 60  # characters
_VALUES = 16  # in one row: the widest statutory table has 15
_HEADS = 5  # lines of column heads above the first row of figures
_BARE = 3  # figures that make a row without a label: two may be a date, a telephone or a page of pages
_BARE_DASHES = 5  # dashes that do: three are a rule
_CERTAIN = 3  # equal groups of cells printed one a line
_PARTS = 3  # label cells before the figures of one row
_RUN = 12  # lines of labels looked at: a title, heads and a label, some of them in two lines
_LISTED = 24  # lines of labels looked at where no row has one: the widest statutory table has 19
_HEADED = 3  # figures of a row below one line of heads: wider tables have heads on several levels
_HEADING = re.compile(r"[一二三四五六七八九十]{1,3}、")


def take_aligned(lines: Sequence[Line], start: int) -> Taken | None:
    """Two or more lines of the same number of columns, one of the first with figures in all but its label."""
    count = len(_columns(lines[start].text))
    heads = list(islice(_alike(lines, start, count), _HEADS + 1)) if count > 1 else []
    if len(heads) < 2 or not any(all(map(is_value, row[1:])) for row in heads):
        return None
    rows = list(_alike(lines, start, count))
    return Taken((Rows("columns", rows),), start + len(rows))


def _alike(lines: Sequence[Line], start: int, count: int) -> Iterator[tuple[str, ...]]:
    for at in range(start, len(lines)):
        row = _columns(lines[at].text)
        if len(row) != count or (at > start and lines[at].gap):
            return
        yield row


def _columns(text: str) -> tuple[str, ...]:
    """Fields between runs of spaces; wide ones tell only where no others do: they stretch words as well."""
    return _parted(text.strip()) if len(text) <= MAX_ROW and "\t" not in text else ()


@lru_cache(_AHEAD)  # every line is looked at again from those above it
def _parted(bare: str) -> tuple[str, ...]:
    row = tuple(map(str.strip, (_GAP if _GAP.search(bare) else _WIDE_GAP).split(bare)))
    return () if any(len(field) > _LABEL or field.endswith("。") for field in row) else row


def take_figures(lines: Sequence[Line], start: int) -> Taken | None:
    """One line of a label and figures and nothing else; such lines are put together afterwards."""
    text = lines[start].text
    if len(text) > MAX_ROW or "\t" in text or is_furniture(text):
        return None
    label, figures = _cut(text)
    following = lines[start + 1].text.strip() if start + 1 < len(lines) else ""
    if not (_is_labelled(label, figures, following) if label else _is_bare(figures)):
        return None
    return Taken((Rows("columns", [(*filter(None, _parts(label)), *figures)]),), start + 1)


def _parts(label: str) -> tuple[str, ...]:
    """The cells of a label: told by wide gaps, and by numbering inside: 一、甲 （一）乙."""
    return tuple(part for field in _columns(label) for part in _NUMBERED.split(field))


def _cut(text: str) -> tuple[str, list[str]]:
    """A line's label and the figures that end it."""
    tokens = text.split()
    count = 0
    while count < len(tokens) and is_value(tokens[-count - 1]):
        count += 1
    label = text.rsplit(None, count)[0] if 0 < count < len(tokens) else "" if count else text
    return label.strip(), tokens[len(tokens) - count :]


def _is_bare(figures: Sequence[str]) -> bool:
    enough = _BARE if has_digit(figures) else _BARE_DASHES
    return enough <= len(figures) <= _VALUES


def _is_labelled(label: str, figures: Sequence[str], following: str) -> bool:
    parts = _parts(label)
    if not 0 < len(figures) <= _VALUES or not (
        _is_label(label) or (1 < len(parts) <= _PARTS and all(map(_is_label, parts)))
    ):
        return False
    return len(figures) > 1 or (has_digit(figures) and _is_sole(label, following))


def _is_label(text: str) -> bool:
    """No sentence, and no figure but in the number before it or in brackets."""
    bare = _BRACKETS.sub("", _MARKER.sub("", text, count=1))
    words = sum(map(str.isalpha, bare))
    return len(text) <= _LABEL and words > 1 and not _SENTENCE.search(bare)


def _is_sole(label: str, following: str) -> bool:
    """One figure may as well be a telephone, an annex, or the end of a line of prose that goes on below."""
    prose = "，" in _BRACKETS.sub("", label) or _MEASURE.match(following)
    return not prose and not _CONTACT.search(label) and not _REFERENCE.fullmatch(label)


def take_headed(lines: Sequence[Line], start: int) -> Taken | None:
    """Lines of column heads and, close below, a row of figures: without a label, or with a head for the label too."""
    rows = list(islice(_headed(lines, start), _HEADS + 1))
    at = start + len(rows)
    if not 0 < len(rows) <= _HEADS or at == len(lines) or lines[at].gap or is_furniture(lines[at].text):
        return None
    label, figures = _cut(lines[at].text)
    whole = label and len(rows[-1]) == len(figures) + 1 and _is_labelled(label, figures, "")
    if not (whole or (not label and _is_bare(figures) and len(figures) <= sum(map(len, rows)))):
        return None
    return Taken((Rows("columns", [*rows, (*filter(None, [label]), *figures)]),), at + 1)


def _headed(lines: Sequence[Line], start: int) -> Iterator[tuple[str, ...]]:
    """Lines of nothing but heads, of two or more each."""
    for at in range(start, len(lines)):
        fields = _columns(lines[at].text)
        fields = fields if len(fields) > 1 else tuple(lines[at].text.split()) if fields else ()
        if len(fields) < 2 or not all(map(_is_word, fields)) or (at > start and lines[at].gap):
            return
        yield fields


def take_listed(lines: Sequence[Line], start: int) -> Taken | None:
    """Column heads and then the figures of one row, all one a line: the last head is printed above as well.

    The label of a row stands once.
    """
    end = start
    while end < min(len(lines), start + _LISTED) and _is_head(lines[end].text):
        end += 1
    count = _figures(lines, end)
    heads = _texts(lines, start, end)
    if not _BARE <= count <= min(_VALUES, len(heads)) or heads[-1] not in heads[:-1] or _HEADING.match(heads[0]):
        return None
    return Taken((Rows("listed", [heads, _texts(lines, end, end + count)]),), end + count)


def take_stacked(lines: Sequence[Line], start: int) -> Taken | None:
    """Cells printed one a line: at least three groups of one label (later up to three) and as many figures each.

    One group is enough below a title and one head a cell.
    """
    if not any(is_value(line.text) for line in lines[start + 1 : start + 1 + _RUN]):
        return None
    titled = _titled(lines, start)
    found = titled or _group(lines, start, 1)
    if not found:
        return None
    rows, at = found
    count = len(rows[-1]) - 1
    while (group := _group(lines, at, _PARTS)) and len(_labels(lines, at)[0]) + count == len(group[0][0]):
        rows, at = rows + group[0], group[1]
    return Taken((Rows("stacked", rows),), at) if titled or len(rows) >= _CERTAIN else None


def _titled(lines: Sequence[Line], start: int) -> tuple[list[tuple[str, ...]], int] | None:
    """A title, heads, and the first row below them, where no other label stands above: three rows."""
    if start and _is_head(above := lines[start - 1].text) and not _HEADING.match(above.strip()):
        return None
    labels, at = _labels(lines, start)
    count = _figures(lines, at)
    if not 0 < count <= _HEADED or len(labels) != count + 3:
        return None
    row = (labels[-1], *_texts(lines, at, at + count))
    return [(labels[0],), tuple(labels[1:-1]), row], at + count


def _group(lines: Sequence[Line], start: int, parts: int) -> tuple[list[tuple[str, ...]], int] | None:
    labels, at = _labels(lines, start)
    count = _figures(lines, at)
    if not 0 < len(labels) <= parts or not 0 < count <= _VALUES:
        return None
    return [(*labels, *_texts(lines, at, at + count))], at + count


def _figures(lines: Sequence[Line], at: int) -> int:
    """Number of lines from here that are one figure each, counted to just over a row's."""
    end = at
    while end < min(len(lines), at + _VALUES + 1) and is_value(lines[end].text):
        end += 1
    return end - at


def _labels(lines: Sequence[Line], start: int) -> tuple[list[str], int]:
    """Labels from here, and where they end; lines close together are one where cells stand apart."""
    end = start
    while end < min(len(lines), start + _RUN) and _is_head(lines[end].text):
        end += 1
    apart = end < len(lines) and lines[end].gap
    labels: list[str] = []
    for at in range(start, end):
        text = lines[at].text.strip()
        labels[-1:] = [f"{labels[-1]}\n{text}"] if labels and apart and not lines[at].gap else [*labels[-1:], text]
    return labels, end


def _is_head(text: str) -> bool:
    return len(text) <= MAX_ROW and "\t" not in text and _is_word(text.strip())


@lru_cache(_AHEAD)
def _is_word(bare: str) -> bool:
    return not is_value(bare) and _is_label(bare)


def _texts(lines: Sequence[Line], start: int, end: int) -> tuple[str, ...]:
    return tuple(line.text.strip() for line in lines[start:end])
