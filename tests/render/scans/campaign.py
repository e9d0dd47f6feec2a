"""Scans by the hundred: `python -m render.scans.campaign` prints, resolution by resolution, how recognition fares.

Every rendering is a report with known values, printed, worn and packed as a file, and read by `gongkai.parse`.
"""

import argparse
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from random import Random

from PIL import Image

from render.scans.press import CJK, LATIN, Style, available, printed
from render.scans.wear import Wear, packed, spread, worn
from render.score import COMBINATIONS, Case, Score, score

DPIS = (300, 200, 150, 100)
WEARS: Mapping[str, Wear] = {
    "clean": Wear(),
    "bilevel": Wear(bits=1),
    "mild": Wear(skew=1.0, noise=6, blur=0.4, jpeg=80),
    "skewed": Wear(skew=-3.0, noise=4),
    "jpeg": Wear(skew=0.4, blur=0.5, jpeg=30),
    "faded": Wear(fade=120, noise=8, skew=0.6, jpeg=70),
    "heavy": Wear(skew=2.0, blur=1.0, noise=18, jpeg=40),
    "photo": Wear(skew=-1.5, keystone=0.03, light=0.5, noise=6, blur=0.6, jpeg=75, margin=30),
    "stamped": Wear(stamps=4, skew=0.7, noise=4, jpeg=75),
    "marked": Wear(watermark=205, skew=-0.5, noise=4, jpeg=80),
    "fax": Wear(bits=1, skew=0.8, speckle=0.002),
    "turned": Wear(turn=1, noise=4, skew=0.5),
    "spread": Wear(noise=4, skew=0.5, jpeg=80),
}
SIDES = ("tblr", "tblr", "tblr", "open")
FIGURES = ("city", "town", "small", "city", "sparse")
KINDS = ("pdf", "tif")


@dataclass(frozen=True, slots=True)
class Scan:
    """All that decides one rendering."""

    case: Case
    style: Style
    wear: str
    dpi: int
    kind: str

    def pages(self) -> list[Image.Image]:
        """Its pictures."""
        whole = printed(self.case.sheet(), self.style, self.dpi, self.case.seed)
        sheets = spread(whole, self.dpi // 8) if self.wear == "spread" else whole
        return [worn(page, self.wearing(), self.case.seed * 100 + k) for k, page in enumerate(sheets)]

    def wearing(self) -> Wear:
        """Its wear; blur and noise as strong on paper, whatever the resolution."""
        wear = WEARS[self.wear]
        return replace(wear, blur=wear.blur * max(1.0, self.dpi / 200), turn=wear.turn * (1 + self.case.seed % 3))

    def data(self) -> bytes:
        """The file."""
        return packed(self.pages(), self.kind, self.dpi)


@dataclass(slots=True)
class Tally:
    """Scores of some scans, and what they cost."""

    scans: int = 0
    pages: int = 0
    seconds: float = 0.0
    score: Score = field(default_factory=Score)

    def add(self, other: "Tally") -> None:
        """Sum up."""
        self.scans += other.scans
        self.pages += other.pages
        self.seconds += other.seconds
        self.score.add(other.score)


def scans(rounds: int, wears: Sequence[str] = tuple(WEARS), dpis: Sequence[int] = DPIS) -> Iterator[Scan]:
    """Every wear at every resolution, so many times, each with another report in other type."""
    fonts = [n for n in CJK if available(n)], [n for n in LATIN if available(n)]
    for number, (seed, wear, dpi) in enumerate(product(range(rounds), wears, dpis)):
        rng = Random(f"{seed} {wear} {dpi}")
        case = Case(
            rng.choice(tuple(COMBINATIONS)),
            FIGURES[(number + seed) % len(FIGURES)],
            "pdf",
            (),
            seed * 1000 + number,
            errors=rng.choice((0, 0, 2)),
        )
        style = Style(rng.choice(fonts[0]), rng.choice(fonts[1]), rng.choice((0.35, 0.5, 0.75)), rng.choice(SIDES))
        yield Scan(case, style, wear, dpi, KINDS[number % len(KINDS)])


def measured(scan: Scan) -> Tally:
    """One scan read."""
    pages = scan.pages()
    data = packed(pages, scan.kind, scan.dpi)
    start = time.process_time()
    result = score(scan.case, data)
    return Tally(1, len(pages), time.process_time() - start, result)


def line(name: str, tally: Tally) -> str:
    """One line of the report."""
    s = tally.score
    share = 100 / max(1, s.fields)
    return (
        f"{name:<22} {tally.scans:4} scans {tally.pages:4} pages {s.fields:6} values  right {s.right * share:7.3f} %"
        f"  silent {len(s.silent):3}  flagged {(len(s.flagged) + len(s.needless)) * share:6.2f} %"
        f" (wrong {len(s.flagged):5}, right {len(s.needless):4})  {tally.seconds / max(1, tally.pages):5.2f} CPU s/page"
    )


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rounds", type=int, nargs="?", default=3)
    parser.add_argument("--wear", default="", help="only these, comma-separated")
    parser.add_argument("--dpi", default="", help="only these, comma-separated")
    parser.add_argument("--show", action="store_true", help="name every fault and the scan that shows it")
    options = parser.parse_args()
    wears = options.wear.split(",") if options.wear else tuple(WEARS)
    dpis = tuple(map(int, options.dpi.split(","))) if options.dpi else DPIS
    totals: dict[str, Tally] = {}
    for scan in scans(options.rounds, wears, dpis):
        tally = measured(scan)
        for name in (f"{scan.dpi} dpi", f"{scan.wear} {scan.dpi}", f"{scan.case.figures} {scan.dpi}", scan.style.sides):
            totals.setdefault(name, Tally()).add(tally)
        if options.show:
            shown(scan, tally)
    for name in sorted(totals):
        print(line(name, totals[name]))


def shown(scan: Scan, tally: Tally) -> None:
    """The faults of one scan, to standard error."""
    about = (
        f"{scan.wear} {scan.dpi} {scan.kind} {scan.case.figures} {scan.style.cjk}/{scan.style.latin} {scan.style.sides}"
    )
    faults = {n: getattr(tally.score, n) for n in ("silent", "flagged", "needless", "false_errors", "identity")}
    print(line(about, tally), file=sys.stderr)
    for name, found in faults.items():
        if found:
            print(f"    {name} {len(found)}: {'; '.join(map(str, found[:6]))}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
