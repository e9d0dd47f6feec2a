"""Site furniture around an article: the publisher's statements become metadata, links at the edges go.

Labels are those of 国办发〔2017〕47号 (page metadata) and of the 索引号 table every government page carries.
"""

import re
from collections.abc import Iterable, Iterator

from gongkai.document import Table
from gongkai.readers._html_grid import Item

_META = (
    "SiteName SiteDomain SiteIDCode ColumnName ColumnDescription ColumnKeywords ColumnType ArticleTitle PubDate "
    "ContentSource Keywords Author Description Image Url"
)
_META_KEYS = {key.lower(): key for key in _META.split()}
_STATED = (
    "索引号 信息索引号 分类 主题分类 信息分类 体裁分类 组配分类 服务对象 发布机构 发文机关 发布单位 公开机构 公开主体 "
    "发文日期 成文日期 发布日期 发布时间 时间 日期 公开日期 公开时间 生成日期 更新日期 废止日期 生效日期 失效日期 "
    "文号 发文字号 有效性 时效 时效性 信息来源 来源 名称 标题 信息名称 关键词 主题词 文件下载 内容概述 公开方式 "
    "公开形式 公开范围 公开类别 公开类型 公开目录 公开时限 浏览次数 访问次数 点击次数 点击数 阅读次数 阅读量 浏览量 "
    "浏览 字号 字体 字体大小 作者 编辑 责任编辑 审核 打印 分享 分享到 保护视力色"
)
_LABELS = frozenset(_STATED.split())
_LONGEST = max(map(len, _LABELS))
_TRADITIONAL = str.maketrans(
    "號類發機構來題稱時間閱讀關鍵詞瀏覽數責輯體範圍", "号类发机构来题称时间阅读关键词浏览数责辑体范围"
)
_TITLES = frozenset(("标题", "名称", "信息名称"))  # a line of these may be the only print of the title
_CERTAIN = 3  # labels that make a table the 索引号 table
_STATED_CELLS = 60  # of the largest such table; a statutory one may have fewer, but not these labels
_TOP = 60  # blocks before the article in which its statements stand
_VALUE = 120  # characters of the longest value
_LINE = 400  # characters of the longest line of them
_SPACED = "|".join(r"[\s\u3000]*".join(label) for label in sorted(_LABELS, key=len, reverse=True))
_PAIR = re.compile(rf"(?<![\u4e00-\u9fff])({_SPACED})[\s\u3000]*[：:]")
_OPENING = re.compile(r"[^\u4e00-\u9fff]{0,40}((?:[\u4e00-\u9fff][\s\u3000]*){2,8})[：:]")
_EDGE = " \t\n\xa0\u3000|｜/,，;；[]【】()（）"
_DATE = re.compile(r"(?:19|20)\d\d[-年./]\d{1,2}[-月./]\d{1,2}日?(?:\s+\d{1,2}:\d\d(?::\d\d)?)?")
_FOOT = re.compile(
    r"ICP备|公网安备|网站标识码|^[【\[]?(打印|关闭)(本页|窗口|页面)|^(主办|承办)(单位)?[：:]|^版权所有|^(上一[篇条]|下一[篇条]|分享到|扫一扫|相关(文档|信息|链接|稿件|附件))"
)
_ATTACHED = re.compile(r"附件|\.(?:docx?|wps|pdf|ofd|xlsx?|zip|rar)\b", re.IGNORECASE)
_FOOT_LINES = 40
_MOSTLY = 0.8


def page_metadata(metas: Iterable[tuple[str, str]], items: list[Item]) -> dict[str, str]:
    """Statements of <meta> in their official spelling; of several article titles the printed one counts."""
    known = [(_META_KEYS[name], content) for name, content in metas if name in _META_KEYS]
    titles = [i for i, (key, _) in enumerate(known) if key == "ArticleTitle"]
    if len(titles) > 1:
        printed = {item[0] for item in items if isinstance(item, tuple)}
        start = next((i for i in titles if known[i][1] in printed), titles[0])
        known = known[start:] + known[:start]
    found: dict[str, str] = {}
    for key, content in known:
        found.setdefault(key, content)
    return found


def lift_statements(items: list[Item]) -> tuple[list[Item], dict[str, str]]:
    """The items without the 索引号 table and label lines at the top, and what these state."""
    found: dict[str, str] = {}
    kept: list[Item] = []
    for item in items[:_TOP]:
        pairs = _table_pairs(item) if isinstance(item, Table) else _line_pairs(item[0])
        for label, value in pairs or ():
            if value:
                found.setdefault(label, value)
        if not pairs or (isinstance(item, tuple) and any(label in _TITLES for label, _ in pairs)):
            kept.append(item)
    return kept + items[_TOP:], found


def _label(text: str) -> str:
    """The known label a text is, without inner spaces and colon; "" for any other text."""
    bare = "".join(text.split()).strip("：:")
    if bare.isascii() or len(bare) > _LONGEST:
        return ""
    bare = bare.translate(_TRADITIONAL)
    return bare if bare in _LABELS else ""


def _table_pairs(table: Table) -> list[tuple[str, str]] | None:
    """Labels and values of the 索引号 table, None for any other."""
    if len(table.cells) > _STATED_CELLS:
        return None
    texts = [cell.text for cell in table.cells]
    labels = [_label(text) for text in texts]
    first = next((label for text, label in zip(texts, labels, strict=True) if text.strip()), "")
    if first != "索引号" and sum(map(bool, labels)) < _CERTAIN:
        return _inline_pairs(texts)
    if any(map(all, zip(labels, labels[1:], labels[2:], strict=False))):
        return None  # labels side by side head a list of documents
    followed = zip(labels, [*texts[1:], ""], [*labels[1:], ""], strict=True)
    return [(label, "" if next_label else text.strip()) for label, text, next_label in followed if label]


def _inline_pairs(texts: list[str]) -> list[tuple[str, str]] | None:
    """Labels and values of cells that hold both, None where one does not."""
    pairs: list[tuple[str, str]] = []
    for text in filter(str.strip, texts):
        if not (found := _line_pairs(text)):
            return None
        pairs += found
    return pairs if len(pairs) >= _CERTAIN else None


def _line_pairs(line: str) -> list[tuple[str, str]] | None:
    """Labels and values of a line that is nothing but such statements, None for any other."""
    if len(line) > _LINE or not (opening := _OPENING.match(line)) or not _label(opening[1]):
        return None  # as nearly all do, and cheaply
    found = list(_PAIR.finditer(line.translate(_TRADITIONAL)))
    if not found:
        return None
    head = line[: found[0].start()].strip(_EDGE)
    ends = [m.start() for m in found[1:]] + [len(line)]
    pairs = [(_label(m[1]), line[m.end() : end].strip(_EDGE)) for m, end in zip(found, ends, strict=True)]
    if (head and not _DATE.fullmatch(head)) or any(len(value) > _VALUE or "。" in value for _, value in pairs):
        return None
    return [("发布日期", head)] * bool(head) + pairs


def trimmed(items: list[Item]) -> list[Item]:
    """The items without lines of links at either end and without the site's foot."""
    start, end = 0, len(items)
    while start < end and _is_links(items[start]):
        start += 1
    while end > start and _is_foot(items[end - 1]):
        end -= 1
    cut = next((i for i in _tail(items, start, end) if _names_site(items[i])), end)
    return items[start:cut]


def _tail(items: list[Item], start: int, end: int) -> Iterator[int]:
    """Indexes of the last lines, after the last table."""
    first = end
    while first > max(start, end - _FOOT_LINES) and isinstance(items[first - 1], tuple):
        first -= 1
    return iter(range(first, end))


def _is_links(item: Item) -> bool:
    return isinstance(item, tuple) and item[2] >= _MOSTLY * len(item[0]) and not _ATTACHED.search(item[0])


def _is_foot(item: Item) -> bool:
    return _is_links(item) or _names_site(item)


def _names_site(item: Item) -> bool:
    return isinstance(item, tuple) and len(item[0]) < _VALUE and bool(_FOOT.search(item[0]))
