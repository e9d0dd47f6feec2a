"""What a command line names as inputs, and what becomes of each: a result or a coded error, never an exception."""

import hashlib
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any

from gongkai.errors import GongkaiError, UnreadableDocument

_LONGEST_NAME = 80  # characters of a member's name: file systems allow 255 bytes, and three or four may be one


@dataclass(frozen=True, slots=True)
class Source:
    """One input named on the command line (`path` None is standard input), or the member of one that is an archive."""

    path: Path | None
    member: str = ""

    @property
    def name(self) -> str:
        """What the output calls it."""
        name = self.path.name if self.path else "-"
        return f"{name}/{self.member}" if self.member else name


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an input: a Report (or whatever the work made of it), or an error."""

    source: Source
    report: Any
    error: GongkaiError | None
    data: bytes | None

    def to_dict(self) -> dict[str, Any]:
        """The object of the contract: report, or source and error."""
        from gongkai.export import error_dict

        if self.error is None:
            whole: dict[str, Any] = self.report.to_dict()
            return whole
        digest = hashlib.sha256(self.data).hexdigest() if self.data is not None else None
        size = len(self.data) if self.data is not None else None
        return error_dict({"name": self.source.name, "sha256": digest, "bytes": size}, self.error)


Work = Callable[[bytes, Source], Any]


def sources(inputs: Sequence[str]) -> list[Source]:
    """The files named, directories searched recursively in the order of their names, hidden files left out."""
    return [Source(path) for name in inputs for path in _files(name)]


def _files(name: str) -> Iterator[Path | None]:
    folder = Path(name)
    if name == "-":
        yield None
    elif folder.is_dir():
        inside = (p for p in sorted(folder.rglob("*")) if p.is_file())
        yield from (p for p in inside if not any(part.startswith(".") for part in p.relative_to(folder).parts))
    else:
        yield folder


def outcomes(source: Source, work: Work) -> Iterator[Outcome]:
    """What becomes of one input: one outcome, or one for each member of an archive."""
    from gongkai.members import archive_members, is_archive

    data: bytes | None = None
    try:
        data = _load(source)
        if not is_archive(data):
            yield outcome(source, work, data)
            return
        for member in archive_members(data):
            inner = replace(source, member=member.name)
            if member.data is None:
                yield Outcome(inner, None, member.error, None)
            else:
                yield outcome(inner, work, member.data)
    except GongkaiError as error:
        yield Outcome(source, None, error, data)


def _load(source: Source) -> bytes:
    from gongkai.pipeline import load

    return load(source.path or sys.stdin.buffer)


def outcome(source: Source, work: Work, data: bytes) -> Outcome:
    """What becomes of these bytes. The one place where any exception is caught: an input never stops the others."""
    try:
        return Outcome(source, work(data, source), None, data)
    except GongkaiError as error:
        return Outcome(source, None, error, data)
    except Exception as error:  # noqa: BLE001
        failed = UnreadableDocument(f"the parser failed on it ({type(error).__name__}: {error})")
        return Outcome(source, None, failed, data)


def plain_name(member: str) -> str:
    """The last part of a member's path as the name of a file here, whatever the archive says."""
    name = "".join(c if c.isprintable() and c not in '<>:"|?*' else "_" for c in PurePosixPath(member).name)
    return name.lstrip(".")[-_LONGEST_NAME:] or "member"
