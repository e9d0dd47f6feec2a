"""A batch on a Ray cluster: Ray Data reads files, actors read the reports in them and write parts to shared storage."""

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from gongkai.archive.ledger import Ledger
from gongkai.archive.pool import Pool
from gongkai.archive.record import Recorder
from gongkai.archive.run import Run
from gongkai.archive.settings import Event, Limits, Settings
from gongkai.archive.settle import SHARD
from gongkai.archive.store import Archive, modified
from gongkai.archive.tools import tool
from gongkai.archive.walk import Input, as_input
from gongkai.archive.work import Work
from gongkai.errors import GongkaiError

LABEL = f"{SHARD}ray"
TOGETHER = 256  # documents that an actor gets at once: they become one part
LOCAL = "local"


class Reader:
    """An actor: it reads documents with a worker of its own, so that what kills a worker does not kill the actor."""

    def __init__(self, work: Work, limits: Limits, unsettled: frozenset[bytes]) -> None:
        self.work, self.unsettled = work, unsettled
        self.pool = Pool(1, work, limits)

    def __call__(self, files: Mapping[str, Any]) -> dict[str, list[Any]]:
        """Read files (columns `path` and `bytes`) and commit their rows; what became of each."""
        heard: list[Event] = []
        found = (as_input(Path(path), data) for path, data in zip(files["path"], files["bytes"], strict=True))
        ledger = Ledger(unsettled=set(self.unsettled))  # it knows no other's work: that is settled in the end
        Run(Recorder(self.work.archive, LABEL, heard.append), ledger, found, _never)(self.pool)
        return {name: [getattr(event, name) for event in heard] for name in Event.__slots__}


def _never() -> bool:
    return False


def read_all(archive: Archive, ledger: Ledger, inputs: Iterator[Input], settings: Settings) -> Iterator[Event | Input]:
    """What became of the inputs that a cluster can read; the other inputs, which it cannot. Raises MissingTool."""
    tool("ray", "ray")
    paths = []
    for item in inputs:
        if _is_for_ray(ledger, item):
            paths.append(str(item.path))
        else:
            yield item
    if paths:
        yield from _read(Work(archive, settings.parse), settings, paths, frozenset(ledger.unsettled))


def _is_for_ray(ledger: Ledger, item: Input) -> bool:
    """Whether it is new and can be opened."""
    try:
        return not ledger.has(item.name, modified(item.path)) and os.access(item.path, os.R_OK)
    except GongkaiError:
        return False


def _read(work: Work, settings: Settings, paths: Sequence[str], unsettled: frozenset[bytes]) -> Iterator[Event]:
    import ray

    if not ray.is_initialized():
        ray.init(settings.ray, num_cpus=settings.workers if settings.ray == LOCAL else None, include_dashboard=False)
    files = ray.data.read_binary_files(list(paths), include_paths=True)
    done = files.map_batches(
        Reader,
        fn_constructor_args=(work, settings.limits, unsettled),
        batch_size=TOGETHER,
        concurrency=(1, settings.workers),
    )
    for row in done.iter_rows():
        yield Event(**row)
