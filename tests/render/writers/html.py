"""Web pages: clean ones, Word's own export, and an article among a site's furniture."""

import re
from collections.abc import Callable, Iterator
from html import escape
from random import Random

from render.sheet import Grid, Placed, Sheet, Text, placed

CellWriter = Callable[[Placed], str]
_WORD_CELL = ' style="width:54.0pt;border:solid windowtext 1.0pt;padding:0cm 5.4pt 0cm 5.4pt" valign="top"'
_WORD_OPEN = '<p class="MsoNormal" align="center" style="text-align:center"><span style="font-family:宋体"><o:p></o:p>'
_MENU = "".join(f'<li><a href="/{name}">{name}</a></li>' for name in ("首页", "政务公开", "办事服务", "互动交流"))


def write(sheet: Sheet, _rng: Random) -> bytes:
    """A small clean page in UTF-8."""
    return _page(sheet, f"<body>{_body(sheet, _clean)}</body>", "utf-8")


def write_word(sheet: Sheet, _rng: Random) -> bytes:
    """As Word saves a page: every text in a paragraph and a span, attributes everywhere, GBK with its declaration."""
    return _page(sheet, f'<body lang="ZH-CN"><div class="WordSection1">{_body(sheet, _noisy)}</div></body>', "gbk")


def write_site(sheet: Sheet, rng: Random) -> bytes:
    """The article in a site's layout table, with menus, a footer, metadata and a copy hidden from view."""
    meta = f'<meta name="ArticleTitle" content="{_title(sheet)}">'
    meta += f'<meta name="PubDate" content="{sheet.year + 1}-01-{rng.randint(10, 28)} 10:00">'
    body = (
        f'<body><div class="header"><ul class="nav">{_MENU}</ul></div>'
        f'<div style="display:none">{_body(sheet, _clean)}</div>'
        f'<table class="layout"><tr><td class="left">您当前的位置：首页 &gt; 政府信息公开年报</td></tr>'
        f'<tr><td><div id="zoom" class="article">{_body(sheet, _noisy)}</div></td></tr></table>'
        f'<div class="footer">主办：{sheet.agency}办公室　网站标识码：0000000000</div>'
        "<script>var rows = [1, 2, 3];</script></body>"
    )
    return _page(sheet, body, "utf-8", meta)


def write_hidden(sheet: Sheet, _rng: Random) -> bytes:
    """Every cell with figures that nobody sees: comments, hidden elements, scripts."""
    return _page(sheet, f"<body>{_body(sheet, _with_hidden)}</body>", "utf-8")


def write_old(sheet: Sheet, _rng: Random) -> bytes:
    """Capital tags left unclosed, header cells, no declaration of the encoding, which is GBK."""
    body = re.sub(r"</(td|tr|p)>", "", _body(sheet, _header_cells))
    tags = re.sub(r"<(/?)(\w+)", lambda m: f"<{m[1]}{m[2].upper()}", f"<body>{body}</body>")
    return f"<HTML><HEAD><TITLE>{_title(sheet)}</TITLE></HEAD>{tags}</HTML>".encode("gbk", "xmlcharrefreplace")


def _title(sheet: Sheet) -> str:
    return next((escape(b.printed) for b in sheet.blocks if isinstance(b, Text)), "")


def _page(sheet: Sheet, body: str, encoding: str, meta: str = "") -> bytes:
    head = f'<meta charset="{encoding}"><title>{_title(sheet)}</title>{meta}'
    return f"<!DOCTYPE html>\n<html><head>{head}</head>\n{body}</html>\n".encode(encoding, "xmlcharrefreplace")


def _body(sheet: Sheet, cell: CellWriter) -> str:
    return "\n".join(_text(b) if isinstance(b, Text) else _table(b, cell) for b in sheet.blocks)


def _text(text: Text) -> str:
    tag = "p" if text.level is None else f"h{text.level + 1}"
    return f"<{tag}>{_escaped(text.printed)}</{tag}>"


def _escaped(text: str) -> str:
    return escape(text).replace("\n", "<br>").replace("\u00a0", "&nbsp;")


def _table(grid: Grid, cell: CellWriter) -> str:
    rows: list[list[str]] = [[] for _ in grid.rows]
    for place in placed(grid):
        rows[place.row].append(cell(place))
    return "<table border>" + "".join(f"<tr>{''.join(row)}</tr>\n" for row in rows) + "</table>"


def _spans(place: Placed) -> Iterator[str]:
    tall = place.rowspan + place.cell.slip
    if tall > 1:
        yield f' rowspan="{tall}"'
    if place.colspan > 1:
        yield f' colspan="{place.colspan}"'


def _clean(place: Placed) -> str:
    return f"<td{''.join(_spans(place))}>{_escaped(place.cell.printed)}</td>"


def _noisy(place: Placed) -> str:
    text = _escaped(place.cell.printed) or "&nbsp;"
    return f"<td{_WORD_CELL}{''.join(_spans(place))}>{_WORD_OPEN}{text}</span></p></td>"


def _with_hidden(place: Placed) -> str:
    hidden = '<!-- 77 --><span style="display:none">88</span><script>99</script>'
    return f"<td{''.join(_spans(place))}>{hidden}{_escaped(place.cell.printed)}<input type=hidden value=66></td>"


def _header_cells(place: Placed) -> str:
    tag = "th" if place.cell.role in ("header", "title") else "td"
    return f"<{tag}{''.join(_spans(place))}>{_escaped(place.cell.printed)}</{tag}>"
