"""gongkai fields: the dictionary of fields."""

from argparse import ArgumentParser, Namespace
from dataclasses import asdict

from gongkai.commands import OK
from gongkai.export import dumps
from gongkai.forms import fields


def arguments(parser: ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("--format", choices=("tsv", "json"), default="tsv")


def run(args: Namespace) -> int:
    """Print every field as one line or one object."""
    if args.format == "json":
        print(dumps([asdict(f) for f in fields().values()], 2))
        return OK
    print("field", "table", "forms", "label_path", "unit", "type", "english", "basis", sep="\t")
    for f in fields().values():
        print(f.key, f.table, " ".join(f.forms), f.label_path, f.unit, f.type, f.english, f.basis, sep="\t")
    return OK
