"""Whether nothing shines through an image, by its first bytes."""

HEAD = 65536  # bytes in which a PNG says whether it is transparent
_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_COLOR = 25  # offset of the colour type, which is 4 or 6 with an alpha channel (ISO/IEC 15948, 11.2.2)
_OPAQUE = (b"\xff\xd8\xff", b"BM", b"\x97JB2", b"II*\0", b"MM\0*")  # JPEG, BMP, JBIG2, TIFF as scanners write them


def opaque(head: bytes) -> bool:
    """Whether an image that begins with these bytes hides what lies under it."""
    if head.startswith(_PNG):
        return head[_PNG_COLOR : _PNG_COLOR + 1] not in (b"\4", b"\6") and b"tRNS" not in head
    return head.startswith(_OPAQUE)
