"""A batch: inputs into an archive, from where the last one ended."""

from collections.abc import Iterable, Iterator
from contextlib import closing
from itertools import chain
from pathlib import Path
from time import monotonic

from gongkai.archive.ledger import Ledger, load, stale
from gongkai.archive.lock import locked
from gongkai.archive.parts import recover
from gongkai.archive.pool import Here, Pool
from gongkai.archive.record import Found, Recorder
from gongkai.archive.run import Run
from gongkai.archive.settings import Settings, Summary
from gongkai.archive.settle import SHARD, settle
from gongkai.archive.store import Archive, opened
from gongkai.archive.views import refresh
from gongkai.archive.walk import Input, Shard
from gongkai.archive.work import Work

WHOLE = "b"  # how names of parts begin that no shard has made


def batch(inputs: Iterable[Input], root: Path | str, settings: Settings) -> Summary:
    """Read what is new among the inputs into the archive in this folder, which is made if need be.

    Raises OSError when the disk fails or another batch is at work: what was done stays done, and the same call goes on
    from there. Raises MissingTool without the extra `archive`.
    """
    begun = monotonic()
    archive, shard = opened(Path(root)), settings.shard
    with locked(archive, shard):
        _prepare(archive, shard)
        recorder = Recorder(archive, WHOLE if shard.count == 1 else _label(shard), settings.tell)
        _run(recorder, inputs, settings)
        stopped = settings.stop()
        if shard.count == 1 and not stopped:
            settle(archive)
    return Summary(dict(recorder.outcomes), stopped, monotonic() - begun)


def _run(recorder: Recorder, inputs: Iterable[Input], settings: Settings) -> None:
    archive, ledger = recorder.archive, load(recorder.archive)
    work = Work(archive, settings.parse)
    source: Iterator[Input] = filter(settings.shard.has, inputs)
    if settings.ray:
        source = _but_for_ray(recorder, ledger, source, settings)
    known = _stale(archive, settings.shard) if settings.reparse else ()
    with closing(Pool(settings.workers, work, settings.limits) if settings.workers else Here(work)) as pool:
        Run(recorder, ledger, chain(known, source), settings.stop)(pool)


def _but_for_ray(recorder: Recorder, ledger: Ledger, inputs: Iterator[Input], settings: Settings) -> Iterator[Input]:
    """Have a cluster read what it can; the rest."""
    from gongkai.archive.on_ray import read_all

    for what in read_all(recorder.archive, ledger, inputs, settings):
        if isinstance(what, Input):
            yield what
        else:
            recorder.hear(what)


def _label(shard: Shard) -> str:
    return f"{SHARD}{shard}"


def _prepare(archive: Archive, shard: Shard) -> None:
    """Finish what an interruption left; of other shards' work only when they cannot be at it."""
    if shard.count == 1:
        recover(archive)
        settle(archive)
        refresh(archive)
    else:
        recover(archive, f"{_label(shard)}-")
        if not archive.database.exists():
            refresh(archive)


def _stale(archive: Archive, shard: Shard) -> Iterator[Found]:
    """What is to be read again, from the originals."""
    for name, container, sha256, size, modified_at, url, retrieved_at in stale(archive):
        shown = _shown(name, container)
        item = Input(name, archive.original(sha256), shown, url, retrieved_at, container)
        if shard.has(item):
            yield Found(item, sha256, size, modified_at, again=True, reread=True)


def _shown(name: str, container: str | None) -> str:
    """What the report called it: the name without the folder that it, or the archive that holds it, lay in."""
    return name.removeprefix((container or name).rpartition("/")[0] + "/")
