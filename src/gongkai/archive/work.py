"""What is done with one document, in a process of its own or in this one: bytes in, rows or a coded error out."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from time import perf_counter

from gongkai import archive_members
from gongkai.archive.rows import Packed, packed
from gongkai.archive.store import Archive, keep_bytes
from gongkai.errors import GongkaiError
from gongkai.inputs import Source, outcome
from gongkai.members import Member as Packaged
from gongkai.members import is_archive
from gongkai.pipeline import parse_bytes
from gongkai.report import Report

Parse = Callable[[bytes, str | None, str | None], Report]


@dataclass(frozen=True, slots=True)
class Job:
    """One document to read: an original, and what its report is to say of where it is from."""

    number: int
    sha256: str
    shown: str
    url: str | None


@dataclass(frozen=True, slots=True)
class Refusal:
    """No report: the code and the message of the error."""

    code: str
    message: str


CHANGED = Refusal("unreadable-document", "the original is not what it was when it was kept")


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive that was opened, now among the originals; or why it could not be read."""

    name: str
    sha256: str | None
    bytes: int | None
    refusal: Refusal | None = None


Made = Packed | Refusal | tuple[Member, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a job; an archive gives its members."""

    number: int
    made: Made
    milliseconds: float


class OutOfMemory(BaseException):
    """The process has reached its limit; no Exception, so that no reader takes it for a damaged document."""


class Trouble(BaseException):
    """The archive's own disk fails; no Exception, so that it is not taken for the document's fault."""

    def __init__(self, error: OSError) -> None:
        super().__init__(error)
        self.error = error


@dataclass(frozen=True, slots=True)
class Work:
    """How a batch reads: where originals are, and by what function (a test has its own)."""

    archive: Archive
    parse: Parse = parse_bytes

    def __call__(self, job: Job) -> Result:
        """Read one document. Raises Trouble and OutOfMemory."""
        begun = perf_counter()
        try:
            made = self._made(job, self.archive.original(job.sha256).read_bytes())
        except OSError as error:
            raise Trouble(error) from error
        return Result(job.number, made, 1000 * (perf_counter() - begun))

    def _made(self, job: Job, data: bytes) -> Made:
        if hashlib.sha256(data).hexdigest() != job.sha256:
            return CHANGED
        read = partial(_members, self.archive) if is_archive(data) else partial(_rows, self.parse, job)
        done = outcome(Source(None), lambda given, _: _enough(read, given), data)
        made: Made = done.report if done.error is None else refusal(done.error)
        return made


def refusal(error: GongkaiError) -> Refusal:
    """An error as it travels between processes."""
    return Refusal(error.code, str(error).encode("utf-8", "backslashreplace").decode())


def _enough(read: Callable[[bytes], Made], data: bytes) -> Made:
    try:
        return read(data)
    except MemoryError as error:
        raise OutOfMemory from error


def _rows(parse: Parse, job: Job, data: bytes) -> Packed:
    return packed(parse(data, job.shown, job.url))


def _members(archive: Archive, data: bytes) -> tuple[Member, ...]:
    return tuple(_kept(archive, member) for member in archive_members(data))


def _kept(archive: Archive, member: Packaged) -> Member:
    name = member.name.encode("utf-8", "backslashreplace").decode()
    if member.data is None:
        return Member(name, None, None, refusal(member.error) if member.error else None)
    try:
        return Member(name, keep_bytes(archive, member.data), len(member.data))
    except OSError as error:
        raise Trouble(error) from error
