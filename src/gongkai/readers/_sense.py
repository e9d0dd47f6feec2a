"""Whether the characters a page says can be those it shows: fonts may carry no table of them, or a wrong one.

Told by statistics, as nothing here sees the shapes of characters. On the pages of a published PDF and of four dumps of
text, 14 % of the pairs of neighbouring ideographs and more are common words; 0.4 % at the most when the same ideographs
are shifted or exchanged for each other.
"""

import re
import unicodedata
from collections.abc import Sequence
from itertools import islice
from math import ceil

from gongkai.layout.cells import UNKNOWN
from gongkai.layout.model import Glyph, Page

MEANINGLESS = 0.2  # share of characters without meaning from which a page does not say what it shows
FEW_PAIRS = 100  # of ideographs, which tell too little
SENSE = 0.02  # least share of pairs that are common words
FEW_LETTERS = 60  # which tell too little
SQUARE = 0.65  # width by height of a slot from which a letter is as wide as an ideograph; Latin letters have 0.45

IDEOGRAPHS = re.compile("[\u3400-\u9fff]")
EAST_ASIAN = "\u2e80"
COMMON = """
政府 信息 公开 工作 管理 情况 年度 单位 部门 服务 建设 发展 社会 相关 进行 规定 要求 申请 行政 人民
中国 我们 可以 问题 一个 没有 他们 实施 加强 以及 通过 有关 组织 机关 国家 经济 企业 公司 有限 内容
制度 监督 政策 及时 依法 办理 主动 保障 落实 推进 会议 领导 文件 规范 提高 本年 时间 项目 资金 预算
数据 网站 平台 责任 中心 技术 教育 安全 环境 生产 系统 研究 主要 其中 以上 以下 根据 完成 方面 不断
积极 进一 一步 开展 重点 群众 地区 全国 使用 标准 计划 方法 作为 或者 活动 开始 增加 减少 投资 市场
产品 价格 法律 收入 支出 合计 数量 名称 日期 编号 说明 意见 决定 通知 报告 公告
"""
WORDS = frozenset(COMMON.split())


def nonsense(page: Page) -> bool:
    """Whether a page's characters have no meaning, make no words, or are letters as wide as ideographs."""
    text = "".join(g.text for g in page.glyphs)
    if len(UNKNOWN.findall(text)) > MEANINGLESS * len(page.glyphs):
        return True
    return wordless(text) or square([g for g in page.glyphs if g.text < EAST_ASIAN and g.text.isalpha()])


def wordless(text: str) -> bool:
    """Whether a text of many ideographs has next to no common words, variants taken for what they stand for."""
    return senseless(text) and senseless(unicodedata.normalize("NFKC", text))


def senseless(text: str) -> bool:
    """Whether of many pairs of ideographs next to none is a word."""
    run = "".join(IDEOGRAPHS.findall(text))
    pairs = len(run) - 1
    enough = ceil(SENSE * pairs)
    words = (k for k in range(pairs) if run[k : k + 2] in WORDS)
    return pairs >= FEW_PAIRS and sum(1 for _ in islice(words, enough)) < enough


def square(letters: Sequence[Glyph]) -> bool:
    """Whether most of many letters stand in slots as wide as those of ideographs."""
    wide = sum(g.end - g.start >= SQUARE * (g.below - g.above) for g in letters)
    return len(letters) >= FEW_LETTERS and 2 * wide > len(letters)
