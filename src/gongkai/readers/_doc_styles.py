"""The style sheet: what styles say of paragraphs, and whether they hide text ([MS-DOC] STSH, STD)."""

import re
import struct
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from gongkai.readers._doc_sprms import C_HIDDEN, P_OUTLINE, Modifier, modifiers, number

_HEADING = re.compile(r"(?:heading|标题) ?([1-9])", re.IGNORECASE)
_HEADINGS = range(1, 10)  # numbers of the built-in styles heading 1 to heading 9: StdfBase.sti
_PARAGRAPH, _CHARACTER = 1, 2
_BODY_TEXT = 9  # the outline level that means none
_OPPOSITE = 0x81  # of what the style below says: ToggleOperand


class Style(NamedTuple):
    """A style with all it inherits: one modifier of paragraphs a code, a heading level from 1."""

    paragraph: tuple[Modifier, ...] = ()
    level: int | None = None
    hidden: bool = False


class _Entry(NamedTuple):
    base: int
    level: int | None
    paragraph: tuple[Modifier, ...]
    characters: tuple[Modifier, ...]


_NO_STYLE = Style()


class Styles:
    """The styles of a document by their number, each resolved once."""

    def __init__(self, sheet: bytes) -> None:
        self._entries = dict(_entries(sheet))
        self._resolved: dict[int, Style] = {}
        self.hide = any(code == C_HIDDEN for entry in self._entries.values() for code, _ in entry.characters)

    def get(self, index: int) -> Style:
        """A style by its number; one that is not there says nothing."""
        pending: dict[int, _Entry] = {}
        while index in self._entries and index not in self._resolved and index not in pending:
            pending[index] = self._entries[index]
            index = pending[index].base
        style = self._resolved.get(index, _NO_STYLE)
        for heir, entry in reversed(pending.items()):
            style = self._resolved[heir] = _inherited(entry, style)
        return style

    def paragraph(self, index: int) -> Style:
        """The style of a paragraph: Normal where there is none of that number."""
        return self.get(index if index in self._entries else 0)


def level(operand: bytes) -> int | None:
    """A heading level from 1, from an outline level from 0; None for body text."""
    value = number(operand)
    return value + 1 if value < _BODY_TEXT else None


def toggled(operand: int, below: bool) -> bool:
    """A value that may be stated relative to that of the style below."""
    return bool(operand) if operand < 2 else below != (operand == _OPPOSITE)


def _inherited(entry: _Entry, base: Style) -> Style:
    own = dict(entry.paragraph)
    hidden = base.hidden
    for code, operand in entry.characters:
        hidden = toggled(operand[0], base.hidden) if code == C_HIDDEN else hidden
    depth = level(own[P_OUTLINE]) if P_OUTLINE in own else entry.level or base.level
    return Style(tuple({**dict(base.paragraph), **own}.items()), depth, hidden)


def _entries(sheet: bytes) -> Iterator[tuple[int, _Entry]]:
    if not sheet:
        return
    size, count, fixed = struct.unpack_from("<3H", sheet)
    at = 2 + size
    for index in range(count):
        if at + 2 > len(sheet):  # styles at the end may be left out
            return
        (length,) = struct.unpack_from("<H", sheet, at)
        if length:
            yield index, _entry(sheet[at + 2 : at + 2 + length], fixed)
        at += 2 + length + length % 2


def _entry(style: bytes, fixed: int) -> _Entry:
    """One style: fixed part (StdfBase), name, then its lists of modifiers by kind (GrLPUpxSw)."""
    built_in, base, counts = struct.unpack_from("<3H", style)
    kind, base, lists = base & 15, base >> 4, counts & 15
    (length,) = struct.unpack_from("<H", style, fixed)
    name = style[fixed + 2 : fixed + 2 + 2 * length].decode("utf-16-le", "replace")
    upx = list(islice(_lists(style, fixed + 4 + 2 * length), lists))
    paragraph = upx[0][2:] if kind == _PARAGRAPH and upx else b""
    characters = upx[-1] if kind == _CHARACTER and upx else upx[1] if kind == _PARAGRAPH and len(upx) > 1 else b""
    return _Entry(base, _named_level(built_in & 0xFFF, name), modifiers(paragraph), modifiers(characters))


def _lists(style: bytes, at: int) -> Iterator[bytes]:
    while at + 2 <= len(style):
        (size,) = struct.unpack_from("<H", style, at)
        yield style[at + 2 : at + 2 + size]
        at += 2 + size + size % 2


def _named_level(built_in: int, name: str) -> int | None:
    match = _HEADING.fullmatch(name)
    return built_in if built_in in _HEADINGS else int(match[1]) if match else None
