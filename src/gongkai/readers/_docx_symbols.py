"""Characters of the symbol fonts, whose codes mean nothing outside their font."""

_DINGBATS = {
    0x6C: "●", 0x6D: "❍", 0x6E: "■", 0x6F: "□", 0x70: "❐", 0x71: "❑", 0x72: "❒", 0x73: "⬧", 0x74: "⧫", 0x75: "◆",
    0x76: "❖", 0x77: "⬥", 0x80: "⓪", 0x8B: "⓿", 0x9E: "·", 0x9F: "•", 0xA1: "○", 0xA7: "▪", 0xA8: "◻", 0xD8: "➢",
    0xE0: "→", 0xE8: "➔", 0xF0: "⇨", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑",
}  # fmt: skip
_CIRCLED = {0x81 + i: chr(0x2460 + i) for i in range(10)} | {0x8C + i: chr(0x2776 + i) for i in range(10)}
_SYMBOL = {code: chr(code) for code in b" !#%&()+,./0123456789:;<=>?[]_{|}"} | {
    0x2A: "∗", 0x2D: "−", 0xA3: "≤", 0xA5: "∞", 0xA8: "♦", 0xB0: "°", 0xB1: "±", 0xB3: "≥", 0xB4: "×", 0xB7: "•",
    0xB8: "÷", 0xB9: "≠", 0xBB: "≈",
}  # fmt: skip
_FONTS = {"wingdings": _DINGBATS | _CIRCLED, "symbol": _SYMBOL, "wingdings 2": {}, "wingdings 3": {}, "webdings": {}}
_PRIVATE = 0xF000


def symbol(code: int, font: str | None) -> str:
    """What a character code of a font looks like, "" where no ordinary character looks so."""
    table = _FONTS.get((font or "").lower(), {} if code >= 0xE000 else None)
    if table is None:
        return chr(code)
    return table.get(code - _PRIVATE if code >= _PRIVATE else code, "")
