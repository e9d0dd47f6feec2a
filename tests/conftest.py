"""Fixtures many tests share."""

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of public samples and the contract beside the project; skips where it is absent."""
    if not SHARED.is_dir():
        pytest.skip("no ../shared")
    return SHARED
