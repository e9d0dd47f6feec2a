"""The JSON Schema (2020-12) of what `gongkai parse` writes, generated from the dictionary and the rules."""

from typing import Any

from gongkai.export import SCHEMA_VERSION
from gongkai.forms import TABLES, fields, section_keys

Schema = dict[str, Any]

STATUSES = ("value", "blank", "dash", "none", "text", "missing", "unreadable")
LEVELS = ("error", "warning", "info")
ERROR_CODES = ("unsupported-format", "unreadable-document", "not-a-report", "missing-tool", "limit-exceeded")


def schema() -> Schema:
    """A report object, or an object with its error."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "gongkai report",
        "oneOf": [{"$ref": "#/$defs/report"}, {"$ref": "#/$defs/failure"}],
        "$defs": {"report": _report(), "failure": _failure(), "cell": _cell(), "finding": _finding()},
    }


def _or_null(kind: str, **more: Any) -> Schema:
    return {"type": [kind, "null"], **more}


def _object(properties: Schema, optional: tuple[str, ...] = ()) -> Schema:
    required = [name for name in properties if name not in optional]
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _report() -> Schema:
    names = _list({"type": "string"})
    return _object(
        {
            "schema_version": {"const": SCHEMA_VERSION},
            "source": _source(),
            "title": _or_null("string"),
            "agency": _or_null("string"),
            "year": _or_null("integer"),
            "published_on": _or_null("string", format="date"),
            "forms": _object({table: {**names, "type": ["array", "null"]} for table in TABLES}),
            **{table: _table(table) for table in TABLES},
            "sections": _list(_section()),
            "facts": _object({"processing_fee_yuan": _or_null("number", description="信息处理费, 元")}),
            "cells": _list({"$ref": "#/$defs/cell"}),
            "unmatched": _list(_unmatched()),
            "findings": _list({"$ref": "#/$defs/finding"}),
            "remarks": names,
        }
    )


def _source() -> Schema:
    text, count = _or_null("string"), _or_null("integer")
    return _object({"name": text, "format": text, "sha256": text, "bytes": count, "url": text, "retrieved_at": text})


def _table(table: str) -> Schema:
    """The values nested along the dots of the fields; only fields of the forms found appear."""
    whole: Schema = {"type": ["object", "null"], "properties": {}, "additionalProperties": False}
    for field in fields().values():
        if field.table == table:
            _nest(whole, field.key.split(".")[1:])["description"] = f"{field.label_path}; {field.english}; {field.unit}"
    return whole


def _nest(node: Schema, path: list[str]) -> Schema:
    for part in path[:-1]:
        node = node["properties"].setdefault(part, {"type": "object", "properties": {}, "additionalProperties": False})
    leaf: Schema = node["properties"].setdefault(path[-1], _or_null("number"))
    return leaf


def _section() -> Schema:
    return _object(
        {
            "number": _or_null("integer"),
            "key": {"enum": list(section_keys())},
            "title": {"type": "string"},
            "text": {"type": "string"},
        }
    )


def _cell() -> Schema:
    place = _or_null("integer", minimum=1)
    return _object(
        {
            "field": {"enum": list(fields())},
            "value": _or_null("number"),
            "status": {"enum": list(STATUSES)},
            "raw": _or_null("string"),
            "unit": _or_null("string"),
            "label": {"type": "string"},
            "score": {"type": "number", "minimum": 0, "maximum": 1},
            "page": place,
            "box": {"type": ["array", "null"], "items": {"type": "number"}, "minItems": 4, "maxItems": 4},
            "table": place,
            "row": place,
            "column": place,
            "suggestion": {"type": "number", "description": "another reading of a figure: its sums would hold"},
        },
        optional=("suggestion",),
    )


def _unmatched() -> Schema:
    place = _or_null("integer", minimum=1)
    return _object({"table": place, "row": place, "label": {"type": "string"}, "raw": _list({"type": "string"})})


def _finding() -> Schema:
    return _object(
        {
            "code": {"type": "string"},
            "level": {"enum": list(LEVELS)},
            "message": {"type": "string"},
            "fields": _list({"type": "string"}),
            "expected": _or_null("number"),
            "found": _or_null("number"),
        }
    )


def _failure() -> Schema:
    source = _object({"name": _or_null("string"), "sha256": _or_null("string"), "bytes": _or_null("integer")})
    error = _object({"code": {"enum": list(ERROR_CODES)}, "message": {"type": "string"}})
    return _object({"source": source, "error": error})
