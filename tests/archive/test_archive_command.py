"""The commands batch and export: exit status, what is printed, how one goes on."""

import fcntl
import json
import os
import pty
import signal
import struct
import subprocess
import sys
import termios
import time
from argparse import ArgumentParser
from pathlib import Path
from types import ModuleType

import pytest

from archive_toys import rows
from gongkai import MissingTool
from gongkai.commands import batch, export
from made import page

Captured = pytest.CaptureFixture[str]


def run(command: ModuleType, *words: object) -> int:
    parser = ArgumentParser()
    command.arguments(parser)
    return int(command.run(parser.parse_args([str(w) for w in words])))


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    """A report, its twin, and a page that is none."""
    folder = tmp_path / "pages"
    folder.mkdir()
    (folder / "a.html").write_bytes(page())
    (folder / "b.html").write_bytes(page())
    (folder / "c.txt").write_text("今天天气很好。", encoding="utf-8")
    return folder


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Where the archive is to be."""
    return tmp_path / "archive"


def test_a_batch_ends_with_a_summary_for_people(pages: Path, root: Path, capsys: Captured) -> None:
    assert run(batch, pages, "--archive", root, "--workers", 1) == 0
    out, err = capsys.readouterr()
    assert err == ""
    first, *counts = out.splitlines()
    assert "3 个输入 / inputs" in first
    assert [line.split()[0] for line in counts] == ["1", "1", "1"]
    assert all(word in out for word in ("parsed", "read once", "no annual report"))
    assert "FROM documents WHERE message IS NOT NULL" not in out
    assert rows(root, "SELECT count(*) FROM cells") == [(200,)]


def test_lines_of_json_for_machines(pages: Path, root: Path, capsys: Captured) -> None:
    (pages / "d.docx").write_bytes(b"PK\x03\x04")
    assert run(batch, pages, "--archive", root, "--workers", 0, "--log-json") == 0
    *events, end = map(json.loads, capsys.readouterr().out.splitlines())
    assert sorted(e["outcome"] for e in events) == ["duplicate-of", "not-a-report", "parsed", "unreadable-document"]
    assert {e["event"] for e in events} == {"input"}
    assert end["event"] == "end"
    assert end["outcomes"]["parsed"] == 1


def test_the_summary_says_where_reasons_are(pages: Path, root: Path, capsys: Captured) -> None:
    (pages / "d.docx").write_bytes(b"PK\x03\x04")
    run(batch, pages, "--archive", root, "--workers", 0)
    assert "FROM documents WHERE message IS NOT NULL" in capsys.readouterr().out


@pytest.mark.parametrize("words", [("--shard", "9/3"), ("--memory", 1), ("--timeout", 0)])
def test_a_wrong_call_is_said(pages: Path, root: Path, capsys: Captured, words: tuple[object, ...]) -> None:
    assert run(batch, pages, "--archive", root, *words) == 2
    assert capsys.readouterr().err.startswith("gongkai: ")
    assert not root.exists()


def test_a_folder_of_something_else_is_said(pages: Path, capsys: Captured) -> None:
    assert run(batch, pages, "--archive", pages) == 2
    assert "neither empty nor an archive" in capsys.readouterr().err


def test_a_missing_extra_is_said(pages: Path, root: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(_: str) -> None:
        raise MissingTool("duckdb is needed: pip install 'gongkai[archive]'")

    monkeypatch.setattr("gongkai.archive.__getattr__", missing)
    assert run(batch, pages, "--archive", root) == 2
    assert "pip install" in capsys.readouterr().err


def test_export_writes_a_folder(pages: Path, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(batch, pages, "--archive", root, "--workers", 0)
    monkeypatch.chdir(tmp_path)
    assert run(export, root, "--to", "csv", "--long", "--bom") == 0
    assert (tmp_path / "archive-csv" / "cells.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert run(export, root, "--to", "jsonl", "-o", tmp_path / "x") == 0
    assert (tmp_path / "x" / "reports.jsonl").exists()


def test_export_says_what_is_wrong(root: Path, capsys: Captured) -> None:
    assert run(export, root, "--to", "csv") == 2
    assert "is no archive" in capsys.readouterr().err


CODE = "import sys; from argparse import ArgumentParser; from gongkai.commands import batch; p = ArgumentParser();"
CODE += "batch.arguments(p); sys.exit(batch.run(p.parse_args(sys.argv[1:])))"


def test_ctrl_c_stops_cleanly_and_the_same_command_goes_on(pages: Path, root: Path) -> None:
    for n in range(400):
        (pages / f"{n}.html").write_bytes(page() + str(n).encode())
    command = [sys.executable, "-c", CODE, str(pages), "--archive", str(root), "--workers", "1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True) as process:
        while not list((root / "originals").glob("*/*")):
            time.sleep(0.05)
        os.killpg(process.pid, signal.SIGINT)
        out, _ = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "nothing is lost; to go on: " in out
    done = len(rows(root, "FROM documents"))
    assert done < 403
    assert run(batch, pages, "--archive", root, "--workers", 1) == 0
    assert len(rows(root, "FROM documents")) == 403


def test_asked_twice_it_stops_at_once() -> None:
    from gongkai.archive.progress import Stop

    stop = Stop()
    stop.ask(signal.SIGINT, None)
    assert stop()
    with pytest.raises(KeyboardInterrupt):
        stop.ask(signal.SIGINT, None)


def test_a_terminal_shows_a_bar(pages: Path, root: Path) -> None:
    here, there = pty.openpty()
    command = [sys.executable, "-c", CODE, str(pages), "--archive", str(root), "--workers", "0"]
    fcntl.ioctl(there, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 160, 0, 0))
    with subprocess.Popen(command, stderr=there, stdout=subprocess.DEVNULL):
        os.close(there)
        shown = b""
        try:
            while some := os.read(here, 4096):
                shown += some
        except OSError:  # the terminal is gone
            pass
    os.close(here)
    assert b"3/3" in shown
    assert b"parsed=1" in shown
    assert b"file/s" in shown
