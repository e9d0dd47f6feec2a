"""Imported once by the process that workers are forked from: what every one of them would otherwise load for itself."""

from contextlib import suppress

import pyarrow as pa

from gongkai.archive.rows import schema
from gongkai.errors import GongkaiError
from gongkai.pipeline import parse_bytes

schema("cells")
pa.array(())  # the first one looks for pandas, which is a long search where it is installed
for page in (b"<p>.</p><table><tr><td>1</td></tr></table>", b"."):
    with suppress(GongkaiError):
        parse_bytes(page)
