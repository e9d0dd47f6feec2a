"""Writes goldens. Never called by a test: a person runs it and reads the diff."""

import argparse
import sys
from collections.abc import Iterator
from difflib import unified_diff

from upkeep.cases import Case, cases, text


def diff(case: Case, new: str) -> Iterator[str]:
    """What changes in a golden, as a unified diff."""
    old = case.golden.read_text(encoding="utf-8") if case.golden.exists() else ""
    name = f"{case.name}/{case.golden.name}"
    return unified_diff(old.splitlines(keepends=True), new.splitlines(keepends=True), f"a/{name}", f"b/{name}")


def write(case: Case) -> None:
    """Print what changes, then write it."""
    new = text(case.parsed())
    sys.stdout.writelines(diff(case, new))
    case.golden.write_text(new, encoding="utf-8")


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="golden", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="CASE", help="folders of fixtures/")
    parser.add_argument("--all", action="store_true", help="every case")
    options = parser.parse_args()
    known = {case.name: case for case in cases()}
    unknown = sorted(set(options.names) - set(known))
    if unknown or not (options.names or options.all):
        parser.error(f"no such case: {', '.join(unknown)}" if unknown else "name the cases, or say --all")
    for name in known if options.all else options.names:
        write(known[name])


if __name__ == "__main__":
    main()
