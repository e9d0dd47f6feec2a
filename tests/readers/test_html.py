"""The HTML reader, one test a feature."""

import random
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from gongkai.document import MAX_DEPTH, Document, Paragraph, Table
from gongkai.errors import GongkaiError, LimitExceeded, UnreadableDocument
from gongkai.readers import html
from gongkai.readers._html_spans import colspan, rowspan

REPORTS = Path(__file__).parents[3] / "shared" / "reports"
DATA = "<table><tr><td>甲<td>乙<tr><td>1<td>2</table>"


def read(body: str) -> Document:
    return html.read(f'<meta charset="utf-8">{body}'.encode())


def lines(body: str) -> list[str]:
    return [p.text for p in read(body).paragraphs]


def texts(table: Table) -> list[list[str | None]]:
    return [[None if cell is None else cell.text for cell in row] for row in table.grid]


def grids(body: str) -> list[list[list[str | None]]]:
    return [texts(table) for table in read(body).tables]


def grid(body: str) -> list[list[str | None]]:
    (only,) = grids(body)
    return only


# paragraphs


def test_blocks_separate_paragraphs_and_inline_elements_do_not() -> None:
    assert lines("<div>一<span>二</span><b>三</b><p>四<p>五</div>六") == ["一二三", "四", "五", "六"]


def test_headings_have_levels_and_breaks_split_lines() -> None:
    blocks = read("<h1>某市<br>年度报告</h1><h3>一、概述</h3><p>甲<br/>乙").blocks
    expected = [("某市", 1), ("年度报告", 1), ("一、概述", 3), ("甲", None), ("乙", None)]
    assert [(b.text, b.level) for b in blocks if isinstance(b, Paragraph)] == expected


def test_white_space_collapses_as_rendered() -> None:
    assert lines("<p> \n 一\t\n二  三 \n</p><p>\u3000\u3000四&nbsp;五</p><p>&nbsp;</p>") == [
        "一 二 三",
        "\u3000\u3000四\xa0五",
    ]


def test_preformatted_lines_keep_their_spaces() -> None:
    assert lines("<pre>\na  b\n  c\n</pre>d  e") == ["a  b", "  c", "d e"]


def test_list_numbers_are_printed() -> None:
    body = (
        "<ol><li>一</li><li>二</ol><ol type=a start=3><li>三</ol><ol type=I><li value=4>四</ol>"
        "<ol reversed><li>五<li>六</ol><ol style='list-style-type: cjk-ideographic'><li>七</ol>"
        "<ol style='list-style:none'><li>八</ol><ul><li>九</ul><ol start=0><li>十</ol>"
    )
    assert lines(body) == ["1. 一", "2. 二", "c. 三", "IV. 四", "2. 五", "1. 六", "一、七", "八", "九", "0. 十"]


def test_what_follows_the_end_of_the_page_is_still_read() -> None:
    assert lines("<html><body><p>一</body></html><p>二</p>") == ["一", "二"]


# what is not seen


@pytest.mark.parametrize(
    "hidden",
    [
        "<script>x</script>",
        "<style>x</style>",
        "<template>x</template>",
        "<noscript>x</noscript>",
        "<!-- x -->",
        "<!--[if gte mso 9]><xml>x</xml><![endif]-->",
        "<xml><w:View>x</w:View></xml>",
        "<p hidden>x</p>",
        "<p HIDDEN='hidden'>x</p>",
        '<p class="a" hidden>x</p>',
        "<i id='1'></i><div hidden=''><p>x</p></div>",
        "<div STYLE='dIsplAy:nonE'>x</div>",
        "<span style='DISPLAY : none'>x</span>",
        "<span style='color:red;display:none !important;display:block'>x</span>",
        "<span style='visibility:hidden'>x</span>",
        "<span style='font-size: 0pt'>x</span>",
        "<span style='mso-hide:all'>x</span>",
        "<style>.a,.b {display:none}</style><p class='q b'>x</p>",
        "<style>/* .c{} */ p.c{visibility:hidden}</style><p class=c>x</p>",
        "<style>#d{display:none}</style><div id=d>x<table><tr><td>1<td>2<tr><td>3<td>4</table></div>",
        "<select><option>x</select><textarea>x</textarea><button>x</button><input value=x><input type=hidden value=x>",
    ],
)
def test_what_is_not_seen_is_not_read(hidden: str) -> None:
    document = read(f"<p>一</p>{hidden}<p>二</p>")
    assert [b.text for b in document.blocks if isinstance(b, Paragraph)] == ["一", "二"]
    assert document.tables == ()


@pytest.mark.parametrize(
    "shown",
    [
        "<p aria-hidden=true>x</p>",
        "<p style='overflow:hidden'>x</p>",
        "<p style='font-size:0.5em'>x</p>",
        "<p style='display:none;display:block'>x</p>",
        "<p hidden style='display:block'>x</p>",
        "<div style='font-size:0'><p style='font-size:14px'>x</p></div>",
        "<style>.t{display:none} .t.on{display:block}</style><p class='t'>x</p>",
        "<style>@media print{.t{display:none}} @font-face{x:y}</style><p class=t>x</p>",
        "<style>.t{display:none}</style><p class=t style='display:block'>x</p>",
        "<style>.t{display:none}</style><p class=s id=r>x</p>",
        "<ins>x</ins>",
        "<![if !supportLists]>x<![endif]>",
    ],
)
def test_what_is_seen_is_read(shown: str) -> None:
    assert "x" in lines(f"<p>一</p>{shown}")


@pytest.mark.parametrize(
    "struck",
    ["<del>三</del>", "<s>三</s>", "<strike>三</strike>", "<span style='TEXT-DECORATION: line-through'>三</span>"],
)
def test_deleted_text_is_left_out_with_a_remark(struck: str) -> None:
    document = read(f"<p>共{struck}<ins>四</ins>件</p>")
    assert [p.text for p in document.paragraphs] == ["共四件"]
    assert document.remarks == ("1 deleted or struck-through passages left out",)


def test_hidden_cells_go_and_unseen_ones_keep_their_place() -> None:
    body = (
        "<table><tr><td>甲<td style='display:none'>x<td>乙<tr><td>1<td style='visibility:hidden'><p>9</p>x<td>2</table>"
    )
    assert grid(body) == [["甲", "乙", None], ["1", "", "2"]]
    row = "<table><tr><td>甲<td>乙<tr style='visibility:hidden'><td>1<td><p>2</table>"
    assert grid(row) == [["甲", "乙"], ["", ""]]


def test_an_unclosed_button_does_not_swallow_the_page() -> None:
    assert lines("<button>查询<p>一</p>") == ["查询", "一"]


def test_images_are_counted() -> None:
    assert read("<p>一<img src=a.png></p><img src=b.png>").remarks == (
        "2 images in the page; text in them is not read",
    )


@pytest.mark.parametrize("tag", ["<frameset><frame src=a.htm></frameset>", "<iframe src='a.htm'>x</iframe>"])
def test_frames_are_named(tag: str) -> None:
    assert read(tag).remarks == ("the page shows other pages in frames, which are not read: a.htm",)


# tables


def test_spans_and_unclosed_tags() -> None:
    body = "<table><tr><td rowspan=2>甲<th colspan='2'>乙<tr><td>丙<td>丁<tr><td>1<td>2<td>3</table>之后"
    assert grid(body) == [["甲", "乙", "乙"], ["甲", "丙", "丁"], ["1", "2", "3"]]


def test_cells_of_unclosed_inner_elements_are_siblings() -> None:
    assert grid("<table><tr><td><div>甲<td><div>乙<tr><td>1<td>2</table>") == [["甲", "乙"], ["1", "2"]]


def test_cells_without_a_row_and_rows_without_a_body() -> None:
    assert grid("<table><td>甲<td>乙<tr><td>1<td>2</table>") == [["甲", "乙"], ["1", "2"]]
    assert grid("<table><tbody><td>甲<td>乙<br></tbody><tr><td>1<td>2</table>") == [["甲", "乙"], ["1", "2"]]


def test_row_groups_come_in_shown_order() -> None:
    body = "<table><tfoot><tr><td>f<td>g</tfoot><tbody><tr><td>b<td>c<thead><tr><td>h<td>i</table>"
    assert grid(body) == [["h", "i"], ["b", "c"], ["f", "g"]]


def test_rowspan_ends_with_its_row_group() -> None:
    body = "<table><tbody><tr><td rowspan={}>甲<td>乙<tr><td>丙</tbody><tbody><tr><td>丁<td>戊</table>"
    for span in (0, 9, 65535):
        assert grid(body.format(span)) == [["甲", "乙"], ["甲", "丙"], ["丁", "戊"]]


@pytest.mark.parametrize(
    ("value", "rows", "columns"),
    [
        (None, 1, 1),
        ("", 1, 1),
        ("0", 0, 1),
        (" 3x", 3, 3),
        ("-2", 1, 1),
        ("-0", 0, 1),
        ("+2", 2, 2),
        ("99999", 65534, 1000),
        ("9" * 5000, 65534, 1000),
        ("二", 1, 1),
        ("2.7", 2, 2),
    ],
)
def test_span_attributes_follow_the_standard(value: str | None, rows: int, columns: int) -> None:
    assert (rowspan(value), colspan(value)) == (rows, columns)


def test_a_span_of_all_columns_is_cut_to_those_there_are() -> None:
    table = read("<table><tr><td colspan=9999>题<tr><td>1<td>2<tr><td colspan=2>3</table>").tables[0]
    assert (table.rows, table.columns) == (3, 2)


def test_the_mark_of_a_note_is_no_digit_of_the_figure() -> None:
    body = "<table><tr><td>甲<td>H<sub>2</sub>O<tr><td>12<sup>1<i>3<sub>4</sub></i>5</sup>6<td>m<SUP>2</SUP></table>"
    assert grid(body) == [["甲", "H₂O"], ["12¹³⁴⁵6", "m²"]]


def test_off_by_one_rowspans_are_not_repaired() -> None:
    body = "<table><tr><td rowspan=3>甲<td>1<tr><td>2<tr><td>乙<td>3</table>"
    assert grid(body) == [["甲", "1", None], ["甲", "2", None], ["甲", "乙", "3"]]


def test_cell_text_keeps_lines_and_no_break_spaces() -> None:
    body = "<table><tr><td>甲<br>乙<td><p>丙</p>\n<p>丁 \n 戊</p><td>&nbsp;<td> <tr><td>1<td>2<td>3<td>4</table>"
    assert grid(body)[0] == ["甲\n乙", "丙\n丁 戊", "\xa0", ""]


def test_text_between_rows_stands_before_the_table() -> None:
    document = read("<table><caption>表一</caption>散<tr>落<td>甲<td>乙<tr><td>1<td>2</table>")
    assert [type(b).__name__ for b in document.blocks] == ["Paragraph"] * 3 + ["Table"]
    assert [p.text for p in document.paragraphs] == ["表一", "散", "落"]


def test_a_table_among_the_rows_of_another_ends_it() -> None:
    assert grids(f"<table><tr><td>丙<td>丁</tr>{DATA}") == [[["丙", "丁"]], [["甲", "乙"], ["1", "2"]]]


def test_cells_outside_any_table_are_lines() -> None:
    assert lines("<thead></thead><tr><td>1</td><td>2</td></tr>") == ["1", "2"]


def test_tables_by_style_are_tables() -> None:
    cell = "<span style='display: table-cell'>"
    row = f"<div style='display:table-row'>{cell}甲</span>{cell}乙</span></div>"
    assert grid(f"<div style='display:table'>{row * 2}</div>") == [["甲", "乙"], ["甲", "乙"]]
    centred = "<table><tr><td><div style='display:table-cell'>甲</div><td>乙<tr><td>1<td>2</table>"
    assert grid(centred) == [["甲", "乙"], ["1", "2"]]


def test_layout_tables_are_flattened_in_order() -> None:
    body = f"<table><tr><td>目录<td><table><tr><td><p>之前</p>{DATA}<p>之后</p></table></table>"
    document = read(body)
    assert [b.text if isinstance(b, Paragraph) else "表" for b in document.blocks] == ["目录", "之前", "表", "之后"]
    assert texts(document.tables[0]) == [["甲", "乙"], ["1", "2"]]


def test_a_layout_row_of_prose_is_flattened() -> None:
    prose = "".join(f"<p>{'某项工作有序推进。' * 10}{i}</p>" for i in range(3))
    assert len(lines(f"<table><tr><td>栏目<td>{prose}</table>")) == 4


def test_layout_around_prose_and_tables_is_flattened() -> None:
    prose = "".join(f"<p>{'某项工作有序推进。' * 10}{i}</p>" for i in range(3))
    body = f"<table><tr><td>左<td>右<tr><td>栏<td>{prose}{DATA}<tr><td>底<td>脚</table>"
    assert grids(body) == [[["甲", "乙"], ["1", "2"]]]
    assert len(lines(body)) == 8


def test_tables_in_the_cells_of_a_real_one_follow_it() -> None:
    body = f"<table><tr><td>丙<td>丁<tr><td>3<td>4<tr><td>备{DATA}<td>5<tr><td>6<td>7</table>"
    outer, inner = grids(body)
    assert outer == [["丙", "丁"], ["3", "4"], ["备", "5"], ["6", "7"]]
    assert inner == [["甲", "乙"], ["1", "2"]]


def test_a_single_cell_table_is_text() -> None:
    assert grid("<table><tr><td>甲<td><table><tr><td>内</table><tr><td>1<td>2</table>") == [["甲", "内"], ["1", "2"]]
    assert lines("<table><tr><td>标题<tr><td><p>一<p>二</table>") == ["标题", "一", "二"]


def test_a_missing_end_tag_does_not_swallow_the_rest_of_the_report() -> None:
    body = "<table><tr><td>甲<td>乙<tr><td>1<td>2<p>三、标题</p><table><tr><td>丙<td>丁<tr><td>3<td>4<p>四、另一标题"
    assert grids(body)[0] == [["甲", "乙"], ["1", "2"]]
    assert grids(body)[1][0] == ["丙", "丁"]
    assert "三、标题" in lines(body)
    prose = "".join(f"<p>{'某项工作有序推进。' * 10}{i}</p>" for i in range(3))
    assert grid(f"<table><tr><td>甲<td>乙<tr><td>1<td>2{prose}") == [["甲", "乙"], ["1", "2"]]


def test_tables_without_text_are_not_seen() -> None:
    assert read("<table><tr><td><img src=a><td>&nbsp;</table><p>一").tables == ()
    assert grids(f"<table><tr><td><td><tr><td>{DATA}<td></table>") == [[["甲", "乙"], ["1", "2"]]]


def test_word_export() -> None:
    body = (
        '<html xmlns:o="urn:x"><head><!--[if gte mso 9]><xml>x</xml><![endif]--></head>'
        "<body><p class=MsoNormal><![if !supportLists]><span>一、</span><![endif]>"
        "<span lang=EN-US>总体<o:p></o:p></span>"
        "<?xml:namespace prefix = o /></p><table class=MsoTableGrid><tr><td><p><span style='font-size:12pt'>甲</span>"
        "<o:p>&nbsp;</o:p></p></td><td>乙</td></tr><tr><td>1</td><td>2</td></tr></table></body></html>"
    )
    assert lines(body) == ["一、总体"]
    assert grid(body) == [["甲\xa0", "乙"], ["1", "2"]]


def test_xhtml_with_an_xml_declaration() -> None:
    data = '<?xml version="1.0" encoding="gb2312"?><html xmlns="http://www.w3.org/1999/xhtml"><body><p>一</p></body></html>'
    document = html.read(data.encode("gbk"))
    assert ([p.text for p in document.paragraphs], document.metadata["charset"]) == (["一"], "gb18030")


# furniture and metadata


def test_links_around_the_article_go_and_the_article_stays() -> None:
    links = "".join(f"<li><a href={i}>栏目{i}</a></li>" for i in range(5))
    body = (
        f"<div class='mainNav'><ul>{links}</ul></div>"
        "<div class=crumb>位置：<a href=1>首页</a> &gt; <a href=2>信息公开</a></div>"
        f"<a href=0>返回</a><div id=printArea><h1>年度报告</h1><p>正文。</p>{DATA}"
        "<p>附件：<a href=x>年报.docx</a></p></div>"
        "<p><a href=1>上一篇：别的</a></p><p>主办单位：某局</p><p>某ICP备1号</p>"
        "<div class=footer>地址：某路</div><nav>站内</nav>"
    )
    assert lines(body) == ["年度报告", "正文。", "附件：年报.docx"]
    assert len(grids(body)) == 1


@pytest.mark.parametrize("name", ["header", "nav", "share-print", "footer"])
def test_furniture_names_around_an_article_do_not_cost_it(name: str) -> None:
    prose = "<p>" + "某项工作有序推进。" * 80 + "</p>"
    assert len(lines(f"<div class='{name}'><h2>报告</h2>{prose}{DATA}<p>完</p></div>")) == 3
    assert len(grids(f"<div class='{name}'><a href=1>{'链接' * 50}</a>{DATA}</div>")) == 1


def test_an_unclosed_link_is_not_navigation() -> None:
    body = "<div class=nav><a href=1>首页" + "<p>某项工作有序推进</p>" * 60 + "</div>"
    assert len(lines(body)) > 30


def test_page_metadata_keys_are_canonical_and_the_first_value_wins() -> None:
    metadata = read(
        "<meta name=sitename content='某市'><META NAME=SiteName content='另一市'>"
        "<meta name=SITEIDCODE content=1234560001>"
        "<meta name=PubDate content=''><meta name=pubdate content=2031-01-02><meta name=viewport content=x>"
        "<title> 甲\n乙 </title>"
    ).metadata
    expected = {
        "SiteName": "某市",
        "SiteIDCode": "1234560001",
        "PubDate": "2031-01-02",
        "title": "甲 乙",
        "charset": "utf-8",
    }
    assert dict(metadata) == expected


def test_of_several_articles_the_printed_one_is_meant() -> None:
    meta = "<meta name=ArticleTitle content={}><meta name=PubDate content={}>"
    metadata = read(meta.format("别的", "2030-01-01") + meta.format("报告", "2031-01-02") + "<h1>报告</h1>").metadata
    assert (metadata["ArticleTitle"], metadata["PubDate"]) == ("报告", "2031-01-02")


def test_the_index_number_table_becomes_metadata() -> None:
    document = read(
        "<table><tr><td>索 引 号：<td>A-1<td>分类<td>年报"
        "<tr><td>發布機構<td>某局<td>发文日期<td>2031-01-02<tr><td>文号<td><td>有效性<td></table>" + DATA
    )
    assert len(document.tables) == 1
    stated = {"索引号": "A-1", "分类": "年报", "发布机构": "某局", "发文日期": "2031-01-02"}
    assert {key: document.metadata.get(key) for key in stated} == stated
    assert "文号" not in document.metadata


def test_label_lines_become_metadata() -> None:
    document = read(
        "<table><tr><td>索引号：A-1<td>发布机构：某局<tr><td>文号：<td>生成日期：2031-01-02</table><p>标题：某报告</p>"
        "<p>2031-01-03 10:20 来源：某局 浏览次数：<span>12</span>次 【字号：大 中 小】</p>"
        "<p>来源：说明如下。</p><p>本次：见附表</p>"
    )
    assert [p.text for p in document.paragraphs] == ["标题：某报告", "来源：说明如下。", "本次：见附表"]
    stated = {
        "索引号": "A-1",
        "生成日期": "2031-01-02",
        "发布日期": "2031-01-03 10:20",
        "来源": "某局",
        "标题": "某报告",
    }
    assert {key: document.metadata.get(key) for key in stated} == stated


def test_lists_of_documents_are_not_metadata() -> None:
    body = "<table><tr><td>索引号<td>标题<td>发文日期<tr><td>A-1<td>某报告<td>2031-01-02</table>"
    assert len(grids(body)) == 1


# bad input


@pytest.mark.parametrize("data", [b"", b" \n ", b"\0" * 999, b"<!-- only -->"])
def test_pages_without_content_are_unreadable(data: bytes) -> None:
    with pytest.raises(UnreadableDocument, match="empty page"):
        html.read(data)


def test_what_lxml_refuses_is_unreadable(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(source: bytes, parser: object) -> None:
        etree.XML("<")

    monkeypatch.setattr(etree, "fromstring", refuse)
    with pytest.raises(UnreadableDocument, match="no HTML in the page"):
        html.read(b"<p>")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"<table><tr><td>" * 10_000, "nested too deep"),
        (b"<table><tr><td>" * (MAX_DEPTH + 1), "tables nested more than"),
        (b"<div>" * 5_000 + b"x", "nested too deep"),
        (b"<table>" + (b"<tr>" + b"<td rowspan=65535 colspan=65535>1" * 3) * 3_000, "slots"),
        (b"<table><tr>" + b"<td colspan=65535>1" * 5_000, "slots"),
        (b"<table><tr><td>1<td>2" + b"<tr><td>x" * 150_000, "slots"),
        (b"<p>" * 1_000_001, "tags"),
    ],
)
def test_hostile_pages_are_refused_in_seconds(data: bytes, message: str) -> None:
    start = time.monotonic()
    with pytest.raises(LimitExceeded, match=message):
        html.read(data)
    assert time.monotonic() - start < 10


def test_too_many_bytes_or_cells_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gongkai.readers.html.MAX_BYTES", 10)
    with pytest.raises(LimitExceeded, match="bytes"):
        html.read(b"<p>long enough")
    monkeypatch.setattr("gongkai.readers._html_walk.MAX_CELLS", 3)
    monkeypatch.setattr("gongkai.readers.html.MAX_BYTES", 10_000)
    with pytest.raises(LimitExceeded, match="cells"):
        read(DATA)


def test_nested_furniture_takes_linear_time() -> None:
    start = time.monotonic()
    assert len(read("<div class=nav><a href=x>y</a>" * 1_000 + "<p>z" * 20_000).blocks) >= 20_000
    assert time.monotonic() - start < 10


# properties

Spec = Sequence[Sequence[tuple[int, int]]]
SPECS = st.lists(
    st.lists(st.tuples(st.integers(0, 4), st.integers(1, 4)), min_size=1, max_size=5), min_size=2, max_size=6
)


def model(spec: Spec) -> dict[tuple[int, int], str]:
    """The standard's table algorithm, slot by slot; the cell above keeps a slot that two claim."""
    slots: dict[tuple[int, int], str] = {}
    for y, row in enumerate(spec):
        x = 0
        for i, (height, width) in enumerate(row):
            while (y, x) in slots:
                x += 1
            bottom = len(spec) if height == 0 else min(y + height, len(spec))
            free = next((dx for dx in range(width) if (y, x + dx) in slots), width)
            for dy in range(y, bottom):
                for dx in range(width):
                    slots.setdefault((dy, x + dx), f"{y}.{i}" if dx < free else "")
            x += width
    return slots


@given(SPECS)
@settings(max_examples=150, deadline=None)
def test_any_spans_give_the_grid_of_the_standard(spec: Spec) -> None:
    rows = (
        "".join(f"<td rowspan={h} colspan={w}>{y}.{i}</td>" for i, (h, w) in enumerate(row))
        for y, row in enumerate(spec)
    )
    document = read("<table><tr>" + "<tr>".join(rows) + "</table>")
    expected = {slot: text for slot, text in model(spec).items() if text}
    if not document.tables:
        assert {x for (_, x), text in expected.items() if text} == set(range(max(x for _, x in expected) + 1))
        assert [p.text for p in document.paragraphs] == [f"{y}.0" for y in range(len(spec))]
        return
    table = document.tables[0]
    shown = {(y, x): c.text for y, row in enumerate(table.grid) for x, c in enumerate(row) if c is not None}
    assert shown == expected


PIECES = [
    *("<table> <colgroup><col></colgroup>", "</table>", "<thead>", "<tbody>", "<tr>", "<tr> ", "<td>", "</td>"),
    *("<td rowspan=2>", "<th colspan='2'>", "<p class=a>", "</p>", "<p/>", "<br>", "<div>", "<div class=b>", "</div>"),
    *("<img>", "<a href=x>", "\n  ", "甲  乙", "1", "&lt;b&gt;", "&amp;nbsp;", "&#13;", "\x0b", "\xa0"),
]


@given(st.lists(st.sampled_from(PIECES), max_size=30))
@settings(max_examples=200, deadline=None)
def test_plain_tables_read_alike_from_markup_and_element_by_element(pieces: list[str]) -> None:
    body = "<table><tr><td>" + "".join(pieces)
    quick = read(body).blocks
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("gongkai.readers._html_walk.plain_groups", lambda table: None)
        assert read(body).blocks == quick


PAGE = (
    "<!DOCTYPE html><html><head><meta charset=gb2312><title>某局报告</title>"
    "<style>.x{display:none}</style></head><body>"
    "<div class=nav><ul><li><a href=1>首页</a></ul></div><h1>某局<br>报告</h1>"
    "<p style='text-indent:2em'>全年公开&nbsp;三条。</p>"
    f"<table border=1><thead><tr><th rowspan=2>项目<th colspan=2>数量</thead><tr><td>1<td>2<tr><td>3{DATA}<td>4</table>"
    "<ol type=i><li>一<li>二</ol><p class=x>隐</p><p hidden>藏</p><div class=footer>主办单位：某局</div></body></html>"
).encode("gbk")


@pytest.mark.parametrize("seed", range(4))
def test_damaged_pages_raise_nothing_of_their_own(seed: int) -> None:
    chance = random.Random(seed)
    start = time.monotonic()
    for _ in range(150):
        data = bytearray(PAGE)
        for _ in range(chance.randint(1, 12)):
            at = chance.randrange(len(data))
            damage = chance.choice(("cut", "flip", "drop", "tag"))
            if damage == "cut" and len(data) > 200:
                del data[at:]
            elif damage == "flip":
                data[at] = chance.randrange(256)
            elif damage == "drop":
                del data[at : at + chance.randint(1, 30)]
            elif (tag := data.find(b"<", at)) >= 0:
                del data[tag : data.find(b">", tag) + 1]
            data = data or bytearray(b"<")
        with suppress(GongkaiError):
            assert html.read(bytes(data)).format == "html"
    assert time.monotonic() - start < 20


# real pages


@pytest.mark.skipif(not REPORTS.is_dir(), reason="the shared reports are not here")
def test_a_real_bureau_page() -> None:
    document = html.read((REPORTS / "shuyang-fgj-2023.html").read_bytes())
    assert [(t.rows, t.columns) for t in document.tables] == [(14, 4), (28, 10), (4, 15)]
    assert len(document.tables[1].cells) == 28 * 10 - sum(c.rowspan * c.colspan - 1 for c in document.tables[1].cells)
    assert document.metadata["索引号"] == "014314799/2024-00002"
    assert document.metadata["SiteIDCode"] == "3213220037"
    assert any(p.level == 1 for p in document.paragraphs)
    assert not any("首页" in p.text for p in document.paragraphs)


@pytest.mark.skipif(not REPORTS.is_dir(), reason="the shared reports are not here")
def test_a_real_page_of_the_first_form() -> None:
    document = html.read((REPORTS / "pingtan-2018-table.html").read_bytes())
    assert [(t.rows, t.columns) for t in document.tables] == [(16, 4)]
    assert document.metadata["PubDate"] == "2019-01-10 16:13"
    assert document.metadata["来源"] == "平潭县人民政府"
