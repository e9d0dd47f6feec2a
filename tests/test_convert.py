"""The way round by LibreOffice: asked for, kept for a batch, ended in time, and said."""

import json
import os
import shutil
import stat
from pathlib import Path

import pytest

import gongkai
from gongkai import convert as module
from gongkai.cli import main
from gongkai.convert import Office, convert, parse_converted
from gongkai.errors import LimitExceeded, MissingTool, UnreadableDocument
from render.score import Case

OLD = b"\xdb\xa5-\0" + bytes(60)  # Word 2, which no reader reads
REPORT = Case("2021/2021", "small", "docx")

# As much of LibreOffice as is used: stays while its document is open, and converts by copying what lies ready.
FAKE = """#!/bin/sh
echo "$@" >> "{log}"
case "$*" in
  *--convert-to*)
    {convert}
    while [ $# -gt 1 ]; do shift; done
    [ -f "{ready}" ] && cp "{ready}" "${{1%.doc}}.docx"
    exit 0;;
  *) {start};;
esac
"""
STAYS = 'for last; do :; done; touch "$(dirname "$last")/.~lock.keep.txt#"; exec sleep 60'


class Fake:
    """A soffice on the path, and what it was called with."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.log, self.ready, self._program = folder / "log", folder / "ready.docx", folder / "soffice"
        self.behave()
        monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")

    def behave(self, *, convert: str = ":", start: str = STAYS) -> None:
        self._program.write_text(FAKE.format(log=self.log, ready=self.ready, convert=convert, start=start))
        self._program.chmod(stat.S_IRWXU)

    @property
    def calls(self) -> list[bool]:
        """Of each call, whether it was one to convert."""
        return ["--convert-to" in line for line in self.log.read_text().splitlines()]


@pytest.fixture
def fake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Fake:
    made = Fake(tmp_path, monkeypatch)
    made.ready.write_bytes(REPORT.data())
    return made


def test_it_is_started_once_for_a_batch(fake: Fake) -> None:
    with Office() as office:
        assert [office.convert(OLD) for _ in range(3)] == [REPORT.data()] * 3
    assert fake.calls == [False, True, True, True]


def test_nothing_is_left_behind(fake: Fake) -> None:
    office = Office()
    office.convert(OLD)
    home, running = office._home, office._running
    office.close()
    assert running is not None
    assert running.poll() is not None
    assert not home.exists()


def test_it_is_started_again_after_a_crash(fake: Fake) -> None:
    with Office() as office:
        office.convert(OLD)
        assert office._running is not None
        module._kill(office._running)
        assert office.convert(OLD) == REPORT.data()
    assert fake.calls == [False, True, False, True]


def test_what_an_earlier_document_gave_is_not_taken_for_the_next(fake: Fake) -> None:
    with Office() as office:
        office.convert(OLD)
        fake.ready.unlink()
        with pytest.raises(UnreadableDocument, match="cannot convert it either"):
            office.convert(OLD)


def test_it_is_ended_when_it_takes_too_long(fake: Fake) -> None:
    fake.behave(convert="exec sleep 60")
    with Office(seconds=0.5) as office:
        with pytest.raises(LimitExceeded, match="longer than"):
            office.convert(OLD)
        assert office._running is None


@pytest.mark.parametrize("start", ["exit 1", "exec sleep 60"])
def test_one_that_does_not_start_is_said(fake: Fake, start: str) -> None:
    fake.behave(start=start)
    with Office(seconds=0.5) as office, pytest.raises(MissingTool, match="does not start"):
        office.convert(OLD)


def test_what_it_makes_may_not_be_too_large(fake: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_BYTES", 10)
    with pytest.raises(LimitExceeded, match="larger than 10 bytes"):
        convert(OLD)


def test_without_libreoffice_the_package_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(MissingTool, match="apt-get install --no-install-recommends libreoffice-writer-nogui"):
        convert(OLD)


def test_a_report_that_was_converted_says_so_and_keeps_its_source(fake: Fake) -> None:
    with Office() as office:
        found = parse_converted(OLD, office, name="旧.doc")
    twin = gongkai.parse(REPORT.data())
    assert (found.cells, found.findings) == (twin.cells, twin.findings)
    assert (found.source.name, found.source.format, found.source.bytes) == ("旧.doc", "old-office", len(OLD))
    assert found.source.sha256 != twin.source.sha256
    assert found.remarks[0].startswith("read as LibreOffice converted it")


def test_what_a_reader_reads_is_not_converted(fake: Fake) -> None:
    with Office() as office:
        assert parse_converted(REPORT.data(), office).remarks == gongkai.parse(REPORT.data()).remarks
    assert not fake.log.exists()


def test_only_old_office_documents_are_converted(fake: Fake) -> None:
    with Office() as office, pytest.raises(gongkai.GongkaiError):
        parse_converted(b"%PDF-1.4 cut off", office)
    assert not fake.log.exists()


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_the_real_one_converts_a_document() -> None:
    from test_fixtures import case

    folder = Path(__file__).resolve().parents[1] / "fixtures" / "doc-2019-clean"
    found = gongkai.parse(convert((folder / "input.doc").read_bytes()))
    wanted = gongkai.parse(case(folder).data())
    assert {e.field: e.value for e in found.cells} == {e.field: e.value for e in wanted.cells}


def test_the_command_converts_when_asked(fake: Fake, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "old.doc").write_bytes(OLD)
    assert main(["parse", str(tmp_path / "old.doc")]) == 1
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "unsupported-format"
    assert main(["parse", "--convert", str(tmp_path / "old.doc")]) == 0
    assert "LibreOffice" in json.loads(capsys.readouterr().out)["remarks"][0]


def test_the_command_names_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert main(["parse", "--convert", str(tmp_path / "any.doc")]) == 2
    assert "apt-get install" in capsys.readouterr().err
