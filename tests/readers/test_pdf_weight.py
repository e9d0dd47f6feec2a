"""PDFs that inflate, repeat or nest without end are found before the engine sees them."""

import base64
import subprocess
import sys
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.errors import LimitExceeded
from gongkai.readers import _pdf_weight as weight
from gongkai.readers import pdf as reader
from gongkai.readers._pdf_weight import Traits, inflated, streams, traits, unflated, unhexed, unlettered
from pdf_files import CELLS, XS, YS, grid, numbered, pdf, raw, stream
from upkeep.cases import cases

SPACES = b" " * 5_000_000


def light(data: bytes) -> bool:
    return traits(data).light


def flate(data: bytes, entries: str = "") -> bytes:
    return stream(zlib.compress(data, 9), f"/Filter /FlateDecode {entries}")


def with_contents(contents: str, *more: bytes) -> bytes:
    """A PDF of one page; `more` are its objects from number 4 on."""
    return numbered(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {contents} "
            "/Resources << /XObject << /X 5 0 R >> >> >>".encode(),
            *more,
        ]
    )


def tree(depth: int, calls: int) -> bytes:
    """A page that draws a form, which draws the next one so many times, and so on."""
    draw = b"/X Do\n" * calls
    forms = [
        flate(draw, f"/Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X {k} 0 R >> >>")
        for k in range(6, 5 + depth)
    ]
    return with_contents("4 0 R", stream("/X Do"), *forms, flate(b"0 0 m 9 9 l S", "/Subtype /Form /BBox [0 0 9 9]"))


@pytest.mark.parametrize("path", [c.input for c in cases() if c.input.suffix == ".pdf"], ids=lambda p: p.parent.name)
def test_reports_are_light(path: Path) -> None:
    assert light(path.read_bytes())


def test_forms_are_light_while_they_do_not_multiply() -> None:
    assert light(tree(5, 2))
    assert not light(tree(9, 8))


@pytest.mark.parametrize(
    "content",
    [
        flate(SPACES),
        stream(zlib.compress(zlib.compress(SPACES, 9), 9), "/Filter [ /FlateDecode /FlateDecode ]"),
        stream(base64.a85encode(zlib.compress(SPACES, 9)) + b"~>", "/Filter [/ASCII85Decode /Fl]"),
        stream(zlib.compress(SPACES, 9).hex().encode() + b">", "/Filter [/AHx /FlateDecode]"),
        stream(b"\x80\x0b\x60\x50" * 1200, "/Filter /LZWDecode"),
        stream(zlib.compress(SPACES, 9)),
        flate(SPACES, "/Length1 5000000").replace(b"endstream", b" " * weight.USUAL_FONT + b"\nendstream"),
    ],
    ids=["deflated", "twice", "in letters", "in hexadecimal", "other", "unnamed", "large font"],
)
def test_a_stream_that_inflates_much_is_not_light(content: bytes) -> None:
    assert not light(with_contents("4 0 R", content))


def test_many_streams_that_inflate_much_together_are_not_light() -> None:
    one = flate(SPACES[:3_000_000])
    assert light(with_contents("4 0 R", *[one] * 5))
    assert not light(with_contents("4 0 R", *[one] * 6))


def test_a_stream_drawn_several_times_is_not_light() -> None:
    one = flate(b"0 0 m 9 9 l S")
    assert light(with_contents("[4 0 R 5 0 R]", one, one))
    assert not light(with_contents("[4 0 R 5 0 R 4 0 R]", one, one))
    hidden = b"<< /Type /Page /Contents [4 0 R 4 0 R] >>"
    assert not light(with_contents("4 0 R", one, flate(b"9 0 " + hidden, "/Type /ObjStm /N 1 /First 4")))


def test_pictures_and_fonts_are_not_weighed() -> None:
    one = flate(b"0 0 m 9 9 l S")
    assert light(with_contents("4 0 R", one, flate(SPACES, "/Subtype /Image /Width 9"), flate(SPACES, "/Length1 9")))


def test_damaged_streams_are_taken_for_the_most_they_can_be() -> None:
    data = b"\x78\x9c" + b"\xff" * 20_000
    assert not light(with_contents("4 0 R", stream(data, "/Filter /FlateDecode")))
    assert light(with_contents("4 0 R", stream(data[:200], "/Filter /FlateDecode")))


def test_what_is_to_be_looked_for_on_pages() -> None:
    nothing = Traits(light=True, clips=False, layers=False, spoken=False)
    assert traits(with_contents("4 0 R", stream("0 0 m 9 9 l S"))) == nothing
    assert traits(with_contents("4 0 R", stream("0 0 9 9 re W* n"))) == nothing._replace(clips=True)
    assert traits(with_contents("4 0 R", flate(b"", "/Subtype /Form"))) == nothing._replace(clips=True)
    assert traits(with_contents("4 0 R", flate(b"/S <</ActualText (a)>> BDC"))) == nothing._replace(spoken=True)
    catalogue = flate(b"1 0 << /OCProperties 2 0 R >>", "/Type /ObjStm /N 1 /First 4")
    assert traits(with_contents("4 0 R", catalogue)) == nothing._replace(layers=True)
    assert traits(with_contents("4 0 R", flate(SPACES))) == Traits(light=False)


def test_what_inflates_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weight, "MAX_EXPANDED", 10_000_000)
    with pytest.raises(LimitExceeded, match="inflates to more than 10000000 bytes"):
        light(with_contents("4 0 R", flate(SPACES), flate(SPACES), flate(SPACES)))


def test_the_stated_length_counts_where_it_reaches_further() -> None:
    ((_, body),) = streams(b"1 0 obj <</Length 30>>\nstream\nabc endstream def 0123456789.endstream")
    assert bytes(body) == b"abc endstream def 0123456789.e"
    assert [bytes(b) for _, b in streams(b"<</Length 5 0 R>> stream\r\nabc")] == [b"abc"]


@given(st.binary(max_size=300), st.booleans())
def test_letters_are_decoded(data: bytes, folded: bool) -> None:
    text = base64.a85encode(data, wrapcol=7 * folded, adobe=not folded)
    assert unlettered(text) == (data, len(data))
    assert unhexed(data.hex(" ").encode()) == (data, len(data))


@given(st.binary(max_size=300), st.integers(0, 40))
def test_sizes_are_those_of_the_whole(data: bytes, times: int) -> None:
    assert unflated(zlib.compress(data * times)) == (data * times, len(data) * times)


def test_no_digits_are_no_data() -> None:
    assert unhexed(b"xyz>") == (b"", 4)
    assert inflated(b"/Filter /RunLengthDecode", memoryview(b"abc")) == (b"abc", 3 * weight.RATIO)


def test_what_may_be_heavy_is_read_by_another_process(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bytes] = []

    def apart(read: object, data: bytes, found: Traits) -> object:
        asked.append(data)
        return reader.read_here(data, found)

    monkeypatch.setattr(reader, "apart", apart)
    heavy = raw({}, "BT /F 12 Tf 80 690 Td (text) Tj ET" + " " * weight.LIGHT_STREAM)
    assert [b.text for b in reader.read(heavy).paragraphs] == ["text"]
    assert len(reader.read(pdf(lambda c: grid(c, XS, YS, CELLS))).tables) == 1
    assert asked == [heavy]


BOUNDED = """
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, (2**30, 2**30))
import gongkai
try:
    gongkai.read(open(sys.argv[1], "rb").read())
except gongkai.GongkaiError as error:
    print(error.code, next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")))
"""


@pytest.mark.parametrize("content", [b"q " * 20_000_000, b" " * 400_000_000], ids=["states", "spaces"])
def test_a_bomb_is_refused_in_bounded_memory(content: bytes, tmp_path: Path) -> None:
    """The first makes the engine take eighty bytes for one: it dies of it, in another process."""
    file = tmp_path / "bomb.pdf"
    file.write_bytes(with_contents("4 0 R", flate(content)))
    ran = subprocess.run([sys.executable, "-c", BOUNDED, str(file)], capture_output=True, text=True, timeout=100)
    code, kilobytes = ran.stdout.split()
    assert code == "limit-exceeded"
    assert int(kilobytes) < 200_000
