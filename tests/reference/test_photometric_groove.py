"""Six real images against the instrument's own height map (GelSight groove capture, MIT licence).

The elevation of the lights can't be told from the images: one factor is fitted on one half of the
instrument's map and the shape is tested on the other. Bounds stand a little above what was
measured (docs/science/photometric-stereo.md); they are agreement with one instrument, not truth.
"""

import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

BENCH = Path(__file__).parents[2] / "benchmarks" / "photometric_groove.py"


@pytest.fixture(scope="module")
def bench() -> ModuleType:
    spec = spec_from_file_location("photometric_groove_bench", BENCH)
    assert spec
    assert spec.loader
    module = module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


@pytest.mark.data
def test_groove_agrees_with_the_instrument(bench: ModuleType, shared_data: Path) -> None:
    ours, theirs = bench.capture(shared_data / "surface" / "gelsight_groove")
    assert ours.shape == theirs.shape == (514, 616)
    assert ours.pitch_x_um == pytest.approx(theirs.pitch_x_um, rel=1e-6)
    z, reference = ours.height_um, theirs.height_um
    assert bench.orientation(z, reference) == ("as stored", (0, 0))
    assert ours.height_reference == "relative"
    assert "height-scale-not-identified" in ours.flags

    top = np.zeros(reference.shape, bool)
    top[:257] = True
    level = bench.flats(reference, ours.pitch_x_um)
    quadratic = bench.agreement(bench.without_form(z, 2), bench.without_form(reference, 2), top)
    assert quadratic.correlation > 0.99
    assert quadratic.rms_um < 0.12 * quadratic.reference_rms_um
    formless = bench.agreement(
        bench.without_form(z, 5, level), bench.without_form(reference, 5, level), top
    )
    assert formless.correlation > 0.997
    assert formless.rms_um < 0.065 * formless.reference_rms_um

    for groove in bench.GROOVES:
        depth, width = bench.groove_size(
            formless.gain * z, ours.pitch_x_um, groove, range(267, 504, 6)
        )
        own_depth, own_width = bench.groove_size(
            reference, ours.pitch_x_um, groove, range(267, 504, 6)
        )
        assert depth == pytest.approx(own_depth, rel=0.08), groove
        assert width == pytest.approx(own_width, rel=0.03), groove
