"""Control words of RTF by what a reader does with them (RTF Specification 1.9.1)."""

import re
from collections.abc import Mapping

_SKIPPED = """
    colortbl filetbl listtable listoverridetable revtbl rsidtbl pict nonshppict shprslt fldinst footnote
    annotation header headerl headerr headerf footer footerl footerr footerf ftnsep ftnsepc ftncn aftnsep aftnsepc
    aftncn nonesttables objdata objclass xe tc txe rxe pn pnseclvl bkmkstart bkmkend generator themedata datastore
    colorschememapping latentstyles xmlnstbl panose falt mmathPict atnid atnauthor atnref private
"""
SKIPPED = frozenset(_SKIPPED.split())  # destinations of which nothing is printed in the text
PICTURES = frozenset(("pict", "objdata"))
PROPERTIES = re.compile("m[A-Za-z]+Pr")  # of formulas
DROPPED = frozenset(("info", "shpinst", "sp", "upr"))  # nothing printed of their own, but of destinations within
ENTERED = frozenset(("moMath", "moMathPara", "do", "shppict"))  # printed in spite of their \\*
CHARACTERS: Mapping[str, str] = {
    **dict.fromkeys(("line", "page", "column", "softline", "lbr"), "\n"),
    "tab": "\t",
    "emdash": "—",
    "endash": "–",
    "bullet": "•",
    "lquote": "‘",
    "rquote": "’",
    "ldblquote": "“",
    "rdblquote": "”",
    "emspace": "\u2003",
    "enspace": "\u2002",
    "qmspace": "\u2005",
}
SYMBOLS: Mapping[bytes, str] = {b"~": "\u00a0", b"_": "-", b"\t": "\t"}
