"""The normal form of a label, and likeness of two."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.labels import Label, folded, similarity, take_apart


def label(text: str) -> Label:
    return take_apart(folded(text, {}))


@pytest.mark.parametrize(
    ("printed", "body"),
    [
        ("商业⏎企业".replace("⏎", "\n"), "商业企业"),
        ("总　计", "总计"),
        ("结 果\n维持", "结果维持"),
        ("三\n、\n本\n年\n度\n办\n理\n结\n果", "本年度办理结果"),
        ("３.危及“三安全一稳定”", "危及三安全一稳定"),
        ('3、危及"三安全一稳定"', "危及三安全一稳定"),
        ("⼀、⼯作", "工作"),  # Kangxi radicals
        ("总\u200b计", "总计"),
        ("本年增/减", "本年增减"),
    ],
)
def test_spacing_width_and_punctuation_are_folded(printed: str, body: str) -> None:
    assert label(printed).body == body


@pytest.mark.parametrize(
    ("printed", "ordinal"),
    [
        ("（七）总计", 7),
        ("(七)总计", 7),
        ("七、总计", 7),
        ("七.总计", 7),
        ("7.总计", 7),
        ("7、总计", 7),
        ("7．总计", 7),
        ("（7）总计", 7),
        ("7)总计", 7),
        ("7总计", 7),
        ("⑦总计", 7),
        ("⑴总计", 1),
        ("（十）总计", 10),
        ("（十二）总计", 12),
        ("二十、总计", 20),
        ("二十三、总计", 23),
        ("总计", 0),
        ("其中：总计", 0),
    ],
)
def test_every_style_of_numbering_is_read_and_left_out(printed: str, ordinal: int) -> None:
    assert label(printed) == Label("总计", "总计", ordinal)


@pytest.mark.parametrize("text", ["三公经费", "一站式服务", "2024年数", "十五个"])
def test_a_numeral_that_begins_a_word_is_no_numbering(text: str) -> None:
    assert label(text) == Label(text, text, 0)


def test_a_remark_in_brackets_is_in_the_body_and_not_in_the_head() -> None:
    read = label("（二）部分公开（区分处理的，只计这一情形，不计其他情形）")
    assert read == Label("部分公开区分处理的只计这一情形不计其他情形", "部分公开", 2)


def test_a_bracket_that_never_closes_ends_the_head() -> None:
    assert label("本年收费金额（单位：万元").head == "本年收费金额"


def test_a_label_that_is_all_brackets_keeps_its_body_as_head() -> None:
    assert label("（本列数据）").head == "本列数据"


def test_variant_characters_are_folded_as_told() -> None:
    assert folded("總 計", {"總": "总", "計": "计"}) == "总计"
    assert folded("總 計", {}) == "總計"


def test_equal_normal_forms_are_one() -> None:
    assert similarity(label("（七）总 计"), label("七、总计")) == 1.0
    assert similarity(label("部分公开（区分处理的）"), label("（二）部分公开")) == 1.0


def test_nothing_is_like_an_empty_label() -> None:
    assert similarity(label(""), label("")) == similarity(label("（七）"), label("总计")) == 0.0


def test_a_label_cut_short_is_nearly_the_same() -> None:
    whole = label("申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请")
    assert 0.9 <= similarity(label("申请人无正当理由逾期不补正"), whole) < 1.0


def test_a_short_prefix_says_nothing() -> None:
    assert similarity(label("其他"), label("其他法律行政法规禁止公开")) < 0.5


def test_one_wrong_character_costs_in_proportion() -> None:
    assert similarity(label("属于国冢秘密"), label("属于国家秘密")) == pytest.approx(5 / 6)
    assert similarity(label("规草"), label("规章")) == pytest.approx(0.5)


@given(st.text(max_size=30))
def test_any_text_has_a_normal_form_of_letters_and_digits(text: str) -> None:
    read = label(text)
    assert not read.body or read.body.isalnum()
    assert not read.head or read.head.isalnum()


@given(st.text(max_size=12), st.text(max_size=12))
def test_likeness_is_symmetric_and_between_nothing_and_one(a: str, b: str) -> None:
    there, back = similarity(label(a), label(b)), similarity(label(b), label(a))
    assert there == pytest.approx(back)
    assert 0.0 <= there <= 1.0


@given(st.text(st.characters(categories=["Lo"]), min_size=1, max_size=12))
def test_a_label_is_like_itself_however_it_is_spaced_and_numbered(text: str) -> None:
    plain, dressed = label("1." + text), label("（一） " + " ".join(text))
    assert similarity(plain, dressed) == 1.0 or not plain.body
