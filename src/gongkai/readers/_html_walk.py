"""One pass over a page's tree: what a browser shows, as lines and tables in order, and what the page says of itself.

Every element is met twice, on entry and on leaving; a handler for its tag changes the state of the walk. Cells, rows
and tables open and close as in the HTML standard's tree construction (13.2.6), however lxml nested them.
"""

import re
from collections.abc import Callable, Mapping, Sequence

from lxml.etree import _Element, iterwalk, strip_tags, tostring

from gongkai.document import MAX_CELLS, MAX_DEPTH, Table
from gongkai.errors import LimitExceeded
from gongkai.readers._html_grid import Grid, Item
from gongkai.readers._html_lift import LIFTED
from gongkai.readers._html_markers import Counter, ordered
from gongkai.readers._html_plain import SPACE, Groups, collapsed, plain_groups
from gongkai.readers._html_spans import colspan, rowspan
from gongkai.readers._html_visible import GONE

# say nothing about structure: taken out by lxml in one go, before the walk
_TAGS = (
    "span font o:p b strong i em u ins sub sup small big tt "
    "code abbr acronym cite label bdo bdi nobr wbr mark time ucaptitle ucapcontent publishtime"
)
_INLINE = _TAGS.split()
_UNSEEN = (
    "script style noscript select option textarea object svg xml del rp noframes noembed datalist audio video "
    f"canvas applet {GONE}"
)
_BLOCKS = (
    "address article aside blockquote body center dd details dialog dir dl dt fieldset figcaption figure footer form "
    "header hgroup hr html legend main menu nav p section summary marquee optgroup li div ul ol"
)
_FURNITURE_TAGS = frozenset(("nav", "header", "footer", "aside"))
_REGION_TAGS = _FURNITURE_TAGS | {"div", "ul", "section", "dl"}
_LABELLED_LINKS = re.compile(
    r"nav|menu|crumb|foot(?!note)|side-?bar|share|copyright|tool-?bar|head|top|logo|search|banner|link|pagin|login"
    r"|weizhi|location|position|print|recommend|relat"
)
# what else it may be, and the most characters of it: it may well be named so and hold the article
_LABELLED_SHORT = ((re.compile(r"foot(?!note)|copyright"), 600), (re.compile(r"share|print|tool-?bar"), 60))
_MOSTLY = 0.4  # links' share of the characters in navigation; a report's own prose links under 0.05
_SENTENCE = 50  # characters of a line without links that make a region content
_REGIONS = 16  # open at once: every one looks at what it holds
_LINK_CHARS = 100  # of one link; more is an <a> that nobody closed
_LOST = b"&#xFFFD;"  # what lxml writes for a character that XML cannot have


class Walk:
    """The state of one pass: where text goes, the open tables, lists and regions, and what was found on the way."""

    __slots__ = (
        "anchors", "cells", "chars", "deleted", "frames", "images", "into", "items", "level", "lifted", "linked",
        "links", "lists", "metas", "parts", "pre", "regions", "run", "tables", "title",
    )  # fmt: skip

    def __init__(self, lifted: Sequence[Groups] = ()) -> None:
        self.lifted = lifted  # row groups of tables that stand elsewhere
        self.items: list[Item] = []
        self.into = self.items
        self.parts: list[str] = []
        self.level: int | None = None
        self.anchors = self.linked = self.links = self.chars = self.cells = self.images = self.deleted = self.pre = 0
        self.run = 0  # characters since the last <a>
        self.tables: list[Grid] = []
        self.lists: list[Counter] = []
        self.regions: list[tuple[_Element, str, list[Item], int, int, int]] = []
        self.metas: list[tuple[str, str]] = []
        self.frames: list[str] = []
        self.title = ""

    def over(self, root: _Element) -> None:
        """Walks one tree. Raises LimitExceeded for tables nested, or cells in number, beyond the limits."""
        strip_tags(root, *_INLINE)
        enter, leave, parts = _ENTER, _LEAVE, self.parts
        events = iterwalk(root, events=("start", "end"))
        for event, element in events:
            if event == "start":
                handler = enter.get(element.tag)
                text = element.text
            else:
                handler = leave.get(element.tag)
                text = element.tail
            if handler is _block:
                if parts:
                    self.flush()
            elif handler and handler(self, element) and event == "start":
                events.skip_subtree()
                continue
            if text and (parts or self.anchors or self.pre or text.strip(SPACE)):
                parts.append(text)
                if self.anchors and self.run < _LINK_CHARS:
                    self.run += len(text)
                    self.linked += len(text.strip())
        self.flush()

    def flush(self) -> None:
        """Ends the line: white space collapses as rendered, and a line without text is none."""
        if not self.parts:
            return
        text = "".join(self.parts)
        self.parts.clear()
        text = text.strip("\n") if self.pre else collapsed(text)
        if text:
            for line in text.split("\n") if self.pre else (text,):
                self.into.append((line, self.level, self.linked))
                self.chars += len(line)
            self.links += self.linked
            self.linked = 0

    def close_table(self) -> None:
        """Puts the innermost open table, as the blocks it is, where it stood."""
        self.flush()
        grid = self.tables.pop()
        self.into = grid.parent
        items = grid.items()
        self.into.extend(items)
        if self.tables and any(isinstance(item, Table) for item in items):
            self.tables[-1].nests = True


def _block(walk: Walk, element: _Element) -> None:
    walk.flush()


def _unseen(walk: Walk, element: _Element) -> bool:
    return True


def _button(walk: Walk, element: _Element) -> bool:
    return not len(element)  # one that holds elements was not closed, and what follows is in it


def _del(walk: Walk, element: _Element) -> bool:
    walk.deleted += 1
    return True


def _enter_region(walk: Walk, element: _Element) -> None:
    walk.flush()
    if len(walk.regions) < _REGIONS and (name := _region_name(element)):
        walk.regions.append((element, name, walk.into, len(walk.into), walk.chars, walk.links))


def _region_name(element: _Element) -> str:
    """Tag, class and id of an element that may be site furniture; "" of any other."""
    tag, classes, key = element.tag, element.get("class"), element.get("id")
    name = f"{tag} {classes or ''} {key or ''}".lower()
    return name if (classes or key or tag in _FURNITURE_TAGS) and _LABELLED_LINKS.search(name) else ""


def _leave_region(walk: Walk, element: _Element) -> None:
    walk.flush()
    if not walk.regions or walk.regions[-1][0] is not element:
        return
    _, name, into, start, chars, links = walk.regions.pop()
    if into is walk.into and _is_furniture(name, into[start:], walk.chars - chars, walk.links - links):
        del into[start:]


def _is_furniture(name: str, items: list[Item], chars: int, links: int) -> bool:
    """Whether a region named as furniture is: links for the most part and no sentences, or a short foot; never data."""
    tables = [item for item in items if isinstance(item, Table)]
    lines = [item for item in items if isinstance(item, tuple)]
    if not tables and not any(level for _, level, _ in lines):
        for named, most in _LABELLED_SHORT:
            if chars < most and named.search(name):
                return True
    sentence = any(len(text) - linked > _SENTENCE for text, _, linked in lines)
    return links > _MOSTLY * chars and not sentence and not any(map(_has_figures, tables))


def _has_figures(table: Table) -> bool:
    return any(cell.text.isdigit() for cell in table.cells)


def _heading(walk: Walk, element: _Element) -> None:
    walk.flush()
    walk.level = int(element.tag[1])


def _leave_heading(walk: Walk, element: _Element) -> None:
    walk.flush()
    walk.level = None


def _pre(walk: Walk, element: _Element) -> None:
    walk.flush()
    walk.pre += 1


def _leave_pre(walk: Walk, element: _Element) -> None:
    walk.flush()
    walk.pre -= 1


def _anchor(walk: Walk, element: _Element) -> None:
    walk.anchors += element.get("href") is not None
    walk.run = 0


def _leave_anchor(walk: Walk, element: _Element) -> None:
    walk.anchors -= element.get("href") is not None


def _list(walk: Walk, element: _Element) -> None:
    walk.lists.append(ordered(element) if element.tag == "ol" else Counter())
    _enter_region(walk, element)


def _leave_list(walk: Walk, element: _Element) -> None:
    _leave_region(walk, element)
    walk.lists.pop()


def _list_item(walk: Walk, element: _Element) -> None:
    walk.flush()
    if walk.lists and (marker := walk.lists[-1].marker(element)):
        walk.parts.append(marker)


def _table(walk: Walk, element: _Element) -> bool:
    walk.flush()
    if walk.tables and walk.tables[-1].cell is None:
        walk.close_table()  # a <table> outside the cells of an open one ends that
    if len(walk.tables) >= MAX_DEPTH:
        raise LimitExceeded(f"tables nested more than {MAX_DEPTH} deep")
    grid = Grid(element, walk.into)
    walk.tables.append(grid)
    walk.into = grid.before
    groups = _plain_groups(walk, element)
    for kind, rows in groups or ():
        grid.open_group(None, kind)
        grid.groups[-1] = rows
        _count(walk, sum(map(len, rows)))
    return bool(groups)


def _plain_groups(walk: Walk, table: _Element) -> Groups | None:
    if walk.lifted and (number := table.get(LIFTED)):
        return walk.lifted[int(number)]
    if walk.anchors or walk.level or walk.pre or next(table.iterdescendants("table"), None) is not None:
        return None
    markup = tostring(table, encoding="utf-8", with_tail=False)
    return None if _LOST in markup else plain_groups(markup)


def _leave_table(walk: Walk, element: _Element) -> None:
    if walk.tables and walk.tables[-1].element is element:
        walk.close_table()


def _into_table(walk: Walk) -> Grid | None:
    """The innermost open table, any open cell of it ended."""
    walk.flush()
    if not walk.tables:
        return None
    grid = walk.tables[-1]
    grid.cell, walk.into = None, grid.before
    return grid


def _group(walk: Walk, element: _Element) -> None:
    if grid := _into_table(walk):
        grid.open_group(element, element.tag)


def _leave_group(walk: Walk, element: _Element) -> None:
    if walk.tables and walk.tables[-1].group is element and (grid := _into_table(walk)):
        grid.close_group()


def _row(walk: Walk, element: _Element) -> None:
    if grid := _into_table(walk):
        grid.open_row(element)


def _count(walk: Walk, cells: int) -> None:
    walk.cells += cells
    if walk.cells > MAX_CELLS:
        raise LimitExceeded(f"more than {MAX_CELLS} table cells")


def _leave_row(walk: Walk, element: _Element) -> None:
    if walk.tables and walk.tables[-1].row_element is element and (grid := _into_table(walk)):
        grid.row = None


def _cell(walk: Walk, element: _Element) -> None:
    if grid := _into_table(walk):
        content: list[Item] = []
        _count(walk, 1)
        grid.add([(rowspan(element.get("rowspan")), colspan(element.get("colspan")), content)])
        grid.cell, walk.into = element, content


def _leave_cell(walk: Walk, element: _Element) -> None:
    if walk.tables and walk.tables[-1].cell is element:
        _into_table(walk)


def _caption(walk: Walk, element: _Element) -> None:
    _into_table(walk)


def _meta(walk: Walk, element: _Element) -> None:
    name, content = element.get("name"), element.get("content")
    if name and content and content.strip():
        walk.metas.append((name.strip().lower(), content.strip()))


def _title(walk: Walk, element: _Element) -> bool:
    walk.title = walk.title or collapsed("".join(map(str, element.itertext())))
    return True


def _image(walk: Walk, element: _Element) -> None:
    walk.images += 1


def _frame(walk: Walk, element: _Element) -> bool:
    walk.frames.append(element.get("src") or "")
    return True


_CELLS = frozenset(("td", "th"))
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_GROUPS = ("thead", "tbody", "tfoot")
_ENTER: Mapping[str, Callable[[Walk, _Element], bool | None]] = {
    **dict.fromkeys(_BLOCKS.split(), _block),
    **dict.fromkeys(_UNSEEN.split(), _unseen),
    **dict.fromkeys(_REGION_TAGS, _enter_region),
    **dict.fromkeys(_HEADINGS, _heading),
    **dict.fromkeys(("pre", "listing", "xmp", "plaintext"), _pre),
    **dict.fromkeys(("ul", "ol"), _list),
    **dict.fromkeys(_CELLS, _cell),
    **dict.fromkeys(_GROUPS, _group),
    **dict.fromkeys(("img", "image"), _image),
    **dict.fromkeys(("frame", "iframe"), _frame),
    "a": _anchor,
    "br": _block,
    "button": _button,
    "caption": _caption,
    **dict.fromkeys(("del", "s", "strike"), _del),
    "li": _list_item,
    "meta": _meta,
    "table": _table,
    "title": _title,
    "tr": _row,
}
_LEAVE: Mapping[str, Callable[[Walk, _Element], None]] = {
    **dict.fromkeys(_BLOCKS.split(), _block),
    **dict.fromkeys(_REGION_TAGS, _leave_region),
    **dict.fromkeys(_HEADINGS, _leave_heading),
    **dict.fromkeys(("pre", "listing", "xmp", "plaintext"), _leave_pre),
    **dict.fromkeys(("ul", "ol"), _leave_list),
    **dict.fromkeys(_CELLS, _leave_cell),
    **dict.fromkeys(_GROUPS, _leave_group),
    "a": _leave_anchor,
    "caption": _block,
    "table": _leave_table,
    "tr": _leave_row,
}
