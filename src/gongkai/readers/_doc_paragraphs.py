"""Properties of paragraphs: style, list, place in a table ([MS-DOC] 2.4.6.1, 2.6.2)."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

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
    modifiers,
    number,
)
from gongkai.readers._doc_styles import Styles, level
from gongkai.readers._doc_text import Text

_DEEPEST = 1 << 16
_MAX_WORK = 5_000_000  # modifiers of all kinds of paragraphs; a long report has some thousand


@dataclass(frozen=True, slots=True)
class Properties:
    """Of one paragraph; `nesting` is how many tables it stands in, `table` the modifiers of the row it ends."""

    style: int
    level: int | None = None
    list: int = 0
    depth: int = 0
    nesting: int = 0
    ends_cell: bool = False
    ends_row: bool = False
    table: tuple[Modifier, ...] = ()


class Paragraphs:
    """Properties of the paragraph that a character ends; each kind is worked out once."""

    def __init__(self, file: File, text: Text, pages: Pages, styles: Styles) -> None:
        self._file, self._text, self._pages, self._styles = file, text, pages, styles
        self._known: dict[tuple[int, int], Properties] = {}
        self._alike: dict[Properties, Properties] = {}  # so that a thousand rows of one kind take the room of one
        self._work = 0

    def ended_by(self, mark: int) -> Properties:
        """The properties of a paragraph by its mark."""
        piece = self._text.piece(mark)
        key = self._pages.place(piece.place(mark)), piece.prm
        known = self._known.get(key)
        if known is None:
            made = self._worked_out(key[0], piece.changes)
            known = self._known[key] = self._alike.setdefault(made, made)
        return known

    def _worked_out(self, place: int, changes: tuple[Modifier, ...]) -> Properties:
        style, grpprl = paragraph_properties(self._file.word, place)
        own = tuple(self._here(chain(modifiers(grpprl), changes)))
        self._work += len(own)
        if self._work > _MAX_WORK:
            raise LimitExceeded(f"more than {_MAX_WORK} properties of paragraphs")
        said = dict(own)
        style = number(said[P_STYLE]) if P_STYLE in said else style
        inherited = self._styles.paragraph(style)
        said = {**inherited.values, **said}
        nesting = _nesting(said)
        return Properties(
            style,
            level(dict(own)[P_OUTLINE]) if P_OUTLINE in dict(own) else inherited.level,
            number(said.get(P_LIST, b"")),
            number(said.get(P_DEPTH, b"")),
            nesting,
            nesting > 1 and any(said.get(P_INNER_CELL_END, b"")),
            any(said.get(P_INNER_ROW_END if nesting > 1 else P_ROW_END, b"")),
            tuple(modifier for modifier in own if modifier[0] in T_ALL),
        )

    def _here(self, own: Iterator[Modifier]) -> Iterator[Modifier]:
        """The modifiers, those included that stand in the Data stream (2.9.209 PrcData)."""
        for code, operand in own:
            if code in P_ELSEWHERE:
                at = number(operand)
                size = number(self._file.data[at : at + 2])
                yield from modifiers(self._file.data[at + 2 : at + 2 + size])
            else:
                yield code, operand


def _nesting(said: dict[int, bytes]) -> int:
    """How many tables a paragraph stands in: 2.4.3."""
    if not any(said.get(P_IN_TABLE, b"")):
        return 0
    more = int.from_bytes(said.get(P_NESTING_MORE, b""), "little", signed=True)
    return min(max(number(said.get(P_NESTING, b"\1")) + more, 1), _DEEPEST)
