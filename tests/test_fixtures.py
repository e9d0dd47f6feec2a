"""Every fixture's input is read as its source says it was made."""

import tomllib
from pathlib import Path

import pytest

from render.score import Case, score
from render.writers import TWINS, WRITERS

HOME = Path(__file__).resolve().parent.parent / "fixtures"
FOLDERS = sorted(path.parent for path in HOME.glob("*/source.toml"))
OWN = [folder for folder in FOLDERS if not (folder / "input.doc").exists()]  # LibreOffice saves the .doc ones


def case(folder: Path) -> Case:
    """What source.toml says of how the input was made."""
    raw = tomllib.loads((folder / "source.toml").read_text(encoding="utf-8"))
    combination = "/".join(raw["forms"].values())
    return Case(combination, raw["figures"], raw["style"], tuple(raw["operators"]), raw["seed"], raw["errors"])


def test_there_are_fixtures_of_every_format_and_form() -> None:
    cases = [case(folder) for folder in FOLDERS]
    assert len(cases) >= 30
    assert {c.style.partition("-")[0] for c in cases} >= {style.partition("-")[0] for style in (*WRITERS, *TWINS)}
    assert {c.combination for c in cases} == {"2019/2019", "2019/2021", "2021/2019", "2021/2021"}


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: str(folder.name))
def test_a_fixture_is_read_as_it_was_made(folder: Path) -> None:
    (path,) = folder.glob("input.*")
    result = score(case(folder), path.read_bytes())
    assert (result.silent, result.missed_errors, result.false_errors, result.identity) == ([], [], [], [])
    assert result.right == result.fields, result.flagged


@pytest.mark.parametrize("folder", OWN, ids=lambda folder: str(folder.name))
def test_a_fixture_is_what_its_source_makes(folder: Path) -> None:
    (path,) = folder.glob("input.*")
    if path.suffix in (".html", ".txt"):  # the other two also depend on the versions of zlib and reportlab
        assert path.read_bytes() == case(folder).data()
    else:
        assert len(path.read_bytes()) == pytest.approx(len(case(folder).data()), rel=0.05)
