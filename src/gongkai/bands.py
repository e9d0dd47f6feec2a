"""Tables as a stream of lines, and the header bands among them. Knows labels only as a template's data."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import groupby

from gongkai.document import Cell, Document, Paragraph, Table
from gongkai.forms import Axis, Template, aliases, data
from gongkai.labels import Label, folded, similarity, take_apart
from gongkai.values import is_value

HEADER_LIKE = 0.6  # a header cell with one wrong character in three still passes; 规章 against 规定 does not
LONG = 4  # a label this long names its column alone; 其他 and 总计 do not
AGAINST = 0.3  # a group label of another column above a leaf: more than one wrong character in a leaf costs
NUMBERING = 2  # cells of numbers that may stand before the label of a row
CONTEXT = 2  # paragraphs before a table that may head it


@dataclass(frozen=True, slots=True)
class Line:
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


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table as lines; `context` is what the paragraphs just before it say."""

    table: int
    lines: tuple[Line, ...]
    columns: int
    context: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Leaf:
    """One column of a header: its slots [start, stop), its lowest label, and all labels above it."""

    start: int
    stop: int
    label: str
    above: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Labels:
    """What a header prints: its columns, all its labels in reading order, and what the paragraphs before it say."""

    leaves: tuple[Leaf, ...] = ()
    loose: tuple[str, ...] = ()
    context: tuple[str, ...] = ()


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
            found.append(_sheet(len(found), block, tuple(recent[-CONTEXT:])))
            recent = []
    return tuple(found)


def _sheet(number: int, table: Table, context: tuple[str, ...]) -> Sheet:
    anchored = {row: tuple(cells) for row, cells in groupby(table.cells, lambda c: c.row)}
    spanning = [c for c in table.cells if c.rowspan > 1]
    lines = (_line(row, anchored.get(row, ()), spanning) for row in range(table.rows))
    return Sheet(number, tuple(lines), table.columns, context)


def _line(row: int, cells: tuple[Cell, ...], spanning: Iterable[Cell]) -> Line:
    carried = tuple(c for c in spanning if c.row < row < c.row + c.rowspan)
    kinds = [(c.text, is_value(c.text)) for c in cells]
    texts = tuple(t for t, value in kinds if not value and t.strip())
    return Line(row, cells, carried, texts, _leaf(kinds), sum(value for _, value in kinds))


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


def is_header(line: Line, template: Template) -> bool:
    """Whether most labels of a line without values are of the template's headers."""
    return not line.values and _heads(line.texts, template)


@lru_cache(maxsize=65536)
def _heads(texts: tuple[str, ...], template: Template) -> bool:
    heads = [head for text in texts if (head := _head(text, template))]
    telling = len(set(heads)) > 1 or any(len(label(head).head) >= LONG for head in heads)
    return telling and 2 * len(heads) >= len(texts)


def headers(sheet: Sheet, template: Template, torn: Sheet | None = None) -> list[Header]:
    """The header bands of one table, from the top; `torn` are lines of the first one at the end of an earlier table."""
    return [_header(sheet, run, None if run[0].row else torn) for run in _runs(sheet, template)]


def torn_header(sheet: Sheet, template: Template) -> Sheet | None:
    """The header lines at the end of a table whose rows are in the next table, as a table of their own."""
    last = next(reversed(_runs(sheet, template)), None)
    return replace(sheet, lines=tuple(last)) if last and last[-1] is sheet.lines[-1] else None


def _runs(sheet: Sheet, template: Template) -> list[list[Line]]:
    """The consecutive header lines of a table, blank lines between them left out."""
    printed = (line for line in sheet.lines if line.texts or line.values)
    return [list(run) for heads, run in groupby(printed, lambda line: is_header(line, template)) if heads]


def _header(sheet: Sheet, lines: Sequence[Line], torn: Sheet | None) -> Header:
    before = torn.lines if torn and torn.columns <= sheet.columns else ()
    aligned = before if torn and torn.columns == sheet.columns else ()
    leaves = tuple(_leaves(sheet.columns, (*aligned, *lines)))
    loose = tuple(text for line in (*before, *lines) for text in line.texts)
    return Header(sheet.table, lines[0].row, lines[-1].row, Labels(leaves, loose, sheet.context))


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


@lru_cache(maxsize=4096)
def _groups(template: Template) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part for b in template.bands for c in b.columns for part in c.path[:-1]))


def _excess(leaf: Leaf, context: tuple[str, ...], template: Template, columns: Sequence[Axis]) -> list[int]:
    """For each column how many groups stand above the leaf that are not its own, beyond what all columns share."""
    groups = _groups(template)
    present = {near for text in leaf.above if (near := _nearest(text, groups))}
    present |= next(
        filter(None, ({g for g in groups if label(g).body in label(t).body} for t in reversed(context))), set()
    )
    counts = [len(present.difference(axis.path)) for axis in columns]
    return [count - min(counts) for count in counts]


@lru_cache(maxsize=65536)
def _nearest(text: str, known: tuple[str, ...]) -> str:
    """The known label a text is most like, "" if it is like none."""
    best = max(known, key=lambda k: likeness(text, k), default="")
    return best if best and likeness(text, best) >= HEADER_LIKE else ""
