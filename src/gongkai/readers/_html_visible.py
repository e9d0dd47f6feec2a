"""Marks what a browser would not show, as far as the page itself says so: inline style, `hidden`, simple style rules.

Hidden elements are renamed to `template`, which the walk skips; cells that are there but unseen are emptied, so that
the grid keeps its shape.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import cast

from lxml.etree import XPath, _Element

from gongkai.readers._raised import SUBSCRIPT, SUPERSCRIPT

GONE = "template"
_INSTEAD = {"unseen": GONE, "struck": "del"}  # the tag of what is no cell
_GAP = rb"(?:[\s\x80-\xff]|/\*(?s:.{0,200}?)\*/)*+"
# what may hide or lay out: the word to look for in styles of elements, a literal in lower case, and what follows it;
# a reference may stand for any character
_SIGNS = (
    ("display", b"display", re.compile(_GAP + rb"(?:&|:" + _GAP + rb"(?:none|&))")),
    ("table-", b"table-cell", re.compile(rb"")),
    ("visibility", b"visibility", re.compile(_GAP + rb"(?:&|:" + _GAP + rb"(?:hid|col|&))")),
    ("mso-hide", b"mso-hide", re.compile(rb"")),
    ("font-size", b"font-size", re.compile(_GAP + rb"(?:&|:" + _GAP + rb"[0&])")),
    ("line-through", b"line-through", re.compile(rb"")),
)
# control characters that a page may have but lxml takes none of; the form feed is white space
_NOT_XML = {**dict.fromkeys((*range(9), 0x0B, *range(0x0E, 0x20), 0xFFFE, 0xFFFF), "\ufffd"), 0x0C: " "}
_RAISED = {"sup": SUPERSCRIPT | _NOT_XML, "sub": SUBSCRIPT | _NOT_XML}
_STYLE = "translate(@style, 'ABDEFGHILMNOPRSTUVYZ', 'abdefghilmnoprstuvyz')"
_HIDDEN = re.compile(rb"(?<=[\s\"'/]hidden)[\s=/>]")  # the attribute; not type="hidden" or overflow:hidden
_CSS_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_CSS_TOKEN = re.compile(r"[{}]|[^{}]+")
_BARE = re.compile(r"[a-z][a-z0-9]*[.#][\w-]+|[.#][\w-]+", re.ASCII)
_NAMED = re.compile(r"[.#][\w-]+", re.ASCII)
_ZERO = re.compile(r"0(?:\.0*)?(?:px|pt|em|rem|%)?")
_LOOK_AHEAD = 100  # descendants searched for a font size of their own
_DISPLAY_TAG = {
    "table": "table",
    "inline-table": "table",
    "table-row": "tr",
    "table-cell": "td",
    "table-row-group": "tbody",
    "table-header-group": "thead",
    "table-footer-group": "tfoot",
    "table-caption": "caption",
}


def signs(source: bytes) -> frozenset[str]:
    """What a page or part of one has that may hide something or lay it out as a table, as XPath tests of elements."""
    lower = source.lower()
    found = [(word, literal) for word, literal, follows in _SIGNS if _stands(lower, literal, follows)]
    style = "@style" if all(lower.count(literal) == source.count(literal) for _, literal in found) else _STYLE
    tests = frozenset(f"contains({style}, '{word}')" for word, _ in found)
    return tests | {"@hidden"} if _stands(lower, b"hidden", _HIDDEN) else tests


def _stands(lower: bytes, literal: bytes, follows: re.Pattern[bytes]) -> bool:
    """Whether a literal stands there with what has to follow; to find it first takes a tenth of a pattern's time."""
    at = lower.find(literal)
    while at >= 0 and not follows.match(lower, at + len(literal)):
        at = lower.find(literal, at + len(literal))
    return at >= 0


def mark(root: _Element, found: frozenset[str], rules: frozenset[str]) -> None:
    """Renames what the page hides, and what inline style makes a table; `found` are its signs, `rules` selectors."""
    if not found:
        return
    if any("'table-'" in test for test in found):
        _name_by_display(root)
    tests = " or ".join(sorted(found | {"@class or @id"} if rules else found))
    for element in cast(list[_Element], XPath(f"descendant-or-self::*[{tests}]")(root)):
        _mark_element(element, rules)


def raise_digits(root: _Element) -> None:
    """Digits inside <sup> and <sub> become those of Unicode."""
    for element in list(root.iter("sup", "sub")):
        if not (table := _RAISED.get(element.tag)):
            continue  # one within another, which has had its turn
        for inside in element.iter():
            inside.text = inside.text and inside.text.translate(table)
            if inside is not element:
                inside.tail = inside.tail and inside.tail.translate(table)
            if inside.tag in _RAISED:
                inside.tag = "span"


def _name_by_display(root: _Element) -> None:
    """Renames tables made of other elements by inline style; rows and cells only inside such a table."""
    named: set[_Element] = set()
    for element in root.iter("div", "span", "ul", "li", "p", "dl", "dt", "dd", "section"):
        style = element.get("style")
        tag = _DISPLAY_TAG.get(_declarations(style).get("display", "")) if style else None
        if tag and (tag == "table" or element.getparent() in named):
            element.tag = tag
            named.add(element)


def _mark_element(element: _Element, rules: frozenset[str]) -> None:
    how = _how_hidden(element, rules)
    if how == "gone" or (how in _INSTEAD and element.tag not in ("td", "th", "tr")):
        element.tag = _INSTEAD.get(how, GONE)
    elif how in _INSTEAD:
        for cell in [element] if element.tag != "tr" else list(element):
            _empty(cell)


def _how_hidden(element: _Element, rules: frozenset[str]) -> str:
    """`gone` takes no room, `unseen` keeps its place, `struck` is there but deleted, "" is shown."""
    style = element.get("style")
    declared = _declarations(style) if style else {}
    if declared.get("display") == "none" or declared.get("visibility") == "collapse":
        return "gone"
    if declared.get("visibility") == "hidden" or declared.get("mso-hide") == "all" or _no_size(element, declared):
        return "unseen"
    if "line-through" in declared.get("text-decoration", "") + declared.get("text-decoration-line", ""):
        return "struck"
    if "display" in declared:
        return ""  # a display of its own wins over rules and the attribute
    return "gone" if element.get("hidden") is not None or (rules and _ruled_out(element, rules)) else ""


def _no_size(element: _Element, declared: dict[str, str]) -> bool:
    """Whether font-size 0 hides the text: not where what is inside may set a size again (a common layout trick)."""
    if not _ZERO.fullmatch(declared.get("font-size", "-")):
        return False
    inside = list(islice(element.iterdescendants(), _LOOK_AHEAD + 1))
    return len(inside) <= _LOOK_AHEAD and not any(
        e.get("class") or "font-size" in (e.get("style") or "").lower() for e in inside
    )


def _ruled_out(element: _Element, rules: frozenset[str]) -> bool:
    names = [f".{name}" for name in (element.get("class") or "").lower().split()]
    names += [f"#{name.lower()}" for name in (element.get("id") or "",) if name]
    return any(name in rules or f"{element.tag}{name}" in rules for name in names)


def _empty(cell: _Element) -> None:
    cell.text = None
    for child in cell:
        child.tag, child.tail = GONE, None


def _declarations(style: str) -> dict[str, str]:
    """Properties and values of a style attribute, lower case; later ones win, `!important` ones over all."""
    found: dict[str, str] = {}
    firm: set[str] = set()
    for part in _CSS_COMMENT.sub("", style).lower().split(";"):
        name, _, value = part.partition(":")
        name, (value, bang, _) = name.strip(), value.partition("!")
        if bang or name not in firm:
            found[name] = value.strip()
        if bang:
            firm.add(name)
    return found


@dataclass(frozen=True, slots=True)
class _Rule:
    selectors: str
    hides: bool
    shows: bool
    conditional: bool


def hiding_rules(trees: Iterable[_Element]) -> frozenset[str]:
    """Bare selectors (.class, #id, tag.class) that hide, less those that some other rule shows again."""
    css = "\n".join([style.text.lower() for root in trees for style in root.iter("style") if style.text])
    rules = list(_rules(_CSS_COMMENT.sub("", css).replace("<!--", "").replace("-->", "")))
    shown = {name for rule in rules if rule.shows for name in _NAMED.findall(rule.selectors)}
    hiding = [rule.selectors.split(",") for rule in rules if rule.hides and not rule.conditional]
    bare = {part.strip() for parts in hiding for part in parts}
    return frozenset(s for s in bare if _BARE.fullmatch(s) and shown.isdisjoint(_NAMED.findall(s)))


def _rules(css: str) -> Iterator[_Rule]:
    """Rules of a style sheet that may hide or show, those inside @media and its like marked conditional."""
    preludes: list[str] = []
    last = ""
    for token in _CSS_TOKEN.findall(css):
        if token == "{":
            preludes.append(last.strip())
        elif token == "}" and preludes:
            selectors = preludes.pop()
            if ("display" in last or "visibility" in last) and not selectors.startswith("@"):
                yield _rule(selectors, _declarations(last), bool(preludes))
        last = token if token not in "{}" else ""


def _rule(selectors: str, declared: dict[str, str], conditional: bool) -> _Rule:
    display, visibility = declared.get("display", ""), declared.get("visibility", "")
    hides = display == "none" or visibility in ("hidden", "collapse")
    return _Rule(selectors, hides, not hides and bool(display or visibility), conditional)
