"""gongkai parse: reports as JSON, JSON Lines or long CSV."""

import csv
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import chain, count, islice
from pathlib import Path, PurePath
from typing import Any, TextIO

from gongkai.commands import OK, SOME_FAILED, UNENCODABLE, inputs_argument
from gongkai.export import LONG, dumps, long_rows
from gongkai.inputs import Outcome, Source, Work, outcomes, plain_name, sources
from gongkai.pipeline import parse_bytes, steps

FORMATS = ("json", "jsonl", "csv")

Write = Callable[[Outcome], None]


def arguments(parser: ArgumentParser) -> None:
    """What the command takes."""
    inputs_argument(parser)
    parser.add_argument("-o", "--output", type=Path, metavar="DIR", help="write DIR/<name>.json each instead")
    parser.add_argument("--format", choices=FORMATS, help="default: json for one file, jsonl for several")
    parser.add_argument("--progress", action="store_true", help="show progress even when no terminal is attached")
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--trace", action="store_true", help="print every step of the way to standard error")
    how.add_argument("--convert", action="store_true", help="have LibreOffice convert what cannot be read otherwise")


def run(args: Namespace) -> int:
    """Write what became of every input; status 1 if one gave no report."""
    named = sources(args.inputs)
    several = len(named) != 1 or any(Path(name).is_dir() for name in args.inputs)
    with _work(args) as work:
        found = _progressing((o for s in named for o in outcomes(s, work)), len(named), args.progress)
        return _written(found, several, args)


def _written(found: Iterator[Outcome], several: bool, args: Namespace) -> int:
    first = [] if several else list(islice(found, 2))  # one archive may hold several
    form = args.format or ("jsonl" if several or len(first) > 1 else "json")
    failed = False
    with _writer(args.output, form) as write:
        for outcome in chain(first, found):
            write(outcome)
            failed |= outcome.error is not None
    return SOME_FAILED if failed else OK


@contextmanager
def _work(args: Namespace) -> Iterator[Work]:
    """What is done with the bytes of every input; one LibreOffice is kept warm for all."""
    if args.convert:
        from gongkai.convert import Office, parse_converted

        with Office() as office:
            yield lambda data, source: parse_converted(data, office, name=source.name)
    else:
        yield _traced if args.trace else _report


def _report(data: bytes, source: Source) -> Any:
    return parse_bytes(data, source.name)


def _traced(data: bytes, source: Source) -> Any:
    result: Any = None
    for name, result in steps(data, source.name):
        print(f"-- {name}\n{result}", file=sys.stderr)
    return result


def _progressing(found: Iterable[Outcome], total: int, forced: bool) -> Iterator[Outcome]:
    shown = forced or (sys.stderr.isatty() and total > 1)
    for done, outcome in enumerate(found, 1):
        if shown:
            state = outcome.error.code if outcome.error else "ok"
            print(f"{done}/{max(done, total)} {outcome.source.name}: {state}", file=sys.stderr)
        yield outcome


@contextmanager
def _writer(folder: Path | None, form: str) -> Iterator[Write]:
    """What writes outcomes in a format: to standard output, or to one file each in a folder."""
    if folder is None:
        yield _to_stream(sys.stdout, form)
    else:
        folder.mkdir(parents=True, exist_ok=True)
        yield partial(_to_file, folder, "csv" if form == "csv" else "json", set())


def _to_stream(stream: TextIO, form: str) -> Write:
    if form == "csv":
        return _csv_writer(stream)
    indent = None if form == "jsonl" else 2
    return lambda outcome: print(dumps(outcome.to_dict(), indent), file=stream, flush=True)


def _csv_writer(stream: TextIO) -> Write:
    """Long CSV; an input without a report has no rows, so its error goes to standard error."""
    rows = csv.DictWriter(stream, LONG, lineterminator="\n")
    rows.writeheader()

    def write(outcome: Outcome) -> None:
        if outcome.error is None:
            rows.writerows(long_rows(outcome.report))
        else:
            print(f"{outcome.source.name}: {outcome.error.code}: {outcome.error}", file=sys.stderr)

    return write


def _to_file(folder: Path, suffix: str, taken: set[str], outcome: Outcome) -> None:
    path = folder / f"{_free_name(outcome.source, taken)}.{suffix}"
    with path.open("w", encoding="utf-8", errors=UNENCODABLE, newline="") as stream:
        _to_stream(stream, "csv" if suffix == "csv" else "json")(outcome)


def _free_name(source: Source, taken: set[str]) -> str:
    """The name without its ending, or with it, or numbered, so that no output overwrites another."""
    path = PurePath(plain_name(source.member)) if source.member else source.path or PurePath("stdin")
    numbered = (f"{path.name}-{n}" for n in count(2))
    name = next(n for n in chain((path.stem, path.name), numbered) if n not in taken)
    taken.add(name)
    return name
