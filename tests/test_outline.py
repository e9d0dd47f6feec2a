"""Sections by their headings' wording: misnumbered, misspelt, cut, glued, restarted, listed beforehand, or absent."""

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import gongkai.headings as headings
from gongkai.document import Paragraph
from gongkai.facts import processing_fee
from gongkai.forms import data
from gongkai.headings import numbering, titles
from gongkai.outline import Outline, outline
from gongkai.prose import after, level, number, plain

REPORTS = Path(__file__).parents[2] / "shared" / "reports"
KEYS = ["overview", "disclosure", "applications", "remedies", "improvement", "other_matters"]
NUMERALS = "一二三四五六七八九十"
TITLES = [str(section["title"]) for section in data("outline")["section"]]
HEADINGS = [f"{n}、{title}" for n, title in zip(NUMERALS, TITLES, strict=False)]
BODIES = [
    "2031年，我局扎实推进各项公开工作。\n（一）主动公开情况。全年发布信息三百条。\n（二）依申请公开情况。依法办理。",
    "详见下表。",
    "详见下表。",
    "详见下表。",
    "（一）主要问题\n公开深度不够。\n（二）改进情况\n加强培训。",
    "全年收取信息处理费120元。",
]


def read(text: str, **metadata: str) -> Outline:
    """The outline of a text, one paragraph a line."""
    return outline([Paragraph(line) for line in text.split("\n")], metadata)


def report(headings: list[str], bodies: list[str] = BODIES) -> str:
    """A report of these headings, each above its prose."""
    parts = (f"{heading}\n{body}" if heading else body for heading, body in zip(headings, bodies, strict=True))
    return "\n".join(("青禾县水利局", "2031年政府信息公开工作年度报告", *parts))


def keys(found: Outline) -> list[str]:
    """The keys of the sections in reading order."""
    return [section.key for section in found.sections]


def test_a_textbook_report() -> None:
    found = read(report(HEADINGS))
    assert keys(found) == KEYS
    assert [s.number for s in found.sections] == [1, 2, 3, 4, 5, 6]
    assert [s.title for s in found.sections] == HEADINGS
    assert [s.text for s in found.sections] == BODIES
    assert (found.title, found.agency, found.year) == (
        "青禾县水利局2031年政府信息公开工作年度报告",
        "青禾县水利局",
        2031,
    )
    assert (found.processing_fee, found.remarks) == (120, ())


def test_nothing_is_found_in_nothing() -> None:
    assert outline([], {}) == Outline(None, None, None, None, (), None)
    assert read("会议通知\n请各单位准时参加。").sections == ()


@pytest.mark.parametrize(
    "template", ["{t}", "{a}.{t}", "{a}、{t}", "（{n}）{t}", "第{n}部分 {t}", "## {n}、 {t}", "{n}{t}"]
)
def test_styles_of_numbering(template: str) -> None:
    headings = [template.format(n=n, a=i, t=t) for i, (n, t) in enumerate(zip(NUMERALS, TITLES, strict=False), 1)]
    found = read(report(headings))
    assert keys(found) == KEYS
    assert [s.number for s in found.sections] == ([None] * 6 if template == "{t}" else [1, 2, 3, 4, 5, 6])
    assert [s.text for s in found.sections] == BODIES


@pytest.mark.parametrize("spelling", [" ".join, "\u3000".join, lambda t: t.replace("、", ""), lambda t: t + "："])
def test_spaces_and_punctuation_do_not_matter(spelling: object) -> None:
    assert callable(spelling)
    assert keys(read(report([spelling(h) for h in HEADINGS]))) == KEYS


def test_traditional_characters_and_automatic_numbers() -> None:
    printed = ["一、總體情況", "二、主動公開政府信息情況", "三、收到和處理政府信息公開申請情況"]
    printed += ["四、政府信息公開行政複議、行政訴訟情況", "五、存在的主要問題及改進情況", "六、六、其他需要報告的事項"]
    found = read(report(printed))
    assert keys(found) == KEYS
    assert found.sections[5].number == 6


@settings(deadline=None, max_examples=150)
@given(st.lists(st.integers(0, 30), min_size=6, max_size=6), st.sampled_from("龘錒鑫鬱某"), st.booleans())
def test_one_wrong_character_in_every_heading(places: list[int], wrong: str, numbered: bool) -> None:
    headings = [h if numbered else t for h, t in zip(HEADINGS, TITLES, strict=True)]
    for i, place in enumerate(places):
        skip = 2 if numbered else 0
        at = skip + place % (len(headings[i]) - skip)
        headings[i] = headings[i][:at] + wrong + headings[i][at + 1 :]
    found = read(report(headings))
    assert keys(found) == KEYS
    assert [s.text for s in found.sections] == BODIES


@given(st.lists(st.sampled_from(["一、", "二、", "三、", "五、", "七、", "1.", "3、", ""]), min_size=6, max_size=6))
def test_any_numbers(printed: list[str]) -> None:
    found = read(report([n + t for n, t in zip(printed, TITLES, strict=True)]))
    assert keys(found) == KEYS
    assert [s.number for s in found.sections] == [numbering(n).number for n in printed]


@given(st.sets(st.integers(0, 5), min_size=1))
def test_sections_that_are_there_are_found(present: set[int]) -> None:
    found = read(report([h if i in present else "" for i, h in enumerate(HEADINGS)]))
    expected = [key for i, key in enumerate(KEYS) if i in present or (i == 4 and present & {1, 2, 3})]
    assert keys(found) == expected


@pytest.mark.parametrize("name", [s["key"] for s in data("outline")["section"]])
def test_every_alias(name: str) -> None:
    at = KEYS.index(name)
    for alias in data("outline")["section"][at]["aliases"]:
        headings = [*HEADINGS[:at], f"{NUMERALS[at]}、{alias['text']}", *HEADINGS[at + 1 :]]
        found = read(report(headings))
        assert keys(found) == KEYS
        assert found.sections[at].title == headings[at]
        assert alias["seen"]


def test_no_wording_stands_twice_and_none_is_a_slip_of_another_section() -> None:
    wordings = [t for s in data("outline")["section"] for t in (s["title"], *(a["text"] for a in s["aliases"]))]
    assert len(set(map(plain, wordings))) == len(wordings)
    assert len(titles()) >= len(wordings)


def test_a_report_that_numbers_the_parts_of_section_one() -> None:
    parts = [
        "一、总体情况",
        "良好。",
        "二、机制保障",
        "有。",
        "三、主动公开工作情况",
        "多。",
        "四、政府信息公开申请情况",
        "少。",
    ]
    rest = ["一、主动公开政府信息情况", "表。", "二、收到和处理政府信息公开申请情况", "表。"]
    rest += [
        "三、政府信息公开行政复议、行政诉讼情况",
        "表。",
        "（一）主要问题",
        "不足。",
        "四、其他需要报告的事项",
        "无",
    ]
    found = read("\n".join(parts + rest))
    assert keys(found) == KEYS
    assert [s.number for s in found.sections] == [1, 1, 2, 3, None, 4]
    assert found.sections[0].text.endswith("少。")
    assert found.sections[4].title == ""
    assert found.sections[4].text == "（一）主要问题\n不足。"


def test_sub_headings_like_titles() -> None:
    bodies = ["（一）主动公开政府信息情况\n多。\n（二）依申请公开政府信息情况\n少。", *BODIES[1:]]
    found = read(report(HEADINGS, bodies))
    assert [s.text for s in found.sections] == bodies
    missing = read(report([HEADINGS[0], "", *HEADINGS[2:]], bodies))
    assert keys(missing) == [k for k in KEYS if k != "disclosure"]


def test_a_table_of_contents_and_a_preface_are_no_headings() -> None:
    contents = "目录\n" + "\n".join(HEADINGS) + "\n"
    assert [s.text for s in read(contents + report(HEADINGS)).sections] == BODIES
    dotted = "目录\n" + "\n".join(f"{h}……{i}" for i, h in enumerate(HEADINGS)) + "\n"
    assert [s.text for s in read(dotted + report(HEADINGS)).sections] == BODIES
    preface = f"本报告由{'、'.join(TITLES)}等六个部分组成。\n"
    assert [s.text for s in read(preface + report(HEADINGS)).sections] == BODIES
    assert read(preface).sections == ()
    numbered = f"本报告包括：{'；'.join(HEADINGS)}。电子版可在网站下载，如有疑问请联系我局办公室，欢迎监督。\n"
    assert read(numbered).sections == ()


def test_a_table_of_contents_with_pages_on_lines_of_their_own() -> None:
    contents = "目录\n" + "\n".join(f"{heading}\n{page}" for page, heading in enumerate(HEADINGS, 1)) + "\n"
    assert [s.text for s in read(contents + report(HEADINGS)).sections] == BODIES


def test_of_two_reports_the_first_is_read() -> None:
    found = read(report(HEADINGS) + "\n" + report(HEADINGS, ["另一年。"] * 6).replace("2031", "2030"))
    assert (found.year, keys(found)) == (2031, KEYS)
    assert [s.text for s in found.sections[:5]] == BODIES[:5]


@pytest.mark.parametrize(
    ("line", "title", "text"),
    [
        ("六、其他需要报告的事项 无", "六、其他需要报告的事项", "无"),
        ("六、其他需要报告的事项：无。", "六、其他需要报告的事项", "无。"),
        ("六、其他需要报告的事项无", "六、其他需要报告的事项", "无"),
        ("六、其他需要报告的事项（无）", "六、其他需要报告的事项", "（无）"),
        ("六、其他需要报告的事项（文字描述）", "六、其他需要报告的事项（文字描述）", ""),
        ("六、其他需要报告的事项。2031年未收取信息处理费。", "六、其他需要报告的事项", "2031年未收取信息处理费。"),
        ("六、其他需要报告的事项2031年" + "我局工作良好，" * 9 + "没有其他。", "六、其他需要报告的事项", None),
    ],
)
def test_a_heading_glued_to_its_prose(line: str, title: str, text: str | None) -> None:
    last = read(report([*HEADINGS[:5], line], [*BODIES[:5], ""])).sections[-1]
    assert (last.key, last.title) == ("other_matters", title)
    assert last.text.lstrip("。：") == text or (text is None and last.text.startswith("2031年我局"))


@pytest.mark.parametrize(
    "cut",
    [
        "四、政府信息公开行政复议、行政诉讼情\n况",
        "四、\n政府信息公开行政复议、行政诉讼情况",
        "四、政府信息公开\n行政复议、行政\n诉讼情况",
    ],
)
def test_a_heading_cut_over_lines(cut: str) -> None:
    found = read(report([*HEADINGS[:3], cut, *HEADINGS[4:]]))
    assert keys(found) == KEYS
    assert [s.text for s in found.sections] == BODIES
    assert found.sections[3].title == HEADINGS[3]


def test_a_page_dumped_as_one_line() -> None:
    headings = ["一、概述", "二、主动公开政府信息情况", "三、政府信息依申请公开工作情况", "四、收费及减免情况"]
    headings += ["五、主要问题和改进措施", "六、政府信息公开情况统计表"]
    prose = "2015年，全县各部门认真贯彻落实条例，积极推进政府信息公开工作。"
    preface = f"青禾县2015年度政府信息公开工作年度报告 本报告由概述、主动公开政府信息情况等部分组成。{prose}"
    found = read(preface + "".join(h + prose for h in headings))
    assert [s.title for s in found.sections] == headings
    assert {s.text for s in found.sections} == {prose}
    assert keys(found) == ["overview", "disclosure", "applications", "other_matters", "improvement", "other_matters"]
    assert (found.agency, found.year) == ("青禾县", 2015)


def test_old_headings() -> None:
    headings = ["一、概述", "二、主动公开", "三、依申请公开", "四、复议诉讼", "五、问题及改进", "六、附表"]
    assert keys(read(report(headings))) == KEYS


def test_a_fee_in_section_six_only() -> None:
    assert read(report(HEADINGS, ["收取信息处理费99元。", *BODIES[1:5], "无"])).processing_fee is None
    assert read(report([*HEADINGS[:5], ""], ["收取信息处理费99元。", *BODIES[1:5], ""])).processing_fee == 99


FEES = {
    "全年收取政府信息公开信息处理费 3940 元。": 3940,
    "收取信息处理费共计380元，其中民政局1件，收取380元。": 380,
    "全市收取信息处理费共计500元，其中市本级200元、县区300元。": 500,
    "市本级收取信息处理费200元，县区收取信息处理费300元，共计500元。": 500,
    "收取信息处理费0元。": 0,
    "2031年，本机关收取信息处理费1,234.50元。": 1234.5,
    "2031年共发出收费通知3件，收取信息处理费１２０元。": 120,
    "收取信息处理费0.5万元。": 5000,
    "收取信息处理费三百八十元。": 380,
    "收取信息处理费壹仟贰佰元整。": 1200,
    "信息处理费收取情况\n本年度共收取3件，合计60元。": 60,
    "按照《政府信息公开信息处理费管理办法》，全年收取费用40元。": 40,
    "2031年度未收取政府信息公开信息处理费。": 0,
    "我局没有收取信息处理费。": 0,
    "本年度未产生信息处理费。": 0,
    "信息处理费：无": 0,
    "2031年信息处理费收取情况：未收取。": 0,
    "本年度无信息处理费。": 0,
    "严格执行《政府信息公开信息处理费管理办法》，未收取任何费用。": 0,
    "收取信息处理\n费20元。": 20,
    "无": None,
    "": None,
    "2031年度，政府信息公开未发生收费情况。": None,
    "严格执行《政府信息公开信息处理费管理办法》。": None,
    "行政事业性收费96171.6万元。": None,
    "信息处理费按每件10元收取。": None,
    "收取信息处理费100元，较上年增加60元。": 100,
    "对无正当理由大量申请的收取信息处理费。": None,
    "（文字描述，收取信息处理费情况在此处报告。）": None,
    "收取信息处理费100元，另收取信息处理费50元。": None,
    "单位：万元。信息处理费。": None,
}


@pytest.mark.parametrize(("text", "fee"), FEES.items())
def test_the_processing_fee(text: str, fee: float | None) -> None:
    found, doubts = processing_fee([("other_matters", text)])
    assert found == fee
    assert bool(doubts) == ("另收取" in text)


@given(st.integers(0, 10**8 - 1))
def test_fees_of_any_size(amount: int) -> None:
    for text in (f"{amount}元", f"{amount:,}元", f"{amount} 元整", f"人民币{amount}.00元"):
        assert processing_fee([("other_matters", f"全年收取信息处理费{text}。")])[0] == amount


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", 12),
        ("1.5", 1.5),
        ("十", 10),
        ("二十三", 23),
        ("一百零三", 103),
        ("三万五千", 35000),
        ("一亿二千万", 120_000_000),
        ("一万亿", 10**12),
        ("二〇三一", 2031),
    ],
)
def test_numerals(text: str, value: float) -> None:
    assert number(text) == value


@given(st.text(max_size=60))
def test_level_keeps_places_and_after_counts_plain_characters(text: str) -> None:
    assert len(level(text)) == len(text)
    for count in range(len(plain(text)) + 1):
        assert len(plain(text[: after(text, count)])) >= count


MIXED = st.sampled_from("的信息公开，。；：（）！？％“”—《》、 1a動報（ｄ１㈠") | st.characters()


@given(st.text(MIXED, min_size=20, max_size=60))
def test_long_text_is_levelled_as_its_characters_are(text: str) -> None:
    assert level(text * 3) == "".join(map(level, text)) * 3


NUMBERS = [*"一十第章、.（）１①⒈㈠⼀年 ", "部分", "总体", "e\u0301", "か\u3099"]


@given(st.lists(st.sampled_from(NUMBERS), max_size=12), st.text(max_size=3))
def test_only_the_beginning_of_a_line_decides_its_numbering(parts: list[str], text: str) -> None:
    line = "".join(parts) + text
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(headings, "_word", lambda line: headings.HEAD)
        whole = numbering.__wrapped__(line)
    assert numbering.__wrapped__(line) == whole


@given(
    st.lists(
        st.sampled_from([*HEADINGS, *TITLES, "一、", "（一）主要问题", "无", "2031年", "情况", "a" * 80]), max_size=30
    )
)
def test_no_arrangement_is_too_much_and_nothing_of_it_is_lost(lines: list[str]) -> None:
    found = read("\n".join(lines))
    ranks = [KEYS.index(k) for k in keys(found)]
    assert ranks == sorted(set(ranks))
    printed = "".join(s.title + s.text for s in found.sections).replace("\n", "")
    assert not found.sections or "".join(lines).replace("\n", "").endswith(printed)


def test_hostile_length_is_no_hang() -> None:
    began = time.perf_counter()
    read("\n".join(["一、总体情况", "二、主动公开情况", "四、行政复议情"] * 3000))
    read("。一、概述" * 20_000)
    read("。一、总" + " " * 100_000 + "体情况\n六、其他需要报告的事项\n" + "《" * 50_000 + "信息处理费")
    read("\n".join(["关于青禾县" * 12 + "公开报告"] * 400))
    read("\n".join(["四、政府信息公开行政", "a" * 5000] * 1000))
    assert time.perf_counter() - began < 20


def test_a_textbook_report_takes_under_five_milliseconds() -> None:
    paragraphs = [
        Paragraph(line) for line in report(HEADINGS, [("我局推进公开工作。" * 20 + "\n") * 10] * 6).split("\n")
    ]
    outline(paragraphs, {})
    spent = []
    for _ in range(20):
        began = time.perf_counter()
        outline(paragraphs, {})
        spent.append(time.perf_counter() - began)
    assert min(spent) < 0.005


@pytest.mark.skipif(not REPORTS.is_dir(), reason="the shared reports are not here")
@pytest.mark.parametrize(
    ("name", "numbers", "agency", "year", "fee"),
    [
        ("guanting-town-2022.txt", [1, 2, 3, 4, 5, 6], "巨鹿县官亭镇政府", 2022, None),
        ("shanghai-stcsm-2024.md", [1, 1, 2, 3, None, 5], "上海市科委", 2024, 0),
        ("shuyang-county-2025.txt", [1, 2, 3, 4, 5, 6], "沐阳县人民政府", 2025, 380),
        ("pingtan-2018.txt", [1, 2, 3, 4, 5, 6], "平潭综合实验区", 2018, None),
    ],
)
def test_real_reports(name: str, numbers: list[int | None], agency: str, year: int, fee: int | None) -> None:
    found = read((REPORTS / name).read_text(encoding="utf-8"))
    assert keys(found) == KEYS
    assert [s.number for s in found.sections] == numbers
    assert (found.agency, found.year, found.processing_fee) == (agency, year, fee)
