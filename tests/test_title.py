"""Titles, organs, years and dates, in every pattern they are printed in. Organs are invented."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.title import Named, is_organ, parse_title, read_title

SAMPLES = Path(__file__).parents[2] / "shared" / "reports" / "page-samples.jsonl"
PERIOD = "本报告所列数据的统计期限自2031年1月1日至2031年12月31日止。"

# title as printed -> (agency, year)
TITLES = {
    "青禾市人民政府2031年政府信息公开工作年度报告": ("青禾市人民政府", 2031),
    "青禾市人民政府 2031 年政府信息公开工作年度报告": ("青禾市人民政府", 2031),
    "2031年青禾市政府信息公开工作年度报告": ("青禾市", 2031),
    "2031年青禾市人民政府办公室政府信息公开工作年度报告": ("青禾市人民政府办公室", 2031),
    "2031年度青禾县水利局政府信息公开年度报告": ("青禾县水利局", 2031),
    "2031青禾市政府信息公开工作年度报告": ("青禾市", 2031),
    "白石乡2031年政府信息公开年度工作报告": ("白石乡", 2031),
    "白石乡人民政府2031年度政府信息公开年度工作报告": ("白石乡人民政府", 2031),
    "青禾县白石镇政府2031年信息公开年度报告": ("青禾县白石镇政府", 2031),
    "青禾县白石镇人民政府关于2031年度政府信息公开工作的年度报告": ("青禾县白石镇人民政府", 2031),
    "关于青禾县水利局2031年政府信息公开工作情况的报告": ("青禾县水利局", 2031),
    "关于青禾县水利局2031年政府信息公开工作年度报告的公示": ("青禾县水利局", 2031),
    "青禾市市场监督管理局2031年政务信息公开年度报告": ("青禾市市场监督管理局", 2031),
    "青禾县审计局2031年政府信息公开年报": ("青禾县审计局", 2031),
    "青禾县教育局2031年政府信息公开重点工作年度报告": ("青禾县教育局", 2031),
    "青禾县教育局二〇三一年政府信息公开工作年度报告": ("青禾县教育局", 2031),
    "青禾县教育局２０３１年政府信息公开工作年度报告": ("青禾县教育局", 2031),
    "青禾县教育局2031年政府信息公开工作年度报告（图片版）": ("青禾县教育局", 2031),
    "标题：青禾县教育局2031年政府信息公开工作年度报告": ("青禾县教育局", 2031),
    "# 青禾县教育局 2031 年 政府信息公开工作年度报告": ("青禾县教育局", 2031),
    "青禾市人民政府信息公开工作年度报告（2031年）": ("青禾市人民政府", 2031),
    "青禾縣教育局2031年政府信息公開工作年度報告": ("青禾縣教育局", 2031),
    "2031年政府信息公开工作年度报告": (None, 2031),
    "我局2031年政府信息公开工作年度报告": (None, 2031),
    "青禾高新区年政府信息公开工作年度报告": ("青禾高新区", None),
    "政府信息公开工作年度报告": (None, None),
}
NO_TITLES = [
    "",
    "青禾市人民政府",
    "现将青禾市2031年政府信息公开工作年度报告向社会公布。",
    "关于做好2031年政府信息公开工作年度报告编制工作的通知",
    "青禾大学2031学年财务报告",
    "公开" * 60 + "年度报告",
]


@pytest.mark.parametrize(("text", "expected"), TITLES.items())
def test_a_title_is_taken_apart(text: str, expected: tuple[str | None, int | None]) -> None:
    title = parse_title(text)
    assert title is not None
    assert (title.agency, title.year) == expected


@pytest.mark.parametrize("text", NO_TITLES)
def test_other_text_is_no_title(text: str) -> None:
    assert parse_title(text) is None


@pytest.mark.parametrize(("text", "expected"), TITLES.items())
def test_a_title_is_found_among_other_lines(text: str, expected: tuple[str | None, int | None]) -> None:
    head = ["首页", "政务公开", "2029年政府信息公开工作年度报告", text, "根据有关规定，编制本报告。"]
    named = read_title(head, [], {})
    assert named.agency == expected[0]
    assert named.year == expected[1] or expected[1] is None
    assert read_title([*head, PERIOD], [], {}).year == 2031


@pytest.mark.parametrize(
    "lines",
    [
        ["青禾县水利局", "2031 年政府信息公开工作年度报告"],
        ["青禾县水利局2031年", "政府信息公开工作年度报告"],
        ["青禾县水利局", "2031年政府信息公开", "工作年度报告"],
        ["青禾县水利局关于2031年度", "政府信息公开工作的年度报告"],
        ["正文", "2031年青禾县水利局政府信息公开工作", "年度报告"],
        ["字体：大 中 小", "青禾县水利局", "2031年政府信息公开工作年度报告", "2032-01-10"],
    ],
)
def test_a_title_over_several_lines(lines: list[str]) -> None:
    named = read_title(lines, [], {})
    assert (named.agency, named.year) == ("青禾县水利局", 2031)
    assert named.title is not None
    assert named.title.endswith("年度报告")
    assert "正文" not in named.title
    assert "字体" not in named.title


def test_marks_around_a_title_are_not_of_it() -> None:
    found = parse_title("《青禾县水利局2031年政府信息公开工作年度报告》")
    assert found is not None
    assert (found.text, found.agency) == ("青禾县水利局2031年政府信息公开工作年度报告", "青禾县水利局")


def test_furniture_above_a_title_is_no_organ() -> None:
    assert read_title(["无障碍阅读", "2031年政府信息公开工作年度报告"], [], {}).agency is None
    assert read_title(["政府信息公开年报", "2031年政府信息公开工作年度报告"], [], {}).agency is None


def test_the_organ_may_stand_below_the_title_or_in_the_signature_or_the_preface() -> None:
    title = "2031年政府信息公开工作年度报告"
    below = read_title([title, "青禾县水利局", "（2032年1月23日）"], [], {})
    assert (below.agency, below.published_on) == ("青禾县水利局", "2032-01-23")
    signed = read_title([title], ["一、总体情况", "好。", "青禾县水利局", "2032年1月17日"], {})
    assert (signed.agency, signed.published_on) == ("青禾县水利局", "2032-01-17")
    one_line = read_title([title], ["一、总体情况", "青禾县水利局　2032年1月17日"], {})
    assert (one_line.agency, one_line.published_on) == ("青禾县水利局", "2032-01-17")
    stated = read_title([title, "现向社会公布青禾县水利局2031年度政府信息公开年度报告。"], [], {})
    assert stated.agency == "青禾县水利局"


def test_an_organ_named_nowhere_is_not_guessed() -> None:
    contact = "如有疑问，请与青禾县水利局办公室联系（电话：0000-1234567）。"
    assert read_title(["2031年政府信息公开工作年度报告", PERIOD + contact], [], {}).agency is None


def test_the_page_speaks_where_the_document_is_silent() -> None:
    page = {"ArticleTitle": "青禾县水利局2031年政府信息公开工作年度报告", "PubDate": "2032-01-17 16:13"}
    assert read_title([PERIOD], [], page) == Named(page["ArticleTitle"], "青禾县水利局", 2031, "2032-01-17", ())
    assert read_title([], [], {"title": f"{page['ArticleTitle']}-青禾县水利局"}).title == page["ArticleTitle"]
    assert (
        read_title([], [], {"title": f"{page['ArticleTitle']}_政府信息公开年报_青禾县"}).title == page["ArticleTitle"]
    )
    assert read_title([PERIOD], [], {"发布机构": "青禾县水利局"}).agency == "青禾县水利局"
    assert read_title([PERIOD], [], {"ContentSource": "管理员", "Author": " "}).agency is None


@pytest.mark.parametrize(
    ("sentence", "year"),
    [
        ("本报告所列数据的统计期限自2031年1月1日至2031年12月31日止。", 2031),
        ("统计期限从2031年1月1日到12月31日止", 2031),
        ("统计周期为 2031 年 1 月 1 日至 12 月 31 日。", 2031),
        ("统计期限为2031年1月1日至2031年12月30日", 2031),
        ("统计期限为203111日至20311231日", 2031),
        ("统计期限自二〇三一年1月1日至二〇三一年12月31日", 2031),
        ("统计期限自2030年1月1日至2031年12月31日", None),
        ("现公布2031年政府信息公开工作年度报告", 2031),
        ("按照要求编制2031年政府信息公开工作年度报告、2030年政府信息公开年报", None),
        ("2032年2月3日发布", None),
        ("2031年，全县工作良好。", None),
    ],
)
def test_the_year_of_the_figures(sentence: str, year: int | None) -> None:
    assert read_title(["政府信息公开工作年度报告", sentence], [], {}).year == year


def test_the_title_wins_over_the_period_with_a_remark() -> None:
    named = read_title(["青禾县水利局2031年政府信息公开工作年度报告", PERIOD.replace("2031", "2030")], [], {})
    assert named.year == 2031
    assert named.remarks == ("the title says 2031, the period 2030; the title was taken",)


def test_years_in_conflict_give_none() -> None:
    title = "青禾县水利局2030年2031年政府信息公开工作年度报告"
    assert read_title(["2030年度2031年政府信息公开工作年度报告"], [], {}).year is None
    page = {"ArticleTitle": "青禾县水利局2030年政府信息公开工作年度报告"}
    named = read_title(["政府信息公开工作年度报告", PERIOD], [], page)
    assert (named.year, len(named.remarks)) == (None, 1)
    assert parse_title(title) is None or read_title([title], [], {}).year is None


@pytest.mark.parametrize(
    ("head", "metadata", "expected"),
    [
        ([], {"PubDate": "2032-01-17 16:13"}, "2032-01-17"),
        ([], {"发布日期": "2032年1月7日", "成文日期": "2032-01-02"}, "2032-01-07"),
        ([], {"發布日期：": "2032/1/7"}, "2032-01-07"),
        ([], {"PubDate": "2039-01-17"}, None),
        ([], {"时间": "2032/1/7", "来源": "水利局"}, "2032-01-07"),
        ([], {"PubDate": "2030-12-31", "成文日期": "2032-01-02"}, "2032-01-02"),
        ([], {"PubDate": "2032-13-45"}, None),
        (["发布日期:2032-01-19 11:51 信息来源:水利局"], {}, "2032-01-19"),
        (["来源:水利局 时间:2032-01-12 10:01"], {}, "2032-01-12"),
        (["采集时间：2033-12-30 21:37"], {}, None),
        (["更新于2032年1月2日"], {}, None),
    ],
)
def test_the_date_of_publication(head: list[str], metadata: dict[str, str], expected: str | None) -> None:
    lines = [*head, "青禾县水利局2031年政府信息公开工作年度报告"]
    assert read_title(lines, [], metadata).published_on == expected


@pytest.mark.parametrize("line", ["(2032年1月23日)", "2032 年 1 月 23 日", "二〇三二年一月二十三日", "2032-01-23"])
def test_a_date_line_below_the_title_or_at_the_end(line: str) -> None:
    title = "青禾县水利局2031年政府信息公开工作年度报告"
    assert read_title([title, line], [], {}).published_on == "2032-01-23"
    assert read_title([title], ["一、总体情况", "好。", line], {}).published_on == "2032-01-23"


def test_a_month_is_no_date() -> None:
    assert read_title(["青禾县水利局2031年政府信息公开工作年度报告", "2032年3月"], [], {}).published_on is None


def test_a_page_dumped_as_one_paragraph_still_has_its_title() -> None:
    dump = "当前位置： 首页 青禾新区 2031年度政府信息公开工作年度报告 " + "根据条例编制本报告，" * 12
    named = read_title([dump], [], {})
    assert (named.year, named.title) == (2031, "青禾新区2031年度政府信息公开工作年度报告")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("青禾县水利局", True),
        ("青禾县人民政府办公室", True),
        ("白石街道", True),
        ("县政府信息公开网站", False),
        ("好", False),
    ],
)
def test_is_organ(text: str, expected: bool) -> None:
    assert is_organ(text) is expected


@given(st.integers(2008, 2099), st.sampled_from(list(TITLES)), st.sampled_from(["", " ", "\u3000"]))
def test_any_year_in_any_pattern(year: int, text: str, space: str) -> None:
    if TITLES[text][1] and "2031" in text:
        named = read_title([text.replace("2031", f"{space}{year}{space}")], [], {})
        assert (named.agency, named.year) == (TITLES[text][0], year)


@given(st.lists(st.text(alphabet="青禾县局关于2031年政府信息公开工作度报告 \n（）：", max_size=90), max_size=6))
def test_no_lines_are_too_much(lines: list[str]) -> None:
    assert read_title(lines, lines, {"title": "".join(lines)}).year in (None, *range(2000, 2100))


@pytest.mark.skipif(not SAMPLES.is_file(), reason="the shared reports are not here")
def test_no_sample_page_gets_a_wrong_year() -> None:
    for line in SAMPLES.read_text(encoding="utf-8").splitlines():
        page = json.loads(line)
        lines = page["excerpt"].splitlines()
        assert read_title([page["title"], *lines], [], {}).year == page["year"]
        assert read_title(lines, [], {"title": f"{page['title']}_政府网"}).year == page["year"]
        assert read_title(lines, [], {}).year in (None, page["year"])
