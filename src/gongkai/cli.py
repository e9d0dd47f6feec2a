"""The gongkai command: one verb a module of `commands`, imported when it is called."""

import argparse
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from io import TextIOWrapper
from typing import Any

from gongkai import __version__
from gongkai.commands import MISUSED, OK, UNENCODABLE
from gongkai.errors import GongkaiError

COMMANDS: Mapping[str, str] = {
    "parse": "reports as JSON, JSON Lines or long CSV",
    "check": "findings for people, one line each; exit 1 if any is an error",
    "read": "the format-neutral document, for debugging",
    "fields": "the dictionary of fields",
    "schema": "the JSON Schema (2020-12) of parse's output",
    "batch": "files and folders into an archive (Parquet, DuckDB); may be interrupted and repeated",
    "export": "an archive as CSV, Excel, Stata, SQLite, JSON Lines or Parquet, or into PostgreSQL",
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit status of the contract, section 2."""
    words = list(sys.argv[1:] if argv is None else argv)
    named = words[0] if words and words[0] in COMMANDS else None
    parser = _parser((named,) if named else ())
    args = parser.parse_args(words)
    if named is None:
        parser.print_help()
        return MISUSED
    _speak_utf8()
    try:
        return int(_command(named).run(args))
    except BrokenPipeError:
        sys.stderr.close()
        return OK
    except (OSError, GongkaiError) as error:  # of the output or a tool: those of an input are its own
        print(f"gongkai: {error}", file=sys.stderr)
        return MISUSED
    except KeyboardInterrupt:
        return 130


def _command(name: str) -> Any:
    return import_module(f"gongkai.commands.{name}")


def _speak_utf8() -> None:
    """Whatever the console's encoding."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors=UNENCODABLE)


def _parser(needed: Sequence[str] = tuple(COMMANDS)) -> argparse.ArgumentParser:
    """All verbs, with the arguments of those that are needed: the others are not imported."""
    parser = argparse.ArgumentParser(prog="gongkai", description="政府信息公开工作年度报告 -> normalized JSON")
    parser.add_argument("--version", action="version", version=f"gongkai {__version__}")
    verbs = parser.add_subparsers(metavar="COMMAND")
    for name, text in COMMANDS.items():
        verb = verbs.add_parser(name, help=text, description=text)
        if name in needed:
            _command(name).arguments(verb)
    return parser


if __name__ == "__main__":
    sys.exit(main())
