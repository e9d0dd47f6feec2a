"""Who may write to an archive: one batch of everything, or batches of different shards."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gongkai.archive.store import Archive
from gongkai.archive.walk import Shard


@contextmanager
def locked(archive: Archive, shard: Shard) -> Iterator[None]:
    """Hold an archive; the system lets go of it when the process dies. Raises BlockingIOError when another has it."""
    alone = shard.count == 1
    with _held(archive.root / ".lock", fcntl.LOCK_EX if alone else fcntl.LOCK_SH):
        if alone:
            yield
        else:
            with _held(archive.root / f".lock-{shard}", fcntl.LOCK_EX):
                yield


@contextmanager
def _held(path: Path, kind: int) -> Iterator[None]:
    with path.open("a") as file:
        try:
            fcntl.flock(file, kind | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BlockingIOError(error.errno, "another batch is writing to this archive", str(path.parent)) from error
        yield
