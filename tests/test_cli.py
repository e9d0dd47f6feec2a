"""The command (contract section 2): inputs, outputs, exit status, and never a traceback."""

import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

import gongkai
from gongkai.cli import main
from gongkai.export import LONG
from gongkai.forms import fields
from made import page, report_blocks, whole, word

Captured = pytest.CaptureFixture[str]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two reports, one of them deeper, one page that is none, and a hidden file."""
    (tmp_path / "a.html").write_bytes(page())
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "b.docx").write_bytes(word(report_blocks(whole("2019"))))
    (tmp_path / "not.txt").write_text("今天天气很好。\n", encoding="utf-8")
    (tmp_path / ".hidden").write_bytes(page())
    return tmp_path


def lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def test_one_file_is_one_indented_object(folder: Path, capsys: Captured) -> None:
    assert main(["parse", str(folder / "a.html")]) == 0
    out, err = capsys.readouterr()
    assert out.startswith('{\n  "schema_version": "1.0"')
    assert json.loads(out)["source"]["name"] == "a.html"
    assert err == ""


def test_the_command_and_the_function_do_the_same(folder: Path, capsys: Captured) -> None:
    main(["parse", str(folder / "a.html")])
    assert json.loads(capsys.readouterr().out) == gongkai.parse(folder / "a.html").to_dict()


def test_several_files_are_json_lines_in_the_order_given(folder: Path, capsys: Captured) -> None:
    assert main(["parse", str(folder / "deep" / "b.docx"), str(folder / "a.html")]) == 0
    assert [r["source"]["name"] for r in lines(capsys.readouterr().out)] == ["b.docx", "a.html"]


def test_a_directory_is_searched_recursively_and_one_bad_file_stops_nothing(folder: Path, capsys: Captured) -> None:
    assert main(["parse", str(folder)]) == 1
    found = lines(capsys.readouterr().out)
    assert [(r["source"]["name"], r.get("error", {}).get("code")) for r in found] == [
        ("a.html", None),
        ("b.docx", None),
        ("not.txt", "not-a-report"),
    ]


def test_an_empty_directory_gives_nothing(tmp_path: Path, capsys: Captured) -> None:
    assert main(["parse", str(tmp_path)]) == 0
    assert capsys.readouterr().out == ""


def test_a_directory_with_one_report_is_json_lines(folder: Path, capsys: Captured) -> None:
    assert main(["parse", str(folder / "deep")]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 1


def test_standard_input_is_read_as_bytes(capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(page())))
    assert main(["parse", "-"]) == 0
    assert json.loads(capsys.readouterr().out)["source"]["format"] == "html"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "unsupported-format"),
        (b"\0" * 99, "unsupported-format"),
        (b"PK\x03\x04 cut", "unreadable-document"),
        (b"\x7fELF\x02\x01\x01\x00", "unsupported-format"),
    ],
)
def test_bad_input_is_an_error_object_and_status_1(content: bytes, code: str, tmp_path: Path, capsys: Captured) -> None:
    (tmp_path / "x.docx").write_bytes(content)
    assert main(["parse", str(tmp_path / "x.docx")]) == 1
    out, err = capsys.readouterr()
    made = json.loads(out)
    assert (made["error"]["code"], made["source"]["name"], made["source"]["bytes"]) == (code, "x.docx", len(content))
    assert made["error"]["message"]
    assert err == ""


def test_a_file_that_is_not_there_is_an_error_of_that_input(tmp_path: Path, capsys: Captured) -> None:
    assert main(["parse", str(tmp_path / "none.html")]) == 1
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "unreadable-document"


def test_a_bug_in_the_parser_stops_nothing(folder: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("oops")

    monkeypatch.setattr("gongkai.commands.parse.parse_bytes", broken)
    assert main(["parse", str(folder / "a.html")]) == 1
    error = json.loads(capsys.readouterr().out)["error"]
    assert (error["code"], "ZeroDivisionError" in error["message"]) == ("unreadable-document", True)


def test_output_goes_to_one_file_each(folder: Path, tmp_path: Path, capsys: Captured) -> None:
    target = tmp_path / "out" / "deeper"
    assert main(["parse", str(folder / "a.html"), str(folder / "deep" / "b.docx"), "-o", str(target)]) == 0
    assert capsys.readouterr().out == ""
    assert sorted(p.name for p in target.iterdir()) == ["a.json", "b.json"]
    assert json.loads((target / "a.json").read_text(encoding="utf-8"))["year"] == 2024


def test_no_output_overwrites_another(folder: Path, tmp_path: Path) -> None:
    twin = folder / "deep" / "a.html"
    twin.write_bytes(page("2019"))
    third = folder / "a.htm"
    third.write_bytes(page())
    names = [str(p) for p in (folder / "a.html", third, twin)]
    main(["parse", *names, "-o", str(tmp_path / "out")])
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == ["a.htm.json", "a.html.json", "a.json"]


def test_errors_are_written_to_files_too(folder: Path, tmp_path: Path) -> None:
    assert main(["parse", str(folder / "not.txt"), "-o", str(tmp_path / "out")]) == 1
    assert json.loads((tmp_path / "out" / "not.json").read_text(encoding="utf-8"))["error"]["code"] == "not-a-report"


def test_format_json_lines_of_one_file(folder: Path, capsys: Captured) -> None:
    assert main(["parse", "--format", "jsonl", str(folder / "a.html")]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 1


def test_format_json_of_several_files_is_indented(folder: Path, capsys: Captured) -> None:
    main(["parse", "--format", "json", str(folder / "a.html"), str(folder / "a.html")])
    assert capsys.readouterr().out.count('{\n  "schema_version"') == 2


def test_csv_is_one_row_a_cell_and_errors_go_to_standard_error(folder: Path, capsys: Captured) -> None:
    assert main(["parse", "--format", "csv", str(folder)]) == 1
    out, err = capsys.readouterr()
    rows = list(csv.DictReader(io.StringIO(out)))
    assert tuple(rows[0]) == LONG
    assert [sum(r["name"] == name for r in rows) for name in ("a.html", "b.docx")] == [200, 198]
    assert err.startswith("not.txt: not-a-report: ")


def test_csv_into_a_folder(folder: Path, tmp_path: Path) -> None:
    main(["parse", "--format", "csv", str(folder / "a.html"), "-o", str(tmp_path / "out")])
    assert len((tmp_path / "out" / "a.csv").read_text(encoding="utf-8").splitlines()) == 201


def test_no_progress_without_a_terminal(folder: Path, capsys: Captured) -> None:
    main(["parse", str(folder)])
    assert capsys.readouterr().err == ""


def test_progress_when_asked_for(folder: Path, capsys: Captured) -> None:
    main(["parse", "--progress", str(folder / "a.html")])
    assert capsys.readouterr().err == "1/1 a.html: ok\n"


def test_progress_on_a_terminal(folder: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    main(["parse", str(folder)])
    assert capsys.readouterr().err.splitlines() == ["1/3 a.html: ok", "2/3 b.docx: ok", "3/3 not.txt: not-a-report"]


def test_trace_prints_every_hop(folder: Path, capsys: Captured) -> None:
    assert main(["parse", "--trace", str(folder / "a.html")]) == 0
    out, err = capsys.readouterr()
    assert [line for line in err.splitlines() if line.startswith("-- ")] == [
        "-- read",
        "-- match",
        "-- outline",
        "-- check",
    ]
    json.loads(out)


@pytest.mark.parametrize(
    "arguments",
    [
        ["parse"],
        ["parse", "--format", "xml", "x"],
        ["nonsense"],
        ["parse", "--nonsense", "x"],
        ["check"],
        ["fields", "x"],
        ["parse", "-o"],
    ],
)
def test_wrong_use_is_status_2(arguments: list[str], capsys: Captured) -> None:
    with pytest.raises(SystemExit) as exit_:
        main(arguments)
    assert exit_.value.code == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "usage:" in err


def test_no_command_is_status_2(capsys: Captured) -> None:
    assert main([]) == 2
    assert "usage:" in "".join(capsys.readouterr())


def test_version(capsys: Captured) -> None:
    with pytest.raises(SystemExit) as exit_:
        main(["--version"])
    assert exit_.value.code == 0
    assert capsys.readouterr().out == f"gongkai {gongkai.__version__}\n"


def test_check_prints_findings_one_line_each(tmp_path: Path, capsys: Captured) -> None:
    (tmp_path / "bad.html").write_bytes(
        page(changes={"remedies.reconsideration.total": "0", "disclosure.rules.issued": ""})
    )
    assert main(["check", str(tmp_path / "bad.html")]) == 1
    found = capsys.readouterr().out.splitlines()
    assert [line.split(": ")[:3] for line in found] == [
        ["bad.html", "error", "remedies.total"],
        ["bad.html", "info", "values.blank"],
    ]
    assert "remedies.reconsideration.total" in found[0]


def test_check_of_a_good_report_is_silent(folder: Path, capsys: Captured) -> None:
    assert main(["check", str(folder / "a.html")]) == 0
    assert capsys.readouterr().out == ""


def test_check_of_warnings_alone_is_status_0(folder: Path, capsys: Captured) -> None:
    assert main(["check", str(folder / "deep" / "b.docx")]) == 0
    assert "structure.outdated-form" in capsys.readouterr().out


def test_check_of_what_is_no_report_is_status_1(folder: Path, capsys: Captured) -> None:
    assert main(["check", str(folder / "not.txt")]) == 1
    assert capsys.readouterr().out.startswith("not.txt: error: not-a-report: ")


def test_read_shows_the_document(folder: Path, capsys: Captured) -> None:
    assert main(["read", str(folder / "a.html")]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert shown["format"] == "html"
    assert sum("cells" in block for block in shown["blocks"]) == 3


def test_read_of_bad_input_is_status_1(tmp_path: Path, capsys: Captured) -> None:
    (tmp_path / "x").write_bytes(b"")
    assert main(["read", str(tmp_path / "x")]) == 1
    assert capsys.readouterr().err.startswith("x: unsupported-format: ")


def test_fields_are_a_table_or_json(capsys: Captured) -> None:
    assert main(["fields"]) == 0
    table = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
    assert ([row[0] for row in table], {len(row) for row in table}) == (["field", *fields()], {8})
    assert main(["fields", "--format", "json"]) == 0
    assert [f["key"] for f in json.loads(capsys.readouterr().out)] == list(fields())


def test_schema_is_printed_and_valid(capsys: Captured) -> None:
    assert main(["schema"]) == 0
    Draft202012Validator.check_schema(json.loads(capsys.readouterr().out))


def test_an_output_folder_that_cannot_be_is_status_2(folder: Path, capsys: Captured) -> None:
    assert main(["parse", str(folder / "a.html"), "-o", str(folder / "a.html")]) == 2
    assert capsys.readouterr().err.startswith("gongkai: ")


def test_a_bug_in_a_reader_is_no_traceback_in_read(
    folder: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: object) -> None:
        raise ZeroDivisionError("oops")

    monkeypatch.setattr("gongkai.commands.read.read", broken)
    assert main(["read", str(folder / "a.html")]) == 1
    assert "ZeroDivisionError" in capsys.readouterr().err


Run = Callable[..., "subprocess.CompletedProcess[bytes]"]


@pytest.fixture
def run() -> Run:
    """The command in a process of its own, on a console that knows no Chinese."""
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}

    def runs(*arguments: str, **more: Any) -> "subprocess.CompletedProcess[bytes]":
        command = [sys.executable, "-m", "gongkai.cli", *arguments]
        return subprocess.run(command, capture_output=True, env=environment, check=False, timeout=60, **more)

    return runs


def test_the_real_command_reads_standard_input(run: Run) -> None:
    done = run("parse", "-", input=page())
    assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads(done.stdout)["agency"] == "青石县水务局"


def test_a_name_that_is_no_text_is_written_all_the_same(run: Run, tmp_path: Path) -> None:
    name = os.fsdecode(b"\xc4\xea\xb1\xa8.html")  # GBK, as old archives have it
    (tmp_path / name).write_bytes(page())
    done = run("parse", str(tmp_path))
    assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads(done.stdout)["source"]["name"] == name


def test_the_installed_script_is_the_same_command() -> None:
    script = Path(sys.executable).with_name("gongkai")
    if not script.exists():
        pytest.skip("not installed as a script")
    done = subprocess.run([script, "schema"], capture_output=True, check=True, timeout=60)
    assert json.loads(done.stdout)["title"] == "gongkai report"


def test_the_real_command_never_shows_a_traceback(run: Run, folder: Path) -> None:
    done = run("parse", str(folder / "not.txt"), str(folder / "absent"))
    assert (done.returncode, done.stderr) == (1, b"")
    assert [json.loads(line)["error"]["code"] for line in done.stdout.splitlines()] == [
        "not-a-report",
        "unreadable-document",
    ]


def test_a_closed_pipe_is_no_traceback(folder: Path) -> None:
    command = f'"{sys.executable}" -m gongkai.cli fields | head -c 10'
    done = subprocess.run(["sh", "-c", command], capture_output=True, check=False, timeout=60)
    assert b"Traceback" not in done.stderr
    assert done.stdout == b"field\ttabl"
