"""Every cell's box covers the number that was printed there: against what the writer put into the file."""

import io
import re
import zipfile

import pytest

import gongkai
from render.score import COMBINATIONS, Case
from render.writers import pdf
from render.writers.ofd import MM

SIZE = 9.0  # points of the writer's type
TALL = 0.7 * SIZE  # of a digit
LINE = re.compile(r'Boundary="(\S+) (\S+) \S+ \S+"[^>]*><ofd:TextCode X="0" Y="(\S+)"[^>]*>([^<]*)<')

Box = tuple[float, float, float, float]


def printed(data: bytes) -> dict[int, list[tuple[str, Box]]]:
    """The lines of each page with the boxes of their digits, in points."""
    found: dict[int, list[tuple[str, Box]]] = {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            if match := re.search(r"Page_(\d+)/", name):
                lines = LINE.findall(archive.read(name).decode())
                found[int(match[1]) + 1] = [(t, around(float(x), float(y) + float(by), t)) for x, y, by, t in lines]
    return found


def around(x: float, baseline: float, text: str) -> Box:
    """The box of a number that begins at a place in millimetres."""
    width = sum(map(pdf._advance, text))
    return x * MM, baseline * MM - TALL, x * MM + width, baseline * MM


@pytest.mark.parametrize("style", ["ofd", "ofd-cut-rows"])
@pytest.mark.parametrize("combination", COMBINATIONS)
def test_the_box_of_every_cell_covers_its_number_and_little_else(style: str, combination: str) -> None:
    data = Case(combination, "city", style, (), 11).data()
    lines = printed(data)
    cells = [c for c in gongkai.parse(data).to_dict()["cells"] if c["status"] == "value"]
    missed = [c["field"] for c in cells if not any(fits(c["box"], b) for t, b in lines[c["page"]] if t == c["raw"])]
    assert len(cells) > 180
    assert missed == []


def fits(box: Box, number: Box) -> bool:
    """Whether a box covers a number but for the blank beside its digits, and is hardly larger."""
    blank, room = 0.06 * SIZE, 0.2 * SIZE
    beside = (number[0] - box[0], number[1] - box[1], box[2] - number[2], box[3] - number[3])
    return all(-blank <= by <= room for by in beside)
