"""Numbers claimed in prose that no lawful reading of the tables gives (the finding text.disagrees, contract section 4).

What is a claim, which words narrow it to a part, and which readings are lawful is data: forms/claims.toml.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple, Protocol

from gongkai.forms import data
from gongkai.prose import NUMERAL, WAN, level, number, squeezed, without_commas
from gongkai.values import Number

Value = Callable[[str], Number | None]
REMEDIES = "remedies"
SUBJECTS = ("reconsideration", "litigation")
LONGEST_CLAUSE = 60  # characters; keeps hostile text from costing time
SHORTEST_LINE = 20  # characters; a shorter line without a full stop is a heading, a longer one runs on
TOLERANCE = 1e-9  # of sums of numbers printed with a fraction
PLACE = re.compile(r"«(\w+)»")
YEAR = re.compile(r"(20\d\d)年")
CLAUSE = re.compile(r",|，|、(?<=[件份宗起]、)")
BRACKETS = re.compile(r"\([^()]*\)|《[^《》]*》")
NUMBERED = re.compile(r"^#*(?:[(（]?[一二三四五六七八九十\d]{1,3}[)）、.．:：](?!\d))+")
SENTENCE = re.compile("[。!?]")
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


@dataclass(frozen=True, slots=True, eq=False)  # by identity: there is one of each
class Measure:
    """One kind of claim: its clauses, what they must be about, and the formulas of its lawful readings."""

    name: str
    about: str
    words: frozenset[str]
    part: bool
    unit: float
    patterns: tuple[str, ...]
    readings: tuple[str, ...]


class Sentence(NamedTuple):
    """A sentence without brackets, the key of its section, and whether it may claim anything."""

    key: str
    text: str
    claiming: bool

    @property
    def clauses(self) -> Iterator[tuple[str, bool]]:
        """Its clauses, each with whether it stands behind 其中."""
        for segment in self.text.split(";"):
            main, *parts = _scope("part").split(segment)
            yield from ((clause, False) for clause in CLAUSE.split(main) if clause)
            yield from ((clause, True) for part in parts for clause in CLAUSE.split(part.lstrip(":")) if clause)


class Claim(NamedTuple):
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


@cache  # of patterns, compiled when a clause may match: all of them take longer than a report
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(_filled(pattern))


@cache
def measures() -> tuple[Measure, ...]:
    """Every kind of claim in forms/claims.toml."""
    return tuple(
        Measure(
            c["name"],
            c["about"],
            frozenset(c["words"]),
            c.get("part", False),
            c.get("unit", 1),
            tuple(c["patterns"]),
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
        for block in _blocks(section):
            for claim in _claims(block, year):
                claims[claim.measure.name].append(claim)
    return [d for group in claims.values() if (d := _judged(group, value))]


def _usual_year(sections: Sequence[Prose]) -> int | None:
    years = Counter(y for s in sections for y in YEAR.findall(level(squeezed(s.text))))
    return int(years.most_common(1)[0][0]) if years else None


def _blocks(section: Prose) -> Iterator[list[Sentence]]:
    """The sentences that may claim something, and short ones, from one numbered paragraph to the next."""
    block: list[Sentence] = []
    for paragraph in _paragraphs(section.text):
        if numbered := NUMBERED.match(paragraph):
            yield block
            block = []
        printed = without_commas(paragraph[numbered.end() :] if numbered else paragraph)
        for raw in SENTENCE.split(printed):
            text = BRACKETS.sub("", raw) if "(" in raw or "《" in raw else raw
            claiming = bool(_scope("claiming").search(text))
            if claiming or 0 < len(text) < SHORTEST_LINE:
                block.append(Sentence(section.key, text, claiming))
    yield block


def _paragraphs(text: str) -> Iterator[str]:
    """Lines joined where a line of a page ends within a sentence."""
    whole = ""
    for line in (squeezed(level(raw)) for raw in text.split("\n")):
        if whole and (whole.endswith(ENDING) or len(whole) < SHORTEST_LINE or NUMBERED.match(line)):
            yield whole
            whole = ""
        whole += line
    yield whole


def _is_narrow(text: str, words: str = "narrow") -> bool:
    return bool(_scope(words).search(_scope("harmless").sub("", text)))


def _claims(block: Sequence[Sentence], year: int | None) -> Iterator[Claim]:
    """What the sentences of a block claim of the whole report."""
    claimed = [(sentence, list(_claimed(sentence, year))) for sentence in block]
    while claimed and not claimed[-1][1]:
        claimed.pop()
    if claimed:
        telling = [(s, claims) for s, claims in claimed if s.claiming or _is_narrow(s.text, "body")]
        for (_, claims), whole in zip(telling, _whole(s for s, _ in telling), strict=True):
            yield from claims if whole else ()


def _whole(block: Iterable[Sentence]) -> Iterator[bool]:
    """Which sentences speak of the whole report: a part once counted is meant until the whole is named again."""
    elsewhere = False
    for sentence in block:
        main = ",".join(c for c, part in sentence.clauses if not part)
        narrow = _is_narrow(main)
        if narrow:
            counted = _scope("measured").search(sentence.text) or len(sentence.text) < SHORTEST_LINE
            elsewhere = elsewhere or bool(counted and _is_narrow(main, "body"))
        elif elsewhere and _compiled("«subject»").search(main):
            elsewhere = False
        yield not (narrow or elsewhere)


def _claimed(sentence: Sentence, year: int | None) -> Iterator[Claim]:
    """The claims of a sentence, up to the first clause that is of another year."""
    dated = sentence.claiming and YEAR.search(sentence.text)
    said: list[str] = []
    for clause, part in sentence.clauses if sentence.claiming else ():
        said.append(clause)
        if dated and not _is_of(clause, year):
            return
        if len(clause) <= LONGEST_CLAUSE and _scope("claiming").search(clause):
            about = (m for m in _likely(clause) if (m.part or not part) and _is_about(m, sentence, said))
            claims = [c for m in about if (c := _claim(m, clause, year))]
            yield from claims if not (part and claims and _is_narrow(clause)) else ()


def _likely(clause: str) -> tuple[Measure, ...]:
    """The measures of which some word stands in a clause."""
    return _worded(frozenset([word for word in _words() if word in clause]))


@cache
def _words() -> tuple[str, ...]:
    return tuple({word for measure in measures() for word in measure.words})


@lru_cache(maxsize=1024)
def _worded(words: frozenset[str]) -> tuple[Measure, ...]:
    return tuple(m for m in measures() if not m.words.isdisjoint(words))


def _is_of(clause: str, year: int | None) -> bool:
    """Whether no other year is named, but for the one things are carried over to."""
    named = {int(y) for y in YEAR.findall(clause)} - {year}
    return year is None or not named or (named == {year + 1} and bool(_scope("onward").search(clause)))


@lru_cache(maxsize=256)  # several measures ask about one clause
def _subject(clause: str) -> str:
    """Which remedy a clause is about, "both" when it names the two; "" when it names neither."""
    named = [name for name in SUBJECTS if _scope(name).search(clause)]
    return "both" if len(named) > 1 else "".join(named)


def _is_about(measure: Measure, sentence: Sentence, said: Sequence[str]) -> bool:
    """Whether a claim of the last clause said would be about what the measure is."""
    if measure.about in SUBJECTS:
        subject = next(filter(None, map(_subject, reversed(said))), "")
        return subject == measure.about and (sentence.key == REMEDIES or bool(_scope("topic").search(sentence.text)))
    if measure.about == "disclosure":
        return True
    return sentence.key == measure.about or bool(_scope("topic").search(sentence.text))


def _claim(measure: Measure, clause: str, year: int | None) -> Claim | None:
    found = next(filter(None, (_compiled(p).fullmatch(clause) for p in measure.patterns)), None)
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
    for fields in _alternatives(name):
        numbers = [n for n in map(value, fields) if n is not None]
        if len(numbers) == len(fields):
            return sum(numbers), fields
    return None, _alternatives(name)[0]


@cache
def _alternatives(name: str) -> tuple[tuple[str, ...], ...]:
    return tuple(map(tuple, data("claims")["sums"][name]))


@cache
def _terms(formula: str) -> tuple[tuple[str, str], ...]:
    """(sign, name) of every term of "a + b - c"."""
    return tuple(re.findall(r"([+-]?)\s*(\w+)", formula))


def _reading(formula: str, value: Value) -> tuple[Number | None, tuple[str, ...]]:
    """The value and fields of "a + b - c"."""
    total: Number = 0
    fields: tuple[str, ...] = ()
    for sign, name in _terms(formula):
        part, used = _sum(name, value)
        if part is None:
            return None, ()
        total, fields = total + (-part if sign == "-" else part), fields + used
    return total, fields


def _judged(claims: Sequence[Claim], value: Value) -> Disagreement | None:
    """The disagreement that claims of one measure amount to, None in any doubt."""
    first = claims[0]
    if len({c.value for c in claims}) > 1:
        return None
    readings = []
    for formula in first.measure.readings:
        reading, used = _reading(formula, value)
        if reading is None or abs(reading - first.value) <= first.slack + TOLERANCE:
            return None
        readings.append((reading, used))
    fields = tuple(dict.fromkeys(f for _, used in readings for f in used))
    expected = tuple(dict.fromkeys(n for n, _ in readings))
    found = int(first.value) if float(first.value).is_integer() else round(first.value, 6)
    message = f"the text says {found} ({first.measure.name}: {first.clause}); the table gives {_listed(expected)}"
    return Disagreement(message, fields, expected, found)


def _listed(numbers: Sequence[Number]) -> str:
    return " or ".join(f"{n:g}" if isinstance(n, float) else str(n) for n in numbers)
