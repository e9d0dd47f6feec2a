"""Pictures of a report, end to end: one printed page with known figures, as files and within documents."""

import base64
import io
import subprocess
import sys
import zipfile
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import gongkai
from gongkai.document import Table
from gongkai.errors import LimitExceeded, MissingTool, UnreadableDocument
from gongkai.readers import scan

pytest.importorskip("cv2")
pytest.importorskip("onnxruntime")
pytest.importorskip("rapidocr")
Image = pytest.importorskip("PIL.Image")
if TYPE_CHECKING:
    from PIL.Image import Image as Picture

PAGE = Path(__file__).parent / "scans" / "page.png"
FIGURES = {
    "disclosure.rules.issued": 38,
    "disclosure.rules.repealed": 0,
    "disclosure.normative_documents.in_force": 0,
    "disclosure.licensing.decisions": 81,
    "disclosure.fees.amount": 3.9231,
    "remedies.reconsideration.corrected": 5,
    "remedies.reconsideration.total": 7,
    "remedies.litigation.direct.total": 16,
    "remedies.litigation.after_reconsideration.pending": 1,
}


def page() -> "Picture":
    picture: Picture = Image.open(PAGE).convert("L")
    return picture


def saved(picture: "Picture", kind: str, **more: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **more)
    return out.getvalue()


def assert_read(report: gongkai.Report) -> None:
    assert {name: report.value(name) for name in FIGURES} == FIGURES
    assert [f for f in report.findings if f.code == "extraction.uncertain"] == []
    assert (report.agency, report.year) == ("望潮市教育局", 2021)


def test_a_picture() -> None:
    report = gongkai.parse(PAGE)
    assert_read(report)
    assert report.source.format == "png"
    assert "text recognition" in report.remarks[0]
    assert "200 dpi" in report.remarks[0]
    box = report.entries["disclosure.fees.amount"].box
    assert report.entries["disclosure.fees.amount"].page == 1
    assert box is not None
    assert 300 < box[0] < box[2] < 595
    assert 300 < box[1] < box[3] < 500


def test_a_photograph_lying_on_its_head() -> None:
    """Skewed, turned, with a red seal over figures and fading light; boxes are those of the picture as it is."""
    import numpy as np
    from PIL import ImageDraw

    colours = page().convert("RGB")
    draw = ImageDraw.Draw(colours)
    draw.ellipse((900, 950, 1260, 1310), outline=(215, 40, 50), width=14)
    draw.ellipse((1010, 1060, 1150, 1200), fill=(215, 40, 50))
    black = np.asarray(page()) < 128
    painted = np.asarray(colours).copy()
    painted[black] = (25, 20, 25)
    wide = painted.shape[1]
    dim = (painted * np.linspace(1.0, 0.6, wide)[None, :, None]).astype(np.uint8)
    skewed = Image.fromarray(dim).rotate(1.5, Image.Resampling.BICUBIC, fillcolor=(190, 190, 190))
    report = gongkai.parse(saved(skewed.rotate(180), "JPEG", quality=85, dpi=(200, 200)))
    assert_read(report)
    box = report.entries["disclosure.fees.amount"].box
    assert box is not None
    assert box[2] < 300


def test_pages_of_a_pdf_among_pages_with_text() -> None:
    import pypdfium2

    whole = pypdfium2.PdfDocument(saved(page(), "PDF", resolution=200))
    text = pypdfium2.PdfDocument(_text_pdf())
    both = pypdfium2.PdfDocument.new()
    both.import_pages(text)
    both.import_pages(whole)
    out = io.BytesIO()
    both.save(out)
    report = gongkai.parse(out.getvalue())
    assert {name: report.value(name) for name in FIGURES} == FIGURES
    assert {e.page for e in report.cells if e.page} == {2}
    assert any(r.startswith("page 2: read by text recognition") for r in report.remarks)


def _text_pdf() -> bytes:
    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(595, 842))
    canvas.drawString(70, 700, "A cover with text of its own, long enough to be a page of text")
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def _docx(picture: bytes) -> bytes:
    import docx

    document = docx.Document()
    document.add_paragraph("附件如下。")
    document.add_picture(io.BytesIO(picture))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _html(picture: bytes) -> bytes:
    """The page cut into three slices."""
    whole = Image.open(io.BytesIO(picture))
    wide, high = whole.size
    cuts = (0, high // 3, 2 * high // 3, high)
    parts = [whole.crop((0, top, wide, bottom)) for top, bottom in pairwise(cuts)]
    shown = (base64.b64encode(saved(part, "PNG")).decode() for part in parts)
    images = "".join(f'<p><img src="data:image/png;base64,{one}"></p>' for one in shown)
    return f"<html><head><meta charset='utf-8'></head><body><p>年报如下</p>{images}</body></html>".encode()


@pytest.mark.parametrize("made", [_docx, _html])
def test_pictures_within_documents(made: Callable[[bytes], bytes]) -> None:
    report = gongkai.parse(made(saved(page(), "PNG", dpi=(200, 200))))
    assert {name: report.value(name) for name in FIGURES} == FIGURES
    assert any("pictures counted as pages" in r for r in report.remarks)


def test_facing_pages_on_one_picture() -> None:
    one = page()
    both = Image.new("L", (2 * one.width, one.height), 255)
    both.paste(one, (0, 0))
    both.paste(one, (one.width, 0))
    (first, second) = scan.sheets([_frame(both)])
    assert (first.number, second.number) == (1, 1)
    assert len(first.page.glyphs) == pytest.approx(len(second.page.glyphs), abs=3)
    left = second.original((0.0, 0.0, 10.0, 10.0))[0]
    assert left == pytest.approx(one.width * 72 / 200, abs=20)


def _frame(picture: "Picture") -> object:
    from gongkai.readers._scan_image import Frame, pixels

    return Frame(pixels(picture), 200.0)


def test_a_blank_picture_and_a_broken_one() -> None:
    with pytest.raises(UnreadableDocument, match="no text"):
        gongkai.read(saved(Image.new("L", (600, 800), 255), "PNG"))
    with pytest.raises(UnreadableDocument, match="damaged"):
        gongkai.read(saved(page(), "PNG")[:9000])


def test_too_large_a_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    from gongkai.readers import _scan_image

    monkeypatch.setattr(_scan_image, "MAX_PIXELS", 1000)
    with pytest.raises(LimitExceeded):
        gongkai.read(PAGE)


def test_without_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr(scan, "import_module", absent)
    with pytest.raises(MissingTool, match=r"pip install 'gongkai\[ocr\]'"):
        gongkai.parse(PAGE)
    with pytest.raises(MissingTool):
        gongkai.parse(saved(page(), "PDF", resolution=200))
    with pytest.raises(MissingTool):
        gongkai.parse(_html(PAGE.read_bytes()))


LAZY = """
import sys
import gongkai
gongkai.parse(sys.argv[1])
print(sorted({"cv2", "onnxruntime", "numpy", "PIL", "rapidocr"} & set(sys.modules)))
"""


def test_a_pdf_with_text_does_not_pay_for_it(tmp_path: Path) -> None:
    source = Path(__file__).parents[2] / "fixtures" / "pdf-2021-clean" / "input.pdf"
    ran = subprocess.run([sys.executable, "-c", LAZY, str(source)], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"


def test_cells_carry_their_readings() -> None:
    document = gongkai.read(saved(page().crop((0, 1500, 1654, 2000)), "PNG", dpi=(200, 200)))
    cells = [c for b in document.blocks if isinstance(b, Table) for c in b.cells if c.text.isdigit()]
    assert len(cells) == 15
    assert all(c.readings[0].text == c.text and c.readings[0].chance > 0.97 for c in cells)


def test_a_docx_that_is_no_package_has_no_pictures() -> None:
    from gongkai.readers.pictures import pictures

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("word/document.xml", "<x/>")
    assert pictures("docx", out.getvalue()) == ()
    assert pictures("docx", b"PK\3\4") == ()
    assert pictures("txt", b"") == ()
