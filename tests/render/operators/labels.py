"""What happens to the words of labels: misprints, numbering styles, spacing, other wordings."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from random import Random

from render.operators.registry import Registry
from render.sheet import ALL_LABELS, Cell, Sheet, Text

OPERATORS = Registry()
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_COMMON = (
    "的一是不了在人有我他这中大来上国个到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可她里后小么心多天"
    "而能好都然没日于起还发成事只作当想看文无开手十用主行方又如前所本见经头面公同三已老从动两长知民样现分将外但身些"
    "与高意进把法此实回二理美点月明其种声全工己话儿者向情部正名定女问力机给等几很业最间新什打便位因重被走电四第门相"
    "次东政海口使教西再平真听世气信北少关并内加化由却代军产入先山五太水万市眼体别处总才场师书比住员九笑性通目华报立"
    "马命张活难神数件安表原车白应路期叫死常提感金何更反合放做系计或司利受光王果亲界及今京务制解各任至清物台象记边共"
    "风战干接它许八特觉望直服毛林题建南度统色字请交爱让认算论百吃义科怎元社术结六功指思非流每青管夫连远资队跟带花快"
)
_DIGITS = "一二三四五六七八九十"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩"


def _misprinted(text: str, rng: Random) -> str:
    places = [m.start() for m in _CHINESE.finditer(text)]
    if not places:
        return text
    place = rng.choice(places)
    wrong = rng.choice([c for c in _COMMON if c not in text])
    return text[:place] + wrong + text[place + 1 :]


@OPERATORS.add("wrong-character-in-every-label")
def _every_label_misprinted(sheet: Sheet, rng: Random) -> Sheet:
    return sheet.each_cell(lambda c: replace(c, text=_misprinted(c.text, rng)) if c.role in ALL_LABELS else c)


@OPERATORS.add("wrong-character-in-one-label")
def _one_label_misprinted(sheet: Sheet, rng: Random) -> Sheet:
    chosen = rng.choice([c for g in sheet.grids for c in g.cells if g.table and c.role in ALL_LABELS])
    return sheet.each_cell(lambda c: replace(c, text=_misprinted(c.text, rng)) if c is chosen else c)


def _remarked(sheet: Sheet, pattern: str, style: Callable[[str], str]) -> Sheet:
    """The sheet with every numbering that matches the pattern printed otherwise."""

    def change(cell: Cell) -> Cell:
        match = re.fullmatch(pattern, cell.mark)
        return replace(cell, mark=style(match[1])) if match else cell

    return sheet.each_cell(change)


_ITEM_STYLES: Mapping[str, Callable[[str], str]] = {
    "items-comma": "{}、".format,
    "items-full-stop": "{}．".format,
    "items-bracketed": "（{}）".format,
    "items-half-bracketed": "({})".format,
    "items-circled": lambda n: _CIRCLED[int(n) - 1],
    "items-spaced": "{} ".format,
    "items-dot-space": "{}. ".format,
    "items-full-width": lambda n: chr(0xFF10 + int(n)) + "．",
    "items-bare": lambda n: "",
}
_GROUP_STYLES: Mapping[str, Callable[[str], str]] = {
    "groups-half-bracketed": "({})".format,
    "groups-comma": "{}、".format,
    "groups-spaced": "（{}） ".format,
    "groups-digits": lambda n: f"（{_DIGITS.index(n) + 1 if n in _DIGITS else n}）",
    "groups-bare": lambda n: "",
}
for _name, _style in _ITEM_STYLES.items():
    OPERATORS.add(_name)(lambda sheet, _rng, style=_style: _remarked(sheet, r"(\d)\.", style))  # type: ignore[misc]
for _name, _style in _GROUP_STYLES.items():
    OPERATORS.add(_name)(lambda sheet, _rng, style=_style: _remarked(sheet, "（(.)）", style))  # type: ignore[misc]


@OPERATORS.add("tops-bare")
def _tops_bare(sheet: Sheet, _rng: Random) -> Sheet:
    return _remarked(sheet, "(.)、", lambda n: "")


@OPERATORS.add("automatic-numbering", "docx")
def _automatic(sheet: Sheet, _rng: Random) -> Sheet:
    sheet = sheet.with_blocks(replace(b, automatic=bool(b.mark)) if isinstance(b, Text) else b for b in sheet.blocks)
    return sheet.each_cell(lambda c: replace(c, automatic=bool(c.mark)))


def _reworded(sheet: Sheet, change: Callable[[str], str], roles: frozenset[str] = ALL_LABELS) -> Sheet:
    """The sheet with the text and numbering of labels changed."""
    return sheet.each_cell(lambda c: replace(c, text=change(c.text), mark=change(c.mark)) if c.role in roles else c)


_HALF_WIDTH = str.maketrans("（）“”，、：．", '()"",,:.')


@OPERATORS.add("half-width-punctuation")
def _half_width(sheet: Sheet, _rng: Random) -> Sheet:
    return _reworded(sheet, lambda t: t.translate(_HALF_WIDTH))


def _gapped(text: str, rng: Random, gaps: str, chance: float) -> str:
    return "".join(c + (rng.choice(gaps) if rng.random() < chance else "") for c in text)


@OPERATORS.add("spaces-in-labels")
def _spaced(sheet: Sheet, rng: Random) -> Sheet:
    return _reworded(sheet, lambda t: _gapped(t, rng, " \u00a0\u3000", 0.3))


@OPERATORS.add("breaks-in-labels", "docx", "html", "ofd", "pdf")
def _broken(sheet: Sheet, rng: Random) -> Sheet:
    return _reworded(sheet, lambda t: _gapped(t, rng, "\n", 0.3))


@OPERATORS.add("vertical-groups", "docx", "html", "ofd", "pdf")
def _vertical(sheet: Sheet, _rng: Random) -> Sheet:
    return _reworded(sheet, lambda t: "".join(f"{c}\n" for c in t), frozenset(("group",)))


_SIMPLIFIED = "项规范处决数现务许罚强对购总额费业关为办结转开图没询审维纠诉讼复议经请条单法组织"
_TRADITIONAL = "項規範處決數現務許罰強對購總額費業關為辦結轉開圖沒詢審維糾訴訟復議經請條單法組織"
_TO_TRADITIONAL = str.maketrans(_SIMPLIFIED, _TRADITIONAL)


@OPERATORS.add("traditional-characters")
def _traditional(sheet: Sheet, _rng: Random) -> Sheet:
    return _reworded(sheet, lambda t: t.translate(_TO_TRADITIONAL))


# Wordings of real reports: the domain notes, label variants actually seen.
_WORDINGS = {
    "行政规范性文件": "规范性文件",
    "现行有效件数": "现行有效件",
    "结转下年度继续办理": "结转下一年度继续办理",
    "申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请": "申请人无正当理由逾期不补正",
    "申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请": "申请人逾期未按收费通知要求缴纳费用",
    "部分公开（区分处理的，只计这一情形，不计其他情形）": "部分公开",
    "其他法律行政法规禁止公开": "其他法律行政止公开",
    "本年收费金额（单位：万元）": "本年收费金额",
}
_GLOSSES = {
    "规章": "规章（设区的市、自治州人民政府应提供相关数据）",
    "规范性文件": "规范性文件（行政机关发布的决定、公告、通知，以及标题采用“规定”“办法”字样的公文）",
    "上一年项目数量": "上一年项目数量（指上一年度事项数）",
    "本年增/减": "本年增/减（减用负值表示，如-8）",
    "处理决定数量": "处理决定数量（指本年度办件量）",
    "其他对外管理服务事项": "其他对外管理服务事项（含行政确认、行政奖励、行政处罚、行政强制和其他类）",
}


def _exchanged(sheet: Sheet, words: Mapping[str, str]) -> Sheet:
    return sheet.each_cell(lambda c: replace(c, text=words.get(c.text, c.text)) if c.role in ALL_LABELS else c)


@OPERATORS.add("other-wordings")
def _other_wordings(sheet: Sheet, _rng: Random) -> Sheet:
    return _exchanged(sheet, _WORDINGS)


@OPERATORS.add("glosses-in-labels")
def _glossed(sheet: Sheet, _rng: Random) -> Sheet:
    return _exchanged(sheet, _GLOSSES)


# One wording each of forms/aliases.toml: the fixture that shows the alias is made by the operator of its name.
_ALIASES = {
    "alias-normative-documents": {"行政规范性文件": "规范性文件"},
    "alias-in-force-cut": {"现行有效件数": "现行有效件"},
    "alias-next-year": {"结转下年度继续办理": "结转下一年度继续办理"},
    "alias-following-year": {"结转下年度继续办理": "结转下一年继续办理"},
    "alias-other-handling": {"其他处理": "其他"},
}
for _name, _words in _ALIASES.items():
    OPERATORS.add(_name)(lambda sheet, _rng, words=_words: _exchanged(sheet, words))  # type: ignore[misc]


@OPERATORS.add("no-note-in-header")
def _no_note(sheet: Sheet, _rng: Random) -> Sheet:
    return sheet.each_cell(lambda c: replace(c, text="") if c.role == "stub" and c.text.startswith("（本列") else c)


@OPERATORS.add("headers-cut-short", listed=False)
def _cut_short(sheet: Sheet, _rng: Random) -> Sheet:
    return sheet.each_cell(lambda c: replace(c, text=c.text[: max(3, len(c.text) - 2)]) if c.role == "header" else c)


@OPERATORS.add("labels-swapped-characters", listed=False)
def _swapped(sheet: Sheet, rng: Random) -> Sheet:
    def change(text: str) -> str:
        if len(text) < 3:
            return text
        i = rng.randrange(len(text) - 1)
        return text[:i] + text[i + 1] + text[i] + text[i + 2 :]

    return sheet.each_cell(lambda c: replace(c, text=change(c.text)) if c.role in ALL_LABELS else c)


_RADICALS = str.maketrans("一行人生用白文大小方日水玉高非", "⼀⾏⼈⽣⽤⽩⽂⼤⼩⽅⽇⽔⽟⾼⾮")


@OPERATORS.add("radicals-for-characters", "docx", "html", "txt")
def _radicals(sheet: Sheet, _rng: Random) -> Sheet:
    """Kangxi radicals where characters look the same, as text taken out of PDFs has them."""
    return _reworded(sheet, lambda t: t.translate(_RADICALS))


@OPERATORS.add("invisible-characters", "docx", "html", "txt")
def _invisible(sheet: Sheet, rng: Random) -> Sheet:
    return sheet.each_cell(lambda c: replace(c, text=_gapped(c.text, rng, "\u200b\ufeff\u00ad", 0.2)))


@OPERATORS.add("totals-named-otherwise", listed=False)
def _otherwise(sheet: Sheet, _rng: Random) -> Sheet:
    return _exchanged(sheet, {"总计": "合计"})
