"""The parts of an OFD package: documents, pages, resources, annotations, by the places they state (ST_Loc).

GB/T 33190-2016, 7.3 to 7.9 and 15. Places are looked up among the package's members and nowhere else.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from posixpath import dirname, join, normpath

from lxml import etree

from gongkai.document import MAX_EXPANDED
from gongkai.errors import LimitExceeded, UnreadableDocument
from gongkai.readers._opc import Package, open_package, parse

Element = etree._Element
Placed = tuple[Element, str]  # an element, and the folder that the places it states start from

MAX_XML = MAX_EXPANDED // 2  # bytes of all parts parsed: a page of dense text has 100,000
PART = 4096  # bytes that a part counts for at least


@dataclass(slots=True)
class Parts:
    """A package, how many bytes of XML may still be parsed, and the parts that were missing or damaged."""

    package: Package
    left: int = MAX_XML
    faulty: list[str] = field(default_factory=list)

    def xml(self, place: str | None, *folders: str) -> Placed | None:
        """The root of a part and its folder; None where there is none or it is damaged. Raises LimitExceeded."""
        for name in candidates(place, folders):
            if name.lower() in self.package.members:
                return self._root(name)
        if place:
            self.faulty.append(place.strip())
        return None

    def head(self, name: str, size: int) -> bytes | None:
        """The first bytes of a part, None where there is none or it is damaged."""
        try:
            return self.package.head(name, size)
        except UnreadableDocument:
            return None

    def _root(self, name: str) -> Placed | None:
        try:
            data = self.package.read(name) or b""
            self.left -= max(len(data), PART)
            if self.left < 0:
                raise LimitExceeded(f"an OFD package with more than {MAX_XML} bytes of XML")
            return parse(data, name), dirname(name)
        except UnreadableDocument:
            self.faulty.append(name)
            return None


@dataclass(frozen=True, slots=True)
class Book:
    """One document of a package: its root, where its places start from, what the package says of it."""

    root: Element
    folder: str
    info: Element | None
    signed: bool


def open_parts(data: bytes) -> Parts:
    """The parts of an OFD package. Raises UnreadableDocument (damaged, encrypted) and LimitExceeded."""
    package = open_package(data)
    if "encryptions.xml" in package.members:  # GM/T 0099-2020
        raise UnreadableDocument("the OFD package is encrypted: a password or certificate is needed")
    return Parts(package)


def books(parts: Parts) -> list[Book]:
    """The documents of a package. Raises UnreadableDocument where none can be read."""
    entry = parts.package.xml("OFD.xml")
    bodies = [] if entry is None else entry.findall("{*}DocBody")
    found = [book for body in bodies if (book := _book(parts, body)) is not None]
    if not found:
        raise UnreadableDocument("the OFD package holds no document that can be read")
    return found


def _book(parts: Parts, body: Element) -> Book | None:
    placed = parts.xml(_current(parts, body) or body.findtext("{*}DocRoot"), "")
    signed = bool((body.findtext("{*}Signatures") or "").strip())
    return None if placed is None else Book(*placed, body.find("{*}DocInfo"), signed)


def _current(parts: Parts, body: Element) -> str | None:
    """The root of the version that is current, where a document has versions (GB/T 33190-2016, 19)."""
    for version in body.iterfind("{*}Versions/{*}Version"):
        if version.get("Current") == "true" and (placed := parts.xml(version.get("BaseLoc"), "")) is not None:
            return placed[0].findtext("{*}DocRoot")
    return None


def candidates(place: str | None, folders: Iterable[str]) -> Iterator[str]:
    """The names that a place may mean: absolute, or from each of these folders, or from the package's root."""
    name = (place or "").strip().replace("\\", "/")
    if not name:
        return
    if not name.startswith("/"):
        yield from dict.fromkeys(normpath(join(folder, name)) for folder in folders)
    yield normpath(name).lstrip("/")


def resources(parts: Parts, places: Iterable[str | None], folders: Sequence[str]) -> dict[tuple[str, str], Placed]:
    """What resource files define by kind and ID, with the folder that its data files lie in. Raises LimitExceeded."""
    found: dict[tuple[str, str], Placed] = {}
    for place in places:
        placed = parts.xml(place, *folders)
        if placed is not None:
            root, folder = placed
            base = join(folder, (root.get("BaseLoc") or "").strip())
            for element in root.iterfind("{*}*/{*}*"):
                found[local(element), element.get("ID", "")] = element, base
    return found


def annotations(parts: Parts, book: Book) -> Mapping[str, list[Element]]:
    """The annotations of a document by the ID of their page. Raises LimitExceeded."""
    found: dict[str, list[Element]] = {}
    place = book.root.findtext("{*}Annotations")
    listed = parts.xml(place, book.folder) if place else None
    if listed is not None:
        for page in listed[0].iterfind("{*}Page"):
            placed = parts.xml(page.findtext("{*}FileLoc"), listed[1], book.folder)
            if placed is not None:
                found.setdefault(page.get("PageID", ""), []).extend(placed[0].iterfind("{*}Annot"))
    return found


def local(element: Element) -> str:
    """An element's name without its namespace: some writers use another than the standard's."""
    return str(element.tag).rpartition("}")[2]
