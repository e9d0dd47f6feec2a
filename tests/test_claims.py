"""Prose against tables: every false sentence is found; no true, narrower or unclear one is. Figures are invented."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.claims import Disagreement, disagreements, measures
from gongkai.document import Paragraph
from gongkai.forms import data, fields
from gongkai.outline import Section, outline
from gongkai.values import Number

REPORTS = Path(__file__).parents[2] / "shared" / "reports"
COLUMNS = ("natural_person", "enterprise", "research_institution", "public_interest_organization")
ALL_COLUMNS = (*COLUMNS, "legal_services", "other_organization", "total")
A, R, L = "applications", "remedies.reconsideration", "remedies.litigation"


def _row(row: str, *numbers: int) -> dict[str, Number]:
    return {f"{row}.{c}": n for c, n in zip(ALL_COLUMNS, numbers, strict=True)}


def _totals(group: str, **totals: int) -> dict[str, Number]:
    return {f"{A}.outcome.{group}.{name}.total": n for name, n in totals.items()}


TABLE: dict[str, Number] = {
    **_row(f"{A}.received", 110, 6, 1, 1, 1, 1, 120),
    **_row(f"{A}.pending_at_start", 8, 0, 0, 0, 0, 0, 8),
    **_row(f"{A}.outcome.total", 110, 5, 1, 1, 1, 1, 119),
    **_row(f"{A}.pending_at_end", 8, 1, 0, 0, 0, 0, 9),
    f"{A}.outcome.granted.total": 40,
    f"{A}.outcome.granted_in_part.total": 12,
    **_totals("denied", state_secret=2, prohibited_by_law=1, security_and_stability=0, third_party=3),
    **_totals("denied", internal_affairs=4, process_information=2, enforcement_file=1, inquiry=2),
    **_totals("unable", not_held=20, requires_creation=5, unclear_after_correction=3),
    **_totals("not_processed", petition=4, repeated=3, published_material=0, excessive=1, confirm_or_reissue=0),
    **_totals("other_handling", correction_lapsed=5, fee_unpaid=1, other=10),
    **{f"{R}.{k}": n for k, n in (("upheld", 10), ("corrected", 4), ("other", 3), ("pending", 2), ("total", 19))},
    **{f"{L}.direct.{k}": n for k, n in (("upheld", 5), ("corrected", 1), ("other", 0), ("pending", 2), ("total", 8))},
    f"{L}.after_reconsideration.upheld": 3,
    f"{L}.after_reconsideration.corrected": 0,
    f"{L}.after_reconsideration.other": 1,
    f"{L}.after_reconsideration.pending": 1,
    f"{L}.after_reconsideration.total": 5,
    **{f"disclosure.rules.{k}": n for k, n in (("issued", 2), ("repealed", 1), ("in_force", 14))},
    **{f"disclosure.normative_documents.{k}": n for k, n in (("issued", 9), ("repealed", 3), ("in_force", 61))},
    "disclosure.licensing.decisions": 5210,
    "disclosure.penalties.decisions": 877,
    "disclosure.compulsion.decisions": 46,
    "disclosure.fees.amount": 1234.56,
}
ZEROS: dict[str, Number] = dict.fromkeys(TABLE, 0)


def claimed(text: str, table: Mapping[str, Number] = TABLE, key: str = "overview") -> list[Disagreement]:
    """The disagreements of a text that stands in one section of a report on 2031."""
    return disagreements([Section(1, key, "", text)], table.get, 2031)


TRUE = """
2031年，全县共收到政府信息公开申请120件。
全年新收政府信息公开申请120件，上年结转8件，办结119件，结转下年度继续办理9件。
2031年，我局共受理政府信息公开申请128件。
我镇全年受理政府信息公开申请119件。
本年度收到依申请公开120件，均已按时答复，答复率100%。
全市共收到政府信息公开申请120件（含网上申请50件、信函申请70件），答复119件。
2031年1月1日至12月31日，共收到公开政府信息申请一百二十件。
全区共收到政府信息公开申请１２０件，其中自然人申请110件，法人或其他组织申请10件。
全年共收到政府信息公开申请120件，其中商业企业6件。
全年共收到120件政府信息公开申请，已办结119件，9件结转至下一年度办理。
共受理信息公开申请128件，办理119件，结转2032年9件。
政府信息公开申请中，予以公开40件、部分公开12件、不予公开15件、无法提供28件、不予处理8件、其他处理16件。
全年办结政府信息公开申请119件，其中予以公开52件，部分公开12件，不予公开43件。
2031年共办理政府信息公开申请111件。
2031年，因政府信息公开引发行政复议19件，行政诉讼13件。
政府信息公开行政复议19件，其中结果维持10件，结果纠正4件，其他结果3件，尚未审结2件。
政府信息公开行政诉讼13件，其中维持8件，纠正1件，其他结果1件，未审结3件。
政府信息公开行政诉讼8件；未经复议直接起诉维持5件。
全年制发行政规范性文件9件，废止规范性文件3件，现行有效行政规范性文件61件。
全市制定规章2件，现行有效规章14件。
全年作出行政许可决定5210件，作出行政处罚决定877件，作出行政强制决定46件。
行政事业性收费金额1234.56万元。
行政事业性收费共计12345600元。
行政事业性收费共1234.6万元。
全年共收到政府信息公开申请 1 20 件。
"""
NARROW = """
全年办理行政诉讼案件9件，均与政府信息公开无关。
县政府办公室全年共收到政府信息公开申请17件。
2031年，本机关共受理政府信息公开申请17件，办结16件。
全年共收到政府信息公开申请120件，其中县住建局受理55件，办结54件。
各部门共收到政府信息公开申请103件。
上半年共收到政府信息公开申请60件。
自条例施行以来，累计收到政府信息公开申请900件。
全年共收到政府信息公开申请120件，较上年增加30件。
通过网络收到政府信息公开申请50件。
当面收到政府信息公开申请5件，信函收到政府信息公开申请20件。
2030年共收到政府信息公开申请90件。
2029年收到政府信息公开申请70件，2030年收到政府信息公开申请90件。
区行政服务中心全年共受理申请121510件。
全年共收到建议提案30件，办结30件，政府信息公开工作受到好评。
共受理热线咨询和政府信息公开申请3000件。
县政府办公室牵头，共收到政府信息公开申请17件。办结16件。
全年收到政府信息公开申请近100件，主动公开信息5000余条。
全年收到政府信息公开申请100余件。
办理行政复议案件500件，行政诉讼80件。
全年共收到政府信息公开申请分别为30件、40件。
代表市政府制定规章1件，市政府制定规范性文件3件。
全年主动公开规范性文件5件，公开政府信息3000条。
全年受理政府信息公开申请30件。本年度，全县共收到政府信息公开申请120件。
全年受理政府信息公开申请30件。另受理政府信息公开申请90件。
收到政府信息公开申请较多，办理政府信息公开申请工作扎实。
全年共收到政府信息公开申请约30件。
"""
FALSE = {
    "2031年，全县共收到政府信息公开申请121件。": "received",
    "我局全年共受理政府信息公开申请130件，均已按时答复。": "received",
    "2031年度，本县共接收政府信息公开申请１２１件。": "received",
    "全年收到21件政府信息公开申请。": "received",
    "2031年，我镇未收到政府信息公开申请。": "received",
    "2031年我局没有收到任何依申请公开申请。": "received",
    "全年共收到依申请公开政府信息申请一百二十一件。": "received",
    "2031年全区共受理公开政府信息的申请1,200件。": "received",
    "我区认真做好依申请公开工作，全年共收到政府信息公开申请12件。": "received",
    "全县共收到依申请公开申请件211件（含上年结转8件）。": "received",
    "全年新收政府信息公开申请128件。": "newly received",
    "政府信息公开申请本年度新收到119件。": None,
    "2031年新收到政府信息公开申请119件。": "newly received",
    "上年结转政府信息公开申请9件。": "carried over from the year before",
    "政府信息公开申请情况如下，上年度结转7件。": "carried over from the year before",
    "结转上年政府信息公开申请5件。": "carried over from the year before",
    "无上年结转的政府信息公开申请。": "carried over from the year before",
    "共办结政府信息公开申请118件。": "dealt with",
    "全年依法答复政府信息公开申请200件。": "dealt with",
    "政府信息公开申请均及时处理，已办结115件。": "dealt with",
    "政府信息公开申请结转下年度继续办理8件。": "carried over to the next year",
    "政府信息公开申请另有19件顺延至下一年度答复。": "carried over to the next year",
    "无结转下年度办理的政府信息公开申请。": "carried over to the next year",
    "全年共收到政府信息公开申请120件，结转至2032年办理8件。": "carried over to the next year",
    "政府信息公开申请中，同意公开39件。": "granted",
    "政府信息公开申请答复中，部分公开13件。": "granted in part",
    "政府信息公开申请答复中，不予公开14件。": "denied",
    "政府信息公开申请答复中，无法提供27件。": "unable to provide",
    "政府信息公开申请答复中，不予处理7件。": "not processed",
    "政府信息公开申请答复中，其他处理17件。": "otherwise handled",
    "全年共收到政府信息公开申请120件，其中自然人申请100件。": "natural persons",
    "全年共收到政府信息公开申请120件，其中法人或其他组织申请20件。": "legal persons and other organizations",
    "全年因政府信息公开被申请行政复议18件。": "reconsideration",
    "2031年发生政府信息公开行政复议案件20件。": "reconsideration",
    "2031年，我局未发生因政府信息公开引起的行政复议。": "reconsideration",
    "全年因政府信息公开被提起行政诉讼14件。": "litigation",
    "2031年，我局没有发生政府信息公开行政诉讼案件。": "litigation",
    "政府信息公开行政复议19件，其中结果维持11件。": "reconsideration upheld",
    "政府信息公开行政复议19件，其中结果纠正5件。": "reconsideration corrected",
    "政府信息公开行政复议19件，其中其他结果2件。": "reconsideration, other result",
    "政府信息公开行政复议19件，其中尚未审结1件。": "reconsideration pending",
    "政府信息公开行政诉讼13件，其中结果维持7件。": "litigation upheld",
    "政府信息公开行政诉讼13件，其中被纠正3件。": "litigation corrected",
    "政府信息公开行政诉讼13件，其中其他结果4件。": "litigation, other result",
    "政府信息公开行政诉讼13件，其中尚未审结4件。": "litigation pending",
    "全市制定政府规章3件。": "rules issued",
    "全市废止规章2件。": "rules repealed",
    "全市规章现行有效15件。": "rules in force",
    "全年制发行政规范性文件10件。": "normative documents issued",
    "全年制定出台8件规范性文件。": "normative documents issued",
    "全年未制发规范性文件。": "normative documents issued",
    "全年废止行政规范性文件4件。": "normative documents repealed",
    "现行有效规范性文件60件。": "normative documents in force",
    "全年作出行政许可决定5200件。": "licensing decisions",
    "全年作出行政处罚决定878件。": "penalty decisions",
    "全年作出行政强制决定45件。": "compulsion decisions",
    "行政事业性收费金额1234.57万元。": "administrative fees",
    "行政事业性收费共计1234.56元。": "administrative fees",
}


@pytest.mark.parametrize("text", [*TRUE.split("\n"), *NARROW.split("\n")])
def test_true_narrower_and_unclear_sentences_are_passed_over(text: str) -> None:
    assert claimed(text) == []


def test_enough_sentences_stand_in_these_lists() -> None:
    assert len((TRUE + NARROW).split()) >= 40
    assert len(FALSE) >= 40


@pytest.mark.parametrize(("text", "measure"), FALSE.items())
def test_false_sentences_are_found(text: str, measure: str | None) -> None:
    found = claimed(text)
    assert len(found) == (measure is not None)
    assert measure is None or f"({measure}: " in found[0].message


@pytest.mark.parametrize("text", [text for text, measure in FALSE.items() if measure])
def test_a_false_sentence_is_about_fields_of_the_forms(text: str) -> None:
    (found,) = claimed(text)
    assert set(found.fields) <= set(fields())
    assert found.found not in found.expected


@pytest.mark.parametrize("text", FALSE)
def test_without_numbers_in_the_table_nothing_is_said(text: str) -> None:
    assert claimed(text, {}) == []


def test_a_finding_says_what_was_found_and_expected() -> None:
    (found,) = claimed("全县共收到政府信息公开申请121件。")
    assert found == Disagreement(
        "the text says 121 (received: 全县共收到政府信息公开申请121件); the table gives 120 or 128 or 119",
        ("applications.received.total", "applications.pending_at_start.total", "applications.outcome.total.total"),
        (120, 128, 119),
        121,
    )


def test_one_statement_of_two_remedies_is_about_both() -> None:
    found = claimed("2031年，我局未发生政府信息公开行政复议和行政诉讼案件。")
    assert [d.found for d in found] == [0, 0]
    assert claimed("2031年，我局未发生政府信息公开行政复议、行政诉讼。", ZEROS) == []


def test_the_case_that_there_was_none_is_about_both() -> None:
    found = claimed("2031年，没有因政府信息公开被申请行政复议、提起行政诉讼的情况。")
    assert [d.found for d in found] == [0, 0]


def test_what_nobody_asked_for_agrees_with_zeros() -> None:
    assert claimed("2031年，我镇未收到政府信息公开申请，无上年结转。", ZEROS) == []


def test_the_remedies_section_need_not_name_its_subject() -> None:
    assert [d.found for d in claimed("全年行政复议16件，行政诉讼13件。", key="remedies")] == [16]
    assert claimed("全年行政复议16件，行政诉讼13件。", key="overview") == []


def test_the_2019_form_has_one_row_for_other_handling() -> None:
    rows = (f"{A}.outcome.other_handling.{k}.total" for k in ("correction_lapsed", "fee_unpaid", "other"))
    older = {k: v for k, v in TABLE.items() if k not in rows} | {f"{A}.outcome.other_handling.undivided.total": 16}
    assert claimed("政府信息公开申请答复中，其他处理16件。", older) == []
    assert [d.found for d in claimed("政府信息公开申请答复中，其他处理15件。", older)] == [15]


def test_a_claim_that_agrees_silences_another_of_its_kind() -> None:
    assert claimed("全年收到政府信息公开申请120件。\n全年收到政府信息公开申请50件。") == []


def test_claims_that_differ_among_themselves_are_passed_over() -> None:
    assert claimed("全年收到政府信息公开申请12件。\n全年收到政府信息公开申请50件。") == []


def test_lines_of_a_page_are_read_as_one_sentence() -> None:
    page = "2031年，我县持续推进政府信息公开工作，全县共收到政府信息公开申\n请121件，均已按期答复。"
    assert [d.found for d in claimed(page)] == [121]


def test_a_part_counted_is_meant_until_the_whole_is_named() -> None:
    part = "县公安局全年收到政府信息公开申请3件。全年答复政府信息公开申请3件。"
    assert claimed(part) == []
    assert [d.found for d in claimed(part + "全县答复政府信息公开申请4件。")] == [4]
    assert [d.found for d in claimed(part + "\n（二）答复情况\n全年答复政府信息公开申请4件。")] == [4]


def test_a_heading_that_names_a_body_narrows_what_follows() -> None:
    assert claimed("（一）县政府办公室\n全年收到政府信息公开申请3件。") == []


def test_without_a_year_the_one_named_most_often_counts() -> None:
    prose = "2031年，我局重视公开。2031年，全县收到政府信息公开申请121件。2030年，全县收到政府信息公开申请7件。"
    found = disagreements([Section(1, "overview", "", prose)], TABLE.get)
    assert [d.found for d in found] == [121]
    assert disagreements([Section(1, "overview", "", "全县收到政府信息公开申请。")], TABLE.get) == []


def test_every_formula_is_of_sums_and_every_sum_of_fields() -> None:
    sums = data("claims")["sums"]
    named = {n for m in measures() for r in m.readings for n in r.replace("+", " ").replace("-", " ").split()}
    assert named <= set(sums)
    assert {f for alternatives in sums.values() for some in alternatives for f in some} <= set(fields())


@given(st.text(alphabet="共收到政府信息公开申请结转下年办复议诉讼未发生其中,，。；（）《》123件一二\n", max_size=200))
def test_no_text_is_too_much(text: str) -> None:
    assert isinstance(claimed(text), list)


def test_hostile_repetition_costs_little() -> None:
    assert claimed("共" * 20_000 + "收到申请1件。" + "全年，" * 5_000 + "政府信息公开") == []
    assert claimed("《" * 50_000 + "收到申请" * 20_000) == []


@pytest.mark.skipif(not REPORTS.is_dir(), reason="the shared reports are not here")
@pytest.mark.parametrize("name", ["guanting-town-2022.txt", "shanghai-stcsm-2024.md", "shuyang-county-2025.txt"])
def test_real_reports_agree_with_their_tables(name: str) -> None:
    path = REPORTS / name
    truth = json.loads(path.with_name(f"{path.stem}.truth.json").read_text(encoding="utf-8"))
    parts = outline([Paragraph(line) for line in path.read_text(encoding="utf-8").splitlines()], {})
    assert len(parts.sections) == 6
    assert disagreements(parts.sections, truth["values"].get, truth["year"]) == []


@pytest.mark.skipif(not REPORTS.is_dir(), reason="the shared reports are not here")
@pytest.mark.parametrize("name", ["huaian-city-2024.pdf", "shuyang-fgj-2023.html"])
def test_real_pages_agree_with_their_tables(name: str) -> None:
    pipeline = pytest.importorskip("gongkai.pipeline")
    path = REPORTS / name
    truth = json.loads(path.with_name(f"{path.stem}.truth.json").read_text(encoding="utf-8"))
    parts = outline(pipeline.read(path).paragraphs, {})
    assert disagreements(parts.sections, truth["values"].get, truth["year"]) == []
