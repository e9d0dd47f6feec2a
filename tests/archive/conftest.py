"""A folder of toys, and a way to run a batch over it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from archive_toys import parse_toy, toy
from gongkai import archive

Run = Callable[..., archive.Summary]


@pytest.fixture
def inputs(tmp_path: Path) -> Path:
    """Twelve toys in two folders."""
    folder = tmp_path / "inputs"
    for n in range(12):
        path = folder / f"{n % 2}" / f"{n:02}.toy"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(toy(n))
    return folder


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Where the archive is to be."""
    return tmp_path / "archive"


@pytest.fixture
def run(inputs: Path, root: Path) -> Run:
    """Runs a batch over the folder into the archive, in this process unless told otherwise."""

    def run(**settings: Any) -> archive.Summary:
        chosen = {"workers": 0, "parse": parse_toy, **settings}
        return archive.batch(archive.inputs([str(inputs)]), root, archive.Settings(**chosen))

    return run
