"""Benchmarks as modules, for what they write into the evidence base."""

import importlib.util
from pathlib import Path

import pytest


@pytest.fixture
def benchmark_module():
    def load(name):
        path = Path(__file__).resolve().parents[4] / "benchmarks" / f"{name}.py"
        spec = importlib.util.spec_from_file_location(f"benchmark_{name}", path)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module

    return load
