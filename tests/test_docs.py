"""The documentation says what the code does: commands, options, codes, modules and generated pages."""

import argparse
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

import gongkai
from gongkai import cli
from gongkai.forms import data
from upkeep.cases import ROOT, cases
from upkeep.docs import FIELDS, README, fields_page, readme

PAGES = [README, *sorted((ROOT / "docs").glob("*.md"))]
LINK = re.compile(r"\]\((?!https?://)([^)#]*)(?:#([^)]+))?\)")


def text(path: Path) -> str:
    """A page."""
    return path.read_text(encoding="utf-8")


def commands() -> list[str]:
    """The command lines that the README shows."""
    blocks = re.findall(r"```bash\n(.*?)```", text(README), re.DOTALL)
    return [line.split("#")[0].strip() for block in blocks for line in block.splitlines() if line.strip()]


def verbs() -> dict[str, argparse.ArgumentParser]:
    """The verbs of the command line."""
    (found,) = (a for a in cli._parser()._actions if isinstance(a, argparse._SubParsersAction))
    return dict(found.choices)


def options() -> Iterator[str]:
    """Every long option of every verb."""
    for parser in (cli._parser(), *verbs().values()):
        yield from (o for action in parser._actions for o in action.option_strings if o.startswith("--"))


def codes() -> set[str]:
    """Every code of a finding that the source names."""
    source = text(ROOT / "src" / "gongkai" / "check.py")
    sums = {identity["code"] for identity in data("identities")["identity"]}
    return sums | set(re.findall(r'"((?:values|structure|text|extraction)\.[a-z-]+)"', source))


def test_the_readme_shows_both_commands() -> None:
    assert {"scripts/run", "scripts/test"} <= {line.split()[0] for line in commands()}


@pytest.mark.parametrize("line", commands())
def test_a_command_of_the_readme_exists(line: str) -> None:
    program, *words = line.split()
    if program == "gongkai":
        assert words[0] in (*verbs(), "--version")
        cli._parser().parse_args(words if words[0] in verbs() else ["fields"])
    else:
        assert (ROOT / program).is_file()


@pytest.mark.parametrize("name", [*verbs()])
def test_a_verb_is_in_the_readme(name: str) -> None:
    assert f"gongkai {name}" in text(README)


@pytest.mark.parametrize("option", sorted(set(options()) - {"--help"}))
def test_an_option_is_in_the_readme(option: str) -> None:
    assert re.search(rf"(?<![\w-]){option}(?![\w-])", text(README))


def test_the_dictionary_page_is_what_the_generator_gives() -> None:
    assert text(FIELDS) == fields_page()


def test_the_generated_parts_of_the_readme_are_what_the_generator_gives() -> None:
    assert text(README) == readme(text(README))


def test_every_code_has_its_section_and_every_section_its_code() -> None:
    sections = set(re.findall(r"^### ([a-z]+\.[a-z-]+)$", text(ROOT / "docs" / "findings.md"), re.MULTILINE))
    assert sections == codes()


def test_the_fixtures_give_no_code_that_is_not_documented() -> None:
    found = {finding["code"] for case in cases() for finding in case.expected()["findings"]}
    assert found <= codes()
    assert {"applications.row-total", "structure.mixed-forms", "values.blank"} <= found


def test_every_public_name_of_errors_is_in_the_readme() -> None:
    errors = [n for n in gongkai.__all__ if isinstance(getattr(gongkai, n), type) and n not in gongkai._HOMES]
    assert len(errors) > 4
    assert [n for n in errors if n not in text(README)] == []


def test_every_module_is_in_the_architecture() -> None:
    page = text(ROOT / "docs" / "architecture.md")
    modules = [p.name for p in (ROOT / "src" / "gongkai").glob("*.py") if p.name != "__init__.py"]
    assert [name for name in modules if f"`{name}`" not in page] == []


def test_every_dependency_is_explained() -> None:
    project = tomllib.loads(text(ROOT / "pyproject.toml"))["project"]
    wanted = [*project["dependencies"], *(d for group in project["optional-dependencies"].values() for d in group)]
    names = {re.split(r"[<>=]", spec)[0] for spec in wanted}
    page = text(ROOT / "docs" / "dependencies.md")
    assert [n for n in sorted(names) if n not in page and "stubs" not in n and not n.startswith("types-")] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_links_inside_the_project_lead_somewhere(page: Path) -> None:
    for target, anchor in LINK.findall(text(page)):
        path = (page.parent / target).resolve() if target else page
        assert path.exists(), target
        headings = re.findall(r"^#+ (.+)$", text(path), re.MULTILINE) if path.suffix == ".md" else []
        anchors = [re.sub(r"[^\w -]", "", h.lower()).replace(" ", "-") for h in headings]
        assert not anchor or anchor in anchors, anchor


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_no_page_names_a_place_on_a_machine(page: Path) -> None:
    assert re.search(r"(?<![\w.])/(?:home|root|work|tmp|Users)/", text(page)) is None


def test_the_version_is_the_same_everywhere() -> None:
    project = tomllib.loads(text(ROOT / "pyproject.toml"))["project"]
    assert project["version"] == gongkai.__version__
    assert f"version: {gongkai.__version__}" in text(ROOT / "CITATION.cff")
    assert f"## [{gongkai.__version__}]" in text(ROOT / "CHANGELOG.md")
