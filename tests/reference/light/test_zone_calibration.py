"""The calibrated model against printed histology: what it was fitted to, and what it never saw.

The whole (each energy and each device left out) is benchmarks/zone_calibration.py --leave-out.
"""

import math

import pytest

from turgor.evidence import find_parameter
from turgor.physics.tissue import tissue_stack
from turgor.skin.stimulus.light.calibrate import calibrate, foretell
from turgor.skin.stimulus.light.coefficients import zone_coefficients
from turgor.skin.stimulus.light.predict import SETTINGS
from turgor.skin.stimulus.light.series import zone_figures
from turgor.skin.stimulus.light.shrinkage import excision_shrinkage
from turgor.skin.stimulus.light.zone import Exposure, micro_thermal_zone

#: what the records say of each series' spot; Manstein's and its energy stand only in the fit
LASERS = {"eco2-120": "eco2", "hantash": "fraxel-repair", "bedi": "fraxel-1550"}
FITTED = [figure for figure in zone_figures("calibrate") if figure.series in LASERS]
#: printed twofold, while the model's widths grow by a quarter; the page says why
NOT_FOLLOWED = "mtz.hantash.width-ratio"


@pytest.fixture(autouse=True, scope="module")
def own_cache(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TURGOR_CACHE", str(tmp_path_factory.mktemp("light")))
        yield


def size(figure, energy):
    setting = SETTINGS[figure.series]
    laser = LASERS[figure.series]
    ratio = find_parameter(f"laser.{laser}.spot.effective-ratio").value
    spot = figure.nominal_spot_um or find_parameter(setting.spot_record).value
    power = figure.power_w or find_parameter(setting.power_record).value
    exposure = Exposure(figure.wavelength_nm, energy, spot * ratio, energy / power)
    outline = micro_thermal_zone(tissue_stack(setting.site), exposure, zone_coefficients()).outline
    shrinkage = excision_shrinkage()
    if figure.quantity == "ablation-depth":
        return shrinkage.depth_um(outline.removed_depth_um, "life", "histology")
    if figure.quantity == "coagulation-depth":
        return shrinkage.depth_um(outline.denatured_depth_um, "life", "histology")
    return shrinkage.width_um(2.0 * float(outline.denatured_um.max()), "life", "histology")


def modelled(figure):
    found = size(figure, figure.energy_mj)
    return found / size(figure, figure.from_energy_mj) if figure.is_ratio else found


@pytest.mark.parametrize("figure", FITTED, ids=lambda f: f.id)
def test_fitted_figures_are_met_within_20_percent(figure):
    """With the records as they ship, so that they are those of the fit."""
    off = modelled(figure) / figure.value - 1.0
    if figure.id == NOT_FOLLOWED:
        assert -0.5 < off < -0.2, "if this is met now, the page is to say so"
    elif figure.relation == "at-least":
        assert off > -0.2
    else:
        assert abs(off) < 0.2


def test_an_energy_left_out_is_foretold_within_its_interval():
    """eCO2's ablation depth at 160 mJ, from that at 80 mJ and the priors alone."""
    craters = [f for f in zone_figures("calibrate") if f.quantity == "ablation-depth"]
    kept = [f for f in craters if f.energy_mj == 80.0]
    out = [f for f in craters if f.energy_mj == 160.0]
    (found,) = foretell(calibrate(kept), out, draws=24)
    assert found.covered, found
    assert math.log(found.high / found.low) < math.log(3.0), "an interval that says something"
