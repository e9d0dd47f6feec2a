"""The quality gate tells what became worse from what only changed."""

from upkeep.gate import DIGEST, complaints, figures

GOOD = {"forms": {"disclosure": ["2021"], "remedies": None}, "cells": [{"status": "value"}, {"status": "blank"}]}
BAD = {"error": {"code": "not-a-report"}}


def test_the_figures_count_cells_values_and_tables() -> None:
    found = figures([GOOD, BAD])
    assert {name: n for name, n in found.items() if name != DIGEST} == {
        "cells": 2,
        "values": 1,
        "forms": 1,
        "value_share": 0.5,
    }


def test_the_digest_sees_any_change() -> None:
    assert figures([GOOD])[DIGEST] != figures([{**GOOD, "year": 2024}])[DIGEST]


def test_nothing_to_say_when_nothing_changed() -> None:
    assert list(complaints(figures([GOOD]), figures([GOOD]))) == []


def test_fewer_cells_than_pinned_are_named() -> None:
    first, *_, last = complaints(figures([BAD]), figures([GOOD]))
    assert first == "cells: 0, the floor is 2"
    assert "has changed" in last


def test_more_cells_than_pinned_only_change_the_output() -> None:
    (only,) = complaints(figures([GOOD]), {**figures([GOOD]), "cells": 1, DIGEST: "another"})
    assert "has changed" in only
