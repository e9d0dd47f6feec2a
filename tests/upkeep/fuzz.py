"""Mutated inputs by the ten thousand: every one is read, or refused with a coded error, in bounded time and memory.

`scripts/fuzz COUNT [--format doc] [--seed N] [--seconds S] [--keep FOLDER]`: inputs number N to N+COUNT of each format,
the same ones every time. An input that ends otherwise is kept in the folder, named by its number, and the run fails.
"""

import argparse
import ast
import os
import resource
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from random import Random
from types import FrameType

import gongkai
from gongkai.readers import pdf as reader
from render.score import COMBINATIONS, Case
from render.sheet import Sheet
from render.writers import render
from upkeep.cases import FIXTURES, ROOT
from upkeep.fuzz_doc import mutated as mutated_doc
from upkeep.fuzz_ofd import mutated as mutated_ofd
from upkeep.fuzz_pdf import mutated as mutated_pdf
from upkeep.fuzz_text import MHTML, RTF, mutator
from upkeep.fuzz_xls import mutated as mutated_xls

Mutator = Callable[[Random, bytes], bytes]
MUTATORS: Mapping[str, Mutator] = {
    "doc": mutated_doc,
    "mht": mutator(MHTML),
    "ofd": mutated_ofd,
    "pdf": mutated_pdf,
    "rtf": mutator(RTF),
    "xls": mutated_xls,
}
STYLES: Mapping[str, Sequence[str]] = {
    "mht": ("mht", "mht-word"),
    "ofd": ("ofd", "ofd-runs", "ofd-parts"),
    "pdf": ("pdf", "pdf-repeated"),
    "rtf": ("rtf", "rtf-bytes"),
    "xls": ("xls",),
}
SHORT = 8  # blocks and rows of a small document: what a fault does to it costs little to see
WHOLE = 0.1  # of the inputs are made from whole reports, where there are small ones
MEMORY = 1536 * 2**20  # of address space
CHUNK = 1000  # inputs of one process
SECONDS = 10.0  # of CPU for one input; a good one takes a hundredth of one


class TooSlow(BaseException):
    """Past the time for one input; no Exception, so that nothing under test can swallow it."""


def corpus(form: str) -> Sequence[bytes]:
    """The sound documents of a format that mutation starts from."""
    folders = (FIXTURES, ROOT / "tests" / "readers" / f"{form}_files")
    found = [path.read_bytes() for folder in folders for path in sorted(folder.glob(f"*/input.{form}"))]
    if not found:
        raise SystemExit(f"no document to start from for {form}")
    return found


@cache
def _sources(form: str) -> tuple[Sequence[bytes], Sequence[bytes]]:
    return corpus(form), small(form)


def small(form: str) -> Sequence[bytes]:
    """Short documents of a format, with a piece of each statutory table."""
    sheets = [Case(combination, "small", "", ("automatic-numbering",)).sheet() for combination in COMBINATIONS]
    return [render(_short(sheet), style) for style in STYLES.get(form, ()) for sheet in sheets]


def _short(sheet: Sheet) -> Sheet:
    grids = {grid: replace(grid, rows=grid.rows[:SHORT]) for grid in sheet.grids}
    return sheet.with_blocks((*sheet.blocks[:SHORT], *grids.values()))


def inputs(form: str, numbers: range) -> Iterator[tuple[int, bytes]]:
    """Each number's input, which depends on nothing else."""
    whole, short = _sources(form)
    for number in numbers:
        rng = Random(f"{form} {number}")
        yield number, MUTATORS[form](rng, rng.choice(short if short and rng.random() > WHOLE else whole))


def outcome(data: bytes) -> str:
    """The code of the error, "read", or what must not be: the name of another exception."""
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    try:
        gongkai.read(data)
    except gongkai.GongkaiError as error:
        return error.code
    except (Exception, TooSlow) as error:  # noqa: BLE001 - finding these is the purpose
        return f"FAULT {type(error).__name__}: {error}"
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    return "read"


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise TooSlow


def run(form: str, numbers: range, until: float, keep: Path) -> Counter[str]:
    """Counts of outcomes; faulty inputs are kept."""
    counts: Counter[str] = Counter()
    for number, data in inputs(form, numbers):
        if time.monotonic() > until:
            break
        result = outcome(data)
        counts[result] += 1
        if result.startswith("FAULT"):
            keep.mkdir(parents=True, exist_ok=True)
            (keep / f"{number}.{form}").write_bytes(data)
    return counts


def forked(form: str, numbers: range, until: float, keep: Path) -> Counter[str]:
    """The same in processes of their own, a thousand inputs each: a crash of native code costs one input."""
    counts: Counter[str] = Counter()
    at = numbers.start
    while at < numbers.stop and time.monotonic() < until:
        part = range(at, min(at + CHUNK, numbers.stop))
        said, ended = _in_child(form, part, until, keep)
        counts += Counter(said)
        at += len(said)
        if ended:
            counts[f"FAULT crash, status {ended}"] += 1
            keep.mkdir(parents=True, exist_ok=True)
            (keep / f"{at}.{form}").write_bytes(next(inputs(form, range(at, at + 1)))[1])
            at += 1
        elif len(said) < len(part):
            break
    return counts


def _in_child(form: str, numbers: range, until: float, keep: Path) -> tuple[list[str], int]:
    """The outcomes of inputs in a child process as far as it came, and how it ended: 0 when it did so by itself."""
    source, sink = os.pipe()
    child = os.fork()
    if not child:
        os.close(source)
        with os.fdopen(sink, "w") as out:
            for number in numbers:
                done = run(form, range(number, number + 1), until, keep)
                out.write("".join(f"{name!r}\n" for name in done))
                out.flush()
        sys.stderr.flush()
        os._exit(0)
    os.close(sink)
    with os.fdopen(source) as said:
        outcomes = [str(ast.literal_eval(line)) for line in said]
    return outcomes, os.waitpid(child, 0)[1]


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("count", type=int, help="inputs of each format")
    parser.add_argument("--format", choices=MUTATORS, action="append", help="only this format")
    parser.add_argument("--seed", type=int, default=0, help="number of the first input")
    parser.add_argument("--seconds", type=float, default=float("inf"), help="stop after this long")
    parser.add_argument("--keep", type=Path, default=Path("fuzz-faults"), help="where faulty inputs are kept")
    options = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    setattr(reader, "recognised", lambda *_: [])  # noqa: B010 - recognition is another reader, and takes seconds
    signal.signal(signal.SIGPROF, _stop)
    until = time.monotonic() + options.seconds
    numbers = range(options.seed, options.seed + options.count)
    faults = 0
    for form in options.format or MUTATORS:
        counts = forked(form, numbers, until, options.keep)
        faults += sum(n for name, n in counts.items() if name.startswith("FAULT"))
        said = ", ".join(f"{n} {name}" for name, n in counts.most_common())
        print(f"{form}: {counts.total()} inputs; {said}", flush=True)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    print(f"peak memory {peak} MiB")
    sys.exit(faults > 0)


if __name__ == "__main__":
    main()
