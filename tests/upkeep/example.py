"""The example of README.md: a few rows of a fixture as printed, and what its golden says of them."""

from collections.abc import Iterator

from gongkai.export import dumps
from gongkai.forms import GAP_MARK, PATH_MARK, fields
from upkeep.cases import FIXTURES, Case, Json

CASE = Case(FIXTURES / "pdf-2021-sums-that-fail")
SUMS_OF_A_ROW = ("remedies.total", "applications.row-total")
MORE = "…"
ROWS = ("applications.received", "applications.outcome.total", "applications.pending_at_end")


def example() -> str:
    """Two fenced blocks: printed, and output."""
    golden = CASE.expected()
    finding = next(f for f in golden["findings"] if f["code"] in SUMS_OF_A_ROW)
    printed, output = "\n".join(_printed(golden, finding)), ",\n".join(_output(golden, finding))
    return f"```text\n{printed}\n```\n\n```jsonc\n{{\n{output}\n}}\n```"


def _printed(golden: Json, finding: Json) -> Iterator[str]:
    yield golden["title"]
    yield MORE
    for row in (*ROWS, finding["fields"][0].rpartition(".")[0]):
        yield _row([c for c in golden["cells"] if c["field"].startswith(f"{row}.")])


def _row(cells: list[Json]) -> str:
    path = fields()[cells[0]["field"]].label_path
    head = path.split(GAP_MARK)[0] if GAP_MARK in path else path.rpartition(PATH_MARK)[0]
    return " | ".join((head.rstrip(PATH_MARK), *(c["raw"] for c in cells)))


def _output(golden: Json, finding: Json) -> Iterator[str]:
    for name in ("title", "agency", "year", "forms"):
        yield _line(name, dumps(golden[name]))
    received = dumps(golden["applications"]["received"])
    yield _line("applications", f'{{"received": {received}, {MORE}}}')
    yield _line("facts", dumps(golden["facts"]))
    cell = next(c for c in golden["cells"] if c["field"] == finding["fields"][0])
    yield _line("cells", f"[{MORE}, {dumps(cell)}, {MORE}]")
    yield _line("findings", f"[{dumps(finding)}, {MORE}]")


def _line(name: str, value: str) -> str:
    return f'  "{name}": {value}'
