"""The pictures inside documents that are no pictures themselves, in the order they are shown.

Asked for only when a report's tables are not in its text. Pictures that a page names but does not hold are not fetched.
"""

import base64
import binascii
import email
import email.policy
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from io import BytesIO
from pathlib import PurePosixPath
from urllib.parse import unquote_to_bytes

from gongkai.document import MAX_BYTES

MOST = 200  # pictures of one document
_EMBED = re.compile(rb"""<(?:\w+:)?(?:blip|imagedata)\b[^>]*?\b(?:r|o):(?:embed|id|relid)\s*=\s*["']([^"']+)""")
_RELATION = re.compile(rb"<Relationship\b[^>]*>")
_ATTRIBUTE = re.compile(rb"""\b(Id|Target)\s*=\s*["']([^"']*)["']""")
_IMAGE = re.compile(rb"""<img\b[^>]*?\bsrc\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))""", re.IGNORECASE)
_DATA = re.compile(rb"data:image/[\w.+-]+((?:;[\w=.+-]+)*),", re.IGNORECASE)


def pictures(format_: str, data: bytes) -> tuple[bytes, ...]:
    """The files of a document's pictures; none for a format that has none."""
    found: Callable[[bytes], Iterator[bytes]] | None = _FINDERS.get(format_)
    kept: list[bytes] = []
    for picture in found(data) if found else ():
        if len(kept) == MOST or sum(map(len, kept)) + len(picture) > MAX_BYTES:
            break
        kept.append(picture)
    return tuple(kept)


def _of_docx(data: bytes) -> Iterator[bytes]:
    """Pictures of the text of a package (ISO/IEC 29500-1, 20.1.8.13), in the order of its references to them."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            names = set(package.namelist())
            relations = _relations(package.read("word/_rels/document.xml.rels"))
            for reference in _EMBED.findall(package.read("word/document.xml")):
                name = relations.get(reference.decode("utf-8", "replace"), "")
                if name in names and package.getinfo(name).file_size <= MAX_BYTES:
                    yield package.read(name)
    except (zipfile.BadZipFile, KeyError, NotImplementedError, OSError, EOFError, ValueError):
        return  # what the reader of the text made of the package stands


def _relations(part: bytes) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for one in _RELATION.findall(part):
        said = {k.decode(): v.decode("utf-8", "replace") for k, v in _ATTRIBUTE.findall(one)}
        target = said.get("Target", "")
        found[said.get("Id", "")] = (
            target.lstrip("/") if target.startswith("/") else str(PurePosixPath("word") / target)
        )
    return found


def _of_html(data: bytes) -> Iterator[bytes]:
    """Pictures written into a page as data: addresses (RFC 2397)."""
    for address in _addresses(data):
        if (head := _DATA.match(address)) and (body := _decoded(head[1].lower(), address[head.end() :])):
            yield body


def _addresses(data: bytes) -> Iterator[bytes]:
    return (next(filter(None, found), b"") for found in _IMAGE.findall(data))


def _decoded(parameters: bytes, body: bytes) -> bytes:
    plain = unquote_to_bytes(body)
    if b";base64" not in parameters:
        return plain
    try:
        return base64.b64decode(b"".join(plain.split()) + b"==")
    except binascii.Error:
        return b""


def _of_mht(data: bytes) -> Iterator[bytes]:
    """Pictures among the parts of a web archive (RFC 2557), as its page shows them."""
    parts = list(email.message_from_bytes(data, policy=email.policy.default).walk())
    held = {name: p for p in parts if p.get_content_maintype() == "image" for name in _names(p)}
    for page in (p for p in parts if p.get_content_type() == "text/html"):
        text = page.get_payload(decode=True)
        for address in _addresses(text) if isinstance(text, bytes) else ():
            named = held.get(address.decode("utf-8", "replace"))
            body = named.get_payload(decode=True) if named else next(_of_html(b'<img src="%s">' % address), None)
            if isinstance(body, bytes) and body:
                yield body


def _names(part: "email.message.Message") -> Iterator[str]:
    """What a page may call a part: its location, or cid: and its identifier."""
    if location := part.get("Content-Location"):
        yield str(location).strip()
    if identifier := part.get("Content-ID"):
        yield f"cid:{str(identifier).strip().strip('<>')}"


_FINDERS: Mapping[str, Callable[[bytes], Iterator[bytes]]] = {"docx": _of_docx, "html": _of_html, "mht": _of_mht}
