"""Toy documents, which a toy parser reads in no time or dies of, and the tables of an archive to compare."""

import ctypes
import hashlib
import os
import signal
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from gongkai import archive
from gongkai.archive.columns import TABLES
from gongkai.errors import MissingTool, NotAReport
from gongkai.outline import Section
from gongkai.report import Entry, Finding, Origin, Report, Unmatched

# Columns that differ from run to run.
VOLATILE = ("milliseconds", "read_at", "attempts")
FIELDS = ("applications.received.total", "disclosure.rules.in_force", "disclosure.fees.amount")
HUGE = 2**34  # bytes


def toy(number: int, deed: str = "") -> bytes:
    """A document; its number decides everything that is read in it, the deed what reading it does."""
    return f"{number} {deed}".encode()


def parse_toy(data: bytes, name: str | None, url: str | None) -> Report:
    """The report in a toy; most take a thousandth of a second."""
    number, _, deed = data.decode().partition(" ")
    DEEDS.get(deed, _nothing)()
    origin = Origin(name, "toy", hashlib.sha256(data).hexdigest(), len(data), url)
    n = int(number)
    time.sleep(0.0005)
    return Report(
        source=origin,
        title=f"第{n}号",
        agency=f"{n % 7}局",
        year=2019 + n % 5 if n % 11 else None,
        published_on=None,
        forms={"disclosure": ("2021",), "applications": None, "remedies": ("2019", "2021")},
        sections=(Section(1, "overview", "一、总体情况", f"文字{n}。"), Section(None, "overview", "", "又。")),
        facts={"processing_fee_yuan": n},
        cells=tuple(Entry(f, n + k, "value", str(n + k), "件", f, 1.0) for k, f in enumerate(FIELDS)),
        unmatched=(Unmatched(1, 2, "x", (str(n),)),) if n % 3 else (),
        remarks=(),
        findings=(Finding("extraction.uncertain", "warning", "?", FIELDS[:1], n, None),) if n % 2 else (),
    )


def _nothing() -> None:
    pass


def _hang() -> None:
    time.sleep(3600)


def _spin() -> None:
    while True:
        pass


def _hog() -> None:
    _ = bytearray(HUGE)


def _crash() -> None:
    ctypes.string_at(0)


def _kill() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _exit() -> None:
    os._exit(3)


def _fail() -> None:
    raise RuntimeError("\ud800 broke")


def _refuse() -> None:
    raise NotAReport("nothing in it")


def _need() -> None:
    raise MissingTool("a tool is needed")


DEEDS: Mapping[str, Callable[[], None]] = {
    "hang": _hang,
    "spin": _spin,
    "hog": _hog,
    "crash": _crash,
    "kill": _kill,
    "exit": _exit,
    "fail": _fail,
    "refuse": _refuse,
    "need": _need,
}


def rows(root: Path, query: str) -> list[tuple[Any, ...]]:
    """What a query gives."""
    with archive.connect(root) as connection:
        return connection.execute(query).fetchall()


def tables(root: Path) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of all tables in an order of their own, without what differs from run to run."""
    but = ", ".join(VOLATILE)
    return {
        table: rows(root, f"SELECT * {f'EXCLUDE ({but})' if table == 'documents' else ''} FROM {table} ORDER BY ALL")
        for table in TABLES
    }


def outcomes(root: Path) -> dict[str, str]:
    """Outcome by the last part of the name."""
    return {name.rpartition("/")[2]: outcome for name, outcome in rows(root, "SELECT name, outcome FROM documents")}
