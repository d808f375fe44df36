"""ITA of photographed phantoms against the spectra that they were made from, through real cameras.

``benchmarks/photo_ita.py`` has every tone, uneven light too.
"""

import importlib.util
from pathlib import Path

import pytest

from turgor.phantom.photo.light import LightSpec

pytest.importorskip("cv2")
PATH = Path(__file__).resolve().parents[2] / "benchmarks" / "photo_ita.py"


@pytest.fixture(scope="module")
def bench():
    spec = importlib.util.spec_from_file_location("photo_ita", PATH)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("camera", ["nikon-d5100", "sigma-sd1"])
@pytest.mark.parametrize("tone", ["light", "tan", "brown"])
@pytest.mark.parametrize("light", ["D65", "D50"])
def test_ita_within_three_degrees_under_even_light(bench, camera, tone, light):
    assert abs(bench.error_deg(camera, LightSpec(spectrum=light), tone, 1, 525)) < 3.0
