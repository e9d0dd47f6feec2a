"""gongkai read: the format-neutral document, for debugging."""

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from gongkai.commands import OK, SOME_FAILED, inputs_argument
from gongkai.export import document_dict, dumps
from gongkai.inputs import Source, outcomes, plain_name, sources
from gongkai.pipeline import draw, read


def arguments(parser: ArgumentParser) -> None:
    """What the command takes."""
    inputs_argument(parser)
    parser.add_argument("--draw", type=Path, metavar="DIR", help="pictures of its pages with what was found, instead")


def run(args: Namespace) -> int:
    """Print each document as JSON, or draw its pages and print their paths; status 1 if one could not be read."""
    failed = False
    work = (lambda data, source: _drawn(data, source, args.draw)) if args.draw else (lambda data, _: read(data))
    for outcome in (o for s in sources(args.inputs) for o in outcomes(s, work)):
        if outcome.error is None:
            print(outcome.report if args.draw else dumps(document_dict(outcome.report), 2))
        else:
            print(f"{outcome.source.name}: {outcome.error.code}: {outcome.error}", file=sys.stderr)
            failed = True
    return SOME_FAILED if failed else OK


def _drawn(data: bytes, source: Source, folder: Path) -> str:
    """The pictures' paths, one a line; each input has a folder of its own in the folder."""
    return "\n".join(map(str, draw(data, folder / plain_name(source.name))))
