"""A batch killed at random moments, resumed each time: the tables of one that nobody disturbed."""

from pathlib import Path

from upkeep.kills import campaign


def test_kills_lose_nothing_and_double_nothing(tmp_path: Path) -> None:
    archives, kills = campaign(6, 400, 1, tmp_path)
    assert archives > 0
    assert sum(kills.values()) == 6
