"""gongkai schema: the JSON Schema (2020-12) of parse's output."""

from argparse import ArgumentParser, Namespace

from gongkai.commands import OK
from gongkai.export import dumps
from gongkai.schema import schema


def arguments(_: ArgumentParser) -> None:
    """The command takes nothing."""


def run(_: Namespace) -> int:
    """Print the schema."""
    print(dumps(schema(), 2))
    return OK
