"""The gongkai command: parse, check, read, fields, schema. Input and output are here and in the readers only."""

import argparse
import csv
import hashlib
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from functools import partial
from io import TextIOWrapper
from itertools import chain, count, islice
from pathlib import Path, PurePath, PurePosixPath
from typing import Any, TextIO

from gongkai import __version__
from gongkai.errors import GongkaiError

FORMATS = ("json", "jsonl", "csv")
OK, SOME_FAILED, MISUSED = 0, 1, 2
UNENCODABLE = "backslashreplace"
_LONGEST_NAME = 80  # characters of a member's name: file systems allow 255 bytes, and three or four may be one


@dataclass(frozen=True, slots=True)
class Source:
    """One input named on the command line (`path` None is standard input), or the member of one that is an archive."""

    path: Path | None
    member: str = ""

    @property
    def name(self) -> str:
        """What the output calls it."""
        name = self.path.name if self.path else "-"
        return f"{name}/{self.member}" if self.member else name


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an input: a Report (a Document for `read`) or an error."""

    source: Source
    report: Any
    error: GongkaiError | None
    data: bytes | None

    def to_dict(self) -> dict[str, Any]:
        """The object of the contract: report, or source and error."""
        from gongkai.export import error_dict

        if self.error is None:
            whole: dict[str, Any] = self.report.to_dict()
            return whole
        digest = hashlib.sha256(self.data).hexdigest() if self.data is not None else None
        size = len(self.data) if self.data is not None else None
        return error_dict({"name": self.source.name, "sha256": digest, "bytes": size}, self.error)


Write = Callable[[Outcome], None]
Work = Callable[[bytes, Source], Any]


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit status of the contract, section 2."""
    parser = _parser()
    args = parser.parse_args(argv)
    if not hasattr(args, "run"):
        parser.print_help()
        return MISUSED
    _speak_utf8()
    try:
        return int(args.run(args))
    except BrokenPipeError:
        sys.stderr.close()
        return OK
    except OSError as error:  # of the output: those of an input are its own
        print(f"gongkai: {error}", file=sys.stderr)
        return MISUSED
    except KeyboardInterrupt:
        return 130


def _speak_utf8() -> None:
    """Whatever the console's encoding; what no encoding has (names of files) is escaped as JSON does."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors=UNENCODABLE)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="gongkai", description="政府信息公开工作年度报告 -> normalized JSON")
    parser.add_argument("--version", action="version", version=f"gongkai {__version__}")
    verbs = parser.add_subparsers(metavar="COMMAND")
    _parse_verb(verbs)
    check = _verb(verbs, "check", _check, "findings for people, one line each; exit 1 if any is an error")
    _inputs(check)
    read = _verb(verbs, "read", _read, "the format-neutral document, for debugging")
    _inputs(read)
    fields = _verb(verbs, "fields", _fields, "the dictionary of fields")
    fields.add_argument("--format", choices=("tsv", "json"), default="tsv")
    _verb(verbs, "schema", _schema, "the JSON Schema (2020-12) of parse's output")
    return parser


def _parse_verb(verbs: Any) -> None:
    parse = _verb(verbs, "parse", _parse, "reports as JSON, JSON Lines or long CSV")
    _inputs(parse)
    parse.add_argument("-o", "--output", type=Path, metavar="DIR", help="write DIR/<name>.json each instead")
    parse.add_argument("--format", choices=FORMATS, help="default: json for one file, jsonl for several")
    parse.add_argument("--progress", action="store_true", help="show progress even when no terminal is attached")
    parse.add_argument("--trace", action="store_true", help="print every step of the way to standard error")


def _verb(verbs: Any, name: str, run: Any, text: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = verbs.add_parser(name, help=text, description=text)
    parser.set_defaults(run=run)
    return parser


def _inputs(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("inputs", nargs="+", metavar="INPUT", help="a file, a directory, or - for standard input")


def _sources(inputs: Sequence[str]) -> list[Source]:
    """The files named, directories searched recursively in the order of their names, hidden files left out."""
    return [Source(path) for name in inputs for path in _files(name)]


def _files(name: str) -> Iterator[Path | None]:
    folder = Path(name)
    if name == "-":
        yield None
    elif folder.is_dir():
        inside = (p for p in sorted(folder.rglob("*")) if p.is_file())
        yield from (p for p in inside if not any(part.startswith(".") for part in p.relative_to(folder).parts))
    else:
        yield folder


def _load(source: Source) -> bytes:
    from gongkai.pipeline import load

    return load(source.path or sys.stdin.buffer)


def _outcomes(source: Source, work: Work) -> Iterator[Outcome]:
    """What becomes of one input: one outcome, or one for each member of an archive."""
    from gongkai.members import archive_members, is_archive

    data: bytes | None = None
    try:
        data = _load(source)
        if not is_archive(data):
            yield _outcome(source, work, data)
            return
        for member in archive_members(data):
            inner = replace(source, member=member.name)
            if member.data is None:
                yield Outcome(inner, None, member.error, None)
            else:
                yield _outcome(inner, work, member.data)
    except GongkaiError as error:
        yield Outcome(source, None, error, data)


def _outcome(source: Source, work: Work, data: bytes) -> Outcome:
    """What becomes of these bytes. The one place where any exception is caught: an input never stops the others."""
    from gongkai.errors import UnreadableDocument

    try:
        return Outcome(source, work(data, source), None, data)
    except GongkaiError as error:
        return Outcome(source, None, error, data)
    except Exception as error:  # noqa: BLE001
        return Outcome(
            source, None, UnreadableDocument(f"the parser failed on it ({type(error).__name__}: {error})"), data
        )


def _report(data: bytes, source: Source) -> Any:
    from gongkai.pipeline import parse_bytes

    return parse_bytes(data, source.name)


def _traced(data: bytes, source: Source) -> Any:
    from gongkai.pipeline import steps

    result: Any = None
    for name, result in steps(data, source.name):
        print(f"-- {name}\n{result}", file=sys.stderr)
    return result


def _parse(args: argparse.Namespace) -> int:
    sources = _sources(args.inputs)
    several = len(sources) != 1 or any(Path(name).is_dir() for name in args.inputs)
    work = _traced if args.trace else _report
    outcomes = _progressing((o for s in sources for o in _outcomes(s, work)), len(sources), args.progress)
    first = [] if several else list(islice(outcomes, 2))  # one archive may hold several
    form = args.format or ("jsonl" if several or len(first) > 1 else "json")
    failed = False
    with _writer(args.output, form) as write:
        for outcome in chain(first, outcomes):
            write(outcome)
            failed |= outcome.error is not None
    return SOME_FAILED if failed else OK


def _progressing(outcomes: Iterable[Outcome], total: int, forced: bool) -> Iterator[Outcome]:
    shown = forced or (sys.stderr.isatty() and total > 1)
    for done, outcome in enumerate(outcomes, 1):
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
    return lambda outcome: print(_json(outcome, None if form == "jsonl" else 2), file=stream, flush=True)


def _json(outcome: Outcome, indent: int | None) -> str:
    from gongkai.export import dumps

    return dumps(outcome.to_dict(), indent)


def _csv_writer(stream: TextIO) -> Write:
    """Long CSV; an input without a report has no rows, so its error goes to standard error."""
    from gongkai.export import LONG, long_rows

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
    path = PurePath(_plain(source.member)) if source.member else source.path or PurePath("stdin")
    numbered = (f"{path.name}-{n}" for n in count(2))
    name = next(n for n in chain((path.stem, path.name), numbered) if n not in taken)
    taken.add(name)
    return name


def _plain(member: str) -> str:
    """The last part of a member's path as the name of a file here, whatever the archive says."""
    name = "".join(c if c.isprintable() and c not in '<>:"|?*' else "_" for c in PurePosixPath(member).name)
    return name.lstrip(".")[-_LONGEST_NAME:] or "member"


def _check(args: argparse.Namespace) -> int:
    bad = False
    for outcome in (o for s in _sources(args.inputs) for o in _outcomes(s, _report)):
        for level, text in _complaints(outcome):
            print(f"{outcome.source.name}: {level}: {text}")
            bad |= level == "error"
    return SOME_FAILED if bad else OK


def _complaints(outcome: Outcome) -> Iterator[tuple[str, str]]:
    if outcome.error is not None:
        yield "error", f"{outcome.error.code}: {outcome.error}"
        return
    for finding in outcome.report.findings:
        fields = f" [{', '.join(finding.fields)}]" if finding.fields else ""
        yield finding.level, f"{finding.code}: {finding.message}{fields}"


def _read(args: argparse.Namespace) -> int:
    from gongkai.export import document_dict, dumps

    failed = False
    for outcome in (o for s in _sources(args.inputs) for o in _outcomes(s, _document)):
        if outcome.error is None:
            print(dumps(document_dict(outcome.report), 2))
        else:
            print(f"{outcome.source.name}: {outcome.error.code}: {outcome.error}", file=sys.stderr)
            failed = True
    return SOME_FAILED if failed else OK


def _document(data: bytes, _: Source) -> Any:
    from gongkai.pipeline import read

    return read(data)


def _fields(args: argparse.Namespace) -> int:
    from gongkai.export import dumps
    from gongkai.forms import fields

    if args.format == "json":
        print(dumps([asdict(f) for f in fields().values()], 2))
        return OK
    print("field", "table", "forms", "label_path", "unit", "type", "english", "basis", sep="\t")
    for f in fields().values():
        print(f.key, f.table, " ".join(f.forms), f.label_path, f.unit, f.type, f.english, f.basis, sep="\t")
    return OK


def _schema(_: argparse.Namespace) -> int:
    from gongkai.export import dumps
    from gongkai.schema import schema

    print(dumps(schema(), 2))
    return OK


if __name__ == "__main__":
    sys.exit(main())
