"""The schema is valid, and what is written is valid under it."""

from typing import Any

import pytest
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

import gongkai
from gongkai.errors import GongkaiError, LimitExceeded, MissingTool, NotAReport, UnreadableDocument, UnsupportedFormat
from gongkai.export import error_dict
from gongkai.forms import fields
from gongkai.schema import ERROR_CODES, schema
from made import Print, html, page, report_blocks, whole, word

VALIDATOR = Draft202012Validator(schema())
TOP = (
    "schema_version",
    "source",
    "title",
    "agency",
    "year",
    "published_on",
    "forms",
    "disclosure",
    "applications",
    "remedies",
)
TOP_LAST = ("sections", "facts", "cells", "unmatched", "findings", "remarks")
SOURCE = {"name", "format", "sha256", "bytes", "url", "retrieved_at"}
CELL = {"field", "value", "status", "raw", "unit", "label", "score", "page", "box", "table", "row", "column"}
PROSE = ["总体情况良好。", "说明。", "说明。", "无。", "改进。", "本年收取信息处理费300元。"]


def odd() -> bytes:
    """A report with everything that is unusual: signs, remarks, blanks, a row nothing claims, a broken sum."""
    tables = whole(
        "2019",
        {
            "disclosure.licensing.items_change": "减4",
            "disclosure.rules.made": "",
            "remedies.reconsideration.total": "5.5",
        },
    )
    tables["applications"].append([Print("另行统计", columns=3), *[Print("9")] * 7])
    return html(report_blocks(tables, PROSE))


MADE = {
    "2021": page(),
    "2019": page("2019"),
    "word": word(report_blocks(whole(), PROSE)),
    "blank": html(report_blocks(whole("2021", dict.fromkeys(fields(), "")))),
    "prose": html(report_blocks({}, PROSE)),
    "odd": odd(),
}


def test_the_schema_itself_is_valid() -> None:
    assert schema()["$schema"].endswith("2020-12/schema")
    Draft202012Validator.check_schema(schema())


@pytest.mark.parametrize("name", MADE)
def test_a_report_is_valid(name: str) -> None:
    made = gongkai.parse(MADE[name], name=name).to_dict()
    assert not [error.message for error in VALIDATOR.iter_errors(made)]


@pytest.mark.parametrize("name", MADE)
def test_every_key_of_the_contract_is_there(name: str) -> None:
    made = gongkai.parse(MADE[name], name=name).to_dict()
    assert tuple(made) == TOP + TOP_LAST
    assert set(made["source"]) == SOURCE
    assert set(made["forms"]) == {"disclosure", "applications", "remedies"}
    assert set(made["facts"]) == {"processing_fee_yuan"}
    assert all(set(cell) == CELL for cell in made["cells"])
    assert all(set(section) == {"number", "key", "title", "text"} for section in made["sections"])


def test_the_odd_report_is_odd() -> None:
    made = gongkai.parse(MADE["odd"]).to_dict()
    assert {f["code"] for f in made["findings"]} >= {
        "values.blank",
        "remedies.total",
        "values.not-a-count",
        "structure.outdated-form",
    }
    assert made["unmatched"] == [{"table": 2, "row": 27, "label": "另行统计", "raw": ["9"] * 7}]
    assert made["facts"] == {"processing_fee_yuan": 300}


@pytest.mark.parametrize("kind", [UnsupportedFormat, UnreadableDocument, NotAReport, MissingTool, LimitExceeded])
def test_every_error_is_valid(kind: type[GongkaiError]) -> None:
    source = {"name": "x", "sha256": None, "bytes": None}
    assert VALIDATOR.is_valid(error_dict(source, kind("why")))
    assert kind.code in ERROR_CODES


def _spoilt(path: list[Any], value: Any) -> dict[str, Any]:
    made = gongkai.parse(MADE["2021"]).to_dict()
    node: Any = made
    for step in path[:-1]:
        node = node[step]
    node[path[-1]] = value
    return made


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (["year"], "2024"),
        (["extra"], 1),
        (["disclosure", "rules", "unheard_of"], 1),
        (["applications", "received", "total"], "12"),
        (["cells", 0, "status"], "zero"),
        (["cells", 0, "field"], "disclosure.rules.x"),
        (["cells", 0, "row"], 0),
        (["sections", 0, "key"], "preface"),
        (["schema_version"], "2.0"),
    ],
)
def test_what_breaks_the_contract_is_not_valid(path: list[Any], value: Any) -> None:
    made = _spoilt(path, value)
    with pytest.raises(ValidationError):
        VALIDATOR.validate(made)


def test_every_field_of_the_dictionary_has_its_place() -> None:
    properties = schema()["$defs"]["report"]["properties"]
    for field in fields().values():
        node = properties[field.table]
        for part in field.key.split(".")[1:]:
            node = node["properties"][part]
        assert field.label_path in node["description"]
