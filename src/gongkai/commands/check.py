"""gongkai check: findings for people, one line each."""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator

from gongkai.commands import OK, SOME_FAILED, inputs_argument
from gongkai.inputs import Outcome, outcomes, sources
from gongkai.pipeline import parse_bytes


def arguments(parser: ArgumentParser) -> None:
    """What the command takes."""
    inputs_argument(parser)


def run(args: Namespace) -> int:
    """Print the findings; status 1 if any is an error."""
    bad = False
    found = (o for s in sources(args.inputs) for o in outcomes(s, lambda data, source: parse_bytes(data, source.name)))
    for outcome in found:
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
