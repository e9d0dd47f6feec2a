"""Archives: every member an input of its own, names as they were, and nothing that a hostile one can do."""

import io
import json
import random
import struct
import sys
import zlib
from collections.abc import Mapping
from pathlib import Path

import py7zr
import pytest

import gongkai
from gongkai import archive_members, members
from gongkai.cli import main
from gongkai.errors import (
    GongkaiError,
    LimitExceeded,
    MissingTool,
    NotAReport,
    UnreadableDocument,
    UnsupportedFormat,
)
from made import package, page, report_blocks, whole, word

WORD, PAGE = word(report_blocks(whole("2019"))), page()


def names(data: bytes) -> list[str]:
    return [m.name for m in archive_members(data)]


def contents(data: bytes) -> dict[str, bytes | None]:
    return {m.name: m.data for m in archive_members(data)}


def named(raw: bytes, content: bytes = b"x") -> bytes:
    """A zip whose only member has these bytes for its name, without the flag for UTF-8."""
    data = package({"n" * len(raw): content})
    return data.replace(b"n" * len(raw), raw)


def flagged(data: bytes, local: int, central: int, value: int) -> bytes:
    """A zip with two bytes of every header changed: at an offset in the local and in the central one."""
    changed = bytearray(data)
    for mark, offset in ((b"PK\x03\x04", local), (b"PK\x01\x02", central)):
        at = changed.find(mark)
        while at >= 0:
            struct.pack_into("<H", changed, at + offset, value)
            at = changed.find(mark, at + 1)
    return bytes(changed)


def test_members_come_in_the_order_of_the_archive_without_junk_and_folders() -> None:
    data = package({"b.txt": b"2", "__MACOSX/._b.txt": b"", "a/": b"", "a/Thumbs.db": b"", "a/c.txt": b"3", "._d": b""})
    assert contents(data) == {"b.txt": b"2", "a/c.txt": b"3"}


@pytest.mark.parametrize("codec", ["gb18030", "utf-8"])
def test_names_without_the_flag_are_chinese(codec: str) -> None:
    assert names(named("年报/水务局.docx".encode(codec))) == ["年报/水务局.docx"]


def test_names_with_the_flag_or_with_backslashes() -> None:
    assert names(package({"年报\\局.docx": b"x"})) == ["年报/局.docx"]


def test_archives_are_opened_once_more_and_no_further() -> None:
    inner = package({"a.txt": b"1", "deep.zip": package({"b.txt": b"2"})})
    found = {m.name: m for m in archive_members(package({"in.zip": inner, "c.txt": b"3"}))}
    assert list(found) == ["in.zip/a.txt", "in.zip/deep.zip", "c.txt"]
    assert isinstance(found["in.zip/deep.zip"].error, LimitExceeded)


def test_a_damaged_archive_in_an_archive_is_one_bad_member() -> None:
    found = list(archive_members(package({"in.7z": b"7z\xbc\xaf\x27\x1c" + bytes(40), "b.txt": b"2"})))
    assert [(m.name, type(m.error)) for m in found] == [("in.7z", UnreadableDocument), ("b.txt", type(None))]


def test_documents_that_are_zips_are_no_archives() -> None:
    assert not members.is_archive(WORD)
    assert members.is_archive(package({"a.docx": WORD}))
    assert contents(package({"a.docx": WORD})) == {"a.docx": WORD}


ODD: Mapping[str, tuple[int, int, int, str]] = {
    "encrypted": (6, 8, 1, "password"),
    "method": (8, 10, 97, "method"),
}


@pytest.mark.parametrize("kind", ODD)
def test_members_that_cannot_be_read_have_an_error(kind: str) -> None:
    local, central, value, message = ODD[kind]
    (member,) = archive_members(flagged(package({"a.txt": b"1"}), local, central, value))
    assert member.data is None
    assert isinstance(member.error, UnreadableDocument)
    assert message in str(member.error)


def test_a_member_that_is_damaged_has_an_error() -> None:
    content = random.Random(1).randbytes(2000)
    data = package({"a.bin": content, "b.txt": b"2"}).replace(content[500:510], bytes(10))
    found = list(archive_members(data))
    assert [type(m.error) for m in found] == [UnreadableDocument, type(None)]


def test_bombs_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(members, "MAX_BYTES", 10_000)
    monkeypatch.setattr(members, "MAX_TOTAL", 50_000)
    found = archive_members(package({str(i): bytes(9_000) for i in range(9)}))
    assert [next(found).name for _ in range(5)] == ["0", "1", "2", "3", "4"]
    with pytest.raises(LimitExceeded, match="measure"):
        next(found)
    (large,) = archive_members(package({"a": bytes(10_001)}))
    assert isinstance(large.error, LimitExceeded)


def test_a_bomb_in_an_archive_counts_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(members, "MAX_TOTAL", 50_000)
    with pytest.raises(LimitExceeded):
        list(archive_members(package({"in.zip": package({str(i): bytes(9_000) for i in range(9)})})))


def test_too_many_members_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(members, "MAX_MEMBERS", 3)
    with pytest.raises(LimitExceeded, match="members"):
        list(archive_members(package({str(i): b"" for i in range(4)})))


# 7z and rar


def seven(files: Mapping[str, bytes], password: str | None = None) -> bytes:
    buffer = io.BytesIO()
    with py7zr.SevenZipFile(buffer, "w", password=password) as archive:
        for name, content in files.items():
            archive.writestr(content, name)
    return buffer.getvalue()


def rar(name: str, content: bytes, flags: int = 0) -> bytes:
    """An archive of one stored file, in the format of RAR 3."""
    raw = name.encode()
    head = struct.pack("<IIBIIBBHI", len(content), len(content), 0, zlib.crc32(content), 0, 29, 0x30, len(raw), 0x20)
    body = struct.pack("<BHH", 0x74, 0x8000 | flags, 7 + len(head) + len(raw)) + head + raw
    main_ = struct.pack("<BHH", 0x73, 0, 13) + bytes(6)
    blocks = [struct.pack("<H", zlib.crc32(b) & 0xFFFF) + b for b in (main_, body)]
    return b"Rar!\x1a\x07\0" + blocks[0] + blocks[1] + content + bytes.fromhex("c43d7b00400700")


def test_seven_zip() -> None:
    data = seven({"年报/a.docx": WORD, "b.txt": b"2"})
    assert contents(data) == {"年报/a.docx": WORD, "b.txt": b"2"}
    assert gongkai.parse(seven({"a.docx": WORD})).forms["applications"] == ("2019",)


def test_seven_zip_encrypted_damaged_or_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UnreadableDocument, match="password"):
        names(seven({"a": b"1"}, password="x"))
    data = seven({"a": bytes(9_000)})
    with pytest.raises(UnreadableDocument, match="damaged"):
        names(data[:-9])
    monkeypatch.setattr(members, "MAX_SOLID", 100)
    with pytest.raises(LimitExceeded, match="7z"):
        names(data)


def test_rar() -> None:
    assert contents(rar("a.txt", b"12")) == {"a.txt": b"12"}


def test_rar_encrypted_or_damaged() -> None:
    (member,) = archive_members(rar("a.txt", b"12", flags=4))
    assert "password" in str(member.error)
    damaged = rar("a.txt", b"1234").replace(b"1234", b"1235")
    assert [type(m.error) for m in archive_members(damaged)] == [UnreadableDocument]
    for beginning in (b"Rar!\x1a\x07\1\0", b"Rar!\x1a\x07\0"):
        with pytest.raises(NotAReport, match="no file"):
            names(beginning + b"x" * 30)


@pytest.mark.parametrize(("module", "data"), [("py7zr", seven({"a": b""})), ("rarfile", rar("a", b"1"))])
def test_without_its_package_the_error_says_what_to_install(
    module: str, data: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(MissingTool, match=r"pip install 'gongkai\[archives\]'"):
        names(data)
    (member,) = archive_members(package({"in": data}))
    assert isinstance(member.error, MissingTool)


# one report, and several


def test_the_one_report_of_an_archive_is_read() -> None:
    report = gongkai.parse(package({"x/a.docx": WORD, "note.txt": "说明。".encode()}), name="all.zip")
    assert report.to_dict()["source"]["name"] == "all.zip/x/a.docx"
    assert gongkai.parse(package({"a.docx": WORD})).to_dict()["source"]["name"] == "a.docx"


def test_several_reports_are_named() -> None:
    with pytest.raises(UnsupportedFormat, match=r"2 reports: a\.docx, b\.html"):
        gongkai.parse(package({"a.docx": WORD, "b.html": PAGE}))
    with pytest.raises(UnsupportedFormat, match="…"):
        gongkai.parse(package({f"{i}.html": PAGE for i in range(11)}))


def test_no_report() -> None:
    with pytest.raises(NotAReport, match="2 members"):
        gongkai.parse(package({"a.txt": "一。".encode(), "b.txt": "二。".encode()}))
    with pytest.raises(UnreadableDocument, match="password"):
        gongkai.parse(flagged(package({"a.txt": b"1"}), 6, 8, 1))
    with pytest.raises(NotAReport):
        gongkai.parse(package({}))


# the command


def test_the_command_gives_every_member_an_object(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "all.zip"
    path.write_bytes(package({"x/a.docx": WORD, "b.html": PAGE, "c.txt": "三。".encode()}))
    assert main(["parse", str(path)]) == 1
    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [f["source"]["name"] for f in found] == ["all.zip/x/a.docx", "all.zip/b.html", "all.zip/c.txt"]
    assert ["error" in f for f in found] == [False, False, True]
    assert main(["check", str(path)]) == 1
    assert "all.zip/c.txt: error: not-a-report" in capsys.readouterr().out


def test_an_archive_of_one_report_is_one_object(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "one.zip"
    path.write_bytes(package({"a.html": PAGE}))
    assert main(["parse", str(path)]) == 0
    assert json.loads(capsys.readouterr().out)["source"]["name"] == "one.zip/a.html"


def test_names_of_members_never_lead_out_of_the_folder(tmp_path: Path) -> None:
    path, out = tmp_path / "in" / "a.zip", tmp_path / "out"
    path.parent.mkdir()
    evil = ("../../up.html", "/abs.html", "..\\win.html", "a/..", "n\nl:.html", "长" * 300 + ".html", "b/up.html")
    path.write_bytes(package(dict.fromkeys(evil, PAGE)))
    assert main(["parse", "-o", str(out), str(path)]) == 0
    written = sorted(p.name for p in out.iterdir())
    assert len(written) == len(evil)
    assert {p.name for p in tmp_path.iterdir()} == {"in", "out"}
    assert {"up.json", "up.html.json", "abs.json", "win.json", "n_l_.json", "member.json"} <= set(written)


def test_a_damaged_archive_is_one_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(package({"a.html": PAGE})[:-30])
    assert main(["parse", str(path)]) == 1
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "unreadable-document"


def test_an_encrypted_member_is_one_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(flagged(package({"a.html": PAGE}), 6, 8, 1))
    assert main(["parse", str(path)]) == 1
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "unreadable-document"


def test_bytes_changed_at_random_raise_nothing_else() -> None:
    rng = random.Random(3)
    seeds = (package({"a.txt": b"1" * 300, "in.zip": package({"b": b"2"})}), seven({"a": b"3" * 90}), rar("a", b"45"))
    outcomes = set()
    for _ in range(400):
        data = bytearray(rng.choice(seeds))
        for _ in range(rng.randint(1, 6)):
            data[rng.randrange(len(data))] = rng.randrange(256)
        try:
            found = list(archive_members(bytes(data))) if members.is_archive(bytes(data)) else []
            outcomes.add(all((m.data is None) == (m.error is not None) for m in found))
        except GongkaiError as error:
            outcomes.add(bool(str(error)))
    assert outcomes == {True}
