"""Paragraphs -> the statutory sections, with title, organ, year, date and processing fee (contract section 3)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gongkai.document import Paragraph
from gongkai.facts import processing_fee
from gongkai.forms import section_keys
from gongkai.headings import Heading, opens_improvement, statutory
from gongkai.title import read_title

REMEDIES, IMPROVEMENT, OTHER = 4, 5, 6
_SPACE = " \u3000\u00a0\t\ufeff\u200b"


@dataclass(frozen=True, slots=True)
class Section:
    """One section: number and title as printed (None and "" where no heading is), its prose without the heading."""

    number: int | None
    key: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Outline:
    """What a report says besides its tables; None where it is silent. The fee is in 元, the date ISO 8601."""

    title: str | None
    agency: str | None
    year: int | None
    published_on: str | None
    sections: tuple[Section, ...]
    processing_fee: int | float | None
    remarks: tuple[str, ...] = ()


Place = tuple[int, int]  # line, character


@dataclass(frozen=True, slots=True)
class _Part:
    """A section's heading, where it begins and where its prose begins."""

    rank: int
    number: int | None
    title: str
    begin: Place
    prose: Place


def outline(paragraphs: Sequence[Paragraph], metadata: Mapping[str, str]) -> Outline:
    """The outline of a report from its prose in reading order (tables taken out) and its page's own statements."""
    lines = [line for p in paragraphs for line in p.text.splitlines() if not line.isspace() and line]
    parts = _with_improvement(lines, [_part(h) for h in statutory(lines)])
    sections = _sections(lines, parts)
    line, character = parts[0].begin if parts else (len(lines), 0)
    named = read_title([*lines[:line], *(rest[:character] for rest in lines[line : line + 1])], lines[line:], metadata)
    fee, doubts = processing_fee([(s.key, s.text) for s in sections])
    return Outline(named.title, named.agency, named.year, named.published_on, sections, fee, named.remarks + doubts)


def _part(heading: Heading) -> _Part:
    rank = heading.rank or OTHER
    return _Part(rank, heading.number, heading.title, (heading.line, heading.start), (heading.end_line, heading.end))


def _with_improvement(lines: Sequence[str], parts: list[_Part]) -> list[_Part]:
    """Section five by its first words, where its heading is not printed."""
    if not parts or any(p.rank == IMPROVEMENT for p in parts):
        return parts
    begin = max((p.prose[0] + 1 for p in parts if 1 < p.rank <= REMEDIES), default=len(lines))
    end = next((p.begin[0] for p in parts if p.rank == OTHER and p.begin[0] >= begin), len(lines))
    opening = next((i for i in range(begin, end) if opens_improvement(lines[i])), None)
    found = [] if opening is None else [_Part(IMPROVEMENT, None, "", (opening, 0), (opening, 0))]
    return sorted(parts + found, key=lambda p: p.begin)


def _sections(lines: Sequence[str], parts: Sequence[_Part]) -> tuple[Section, ...]:
    keys = ("", *section_keys())
    ends = [*(p.begin for p in parts[1:]), (len(lines), 0)]
    return tuple(
        Section(p.number, keys[p.rank], p.title, _text(lines, p.prose, end))
        for p, end in zip(parts, ends, strict=False)
    )


def _text(lines: Sequence[str], begin: Place, end: Place) -> str:
    """The prose between two places, line by line."""
    if begin[0] == end[0]:
        return lines[begin[0]][begin[1] : end[1]].strip(_SPACE)
    first, last = lines[begin[0]][begin[1] :], lines[end[0]][: end[1]] if end[1] else ""
    return "\n".join(t for line in (first, *lines[begin[0] + 1 : end[0]], last) if (t := line.strip(_SPACE)))
