"""Plain tables taken out of a page before it is parsed, as they are most of its markup, and whether they could be.

A table is taken wherever its markup stands. In a comment, a script or the like the parser then finds no element in its
stead, and the page has to be parsed as it is.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from lxml.etree import _Element

from gongkai.readers._html_plain import Groups, plain_groups
from gongkai.readers._html_visible import signs

LIFTED = "gongkai-lifted"  # attribute of the <table> left in place of one: its number
_ATTRIBUTE = LIFTED.encode()
_TAGS = ((b"<table", b"</table>"), (b"<TABLE", b"</TABLE>"))
_CHANGING = frozenset(
    ("sup", "sub", "a", "pre", "listing", "xmp", "plaintext", "h1", "h2", "h3", "h4", "h5", "h6")
)  # what they hold
_NAME = re.compile(r"[.#](.+)")


@dataclass(frozen=True, slots=True)
class Lifted:
    """A page without its plain tables, and the markup and the row groups of each of these."""

    rest: bytes
    tables: tuple[bytes, ...] = ()
    groups: tuple[Groups, ...] = ()


def lift(page: bytes) -> Lifted:
    """The page without the tables that are plain and in which nothing may hide anything."""
    opening, closing = next((tags for tags in _TAGS if page.find(tags[1]) >= 0), _TAGS[0])
    first, *parts = page.split(opening)
    rest, tables, groups = [first], list[bytes](), list[Groups]()
    for part in parts:
        end = part.find(closing) + len(closing)
        table = opening + part[:end]
        plain = plain_groups(table, signs, opening.isupper()) if end >= len(closing) else None
        if plain:
            rest += b'<table %s="%d"></table>' % (_ATTRIBUTE, len(tables)), part[end:]
            tables.append(table)
            groups.append(plain)
        else:
            rest += opening, part
    return Lifted(b"".join(rest), tuple(tables), tuple(groups)) if tables else Lifted(page)


def stands(lifted: Lifted, trees: Sequence[_Element], rules: frozenset[str]) -> bool:
    """Whether a page may be read so: each table has its place in the trees, and nothing bears on its inside.

    That do what stands around it, as a heading or a font size of nothing, and `rules` of style that hide.
    """
    places = [table for tree in trees for table in tree.iter("table") if table.get(LIFTED)]
    names = [found[1].encode() for rule in rules if (found := _NAME.search(rule))]
    markup = b"".join(lifted.tables).lower() if names else b""
    return (
        len(places) == len(lifted.tables)
        and not any(map(_is_changed, places))
        and not any(name in markup and re.search(rb"%s(?<![\w-]%s)(?![\w-])" % (name, name), markup) for name in names)
    )


def _is_changed(place: _Element) -> bool:
    return any(e.tag in _CHANGING or "font-size" in (e.get("style") or "").lower() for e in place.iterancestors())
