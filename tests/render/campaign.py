"""Round trips by the hundred: `python -m render.campaign N` prints, operator by operator and format by format, how
reading fares; N reports for every operator, format and combination of forms. `--only WORD` keeps operators or styles
with that word, `--show` names faults.
"""

import argparse
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from random import Random

from render.operators import fitting
from render.score import COMBINATIONS, Case, Score, score
from render.writers import FORMATS, WRITERS

PLAIN, TRIPLES = "(none)", "(three at once)"
FIGURES = ("city", "city", "small", "sparse", "town")


def case(combination: str, form: str, names: tuple[str, ...], seed: int) -> Case:
    """One report; what the arguments leave open is drawn from them, and every third report has sums that fail."""
    rng = Random(f"{combination} {form} {names} {seed}")
    style = rng.choice([s for s in WRITERS if s.partition("-")[0] == form and set(names) <= set(fitting(s))])
    return Case(combination, rng.choice(FIGURES), style, names, seed, errors=rng.choice((0, 0, 2)))


def singles(seeds: Iterable[int], combinations: Iterable[str] = tuple(COMBINATIONS)) -> Iterator[Case]:
    """No operator, and every operator alone, in every format, for every combination of forms."""
    for seed, combination, form in product(seeds, combinations, FORMATS):
        for names in ((), *((name,) for name in fitting(form))):
            yield case(combination, form, names, seed)


def triples(count: int, forms: Sequence[str] = FORMATS) -> Iterator[Case]:
    """Three different operators at once, drawn by chance; in every other round only ones that real reports show."""
    rng = Random(count)
    for seed in range(count):
        form = forms[seed % len(forms)]
        names = tuple(sorted(rng.sample(fitting(form, listed_only=seed // len(forms) % 2 == 0), 3)))
        yield case(rng.choice(tuple(COMBINATIONS)), form, names, seed)


def measured(cases: Iterable[Case], show: bool = False) -> dict[tuple[str, str], Score]:
    """Scores by operators and format."""
    totals: dict[tuple[str, str], Score] = defaultdict(Score)
    for one in cases:
        result = score(one)
        kind = "".join(one.operators) if len(one.operators) < 2 else TRIPLES
        totals[kind or PLAIN, one.style.partition("-")[0]].add(result)
        if show:
            _show(one, result)
    return totals


def _show(one: Case, result: Score) -> None:
    for name in ("silent", "flagged", "needless", "status", "false_errors", "missed_errors", "identity"):
        if faults := getattr(result, name):
            print(f"{one}\n  {name} {len(faults)}: {'; '.join(faults[:4])}")


def _line(name: str, scores: dict[str, Score]) -> str:
    parts = [name.ljust(32)]
    for form in FORMATS:
        s = scores.get(form, Score())
        share = f"{100 * s.right / s.fields:6.2f}" if s.fields else "     -"
        parts.append(f"{share} {len(s.flagged):5} {len(s.silent):4} {len(s.needless):5}")
    every = Score()
    for s in scores.values():
        every.add(s)
    missed = f"{len(every.missed_errors):4}/{every.found_errors:<4}"
    parts.append(f"{len(every.false_errors):5} {missed} {len(every.status):4} {len(every.identity):4}")
    return " | ".join(parts)


def printed(totals: dict[tuple[str, str], Score]) -> Iterator[str]:
    """The table, an operator a line, a total last."""
    head = " | ".join(
        [
            "right % flagged silent needless".ljust(32),
            *(f.ljust(23) for f in FORMATS),
            "false missed/found status identity",
        ]
    )
    yield head
    lines: dict[str, dict[str, Score]] = defaultdict(lambda: defaultdict(Score))
    for (name, form), result in totals.items():
        lines[name][form].add(result)
        lines["all"][form].add(result)
    yield from (_line(name, lines[name]) for name in (*(n for n in lines if n != "all"), "all") if name in lines)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", type=int, help="reports for each operator and style; of triples in all")
    parser.add_argument("--triples", action="store_true", help="three operators at once instead of one")
    parser.add_argument("--only", default="", help="only operators or styles whose name contains this word")
    parser.add_argument("--show", action="store_true", help="name every fault and the case that shows it")
    options = parser.parse_args()
    cases = triples(options.count) if options.triples else singles(range(options.count))
    wanted = (c for c in cases if any(options.only in word for word in (*c.operators, c.style)))
    print("\n".join(printed(measured(wanted, options.show))))


if __name__ == "__main__":
    main()
