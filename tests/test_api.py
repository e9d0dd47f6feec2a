"""import gongkai: the same work as the command, and nothing loaded that is not needed."""

import io
import subprocess
import sys
from pathlib import Path

import pytest

import gongkai
from gongkai.document import MAX_BYTES
from made import consistent, page, report_blocks, whole, word


def test_a_report_from_path_text_bytes_and_file(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_bytes(page())
    with path.open("rb") as file:
        made = [gongkai.parse(s) for s in (path, str(path), page(), file, io.BytesIO(page()))]
    assert [r.source.name for r in made] == ["a.html", "a.html", None, None, None]
    assert len({r.source.sha256 for r in made}) == 1
    assert all(r.cells == made[0].cells for r in made)


def test_name_and_url_are_the_caller_s() -> None:
    report = gongkai.parse(page(), name="b.html", url="https://example.org/b")
    assert (report.source.name, report.source.url) == ("b.html", "https://example.org/b")
    assert (report.source.format, report.source.bytes, report.source.retrieved_at) == ("html", len(page()), None)


def test_values_are_read_by_field() -> None:
    report = gongkai.parse(page())
    assert {f: report.value(f) for f in consistent()} == {f: int(v) for f, v in consistent().items()}
    assert report.value("disclosure.rules.made") is None
    assert report.to_frame()["field"].tolist() == [e.field for e in report.cells]


def test_the_same_report_in_word_and_on_a_page_has_the_same_values() -> None:
    there, here = gongkai.parse(word(report_blocks(whole()))), gongkai.parse(page())
    assert [(e.field, e.value) for e in there.cells] == [(e.field, e.value) for e in here.cells]
    assert (there.title, there.agency, there.year, there.forms) == (here.title, here.agency, here.year, here.forms)


def test_read_gives_the_document() -> None:
    document = gongkai.read(page())
    assert isinstance(document, gongkai.Document)
    assert len(document.tables) == 3


def test_what_is_no_report_raises_its_kind() -> None:
    with pytest.raises(gongkai.NotAReport, match="no statutory table"):
        gongkai.parse("今日天气。".encode())
    assert issubclass(gongkai.NotAReport, gongkai.GongkaiError)


def test_a_file_that_is_not_there_raises_ours(tmp_path: Path) -> None:
    with pytest.raises(gongkai.UnreadableDocument, match=r"none\.pdf"):
        gongkai.parse(tmp_path / "none.pdf")
    with pytest.raises(gongkai.UnreadableDocument):
        gongkai.parse(tmp_path)


def test_more_bytes_than_the_limit_are_not_even_read() -> None:
    class Endless(io.RawIOBase):
        asked = 0

        def read(self, size: int = -1) -> bytes:
            self.asked = size
            return b" " * size

    endless = Endless()
    with pytest.raises(gongkai.LimitExceeded, match=str(MAX_BYTES)):
        gongkai.read(endless)  # type: ignore[arg-type]
    assert endless.asked == MAX_BYTES + 1


def test_every_public_name_is_there_and_no_other() -> None:
    assert all(getattr(gongkai, name) is not None for name in gongkai.__all__)
    with pytest.raises(AttributeError, match="nonsense"):
        _ = gongkai.nonsense


def loaded(code: str, *arguments: str) -> set[str]:
    """The modules a fresh interpreter has loaded after this code."""
    script = f"import sys\n{code}\nprint(*sys.modules, file=sys.stderr)"
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments], capture_output=True, text=True, check=True, timeout=60
    )
    return set(done.stderr.split())


def test_importing_loads_nothing_heavy() -> None:
    modules = loaded("import gongkai")
    assert {m for m in modules if m.startswith("gongkai")} == {"gongkai", "gongkai.errors"}
    assert not modules & {"lxml", "pypdfium2", "rapidfuzz", "pandas", "tomllib"}


def test_a_docx_loads_nothing_of_pdf_and_a_clean_one_no_fuzzy_matching(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(word(report_blocks(whole())))
    modules = loaded("import gongkai\nassert gongkai.parse(sys.argv[1]).forms['disclosure']", str(path))
    assert not {m for m in modules if "pdf" in m or m.startswith("gongkai.layout")}
    assert not modules & {"pandas", "pypdfium2"}
    assert "lxml" in modules


def test_the_command_s_help_loads_no_reader() -> None:
    modules = loaded("from gongkai.cli import main\nmain(['schema'])")
    assert not modules & {"lxml", "pypdfium2", "pandas"}
