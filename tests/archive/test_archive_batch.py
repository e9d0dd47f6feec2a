"""A batch: every input gets one row, every content is read once, and a second run does only what is new."""

import errno
import os
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from archive_toys import outcomes, parse_toy, rows, tables, toy
from gongkai import UnreadableDocument, archive
from gongkai.archive import record, settle, store
from gongkai.archive.parts import Part

Run = Callable[..., archive.Summary]
REPORTS = "SELECT count(*), count(DISTINCT sha256) FROM reports"


def touch(path: Path, seconds: int) -> None:
    os.utime(path, (seconds, seconds))


def zipped(path: Path, members: dict[str, bytes]) -> None:
    with zipfile.ZipFile(path, "w") as file:
        for name, data in members.items():
            file.writestr(name, data)


def test_every_input_has_its_row_and_every_report_its_rows(run: Run, inputs: Path, root: Path) -> None:
    assert run().outcomes == {"parsed": 12}
    assert sorted(n for (n,) in rows(root, "SELECT name FROM documents")) == sorted(
        str(p) for p in inputs.rglob("*.toy")
    )
    assert rows(root, REPORTS) == [(12, 12)]
    assert rows(root, "SELECT count(*), sum(value) FROM cells") == [(36, sum(3 * n + 3 for n in range(12)))]
    assert rows(root, "SELECT count(*) FROM findings") == [(6,)]
    assert rows(root, "SELECT DISTINCT year FROM reports ORDER BY 1") == [
        (y,) for y in (2019, 2020, 2021, 2022, 2023, None)
    ]


def test_the_columns_of_a_report(run: Run, root: Path) -> None:
    run()
    columns = "title, agency, year, form_disclosure, form_applications, form_remedies, processing_fee_yuan, n_warnings"
    more = "uncertain, n_unmatched, unmatched, text_overview, app_received_total, dis_fees_amount, dis_rules_issued"
    (found,) = rows(root, f"SELECT {columns}, {more} FROM reports WHERE name = '07.toy'")
    assert found == (
        *("第7号", "0局", 2021, "2021", None, "2019 2021", 7.0, 1, "applications.received.total", 1),
        *('[{"table": 1, "row": 2, "label": "x", "raw": ["7"]}]', "文字7。\n又。", 7.0, 9.0, None),
    )


def test_workers_and_this_process_give_the_same(run: Run, root: Path, tmp_path: Path, inputs: Path) -> None:
    run()
    other = tmp_path / "other"
    settings = archive.Settings(workers=2, parse=parse_toy)
    assert archive.batch(archive.inputs([str(inputs)]), other, settings).outcomes == {"parsed": 12}
    assert tables(other) == tables(root)


def test_a_second_run_does_only_what_is_new(run: Run, inputs: Path, root: Path) -> None:
    run()
    before = tables(root)
    assert run().outcomes == {"known": 12}
    assert tables(root) == before
    (inputs / "new.toy").write_bytes(toy(99))
    assert run().outcomes == {"known": 12, "parsed": 1}
    assert rows(root, REPORTS) == [(13, 13)]


def test_a_touched_file_is_known_and_a_changed_one_is_an_input_of_its_own(run: Run, inputs: Path, root: Path) -> None:
    run()
    touch(inputs / "0" / "00.toy", 10**9)
    assert run().outcomes == {"known": 12}
    (inputs / "0" / "00.toy").unlink()
    (inputs / "0" / "00.toy").write_bytes(toy(50))
    assert run().outcomes == {"known": 11, "parsed": 1}
    assert rows(root, "SELECT count(*) FROM documents WHERE name LIKE '%00.toy'") == [(2,)]


def test_the_same_bytes_are_read_once_and_keep_all_their_names(run: Run, inputs: Path, root: Path) -> None:
    for name in ("x", "y"):
        (inputs / "1" / f"{name}.toy").write_bytes(toy(0))
    assert run(workers=2).outcomes == {"parsed": 12, "duplicate-of": 2}
    assert rows(root, REPORTS) == [(12, 12)]
    firsts = {n: first.rpartition("/")[2] for n, first in rows(root, "SELECT name, duplicate_of FROM duplicates")}
    assert {n.rpartition("/")[2]: first for n, first in firsts.items()} == {"x.toy": "00.toy", "y.toy": "00.toy"}
    (inputs / "z.toy").write_bytes(toy(0))
    assert run().outcomes == {"known": 14, "duplicate-of": 1}


@pytest.mark.parametrize("workers", [0, 1])
def test_members_of_archives_are_inputs(run: Run, inputs: Path, root: Path, workers: int) -> None:
    zipped(inputs / "some.zip", {"a/年.toy": toy(70), "b.toy": toy(1), "c.toy": toy(71, "refuse"), "a/d.toy": toy(70)})
    summary = run(workers=workers)
    assert summary.outcomes == {"parsed": 13, "duplicate-of": 2, "not-a-report": 1, "skipped": 1}
    found = rows(root, "SELECT name, container, outcome FROM documents WHERE name LIKE '%some.zip%' ORDER BY name")
    zip_name = str(inputs / "some.zip")
    assert found == [
        (zip_name, None, "skipped"),
        (f"{zip_name}/a/d.toy", zip_name, "parsed"),  # the first of its content by path, though not in the archive
        (f"{zip_name}/a/年.toy", zip_name, "duplicate-of"),
        (f"{zip_name}/b.toy", zip_name, "duplicate-of"),
        (f"{zip_name}/c.toy", zip_name, "not-a-report"),
    ]
    assert rows(root, "SELECT name FROM reports WHERE name LIKE '%zip%'") == [("some.zip/a/d.toy",)]
    assert run().outcomes == {"known": 13}


def test_two_names_of_one_archive_are_one_archive(run: Run, inputs: Path) -> None:
    zipped(inputs / "some.zip", {"a.toy": toy(70)})
    (inputs / "twin.zip").write_bytes((inputs / "some.zip").read_bytes())
    assert run(workers=1).outcomes == {"parsed": 13, "skipped": 1, "duplicate-of": 1}


def test_a_member_that_cannot_be_read_has_its_row(run: Run, inputs: Path, root: Path) -> None:
    zipped(inputs / "some.zip", {"a.toy": toy(70), "b.toy": toy(71)})
    data = (inputs / "some.zip").read_bytes()
    (inputs / "some.zip").write_bytes(
        data.replace(b"PK\x03\x04\x14\x00\x00\x00", b"PK\x03\x04\x14\x00\x01\x00", 1).replace(
            b"PK\x01\x02\x14\x03\x14\x00\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01\x00", 1
        )
    )
    assert run().outcomes == {"parsed": 13, "unreadable-document": 1, "skipped": 1}
    assert outcomes(root)["a.toy"] == "unreadable-document"
    assert run().outcomes == {"known": 13}
    touch(inputs / "some.zip", 10**9)
    assert run().outcomes == {"known": 13}


@pytest.mark.parametrize(
    ("deed", "code"), [("refuse", "not-a-report"), ("fail", "unreadable-document"), ("need", "missing-tool")]
)
def test_a_document_that_is_refused_has_its_code_and_reason(
    run: Run, inputs: Path, root: Path, deed: str, code: str
) -> None:
    (inputs / "bad.toy").write_bytes(toy(1, deed))
    assert run(workers=1).outcomes == {"parsed": 12, code: 1}
    ((outcome, message, report),) = rows(
        root,
        "SELECT outcome, message, r.name FROM documents d LEFT JOIN reports r USING (sha256) WHERE d.name LIKE '%bad%'",
    )
    assert (outcome, report) == (code, None)
    assert message


def test_what_a_tool_was_missing_for_is_read_again(
    run: Run, inputs: Path, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (inputs / "bad.toy").write_bytes(toy(80, "need"))
    run()
    assert run().outcomes == {"known": 12, "missing-tool": 1}
    monkeypatch.setitem(__import__("archive_toys").DEEDS, "need", lambda: None)
    assert run().outcomes == {"known": 12, "parsed": 1}
    assert rows(root, "SELECT outcome FROM documents WHERE name LIKE '%bad%'") == [("parsed",)]
    assert run().outcomes == {"known": 13}


def test_an_archive_with_a_member_that_a_tool_was_missing_for_is_opened_again(
    run: Run, inputs: Path, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    zipped(inputs / "some.zip", {"a.toy": toy(70), "b.toy": toy(80, "need")})
    run()
    monkeypatch.setitem(__import__("archive_toys").DEEDS, "need", lambda: None)
    run()
    assert [outcomes(root)[n] for n in ("a.toy", "b.toy", "some.zip")] == ["parsed", "parsed", "skipped"]
    assert run().outcomes == {"known": 13}
    assert rows(root, "SELECT count(*) FROM documents") == [(15,)]


def test_a_file_that_cannot_be_opened_has_its_row_until_it_can(
    run: Run, inputs: Path, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = store._hashed

    def locked(path: Path) -> tuple[str, int]:
        if path.name == "00.toy":
            raise UnreadableDocument("it cannot be read: Permission denied")
        return real(path)

    monkeypatch.setattr(store, "_hashed", locked)
    assert run().outcomes == {"parsed": 11, "unreadable-document": 1}
    assert run().outcomes == {"known": 11, "unreadable-document": 1}
    assert rows(root, "SELECT outcome, sha256 FROM documents WHERE name LIKE '%00.toy'") == [
        ("unreadable-document", None)
    ]
    monkeypatch.setattr(store, "_hashed", real)
    assert run().outcomes == {"known": 11, "parsed": 1}
    assert rows(root, "SELECT outcome FROM documents WHERE name LIKE '%00.toy'") == [("parsed",)]


def test_a_name_without_a_file_and_one_too_large_have_rows(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "MAX_BYTES", 10)
    (tmp_path / "large.toy").write_bytes(bytes(11))
    named = archive.inputs([str(tmp_path / "none.toy"), str(tmp_path / "large.toy")])
    summary = archive.batch(named, root, archive.Settings(workers=0, parse=parse_toy))
    assert summary.outcomes == {"limit-exceeded": 1, "unreadable-document": 1}


def test_reparse_does_again_what_an_older_version_did(
    run: Run, inputs: Path, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    zipped(inputs / "some.zip", {"a.toy": toy(70), "b.toy": toy(1)})
    run()
    before = tables(root)
    assert run(reparse=True).outcomes == {"known": 13}
    for module in ("record", "rows", "ledger"):
        monkeypatch.setattr(f"gongkai.archive.{module}.__version__", "0.2.0")
    for path in inputs.rglob("*.toy"):
        path.unlink()  # the originals are enough
    assert run(reparse=True).outcomes == {"parsed": 13, "skipped": 1, "known": 1 + 2}
    assert rows(root, "SELECT DISTINCT parser FROM reports") == [("0.2.0",)]
    assert rows(root, "SELECT outcome, parser, count(*) FROM documents GROUP BY ALL ORDER BY 1") == [
        ("duplicate-of", "0.1.0", 1),
        ("parsed", "0.2.0", 13),
        ("skipped", "0.2.0", 1),
    ]
    after = tables(root)
    assert (after["cells"], after["findings"]) == (before["cells"], before["findings"])
    assert run(reparse=True).outcomes == {"known": 1}


def test_an_original_that_was_written_over_does_not_replace_what_was_read(
    run: Run, inputs: Path, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run()
    before = tables(root)
    with (inputs / "0" / "00.toy").open("r+b") as file:  # a hard link: the original changes with it
        file.write(toy(9))
    monkeypatch.setattr("gongkai.archive.ledger.__version__", "0.2.0")
    monkeypatch.setattr("gongkai.archive.walk._files", lambda _: iter(()))
    assert run(reparse=True).outcomes == {"parsed": 11, "unreadable-document": 1}
    assert tables(root) == before


def test_many_small_parts_become_one(run: Run, inputs: Path, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run()
    for n in range(100, 103):
        (inputs / f"{n}.toy").write_bytes(toy(n))
        run()
    before = tables(root)
    assert len({p.stem for p in (root / "documents").glob("*/b-*")}) == 4
    monkeypatch.setattr(settle, "MANY", 3)
    assert run().outcomes == {"known": 15}
    assert not list((root / "documents").glob("*/b-*"))
    assert {p.stem[0] for p in (root / "cells").glob("*/*") if p.name != "empty.parquet"} == {"m"}
    assert tables(root) == before
    assert run().outcomes == {"known": 15}


def test_shards_do_every_input_once_and_a_batch_puts_them_together(
    run: Run, inputs: Path, root: Path, tmp_path: Path
) -> None:
    for n in range(8):
        (inputs / "0" / f"copy{n}.toy").write_bytes(toy(0))
    done = [run(shard=archive.Shard(n, 3)).outcomes for n in (3, 1, 2)]
    assert sum(sum(o.values()) for o in done) == 20
    assert run().outcomes == {"known": 20}
    whole = tmp_path / "whole"
    archive.batch(archive.inputs([str(inputs)]), whole, archive.Settings(workers=0, parse=parse_toy))
    assert tables(root) == tables(whole)


def test_what_two_shards_have_read_is_one_report_in_the_end(run: Run, inputs: Path, root: Path) -> None:
    for n in range(8):
        (inputs / "0" / f"copy{n}.toy").write_bytes(toy(0))
    nested: list[archive.Event] = []

    def tell(_: archive.Event) -> None:
        if not nested:
            nested.append(_)
            run(shard=archive.Shard(2, 2))

    run(shard=archive.Shard(1, 2), tell=tell)
    assert rows(root, REPORTS) == [(13, 12)]
    assert run().outcomes == {"known": 20}
    assert rows(root, REPORTS) == [(12, 12)]
    assert rows(root, "SELECT count(*), sum(value) FROM cells") == [(36, sum(3 * n + 3 for n in range(12)))]
    assert rows(root, "SELECT outcome, count(*) FROM documents GROUP BY 1 ORDER BY 1") == [
        ("duplicate-of", 8),
        ("parsed", 12),
    ]
    ((_, format_, year),) = rows(root, "SELECT name, format, year FROM documents WHERE outcome <> 'parsed' LIMIT 1")
    assert (format_, year) == (None, None)
    assert len(rows(root, "FROM duplicates")) == 8


def test_what_a_shard_left_is_finished_by_itself(run: Run, root: Path) -> None:
    run(shard=archive.Shard(1, 2))
    assert run(shard=archive.Shard(1, 2)).outcomes.keys() == {"known"}


def test_only_one_batch_writes_but_many_shards_do(run: Run, root: Path) -> None:
    nested: list[Any] = []

    def tell(_: archive.Event) -> None:
        if not nested:
            nested.append(None)
            with pytest.raises(BlockingIOError, match="another batch"):
                run()
            with pytest.raises(BlockingIOError):
                run(shard=archive.Shard(1, 2))
            nested[0] = run(shard=archive.Shard(2, 2)).outcomes

    run(shard=archive.Shard(1, 2), tell=tell)
    assert nested[0]["parsed"] > 0


def test_readers_see_whole_reports_while_a_batch_writes(run: Run, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import duckdb

    monkeypatch.setattr(record, "PART_DOCUMENTS", 3)
    seen = []

    def tell(_: archive.Event) -> None:
        with duckdb.connect(str(root / "gongkai.duckdb"), read_only=True) as connection:
            seen.append(
                connection.execute(
                    "SELECT (SELECT count(*) FROM documents), (SELECT count(*) FROM reports),"
                    " (SELECT count(*) FROM cells)"
                ).fetchone()
            )

    run(tell=tell)
    assert {s for s in seen if s} == {(n, n, 3 * n) for n in (0, 3, 6, 9)}


def test_it_stops_when_asked_and_goes_on(run: Run, root: Path) -> None:
    heard: list[archive.Event] = []
    summary = run(tell=heard.append, stop=lambda: len(heard) >= 5)
    assert summary.stopped
    assert summary.outcomes == {"parsed": 5}
    assert run().outcomes == {"parsed": 7, "known": 5}


def test_a_full_disk_is_said_and_nothing_is_lost(run: Run, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(record, "PART_DOCUMENTS", 5)
    real = Part.write
    writes: list[Path] = []

    def full(part: Part, folder: Path, name: str) -> None:
        writes.append(folder)
        if len(writes) == 2:
            folder.mkdir(parents=True)
            (folder / "half").write_bytes(b"PAR1")
            raise OSError(errno.ENOSPC, "No space left on device")
        real(part, folder, name)

    with monkeypatch.context() as patch:
        patch.setattr(Part, "write", full)
        with pytest.raises(OSError, match="No space"):
            run()
    assert rows(root, "SELECT count(*) FROM documents") == [(5,)]
    assert run().outcomes == {"parsed": 7, "known": 5}
    assert list((root / "incoming").iterdir()) == []


def test_a_disk_full_for_originals_stops_the_batch_too(
    run: Run, inputs: Path, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    zipped(inputs / "some.zip", {"a.toy": toy(70)})

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(store, "write_whole", full)
        with pytest.raises(OSError, match="No space"):
            run()
    assert sum(run().outcomes.values()) == 14
    assert outcomes(root)["a.toy"] == "parsed"


def test_a_folder_of_something_else_is_left_alone(run: Run, root: Path) -> None:
    root.mkdir()
    (root / "thesis.txt").write_text("mine")
    with pytest.raises(FileExistsError, match="neither empty nor an archive"):
        run()
    assert [p.name for p in root.iterdir()] == ["thesis.txt"]


def test_an_archive_of_another_layout_is_left_alone(run: Run, root: Path) -> None:
    run()
    (root / "archive.json").write_text('{"gongkai-archive": 99}')
    with pytest.raises(FileExistsError, match="another version"):
        run()


def test_originals_are_copied_where_they_cannot_be_linked(
    run: Run, inputs: Path, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (inputs / "link.toy").symlink_to(inputs / "0" / "00.toy")

    def refused(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "link", refused)
    assert run().outcomes == {"parsed": 12, "duplicate-of": 1}
    kept = [p for p in (root / "originals").rglob("*") if p.is_file()]
    assert len(kept) == 12
    assert all(not p.is_symlink() and p.stat().st_nlink == 1 for p in kept)


def test_an_archive_can_be_moved(run: Run, root: Path, inputs: Path, tmp_path: Path) -> None:
    import duckdb

    run()
    before = tables(root)
    moved = tmp_path / "we[ir]d * 'name"
    root.rename(moved)
    assert tables(moved) == before
    archive.batch(archive.inputs([str(inputs)]), moved, archive.Settings(workers=0, parse=parse_toy))
    with duckdb.connect(str(moved / "gongkai.duckdb"), read_only=True) as connection:
        assert connection.execute("SELECT count(*) FROM reports").fetchone() == (12,)
        comments = connection.execute("SELECT comment FROM duckdb_columns() WHERE table_name = 'reports'").fetchall()
        assert all(comment for (comment,) in comments)
        assert len(connection.execute("FROM codebook").fetchall()) > 250


def test_no_archive_is_said(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="is no archive"):
        archive.connect(tmp_path)
