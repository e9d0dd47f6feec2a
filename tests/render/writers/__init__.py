"""One writer a format: sheet in, the bytes of a file out. Same sheet, style and seed: same bytes."""

from collections.abc import Callable, Mapping
from random import Random

from render.sheet import Sheet
from render.writers import docx, html, mht, ofd, pdf, rtf, txt, xls, xlsx, xml

Writer = Callable[[Sheet, Random], bytes]
WRITERS: Mapping[str, Writer] = {
    "docx": docx.write,
    "docx-revised": docx.write_revised,
    "html": html.write,
    "html-word": html.write_word,
    "html-site": html.write_site,
    "html-hidden": html.write_hidden,
    "html-old": html.write_old,
    "ofd": ofd.write,
    "ofd-cut-rows": ofd.write_cut,
    "ofd-runs": ofd.write_runs,
    "ofd-parts": ofd.write_parts,
    "pdf": pdf.write,
    "pdf-repeated": pdf.write_repeated,
    "pdf-cut-rows": pdf.write_cut,
    "txt-pipes": txt.write_pipes,
    "txt-tabs": txt.write_tabs,
    "txt-dump": txt.write_dump,
}
# The same reports in other wrappings: their tests are against the formats above, so campaigns leave them out.
TWINS: Mapping[str, Writer] = {
    "rtf": rtf.write,
    "rtf-bytes": rtf.write_bytes,
    "mht": mht.write,
    "mht-word": mht.write_word,
    "xls": xls.write,
    "xlsx": xlsx.write,
    "xml-flat": xml.write_flat,
    "xml-2003": xml.write_2003,
}
FORMATS = tuple(dict.fromkeys(name.partition("-")[0] for name in WRITERS))


def render(sheet: Sheet, style: str, seed: int = 0) -> bytes:
    """The sheet as a file; `style` is a key of WRITERS or TWINS, the seed decides what the format leaves open."""
    return (WRITERS.get(style) or TWINS[style])(sheet, Random(seed))
