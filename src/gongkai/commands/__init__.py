"""One module a command: `arguments(parser)` says what it takes, `run(args)` does it and returns the exit status."""

from argparse import ArgumentParser

OK, SOME_FAILED, MISUSED = 0, 1, 2  # the contract's exit statuses
UNENCODABLE = "backslashreplace"  # what no encoding has (names of files) is escaped as JSON does


def inputs_argument(parser: ArgumentParser) -> None:
    """The inputs of a command."""
    parser.add_argument("inputs", nargs="+", metavar="INPUT", help="a file, a directory, or - for standard input")
