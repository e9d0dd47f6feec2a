"""Rows of documents and reports, collected to parts and committed."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic, time_ns
from typing import Any
from uuid import uuid4

from gongkai import __version__
from gongkai.archive.parts import NEW, Part, commit, stage
from gongkai.archive.rows import Packed, Row
from gongkai.archive.settings import Event
from gongkai.archive.store import Archive
from gongkai.archive.walk import Input

PART_DOCUMENTS, PART_SECONDS = 1000, 60.0  # a part is committed after so many: what an interruption has to do again


@dataclass(frozen=True, slots=True)
class Found:
    """An input as it was found: its content and size, microseconds of its time of modification.

    `again`: its row takes the place of one there is; `reread`: though its bytes are known; `container`: of a member.
    """

    item: Input
    sha256: str | None = None
    bytes: int | None = None
    modified_at: int | None = None
    again: bool = False
    reread: bool = False
    container: Any = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an input."""

    code: str
    message: str | None = None
    report: Packed | None = None
    milliseconds: float | None = None
    attempts: int = 0
    quarantined: bool = False


@dataclass(slots=True)
class Recorder:
    """Collects rows; `label` begins the names of its parts."""

    archive: Archive
    label: str
    tell: Callable[[Event], None]
    part: Part = field(default_factory=Part)
    staged: Part = field(default_factory=Part)
    outcomes: Counter[str] = field(default_factory=Counter)
    since: float = field(default_factory=monotonic)

    def note(self, item: Input, outcome: Outcome) -> None:
        """Count an input and tell of it."""
        self.hear(Event(item.name, outcome.code, outcome.message, outcome.milliseconds))

    def hear(self, event: Event) -> None:
        """Count what somebody else has recorded, and tell of it."""
        self.outcomes[event.outcome] += 1
        self.tell(event)

    def record(self, found: Found, outcome: Outcome) -> None:
        """Give an input its row."""
        part = self.staged if found.again else self.part
        part.add(_row(found, outcome), outcome.report)
        self.note(found.item, outcome)

    def commit_when_due(self) -> None:
        """Commit what has come together, if it is much or old."""
        documents = self.part.documents + self.staged.documents
        if documents >= PART_DOCUMENTS or monotonic() - self.since > PART_SECONDS:
            self.commit()

    def commit(self) -> None:
        """Commit what has come together. Raises OSError when the disk fails."""
        part, staged = self.part, self.staged
        self.part, self.staged, self.since = Part(), Part(), monotonic()
        for rows, put in ((part, commit), (staged, stage)):
            if rows.documents:
                name, written = f"{self.label}-{uuid4().hex}", self.archive.temporary()
                rows.write(written / NEW, name)
                put(self.archive, name, written)


def _row(found: Found, outcome: Outcome) -> Row:
    item, report = found.item, outcome.report
    return (
        item.name,
        item.container,
        found.sha256,
        found.bytes,
        found.modified_at,
        outcome.code,
        outcome.message,
        outcome.quarantined,
        outcome.attempts,
        report.format if report else None,
        (report and report.url) or item.url,
        item.retrieved_at,
        __version__,
        outcome.milliseconds,
        time_ns() // 1000,
    )
