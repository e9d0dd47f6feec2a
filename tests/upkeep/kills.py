"""A batch killed at random moments and resumed: in the end the tables are those of a batch that nobody disturbed.

`scripts/kill-archive COUNT [--seed N]`: so many kills by SIGKILL, of the batch itself, of one of its workers, or of the
batch while it writes a part; as many archives as it takes.
"""

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from archive_toys import parse_toy, tables, toy
from gongkai import archive
from gongkai.archive import record

PART = 25  # documents: many parts, so that many kills meet one that is being written
KINDS = ("batch", "batch", "worker", "writing", "writing")
ENV = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
LONGEST = 2.5  # seconds before a kill: a whole run takes about as long


def make_inputs(folder: Path, count: int) -> None:
    """Toys of every kind: good ones, twins, refused ones, and archives."""
    for n in range(count):
        path = folder / f"{n % 5}" / f"{n:04}.toy"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(toy(n - n % 10 if n % 10 == 9 else n, "refuse" if n % 17 == 0 else ""))
    for n in range(4):
        with zipfile.ZipFile(folder / f"{n}.zip", "w") as file:
            for m in range(count // 8):
                file.writestr(f"{m}.toy", toy(count * (n + 1) + m if m % 3 else m))


def batch(inputs: Path, root: Path) -> None:
    """The batch that is killed."""
    record.PART_DOCUMENTS = PART
    archive.batch(archive.inputs([str(inputs)]), root, archive.Settings(workers=2, parse=parse_toy))


def kill(process: "subprocess.Popen[bytes]", root: Path, rng: random.Random) -> str:
    """Wait for the moment and kill; what was killed, "" when all was done before."""
    kind, moment = rng.choice(KINDS), time.monotonic() + rng.uniform(0.2, LONGEST)
    while process.poll() is None and time.monotonic() < moment:
        time.sleep(0.01)
    if kind == "writing":
        while process.poll() is None and not any((root / "incoming").glob(".*/new")):
            pass
        time.sleep(rng.uniform(0, 0.03))
    workers = list(_grandchildren(process.pid)) if kind == "worker" else []
    if process.poll() is not None or (kind == "worker" and not workers):
        return ""
    os.kill(rng.choice(workers) if workers else process.pid, signal.SIGKILL)
    return kind


def _grandchildren(pid: int) -> Iterator[int]:
    """The workers: children of the process that this process forks them from."""
    parents = {int(p.name): _parent(p) for p in Path("/proc").iterdir() if p.name.isdecimal()}
    return (child for child, parent in parents.items() if parents.get(parent) == pid)


def _parent(process: Path) -> int:
    try:
        return int((process / "stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0


def disturbed(inputs: Path, root: Path, rng: random.Random, most: int) -> Counter[str]:
    """Run to the end however often it is killed; how often, by kind."""
    kills: Counter[str] = Counter()
    while True:
        with subprocess.Popen([sys.executable, "-m", "upkeep.kills", "--batch", inputs, root], env=ENV) as process:
            killed = kills.total() < most and kill(process, root, rng)
            kills.update([killed] if killed else [])
            if killed == "worker":
                process.wait()
            if process.wait() not in (0, -signal.SIGKILL):
                raise SystemExit(f"the batch failed with status {process.returncode}")
            if process.returncode == 0 and not killed:
                return kills


def campaign(count: int, toys: int, seed: int, folder: Path) -> tuple[int, Mapping[str, int]]:
    """So many kills; number of archives, kills by kind. Raises AssertionError when a table differs."""
    rng, kills, archives = random.Random(seed), Counter[str](), 0
    make_inputs(folder / "inputs", toys)
    batch(folder / "inputs", folder / "undisturbed")
    wanted = tables(folder / "undisturbed")
    while kills.total() < count:
        kills += disturbed(folder / "inputs", folder / "disturbed", rng, count - kills.total())
        archives += 1
        found = tables(folder / "disturbed")
        for table, rows in wanted.items():
            assert found[table] == rows, f"seed {seed}, archive {archives}: {table} differs"
        shutil.rmtree(folder / "disturbed")
    return archives, kills


def main(arguments: Sequence[str] | None = None) -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("count", type=int, nargs="?", default=100, help="kills")
    parser.add_argument("--toys", type=int, default=1200, help="documents of an archive")
    parser.add_argument("--seed", type=int, default=1, help="another seed kills at other moments")
    parser.add_argument("--batch", nargs=2, type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.batch:
        batch(*options.batch)
        return
    with tempfile.TemporaryDirectory() as folder:
        archives, kills = campaign(options.count, options.toys, options.seed, Path(folder))
    print(f"{sum(kills.values())} kills in {archives} archives ({dict(kills)}): all tables as undisturbed")


if __name__ == "__main__":
    main()
