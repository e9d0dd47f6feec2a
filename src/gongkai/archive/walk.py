"""The inputs of a batch, one after another in the order of their names, however many there are."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Input:
    """One input. `name` is unique and printable, `shown` is what the report calls it.

    `container` is the archive that holds a member, `data` the bytes where they have been read already.
    """

    name: str
    path: Path
    shown: str
    url: str | None = None
    retrieved_at: str | None = None
    container: str | None = None
    data: bytes | None = None


@dataclass(frozen=True, slots=True)
class Shard:
    """One of `count` parts of all inputs, `index` from 1: every input belongs to exactly one."""

    index: int = 1
    count: int = 1

    def has(self, item: Input) -> bool:
        """Whether an input belongs to it; only the name decides."""
        return self.count == 1 or _spread(item.name) % self.count == self.index - 1

    def __str__(self) -> str:
        return f"{self.index}of{self.count}"


def _spread(name: str) -> int:
    """A number that is as good as drawn; a checksum is not: names that differ in a digit fall into few shards."""
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest())


WHOLE = Shard()


def shard(text: str) -> Shard:
    """A shard as the command line writes it, `3/8`. Raises ValueError."""
    index, count = map(int, text.split("/"))
    if not 1 <= index <= count:
        raise ValueError(f"{text}: the first number goes from 1 to the second")
    return Shard(index, count)


def inputs(named: Sequence[str]) -> Iterator[Input]:
    """The files named and those in the folders named, hidden ones left out, folders that are links not entered."""
    paths = sorted({Path(os.path.normpath(Path(name).absolute())) for name in named})
    for path in paths:
        if not any(other in path.parents for other in paths):
            yield from map(as_input, _files(path) if path.is_dir() else (path,))


def as_input(path: Path, data: bytes | None = None) -> Input:
    """A file as an input."""
    return Input(printable(str(path)), path, printable(path.name), data=data)


def printable(name: str) -> str:
    """A name as text: bytes of it that are no UTF-8 are written out."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def _files(folder: Path) -> Iterator[Path]:
    """In the order of their paths; a stack, as folders may be nested deeply."""
    stack = [_entries(folder)]
    while stack:
        entry = next(stack[-1], None)
        if entry is None:
            stack.pop()
        elif isinstance(entry, Path):
            yield entry
        elif entry.is_dir(follow_symlinks=False):
            stack.append(_entries(Path(entry.path)))
        elif _is_file(entry):
            yield Path(entry.path)


def _entries(folder: Path) -> Iterator["os.DirEntry[str] | Path"]:
    """What is in a folder; one that cannot be listed is an input that cannot be read."""
    try:
        with os.scandir(folder) as found:
            return iter(sorted((e for e in found if not e.name.startswith(".")), key=lambda e: e.name))
    except OSError:
        return iter((folder,))


def _is_file(entry: "os.DirEntry[str]") -> bool:
    try:
        return entry.is_file()
    except OSError:  # a link that leads nowhere one may look: reading it says so
        return True
