"""Text boxes: which characters each holds, and at which character of the main text it is anchored.

[MS-DOC] 2.3.6, PlcftxbxTxt, PlcfSpa, OfficeArtContent; [MS-ODRAW] OfficeArtSpgrContainer for groups of shapes.
"""

import struct
from collections import defaultdict
from collections.abc import Iterator

from gongkai.readers._doc_file import ANCHORS, BOXES, DRAWINGS, File
from gongkai.readers._doc_sprms import plc

Range = tuple[int, int]
_BOX, _SHAPE_AT, _ANCHOR = 22, 14, 26  # sizes of FTXBXS and Spa, and where the former names its shape
_GROUP, _SHAPE_HEAD = 0xF003, 0xF00A
_CONTAINER = 15
_MOST = 100_000  # records of drawings: a shape has about five


def boxes(file: File) -> dict[int, list[Range]]:
    """Ranges of characters by the anchor's place; those whose anchor is unknown are under -1."""
    texts = list(_texts(file))
    if not texts:
        return {}
    group = dict(_groups(file.structure(DRAWINGS)))
    anchor = dict(_anchors(file))
    placed: dict[int, list[Range]] = defaultdict(list)
    for shape, range_ in texts:
        placed[anchor.get(group.get(shape, shape), -1)].append(range_)
    return placed


def _texts(file: File) -> Iterator[tuple[int, Range]]:
    """The shape and the characters of each text box; the last item of the list holds none."""
    data = file.structure(BOXES)
    positions, items = plc(data, _BOX)
    first, end = file.boxes
    for index in range(len(positions) - 1):
        start, stop = (min(first + position, end) for position in positions[index : index + 2])
        (reused,) = struct.unpack_from("<H", data, items + _BOX * index + 8)
        if start < stop and not reused:
            yield int(struct.unpack_from("<I", data, items + _BOX * index + _SHAPE_AT)[0]), (start, stop)


def _anchors(file: File) -> Iterator[Range]:
    data = file.structure(ANCHORS)
    positions, items = plc(data, _ANCHOR)
    for index, position in enumerate(positions[:-1]):
        yield int(struct.unpack_from("<I", data, items + _ANCHOR * index)[0]), position


def _groups(data: bytes) -> Iterator[tuple[int, int]]:
    """Each shape that is in a group, and the outermost group's own shape, which is what the text is anchored by."""
    outer: list[tuple[int, int]] = []  # where the groups under way end, and their own shapes
    for kind, start, end in _records(data):
        while outer and start >= outer[-1][0]:
            outer.pop()
        if kind == _GROUP:
            outer.append((end, 0))
        elif kind == _SHAPE_HEAD and len(outer) > 1:  # the first group is the whole drawing
            (shape,) = struct.unpack_from("<I", data, start)
            if not outer[1][1]:
                outer[1] = outer[1][0], shape
            yield shape, outer[1][1]


def _records(data: bytes) -> Iterator[tuple[int, int, int]]:
    """Kind, start and end of each record's content, those within containers after them."""
    at = 0
    for _ in range(_MOST):
        at += (
            data[at : at + 1] in (b"\0", b"\1") and data[at + 3 : at + 5] == b"\x02\xf0"
        )  # before each drawing a byte says which
        if at + 8 > len(data):
            return
        version, kind, size = struct.unpack_from("<HHI", data, at)
        yield kind, at + 8, at + 8 + size
        at += 8 if version & 15 == _CONTAINER else 8 + size
