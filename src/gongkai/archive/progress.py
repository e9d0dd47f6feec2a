"""How a batch shows itself: a bar on a terminal, lines of JSON for machines, a summary for people."""

import json
import signal
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from types import FrameType
from typing import Any

from gongkai.archive.ledger import DUPLICATE, PARSED, SKIPPED
from gongkai.archive.settings import Event, Summary
from gongkai.archive.tools import tool
from gongkai.archive.walk import inputs, shard
from gongkai.errors import NotAReport

REDRAWN = 0.5  # seconds
KNOWN = "known"
WORDS = {
    PARSED: "读成报告 / parsed",
    DUPLICATE: "内容重复，只读一次 / the same bytes again, read once",
    NotAReport.code: "不是年度报告 / no annual report",
    SKIPPED: "压缩包，里面的文件各算一个 / archives; their members count apart",
    KNOWN: "以前读过 / known from before",
}
STOPPED = "停在半途，没有丢失；再运行同样的命令即可继续 / stopped, nothing is lost; to go on: "
UNREAD = "没有读成的各有一行，带原因 / why the others were not read: "


@contextmanager
def bar(named: Sequence[str], part: str) -> Iterator[Callable[[Event], None]]:
    """A bar with rate, remaining time and counts by outcome; members of archives make it longer as they come."""
    counts: Counter[str] = Counter()
    total = sum(map(shard(part).has, inputs(named)))
    with tool("tqdm", "archive").tqdm(total=total, unit="file", mininterval=REDRAWN, file=sys.stderr) as shown:

        def tell(event: Event) -> None:
            counts[event.outcome] += 1
            shown.total = max(shown.total, shown.n + 1)
            shown.set_postfix(counts, refresh=False)
            shown.update()

        yield tell


def line(event: Event) -> None:
    """Print an input's outcome as JSON."""
    _print({"event": "input", **asdict(event)})


def nothing(_: Event) -> None:
    """Show nothing."""


def _print(what: dict[str, Any]) -> None:
    print(json.dumps(what, ensure_ascii=False), flush=True)


class Stop:
    """Whether somebody has asked to stop, by Ctrl-C or the system by SIGTERM; asked twice it is done at once."""

    def __init__(self) -> None:
        self.asked = False

    def __call__(self) -> bool:
        """Whether to stop."""
        return self.asked

    def ask(self, _number: int, _frame: FrameType | None) -> None:
        """Handle a signal."""
        if self.asked:
            raise KeyboardInterrupt
        self.asked = True


@contextmanager
def stoppable() -> Iterator[Stop]:
    """Ctrl-C and SIGTERM ask to stop."""
    stop = Stop()
    before = {number: signal.signal(number, stop.ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def print_summary(summary: Summary, folder: Path, command: str, as_json: bool) -> None:
    """What was done, as JSON or for people."""
    if as_json:
        _print({"event": "end", **asdict(summary)})
    else:
        print("\n".join(_lines(summary, folder, command)))


def _lines(summary: Summary, folder: Path, command: str) -> Iterator[str]:
    counts = Counter(summary.outcomes)
    total = counts.total()
    rate = total / max(summary.seconds, 0.001)
    yield f"{folder}: {total} 个输入 / inputs, {_duration(summary.seconds)}, {rate:.1f}/s"
    for code, count in counts.most_common():
        yield f"{count:>10}  {WORDS.get(code, code)}"
    if summary.outcomes.keys() - WORDS.keys():
        yield f"""{UNREAD}duckdb {folder}/gongkai.duckdb "FROM documents WHERE message IS NOT NULL" """
    if summary.stopped:
        yield f"{STOPPED}{command}"


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{rest:02}"
