"""Numbers claimed in prose that no lawful reading of the tables gives (the finding text.disagrees, contract section 4).

What is a claim, which words narrow it to a part, and which readings are lawful is data: forms/claims.toml.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Protocol

from gongkai.forms import data
from gongkai.prose import NUMERAL, WAN, level, number, squeezed, without_commas
from gongkai.values import Number

Value = Callable[[str], Number | None]
REMEDIES = "remedies"
LONGEST_CLAUSE = 60  # characters; keeps hostile text from costing time
SHORTEST_LINE = 20  # characters; a shorter line without a full stop is a heading, a longer one runs on
TOLERANCE = 1e-9  # of sums of numbers printed with a fraction
PLACE = re.compile(r"«(\w+)»")
YEAR = re.compile(r"(20\d\d)年")
CLAUSE = re.compile(r"[,，]|(?<=[件份宗起])、")
BRACKETS = re.compile(r"\([^()]*\)|《[^《》]*》")
NUMBERED = re.compile(r"^#*(?:[(（]?[一二三四五六七八九十\d]{1,3}[)）、.．:：](?!\d))+")
ENDING = ("。", ";", "!", "?", ":")


class Prose(Protocol):
    """A section of a report: its key and its prose."""

    @property
    def key(self) -> str:
        """One of the six section keys."""

    @property
    def text(self) -> str:
        """The prose, one line a paragraph."""


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A number in prose against the table: the fields it is about, what lawful readings give, what was found."""

    message: str
    fields: tuple[str, ...]
    expected: tuple[Number, ...]
    found: Number


@dataclass(frozen=True, slots=True)
class Measure:
    """One kind of claim: its clauses, what they must be about, and the formulas of its lawful readings."""

    name: str
    about: str
    words: tuple[str, ...]
    part: bool
    unit: float
    patterns: tuple[re.Pattern[str], ...]
    readings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence without brackets: its clauses, each with whether it stands behind 其中."""

    key: str
    text: str
    clauses: tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class Claim:
    """A number that a clause claims, exact to within `slack`."""

    measure: Measure
    value: Number
    slack: float
    clause: str


def _filled(pattern: str) -> str:
    words = {**data("claims")["words"], "numeral": NUMERAL}
    while PLACE.search(pattern):
        pattern = PLACE.sub(lambda m: words[m[1]], pattern)
    return pattern


@cache
def _scope(name: str) -> re.Pattern[str]:
    return re.compile(_filled(data("claims")["scope"][name]))


@cache
def measures() -> tuple[Measure, ...]:
    """Every kind of claim in forms/claims.toml."""
    return tuple(
        Measure(
            c["name"],
            c["about"],
            tuple(c["words"]),
            c.get("part", False),
            c.get("unit", 1),
            tuple(re.compile(_filled(p)) for p in c["patterns"]),
            tuple(c["readings"]),
        )
        for c in data("claims")["claim"]
    )


def disagreements(sections: Sequence[Prose], value: Value, year: int | None = None) -> list[Disagreement]:
    """Claims of the sections that no lawful reading agrees with; value(field) is the table's number or None.

    A measure is passed over when any cell of its readings has no number, when any claim of it agrees, and when its
    claims differ among themselves. `year` is that of the figures; without it the year named most often stands for it.
    """
    year = year or _usual_year(sections)
    claims: defaultdict[str, list[Claim]] = defaultdict(list)
    for section in sections:
        for sentence in _whole(_sentences(section)):
            for claim in _claims(sentence, year):
                claims[claim.measure.name].append(claim)
    return [d for group in claims.values() if (d := _judged(group, value))]


def _usual_year(sections: Sequence[Prose]) -> int | None:
    years = Counter(y for s in sections for y in YEAR.findall(level(squeezed(s.text))))
    return int(years.most_common(1)[0][0]) if years else None


def _paragraphs(text: str) -> Iterator[str]:
    """Lines joined where a line of a page ends within a sentence."""
    whole = ""
    for line in (squeezed(level(raw)) for raw in text.split("\n")):
        if whole and (NUMBERED.match(line) or whole.endswith(ENDING) or len(whole) < SHORTEST_LINE):
            yield whole
            whole = ""
        whole += line
    yield whole


def _sentences(section: Prose) -> Iterator[Sentence | None]:
    """The sentences of a section that may claim something or name a body; None where a numbered paragraph begins."""
    for paragraph in _paragraphs(section.text):
        if NUMBERED.match(paragraph):
            yield None
        for raw in re.split("[。!?]", NUMBERED.sub("", paragraph)):
            text = BRACKETS.sub("", without_commas(raw))
            if _scope("claiming").search(text) or (len(text) < SHORTEST_LINE and _is_narrow(text, "body")):
                yield Sentence(section.key, text, tuple(_clauses(text)))


def _clauses(text: str) -> Iterator[tuple[str, bool]]:
    for segment in text.split(";"):
        main, *parts = _scope("part").split(segment)
        yield from ((clause, False) for clause in CLAUSE.split(main) if clause)
        yield from ((clause, True) for part in parts for clause in CLAUSE.split(part.lstrip(":")) if clause)


def _is_narrow(text: str, words: str = "narrow") -> bool:
    return bool(_scope(words).search(_scope("harmless").sub("", text)))


def _whole(sentences: Iterator[Sentence | None]) -> Iterator[Sentence]:
    """The sentences that speak of the whole report: a part once counted is meant until the whole is named again."""
    elsewhere = False
    for sentence in sentences:
        if sentence is None:
            elsewhere = False
            continue
        main = ",".join(c for c, part in sentence.clauses if not part)
        if _is_narrow(main):
            counted = _scope("measured").search(sentence.text) or len(sentence.text) < SHORTEST_LINE
            elsewhere = elsewhere or bool(counted and _is_narrow(main, "body"))
        elif not elsewhere or re.search(_filled("«subject»"), main):
            elsewhere = False
            yield sentence


def _claims(sentence: Sentence, year: int | None) -> Iterator[Claim]:
    """The claims of a sentence, up to the first clause that is of another year."""
    subject = ""
    for clause, part in sentence.clauses:
        subject = _subject(clause) or subject
        if not _is_of(clause, year):
            return
        if len(clause) <= LONGEST_CLAUSE and _scope("claiming").search(clause) and not (part and _is_narrow(clause)):
            likely = (m for m in measures() if any(w in clause for w in m.words) and (m.part or not part))
            about = (m for m in likely if _is_about(m, sentence, subject))
            yield from (c for m in about if (c := _claim(m, clause, year)))


def _is_of(clause: str, year: int | None) -> bool:
    """Whether no other year is named, but for the one things are carried over to."""
    named = {int(y) for y in YEAR.findall(clause)} - {year}
    return year is None or not named or (named == {year + 1} and bool(_scope("onward").search(clause)))


def _subject(clause: str) -> str:
    """Which remedy a clause is about, "both" when it names the two; "" when it names neither."""
    named = [name for name in ("reconsideration", "litigation") if _scope(name).search(clause)]
    return "both" if len(named) > 1 else "".join(named)


def _is_about(measure: Measure, sentence: Sentence, subject: str) -> bool:
    if measure.about in ("reconsideration", "litigation"):
        return subject == measure.about and (sentence.key == REMEDIES or bool(_scope("topic").search(sentence.text)))
    if measure.about == "disclosure":
        return True
    return sentence.key == measure.about or bool(_scope("topic").search(sentence.text))


def _claim(measure: Measure, clause: str, year: int | None) -> Claim | None:
    found = next(filter(None, (p.fullmatch(clause) for p in measure.patterns)), None)
    if found is None or (year and found.groupdict().get("next") not in (None, str(year + 1))):
        return None
    return _read(measure, found, clause)


def _read(measure: Measure, found: re.Match[str], clause: str) -> Claim:
    groups = found.groupdict()
    text = groups.get("n") or "0"
    unit = measure.unit * (WAN if groups.get("wan") else 1)
    decimals = len(text.partition(".")[2])
    return Claim(measure, number(text) * unit, 0.5 * unit * 10**-decimals if measure.unit != 1 else 0, clause)


def _sum(name: str, value: Value) -> tuple[Number | None, tuple[str, ...]]:
    """(sum, fields) of the first alternative whose cells all have numbers; (None, …) when there is none."""
    alternatives = data("claims")["sums"][name]
    for fields in alternatives:
        cells = [value(f) for f in fields]
        numbers = [c for c in cells if c is not None]
        if len(numbers) == len(cells):
            return sum(numbers), tuple(fields)
    return None, tuple(alternatives[0])


def _reading(formula: str, value: Value) -> tuple[Number | None, tuple[str, ...]]:
    """The value and fields of "a + b - c"."""
    total: Number = 0
    fields: tuple[str, ...] = ()
    for sign, name in re.findall(r"([+-]?)\s*(\w+)", formula):
        part, used = _sum(name, value)
        if part is None:
            return None, ()
        total, fields = total + (-part if sign == "-" else part), fields + used
    return total, fields


def _judged(claims: Sequence[Claim], value: Value) -> Disagreement | None:
    """The disagreement that claims of one measure amount to, None in any doubt."""
    first = claims[0]
    readings = [_reading(f, value) for f in first.measure.readings]
    numbers = [n for n, _ in readings if n is not None]
    if len(numbers) < len(readings) or len({c.value for c in claims}) > 1:
        return None
    if any(abs(n - first.value) <= first.slack + TOLERANCE for n in numbers):
        return None
    fields = tuple(dict.fromkeys(f for _, used in readings for f in used))
    expected = tuple(dict.fromkeys(numbers))
    found = int(first.value) if float(first.value).is_integer() else round(first.value, 6)
    message = f"the text says {found} ({first.measure.name}: {first.clause}); the table gives {_listed(expected)}"
    return Disagreement(message, fields, expected, found)


def _listed(numbers: Sequence[Number]) -> str:
    return " or ".join(f"{n:g}" if isinstance(n, float) else str(n) for n in numbers)
