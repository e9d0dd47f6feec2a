"""Lines of a plain text, and what tells a line of figures from one of words. A format's knowledge, never a form's."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from gongkai.document import MAX_CELLS, Block
from gongkai.errors import LimitExceeded

MAX_LINES = 100_000  # of one text: a report has under 5,000
MAX_ROW = 1_000  # characters of a line that can be a row by its spaces alone

_TITLE = 40  # characters of a line alone between two rows
_HEADING = re.compile(r"#{1,6}\s|[一二三四五六七八九十]{1,3}、")
_NUMBER = r"[+＋\-－−]?\d+(?:[,，]\d{3})*(?:[.．]\d+)?%?"
_DASH = r"[-－—–―/／]{1,3}"
_VALUE = re.compile(rf"{_NUMBER}|{_DASH}")
_FURNITURE = re.compile(
    r"[-－—–―·]{1,3}\s{0,3}\d{1,4}\s{0,3}[-－—–―·]{1,3}"
    r"|第\s{0,3}\d{1,4}\s{0,3}页[\s,，/]{0,3}(?:共\s{0,3}\d{1,4}\s{0,3}页)?"
    r"|[Pp]age\s{1,3}\d{1,4}(?:\s{1,3}of\s{1,3}\d{1,4})?"
)


@dataclass(frozen=True, slots=True)
class Line:
    """A line with something on it; `gap` is whether a blank one stands before it."""

    text: str
    gap: bool = False


@dataclass(frozen=True, slots=True)
class Rows:
    """A ragged table: each row's cells in order; `kind` says how they were told apart."""

    kind: str
    rows: list[tuple[str, ...]]


Item = Line | Rows | Block


@dataclass(frozen=True, slots=True)
class Taken:
    """What a recognizer made of the lines up to `end`; lines it gives back are prose."""

    items: tuple[Item, ...]
    end: int


def lines_of(text: str) -> list[Line]:
    """The lines with something on them; a tab is something: it may stand for an empty cell.

    Raises LimitExceeded over MAX_LINES lines, or over MAX_CELLS cell separators.
    """
    if text.count("\n") + text.count("\r") > 2 * MAX_LINES:
        raise LimitExceeded(f"a text of more than {MAX_LINES} lines")
    if text.count("\t") + text.count("|") > MAX_CELLS:
        raise LimitExceeded(f"a text of more than {MAX_CELLS} cells")
    split = text.splitlines()
    if len(split) > MAX_LINES:
        raise LimitExceeded(f"a text of {len(split)} lines; the limit is {MAX_LINES}")
    blank = [not line.strip() and "\t" not in line for line in split]
    return [Line(line, gap=at > 0 and blank[at - 1]) for at, line in enumerate(split) if not blank[at]]


def is_value(text: str) -> bool:
    """Whether a text is one number or dash and nothing else."""
    return len(text) <= MAX_ROW and bool(_VALUE.fullmatch(text.strip()))


def has_digit(texts: Sequence[str]) -> bool:
    """Whether any of the texts has a digit in it."""
    return any(character.isdigit() for text in texts for character in text)


def is_furniture(text: str) -> bool:
    """Whether a line is a page's number and nothing else."""
    return len(text) <= MAX_ROW and bool(_FURNITURE.fullmatch(text.strip()))


def is_title(lines: Sequence[Line], at: int) -> bool:
    """Whether a line, close between others, may be a row of one cell: no sentence, heading or page number."""
    text = lines[at].text.strip()
    close = not lines[at].gap and at + 1 < len(lines) and not lines[at + 1].gap
    return close and len(text) <= _TITLE and not (text.endswith("。") or _HEADING.match(text) or is_furniture(text))
