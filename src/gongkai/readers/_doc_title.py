"""The file's own title, from its summary ([MS-OLEPS] 2.21 PropertySetStream, 2.15 TypedPropertyValue)."""

import struct

_CODE_PAGE, _TITLE = 1, 2
_UTF_16 = 1200
_NARROW, _WIDE = 0x1E, 0x1F  # VT_LPSTR, VT_LPWSTR
_MOST = 200  # properties of the set; there are under 20


def title(summary: bytes) -> str:
    """The title, "" where there is none or the summary is damaged: nothing printed stands there."""
    try:
        return _title(summary).strip("\0")
    except (struct.error, LookupError, UnicodeDecodeError):
        return ""


def _title(summary: bytes) -> str:
    places = _places(summary)
    kind, size = struct.unpack_from("<II", summary, places[_TITLE])
    text = summary[places[_TITLE] + 8 :]
    if kind == _WIDE:
        return text[: 2 * size].decode("utf-16-le")
    page = struct.unpack_from("<H", summary, places[_CODE_PAGE] + 4)[0] if _CODE_PAGE in places else 1252
    return text[:size].decode(_codec(page)) if kind == _NARROW else ""


def _codec(page: int) -> str:
    return {_UTF_16: "utf-16-le", 65001: "utf-8"}.get(page, f"cp{page}")


def _places(summary: bytes) -> dict[int, int]:
    (start,) = struct.unpack_from("<I", summary, 44)
    (count,) = struct.unpack_from("<I", summary, start + 4)
    pairs = (struct.unpack_from("<II", summary, start + 8 + 8 * index) for index in range(min(count, _MOST)))
    return {name: start + place for name, place in pairs}
