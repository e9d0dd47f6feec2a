"""Facts stated in prose: the information processing fee (信息处理费, in 元) that section six reports."""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from gongkai.forms import data
from gongkai.prose import NUMERAL, WAN, level, number, squeezed, without_commas

HOME = "other_matters"
ELSEWHERE = ("overview", "improvement")  # where a fee counts too when there is no section six
AMOUNT = re.compile(rf"(?P<n>{NUMERAL})(?P<wan>万)?(?:元|圆)")
CAPTION = 24  # characters of a line that only announces what follows
SENTENCE = re.compile(r"[。;\n!]")
BREAK = re.compile(r"(?<=[。;!:])\s*\n|\n(?=[(一二三四五六七八九十]+[)、])")
Fee = int | float | None


@cache
def _rule(name: str) -> re.Pattern[str]:
    return re.compile(data("outline")["fee"][name])


def processing_fee(sections: Sequence[tuple[str, str]]) -> tuple[Fee, tuple[str, ...]]:
    """The fee in 元 that (key, text) sections state, 0 where they say none was taken, None when silent."""
    keys = [k for k, _ in sections]
    wanted = (HOME,) if HOME in keys else ELSEWHERE
    said = [s for key, text in sections if key in wanted for s in _sentences(text)]
    found = [a for s in said for a in _amounts(s)]
    if not found:
        return (0 if any(map(_none_taken, said)) else None), ()
    values = sorted(set(found))
    if len(values) == 1:
        return values[0], ()
    totals = {a for s in said for a in _amounts(s, total=True)}
    if len(totals) == 1:
        return totals.pop(), ()
    return None, (f"several processing fees are stated ({', '.join(map(str, values))} yuan); none was taken",)


def _sentences(text: str) -> Iterator[str]:
    """The sentences about the fee; a mere caption is read as one with the sentence below it."""
    caption = ""
    for raw in filter(None, SENTENCE.split(_joined(text))):
        sentence = caption + without_commas(raw)
        about = bool(_rule("name").search(sentence))
        caption = sentence if about and not caption and len(sentence) <= CAPTION and not AMOUNT.search(sentence) else ""
        if about:
            yield sentence


def _none_taken(sentence: str) -> bool:
    return bool(_rule("zero").search(_rule("quoted").sub(data("outline")["fee"]["meant"], sentence)))


def _joined(text: str) -> str:
    """Lines that end within a sentence joined: a page's lines are not its sentences."""
    return "\n".join(squeezed(part) for part in BREAK.split("\n".join(map(level, text.split("\n")))))


def _amounts(sentence: str, total: bool = False) -> Iterator[int | float]:
    for clause in re.split(r"[,，]", _rule("part").sub("", sentence)):
        if _rule("foreign").search(clause) or (total and not _rule("total").search(clause)):
            continue
        for found in AMOUNT.finditer(clause):
            value = number(found["n"]) * (WAN if found["wan"] else 1)
            yield int(value) if float(value).is_integer() else round(value, 2)
