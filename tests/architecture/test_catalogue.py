"""Every metric names a source that is known and tests that exist; the command line stays light."""

import ast
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from turgor.evidence import all_sources
from turgor.metrics import all_metrics

ROOT = Path(__file__).resolve().parents[2]
HEAVY = ("numba", "scipy", "sqlalchemy", "PIL", "jinja2", "pint", "numpy")


@cache
def names_in(path):
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return {n.name for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)}


@pytest.mark.parametrize("metric", all_metrics().values(), ids=lambda m: m.id)
def test_metric(metric):
    assert metric.source in all_sources()
    if metric.device_reported:
        return
    assert metric.validated_by, "our own metric is proven against something outside"
    for item in metric.validated_by:
        path, _, name = item.partition("::")
        assert path.startswith("tests/reference/"), "a pinned output is no validation"
        assert (ROOT / path).is_file(), path
        assert name in names_in(path), item


def test_help_loads_nothing_heavy():
    """`turgor --help` must answer at once, so no command imports its rooms before it runs."""
    code = f"import sys, turgor.cli.main\nprint(','.join(m for m in {HEAVY!r} if m in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
