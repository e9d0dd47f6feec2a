"""OFD (GB/T 33190-2016): the pages of the PDF writer drawn with OFD's own objects, in the ways of different programs.

Plain: a text object a line with a step for every character, a stroked rectangle a cell, as word processors export.
Runs: steps as `g n v`, sizes in points under a CTM, rules as thin filled bars, running heads in a template page.
Parts: what real packages hold besides: several documents, blocks within blocks, composite objects, drawing parameters,
a current version, annotations, seals, an attachment, and text that nobody sees.
"""

import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from random import Random
from xml.sax.saxutils import escape

from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.pdfmetrics import registerFont

from render.sheet import Sheet, Text
from render.writers import pdf

MM = 72 / 25.4
_SIZE, _HEIGHT, _ASCENT = 9.0, 842.0, 0.88
_EPOCH = (2020, 1, 1, 0, 0, 0)
_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
_NS = 'xmlns:ofd="http://www.ofdspec.org/2016"'
_AREA = "<ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox>"
_HEAD = "政府信息公开年度报告存档件"


def write(sheet: Sheet, rng: Random) -> bytes:
    """Tables cut between rows at page ends, and at some earlier places by chance."""
    return _written(sheet, pdf._Breaks(rng), Canvas())


def write_cut(sheet: Sheet, rng: Random) -> bytes:
    """The same with pages ending inside rows too."""
    return _written(sheet, pdf._Breaks(rng, inside=True), Canvas())


def write_runs(sheet: Sheet, rng: Random) -> bytes:
    """Runs, bars and a template page; header rows printed again on every page."""
    return _written(sheet, pdf._Breaks(rng, repeat=True), Canvas(runs=True))


def write_parts(sheet: Sheet, rng: Random) -> bytes:
    """Several documents with all that a package may hold."""
    return _written(sheet, pdf._Breaks(rng), Canvas(parts=True))


def _written(sheet: Sheet, breaks: pdf._Breaks, canvas: "Canvas") -> bytes:
    registerFont(UnicodeCIDFont(pdf._FONT))
    pages = pdf._Pages(canvas)
    for block in sheet.blocks:
        if not isinstance(block, Text):
            pdf._draw_table(block, pages, breaks)
            continue
        if canvas.parts and block.level == 1 and canvas.objects and breaks.rng.random() < 0.3:
            pages.turn()
            canvas.documents.append([])
        pages.text(block)
    pages.close()
    return canvas.package()


@dataclass(slots=True)
class Canvas:
    """The calls of a PDF canvas that the PDF writer makes, as the objects of OFD pages."""

    runs: bool = False
    parts: bool = False
    objects: list[str] = field(default_factory=list)
    documents: list[list[str]] = field(default_factory=lambda: [[]])
    units: list[str] = field(default_factory=list)
    last: int = 100  # ID

    def setFont(self, _font: str, _size: float) -> None:  # noqa: N802 - reportlab's names
        """There is one font and one size."""

    def setLineWidth(self, _width: float) -> None:  # noqa: N802
        """Lines are of one width."""

    def drawCentredString(self, x: float, y: float, text: str) -> None:  # noqa: N802
        """Text around a point."""
        self.drawString(x - sum(map(pdf._advance, text)) / 2, y, text)

    def drawString(self, x: float, y: float, text: str) -> None:  # noqa: N802
        """Text with its baseline at a point."""
        if text:
            steps = [pdf._advance(c) for c in text[:-1]]
            self.objects.append(self._text((x, _HEIGHT - y), text, steps))

    def rect(self, x: float, y: float, width: float, height: float) -> None:
        """The four sides of a box."""
        top = _HEIGHT - y - height
        if self.runs:
            sides = ((x, top, width, 0), (x, top + height, width, 0), (x, top, 0, height), (x + width, top, 0, height))
            self.objects += [self._bar(*side) for side in sides]
        else:
            self.objects.append(self._frame(x, top, width, height))

    def showPage(self) -> None:  # noqa: N802
        """Go on to the next page."""
        self.documents[-1].append(self._page())
        self.objects = []

    def save(self) -> None:
        """All is kept."""

    def _id(self) -> int:
        self.last += 1
        return self.last

    def _text(self, at: tuple[float, float], text: str, steps: Sequence[float], more: str = "") -> str:
        unit = 1.0 if self.runs else 1 / MM
        x, y = at
        boundary = _numbers(v / MM for v in (x, y - _ASCENT * _SIZE, sum(steps) + _SIZE, 1.2 * _SIZE))
        ctm = f' CTM="{1 / MM:.6f} 0 0 {1 / MM:.6f} 0 0"' if self.runs else ""
        scaled = [s * unit for s in steps]
        delta = f' DeltaX="{_runs(scaled) if self.runs else _numbers(scaled)}"' if steps else ""
        head = f'ID="{self._id()}" Boundary="{boundary}"{ctm} Font="1" Size="{_SIZE * unit:.4f}"{more}'
        code = f'<ofd:TextCode X="0" Y="{_ASCENT * _SIZE * unit:.4f}"{delta}>{escape(text)}</ofd:TextCode>'
        return f"<ofd:TextObject {head}>{code}</ofd:TextObject>"

    def _bar(self, x: float, y: float, width: float, height: float) -> str:
        box = _numbers(v / MM for v in (x - 0.25, y - 0.25, width + 0.5, height + 0.5))
        w, h = (f"{(v + 0.5) / MM:.4f}" for v in (width, height))
        return (
            f'<ofd:PathObject ID="{self._id()}" Boundary="{box}" Stroke="false" Fill="true">'
            '<ofd:FillColor Value="0 0 0"/>'
            f"<ofd:AbbreviatedData>M 0 0 L {w} 0 L {w} {h} L 0 {h} C</ofd:AbbreviatedData></ofd:PathObject>"
        )

    def _frame(self, x: float, y: float, width: float, height: float) -> str:
        box = _numbers(v / MM for v in (x, y, width, height))
        w, h = (f"{v / MM:.4f}" for v in (width, height))
        with_ = 'DrawParam="3"' if self.parts else 'LineWidth="0.18"'
        return (
            f'<ofd:PathObject ID="{self._id()}" Boundary="{box}" {with_}>'
            f"<ofd:AbbreviatedData>M 0 0 L {w} 0 L {w} {h} L 0 {h} C</ofd:AbbreviatedData></ofd:PathObject>"
        )

    def _page(self) -> str:
        """The page file of what was drawn."""
        inner = "".join(self._in_parts() if self.parts else self.objects)
        template = '<ofd:Template TemplateID="2" ZOrder="Background"/>' if self.runs else ""
        layer = f'<ofd:Layer ID="{self._id()}">{inner}</ofd:Layer>'
        return f"{_XML}<ofd:Page {_NS}>{template}<ofd:Content>{layer}</ofd:Content></ofd:Page>"

    def _in_parts(self) -> Iterator[str]:
        """Frames in a composite object, text in blocks within blocks, and text that nobody sees."""
        frames = [o for o in self.objects if o.startswith("<ofd:PathObject")]
        lines = [o for o in self.objects if not o.startswith("<ofd:PathObject")]
        if frames:
            unit = self._id()
            self.units.append(
                f'<ofd:CompositeGraphicUnit ID="{unit}" Width="210" Height="297">'
                f"<ofd:Content>{''.join(frames)}</ofd:Content></ofd:CompositeGraphicUnit>"
            )
            yield f'<ofd:CompositeObject ID="{self._id()}" Boundary="0 0 210 297" ResourceID="{unit}"/>'
        block = f'<ofd:PageBlock ID="{self._id()}">'
        yield f"{block}{block}{''.join(lines)}</ofd:PageBlock></ofd:PageBlock>"
        for more in (' Visible="false"', ' Alpha="0"'):
            yield self._text((300, 400), "8848", [4.5] * 3, more)

    def package(self) -> bytes:
        """The whole file, the same bytes every time."""
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, xml in {"OFD.xml": self._entry(), **dict(self._files())}.items():
                archive.writestr(zipfile.ZipInfo(name, _EPOCH), xml.encode(), zipfile.ZIP_DEFLATED)
        return buffer.getvalue()

    def _entry(self) -> str:
        more = "<ofd:Signatures>Signs/Signatures.xml</ofd:Signatures>" if self.parts else ""
        bodies = (
            f"<ofd:DocBody><ofd:DocInfo><ofd:DocID>{n:032x}</ofd:DocID><ofd:CreationDate>2020-01-01</ofd:CreationDate>"
            f"</ofd:DocInfo><ofd:DocRoot>Doc_{n}/Document.xml</ofd:DocRoot>{more}</ofd:DocBody>"
            for n in range(len(self.documents))
        )
        return f'{_XML}<ofd:OFD {_NS} Version="1.0" DocType="OFD">{"".join(bodies)}</ofd:OFD>'

    def _files(self) -> Iterator[tuple[str, str]]:
        for n, pages in enumerate(self.documents):
            yield f"Doc_{n}/Document.xml", self._document(len(pages))
            yield f"Doc_{n}/PublicRes.xml", _resources()
            yield f"Doc_{n}/DocumentRes.xml", _units(self.units)
            for k, page in enumerate(pages):
                yield f"Doc_{n}/Pages/Page_{k}/Content.xml", page
            if self.runs:
                yield f"Doc_{n}/Tpls/Tpl_0/Content.xml", self._template()
            if self.parts:
                yield f"Doc_{n}/Annots/Annotations.xml", _annotations()
                yield f"Doc_{n}/Annots/Page_0.xml", self._watermark()

    def _document(self, count: int) -> str:
        template = '<ofd:TemplatePage ID="2" BaseLoc="Tpls/Tpl_0/Content.xml"/>' if self.runs else ""
        notes = "<ofd:Annotations>Annots/Annotations.xml</ofd:Annotations>" if self.parts else ""
        pages = "".join(f'<ofd:Page ID="{10 + k}" BaseLoc="Pages/Page_{k}/Content.xml"/>' for k in range(count))
        return (
            f"{_XML}<ofd:Document {_NS}><ofd:CommonData><ofd:MaxUnitID>{self.last}</ofd:MaxUnitID>"
            f"<ofd:PageArea>{_AREA}</ofd:PageArea><ofd:PublicRes>PublicRes.xml</ofd:PublicRes>"
            f"<ofd:DocumentRes>/Doc_0/DocumentRes.xml</ofd:DocumentRes>{template}</ofd:CommonData>"
            f"<ofd:Pages>{pages}</ofd:Pages>{notes}</ofd:Document>"
        )

    def _template(self) -> str:
        steps = [pdf._advance(c) for c in _HEAD[:-1]]
        inner = self._text((200, 42), _HEAD, steps) + self._bar(60, 48, 475, 0)
        return f'{_XML}<ofd:Page {_NS}><ofd:Content><ofd:Layer ID="4">{inner}</ofd:Layer></ofd:Content></ofd:Page>'

    def _watermark(self) -> str:
        text = self._text((0, 20), "内部资料请勿外传", [9.0] * 7, ' Alpha="90"')
        return (
            f'{_XML}<ofd:PageAnnot {_NS}><ofd:Annot ID="{self._id()}" Type="Watermark" Creator="x" '
            f'LastModDate="2020-01-01"><ofd:Appearance Boundary="60 120 100 20">{text}</ofd:Appearance></ofd:Annot>'
            "</ofd:PageAnnot>"
        )


def _resources() -> str:
    return (
        f'{_XML}<ofd:Res {_NS} BaseLoc="Res"><ofd:Fonts><ofd:Font ID="1" FontName="宋体"/></ofd:Fonts>'
        '<ofd:DrawParams><ofd:DrawParam ID="3" Relative="4"/><ofd:DrawParam ID="4" LineWidth="0.18"/></ofd:DrawParams>'
        "</ofd:Res>"
    )


def _units(units: Sequence[str]) -> str:
    inner = f"<ofd:CompositeGraphicUnits>{''.join(units)}</ofd:CompositeGraphicUnits>" if units else ""
    return f'{_XML}<ofd:Res {_NS} BaseLoc="Res">{inner}</ofd:Res>'


def _annotations() -> str:
    page = '<ofd:Page PageID="10"><ofd:FileLoc>Page_0.xml</ofd:FileLoc></ofd:Page>'
    return f"{_XML}<ofd:Annotations {_NS}>{page}</ofd:Annotations>"


def _numbers(values: Iterator[float] | Sequence[float]) -> str:
    return " ".join(f"{v:.4f}".rstrip("0").rstrip(".") for v in values)


def _runs(steps: Sequence[float]) -> str:
    """Steps with runs of equal ones as `g n v`."""
    groups = ((_numbers([value]), len(list(group))) for value, group in groupby(steps))
    return " ".join(value if count == 1 else f"g {count} {value}" for value, count in groups)
