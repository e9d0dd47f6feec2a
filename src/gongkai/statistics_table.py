"""The 统计表 of the years before 2019: recognised, so that it is no silence, but without canonical fields.

Source: 国办发〔2014〕32号 and the local tables it grew from; see docs.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from gongkai.bands import Sheet, Skeleton, likeness
from gongkai.forms import data

LIKE = 0.8  # one wrong character in five
ENOUGH = 3  # rows that make a table one of them: 行政复议数量 alone stands in other tables


def statistics_tables(sheets: Iterable[Sheet]) -> Iterator[Sheet]:
    """The tables that print at least ENOUGH of the indicators of 2014 beside numbers."""
    return (s for s in sheets if _indicators(s.skeleton) >= ENOUGH)


@lru_cache(maxsize=1024)
def _indicators(skeleton: Skeleton) -> int:
    return sum(any(map(_is_indicator, run.texts)) for run in skeleton.runs if run.values)


@lru_cache(maxsize=4096)
def _is_indicator(text: str) -> bool:
    return any(likeness(text, known) >= LIKE for known in data("2014")["labels"])


def remarks(tables: Sequence[Sheet]) -> tuple[str, ...]:
    """One remark a table, for people."""
    name = data("2014")["notice"]
    return tuple(
        f"table {s.table + 1} is a 统计表 of the kind of {name}: its numbers are listed as unmatched" for s in tables
    )
