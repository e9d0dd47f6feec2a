"""Lines of prose -> the statutory headings among them. The wording is in forms/outline.toml.

A numeral alone never makes a heading: reports number their own parts inside section one. Every line whose wording may
be that of a heading becomes a candidate, and the best chain of candidates in statutory order is taken.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from gongkai.forms import data
from gongkai.prose import after, level, number, plain

ASIDE = 0  # rank of a heading outside the six
HEAD = 64  # characters of a line in which a heading at its start is looked for
# weights: a title, an alias, the share of a title misspelt, a number that follows on
EXACT, ALIAS, FUZZY, LINK = 100, 95, 90, 3
MOST = 50  # candidates kept of one rank, so that no input makes the chain slow
COMPLETE = 6
FIRST = 16  # characters behind the numbering in which a title has begun, spaces and all
FLOOR = 70  # of fuzz.ratio: under one mistake in the shortest title
DECORATION = " \u3000\t:：。#*"
SHORT_GLUED = 6  # plain characters; a shorter title with prose behind it needs a separator
NUMBERING = re.compile(
    r"[^\w(（]*(?:第(?P<part>[一二三四五六七八九十]+|\d\d?)(?:部分|章|节|、)"
    r"|[(（](?P<round>[一二三四五六七八九十]+|\d\d?)[)）]"
    r"|(?P<cjk>[一二三四五六七八九十]+)(?![年月日])|(?P<arabic>\d\d?)(?![\d年月日]))[^\w(（]*"
)
WORD = re.compile(r"[A-Za-z\u4e00-\u9fff](?<![第部分章节一二三四五六七八九十])")
STYLES = ("cjk", "arabic", "part", "", "round")
NUMBERED = re.compile(r"[^\w(（]*[第(（一二三四五六七八九十\d\u2460-\u249b\u3220-\u3229\u2f00]")


@dataclass(frozen=True, slots=True)
class Wording:
    """What a title stands for: rank 1 to 6 or ASIDE, how sure the wording is, and whether it is the notice's own."""

    rank: int
    weight: int
    own: bool


@dataclass(frozen=True, slots=True)
class Mark:
    """The numbering a line begins with: its value, its style, and how many plain characters it takes."""

    number: int | None = None
    style: str = ""
    size: int = 0


@dataclass(frozen=True, slots=True)
class Heading:
    """A (possible) heading, from (line, start) to (end_line, end)."""

    wording: Wording
    mark: Mark
    title: str
    line: int
    start: int
    end_line: int
    end: int

    @property
    def rank(self) -> int:
        """1 to 6, or ASIDE."""
        return self.wording.rank

    @property
    def number(self) -> int | None:
        """The number as printed."""
        return self.mark.number

    @property
    def strong(self) -> bool:
        """Whether it is the notice's wording, be it misspelt, and not numbered like a sub-heading."""
        return self.wording.own and (self.mark.style != "round" or self.number == self.rank)


@cache
def titles() -> dict[str, Wording]:
    """Normal form of every heading -> what it stands for."""
    found: dict[str, Wording] = {}
    for rank, section in enumerate(data("outline")["section"], 1):
        found[plain(section["title"])] = Wording(rank, EXACT, True)
        found |= {plain(a["text"]): Wording(rank, ALIAS, False) for a in section["aliases"]}
        found |= {plain(a["text"]): Wording(ASIDE, ALIAS, False) for a in section.get("asides", ())}
    return found


@cache
def _longest_first() -> tuple[str, ...]:
    return tuple(sorted(titles(), key=len, reverse=True))


@cache
def _fuzzy_titles() -> tuple[str, ...]:
    shortest = data("outline")["fuzzy"]["shortest"]
    return tuple(t for t, w in titles().items() if w.rank != ASIDE and len(t) >= shortest)


@cache
def _ends() -> frozenset[str]:
    return frozenset(end for t in _fuzzy_titles() for end in (t[:2], t[-2:]))


@cache
def _beginnings() -> tuple[str, ...]:
    return tuple({t[:2] for t in titles()})


@cache
def _openings() -> frozenset[str]:
    return frozenset(plain(o["text"]) for s in data("outline")["section"] for o in s.get("openings", ()))


@cache
def _blank() -> frozenset[str]:
    return frozenset(map(plain, data("outline")["blank"]["words"]))


def _word(line: str) -> int:
    """Where the first character ends that is surely of no numbering, which keeps folding short."""
    found = WORD.search(line, 0, HEAD)
    return found.end() if found else HEAD


@lru_cache(maxsize=4096)
def numbering(line: str) -> Mark:
    """The numbering at the head of a line (一、 （二） 3. 第四部分); several in a row (automatic and typed) are one."""
    mark = Mark()
    if not NUMBERED.match(line):
        return mark
    head = unicodedata.normalize("NFKC", line[: _word(line)])
    while found := NUMBERING.match(head):
        value = int(number(next(filter(None, found.groups()))))
        first = mark.size == 0
        size = mark.size + len(plain(found[0]))
        mark = Mark(value if first else mark.number, found.lastgroup or "" if first else mark.style, size)
        head = head[found.end() :]
    return mark


def _misspelt(body: str) -> Wording | None:
    """What `body` stands for when it is a title but for a few characters."""
    rules = data("outline")["fuzzy"]
    if not rules["shortest"] <= len(body) <= rules["longest"]:
        return None
    from rapidfuzz import fuzz, process

    for title, score, _ in process.extract(body, _fuzzy_titles(), scorer=fuzz.ratio, score_cutoff=FLOOR, limit=3):
        mistakes = max(1, len(title) // rules["characters_per_mistake"])
        if (100 - score) * (len(title) + len(body)) <= 200 * mistakes + 1:
            known = titles()[title]
            return replace(known, weight=int(score * FUZZY / 100) - (EXACT - known.weight))
    return None


def _whole(line: str, body: str, size: int) -> tuple[Wording, int] | None:
    if body in titles() and len(line) <= HEAD:
        return titles()[body], len(line)
    return _glued(line, body, size) if body.startswith(_longest_first()) else None


def _glued(line: str, body: str, size: int) -> tuple[Wording, int] | None:
    """A title with something behind it on its line: prose, a remark in brackets, or more of a longer title."""
    title = next(t for t in _longest_first() if body.startswith(t))
    end = after(line, size + len(title))
    rest, loose = line[end:].strip(), line[end : end + 1].isalnum()
    if plain(rest).isdecimal() or (loose and (size == 0 or len(title) < SHORT_GLUED)):
        return None
    return titles()[title], len(line) if _belongs(rest, loose) else end


def _belongs(rest: str, loose: bool) -> bool:
    """Whether what stands behind a title is more of the heading rather than the section's first words."""
    if plain(rest) in _blank():
        return False
    return (loose and len(rest) <= SHORT_GLUED) or (rest[:1] in "（(" and rest[-1:] in "）)" and len(rest) < HEAD)


def _at_start(lines: Sequence[str], at: int) -> Iterator[Heading]:
    line = lines[at]
    mark = numbering(line)
    if not plain(line[: mark.size + FIRST])[mark.size :].startswith(_beginnings()):
        return
    if found := _whole(line, plain(line[:HEAD])[mark.size :], mark.size):
        above = _number_above(lines, at) if mark.size == 0 else Mark()
        yield _heading(lines, (at - bool(above.size), at, found[1]), found[0], above if above.size else mark)


def _number_above(lines: Sequence[str], at: int) -> Mark:
    """The numbering that stands alone on the line before."""
    mark = numbering(lines[at - 1]) if at else Mark()
    return mark if mark.size and len(plain(lines[at - 1][:HEAD])) == mark.size else Mark()


def _heading(lines: Sequence[str], span: tuple[int, int, int], known: Wording, mark: Mark) -> Heading:
    first, last, end = span
    title = "".join(lines[first:last]) + lines[last][:end]
    return Heading(known, mark, title.strip(DECORATION), first, 0, last, end)


def _near(lines: Sequence[str], at: int) -> Iterator[Heading]:
    """What a second look finds at a line: a heading cut over two or three lines, or a misspelt one."""
    mark = numbering(lines[at])
    body = plain(lines[at])[mark.size :]
    if (body or mark.size) and len(body) != 1 and any(t.startswith(body) for t in titles()):
        for last in range(at + 1, min(at + 3, len(lines))):
            if len(lines[last]) > HEAD:
                break
            if known := titles().get(plain("".join(lines[at : last + 1]))[mark.size :]):
                yield _heading(lines, (at, last, len(lines[last])), known, mark)
                return
    if (mark.size or body[:2] in _ends() or body[-2:] in _ends()) and (known := _misspelt(body)):
        yield _heading(lines, (at, at, len(lines[at])), known, mark)


@cache
def _inline() -> re.Pattern[str]:
    wordings = "|".join(r"\s?[、,]?\s?".join(t) for t in _longest_first())
    return re.compile(
        rf"(?<=[。.!?」”)\s])(?P<n>[一二三四五六七八九])、\s{{0,2}}(?P<title>(?>{wordings}))(?![,;、]|\s*$)"
    )


def _inside(lines: Sequence[str], at: int) -> Iterator[Heading]:
    """Numbered headings behind the end of a sentence in a long line (a page dumped as one paragraph)."""
    line = lines[at]
    for found in _inline().finditer(level(line)) if len(line) > HEAD else ():
        mark = Mark(int(number(found["n"])), "cjk", 1)
        title = line[found.start() : found.end()]
        yield Heading(titles()[plain(found["title"])], mark, title, at, found.start(), at, found.end())


def _link(one: Heading, two: Heading) -> int:
    before, here = one.mark.number, two.mark.number
    if before is None or here is None:
        return LINK if before is here else 0
    return LINK if here - before == two.wording.rank - one.wording.rank else 0


def _follows(one: Heading, two: Heading) -> bool:
    return one.wording.rank < two.wording.rank and (one.end_line, one.end) <= (two.line, two.start)


Chain = tuple[int, tuple[Heading, ...]]


def _extended(best: Sequence[Chain], heading: Heading) -> Chain:
    """The best chain ending in `heading`; of equals the later, for a table of contents comes before what it lists."""
    weight: int = 0
    chain: tuple[Heading, ...] = ()
    for score, links in reversed(best):
        if score + LINK > weight and _follows(links[-1], heading):
            linked = score + _link(links[-1], heading)
            weight, chain = (linked, links) if linked > weight else (weight, chain)
    return weight + heading.wording.weight, (*chain, heading)


def _chain(headings: Iterable[Heading], lines: Sequence[str]) -> Chain:
    """The best chain; of equals the first with words between its headings."""
    best: list[Chain] = []
    for heading in headings:
        best.append(_extended(best, heading))
    most = max((score for score, _ in best), default=0)
    equals = [chain for chain in best if chain[0] == most]
    return next((c for c in equals if not _is_contents(c[1], lines)), equals[-1] if equals else (0, ()))


def _is_contents(chain: Sequence[Heading], lines: Sequence[str]) -> bool:
    """Whether no words stand between headings: a table of contents, or as good as one."""
    own = {at for heading in chain for at in range(heading.line, heading.end_line + 1)}
    between = (lines[at] for at in range(chain[0].line, chain[-1].line) if at not in own)
    return not any(map(str.isalpha, "".join(between)))


def _fits(style: str) -> Callable[[Heading], bool]:
    return lambda h: h.rank != ASIDE and (h.mark.style == style or h.strong)


def _best(headings: Sequence[Heading], lines: Sequence[str]) -> Sequence[Heading]:
    """The best chain of one style of numbering, strangers to it being titles of the notice."""
    styles = _styles({h.mark.style for h in headings if h.wording.own})
    chains = [_chain(filter(_fits(style), headings), lines) for style in styles]
    return max(chains, key=lambda c: c[0])[1]


def _styles(formal: set[str]) -> Sequence[str]:
    """The styles worth trying: beside a title numbered 一、 no other is a heading's, beside any other （一） is not."""
    if "cjk" in formal:
        return ("cjk",)
    return STYLES if formal <= {"round"} else STYLES[:-1]


def _bounded(headings: Iterable[Heading]) -> list[Heading]:
    """In reading order, the last MOST of each rank and style."""
    kept: defaultdict[tuple[int, str], list[Heading]] = defaultdict(list)
    for heading in headings:
        kept[heading.rank, heading.mark.style].append(heading)
    return sorted((h for group in kept.values() for h in group[-MOST:]), key=lambda h: (h.line, h.start))


def _settled(chain: Sequence[Heading]) -> bool:
    return len(chain) == COMPLETE and len({(h.number or 0) - (h.rank if h.number else 0) for h in chain}) == 1


def _asides(headings: Iterable[Heading], chain: Sequence[Heading]) -> Iterator[Heading]:
    styles = {h.mark.style for h in chain} - {""}
    return (h for h in headings if h.rank == ASIDE and h.mark.style in styles and h.line >= chain[0].line)


@cache
def _own() -> tuple[str, ...]:
    return tuple(t for t, w in titles().items() if w.own)


def _textbook(lines: Sequence[str]) -> list[Heading]:
    """The six titles of the notice, each once, in order and numbered so: what most reports print, found cheaply."""
    likely = (at for at, line in enumerate(lines) if len(line) <= HEAD // 2 and plain(line).endswith(_own()))
    found = [h for at in likely for h in _at_start(lines, at)]
    return found if [h.number for h in found] == [h.rank for h in found] == [*range(1, COMPLETE + 1)] else []


def statutory(lines: Sequence[str]) -> list[Heading]:
    """The headings that cut a report into sections, in reading order; lines must not be blank."""
    return _textbook(lines) or _searched(lines)


def _searched(lines: Sequence[str]) -> list[Heading]:
    found = [h for at in range(len(lines)) for h in _at_start(lines, at)]
    chain = _best(_bounded(found), lines)
    if not _settled(chain):
        taken = {h.line for h in found}
        found += [h for at in range(len(lines)) if at not in taken and len(lines[at]) <= HEAD for h in _near(lines, at)]
        found += [h for at in range(len(lines)) for h in _inside(lines, at)]
        found = _bounded(found)
        chain = _best(found, lines)
    return sorted((*chain, *_asides(found, chain)), key=lambda h: (h.line, h.start)) if chain else []


def opens_improvement(line: str) -> bool:
    """Whether a line opens the section on problems although no heading for it is printed."""
    body = plain(line[:HEAD])[numbering(line).size :]
    return body in _openings()
