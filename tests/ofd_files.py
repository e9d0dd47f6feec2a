"""OFD packages written by hand for tests: pages of objects whose places are known, in millimetres."""

from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

from made import package

NS = 'xmlns:ofd="http://www.ofdspec.org/2016"'
MM = 72 / 25.4
Box = tuple[float, float, float, float]


def attributes(**values: object) -> str:
    """XML attributes; None leaves one out."""
    return "".join(f" {name}={quoteattr(str(value))}" for name, value in values.items() if value is not None)


def text(x: float, y: float, content: str, size: float = 4.0, inner: str = "", **more: object) -> str:
    """A line of text whose first baseline begins x, y from the page's top left; digits are half an em wide."""
    steps = [size / 2 if c.isascii() else size for c in content[:-1]]
    delta = more.pop("DeltaX", " ".join(map(str, steps)) or None)
    code = {n: more.pop(n, None) for n in ("DeltaY",)} | {"DeltaX": delta}
    start = {"X": more.pop("X", 0), "Y": more.pop("Y", size)}
    stated = {"Boundary": f"{x} {y - size} 100 {2 * size}", "Font": 1, "Size": size, **more}
    inside = f"<ofd:TextCode{attributes(**start, **code)}>{escape(content)}</ofd:TextCode>"
    return f'<ofd:TextObject ID="9"{attributes(**stated)}>{inner}{inside}</ofd:TextObject>'


def path(data: str, inner: str = "", boundary: str = "0 0 210 297", **more: object) -> str:
    """A path in the page's own millimetres."""
    stated = attributes(Boundary=boundary, **more)
    return f'<ofd:PathObject ID="9"{stated}>{inner}<ofd:AbbreviatedData>{data}</ofd:AbbreviatedData></ofd:PathObject>'


def rectangle(box: Box) -> str:
    """The outline of a box as path data."""
    x0, y0, x1, y1 = box
    return f"M {x0} {y0} L {x1} {y0} L {x1} {y1} L {x0} {y1} C"


def filled(box: Box, color: str = "0 0 0", boundary: str = "0 0 210 297", **more: object) -> str:
    """A filled box without a stroke."""
    inner = f'<ofd:FillColor Value="{color}"/>'
    return path(rectangle(box), inner, boundary, Stroke="false", Fill="true", **more)


def grid(xs: Sequence[float], ys: Sequence[float], rows: Sequence[Sequence[str]]) -> str:
    """A ruled table without spans: a stroked box a cell, its text set in by a millimetre."""
    cells = [
        path(rectangle((xs[c], ys[r], xs[c + 1], ys[r + 1])), LineWidth=0.2) + text(xs[c] + 1, ys[r + 1] - 2, content)
        for r, row in enumerate(rows)
        for c, content in enumerate(row)
    ]
    return "".join(cells)


def page(*objects: str, head: str = "") -> str:
    """A page file with one layer; `head` stands before its content."""
    layer = f'<ofd:Layer ID="8">{"".join(objects)}</ofd:Layer>' if objects else ""
    return f"<ofd:Page {NS}>{head}<ofd:Content>{layer}</ofd:Content></ofd:Page>"


def document(count: int, common: str = "", more: str = "") -> str:
    """A document file of so many A4 pages."""
    area = "<ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea>"
    entries = "".join(f'<ofd:Page ID="{100 + n}" BaseLoc="Pages/Page_{n}/Content.xml"/>' for n in range(count))
    data = f"<ofd:CommonData>{area}{common}</ofd:CommonData>"
    return f"<ofd:Document {NS}>{data}<ofd:Pages>{entries}</ofd:Pages>{more}</ofd:Document>"


def entry(*roots: str, info: str = "", more: str = "") -> str:
    """The package's entry: a body for each document's root."""
    bodies = (
        f"<ofd:DocBody><ofd:DocInfo>{info}</ofd:DocInfo><ofd:DocRoot>{root}</ofd:DocRoot>{more}</ofd:DocBody>"
        for root in roots
    )
    return f'<ofd:OFD {NS} Version="1.0" DocType="OFD">{"".join(bodies)}</ofd:OFD>'


def resources(content: str, base: str = "Res") -> str:
    """A resource file."""
    return f'<ofd:Res {NS} BaseLoc="{base}">{content}</ofd:Res>'


def ofd(*pages: str, common: str = "", more: str = "", parts: Mapping[str, str | bytes] | None = None) -> bytes:
    """A package of one document; `parts` are added, or stand in the place of those of the same name."""
    plain: dict[str, str | bytes] = {
        "OFD.xml": entry("Doc_0/Document.xml"),
        "Doc_0/Document.xml": document(len(pages), common, more),
        **{f"Doc_0/Pages/Page_{n}/Content.xml": content for n, content in enumerate(pages)},
    }
    return package(plain | dict(parts or {}))
