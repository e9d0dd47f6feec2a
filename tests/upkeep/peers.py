"""Table readers for PDF side by side on the same pages: how many numbers stand in a row read exactly, at what time.

`scripts/bench --peers [FILE...]`: a row is read exactly when all its numbers, in order and no others, stand in one row
of a table; its numbers count. Truth is the golden of a fixture; of any other file, what stands in `NAME.truth.json`
beside it, row by row as gongkai finds it. Peers that are not installed are left out: pip install camelot-py pymupdf.
CPU time of processes of the tool's own included, the least of a few rounds in which all take turns.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import redirect_stdout
from importlib import import_module
from importlib.util import find_spec
from io import StringIO
from itertools import groupby
from os import times
from pathlib import Path

import gongkai
from upkeep.cases import cases

Rows = list[tuple[str, ...]]
Peer = Callable[[Path], Iterator[Sequence[object]]]
NUMBER = re.compile(r"\d+(\.\d+)?")


def by_gongkai(path: Path) -> Iterator[Sequence[object]]:
    """Its grid, merged cells once."""
    for table in gongkai.read(path).tables:
        yield from ([c.text for c in row] for _, row in groupby(table.cells, key=lambda c: c.row))


def by_pdfplumber(path: Path) -> Iterator[Sequence[object]]:
    """Its default settings."""
    import pdfplumber

    with pdfplumber.open(path) as document:
        yield from (row for page in document.pages for table in page.extract_tables() for row in table)


def by_camelot(path: Path) -> Iterator[Sequence[object]]:
    """The flavour for ruled tables."""
    for table in import_module("camelot").read_pdf(str(path), pages="all", flavor="lattice"):
        yield from table.df.to_numpy().tolist()


def by_pymupdf(path: Path) -> Iterator[Sequence[object]]:
    """Its default settings."""
    with import_module("pymupdf").open(path) as document, redirect_stdout(StringIO()):
        yield from (row for page in document for table in page.find_tables().tables for row in table.extract())


PEERS: Mapping[str, tuple[str, Peer]] = {
    "gongkai": ("gongkai", by_gongkai),
    "pdfplumber": ("pdfplumber", by_pdfplumber),
    "camelot (lattice)": ("camelot", by_camelot),
    "PyMuPDF find_tables": ("pymupdf", by_pymupdf),
}


def numbers(row: Sequence[object]) -> tuple[str, ...]:
    """The numbers among the texts of a row."""
    texts = ("".join(str(text or "").split()) for text in row)
    return tuple(text for text in texts if NUMBER.fullmatch(text))


def truth(path: Path) -> Counter[tuple[str, ...]]:
    """The rows of numbers that are printed in a report, each with how often."""
    golden = path.with_name("expected.json")
    if golden.exists():
        cells = json.loads(golden.read_text(encoding="utf-8"))["cells"]
    else:
        values = json.loads(path.with_suffix(".truth.json").read_text(encoding="utf-8"))["values"]
        report = gongkai.parse(path)
        assert dict(report.values) == values, f"{path.name} is not read as its truth says"
        cells = report.to_dict()["cells"]
    placed = sorted((c["table"], c["row"], c["column"], c["raw"]) for c in cells if c["raw"])
    rows = (numbers([raw for *_, raw in row]) for _, row in groupby(placed, key=lambda c: c[:2]))
    return Counter(row for row in rows if row)


def exact(found: Sequence[Sequence[object]], wanted: Counter[tuple[str, ...]]) -> int:
    """How many numbers stand in rows that were read exactly."""
    shared = Counter(map(numbers, found)) & wanted
    return sum(len(row) * n for row, n in shared.items())


def spent() -> float:
    """CPU seconds of this process and of those it has waited for."""
    return sum(times()[:4])


def compared(path: Path, rounds: int) -> Iterator[tuple[str, int, int, float]]:
    """Of every peer that is installed: its name, numbers exact, numbers in all, CPU seconds."""
    wanted = truth(path)
    here = {name: peer for name, (module, peer) in PEERS.items() if find_spec(module)}
    best, right = dict.fromkeys(here, float("inf")), dict.fromkeys(here, 0)
    for name, peer in [*here.items()] * rounds:
        start = spent()
        rows = list(peer(path))
        best[name] = min(best[name], spent() - start)
        right[name] = exact(rows, wanted)
    total = sum(len(row) * n for row, n in wanted.items())
    yield from ((name, right[name], total, best[name]) for name in here)


def reports(named: Sequence[Path], published: Path) -> list[Path]:
    """The PDFs among the fixtures with tables that are ruled, the published ones that have a truth, and those named."""
    whole = [c.input for c in cases() if c.input.suffix == ".pdf" and all(c.parsed().get("forms", {"": None}).values())]
    return [*whole, *(p for p in sorted(published.glob("*.pdf")) if p.with_suffix(".truth.json").exists()), *named]


def lines(paths: Sequence[Path], rounds: int) -> Iterator[tuple[str, ...]]:
    """The rows of the table: file, peer, numbers exact, time as a multiple of gongkai's."""
    yield "file", "reader", "numbers exact", "CPU time / gongkai's"
    yield ("---",) * 4
    for path in paths:
        rows = list(compared(path, rounds))
        own = rows[0][3]
        label = path.parent.name if path.with_name("expected.json").exists() else path.name
        for name, right, total, seconds in rows:
            yield label, name, f"{right} of {total}", f"{seconds / own:.1f}"
