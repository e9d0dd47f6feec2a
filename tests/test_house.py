"""The rules of the house, read off the source."""

import ast
import statistics
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

from gongkai.forms import TABLES, data, templates
from gongkai.readers import READERS

PROJECT = Path(__file__).resolve().parents[1]
SOURCE = PROJECT / "src" / "gongkai"
FILES = sorted(SOURCE.rglob("*.py"))
TESTS = sorted((PROJECT / "tests").rglob("test_*.py"))
Function = ast.FunctionDef | ast.AsyncFunctionDef


def module(path: Path) -> str:
    """Its dotted name without gongkai: readers.docx; "" for the package itself."""
    parts = path.relative_to(SOURCE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


TREES = {module(path): ast.parse(path.read_text(encoding="utf-8")) for path in FILES}
PATHS = {module(path): path for path in FILES}


def functions(tree: ast.AST) -> list[Function]:
    return [node for node in ast.walk(tree) if isinstance(node, Function)]


def length(node: Function) -> int:
    return (node.end_lineno or 0) - node.lineno + 1


def _for_types_only(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"


def running(tree: ast.AST) -> Iterator[ast.AST]:
    """Every node but those that only a type checker sees."""
    for node in ast.iter_child_nodes(tree):
        if not _for_types_only(node):
            yield node
            yield from running(node)


def imports(name: str) -> set[str]:
    """The modules of ours that a module imports, inside functions too."""
    found: set[str] = set()
    for node in running(TREES[name]):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            found |= {f"{base}.{alias.name}" if _is_module(f"{base}.{alias.name}") else base for alias in node.names}
    ours = {n for n in found if n == "gongkai" or n.startswith("gongkai.")}
    return {n.removeprefix("gongkai").removeprefix(".") for n in ours} - {name}


def _is_module(name: str) -> bool:
    return name.removeprefix("gongkai.") in TREES


def texts(tree: ast.AST) -> Iterator[str]:
    """String literals that are no docstrings."""
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.value


# sizes


def test_no_function_is_longer_than_50_lines() -> None:
    assert [(m, f.name, length(f)) for m, tree in TREES.items() for f in functions(tree) if length(f) > 50] == []


def test_half_the_functions_have_at_most_7_lines() -> None:
    assert statistics.median(length(f) for tree in TREES.values() for f in functions(tree)) <= 7


def test_no_file_is_longer_than_400_lines() -> None:
    sizes = {str(p.relative_to(PROJECT)): len(p.read_text(encoding="utf-8").splitlines()) for p in FILES}
    assert {name: size for name, size in sizes.items() if size > 400} == {}


def test_no_function_has_more_than_5_parameters() -> None:
    assert [(m, f.name) for m, tree in TREES.items() for f in functions(tree) if _parameters(f) > 5] == []


def _parameters(function: Function) -> int:
    arguments = function.args
    names = [a.arg for a in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)]
    return len([n for n in names if n not in ("self", "cls")])


# directions


@pytest.mark.parametrize(
    ("name", "allowed"), [("errors", set()), ("labels", set()), ("align", set()), ("document", {"errors"})]
)
def test_the_foundations_import_nothing_of_ours(name: str, allowed: set[str]) -> None:
    assert imports(name) <= allowed


@pytest.mark.parametrize("name", [m for m in TREES if m.startswith("readers.")])
def test_readers_import_only_the_waist_the_layout_and_each_other(name: str) -> None:
    strange = {
        n for n in imports(name) if n not in ("document", "errors") and n.split(".")[0] not in ("layout", "readers")
    }
    assert strange == set()


@pytest.mark.parametrize("name", [m for m in TREES if m.split(".")[0] == "layout"])
def test_the_layout_knows_neither_readers_nor_forms(name: str) -> None:
    assert {n for n in imports(name) if n not in ("document", "errors") and n.split(".")[0] != "layout"} == set()


BEFORE = ("readers", "layout", "sniff", "members", "document", "errors")
AFTER_READ = [m for m in TREES if m and m.split(".")[0] not in (*BEFORE, "cli", "commands", "inputs", "pipeline")]


@pytest.mark.parametrize("name", AFTER_READ)
def test_nothing_after_read_names_a_format(name: str) -> None:
    formats = {*READERS, "doc", "wps", "ofd", "rtf", "mht", "xlsx", "xls"}
    assert not formats & set(texts(TREES[name]))
    assert {n for n in imports(name) if n.split(".")[0] in ("readers", "layout", "sniff")} == set()


BEFORE_MATCH = [
    m
    for m in TREES
    if m.split(".")[0] in ("readers", "layout", "sniff", "members", "document", "errors", "labels", "align")
]


@pytest.mark.parametrize("name", BEFORE_MATCH)
def test_nothing_before_match_knows_the_forms(name: str) -> None:
    assert {n for n in imports(name) if n.split(".")[0] == "forms"} == set()
    assert not names_of_forms(name)


@pytest.mark.parametrize("name", [m for m in TREES if m not in ("forms", "statistics_table")])
def test_only_the_forms_name_a_form(name: str) -> None:
    assert not names_of_forms(name)


def names_of_forms(name: str) -> set[str]:
    return {"2014", "2019", "2021"} & set(texts(TREES[name]))


def test_imports_have_no_cycles() -> None:
    edges = {name: imports(name) & set(TREES) for name in TREES}
    while leaves := [name for name, needed in edges.items() if not needed & set(edges)]:
        edges = {name: needed for name, needed in edges.items() if name not in leaves}
    assert {name: sorted(needed & set(edges)) for name, needed in edges.items()} == {}


# text and care


def test_one_place_alone_catches_any_exception() -> None:
    broad = [
        m
        for m, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ExceptHandler) and _is_broad(node)
    ]
    assert broad == ["inputs"]


def _is_broad(node: ast.ExceptHandler) -> bool:
    return node.type is None or bool(
        {"Exception", "BaseException"} & {n.id for n in ast.walk(node.type) if isinstance(n, ast.Name)}
    )


def statutory() -> set[str]:
    """Every label, title, stub and alias of the tables, and every section title of the outline."""
    bands = [b for table in TABLES for t in templates(table) for b in t.bands]
    parts = {p for b in bands for axis in (*b.rows, *b.columns) for p in axis.path}
    titles = {text for b in bands for text in (b.title, b.stub)}
    sections: list[dict[str, Any]] = data("outline")["section"]
    headings = {s["title"] for s in sections} | {a["text"] for s in sections for a in s["aliases"]}
    return {t for t in (*parts, *titles, *headings, *data("aliases")["aliases"], *data("2014")["labels"]) if t}


@pytest.mark.parametrize("name", TREES)
def test_no_statutory_label_stands_in_the_source(name: str) -> None:
    labels = statutory()
    found = {
        text for text in texts(TREES[name]) for label in labels if text == label or (len(label) > 4 and label in text)
    }
    assert found == set()


WORKING_MARKS = ("TO" + "DO", "FIX" + "ME")


@pytest.mark.parametrize(
    "path", [*FILES, *sorted((PROJECT / "tests").rglob("*.py"))], ids=lambda p: str(p.relative_to(PROJECT))
)
def test_nothing_is_left_for_later(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert [mark for mark in WORKING_MARKS if mark in text] == []


@pytest.mark.parametrize("name", [m for m in TREES if not m.split(".")[-1].startswith("_")])
def test_everything_public_says_what_it_is(name: str) -> None:
    tree = TREES[name]
    public = [n for n in tree.body if isinstance(n, Function | ast.ClassDef) and not n.name.startswith("_")]
    assert ast.get_docstring(tree)
    assert [n.name for n in public if not ast.get_docstring(n)] == []


# tests


@pytest.mark.parametrize("path", TESTS, ids=lambda p: str(p.relative_to(PROJECT)))
def test_every_test_can_fail(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    helpers = {f.name: f for f in functions(tree)}
    tests = [f for f in functions(tree) if f.name.startswith("test_")]
    assert [f.name for f in tests if not _asserts(f, helpers, set())] == []


def _asserts(function: Function, helpers: dict[str, Function], seen: set[str]) -> bool:
    """Whether it asserts, expects an exception, or calls a helper of its file that does."""
    nodes = list(ast.walk(function))
    if any(isinstance(n, ast.Assert) for n in nodes):
        return True
    called = {ast.unparse(n.func).split(".")[-1] for n in nodes if isinstance(n, ast.Call)}
    if "raises" in called or any(name.startswith("assert_") for name in called):
        return True
    inner = [helpers[name] for name in called if name in helpers and name not in seen]
    return any(_asserts(h, helpers, seen | called) for h in inner)


def test_every_test_has_a_name_of_its_own() -> None:
    for path in TESTS:
        names = [f.name for f in ast.parse(path.read_text(encoding="utf-8")).body if isinstance(f, Function)]
        assert len(names) == len(set(names)), path


def test_the_modules_are_all_read() -> None:
    assert {"", "cli", "forms", "readers.docx", "layout"} <= set(TREES) == set(PATHS)
    assert len(list(chain.from_iterable(map(functions, TREES.values())))) > 300
