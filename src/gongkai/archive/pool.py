"""Processes that read documents, and die for them: a death, a time limit or a memory limit costs one document.

Every worker has a pipe of its own and reads one document at a time, the next ones waiting in the pipe. The time limit
is an alarm of the kernel's, so that it holds when nobody is left to watch. A document that takes far longer than
others gets a stand-in for its worker, which steps back in priority: a hanging document slows no other.
"""

import os
import resource
import signal
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing import forkserver, get_context
from multiprocessing.connection import Connection
from selectors import EVENT_READ, DefaultSelector
from threading import current_thread, main_thread
from time import monotonic
from typing import Any

from gongkai.archive.settings import Limits
from gongkai.archive.work import Job, OutOfMemory, Refusal, Result, Trouble, Work
from gongkai.errors import LimitExceeded, UnreadableDocument

OUT_OF_MEMORY = 77  # exit status of a worker
AHEAD = 4  # jobs in a worker's pipe, the one it reads included: it need not wait for this process
LIFETIME = 2000  # documents after which a worker is replaced, so that no leak adds up
PATIENCE = 1.0  # seconds, and
USUAL = 20  # times the usual: after so long a document's worker gets a stand-in
STEP_BACK = 10  # in niceness: one such worker beside two others takes a twentieth of their time


@dataclass(frozen=True, slots=True)
class Death:
    """A job whose worker died, and why."""

    number: int
    why: Refusal


Jobs = Callable[[], Job | None]


def serve(pipe: Connection, work: Work, limits: Limits) -> None:
    """Read the documents that come through a pipe until it closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # of the terminal: the process at the other end decides
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    room = limits.mebibytes * 2**20
    resource.setrlimit(resource.RLIMIT_DATA, (room, room))
    with suppress(EOFError, OSError):
        while True:
            pipe.send(_served(work, pipe.recv(), limits.seconds))


def _served(work: Work, job: Job, seconds: float) -> Result | OSError:
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        return work(job)
    except Trouble as trouble:
        return trouble.error
    except OutOfMemory:
        os._exit(OUT_OF_MEMORY)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


@dataclass(slots=True)
class Worker:
    """A process and this end of its pipe; `jobs` are in the pipe, the first is being read since `since`."""

    process: Any
    pipe: Connection
    jobs: deque[Job] = field(default_factory=deque)
    since: float = 0.0
    served: int = 0
    slow: bool = False

    @property
    def spent(self) -> bool:
        """Whether it gets no more jobs."""
        return self.slow or self.served >= LIFETIME

    def give(self, job: Job) -> None:
        """Put a job into its pipe."""
        if not self.jobs:
            self.since = monotonic()
        self.jobs.append(job)
        self.served += 1
        with suppress(OSError):  # it has died, which is seen when it is listened to
            self.pipe.send(job)

    def hear(self) -> Result:
        """What it has made of its first job. Raises EOFError when it has died, OSError when the disk fails."""
        try:
            got: Result | OSError = self.pipe.recv()
        except ConnectionError as error:
            raise EOFError from error
        if isinstance(got, OSError):
            raise got
        self.jobs.popleft()
        self.since = monotonic()
        return got

    def step_back(self) -> list[Job]:
        """Let others go first; the jobs that it will not do."""
        self.slow = True
        with suppress(ProcessLookupError):
            os.setpriority(os.PRIO_PROCESS, self.process.pid, STEP_BACK)
        return [self.jobs.pop() for _ in range(len(self.jobs) - 1)][::-1]

    def end(self) -> int:
        """Nothing it does is wanted any more; the status it ended with."""
        self.process.kill()
        self.process.join()
        status = int(self.process.exitcode)
        self.process.close()
        self.pipe.close()
        return status


@contextmanager
def _deaf() -> Iterator[None]:
    """What is started meanwhile never hears a Ctrl-C: while it imports it could not yet ignore one."""
    if current_thread() is not main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


@dataclass(slots=True)
class Pool:
    """So many workers, started when they are needed and replaced when they die."""

    size: int
    work: Work
    limits: Limits
    workers: list[Worker] = field(default_factory=list)
    pipes: DefaultSelector = field(default_factory=DefaultSelector)
    returned: deque[Job] = field(default_factory=deque)
    usual: float = 0.0

    def __post_init__(self) -> None:
        get_context("forkserver").set_forkserver_preload(["gongkai.archive.warm"])
        with _deaf():
            forkserver.ensure_running()

    def run(self, jobs: Jobs) -> Iterator[Result | Death | None]:
        """What becomes of all jobs, in no order; None when nothing has for a while.

        Raises OSError when the archive's disk fails.
        """
        while self._feed(jobs):
            self._replace_slow()
            ready = self._ready()
            yield from map(self._heard, ready) if ready else (None,)

    def close(self) -> None:
        """End all workers."""
        while self.workers:
            self._end(self.workers[0])

    def _feed(self, jobs: Jobs) -> bool:
        """Fill the pipes; whether anything is being read."""
        for worker in self._hungry():
            job = self.returned.popleft() if self.returned else jobs()
            if job is None:
                break
            (worker or self._started()).give(job)
        return any(w.jobs for w in self.workers)

    def _hungry(self) -> Iterator[Worker | None]:
        """Who is to get a job, again and again and evenly; None is a worker that is not there yet."""
        active = [w for w in self.workers if not w.spent]
        yield from [None] * (self.size - len(active))
        for depth in range(1, AHEAD + 1):
            yield from (w for w in active if len(w.jobs) < depth)

    def _started(self) -> Worker:
        context = get_context("forkserver")
        here, there = context.Pipe()
        process = context.Process(target=serve, args=(there, self.work, self.limits), daemon=True)
        process.start()
        there.close()
        worker = Worker(process, here)
        self.workers.append(worker)
        self.pipes.register(here, EVENT_READ, worker)
        return worker

    def _end(self, worker: Worker) -> int:
        self.pipes.unregister(worker.pipe)
        self.workers.remove(worker)
        return worker.end()

    def _replace_slow(self) -> None:
        patience = max(PATIENCE, USUAL * self.usual)
        for worker in self.workers:
            slow = worker.jobs and not worker.spent and monotonic() - worker.since > patience
            if slow and len(self.workers) < 2 * self.size:
                self.returned.extend(worker.step_back())

    def _ready(self) -> list[Worker]:
        return [key.data for key, _ in self.pipes.select(PATIENCE / 2)]

    def _heard(self, worker: Worker) -> Result | Death | None:
        try:
            result = worker.hear()
        except EOFError:
            return self._mourned(worker)
        self.usual += (result.milliseconds / 1000 - self.usual) / USUAL
        if worker.slow or (worker.spent and not worker.jobs):
            self._end(worker)
        return result

    def _mourned(self, worker: Worker) -> Death | None:
        worker.process.join()
        status = self._end(worker)
        if not worker.jobs:
            return None
        victim, *others = worker.jobs
        self.returned.extend(others)
        return Death(victim.number, self._why(status))

    def _why(self, status: int) -> Refusal:
        if status == -signal.SIGALRM:
            return Refusal(LimitExceeded.code, f"more than {self.limits.seconds:g} seconds")
        if status == OUT_OF_MEMORY:
            return Refusal(LimitExceeded.code, f"more than {self.limits.mebibytes} MiB of memory")
        if status == -signal.SIGKILL:
            return Refusal(LimitExceeded.code, "killed by the system, most likely for want of memory")
        name = signal.Signals(-status).name if status < 0 else f"status {status}"
        return Refusal(UnreadableDocument.code, f"the process that read it died ({name})")


@dataclass(frozen=True, slots=True)
class Here:
    """No worker at all: documents are read by this process."""

    work: Work

    def run(self, jobs: Jobs) -> Iterator[Result | Death | None]:
        """What becomes of all jobs, in order. Raises OSError when the archive's disk fails."""
        try:
            yield from map(self.work, iter(jobs, None))
        except Trouble as trouble:
            raise trouble.error from trouble

    def close(self) -> None:
        """There is nothing to end."""
