"""Automatic numbers of Word lists, and the numerals they are written in."""

import pytest
from wordml import p, parse, rows, tbl, tc, texts, tr

from gongkai.readers._numerals import numeral


def lvl(depth: int, text: str, form: str = "decimal", more: str = "") -> str:
    settings = f'<w:start w:val="1"/><w:numFmt w:val="{form}"/>{more}<w:lvlText w:val="{text}"/>'
    return f'<w:lvl w:ilvl="{depth}">{settings}</w:lvl>'


def abstract(*levels: str, name: int = 0) -> str:
    return f'<w:abstractNum w:abstractNumId="{name}">{"".join(levels)}</w:abstractNum>'


def num(name: int, of: int = 0, more: str = "") -> str:
    return f'<w:num w:numId="{name}"><w:abstractNumId w:val="{of}"/>{more}</w:num>'


def item(text: str, depth: int = 0, of: int = 1) -> str:
    return p(text, f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{of}"/></w:numPr>')


THREE = abstract(lvl(0, "%1、", "chineseCounting"), lvl(1, "（%2）", "chineseCounting"), lvl(2, "%3.")) + num(1)


def test_levels_count_and_restart() -> None:
    body = (
        item("甲")
        + item("乙", 1)
        + item("丙", 2)
        + item("丁", 2)
        + item("戊", 1)
        + item("己", 2)
        + item("庚")
        + item("辛", 1)
    )
    assert texts(body, numbering=THREE) == [
        *("一、甲", "（一）乙", "1. 丙", "2. 丁", "（二）戊", "1. 己", "二、庚", "（一）辛"),
    ]


def test_several_levels_in_one_number() -> None:
    numbering = abstract(lvl(0, "%1.", "upperRoman"), lvl(1, "%1.%2"), lvl(2, "%1.%2", more="<w:isLgl/>")) + num(1)
    assert texts(item("a") + item("b", 1) + item("c", 2), numbering=numbering) == ["I. a", "I.1 b", "1.1 c"]


def test_level_above_that_was_never_used_shows_its_start() -> None:
    numbering = abstract(lvl(0, "%1."), lvl(1, "%1.%2")) + num(1)
    assert texts(item("b", 1), numbering=numbering) == ["1.1 b"]


@pytest.mark.parametrize(
    ("text", "suffix", "printed"),
    [
        ("%1", "tab", "1 文"),
        ("%1", "space", "1 文"),
        ("%1", "nothing", "1文"),
        ("%1、", "tab", "1、文"),
        ("%1、", "space", "1、 文"),
        ("%1.", "tab", "1. 文"),
        ("", "tab", "文"),
    ],
)
def test_gap_after_the_number(text: str, suffix: str, printed: str) -> None:
    numbering = abstract(lvl(0, text, more=f'<w:suff w:val="{suffix}"/>')) + num(1)
    assert texts(item("文"), numbering=numbering) == [printed]


def test_lists_of_one_definition_count_on_unless_told_to_start() -> None:
    start = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>'
    numbering = THREE + num(2) + num(3, more=start)
    body = item("a") + item("b", of=2) + item("c", of=3) + item("d", of=3) + item("e")
    assert texts(body, numbering=numbering) == ["一、a", "二、b", "五、c", "六、d", "七、e"]


def test_overridden_level() -> None:
    override = f'<w:lvlOverride w:ilvl="0">{lvl(0, "第%1条", "decimal")}</w:lvlOverride>'
    assert texts(item("文", of=2), numbering=THREE + num(2, more=override)) == ["第1条 文"]


def test_level_that_never_restarts_or_only_after_the_first() -> None:
    never = abstract(lvl(0, "%1."), lvl(1, "%2)", more='<w:lvlRestart w:val="0"/>')) + num(1)
    assert texts(item("a") + item("b", 1) + item("c") + item("d", 1), numbering=never) == [
        "1. a",
        "1) b",
        "2. c",
        "2) d",
    ]
    first = abstract(lvl(0, "%1."), lvl(1, "%2."), lvl(2, "%3)", more='<w:lvlRestart w:val="1"/>')) + num(1)
    body = item("a") + item("b", 1) + item("c", 2) + item("d", 1) + item("e", 2) + item("f") + item("g", 2)
    assert texts(body, numbering=first)[2::2] == ["1) c", "2) e", "1) g"]


def test_numbers_that_are_switched_off_or_not_there() -> None:
    body = item("a", of=0) + item("b", of=8) + p("c", "<w:numPr/>")
    assert texts(body, numbering=THREE) == ["a", "b", "c"]
    assert texts(item("a")) == ["a"]


STYLE = (
    '<w:style w:type="paragraph" w:styleId="A"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="B"><w:basedOn w:val="A"/>'
    '<w:pPr><w:numPr><w:ilvl w:val="1"/></w:numPr></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="C"><w:pPr><w:numPr><w:numId w:val="2"/></w:numPr></w:pPr></w:style>'
)


def styled(name: str, more: str = "") -> str:
    return p(name, f'<w:pStyle w:val="{name}"/>{more}')


def test_numbers_from_styles() -> None:
    off = '<w:numPr><w:numId w:val="0"/></w:numPr>'
    body = styled("A") + styled("B") + styled("A", off) + styled("B")
    assert texts(body, styles=STYLE, numbering=THREE) == ["一、A", "（一）B", "A", "（二）B"]


def test_level_that_names_its_style() -> None:
    linked = abstract(lvl(0, "%1、"), lvl(1, "（%2）", more='<w:pStyle w:val="C"/>'), name=5) + num(2, of=5)
    assert texts(styled("C"), styles=STYLE, numbering=linked) == ["（1）C"]


def test_definition_that_is_kept_in_a_list_style() -> None:
    link = '<w:abstractNum w:abstractNumId="3"><w:numStyleLink w:val="A"/></w:abstractNum>'
    assert texts(item("文", of=4), styles=STYLE, numbering=THREE + link + num(4, of=3)) == ["一、文"]
    circle = '<w:abstractNum w:abstractNumId="0"><w:numStyleLink w:val="A"/></w:abstractNum>' + num(1)
    assert texts(item("文"), styles=STYLE, numbering=circle) == ["文"]


def test_bullets() -> None:
    def bullet(glyph: str, font: str) -> str:
        properties = f'<w:rPr><w:rFonts w:ascii="{font}"/></w:rPr>'
        return abstract(lvl(0, glyph, "bullet").replace("</w:lvl>", f"{properties}</w:lvl>")) + num(1)

    assert texts(item("文"), numbering=bullet("\uf06c", "Wingdings")) == ["● 文"]
    assert texts(item("文"), numbering=bullet("\uf0b7", "Symbol")) == ["• 文"]
    assert texts(item("文"), numbering=bullet("\uf001", "Wingdings")) == ["文"]
    assert texts(item("文"), numbering=bullet("—", "宋体")) == ["— 文"]


def test_numbers_in_cells_follow_the_document() -> None:
    def cell(text: str) -> str:
        return f"<w:tc>{item(text)}</w:tc>"

    found = parse(item("前") + tbl(tr(cell(""), "a"), tr(cell("行"), tc("b"))) + item("后"), numbering=THREE)
    assert rows(found.tables[0]) == [["二、", "a"], ["三、行", "b"]]
    assert [paragraph.text for paragraph in found.paragraphs] == ["一、前", "四、后"]


def test_deleted_paragraphs_are_not_counted() -> None:
    gone = (
        '<w:p><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr><w:rPr><w:del/></w:rPr></w:pPr>'
        "<w:del><w:r><w:delText>旧</w:delText></w:r></w:del></w:p>"
    )
    assert texts(item("a") + gone + item("b"), numbering=THREE) == ["一、a", "二、b"]


def test_number_stands_before_text_joined_from_above() -> None:
    above = p("上", "<w:rPr><w:del/></w:rPr>")
    assert texts(above + item("下"), numbering=THREE) == ["一、上下"]


@pytest.mark.parametrize(
    ("form", "written"),
    [
        ("decimal", {1: "1", 12: "12"}),
        ("decimalZero", {1: "01", 12: "12"}),
        ("decimalFullWidth", {12: "１２"}),
        ("numberInDash", {3: "- 3 -"}),
        ("upperRoman", {4: "IV", 19: "XIX"}),
        ("lowerRoman", {9: "ix"}),
        ("upperLetter", {1: "A", 26: "Z", 28: "BB", 781: "781"}),
        ("lowerLetter", {0: "0", 3: "c"}),
        ("chineseCounting", {1: "一", 10: "十", 11: "十一", 20: "二十", 35: "三十五", 101: "一〇一"}),
        (
            "chineseCountingThousand",
            {0: "零", 10: "十", 15: "十五", 100: "一百", 103: "一百零三", 110: "一百一十", 1010: "一千零一十"},
        ),
        ("japaneseCounting", {10: "十", 21: "二十一", 101: "百一"}),
        ("taiwaneseCounting", {12: "十二"}),
        ("ideographDigital", {10: "一〇"}),
        ("chineseLegalSimplified", {1: "壹", 10: "壹拾", 105: "壹佰零伍"}),
        ("ideographLegalTraditional", {3: "參"}),
        ("ideographTraditional", {1: "甲", 10: "癸", 11: "11"}),
        ("ideographZodiac", {12: "亥"}),
        ("decimalEnclosedCircle", {20: "⑳", 21: "21"}),
        ("decimalEnclosedCircleChinese", {1: "①", 10: "⑩", 11: "11"}),
        ("decimalEnclosedParen", {2: "⑵"}),
        ("decimalEnclosedFullstop", {2: "⒉"}),
        ("ideographEnclosedCircle", {2: "㈡"}),
        ("none", {1: ""}),
        ("bullet", {1: ""}),
        ("hebrew1", {7: "7"}),
        ("upperRoman", {999_999_999: "999999999"}),
    ],
)
def test_numerals(form: str, written: dict[int, str]) -> None:
    assert {value: numeral(value, form) for value in written} == written
