"""The inputs of a batch: all of them, once, in order, and each in one shard."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.archive import walk
from gongkai.archive.walk import Input, Shard, inputs, printable, shard


def tree(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"x")


def found(*named: Path) -> list[str]:
    return [i.name for i in inputs([str(p) for p in named])]


def test_files_come_in_the_order_of_their_paths_without_hidden_ones(tmp_path: Path) -> None:
    tree(tmp_path, "b/2.txt", "b/1/9.txt", "a.txt", "b.txt", ".git/x", "b/.y", "年/报.txt")
    names = ["a.txt", "b/1/9.txt", "b/2.txt", "b.txt", "年/报.txt"]
    assert found(tmp_path) == [str(tmp_path / n) for n in names]
    assert found(tmp_path) == sorted(found(tmp_path), key=lambda n: n.split("/"))


def test_names_given_twice_or_within_one_another_are_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tree(tmp_path, "a/b/1.txt", "a/2.txt")
    monkeypatch.chdir(tmp_path)
    assert found(Path("a/b"), Path("a"), Path("a/2.txt"), Path("a")) == [
        str(tmp_path / n) for n in ("a/2.txt", "a/b/1.txt")
    ]


def test_links_to_folders_are_not_entered_and_links_to_files_are_inputs(tmp_path: Path) -> None:
    tree(tmp_path, "a/1.txt")
    (tmp_path / "loop").symlink_to(tmp_path)
    (tmp_path / "nowhere").symlink_to(tmp_path / "none")
    (tmp_path / "one.txt").symlink_to(tmp_path / "a" / "1.txt")
    assert found(tmp_path) == [str(tmp_path / n) for n in ("a/1.txt", "one.txt")]


def test_a_folder_that_cannot_be_listed_is_an_input(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tree(tmp_path, "a/1.txt", "b/2.txt")
    real = os.scandir

    def scandir(path: Path) -> object:
        if path.name == "a":
            raise PermissionError
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    assert found(tmp_path) == [str(tmp_path / n) for n in ("a", "b/2.txt")]


def test_an_entry_that_cannot_be_looked_at_is_an_input() -> None:
    class Entry:
        def is_file(self) -> bool:
            raise PermissionError

    assert walk._is_file(Entry())  # type: ignore[arg-type]


def test_a_name_that_is_no_utf8_is_printable(tmp_path: Path) -> None:
    name = os.fsdecode(b"\xb1\xa8.txt")
    tree(tmp_path, name)
    ((found_name, path, shown),) = ((i.name, i.path, i.shown) for i in inputs([str(tmp_path)]))
    assert shown == "\\xb1\\xa8.txt"
    assert found_name.endswith(shown)
    assert path.read_bytes() == b"x"
    assert printable("年") == "年"


@given(st.text(), st.integers(1, 9))
def test_every_input_is_in_one_shard(name: str, count: int) -> None:
    item = Input(name.encode("utf-8", "replace").decode(), Path("x"), "x")
    assert sum(Shard(n, count).has(item) for n in range(1, count + 1)) == 1


def test_shards_are_about_as_large() -> None:
    items = [Input(f"/data/{n:06}.pdf", Path("x"), "x") for n in range(4000)]
    sizes = [sum(map(Shard(n, 8).has, items)) for n in range(1, 9)]
    assert min(sizes) > 400


@pytest.mark.parametrize("text", ["0/3", "4/3", "1", "1/2/3", "a/b", "/", "-1/2"])
def test_a_shard_that_is_none(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        shard(text)


def test_a_shard_as_it_is_written() -> None:
    assert shard("3/8") == Shard(3, 8)
    assert str(Shard(3, 8)) == "3of8"
