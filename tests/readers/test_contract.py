"""What holds for every reader: one public function, a Document of its own format, errors that are coded."""

from collections.abc import Mapping
from importlib import import_module
from inspect import signature
from itertools import chain
from pathlib import Path

import pytest

from gongkai.document import Document, Paragraph, Table
from gongkai.errors import GongkaiError
from gongkai.readers import READERS, reader
from upkeep.cases import cases

INPUTS: Mapping[str, Path] = {c.expected()["source"]["format"]: c.input for c in cases() if "source" in c.expected()}
FORMATS = [name for name in READERS if name in INPUTS]


def read(name: str) -> Document:
    """The last fixture of a format."""
    return reader(name)(INPUTS[name].read_bytes())


def test_the_main_formats_have_readers_and_fixtures() -> None:
    assert {"doc", "docx", "html", "ofd", "pdf", "txt"} <= set(FORMATS)


@pytest.mark.parametrize("name", READERS)
def test_a_reader_is_a_module_with_one_function_of_bytes(name: str) -> None:
    function = import_module(READERS[name]).read
    assert reader(name) is function
    assert list(signature(function).parameters) == ["data"]
    assert signature(function).return_annotation in (Document, "Document")


@pytest.mark.parametrize("name", FORMATS)
def test_a_reader_gives_a_document_of_its_format(name: str) -> None:
    found = read(name)
    assert found.format == name
    assert all(isinstance(block, Paragraph | Table) for block in found.blocks)
    assert all(isinstance(text, str) for text in chain(found.metadata, found.metadata.values(), found.remarks))
    assert read(name) == found


@pytest.mark.parametrize("name", FORMATS)
def test_no_two_cells_cover_the_same_slot(name: str) -> None:
    for table in read(name).tables:
        slots = [
            (r, c)
            for cell in table.cells
            for r in range(cell.row, cell.row + cell.rowspan)
            for c in range(cell.column, cell.column + cell.colspan)
        ]
        assert len(slots) == len(set(slots))
        assert list(table.cells) == sorted(table.cells, key=lambda cell: cell[:2])


@pytest.mark.parametrize("name", FORMATS)
def test_places_are_boxes_on_pages(name: str) -> None:
    found = read(name)
    sources = [p.source for p in found.paragraphs] + [c.source for t in found.tables for c in t.cells]
    for source in sources:
        assert (source.page is None) == (source.box is None)
        if source.page is not None and source.box is not None:
            x0, top, x1, bottom = source.box
            assert source.page >= 1
            assert x0 <= x1
            assert top <= bottom


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("part", [0.3, 0.7])
def test_half_a_file_is_read_or_refused_with_a_code(name: str, part: float) -> None:
    whole = INPUTS[name].read_bytes()
    assert outcome(name, whole[: int(len(whole) * part)]) in {"read", "unreadable-document", "limit-exceeded"}


def outcome(name: str, data: bytes) -> str:
    """What becomes of these bytes; any other exception is a failure."""
    try:
        reader(name)(data)
    except GongkaiError as error:
        return error.code
    return "read"
