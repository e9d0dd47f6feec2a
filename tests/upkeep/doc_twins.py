"""Reports of our own writer as .docx beside the .doc that LibreOffice makes of them: both must be read alike.

`scripts/doc-twins FOLDER`: writes and converts what is not in the folder yet, then compares; exit 1 where something
differs that the converter does not explain. The explanations, each counted:

* columns: a .doc has edges of cells and no grid, so that columns no row of a table tells apart are one.
* adjacent: tables with nothing between them are one table in a .doc, which only has rows.
* hyphens: LibreOffice makes U+00AD a hyphen that is printed at the end of a line only, which is no character there.
"""

import argparse
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields, replace
from itertools import groupby, zip_longest
from pathlib import Path
from typing import Any

import gongkai
from gongkai.document import Block, Cell, Document, Paragraph, Table
from gongkai.readers import doc, docx
from render.campaign import singles, triples
from render.score import COMBINATIONS, Case

STYLES = ("docx", "docx-revised")
FIGURES = ("city", "small", "sparse", "town")
TRIPLES = 400
AT_ONCE = 100  # documents that one start of LibreOffice converts
HYPHEN = "\u00ad"


def cases() -> list[Case]:
    """Every combination of forms with every kind of figures, every operator alone, and three at once."""
    plain = [Case(c, f, s, (), n) for c in COMBINATIONS for s in STYLES for n, f in enumerate(FIGURES)]
    single = [case for case in singles(range(1)) if case.style in STYLES and case.operators]
    return [*plain, *single, *triples(TRIPLES, ("docx",))]


def prepare(folder: Path, made: Sequence[Case]) -> None:
    """Writes each report and has it converted, unless that is done."""
    folder.mkdir(parents=True, exist_ok=True)
    missing = []
    for path, case in zip(paths(folder, len(made)), made, strict=True):
        data = case.data()
        if not (path.exists() and path.read_bytes() == data and path.with_suffix(".doc").exists()):
            path.write_bytes(data)
            missing.append(path)
    for start in range(0, len(missing), AT_ONCE):
        command = ["soffice", "--headless", "--convert-to", "doc", "--outdir", str(folder)]
        command += map(str, missing[start : start + AT_ONCE])
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def paths(folder: Path, count: int) -> Iterator[Path]:
    """Where the reports stand."""
    return (folder / f"{number:04}.docx" for number in range(count))


def explained(ours: Document, twin: Document) -> str:
    """Why the blocks are not the same: names of explanations, "" where they are, "DIFFERENT" where nothing does."""
    if ours.blocks == twin.blocks:
        return ""
    names: list[str] = []
    for mine, theirs in zip_longest(_groups(ours.blocks), _groups(_as_tables(ours, twin)), fillvalue=()):
        if mine != theirs:
            names += _explained(mine, theirs)
    return "DIFFERENT" if "DIFFERENT" in names else " and ".join(sorted(set(names)))


def _as_tables(ours: Document, twin: Document) -> Iterator[Block]:
    """The blocks of the twin, a table of one cell, which is read as a paragraph, made a table where ours begins so."""
    begun = {table.cells[0].text for table in ours.tables if table.cells[0].colspan == table.columns}
    for block, below in zip_longest(twin.blocks, twin.blocks[1:]):
        if isinstance(block, Paragraph) and isinstance(below, Table) and block.text in begun:
            yield Table((Cell(0, 0, block.text),))
        else:
            yield block


def _groups(blocks: Iterable[Block]) -> Iterator[tuple[Block, ...]]:
    """Tables with nothing between them, and every other block alone."""
    for tables, run in groupby(blocks, key=lambda block: isinstance(block, Table)):
        together = tuple(run)
        yield from (together,) if tables else zip(together, strict=True)


def _explained(mine: tuple[Block, ...], theirs: tuple[Block, ...]) -> Iterator[str]:
    without = tuple(map(_without_hyphens, theirs))
    if without != theirs:
        yield "hyphens"
    if len(mine) == 1 and len(theirs) > 1 and isinstance(mine[0], Table):
        yield "adjacent"
        mine = tuple(_cut(mine[0], without))
    squeezed = tuple(map(_squeezed, mine))
    if squeezed != tuple(map(_squeezed, without)):
        yield "DIFFERENT"
    elif mine != without:
        yield "columns"


def _without_hyphens(block: Block) -> Block:
    if isinstance(block, Paragraph):
        return replace(block, text=block.text.replace(HYPHEN, ""))
    return Table(tuple(cell._replace(text=cell.text.replace(HYPHEN, "")) for cell in block.cells))


def _cut(table: Table, like: Iterable[Block]) -> Iterator[Table]:
    """The rows of a table in as many tables as there are others, each of as many rows."""
    top = 0
    for other in like:
        rows = other.rows if isinstance(other, Table) else 0
        inside = (cell for cell in table.cells if top <= cell.row < top + rows)
        yield Table(tuple(cell._replace(row=cell.row - top) for cell in inside))
        top += rows


def _squeezed(block: Block) -> Block:
    """A table without the columns that no row tells from their neighbours."""
    if isinstance(block, Paragraph):
        return block
    edges = sorted({edge for cell in block.cells for edge in (cell.column, cell.column + cell.colspan)})
    place = {edge: index for index, edge in enumerate(edges)}
    ends = ((cell, place[cell.column], place[cell.column + cell.colspan]) for cell in block.cells)
    return Table(tuple(cell._replace(column=start, colspan=end - start) for cell, start, end in ends))


def values(report: gongkai.Report) -> dict[str, tuple[Any, ...]]:
    """What is output for each field."""
    return {e.field: (e.value, e.status, (e.raw or "").replace(HYPHEN, ""), e.unit) for e in report.cells}


def numbers(report: gongkai.Report) -> dict[str, Any]:
    """The values alone, whatever it is called that there is none."""
    return {e.field: e.value for e in report.cells}


def whole(report: gongkai.Report) -> dict[str, Any]:
    """All a report says but of its file."""
    return {f.name: getattr(report, f.name) for f in fields(report) if f.name not in ("source", "remarks")}


def parsed(data: bytes) -> gongkai.Report | str:
    """The report, or the error."""
    try:
        return gongkai.parse(data)
    except gongkai.GongkaiError as error:
        return f"{error.code}: {error}"


def compared(path: Path) -> Iterator[str]:
    """What is said of a pair; words in capitals are faults."""
    data, twin = path.with_suffix(".doc").read_bytes(), path.read_bytes()
    why = explained(doc.read(data), docx.read(twin))
    yield f"grids: {why or 'equal'}"
    mine, theirs = parsed(data), parsed(twin)
    if isinstance(mine, str) or isinstance(theirs, str):
        yield "reports: the same error" if mine == theirs else "reports: DIFFERENT"
    elif whole(mine) == whole(theirs):
        yield "reports: equal in every field"
    elif why and values(mine) == values(theirs):
        yield f"reports: equal in every field's value, status, text and unit ({why})"
    elif why and numbers(mine) == numbers(theirs):
        yield f"reports: equal in every field's value ({why})"
    else:
        yield "reports: DIFFERENT"


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="where the documents are kept from run to run")
    parser.add_argument("--count", type=int, help="only so many of the reports, spread over all kinds")
    options = parser.parse_args()
    every = cases()
    made = every[:: max(len(every) // options.count, 1)] if options.count else every
    prepare(options.folder, made)
    counts: Counter[str] = Counter()
    for path, case in zip(paths(options.folder, len(made)), made, strict=True):
        said = list(compared(path))
        counts.update(said)
        for line in said:
            if "DIFFERENT" in line:
                print(f"{path.name} {case}: {line}")
    print(f"{len(made)} reports")
    print("\n".join(f"{number:5} {name}" for name, number in sorted(counts.items())))
    sys.exit(any("DIFFERENT" in name for name in counts))


if __name__ == "__main__":
    main()
