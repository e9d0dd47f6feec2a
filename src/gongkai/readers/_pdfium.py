"""The engine's C interface, as few calls as can be: a page's characters and drawn objects as plain lists.

pypdfium2's own wrappers make an object a call; here handles are integers and a page's boxes come in one buffer.
pdfium is not thread-safe: one thread a process.
"""

import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from ctypes import (
    PYFUNCTYPE,
    addressof,
    c_char_p,
    c_double,
    c_float,
    c_int,
    c_size_t,
    c_uint,
    c_ulong,
    c_void_p,
    cast,
    create_string_buffer,
)
from functools import partial
from itertools import repeat
from math import inf, pi
from typing import Any, NamedTuple

from pypdfium2_raw import bindings  # type: ignore[import-untyped]

from gongkai.document import Box
from gongkai.errors import UnreadableDocument
from gongkai.readers._pdf_font import without_system_fonts
from gongkai.readers._pdf_paths import Matrix, bounding, times

PASSWORD_NEEDED = 4
TEXT, PATH, IMAGE, FORM = 1, 2, 3, 5  # kinds of objects
LINE = 0  # kind of a segment
Color = tuple[int, int, int, int]
UNKNOWN = "\ufffd"
CONTROL = re.compile("[\0-\x1f\ufffe]")  # white space and hyphens of the engine's own, or codes of unknown characters
HIGH, LOW = range(0xD800, 0xDC00), range(0xDC00, 0xE000)  # surrogates


def native(name: str, result: Any, *arguments: Any) -> Any:
    """A function of the engine that takes and gives plain integers where the bindings make pointer objects."""
    return PYFUNCTYPE(result, *arguments)(cast(getattr(bindings, name), c_void_p).value or 0)


P, N = c_void_p, c_int
load_document = native("FPDF_LoadMemDocument64", P, c_char_p, c_size_t, c_char_p)
close_document = native("FPDF_CloseDocument", None, P)
last_error = native("FPDF_GetLastError", c_ulong)
page_count = native("FPDF_GetPageCount", N, P)
sound_index = native("FPDF_DocumentHasValidCrossReferenceTable", N, P)
meta_text = native("FPDF_GetMetaText", c_ulong, P, c_char_p, P, c_ulong)
load_page = native("FPDF_LoadPage", P, P, N)
close_page = native("FPDF_ClosePage", None, P)
page_rotation = native("FPDFPage_GetRotation", N, P)
page_box = native("FPDF_GetPageBoundingBox", N, P, P)
count_objects = native("FPDFPage_CountObjects", N, P)
get_object = native("FPDFPage_GetObject", P, P, N)
form_count = native("FPDFFormObj_CountObjects", N, P)
form_object = native("FPDFFormObj_GetObject", P, P, c_uint)
object_type = native("FPDFPageObj_GetType", N, P)
object_bounds = native("FPDFPageObj_GetBounds", N, P, P, P, P, P)
object_matrix = native("FPDFPageObj_GetMatrix", N, P, P)
object_transparent = native("FPDFPageObj_HasTransparency", N, P)
fill_color = native("FPDFPageObj_GetFillColor", N, P, P, P, P, P)
stroke_color = native("FPDFPageObj_GetStrokeColor", N, P, P, P, P, P)
draw_mode = native("FPDFPath_GetDrawMode", N, P, P, P)
count_segments = native("FPDFPath_CountSegments", N, P)
path_segment = native("FPDFPath_GetPathSegment", P, P, N)
segment_type = native("FPDFPathSegment_GetType", N, P)
segment_point = native("FPDFPathSegment_GetPoint", N, P, P, P)
segment_close = native("FPDFPathSegment_GetClose", N, P)
object_clip = native("FPDFPageObj_GetClipPath", P, P)
clip_paths = native("FPDFClipPath_CountPaths", N, P)
clip_segments = native("FPDFClipPath_CountPathSegments", N, P, N)
clip_segment = native("FPDFClipPath_GetPathSegment", P, P, N, N)
set_active = native("FPDFPageObj_SetIsActive", N, P, N)
count_marks = native("FPDFPageObj_CountMarks", N, P)
get_mark = native("FPDFPageObj_GetMark", P, P, c_ulong)
drop_mark = native("FPDFPageObj_RemoveMark", N, P, P)
mark_name = native("FPDFPageObjMark_GetName", N, P, P, c_ulong, P)
mark_kind = native("FPDFPageObjMark_GetParamValueType", N, P, c_char_p)
mark_text = native("FPDFPageObjMark_GetParamStringValue", N, P, c_char_p, P, c_ulong, P)
count_notes = native("FPDFPage_GetAnnotCount", N, P)
get_note = native("FPDFPage_GetAnnot", P, P, N)
close_note = native("FPDFPage_CloseAnnot", None, P)
note_type = native("FPDFAnnot_GetSubtype", N, P)
flatten = native("FPDFPage_Flatten", N, P, N)
new_bitmap = native("FPDFBitmap_CreateEx", P, N, N, N, P, N)
close_bitmap = native("FPDFBitmap_Destroy", None, P)
fill_bitmap = native("FPDFBitmap_FillRect", N, P, N, N, N, N, c_ulong)
draw_page = native("FPDF_RenderPageBitmap", None, P, P, N, N, N, N, N, N)
render_mode = native("FPDFTextObj_GetTextRenderMode", N, P)
load_text = native("FPDFText_LoadPage", P, P)
close_text = native("FPDFText_ClosePage", None, P)
count_chars = native("FPDFText_CountChars", N, P)
get_text = native("FPDFText_GetText", N, P, N, N, P)
get_unicode = native("FPDFText_GetUnicode", c_uint, P, N)
unmapped = native("FPDFText_HasUnicodeMapError", N, P, N)
generated = native("FPDFText_IsGenerated", N, P, N)
hyphen = native("FPDFText_IsHyphen", N, P, N)
get_box = native("FPDFText_GetCharBox", N, P, N, P, P, P, P)
get_slot = native("FPDFText_GetLooseCharBox", N, P, N, P)
get_angle = native("FPDFText_GetCharAngle", c_float, P, N)
get_owner = native("FPDFText_GetTextObject", P, P, N)


class Drawn(NamedTuple):
    """A drawn object: its handle, kind, and the forms it lies in: their matrix (None: the page itself) and handles."""

    handle: int
    kind: int
    matrix: Matrix | None
    forms: tuple[int, ...] = ()


@contextmanager
def opened(data: bytes) -> Iterator[int]:
    """The handle of a document, closed after use. Raises UnreadableDocument."""
    bindings.FPDF_InitLibrary()  # does nothing the second time
    with without_system_fonts(bindings):
        handle = load_document(data, len(data), None)
        if not handle:
            locked = last_error() == PASSWORD_NEEDED
            raise UnreadableDocument("the PDF needs a password" if locked else "the PDF is damaged beyond recovery")
        try:
            yield handle
        finally:
            close_document(handle)


@contextmanager
def page(document: int, index: int) -> Iterator[int]:
    """The handle of a page, 0 for one that cannot be loaded; closed after use."""
    handle = load_page(document, index)
    try:
        yield handle or 0
    finally:
        if handle:
            close_page(handle)


@contextmanager
def text(page: int) -> Iterator[int]:
    """The handle of a page's text, 0 when it has none; closed after use."""
    handle = load_text(page)
    try:
        yield handle or 0
    finally:
        if handle:
            close_text(handle)


def meta(document: int, key: str) -> str:
    """An entry of the document's information dictionary, empty when there is none."""
    size = meta_text(document, key.encode(), None, 0)
    buffer = create_string_buffer(size)
    meta_text(document, key.encode(), buffer, size)
    return buffer.raw.decode("utf-16-le", "replace").rstrip("\0")


def extent(page: int) -> Box:
    """The visible part of a page in its own coordinates: left, bottom, right, top."""
    box = (c_float * 4)()
    page_box(page, addressof(box))
    left, top, right, bottom = box
    return left, bottom, right, top


def characters(text: int) -> list[str]:
    """The characters of a page, U+FFFD for what the file gives no character for.

    The engine shows the code of a character it does not know as if it were one, and white space and hyphens of its own.
    """
    found = coded(text)
    missing = list(map(unmapped, repeat(text), range(len(found))))
    strange = [k for k, wrong in enumerate(missing) if wrong] if 1 in missing else []
    for control in CONTROL.finditer("".join(found)):
        k = control.start()
        if hyphen(text, k):
            found[k] = "-"
        elif not generated(text, k):
            strange.append(k)
    for k in strange:
        found[k] = UNKNOWN
    return found


def coded(text: int) -> list[str]:
    """The characters of a page as the engine gives them."""
    count = count_chars(text)
    buffer = create_string_buffer(2 * count + 2)
    get_text(text, 0, count, buffer)
    whole = buffer.raw[: 2 * count].decode("utf-16-le", "replace")
    if len(whole) == count and "\0" not in whole:
        return list(whole)
    codes = [get_unicode(text, k) for k in range(count)]
    pairs = zip(codes, [*codes[1:], 0], [0, *codes[:-1]], strict=True)
    return [readable(code, after, before) for code, after, before in pairs]


def readable(code: int, after: int, before: int) -> str:
    """A code unit between its neighbours as a character; the second half of a pair is a space, nothing is U+FFFD."""
    if code in HIGH and after in LOW:
        return chr(0x10000 + ((code - HIGH.start) << 10) + after - LOW.start)
    if code in LOW and before in HIGH:
        return " "
    return chr(code) if 0 < code < 0x110000 and code not in HIGH and code not in LOW else UNKNOWN


def quarters(text: int, indices: Sequence[int]) -> list[float]:
    """The direction of characters in quarter turns."""
    return [2 / pi * angle for angle in map(get_angle, repeat(text), indices)]


def level(handles: Sequence[int]) -> bool:
    """Whether texts stand upright in what they lie in."""
    buffer = (c_float * (6 * len(handles)))()
    a = addressof(buffer)
    deque(map(object_matrix, handles, range(a, a + 24 * len(handles), 24)), maxlen=0)
    flat = list(buffer)
    return not (any(flat[1::6]) or any(flat[2::6])) and min(flat[0::6] + flat[3::6], default=1) > 0


def boxes(text: int, indices: Sequence[int]) -> list[float]:
    """left, right, bottom, top of the ink of some characters, one after the other."""
    buffer = (c_double * (4 * len(indices)))()
    a = addressof(buffer)
    e = a + 32 * len(indices)
    places = (range(a + 8 * k, e, 32) for k in range(4))
    deque(map(get_box, repeat(text), indices, *places), maxlen=0)
    return list(buffer)


def slots(text: int, indices: Sequence[int]) -> list[float]:
    """left, top, right, bottom of the slots of some characters, one after the other."""
    buffer = (c_float * (4 * len(indices)))()
    a = addressof(buffer)
    deque(map(get_slot, repeat(text), indices, range(a, a + 16 * len(indices), 16)), maxlen=0)
    return list(buffer)


def bounds(handles: Sequence[int]) -> list[Box]:
    """left, bottom, right, top of objects in the coordinates of what they lie in."""
    buffer = (c_float * (4 * len(handles)))()
    a = addressof(buffer)
    e = a + 16 * len(handles)
    deque(map(object_bounds, handles, *(range(a + 4 * k, e, 16) for k in range(4))), maxlen=0)
    flat = iter(buffer)
    return list(zip(flat, flat, flat, flat, strict=True))


def colors(getter: Any, handles: Sequence[int]) -> list[Color]:
    """Red, green, blue and opacity (0 to 255) of objects; opaque black where one has no plain colour."""
    black = (c_uint * 4)(0, 0, 0, 255)
    buffer = (c_uint * (4 * len(handles))).from_buffer_copy(bytes(black) * len(handles))
    a = addressof(buffer)
    e = a + 16 * len(handles)
    deque(map(getter, handles, *(range(a + 4 * k, e, 16) for k in range(4))), maxlen=0)
    flat = iter(buffer)
    return list(zip(flat, flat, flat, flat, strict=True))


def light(handles: Sequence[int], blue: int, alpha: int) -> list[int]:
    """Those text objects whose colour has at least so much blue or at most so much opacity: a sieve before `colors`."""
    spare = (c_uint * 2)()
    red = addressof(spare)
    buffer = (c_uint * (2 * len(handles))).from_buffer_copy(bytes((c_uint * 2)(0, 255)) * len(handles))
    a = addressof(buffer)
    e = a + 8 * len(handles)
    deque(map(fill_color, handles, repeat(red), repeat(red + 4), range(a, e, 8), range(a + 4, e, 8)), maxlen=0)
    flat = iter(buffer)
    return [h for h, b, o in zip(handles, flat, flat, strict=True) if b >= blue or o <= alpha]


def inks(paths: Sequence[int]) -> list[tuple[Color | None, Color | None]]:
    """The colours that paths are filled and stroked with, None where they are not."""
    buffer = (c_int * (2 * len(paths)))()
    a = addressof(buffer)
    e = a + 8 * len(paths)
    deque(map(draw_mode, paths, range(a, e, 8), range(a + 4, e, 8)), maxlen=0)
    modes = iter(buffer)
    every = zip(modes, modes, colors(fill_color, paths), colors(stroke_color, paths), strict=True)
    return [(fill if filled else None, stroke if stroked else None) for filled, stroked, fill, stroke in every]


def matrix(handle: int) -> Matrix:
    """The matrix of an object."""
    buffer = (c_float * 6)(1, 0, 0, 1, 0, 0)
    object_matrix(handle, addressof(buffer))
    a, b, c, d, e, f = buffer
    return a, b, c, d, e, f


def objects(page: int, limit: int) -> list[Drawn]:
    """What is drawn on a page, in drawing order, forms opened; no more than `limit` objects."""
    handles = list(map(get_object, repeat(page), range(min(count_objects(page), limit))))
    rows = zip(handles, map(object_type, handles), repeat(None), repeat(()), strict=False)
    drawn = list(map(partial(tuple.__new__, Drawn), rows))  # half the time of calling Drawn
    return list(unfolded(drawn, limit)) if any(d.kind == FORM for d in drawn) else drawn


def unfolded(drawn: Sequence[Drawn], limit: int) -> Iterator[Drawn]:
    """Objects with those of forms in the forms' places."""
    waiting = list(drawn[::-1])
    while waiting and limit > 0:
        limit -= 1
        one = waiting.pop()
        if one.kind == FORM:
            waiting += within(one, limit)[::-1]
        else:
            yield one


def within(form: Drawn, limit: int) -> list[Drawn]:
    """The objects of a form."""
    placed = times(matrix(form.handle), form.matrix)
    handles = [form_object(form.handle, k) for k in range(min(max(form_count(form.handle), 0), limit))]
    forms = (*form.forms, form.handle)
    return [Drawn(h, object_type(h), placed, forms) for h in handles if h]


def clips(handles: Sequence[int]) -> list[int]:
    """The clip of each object, 0 where there is none."""
    paths = list(map(object_clip, handles))
    return [path if count > 0 else 0 for path, count in zip(paths, map(clip_paths, paths), strict=True)]


def clip(path: int, limit: int) -> Box:
    """The box within a clip, in the coordinates of what its object lies in."""
    box = (-inf, -inf, inf, inf)
    for index in range(min(clip_paths(path), limit)):
        parts = [clip_segment(path, index, k) for k in range(min(clip_segments(path, index), limit))]
        points = [(x, y) for _, x, y, _ in outlined(parts)] or [(inf, inf)]
        left, bottom, right, top = bounding(points)
        box = max(box[0], left), max(box[1], bottom), min(box[2], right), min(box[3], top)
    return box


def marks(handle: int) -> list[int]:
    """The marks around an object's drawing, the outermost first."""
    return [get_mark(handle, k) for k in range(max(count_marks(handle), 0))]


def name(mark: int) -> str:
    """The name of a mark."""
    size = c_ulong()
    mark_name(mark, None, 0, addressof(size))
    buffer = create_string_buffer(size.value)
    mark_name(mark, buffer, size.value, addressof(size))
    return buffer.raw.decode("utf-16-le", "replace").rstrip("\0")


def parameter(mark: int, key: str) -> str:
    """A string among a mark's parameters, empty when there is none."""
    size = c_ulong()
    mark_text(mark, key.encode(), None, 0, addressof(size))
    buffer = create_string_buffer(size.value)
    mark_text(mark, key.encode(), buffer, size.value, addressof(size))
    return buffer.raw.decode("utf-16-le", "replace").rstrip("\0")


def notes(page: int) -> list[int]:
    """The kinds of a page's annotations, as the engine numbers them."""
    kinds = []
    for index in range(count_notes(page)):
        note = get_note(page, index)
        kinds.append(note_type(note))
        close_note(note)
    return kinds


def picture(page: int, width: int, height: int) -> bytes:
    """A page drawn in grey, row by row, one byte a pixel."""
    buffer = create_string_buffer(b"\xff" * (width * height), width * height)
    bitmap = new_bitmap(width, height, bindings.FPDFBitmap_Gray, addressof(buffer), width)
    draw_page(bitmap, page, 0, 0, width, height, 0, bindings.FPDF_ANNOT)
    close_bitmap(bitmap)
    return buffer.raw


def segments(path: int, limit: int) -> Iterator[tuple[int, float, float, bool]]:
    """Kind (0 line, 1 curve, 2 move), end point and whether it closes, of the first segments of a path."""
    return outlined(path_segment(path, k) for k in range(min(count_segments(path), limit)))


def outlined(parts: Iterable[int]) -> Iterator[tuple[int, float, float, bool]]:
    """The same of segments by their handles."""
    point = (c_float * 2)()
    a = addressof(point)
    for part in parts:
        segment_point(part, a, a + 4)
        yield segment_type(part), point[0], point[1], bool(segment_close(part))
