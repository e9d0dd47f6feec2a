"""How much work a PDF's streams are, found before the engine sees them: it inflates and draws without asking.

A small file may inflate to gigabytes, and forms that draw forms may take for ever; what is not sure to be light is read
in a process of its own. Pictures are not weighed, as nothing here decodes them, nor fonts of usual size.
Filters: ISO 32000-1, 7.4.
"""

import re
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from math import prod
from struct import pack
from typing import NamedTuple

from gongkai.document import MAX_EXPANDED
from gongkai.errors import LimitExceeded

LIGHT_STREAM = 4 * 2**20  # bytes of one inflated stream; of drawings the engine takes up to 80 times as much memory
LIGHT_FILE = 16 * 2**20  # bytes of all of them
LIGHT_WORK = 256 * 2**20  # bytes drawn when every form is drawn as often as it may be
USUAL_FONT = 2**18  # bytes of a compressed font
RATIO = 1032  # most that deflate inflates
CHUNK = 2**20
LONGEST_HEAD = 4096  # bytes before a stream in which its dictionary is looked for

STREAM = re.compile(rb"(?<!end)stream(?:\r?\n|\r)")
LENGTH = re.compile(rb"/Length\s+(\d+)(?!\s+\d+\s+R)")
FILTERS = re.compile(rb"/(Fl|FlateDecode|A85|ASCII85Decode|AHx|ASCIIHexDecode|LZW|LZWDecode|RL|RunLengthDecode)\b")
PICTURE = re.compile(rb"/Subtype\s*/Image|/(?:DCT|JPX|JBIG2|CCITTFax)Decode")
FONT = re.compile(rb"/Length1\b|/Subtype\s*/(?:Type1C|CIDFontType0C|OpenType)")
FORM = re.compile(rb"/Subtype\s*/Form")
CONTENTS = re.compile(rb"/Contents\s*\[([\d\sR]*)\]")
REFERENCE = re.compile(rb"\d+\s+\d+\s+R")
CLIP = re.compile(rb"\sW\*?\s")
LAYERS = b"/OCProperties"
SPACE = b"\0\t\n\f\r "
ZEROS = 33 * (85**4 + 85**3 + 85**2 + 85 + 1)


class Traits(NamedTuple):
    """Whether a PDF is sure to be light, and whether it may clip text, have layers, or say other text than it shows."""

    light: bool = True
    clips: bool = True
    layers: bool = True
    spoken: bool = True


@dataclass(slots=True)
class Weight:
    """Sizes as they add up: bytes, calls of forms outside forms and within each, the largest form; and what is seen."""

    largest: int = 0
    total: int = 0
    calls: int = 0
    form: int = 0
    odd: bool = False
    clips: bool = False
    layers: bool = False
    spoken: bool = False

    def light(self, nested: list[int]) -> bool:
        """Whether the engine can be given all of it; `nested` is how often each form draws forms."""
        work = self.total + self.calls * self.form * prod(nested)
        return not self.odd and self.largest <= LIGHT_STREAM and self.total <= LIGHT_FILE and work <= LIGHT_WORK


def traits(data: bytes) -> Traits:
    """What is seen of a PDF without opening it. Raises LimitExceeded for one that inflates without end."""
    weight, nested = Weight(odd=repeated(data), layers=LAYERS in data), list[int]()
    for head, body in streams(data):
        if PICTURE.search(head) or (FONT.search(head) and len(body) <= USUAL_FONT):
            continue
        drawn, size = inflated(head, body)
        weight.largest = max(weight.largest, size)
        weight.total += size
        if weight.total > MAX_EXPANDED:
            raise LimitExceeded(f"a PDF that inflates to more than {MAX_EXPANDED} bytes")
        if b"/ObjStm" in head:
            weight.odd = weight.odd or repeated(drawn)
            weight.layers = weight.layers or LAYERS in drawn
        else:
            noted(weight, nested, head, drawn)
    light = weight.light(nested)
    return Traits(light, weight.clips, weight.layers, weight.spoken) if light else Traits(light)


def noted(weight: Weight, nested: list[int], head: bytes, drawn: bytes) -> None:
    """Add to a weight what a stream of drawing does; a form clips by its box."""
    calls = drawn.count(b" Do")
    weight.spoken = weight.spoken or b"ActualText" in drawn
    weight.clips = weight.clips or CLIP.search(drawn) is not None
    if FORM.search(head):
        weight.clips = True
        weight.form = max(weight.form, len(drawn))
        nested += [calls] if calls else []
    else:
        weight.calls += calls


def streams(data: bytes) -> Iterator[tuple[bytes, memoryview]]:
    """The end of what stands before each stream, with its dictionary, and its bytes."""
    view, at = memoryview(data), 0
    while found := STREAM.search(data, at):
        head = data[max(at, found.start() - LONGEST_HEAD) : found.start()]
        head = head[max(head.rfind(b"obj"), 0) :]
        stated = LENGTH.search(head)
        end = data.find(b"endstream", found.end())
        end = max(len(data) if end < 0 else end, found.end() + int(stated[1][:12]) if stated else 0)
        yield head, view[found.end() : end]
        at = end


def repeated(data: bytes) -> bool:
    """Whether a page draws one stream several times."""
    every = (REFERENCE.findall(found[1]) for found in CONTENTS.finditer(data))
    return any(len(set(references)) < len(references) for references in every)


def inflated(head: bytes, body: memoryview) -> tuple[bytes, int]:
    """The first bytes a stream inflates to, as many as are light, and how many all are; at most that for damaged ones.

    Raises LimitExceeded.
    """
    names = [found[1] for found in FILTERS.finditer(head)] or ([b"Fl"] if zipped(body) else [])
    data, size = bytes(body), len(body)
    for name in names:
        decode = DECODERS.get(name)
        if decode is None or len(data) < size:
            return data, size * RATIO
        data, size = decode(data)
    return data, size


def zipped(body: memoryview) -> bool:
    """Whether bytes begin as a zlib stream does (RFC 1950)."""
    return len(body) > 1 and body[0] & 15 == 8 and (256 * body[0] + body[1]) % 31 == 0


def unflated(data: bytes) -> tuple[bytes, int]:
    """What deflated bytes inflate to, the first of it and its size; the most it can be where they are damaged."""
    inflate = zlib.decompressobj()
    try:
        first = inflate.decompress(data, LIGHT_STREAM + 1)
        size = len(first)
        while inflate.unconsumed_tail and not inflate.eof and size <= MAX_EXPANDED:
            size += len(inflate.decompress(inflate.unconsumed_tail, CHUNK))
    except zlib.error:
        return b"", RATIO * len(data)
    return first, size


def unlettered(data: bytes) -> tuple[bytes, int]:
    """ASCII base-85 as bytes: base64.a85decode takes three times as long."""
    text = data.translate(None, SPACE).removeprefix(b"<~").partition(b"~")[0].replace(b"z", b"!!!!!")
    missing = -len(text) % 5
    text += b"u" * missing
    columns = (text[k::5] for k in range(5))
    words = [(((85 * a + b) * 85 + c) * 85 + d) * 85 + e - ZEROS for a, b, c, d, e in zip(*columns, strict=True)]
    whole = pack(f">{len(words)}I", *(word & 0xFFFFFFFF for word in words))
    return whole[: len(whole) - missing], len(whole) - missing


def unhexed(data: bytes) -> tuple[bytes, int]:
    """Hexadecimal digits as bytes."""
    text = data.translate(None, SPACE).partition(b">")[0]
    try:
        whole = bytes.fromhex((text + b"0" * (len(text) % 2)).decode("ascii"))
    except ValueError:
        return b"", len(data)
    return whole, len(whole)


Decode = Callable[[bytes], tuple[bytes, int]]
DECODERS: Mapping[bytes, Decode] = {
    b"Fl": unflated,
    b"FlateDecode": unflated,
    b"A85": unlettered,
    b"ASCII85Decode": unlettered,
    b"AHx": unhexed,
    b"ASCIIHexDecode": unhexed,
}
