"""Page furniture: page numbers and running heads and feet, told by their place and their repetition."""

import re
from collections import Counter
from collections.abc import Sequence

from gongkai.layout.model import Line, Page

MARGIN = 0.12  # share of the page's height at its top and bottom in which furniture stands
LINES = 2  # of furniture at most at either end of a page
SAME = 3.0  # points by which a running head may move from page to page

DECORATED = re.compile(
    r"[-–—―－‐·.•~～\s]+(\d{1,4})[-–—―－‐·.•~～\s]+|第\s*(\d{1,4})\s*页(?:\s*[,，/]?\s*共\s*\d{1,4}\s*页)?|(\d{1,4})\s*[/／]\s*\d{1,4}"
    r"|[Pp]age\s*(\d{1,4})(?:\s*of\s*\d{1,4})?"
)
BARE = re.compile(r"(\d{1,4})")


def removed(pages: Sequence[tuple[Page, Sequence[Line]]]) -> list[list[Line]]:
    """The lines of each page that are no furniture; each page comes with its lines outside tables, top to bottom."""
    ends = [candidates(page, lines) for page, lines in pages]
    gone = [numbers(ends), heads(ends)]
    return [
        [line for line in lines if all(line not in found[k] for found in gone)] for k, (_, lines) in enumerate(pages)
    ]


def candidates(page: Page, lines: Sequence[Line]) -> list[Line]:
    """The outermost lines of a page that stand in its margins."""
    head = [n for n in lines[:LINES] if n.box[3] < MARGIN * page.height]
    foot = [n for n in lines[-LINES:] if n.box[1] > (1 - MARGIN) * page.height]
    return head + [n for n in foot if n not in head]


def numbers(ends: Sequence[Sequence[Line]]) -> list[list[Line]]:
    """Page numbers: decorated ones, and bare ones that count up with the pages."""
    bare = [[(int(m[1]) - k, n) for n in lines if (m := BARE.fullmatch(n.text))] for k, lines in enumerate(ends)]
    steps = Counter(step for found in bare for step in {s for s, _ in found})
    return [
        [n for n in lines if DECORATED.fullmatch(n.text)] + [n for step, n in found if steps[step] > 1 or step == 1]
        for lines, found in zip(ends, bare, strict=True)
    ]


def heads(ends: Sequence[Sequence[Line]]) -> list[list[Line]]:
    """Running heads and feet: the same text at the same height on most pages, or on three and more."""
    seen = Counter((n.text, slot) for lines in ends for n in lines for slot in slots(n))
    enough = max(2, min(3, len(ends) // 2 + 1))
    return [[n for n in lines if any(seen[n.text, slot] >= enough for slot in slots(n))] for lines in ends]


def slots(line: Line) -> tuple[int, int]:
    """Two overlapping bins of height, so that lines less than one bin apart share at least one."""
    return int(line.box[1] // (2 * SAME)), -int((line.box[1] + SAME) // (2 * SAME)) - 1
