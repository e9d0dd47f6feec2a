"""The quality gate: floors under what the parser finds in the fixtures, and a digest of all that it says about them."""

import argparse
import hashlib
import json
import sys
from collections.abc import Iterator, Mapping, Sequence

from gongkai.export import dumps
from upkeep.cases import FIXTURES, Json, cases

FLOORS = FIXTURES / "floors.json"
DIGEST = "digest"

Figures = Mapping[str, int | float | str]


def figures(parsed: Sequence[Json]) -> Figures:
    """Cells, values, statutory tables found, share of cells with a value, and the sha256 of the whole output."""
    cells = [cell for one in parsed for cell in one.get("cells", ())]
    values = sum(cell["status"] == "value" for cell in cells)
    return {
        "cells": len(cells),
        "values": values,
        "forms": sum(names is not None for one in parsed for names in one.get("forms", {}).values()),
        "value_share": round(values / max(len(cells), 1), 4),
        DIGEST: hashlib.sha256(dumps(list(parsed)).encode()).hexdigest(),
    }


def complaints(found: Figures, floors: Figures) -> Iterator[str]:
    """What is worse than pinned, or only different."""
    for name, floor in floors.items():
        now = found[name]
        if name == DIGEST and now != floor:
            yield "the output for the fixtures has changed: read the diff of scripts/golden --all, then --update"
        elif not isinstance(now, str) and not isinstance(floor, str) and now < floor:
            yield f"{name}: {now}, the floor is {floor}"


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(prog="gate", description=__doc__)
    parser.add_argument("--update", action="store_true", help="pin what is found now")
    update = parser.parse_args().update
    found = figures([case.parsed() for case in cases()])
    print(dumps(found, 2))
    if update:
        FLOORS.write_text(dumps(found, 2) + "\n", encoding="utf-8")
        return 0
    faults = list(complaints(found, json.loads(FLOORS.read_text(encoding="utf-8"))))
    print("\n".join(faults), end="\n" if faults else "", file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
