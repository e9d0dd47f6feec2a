"""Archives: every member is an input of its own. Members are only ever named and read, never written anywhere."""

import lzma
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from io import BytesIO
from typing import Any, TypeVar

from gongkai.document import MAX_BYTES
from gongkai.errors import GongkaiError, LimitExceeded, MissingTool, NotAReport, UnreadableDocument, UnsupportedFormat
from gongkai.sniff import sniff

MAX_MEMBERS = 10_000  # of one archive; a city's whole yearly archive has some hundreds
MAX_TOTAL = 2**30  # bytes of all members of an archive, those of archives in it included
MAX_SOLID = 4 * MAX_BYTES  # of an archive whose members can only be unpacked all at once
MAX_RATIO = 200  # of members to archive, past MAX_BYTES: text packs to a tenth, a bomb to a thousandth
NESTED = 1  # archives in an archive, not in one of those
_NAMED = 10  # members that an error message names
_ENCRYPTED, _UTF8 = 0x1, 0x800  # general purpose flags of a zip member (APPNOTE 4.4.4)
_JUNK = ("__macosx/", "thumbs.db", ".ds_store", "desktop.ini")
_PLAIN_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    LookupError,
    TypeError,
    ArithmeticError,
    NotImplementedError,
    RuntimeError,
)
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive: its path there (text only), and its bytes or what keeps them from being read."""

    name: str
    data: bytes | None
    error: GongkaiError | None = None


def is_archive(data: bytes) -> bool:
    """Whether these bytes are an archive of documents, and no document that is itself packed."""
    return data.startswith(_BEGINNINGS) and _kind(data) in _OPENERS


def archive_members(data: bytes) -> Iterator[Member]:
    """The members in the archive's order, those of archives in it under `inner.zip/name`.

    What cannot be read is a Member with an error. Raises UnreadableDocument where the archive itself is damaged,
    NotAReport where it holds no file, MissingTool for 7z and rar without the extra `archives`, LimitExceeded.
    """
    budget = _Budget(min(MAX_TOTAL, max(MAX_BYTES, len(data) * MAX_RATIO)), MAX_MEMBERS)
    yield from _members(data, budget, NESTED)
    if budget.members == MAX_MEMBERS:
        raise NotAReport("the archive holds no file")


@dataclass(slots=True)
class _Budget:
    """How many bytes and members may still come."""

    bytes: int
    members: int

    def spend(self, size: int) -> None:
        """Raises LimitExceeded when it is used up."""
        self.bytes -= size
        self.members -= 1
        if self.members < 0:
            raise LimitExceeded(f"an archive of more than {MAX_MEMBERS} members")
        if self.bytes < 0:
            raise LimitExceeded("an archive that expands beyond all measure")


def _members(data: bytes, budget: _Budget, nested: int) -> Iterator[Member]:
    for member in _OPENERS[sniff(data)](data):
        if _is_junk(member.name):
            continue
        budget.spend(len(member.data or b""))
        if member.data is None or not is_archive(member.data):
            yield member
        elif nested:
            yield from _inner(member.name, member.data, budget, nested - 1)
        else:
            yield Member(member.name, None, LimitExceeded("an archive within an archive within an archive"))


def _inner(name: str, data: bytes, budget: _Budget, nested: int) -> Iterator[Member]:
    try:
        for member in _members(data, budget, nested):
            yield Member(f"{name}/{member.name}", member.data, member.error)
    except (UnreadableDocument, MissingTool) as error:
        yield Member(name, None, error)


def _is_junk(name: str) -> bool:
    low = name.lower()
    return low.startswith(_JUNK[0]) or low.rpartition("/")[2] in _JUNK or low.rpartition("/")[2].startswith("._")


def _kind(data: bytes) -> str:
    try:
        return sniff(data)
    except GongkaiError:
        return ""


def _zip(data: bytes) -> Iterator[Member]:
    archive = zipfile.ZipFile(BytesIO(data))  # sniffing has read its directory
    yield from (_zip_member(archive, info) for info in archive.infolist() if not info.filename.endswith(("/", "\\")))


def _zip_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Member:
    name = _zip_name(info)
    if info.flag_bits & _ENCRYPTED:
        return Member(name, None, UnreadableDocument("encrypted: a password is needed"))
    if info.compress_type not in _PLAIN_METHODS:
        return Member(name, None, UnreadableDocument(f"packed by a method ({info.compress_type}) that cannot be read"))
    try:
        with archive.open(info) as file:
            data = file.read(MAX_BYTES + 1)  # never by the declared size: a bomb lies about it
    except _DAMAGE as error:
        return Member(name, None, UnreadableDocument(f"damaged: {error}"))
    return _limited(name, data)


def _limited(name: str, data: bytes) -> Member:
    if len(data) > MAX_BYTES:
        return Member(name, None, LimitExceeded(f"a member of more than {MAX_BYTES} bytes"))
    return Member(name, data)


def _zip_name(info: zipfile.ZipInfo) -> str:
    """The name; without the flag for UTF-8, Chinese zippers write GBK, and some UTF-8 all the same."""
    name = info.orig_filename.partition("\0")[0]
    if not info.flag_bits & _UTF8:
        raw = name.encode("cp437", "replace")
        name = next((text for codec in ("utf-8", "gb18030") if (text := _strict(raw, codec)) is not None), name)
    return name.replace("\\", "/")


def _strict(raw: bytes, codec: str) -> str | None:
    try:
        return raw.decode(codec)
    except UnicodeDecodeError:
        return None


def _tool(module: str, what: str) -> Any:
    try:
        return import_module(module)
    except ImportError as error:
        raise MissingTool(f"reading {what} needs {module}: pip install 'gongkai[archives]'") from error


def _seven(data: bytes) -> Iterator[Member]:
    py7zr = _tool("py7zr", ".7z")
    damage = (*_DAMAGE, py7zr.exceptions.ArchiveError)
    try:
        with py7zr.SevenZipFile(BytesIO(data)) as archive:
            if archive.needs_password():
                raise UnreadableDocument("the 7z archive is encrypted: a password is needed")
            if sum(info.uncompressed for info in archive.list()) > MAX_SOLID:
                raise LimitExceeded(f"a 7z archive of more than {MAX_SOLID} bytes")
            factory = py7zr.io.BytesIOFactory(MAX_BYTES)
            archive.extractall(factory=factory)
    except damage as error:
        raise UnreadableDocument(f"the 7z archive is damaged: {error}") from error
    yield from (_limited(name.replace("\\", "/"), file.read()) for name, file in factory.products.items())


def _rar(data: bytes) -> Iterator[Member]:
    rarfile = _tool("rarfile", ".rar")
    try:
        archive = rarfile.RarFile(BytesIO(data))
        infos = [info for info in archive.infolist() if not info.is_dir()]
    except (*_DAMAGE, rarfile.Error) as error:
        raise UnreadableDocument(f"the rar archive is damaged: {error}") from error
    yield from (_rar_member(rarfile, archive, info) for info in infos)


def _rar_member(rarfile: Any, archive: Any, info: Any) -> Member:
    name = info.filename.replace("\\", "/")
    if info.needs_password():
        return Member(name, None, UnreadableDocument("encrypted: a password is needed"))
    try:
        with archive.open(info) as file:
            return _limited(name, file.read(MAX_BYTES + 1))
    except rarfile.RarCannotExec:
        return Member(name, None, MissingTool("unpacking .rar needs one of unrar, unar, 7z or bsdtar"))
    except (*_DAMAGE, rarfile.Error) as error:
        return Member(name, None, UnreadableDocument(f"damaged: {error}"))


_BEGINNINGS = (b"PK", b"7z", b"Rar!")
_OPENERS: Mapping[str, Callable[[bytes], Iterator[Member]]] = {"zip": _zip, "7z": _seven, "rar": _rar}


def only_report(data: bytes, parse: Callable[[bytes, str], Result]) -> Result:
    """What `parse` makes of the one member that is a report.

    Raises UnsupportedFormat, naming them, when there are several; when there is none, the error of the one member
    that comes nearest, or NotAReport.
    """
    found: dict[str, Result] = {}
    errors: list[GongkaiError] = []
    for member in archive_members(data):
        try:
            if member.data is None:
                raise member.error or UnreadableDocument("not read")
            found[member.name] = parse(member.data, member.name)
        except GongkaiError as error:
            errors.append(error)
    if len(found) > 1:
        raise UnsupportedFormat(f"an archive of {len(found)} reports: {_listed(list(found))}")
    if not found:
        raise errors[0] if len(errors) == 1 else NotAReport(f"none of the {len(errors)} members is a report")
    return next(iter(found.values()))


def _listed(names: list[str]) -> str:
    return ", ".join(names[:_NAMED]) + (", …" if len(names) > _NAMED else "")
