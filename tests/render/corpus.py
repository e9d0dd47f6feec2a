"""Many different reports with known truth: `scripts/make-archive N SEED FOLDER`.

Report n of a seed is the same bytes wherever and however often it is made. The folder gets `inputs/` with the reports,
a thousand to a folder, and `truth.parquet`: a row a field with the name of the file, the value, and the status.
"""

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from random import Random

import pyarrow as pa
import pyarrow.parquet as pq

from render.score import COMBINATIONS, Case
from render.sheet import expected
from render.writers import render

# How often a style is used, in a hundred, and the ending of its files.
STYLES: Mapping[str, tuple[int, str]] = {
    "docx": (37, "docx"),
    "html": (15, "html"),
    "html-site": (15, "html"),
    "txt-pipes": (14, "txt"),
    "txt-tabs": (14, "txt"),
    "pdf": (5, "pdf"),
}
FIGURES = ("city", "city", "small", "small", "sparse")
FOLDER = 1000  # reports in one folder
SCHEMA = pa.schema([("name", pa.string()), ("field", pa.string()), ("value", pa.float64()), ("status", pa.string())])


@dataclass(frozen=True, slots=True)
class Made:
    """One report: its name under the folder, its bytes, its truth."""

    name: str
    data: bytes
    truth: Mapping[str, tuple[float | None, str]]


def made(seed: int, number: int, styles: Mapping[str, tuple[int, str]] = STYLES) -> Made:
    """Report number so-many of a seed."""
    rng = Random(f"{seed} {number}")
    (style,) = rng.choices(list(styles), [weight for weight, _ in styles.values()])
    # The seed of its own makes all figures different, the number in the name of the agency's office all texts.
    case = Case(rng.choice(tuple(COMBINATIONS)), rng.choice(FIGURES), style, (), rng.randrange(2**40))
    sheet = case.sheet()
    name = f"{number // FOLDER:04}/{number:08}.{styles[style][1]}"
    return Made(name, render(sheet, style, case.seed), expected(sheet))


def corpus(seed: int, numbers: Sequence[int], styles: Mapping[str, tuple[int, str]] = STYLES) -> Iterator[Made]:
    """Reports of these numbers, one after another."""
    return (made(seed, number, styles) for number in numbers)


def rows(reports: Iterator[Made]) -> Iterator[tuple[str, str, float | None, str]]:
    """The truth of reports, row by row."""
    return ((r.name, field, value, status) for r in reports for field, (value, status) in r.truth.items())


def write(reports: Iterator[Made], folder: Path) -> int:
    """Write files and truth; how many."""
    count = 0
    folder.mkdir(parents=True, exist_ok=True)
    with pq.ParquetWriter(folder / "truth.parquet", SCHEMA, compression="zstd") as truth:
        while some := list(islice(reports, FOLDER)):
            for report in some:
                path = folder / "inputs" / report.name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(report.data)
            columns = zip(*rows(iter(some)), strict=True)
            truth.write_table(pa.table([pa.array(c, f.type) for c, f in zip(columns, SCHEMA, strict=True)], SCHEMA))
            count += len(some)
            print(f"{count} reports", file=sys.stderr)
    return count


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("count", type=int, metavar="N", help="how many reports")
    parser.add_argument("seed", type=int, metavar="SEED", help="another seed makes others")
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="where to")
    options = parser.parse_args()
    write(corpus(options.seed, range(options.count)), options.folder)


if __name__ == "__main__":
    main()
