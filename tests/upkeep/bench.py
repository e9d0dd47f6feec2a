"""Speed and memory of gongkai beside other ways to read the same bytes.

CPU time, the least of several rounds in which all take turns, so that a busy machine slows all alike: compare ratios,
not milliseconds. Caches are warm, for gongkai as for the others.
"""

import argparse
import gc
import io
import operator
import re
import subprocess
import sys
import warnings
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass
from itertools import product
from pathlib import Path
from time import process_time

import gongkai
from gongkai.document import Document
from render.campaign import case
from render.score import COMBINATIONS
from upkeep import peers
from upkeep.cases import ROOT, cases
from upkeep.long_pdf import PAGES, long_pdf

REPORTS = ROOT.parent / "shared" / "reports"  # published reports, where somebody has put them beside the project
ROUNDS = 7
IMPORT_MS = 60
EACH = 6  # reports of each combination of forms that are read one after the other
LIMITS = {"docx": 5}  # formats measured so, and their bound

Job = Callable[[bytes], object]


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the table; `target` and `met` are empty where nothing was promised."""

    what: str
    file: str
    target: str
    measured: str
    met: str = ""


@dataclass(frozen=True, slots=True)
class Ratio:
    """CPU time of one job over that of another; the bound says how small or large it is promised to be."""

    what: str
    over: str
    under: str
    bound: str = ""
    limit: float = 0.0

    def line(self, file: str, times: Mapping[str, float]) -> Line:
        """The row of one file."""
        ratio = times[self.over] / times[self.under]
        measured = f"{ratio:.1f} ({1000 * times[self.over]:.1f} / {1000 * times[self.under]:.1f} ms)"
        if not self.bound:
            return Line(self.what, file, "", measured)
        met = (operator.le if self.bound == "≤" else operator.ge)(ratio, self.limit)
        return Line(self.what, file, f"{self.bound} {self.limit:g}", measured, "yes" if met else "NO")


def parse(data: bytes) -> object:
    """From bytes to report."""
    return gongkai.parse(data)


def read(data: bytes) -> object:
    """From bytes to the format-neutral document."""
    return gongkai.read(data)


def docx_floor(data: bytes) -> object:
    """The least any reader of Word must do: decompress the document and parse its XML."""
    from lxml import etree

    return etree.fromstring(zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml"))


def docx_cells(data: bytes) -> object:
    """The tables by python-docx, cell by cell."""
    import docx

    tables = docx.Document(io.BytesIO(data)).tables
    return [t.cell(r, c).text for t in tables for r in range(len(t.rows)) for c in range(len(t.columns))]


def html_floor(data: bytes) -> object:
    """The least any reader of web pages must do: decode and parse."""
    from lxml import html

    return html.fromstring(_decoded(data).encode(), parser=html.HTMLParser(encoding="utf-8"))


def html_pandas(data: bytes) -> object:
    """The tables by pandas."""
    import pandas as pd

    return pd.read_html(io.StringIO(_decoded(data)), flavor="lxml")


def html_soup(data: bytes) -> object:
    """The tables by beautifulsoup4 over lxml, cell by cell."""
    from bs4 import BeautifulSoup

    return [cell.get_text() for cell in BeautifulSoup(_decoded(data), "lxml").find_all(["td", "th"])]


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030", "replace")


def pdf_text(data: bytes) -> object:
    """The least: the text of every page by pypdfium2."""
    import pypdfium2 as pdfium

    document = pdfium.PdfDocument(data)
    return [page.get_textpage().get_text_bounded() for page in document]


def pdf_tables(data: bytes) -> list[list[list[str | None]]]:
    """The tables by pdfplumber."""
    import pdfplumber

    with pdfplumber.open(io.BytesIO(data)) as document:
        return [table for page in document.pages for table in page.extract_tables()]


def pdf_tables_and_text(data: bytes) -> object:
    """Tables and text by pdfplumber: what a report consists of."""
    import pdfplumber

    with pdfplumber.open(io.BytesIO(data)) as document:
        return [(page.extract_tables(), page.extract_text()) for page in document.pages]


JOBS: Mapping[str, Mapping[str, Job]] = {
    "docx": {"parse": parse, "read": read, "floor": docx_floor, "rival": docx_cells},
    "html": {"parse": parse, "read": read, "floor": html_floor, "rival": html_pandas, "soup": html_soup},
    "pdf": {"parse": parse, "read": read, "floor": pdf_text, "rival": pdf_tables, "both": pdf_tables_and_text},
}
RATIOS: Mapping[str, Sequence[Ratio]] = {
    "docx": (
        Ratio("docx: parse / floor (decompress + lxml)", "parse", "floor", "≤", 5),
        Ratio("docx: read / floor", "read", "floor"),
        Ratio("docx: python-docx table.cell() / parse", "rival", "parse", "≥", 20),
    ),
    "html": (
        Ratio("html: parse / floor (decode + lxml.html)", "parse", "floor", "≤", 3),
        Ratio("html: read / floor", "read", "floor"),
        Ratio("html: pandas.read_html / parse", "rival", "parse", "≥", 3),
        Ratio("html: beautifulsoup4 + lxml / parse", "soup", "parse"),
    ),
    "pdf": (
        Ratio("pdf: pdfplumber.extract_tables / parse", "rival", "parse", "≥", 5),
        Ratio("pdf: pdfplumber tables + text / parse", "both", "parse", "≥", 10),
        Ratio("pdf: parse / pypdfium2 text of all pages", "parse", "floor", "≤", 6),
        Ratio("pdf: read / pypdfium2 text of all pages", "read", "floor"),
    ),
}


def fastest(jobs: Mapping[str, Job], data: bytes, rounds: int) -> dict[str, float]:
    """CPU seconds of each job, the least of `rounds`, taking turns; one round more before, to warm up."""
    times: dict[str, float] = dict.fromkeys(jobs, float("inf"))
    gc.freeze()  # or the modules of the rivals would cost all of them
    for turn in range(rounds + 1):
        for name, job in jobs.items():
            start = process_time()
            job(data)
            times[name] = min(times[name], process_time() - start) if turn else times[name]
    return times


def numbers(texts: Iterable[str | None]) -> Counter[str]:
    """The cells that are numbers, each with how often it stands there."""
    return Counter(t for text in texts if re.fullmatch(r"\d+(\.\d+)?", t := "".join((text or "").split())))


def same_cells(data: bytes) -> Line | None:
    """Whether pdfplumber and gongkai find the same numbers in the tables: what makes their times comparable."""
    document = gongkai.read(data)
    assert isinstance(document, Document)
    ours = numbers(cell.text for table in document.tables for cell in table.cells)
    theirs = numbers(text for table in pdf_tables(data) for row in table for text in row)
    shared = sum((ours & theirs).values())
    measured = f"{shared} of {sum((ours | theirs).values())}"
    return Line("pdf: same numbers in cells as pdfplumber", "", "all", measured, "yes" if ours == theirs else "NO")


def compared(file: str, data: bytes, rounds: int) -> Iterator[Line]:
    """The rows of one file."""
    form = gongkai.parse(data).source.format
    if form not in JOBS:
        return
    times = fastest(JOBS[form], data, rounds)
    yield from (ratio.line(file, times) for ratio in RATIOS[form])
    if form == "pdf" and (line := same_cells(data)):
        yield Line(line.what, file, line.target, line.measured, line.met)


def long_lines(rounds: int) -> Iterator[Line]:
    """A PDF of hundreds of pages with one report inside."""
    data = long_pdf()
    times = fastest({"parse": parse, "floor": pdf_text}, data, min(rounds, 3))
    ratio = Ratio("pdf: parse / pypdfium2 text of all pages", "parse", "floor", "≤", 2)
    yield ratio.line(f"{PAGES} pages, one report inside", times)


def different(form: str, rounds: int) -> Iterator[Line]:
    """Reports no two of which are alike: what is remembered of one helps with the next only as in an archive."""
    jobs = {name: JOBS[form][name] for name in ("parse", "floor")}
    times = dict.fromkeys(jobs, float("inf"))
    gc.freeze()
    for turn in range(rounds + 1):
        files = [case(c, form, (), turn * EACH + i).data() for c in COMBINATIONS for i in range(EACH)]
        spent = dict.fromkeys(jobs, 0.0)
        for data, name in product(files, jobs):
            start = process_time()
            jobs[name](data)
            spent[name] += (process_time() - start) / len(files)
        times = {name: min(times[name], spent[name]) if turn else times[name] for name in jobs}
    ratio = Ratio(f"{form}: parse / floor, no two reports alike", "parse", "floor", "≤", LIMITS[form])
    yield ratio.line(f"{EACH * len(COMBINATIONS)} made reports a round", times)


def inputs(named: Sequence[Path]) -> Iterator[Path]:
    """One full report of ours a format, the published ones beside the project, and the files named."""
    whole = [c for c in cases() if all(c.parsed().get("forms", {"": None}).values())]
    largest = {c.input.suffix[1:]: c.input for c in sorted(whole, key=lambda c: c.input.stat().st_size)}
    yield from (path for form, path in sorted(largest.items()) if form in JOBS)
    yield from (p for p in sorted(REPORTS.glob("*.*")) if p.suffix in (".docx", ".html", ".pdf") and _is_report(p))
    yield from named


def _is_report(path: Path) -> bool:
    try:
        return bool(gongkai.parse(path).cells)
    except gongkai.GongkaiError:
        return False


IMPORT = "from time import process_time as t; a = t(); import gongkai; print(1000 * (t() - a))"
MODULES = "import sys, gongkai; gongkai.parse(sys.argv[1]); print(*(m for m in sys.modules if 'pdf' in m.lower()))"
MEMORY = (
    "import sys, gongkai; [gongkai.parse(p) for p in sys.argv[1:]];"
    "print(next(l.split()[1] for l in open('/proc/self/status') if l.startswith('VmHWM')))"
)


def fresh(code: str, *arguments: str) -> str:
    """What a Python process of its own prints."""
    done = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def process_lines(files: Sequence[Path], rounds: int) -> Iterator[Line]:
    """Import time, imports of the docx path, and peak memory, each in processes of their own."""
    best = min(float(fresh(IMPORT)) for _ in range(rounds))
    yield Line("import gongkai, CPU ms", "", f"≤ {IMPORT_MS}", f"{best:.1f}", "yes" if best <= IMPORT_MS else "NO")
    for path in [p for p in files if p.suffix == ".docx"][:1]:
        names = fresh(MODULES, str(path))
        yield Line("docx: pdf modules imported", label(path), "none", names or "none", "NO" if names else "yes")
    yield Line("peak memory, Python and nothing read, MB", "", "", megabytes(fresh(MEMORY)))
    for path in files:
        yield Line("peak memory of a process that parses it, MB", label(path), "", megabytes(fresh(MEMORY, str(path))))


def megabytes(kilobytes: str) -> str:
    """Of what /proc states."""
    return f"{int(kilobytes) / 1024:.0f}"


def label(path: Path) -> str:
    """A fixture by its case, any other file by its name."""
    return path.parent.name if path.is_relative_to(ROOT) else path.name


def shown(lines: Sequence[Line], markdown: bool) -> Iterator[str]:
    """The table."""
    rows = [("what", "file", "target", "measured", "met"), *map(astuple, lines)]
    if markdown:
        rows.insert(1, ("---",) * 5)
        yield from map(row, rows)
    else:
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        yield from ("  ".join(map(str.ljust, row, widths)).rstrip() for row in rows)


def row(texts: Sequence[str]) -> str:
    """A row of a table in Markdown."""
    return f"| {' | '.join(texts)} |"


def main() -> int:
    """The command line; exit 1 when a target is not met."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE", help="more reports to compare on")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="how many times each is measured")
    parser.add_argument("--markdown", action="store_true", help="print the table of docs/benchmarks.md")
    parser.add_argument("--peers", action="store_true", help="instead, numbers read right by table readers for PDF")
    options = parser.parse_args()
    warnings.simplefilter("ignore")  # of the rivals
    if options.peers:
        print("\n".join(map(row, peers.lines(peers.reports(options.files, REPORTS), min(options.rounds, 3)))))
        return 0
    files = list(inputs(options.files))
    lines = [line for path in files for line in compared(label(path), path.read_bytes(), options.rounds)]
    lines += (line for form in LIMITS for line in different(form, options.rounds))
    lines += long_lines(options.rounds)
    lines += process_lines(files, options.rounds)
    print("\n".join(shown(lines, options.markdown)))
    return int(any(line.met == "NO" for line in lines))


if __name__ == "__main__":
    sys.exit(main())
