"""Every bundled TOML file: complete, consistent with the others, labels as the notices print them."""

from pathlib import Path
from string import Formatter
from typing import Any

import pytest

from gongkai.forms import (
    TABLES,
    Form,
    aliases,
    data,
    fields,
    forms,
    identities,
    kind,
    templates,
    unit,
)
from gongkai.values import read_value
from made import template

PROJECT = Path(__file__).resolve().parents[1]
COUNTS = {
    ("2021", "disclosure"): (10, 6),
    ("2021", "applications"): (175, 25),
    ("2021", "remedies"): (15, 1),
    ("2019", "disclosure"): (22, 8),
    ("2019", "applications"): (161, 23),
    ("2019", "remedies"): (15, 1),
}
BOTH = [(form, table) for form in ("2019", "2021") for table in TABLES]


def test_the_dictionary_has_226_fields() -> None:
    assert len(fields()) == 226
    assert all(key == field.key for key, field in fields().items())


@pytest.mark.parametrize(("form", "table"), BOTH)
def test_a_table_has_the_fields_and_rows_of_its_notice(form: str, table: str) -> None:
    shape = template(table, form)
    keys = list(shape.fields)
    assert (len(keys), sum(len(b.rows) for b in shape.bands)) == COUNTS[form, table]
    assert len(set(keys)) == len(keys)
    assert all(fields()[k].table == table and form in fields()[k].forms for k in keys)


def test_only_the_table_of_remedies_is_the_same_in_both_forms() -> None:
    names = {table: [t.forms for t in templates(table)] for table in TABLES}
    assert names == {
        "disclosure": [("2019",), ("2021",)],
        "applications": [("2019",), ("2021",)],
        "remedies": [("2019", "2021")],
    }


def test_a_field_names_every_form_that_has_it_and_no_other() -> None:
    for key, field in fields().items():
        assert field.forms == tuple(f for f in ("2019", "2021") if key in set(template(field.table, f).fields))


def test_every_field_is_described() -> None:
    for field in fields().values():
        assert field.english.strip(" ;:") == field.english != ""
        assert field.basis.startswith(("条例第", "国办"))
        assert field.type in ("count", "signed count", "amount")
        assert field.label_path


def test_units_and_types_go_together() -> None:
    units = {(f.type, f.unit) for f in fields().values()}
    assert units == {
        ("count", "件"),
        ("count", "项"),
        ("count", "个"),
        ("signed count", "项"),
        ("amount", "万元"),
        ("amount", ""),
    }
    assert {f.key for f in fields().values() if f.type == "amount"} == {
        "disclosure.fees.amount",
        "disclosure.procurement.amount",
    }
    assert (unit("disclosure.procurement.amount"), kind("disclosure.licensing.items_change")) == ("", "signed count")


def test_the_dictionary_is_that_of_the_contract(shared: Path) -> None:
    head, *lines = (shared / "contract" / "fields.tsv").read_text(encoding="utf-8").splitlines()
    assert head.split("\t") == ["field", "table", "forms", "label_path", "unit", "type", "english"]
    wanted = {line.split("\t")[0]: line.split("\t")[1:] for line in lines}
    found = {f.key: [f.table, " ".join(f.forms), f.label_path, f.unit, f.type, f.english] for f in fields().values()}
    unstated = "disclosure.procurement.amount"  # the contract says in words that its form states no unit
    wanted[unstated][3] = found[unstated][3]
    assert found == wanted


@pytest.mark.parametrize(
    ("form", "table", "label"),
    [
        ("2021", "disclosure", "本年收费金额（单位：万元）"),
        ("2021", "disclosure", "行政规范性文件"),
        ("2019", "disclosure", "其他对外管理服务事项"),
        ("2019", "disclosure", "本年增/减"),
        ("2019", "disclosure", "采购总金额"),
        ("2021", "applications", "（二）部分公开（区分处理的，只计这一情形，不计其他情形）"),
        ("2021", "applications", "3.危及“三安全一稳定”"),
        ("2021", "applications", "5.要求行政机关确认或重新出具已获取信息"),
        ("2021", "applications", "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请"),
        ("2019", "applications", "（六）其他处理"),
        ("2019", "remedies", "未经复议直接起诉"),
    ],
)
def test_labels_stand_as_the_notice_prints_them(form: str, table: str, label: str) -> None:
    assert label in _labels(form, table)


def test_the_notes_print_every_label_of_the_current_form(shared: Path) -> None:
    notes = (shared / "domain" / "statutory-reports.md").read_text(encoding="utf-8")
    missing = {x for table in TABLES for form in ("2019", "2021") for x in _labels(form, table) if x not in notes}
    assert not missing


def _labels(form: str, table: str) -> set[str]:
    bands = template(table, form).bands
    parts = {p for b in bands for axis in (*b.rows, *b.columns) for p in axis.path}
    return parts | {text for b in bands for text in (b.title, b.stub) if text}


def test_numbers_in_labels_rise_within_their_group() -> None:
    from gongkai.bands import label

    for form in ("2019", "2021"):
        rows = template("applications", form).bands[0].rows
        groups = {r.path[:-1] for r in rows}
        for group in groups:
            ordinals = [label(r.leaf).ordinal for r in rows if r.path[:-1] == group]
            assert ordinals == sorted(ordinals)
            assert all(ordinals)


def test_forms_follow_each_other_without_gap() -> None:
    older, newer = forms()
    assert (older.name, older.first_year, older.last_year, newer.name, newer.first_year) == (
        "2019",
        2019,
        2020,
        "2021",
        2021,
    )
    assert newer.last_year is None
    assert all(form.name in form.notice for form in forms())


@pytest.mark.parametrize(
    ("year", "names"), [(2018, []), (2019, ["2019"]), (2020, ["2019"]), (2021, ["2021"]), (2031, ["2021"])]
)
def test_the_form_in_force_in_a_year(year: int, names: list[str]) -> None:
    assert [f.name for f in forms() if f.in_force(year)] == names


def test_an_alias_stands_for_a_label_of_some_form_and_is_none_itself() -> None:
    known = {label for form, table in BOTH for label in _labels(form, table)}
    entries: dict[str, list[str]] = data("aliases")["aliases"]
    assert entries
    assert {label for label, _ in entries.values()} <= known
    assert aliases() == {s: tuple(a for a, (of, _) in entries.items() if of == s) for s, _ in entries.values()}


def test_the_fixture_an_alias_names_shows_it() -> None:
    folder = PROJECT / "fixtures"
    if not folder.is_dir() or not any(folder.iterdir()):
        pytest.skip("no fixtures")
    for alias, (_, fixture) in data("aliases")["aliases"].items():
        assert (folder / fixture).is_dir(), alias


def test_the_rows_and_columns_of_the_dictionary_are_those_of_the_forms() -> None:
    bands = [b for form, table in BOTH for b in template(table, form).bands]
    raw = data("fields")
    columns = {c.key for b in bands for c in b.columns} - {"amount"}
    assert set(raw["rows"]) == {r.key for b in bands for r in b.rows}
    assert set(raw["columns"]) == columns
    assert set(raw["exceptions"]) <= set(fields())
    assert set(raw["join"]) == set(TABLES)


@pytest.mark.parametrize(
    ("form", "table", "codes"),
    [
        (
            "2021",
            "applications",
            {"applications.balance": 7, "applications.outcome-sum": 7, "applications.row-total": 25},
        ),
        (
            "2019",
            "applications",
            {"applications.balance": 7, "applications.outcome-sum": 7, "applications.row-total": 23},
        ),
        ("2021", "remedies", {"remedies.total": 3}),
        ("2019", "disclosure", {}),
    ],
)
def test_identities_are_spelled_out_for_every_column_row_and_block(
    form: str, table: str, codes: dict[str, int]
) -> None:
    found = [i.code for i in identities(template(table, form))]
    assert {code: found.count(code) for code in found} == codes


@pytest.mark.parametrize(("form", "outcomes"), [("2021", 21), ("2019", 19)])
def test_the_sum_of_outcomes_names_every_outcome_row_once(form: str, outcomes: int) -> None:
    shape = template("applications", form)
    for identity in identities(shape):
        assert set(identity.expected + identity.found) <= set(shape.fields)
        assert len(set(identity.expected + identity.found)) == len(identity.expected + identity.found)
        if identity.code == "applications.outcome-sum":
            assert len(identity.expected) == outcomes
            assert len({f.rpartition(".")[2] for f in identity.expected + identity.found}) == 1


def test_identities_only_name_places_they_run_over() -> None:
    for raw in data("identities")["identity"]:
        places = {name for t in (*raw["expected"], *raw["found"]) for _, name, _, _ in Formatter().parse(t) if name}
        assert places == set(raw["over"])


def test_units_of_money_are_positive_and_words_of_values_are_apart() -> None:
    from decimal import Decimal

    raw, money = data("values"), data("fields")["money"]
    assert all(Decimal(factor) > 0 for factor in money.values())
    assert (Decimal(money["元"]), Decimal(money["万元"])) == (Decimal("0.0001"), Decimal(1))
    assert not set(raw["signs"]) & set(raw["unsure_signs"])
    assert not set(raw["units"]["words"]) & set(money)
    assert all(read_value(word).status == "none" for word in raw["none"])


def test_variants_are_single_characters_and_no_chains() -> None:
    characters: dict[str, str] = data("variants")["characters"]
    assert all(len(a) == len(b) == 1 and a != b for a, b in characters.items())
    assert not set(characters) & set(characters.values())


def test_no_statutory_label_holds_a_variant_character() -> None:
    folded = set(data("variants")["characters"])
    assert not {c for form, table in BOTH for text in _labels(form, table) for c in text} & folded


def test_the_indicators_of_2014_are_no_labels_of_the_later_forms() -> None:
    older: list[str] = data("2014")["labels"]
    assert len(set(older)) == len(older) > 30
    assert not set(older) & {x for form, table in BOTH for x in _labels(form, table)}


@pytest.mark.parametrize("name", sorted(p.stem for p in (PROJECT / "src" / "gongkai" / "forms").glob("*.toml")))
def test_every_file_is_valid_and_has_no_blank_text(name: str) -> None:
    texts = list(_texts(data(name)))
    assert texts
    assert not [t for t in texts if t.strip() != t and t not in data("fields")["join"].values()]


def _texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [t for v in value.values() for t in _texts(v)]
    if isinstance(value, list):
        return [t for v in value for t in _texts(v)]
    return [value] if isinstance(value, str) else []


def test_a_form_is_immutable() -> None:
    form: Form = forms()[0]
    with pytest.raises(AttributeError):
        form.name = "2020"  # type: ignore[misc]
