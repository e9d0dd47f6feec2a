"""Tables as a stream of lines, and the header bands among them. Knows labels only as a template's data."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from itertools import compress, groupby
from operator import add
from typing import NamedTuple

from gongkai.document import Cell, Document, Paragraph
from gongkai.forms import TABLES, Axis, Template, aliases, data, templates
from gongkai.labels import Label, folded, similarity, take_apart
from gongkai.values import is_value

HEADER_LIKE = 0.6  # a header cell with one wrong character in three still passes; 规章 against 规定 does not
LONG = 4  # a label this long names its column alone; 其他 and 总计 do not
AGAINST = 0.3  # a group label of another column above a leaf: more than one wrong character in a leaf costs
NUMBERING = 2  # cells of numbers that may stand before the label of a row
CONTEXT = 2  # paragraphs before a table that may head it
MOST = 16_000  # the largest size of what is remembered: the three tables of a report have 4,000
OF_A_CELL = 10  # what a cell adds to the size, in characters

Printed = tuple[str | None, ...]  # the texts of the cells of a table, None for figures
Spans = tuple[tuple[int, ...], tuple[int, ...]]  # where each cell begins, and over how many rows or columns it goes


class Run(NamedTuple):
    """One grid row of a skeleton: its anchored cells [start, stop), those carried into it, and what its labels say."""

    row: int
    start: int
    stop: int
    carried: tuple[int, ...]
    texts: tuple[str, ...]
    leaf: int
    values: int


@dataclass(frozen=True, slots=True, eq=False)  # by identity: a key of caches
class Skeleton:
    """All of a table but its figures: what tables of different reports have in common. Cells are indices."""

    columns: int
    runs: tuple[Run, ...]
    size: int


class Line(NamedTuple):
    """One grid row of a table: the cells anchored in it and those that span into it from above."""

    row: int
    cells: tuple[Cell, ...]
    carried: tuple[Cell, ...]
    texts: tuple[str, ...]  # of the anchored cells that are labels, in order
    leaf: int  # index of the label nearest the values among the anchored cells; -1 if there is none
    values: int  # anchored cells that can only be values

    @property
    def label(self) -> str:
        """The text of the label nearest the values, "" if there is none."""
        return self.cells[self.leaf].text if self.leaf >= 0 else ""

    @property
    def room(self) -> int:
        """Anchored cells that are no label: values or blank."""
        return len(self.cells) - len(self.texts)


@dataclass(frozen=True)
class Sheet:
    """A table as lines; `context` is what the paragraphs just before it say."""

    table: int
    context: tuple[str, ...]
    cells: tuple[Cell, ...]
    skeleton: Skeleton

    @property
    def columns(self) -> int:
        """Number of grid columns."""
        return self.skeleton.columns

    @cached_property  # as a table whose skeleton is known is read without them
    def lines(self) -> tuple[Line, ...]:
        """Its grid rows."""
        cells = self.cells
        return tuple(
            Line(row, cells[start:stop], tuple([cells[i] for i in carried]), texts, leaf, values)
            for row, start, stop, carried, texts, leaf, values in self.skeleton.runs
        )


@dataclass(frozen=True, slots=True)
class TornHeader:
    """Header lines at the end of a table whose rows are in the next one."""

    lines: tuple[Line, ...]
    columns: int


@dataclass(frozen=True, slots=True)
class Leaf:
    """One column of a header: its slots [start, stop), its lowest label, and all labels above it."""

    start: int
    stop: int
    label: str
    above: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Labels:
    """What a header prints: its columns, all its labels in reading order, and the groups the paragraphs before name."""

    leaves: tuple[Leaf, ...] = ()
    loose: tuple[str, ...] = ()
    context: tuple[frozenset[str], ...] = ()


@dataclass(frozen=True, slots=True, eq=False)  # by identity: a key of caches
class Header:
    """Consecutive header lines [first, last] of one table, and what they print."""

    sheet: int
    first: int
    last: int
    labels: Labels = Labels()


@lru_cache(maxsize=65536)
def label(text: str) -> Label:
    """The normal form of a printed label."""
    return take_apart(folded(text, data("variants")["characters"]))


@cache
def wordings(statutory: str) -> tuple[Label, ...]:
    """The statutory label and its known aliases, in normal form."""
    return tuple(map(label, (statutory, *aliases().get(statutory, ()))))


@cache
def _added() -> frozenset[str]:
    return frozenset(data("aliases")["added"]["labels"])


@lru_cache(maxsize=65536)
def likeness(text: str, statutory: str) -> float:
    """How much a printed text is like a statutory label, 0 to 1."""
    printed = label(text)
    if printed.body in _added():
        return 0.0
    return max(similarity(printed, known) for known in wordings(statutory))


def sheets(document: Document) -> tuple[Sheet, ...]:
    """The tables of a document as lines, in reading order."""
    found: list[Sheet] = []
    recent: list[str] = []
    for block in document.blocks:
        if isinstance(block, Paragraph):
            recent.append(block.text)
        else:
            found.append(Sheet(len(found), tuple(recent[-CONTEXT:]), block.cells, _skeleton_of(block.cells)))
            recent = []
    return tuple(found)


def _skeleton_of(cells: Sequence[Cell]) -> Skeleton:
    """The skeleton of a table, the same one for tables that differ only in figures."""
    if not cells:
        return Skeleton(0, (), 0)
    rows, columns, texts, down, across, _, doubts, *_ = zip(*cells, strict=True)
    erased = {text: None if is_value(text) else text for text in set(texts)}
    tall = tuple(compress(texts, map((1).__lt__, down)))  # a figure that reaches down may stand in a header
    rest = (*tall, *(doubts if any(doubts) else ()))
    printed = tuple(map(erased.__getitem__, texts))
    size = OF_A_CELL * len(cells) + sum(map(len, filter(None, printed))) + sum(map(len, rest))
    skeleton = _skeleton if size <= MOST else _skeleton.__wrapped__
    return skeleton((rows, down), (columns, across), printed, rest, size)


@lru_cache(maxsize=256)
def _skeleton(rows: Spans, columns: Spans, printed: Printed, _rest: tuple[str, ...], size: int) -> Skeleton:
    """Of two tables with the same arguments only the figures can differ; `_rest` is all else that tells them apart."""
    anchored = _anchored(rows[0])
    height = max(map(add, *rows))
    carried: list[list[int]] = [[] for _ in range(height)]
    for i, (row, down) in enumerate(zip(*rows, strict=True)):
        for below in range(row + 1, row + down):
            carried[below].append(i)
    runs = (_run(row, anchored.get(row, (0, 0)), carried[row], printed) for row in range(height))
    return Skeleton(max(map(add, *columns)), tuple(runs), size)


def _anchored(rows: Sequence[int]) -> dict[int, tuple[int, int]]:
    """For each grid row the range of the cells that begin in it."""
    found: dict[int, tuple[int, int]] = {}
    start = 0
    for row, same in groupby(rows):
        stop = start + len(list(same))
        found[row] = start, stop
        start = stop
    return found


def _run(row: int, cells: tuple[int, int], carried: Sequence[int], printed: Printed) -> Run:
    kinds = [("", True) if t is None else (t, is_value(t)) for t in printed[slice(*cells)]]
    texts = tuple(t for t, value in kinds if not value and t.strip())
    return Run(row, *cells, tuple(carried), texts, _leaf(kinds), sum(value for _, value in kinds))


def _leaf(kinds: Sequence[tuple[str, bool]]) -> int:
    """Index of the last label before the values; a value or two before the first label are numbering."""
    leaf = -1
    for i, (text, value) in enumerate(kinds):
        if value and (leaf >= 0 or i >= NUMBERING):
            break
        if not value and text.strip():
            leaf = i
    return leaf


@cache
def header_labels(template: Template) -> tuple[str, ...]:
    """Every label of the template's headers, groups and stubs included."""
    bands = template.bands
    parts = (part for b in bands for c in b.columns for part in c.path)
    return tuple(dict.fromkeys((*parts, *(b.stub for b in bands if b.stub))))


@lru_cache(maxsize=65536)
def _head(text: str, template: Template) -> str:
    """The header label a text is, "" if it is none. Headers carry no numbering."""
    return "" if label(text).ordinal else _nearest(text, header_labels(template))


def is_header(line: Line | Run, template: Template) -> bool:
    """Whether most labels of a line without values are of the template's headers."""
    return not line.values and _heads(line.texts, template)


@lru_cache(maxsize=65536)
def _heads(texts: tuple[str, ...], template: Template) -> bool:
    heads = [head for text in texts if (head := _head(text, template))]
    telling = len(set(heads)) > 1 or any(len(label(head).head) >= LONG for head in heads)
    return telling and 2 * len(heads) >= len(texts)


def headers(sheet: Sheet, template: Template, torn: TornHeader | None = None) -> list[Header]:
    """The header bands of one table, from the top; `torn` are lines of the first one at the end of an earlier table."""
    return [_header(sheet, run, None if run[0].row else torn) for run in _runs(sheet, template)]


def torn_header(sheet: Sheet, template: Template) -> TornHeader | None:
    """The header lines at the end of a table whose rows are in the next table."""
    last = next(reversed(_runs(sheet, template)), None)
    return TornHeader(tuple(last), sheet.columns) if last and last[-1] is sheet.lines[-1] else None


def _runs(sheet: Sheet, template: Template) -> list[list[Line]]:
    """The consecutive header lines of a table, blank lines between them left out."""
    printed = (line for line in sheet.lines if line.texts or line.values)
    return [list(run) for heads, run in groupby(printed, lambda line: is_header(line, template)) if heads]


def _header(sheet: Sheet, lines: Sequence[Line], torn: TornHeader | None) -> Header:
    before = torn.lines if torn and torn.columns <= sheet.columns else ()
    aligned = before if torn and torn.columns == sheet.columns else ()
    leaves = tuple(_leaves(sheet.columns, (*aligned, *lines)))
    loose = tuple(text for line in (*before, *lines) for text in line.texts)
    return Header(sheet.table, lines[0].row, lines[-1].row, Labels(leaves, loose, tuple(map(groups_in, sheet.context))))


def _leaves(columns: int, lines: Sequence[Line]) -> Iterator[Leaf]:
    """Column by column the lowest cell with a text; neighbours under the same cell are one leaf."""
    stacks = [_stack(lines, column) for column in range(columns)]
    start = 0
    for _, same in groupby(stacks, lambda stack: id(stack[-1]) if stack else None):
        run = list(same)
        stack, stop = run[0], start + len(run)
        if stack:
            yield Leaf(start, stop, stack[-1].text, tuple(c.text for c in stack[:-1]))
        start = stop


def _stack(lines: Sequence[Line], column: int) -> list[Cell]:
    cells = (c for line in lines for c in (*line.carried, *line.cells) if c.column <= column < c.column + c.colspan)
    return list({id(c): c for c in cells if c.text.strip()}.values())


def column_scores(header: Labels, template: Template, columns: Sequence[Axis]) -> list[list[float]]:
    """columns x leaves: likeness of the labels, less what group labels above a leaf speak for another column."""
    excess = [_excess(leaf, header.context, template, columns) for leaf in header.leaves]
    return [
        [likeness(leaf.label, axis.leaf) - AGAINST * excess[j][i] for j, leaf in enumerate(header.leaves)]
        for i, axis in enumerate(columns)
    ]


@cache
def groups(template: Template) -> tuple[str, ...]:
    """The labels that stand above several columns of the template."""
    return tuple(dict.fromkeys(part for b in template.bands for c in b.columns for part in c.path[:-1]))


@cache
def _all_groups() -> frozenset[str]:
    return frozenset(group for table in TABLES for template in templates(table) for group in groups(template))


@lru_cache(maxsize=4096)
def groups_in(text: str) -> frozenset[str]:
    """The groups of any form that a text names."""
    body = label(text).body
    return frozenset(group for group in _all_groups() if label(group).body in body)


def _excess(leaf: Leaf, context: tuple[frozenset[str], ...], template: Template, columns: Sequence[Axis]) -> list[int]:
    """For each column how many groups stand above the leaf that are not its own, beyond what all columns share."""
    known = groups(template)
    present = {near for text in leaf.above if (near := _nearest(text, known))}
    present |= next(filter(None, (named.intersection(known) for named in reversed(context))), frozenset())
    counts = [len(present.difference(axis.path)) for axis in columns]
    return [count - min(counts) for count in counts]


@lru_cache(maxsize=65536)
def _nearest(text: str, known: tuple[str, ...]) -> str:
    """The known label a text is most like, "" if it is like none."""
    best = max(known, key=lambda k: likeness(text, k), default="")
    return best if best and likeness(text, best) >= HEADER_LIKE else ""
