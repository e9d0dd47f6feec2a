"""The fixtures: one folder a case with its input, what is expected of the parser, and how the input was made."""

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gongkai
from gongkai.export import dumps, error_dict

ROOT = Path(__file__).resolve().parents[2]
FIXTURES = ROOT / "fixtures"
GOLDEN = "expected.json"

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Case:
    """One fixture, by its folder."""

    folder: Path

    @property
    def name(self) -> str:
        """The name of the folder."""
        return self.folder.name

    @property
    def input(self) -> Path:
        """The document."""
        (found,) = self.folder.glob("input.*")
        return found

    @property
    def source(self) -> Mapping[str, Any]:
        """How the document was made."""
        return tomllib.loads((self.folder / "source.toml").read_text(encoding="utf-8"))

    @property
    def golden(self) -> Path:
        """Where the expected output stands."""
        return self.folder / GOLDEN

    def expected(self) -> Json:
        """The golden. Raises FileNotFoundError where there is none."""
        loaded: Json = json.loads(self.golden.read_text(encoding="utf-8"))
        return loaded

    def parsed(self) -> Json:
        """The object that `gongkai parse` writes, without the name of the file."""
        data = self.input.read_bytes()
        try:
            whole = gongkai.parse(data).to_dict()
        except gongkai.GongkaiError as error:
            whole = error_dict({"name": None, "sha256": None, "bytes": len(data)}, error)
        return whole


def cases() -> list[Case]:
    """All fixtures in the order of their names."""
    return [Case(folder) for folder in sorted(FIXTURES.iterdir()) if folder.is_dir()]


def text(parsed: Json) -> str:
    """The text of a golden: JSON, one item of a list a line."""
    return "{\n" + ",\n".join(f"  {dumps(key)}: {_value(value)}" for key, value in parsed.items()) + "\n}\n"


def _value(value: Any) -> str:
    if not isinstance(value, list) or not value:
        return dumps(value)
    return "[\n" + ",\n".join(f"    {dumps(item)}" for item in value) + "\n  ]"
