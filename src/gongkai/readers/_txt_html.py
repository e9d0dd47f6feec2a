"""Tables that markdown takes over as HTML, as converters write those with spans."""

import re
from collections.abc import Sequence

from gongkai.readers import reader
from gongkai.readers._txt_lines import Line, Taken

_OPEN = re.compile(r"<table[\s>]", re.IGNORECASE)
_CLOSE = re.compile(r"</table\s{0,9}>", re.IGNORECASE)


def take_html(lines: Sequence[Line], start: int) -> Taken | None:
    """The blocks of lines from a table's start tag to its end tag, or to the text's end, as a page shows them."""
    if not _OPEN.search(lines[start].text):
        return None
    at, depth = start, 0
    while at < len(lines) and (depth > 0 or at == start):
        depth += len(_OPEN.findall(lines[at].text)) - len(_CLOSE.findall(lines[at].text))
        at += 1
    page = "\n".join(line.text for line in lines[start:at])
    return Taken(reader("html")(f'<meta charset="utf-8">{page}'.encode()).blocks, at)
