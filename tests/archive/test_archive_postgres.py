"""The tables of an archive in a real PostgreSQL server, started here from Debian's package."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest

from archive_toys import parse_toy, rows, toy
from gongkai import archive
from gongkai.archive.postgres import _storable

PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin"))


def command(*words: str) -> list[str]:
    """As a user who may start a server: PostgreSQL refuses root."""
    return ["runuser", "-u", "postgres", "--", *words] if os.geteuid() == 0 else list(words)


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The address of a server that listens on a socket in a folder of its own."""
    if not PROGRAMS:
        pytest.skip("no PostgreSQL server is installed")
    home = Path(tempfile.mkdtemp())  # pytest's own folders are closed to other users
    if os.geteuid() == 0:
        shutil.chown(home, "postgres")
    programs, data = PROGRAMS[-1], home / "data"
    log = str(home / "log")
    subprocess.run(command(f"{programs}/initdb", "-A", "trust", "-U", "me", "-D", str(data)), check=True, stdout=-3)
    options = f"-c listen_addresses='' -c unix_socket_directories='{home}' -c fsync=off"
    start = (f"{programs}/pg_ctl", "-D", str(data), "-w", "-l", log, "-o", options, "start")
    subprocess.run(command(*start), check=True, stdout=-3)
    try:
        yield f"postgresql:///postgres?host={home}&user=me"
    finally:
        subprocess.run(command(f"{programs}/pg_ctl", "-D", str(data), "-m", "immediate", "stop"), check=True, stdout=-3)
        shutil.rmtree(home)


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of twenty reports."""
    folder = tmp_path_factory.mktemp("postgres")
    (folder / "inputs").mkdir()
    for n in range(20):
        (folder / "inputs" / f"{n:02}.toy").write_bytes(toy(n))
    settings = archive.Settings(workers=0, parse=parse_toy)
    archive.batch(archive.inputs([str(folder / "inputs")]), folder / "archive", settings)
    return folder / "archive"


def asked(server: str, query: str) -> list[tuple[object, ...]]:
    from adbc_driver_postgresql import dbapi

    with dbapi.connect(server) as connection, connection.cursor() as cursor:
        cursor.execute(query)
        return list(cursor.fetchall())


def test_tables_arrive_whole_with_comments_and_again(server: str, root: Path) -> None:
    for _ in range(2):  # the second time they take the place of the first
        archive.export(root, server)
    for table in ("documents", "reports", "cells", "findings"):
        assert asked(server, f"SELECT count(*) FROM {table}") == rows(root, f"SELECT count(*) FROM {table}")
    query = "SELECT name, year, app_received_total, app_received_person, text_overview FROM reports ORDER BY name"
    assert asked(server, query) == rows(root, query)
    query = "SELECT sha256, field, value, status FROM cells ORDER BY sha256, field"
    assert asked(server, query) == rows(root, query)
    comments = "SELECT col_description('reports'::regclass, ordinal_position::int) FROM information_schema.columns"
    ((comment,),) = asked(server, f"{comments} WHERE table_name = 'reports' AND column_name = 'n_errors'")
    assert comment == "error 级问题数 / number of findings of level error"
    read_at = "SELECT max(read_at) - min(read_at) < interval '1 hour' FROM documents"
    assert asked(server, read_at) == [(True,)]


def test_a_server_that_is_not_there_is_said(root: Path, tmp_path: Path) -> None:
    with pytest.raises(OSError, match="PostgreSQL"):
        archive.export(root, f"postgresql:///none?host={tmp_path}")


def test_the_character_nul_is_replaced() -> None:
    batch = pa.record_batch({"a": ["x\0y", None], "b": [1, 2]})
    assert _storable(batch).to_pydict() == {"a": ["x\ufffdy", None], "b": [1, 2]}
