"""The scripts a newcomer runs are there, can be run, and can be read by their interpreter."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from upkeep.cases import ROOT

SCRIPTS = [*sorted((ROOT / "scripts").iterdir()), ROOT / ".ci" / "run"]


def test_the_usual_names_are_there() -> None:
    assert {"run", "test", "lint", "bench", "golden", "gate", "docs", "fixtures", "setup"} <= {p.name for p in SCRIPTS}


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda p: p.name)
def test_a_script_is_executable_and_says_what_it_does(script: Path) -> None:
    first, second, *_ = script.read_text(encoding="utf-8").splitlines()
    assert os.access(script, os.X_OK)
    assert first.startswith("#!/usr/bin/env ")
    assert second.startswith(("# ", '"""'))


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda p: p.name)
def test_a_script_has_no_syntax_error(script: Path) -> None:
    text = script.read_text(encoding="utf-8")
    if "bash" in text.splitlines()[0]:
        assert "set -euo pipefail" in text
        subprocess.run(["bash", "-n", str(script)], check=True)
    else:
        assert "python3" in text.splitlines()[0]
        compile(text, script.name, "exec")


def test_continuous_integration_runs_the_tests_and_nothing_else() -> None:
    *_, last = (ROOT / ".ci" / "run").read_text(encoding="utf-8").strip().splitlines()
    assert last == "exec scripts/test"


def test_run_parses_a_file_from_any_folder(tmp_path: Path) -> None:
    if not (Path(sys.prefix) / "installed-dev").exists():
        pytest.skip("not in the virtual environment that scripts/setup makes")
    report = next((ROOT / "fixtures").glob("txt-*/input.txt"))
    done = subprocess.run([ROOT / "scripts" / "run", report], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.startswith('{\n  "schema_version"')
    assert done.stderr == ""
