"""Word documents (.docx .docm .dotx): WordprocessingML walked once, without python-docx."""

import re
from collections.abc import Callable, Iterator
from functools import partial
from itertools import chain, islice
from types import MappingProxyType

from lxml import etree

from gongkai.document import MAX_CELLS, MAX_DEPTH, Block, Document, Paragraph
from gongkai.errors import GongkaiError, LimitExceeded, UnreadableDocument
from gongkai.readers._docx_grid import Flow, Grid
from gongkai.readers._docx_numbering import Numbering
from gongkai.readers._docx_styles import Style, Styles, level
from gongkai.readers._docx_symbols import symbol
from gongkai.readers._docx_visible import keep_visible
from gongkai.readers._opc import Package, open_package
from gongkai.readers._raised import SUBSCRIPT, SUPERSCRIPT
from gongkai.readers._wordml import (
    DEL,
    DGM,
    M_T,
    MOVE_FROM,
    NUM_PR,
    OUTLINE,
    P_PR,
    P_STYLE,
    TAB,
    TBL,
    TC,
    TR,
    TXBX,
    VAL,
    VANISH,
    A,
    C,
    M,
    P,
    R,
    T,
    V,
    W,
    number,
    on,
)

_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_XML_SPACE = " \t\r\n"
_SHOWN = 60  # characters of a remark
_TITLE = "{http://purl.org/dc/elements/1.1/}title"
_PICTURES = (A + "blip", V + "imagedata", C + "chart", DGM + "relIds")
_EMBEDDED = (W + "altChunk", W + "subDoc")
_RAISED = {"superscript": SUPERSCRIPT, "subscript": SUBSCRIPT}
_HEXADECIMAL = re.compile("[0-9A-Fa-f]{1,4}")
_MARKS = {W + "br": "\n", W + "cr": "\n", W + "ptab": "\t", W + "noBreakHyphen": "-", M + "den": "/", TAB: "\t"}


def read(data: bytes) -> Document:
    """Paragraphs and tables of a Word document in reading order.

    Automatic numbers are part of the text. Raises UnreadableDocument (damaged, encrypted, no Word document) and
    LimitExceeded. WordprocessingML: ECMA-376 part 1, 17.
    """
    package = open_package(data)
    relations = package.targets()
    main = relations.get("officeDocument", "word/document.xml")
    root = package.xml(main)
    if root is None or root.tag != W + "document":
        raise UnreadableDocument(f"the package holds no Word document at {main}")
    parts = package.targets(main)
    styles = Styles(package.xml(parts.get("styles", "word/styles.xml")))
    struck = keep_visible(root, styles)
    _raise_digits(root)
    walk = _Walk(styles, Numbering(partial(package.xml, parts.get("numbering", "word/numbering.xml")), styles))
    blocks = tuple(walk.blocks(root))
    return Document("docx", blocks, _metadata(package, relations), tuple(_remarks(root, walk.lost, struck)))


def _raise_digits(root: etree._Element) -> None:
    for align in root.iter(W + "vertAlign"):
        table = _RAISED.get(align.get(VAL) or "")
        run = next(islice(align.iterancestors(), 1, None), None)
        if table and run is not None and run.tag == R:
            for text in run.iterchildren(T):
                text.text = (text.text or "").translate(table)


def _metadata(package: Package, relations: dict[str, str]) -> MappingProxyType[str, str]:
    try:
        root = package.xml(relations.get("core-properties", "docProps/core.xml"))
    except GongkaiError:  # nothing printed stands there
        root = None
    title = None if root is None else root.findtext(_TITLE)
    return MappingProxyType({"title": title} if title else {})


def _remarks(root: etree._Element, lost: int, struck: str) -> Iterator[str]:
    pictures = sum(1 for _ in root.iter(*_PICTURES))
    embedded = sum(1 for _ in root.iter(*_EMBEDDED))
    if pictures:
        yield f"{pictures} picture(s), chart(s) or embedded object(s) were not read"
    if embedded:
        yield f"{embedded} embedded document(s) (altChunk, subDoc) were not read"
    if lost:
        yield f"{lost} merged-away cell(s) hold text that Word does not show; it was not read"
    if struck:
        yield f"text struck through was left out: {struck[:_SHOWN]}"


class _Paragraph:
    """A paragraph under construction."""

    __slots__ = ("joins", "numbering", "outline", "parts", "style")

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.style: str | None = None
        self.numbering: etree._Element | None = None
        self.outline: str | None = None
        self.joins: bool | None = None  # its mark is deleted or hidden: it runs on into the next paragraph


class _Walk:
    """One pass over the elements that carry content; all others are looked through, which is what Word does."""

    def __init__(self, styles: Styles, numbering: Numbering) -> None:
        self.lost = 0
        self._styles, self._numbering = styles, numbering
        self._cells = 0
        self._paragraph = _Paragraph()
        self._paragraphs: list[_Paragraph] = []
        self._flow = Flow()
        self._flows: list[Flow] = []
        self._grids: list[Grid] = []

    def blocks(self, root: etree._Element) -> Iterator[Block]:
        """The blocks of the body; paragraphs that print nothing are left out."""
        for event, element in etree.iterwalk(root, events=("start", "end"), tag=tuple(_START)):
            handle = (_START if event == "start" else _END).get(element.tag)
            if handle is not None:
                handle(self, element)
        self._flow.end(self._paragraph.parts, None)  # text outside any paragraph, if a damaged file has some
        for block in self._flow.blocks:
            if not isinstance(block, tuple):
                yield block
            elif block[0].strip():
                yield Paragraph(block[0], level=block[1])

    def start_paragraph(self, _: etree._Element) -> None:
        self._paragraphs.append(self._paragraph)
        self._paragraph = _Paragraph()

    def end_paragraph(self, _: etree._Element) -> None:
        ended, self._paragraph = self._paragraph, self._paragraphs.pop()
        style = self._styles.paragraph(ended.style)
        if style.hidden if ended.joins is None else ended.joins:
            self._flow.carried += ended.parts
        else:
            outline = style.level if ended.outline is None else level(ended.outline)
            self._flow.end(ended.parts, outline, self._prefix(ended, style))

    def _prefix(self, ended: _Paragraph, style: Style) -> str:
        plain = ended.numbering is None and style.number is None
        return "" if plain else self._numbering.prefix(ended.numbering, style)

    def style(self, element: etree._Element) -> None:
        self._paragraph.style = element.get(VAL)

    def numbering(self, element: etree._Element) -> None:
        self._paragraph.numbering = element

    def outline(self, element: etree._Element) -> None:
        self._paragraph.outline = element.get(VAL)

    def paragraph_mark(self, element: etree._Element) -> None:
        """A deleted, moved or hidden mark; what else is deleted or hidden is no longer in the tree."""
        parent = element.getparent()
        if parent is not None and any(owner.tag == P_PR for owner in islice(parent.iterancestors(), 1)):
            self._paragraph.joins = on(element)

    def text(self, element: etree._Element) -> None:
        text = element.text
        if text:
            bare = text.strip(_XML_SPACE)
            self._paragraph.parts.append(text if bare == text or _preserves(element) else bare)

    def mark(self, element: etree._Element) -> None:
        self._paragraph.parts.append(_MARKS[element.tag])

    def symbol(self, element: etree._Element) -> None:
        code = element.get(W + "char") or ""
        if _HEXADECIMAL.fullmatch(code):
            self._paragraph.parts.append(symbol(int(code, 16), element.get(W + "font")))

    def word_art(self, element: etree._Element) -> None:
        self._flow.after.append((element.get("string") or "", None))

    def start_box(self, _: etree._Element) -> None:
        self._flows.append(self._flow)
        self._flow = Flow()

    def end_box(self, _: etree._Element) -> None:
        box = self._end_flow()
        self._flow.after += box.blocks
        self._flow.nested |= box.nested

    def _end_flow(self) -> Flow:
        ended, self._flow = self._flow, self._flows.pop()
        ended.close()
        return ended

    def start_cell(self, element: etree._Element) -> None:
        self._cells += 1
        if self._cells > MAX_CELLS:
            raise LimitExceeded(f"more than {MAX_CELLS} table cells")
        self.start_box(element)

    def end_cell(self, _: etree._Element) -> None:
        cell = self._end_flow()
        if self._grids:
            self._grids[-1].add(cell)
        else:
            self._flow.blocks += cell.blocks

    def span(self, element: etree._Element) -> None:
        self._flow.span = number(element.get(VAL)) or 1

    def merge(self, element: etree._Element) -> None:
        self._flow.merge = element.get(VAL) or "continue"

    def tracked_merge(self, element: etree._Element) -> None:
        self._flow.merge = "restart" if element.get(W + "vMerge") == "rest" else "continue"

    def left_merge(self, element: etree._Element) -> None:
        self._flow.merged_left = element.get(VAL) != "restart"

    def start_row(self, _: etree._Element) -> None:
        if self._grids:
            self._grids[-1].end_row()

    def skipped_columns(self, element: etree._Element) -> None:
        if self._grids:
            self._grids[-1].before = number(element.get(VAL)) or 0

    def start_table(self, _: etree._Element) -> None:
        if len(self._grids) >= MAX_DEPTH:
            raise LimitExceeded(f"tables nested more than {MAX_DEPTH} deep")
        self._grids.append(Grid())

    def end_table(self, _: etree._Element) -> None:
        grid = self._grids.pop()
        grid.end_row()
        blocks = grid.blocks()
        self._flow.blocks += blocks
        self._flow.nested |= any(not isinstance(block, tuple) for block in blocks)
        self.lost += grid.lost


def _preserves(element: etree._Element) -> bool:
    """Whether space at the ends of a text counts: xml:space, which is inherited, says so."""
    said = (e.get(_SPACE) for e in chain((element,), element.iterancestors()))
    return next(filter(None, said), None) == "preserve"


_Handler = Callable[[_Walk, etree._Element], None]
_START: dict[str, _Handler] = {
    P: _Walk.start_paragraph,
    T: _Walk.text,
    M_T: _Walk.text,
    **dict.fromkeys(_MARKS, _Walk.mark),
    W + "sym": _Walk.symbol,
    P_STYLE: _Walk.style,
    NUM_PR: _Walk.numbering,
    OUTLINE: _Walk.outline,
    **dict.fromkeys((DEL, MOVE_FROM, VANISH), _Walk.paragraph_mark),
    TBL: _Walk.start_table,
    TR: _Walk.start_row,
    W + "gridBefore": _Walk.skipped_columns,
    TC: _Walk.start_cell,
    W + "gridSpan": _Walk.span,
    W + "vMerge": _Walk.merge,
    W + "cellMerge": _Walk.tracked_merge,
    W + "hMerge": _Walk.left_merge,
    TXBX: _Walk.start_box,
    V + "textpath": _Walk.word_art,
}
_END: dict[str, _Handler] = {
    P: _Walk.end_paragraph,
    TBL: _Walk.end_table,
    TC: _Walk.end_cell,
    TXBX: _Walk.end_box,
}
