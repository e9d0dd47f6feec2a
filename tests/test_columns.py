"""Which cell stands under which column: by slot, by order, or not at all."""

from collections.abc import Sequence

import pytest

from gongkai.bands import headers, sheets
from gongkai.columns import ABSENT, ASSUMED, UNLIKE, Plan, assumed, place, place_surely, plan
from gongkai.forms import Axis
from made import Print, Rows, document, printed, relabelled, template


def columns(table: str = "applications", band: int = 0) -> tuple[Axis, ...]:
    return template(table).bands[band].columns


def planned(rows: Rows, table: str = "applications", band: int = 0) -> Plan:
    shape = template(table)
    (sheet,) = sheets(document(rows))
    found = plan(headers(sheet, shape)[0], shape, columns(table, band))
    assert found is not None
    return found


def under(rows: Rows, row: Sequence[Print], plan_: Plan) -> list[str | None] | None:
    """The texts placed when `row` is printed below `rows`."""
    (sheet,) = sheets(document([*rows, list(row)]))
    cells = place(sheet.lines[-1], plan_)
    return [c.text if c else None for c in cells] if cells else None


def _by_fives(row: Sequence[Print]) -> tuple[Sequence[Print], Sequence[Print], Sequence[Print]]:
    return row[:5], row[5:6], row[6:]


HEAD = printed("applications")[:3]
SEVEN = [Print(str(n)) for n in range(1, 8)]


def test_the_printed_form_is_planned_without_doubt() -> None:
    found = planned(HEAD)
    assert found.slots == tuple((i, i + 1) for i in range(3, 10))
    assert (found.order, found.width, found.extra) == (tuple(range(7)), 7, ())
    assert (found.scores, found.doubts) == ((1.0,) * 7, ("",) * 7)
    assert found.labels == tuple(c.leaf for c in columns())


def test_cells_are_placed_by_their_slots() -> None:
    assert under(HEAD, [Print("重复申请", columns=3), *SEVEN], planned(HEAD)) == list("1234567")


def test_blank_cells_are_placed_too() -> None:
    row = [Print("重复申请", columns=3), *([Print("")] * 6), Print("7")]
    assert under(HEAD, row, planned(HEAD)) == [""] * 6 + ["7"]


def test_where_slots_do_not_line_up_the_order_does() -> None:
    assert under(HEAD, [Print("重复申请"), *SEVEN], planned(HEAD)) == list("1234567")


def test_a_row_with_too_few_cells_is_not_placed() -> None:
    assert under(HEAD, [Print("重复申请"), *SEVEN[:6]], planned(HEAD)) is None


def test_a_row_with_too_many_values_is_not_placed() -> None:
    assert under(HEAD, [Print("重复申请", columns=3), *SEVEN, Print("8")], planned(HEAD)) is None


def test_blank_cells_at_the_ends_do_not_make_a_row_too_long() -> None:
    assert under(HEAD, [Print("重复申请"), Print(""), *SEVEN, Print("")], planned(HEAD)) == list("1234567")


def test_a_merged_value_cell_belongs_to_no_column() -> None:
    row = [Print("重复申请", columns=3), *SEVEN[:2], Print("9", columns=2), *SEVEN[4:]]
    assert under(HEAD, row, planned(HEAD)) is None
    (sheet,) = sheets(document([*HEAD, row]))
    sure = place_surely(sheet.lines[-1], planned(HEAD))
    assert [c.text if c else None for c in sure] == ["1", "2", None, None, "5", "6", "7"]


def test_where_the_labels_reach_under_the_columns_no_slot_is_sure() -> None:
    (sheet,) = sheets(document([*HEAD, [Print("重复", columns=3), Print("申请"), *SEVEN[:6]]]))
    assert place_surely(sheet.lines[-1], planned(HEAD)) == [None] * 7


def test_a_column_not_of_the_form_is_skipped() -> None:
    rows = [[*line, Print("备注", 3)] if i == 0 else line for i, line in enumerate(HEAD)]
    found = planned(rows)
    assert (found.order, found.extra) == (tuple(range(7)), ((10, 11),))
    assert under(rows, [Print("重复申请", columns=3), *SEVEN, Print("8")], found) == list("1234567")
    assert under(rows, [Print("重复申请", columns=3), *SEVEN, Print("以上属实")], found) == list("1234567")


def test_a_column_of_serial_numbers_before_the_labels_shifts_the_slots() -> None:
    rows = [[Print("序号", 3), *line] if i == 0 else line for i, line in enumerate(HEAD)]
    found = planned(rows)
    assert found.slots[0] == (4, 5)
    assert under(rows, [Print("9"), Print("重复申请", columns=3), *SEVEN], found) == list("1234567")


def test_a_column_not_printed_is_absent_and_has_no_cell() -> None:
    rows = [[c for c in line if c.text != "科研机构"] for line in HEAD]
    rows = [[Print("法人或其他组织", 1, 4) if c.text == "法人或其他组织" else c for c in line] for line in rows]
    rows[0][1] = Print("申请人情况", 1, 6)
    found = planned(rows)
    assert found.slots[2] is None
    assert found.doubts == ("", "", ABSENT, "", "", "", "")
    placed = under(rows, [Print("重复申请", columns=3), *SEVEN[:6]], found)
    assert placed == ["1", "2", None, "3", "4", "5", "6"]


def test_a_column_whose_label_is_spoilt_is_placed_and_doubted() -> None:
    found = planned(relabelled(HEAD, "科研机构", "某某某某"))
    assert found.slots[2] == (5, 6)
    assert found.doubts == ("", "", UNLIKE, "", "", "", "")


def test_one_wrong_character_in_a_long_label_is_no_doubt() -> None:
    assert planned(relabelled(HEAD, "社会公益组织", "社会公盆组织")).doubts == ("",) * 7


def test_swapped_columns_are_followed() -> None:
    rows = relabelled(relabelled(relabelled(HEAD, "商业企业", "§"), "科研机构", "商业企业"), "§", "科研机构")
    found = planned(rows)
    assert found.slots[1:3] == ((5, 6), (4, 5))
    assert not any(found.doubts)


def test_a_total_printed_before_the_applicants_is_followed() -> None:
    first, (person, firms, total), third = HEAD
    found = planned([first, [total, person, firms], third])
    label = Print("重复申请", 1, 3)
    assert under([first, [total, person, firms], third], [label, *SEVEN], found) == list("2345671")
    assert not any(found.doubts)


def test_remedies_with_litigation_first_are_followed() -> None:
    (review, suits), (five, direct, after), ten = (
        printed("remedies")[0],
        _by_fives(printed("remedies")[1]),
        printed("remedies")[2],
    )
    rows: Rows = [[suits, review], [*direct, *after, *five], ten]
    found = planned(rows, "remedies")
    assert [s[0] for s in found.slots if s] == [*range(10, 15), *range(10)]
    assert not any(found.doubts)


def test_columns_in_another_order_with_a_spoilt_label_are_not_placed() -> None:
    first, (person, firms, total), third = HEAD
    rows = relabelled([first, [total, person, firms], third], "社会公益组织", "社会某某某某")
    assert under(rows, [Print("重复申请", 1, 3), *SEVEN], planned(rows)) is None


def test_without_a_header_the_order_of_the_form_is_assumed() -> None:
    found = assumed(columns())
    assert set(found.doubts) == {ASSUMED}
    assert under(HEAD, [Print("重复申请"), *SEVEN], found) == list("1234567")


def test_the_header_of_another_band_prints_none_of_the_columns() -> None:
    shape = template("disclosure")
    (sheet,) = sheets(document(printed("disclosure")))
    first, second, *_ = headers(sheet, shape)
    assert plan(second, shape, columns("disclosure", 0)) is None
    assert plan(first, shape, columns("disclosure", 0)) is not None


def test_a_ragged_header_that_prints_every_label_gives_the_order() -> None:
    ragged: Rows = [[Print("申请人情况")], [Print("自然人"), Print("法人或其他组织"), Print("总计")]]
    ragged += [[Print(t) for t in ("商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他")]]
    found = planned(ragged)
    assert (found.order, found.doubts) == (tuple(range(7)), ("",) * 7)


def test_groups_told_among_the_columns_in_one_line_are_no_columns() -> None:
    rows = printed("remedies")[:3]
    listed = [[Print(cell.text) for row in rows for cell in row]]
    found = planned(listed, "remedies")
    assert (found.order, found.doubts) == (tuple(range(15)), ("",) * 15)


@pytest.mark.parametrize("band", range(4))
def test_every_band_of_disclosure_is_planned(band: int) -> None:
    shape = template("disclosure")
    (sheet,) = sheets(document(printed("disclosure")))
    found = plan(headers(sheet, shape)[band], shape, columns("disclosure", band))
    assert found is not None
    assert set(found.doubts) == {""}
