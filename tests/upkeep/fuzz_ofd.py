"""OFD packages with faults where they hurt: in the numbers of attributes, the nesting and order of objects, references
between parts, the bytes of a part, the container. Parts are taken out, damaged and packed again, so that most faults
reach the reader and few end at a checksum.
"""

import re
import zipfile
from collections.abc import Callable
from functools import lru_cache
from io import BytesIO
from random import Random

Parts = dict[str, bytes]

_ATTRIBUTE = re.compile(rb'([\w:]+)="([^"]*)"')
_OBJECT = re.compile(rb"<ofd:(\w+)\b[^>]*>.*?</ofd:\1>", re.DOTALL)
_TAG = re.compile(rb"</?ofd:\w+[^>]*>")
_NUMBERS = (
    *(
        b"0",
        b"-1",
        b"1e308",
        b"1e999",
        b"nan",
        b"-inf",
        b"999999999999",
        b"0.00001",
        b"x",
        b"",
        b"1 2",
        b"1 2 3 4 5 6 7",
    ),
    *(
        b"0 0 0 0",
        b"-5 -5 -5 -5",
        b"0 0 0 0 0 0",
        b"1 0 0 1 1e6 -1e6",
        b"0 1 -1 0 0 0",
        b"0.7 0.7 -0.7 0.7 0 0",
        b"1e6 0 0 1e6 0 0",
    ),
    *(
        b"g 1000000000 1",
        b"g -3 2",
        b"g g g",
        b"g 3",
        b"g 2 1e9 -4",
        b"false",
        b"true",
        b"90",
        b"45",
        b"270",
        b"#FF #FF #FF",
    ),
    *(b"../../../etc/passwd", b"/OFD.xml", b"OFD.xml", b"Doc_0/Document.xml", b"/Doc_0/DocumentRes.xml", b"\xff\xfe"),
)
_WORDS = (
    *(
        b"<ofd:PageBlock>",
        b"</ofd:PageBlock>",
        b"<ofd:Layer>",
        b"<ofd:TextObject/>",
        b"<ofd:PathObject/>",
        b"<a:b/>",
        b"&a;",
        b"&#0;",
    ),
    *(
        b"<!DOCTYPE x [<!ENTITY a 'b'>]>",
        b"<!--",
        b"]]>",
        b"<![CDATA[",
        b"M 0 0 L 1e9 1e9 B 1 C",
        b"A 0 0 0 0 0 0 0 ",
        b"\0",
    ),
    b'<ofd:CompositeObject Boundary="0 0 9 9" ResourceID="101"/>',
    b'<ofd:ImageObject Boundary="0 0 210 297" ResourceID="1"/>',
    b'<ofd:CGTransform CodePosition="0" CodeCount="999999999" GlyphCount="-1"/>',
    b'<ofd:Clips><ofd:Clip><ofd:Area CTM="1 0"><ofd:Path><ofd:AbbreviatedData>M 1 1</ofd:AbbreviatedData></ofd:Path>'
    b"</ofd:Area></ofd:Clip></ofd:Clips>",
)


@lru_cache(maxsize=64)
def _unpacked(data: bytes) -> Parts:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _packed(parts: Parts, rng: Random) -> bytes:
    buffer = BytesIO()
    method = rng.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))
    with zipfile.ZipFile(buffer, "w", method, compresslevel=1) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content, method)
    return buffer.getvalue()


def _in_attribute(rng: Random, xml: bytes) -> bytes:
    """Other values in some attributes."""
    found = list(_ATTRIBUTE.finditer(xml))
    for match in sorted(rng.sample(found, min(len(found), rng.choice((1, 1, 3, 20)))), key=lambda m: -m.start()):
        value = rng.choice((*_NUMBERS, match[2] + b"9", match[2][:-1], b"-" + match[2]))
        xml = xml[: match.start(2)] + value + xml[match.end(2) :]
    return xml


def _lost_attributes(rng: Random, xml: bytes) -> bytes:
    """Every attribute of one name gone, or renamed."""
    names = sorted({m[1] for m in _ATTRIBUTE.finditer(xml)})
    return (
        re.sub(rb" " + rng.choice(names) + rb'="', rng.choice((b' x="', b' CTM="', b' Alpha="')), xml) if names else xml
    )


def _objects(rng: Random, xml: bytes) -> bytes:
    """Objects lost, doubled, moved, wrapped or put into each other."""
    found = list(_OBJECT.finditer(xml))
    if not found:
        return xml
    one, other = rng.choice(found), rng.choice(found)
    new = rng.choice((b"", one[0] * rng.choice((2, 50)), other[0], b"<ofd:PageBlock>" + one[0] + b"</ofd:PageBlock>"))
    return xml[: one.start()] + new + xml[one.end() :]


def _nested(rng: Random, xml: bytes) -> bytes:
    """Blocks within blocks around everything that is drawn."""
    deep = rng.choice((2, 30, 250, 300))
    opened, closed = b"<ofd:PageBlock>" * deep, b"</ofd:PageBlock>" * deep
    return xml.replace(b"<ofd:Content>", b"<ofd:Content><ofd:Layer>" + opened, 1).replace(
        b"</ofd:Content>", closed + b"</ofd:Layer></ofd:Content>", 1
    )


def _words(rng: Random, xml: bytes) -> bytes:
    """Markup put in beside other markup."""
    for _ in range(rng.choice((1, 1, 4))):
        tags = list(_TAG.finditer(xml))
        at = rng.choice(tags).end() if tags else 0
        xml = xml[:at] + rng.choice(_WORDS) + xml[at:]
    return xml


def _bytes(rng: Random, xml: bytes) -> bytes:
    """Bytes changed, lost or doubled."""
    changed = bytearray(xml)
    for _ in range(rng.choice((1, 2, 8))):
        at = rng.randrange(len(changed) + 1)
        piece = changed[at : at + rng.choice((1, 4, 40, 400))]
        changed[at : at + len(piece)] = rng.choice((b"", rng.randbytes(1), bytes(piece) * 2))
    return bytes(changed)


_IN_PART: tuple[Callable[[Random, bytes], bytes], ...] = (
    *(_in_attribute,) * 6,
    *(_objects, _words) * 2,
    *(_lost_attributes, _nested, _bytes),
)


def _swapped(rng: Random, parts: Parts) -> Parts:
    """One part in the place of another, or gone."""
    one, other = rng.choice(list(parts)), rng.choice(list(parts))
    if rng.random() < 0.3:
        return {name: content for name, content in parts.items() if name != one}
    return {**parts, one: parts[other]}


def _in_container(rng: Random, data: bytes) -> bytes:
    """Faults in the zip itself."""
    if rng.random() < 0.3:
        return data[: rng.randrange(len(data))]
    return _bytes(rng, data)


def mutated(rng: Random, data: bytes) -> bytes:
    """The package with one to four faults."""
    parts = dict(_unpacked(data))
    for _ in range(rng.choice((1, 1, 2, 4))):
        if rng.random() < 0.1 and parts:
            parts = _swapped(rng, parts)
        elif parts:
            name = rng.choice(list(parts))
            parts[name] = rng.choice(_IN_PART)(rng, parts[name])
    whole = _packed(parts, rng)
    return _in_container(rng, whole) if rng.random() < 0.05 else whole
