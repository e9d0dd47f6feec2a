"""A zip package of XML parts (ECMA-376 part 2), read within limits. Knows nothing of any document type."""

import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from posixpath import dirname, join, normpath

from lxml import etree

from gongkai.document import MAX_BYTES, MAX_EXPANDED
from gongkai.errors import LimitExceeded, UnreadableDocument

MAX_MEMBERS = 10_000  # of one package; reports with pictures have under 200
MAX_MARKUP = 2_000_000  # tags and attributes of one part, each about 200 bytes of memory; a blank report has 22,000
_ENCRYPTED = 0x1
_PLAIN_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # all that OPC allows; the others cannot be read in bounds
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    OverflowError,
    NotImplementedError,
    RuntimeError,
)
_RESOURCE_LIMIT = 114  # libxml2's XML_ERR_RESOURCE_LIMIT: depth, entity expansion, text length
_STRICT = {
    b"http://purl.oclc.org/ooxml/wordprocessingml/main": b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    b"http://purl.oclc.org/ooxml/officeDocument/math": b"http://schemas.openxmlformats.org/officeDocument/2006/math",
    b"http://purl.oclc.org/ooxml/drawingml/": b"http://schemas.openxmlformats.org/drawingml/2006/",
}


@dataclass(frozen=True, slots=True)
class Package:
    """An open package; parts are found by their path, without regard to case (ECMA-376 part 2, 9.1.1)."""

    archive: zipfile.ZipFile
    members: Mapping[str, zipfile.ZipInfo]

    def read(self, name: str) -> bytes | None:
        """The bytes of a part, None where there is none. Raises UnreadableDocument, LimitExceeded."""
        info = self.members.get(_key(name))
        return None if info is None else _expand(self.archive, info)

    def head(self, name: str, size: int) -> bytes | None:
        """The first bytes of a part, None where there is none. Raises UnreadableDocument."""
        info = self.members.get(_key(name))
        return None if info is None else _unpack(self.archive, info, size)

    def xml(self, name: str) -> etree._Element | None:
        """The root of an XML part, None where there is none. Raises UnreadableDocument, LimitExceeded."""
        data = self.read(name)
        return None if data is None else parse(data, name)

    def targets(self, source: str = "") -> dict[str, str]:
        """Paths of the parts a part ("" the package) relates to, by the last word of the relationship's type."""
        folder = dirname(source)
        root = self.xml(join(folder, "_rels", source.removeprefix(folder).lstrip("/") + ".rels"))
        return {} if root is None else dict(_related(root, folder))


def open_package(data: bytes) -> Package:
    """The package in a zip file. Raises UnreadableDocument where it is no zip, LimitExceeded where it is too large."""
    if len(data) > MAX_BYTES:
        raise LimitExceeded(f"{len(data)} bytes; the limit is {MAX_BYTES}")
    if data.count(b"PK\x01\x02") > MAX_MEMBERS:
        raise LimitExceeded(f"a zip package of more than {MAX_MEMBERS} members")
    try:
        archive = zipfile.ZipFile(BytesIO(data))
    except _DAMAGE as error:
        raise UnreadableDocument(f"not a readable zip package, or cut short: {error}") from error
    return Package(archive, {_key(info.filename): info for info in archive.infolist()})


def parse(data: bytes, name: str) -> etree._Element:
    """The root of an XML part, Strict names turned into Transitional ones. Raises UnreadableDocument, LimitExceeded."""
    if len(data) > MAX_MARKUP and data.count(b"<") + data.count(b"=") > MAX_MARKUP:
        raise LimitExceeded(f"{name} has more than {MAX_MARKUP} tags and attributes")
    try:
        root = etree.fromstring(_transitional(data), _parser())
    except etree.XMLSyntaxError as error:
        kind = LimitExceeded if getattr(error, "code", None) == _RESOURCE_LIMIT else UnreadableDocument
        raise kind(f"{name} cannot be read: {error.msg}") from error
    if root.getroottree().docinfo.internalDTD is not None:  # forbidden by OPC, and the door of entity attacks
        raise UnreadableDocument(f"{name} declares a document type")
    return root


def _parser() -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )


def _transitional(data: bytes) -> bytes:
    if b"http://purl.oclc.org/ooxml/" in data:
        for strict, transitional in _STRICT.items():
            data = data.replace(strict, transitional)
    return data


def _key(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()


def _expand(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    data = _unpack(archive, info, MAX_EXPANDED + 1)  # never by the declared size: a bomb lies about it
    if len(data) > MAX_EXPANDED:
        raise LimitExceeded(f"{info.filename} expands to more than {MAX_EXPANDED} bytes")
    return data


def _unpack(archive: zipfile.ZipFile, info: zipfile.ZipInfo, size: int) -> bytes:
    if info.flag_bits & _ENCRYPTED:
        raise UnreadableDocument(f"{info.filename} is encrypted")
    if info.compress_type not in _PLAIN_METHODS:
        raise UnreadableDocument(f"{info.filename} is compressed by a method no office document uses")
    try:
        with archive.open(info) as part:
            return part.read(size)
    except _DAMAGE as error:
        raise UnreadableDocument(f"{info.filename} is damaged: {error}") from error


def _related(root: etree._Element, folder: str) -> Iterator[tuple[str, str]]:
    for relation in root:
        kind, target = relation.get("Type", ""), relation.get("Target", "")
        if relation.get("TargetMode") != "External":
            yield kind.rpartition("/")[2], normpath(join(folder, target)) if target[:1] != "/" else normpath(target)
