"""Lines to paragraphs: a line goes on where the one above reached the right margin and it is not set in."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from gongkai.document import Paragraph
from gongkai.layout.model import Line, Page, around, source

FULL = 1.3  # ems a full line may end before the margin: a word or a bracketed pair is not broken
INDENT = 0.7  # ems by which a first line is set in
APART = 2.4  # line heights between baselines that part paragraphs
SHARED = 3.0  # points within which two lines end alike
SIZES = 1.15  # ratio of sizes within one paragraph
BODY = 0.5  # share of the page's width that the text must take before its margin means anything

HEADING = re.compile(r"[（(]?[一二三四五六七八九十]{1,3}[、）)]")
END = re.compile(r"[。！？；：.!?;:]$")


@dataclass(frozen=True, slots=True)
class Set:
    """A line with the page it is set on."""

    page: Page
    line: Line


def paragraphs(lines: Sequence[Set], ends: Mapping[float, tuple[float, float]]) -> Iterator[Paragraph]:
    """Paragraphs of consecutive lines; `ends` as `margins` gives them."""
    group: list[Set] = []
    for placed in lines:
        if group and not goes_on(group[-1], placed, ends[placed.page.width]):
            yield paragraph(group)
            group = []
        group.append(placed)
    if group:
        yield paragraph(group)


def paragraph(group: Sequence[Set]) -> Paragraph:
    """One paragraph; its source is its part on its first page."""
    first = group[0].page
    box = around(s.line.box for s in group if s.page is first)
    return Paragraph(run(s.line.text for s in group), source(first, box))


def run(texts: Iterable[str]) -> str:
    """Lines of one paragraph as running text: a space only between two words of letters."""
    whole = ""
    for text in texts:
        words = whole[-1:].isascii() and text[:1].isascii() and (whole[-1:].isalpha() or text[:1].isalpha())
        whole += f" {text}" if whole and words else text
    return whole


def goes_on(before: Set, after: Set, ends: tuple[float, float]) -> bool:
    """Whether a line is the continuation of the one before."""
    left, right = ends
    one, two = before.line, after.line
    return (
        one.end > right - FULL * one.size
        and two.start < left + INDENT * two.size
        and "\t" not in one.text + two.text
        and max(one.size, two.size) <= SIZES * min(one.size, two.size)
        and (before.page is not after.page or 0 < two.box[3] - one.box[3] < APART * one.size)
        and not (HEADING.match(two.text) and END.search(one.text))
    )


def margins(lines: Iterable[Set]) -> dict[float, tuple[float, float]]:
    """Left and right ends of the full lines of pages, by the width of the page."""
    widths: dict[float, list[Line]] = {}
    for placed in lines:
        widths.setdefault(placed.page.width, []).append(placed.line)
    return {width: margin([line for line in found if "\t" not in line.text], width) for width, found in widths.items()}


def margin(lines: Sequence[Line], width: float) -> tuple[float, float]:
    """Left and right ends of full lines; a right end of infinity when no line is long enough to tell.

    The right end is the outermost that two lines share: one may hang over it.
    """
    left = min((line.start for line in lines), default=0.0)
    ends = sorted((line.end for line in lines), reverse=True)
    right = next((a for a, b in pairwise(ends) if a - b < SHARED), ends[0] if ends else 0.0)
    return left, right if right - left > BODY * width else float("inf")
