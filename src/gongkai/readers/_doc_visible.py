"""What a person sees of the characters: deletions, hidden text and field codes out, symbols in their own signs."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate, chain, islice

from gongkai.errors import LimitExceeded
from gongkai.readers._doc_pages import Pages, character_properties
from gongkai.readers._doc_sprms import (
    C_DELETED,
    C_FONT,
    C_HIDDEN,
    C_PLAIN,
    C_RAISED,
    C_SPECIAL,
    C_STYLE,
    C_SYMBOL,
    Modifier,
    modifiers,
    number,
)
from gongkai.readers._doc_styles import Styles, toggled
from gongkai.readers._doc_text import Text
from gongkai.readers._docx_symbols import symbol
from gongkai.readers._raised import SUBSCRIPT, SUPERSCRIPT

ENDS = re.compile("[\r\x07\x0c]")  # of paragraphs, of cells and rows, of sections
NOTHING = "\0"  # stands where nothing is printed, so that positions stay
_BEGIN, _SEPARATOR, _END = "\x13\x14\x15"  # of a field, 2.8.25
_FIELD_MARKS = re.compile("[\x13-\x15]")
_CONTROLS = re.compile("[\x01-\x06\x0a\x0b\x0e-\x1f]")
_PRINTED = {"\x0b": "\n", "\x0e": "\n", "\x1e": "-"}  # line break, column break, hyphen that does not break: 2.4.1
_NOT_ENDS = re.compile("[^\r\x07\x0c]")
_NOT_MARKS = re.compile("[^\r\x07\x0c\x13-\x15]")
_OF_FONTS = re.compile("[\uf000-\uf0ff]")  # characters of symbol fonts
_MAX_FIELD_MARKS = 300_000
_MAX_LOOKS = 50_000  # a long report has some hundred
_PICTURE = "\x01"
_RAISED = {1: SUPERSCRIPT, 2: SUBSCRIPT}  # sprmCIss


@dataclass(frozen=True, slots=True)
class Look:
    """What the properties of a run say about its being seen (2.6.1)."""

    hidden: int | None = None  # a ToggleOperand
    deleted: bool = False
    special: bool = False
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


_PLAIN = Look()


def look(changes: Iterable[Modifier], fonts: bool = True) -> Look:
    """Applies modifiers, the later over the earlier; `fonts` says whether the font matters."""
    said: dict[int, bytes] = {}
    for code, operand in changes:
        if code == C_PLAIN:
            said.pop(C_HIDDEN, None)
        said[code] = operand
    hidden, style, sign = said.get(C_HIDDEN), said.get(C_STYLE), said.get(C_SYMBOL)
    return Look(
        None if hidden is None else hidden[0],
        said.get(C_DELETED, b"\0")[0] == 1,
        said.get(C_SPECIAL, b"\0")[0] == 1,
        None if style is None else number(style),
        None if sign is None else (number(sign[:2]), number(sign[2:])),
        said.get(C_RAISED, b"\0")[0],
        number(said[C_FONT]) if fonts and C_FONT in said else None,
    )


class Seer:
    """Looks through the runs of a text once; `style_of` gives the number of a paragraph's style by its mark."""

    def __init__(self, styles: Styles, fonts: list[str], style_of: Callable[[int], int]) -> None:
        self._styles, self._fonts, self._style_of = styles, fonts, style_of
        self._gone: set[int] = set()
        self._ends: list[int] = []

    def visible(self, string: str, runs: Iterable[tuple[int, int, Look]]) -> Visible:
        """The text as printed."""
        parts: list[str] = []
        at = 0
        for start, end, seen in self._split(string, runs):
            parts += string[at:start], self._run(string, start, end, seen)
            at = end
        shown = _without_field_codes("".join((*parts, string[at:])))
        pictures = shown.count(_PICTURE)
        shown = _CONTROLS.sub(lambda match: _PRINTED.get(match[0], NOTHING), shown)
        return Visible(shown, frozenset(self._gone), pictures)

    def _split(self, string: str, runs: Iterable[tuple[int, int, Look]]) -> Iterator[tuple[int, int, Look]]:
        """Runs that are not plain; cut at ends of paragraphs where it depends on their styles what is hidden."""
        if not self._styles.hide:
            yield from (run for run in runs if run[2] != _PLAIN)
            return
        ends = self._ends = [match.end() for match in ENDS.finditer(string)]
        for start, end, seen in runs:
            for stop in chain(ends[bisect_right(ends, start) : bisect_right(ends, end - 1)], (end,)):
                yield start, stop, seen
                start = stop

    def _run(self, string: str, start: int, end: int, seen: Look) -> str:
        text = string[start:end]
        hidden = not seen.deleted and self._is_hidden(end, seen)
        if seen.deleted or hidden:
            self._gone.update(start + match.start() for match in ENDS.finditer(text))
            return (_NOT_ENDS if seen.deleted else _NOT_MARKS).sub(NOTHING, text)
        if seen.font is not None:
            font = self._font(seen.font)
            text = _OF_FONTS.sub(lambda match: symbol(ord(match[0]), font) or match[0], text)
        text = self._special(text, seen.symbol) if seen.special else text
        return text.translate(_RAISED[seen.raised]) if seen.raised in _RAISED else text

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


def looks(text: Text, word: bytes, pages: Pages) -> Iterator[tuple[int, int, Look]]:
    """First character, end and look of the runs of all pieces."""
    fonts = _OF_FONTS.search(text.string) is not None
    known: dict[tuple[bytes, int], Look] = {}
    for piece in text.pieces:
        for start, end, place in pages.runs(piece):
            key = character_properties(word, place), piece.prm
            seen = known.get(key)
            if seen is None:
                if len(known) >= _MAX_LOOKS:
                    raise LimitExceeded(f"more than {_MAX_LOOKS} kinds of characters")
                seen = known[key] = look(chain(modifiers(key[0]), piece.changes), fonts)
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
