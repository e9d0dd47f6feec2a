"""Lines of prose to paragraphs: markdown's marks taken off, lines broken at a page's width put together."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gongkai.document import Paragraph
from gongkai.readers._txt_lines import MAX_ROW, Line

_HEAD = re.compile(r"[ ]{0,3}(#{1,6})(?:[ \t]+|(?=[^\s#\x00-\x7f]))([^\n]*)")
_CLOSING = re.compile(r"[ \t]#{1,9}\s*\Z")
_QUOTE = re.compile(r"\A[ \t]{0,9}(?:>[ \t]?){1,9}")
_FENCE = re.compile(r"\s*(?:`{3,}|~{3,})[A-Za-z]*\s*")
_STRONG = re.compile(r"(?<!\*)\*\*(?![*\s])([^*\n]{1,2000}+)\*\*(?!\*)")
_MARKS = re.compile(r"[*\\<&]")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_BREAK = re.compile(r"<br[ \t]{0,9}/?>", re.IGNORECASE)
_ENTITY = re.compile(r"&(nbsp|amp|lt|gt|quot|ensp|emsp);")
_ENTITIES = {"nbsp": "\xa0", "amp": "&", "lt": "<", "gt": ">", "quot": '"', "ensp": "\u2002", "emsp": "\u2003"}
_SIGNS = re.compile(
    r"^[> ]{0,6}#{1,6}[ \t]+\S|^[> ]{0,6}\|?[ \t]{0,9}:?-{3,}:?[ \t]{0,9}\||^\*\*[^*\n]{1,80}\*\*\s*$", re.MULTILINE
)

_NEW = re.compile(
    r"\s{2,}|\s*(?:[（(]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[）)、.．]|[①-⑳•·●■◆*-]\s|第[一二三四五六七八九十]{1,3}[章节条部])"
)
_ENDS = tuple("。！？；：!?;")
_FULL = 0.8  # of the page's width: a mark or a digit at the end may be left out of a line
_WIDTHS = (40, 120)  # in half-width characters: a page of prose
_BROKEN = 0.3  # share of a wrapped text's lines that are full
_LONGER = 0.1  # share of them that may be longer than full
_ENOUGH = 6  # full lines


def is_markdown(text: str) -> bool:
    """Whether headings, table rules or strong lines say that the text is markdown."""
    return bool(_SIGNS.search(text))


def inline(text: str) -> str:
    """A text without markdown's marks for strong, escapes, breaks and entities."""
    if not _MARKS.search(text):
        return text
    plain = _ENTITY.sub(lambda m: _ENTITIES[m[1]], _BREAK.sub("\n", _STRONG.sub(r"\1", text)))
    return _ESCAPE.sub(r"\1", plain)


def width_of_page(lines: Sequence[Line]) -> int:
    """Width at which the prose was broken, in half-width characters; 0 when each line is a paragraph."""
    widths = Counter(w for line in lines if (w := _width(line.text)) > 1)
    total = sum(widths.values())
    tops = (w for w in sorted(widths, reverse=True) if _WIDTHS[0] <= w <= _WIDTHS[1])
    return next((w for w in tops if _is_page(widths, w, total)), 0)


def _is_page(widths: Counter[int], width: int, total: int) -> bool:
    full = sum(n for w, n in widths.items() if _FULL * width <= w <= width)
    longer = sum(n for w, n in widths.items() if w > width)
    return full >= max(_ENOUGH, _BROKEN * total) and longer <= _LONGER * full


def _width(text: str) -> int:
    """Columns a text takes, wide characters two: what GB 18030 spends on it, in nearly every case."""
    return len(text.strip()[:MAX_ROW].encode("gb18030", "replace"))


@dataclass(frozen=True, slots=True)
class Style:
    """How a text is written: markdown or not, and the width its lines are broken at (0: they are not)."""

    markdown: bool
    width: int


def paragraphs(lines: Sequence[Line], style: Style) -> Iterator[Paragraph]:
    """A paragraph for every line, or for the lines it was broken over."""
    text = ""
    for at, line in enumerate(lines):
        text = _glued(text, line.text.strip()) if text else line.text
        if at + 1 == len(lines) or not _goes_on(line, lines[at + 1], style):
            yield from _paragraph(text, style)
            text = ""


def _goes_on(line: Line, following: Line, style: Style) -> bool:
    """A full line without the end of a sentence, and below it neither a gap, an indent nor a number."""
    if following.gap or not _FULL * style.width <= _width(line.text) <= style.width or not style.width:
        return False
    if style.markdown and (_HEAD.match(line.text) or _HEAD.match(following.text)):
        return False
    return not line.text.rstrip().endswith(_ENDS) and not _NEW.match(following.text)


def _glued(text: str, following: str) -> str:
    """Broken words of Latin letters and digits keep a space: nobody knows whether there was one."""
    text = text.rstrip()
    latin = text[-1:].isascii() and text[-1:].isalnum() and following[:1].isascii() and following[:1].isalnum()
    return f"{text} {following}" if latin else text + following


def _paragraph(text: str, style: Style) -> Iterator[Paragraph]:
    """The paragraph, unless there is nothing on the line but a mark."""
    level, text = _unmarked(text) if style.markdown else (None, text)
    if text.strip():
        yield Paragraph(text.strip(), level=level)


def _unmarked(text: str) -> tuple[int | None, str]:
    if _FENCE.fullmatch(text):
        return None, ""
    text = _QUOTE.sub("", text, count=1)
    if not (head := _HEAD.match(text)):
        return None, inline(text)
    return len(head[1]), inline(_CLOSING.sub("", head[2]))
