"""What an archive already has: which inputs need not be read again."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from gongkai import __version__
from gongkai.archive.store import Archive
from gongkai.archive.views import in_memory, view
from gongkai.errors import MissingTool, UnreadableDocument

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

DUPLICATE, SKIPPED, PARSED = "duplicate-of", "skipped", "parsed"
Version = tuple[int | None, int | None]  # size, and microseconds of the time of modification

# Rows that do not stand: a tool was missing (to the archive that holds them too), or the file could not be opened.
UNSETTLED = f"""(outcome = '{MissingTool.code}'
OR (sha256 IS NULL AND container IS NULL AND outcome = '{UnreadableDocument.code}')
OR EXISTS (FROM documents m WHERE m.container = d.name AND m.outcome = '{MissingTool.code}'))"""
STALE = """SELECT name, container, sha256, bytes, epoch_us(modified_at), url, retrieved_at FROM documents
WHERE outcome <> ? AND sha256 IS NOT NULL AND (parser <> ? OR quarantined) ORDER BY name"""


@dataclass(slots=True)
class Ledger:
    """Sets of digests, 16 bytes each: inputs by name and what is in them, and contents that have their row."""

    seen: set[bytes] = field(default_factory=set)
    contents: set[bytes] = field(default_factory=set)
    unsettled: set[bytes] = field(default_factory=set)

    def add(self, name: str, *versions: object) -> None:
        """An input is done, in each of these versions."""
        self.seen.update(digest(name, version) for version in versions)

    def has(self, name: str, version: object) -> bool:
        """Whether an input of this name is done in this version: its SHA-256, or (size, time of modification)."""
        return digest(name, version) in self.seen

    def has_content(self, sha256: str) -> bool:
        """Whether these bytes have their row."""
        return bytes.fromhex(sha256)[:16] in self.contents

    def add_content(self, sha256: str) -> None:
        """These bytes have their row."""
        self.contents.add(bytes.fromhex(sha256)[:16])

    def is_unsettled(self, name: str) -> bool:
        """Whether a row of this name is to be replaced."""
        return digest(name) in self.unsettled


def digest(*parts: object) -> bytes:
    """Sixteen bytes for some values: two of 10 million have the same with a chance of 1 in 10 ** 24."""
    return blake2b(repr(parts).encode(), digest_size=16).digest()


def load(archive: Archive) -> Ledger:
    """The ledger of all rows there are."""
    ledger = Ledger()
    with _documents(archive) as connection:
        rows = connection.execute(f"SELECT name, sha256, bytes, epoch_us(modified_at), {UNSETTLED} FROM documents AS d")
        while batch := rows.fetchmany(10_000):
            for name, sha256, size, modified_at, unsettled in batch:
                _enter(ledger, name, sha256, (size, modified_at), unsettled)
    return ledger


def _enter(ledger: Ledger, name: str, sha256: str | None, version: Version, unsettled: bool) -> None:
    if unsettled:
        ledger.unsettled.add(digest(name))
        return
    ledger.add(name, sha256, version)
    if sha256:
        ledger.add_content(sha256)


def stale(archive: Archive) -> Iterator[tuple[Any, ...]]:
    """What an older version of gongkai read, or what was quarantined: the columns of STALE."""
    with _documents(archive) as connection:
        rows = connection.execute(STALE, [DUPLICATE, __version__])
        while batch := rows.fetchmany(1000):
            yield from batch


def _documents(archive: Archive) -> "DuckDBPyConnection":
    connection = in_memory()
    view(connection, archive, "documents")
    return connection
