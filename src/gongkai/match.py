"""Tables x forms -> the best match for each statutory table: which printed cell is which field, and how sure that is.

Rows and columns are aligned over all tables of the document at once, so that a table cut into several is one table.
Nothing here knows a format.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from itertools import chain
from operator import itemgetter
from typing import Any, NamedTuple

from gongkai.bands import MOST, Line, Sheet, Skeleton, groups, groups_in, is_header, label, likeness
from gongkai.columns import ABSENT, MISFIT, Plan, assumed, left_over, place, place_surely, plan, ragged
from gongkai.document import Cell
from gongkai.forms import Axis, Template, templates
from gongkai.rows import ROW_LIKE, UNNAMED, Claim, Figures, Place, Row, claims, exact_rows, places, rows
from gongkai.values import is_value

NEAR_FORM = 0.02  # two forms this close cannot be told apart; one different row of 25 is 0.04
UNPLACED = 0.25  # score of a column that neither label nor cell speaks for: half of one the order speaks for
POOR = 0.2  # a match worth less is no match
TWIN = 0.9  # a label this like a row's names that row
MOST_KNOWN = 200  # matches remembered

FORM_DOUBT = "two forms fit this table equally well"
LEFT_OVER = "the row was not found, and numbers near its place belong to no row"
TWICE = "the row is printed twice with different numbers"

Key = tuple[int, int]  # table and row (or cell), both from 0


class Reading(NamedTuple):
    """One field and the cell that prints it (None: there is none); labels as printed; `doubt` is the parser's."""

    field: str
    cell: Cell | None = None
    sheet: int | None = None
    row_label: str = ""
    column_label: str = ""
    score: float = 0.0
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """How a template was found: readings in the form's order, their lines and header lines, and its worth, 0 to 1.

    `compared`: figures were compared with each other, so that others in the same cells may be matched otherwise.
    """

    template: Template
    readings: tuple[Reading, ...]
    lines: frozenset[Key]
    headers: frozenset[Key]
    worth: float
    compared: bool = False


def match(sheets: Sequence[Sheet], table: str) -> Match | None:
    """The best match of one statutory table; None when the document does not have it."""
    skeleton = _skeleton(sheets, table)
    if known := _known.get(skeleton):
        return known.filled(sheets)
    every = list(_candidates(sheets, table))
    best = _best([m for m in every if m.worth > POOR or _certain(m)])
    if best and not best.compared and not any(m.compared for m in every if m.worth <= POOR):
        _remember(skeleton, best, sheets)
    return best


def _candidates(sheets: Sequence[Sheet], table: str) -> Iterator[Match]:
    """The match of each template that can be matched, up to one that is as good as any can be."""
    for template in reversed(templates(table)):
        if one := _match(sheets, template):
            yield one
            if one.worth > 1 - NEAR_FORM / 4:
                return


def _certain(one: Match) -> bool:
    """Whether the little that is found, one of the small tables of a form, is the form's to the letter."""
    found = [r for r in one.readings if r.cell]
    return len(found) > 1 and all(r.score == 1 and not r.doubt for r in found)


def _best(found: list[Match]) -> Match | None:
    """The match of most worth; what another form as good, or one that reads more lines, reads otherwise is in doubt."""
    ranked = sorted(found, key=lambda m: -m.worth)
    if len(ranked) < 2:
        return ranked[0] if ranked else None
    best, rival = ranked[0], ranked[1]
    if rival.worth <= best.worth * (1 - NEAR_FORM) and rival.lines <= best.lines:
        return best
    other = {r.field: r.cell for r in rival.readings}
    agreed = (r.field in other and other[r.field] is r.cell for r in best.readings)
    both = zip(best.readings, agreed, strict=True)
    readings = tuple(r if same else r._replace(doubt=r.doubt or FORM_DOUBT) for r, same in both)
    return replace(best, readings=readings, compared=best.compared or rival.compared)


Shape = tuple[str, tuple[tuple[int, Skeleton, tuple[frozenset[str], ...]], ...]]


@dataclass(frozen=True, slots=True)
class Known:
    """A match without its cells: how all reports are matched whose tables have the same skeletons.

    `fields` and `rest` are the readings' on both sides of their cells, which `pick` takes from those of all tables,
    one after the other, and a None at the end.
    """

    match: Match
    fields: tuple[str, ...]
    pick: Callable[[Sequence[Cell | None]], tuple[Cell | None, ...]]
    rest: tuple[tuple[Any, ...], ...]

    def filled(self, sheets: Sequence[Sheet]) -> Match:
        """The match of these tables."""
        cells = self.pick([*chain.from_iterable(s.cells for s in sheets), None])
        return replace(self.match, readings=tuple(map(_reading, zip(self.fields, cells, *self.rest, strict=True))))


_reading = partial(tuple.__new__, Reading)  # a third of the time of calling Reading
_known: dict[Shape | None, Known] = {}


def _skeleton(sheets: Sequence[Sheet], table: str) -> Shape | None:
    """All that decides how these tables are matched, but for comparisons of figures; None when it is too large."""
    if sum(s.skeleton.size for s in sheets) > MOST:
        return None
    return table, tuple((s.table, s.skeleton, _context(s, table)) for s in sheets)


def _context(sheet: Sheet, table: str) -> tuple[frozenset[str], ...]:
    """What the paragraphs before a table say that matters to the headers in it."""
    return tuple(map(groups_in, sheet.context)) if _has_groups(sheet.skeleton, table) else ()


@lru_cache(maxsize=1024)
def _has_groups(skeleton: Skeleton, table: str) -> bool:
    """Whether there may be a header in the skeleton whose columns stand in groups."""
    grouped = [template for template in templates(table) if groups(template)]
    return any(run.texts and is_header(run, template) for run in skeleton.runs for template in grouped)


def _remember(skeleton: Shape | None, found: Match, sheets: Sequence[Sheet]) -> None:
    index = {id(cell): i for i, cell in enumerate(chain.from_iterable(s.cells for s in sheets))}
    at = [index.get(id(r.cell)) if r.cell else -1 for r in found.readings]
    if skeleton is None or None in at:
        return
    if len(_known) >= MOST_KNOWN:
        _known.clear()
    fields, _, *rest = zip(*found.readings, strict=True)
    _known[skeleton] = Known(replace(found, readings=()), fields, itemgetter(*at), tuple(rest))


def _match(sheets: Sequence[Sheet], template: Template) -> Match | None:
    found, figures = places(sheets, template), Figures()
    read: dict[str, Reading] = {}
    taken: list[Claim] = []
    for claim in claims(found, template, figures):
        if not _is_read(claim, template, read):
            taken.append(claim)
            read.update({r.field: r for r in _readings(claim, template, read, figures)})
    if not taken:
        return None
    lines = frozenset(c.place.key for c in taken)
    left = [p for p in found if p.line.room and p.key not in lines]
    rest = [p for p in left if p.line.values]
    readings = tuple(_settled(_complete(template, read, taken, rest), taken, left, template, figures))
    return Match(template, readings, lines, _header_lines(found), _worth(readings, lines, rest), figures.compared)


def _is_read(claim: Claim, template: Template, read: Mapping[str, Reading]) -> bool:
    """Whether earlier lines gave all that the header of a line surely prints: a second copy is left over."""
    header, row = claim.place.header, claim.row
    printed = plan(header, template, row.band.columns) if header and read else None
    if not printed or row.axis.leaf or any(d and d != ABSENT for d in printed.doubts):
        return all(field in read for field in row.fields)
    return all(field in read for field, at in zip(row.fields, printed.order, strict=True) if at is not None)


def _header_lines(found: Sequence[Place]) -> frozenset[Key]:
    bands = {p.header for p in found if p.header}
    return frozenset((b.sheet, row) for b in bands for row in range(b.first, b.last + 1))


def _readings(claim: Claim, template: Template, read: Mapping[str, Reading], figures: Figures) -> list[Reading]:
    """The fields of one line that no earlier line gave."""
    line, sheet, row_label = claim.place.line, claim.place.sheet, claim.place.line.label
    fields, columns = _unread(claim.row, read)
    chosen, cells = _placed(claim.place, template, columns)
    doubts = _cell_doubts(claim, cells, _doubts(claim, template, columns, chosen), figures)
    loose = left_over(line, cells) if None in cells else False
    return [
        Reading(field, cell, sheet, row_label, label, score * claim.score, doubt)
        for field, cell, label, score, doubt in zip(fields, cells, chosen.labels, chosen.scores, doubts, strict=True)
        if cell or loose or (doubt == MISFIT and ragged(line, chosen))
    ]


def _cell_doubts(claim: Claim, cells: Sequence[Cell | None], doubts: Sequence[str], figures: Figures) -> Sequence[str]:
    """The doubt of each cell: the row's, the column's (no matter where all cells are alike) or the reader's."""
    if claim.doubt:
        return [claim.doubt] * len(cells)
    whole = MISFIT not in doubts and None not in cells
    if any(doubts) and whole and figures.alike(*(c.text.strip() for c in cells if c)):
        doubts = [""] * len(cells)
    return [doubt or (cell.doubt if cell else MISFIT) for cell, doubt in zip(cells, doubts, strict=True)]


def _unread(row: Row, read: Mapping[str, Reading]) -> tuple[tuple[str, ...], tuple[Axis, ...]]:
    """The fields and columns of a row that are not read yet."""
    columns = row.band.columns
    if read.keys().isdisjoint(row.fields):
        return row.fields, columns
    left = [(f, c) for f, c in zip(row.fields, columns, strict=True) if f not in read]
    return tuple(f for f, _ in left), tuple(c for _, c in left)


def _doubts(claim: Claim, template: Template, columns: tuple[Axis, ...], chosen: Plan) -> tuple[str, ...]:
    """The plan's doubts; what is left of a band is sure only where the whole band would be read so too."""
    header, every = claim.place.header, claim.row.band.columns
    whole = plan(header, template, every) if header and columns and columns != every else None
    if not whole:
        return chosen.doubts
    said = dict(zip(every, whole.doubts, strict=True))
    return tuple(doubt or said[axis] for axis, doubt in zip(columns, chosen.doubts, strict=True))


def _placed(place_: Place, template: Template, columns: tuple[Axis, ...]) -> tuple[Plan, list[Cell | None]]:
    """The plan that fits the line, and the line's cell for each column."""
    printed = _printed(place_, template, columns)
    if printed and (cells := place(place_.line, printed)):
        return printed, cells
    other = _assumed(place_, columns)
    if cells := place(place_.line, other):
        return other, cells
    chosen = printed or replace(other, scores=(UNPLACED,) * len(columns))
    return replace(chosen, doubts=(MISFIT,) * len(columns)), place_surely(place_.line, chosen)


def _assumed(place_: Place, columns: tuple[Axis, ...]) -> Plan:
    """The form's own columns; beyond doubt for a labelled row when nothing in the document speaks for others."""
    sure = place_.header is None and not place_.foreign and place_.line.leaf >= 0
    return replace(assumed(columns), doubts=("",) * len(columns)) if sure else assumed(columns)


def _printed(place_: Place, template: Template, columns: tuple[Axis, ...]) -> Plan | None:
    """What the header says; one of another table says the order, not the slots."""
    printed = plan(place_.header, template, columns) if place_.header else None
    return printed if place_.own or printed is None else replace(printed, slots=(None,) * len(columns))


def _complete(
    template: Template, read: Mapping[str, Reading], taken: Sequence[Claim], rest: Sequence[Place]
) -> Iterator[Reading]:
    """Every field of the template in order; those that are not printed with the doubt whether they are."""
    order = {row: i for i, row in enumerate(rows(template))}
    at = {order[c.row]: c.place.key for c in taken if not c.doubt}
    unsure = [*rest, *(c.place for c in taken if c.doubt and c.score < 1)]
    doubts = {c.row: c.doubt for c in taken}
    for row, i in order.items():
        if row in doubts:
            lost = not row.axis.leaf and any(p.own for p in rest)
        else:
            lost = _named(row, taken) or _may_stand(row, _around(i, at), unsure)
        for field in row.fields:
            yield read.get(field) or Reading(field, doubt=doubts.get(row) or LEFT_OVER * lost)


def _around(i: int, at: Mapping[int, Key]) -> tuple[Key | None, Key | None]:
    """The lines of the rows found before and after row i of the form."""
    before = max((key for o, key in at.items() if o < i), default=None)
    return before, min((key for o, key in at.items() if o > i), default=None)


def _may_stand(row: Row, around: tuple[Key | None, Key | None], unsure: Iterable[Place]) -> bool:
    """Whether a line may be the row: by its label wherever it stands, or by its place."""
    return any(_between(p, *around) or likeness(p.line.label, row.axis.leaf) >= ROW_LIKE for p in unsure)


def _named(row: Row, taken: Sequence[Claim]) -> bool:
    """Whether the line of another row prints this row's label as well."""
    return any(likeness(text, row.axis.leaf) >= TWIN for c in taken for text in c.place.line.texts)


def _between(place_: Place, before: Key | None, after: Key | None) -> bool:
    """Whether a line stands between two others, or in the same table beyond the only one; without any, always."""
    low = before or (after and (after[0], -1)) or (-1, -1)
    high = after or (before and (before[0] + 1, -1))
    return low < place_.key and (high is None or place_.key < high)


def _settled(
    readings: Iterable[Reading], taken: Sequence[Claim], left: Sequence[Place], template: Template, figures: Figures
) -> Iterator[Reading]:
    """The readings with what other lines make doubtful: the same row with other numbers, numbers beside a blank row."""
    headed = [p for p in left if p.own]
    twins = {c.row.axis.key for c in taken for p in headed if _twin(c, p, template, figures)}
    whole = 2 * max(len(twins), _named_again(taken, left, template, figures)) > len(taken)
    beside = {(p.sheet, p.line.row + step) for p in left if p.line.values for step in (-1, 1)}
    torn = {c.row.axis.key for c in taken if c.place.key in beside}
    if not twins and not torn and not whole:
        yield from readings
        return
    row_of = {field: row.axis.key for row in rows(template) for field in row.fields}
    for reading in readings:
        row = row_of[reading.field]
        blank = row in torn and reading.cell is not None and not reading.cell.text.strip()
        doubt = TWICE if whole or row in twins else LEFT_OVER if blank else ""
        yield reading._replace(doubt=doubt) if doubt and reading.cell and not reading.doubt else reading


def _named_again(taken: Sequence[Claim], left: Iterable[Place], template: Template, figures: Figures) -> int:
    """How many rows a line of other numbers names by the form's own label, whatever stands above it."""
    exact, every = exact_rows(template), rows(template)
    printed = {c.row: c.place.line for c in taken}
    at = ((exact.get(label(p.line.label).head), p.line) for p in left if p.line.label)
    named = ((every[i], line) for i, line in at if i is not None and every[i] in printed)
    return len({row for row, line in named if not figures.alike(_values(line), _values(printed[row]))})


def _twin(claim: Claim, other: Place, template: Template, figures: Figures) -> bool:
    """Whether a line under a header of its own is the row of a claim again, with other numbers."""
    leaf, columns = claim.row.axis.leaf, claim.row.band.columns
    named = likeness(other.line.label, leaf) >= TWIN if leaf else other.header is not claim.place.header
    if not named or not other.own or not other.header or not (other.line.room if leaf else other.line.values):
        return False
    printed = plan(other.header, template, columns)
    whole = printed and (leaf or None not in printed.order)
    return bool(whole) and not figures.alike(_values(other.line), _values(claim.place.line))


def _values(line: Line) -> tuple[str, ...]:
    return tuple(c.text.strip() for c in line.cells if is_value(c.text))


def _worth(readings: Sequence[Reading], lines: frozenset[Key], rest: Sequence[Place]) -> float:
    """Scores of what is found against all that the form has and all that is printed between, unnamed rows left out."""
    first, last = min(lines), max(lines)
    named = [r for r in readings if not r.cell or r.score > UNNAMED]
    printed = sum(r.cell is not None for r in named)
    left = sum(p.line.values for p in rest if first < p.key < last)
    return 2 * sum(r.score for r in named) / (len(named) + printed + left)
