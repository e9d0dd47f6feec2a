"""The generated parts of the documentation: docs/fields.md, and in README.md the example and the table of formats."""

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from gongkai.forms import TABLES, Field, fields, forms
from gongkai.readers import READERS
from upkeep.cases import ROOT, cases
from upkeep.example import example

README = ROOT / "README.md"
FIELDS = ROOT / "docs" / "fields.md"
BEGIN, END = "<!-- {}: made by scripts/docs -->", "<!-- /{} -->"
KINDS = ("2019", "2021", "2019 + 2021")  # the last: tables of both in one report
TITLES = {"disclosure": "主动公开", "applications": "依申请公开", "remedies": "行政复议、行政诉讼"}
COLUMNS = ("field", "forms", "label", "unit", "type", "English", "basis")


def fields_page() -> str:
    """docs/fields.md."""
    notices = "\n".join(f"- `{f.name}`: {f.notice}, figures of {f.first_year}–{f.last_year or ''}" for f in forms())
    return (
        "# Fields\n\n"
        "<!-- made by scripts/docs from src/gongkai/forms; do not edit -->\n\n"
        f"The {len(fields())} canonical fields. `label` is the path of labels in the form, `×` between row and column; "
        "where two forms word a label differently both stand, the older first.\n\n"
        f"{notices}\n\n条例 is 《中华人民共和国政府信息公开条例》, 国务院令第711号.\n" + "".join(map(_section, TABLES))
    )


def _section(table: str) -> str:
    rows = [_row(field) for field in fields().values() if field.table == table]
    return f"\n## {table} ({TITLES[table]}), {len(rows)} fields\n\n" + "\n".join(lines(COLUMNS, rows)) + "\n"


def _row(field: Field) -> tuple[str, ...]:
    names = ", ".join(field.forms)
    return f"`{field.key}`", names, field.label_path, field.unit or "–", field.type, field.english, field.basis


def lines(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """A Markdown table."""
    return (f"| {' | '.join(row)} |" for row in (head, ["---"] * len(head), *rows))


def formats_table() -> str:
    """How many fixtures there are of each format and form."""
    counts = Counter(_kind(case.source["forms"], case.expected()["source"]["format"]) for case in cases())
    rows = [(name, *(str(counts[name, kind]) for kind in KINDS)) for name in READERS]
    return "\n".join(lines(("", *KINDS), rows))


def _kind(names: Mapping[str, str], form: str) -> tuple[str, str]:
    return form, " + ".join(sorted(set(names.values())))


PARTS: Mapping[str, Callable[[], str]] = {"formats": formats_table, "example": example}


def readme(old: str) -> str:
    """README.md with the parts between marks made anew."""
    for name, make in PARTS.items():
        begin, end = BEGIN.format(name), END.format(name)
        head, _, rest = old.partition(begin)
        old = f"{head}{begin}\n{make()}\n{end}{rest.partition(end)[2]}"
    return old


PAGES: Mapping[Path, Callable[[str], str]] = {FIELDS: lambda _: fields_page(), README: readme}


def stale() -> list[Path]:
    """The pages that are not what would be written now."""
    return [path for path, make in PAGES.items() if not path.exists() or _text(path) != make(_text(path))]


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(prog="docs", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when a page is stale")
    check = parser.parse_args().check
    found = stale()
    for path in found:
        print(f"{path.relative_to(ROOT)} is stale" if check else f"wrote {path.relative_to(ROOT)}")
        if not check:
            path.write_text(PAGES[path](_text(path)), encoding="utf-8")
    return int(check and bool(found))


if __name__ == "__main__":
    sys.exit(main())
