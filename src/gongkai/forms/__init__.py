"""The statutory forms as data: loads and validates the TOML files of this folder into frozen dataclasses.

Sources: 国办公开办函〔2019〕60号 and 国办公开办函〔2021〕30号 (annual report form), 条例 (国务院令第711号).
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import product
from typing import Any

TABLES = ("disclosure", "applications", "remedies")
PATH_MARK = "｜"
GAP_MARK = "×"  # between the row path and the column path of one field


@dataclass(frozen=True, slots=True, eq=False)
class Axis:
    """One row or column of a form: its key and its labels from the outermost group to its own."""

    key: str
    path: tuple[str, ...]

    @property
    def leaf(self) -> str:
        """Its own label, "" for the one row of table 4."""
        return self.path[-1] if self.path else ""


@dataclass(frozen=True, slots=True, eq=False)
class Band:
    """One rectangle of a form under one header."""

    title: str
    stub: str
    columns: tuple[Axis, ...]
    rows: tuple[Axis, ...]


@dataclass(frozen=True, slots=True, eq=False)  # by identity: there is one of each, and they are keys of caches
class Template:
    """One statutory table as one or more forms print it."""

    table: str
    forms: tuple[str, ...]
    bands: tuple[Band, ...]

    @property
    def fields(self) -> Iterator[str]:
        """Its field keys in the order of the form."""
        return (f"{r.key}.{c.key}" for b in self.bands for r in b.rows for c in b.columns)


@dataclass(frozen=True, slots=True)
class Form:
    """A generation of the annual report; `last_year` is None while it is in force. Years are those of the figures."""

    name: str
    notice: str
    first_year: int
    last_year: int | None
    tables: Mapping[str, tuple[Band, ...]]

    def in_force(self, year: int) -> bool:
        """Whether figures of this year belong on this form."""
        return self.first_year <= year <= (self.last_year or year)


@dataclass(frozen=True, slots=True)
class Field:
    """One entry of the dictionary; `unit` is "" where the form states none, `type` count, signed count or amount."""

    key: str
    table: str
    forms: tuple[str, ...]
    label_path: str
    unit: str
    type: str
    english: str
    basis: str


@dataclass(frozen=True, slots=True)
class Identity:
    """One sum rule spelled out over fields: the terms found add up to the same as the terms expected."""

    code: str
    rule: str
    expected: tuple[str, ...]
    found: tuple[str, ...]


@cache
def data(name: str) -> dict[str, Any]:
    """The parsed TOML file of that name in this folder."""
    return tomllib.loads((files(__name__) / f"{name}.toml").read_text(encoding="utf-8"))


@cache
def section_keys() -> tuple[str, ...]:
    """The keys of the six sections, in lawful order."""
    return tuple(section["key"] for section in data("outline")["section"])


def _axis(entry: list[str]) -> Axis:
    return Axis(entry[0], tuple(entry[1:]))


def _band(raw: dict[str, Any]) -> Band:
    return Band(raw["title"], raw["stub"], tuple(map(_axis, raw["columns"])), tuple(map(_axis, raw["rows"])))


def _form(name: str) -> Form:
    raw = data(name)
    tables = {table: tuple(map(_band, raw[table])) for table in TABLES}
    return Form(raw["form"], raw["notice"], raw["first_year"], raw.get("last_year"), tables)


@cache
def forms() -> tuple[Form, ...]:
    """The forms with statutory tables of six sections, oldest first."""
    return _form("2019"), _form("2021")


@cache
def templates(table: str) -> tuple[Template, ...]:
    """The different shapes of one statutory table; a shape that several forms share names them all."""
    shapes: dict[str, list[Form]] = {}
    for form in forms():
        shapes.setdefault(str(data(form.name)[table]), []).append(form)
    return tuple(Template(table, tuple(f.name for f in same), same[0].tables[table]) for same in shapes.values())


@cache
def aliases() -> Mapping[str, tuple[str, ...]]:
    """Statutory label -> the other wordings seen for it."""
    seen: dict[str, list[str]] = {}
    for alias, (label, _fixture) in data("aliases")["aliases"].items():
        seen.setdefault(label, []).append(alias)
    return {label: tuple(names) for label, names in seen.items()}


@cache
def _traits(field: str) -> tuple[str, str, str]:
    """English, unit and type of a field."""
    raw = data("fields")
    if field in raw["exceptions"]:
        english, unit, kind = raw["exceptions"][field]
        return english, unit, kind
    row = next(r for r in raw["rows"] if field.startswith(f"{r}."))
    english, unit, kind = raw["columns"][field[len(row) + 1 :]]
    return raw["rows"][row][0] + raw["join"][field.split(".")[0]] + english, unit, kind


def unit(field: str) -> str:
    """The unit a field is output in; "" where the form states none."""
    return _traits(field)[1]


def kind(field: str) -> str:
    """count, signed count or amount."""
    return _traits(field)[2]


def _label_path(band: Band, row: Axis, column: Axis) -> str:
    if not row.path:
        return PATH_MARK.join(column.path)
    if band.title:
        return PATH_MARK.join((band.title, *row.path, *column.path))
    return PATH_MARK.join((*row.path, GAP_MARK, *column.path))


def _entries() -> Iterator[tuple[str, str, str, str, str]]:
    """Field, table, form, label path, own column label; once for every form that has the field."""
    for form, table in product(forms(), TABLES):
        for band in form.tables[table]:
            for row, column in product(band.rows, band.columns):
                yield f"{row.key}.{column.key}", table, form.name, _label_path(band, row, column), column.leaf


def _basis(field: str) -> str:
    rows = data("fields")["rows"]
    basis: str = next(rows[r][1] for r in rows if field.startswith(f"{r}."))
    return basis


@cache
def fields() -> Mapping[str, Field]:
    """The whole dictionary by field key, every form's fields."""
    found: dict[str, Field] = {}
    for key, table, form, path, leaf in _entries():
        old = found.get(key)
        if old and leaf not in old.label_path.split(PATH_MARK)[-1]:
            path = f"{old.label_path} / {leaf}"
        elif old and len(path) < len(old.label_path):
            path = old.label_path
        english, unit_, kind_ = _traits(key)
        names = (*old.forms, form) if old else (form,)
        found[key] = Field(key, table, names, path, unit_, kind_, english, _basis(key))
    return found


def _expand(pattern: str, known: tuple[str, ...]) -> list[str]:
    """The known keys a pattern stands for; one without `*` stands for itself."""
    head, star, tail = pattern.partition("*")
    return [k for k in known if k.startswith(head) and k.endswith(tail)] if star else [pattern]


def _spelled(raw: dict[str, Any], keys: tuple[str, ...]) -> Iterator[Identity]:
    ((name, listed),) = raw["over"].items()
    rows = tuple(dict.fromkeys(k.rpartition(".")[0] for k in keys))
    for value in (v for pattern in listed for v in _expand(pattern, rows)):
        found = tuple(t.format(**{name: value}) for t in raw["found"])
        terms = [t for p in raw["expected"] for t in _expand(p.format(**{name: value}), keys)]
        yield Identity(raw["code"], raw["rule"], tuple(t for t in terms if t not in found), found)


@cache
def identities(template: Template) -> tuple[Identity, ...]:
    """The sum rules among the fields of one statutory table."""
    keys = tuple(template.fields)
    raws = (raw for raw in data("identities")["identity"] if raw["code"].startswith(f"{template.table}."))
    return tuple(identity for raw in raws for identity in _spelled(raw, keys))
