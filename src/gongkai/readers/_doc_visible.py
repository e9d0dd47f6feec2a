"""What a person sees of the characters: deletions, hidden text and field codes out, symbols in their own signs."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate, chain, islice
from typing import NamedTuple

from gongkai.errors import LimitExceeded
from gongkai.readers._doc_pages import Pages, character_properties
from gongkai.readers._doc_sprms import (
    C_DELETED,
    C_FONT,
    C_HIDDEN,
    C_PLAIN,
    C_RAISED,
    C_SPECIAL,
    C_STRUCK,
    C_STRUCK_TWICE,
    C_STYLE,
    C_SYMBOL,
    Modifier,
    modifiers,
    number,
)
from gongkai.readers._doc_styles import Styles, toggled
from gongkai.readers._doc_text import NO_PIECE, Piece, Text
from gongkai.readers._docx_symbols import symbol
from gongkai.readers._raised import SUBSCRIPT, SUPERSCRIPT

ENDS = re.compile("[\r\x07\x0c]")  # of paragraphs, of cells and rows, of sections
NOTHING = "\0"  # stands where nothing is printed, so that positions stay
_BEGIN, _SEPARATOR, _END = "\x13\x14\x15"  # of a field, Plcfld
_FIELD_MARKS = re.compile("[\x13-\x15]")
_CONTROLS = re.compile("[\x01-\x06\x0a\x0b\x0e-\x1f]")
_PRINTED = {"\x0b": "\n", "\x0e": "\n", "\x1e": "-"}  # line break, column break, hyphen that does not break: 2.4.1
_NOT_ENDS = re.compile("[^\r\x07\x0c]")
_SIGNS = re.compile("[\x00-\x1f]")
_NOT_MARKS = re.compile("[^\r\x07\x0c\x13-\x15]")
_OF_FONTS = re.compile("[\uf000-\uf0ff]")  # characters of symbol fonts
_MAX_FIELD_MARKS = 300_000
_MAX_LOOKS = 50_000  # a long report has some hundred
_PICTURE = "\x01"
_STRIKES = (C_STRUCK, C_STRUCK_TWICE)
_TOGGLES = (C_HIDDEN, *_STRIKES)
_ON = (1, 0x81)  # of a ToggleOperand where no style says more: older Word writes the latter for tracked deletions
_RAISED = {1: SUPERSCRIPT, 2: SUBSCRIPT}  # sprmCIss


class Look(NamedTuple):
    """What the properties of a run say about its being seen (2.6.1)."""

    hidden: int | None = None  # a ToggleOperand
    deleted: bool = False
    special: bool = False
    struck: bool = False
    style: int | None = None
    symbol: tuple[int, int] | None = None  # number of the font, character code
    raised: int = 0  # a key of _RAISED
    font: int | None = None  # its number, where the text has characters that only a font gives a meaning


@dataclass(frozen=True, slots=True)
class Visible:
    """The text as printed, NOTHING for each character that is not; and where marks are deleted or hidden."""

    string: str
    gone: frozenset[int]
    pictures: int
    struck: str  # text that was left out as struck through
    halved: bool  # whether characters beyond the first 65,536 stand as their halves


_PLAIN = Look()


def look(changes: Iterable[Modifier], fonts: bool = True, styles: bool = True) -> Look:
    """Applies modifiers, the later over the earlier; `fonts` and `styles` say whether those matter."""
    said: dict[int, bytes] = {}
    for code, operand in changes:
        if code == C_PLAIN:
            for toggle in _TOGGLES:
                said.pop(toggle, None)
        said[code] = operand
    hidden, style, sign = said.get(C_HIDDEN), said.get(C_STYLE), said.get(C_SYMBOL)
    return Look(
        None if hidden is None else hidden[0],
        said.get(C_DELETED, b"\0")[0] in _ON,
        sign is not None or said.get(C_SPECIAL, b"\0")[0] in _ON,  # older Word states a symbol without the latter
        any(said.get(code, b"\0")[0] in _ON for code in _STRIKES),
        number(style) if styles and style is not None else None,
        None if sign is None else (number(sign[:2]), number(sign[2:])),
        said.get(C_RAISED, b"\0")[0],
        number(said[C_FONT]) if fonts and C_FONT in said else None,
    )


class Seer:
    """Looks through the runs of a text once; `style_of` gives the number of a paragraph's style by its mark."""

    def __init__(self, styles: Styles, fonts: list[str], style_of: Callable[[int], int]) -> None:
        self._styles, self._fonts, self._style_of = styles, fonts, style_of
        self._gone: set[int] = set()
        self._struck: list[str] = []
        self._ends: list[int] = []

    def visible(self, string: str, halved: bool, runs: Iterable[tuple[int, int, Look]]) -> Visible:
        """The text as printed; `halved` is of all of it."""
        parts: list[str] = []
        at = 0
        for start, end, seen in self._split(string, runs):
            parts += string[at:start], self._run(string, start, end, seen)
            at = end
        shown = _without_field_codes("".join((*parts, string[at:])))
        pictures = shown.count(_PICTURE)
        shown = _CONTROLS.sub(lambda match: _PRINTED.get(match[0], NOTHING), shown)
        return Visible(shown, frozenset(self._gone), pictures, "".join(self._struck), halved)

    def _split(self, string: str, runs: Iterable[tuple[int, int, Look]]) -> Iterable[tuple[int, int, Look]]:
        """The runs, cut at ends of paragraphs where it depends on their styles what is hidden."""
        return self._cut(string, runs) if self._styles.hide else runs

    def _cut(self, string: str, runs: Iterable[tuple[int, int, Look]]) -> Iterator[tuple[int, int, Look]]:
        ends = self._ends = [match.end() for match in ENDS.finditer(string)]
        for start, end, seen in runs:
            for stop in chain(ends[bisect_right(ends, start) : bisect_right(ends, end - 1)], (end,)):
                yield start, stop, seen
                start = stop

    def _run(self, string: str, start: int, end: int, seen: Look) -> str:
        text = string[start:end]
        if seen.deleted or self._is_hidden(end, seen):
            return self._gone_text(start, text, _NOT_ENDS if seen.deleted else _NOT_MARKS)
        if seen.struck:
            self._struck.append(_SIGNS.sub("", text))
            return _NOT_MARKS.sub(NOTHING, text)
        if seen.font is not None:
            font = self._font(seen.font)
            text = _OF_FONTS.sub(lambda match: symbol(ord(match[0]), font) or match[0], text)
        text = self._special(text, seen.symbol) if seen.special else text
        return text.translate(_RAISED[seen.raised]) if seen.raised in _RAISED else text

    def _gone_text(self, start: int, text: str, unmarked: re.Pattern[str]) -> str:
        self._gone.update(start + match.start() for match in ENDS.finditer(text))
        return unmarked.sub(NOTHING, text)

    def _is_hidden(self, end: int, seen: Look) -> bool:
        """A character style turns over what the paragraph's says, as in the XML format (ECMA-376 part 1, 17.7.3)."""
        if seen.hidden in (0, 1):
            return seen.hidden == 1
        if not self._styles.hide:
            return seen.hidden == 0x81
        own = seen.style is not None and self._styles.get(seen.style).hidden
        below = own != self._paragraph_hides(end)
        return below if seen.hidden is None else toggled(seen.hidden, below)

    def _paragraph_hides(self, end: int) -> bool:
        """Whether the style of the paragraph that a run ends in hides its text."""
        index = bisect_left(self._ends, end)
        return index < len(self._ends) and self._styles.paragraph(self._style_of(self._ends[index] - 1)).hidden

    def _special(self, text: str, sign: tuple[int, int] | None) -> str:
        """Placeholders: of a symbol, of the ends of a content control (2.6.1 sprmCFSpec)."""
        if sign is not None and "(" in text:
            text = text.replace("(", symbol(sign[1], self._font(sign[0])) or NOTHING)
        return text.replace("<", NOTHING).replace(">", NOTHING)

    def _font(self, index: int) -> str:
        return self._fonts[index] if index < len(self._fonts) else ""


class _Kinds:
    """The looks of characters by their properties, each worked out once."""

    def __init__(self, word: memoryview, fonts: bool, styles: bool) -> None:
        self._word, self._fonts, self._styles = word, fonts, styles
        self._near: dict[tuple[int, int], Look] = {}
        self._known: dict[tuple[bytes, int], Look] = {}

    def look(self, place: int, piece: Piece) -> Look:
        """That of a run; `_PLAIN` itself where it is plain."""
        return self._near.get((place, piece.prm)) or self._new(place, piece)

    def _new(self, place: int, piece: Piece) -> Look:
        key = character_properties(self._word, place), piece.prm
        if key not in self._known:
            if len(self._known) >= _MAX_LOOKS:
                raise LimitExceeded(f"more than {_MAX_LOOKS} kinds of characters")
            made = look(modifiers(key[0]) + piece.changes, self._fonts, self._styles)
            self._known[key] = _PLAIN if made == _PLAIN else made
        if len(self._near) >= _MAX_LOOKS:  # pages by the thousand may share the kinds
            self._near.clear()
        found = self._near[place, piece.prm] = self._known[key]
        return found


def looks(text: Text, word: memoryview, pages: Pages, styles: bool) -> Iterator[tuple[int, int, Look]]:
    """First character, end and look of the runs of all pieces that are not plain.

    `styles` says whether there are styles that hide text: then those that are plain too.
    """
    kinds = _Kinds(word, _OF_FONTS.search(text.string) is not None, styles)
    every = styles or any(kinds.look(place, NO_PIECE) is not _PLAIN for place in pages.places())
    for piece in text.pieces:
        if every or piece.changes:
            for start, end, place in pages.runs(piece):
                seen = kinds.look(place, piece)
                if styles or seen is not _PLAIN:
                    yield start, end, seen


def _without_field_codes(string: str) -> str:
    """Hides what stands between a field's begin and its separator; a begin that never ends hides nothing."""
    marks = list(islice(_FIELD_MARKS.finditer(string), _MAX_FIELD_MARKS + 1))
    if not marks:
        return string
    if len(marks) > _MAX_FIELD_MARKS:
        raise LimitExceeded(f"more than {_MAX_FIELD_MARKS} marks of fields")
    depths = accumulate(_nesting([match[0] for match in marks]))
    parts = [string[: marks[0].start()]]
    ends = chain((match.start() for match in marks[1:]), (len(string),))
    for match, end, depth in zip(marks, ends, depths, strict=True):
        text = string[match.start() : end]
        parts.append(_NOT_ENDS.sub(NOTHING, text) if depth else text)
    return "".join(parts)


def _nesting(marks: list[str]) -> list[int]:
    """By how much each mark deepens the field code around it."""
    begun: list[tuple[int, int | None]] = []
    nesting = [0] * len(marks)
    for place, mark in enumerate(marks):
        if mark == _BEGIN:
            begun.append((place, None))
        elif mark == _SEPARATOR and begun and begun[-1][1] is None:
            begun[-1] = begun[-1][0], place
        elif mark == _END and begun:
            begin, separator = begun.pop()
            nesting[begin] += 1
            nesting[place if separator is None else separator] -= 1
    return nesting
