"""Faults for formats that are text with marks in it (RTF, MHTML): in marks, numbers and whole stretches."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

_NUMBERS = (b"0", b"-1", b"1", b"99", b"255", b"256", b"-32768", b"65535", b"55357", b"99999999", b"9" * 30)
_NUMBER = re.compile(rb"-?\d+")
_FAR = 4000  # bytes that a stretch moves or that is repeated


@dataclass(frozen=True, slots=True)
class Language:
    """The marks of a format: where one stands, and what may stand there instead."""

    mark: re.Pattern[bytes]
    marks: Sequence[bytes]


RTF = Language(
    re.compile(rb"\\[a-z]+-?\d* ?|\\'..|[{}]|\\."),
    tuple(
        rb"{ } {\* {\info {\fonttbl{\f0\fcharset134 x;} {\field{\*\fldinst {\listtext {\pict {\shp {\nonshppict \par "
        rb"\cell \row \nestcell \nestrow{\*\nesttableprops \trowd \cellx100 \cellx-5 \cellx1000000 \clvmgf \clvmrg "
        rb"\clmgf \clmrg \intbl \itap2 \itap99 \itap0 \pard \plain \v \v0 \deleted \strike \ansicpg936 \ansicpg65001 "
        rb"\ansicpg0 \uc0 \uc1 \uc9 \u-1 \u55357 \u56832 \u99999 \bin9 \bin0 \bin99999999 \'b0 \'b0\'a1 \'81 \'ff \'g "
        rb"\f0 \f999 \ls1 \ilvl9 \upr{ \ud{ \super \sub \tab \line \page \sect \trgaph \~ \_ \-".split(b" ")
    ),
)
MHTML = Language(
    re.compile(rb"\r?\n|[A-Za-z-]+: [^\r\n]*|--[^\r\n]+|=[0-9A-F]{2}|</?[a-z]+[^>]{0,40}>|&#?\w+;"),
    (
        *(b"\r\n", b"\n", b"\r\n\r\n", b"--", b"=", b"=\r\n", b"=3D", b"=FF", b"=G1", b"\0", b"&#0;", b"&#x10ffff;"),
        *(f"Content-Transfer-Encoding: {name}\r\n".encode() for name in ("base64", "quoted-printable", "x", "binary")),
        *(f'Content-Type: text/html; charset="{name}"\r\n'.encode() for name in ("gb2312", "utf-16", "x", "idna", "")),
        *(b"Content-Type: multipart/related; boundary=x\r\n", b'Content-Type: multipart/mixed; boundary=""\r\n'),
        *(b"Content-Type: message/rfc822\r\n", b"Content-Type: image/png\r\n", b"Content-Type: =?gb2312?B?x?=\r\n"),
        *(b"Content-Location: =?utf-8?Q?=\r\n", b"--x\r\n", b"--x--\r\n", b"<table>", b"</table>", b"<td>", b"<tr>"),
        *(b"<td colspan=99999>", b"<td rowspan=0>", b"<!--", b"<script>", b"<style>", b"<p hidden>", b"<plaintext>"),
    ),
)


def mutator(language: Language) -> Callable[[Random, bytes], bytes]:
    """Makes one to four faults in a document of the language."""

    def mutated(rng: Random, data: bytes) -> bytes:
        made = bytearray(data)
        for _ in range(rng.choice((1, 1, 2, 4))):
            rng.choice(_MUTATIONS)(rng, made, language)
        return bytes(made)

    return mutated


def _place(rng: Random, data: bytearray, pattern: re.Pattern[bytes]) -> tuple[int, int]:
    """Where the first of a pattern's after a chance place begins and ends."""
    start = rng.randrange(len(data) + 1)
    found = pattern.search(data, start, start + _FAR)
    return (start, start) if found is None else found.span()


def _other_mark(rng: Random, data: bytearray, language: Language) -> None:
    for _ in range(rng.choice((1, 1, 3, 10))):
        start, end = _place(rng, data, language.mark)
        data[start:end] = rng.choice(language.marks)


def _more_marks(rng: Random, data: bytearray, language: Language) -> None:
    start, _ = _place(rng, data, language.mark)
    data[start:start] = b"".join(rng.choices(language.marks, k=rng.choice((1, 2, 8)))) * rng.choice((1, 1, 1, 150))


def _fewer_marks(rng: Random, data: bytearray, language: Language) -> None:
    for _ in range(rng.choice((1, 3, 10))):
        start, end = _place(rng, data, language.mark)
        del data[start:end]


def _other_number(rng: Random, data: bytearray, _language: Language) -> None:
    for _ in range(rng.choice((1, 3, 10))):
        start, end = _place(rng, data, _NUMBER)
        data[start:end] = rng.choice(_NUMBERS)


def _bytes(rng: Random, data: bytearray, _language: Language) -> None:
    for _ in range(rng.choice((1, 3, 10))):
        at = rng.randrange(len(data) + 1)
        data[at : at + 1] = rng.randbytes(rng.randrange(3))


def _moved(rng: Random, data: bytearray, _language: Language) -> None:
    start, to = rng.randrange(len(data) + 1), rng.randrange(len(data) + 1)
    data[to:to] = data[start : start + rng.randrange(_FAR)]


def _lost(rng: Random, data: bytearray, _language: Language) -> None:
    start = rng.randrange(len(data) + 1)
    del data[start : start + rng.randrange(_FAR)]


def _cut(rng: Random, data: bytearray, _language: Language) -> None:
    del data[rng.randrange(len(data) + 1) :]


_MUTATIONS = (_other_mark, _other_mark, _more_marks, _fewer_marks, _other_number, _bytes, _moved, _lost, _cut)
