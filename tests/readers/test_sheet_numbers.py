"""Numbers are shown as spreadsheets show them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.readers._sheet_numbers import BUILT_IN, shown

SHOWN = [
    (3940.0, "General", "3940"),
    (0.1 + 0.2, "General", "0.3"),
    (96171.6, "General", "96171.6"),
    (-4.0, "General", "-4"),
    (-0.0, "General", "0"),
    (1e-7, "General", "0.0000001"),
    (12345678901234.0, "General", "12345678901234"),
    (1e300, "0.00", "1e+300"),
    (12.0, "0", "12"),
    (12.345, "0.00", "12.35"),
    (2.5, "0", "3"),
    (-2.5, "0", "-3"),
    (-0.2, "0", "0"),
    (1234567.8, "#,##0.00", "1,234,567.80"),
    (1234567.0, "#,##0", "1,234,567"),
    (12345.0, "0,", "12"),
    (0.256, "0%", "26%"),
    (0.2561, "0.00%", "25.61%"),
    (7.0, "000", "007"),
    (0.0, "#", ""),
    (0.0, "#.##", ""),
    (0.5, "#.##", ".5"),
    (1.5, "0.0#", "1.5"),
    (3.0, '0"件"', "3件"),
    (3.0, "0\\件", "3件"),
    (3.0, "0_ ;[Red]\\-0\\ ", "3"),
    (-3.0, "0_ ;[Red]\\-0\\ ", "-3 "),
    (-3.0, "0;(0)", "(3)"),
    (0.0, "0;-0;;@", ""),
    (0.0, '0;-0;"无"', "无"),
    (3.0, "[$¥-804]#,##0", "¥3"),
    (3.0, "@", "3"),
    (3.0, "", ""),
    (3.0, "[DBNum1]General", "3"),
    (3.0, "0.00E+00", "3"),
    (3.5, "# ?/?", "3.5"),
    (3.0, ";;;", ""),
    (45319.0, "yyyy/m/d", "2024/1/28"),
    (45319.0, 'yyyy"年"m"月"d"日"', "2024年1月28日"),
    (45319.378, "yyyy-mm-dd hh:mm:ss", "2024-01-28 09:04:19"),
    (45319.378, "h:mm", "9:04"),
    (45319.0, "d-mmm-yy", "2024/1/28"),
    (45319.5, "[h]:mm", "2024/1/28"),
    (-1.0, "yyyy/m/d", "-1"),
    (45319.0, "yyyy/m/d;@", "2024/1/28"),
]


@pytest.mark.parametrize(("number", "code", "text"), SHOWN)
def test_shown(number: float, code: str, text: str) -> None:
    assert shown(number, code) == text


def test_days_from_1904() -> None:
    assert shown(0, BUILT_IN[31], later_epoch=True) == "1904年1月1日"


@settings(max_examples=150, deadline=None)
@given(st.integers(-(10**11), 10**11))
def test_whole_numbers_stay_whole(number: int) -> None:
    assert shown(float(number)) == str(number)
    assert shown(float(number), "#,##0").replace(",", "").lstrip("-") == str(abs(number)) or number == 0


@settings(max_examples=200, deadline=None)
@given(st.floats(), st.text('0#?,.%";@\\[]ymdhs E年General-', max_size=20))
def test_any_format_shows_something(number: float, code: str) -> None:
    assert isinstance(shown(number, code), str)
