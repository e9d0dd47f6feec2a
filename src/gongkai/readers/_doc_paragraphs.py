"""Properties of paragraphs: style, list, place in a table ([MS-DOC] 2.4.6.1, 2.6.2)."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from gongkai.errors import LimitExceeded
from gongkai.readers._doc_file import File
from gongkai.readers._doc_pages import Pages, paragraph_properties
from gongkai.readers._doc_sprms import (
    P_DEPTH,
    P_ELSEWHERE,
    P_IN_TABLE,
    P_INNER_CELL_END,
    P_INNER_ROW_END,
    P_LIST,
    P_NESTING,
    P_NESTING_MORE,
    P_OUTLINE,
    P_ROW_END,
    P_STYLE,
    T_ALL,
    Modifier,
    kept,
    modifiers,
    number,
)
from gongkai.readers._doc_styles import Style, Styles, level
from gongkai.readers._doc_text import NO_PIECE, Piece, Text

_DEEPEST = 1 << 16
_MAX_WORK = 5_000_000  # modifiers of all kinds of paragraphs; a long report has some thousand


class Properties(NamedTuple):
    """Of one paragraph; `nesting` is how many tables it stands in, `table` the modifiers of the row it ends."""

    style: int
    level: int | None = None
    list: int = 0
    depth: int = 0
    nesting: int = 0
    ends_cell: bool = False
    ends_row: bool = False
    table: tuple[Modifier, ...] = ()
    is_plain: bool = True  # neither heading nor item of a list


class Paragraphs:
    """Properties of the paragraph that a character ends; each kind is worked out once."""

    def __init__(self, file: File, text: Text, pages: Pages, styles: Styles) -> None:
        self._file, self._text, self._pages, self._styles = file, text, pages, styles
        self._known: dict[tuple[int, int], Properties] = {}
        self._alike: dict[tuple[int, bytes, int], Properties] = {}  # a thousand rows of one kind take the room of one
        self._work = 0

    def ended_by(self, marks: Iterable[int]) -> Iterator[Properties]:
        """The properties of paragraphs by their marks, which are in order."""
        piece = NO_PIECE
        for mark in marks:
            if not piece.start <= mark < piece.end:
                piece = self._text.piece(mark)
            place = self._pages.place(piece.offset + (mark - piece.start) * piece.width)
            yield self._known.get((place, piece.prm)) or self._new(place, piece)

    def _new(self, place: int, piece: Piece) -> Properties:
        style, grpprl = paragraph_properties(self._file.word, place)
        kind = style, grpprl, piece.prm
        if kind not in self._alike:
            self._alike[kind] = self._worked_out(style, modifiers(grpprl) + piece.changes)
        made = self._known[place, piece.prm] = self._alike[kind]
        return made

    def _worked_out(self, style: int, own: tuple[Modifier, ...]) -> Properties:
        if any(code in P_ELSEWHERE for code, _ in own):
            own = tuple(self._here(own))
        self._work += len(own)
        if self._work > _MAX_WORK:
            raise LimitExceeded(f"more than {_MAX_WORK} properties of paragraphs")
        for code, operand in own:
            style = number(operand) if code == P_STYLE else style
        return _properties(style, self._styles.paragraph(style), own)

    def _here(self, own: Iterable[Modifier]) -> Iterator[Modifier]:
        """The modifiers, those included that stand in the Data stream (PrcData)."""
        for code, operand in own:
            if code in P_ELSEWHERE:
                yield from modifiers(self._file.more(number(operand)))
            else:
                yield code, operand


@kept
def _properties(style: int, inherited: Style, own: tuple[Modifier, ...]) -> Properties:
    said = dict(inherited.paragraph + own)
    nesting = _nesting(said)
    ends_row = any(said.get(P_INNER_ROW_END if nesting > 1 else P_ROW_END, b""))
    depth = level(dict(own)[P_OUTLINE]) if P_OUTLINE in dict(own) else inherited.level
    list_ = number(said.get(P_LIST, b""))
    return Properties(
        style,
        depth,
        list_,
        number(said.get(P_DEPTH, b"")),
        nesting,
        nesting > 1 and any(said.get(P_INNER_CELL_END, b"")),
        ends_row,
        tuple(modifier for modifier in own if modifier[0] in T_ALL) if ends_row else (),
        not (depth or list_),
    )


def _nesting(said: dict[int, bytes]) -> int:
    """How many tables a paragraph stands in: 2.4.3."""
    if not any(said.get(P_IN_TABLE, b"")):
        return 0
    more = int.from_bytes(said.get(P_NESTING_MORE, b""), "little", signed=True)
    return min(max(number(said.get(P_NESTING, b"\1")) + more, 1), _DEEPEST)
