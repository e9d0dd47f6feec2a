"""OFD packages that ask for too much: a coded error or what they print, within seconds and bounded memory."""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

import pytest

from gongkai.document import MAX_DEPTH
from gongkai.errors import GongkaiError, LimitExceeded, UnreadableDocument
from gongkai.readers import _ofd_book, _ofd_package, _ofd_page, _ofd_walk, ofd
from gongkai.readers.ofd import read
from made import package
from ofd_files import NS, document, entry, filled, page, path, rectangle, resources, text
from ofd_files import ofd as written
from test_bad_input import ANY_ERROR, bounded

COMMON = "<ofd:PublicRes>PublicRes.xml</ofd:PublicRes>"
LINE = text(30, 50, "年报")


def units(contents: Mapping[str, str]) -> dict[str, str | bytes]:
    """The resource file of some vector pictures by their IDs."""
    found = "".join(
        f'<ofd:CompositeGraphicUnit ID="{name}"><ofd:Content>{content}</ofd:Content></ofd:CompositeGraphicUnit>'
        for name, content in contents.items()
    )
    return {"Doc_0/PublicRes.xml": resources(f"<ofd:CompositeGraphicUnits>{found}</ofd:CompositeGraphicUnits>")}


def composite(name: str) -> str:
    """An object that shows a vector picture."""
    return f'<ofd:CompositeObject ID="1" Boundary="0 0 210 297" ResourceID="{name}"/>'


PICTURED = f'{LINE}<ofd:ImageObject ID="1" Boundary="0 0 210 297" ResourceID="5"/>'
TEMPLATED = page(LINE, head='<ofd:Template TemplateID="2"/>' * 2)
TEMPLATE = '<ofd:TemplatePage ID="2" BaseLoc="Tpl.xml"/>'


@pytest.mark.parametrize(
    ("module", "name", "value", "data"),
    [
        (ofd, "MAX_PAGES", 1, written(page(LINE), page(LINE))),
        (_ofd_page, "MAX_CHARACTERS", 3, written(page(LINE, LINE))),
        (_ofd_page, "MAX_CHARACTERS", 1, written(page(LINE))),
        (_ofd_page, "MAX_DRAWN", 1, written(page(LINE, path("M 0 0 L 9 0"), path("M 0 9 L 9 9")))),
        (_ofd_page, "MAX_RULES", 1, written(page(LINE, path("M 0 0 L 9 0"), path("M 0 9 L 9 9")))),
        (_ofd_page, "MAX_TRIED", 1, written(page(LINE, filled((0, 0, 9, 9))))),
        (_ofd_page, "MAX_TRIED", 0, written(page(LINE, path(rectangle((30, 47, 31, 48)))))),
        (_ofd_book, "MAX_TEMPLATES", 1, written(TEMPLATED, common=TEMPLATE, parts={"Doc_0/Tpl.xml": page()})),
        (_ofd_book, "MAX_SIDE", 200, written(page(LINE))),
    ],
)
def test_limits(monkeypatch: pytest.MonkeyPatch, module: object, name: str, value: int, data: bytes) -> None:
    assert read(data).paragraphs
    monkeypatch.setattr(module, name, value)
    with pytest.raises(LimitExceeded):
        read(data)


@pytest.mark.parametrize(
    ("kind", "name", "value"), [("Parts", "left", 100), ("Budget", "objects", 2), ("Budget", "characters", 5)]
)
def test_budgets(monkeypatch: pytest.MonkeyPatch, kind: str, name: str, value: int) -> None:
    module = _ofd_package if kind == "Parts" else ofd
    monkeypatch.setattr(module, kind, partial(getattr(module, kind), **{name: value}))
    with pytest.raises(LimitExceeded):
        read(written(page(LINE, LINE, LINE)))


def test_what_is_drawn_over_and_over_is_counted() -> None:
    budget = _ofd_walk.Budget(repeated=10)
    budget.repeat(10)
    with pytest.raises(LimitExceeded, match="over and over"):
        budget.repeat(1)


def test_vector_pictures_that_show_themselves_end() -> None:
    data = written(page(composite("1"), LINE), common=COMMON, parts=units({"1": composite("2"), "2": composite("1")}))
    with pytest.raises(LimitExceeded, match=f"more than {MAX_DEPTH} deep"):
        read(data)


Build = Callable[[], bytes]


def laughs() -> bytes:
    """Ten levels of vector pictures, each showing the next ten times."""
    contents = {str(n): composite(str(n + 1)) * 10 for n in range(10)} | {"10": LINE}
    return written(page(composite("0")), common=COMMON, parts=units(contents))


def repeated() -> bytes:
    """Two thousand pages that name the same large template a hundred times."""
    pages = [page(head='<ofd:Template TemplateID="2"/>' * 100)] * 2000
    return written(*pages, common=TEMPLATE, parts={"Doc_0/Tpl.xml": page(LINE * 500)})


def million() -> bytes:
    """A million objects."""
    return written(page("<ofd:PathObject/>" * 1_000_000))


def characters() -> bytes:
    """More characters than a package may have, on many pages."""
    code = f'<ofd:TextCode DeltaX="g 999999999 1">{"年" * 190_000}</ofd:TextCode>'
    whole = page(f'<ofd:TextObject Size="3">{code}</ofd:TextObject>')
    return written(*[whole] * 3, whole.replace("年", "年" * 2))


def rulings() -> bytes:
    """A drawing of very many lines that are all different."""
    lines = "".join(f"M {n % 199} {n % 283} L {n % 199 + n % 7 + 2} {n % 283} " for n in range(19_000))
    return written(page(*[path(lines)] * 3, LINE))


def covers() -> bytes:
    """Very many areas over very many texts."""
    return written(page(LINE * 9_000, filled((100, 100, 120, 120)) * 9_000))


def deep() -> bytes:
    """Blocks within blocks."""
    return written(page('<ofd:PageBlock ID="1">' * 10_000 + LINE + "</ofd:PageBlock>" * 10_000))


def entities() -> bytes:
    """Entities that expand without end."""
    declared = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 12))
    return written(parts={"OFD.xml": f'<!DOCTYPE x [<!ENTITY l0 "lol">{declared}]><a>&l11;</a>'})


def bomb() -> bytes:
    """A page that is mostly nothing, packed a thousand times smaller."""
    return written(page(LINE).replace("<ofd:Content>", "<ofd:Content>" + " " * (210 * 2**20)))


def places() -> bytes:
    """Very many pages, resources and annotations that are one and the same small file."""
    page_ = '<ofd:Page PageID="100"><ofd:FileLoc>A.xml</ofd:FileLoc></ofd:Page>'
    parts: dict[str, str | bytes] = {
        "Doc_0/Annots.xml": f"<ofd:Annotations {NS}>{page_ * 300_000}</ofd:Annotations>",
        "Doc_0/A.xml": f"<ofd:PageAnnot {NS}/>",
    }
    return written(page(LINE), more="<ofd:Annotations>Annots.xml</ofd:Annotations>", parts=parts)


def parameters() -> bytes:
    """Drawing parameters that build on each other in a circle, for very many objects."""
    circle = '<ofd:DrawParam ID="1" Relative="2"/><ofd:DrawParam ID="2" Relative="1"/>'
    parts: dict[str, str | bytes] = {"Doc_0/PublicRes.xml": resources(f"<ofd:DrawParams>{circle}</ofd:DrawParams>")}
    return written(page(path("M 0 0 L 9 0", DrawParam=1) * 50_000), common=COMMON, parts=parts)


HOSTILE = (laughs, repeated, million, characters, rulings, covers, deep, entities, bomb, places, parameters)


@pytest.mark.parametrize("build", HOSTILE, ids=lambda build: str(build.__name__))
def test_what_asks_for_too_much_is_refused_in_bounded_time_and_memory(build: Build, tmp_path: Path) -> None:
    (tmp_path / "input.ofd").write_bytes(build())
    assert bounded(tmp_path / "input.ofd") in ANY_ERROR


def test_a_package_cut_short_is_refused() -> None:
    data = written(page(LINE))
    for part in (0.1, 0.5, 0.9, 0.99):
        with pytest.raises(UnreadableDocument):
            read(data[: int(len(data) * part)])


def test_members_that_are_not_what_they_should_be() -> None:
    for name in ("OFD.xml", "Doc_0/Document.xml", "Doc_0/Pages/Page_0/Content.xml"):
        for content in ("", "<", "<a/>", "\0" * 99, "年报", "<?xml version='1.0' encoding='x'?><a/>"):
            with pytest.raises(GongkaiError):
                read(written(page(LINE), parts={name: content}))
    with pytest.raises(UnreadableDocument):
        read(package({"OFD.xml": entry("Doc_0/Document.xml"), "Doc_0/Document.xml": document(3)}))
