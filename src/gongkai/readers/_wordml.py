"""Names of WordprocessingML (ECMA-376 part 1, 17) and how its attributes are read."""

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
V = "{urn:schemas-microsoft-com:vml}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
DGM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"

VAL = W + "val"
P, P_PR, P_STYLE, OUTLINE, NUM_PR, NUM_ID, DEPTH = (
    W + name for name in ("p", "pPr", "pStyle", "outlineLvl", "numPr", "numId", "ilvl")
)
R, R_PR, R_STYLE, R_FONTS, VANISH, T, TAB = (
    W + name for name in ("r", "rPr", "rStyle", "rFonts", "vanish", "t", "tab")
)
TBL, TR, TR_PR, TC, TXBX, FIELD = (W + name for name in ("tbl", "tr", "trPr", "tc", "txbxContent", "fldChar"))
DEL, MOVE_FROM = W + "del", W + "moveFrom"
M_R, M_T = M + "r", M + "t"
_OFF = ("0", "false", "off")


def val(element: etree._Element | None) -> str | None:
    """The w:val of a property, None where the property or its value is absent."""
    return None if element is None else element.get(VAL)


def on(element: etree._Element | None) -> bool:
    """Whether an on/off property is there and not switched off."""
    return element is not None and element.get(VAL) not in _OFF


def number(text: str | None) -> int | None:
    """A small decimal number, None where there is none: junk and absurd sizes are not guessed at."""
    digits = (text or "").strip()
    return int(digits) if digits.isascii() and digits.isdecimal() and len(digits) < 10 else None
