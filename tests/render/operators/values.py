"""What is printed in the cells of figures."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from random import Random

from gongkai.forms import kind
from render.layouts import shown
from render.operators.registry import Registry
from render.sheet import Cell, Grid, Sheet

OPERATORS = Registry()
Reprint = Callable[[Cell, Random], Cell]
_DASHES = ("/", "-", "—", "－", "——", "／", "--")
_NOTHING = ("无", "不涉及", "不适用", "没有", "N/A")
_BLANKS = ("", " ", "\u00a0", "　", " \u00a0 ")
_PADDING = ("　　{}", "\u00a0{}", "{}　", " {} ", "{}\u00a0", "　{}　")
_NUMERALS = "〇一二三四五六七八九"


def _some(sheet: Sheet, rng: Random, chance: float, reprint: Reprint) -> Sheet:
    """The sheet with some value cells printed otherwise."""
    return sheet.each_cell(lambda c: reprint(c, rng) if c.role == "value" and c.field and rng.random() < chance else c)


def _emptied(cell: Cell, text: str, status: str) -> Cell:
    return replace(cell, text=text, number=None, status=status)


def _register_empty(name: str, chance: float, words: tuple[str, ...], status: str) -> None:
    def reprint(cell: Cell, rng: Random) -> Cell:
        return _emptied(cell, rng.choice(words), status)

    OPERATORS.add(name)(lambda sheet, rng: _some(sheet, rng, chance, reprint))


_register_empty("blanks", 0.3, _BLANKS, "blank")
_register_empty("all-blank", 1.0, ("",), "blank")
_register_empty("dashes", 0.3, _DASHES, "dash")
_register_empty("words-for-nothing", 0.3, _NOTHING, "none")


@OPERATORS.add("zeros-left-blank")
def _zeros_blank(sheet: Sheet, rng: Random) -> Sheet:
    return _some(sheet, rng, 1.0, lambda c, _: c if c.number else _emptied(c, "", "blank"))


@OPERATORS.add("totals-of-details-blank")
def _totals_blank(sheet: Sheet, rng: Random) -> Sheet:
    def reprint(cell: Cell, _rng: Random) -> Cell:
        row, _, column = cell.field.rpartition(".")
        detail = row.startswith("applications.outcome.") and not row.endswith(".total")
        return _emptied(cell, "", "blank") if detail and column == "total" else cell

    return _some(sheet, rng, 1.0, reprint)


def _reprinted(
    name: str, chance: float = 0.5, anyhow: bool = False, listed: bool = True
) -> Callable[[Reprint], Reprint]:
    """Register a reprint of cells with a bare number, or of any number however printed."""

    def register(reprint: Reprint) -> Reprint:
        def careful(cell: Cell, rng: Random) -> Cell:
            ready = cell.number is not None and (anyhow or cell.text == shown(cell.number))
            return reprint(cell, rng) if ready else cell

        OPERATORS.add(name, listed=listed)(lambda sheet, rng: _some(sheet, rng, chance, careful))
        return reprint

    return register


def _is_money(cell: Cell) -> bool:
    return kind(cell.field) == "amount"


@_reprinted("units")
def _with_unit(cell: Cell, rng: Random) -> Cell:
    if not _is_money(cell):
        return replace(cell, text=cell.text + rng.choice(("件", " 件", "件\u00a0")))
    yuan = Decimal(shown(cell.number or 0)) * 10000
    return replace(cell, text=rng.choice((f"{yuan.normalize():f}元", f"{cell.text}万元")))


@_reprinted("remarks")
def _with_remark(cell: Cell, rng: Random) -> Cell:
    inner = rng.randint(1, 99)
    remark = rng.choice((f"（其中修订{inner}件）", f"（含自然失效{inner}件）", f"(含上年{inner})"))
    return cell if _is_money(cell) else replace(cell, text=cell.text + remark)


@_reprinted("signs", 1.0)
def _signed(cell: Cell, rng: Random) -> Cell:
    if kind(cell.field) != "signed count" or not cell.number:
        return cell
    signs = ("+", "增", "＋") if cell.number > 0 else ("-", "减", "－", "减少")
    return replace(cell, text=rng.choice(signs) + shown(abs(cell.number)))


@_reprinted("separators", 1.0)
def _separated(cell: Cell, _rng: Random) -> Cell:
    whole, point, rest = cell.text.partition(".")
    return replace(cell, text=f"{int(whole):,}{point}{rest}")


@_reprinted("full-width-digits", anyhow=True)
def _full_width(cell: Cell, _rng: Random) -> Cell:
    return replace(cell, text="".join(chr(ord(c) + 0xFEE0) if c.isdecimal() else c for c in cell.text))


@_reprinted("chinese-numerals")
def _numerals(cell: Cell, _rng: Random) -> Cell:
    number = cell.number
    if not isinstance(number, int) or not 1 < number < 10_000:
        return cell
    return replace(cell, text=numeral(number))


def numeral(number: int) -> str:
    """12 -> 十二, 305 -> 三百零五."""
    text, gap = "", False
    for size, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // size % 10
        text += ("零" if gap and text else "") * bool(digit) + (_NUMERALS[digit] + unit if digit else "")
        gap = not digit
    return text.removeprefix("一") if text.startswith("一十") else text


@_reprinted("padded", 0.7, anyhow=True)
def _padded(cell: Cell, rng: Random) -> Cell:
    return replace(cell, text=rng.choice(_PADDING).format(cell.text))


@_reprinted("two-figures-in-a-cell", 0.02, listed=False)
def _doubled(cell: Cell, _rng: Random) -> Cell:
    """Two numbers in one cell: no reading of it is certain."""
    return replace(cell, text=f"{cell.text} {int(cell.number or 0) + 7}", number=None, status="text")


@_reprinted("figures-broken-over-lines", 0.3, listed=False)
def _broken_figure(cell: Cell, rng: Random) -> Cell:
    at = rng.randint(1, max(1, len(cell.text) - 1))
    return replace(cell, text=f"{cell.text[:at]}\n{cell.text[at:]}" if cell.text[:at].isdecimal() else cell.text)


@_reprinted("letters-for-digits", 0.05, listed=False)
def _letters(cell: Cell, _rng: Random) -> Cell:
    """O for 0 and l for 1: not a number, whatever was meant."""
    text = cell.text.replace("0", "O").replace("1", "l")
    return cell if text == cell.text else _emptied(cell, text, "text")


@OPERATORS.add("fees-in-yuan", listed=False)
def _in_yuan(sheet: Sheet, _rng: Random) -> Sheet:
    """The amount in 元, as the header of its column says."""

    def reprint(cell: Cell) -> Cell:
        if cell.field == "disclosure.fees.amount" and cell.number is not None:
            return replace(cell, text=f"{(Decimal(shown(cell.number)) * 10000).normalize():f}")
        return replace(cell, text=cell.text.replace("万元", "元")) if cell.role == "header" else cell

    says_so = any("万元" in c.text for g in sheet.grids for c in g.cells)
    return sheet.each_cell(reprint) if says_so else sheet


@OPERATORS.add("column-blank")
def _column_blank(sheet: Sheet, rng: Random) -> Sheet:
    """A whole applicant column left empty."""

    def change(grid: Grid) -> Grid:
        column = rng.randrange(3, 9)
        if grid.table != "applications":
            return grid
        new = [(*r[:column], _unfilled(r[column]), *r[column + 1 :]) for r in grid.rows]
        return replace(grid, rows=tuple(new))

    return sheet.each_grid(change)


def _unfilled(cell: Cell) -> Cell:
    return _emptied(cell, "", "blank") if cell.role == "value" else cell
