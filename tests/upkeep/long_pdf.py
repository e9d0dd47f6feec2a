"""A long PDF of prose with one report inside: what a yearbook or a collection of annual reports is."""

from functools import cache
from io import BytesIO

import pypdfium2
from reportlab.pdfgen.canvas import Canvas

from pdf_files import Draw, pdf, put
from upkeep.cases import FIXTURES

PAGES = 300
LINES, WIDTH = 34, 40  # of a page, and characters of a line
SENTENCES = (
    "本单位认真贯彻落实各项工作部署，进一步加强组织领导，完善管理制度，及时回应群众关心的重点问题，全年召开专题会议十二次，"
    "研究解决项目建设和资金使用中的困难，推动服务质量不断提高。各部门按照年度计划开展活动，对企业和社会组织的意见逐条答复。"
)


@cache
def long_pdf() -> bytes:
    """Pages of prose, a report in the middle."""
    report = pypdfium2.PdfDocument(FIXTURES / "pdf-2021-headers-repeated" / "input.pdf")
    prose = pypdfium2.PdfDocument(pdf(*(_page(n) for n in range(1, PAGES - len(report) + 1))))
    whole = pypdfium2.PdfDocument.new()
    half = len(prose) // 2
    whole.import_pages(prose, list(range(half)))
    whole.import_pages(report)
    whole.import_pages(prose, list(range(half, len(prose))))
    out = BytesIO()
    whole.save(out)
    for document in (whole, prose, report):
        document.close()
    return out.getvalue()


def _page(number: int) -> Draw:
    def draw(canvas: Canvas) -> None:
        for k in range(LINES):
            start = (number + k * WIDTH) % len(SENTENCES)
            put(canvas, 90, 90 + 20 * k, (SENTENCES * 2)[start : start + WIDTH])
        put(canvas, 290, 810, f"- {number} -")

    return draw
