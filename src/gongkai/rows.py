"""Which line of the document is which row of a form: whole label sequences aligned in the form's order."""

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from gongkai.align import NEVER, Costs, Pair, align
from gongkai.bands import (
    LONG,
    Header,
    Line,
    Sheet,
    TornHeader,
    headers,
    is_header,
    label,
    likeness,
    torn_header,
    wordings,
)
from gongkai.columns import plan
from gongkai.forms import TABLES, Axis, Band, Template, templates

ROW_LIKE = 0.5  # 规章 with one wrong character; below it a label is another row's or noise
SURE_ROW = 0.7  # three characters in four; below it the neighbours have to be in place
SURE_MARGIN = 0.35  # what the whole has to lose when the row is read as another one
WHOLE = 0.9  # two halves of a label are put together only for a label this like the form's
ORDINAL = 0.1  # worth of the printed numbering being the form's
MOST_LINES = 2000  # of a table with a statutory one in it: a whole report in one table has under 200
SEVERAL_LABELS = 3  # in one line without values they head columns, though not the form's
UNNAMED = 0.05  # worth of a row whose label is lost, in its place
OUTER = 0.6  # weight of a label that is not the one nearest the values
# a form's row not printed; a line passed over, with numbers and without; a pair in step
MISSING, NOISE_VALUES, NOISE_TEXT, ADJACENT = 0.1, 0.25, 0.02, 0.05

UNLIKE_ROW = "the label of the row is unlike the form's, or like another row's"
OUT_OF_ORDER = "the row stands outside the order of the form"
LOST_LABEL = "the row has lost its label: only its place speaks for it"
SEVERAL = "several rows of numbers stand where the form has one"


@dataclass(frozen=True, slots=True)
class Place:
    """One line of the document in reading order, with the last header before it; `own` if of the same table.

    `foreign`: since then labels were printed that are of no header and of no row of the form.
    """

    sheet: int
    line: Line
    header: Header | None
    own: bool
    foreign: bool = False

    @property
    def key(self) -> tuple[int, int]:
        """Table and row, both from 0."""
        return self.sheet, self.line.row


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """A row of a template with its band, and its fields in the order of the band's columns."""

    band: Band
    axis: Axis
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Claim:
    """A line taken for a row of the template, how alike their labels are, and what is doubtful about it."""

    row: Row
    place: Place
    score: float
    doubt: str = ""


@dataclass(slots=True)
class Figures:
    """Compares what is printed, and remembers that it did: then the figures too decide what a table is matched as."""

    compared: bool = False

    def alike(self, *printed: Hashable) -> bool:
        """Whether all of these are the same."""
        self.compared = True
        return len(set(printed)) == 1


@cache
def rows(template: Template) -> tuple[Row, ...]:
    """The rows of a template in the form's order."""
    return tuple(Row(b, r, tuple(f"{r.key}.{c.key}" for c in b.columns)) for b in template.bands for r in b.rows)


def places(sheets: Sequence[Sheet], template: Template) -> list[Place]:
    """All lines that are no header lines, each with the last header before it, in its own table or an earlier one."""
    found: list[Place] = []
    last: Header | None = None
    torn: TornHeader | None = None
    foreign = False
    for sheet in (s for s in sheets if len(s.lines) <= MOST_LINES):
        bands = headers(sheet, template, torn)
        torn = torn_header(sheet, template)
        inside = {row: band for band in bands for row in range(band.first, band.last + 1)}
        for line in sheet.lines:
            last = inside.get(line.row, last)
            foreign = line.row not in inside and (foreign or _is_foreign(line, template))
            if line.row not in inside:
                found.append(Place(sheet.table, line, last, last is not None and last.sheet == sheet.table, foreign))
    return found


def _is_foreign(line: Line, template: Template) -> bool:
    """Whether a line could head columns: several labels without a value, of no form's header, row or group."""
    if (
        line.values
        or len(line.texts) < SEVERAL_LABELS
        or any(is_header(line, t) for name in TABLES for t in templates(name))
    ):
        return False
    parts = {part for row in rows(template) for part in row.axis.path}
    return not any(likeness(text, part) >= SURE_ROW for text in line.texts for part in parts)


def claims(found: Sequence[Place], template: Template, figures: Figures) -> list[Claim]:
    """The lines that are rows of the template."""
    if not rows(template)[0].axis.leaf:
        return list(_under_headers(found, template, figures))
    return _in_order(found, template) or _aligned(list(_mended(found, template)), template)


def _mended(found: Sequence[Place], template: Template) -> Iterator[Place]:
    """The lines with rows put together again whose label a page break has torn: the first half without values."""
    leaves = [row.axis.leaf for row in rows(template)]
    above: Place | None = None
    for place in found:
        line = place.line
        torn = above and not above.line.values and line.values and above.line.label and line.leaf >= 0
        if torn and above and _torn(above.line.label, line.label, leaves):
            whole = line.cells[line.leaf]._replace(text=above.line.label + line.label)
            cells = (*line.cells[: line.leaf], whole, *line.cells[line.leaf + 1 :])
            place = replace(place, line=line._replace(cells=cells, texts=(whole.text,)))
        yield place
        above = place


def _torn(first: str, second: str, leaves: Sequence[str]) -> bool:
    """Whether two texts are one label only together."""
    together, above, below = (max(likeness(text, leaf) for leaf in leaves) for text in (first + second, first, second))
    bodies = {known.body for leaf in leaves for known in wordings(leaf)}
    completed = label(first + second).body in bodies and label(first).body not in bodies
    return together >= WHOLE > below and (together > above or completed)


@cache
def exact_rows(template: Template) -> dict[str, int]:
    """Normal form of every row label -> index of the row."""
    known = ((i, form) for i, row in enumerate(rows(template)) for form in wordings(row.axis.leaf))
    return {text: i for i, form in known for text in (form.body, form.head)}


def _in_order(found: Sequence[Place], template: Template) -> list[Claim]:
    """The fast path: every row of the form by its exact label, in order, no other numbers between; else nothing."""
    exact, every = exact_rows(template), rows(template)
    taken: list[Claim] = []
    for place in found:
        row = exact.get(label(place.line.label).head) if place.line.room else None
        if row is not None and row == len(taken):
            taken.append(Claim(every[row], place, 1.0))
        elif row is not None or (place.line.values and 0 < len(taken) < len(every)):
            return []
    return taken if len(taken) == len(every) else []


def _aligned(found: Sequence[Place], template: Template) -> list[Claim]:
    """The best alignment, then what of the rest names a row of the form beyond doubt, though out of its order."""
    every = rows(template)
    taken = _pass(found, every)
    claimed = {c.place.key for c in taken}
    missing = [r for r in every if r not in {c.row for c in taken}]
    rest = [p for p in found if p.key not in claimed and p.line.values]
    late = _pass(rest, missing) if taken else []
    return taken + [replace(c, doubt=c.doubt or OUT_OF_ORDER) for c in late if _beyond_doubt(c, template)]


def _beyond_doubt(claim: Claim, template: Template) -> bool:
    """The form's own label, long or under the header of its band."""
    long = len(label(claim.row.axis.leaf).head) >= LONG
    header = claim.place.header if claim.place.own else None
    return claim.score == 1 and (long or bool(header and plan(header, template, claim.row.band.columns)))


def _pass(found: Sequence[Place], wanted: Sequence[Row]) -> list[Claim]:
    """One alignment of these rows with these lines; nothing when no line is surely a row."""
    open_places = [p for p in found if p.line.room]
    scores = [[_score(p.line, row) for p in open_places] for row in wanted]
    if max((max(line, default=NEVER) for line in scores), default=NEVER) < SURE_ROW:
        return []
    noise = [NOISE_VALUES if p.line.values else NOISE_TEXT for p in open_places]
    pairs = align(scores, Costs(MISSING, noise, ADJACENT))
    likenesses = [_likeness(open_places[p.found].line, wanted[p.expected].axis.leaf) for p in pairs]
    return [
        Claim(
            wanted[p.expected],
            open_places[p.found],
            max(score, UNNAMED),
            _doubt(at, pairs, likenesses, len(wanted))
            or UNLIKE_ROW * (_names_another(p, scores) or _says_else(open_places[p.found].line, wanted[p.expected])),
        )
        for at, (p, score) in enumerate(zip(pairs, likenesses, strict=True))
    ]


def _names_another(pair: Pair, scores: Sequence[Sequence[float]]) -> bool:
    """Whether the label of the line is more like another row's: two rows may have changed places."""
    return max(row[pair.found] for row in scores) > pair.score


def _says_else(line: Line, row: Row) -> bool:
    """Whether the label nearest the values is another row's, of any form, in a group labelled as this row is."""
    if likeness(line.label, row.axis.leaf) >= ROW_LIKE:
        return False
    known = (other.axis.leaf for t in templates(row.axis.key.split(".")[0]) for other in rows(t))
    return any(likeness(line.label, leaf) >= SURE_ROW for leaf in known)


def _likeness(line: Line, leaf: str) -> float:
    return _likest(line.label, line.texts, leaf)


@lru_cache(maxsize=16384)  # every form and both passes ask about the same lines, and reports print the same
def _likest(nearest: str, texts: tuple[str, ...], leaf: str) -> float:
    outer = (OUTER * likeness(text, leaf) for text in texts)
    return max(likeness(nearest, leaf), max(outer, default=0.0))


def _score(line: Line, row: Row) -> float:
    score = _likeness(line, row.axis.leaf)
    if score < ROW_LIKE:
        unnamed = not line.texts and line.values > 1 and len(line.cells) >= len(row.band.columns)
        return UNNAMED if unnamed else NEVER
    ordinal = label(row.axis.leaf).ordinal
    return score + ORDINAL * (ordinal > 0 and label(line.label).ordinal == ordinal)


def _doubt(at: int, pairs: Sequence[Pair], likenesses: Sequence[float], size: int) -> str:
    if not likenesses[at]:
        return LOST_LABEL
    sure = likenesses[at] >= SURE_ROW or (
        _held(at, pairs, likenesses, -1, -1) and _held(at, pairs, likenesses, 1, size)
    )
    return "" if sure and pairs[at].margin >= SURE_MARGIN else UNLIKE_ROW


def _held(at: int, pairs: Sequence[Pair], likenesses: Sequence[float], step: int, end: int) -> bool:
    """Whether rows in an unbroken run lead from this one to a sure one, or to the end of the form."""
    while likenesses[at] < SURE_ROW:
        here, at = pairs[at], at + step
        if here.expected + step == end:
            return True
        if not 0 <= at < len(pairs):
            return False
        if (pairs[at].expected - here.expected, pairs[at].found - here.found) != (step, step):
            return False
    return True


def _under_headers(found: Sequence[Place], template: Template, figures: Figures) -> Iterator[Claim]:
    """The one unlabelled row of the template: the first line with values, or with room for them, under each header."""
    (row,) = rows(template)
    seen: dict[Header, list[Place]] = {}
    for place in found:
        if place.header and plan(place.header, template, row.band.columns) and _fills(place, template):
            seen.setdefault(place.header, []).append(place)
    for lines in seen.values():
        printed = [p for p in lines if p.line.values] or lines
        same_table = [_row_text(p) for p in printed if p.sheet == printed[0].sheet]
        sure = len(same_table) == 1 or figures.alike(*same_table)
        yield Claim(row, printed[0], 1.0, "" if sure else SEVERAL)


def _fills(place: Place, template: Template) -> bool:
    """Whether a line has as many cells as its header has columns of the form."""
    (row,) = rows(template)
    printed = place.header and plan(place.header, template, row.band.columns)
    wanted = sum(at is not None for at in printed.order) if printed else 0
    return place.line.room >= max(wanted, 1)


def _row_text(place: Place) -> tuple[str, ...]:
    return tuple(c.text for c in place.line.cells)
