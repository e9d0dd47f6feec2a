"""Web archives: the pages of the other writer in MIME, as browsers and Word save them."""

import base64
import quopri
from random import Random

from render.sheet import Sheet
from render.writers import html

_PICTURE = base64.encodebytes(bytes(range(256))).decode()


def write(sheet: Sheet, rng: Random) -> bytes:
    """As browsers save a page: the article among a site's furniture, quoted-printable."""
    page = quopri.encodestring(html.write_site(sheet, rng)).decode("ascii")
    return _archive(page, "utf-8", "quoted-printable")


def write_word(sheet: Sheet, rng: Random) -> bytes:
    """As Word saves a single file: GBK in base64."""
    page = base64.encodebytes(html.write_word(sheet, rng)).decode("ascii")
    return _archive(page, "gb2312", "base64")


def _archive(page: str, charset: str, encoding: str) -> bytes:
    head = 'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="----=_Next"; type="text/html"\n\nfor mail\n'
    parts = (
        f'Content-Type: text/html; charset="{charset}"\nContent-Transfer-Encoding: {encoding}\n'
        f"Content-Location: file:///C:/a.htm\n\n{page}",
        f"Content-Type: image/png\nContent-Transfer-Encoding: base64\nContent-Location: a.png\n\n{_PICTURE}",
    )
    body = "".join(f"\n------=_Next\n{part}" for part in parts)
    return f"{head}{body}\n------=_Next--\n".replace("\n", "\r\n").encode("ascii")
