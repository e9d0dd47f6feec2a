"""Names of the fonts, which symbols are told apart by ([MS-DOC] SttbfFfn, FFN)."""

from collections.abc import Iterator

_NAME = 40  # where the name begins in an item, its length byte counted


def fonts(table: bytes) -> list[str]:
    """The names by number."""
    return list(_names(table))


def _names(table: bytes) -> Iterator[str]:
    at = 4
    while at < len(table):
        end = at + 1 + table[at]
        yield table[at + _NAME : end].decode("utf-16-le", "replace").partition("\0")[0]
        at = end
