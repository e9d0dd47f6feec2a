"""What a second reading says about a report that the first left in doubt. Nobody is believed where the two disagree.

Pure: the reading itself is the pipeline's.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import replace

from gongkai.forms import TABLES, Identity, identities, templates
from gongkai.report import Entry, Report

NO_OPINION = "\ufffd"  # what a reading has for a character that the file does not name
SHOWN = 20  # characters of the other reading in a doubt

FEW_SUMS = 8  # that fail: a report with misprints has one to four
MOST = 0.75  # of the sums that say something: with digits mapped otherwise nearly all fail

AGREED = "read again by a second engine, which reads every figure the same"
ONLY_SECOND = "only a second engine reads this cell"
MISTRUSTED = "most sums fail: the file may say other digits than it shows"


def wanted(report: Report) -> bool:
    """Whether a report whose tables were found has sums that fail, labels or numbers left over, or doubts."""
    told = any(f.level == "error" or f.code == "extraction.uncertain" for f in report.findings)
    return any(report.forms.values()) and (told or bool(report.unmatched))


def pages(report: Report) -> range:
    """The pages of the statutory tables, and one on either side where a table was not found."""
    found = [e.page for e in report.cells if e.page is not None]
    if not found:
        return range(0)
    more = None in report.forms.values()
    return range(max(1, min(found) - more), max(found) + more + 1)


def compared(first: Report, second: Report) -> Report:
    """The first report with a doubt on every value that the second has otherwise, and what only the second has.

    Its findings are those of before: they are to be checked again.
    """
    cells = tuple(_weighed(first, second))
    old = first.entries
    changed = sum(old.get(e.field) != e for e in cells)
    forms = {table: first.forms[table] or second.forms[table] for table in TABLES}
    said = f"read again by a second engine, which reads {changed} cells otherwise" if changed else AGREED
    return replace(first, cells=cells, forms=forms, remarks=(*first.remarks, said))


def mistrusted(report: Report) -> Report:
    """A report with a doubt on every number where most sums fail: no agency adds up so badly, a broken font does."""
    failed = {(f.code, f.fields) for f in report.findings}
    sums = [(i.code, (*i.found, *i.expected)) for i in _identities(report)]
    telling = [one for one in sums if any(report.value(name) for name in one[1])]
    wrong = sum(one in failed for one in telling)
    if wrong < max(FEW_SUMS, MOST * len(telling)):
        return report
    return replace(report, cells=tuple(_doubted(e, MISTRUSTED) if e.raw else e for e in report.cells))


def _identities(report: Report) -> Iterator[Identity]:
    for table, names in report.forms.items():
        for template in templates(table):
            if template.forms == names:
                yield from identities(template)


def _weighed(first: Report, second: Report) -> Iterator[Entry]:
    """The entries of the tables in their order, those of a table that only the second found among them."""
    for table in TABLES:
        mine, theirs = _of(first.cells, table), _of(second.cells, table)
        if first.forms[table] is None:
            yield from (_doubted(e, ONLY_SECOND) for e in theirs)
        else:
            yield from (_judged(e, second.entries.get(e.field)) for e in mine)


def _of(cells: Iterable[Entry], table: str) -> list[Entry]:
    return [e for e in cells if e.field.startswith(f"{table}.")]


def _judged(mine: Entry, theirs: Entry | None) -> Entry:
    """An entry with a doubt where the second reading has another text; what only the second has, with a doubt."""
    if theirs is None or theirs.raw is None or NO_OPINION in theirs.raw or _same(mine, theirs):
        return mine
    if mine.raw is None:
        return _doubted(theirs, ONLY_SECOND)
    return _doubted(mine, f"a second engine reads {_folded(theirs.raw)[:SHOWN]!r} here")


def _doubted(entry: Entry, doubt: str) -> Entry:
    return entry._replace(doubt="; ".join(filter(None, (entry.doubt, doubt))))


def _same(mine: Entry, theirs: Entry) -> bool:
    """Whether two readings of a cell mean the same: the value, or to the letter but for spaces and widths."""
    value = (mine.value, mine.status) == (theirs.value, theirs.status)
    return value or (mine.raw is not None and theirs.raw is not None and _folded(mine.raw) == _folded(theirs.raw))


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())
