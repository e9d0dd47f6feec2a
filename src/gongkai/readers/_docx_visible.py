"""Takes out of a document's XML what nobody sees in print: deletions, hidden text, second copies, field codes."""

from collections.abc import Iterable, Iterator
from itertools import accumulate, islice

from lxml import etree

from gongkai.readers._docx_styles import Styles
from gongkai.readers._wordml import (
    DEL,
    FIELD,
    M_R,
    M_T,
    MC,
    MOVE_FROM,
    P_PR,
    P_STYLE,
    R_PR,
    R_STYLE,
    TAB,
    TC,
    TR,
    TR_PR,
    VANISH,
    WP,
    P,
    R,
    T,
    V,
    W,
    on,
    val,
)

_CHANGES = ("pPr", "rPr", "tblPr", "tblPrEx", "tblGrid", "trPr", "tcPr", "sectPr")
_NEVER_SEEN = (  # what was before a tracked change, settings of controls, tab stops, the small print of ruby
    *(f"{W}{name}Change" for name in (*_CHANGES, "numbering")),
    *(W + name for name in ("sdtPr", "tabs", "rt")),
)
_STRUCK = (W + "strike", W + "dstrike")
_TEXTS = (T, M_T)
_SEEN = (*_TEXTS, TAB, *(W + name for name in ("br", "cr", "sym", "noBreakHyphen")))
_SHAPES = tuple(V + name for name in ("shape", "rect", "roundrect", "oval", "line", "group"))


def keep_visible(root: etree._Element, styles: Styles) -> str:
    """Removes what is not printed from the tree, and text struck through, which it gives back.

    Deleted and hidden paragraph marks stay, to join paragraphs at.
    """
    _drop(root.iter(*_NEVER_SEEN))
    for alternatives in list(root.iter(MC + "AlternateContent")):
        _drop(_unchosen(alternatives))
    _drop(_deleted(root))
    _drop(_hidden_shapes(root))
    if styles.hides or _has(root, VANISH):
        _drop(_hidden_content(root, styles))
    _drop(row for mark in root.iter(W + "hidden") for row in _nearest(mark, TR) if not _has(row, *_TEXTS))
    struck = list(_struck(root))
    _drop(struck)
    if _has(root, FIELD):
        _drop(_field_codes(root))
    return "".join(element.text or "" for element in struck if element.tag in _TEXTS)


def _drop(elements: Iterable[etree._Element]) -> None:
    for element in list(elements):
        parent = element.getparent()
        if parent is not None:
            parent.remove(element)


def _has(element: etree._Element, *tags: str) -> bool:
    return next(element.iter(*tags), None) is not None


def _nearest(element: etree._Element, tag: str) -> Iterator[etree._Element]:
    return islice(element.iterancestors(tag), 1)


def _unchosen(alternatives: etree._Element) -> list[etree._Element]:
    """All but the first branch that holds text, or all but the first: the same shape is not read twice."""
    branches = list(alternatives)
    chosen = next((branch for branch in branches if _has(branch, *_TEXTS)), branches[0] if branches else None)
    return [branch for branch in branches if branch is not chosen]


def _deleted(root: etree._Element) -> Iterator[etree._Element]:
    for element in root.iter(DEL, MOVE_FROM):
        parent = element.getparent()
        if parent is not None and parent.tag == TR_PR:
            yield from _nearest(element, TR)
        elif parent is not None and parent.tag != R_PR:
            yield element
    for mark in root.iter(W + "cellDel"):
        yield from _nearest(mark, TC)


def _hidden_shapes(root: etree._Element) -> Iterator[etree._Element]:
    for properties in root.iter(WP + "docPr"):
        if properties.get("hidden") in ("1", "true"):
            yield from islice(properties.iterancestors(), 1)
    for shape in root.iter(*_SHAPES):
        if "visibility:hidden" in (shape.get("style") or "").replace(" ", ""):
            yield shape


def _hidden_content(root: etree._Element, styles: Styles) -> Iterator[etree._Element]:
    """What hidden runs hold, but for field marks: a field may begin in a hidden run and end in a visible one."""
    for run in root.iter(R, M_R):
        if _is_hidden(run, styles):
            yield from (child for child in run if child.tag != FIELD)


def _struck(root: etree._Element) -> Iterator[etree._Element]:
    """Text struck through: what a hand has deleted would be read on into the figure that replaces it."""
    marks = (mark for mark in root.iter(*_STRUCK) if on(mark))
    for properties in (above for mark in marks for above in islice(mark.iterancestors(R_PR), 1)):
        yield from (child for child in properties.itersiblings() if child.tag != FIELD)


def _is_hidden(run: etree._Element, styles: Styles) -> bool:
    direct = run.find(f"{R_PR}/{VANISH}")
    if direct is not None:
        return on(direct)
    return styles.hides and _hidden_by_style(run, styles)


def _hidden_by_style(run: etree._Element, styles: Styles) -> bool:
    """A toggle: a character style turns over what the paragraph style says (ECMA-376 part 1, 17.7.3)."""
    paragraph = next(_nearest(run, P), None)
    name = None if paragraph is None else val(paragraph.find(f"{P_PR}/{P_STYLE}"))
    return styles.paragraph(name).hidden != styles.get(val(run.find(f"{R_PR}/{R_STYLE}"))).hidden


def _field_codes(root: etree._Element) -> list[etree._Element]:
    """The text between a field's begin and its separator; a begin that never ends hides nothing."""
    marks = list(root.iter(FIELD, *_SEEN))
    begun: list[tuple[int, int | None]] = []
    nesting = [0] * len(marks)
    for place, mark in enumerate(marks):
        kind = mark.get(W + "fldCharType")
        if kind == "begin":
            begun.append((place, None))
        elif kind == "separate" and begun and begun[-1][1] is None:
            begun[-1] = (begun[-1][0], place)
        elif kind == "end" and begun:
            begin, separator = begun.pop()
            nesting[begin] += 1
            nesting[place if separator is None else separator] -= 1
    return [mark for mark, depth in zip(marks, accumulate(nesting), strict=True) if depth and mark.tag != FIELD]
