"""gongkai read: the format-neutral document, for debugging."""

import sys
from argparse import ArgumentParser, Namespace

from gongkai.commands import OK, SOME_FAILED, inputs_argument
from gongkai.export import document_dict, dumps
from gongkai.inputs import outcomes, sources
from gongkai.pipeline import read


def arguments(parser: ArgumentParser) -> None:
    """What the command takes."""
    inputs_argument(parser)


def run(args: Namespace) -> int:
    """Print each document as JSON; status 1 if one could not be read."""
    failed = False
    for outcome in (o for s in sources(args.inputs) for o in outcomes(s, lambda data, _: read(data))):
        if outcome.error is None:
            print(dumps(document_dict(outcome.report), 2))
        else:
            print(f"{outcome.source.name}: {outcome.error.code}: {outcome.error}", file=sys.stderr)
            failed = True
    return SOME_FAILED if failed else OK
