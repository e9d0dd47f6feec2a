"""Readings that may crash the process, or take any time or memory, in a process of their own.

One helper serves a process as long as it lives; a reading that outlasts its time or kills the helper costs no other.
The helper ends when its parent does: it then finds its input closed.
"""

import atexit
import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from threading import Event, Lock, Timer
from types import MappingProxyType
from typing import Any, BinaryIO

from gongkai.document import Document
from gongkai.errors import GongkaiError, LimitExceeded, UnreadableDocument

MEMORY = 2 * 2**30  # bytes of address space of the helper, where the system can limit it
SECONDS = 60.0  # for one reading: a report of 300 pages takes two
ROOT = Path(__file__).parents[2]

Read = Callable[..., Document]
Helper = subprocess.Popen[bytes]

_helpers: dict[int, Helper] = {}  # by process: a fork must not talk to its parent's
_lock = Lock()


def apart(read: Read, *arguments: Any, seconds: float = SECONDS) -> Document:
    """What a function of a module returns, called in the helper.

    Raises what it raises of ours, LimitExceeded when it takes too long, UnreadableDocument when the helper dies of it.
    """
    if not sys.executable or getattr(sys, "frozen", False):
        return read(*arguments)  # no interpreter to start
    with _lock:
        told = _told(_living(), (read, arguments), seconds)
    if isinstance(told, GongkaiError):
        raise told
    return replace(told, metadata=MappingProxyType(dict(told.metadata)))


def _told(helper: Helper, request: object, seconds: float) -> Document | GongkaiError:
    """The helper's answer, or why there is none."""
    late = Event()

    def stop() -> None:
        late.set()
        helper.kill()

    timer = Timer(seconds, stop)
    timer.start()
    try:
        told: Document | GongkaiError = _asked(helper, request)
    except (EOFError, OSError, pickle.UnpicklingError):
        told = _reason(helper, f"{seconds:g} seconds" if late.is_set() else "")
    finally:
        timer.cancel()
    return told


def _asked(helper: Helper, request: object) -> Any:
    assert helper.stdin is not None
    assert helper.stdout is not None
    pickle.dump(request, helper.stdin)
    helper.stdin.flush()
    return pickle.load(helper.stdout)


def _living() -> Helper:
    """The helper of this process, a new one when there is none that lives."""
    helper = _helpers.get(os.getpid())
    if helper and helper.poll() is not None:
        close()
        helper = None
    if helper is None:
        path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
        helper = subprocess.Popen(
            [sys.executable, "-m", __name__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": path},
        )
        _helpers[os.getpid()] = helper
    return helper


def _reason(helper: Helper, over: str) -> GongkaiError:
    """Why there is no answer; the helper is gone."""
    close()
    if over:
        return LimitExceeded(f"reading it took more than {over}")
    code = helper.returncode
    if code == -signal.SIGABRT:  # how native code ends that gets no more memory
        return LimitExceeded(f"reading it took more than {MEMORY} bytes of memory")
    return UnreadableDocument(f"the engine failed on it ({signal.Signals(-code).name if code < 0 else code})")


@atexit.register
def close() -> None:
    """End the helper of this process."""
    helper = _helpers.pop(os.getpid(), None)
    if helper:
        helper.kill()
        helper.communicate()


def serve(requests: BinaryIO, answers: BinaryIO) -> None:
    """Answer requests until there are no more."""
    while True:
        try:
            read, arguments = pickle.load(requests)
        except EOFError:
            return
        pickle.dump(answer(read, arguments), answers)
        answers.flush()


def answer(read: Read, arguments: tuple[Any, ...]) -> Document | GongkaiError:
    """A document, or the error of ours that it ended in."""
    try:
        document = read(*arguments)
        return replace(document, metadata=dict(document.metadata))  # a mapping proxy cannot be sent
    except GongkaiError as error:
        return type(error)(*error.args)  # without the traceback, which cannot be sent
    except MemoryError:
        return LimitExceeded(f"reading it took more than {MEMORY} bytes of memory")


def limited(memory: int) -> None:
    """This process with no more than so much memory, where the system can say so; never with more than it has."""
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return
    least = min((memory, *(n for n in resource.getrlimit(resource.RLIMIT_AS) if n != resource.RLIM_INFINITY)))
    resource.setrlimit(resource.RLIMIT_AS, (least, least))


def main() -> None:
    """The helper: limited, with standard output kept for answers."""
    limited(MEMORY)
    with os.fdopen(os.dup(1), "wb") as answers:
        os.dup2(2, 1)
        serve(sys.stdin.buffer, answers)


if __name__ == "__main__":
    main()
