"""Mutated inputs by the ten thousand: every one is read, or refused with a coded error, in bounded time and memory.

`scripts/fuzz COUNT [--format doc] [--seed N] [--seconds S] [--keep FOLDER]`: inputs number N to N+COUNT of each format,
the same ones every time. An input that ends otherwise is kept in the folder, named by its number, and the run fails.
"""

import argparse
import resource
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from random import Random
from types import FrameType

import gongkai
from upkeep.cases import FIXTURES, ROOT
from upkeep.fuzz_doc import mutated as mutated_doc

Mutator = Callable[[Random, bytes], bytes]
MUTATORS: Mapping[str, Mutator] = {"doc": mutated_doc}
MEMORY = 1536 * 2**20  # of address space
SECONDS = 10.0  # for one input; a good one takes a hundredth of one


class TooSlow(BaseException):
    """Past the time for one input; no Exception, so that nothing under test can swallow it."""


def corpus(form: str) -> Sequence[bytes]:
    """The sound documents of a format that mutation starts from."""
    folders = (FIXTURES, ROOT / "tests" / "readers" / f"{form}_files")
    found = [path.read_bytes() for folder in folders for path in sorted(folder.glob(f"*/input.{form}"))]
    if not found:
        raise SystemExit(f"no document to start from for {form}")
    return found


def inputs(form: str, numbers: range) -> Iterator[tuple[int, bytes]]:
    """Each number's input, which depends on nothing else."""
    sound = corpus(form)
    for number in numbers:
        rng = Random(f"{form} {number}")
        yield number, MUTATORS[form](rng, rng.choice(sound))


def outcome(data: bytes) -> str:
    """The code of the error, "read", or what must not be: the name of another exception."""
    signal.setitimer(signal.ITIMER_REAL, SECONDS)
    try:
        gongkai.read(data)
    except gongkai.GongkaiError as error:
        return error.code
    except (Exception, TooSlow) as error:  # noqa: BLE001 - finding these is the purpose
        return f"FAULT {type(error).__name__}: {error}"
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
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
    signal.signal(signal.SIGALRM, _stop)
    until = time.monotonic() + options.seconds
    numbers = range(options.seed, options.seed + options.count)
    totals = {form: run(form, numbers, until, options.keep) for form in options.format or MUTATORS}
    for form, counts in totals.items():
        print(f"{form}: {counts.total()} inputs; {', '.join(f'{n} {name}' for name, n in counts.most_common())}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"peak memory {peak} MiB")
    sys.exit(any(name.startswith("FAULT") for counts in totals.values() for name in counts))


if __name__ == "__main__":
    main()
