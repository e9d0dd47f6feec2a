"""The columns of the archive's tables: names, types and descriptions, those of the dictionary's fields among them."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any
from zlib import crc32

from gongkai.forms import fields, section_keys

TABLES = ("documents", "reports", "cells", "findings")
LONGEST = 32  # characters of a name: variables of Stata have no more


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table; `field`, `unit`, `forms` and `basis` are those of the dictionary, "" elsewhere."""

    table: str
    name: str
    type: str
    zh: str
    en: str
    field: str = ""
    unit: str = ""
    forms: str = ""
    basis: str = ""


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("columns.toml").read_text(encoding="utf-8"))


def _listed(section: str, table: str) -> Iterator[Column]:
    return (Column(table, name, *texts) for name, texts in _data()[section].items())


def _prose() -> Iterator[Column]:
    raw = _data()["text"]
    made = ({name: text.format(key=key) for name, text in raw.items()} for key in section_keys())
    return (Column("reports", m["name"], m["type"], m["zh"], m["en"]) for m in made)


def short(field: str) -> str:
    """The column's name of a field: its parts shortened; past LONGEST the end gives way to a checksum."""
    name = "_".join(_data()["short"].get(part, part) for part in field.split("."))
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 9]}_{crc32(field.encode()):08x}"


def _values() -> Iterator[Column]:
    for f in fields().values():
        forms = " ".join(f.forms)
        yield Column("reports", short(f.key), "double", f.label_path, f.english, f.key, f.unit, forms, f.basis)


@cache
def columns(table: str) -> tuple[Column, ...]:
    """The columns of a table in order, without the one it is partitioned by."""
    more = (*_prose(), *_values()) if table == "reports" else ()
    return (*_listed(table, table), *more)


@cache
def value_columns() -> Mapping[str, str]:
    """Field -> the column of `reports` with its values, in the order of the dictionary."""
    return {c.field: c.name for c in columns("reports") if c.field}


@cache
def prose_columns() -> tuple[str, ...]:
    """The columns of `reports` with the prose of the sections."""
    return tuple(c.name for c in _prose())


def partition(table: str) -> Column:
    """The column a table is partitioned by, as a column of that table."""
    (column,) = _listed("partition", table)
    return column


@cache
def codebook() -> tuple[Column, ...]:
    """Every column of every table."""
    return tuple(c for table in TABLES for c in (*columns(table), partition(table)))
