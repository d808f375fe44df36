"""Shared fixtures: where the real captures are, and what happens when they are absent."""

import os
from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real captures; skips where it is absent, fails where it is required."""
    if SHARED.is_dir():
        return SHARED
    reason = "real captures not found beside the repository (shared/data)"
    if os.environ.get("TURGOR_REQUIRE_DATA") == "1":
        pytest.fail(f"{reason}, and TURGOR_REQUIRE_DATA=1 asks for them")
    pytest.skip(reason)


@pytest.fixture(scope="session")
def sample_study():
    """A made-up, followed split-face study of six persons with real metrics."""
    import importlib.util

    path = Path(__file__).with_name("sample_study.py")
    spec = importlib.util.spec_from_file_location("sample_study", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
