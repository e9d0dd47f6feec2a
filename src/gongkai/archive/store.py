"""An archive on disk: where things are, originals by their content, and files that are whole or not there."""

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from gongkai.archive.columns import TABLES
from gongkai.archive.walk import Input
from gongkai.document import MAX_BYTES
from gongkai.errors import LimitExceeded, UnreadableDocument

FORMAT = 1  # of the folder's layout
FOLDERS = ("originals", "incoming", "staged", *TABLES)
_numbers = count()


@dataclass(frozen=True, slots=True)
class Archive:
    """The folder of an archive.

    `originals/ab/abcd…` are inputs under their SHA-256; `incoming/` is what is being written; `staged/` are parts that
    replace rows of the tables when a batch ends; a folder each for the tables; `gongkai.duckdb` has views over them.
    """

    root: Path

    def original(self, sha256: str) -> Path:
        """Where the bytes with this SHA-256 are."""
        return self.root / "originals" / sha256[:2] / sha256

    def temporary(self) -> Path:
        """A new name for something unfinished; whatever has one when nobody works is refuse."""
        return self.root / "incoming" / f".{os.getpid()}-{next(_numbers)}"

    @property
    def database(self) -> Path:
        """The DuckDB file."""
        return self.root / "gongkai.duckdb"


def opened(root: Path) -> Archive:
    """The archive in a folder, made where there is none. Raises OSError when that folder holds something else."""
    archive, mark = Archive(root.absolute()), root / "archive.json"
    if not mark.exists():
        _make(archive, mark)
    if json.loads(mark.read_bytes()).get("gongkai-archive") != FORMAT:
        raise FileExistsError(f"{root} is an archive of another version of gongkai")
    return archive


def _make(archive: Archive, mark: Path) -> None:
    if archive.root.exists() and any(p.name not in FOLDERS for p in archive.root.iterdir()):
        raise FileExistsError(f"{archive.root} is neither empty nor an archive")
    for name in (*FOLDERS, *(f"originals/{number:02x}" for number in range(256))):
        (archive.root / name).mkdir(parents=True, exist_ok=True)
    write_whole(archive, mark, json.dumps({"gongkai-archive": FORMAT}).encode())


def write_whole(archive: Archive, path: Path, data: bytes) -> None:
    """A file that has all its bytes, and they are on the disk, or is not there."""
    with placing(archive, path) as temporary:
        temporary.write_bytes(data)


@contextmanager
def placing(archive: Archive, path: Path) -> Iterator[Path]:
    """A temporary name to write to, which becomes the path when all is written."""
    temporary = archive.temporary()
    try:
        yield temporary
        settle_on_disk(temporary)
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def settle_on_disk(path: Path) -> None:
    """Wait until a file, or the entries of a folder, would outlive a power cut."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def modified(path: Path) -> tuple[int, int]:
    """Size of a file, and microseconds of its time of modification. Raises UnreadableDocument."""
    try:
        status = path.stat()
    except OSError as error:
        raise UnreadableDocument(f"it cannot be read: {error.strerror}") from error
    return status.st_size, status.st_mtime_ns // 1000


def keep(archive: Archive, item: Input) -> tuple[str, int]:
    """Keep the bytes of an input among the originals: (SHA-256, size).

    Raises UnreadableDocument and LimitExceeded for the input's faults, OSError for the archive's.
    """
    if item.data is not None:
        _require_size(len(item.data))
        return keep_bytes(archive, item.data), len(item.data)
    digest, size = _hashed(item.path)
    target = archive.original(digest)
    if not _linked(item.path, target) and not target.exists():
        with placing(archive, target) as temporary:
            shutil.copyfile(item.path, temporary)
    return digest, size


def keep_bytes(archive: Archive, data: bytes) -> str:
    """Keep bytes among the originals; their SHA-256."""
    digest = hashlib.sha256(data).hexdigest()
    target = archive.original(digest)
    if not target.exists():
        write_whole(archive, target, data)
    return digest


def _hashed(path: Path) -> tuple[str, int]:
    try:
        with path.open("rb", buffering=0) as file:
            size = os.fstat(file.fileno()).st_size
            _require_size(size)
            return hashlib.file_digest(file, "sha256").hexdigest(), size
    except OSError as error:
        raise UnreadableDocument(f"it cannot be read: {error.strerror}") from error


def _require_size(size: int) -> None:
    if size > MAX_BYTES:
        raise LimitExceeded(f"the input is larger than {MAX_BYTES} bytes")


def _linked(path: Path, target: Path) -> bool:
    """A hard link costs no room; whether there can be one (not on another disk, to another's file, to a link)."""
    try:
        if not path.is_symlink():
            os.link(path, target)
            return True
    except FileExistsError:
        return True
    except OSError:
        return False
    return False
