"""Prints a report on rasters: the layout of the PDF writer, drawn with fonts that are on the machine."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Any

from PIL import Image, ImageDraw, ImageFont
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.pdfmetrics import registerFont

from render.sheet import Sheet, Text
from render.writers import pdf

WIDTH, HEIGHT = 595.0, 842.0
OVERSAMPLING = 2  # a printer draws finer than a scanner sees
_FOLDERS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"))
CJK: Mapping[str, tuple[str, int]] = {
    "song": ("NotoSerifCJK-Regular.ttc", 2),
    "hei": ("NotoSansCJK-Regular.ttc", 2),
    "uming": ("uming.ttc", 0),
    "kai": ("ukai.ttc", 0),
    "zenhei": ("wqy-zenhei.ttc", 0),
}
LATIN: Mapping[str, tuple[str, int]] = {
    "times": ("LiberationSerif-Regular.ttf", 0),
    "arial": ("LiberationSans-Regular.ttf", 0),
    "dejavu": ("DejaVuSans.ttf", 0),
    "same": ("", 0),
}


@dataclass(frozen=True, slots=True)
class Style:
    """How a report is printed: fonts, thickness of rules in points (0 draws none), which rules are drawn."""

    cjk: str = "song"
    latin: str = "times"
    rule: float = 0.5
    sides: str = "tblr"  # of each cell; "tb" leaves the verticals out, "open" the table's own two sides
    grey: int = 0  # of the rules
    bold: bool = False


def available(name: str) -> bool:
    """Whether a font of CJK or LATIN is on this machine."""
    file = {**CJK, **LATIN}[name][0]
    return not file or _path(file) is not None


@lru_cache(maxsize=64)
def _path(file: str) -> Path | None:
    return next((p for folder in _FOLDERS for p in sorted(folder.rglob(file))), None)


@lru_cache(maxsize=64)
def _font(name: str, size: int) -> Any:
    file, index = {**CJK, **LATIN}[name]
    path = _path(file)
    if path is None:
        raise FileNotFoundError(f"font {file}")
    return ImageFont.truetype(str(path), size, index=index)


class Raster:
    """The methods of a PDF canvas that the writer uses, on pictures; y runs upwards as there."""

    def __init__(self, dpi: float, style: Style) -> None:
        self.scale, self.style, self.size = dpi / 72, style, 9.0
        self.pages: list[Image.Image] = []
        self._blank()

    def _blank(self) -> None:
        size = round(WIDTH * self.scale), round(HEIGHT * self.scale)
        self.image = Image.new("L", size, 255)
        self.draw = ImageDraw.Draw(self.image)

    def setFont(self, _: str, size: float) -> None:  # noqa: N802
        """The size of the type."""
        self.size = size

    def setLineWidth(self, _: float) -> None:  # noqa: N802
        """The style says."""

    def drawString(self, x: float, y: float, text: str) -> None:  # noqa: N802
        """Characters on the grid the writer broke lines by: an em, or half of one."""
        left = x * self.scale
        base = (HEIGHT - y) * self.scale
        for run, name in _runs(text, self.style):
            font = _font(name, round(self.size * self.scale))
            stroke = round(self.scale * 0.15) if self.style.bold else 0
            self.draw.text((left, base), run, 0, font=font, anchor="ls", stroke_width=stroke)
            left += font.getlength(run)

    def drawCentredString(self, x: float, y: float, text: str) -> None:  # noqa: N802
        """The same about a middle."""
        size = round(self.size * self.scale)
        width = sum(_font(name, size).getlength(run) for run, name in _runs(text, self.style)) / self.scale
        self.drawString(x - width / 2, y, text)

    def rect(self, x: float, y: float, width: float, height: float) -> None:
        """The sides of a cell that the style draws."""
        x0, x1 = x * self.scale, (x + width) * self.scale
        y0, y1 = (HEIGHT - y - height) * self.scale, (HEIGHT - y) * self.scale
        thick = max(1, round(self.style.rule * self.scale)) if self.style.rule else 0
        ends = {"t": (x0, y0, x1, y0), "b": (x0, y1, x1, y1), "l": (x0, y0, x0, y1), "r": (x1, y0, x1, y1)}
        sides = self.style.sides if self.style.sides != "open" else _inner(x, x + width)
        for side in sides if thick else "":
            self.draw.line(ends[side], fill=self.style.grey, width=thick)

    def showPage(self) -> None:  # noqa: N802
        """On to the next page."""
        self.pages.append(self.image)
        self._blank()

    def save(self) -> None:
        """Nothing is left to do."""


def _inner(left: float, right: float) -> str:
    """The sides of a cell that are not those of the table."""
    return "tb" + "l" * (left > pdf._LEFT + 1) + "r" * (right < pdf._RIGHT - 1)


def _runs(text: str, style: Style) -> list[tuple[str, str]]:
    """Runs of ASCII and of other characters with the font each is printed in."""
    runs: list[tuple[str, str]] = []
    for char in text:
        name = style.latin if char.isascii() and style.latin != "same" else style.cjk
        if runs and runs[-1][1] == name:
            runs[-1] = runs[-1][0] + char, name
        else:
            runs.append((char, name))
    return runs


def printed(sheet: Sheet, style: Style, dpi: float, seed: int = 0) -> list[Image.Image]:
    """The pages of a report in grey at a resolution, with the anti-aliasing of a scanner's sensor."""
    registerFont(UnicodeCIDFont(pdf._FONT))  # the widths that lines are broken by
    raster = Raster(dpi * OVERSAMPLING, style)
    pages = pdf._Pages(raster)
    breaks = pdf._Breaks(Random(seed))
    for block in sheet.blocks:
        if isinstance(block, Text):
            pages.text(block)
        else:
            pdf._draw_table(block, pages, breaks)
    pages.close()
    return [_sampled(page, OVERSAMPLING) for page in raster.pages]


def _sampled(page: Image.Image, factor: int) -> Image.Image:
    return page.reduce(factor)


def of_pdf(data: bytes, dpi: float) -> Sequence[Image.Image]:
    """The pages of a PDF as pictures."""
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    return [document[k].render(scale=dpi / 72).to_pil().convert("RGB") for k in range(len(document))]
