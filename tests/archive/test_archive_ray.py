"""The same batch on a Ray cluster of this machine: the same tables."""

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from archive_toys import parse_toy, rows, tables, toy
from gongkai import archive

Run = Callable[..., archive.Summary]
pytestmark = pytest.mark.filterwarnings("ignore")  # Ray's own


@pytest.fixture(scope="module")
def ray() -> Iterator[object]:
    """A cluster for all tests here."""
    ray = pytest.importorskip("ray")
    environment = {"env_vars": {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}}
    ray.init("local", num_cpus=2, include_dashboard=False, log_to_driver=False, runtime_env=environment)
    ray.data.DataContext.get_current().enable_progress_bars = False
    yield ray
    ray.shutdown()


def test_the_tables_are_those_of_one_process(ray: object, run: Run, inputs: Path, root: Path, tmp_path: Path) -> None:
    (inputs / "twin.toy").write_bytes(toy(3))
    (inputs / "refused.toy").write_bytes(toy(40, "refuse"))
    (inputs / "deadly.toy").write_bytes(toy(41, "exit"))
    run(workers=1)
    other = tmp_path / "other"
    done = archive.batch(
        archive.inputs([str(inputs), str(inputs / "none.toy")]),
        other,
        archive.Settings(workers=2, parse=parse_toy, ray="local"),
    )
    assert done.outcomes == {"parsed": 12, "duplicate-of": 1, "not-a-report": 1, "unreadable-document": 1}
    assert tables(other) == tables(root)
    again = archive.Settings(workers=2, parse=parse_toy, ray="local")
    assert archive.batch(archive.inputs([str(inputs)]), other, again).outcomes == {"known": 15}
    assert rows(other, "SELECT DISTINCT quarantined FROM documents WHERE name LIKE '%deadly%'") == [(True,)]
