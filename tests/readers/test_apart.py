"""The helper process: what goes wrong in it stays in it."""

import io
import os
import pickle
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import MappingProxyType, SimpleNamespace

import pytest

from gongkai.document import Document, Paragraph
from gongkai.errors import LimitExceeded, NotAReport, UnreadableDocument
from gongkai.readers import _apart
from gongkai.readers._apart import apart


def echo(text: str) -> Document:
    return Document("made", (Paragraph(text),), MappingProxyType({"title": text}))


def refuse() -> Document:
    raise NotAReport("no")


def hang() -> Document:
    time.sleep(60)
    return echo("late")


def die(number: int) -> Document:
    os.kill(os.getpid(), number)
    return echo("dead")


def bloat() -> Document:
    return echo("x" * (4 * _apart.MEMORY))


def chatter() -> Document:
    print("noise on standard output")
    return echo("quiet")


@pytest.fixture(autouse=True)
def _found_by_the_helper(monkeypatch: pytest.MonkeyPatch) -> None:
    """The helper imports the functions above by their module's name."""
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(sys.path))
    _apart.close()


def process() -> int:
    return _apart._helpers[os.getpid()].pid


def test_a_document_comes_back_whole_and_the_helper_is_kept() -> None:
    assert apart(echo, "一") == echo("一")
    first = process()
    assert apart(echo, "二").metadata["title"] == "二"
    assert process() == first
    with pytest.raises(TypeError):
        apart(echo, "三").metadata["title"] = ""  # type: ignore[index]


def test_an_error_of_ours_comes_back() -> None:
    with pytest.raises(NotAReport, match="no"):
        apart(refuse)


def test_what_takes_too_long_is_ended() -> None:
    start = time.monotonic()
    with pytest.raises(LimitExceeded, match=r"more than 0\.5 seconds"):
        apart(hang, seconds=0.5)
    assert time.monotonic() - start < 30
    assert apart(echo, "after") == echo("after")


def test_a_crash_costs_one_reading() -> None:
    with pytest.raises(UnreadableDocument, match="SIGSEGV"):
        apart(die, signal.SIGSEGV)
    assert apart(echo, "after") == echo("after")


def test_native_code_that_gets_no_memory_aborts() -> None:
    with pytest.raises(LimitExceeded, match="bytes of memory"):
        apart(die, signal.SIGABRT)


def test_a_helper_that_died_between_readings_is_replaced() -> None:
    apart(echo, "before")
    os.kill(process(), signal.SIGKILL)
    _apart._helpers[os.getpid()].wait()
    assert apart(echo, "after") == echo("after")


def test_memory_is_bounded() -> None:
    with pytest.raises(LimitExceeded, match="bytes of memory"):
        apart(bloat)


def test_what_it_prints_is_not_taken_for_an_answer() -> None:
    assert apart(chatter) == echo("quiet")


def test_without_an_interpreter_it_is_read_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "")
    assert apart(echo, "here") == echo("here")
    assert os.getpid() not in _apart._helpers


def test_it_answers_until_its_input_ends() -> None:
    requests, answers = io.BytesIO(), io.BytesIO()
    pickle.dump((echo, ("一",)), requests)
    pickle.dump((refuse, ()), requests)
    _apart.serve(io.BytesIO(requests.getvalue()), answers)
    answers.seek(0)
    assert pickle.load(answers).metadata == {"title": "一"}
    assert isinstance(pickle.load(answers), NotAReport)


def test_the_helper_is_limited_and_keeps_its_output_for_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    limits: list[tuple[int, int]] = []
    turned: list[tuple[int, int]] = []
    file = tmp_path / "answers"
    monkeypatch.setattr(resource, "setrlimit", lambda _, limit: limits.append(limit))
    monkeypatch.setattr(resource, "getrlimit", lambda _: (resource.RLIM_INFINITY, 2**50))
    monkeypatch.setattr(os, "dup", lambda _: os.open(file, os.O_WRONLY | os.O_CREAT))
    monkeypatch.setattr(os, "dup2", lambda a, b: turned.append((a, b)))
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(pickle.dumps((echo, ("一",))))))
    _apart.main()
    assert limits == [(_apart.MEMORY, _apart.MEMORY)]
    assert turned == [(2, 1)]
    assert pickle.loads(file.read_bytes()).metadata == {"title": "一"}


def out_of_memory() -> Document:
    raise MemoryError


def test_memory_that_is_not_there_is_a_limit() -> None:
    assert isinstance(_apart.answer(out_of_memory, ()), LimitExceeded)


def test_its_memory_is_no_more_than_its_parents() -> None:
    code = (
        "import resource; from gongkai.readers._apart import limited;"
        "limited(2**32); limited(2**33); print(resource.getrlimit(resource.RLIMIT_AS))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert ran.stdout.strip() == str((2**32, 2**32))


def test_it_ends_with_its_parent() -> None:
    code = (
        "import os; from gongkai.readers import _apart; from gongkai.readers.pdf_second import read_here;"
        "\ntry: _apart.apart(read_here, b'', frozenset())\nexcept Exception: pass\n"
        "print(_apart._helpers[os.getpid()].pid, flush=True); os._exit(0)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    gone = False
    for _ in range(100):
        try:
            os.kill(int(ran.stdout), 0)
        except ProcessLookupError:
            gone = True
            break
        time.sleep(0.1)
    assert gone
