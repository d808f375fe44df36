"""Wrinkles planted in microrelief with gaps, form and tilt, by the benchmark's own generator.

``python benchmarks/wrinkle_planted.py`` runs many maps; here a few, against the same limits.
"""

import importlib.util
import sys
from pathlib import Path

import numpy as np
import pytest

FILE = Path(__file__).resolve().parents[2] / "benchmarks" / "wrinkle_planted.py"


@pytest.fixture(scope="module")
def planted():
    spec = importlib.util.spec_from_file_location("wrinkle_planted", FILE)
    module = importlib.util.module_from_spec(spec)
    sys.modules["wrinkle_planted"] = module
    spec.loader.exec_module(module)
    return module


def test_planted_wrinkles_are_found_and_measured(planted):
    rows, total, false, _ = planted.score("wrinkles", range(100, 103), pitch=30.0)
    error = 100 * np.array(rows)
    assert len(rows) >= 0.95 * total
    assert false <= 1
    assert abs(np.median(error[:, 0])) <= 5.0
    assert np.percentile(np.abs(error[:, 0]), 90) <= 15.0
    assert np.median(np.abs(error[:, 1])) <= 8.0


def test_fine_lines_are_found_by_their_length(planted):
    rows, total, false, _ = planted.score("lines", range(100, 103), pitch=25.0, side_mm=15.0)
    error = 100 * np.array(rows)
    assert len(rows) >= 0.9 * total
    assert false <= 1
    assert abs(np.median(error[:, 0])) <= 5.0
    assert np.percentile(np.abs(error[:, 0]), 90) <= 15.0


def test_microrelief_alone_gives_nothing(planted):
    _, _, false, area = planted.score("empty", range(100, 103), pitch=25.0)
    assert false <= max(1.0, area / 10.0)
