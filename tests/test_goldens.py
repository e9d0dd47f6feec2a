"""Every fixture gives exactly its golden, and every golden what its input was made to print."""

import pytest

from render.score import Case as Made
from render.sheet import expected
from upkeep.cases import Case, cases, text

CASES = cases()


def made(case: Case) -> Made:
    """What the input was rendered from."""
    s = case.source
    combination = f"{s['forms']['disclosure']}/{s['forms']['applications']}"
    return Made(combination, s["figures"], s["style"], tuple(s["operators"]), s["seed"], s["errors"])


def test_there_are_fixtures_of_every_format_and_form() -> None:
    sources = [(c.input.suffix, c.source["forms"]["disclosure"], c.source["forms"]["applications"]) for c in CASES]
    assert len(CASES) >= 30
    assert {(suffix, one, two) for suffix, one, two in sources if one == two} == {
        (suffix, form, form) for suffix in (".docx", ".html", ".pdf", ".txt") for form in ("2019", "2021")
    }
    assert {suffix for suffix, one, two in sources if one != two} == {".docx", ".html", ".pdf", ".txt"}


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.name)
def test_the_parser_gives_the_golden(case: Case) -> None:
    assert text(case.parsed()).splitlines() == case.golden.read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.name)
def test_the_golden_has_what_was_printed_or_says_that_it_may_not(case: Case) -> None:
    golden, sheet = case.expected(), made(case).sheet()
    doubts = [f for f in golden["findings"] if f["code"] in ("extraction.uncertain", "structure.missing-table")]
    doubted = tuple(n for f in doubts for n in f["fields"])
    read = {cell["field"]: cell["value"] for cell in golden["cells"]}
    wrong = {f for f, (value, _) in expected(sheet).items() if read.get(f) != value}
    assert [f for f in wrong if not f.startswith(doubted)] == []
    assert (golden["agency"], golden["year"]) == (case.source["agency"], case.source["year"])
