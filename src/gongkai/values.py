"""The text of a cell -> value, status, printed unit. Reads what is printed, repairs nothing, says where unsure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache

from gongkai.forms import data
from gongkai.labels import folded
from gongkai.prose import DIGITS, number

Number = int | float

_WIDTH = {0xFF01 + i: 0x21 + i for i in range(0x5E)} | dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
_DASHES = re.compile(r"[-‐-―−─━ー_/\\~～]+")
PLAIN_DIGITS = 15  # a text of so many digits, half-width, is the number they write
_PLAIN = re.compile(rf"[0-9]{{1,{PLAIN_DIGITS}}}")
_DIGITS = r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?|\.[0-9]+"
_NUMERALS = "〇○零一二两三四五六七八九十百千万亿"
_NUMERAL = re.compile(f"[{_NUMERALS}]+")
_ONE, _GAP = "[一二两三四五六七八九]", "[零〇○]"
_BLOCK = rf"(?:{_ONE}千)?(?:{_GAP}?{_ONE}百)?(?:{_GAP}?{_ONE}?十{_ONE}?|{_GAP}{_ONE})?"
# 一百二 is 120 in speech and 102 character by character: neither is read
_LAWFUL = re.compile(rf"(?:(?:{_BLOCK}|{_ONE})亿)?(?:(?:{_BLOCK}|{_ONE})万)?{_BLOCK}|{_ONE}")
LETTERS = "\u2e7f"  # the last character before the ideographs: labels are written in these
_MAX_LENGTH = 200  # a longer text is prose, not a value


@dataclass(frozen=True, slots=True)
class Value:
    """What a cell says: `number` is None unless status is `value`; `unit` as printed; `doubt` why it may be wrong."""

    number: Decimal | None
    status: str
    unit: str = ""
    doubt: str = ""


BLANK = Value(None, "blank")
DASH = Value(None, "dash")
NONE = Value(None, "none")
TEXT = Value(None, "text", doubt="no number could be read from the text of the cell")
UNREADABLE = Value(None, "unreadable", doubt="the print in the cell could not be read")
UNREAD = "\ufffd"  # what readers have for print they cannot read


@lru_cache(maxsize=65536)
def read_value(text: str) -> Value:
    """The value printed in a cell. Statuses: value, blank, dash, none, text, unreadable."""
    if _PLAIN.fullmatch(text):
        return Value(Decimal(text), "value")
    if len(text) > _MAX_LENGTH:
        return TEXT if text.strip() else BLANK
    folded = text.translate(_WIDTH).strip()
    bare = "".join(folded.split())
    return _wordless(bare) or _number(folded) or TEXT


def _wordless(bare: str) -> Value | None:
    if not bare:
        return BLANK
    if _DASHES.fullmatch(bare):
        return DASH
    if not bare.strip(UNREAD):
        return UNREADABLE
    return NONE if bare.rstrip("。.").lower() in _none_words() else None


@cache
def _none_words() -> frozenset[str]:
    return frozenset(data("values")["none"])


@cache
def _grammar() -> re.Pattern[str]:
    raw = data("values")
    signs = _any_of([*raw["signs"], *raw["unsure_signs"]])
    lead = _any_of(raw["lead"]["words"])
    money = [u for u in data("fields")["money"] if u not in raw["multipliers"]]
    unit = f"(?:{_any_of(money)}|(?:{_any_of(list(raw['multipliers']))})?(?:{_any_of(raw['units']['words'])})?)"
    number = f"{_DIGITS}|{_NUMERAL.pattern}"
    return re.compile(
        rf"(?:{lead})?\s*(?P<sign>{signs})?\s*(?P<number>{number})\s*(?P<unit>{unit})\s*(?P<rest>(?!\s*[0-9A-Za-z,.{_NUMERALS}]).*|)",
        re.DOTALL,
    )


def _any_of(words: list[str]) -> str:
    return "|".join(re.escape(w) for w in sorted(words, key=len, reverse=True))


def _number(text: str) -> Value | None:
    match = _grammar().fullmatch(text)
    if not match:
        return None
    digits = match["number"]
    value = _numeral(digits) if _NUMERAL.fullmatch(digits) else Decimal(digits.replace(",", ""))
    if value is None:
        return None
    sign, doubt = _sign(match["sign"] or "")
    doubt = _rest_doubt(match["rest"]) or doubt or _numeral_doubt(digits)
    return _scaled(sign * value, match["unit"], doubt)


def _sign(sign: str) -> tuple[int, str]:
    raw = data("values")
    if sign in raw["unsure_signs"]:
        return raw["unsure_signs"][sign], "a dash before the number may be a minus sign"
    return raw["signs"].get(sign, 1), ""


def _numeral_doubt(digits: str) -> str:
    return "a lone 一 or ○ may be a dash or a mark" if digits in ("一", "○") else ""


def _rest_doubt(rest: str) -> str:
    """A remark in brackets after the number is usual; anything else is not."""
    rest = " ".join(rest.split())
    if not rest or (rest[0] in "([【〔" and rest[-1] in ")]】〕"):
        return ""
    return f"more is printed after the number: {rest[:20]}"


def _scaled(number: Decimal, unit: str, doubt: str) -> Value:
    multipliers: Mapping[str, int] = data("values")["multipliers"]
    if unit and unit[0] in multipliers and unit not in data("fields")["money"]:
        number, unit = number * multipliers[unit[0]], unit[1:]
    return Value(number, "value", unit, doubt)


def _numeral(text: str) -> Decimal | None:
    """十二 -> 12, 一百零三 -> 103, 二〇 -> 20; None where the characters make no number."""
    if all(c in DIGITS for c in text):
        return Decimal(number(text))
    return (Decimal(number(text)) or None) if _LAWFUL.fullmatch(text) else None


def plain(number: Decimal) -> Number:
    """The JSON number: an int when whole."""
    return int(number) if number == number.to_integral_value() else float(number)


def in_unit(value: Value, unit: str, column_unit: str = "") -> tuple[Number | None, str]:
    """The number in the field's `unit` ("" where its form states none), and the unit it is then in.

    The unit printed in the cell wins, then the one printed in the column's label, then the form's.
    """
    money: Mapping[str, str] = data("fields")["money"]
    if value.number is None:
        return None, unit
    if unit not in ("", "万元"):
        return plain(value.number * data("values")["multipliers"].get(value.unit, 1)), unit
    printed = value.unit if value.unit in money else column_unit
    if printed in money:
        return plain(value.number * Decimal(money[printed])), "万元"
    return plain(value.number), unit


@cache
def _unit_grammar() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """A unit of money in the brackets of a label, and at the end of one without."""
    money = _any_of(list(data("fields")["money"]))
    return re.compile(rf"(?:单位:?)?({money})"), re.compile(rf"(?:单位:?|:|额)({money})$")


@lru_cache(maxsize=4096)
def unit_in_label(label: str) -> tuple[str, str]:
    """The unit of money a label states, "" if none, and what is doubtful about it: 本年收费金额（单位：元） -> 元."""
    text = folded(label, data("variants")["characters"])
    whole, ending = _unit_grammar()
    inside = re.findall(r"\(([^()]*)\)?", text)
    if stated := next(filter(None, map(whole.fullmatch, inside)), None) or ending.search(text):
        return stated[1], ""
    garbled = any("元" in part or "单位" in part for part in inside)
    return "", "the unit in the label cannot be read" if garbled else ""


@lru_cache(maxsize=65536)
def is_value(text: str) -> bool:
    """Whether a text can only be a table's value: a number (even broken over lines), dash, 无; not a label or blank."""
    if text.isascii() and text.isdigit():
        return True
    value = read_value("".join(text.split()))
    if value.status in ("value", "text"):
        worded = any(c > LETTERS and c.isalpha() for c in text)
        return (value.status == "value" and not value.doubt.startswith("more")) or not worded
    return value.status != "blank"
