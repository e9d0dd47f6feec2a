"""Every fixture gives exactly its golden. Goldens are written by scripts/golden, never here."""

import pytest

from upkeep.cases import FIXTURES, Case, cases, text


@pytest.mark.parametrize("case", cases(), ids=lambda c: c.name)
def test_the_parser_gives_the_golden(case: Case) -> None:
    assert text(case.parsed()).splitlines() == case.golden.read_text(encoding="utf-8").splitlines()


def test_every_folder_is_a_case_with_its_golden() -> None:
    folders = {path.parent for path in FIXTURES.rglob("*.*") if path.parent != FIXTURES}
    assert folders == {case.folder for case in cases() if case.golden.exists()}
