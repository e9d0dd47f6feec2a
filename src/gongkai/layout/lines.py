"""Glyphs to lines of text: same baseline, left to right, a space only where there is a real gap."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from operator import attrgetter

from gongkai.document import Box
from gongkai.layout.model import Glyph, Line

SAME_LINE = 0.45  # of the em: how far the middles of two glyphs on one line may lie apart (mixed fonts: 0.2 seen)
TWICE = 0.3  # of the em: the same glyph drawn again this near is one glyph (fake bold: 0.02 to 0.1 seen)
WIDE = 2.0  # ems of gap that set two columns apart
GAP = 0.12  # ems of gap that part two words or numbers: a narrow space leaves 0.15, digits drawn apart under 0.1
GAP_IDEOGRAPH = 0.5  # ems beside an ideograph: word processors add a quarter em there by themselves
LETTERS = "\u2e7f"  # the last character before the ideographs
ROOM = 1.15  # height of a slot in ems, in fonts for letters

slot = attrgetter("start", "end")


def lines(glyphs: Iterable[Glyph], wide: str = " ") -> list[Line]:
    """The lines of some glyphs, top to bottom; `wide` is written for a gap that sets columns apart."""
    return [line(row, wide) for row in rows(glyphs)]


def rows(glyphs: Iterable[Glyph]) -> list[list[Glyph]]:
    """Glyphs grouped by baseline, top to bottom."""
    groups: list[list[Glyph]] = []
    limit = 0.0
    for middle, glyph in sorted([((g.above + g.below) / 2, g) for g in glyphs]):
        if not groups or middle > limit:
            groups.append([])
        groups[-1].append(glyph)
        limit = middle + SAME_LINE * (glyph.below - glyph.above)
    return groups


def line(glyphs: Sequence[Glyph], wide: str = " ") -> Line:
    """One line from the glyphs on one baseline."""
    row = once(sorted(glyphs, key=slot))
    size = em(row)
    near = GAP * size
    parts = [row[0].text]
    end = row[0].end
    for left, right in pairwise(row):
        if right.start - end > near:
            parts.append(space(left, right, size, wide))
        parts.append(right.text)
        end = right.end
    return Line("".join(parts), ink(row), row[0].start, end, size)


def ink(glyphs: Sequence[Glyph]) -> Box:
    """The box around the ink of glyphs."""
    _, lefts, tops, rights, bottoms, *_ = zip(*glyphs, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def em(row: Sequence[Glyph]) -> float:
    """The size of the type: the width of ideographs, or from the height of what else there is."""
    widths = [g.end - g.start for g in row if g.text > LETTERS]
    sizes = sorted(widths or [(g.below - g.above) / ROOM for g in row])
    return sizes[len(sizes) // 2]


def once(row: Sequence[Glyph]) -> list[Glyph]:
    """Glyphs without those drawn a second time over themselves."""
    kept = list(row[:1])
    for glyph in row[1:]:
        if glyph.text != kept[-1].text or not again(kept[-1], glyph):
            kept.append(glyph)
    return kept


def again(old: Glyph, new: Glyph) -> bool:
    """Whether two like characters stand at the same place."""
    return abs(new.start - old.start) < min(TWICE * (old.below - old.above), (old.end - old.start) / 2)


def space(left: Glyph, right: Glyph, size: float, wide: str) -> str:
    """What is written for a gap between two neighbours."""
    gap = right.start - left.end
    if gap > WIDE * size:
        return wide
    return " " if gap > needed(left.text, right.text) * size else ""


def needed(left: str, right: str) -> float:
    """Ems of gap that are a space between two characters."""
    return GAP if left.isascii() and right.isascii() else GAP_IDEOGRAPH


def vertical(glyphs: Sequence[Glyph]) -> bool:
    """Whether glyphs, in the order they were drawn, run down in columns from right to left; more than one column."""
    steps = [(down(a, b), up(a, b)) for a, b in pairwise(glyphs)]
    return all(map(any, steps)) and any(u for _, u in steps) and sum(d for d, _ in steps) > len(steps) / 2


def down(a: Glyph, b: Glyph) -> bool:
    """Whether a glyph stands under another."""
    return b.top > a.top and b.x0 < a.x1 and a.x0 < b.x1


def up(a: Glyph, b: Glyph) -> bool:
    """Whether a glyph begins the column left of another's."""
    return b.bottom < a.top and b.x1 <= a.x0


def columns(glyphs: Iterable[Glyph]) -> list[Line]:
    """Vertical text: columns right to left, each read top to bottom as one line."""
    groups: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda g: -(g.x0 + g.x1)):
        middle = (glyph.x0 + glyph.x1) / 2
        if groups and groups[-1][0].x0 <= middle <= groups[-1][0].x1:
            groups[-1].append(glyph)
        else:
            groups.append([glyph])
    return [column(group) for group in groups]


def column(glyphs: Sequence[Glyph]) -> Line:
    """One column of vertical text as a line."""
    group = sorted(glyphs, key=lambda g: g.top)
    box = ink(group)
    return Line("".join(g.text for g in group), box, box[0], box[2], max(g.x1 - g.x0 for g in group))
