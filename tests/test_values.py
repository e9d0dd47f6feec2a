"""What is printed in a cell -> value, status, unit, doubt (contract section 3, oddities of domain notes section 8)."""

import unicodedata
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gongkai.values import Value, in_unit, is_value, plain, read_value, unit_in_label

DIGITS = "〇一二三四五六七八九"


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("", "blank"),
        (" ", "blank"),
        ("\n　\u00a0\t", "blank"),
        ("\u200b\ufeff", "blank"),
        (" " * 300, "blank"),
        *((dash, "dash") for dash in ("/", "-", "—", "－", "／", "——", "--", "///", "- -", "\\", "–", "_", "~")),
        *(
            (none, "none")
            for none in ("无", "不涉及", "不适用", "没有", "N/A", "n/a", "NA", " 无 。", "无。", "暂无", "无数据")
        ),
        *(
            (text, "text")
            for text in (
                "详见附件",
                "若干",
                "件",
                "元",
                "…",
                "?",
                "*",
                "1.2.3",
                "1,23",
                "千",
                "#REF!",
                "1 2",
                "1\n036",
                "3 5件",
                "12A",
            )
        ),
        ("0" * 201, "text"),
    ],
)
def test_what_is_no_number_has_a_status_and_no_value(text: str, status: str) -> None:
    value = read_value(text)
    assert (value.number, value.status) == (None, status)
    assert bool(value.doubt) == (status == "text")


@pytest.mark.parametrize(
    ("text", "number", "unit"),
    [
        ("0", "0", ""),
        ("3001", "3001", ""),
        ("007", "7", ""),
        ("　　0", "0", ""),
        (" 0", "0", ""),
        ("12\n", "12", ""),
        ("\u200b12", "12", ""),
        ("１２", "12", ""),
        ("１，２３４．５", "1234.5", ""),
        ("1,234", "1234", ""),
        ("1，234", "1234", ""),
        ("1,234,567.89", "1234567.89", ""),
        ("96171.6", "96171.6", ""),
        ("7730.28", "7730.28", ""),
        (".5", "0.5", ""),
        ("251000元", "251000", "元"),
        ("152790 元", "152790", "元"),
        ("40万元", "40", "万元"),
        ("0.3亿元", "0.3", "亿元"),
        ("40万", "40", "万"),
        ("25.1千元", "25.1", "千元"),
        ("¥1,200元", "1200", "元"),
        ("人民币1200元", "1200", "元"),
        ("12件", "12", "件"),
        ("12 件次", "12", "件次"),
        ("共12件", "12", "件"),
        ("1.2万件", "12000", "件"),
        ("22（其中修订16件）", "22", ""),
        ("55（含自然失效29件）", "55", ""),
        ("55件(含自然失效29件)", "55", "件"),
        ("12【1】", "12", ""),
        ("减4", "-4", ""),
        ("减少4项", "-4", "项"),
        ("增461", "461", ""),
        ("新增 14 项", "14", "项"),
        ("+1036", "1036", ""),
        ("＋14", "14", ""),
        ("-8", "-8", ""),
        ("－8", "-8", ""),
        ("−8", "-8", ""),
        ("负8", "-8", ""),
        ("十二", "12", ""),
        ("二十", "20", ""),
        ("一百零三件", "103", "件"),
        ("一百一十", "110", ""),
        ("三千零五十", "3050", ""),
        ("一万二千", "12000", ""),
        ("二〇二四", "2024", ""),
        ("零", "0", ""),
        ("〇", "0", ""),
        ("两件", "2", "件"),
    ],
)
def test_a_number_is_read_however_it_is_printed(text: str, number: str, unit: str) -> None:
    assert read_value(text) == Value(Decimal(number), "value", unit)


@pytest.mark.parametrize(
    ("text", "number", "why"),
    [
        ("—8", "-8", "dash before"),
        ("–8", "-8", "dash before"),
        ("一", "1", "lone"),
        ("○", "0", "lone"),
        ("12件以上", "12", "more is printed"),
        ("12；另有3", "12", "more is printed"),
        ("12；\n另有3", "12", "more is printed after the number: ; 另有3"),  # a finding is one line
        ("12（其中", "12", "more is printed"),
        ("5500余条", "5500", "more is printed"),
        ("2024年", "2024", "more is printed"),
        ("50%", "50", "more is printed"),
        ("5-6", "5", "more is printed"),
        ("3/4", "3", "more is printed"),
    ],
)
def test_a_number_that_may_be_misread_is_given_with_its_doubt(text: str, number: str, why: str) -> None:
    value = read_value(text)
    assert (value.number, value.status) == (Decimal(number), "value")
    assert why in value.doubt


@pytest.mark.parametrize("text", ["一百二", "三十十", "二二百", "百二", "五万万千", "十百", "一二十", "零零十"])
def test_characters_that_make_no_lawful_numeral_are_no_number(text: str) -> None:
    assert read_value(text).status == "text"


@pytest.mark.parametrize(
    ("text", "unit", "column", "number", "in_"),
    [
        ("12", "件", "", 12, "件"),
        ("1.5", "件", "", 1.5, "件"),
        ("-3", "件", "", -3, "件"),
        ("3万", "件", "", 30000, "件"),
        ("96171.6", "万元", "", 96171.6, "万元"),
        ("251000元", "万元", "", 25.1, "万元"),
        ("3.0", "万元", "", 3, "万元"),
        ("2千元", "万元", "", 0.2, "万元"),
        ("0.5亿元", "万元", "", 5000, "万元"),
        ("6944.93", "", "", 6944.93, ""),
        ("251000元", "", "", 25.1, "万元"),
        ("8040", "", "元", 0.804, "万元"),
        ("8040", "万元", "元", 0.804, "万元"),
        ("3万元", "万元", "元", 3, "万元"),
        ("", "万元", "元", None, "万元"),
        ("无", "件", "", None, "件"),
    ],
)
def test_an_amount_is_converted_to_the_unit_of_its_field(
    text: str, unit: str, column: str, number: int | float | None, in_: str
) -> None:
    found = in_unit(read_value(text), unit, column)
    assert found == (number, in_)
    assert type(found[0]) is type(number)


@pytest.mark.parametrize(
    ("label", "unit"),
    [
        ("本年收费金额（单位：万元）", "万元"),
        ("本年收费金额(单位:元)", "元"),
        ("采购总金额（元）", "元"),
        ("采购总 金额（单 位：亿\n元）", "亿元"),
        ("本年收費金額（單位：萬元）", "万元"),
        ("本年收费金额（单位：元", "元"),
        ("本年收费金额单位：元", "元"),
        ("采购总金额", ""),
        ("行政事业性收费｜本年收费金额（单位：元）", "元"),
        ("", ""),
    ],
)
def test_the_unit_in_a_label_of_a_column(label: str, unit: str) -> None:
    assert unit_in_label(label) == (unit, "")


@pytest.mark.parametrize(
    "label", ["本年收费金额（单位：方元）", "本年收费金额（卑位：元）", "本年收费金额（单位：件）"]
)
def test_a_unit_that_cannot_be_read_is_doubted(label: str) -> None:
    unit, doubt = unit_in_label(label)
    assert (unit, bool(doubt)) == ("", True)


@pytest.mark.parametrize("text", ["0", "12件", "/", "无", "—", "22（其中修订16件）", "十二"])
def test_a_value_is_told_from_a_label(text: str) -> None:
    assert is_value(text)


@pytest.mark.parametrize(
    "text", ["", " ", "规章", "1.属于国家秘密", "2、重复申请", "三、本年度办理结果", "第二十条第（一）项", "总计"]
)
def test_a_label_is_told_from_a_value(text: str) -> None:
    assert not is_value(text)


def _numeral(number: int) -> str:
    """A number under 10**8 as it is written in characters."""
    if number < 10:
        return DIGITS[number].replace("〇", "零")
    for size, name in ((10**4, "万"), (1000, "千"), (100, "百"), (10, "十")):
        if number >= size:
            head, rest = divmod(number, size)
            gap = "零" if 0 < rest < size // 10 else ""
            return _numeral(head) + name + gap + (_numeral(rest) if rest else "")
    raise AssertionError(number)


def _wide(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) for c in text)


counts = st.one_of(st.integers(0, 9), st.integers(0, 10**4), st.integers(0, 10**8 - 1))
padding = st.text(" 　\u00a0\n\t", max_size=3)


@given(counts, padding, padding)
def test_any_count_reads_back_in_digits(number: int, before: str, after: str) -> None:
    for shown in (
        str(number),
        f"{number:,}",
        _wide(str(number)),
        _wide(f"{number:,}"),
        f"{number}件",
        f"共{number} 个",
    ):
        value = read_value(before + shown + after)
        assert value == Value(Decimal(number), "value", value.unit)


@given(counts)
def test_any_count_reads_back_in_characters(number: int) -> None:
    value = read_value(_numeral(number))
    assert value.number == number
    assert bool(value.doubt) == (number == 1)


@given(counts)
def test_any_count_reads_back_digit_by_digit(number: int) -> None:
    assert read_value("".join(DIGITS[int(d)] for d in str(number))).number == number


@given(counts, st.sampled_from([("+", 1), ("增", 1), ("增加", 1), ("-", -1), ("－", -1), ("减", -1), ("减少", -1)]))
def test_any_signed_count_reads_back(number: int, sign: tuple[str, int]) -> None:
    word, factor = sign
    assert read_value(f"{word}{number}") == Value(Decimal(factor * number), "value")


@given(counts, counts)
def test_a_remark_in_brackets_changes_nothing(number: int, other: int) -> None:
    assert read_value(f"{number}（其中{other}件）") == Value(Decimal(number), "value")


@given(st.decimals(0, 10**7, places=2, allow_nan=False, allow_infinity=False), st.sampled_from(["元", "万元", "亿元"]))
def test_any_amount_reads_back_with_its_unit(amount: Decimal, unit: str) -> None:
    for shown in (f"{amount}{unit}", f"{amount:,}{unit}", f"{amount} {unit}"):
        assert read_value(shown) == Value(amount, "value", unit)


@given(st.decimals(-(10**9), 10**9, places=4, allow_nan=False, allow_infinity=False))
def test_a_json_number_is_whole_exactly_when_it_is(number: Decimal) -> None:
    found = plain(number)
    assert isinstance(found, int) == (number == int(number))
    assert found == pytest.approx(float(number))


def _figures(text: str) -> str:
    """The non-zero digits of a text in order, numerals as digits; 十 alone is a 1."""
    known = {c: str(i) for i, c in enumerate(DIGITS)} | {"两": "2", "十": "1", "百": "1", "千": "1"}
    folded = "".join(known.get(c, c) for c in unicodedata.normalize("NFKC", text))
    return "".join(c for c in folded if c in "123456789")


def _is_within(short: str, long: str) -> bool:
    rest = iter(long)
    return all(c in rest for c in short)


printable = st.text(
    st.one_of(
        st.sampled_from("0123456789０１２ ,，.．-+—一二三十百千万亿两零〇○元件万（）()减增无/约"), st.characters()
    ),
    max_size=25,
)


@example("三十十")
@example("一百二")
@example("²³")
@example("٣")
@example("1e5")
@example("Infinity")
@example("NaN")
@given(printable)
def test_no_text_raises_or_gives_digits_that_are_not_printed(text: str) -> None:
    value = read_value(text)
    assert (value.number is None) == (value.status != "value")
    if value.number is not None:
        assert value.number.is_finite()
        assert _is_within(_figures(str(value.number)), _figures(text))
        assert value.number or any(c in text for c in "0０零〇○")
