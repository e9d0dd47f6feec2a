"""Named ways in which real reports differ from the form: pure functions, sheet and generator in, sheet out.

What a faithful reading gives follows from the cells of the new sheet (`render.sheet.expected`).
"""

from collections.abc import Iterable, Mapping
from random import Random

from render.operators import columns, labels, rows, tables, values
from render.operators.registry import Operator
from render.sheet import Sheet

OPERATORS: Mapping[str, Operator] = {
    operator.name: operator
    for module in (labels, values, rows, columns, tables)
    for operator in module.OPERATORS.values()
}


def apply(sheet: Sheet, names: Iterable[str], rng: Random) -> Sheet:
    """The sheet changed by these operators, in the order of the registry: cells, then rows, then tables."""
    wanted = set(names)
    for name, operator in OPERATORS.items():
        if name in wanted:
            sheet = operator.change(sheet, rng)
    return sheet


def fitting(style: str, listed_only: bool = False) -> tuple[str, ...]:
    """The operators that mean something in a writer's style."""
    form = style.partition("-")[0]
    return tuple(o.name for o in OPERATORS.values() if form in o.formats and (o.listed or not listed_only))
