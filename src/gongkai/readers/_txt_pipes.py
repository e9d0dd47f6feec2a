"""Pipe tables, as markdown has them and as page dumps leave them: `| a | b |`, `a | b |`, `a | b`."""

import re
from collections.abc import Sequence

from gongkai.readers._txt_lines import Line, Rows, Taken, is_title

_BAR = re.compile(r"(?<!\\)\|")
_RULE = re.compile(r"[ \t]*(?::?-{3,}:?|:-+:?|-+:)[ \t]*")
_SHORT_RULE = re.compile(r"\|(?:-{1,2}\|)+")
_GRID = re.compile(r"[ \t]{0,9}\+(?:[-=:]+\+)+[ \t]{0,9}")
_BREAK = re.compile(r"<br[ \t]{0,9}/?>", re.IGNORECASE)
_QUOTED = re.compile(r"\A[ \t]{0,9}(?:>[ \t]?){1,9}(?=\|)")
_WRAPPED = 12  # lines one row may be broken over


def is_rule(text: str) -> bool:
    """Whether a line is the rule below a table's head (`|---|:-:|`)."""
    return "|" in text and "-" in text and all(map(_RULE.fullmatch, split(text)))


def split(text: str) -> list[str]:
    """The cells of a row as they stand between its bars."""
    cells = _BAR.split(_QUOTED.sub("", text, count=1).strip())
    first = 1 if len(cells) > 1 and not cells[0].strip() else 0
    last = len(cells) - 1 if len(cells) > first + 1 and not cells[-1].strip() else len(cells)
    return cells[first:last]


def take_pipes(lines: Sequence[Line], start: int) -> Taken | None:
    """A pipe or grid table; rules dropped, a line alone between two rows kept as a row of one cell."""
    if not _starts(lines, start):
        return None
    rows: list[tuple[str, ...]] = []
    at, mark, loose = start, 0, start + 1 < len(lines) and lines[start + 1].gap
    while at < len(lines) and (at == start or loose or not lines[at].gap):
        if _is_grid(lines[at].text):
            rows[mark:] = _merged(rows[mark:])
            at, mark = at + 1, len(rows)
        elif _is_row(lines[at].text, rows):
            text, at = _whole(lines, at)
            rows += [] if _drops(text, rows) else [tuple(map(_cell, split(text)))]
        elif is_title(lines, at) and _edged(lines[at + 1].text):
            rows.append((lines[at].text.strip(),))
            at += 1
        else:
            break
    return Taken((Rows("pipes", rows),) if rows else (), at)


def _is_grid(text: str) -> bool:
    """Whether a line is a rule of a grid table (`+---+===+`), between whose rules a row may have several lines."""
    return text.lstrip().startswith("+") and bool(_GRID.fullmatch(text))


def _merged(rows: Sequence[tuple[str, ...]]) -> Sequence[tuple[str, ...]]:
    """One row of the lines between two rules of a grid, where they have the same cells."""
    if len({len(row) for row in rows}) != 1:
        return rows
    return [tuple("\n".join(filter(None, cells)) for cells in zip(*rows, strict=True))]


def _starts(lines: Sequence[Line], at: int) -> bool:
    """A bar at an edge, or the same number of bars in the next line: one bar in a sentence is none."""
    text = lines[at].text
    following = lines[at + 1].text if at + 1 < len(lines) and not lines[at + 1].gap else ""
    if "|" not in text:
        return _is_grid(text) and _edged(following)
    return _edged(text) or ("|" in following and len(split(following)) == len(split(text)))


def _edged(text: str) -> bool:
    bare = _QUOTED.sub("", text, count=1).strip()
    return bare.startswith("|") or (bare.endswith("|") and not bare.endswith("\\|"))


def _is_row(text: str, rows: Sequence[Sequence[str]]) -> bool:
    return "|" in text and (not rows or _edged(text) or is_rule(text) or len(split(text)) == len(rows[-1]))


def _drops(text: str, rows: Sequence[Sequence[str]]) -> bool:
    """A rule of one or two dashes is one only below the head: elsewhere it is a row of dashes."""
    return is_rule(text) or (len(rows) == 1 and bool(_SHORT_RULE.fullmatch(text.strip())))


def _whole(lines: Sequence[Line], at: int) -> tuple[str, int]:
    """A row with the lines it was broken over: opened by a bar, closed by one some lines below."""
    if not _opens(lines[at].text):
        return lines[at].text, at + 1
    for end in range(at + 1, min(at + _WRAPPED, len(lines))):
        text = lines[end].text.strip()
        if lines[end].gap or text.startswith("|"):
            break
        if text.endswith("|"):
            return "\n".join(line.text.strip() for line in lines[at : end + 1]), end + 1
    return lines[at].text, at + 1


def _opens(text: str) -> bool:
    return text.lstrip().startswith("|") and not text.rstrip().endswith("|")


def _cell(text: str) -> str:
    return _BREAK.sub("\n", text.strip(" \t").replace("\\|", "|"))
