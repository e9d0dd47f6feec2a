"""Saved web pages, and Word's own HTML: what a browser would show, as paragraphs and span grids.

Only what the page itself carries counts: no scripts run, no style sheets or frames are fetched.
"""

from collections.abc import Iterator
from types import MappingProxyType

from lxml import etree

from gongkai.document import MAX_BYTES, Block, Document, Paragraph, Table
from gongkai.errors import LimitExceeded, UnreadableDocument
from gongkai.readers._charset import Decoded, decode
from gongkai.readers._html_furniture import lift_statements, page_metadata, trimmed
from gongkai.readers._html_grid import Item
from gongkai.readers._html_lift import Lifted, lift, stands
from gongkai.readers._html_visible import hiding_rules, mark, raise_digits, signs
from gongkai.readers._html_walk import Walk

MAX_TAGS = 1_000_000  # elements cost 120 bytes each; the largest real page seen has under 20,000


def read(data: bytes) -> Document:
    """The Document of an HTML page.

    Raises UnreadableDocument for a page without any content; LimitExceeded for one too large, too deep, or with too
    many tags, cells or slots.
    """
    if len(data) > MAX_BYTES:
        raise LimitExceeded(f"a page of {len(data)} bytes; the limit is {MAX_BYTES}")
    page = decode(data)
    source = data if page.verbatim else page.text.encode("utf-8", "replace")
    if len(source) > MAX_TAGS and source.count(b"<") > MAX_TAGS:
        raise LimitExceeded(f"a page of more than {MAX_TAGS} tags")
    lifted = lift(source)
    found = signs(lifted.rest)
    trees = _parsed(lifted.rest)
    rules = hiding_rules(trees) if found else frozenset()
    if lifted.tables and not stands(lifted, trees, rules):
        lifted, found = Lifted(source), signs(source)
        trees = _parsed(source)
        rules = hiding_rules(trees)
    walk = Walk(lifted.groups)
    for tree in trees:
        mark(tree, found, rules)
        raise_digits(tree)
        walk.over(tree)
    return _document(walk, page)


def _parsed(source: bytes) -> tuple[etree._Element, ...]:
    """The tree of a page; what follows </html>, lxml keeps as others."""
    parser = etree.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False, huge_tree=True
    )
    try:
        root = etree.fromstring(source, parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableDocument(f"no HTML in the page: {error}") from error
    if root is None:
        raise UnreadableDocument("an empty page")
    if parser.error_log.filter_types([etree.ErrorTypes.ERR_RESOURCE_LIMIT]):
        raise LimitExceeded("elements nested too deep for the parser")  # it would drop the rest without a word
    return (root, *root.itersiblings())


def _document(walk: Walk, page: Decoded) -> Document:
    items, stated = lift_statements(walk.items)
    metadata = page_metadata(walk.metas, walk.items) | stated | {"charset": page.charset}
    if walk.title:
        metadata["title"] = walk.title
    blocks = tuple(_blocks(trimmed(items)))
    return Document("html", blocks, MappingProxyType(metadata), (*page.remarks, *_remarks(walk, blocks)))


def _blocks(items: list[Item]) -> Iterator[Block]:
    for item in items:
        if isinstance(item, Table):
            yield item
        elif item[0].strip():
            yield Paragraph(item[0], level=item[1])


def _remarks(walk: Walk, blocks: tuple[Block, ...]) -> Iterator[str]:
    if walk.deleted:
        yield f"{walk.deleted} deleted or struck-through passages left out"
    if walk.images:
        yield f"{walk.images} images in the page; text in them is not read"
    if walk.frames and not any(isinstance(block, Table) for block in blocks):
        yield f"the page shows other pages in frames, which are not read: {', '.join(filter(None, walk.frames))}"
