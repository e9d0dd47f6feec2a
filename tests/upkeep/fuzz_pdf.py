"""PDFs damaged where it hurts: streams changed and deflated again, references turned, the index led astray."""

import base64
import re
import zlib
from collections.abc import Callable, Sequence
from random import Random

OBJECT = re.compile(rb"(\d+) 0 obj\b(.*?)\bendobj", re.DOTALL)
STREAM = re.compile(rb"(.*?)\bstream\r?\n(.*?)\r?\n?endstream", re.DOTALL)
NUMBER = re.compile(rb"(?<![\w.])-?\d+(?:\.\d+)?")
REFERENCE = re.compile(rb"\d+ 0 R")
NAME = re.compile(rb"/[A-Za-z]\w*")
WORD = re.compile(rb"[A-Za-z*']+|\S+")
EXTREMES = (
    b"0",
    b"-1",
    b"1",
    b"65535",
    b"2147483647",
    b"-2147483648",
    b"4294967296",
    b"1e39",
    b"0.0000001",
    b"99999999999",
)
NAMES = (
    *(b"/Length /Filter /Type /Subtype /Form /Image /Font /Type0 /Type3 /Encoding /ToUnicode /Widths".split()),
    *(b"/Kids /Count /Parent /Contents /Resources /XObject /Rotate /MediaBox /CropBox /Annots /OCProperties".split()),
    *(b"/FlateDecode /LZWDecode /ASCII85Decode /DCTDecode /DecodeParms /Predictor /Columns /ObjStm /XRef".split()),
)
OPERATORS = (
    b"q Q cm w re m l c h S f B n W W* BT ET Tf Td TD Tm T* Tj TJ ' Tr Tz TL Tc Tw Ts Do gs BDC EMC BI ID EI".split()
)

Change = Callable[[Random, bytes], bytes]


def mutated(rng: Random, data: bytes) -> bytes:
    """One PDF with one to eight damages, the index rebuilt over some of them, or plain noise."""
    objects = {int(m[1]): m[2] for m in OBJECT.finditer(data)}
    if not objects or rng.random() < 0.15:
        return noise(rng, data)
    for _ in range(rng.choice((1, 1, 2, 3, 5, 8))):
        number = rng.choice(list(objects))
        objects[number] = rng.choice(CHANGES)(rng, objects[number])
    if rng.random() < 0.1:
        del objects[rng.choice(list(objects))]
    if rng.random() < 0.1:
        objects[max(objects, default=0) + 1] = rng.choice(list(objects.values()) or [b"null"])
    trailer = re.search(rb"trailer(.*?)startxref", data, re.DOTALL)
    made = rebuilt(rng, objects, trailer[1] if trailer else b"<< /Root 1 0 R >>")
    return noise(rng, made) if rng.random() < 0.1 else made


def rebuilt(rng: Random, objects: dict[int, bytes], trailer: bytes) -> bytes:
    """Objects as a file, now and then with an index that leads astray."""
    body, places = b"%PDF-1.7\n", {}
    for number, content in objects.items():
        places[number] = len(body)
        body += b"%d 0 obj%bendobj\n" % (number, content)
    if rng.random() < 0.1:
        places = {n: rng.choice((0, at + 1, len(body), 2**31)) for n, at in places.items()}
    size = max(objects, default=0) + 1
    table = b"".join(b"%010d 00000 n \n" % (places.get(n, 0) % 10**10) for n in range(1, size))
    start = len(body) if rng.random() < 0.95 else rng.randrange(2 * len(body))
    return body + b"xref\n0 %d\n0000000000 65535 f \n%btrailer%bstartxref\n%d\n%%%%EOF" % (size, table, trailer, start)


def noise(rng: Random, data: bytes) -> bytes:
    """Bytes changed, cut out, doubled; or the end lost."""
    changed = bytearray(data)
    for _ in range(rng.randint(1, 12)):
        at = rng.randrange(len(changed) or 1)
        match rng.randrange(4):
            case 0:
                changed[at : at + 1] = bytes([rng.randrange(256)])
            case 1:
                del changed[at : at + rng.randrange(1, 80)]
            case 2:
                changed[at:at] = changed[at : at + rng.randrange(1, 200)]
            case 3 if rng.random() < 0.1:
                del changed[at:]
    return bytes(changed)


def numbered(rng: Random, content: bytes) -> bytes:
    """One number of a dictionary made extreme."""
    return replaced(rng, NUMBER, content, EXTREMES)


def named(rng: Random, content: bytes) -> bytes:
    """One name made another."""
    return replaced(rng, NAME, content, NAMES)


def referred(rng: Random, content: bytes) -> bytes:
    """One reference turned, maybe in a circle."""
    return replaced(rng, REFERENCE, content, [b"%d 0 R" % rng.randrange(40)])


def replaced(rng: Random, what: re.Pattern[bytes], content: bytes, others: Sequence[bytes]) -> bytes:
    """One of the places where a pattern is found, outside streams, as something else."""
    head, mark, rest = content.partition(b"stream")
    found = list(what.finditer(head))
    if not found:
        return content
    one = rng.choice(found)
    return head[: one.start()] + rng.choice(others) + head[one.end() :] + mark + rest


def drawn(rng: Random, content: bytes) -> bytes:
    """A stream with its words changed, deflated again or left plain, its length stated or not."""
    found = STREAM.match(content)
    if not found:
        return content
    words = WORD.findall(inflated(found[2]))
    for _ in range(rng.randint(1, 10)):
        at = rng.randrange(len(words) + 1)
        match rng.randrange(5):
            case 0:
                words[at:at] = [rng.choice(OPERATORS)]
            case 1:
                words[at : at + 1] = [rng.choice(EXTREMES)]
            case 2:
                words[at:at] = words[at : at + rng.randrange(1, 30)] * rng.choice((1, 1, 2, 50))
            case 3:
                del words[at : at + rng.randrange(1, 20)]
            case 4:
                words[at:at] = [
                    rng.choice((b"<<", b">>", b"[", b"]", b"(", b")", b"<0102", b"/X", b"/F1 9", b"\xff\x00"))
                ]
    plain = (b" " if rng.random() < 0.5 else b"\n").join(words)
    packed = zlib.compress(plain) if rng.random() < 0.7 else plain
    kind = b"/Filter /FlateDecode" if packed is not plain else b""
    rest = re.sub(rb"/Filter\s*(\[[^\]]*\]|/\w+)|/Length\s+\d+(\s+\d+\s+R)?|>>\s*$", b"", found[1])
    length = len(packed) if rng.random() < 0.9 else rng.randrange(2 * len(packed) + 9)
    return rest + b" %b /Length %d >>\nstream\n%b\nendstream\n" % (kind, length, packed)


def inflated(body: bytes) -> bytes:
    """What a stream says, as far as it can be had."""
    for unpack in (lambda b: zlib.decompress(base64.a85decode(b.strip().removesuffix(b"~>"))), zlib.decompress):
        try:
            whole: bytes = unpack(body)
        except (ValueError, zlib.error):
            continue
        return whole[:200_000]
    return body


CHANGES: Sequence[Change] = (numbered, named, referred, drawn, drawn, drawn)
