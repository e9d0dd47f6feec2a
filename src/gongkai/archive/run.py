"""One run of a batch: every input gets its row, and every content is read once.

A row stands only when what it depends on stands with it: duplicates are recorded with what they are duplicates of, an
archive after its members.
"""

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial

from gongkai.archive.ledger import DUPLICATE, PARSED, SKIPPED, Ledger
from gongkai.archive.pool import Death, Here, Pool
from gongkai.archive.record import Found, Outcome, Recorder
from gongkai.archive.rows import Packed
from gongkai.archive.store import keep, modified
from gongkai.archive.walk import Input
from gongkai.archive.work import CHANGED, Job, Member, Refusal, Result, refusal
from gongkai.errors import GongkaiError

KNOWN = Outcome("known")  # an input that has its row and needs nothing


@dataclass(slots=True)
class Reading:
    """An input that is being read, and others with the same bytes."""

    number: int
    found: Found
    twins: list[Found] = field(default_factory=list)
    attempts: int = 1


@dataclass(slots=True)
class Container:
    """An archive whose members are not all done, and what will then be recorded of it."""

    reading: Reading
    outcome: Outcome
    left: int


@dataclass(slots=True)
class Run:
    """One run. `source` gives inputs to look at, and those found already."""

    recorder: Recorder
    ledger: Ledger
    source: Iterator[Input | Found]
    stop: Callable[[], bool]
    waiting: deque[Found] = field(default_factory=deque)
    jobs: dict[int, Reading] = field(default_factory=dict)
    contents: dict[str, Reading] = field(default_factory=dict)
    dead: deque[Reading] = field(default_factory=deque)
    number: int = 0

    def __call__(self, pool: Pool | Here) -> None:
        """Do everything, or what can be done until it is to stop. Raises OSError when the disk fails."""
        for event in self._events(pool):
            if event is not None:
                self._take(event)
            if self.stop():
                break
            self.recorder.commit_when_due()
        self.recorder.commit()

    def _events(self, pool: Pool | Here) -> Iterator[Result | Death | None]:
        """What comes back; a document that killed its worker is tried once more with nothing beside it."""
        yield from pool.run(self._next)
        while self.dead:
            pool.close()
            once = iter((self._job(self.dead.popleft()),))
            yield from pool.run(partial(next, once, None))
            yield from pool.run(self._next)

    def _next(self) -> Job | None:
        """The next document that is to be read."""
        while not self.stop():
            found = self.waiting.popleft() if self.waiting else next(self.source, None)
            if found is None:
                return None
            new = self._look(found) if isinstance(found, Input) else found
            reading = self._admit(new) if new else None
            if reading:
                return self._job(reading)
        return None

    def _job(self, reading: Reading) -> Job:
        item = reading.found.item
        return Job(reading.number, reading.found.sha256 or "", item.shown, item.url)

    def _look(self, item: Input) -> Found | None:
        """An input with its content kept; None when it is known or cannot be read."""
        size = time = None
        again = self.ledger.is_unsettled(item.name)
        try:
            size, time = modified(item.path)
            if self.ledger.has(item.name, (size, time)):
                self.recorder.note(item, KNOWN)
                return None
            sha256, size = keep(self.recorder.archive, item)
        except GongkaiError as error:
            again = again or self.ledger.has(item.name, None)
            self._refuse(Found(item, None, size, time, again), refusal(error))
            return None
        return Found(item, sha256, size, time, again)

    def _refuse(self, found: Found, why: Refusal) -> None:
        self._mark(found)
        self._record(found, Outcome(why.code, why.message))

    def _mark(self, found: Found) -> None:
        self.ledger.add(found.item.name, found.sha256, (found.bytes, found.modified_at))

    def _admit(self, found: Found) -> Reading | None:
        """The beginning of its reading, if it is to be read."""
        sha256 = found.sha256 or ""
        if not found.reread and self.ledger.has(found.item.name, sha256):
            self._pass(found)
            return None
        self._mark(found)
        if sha256 in self.contents:
            self.contents[sha256].twins.append(found)
            return None
        if not found.reread and self.ledger.has_content(sha256):
            self._record(found, Outcome(DUPLICATE))
            return None
        self.number += 1
        self.contents[sha256] = self.jobs[self.number] = Reading(self.number, found)
        return self.jobs[self.number]

    def _pass(self, found: Found) -> None:
        self.recorder.note(found.item, KNOWN)
        self._one_less(found.container)

    def _take(self, event: Result | Death) -> None:
        reading = self.jobs[event.number]
        if isinstance(event, Result):
            self._read(reading, event)
        elif reading.attempts == 1:
            reading.attempts += 1
            self.dead.append(reading)
        else:
            why = event.why
            self._done(reading, Outcome(why.code, why.message, attempts=reading.attempts, quarantined=True))

    def _read(self, reading: Reading, result: Result) -> None:
        made = result.made
        if isinstance(made, tuple):
            self._opened(reading, made, result.milliseconds)
        elif isinstance(made, Packed):
            self._done(reading, Outcome(PARSED, None, made, result.milliseconds, reading.attempts))
        else:
            self._done(reading, Outcome(made.code, made.message, None, result.milliseconds, reading.attempts))

    def _done(self, reading: Reading, outcome: Outcome) -> None:
        found = reading.found
        del self.jobs[reading.number], self.contents[found.sha256 or ""]
        self.ledger.add_content(found.sha256 or "")
        if found.reread and outcome.message == CHANGED.message:  # what was read when it was whole is worth more
            self.recorder.note(found.item, outcome)
        else:
            self._record(found, outcome)
        for twin in reading.twins:
            self._record(twin, Outcome(DUPLICATE))

    def _opened(self, reading: Reading, members: tuple[Member, ...], milliseconds: float) -> None:
        """Members are inputs of their own."""
        outcome = Outcome(SKIPPED, f"an archive of {len(members)}", None, milliseconds, reading.attempts)
        container = Container(reading, outcome, len(members))
        for member in members:
            self._member(reading.found, member, container)

    def _member(self, of: Found, member: Member, container: Container) -> None:
        name, shown = f"{of.item.name}/{member.name}", f"{of.item.shown}/{member.name}"
        item = Input(name, of.item.path, shown, of.item.url, of.item.retrieved_at, of.item.name)
        again = self.ledger.is_unsettled(name)
        found = Found(item, member.sha256, member.bytes, None, again, container=container)
        if member.sha256:
            self.waiting.append(found)
        elif self.ledger.has(name, None) and not of.reread:
            self._pass(found)
        else:
            self._refuse(replace(found, again=again or of.reread), member.refusal or CHANGED)

    def _record(self, found: Found, outcome: Outcome) -> None:
        self.recorder.record(found, outcome)
        self._one_less(found.container)

    def _one_less(self, container: Container | None) -> None:
        if container:
            container.left -= 1
            if not container.left:
                self._done(container.reading, container.outcome)
