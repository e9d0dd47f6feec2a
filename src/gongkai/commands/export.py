"""gongkai export: an archive as the files analysts open."""

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from gongkai.commands import MISUSED, OK
from gongkai.errors import GongkaiError

HELP = "an archive as CSV, Excel, Stata, SQLite, JSON Lines or Parquet, or into PostgreSQL"


def arguments(parser: ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("archive", type=Path, metavar="ARCHIVE", help="the folder that gongkai batch filled")
    formats = "csv, xlsx, parquet, dta, sqlite, jsonl, or postgresql://user@host/database"
    parser.add_argument("--to", required=True, metavar="FORMAT", help=formats)
    parser.add_argument("-o", "--output", default="", metavar="DIR", help="default: ARCHIVE-FORMAT, here")
    shape = parser.add_mutually_exclusive_group()
    shape.add_argument("--wide", dest="shape", action="store_const", const="wide", help="a row a report (default)")
    shape.add_argument("--long", dest="shape", action="store_const", const="long", help="a row a cell")
    parser.add_argument("--bom", action="store_true", help="begin CSV with the mark that Excel knows UTF-8 by")


def run(args: Namespace) -> int:
    """Write the files; status 2 when they cannot be written."""
    try:
        from gongkai.archive import export

        export(args.archive, args.to, args.output, args.shape or "wide", args.bom)
    except (GongkaiError, OSError) as error:
        print(f"gongkai: {error}", file=sys.stderr)
        return MISUSED
    return OK
