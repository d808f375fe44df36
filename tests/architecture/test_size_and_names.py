"""Files, functions and names stay small and plain; exceptions are listed and may only shrink."""

import ast
from pathlib import Path

import pytest

SRC = Path(__file__).resolve().parents[2] / "src" / "turgor"
FILES = sorted(SRC.rglob("*.py"))
MOST_LINES, MOST_FUNCTION_LINES, MOST_PUBLIC_NAMES = 400, 60, 12
FORBIDDEN_STEMS = {"utils", "util", "helpers", "helper", "common", "misc", "manager"}

#: file (relative to src/turgor) -> reason; the list may only shrink
LONG_FILES: dict[str, str] = {}
LONG_FUNCTIONS: dict[str, str] = {}
MANY_NAMES: dict[str, str] = {
    "errors.py": "the whole family of errors is one idea",
}


def name(path):
    return path.relative_to(SRC).as_posix()


def functions(tree):
    return [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]


@pytest.mark.parametrize("path", FILES, ids=name)
def test_file(path):
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    assert path.stem not in FORBIDDEN_STEMS
    lines = len(text.splitlines())
    assert lines <= MOST_LINES or name(path) in LONG_FILES, f"{lines} lines"
    assert ast.get_docstring(tree), "a module says what it is in its first line"
    for function in functions(tree):
        length = (function.end_lineno or 0) - function.lineno + 1
        key = f"{name(path)}:{function.name}"
        assert length <= MOST_FUNCTION_LINES or key in LONG_FUNCTIONS, f"{key}: {length} lines"
    public = [
        node.name
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
    ]
    assert len(public) <= MOST_PUBLIC_NAMES or name(path) in MANY_NAMES, public


@pytest.mark.parametrize("path", FILES, ids=name)
def test_public_signatures_carry_no_any(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for function in functions(tree):
        if function.name.startswith("_") or name(path) == "units.py":
            continue  # units.registry hands out pint, which has no types of its own
        notes = [a.annotation for a in (*function.args.args, *function.args.kwonlyargs)]
        notes.append(function.returns)
        words = {n.id for note in notes if note for n in ast.walk(note) if isinstance(n, ast.Name)}
        assert "Any" not in words, function.name


def test_exceptions_still_exist():
    listed = [*LONG_FILES, *MANY_NAMES, *(key.split(":")[0] for key in LONG_FUNCTIONS)]
    assert all((SRC / item).exists() for item in listed)
