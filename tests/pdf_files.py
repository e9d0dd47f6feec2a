"""PDFs drawn for tests with reportlab: pages of text and tables whose grid is known."""

from collections.abc import Callable, Iterable, Sequence
from io import BytesIO

from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

WIDTH, HEIGHT = 595.0, 842.0
FONT = "STSong-Light"  # Adobe's name for a font that every viewer supplies: no file needed
Span = tuple[int, int, int, int]
Draw = Callable[[Canvas], None]

pdfmetrics.registerFont(UnicodeCIDFont(FONT))


def pdf(*pages: Draw, size: tuple[float, float] = (WIDTH, HEIGHT), encrypt: StandardEncryption | None = None) -> bytes:
    """A PDF with one page for each drawing function."""
    out = BytesIO()
    canvas = Canvas(out, pagesize=size, encrypt=encrypt)
    for draw in pages:
        canvas.setFont(FONT, 10)
        canvas.setLineWidth(0.5)
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def put(canvas: Canvas, x: float, y: float, text: str, size: float = 10) -> None:
    """Text with its baseline y points below the top of an A4 page."""
    canvas.setFont(FONT, size)
    canvas.drawString(x, HEIGHT - y, text)


def line(canvas: Canvas, x0: float, y0: float, x1: float, y1: float) -> None:
    """A stroked line, y from the top."""
    canvas.line(x0, HEIGHT - y0, x1, HEIGHT - y1)


def bar(canvas: Canvas, x0: float, y0: float, x1: float, y1: float) -> None:
    """A line drawn as a thin filled rectangle."""
    canvas.rect(x0 - 0.25, HEIGHT - y1 - 0.25, x1 - x0 + 0.5, y1 - y0 + 0.5, stroke=0, fill=1)


def sides(xs: Sequence[float], ys: Sequence[float], span: Span) -> list[tuple[float, float, float, float]]:
    """The four sides of a cell as lines."""
    r, c, high, wide = span
    x0, y0, x1, y1 = xs[c], ys[r], xs[c + wide], ys[r + high]
    return [(x0, y0, x1, y0), (x0, y1, x1, y1), (x0, y0, x0, y1), (x1, y0, x1, y1)]


def grid(
    canvas: Canvas,
    xs: Sequence[float],
    ys: Sequence[float],
    texts: dict[Span, str],
    stroke: Callable[[Canvas, float, float, float, float], None] = line,
) -> None:
    """A ruled table: cells by (row, column, rowspan, colspan), lines of a text centred in its cell."""
    for span, text in texts.items():
        for side in sides(xs, ys, span):
            stroke(canvas, *side)
        write(canvas, (xs[span[1]], ys[span[0]], xs[span[1] + span[3]], ys[span[0] + span[2]]), text)


def write(canvas: Canvas, box: tuple[float, float, float, float], text: str, size: float = 8) -> None:
    """Lines of text in the middle of a box."""
    x0, y0, x1, y1 = box
    lines = text.split("\n")
    y = (y0 + y1) / 2 - len(lines) * size * 0.6 + size
    canvas.setFont(FONT, size)
    for k, part in enumerate(lines):
        canvas.drawCentredString((x0 + x1) / 2, HEIGHT - y - k * size * 1.2, part)


def plain(rows: Iterable[Sequence[str]]) -> dict[Span, str]:
    """A table without spans."""
    return {(r, c, 1, 1): text for r, row in enumerate(rows) for c, text in enumerate(row)}
