"""Numbers as their cell's format shows them (ECMA-376 part 1, 18.8.30 and 18.8.31)."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache

GENERAL = "General"
_DAY, _MONTH, _MONTH_DAY = 'yyyy"年"m"月"d"日"', 'yyyy"年"m"月"', 'm"月"d"日"'
# formats that files name by number alone; those from 27 on as Chinese Excel has them
BUILT_IN: Mapping[int, str] = {
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    14: "yyyy/m/d",
    20: "h:mm",
    21: "h:mm:ss",
    22: "yyyy/m/d h:mm",
    31: _DAY,
    49: "@",
    **dict.fromkeys((37, 38), "#,##0"),
    **dict.fromkeys((39, 40), "#,##0.00"),
    **dict.fromkeys((27, 36, 50, 52, 57), _MONTH),
    **dict.fromkeys((28, 29, 51, 53, 54, 58), _MONTH_DAY),
}
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|\[\$(?P<currency>[^\]-]*)[^\]]*\]|\[(?P<bracket>[^\]]*)\]|_.|\*.'
    r"|(?P<general>General|G/通用格式|@)|(?P<digits>[0#?][0#?,.]*|\.[0#?]+)|(?P<date>[ymdhs]+|AM/PM)|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
_SECTION = re.compile(r'(?:"[^"]*"|\\.|\[[^\]]*\]|[^;"\\\[]|["\\\[])*', re.DOTALL)
_COLOUR = re.compile(r"(?:black|blue|cyan|green|magenta|red|white|yellow|color ?\d+|.色)", re.IGNORECASE)
_LONGEST = 255  # characters of a format: Excel allows no more
_LARGEST = 10**15  # Excel keeps 15 digits
_KEPT, _SEEN, _EXACT = (Context(prec=digits, rounding=ROUND_HALF_UP) for digits in (15, 11, 60))
_EPOCH, _LATER_EPOCH = datetime(1899, 12, 30), datetime(1904, 1, 1)
_LAST_DAY = 2_950_000  # in the ninth millennium
_DATE_PARTS: Mapping[str, str] = {
    "yyyy": "{0.year:04}",
    "yyy": "{0.year:04}",
    "mm": "{0.month:02}",
    "m": "{0.month}",
    "dd": "{0.day:02}",
    "d": "{0.day}",
    "hh": "{0.hour:02}",
    "h": "{0.hour}",
    "ss": "{0.second:02}",
    "s": "{0.second}",
    "minute": "{0.minute}",
    "minute2": "{0.minute:02}",
}
_USUAL_DATE = "{0.year}/{0.month}/{0.day}"

_Token = tuple[str, str]  # kind (text, percent, general, digits, date, unknown) and text


def shown(number: float, code: str = GENERAL, *, later_epoch: bool = False) -> str:
    """What a person sees of a number; one in a format not known here is shown as in a cell without a format."""
    value = _KEPT.create_decimal(repr(number))
    if not value.is_finite() or abs(value) >= _LARGEST:
        return f"{number:.15g}"
    section, signed = _section(code[:_LONGEST], number)
    tokens = _tokens(section)
    kinds = [kind for kind, _ in tokens]
    if "date" in kinds:
        return _date(number, tokens, later_epoch) or _general(value)
    if "unknown" in kinds or kinds.count("digits") + kinds.count("general") > 1:
        return _general(value)
    size = abs(value) * 100 ** kinds.count("percent")
    printed = "".join(_part(kind, text, size) for kind, text in tokens)
    return "-" + printed if signed and any(c in "123456789" for c in printed) else printed


@lru_cache(maxsize=256)
def _sections(code: str) -> tuple[str, ...]:
    """The parts of a format, parted by semicolons outside quotes."""
    parts, place = [], 0
    while place <= len(code):
        match = _SECTION.match(code, place)
        parts.append(match[0] if match else "")
        place += len(parts[-1]) + 1
    return tuple(parts)


def _section(code: str, number: float) -> tuple[str, bool]:
    """The part of a format for a number (positive, negative, zero), and whether a minus is to be put before it."""
    parts = _sections(code)
    if number < 0:
        return (parts[1], False) if len(parts) > 1 else (parts[0], True)
    return (parts[2] if number == 0 and len(parts) > 2 else parts[0]), False


@lru_cache(maxsize=256)
def _tokens(section: str) -> tuple[_Token, ...]:
    return tuple(_token(match) for match in _TOKEN.finditer(section)) if section else ()


def _token(match: re.Match[str]) -> _Token:
    kind, text = match.lastgroup, match[match.lastgroup] if match.lastgroup else ""
    if kind in ("general", "digits", "date"):
        return kind, text
    if kind == "bracket":
        return (
            ("text", "") if _COLOUR.fullmatch(text) else ("unknown", text)
        )  # conditions, Chinese digits, hours run on
    if kind == "other" and text in "%Ee":
        return ("percent" if text == "%" else "unknown"), text
    return "text", text


def _part(kind: str, text: str, value: Decimal) -> str:
    if kind == "general":
        return _general(value)
    return _digits(text, value) if kind == "digits" else text


def _general(value: Decimal) -> str:
    """As Excel shows a number in a wide cell: up to 11 digits."""
    text = f"{value if value == value.to_integral_value() else _SEEN.plus(value):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _digits(pattern: str, value: Decimal) -> str:
    """A number in a pattern of 0, #, ? and commas: those behind the last place divide by a thousand each."""
    whole, _, fraction = pattern.partition(".")
    places = whole.rstrip(",")
    value = value / 1000 ** (len(whole) - len(places))
    decimals = sum(c in "0#?" for c in fraction[:30])
    rounded = _EXACT.quantize(value, Decimal(1).scaleb(-decimals))
    left, _, right = f"{rounded:,f}".partition(".")
    left = left if "," in places else left.replace(",", "")
    if left == "0" and "0" not in places:
        left = ""
    least = fraction.rstrip("#?,").count("0")
    right = right[:least] + right[least:].rstrip("0")
    return left.rjust(places.count("0"), "0") + ("." + right if right else "")


def _date(number: float, tokens: Sequence[_Token], later_epoch: bool) -> str:
    """A day counted from the epoch; in a format not known here as year, month and day. "" where it is none."""
    if not 0 <= number < _LAST_DAY:
        return ""
    day = (_LATER_EPOCH if later_epoch else _EPOCH) + timedelta(seconds=round(number * 86400))
    parts = _minutes([(kind, text.lower() if kind == "date" else text) for kind, text in tokens])
    if any(kind not in ("date", "text") or (kind == "date" and text not in _DATE_PARTS) for kind, text in parts):
        return _USUAL_DATE.format(day)
    return "".join(_DATE_PARTS[text].format(day) if kind == "date" else text for kind, text in parts)


def _minutes(tokens: list[_Token]) -> list[_Token]:
    """An m after hours or before seconds is minutes."""
    places = [i for i, (kind, _) in enumerate(tokens) if kind == "date"]
    found = list(tokens)
    for n, here in enumerate(places):
        before = tokens[places[n - 1]][1] if n else ""
        after = tokens[places[n + 1]][1] if n + 1 < len(places) else ""
        if tokens[here][1] in ("m", "mm") and (before.startswith("h") or after.startswith("s")):
            found[here] = "date", "minute2" if tokens[here][1] == "mm" else "minute"
    return found
