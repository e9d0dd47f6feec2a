"""A document that hangs, crashes or takes all memory costs itself and nothing else."""

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from archive_toys import outcomes, parse_toy, rows, toy
from gongkai import archive
from gongkai.archive import pool
from gongkai.archive.pool import Pool, Worker
from gongkai.archive.settings import Limits
from gongkai.archive.store import Archive, keep, opened
from gongkai.archive.work import Work

Run = Callable[..., archive.Summary]
TIGHT = Limits(seconds=0.5, mebibytes=1024)
DEADLY = {
    "hang": ("limit-exceeded", "more than 0.5 seconds"),
    "spin": ("limit-exceeded", "more than 0.5 seconds"),
    "hog": ("limit-exceeded", "more than 1024 MiB of memory"),
    "kill": ("limit-exceeded", "killed by the system"),
    "crash": ("unreadable-document", "died (SIGSEGV)"),
    "exit": ("unreadable-document", "died (status 3)"),
}


def test_every_way_to_die_costs_one_document_each(run: Run, inputs: Path, root: Path) -> None:
    for n, deed in enumerate(DEADLY):
        (inputs / "0" / f"{deed}.toy").write_bytes(toy(30 + n, deed))
    summary = run(workers=2, limits=TIGHT)
    assert summary.outcomes == {"parsed": 12, "limit-exceeded": 4, "unreadable-document": 2}
    found = rows(root, "SELECT d.name, d.outcome, d.message, d.attempts FROM documents d JOIN quarantine USING (name)")
    assert {name.rpartition("/")[2].removesuffix(".toy") for name, *_ in found} == DEADLY.keys()
    for name, outcome, message, attempts in found:
        code, reason = DEADLY[name.rpartition("/")[2].removesuffix(".toy")]
        assert (outcome, attempts) == (code, 2)
        assert reason in message


def test_what_was_quarantined_is_tried_again_only_when_asked(run: Run, inputs: Path, root: Path) -> None:
    (inputs / "bad.toy").write_bytes(toy(30, "exit"))
    run(workers=1)
    assert run(workers=1).outcomes == {"known": 13}
    (inputs / "bad.toy").unlink()
    assert run(workers=1, reparse=True).outcomes == {"known": 12, "unreadable-document": 1}
    assert rows(root, "SELECT count(*) FROM documents") == [(13,)]


def test_what_dies_once_is_read_by_the_second_worker(
    run: Run, inputs: Path, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed: list[int] = []
    real = Worker.give

    def give(worker: Worker, job: object) -> None:
        real(worker, job)  # type: ignore[arg-type]
        if not killed:
            killed.append(worker.process.pid)
            os.kill(worker.process.pid, signal.SIGKILL)

    monkeypatch.setattr(Worker, "give", give)
    assert run(workers=1).outcomes == {"parsed": 12}
    assert rows(root, "SELECT attempts, count(*) FROM documents GROUP BY 1 ORDER BY 1") == [(1, 11), (2, 1)]


def test_a_document_that_hangs_does_not_hold_up_the_others(
    run: Run, inputs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool, "PATIENCE", 0.3)
    (inputs / "0" / "00a.toy").write_bytes(toy(30, "hang"))
    done: list[tuple[str, float]] = []
    begun = time.monotonic()

    def tell(event: archive.Event) -> None:
        done.append((event.outcome, time.monotonic() - begun))

    run(workers=1, limits=Limits(seconds=3), tell=tell)
    assert [outcome for outcome, _ in done] == ["parsed"] * 12 + ["limit-exceeded"]
    *_, last_good, (_, end) = done
    assert end - last_good[1] > 3  # the second try has all its time, with nothing beside it


def test_workers_are_replaced_after_a_lifetime(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "LIFETIME", 5)
    started: list[Worker] = []
    real = Pool._started

    def start(self: Pool) -> Worker:
        started.append(real(self))
        return started[-1]

    monkeypatch.setattr(Pool, "_started", start)
    assert run(workers=1).outcomes == {"parsed": 12}
    assert [w.served for w in started] == [5, 5, 2]


def test_an_idle_worker_that_dies_is_no_loss(tmp_path: Path) -> None:
    mine = Pool(1, Work(opened(tmp_path / "a"), parse_toy), Limits())
    worker = mine._started()
    os.kill(worker.process.pid, signal.SIGKILL)
    assert mine._heard(worker) is None
    assert mine.workers == []


def test_workers_end_with_the_process_they_work_for(tmp_path: Path) -> None:
    mine = Pool(1, Work(opened(tmp_path / "a"), parse_toy), Limits())
    worker = mine._started()
    mine.pipes.unregister(worker.pipe)
    worker.pipe.close()
    worker.process.join(20)
    assert worker.process.exitcode == 0


@pytest.mark.parametrize("workers", [0, 1])
def test_an_archive_whose_disk_fails_stops_the_batch(
    run: Run, root: Path, monkeypatch: pytest.MonkeyPatch, workers: int
) -> None:
    def lost(where: Archive, item: archive.Input) -> tuple[str, int]:
        kept = keep(where, item)
        if item.shown == "05.toy":
            where.original(kept[0]).unlink()
        return kept

    with monkeypatch.context() as patch:
        patch.setattr("gongkai.archive.run.keep", lost)
        with pytest.raises(FileNotFoundError):
            run(workers=workers)
    run(workers=workers)
    assert list(outcomes(root).values()) == ["parsed"] * 12
