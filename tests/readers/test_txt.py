"""Plain text and markdown: one test a feature, round trips, and that no printed digit is lost."""

import re
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from txt_printed import doc, shape, texts

from gongkai.errors import LimitExceeded
from gongkai.readers.txt import read

SHARED = Path(__file__).parents[2] / ".." / "shared" / "reports"


# --- encodings


@pytest.mark.parametrize(
    ("encoding", "mark", "remark"),
    [
        ("utf-8", b"", ""),
        ("utf-8-sig", b"", ""),
        ("gb18030", b"", "gb18030"),
        ("gb18030", b"\x84\x31\x95\x33", ""),
        ("utf-16-le", b"\xff\xfe", ""),
        ("utf-16-be", b"\xfe\xff", ""),
        ("utf-16-le", b"", "utf-16-le"),
        ("utf-16-be", b"", "utf-16-be"),
        ("utf-32-le", b"\xff\xfe\0\0", ""),
    ],
)
def test_encodings(encoding: str, mark: bytes, remark: str) -> None:
    document = read(mark + "一、总体情况\n全年公开 35 条。".encode(encoding))
    assert [p.text for p in document.paragraphs] == ["一、总体情况", "全年公开 35 条。"]
    assert document.remarks == ((f"encoding guessed: {remark}",) if remark else ())


@pytest.mark.parametrize(("encoding", "name"), [("utf-8", "utf-8"), ("gb18030", "gb18030")])
def test_spoilt_bytes_are_replaced_with_a_remark(encoding: str, name: str) -> None:
    document = read("全年公开".encode(encoding) * 30 + b"\xff" + "信息三条".encode(encoding) * 30)
    assert "信息三条信息三条" in document.paragraphs[0].text
    assert name in document.remarks[0]
    assert "could not be decoded" in document.remarks[0]


def test_spoilt_marked_text_is_replaced_with_a_remark() -> None:
    document = read(b"\xff\xfe" + "年报".encode("utf-16-le") + b"\x00\xd8\x31")
    assert document.paragraphs[0].text.startswith("年报")
    assert "utf-16-le" in document.remarks[0]


# --- prose


def test_every_line_is_a_paragraph() -> None:
    text = "甲县年报\r\n\r\n一、总体情况\n　　全年公开。\r（一）主动公开\f- 3 -"
    assert shape(text) == ["甲县年报", "一、总体情况", "全年公开。", "（一）主动公开", "- 3 -"]


WRAPPED = """一、总体情况
甲县严格执行公开条例的各项要求，围绕群众关心的问题持续推进
信息公开工作，全年通过门户网站发布各类信息三百二十条，其中
政策文件十六件，解读材料二十一篇，回应群众留言八十七条，到
十二月三十一日为止全部按期办结，没有因信息公开引起的复议和
诉讼案件，也没有收取任何费用。
（一）主动公开。全县各单位在网站公开本部门的机构职能、权责
清单、财政预算和决算，涉及公共服务的事项逐条列出办理的条件
和时限，方便群众查询。截至年底网站的访问量达到 2023
45 人次。
"""


def test_lines_broken_at_the_width_of_a_page_are_put_together() -> None:
    got = [p.text for p in doc(WRAPPED).paragraphs]
    assert [t[:5] for t in got] == ["一、总体情", "甲县严格执", "（一）主动"]
    assert got[1].endswith("推进信息公开工作，" + got[1].split("推进信息公开工作，")[1])
    assert "其中政策文件" in got[1]
    assert got[2].endswith("达到 2023 45 人次。")


def test_a_heading_of_markdown_stays_alone_among_broken_lines() -> None:
    heading = "# 甲县严格执行公开条例的各项要求围绕群众关心的问题"
    got = [p.text for p in doc(WRAPPED.replace("一、总体情况", heading)).paragraphs]
    assert got[0] == heading[2:]
    assert got[1].startswith("甲县严格执行")


def test_lines_that_are_paragraphs_are_not_put_together() -> None:
    text = "".join(f"第{n}项工作完成情况良好并且没有句号的一段话写在这里" + "很长" * n + "\n" for n in range(1, 9))
    assert len(doc(text).paragraphs) == 8


def test_markdown_headings_have_levels_and_no_marks() -> None:
    document = doc(
        "# 年报\n##一、总体情况\n### **（一）公开** ###\n> 引文 **重点** 3\\. 项\n```text\n正文&nbsp;1<br>2\n"
    )
    assert [(p.level, p.text) for p in document.paragraphs] == [
        (1, "年报"),
        (2, "一、总体情况"),
        (3, "（一）公开"),
        (None, "引文 重点 3. 项"),
        (None, "正文\xa01\n2"),
    ]


def test_marks_in_a_text_that_is_no_markdown_stay() -> None:
    assert shape("联系人张**、李**\n#咨询热线\n> 3 条\n[bookmark: _GoBack]二、公开") == [
        "联系人张**、李**",
        "#咨询热线",
        "> 3 条",
        "[bookmark: _GoBack]二、公开",
    ]


# --- front matter

FRONT = """标题: 甲县2018年度政府信息公开工作年度报告
发布时间: 2019-01-10 16:13
文号:
来源: 甲县政府办
原文链接: https://example.org/a:b/1.htm
目录说明见 links.tsv
==================== 正文 ====================
一、概述
"""


def test_front_matter_is_metadata() -> None:
    document = doc(FRONT)
    assert dict(document.metadata) == {
        "title": "甲县2018年度政府信息公开工作年度报告",
        "PubDate": "2019-01-10 16:13",
        "ContentSource": "甲县政府办",
        "Url": "https://example.org/a:b/1.htm",
    }
    assert [p.text for p in document.paragraphs] == ["一、概述"]
    assert document.remarks == ("note above the text left out: 目录说明见 links.tsv",)


@pytest.mark.parametrize(
    "text",
    [
        '---\ntitle: "甲县年报"\ndate: 2019-01-10\n---\n\n一、概述\n',
        "标题：甲县年报\n日期：2019-01-10\n\n一、概述\n",
        "标题：甲县年报\n日期：2019-01-10\n一、概述\n",
    ],
)
def test_front_matter_of_other_kinds(text: str) -> None:
    document = doc(text)
    assert (document.metadata["title"], document.metadata["PubDate"]) == ("甲县年报", "2019-01-10")
    assert [p.text for p in document.paragraphs] == ["一、概述"]


@pytest.mark.parametrize(
    "text", ["标题: 年报\n正文", "甲县年报\n标题: 年报\n日期: 2019", "说明: 无\n标题: 年报\n日期: 2019"]
)
def test_no_front_matter(text: str) -> None:
    document = doc(text)
    assert not document.metadata
    assert len(document.paragraphs) == text.count("\n") + 1


# --- bounds


@pytest.mark.parametrize("separator", ["\t", "|", "\n", "a\n", "\r"])
def test_too_many_cells_or_lines_are_refused(separator: str) -> None:
    start = time.process_time()
    with pytest.raises(LimitExceeded):
        read(b"1" + separator.encode() * 2_000_000)
    assert time.process_time() - start < 5


def test_line_ends_of_other_kinds_count_as_well() -> None:
    with pytest.raises(LimitExceeded, match="lines"):
        doc("规章\v" * 100_001)


def test_too_many_cells_told_by_spaces_are_refused() -> None:
    with pytest.raises(LimitExceeded, match="cells"):
        doc(("规章" + "  3" * 10 + "\n") * 40_000)


def test_hostile_html_in_markdown_is_refused() -> None:
    with pytest.raises(LimitExceeded):
        doc("# 年报\n" + "<table><tr><td>\n" * 20_000)


HOSTILE = [
    "|",
    "- ",
    "  ",
    "\t",
    '"',
    '\t"',
    "**a",
    "a  ",
    "1 ",
    "　",
    "\\|",
    "#",
    ">",
    "<br ",
    "- - ",
    "（",
    "：",
    "&nbsp",
    "1.",
    "`",
]


@pytest.mark.parametrize("piece", HOSTILE)
def test_hostile_long_lines_are_quick(piece: str) -> None:
    text = "# 年报\n" + piece * min(2**20 // len(piece), 200_000) + "\n规章 3\n"
    start = time.process_time()
    assert "3" in texts(doc(text))
    assert time.process_time() - start < 10


LINES = [
    "规章",
    "- 4 -",
    "规章 3",
    "3",
    "\t3",
    "\t规章",
    "甲  乙",
    "规章  3",
    '"规\t3',
    "| 甲",
    "a: b",
    "规章\n3\n规定\n4",
]


@pytest.mark.parametrize("line", LINES)
def test_hostile_many_lines_are_quick(line: str) -> None:
    text = f"{line}\n" * (3_900 // (1 + line.count("\n")))
    start = time.process_time()
    assert doc(text).blocks
    assert time.process_time() - start < 8


# --- properties


PIECES = [
    *"0123456789",
    "12",
    "规章",
    "公开",
    "\t",
    "\n",
    "\n\n",
    "|",
    " ",
    "  ",
    "　",
    "-",
    "。",
    "，",
    "#",
    "*",
    '"',
    "一、",
    "---",
    "\\",
    "\r",
]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from([*PIECES, "第 4 页", "件", "：", "(", "+"]), max_size=60).map("".join))
def test_no_digit_is_lost(text: str) -> None:
    printed = texts(doc(text))
    assert all(run in printed for run in re.findall(r"\d+", text))


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_read(data: bytes) -> None:
    assert read(data).format == "txt"


# --- real ones


@pytest.mark.skipif(not SHARED.exists(), reason="real reports are not here")
@pytest.mark.parametrize(
    ("name", "sizes"),
    [
        ("guanting-town-2022.txt", [(18, 4), (26, 10), (4, 15)]),
        ("pingtan-2018.txt", []),
    ],
)
def test_real_dumps(name: str, sizes: list[tuple[int, int]]) -> None:
    document = read((SHARED / name).read_bytes())
    assert [(t.rows, t.columns) for t in document.tables] == sizes


@pytest.mark.skipif(not SHARED.exists(), reason="real reports are not here")
@pytest.mark.parametrize("name", ["shanghai-stcsm-2024.md", "shuyang-county-2025.txt", "guanting-town-2022.txt"])
def test_real_texts_lose_no_digit(name: str) -> None:
    data = (SHARED / name).read_bytes()
    printed = texts(read(data))
    assert [run for run in re.findall(r"\d+", data.decode()) if run not in printed] == []
