"""PDFs drawn for tests with reportlab: pages of text and tables whose grid is known."""

import re
from collections.abc import Callable, Iterable, Sequence
from io import BytesIO

from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

WIDTH, HEIGHT = 595.0, 842.0
FONT = "STSong-Light"  # Adobe's name for a font that every viewer supplies: no file needed
A4 = "[0 0 595 842]"
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


XS = [70.0, 150.0, 250.0, 350.0, 450.0]
YS = [100.0, 125.0, 150.0, 175.0, 200.0]
CELLS = {
    (0, 0, 1, 4): "第九条第（一）项",
    **{(1, c, 1, 1): text for c, text in enumerate(("项目", "本年数", "废止数", "有效数"))},
    **{(2, c, 1, 1): text for c, text in enumerate(("办法", "12", "3", "45.6"))},
    (3, 0, 1, 1): "通知",
    (3, 1, 1, 3): "1234",
}


def dashed(c: Canvas, x0: float, y0: float, x1: float, y1: float) -> None:
    c.setDash(2, 2)
    line(c, x0, y0, x1, y1)
    c.setDash()


def dotted(c: Canvas, x0: float, y0: float, x1: float, y1: float) -> None:
    count = int(max(x1 - x0, y1 - y0) // 2)
    for k in range(count + 1):
        c.rect(x0 + (x1 - x0) * k / count, HEIGHT - y0 - (y1 - y0) * k / count, 0.5, 0.5, stroke=0, fill=1)


def doubled(c: Canvas, x0: float, y0: float, x1: float, y1: float) -> None:
    across = x1 - x0 > y1 - y0
    for by in (-0.9, 0.9):
        dx, dy = (0.0, by) if across else (by, 0.0)
        line(c, x0 + dx, y0 + dy, x1 + dx, y1 + dy)


def framed(c: Canvas, x0: float, y0: float, x1: float, y1: float) -> None:
    """A line as the band between two outlines of one filled path."""
    path = c.beginPath()
    for by in (1.0, 0.0):
        path.rect(x0 - by, HEIGHT - y1 - by, x1 - x0 + 2 * by, y1 - y0 + 2 * by)
    c.drawPath(path, stroke=0, fill=1, fillMode=0)


def outlined(c: Canvas) -> None:
    for (r, k, high, wide), text in CELLS.items():
        box = XS[k], YS[r], XS[k + wide], YS[r + high]
        c.rect(box[0], HEIGHT - box[3], box[2] - box[0], box[3] - box[1])
        write(c, box, text)


def banded(c: Canvas) -> None:
    for (r, k, high, wide), text in CELLS.items():
        box = XS[k], YS[r], XS[k + wide], YS[r + high]
        framed(c, *box)
        write(c, box, text)


def shaded(c: Canvas) -> None:
    c.setFillGray(0.9)
    c.rect(60, HEIGHT - 300, 480, 250, stroke=0, fill=1)
    c.rect(70, HEIGHT - 125, 380, 25, stroke=0, fill=1)
    c.setFillGray(0)
    put(c, 70, 80, "上面的标题")
    grid(c, XS, YS, CELLS)
    put(c, 70, 250, "下面的正文")


def unseen(c: Canvas) -> None:
    grid(c, XS, YS, CELLS)
    c.saveState()
    text = c.beginText(80, HEIGHT - 165)
    text.setFont(FONT, 8)
    text.setTextRenderMode(3)
    text.textOut("隐888")
    c.drawText(text)
    c.restoreState()
    c.setFillGray(1)
    put(c, 80, 190, "白999")
    c.setFillGray(0)
    put(c, 160, 165, "微777", 0.5)
    put(c, -50, 165, "外666")
    put(c, 80, 900, "下555")
    put(c, 200, 240, "旧444")
    c.setFillGray(1)
    c.rect(190, HEIGHT - 250, 100, 20, stroke=0, fill=1)
    c.setFillGray(0)
    put(c, 200, 240, "新文字")
    c.setFillColorRGB(0, 0, 0.5)
    c.rect(70, HEIGHT - 290, 200, 20, stroke=0, fill=1)
    c.setFillGray(1)
    put(c, 80, 284, "蓝底白字")


def on(data: bytes, rotate: int, media: str, crop: str = "") -> bytes:
    """A PDF with another page box and turn: reportlab changes both together."""
    boxes = f"/MediaBox [ {media} ]" + (f" /CropBox [ {crop} ]" if crop else "")
    data = re.sub(rb"/MediaBox \[[^]]*\]", boxes.encode(), data)
    return re.sub(rb"/Rotate \d+", f"/Rotate {rotate}".encode(), data)


def numbered(objects: Sequence[bytes]) -> bytes:
    """A PDF of these objects, numbered from 1, the first of them the catalogue."""
    body = b"%PDF-1.7\n"
    offsets = []
    for k, data in enumerate(objects):
        offsets.append(len(body))
        body += b"%d 0 obj\n%b\nendobj\n" % (k + 1, data)
    table = "".join(f"{at:010} 00000 n \n" for at in offsets)
    trailer = f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(body)}\n%%EOF"
    return body + f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}{trailer}".encode()


def stream(data: str | bytes, entries: str = "") -> bytes:
    """A stream with these entries in its dictionary."""
    data = data.encode() if isinstance(data, str) else data
    return f"<< {entries} /Length {len(data)} >>\nstream\n".encode() + data + b"\nendstream"


def unicodes(mapping: dict[str, str], digits: int = 2) -> str:
    """A ToUnicode map from single characters of so many hexadecimal digits to UTF-16 code units."""
    pairs = "".join(f"<{ord(k):0{digits}X}> <{v}>\n" for k, v in mapping.items())
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /M def /CMapType 2 def\n"
        f"1 begincodespacerange <{'00' * (digits // 2)}> <{'FF' * (digits // 2)}> endcodespacerange\n"
        f"{len(mapping)} beginbfchar\n{pairs}endbfchar\nendcmap end end"
    )


def raw(mapping: dict[str, str], content: str, form: str = "", page: str = "", more: Sequence[bytes] = ()) -> bytes:
    """A PDF written by hand whose font maps single letters to the given UTF-16 code units.

    `page` is put into its page's dictionary, `more` are objects from number 8 on.
    """
    resources = "<< /Font << /F 5 0 R >> /XObject << /X 7 0 R >> >>"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox {A4} /Resources {resources} /Contents 4 0 R {page} >>".encode(),
        stream(content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 6 0 R >>",
        stream(unicodes(mapping)),
        stream(form, "/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources << /Font << /F 5 0 R >> >>"),
    ]
    return numbered([*objects, *more])
