"""Automatic numbers: the lists of the table stream; counted and rendered as in .docx ([MS-DOC] 3.7 has an example)."""

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from gongkai.readers._doc_file import LIST_OVERRIDES, LISTS, File
from gongkai.readers._doc_sprms import C_FONT, modifiers, number
from gongkai.readers._docx_numbering import DEPTHS, Numbering, _Level, _List, _rendered
from gongkai.readers._docx_styles import Styles

_FORMATS = (  # by MSONFC, [MS-OSHARED], in the words of ECMA-376 part 1, 17.18.59
    "decimal", "upperRoman", "lowerRoman", "upperLetter", "lowerLetter", "ordinal", "cardinalText", "ordinalText",
    "hex", "chicago", "ideographDigital", "japaneseCounting", "aiueo", "iroha", "decimalFullWidth",
    "decimalHalfWidth", "japaneseLegal", "japaneseDigitalTenThousand", "decimalEnclosedCircle", "decimalFullWidth2",
    "aiueoFullWidth", "irohaFullWidth", "decimalZero", "bullet", "ganada", "chosung", "decimalEnclosedFullstop",
    "decimalEnclosedParen", "decimalEnclosedCircleChinese", "ideographEnclosedCircle", "ideographTraditional",
    "ideographZodiac", "ideographZodiacTraditional", "taiwaneseCounting", "ideographLegalTraditional",
    "taiwaneseCountingThousand", "taiwaneseDigital", "chineseCounting", "chineseLegalSimplified",
    "chineseCountingThousand",
)  # fmt: skip
_FORMAT: Mapping[int, str] = {**dict(enumerate(_FORMATS)), 57: "numberInDash", 255: "none"}
_FOLLOWED_BY = ("tab", "space", "nothing")  # LVLF.ixchFollow
_LEGAL, _OWN_RESTART = 0x04, 0x08  # LVLF.fLegal, fNoRestart
_SIMPLE = 0x01  # LSTF.fSimpleList: one level instead of nine
_STARTS, _FORMATTED = 0x10, 0x20  # LFOLVL.fStartAt, fFormatting
_MOST = 1 << 11  # lists of a document: what an LFO's number may be


@dataclass(slots=True)
class _Reader:
    """Structures one after the other."""

    data: bytes
    at: int = 0

    def take(self, form: str) -> tuple[int, ...]:
        values = struct.unpack_from(form, self.data, self.at)
        self.at += struct.calcsize(form)
        return values

    def bytes(self, size: int) -> bytes:
        self.at += size
        return self.data[self.at - size : self.at]


class DocNumbering(Numbering):
    """The lists of a document; a list goes by its number in PlfLfo, from 1."""

    def __init__(self, file: File, fonts: list[str]) -> None:
        super().__init__(lambda: None, Styles(None))
        self._file, self._fonts = file, fonts

    def printed(self, index: int, depth: int) -> str:
        """The number and the gap after it that Word prints before a paragraph of a list, "" where there is none."""
        chosen = self._defined.get(str(index))
        if chosen is None:
            return ""
        depth = min(depth, DEPTHS - 1)
        return _rendered(chosen.levels, depth, self._count(str(index), chosen, depth))

    @cached_property
    def _defined(self) -> Mapping[str, _List]:
        definitions = dict(_definitions(self._file.structure(LISTS, beyond=True), self._fonts))
        overrides = _overrides(self._file.structure(LIST_OVERRIDES), self._fonts)
        return {str(index): _list(definitions, *override) for index, override in enumerate(overrides, 1)}


_Levels = dict[int, _Level]
_Override = tuple[int, _Levels, dict[int, int]]


def _list(definitions: Mapping[int, _Levels], name: int, levels: _Levels, starts: dict[int, int]) -> _List:
    return _List(str(name), {**definitions.get(name, {}), **levels}, starts)


def _definitions(data: bytes, fonts: list[str]) -> Iterator[tuple[int, _Levels]]:
    """PlfLst: all heads, then the levels of all."""
    if not data:
        return
    reader = _Reader(data)
    (count,) = reader.take("<H")
    heads = [reader.take("<i22xBx") for _ in range(min(count, _MOST))]
    for name, flags in heads:
        yield name, {depth: _level(reader, fonts) for depth in range(1 if flags & _SIMPLE else DEPTHS)}


def _overrides(data: bytes, fonts: list[str]) -> Iterator[_Override]:
    """PlfLfo: all heads, then what each changes of its list."""
    if not data:
        return
    reader = _Reader(data)
    (count,) = reader.take("<I")
    heads = [reader.take("<i8xB3x") for _ in range(min(count, _MOST))]
    for name, changes in heads:
        reader.at += 4
        levels: _Levels = {}
        starts: dict[int, int] = {}
        for _ in range(changes):
            start, flags = reader.take("<iI")
            if flags & _FORMATTED:
                levels[flags & 15] = _level(reader, fonts)
            elif flags & _STARTS:
                starts[flags & 15] = start
        yield name, levels, starts


def _level(reader: _Reader, fonts: list[str]) -> _Level:
    """LVL, its fixed part an LVLF."""
    start, form, flags = reader.take("<iBB")
    reader.at += 9
    (follow,) = reader.take("<B")
    reader.at += 8
    characters, paragraph, restart, _ = reader.take("<4B")
    reader.at += paragraph
    font = dict(modifiers(reader.bytes(characters))).get(C_FONT)
    (length,) = reader.take("<H")
    text = reader.bytes(2 * length).decode("utf-16-le", "replace")
    return _Level(
        max(start, 0),
        _FORMAT.get(form, "decimal"),
        "".join(f"%{ord(sign) + 1}" if ord(sign) < DEPTHS else sign for sign in text[:40]),
        _FOLLOWED_BY[min(follow, 2)],
        restart if flags & _OWN_RESTART else None,
        bool(flags & _LEGAL),
        None,
        fonts[number(font)] if font is not None and number(font) < len(fonts) else None,
    )
