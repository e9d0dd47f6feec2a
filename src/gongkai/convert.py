"""What no reader reads, by way of an installed LibreOffice: only when asked for, and never without a remark."""

import contextlib
import os
import shutil
import signal
import subprocess
from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic, sleep
from types import TracebackType

from gongkai.document import MAX_BYTES
from gongkai.errors import GongkaiError, LimitExceeded, MissingTool, UnreadableDocument, UnsupportedFormat
from gongkai.pipeline import parse_bytes
from gongkai.report import Report

SECONDS = 60.0  # for one document, and for LibreOffice to start; a report takes a tenth of a second
_PROGRAMS = ("soffice", "libreoffice")
_PACKAGE = "libreoffice-writer-nogui"
_WORDS = (b"\xd0\xcf\x11\xe0", b"\xdb\xa5", b"\x31\xbe")  # a compound file, Word 2, Word for DOS and Works
_FORMAT = "old-office"  # what a source is called that no reader reads
_KEPT, _LOCK = "keep.txt", ".~lock.keep.txt#"
_POLL = 0.05


class Office:
    """LibreOffice, started for the first document and kept for the next ones; one document at a time.

    It stays as long as a document is open in it: an empty one is. Its profile is its own, so that one the user has
    open is not disturbed, and goes with its files when this is closed.
    """

    def __init__(self, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._program = _found()
        self._folder = TemporaryDirectory(prefix="gongkai-")
        self._home = Path(self._folder.name)
        self._running: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "Office":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Ends LibreOffice and removes its files."""
        self._end()
        self._folder.cleanup()

    def convert(self, data: bytes) -> bytes:
        """The document as .docx. Raises UnreadableDocument where LibreOffice cannot, LimitExceeded past the time."""
        source, made = self._home / "in.doc", self._home / "in.docx"
        made.unlink(missing_ok=True)
        source.write_bytes(data)
        self._start()
        self._wait(self._launch("--convert-to", "docx:MS Word 2007 XML", "--outdir", str(self._home), str(source)))
        if not made.exists():
            raise UnreadableDocument("LibreOffice cannot convert it either")
        if made.stat().st_size > MAX_BYTES:
            raise LimitExceeded(f"converted it is larger than {MAX_BYTES} bytes")
        return made.read_bytes()

    def _start(self) -> None:
        """Starts it where it is not running, or no longer: some documents make it crash."""
        if self._running is not None and self._running.poll() is None:
            return
        (self._home / _KEPT).touch()
        (self._home / _LOCK).unlink(missing_ok=True)
        self._running = self._launch("--norestore", "--nologo", str(self._home / _KEPT))
        until = monotonic() + self._seconds
        while not (self._home / _LOCK).exists():  # written once it is ready for more
            if self._running.poll() is not None or monotonic() > until:
                self._end()
                raise MissingTool(f"LibreOffice does not start; reinstall it: apt-get install {_PACKAGE}")
            sleep(_POLL)

    def _launch(self, *arguments: str) -> "subprocess.Popen[bytes]":
        profile = f"-env:UserInstallation={(self._home / 'profile').as_uri()}"
        command: Sequence[str] = (self._program, "--headless", profile, *arguments)
        nothing = subprocess.DEVNULL
        return subprocess.Popen(command, stdin=nothing, stdout=nothing, stderr=nothing, start_new_session=True)

    def _wait(self, process: "subprocess.Popen[bytes]") -> None:
        try:
            process.wait(self._seconds)
        except subprocess.TimeoutExpired as error:
            _kill(process)
            self._end()
            raise LimitExceeded(f"LibreOffice took longer than {self._seconds:g} seconds") from error

    def _end(self) -> None:
        if self._running is not None:
            _kill(self._running)
            self._running = None


def convert(data: bytes) -> bytes:
    """One document as .docx. Raises MissingTool, UnreadableDocument and LimitExceeded."""
    with Office() as office:
        return office.convert(data)


def parse_converted(data: bytes, office: Office, *, name: str | None = None, url: str | None = None) -> Report:
    """The report in these bytes; where no reader reads an old office document, in what LibreOffice makes of it.

    The source stays that of the bytes given, and a remark says what was done and why.
    """
    try:
        return parse_bytes(data, name, url)
    except (UnreadableDocument, UnsupportedFormat) as error:
        if not data.startswith(_WORDS):
            raise
        return _converted(data, error, parse_bytes(office.convert(data), name, url))


def _converted(data: bytes, why: GongkaiError, report: Report) -> Report:
    source = replace(report.source, format=_FORMAT, sha256=sha256(data).hexdigest(), bytes=len(data))
    remark = f"read as LibreOffice converted it, which may not be as it was printed, because: {why}"
    return replace(report, source=source, remarks=(remark, *report.remarks))


def _found() -> str:
    for name in _PROGRAMS:
        if program := shutil.which(name):
            return program
    raise MissingTool(f"converting needs LibreOffice: apt-get install --no-install-recommends {_PACKAGE}")


def _kill(process: "subprocess.Popen[bytes]") -> None:
    """Ends a process with all it has started: the program is only a launcher."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
