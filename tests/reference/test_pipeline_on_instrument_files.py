"""The pipeline on real captures: far outside the skin range they are measured and flagged.

The two root mean square heights are those that SurfaceTopography's own tests state for these files
(test/IO/test_al3d.py and test_x3p.py, MIT).
"""

import numpy as np
import pytest

from turgor.formats.doorway import read_surface
from turgor.measure.surface.pipeline import RAW, SKIN, prepare, scale_limited
from turgor.measure.surface.plausibility import plausibility_flags

TINY = {
    "al3d-1.al3d": ("l-filter-exceeds-field",),
    "x3p-2.x3p": ("l-filter-exceeds-field",),
    "sdf-1.sdf": ("s-filter-exceeds-field", "l-filter-exceeds-field"),
}


@pytest.mark.data
@pytest.mark.parametrize(
    ("name", "rms_um"), [("al3d-1.al3d", 7.688266102603082), ("x3p-2.x3p", 0.07728033)]
)
def test_mean_removal_gives_the_published_height(shared_data, name, rms_um):
    if name.startswith("al3d"):
        pytest.importorskip("SurfaceTopography")
    source = read_surface(shared_data / "surface" / "instrument_files" / name)
    layers = prepare(source, RAW)
    assert np.sqrt(np.nanmean(layers.s_f_um**2)) == pytest.approx(rms_um, rel=1e-6)
    assert layers.flags == ()


@pytest.mark.data
@pytest.mark.parametrize("name", TINY)
def test_tiny_fields_are_measured_with_flags(shared_data, name):
    if name.startswith("al3d"):
        pytest.importorskip("SurfaceTopography")
    source = read_surface(shared_data / "surface" / "instrument_files" / name)
    layers = prepare(source, SKIN)
    assert layers.flags == TINY[name]
    found = layers.conditions("microrelief")
    assert (found["l_filter"], found["l_nesting_um"]) == ("none", 0.0)
    assert np.isfinite(scale_limited(layers)).all()
    sq = float(np.sqrt(np.mean(layers.s_f_um**2)))
    assert plausibility_flags(source, sq) == ("outside_skin_range",)


@pytest.mark.data
def test_a_map_that_is_mostly_gaps_keeps_them(shared_data):
    """sur-3 is 89 % gaps at 0.3 mm pitch: no S-filter can act, form and L-filter do."""
    source = read_surface(shared_data / "surface" / "instrument_files" / "sur-3.sur")
    layers = prepare(source, SKIN)
    assert layers.flags == ("s-filter-below-sampling",)
    np.testing.assert_array_equal(np.isfinite(scale_limited(layers)), source.valid)
