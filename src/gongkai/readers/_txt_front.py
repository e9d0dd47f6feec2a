"""What an archive wrote above a text it keeps: `标题: …`, `发布时间: …`, `原文链接: …`, or YAML between rules."""

import re
from collections.abc import Iterable, Sequence

from gongkai.readers._txt_lines import MAX_ROW, Line

_KEYS = {
    **dict.fromkeys(("标题", "文章标题", "title"), "title"),
    **dict.fromkeys(("发布时间", "发布日期", "发文日期", "日期", "date", "pubdate", "published"), "PubDate"),
    **dict.fromkeys(("原文链接", "原文地址", "来源链接", "来源网址", "链接", "网址", "url", "link"), "Url"),
    **dict.fromkeys(("来源", "信息来源", "发布机构", "source", "contentsource"), "ContentSource"),
    **dict.fromkeys(("栏目", "column"), "ColumnName"),
    **dict.fromkeys(("网站", "网站名称", "site", "sitename"), "SiteName"),
}
_PAIR = re.compile(r"([^\s:：][^:：\n]{0,29}?)\s{0,3}[:：](?:\s+|(?=[^/\s])|\Z)([^\n]*)")
_RULE = re.compile(r"\s*[=*_-]{3,}[^=*_\d-]{0,30}[=*_-]*\s*")
_WITHIN = 30  # lines a front matter may have
_KNOWN = 2  # known keys that make one


def cut_front(lines: Sequence[Line]) -> tuple[dict[str, str], list[Line], list[str]]:
    """Metadata, the lines below the front matter, and remarks on lines of it that say nothing of the report."""
    end = _end(lines)
    pairs = {at: pair for at, line in enumerate(lines[:end]) if (pair := _pair(line.text))}
    if not end or sum(key in _KEYS.values() for key, _ in pairs.values()) < _KNOWN:
        return {}, list(lines), []
    others = [line.text for at, line in enumerate(lines[:end]) if at not in pairs and not _is_rule(line.text)]
    return _first(pairs.values()), list(lines[end:]), [f"note above the text left out: {text}" for text in others]


def _end(lines: Sequence[Line]) -> int:
    """Index of the first line of the text: below the rule, or below the pairs where there is none."""
    start = int(bool(lines) and _is_rule(lines[0].text))
    if not _starts(lines, start):
        return 0
    head = range(start, min(len(lines), _WITHIN))
    plain = next((at for at in head if lines[at].gap or not _pair(lines[at].text)), len(lines))
    return next((at + 1 for at in head if _is_rule(lines[at].text)), plain)


def _starts(lines: Sequence[Line], at: int) -> bool:
    pair = _pair(lines[at].text) if at < len(lines) else None
    return pair is not None and pair[0] in _KEYS.values()


def _pair(text: str) -> tuple[str, str] | None:
    match = _PAIR.match(text) if len(text) <= MAX_ROW else None
    if not match:
        return None
    key = match[1].strip()
    return _KEYS.get(key.lower(), key), match[2].strip().strip("\"'")


def _is_rule(text: str) -> bool:
    return len(text) <= MAX_ROW and bool(_RULE.fullmatch(text))


def _first(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The first that was filled in of several under one key."""
    metadata: dict[str, str] = {}
    for key, text in pairs:
        if text:
            metadata.setdefault(key, text)
    return metadata
