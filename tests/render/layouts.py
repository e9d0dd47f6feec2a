"""The statutory tables laid out as the notices print them, from the forms' data and a report's figures."""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from gongkai.forms import Axis, Band, Form, forms
from render.sheet import Cell, Grid, Number, Row, Values, full_row

# Form -> value columns -> the spans of the header row, and those of the rows under it. The form of 2019 is printed
# on five grid columns whose header and rows do not line up.
_SPANS = {
    "2019": {3: ((1, 1, 2, 1), (1, 2, 1, 1)), 2: ((1, 2, 2), (1, 2, 2))},
    "2021": {3: ((1, 1, 1, 1), (1, 1, 1, 1)), 1: ((1, 3), (1, 3))},
}
_MARK = re.compile(r"（[一二三四五六七八九十]）|[一二三四五六七八九十]、|\d\.")
_DEPTH = 3  # levels of the headers of tables 3 and 4, and of the row labels of table 3


def statutory(table: str, form_name: str, values: Values) -> Grid:
    """One statutory table of that form, filled in."""
    form = _form(form_name)
    if table == "disclosure":
        return _disclosure(form, values)
    (band,) = form.tables[table]
    return Grid(table, _applications(band, values) if table == "applications" else _remedies(band, values))


@cache
def _form(name: str) -> Form:
    return next(f for f in forms() if f.name == name)


def value_cell(field: str, values: Values) -> Cell:
    """A cell with the figure of a field."""
    return Cell(shown(values[field]), "value", field, values[field])


def shown(number: Number) -> str:
    """The figure as usually printed, without an exponent."""
    return f"{number:.4f}".rstrip("0").rstrip(".") if isinstance(number, float) else str(number)


def _label(text: str, role: str) -> Cell:
    mark = _MARK.match(text) if role in ("label", "group") else None
    return Cell(text[mark.end() :], role, mark=mark[0]) if mark else Cell(text, role)


def _spread(cells: Sequence[Cell], spans: Sequence[int]) -> Row:
    return tuple(c for cell, span in zip(cells, spans, strict=True) for c in (cell,) * span)


def _disclosure(form: Form, values: Values) -> Grid:
    rows = (row for band in form.tables["disclosure"] for row in _band(band, values, *_spans(form, band)))
    return Grid("disclosure", tuple(rows))


def _spans(form: Form, band: Band) -> tuple[tuple[int, ...], tuple[int, ...]]:
    return _SPANS[form.name][len(band.columns)]


def _band(band: Band, values: Values, head: Sequence[int], body: Sequence[int]) -> Iterator[Row]:
    yield full_row(sum(head), Cell(band.title, "title"))
    yield _spread([Cell(band.stub, "stub"), *(Cell(c.leaf, "header") for c in band.columns)], head)
    for row in band.rows:
        filled = [value_cell(f"{row.key}.{c.key}", values) for c in band.columns]
        yield _spread([_label(row.leaf, "label"), *filled], body)


def _levels(axes: Sequence[Axis], role: str, group: str) -> list[Row]:
    """For each row or column its labels from the outermost to its own, stretched over _DEPTH slots."""
    known: dict[tuple[str, ...], Cell] = {}
    return [tuple(_known(known, axis.path, level, (role, group)) for level in range(_DEPTH)) for axis in axes]


def _known(known: dict[tuple[str, ...], Cell], path: tuple[str, ...], level: int, roles: tuple[str, str]) -> Cell:
    part = path[: level + 1]
    return known.setdefault(part, _label(part[-1], roles[part != path]))


def _header(band: Band) -> list[Row]:
    columns = _levels(band.columns, "header", "header")
    return [tuple(level) for level in zip(*columns, strict=True)]


def _applications(band: Band, values: Values) -> tuple[Row, ...]:
    stub = Cell(band.stub, "stub")
    head = [(stub,) * _DEPTH + row for row in _header(band)]
    labels = _levels(band.rows, "label", "group")
    filled = (tuple(value_cell(f"{r.key}.{c.key}", values) for c in band.columns) for r in band.rows)
    return (*head, *(left + right for left, right in zip(labels, filled, strict=True)))


def _remedies(band: Band, values: Values) -> tuple[Row, ...]:
    (row,) = band.rows
    return (*_header(band), tuple(value_cell(f"{row.key}.{c.key}", values) for c in band.columns))
