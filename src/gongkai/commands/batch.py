"""gongkai batch: whatever there is, into an archive that can be queried."""

import os
import shlex
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from gongkai.commands import MISUSED, OK
from gongkai.errors import GongkaiError

HELP = "files and folders into an archive (Parquet, DuckDB); may be interrupted and repeated"
INTERRUPTED = 130
LEAST_MEMORY = 256  # MiB: a worker that reads nothing has half of it
RESUME = "已完成的没有丢失，排除原因后再运行同样的命令即可继续 / what is done is kept; to go on: "


def arguments(parser: ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("inputs", nargs="*", metavar="INPUT", help="a file or a directory; none: put in order only")
    parser.add_argument("--archive", type=Path, required=True, metavar="DIR", help="made if it is not there")
    parser.add_argument("--workers", type=int, metavar="N", help="processes; default one a core; 0 reads in this one")
    parser.add_argument("--timeout", type=float, default=120.0, metavar="S", help="of one document, default 120")
    parser.add_argument("--memory", type=int, default=2048, metavar="MB", help="of one worker, default 2048")
    parser.add_argument("--shard", default="1/1", metavar="I/N", help="only the I-th of N parts of the inputs")
    parser.add_argument("--reparse", action="store_true", help="read again what an older version read or what failed")
    parser.add_argument("--ray", metavar="ADDRESS", help="on a Ray cluster; local: one on this machine")
    parser.add_argument("--log-json", action="store_true", help="a line of JSON for every input, instead of the bar")


def run(args: Namespace) -> int:
    """Fill the archive; status 0 when every input has its row, 130 when it was stopped before."""
    try:
        return _run(args)
    except ValueError as error:
        print(f"gongkai: {error}", file=sys.stderr)
    except (GongkaiError, OSError) as error:
        print(f"gongkai: {error}\n{RESUME}{_again()}", file=sys.stderr)
    return MISUSED


def _run(args: Namespace) -> int:
    from gongkai.archive.progress import print_summary, stoppable

    with stoppable() as stop, _shown(args) as tell:
        summary = _batch(args, tell, stop)
    print_summary(summary, args.archive, _again(), args.log_json)
    return INTERRUPTED if summary.stopped else OK


def _batch(args: Namespace, tell: Callable[[Any], None], stop: Callable[[], bool]) -> Any:
    from gongkai.archive import Limits, Settings, batch, inputs
    from gongkai.archive.walk import shard

    if args.memory < LEAST_MEMORY or args.timeout <= 0:
        raise ValueError(f"--memory is at least {LEAST_MEMORY}, --timeout more than 0")
    workers = _cores() if args.workers is None else args.workers
    limits = Limits(args.timeout, args.memory)
    settings = Settings(workers, limits, shard(args.shard), args.reparse, tell=tell, stop=stop, ray=args.ray)
    return batch(inputs(args.inputs), args.archive, settings)


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _again() -> str:
    return shlex.join(("gongkai", *sys.argv[1:]))


@contextmanager
def _shown(args: Namespace) -> Iterator[Callable[[Any], None]]:
    """What hears of every input: lines of JSON, a bar on a terminal, or nobody."""
    from gongkai.archive.progress import bar, line, nothing

    if args.log_json:
        yield line
    elif sys.stderr.isatty():
        with bar(args.inputs, args.shard) as tell:
            yield tell
    else:
        yield nothing
