"""Imports point one way, and the architecture page shows the layers that are enforced."""

import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def layers():
    document = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return document["tool"]["importlinter"]["contracts"][0]["layers"]


def test_import_direction():
    import os

    from importlinter.cli import lint_imports

    here = Path.cwd()
    os.chdir(ROOT)
    try:
        assert lint_imports(no_cache=True) == 0
    finally:
        os.chdir(here)


def test_the_architecture_page_quotes_the_layers():
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    for layer in layers():
        assert layer in page, layer


def test_decisions_are_numbered_in_order():
    names = sorted(p.name for p in (ROOT / "docs" / "decisions").glob("*.md"))
    assert names
    assert [int(n[:4]) for n in names] == list(range(1, len(names) + 1))
