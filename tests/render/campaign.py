"""Round trips by the hundred: `python -m render.campaign N` prints, operator by operator and format by format, how reading
fares; N reports for every operator in every style. `--only WORD` keeps operators or styles with that word, `--show` names faults.
"""

import argparse
from collections import defaultdict
from collections.abc import Iterable, Iterator
from random import Random

from render.operators import OPERATORS, fitting
from render.score import COMBINATIONS, Case, Score, score
from render.values import STYLES
from render.writers import FORMATS, WRITERS

PLAIN = "(none)"
FIGURES = ("city", "small", "city", "sparse", "town")


def singles(count: int) -> Iterator[Case]:
    """Every operator alone in every style, `count` times, forms and figures taking turns; each third breaks sums."""
    for number in range(count):
        for place, style in enumerate(WRITERS):
            for names in ((), *((name,) for name in fitting(style))):
                yield _case(number * 7 + place * 3 + len(names[:1]) * list(OPERATORS).index((*names, *OPERATORS)[0]), style, names, number)


def _case(turn: int, style: str, names: tuple[str, ...], seed: int) -> Case:
    combination = tuple(COMBINATIONS)[turn % len(COMBINATIONS)]
    return Case(combination, FIGURES[turn % len(FIGURES)], style, names, seed, errors=2 * (turn % 3 == 2))


def triples(count: int, seed: int = 0) -> Iterator[Case]:
    """Three different operators at once, drawn by chance."""
    rng = Random(seed)
    for number in range(count):
        style = rng.choice(tuple(WRITERS))
        names = tuple(sorted(rng.sample(fitting(style), 3)))
        yield _case(rng.randrange(60), style, names, number)


def measured(cases: Iterable[Case], show: bool = False) -> dict[tuple[str, str], Score]:
    """Scores by operators and format."""
    totals: dict[tuple[str, str], Score] = defaultdict(Score)
    for case in cases:
        result = score(case)
        kind = " + ".join(case.operators) if len(case.operators) < 2 else "(three at once)"
        totals[kind or PLAIN, case.style.partition("-")[0]].add(result)
        if show:
            _show(case, result)
    return totals


def _show(case: Case, result: Score) -> None:
    for name in ("silent", "flagged", "needless", "status", "false_errors", "missed_errors", "identity"):
        if faults := getattr(result, name):
            print(f"{case}\n  {name} {len(faults)}: {'; '.join(faults[:4])}")


def _line(name: str, scores: dict[str, Score]) -> str:
    parts = [name.ljust(32)]
    for form in FORMATS:
        s = scores.get(form, Score())
        share = f"{100 * s.right / s.fields:6.2f}" if s.fields else "     -"
        parts.append(f"{share} {len(s.flagged):5} {len(s.silent):4} {len(s.needless):5}")
    every = Score()
    for s in scores.values():
        every.add(s)
    parts.append(f"{len(every.false_errors):5} {len(every.missed_errors):4}/{every.found_errors:<4} {len(every.status):4} {len(every.identity):4}")
    return " | ".join(parts)


def printed(totals: dict[tuple[str, str], Score]) -> Iterator[str]:
    """The table, an operator a line, a total last."""
    head = " | ".join(["right % flagged silent needless".ljust(32), *(f.ljust(23) for f in FORMATS), "false missed/found status identity"])
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
    cases = triples(options.count) if options.triples else singles(options.count)
    wanted = (c for c in cases if any(options.only in word for word in (*c.operators, c.style)))
    print("\n".join(printed(measured(wanted, options.show))))


if __name__ == "__main__":
    main()
