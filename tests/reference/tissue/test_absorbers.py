"""Blood, fat and effective coefficients against what papers say of them."""

import numpy as np
import pytest

from turgor.errors import InputError
from turgor.physics.tissue import (
    effective_absorption,
    optical_stack,
    tissue_stack,
    water_absorption_mm,
)
from turgor.physics.tissue.absorption import chromophores, lipid_absorption_mm
from turgor.physics.tissue.pigment import typical_optics


@pytest.mark.parametrize("nm", [915.0, 1210.0, 1720.0])
def test_fat_absorbs_more_than_water_where_it_was_found_to(nm):
    """anderson-2006; and less at water's own bands."""
    assert lipid_absorption_mm(nm) > float(water_absorption_mm(nm))


@pytest.mark.parametrize("nm", [1440.0, 1550.0, 1927.0])
def test_and_less_at_the_bands_of_water(nm):
    assert lipid_absorption_mm(nm) < 0.5 * float(water_absorption_mm(nm))


def test_blood_beyond_the_shared_model_goes_on_smoothly():
    """No step at the ends of either table, nothing left from 1200 nm on."""
    optics = typical_optics(0.1, 0.01, 0.8)
    nm = np.arange(890.0, 1320.0, 2.0)
    blood = np.array([chromophores(optics, one).blood for one in nm])
    assert np.abs(np.diff(blood)).max() < 0.02
    assert blood[nm >= 1200.0].max() == 0.0
    assert (blood >= 0.0).all()


@pytest.mark.parametrize(("nm", "oxygenated"), [(950.0, 0.65), (1000.0, 0.64), (1064.0, 0.45)])
def test_whole_blood_is_as_compiled(nm, oxygenated):
    """With its water it is the whole blood of bosschaart-2014, near it below 1 µm."""
    optics = typical_optics(0.1, 0.01, 1.0)
    whole = chromophores(optics, nm).blood + 0.77 * float(water_absorption_mm(nm))
    assert whole == pytest.approx(oxygenated, rel=0.05)


@pytest.mark.parametrize("nm", [2790.0, 2940.0, 9300.0, 10600.0])
def test_where_lasers_ablate_water_alone_decides(nm):
    stack = tissue_stack("cheek", 45, "f", "III")
    layers = optical_stack(stack, nm).layers
    share = effective_absorption(nm)
    for layer in layers:
        assert layer.scattering_mm == 0.0
        assert 0.0 < layer.absorption_mm <= share * float(water_absorption_mm(nm))
    dermis = layers[3].absorption_mm
    assert dermis == pytest.approx(0.65 * 1.109 / 0.993 * share * water_absorption_mm(nm), rel=1e-9)


@pytest.mark.parametrize("nm", [0.0, -1.0, 399.0, 2300.0, 2599.0, 12001.0, float("nan")])
def test_a_wavelength_without_data_is_refused(nm):
    with pytest.raises(InputError, match=r"400 to 2200 nm.*2600 to 12000 nm"):
        optical_stack(tissue_stack("cheek"), nm)


def test_micrometres_are_told():
    with pytest.raises(InputError, match="is it in µm"):
        optical_stack(tissue_stack("cheek"), 10.6)
