"""The Word 97-2003 reader: the same blocks as from the .docx twin, what LibreOffice does not write, limits, damage."""

import random
import struct
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from doc_quirks import quirks
from olefile import OleFileIO
from wordbin import (
    ANCHORS,
    BOXES,
    CHARACTERS,
    DELETED,
    DRAWINGS,
    FONTS,
    HIDDEN,
    IN_TABLE,
    LIST_OVERRIDES,
    LISTS,
    PARAGRAPHS,
    PIECES,
    ROW_END,
    SECTIONS,
    SPECIAL,
    STYLES,
    TEXT_AT,
    Piece,
    Word,
    container,
    definition,
    rows,
    text,
    texts,
)

import gongkai
from gongkai.document import MAX_DEPTH, Block, Paragraph, Table
from gongkai.errors import GongkaiError, LimitExceeded, UnreadableDocument
from gongkai.readers import _doc_paragraphs, _doc_text, _doc_visible, _doc_walk, docx
from gongkai.readers import doc as reader
from gongkai.sniff import sniff
from test_fixtures import case
from upkeep.fuzz_doc import mutated

HERE = Path(__file__).parent
FILES = sorted([*HERE.glob("doc_files/*/input.doc"), *HERE.parents[1].glob("fixtures/doc-*/input.doc")])
GRID = [["甲", "乙"], ["丙", "丁"]]
EDGES = definition(0, 1000, 3000)


def twin(path: Path) -> bytes:
    """The .docx that LibreOffice made the file from."""
    return quirks() if path.parent.name == "quirks" else case(path.parent).data()


def grid(block: Block) -> list[tuple[int, int, str, int, int]]:
    assert isinstance(block, Table)
    return [(cell.row, cell.column, cell.text, cell.rowspan, cell.colspan) for cell in block.cells]


def printed(blocks: tuple[Block, ...]) -> list[str | list[list[str]]]:
    """Paragraphs, and tables as rows of texts."""
    return [
        b.text if isinstance(b, Paragraph) else [["" if c is None else c.text for c in row] for row in b.grid]
        for b in blocks
    ]


# beside the .docx twin


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.parent.name))
def test_the_blocks_are_those_of_the_docx_twin(path: Path) -> None:
    assert reader.read(path.read_bytes()).blocks == docx.read(twin(path)).blocks


@pytest.mark.parametrize("path", FILES[:-1], ids=lambda path: str(path.parent.name))
def test_the_report_is_that_of_the_docx_twin(path: Path) -> None:
    ours, theirs = gongkai.parse(path.read_bytes()), gongkai.parse(twin(path))
    assert replace(ours, source=theirs.source) == theirs


def test_there_are_files_of_every_form_and_with_quirks() -> None:
    assert len(FILES) == 7
    assert {case(path.parent).combination for path in FILES[:-1]} == {f"{a}/{b}" for a in Y for b in Y}
    assert all(sniff(path.read_bytes()) == "doc" for path in FILES)


Y = ("2019", "2021")

# pieces


def test_pieces_stand_anywhere_in_the_file_in_one_or_two_bytes() -> None:
    word = Word([Piece("一二"), Piece("caf\xe9 \u201cx\u201d\u2026", narrow=True), Piece("三\r")], order=(2, 0, 1))
    assert printed(word.read().blocks) == ["一二café “x”…三"]


def test_a_fast_save_notes_changes_beside_the_piece() -> None:
    pieces = [Piece("见"), Piece("不见", prm=1), Piece("删去", prm=0x41 << 1 | 1 << 8), Piece("又见\r", prm=0x7 << 1)]
    assert printed(Word(pieces, groups=[HIDDEN]).read().blocks) == ["见又见"]


def test_a_change_that_is_not_there_changes_nothing() -> None:
    assert printed(Word([Piece("文\r", prm=9)], groups=[HIDDEN]).read().blocks) == ["文"]


def test_a_fast_save_may_put_a_paragraph_into_a_table() -> None:
    pieces = [Piece("甲\x07乙\x07", prm=0x18 << 1 | 1 << 8), Piece("\x07", prm=1), Piece("后\r")]
    assert printed(Word(pieces, groups=[IN_TABLE + ROW_END]).read().blocks) == [[["甲", "乙"]], "后"]


def test_characters_of_two_halves_keep_their_places() -> None:
    assert texts("𠮷乙丙\r丁\r", [("丙", HIDDEN)]) == ["𠮷乙", "丁"]


def test_half_a_character_is_shown_as_a_replacement() -> None:
    assert texts("一\ud842二\r") == ["一\ufffd二"]


# what is seen


def test_signs_with_a_meaning() -> None:
    assert texts("a\x0bb\x0ec\td\x1ee\x1ff\x01g\x02h\x05\r") == ["a\nb\nc\td-efgh"]


def test_hidden_and_deleted_text_is_left_out() -> None:
    assert texts("一二三四\r", [("二", HIDDEN), ("四", DELETED)]) == ["一三"]


def test_a_deletion_may_be_said_as_the_opposite_of_the_style() -> None:
    assert texts("13,44430,000\r", [("13,444", b"\x00\x08\x81")]) == ["30,000"]


def test_a_symbol_needs_no_mark_of_special_characters() -> None:
    sign = struct.pack("<HHH", 0x6A09, 1, 0xF0FE)
    word = Word([Piece("选(\r")], [(1, 2, sign)], structures={FONTS: fonts("宋体", "Wingdings")})
    assert printed(word.read().blocks) == ["选☑"]


def test_a_paragraph_whose_mark_is_deleted_or_hidden_runs_on() -> None:
    assert texts("一\r二\r三\r", [("一\r", b""), ("二\r", DELETED)]) == ["一", "三"]
    word = Word([Piece("一\r二\r三\r")], [(1, 2, DELETED), (3, 4, HIDDEN)])
    assert printed(word.read().blocks) == ["一二三"]


def test_only_the_result_of_a_field_is_seen() -> None:
    nested = "前\x13 IF \x13 X \x14内\x15 = 1 \x14结果\x15后\r"
    assert texts(nested) == ["前结果后"]
    assert texts("前\x13 SET x \x15后\r") == ["前后"]
    assert texts("前\x13 X 后\r") == ["前 X 后"]
    assert texts("前\x14后\x15\r") == ["前后"]


def test_field_marks_that_are_deleted_do_not_count() -> None:
    assert texts("前\x13 X \x14后\x15\r", [("\x13", DELETED)]) == ["前 X 后"]
    assert texts("前\x13 X \x14后\x15\r", [("\x13", HIDDEN)]) == ["前后"]


def fonts(*names: str) -> bytes:
    """SttbfFfn."""
    items = (bytes(39) + name.encode("utf-16-le") + b"\0\0" for name in names)
    return struct.pack("<HH", len(names), 0) + b"".join(bytes((len(item),)) + item for item in items)


def test_symbols_are_read_by_their_font() -> None:
    def symbol(font: int, code: int) -> bytes:
        return SPECIAL + struct.pack("<HHH", 0x6A09, font, code)

    content = "(((()<>\uf0fe\uf0fe\r"
    runs = [
        (0, 1, symbol(1, 0xF0FE)),
        (1, 2, symbol(9, 0xF0FE)),
        (2, 3, symbol(0, 0x2605)),
        (5, 7, SPECIAL),
        (7, 8, b"\x4f\x4a\x01\x00"),
    ]
    word = Word([Piece(content)], runs, structures={FONTS: fonts("宋体", "Wingdings")})
    assert printed(word.read().blocks) == ["☑★()☑\uf0fe"]


def test_digits_above_and_below_the_line() -> None:
    assert texts("12345\r", [("3", b"\x48\x2a\x01"), ("5", b"\x48\x2a\x02")]) == ["12³4₅"]


def test_tab_stops_too_many_for_a_byte_are_stepped_over() -> None:
    stops = b"\x15\xc6\xff" + b"\x01" + bytes(4) + b"\x02" + bytes(6)
    found = Word([Piece("一\r二\r")], paragraphs={0: stops + b"\x40\x26\x01", 1: stops[:-1]}).read()
    assert [paragraph.level for paragraph in found.paragraphs] == [2, None]


def test_plain_text_is_not_hidden_any_more() -> None:
    assert texts("一二\r", [("二", HIDDEN + b"\x33\x2a\x00")]) == ["一二"]


@pytest.mark.parametrize("mark", [b"\x37\x08\x01", b"\x37\x08\x81", b"\x53\x2a\x01"])
def test_a_struck_figure_is_not_read_on_into_the_one_that_replaces_it(mark: bytes) -> None:
    found = text("共83件\r后\r", [("8", mark)])
    assert [paragraph.text for paragraph in found.paragraphs] == ["共3件", "后"]
    assert found.remarks == ("text struck through was left out: 8",)


def test_a_struck_mark_still_ends_its_paragraph() -> None:
    found = text("甲\r乙\r", [("甲\r", b"\x37\x08\x01")])
    assert [paragraph.text for paragraph in found.paragraphs] == ["乙"]
    assert found.remarks == ("text struck through was left out: 甲",)


def test_a_strike_that_is_taken_back_strikes_nothing() -> None:
    assert texts("83\r", [("8", b"\x37\x08\x01\x37\x08\x00")]) == ["83"]
    assert texts("83\r", [("8", b"\x37\x08\x01\x33\x2a\x00")]) == ["83"]


def test_a_fast_save_may_strike_text() -> None:
    found = Word([Piece("8", prm=0x57 << 1 | 1 << 8), Piece("3\r")]).read()
    assert [paragraph.text for paragraph in found.paragraphs] == ["3"]


def test_pictures_are_counted() -> None:
    assert text("图\x01\r").remarks == ("1 picture(s), chart(s) or embedded object(s) were not read",)


def test_a_section_ends_a_paragraph_and_a_page_does_not() -> None:
    sections = struct.pack("<III", 0, 2, 7) + bytes(24)
    assert printed(Word([Piece("一\x0c二\x0c三\r")], structures={SECTIONS: sections}).read().blocks) == ["一", "二\n三"]


# styles


def style(kind: int, base: int, *lists: bytes, built_in: int = 0xFFE, name: str = "x") -> bytes:
    """An STD; a paragraph style's first list begins with its own number."""
    head = struct.pack("<5H", built_in, base << 4 | kind, len(lists), 0, 0)
    named = struct.pack("<H", len(name)) + name.encode("utf-16-le") + b"\0\0"
    upx = b"".join(struct.pack("<H", len(part)) + part + bytes(len(part) % 2) for part in lists)
    body = head + named + upx
    return struct.pack("<H", len(body)) + body


def sheet(*styles: bytes) -> dict[int, bytes]:
    """STSH; an empty entry is a number no style has."""
    return {STYLES: struct.pack("<HHH", 4, len(styles), 10) + b"".join(entry or b"\0\0" for entry in styles)}


NONE = 0xFFF
NORMAL = style(1, NONE, b"\0\0", b"")


def styled(number: int) -> bytes:
    return struct.pack("<HH", 0x4600, number)


def test_heading_levels() -> None:
    styles = sheet(
        NORMAL,
        style(1, 0, b"\1\0", b"", built_in=1, name="whatever"),
        style(1, 1, b"\2\0", b""),
        style(1, 0, b"\3\0\x40\x26\x02", b""),
        style(1, 0, b"\4\0", b"", name="标题 4"),
        b"",
        style(1, 7, b"\6\0", b""),
        style(1, 6, b"\7\0", b""),
    )
    own = {7: b"\x40\x26\x01", 8: styled(1) + b"\x40\x26\x09"}
    paragraphs = {n: styled(n) for n in range(7)} | own
    found = Word([Piece("012345678".replace("", "\r")[1:])], paragraphs=paragraphs, structures=styles).read()
    assert [paragraph.level for paragraph in found.paragraphs] == [None, 1, 1, 3, 4, None, None, 2, None]


def test_styles_hide_text_and_each_other() -> None:
    hidden = HIDDEN
    styles = sheet(NORMAL, style(1, 0, b"\1\0", hidden), style(2, NONE, hidden), style(1, 1, b"\3\0", b"\x3c\x08\x81"))
    character = b"\x30\x4a\x02\x00"
    content = "甲乙丙\r丁戊己庚\r辛\r壬\r"
    runs = [
        (1, 2, character),
        (2, 3, b"\x3c\x08\x00" + character),
        (5, 6, character),
        (6, 7, b"\x3c\x08\x81"),
        (7, 8, b"\x3c\x08\x80"),
    ]
    word = Word([Piece(content)], runs, paragraphs={1: styled(1), 2: styled(3)}, structures=styles)
    assert printed(word.read().blocks) == ["甲丙", "戊己辛", "壬"]


def test_a_toggle_without_styles_that_hide() -> None:
    assert texts("一二三\r", [("二", b"\x3c\x08\x81"), ("三", b"\x3c\x08\x80")]) == ["一三"]


def test_a_sheet_may_end_early() -> None:
    cut = {STYLES: struct.pack("<HHH", 4, 9, 10) + NORMAL}
    assert printed(Word([Piece("文\r")], structures=cut).read().blocks) == ["文"]


# tables


def test_cells_span_columns_by_their_edges() -> None:
    found = rows(
        [["头"], ["甲", "乙"], ["丙", "丁", "戊"]], [definition(0, 3010), EDGES, definition(5, 1012, 2000, 3000)]
    )
    assert [grid(block) for block in found.read().tables] == [
        [
            (0, 0, "头", 1, 3),
            (1, 0, "甲", 1, 1),
            (1, 1, "乙", 1, 2),
            (2, 0, "丙", 1, 1),
            (2, 1, "丁", 1, 1),
            (2, 2, "戊", 1, 1),
        ]
    ]


def test_cells_are_merged_downwards() -> None:
    table = rows(
        [["甲", "乙"], ["", "丁"], ["失", "己"], ["庚", "辛"]],
        [
            definition(0, 1000, 3000, flags=(0x60, 0)),
            definition(0, 1000, 3000, flags=(0x20, 0)),
            EDGES + b"\x2b\xd6\x02\x00\x01",
            EDGES + b"\x2b\xd6\x02\x09\x01" + b"\x2b\xd6\x01\x00",
        ],
    ).read()
    assert grid(table.tables[0])[:2] == [(0, 0, "甲", 3, 1), (0, 1, "乙", 1, 1)]
    assert table.remarks == ("1 merged-away cell(s) hold text that Word does not show; it was not read",)


def test_cells_are_merged_sideways() -> None:
    table = rows(
        [["甲", "", "丙"], ["丁", "失", "己"], ["庚", "辛", "壬"], ["一", "二", "三"]],
        [
            definition(0, 1000, 2000, 3000, flags=(1, 2, 0)),
            definition(0, 1000, 2000, 3000) + b"\x24\x56\x00\x02",
            definition(0, 1000, 2000, 3000, flags=(1, 2, 0)) + b"\x25\x56\x00\x02",
            definition(0, 1000, 2000, 3000, flags=(2,)),
        ],
    ).read()
    assert [(c.text, c.column, c.colspan) for c in table.tables[0].cells if c.row < 2] == [
        ("甲", 0, 2),
        ("丙", 2, 1),
        ("丁", 0, 2),
        ("己", 2, 1),
    ]
    assert [c.colspan for c in table.tables[0].cells if c.row >= 2] == [1] * 6
    assert table.remarks == ("1 merged-away cell(s) hold text that Word does not show; it was not read",)


def test_rows_changed_cell_by_cell() -> None:
    """Insert, delete and widen, as a fast save notes them."""
    insert = b"\x21\x76" + struct.pack("<BBh", 1, 1, 1000)
    delete = b"\x22\x56\x01\x02"
    widen = b"\x23\x76" + struct.pack("<BBh", 0, 1, 2000)
    table = rows([["1", "2", "3"], ["4", "5"], ["6", "7"]], [EDGES + insert, EDGES + insert + delete, EDGES + widen])
    found = {c.text: (c.column, c.colspan) for c in table.read().tables[0].cells}
    assert found == {"1": (0, 1), "2": (1, 1), "3": (2, 2), "4": (0, 1), "5": (1, 2), "6": (0, 2), "7": (2, 2)}


def test_rows_without_a_definition_count_their_cells() -> None:
    assert printed(rows(GRID, [b"", b""]).read().blocks) == [[["甲", "乙"], ["丙", "丁"]], "后"]
    assert printed(rows([["甲", "乙"], ["丙"]], [definition(0, 1000), EDGES]).read().blocks)[0] == [
        ["甲", "乙"],
        ["丙", ""],
    ]


@pytest.mark.parametrize("cut", [b"\x08\xd6\x01\x00", b"\x08\xd6\x03\x00\x05\x00"])
def test_a_definition_cut_off(cut: bytes) -> None:
    with pytest.raises(UnreadableDocument, match="beyond its stream"):
        rows(GRID, [cut, EDGES]).read()


def test_properties_too_long_for_a_page_stand_in_the_data_stream() -> None:
    edges = definition(0, *range(1000, 31000, 1000), flags=[0x60] * 30)
    data = b"##" + struct.pack("<H", len(edges)) + edges
    huge = b"\x46\x66" + struct.pack("<I", 2)
    table = rows([["头"], [str(n) for n in range(30)]], [definition(0, 30000), huge])
    table.data = data
    assert [(c.text, c.colspan) for c in table.read().tables[0].cells][:2] == [("头", 30), ("0", 1)]
    table.data = b""
    assert len(table.read().tables[0].cells) == 31


def test_a_row_is_deleted_with_its_marks_only() -> None:
    table = rows([["甲", "乙"], ["丙", "丁"], ["", ""]], [EDGES] * 3)
    table.runs = [(5, 10, DELETED)]
    assert printed(table.read().blocks)[0] == [["甲", "乙"], ["", ""]]
    table.runs = [(4, 5, DELETED), (9, 10, HIDDEN)]
    assert printed(table.read().blocks)[0] == [["甲", "乙"], ["丙", "丁"], ["", ""]]
    table.runs = [(10, 13, HIDDEN)]
    assert printed(table.read().blocks)[0] == [["甲", "乙"], ["丙", "丁"]]


def test_lines_of_a_cell() -> None:
    assert printed(rows([["一\r二", "乙"], ["丙", "\r"]], [EDGES, EDGES]).read().blocks)[0] == [
        ["一\n二", "乙"],
        ["丙", "\n"],
    ]


def nested(depth: int) -> Word:
    """A table of two rows in the last cell of a row, so deep; each with two cells."""
    at = IN_TABLE + b"\x49\x66"
    cell, row = b"\x4b\x24\x01", b"\x4c\x24\x01"
    content, paragraphs = "", []
    for level in range(depth, 1, -1):
        here = at + struct.pack("<I", level)
        for name in "ab":
            content += f"{level}{name}1\r{level}{name}2\r\r"
            paragraphs += [here + cell, here + cell, here + row + EDGES]
    content += "外1\x07外2\x07\x07" + "外3\x07外4\x07\x07" * 2 + "后\r"
    paragraphs += ([IN_TABLE] * 2 + [IN_TABLE + ROW_END + EDGES]) * 3
    return Word([Piece(content)], paragraphs=dict(enumerate(paragraphs)))


def test_nested_tables_follow_the_one_around_them() -> None:
    assert printed(nested(2).read().blocks) == [
        [["外1", "外2"], ["外3", "外4"], ["外3", "外4"]],
        [["2a1", "2a2"], ["2b1", "2b2"]],
        "后",
    ]


def test_tables_nested_too_deep() -> None:
    deep = IN_TABLE + b"\x49\x66" + struct.pack("<I", MAX_DEPTH + 1)
    with pytest.raises(LimitExceeded, match="nested more than"):
        Word([Piece("文\r")], paragraphs={0: deep}).read()
    relative = IN_TABLE + b"\x4a\x66" + struct.pack("<i", -5)
    assert printed(Word([Piece("文\r后\r")], paragraphs={0: relative}).read().blocks) == ["文", "后"]


def test_text_of_a_row_without_its_marks_is_kept() -> None:
    end = IN_TABLE + ROW_END + EDGES
    assert printed(
        Word([Piece("甲\x07乙\x07多\x07后\r")], paragraphs={0: IN_TABLE, 1: IN_TABLE, 2: end}).read().blocks
    ) == [
        [["甲", "乙", "多"]],
        "后",
    ]
    assert printed(Word([Piece("甲\x07乙")], paragraphs={0: IN_TABLE}).read().blocks) == [[["甲", "乙"]]]
    assert printed(Word([Piece("甲\x07")], paragraphs={0: ROW_END}).read().blocks) == ["甲"]
    assert printed(Word([Piece("甲\x07后\r")]).read().blocks) == ["甲", "后"]


# lists


def level(text_: str, form: int = 0, *, start: int = 1, flags: int = 0, follow: int = 2, restart: int = 0) -> bytes:
    """LVL."""
    head = struct.pack("<iBB9xB8x4B", start, form, flags, follow, 4, 0, restart, 0)
    return head + b"\x4f\x4a\x01\x00" + struct.pack("<H", len(text_)) + text_.encode("utf-16-le")


def lists(levels: list[bytes], overrides: list[bytes]) -> dict[int, bytes]:
    """One list of nine levels, and those made from it."""
    simple = struct.pack("<ii18xBB", 7, 0, 0, 0)
    heads = b"".join(struct.pack("<i8xB3x", 7, bool(o)) for o in overrides)
    data = b"".join(b"\xff\xff\xff\xff" + o for o in overrides)
    filled = levels + [level("")] * (9 - len(levels))
    return {
        LISTS: struct.pack("<H", 1) + simple + b"".join(filled),
        LIST_OVERRIDES: struct.pack("<I", len(overrides)) + heads + data,
        FONTS: fonts("宋体", "Wingdings"),
    }


def listed(number: int, depth: int = 0) -> bytes:
    return struct.pack("<HHHB", 0x460B, number, 0x260A, depth)


def numbered(structures: dict[int, bytes], *places: tuple[int, int]) -> list[str]:
    paragraphs = {n: listed(*place) for n, place in enumerate(places)}
    found = Word([Piece("x\r" * len(places))], paragraphs=paragraphs, structures=structures).read()
    return [paragraph.text for paragraph in found.paragraphs]


def test_automatic_numbers() -> None:
    levels = [
        level("（\0）", 39),
        level("\0.\1", start=3, flags=4, follow=1),
        level("\2)", 4, follow=0),
        level("\uf0fe", 23),
    ]
    override = struct.pack("<iI", 5, 0x10)
    formatted = struct.pack("<iI", 0, 0x20) + level("第\0", 0)
    made = lists(levels, [b"", override, formatted])
    places = [(1, 0), (1, 1), (1, 1), (1, 2), (1, 0), (1, 1), (2, 0), (3, 0), (1, 3), (9, 0), (0, 0), (1, 12)]
    assert numbered(made, *places) == [
        "（一）x",
        "1.3 x",
        "1.4 x",
        "a) x",
        "（二）x",
        "2.3 x",
        "（五）x",
        "第6x",
        "☑x",
        "x",
        "x",
        "x",
    ]


def test_a_level_may_restart_after_another_than_the_one_above() -> None:
    levels = [level("\0"), level("\1"), level("\2", flags=8, restart=1)]
    made = lists(levels, [b""])
    assert numbered(made, (1, 0), (1, 1), (1, 2), (1, 1), (1, 2), (1, 0), (1, 2)) == [
        "1x",
        "1x",
        "1x",
        "2x",
        "2x",
        "2x",
        "1x",
    ]


def test_lists_that_are_not_there_number_nothing() -> None:
    assert numbered({}, (1, 0)) == ["x"]


# text boxes


def box_structures(shapes: list[int], anchors: list[tuple[int, int]], ends: list[int]) -> dict[int, bytes]:
    """Text boxes of these shapes, which end at these characters of their story; anchors as (place, shape)."""
    texts_ = struct.pack(f"<{len(ends) + 2}I", 0, *ends, ends[-1])
    texts_ += b"".join(struct.pack("<8xHIII", 0, 0, shape, 0) for shape in (*shapes, 0))
    places = struct.pack(f"<{len(anchors) + 1}I", *(place for place, _ in anchors), 99)
    return {BOXES: texts_, ANCHORS: places + b"".join(struct.pack("<I22x", shape) for _, shape in anchors)}


def test_text_boxes_follow_the_paragraph_of_their_anchor() -> None:
    structures = box_structures([5, 6], [(1, 5)], [4, 6])
    word = Word([Piece("前\x08定\r后\r" + "框一\r\r" + "无\r")], boxes=6, structures=structures)
    assert printed(word.read().blocks) == ["前定", "框一", "后", "无"]


def test_text_boxes_in_a_group_of_shapes() -> None:
    def record(kind: int, content: bytes, version: int = 15) -> bytes:
        return struct.pack("<HHI", version, kind, len(content)) + content

    def shape(number: int) -> bytes:
        return record(0xF004, record(0xF00A, struct.pack("<II", number, 0), 2))

    group = record(0xF003, shape(20) + shape(5) + record(0xF003, shape(21) + shape(6)))
    drawing = b"\0" + record(0xF002, record(0xF003, shape(1) + group + shape(30)))
    structures = box_structures([6, 30], [(1, 20), (3, 30)], [2, 4])
    structures[DRAWINGS] = record(0xF000, b"") + drawing
    word = Word([Piece("前\x08\r\x08后\r" + "组\r" + "单\r")], boxes=4, structures=structures)
    assert printed(word.read().blocks) == ["前", "组", "后", "单"]


def test_a_text_box_whose_anchor_is_deleted_is_not_seen() -> None:
    word = Word(
        [Piece("前\x08\r" + "框\r\r")], [(1, 2, DELETED)], boxes=3, structures=box_structures([5], [(1, 5)], [2])
    )
    assert printed(word.read().blocks) == ["前"]


# the file


def summary(kind: int, value: bytes, page: int = 936) -> bytes:
    """A property set with a code page and a title."""
    pairs = struct.pack("<II4I", 0, 2, 1, 24, 2, 32)
    values = struct.pack("<IHxx", 2, page) + struct.pack("<II", kind, len(value) // (kind - 0x1D)) + value
    return bytes(44) + struct.pack("<I", 48) + pairs + values


@pytest.mark.parametrize(
    ("content", "title"),
    [
        (summary(0x1E, "年度报告\0".encode("gbk")), "年度报告"),
        (summary(0x1E, "报告\0".encode(), 65001), "报告"),
        (summary(0x1F, "报告\0".encode("utf-16-le")), "报告"),
        (summary(0x1E, b"\xff\xff\xff", 936), None),
        (summary(0x1E, b"x", 12345), None),
        (summary(0x40, b""), None),
        (b"", None),
    ],
)
def test_the_title(content: bytes, title: str | None) -> None:
    streams = Word([Piece("文\r")]).streams() | {"\x05SummaryInformation": content}
    assert reader.read(container(streams)).metadata.get("title") == title


@pytest.mark.parametrize(
    ("patch", "message"),
    [
        ({10: b"\x00\x13"}, "encrypted"),
        ({11: b"\x93"}, "encrypted"),
        ({0: b"\xdc\xa5\x68\x00"}, "Word 95"),
        ({0: b"\xdc\xa5\x65\x00"}, "Word 6"),
        ({2: b"\x2d\x00"}, "older than Word 97"),
        ({0: b"abcd"}, "no Word document"),
        ({10: b"\x00\x10"}, "damaged"),
        ({76: b"\xff\xff\xff\x7f"}, "a part of its text is missing"),
        ({154 + 8 * PIECES: b"\xff\xff\xff\x7f"}, "beyond the table stream"),
        ({154 + 8 * PIECES + 4: bytes(4)}, "no table of its pieces"),
        ({32: b"\xff\xff"}, "damaged"),
        ({152: b"\x05\x00"}, "no table of its pieces"),
    ],
)
def test_files_that_cannot_be_read_say_why(patch: dict[int, bytes], message: str) -> None:
    with pytest.raises(UnreadableDocument, match=message):
        Word([Piece("文\r")], fib=patch).read()


@pytest.mark.parametrize("version", [0x00C0, 0x00C2, 0x00D9, 0x0101, 0x010C, 0x0112])
def test_versions_from_word_97_on(version: int) -> None:
    assert printed(Word([Piece("文\r")], fib={2: struct.pack("<H", version)}).read().blocks) == ["文"]


def clx(*places: int, starts: tuple[int, ...] | None = None, offset: int = TEXT_AT) -> bytes:
    """A piece table with pieces that begin at these characters and all show the same bytes."""
    positions = struct.pack(f"<{len(places)}I", *places)
    table = positions + struct.pack("<HIH", 0, offset, 0) * (len(places) - 1)
    return b"\2" + struct.pack("<I", len(table)) + table


@pytest.mark.parametrize(
    ("structures", "message"),
    [
        ({PIECES: clx(0, 9000)}, "ends beyond the file"),
        ({PIECES: clx(1, 2)}, "begin at the beginning"),
        ({PIECES: clx(0, 2, 1)}, "out of order"),
        ({PIECES: b"\1\x05\x00"}, "no table of its pieces"),
        ({PIECES: b"\1"}, "ends beyond its stream"),
        ({CHARACTERS: struct.pack("<III", 0, 9, 9999)}, "page of properties is missing"),
        ({PARAGRAPHS: struct.pack("<III", 0, 9, 0)}, "overfull"),
        ({PARAGRAPHS: struct.pack("<202I", *range(101), *[5] * 101)}, "more pages of properties"),
        ({STYLES: b"\1"}, "ends beyond its stream"),
        ({STYLES: struct.pack("<HHHH", 4, 1, 10, 2) + b"ab"}, "ends beyond its stream"),
    ],
)
def test_damaged_structures(structures: dict[int, bytes], message: str) -> None:
    fib = {76: b"\2\0\0\0", 511: b"\xff"}
    with pytest.raises(UnreadableDocument, match=message):
        Word([Piece("文\r")], structures=structures, fib=fib).read()


def test_pages_out_of_order() -> None:
    word = Word([Piece("一二\r")], [(0, 1, HIDDEN)])
    streams = word.streams()
    at = TEXT_AT + 512
    broken = bytearray(streams["WordDocument"])
    broken[at : at + 4] = struct.pack("<I", TEXT_AT + 100)
    with pytest.raises(UnreadableDocument, match="out of order"):
        reader.read(container(streams | {"WordDocument": bytes(broken)}))


def test_the_same_bytes_shown_again_and_again_pass_a_limit() -> None:
    with pytest.raises(LimitExceeded, match="characters"):
        Word([Piece("文\r")], structures={PIECES: clx(0, 1 << 26)}).read()


@pytest.mark.parametrize(
    ("module", "name", "message"),
    [
        (_doc_text, "_MAX_CHARACTERS", "characters"),
        (_doc_walk, "_MAX_PARAGRAPHS", "paragraphs"),
        (_doc_walk, "MAX_CELLS", "table cells"),
        (_doc_walk, "_MAX_WORK", "properties of table rows"),
        (_doc_paragraphs, "_MAX_WORK", "properties of paragraphs"),
        (_doc_visible, "_MAX_LOOKS", "kinds of characters"),
        (_doc_visible, "_MAX_FIELD_MARKS", "marks of fields"),
        (_doc_text, "_MAX_PIECES", "pieces"),
    ],
)
def test_limits(monkeypatch: pytest.MonkeyPatch, module: object, name: str, message: str) -> None:
    monkeypatch.setattr(module, name, 1)
    with pytest.raises(LimitExceeded, match=message):
        rows([["\x13\x15", "乙"], ["丙", "丁"]], [EDGES + EDGES, EDGES], runs=[(3, 4, HIDDEN)]).read()


def test_a_stream_of_words_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gongkai.readers._doc_file._MAX_STREAM", 100)
    with pytest.raises(LimitExceeded, match="a stream WordDocument"):
        Word([Piece("文\r")]).read()


@pytest.mark.parametrize(
    ("at", "patch"),
    [
        (0x1E, b"\x20\x00"),
        (0x2C, b"\xff\xff\xff\x00"),
        (0x40, b"\xff\xff\xff\x00"),
        (0x30, b"\xff\xff\xff\x7f"),
        (0x4C, b"\xff\xff\xff\x7f"),
    ],
)
def test_a_container_that_lies(at: int, patch: bytes) -> None:
    data = bytearray(Word([Piece("文\r")]).file())
    data[at : at + len(patch)] = patch
    with pytest.raises(UnreadableDocument):
        reader.read(bytes(data))


def test_a_stream_longer_than_the_file() -> None:
    data = bytearray(Word([Piece("文\r")]).file())
    at = data.index("WordDocument".encode("utf-16-le")) + 120
    data[at : at + 4] = b"\xff\xff\xff\x7f"
    with pytest.raises(UnreadableDocument, match="longer than the file"):
        reader.read(bytes(data))


def test_a_container_without_the_streams() -> None:
    with pytest.raises(UnreadableDocument):
        reader.read(container({"Other": b""}))
    with pytest.raises(UnreadableDocument):
        reader.read(b"")


@pytest.mark.parametrize("make", [lambda data, n: data[:n], lambda data, n: data[:n] + bytes(len(data) - n)])
def test_a_truncated_file_is_refused_or_read(make: Callable[[bytes, int], bytes]) -> None:
    data = FILES[0].read_bytes()
    whole = reader.read(data).blocks
    for size in range(0, len(data), 997):
        with suppress(UnreadableDocument):
            assert reader.read(make(data, size)).blocks == whole or size > 512


def test_mutated_files_are_read_or_refused() -> None:
    sound = [path.read_bytes() for path in FILES]
    read = 0
    for number in range(300):
        rng = random.Random(f"test {number}")
        with suppress(GongkaiError):
            reader.read(mutated(rng, rng.choice(sound)))
            read += 1
    assert 0 < read < 300


def test_streams_that_stand_in_several_places_are_put_together() -> None:
    edges = definition(0, *range(1000, 31000, 1000), flags=[0x60] * 30)
    table = rows([["头"], [str(n) for n in range(30)]], [definition(0, 30000), b"\x46\x66" + struct.pack("<I", 700)])
    table.data = bytes(700) + struct.pack("<H", len(edges)) + edges + bytes(4000)
    sound = table.file()
    assert reader.read(_scattered(sound)).blocks == reader.read(sound).blocks
    assert len(reader.read(sound).tables[0].cells) == 31


def _scattered(data: bytes) -> bytes:
    """The container with the second and the third sector of every stream exchanged."""
    moved = bytearray(data)
    (fat,) = struct.unpack_from("<I", data, 76)
    with OleFileIO(data) as container:
        firsts = [e.isectStart for e in container.direntries if e and e.entry_type == 2]
    for first in firsts:
        a, b = 512 * (first + 2), 512 * (first + 3)
        moved[a : a + 512], moved[b : b + 512] = data[b : b + 512], data[a : a + 512]
        struct.pack_into("<3I", moved, 512 * (fat + 1) + 4 * first, first + 2, first + 3, first + 1)
    return bytes(moved)
