"""A report's title, organ, year and date: from the document first, then from its page's own statements; never guessed.

The wording (report names, organ endings, labels) is in forms/outline.toml.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import NamedTuple

from gongkai.forms import data
from gongkai.prose import DIGITS, level, number, plain, squeezed

NEAR = 200  # lines before section one (or the first, without sections) among which a title is looked for
LONGEST = 80  # characters of a title
MARKS = '#*《》“”"'  # around a title, not of it
PIECES = 3  # lines a title may be cut over
TAIL = 8  # lines at the end among which the signature stands
BESIDE = 3  # lines from the title to an organ or date beside it
CHINESE_YEAR = re.compile(f"[二2]([{''.join(DIGITS)}])([{''.join(DIGITS)}])([{''.join(DIGITS)}])(?=年)")
YEAR = re.compile(r"20\d\d(?<!\d\d{4})(?!\d)")  # no digit before: said behind the literal, which is found faster
DAY = r"\s*(\d{1,2}|[一二三四五六七八九十]{1,3})\s*"
DATE = re.compile(rf"(20\d\d)(?<!\d\d{{4}})\s*[年\-./]{DAY}[月\-./]{DAY}(?!\d)日?(?:\s*\d{{1,2}}:\d\d(?::\d\d)?)?")
LAST = re.compile(r"[\d\s一二三四五六七八九十日]")  # the last character of a date
BREAKS = re.compile(r"[。;；!！?？,，]")
_EDGES = " \u3000\u00a0()"
SITES = re.compile(r"[_|>»]|\s+[-—–]\s*|\s*[-—–]\s+|[-—–](?=[^\d])")


@dataclass(frozen=True, slots=True)
class Named:
    """Who and when: title, agency, year and ISO date of publication, as far as they are stated; remarks for people."""

    title: str | None
    agency: str | None
    year: int | None
    published_on: str | None
    remarks: tuple[str, ...]


class Title(NamedTuple):
    """A line (or several, from `line` to `last`) that names a report, taken apart."""

    text: str
    agency: str | None
    years: tuple[int, ...]
    line: int = -1
    last: int = -1

    @property
    def year(self) -> int | None:
        """The one year it names."""
        return self.years[0] if len(self.years) == 1 else None

    @property
    def fullness(self) -> int:
        """How much it says."""
        return bool(self.years) + bool(self.agency)


NO_TITLE = Title("", None, ())


@cache
def _rule(name: str) -> re.Pattern[str]:
    return re.compile(data("outline")["title"][name])


@cache
def _grammar() -> re.Pattern[str]:
    """organ? 关于? year? organ? 关于? report suffix*: every order in which titles are printed."""
    words = data("outline")["title"]
    organ, link, year = r"[\u4e00-\u9fff·、()]{2,36}?", words["link"], r"(?:20\d\d(?:年度|年|度)?|年度?)"
    body = rf"(?:{link})?(?P<before>{organ})??(?:{link})?(?P<year>{year})?(?P<behind>{organ})??(?:{link})?{year}??的?"
    return re.compile(rf"{body}(?P<report>{words['report']})(?:的?(?:{words['suffix']}))*")


def _arabic(text: str) -> str:
    """Years in Chinese digits (二〇二四年) in Arabic ones; every position kept."""
    return CHINESE_YEAR.sub(lambda m: "2" + "".join(str(DIGITS[c]) for c in m.groups()), text)


def parse_title(text: str) -> Title | None:
    """A title taken apart, or None when `text` is not a report's name and nothing else."""
    whole = squeezed(text).strip(MARKS)
    levelled = level(whole)
    start = _end(_rule("prefix").match(levelled))
    printed, folded = whole[start:], _arabic(levelled[start:])
    found = _grammar().fullmatch(folded) if len(folded) <= LONGEST and "公开" in folded else None
    if found is None or _rule("report").search(folded, 0, found.start("report")):
        return None
    return Title(printed, _organ_in(found, printed), tuple(sorted({int(y) for y in YEAR.findall(folded)})))


def _end(found: re.Match[str] | None) -> int:
    return found.end() if found else 0


def _organ_in(found: re.Match[str], printed: str) -> str | None:
    """The organ before or behind the year; 人民政府信息公开 is 人民政府 and its 政府信息公开 in one."""
    for group in ("before", "behind"):
        name = printed[slice(*found.span(group))] if found[group] else ""
        if name and not _rule("no_organ").match(level(name)):
            shared = level(name).endswith("人民") and found["report"].startswith("政府")
            return name + printed[found.start("report") :][:2] if shared else name
    return None


def is_organ(text: str) -> bool:
    """Whether a line is an organ's name and nothing else."""
    return bool(_rule("organ").match(level(squeezed(text))))


def _titles(head: Sequence[str]) -> Iterator[Title]:
    """Every title among the lines, and the lines before it that belong to it; of one end the shortest comes last."""
    for last in range(len(head)):
        if "报" in level(head[last]) or "总结" in level(head[last]):
            yield from reversed([t for first in _firsts(head, last) if (t := _title(head, first, last))])


def _firsts(head: Sequence[str], last: int) -> Iterator[int]:
    """The lines at which a title ending on line `last` may begin."""
    yield last
    for first in range(last - 1, max(-1, last - PIECES), -1):
        if len(head[first]) > LONGEST or BREAKS.search(head[first]):
            return
        yield first


def _title(head: Sequence[str], first: int, last: int) -> Title | None:
    """The title that lines first to last make; a line joined to it must bring the organ or the year."""
    found = parse_title("".join(head[first : last + 1]))
    if found is None or (
        first < last and not (is_organ(found.agency or "") or YEAR.search(_arabic(level(head[first]))))
    ):
        return None
    return _with_organ_above(head, Title(found.text, found.agency, found.years, first, last))


def _with_organ_above(head: Sequence[str], title: Title) -> Title:
    """The official two-line pattern: the organ stands on the line above the year and the report's name."""
    above = title.line - 1
    if title.agency or above < 0 or not is_organ(head[above]):
        return title
    name = squeezed(head[above]).strip(MARKS)
    return Title(name + title.text, name, title.years, above, title.last)


def _in_document(head: Sequence[str], year: int | None) -> Title:
    """The title that says most; of equals that of the period's year, then the last (lists stand before)."""
    found = list(_titles(head))
    return max(reversed(found), key=lambda t: (_weight(t, year), year is not None and t.year == year), default=NO_TITLE)


def _weight(title: Title, year: int | None) -> int:
    """A title without an organ and of another year than the period's is of another report."""
    return -1 if year and title.year not in (None, year) and not title.agency else title.fullness


def _in_metadata(stated: Mapping[str, str]) -> Title:
    found = [t for value in _values(stated, "title") for part in SITES.split(value) if (t := parse_title(part))]
    return max(found, key=lambda t: t.fullness, default=NO_TITLE)


def _stated(metadata: Mapping[str, str]) -> Mapping[str, str]:
    """What the page states, by the normal form of its labels."""
    return {plain(k): v for k, v in metadata.items() if v and not v.isspace()}


def _values(stated: Mapping[str, str], kind: str) -> Iterator[str]:
    """What the page states under the labels of a kind, in the order of the labels."""
    return (stated[label] for label in data("outline")["metadata"][kind] if label in stated)


def _only(years: Sequence[str]) -> int | None:
    return int(years[0]) if years and len(set(years)) == 1 else None


def _period(text: str) -> int | None:
    """The year of 1 January to 31 December, when one is stated."""
    spans = list(_rule("period").finditer(text))
    return _only([m["year"] for m in spans]) if all(m["end"] in (None, m["year"]) for m in spans) else None


def _mention(text: str) -> int | None:
    """The year of every report the preface speaks of, when it is one and the same."""
    return _only([m["year"] for m in _rule("mention").finditer(text)])


def _year(title: Title, page: Title, period: int | None, preface: str) -> tuple[int | None, tuple[str, ...]]:
    """The title's year; without one the period's and the page's where they agree; else the preface's."""
    if title.year:
        doubt = f"the title says {title.year}, the period {period}; the title was taken"
        return title.year, (doubt,) if period not in (None, title.year) else ()
    stated = sorted({y for y in (*title.years, period, page.year) if y})
    if len(stated) > 1:
        return None, (f"several years are stated ({', '.join(map(str, stated))}); none was taken",)
    return (stated[0] if stated else _mention(preface)), ()


def _beside(head: Sequence[str], title: Title) -> Sequence[str]:
    return head[title.last + 1 : title.last + 1 + BESIDE] if title.last >= 0 else ()


def _agency(head: Sequence[str], body: Sequence[str], title: Title) -> str | None:
    """The organ named below the title, in the signature, or in the sentence that presents the report."""
    below = next((squeezed(line) for line in _beside(head, title)[:1] if is_organ(line)), None)
    return below or next(_signatures(body or head), (None, None))[0] or _statement(head)


def _statement(head: Sequence[str]) -> str | None:
    preface = squeezed("".join(head))
    found = _rule("statement").search(level(preface))
    name = preface[slice(*found.span("organ"))] if found else ""
    return name if found and is_organ(name) else None


def _signatures(lines: Sequence[str]) -> Iterator[tuple[str | None, date]]:
    """(organ, date) of a signature: a date at the end, with the organ on its line or the one above."""
    for at in range(len(lines) - 1, max(-1, len(lines) - 1 - TAIL), -1):
        line = level(lines[at]).strip(_EDGES)
        text = _arabic(line) if LAST.match(line[-1:]) else ""
        if (found := DATE.search(text)) and found.end() == len(text) and (day := _day(found)):
            before = lines[at].strip(_EDGES)[: found.start()]
            name = before if before.strip() else lines[at - 1] if at else ""
            if is_organ(name) or not before.strip():
                yield squeezed(name) if is_organ(name) else None, day


def _day(found: re.Match[str]) -> date | None:
    try:
        return date(*(int(number(g)) for g in found.groups()))
    except ValueError:
        return None


def _published(head: Sequence[str], body: Sequence[str], stated: Mapping[str, str], title: Title) -> Iterator[date]:
    """Every date of publication that is stated, the surest first: the page's, beside the title, the signature's."""
    beside = (line for line in _beside(head, title) if _only_date(line))
    labelled = (line[found.end() :] for line in head if (found := _rule("labelled").search(line)))
    for text in (*_values(stated, "published"), *beside, *labelled):
        if (found := DATE.match(_arabic(level(text)).lstrip(_EDGES))) and (day := _day(found)):
            yield day
    yield from (day for _, day in _signatures(body or head))


def _only_date(line: str) -> bool:
    return bool(DATE.fullmatch(_arabic(level(line)).strip(_EDGES)))


def _plausible(days: Iterator[date], year: int | None) -> str | None:
    """The first date that a report of that year can have."""
    latest = data("outline")["published"]["years_after"]
    return next((d.isoformat() for d in days if year is None or year <= d.year <= year + latest), None)


def _broken(head: Sequence[str]) -> list[str]:
    """The lines before section one; one that is prose is cut at its spaces (a page dumped as one paragraph)."""
    return [p for line in head for p in (line.split() if len(line) > LONGEST or BREAKS.search(line) else [line])]


def read_title(head: Sequence[str], body: Sequence[str], metadata: Mapping[str, str]) -> Named:
    """Who and when, from the lines before section one, those from there on, and the page's own statements."""
    head = _broken(head[-NEAR:] if body else head[:NEAR])
    preface = _arabic(level(squeezed("".join(head))))
    period = _period(preface) or _period(_arabic("".join(squeezed(level(line)) for line in body[:NEAR])))
    stated = _stated(metadata)
    title, page = _in_document(head, period), _in_metadata(stated)
    year, remarks = _year(title, page, period, preface)
    agency = title.agency or _agency(head, body, title) or page.agency
    agency = agency or next((squeezed(v) for v in _values(stated, "agency") if is_organ(v)), None)
    published = _plausible(_published(head, body, stated, title), year)
    return Named(title.text or page.text or None, agency, year, published, remarks)
