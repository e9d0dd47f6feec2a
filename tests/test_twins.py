"""The same report in another wrapping is the same Report; a file by another name is the same file; damage is told."""

import os
import random
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import gongkai
from gongkai.readers import reader
from made import package
from render.operators import fitting
from render.score import COMBINATIONS, Case
from render.writers import TWINS, WRITERS

SCALE = int(os.environ.get("GONGKAI_ROUNDTRIP", "1"))
# a wrapping, and the format with the same paragraphs and grids
PAIRS = {
    **dict.fromkeys(("rtf", "rtf-bytes", "xls", "xlsx", "xml-flat", "xml-2003"), "docx"),
    "mht": "html-site",
    "mht-word": "html-word",
}
FORMATS = {"xml-flat": "flat-opc", "xml-2003": "word-2003-xml"}
NAMES = ("报告.doc", "x.xls", "年报.pdf", "a.wps", "b")


def cases(style: str) -> Iterator[tuple[Case, Case]]:
    """The twins of a wrapping: plain ones, some with one operator, some with three."""
    rng = random.Random(style)
    listed = fitting(PAIRS[style])
    single = rng.sample(listed, 6 * SCALE) if len(listed) > 6 * SCALE else listed
    triples = (tuple(rng.sample(listed, 3)) for _ in range(4 * SCALE))
    for seed, operators in enumerate([(), (), (), (), *((name,) for name in single), *triples]):
        combination = tuple(COMBINATIONS)[seed % 4]
        figures = ("city", "small", "sparse")[seed % 3]
        yield (
            Case(combination, figures, style, operators, seed, seed % 2),
            Case(combination, figures, PAIRS[style], operators, seed, seed % 2),
        )


def read(case: Case) -> dict[str, Any]:
    """The report, without what tells its file; grid columns that no edge shows are not counted."""
    found = gongkai.parse(case.data()).to_dict()
    del found["source"]
    for cell in found["cells"]:
        del cell["column"]
    return found


def test_every_wrapping_has_its_twin() -> None:
    assert set(PAIRS) == set(TWINS)
    assert set(PAIRS.values()) <= set(WRITERS)


@pytest.mark.parametrize("style", PAIRS)
def test_twins_are_read_alike(style: str) -> None:
    different = [case for case, twin in cases(style) if read(case) != read(twin)]
    assert different == []


@pytest.mark.parametrize("style", PAIRS)
def test_the_name_of_a_file_says_nothing(style: str, tmp_path: Path) -> None:
    data = Case("2021/2021", "small", style).data()
    reports = []
    for name in NAMES:
        (tmp_path / name).write_bytes(data)
        reports.append(gongkai.parse(tmp_path / name).to_dict())
        assert reports[-1].pop("source")["format"] == FORMATS.get(style, style.partition("-")[0])
    assert reports[1:] == reports[:-1]


# damage

WORDS = (
    rb"\cell \row \trowd \itap5 { } \nestcell \nestrow {\*\nesttableprops {\shptxt {\listtext \uc99 \u-12345 \bin100 "
    rb"\cellx99999999 \cellx-5 \'ff {\fonttbl \f999 \pict {\upr{a}{\*\ud \clvmrg \clmrg {\sp{\sn \ansicpg950 --b "
    rb"Content-Type:multipart/mixed;boundary=x charset=utf-7 r='ZZZ9999999' ref='A1:XFD1048576' <v>1e999</v> s='99999'"
).split(b" ")


@cache
def seeds(form: str) -> tuple[bytes, ...]:
    """Small files of a format."""
    styles = [style for style in PAIRS if style.partition("-")[0] == form]
    return tuple(Case("2021/2019", "small", style).data()[:25_000] for style in styles)


def mutated(data: bytes, rng: random.Random) -> bytes:
    """A file with some bytes changed, lost, doubled, moved, or with words put in."""
    changed = bytearray(data)
    for _ in range(rng.choice((1, 1, 2, 4, 9))):
        at = rng.randrange(len(changed) + 1)
        piece = changed[at : at + rng.choice((1, 2, 8, 50, 1000))]
        kind = rng.randrange(5)
        if kind < 2:
            changed[at : at + len(piece)] = rng.randbytes(1) * kind
        elif kind == 2:
            changed[at:at] = piece * rng.choice((1, 2, 5))
        elif kind == 3:
            changed[at:at] = rng.choice(WORDS) * rng.choice((1, 1, 3))
        else:
            place = rng.randrange(len(changed) + 1)
            changed[place:place] = piece
    return bytes(changed)


def outcome(form: str, data: bytes) -> str:
    """ok, or the code of the error; any other exception is a failure."""
    try:
        document = reader(form)(data)
        return "ok" if all(table.grid is not None for table in document.tables) else ""
    except gongkai.GongkaiError as error:
        return error.code


@pytest.mark.parametrize("form", ["rtf", "mht"])
def test_damaged_files_give_a_document_or_a_coded_error(form: str) -> None:
    rng = random.Random(form)
    found = {outcome(form, mutated(rng.choice(seeds(form)), rng)) for _ in range(150 * SCALE)}
    assert "ok" in found
    assert found <= {"ok", "unreadable-document", "limit-exceeded"}


def test_damaged_sheets_give_a_document_or_a_coded_error() -> None:
    import io
    import zipfile

    rng = random.Random("xlsx")
    with zipfile.ZipFile(io.BytesIO(Case("2021/2019", "small", "xlsx").data())) as archive:
        parts: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    found = set()
    for _ in range(150 * SCALE):
        name = rng.choice(list(parts))
        whole = parts[name]
        assert isinstance(whole, bytes)
        found.add(outcome("xlsx", package(parts | {name: mutated(whole, rng)})))
    assert found <= {"ok", "unreadable-document", "limit-exceeded"}
    assert "ok" in found
