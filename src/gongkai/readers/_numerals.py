"""Numbers of automatic lists in the numerals Word knows (ECMA-376 part 1, 17.18.59 ST_NumberFormat)."""

from collections.abc import Callable, Mapping

_MOST = 32_767  # Word counts no further; larger numbers are hostile and stay decimal
_MOST_LETTERS = 780
_ROMAN = {
    1000: "M", 900: "CM", 500: "D", 400: "CD", 100: "C", 90: "XC", 50: "L", 40: "XL", 10: "X", 9: "IX", 5: "V", 4: "IV",
    1: "I",
}  # fmt: skip
_IDEOGRAPHS = "〇一二三四五六七八九"
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


def numeral(value: int, form: str) -> str:
    """A number from 0 in one of Word's number formats; decimal where the format cannot write it or is not known."""
    write = _FORMS.get(form)
    return (write(value) if write and value <= _MOST else "") or ("" if form in _NOTHING else str(value))


def _roman(value: int) -> str:
    text = ""
    for worth, letters in _ROMAN.items():
        times, value = divmod(value, worth)
        text += letters * times
    return text


def _letters(value: int) -> str:
    repeats, place = divmod(value - 1, 26)
    return chr(ord("A") + place) * (repeats + 1) if 0 < value <= _MOST_LETTERS else ""


def _digital(value: int) -> str:
    return "".join(_IDEOGRAPHS[int(digit)] for digit in str(value))


def _counting(value: int) -> str:
    tens, ones = divmod(value, 10)
    if not 10 <= value < 100:
        return _digital(value)
    return (_IDEOGRAPHS[tens] if tens > 1 else "") + "十" + (_IDEOGRAPHS[ones] if ones else "")


def _placed(digits: str, places: str, short_ten: bool = True) -> Callable[[int], str]:
    """Numerals with a word for each place: 一百零三, 壹佰零叁. Without digits[0] gaps are not marked."""

    def write(value: int) -> str:
        text = ""
        for place in range(len(str(value)) - 1, -1, -1):
            digit = value // 10**place % 10
            text += digits[digit] + places[place].strip() if digit else digits[0]
        zero = digits[0].strip() or " "
        while zero * 2 in text:
            text = text.replace(zero * 2, zero)
        text = text.rstrip(zero).replace(" ", "") or zero.strip()
        return text[1:] if short_ten and 10 <= value < 20 else text

    return write


def _japanese(value: int) -> str:
    text = _placed(" 一二三四五六七八九", " 十百千万")(value)
    return text.replace("一十", "十").replace("一百", "百").replace("一千", "千")


def _sequence(characters: str) -> Callable[[int], str]:
    return lambda value: characters[value - 1 : value] if value else ""


def _run(first: str, length: int) -> str:
    return "".join(map(chr, range(ord(first), ord(first) + length)))


_SEQUENCES = {
    "decimalEnclosedCircle": _run("①", 20),
    "decimalEnclosedCircleChinese": _run("①", 10),
    "decimalEnclosedFullstop": _run("⒈", 20),
    "decimalEnclosedParen": _run("⑴", 20),
    "ideographEnclosedCircle": _run("㈠", 10),
    "ideographTraditional": "甲乙丙丁戊己庚辛壬癸",
    "ideographZodiac": "子丑寅卯辰巳午未申酉戌亥",
}
_NOTHING = ("none", "bullet")
_FORMS: Mapping[str, Callable[[int], str]] = {
    "upperRoman": _roman,
    "lowerRoman": lambda value: _roman(value).lower(),
    "upperLetter": _letters,
    "lowerLetter": lambda value: _letters(value).lower(),
    "decimalZero": "{:02d}".format,
    "numberInDash": "- {} -".format,
    "decimalFullWidth": lambda value: str(value).translate(_FULL_WIDTH),
    "decimalFullWidth2": lambda value: str(value).translate(_FULL_WIDTH),
    **dict.fromkeys(("ideographDigital", "japaneseDigitalTenThousand", "taiwaneseDigital"), _digital),
    **dict.fromkeys(("chineseCounting", "taiwaneseCounting"), _counting),
    **dict.fromkeys(
        ("chineseCountingThousand", "taiwaneseCountingThousand"), _placed("零一二三四五六七八九", " 十百千万")
    ),
    "japaneseCounting": _japanese,
    "chineseLegalSimplified": _placed("零壹贰叁肆伍陆柒捌玖", " 拾佰仟万", short_ten=False),
    "ideographLegalTraditional": _placed("零壹貳參肆伍陸柒捌玖", " 拾佰仟萬", short_ten=False),
    **{name: _sequence(characters) for name, characters in _SEQUENCES.items()},
}
