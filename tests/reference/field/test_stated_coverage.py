"""Coverage against what makers and users of devices state of it."""

import math

import pytest

from turgor.errors import InputError
from turgor.evidence import find_parameter
from turgor.skin.stimulus.field.density import (
    coverage_pct,
    density_of_coverage,
    effective_spot_um,
    stated_coverage_pct,
)
from turgor.skin.stimulus.field.shape import ZoneField


def stated(name):
    record = find_parameter(f"coverage.{name}")
    return record.value, dict(record.conditions)["density_mtz_cm2"]


def spots_within_rounding(name):
    """Spots at random that agree with a share printed in whole percent."""
    share, density = stated(name)
    return effective_spot_um(density, share - 0.5), effective_spot_um(density, share + 0.5)


def test_one_spot_explains_both_ends_of_a_range():
    """1550 nm, 40 mJ: 200 to 456 zones/cm² are stated as 11 to 23 %.

    One spot laid at random explains both. Density times area can't: it would ask for two.
    """
    low, high = (spots_within_rounding(f"fraxel-1550.40mj.{end}") for end in ("low", "high"))
    least, most = max(low[0], high[0]), min(low[1], high[1])
    assert least < most
    assert 250.0 < least < most < 290.0
    for end in ("low", "high"):
        share, density = stated(f"fraxel-1550.40mj.{end}")
        field = ZoneField(density, 4, "random")
        assert coverage_pct(field, 0.5 * (least + most)) == pytest.approx(share, abs=0.5)
    share, density = stated("fraxel-1550.40mj.high")
    as_low = effective_area_spot(*stated("fraxel-1550.40mj.low"))
    assert stated_coverage_pct(density, as_low) > share + 1.0


def effective_area_spot(share, density):
    return 2.0 * math.sqrt(0.01 * share / density / math.pi) * 1e4


def test_a_usual_setting_asks_for_a_zone_as_histology_shows_it():
    """About 2000 zones/cm² are stated as 20 %; a typical zone is 100 µm wide (Manstein 2004),
    at high energy it approaches 200 µm (Bedi 2007)."""
    share, density = stated("fraxel-1550.usual")
    spot = effective_spot_um(density, share)
    assert 100.0 < spot < 200.0
    field = ZoneField(density, 4, "random")
    assert coverage_pct(field, spot) == pytest.approx(share)


def test_a_stamp_of_microlenses():
    """81 dots in 11 x 11 mm are stated as about 20 %: dots apart, density times area."""
    share, density = stated("pixel-2940")
    assert density == pytest.approx(81 / 1.21, rel=1e-3)
    spot = effective_area_spot(share, density)
    field = ZoneField(density)
    assert spot < field.pitch_um
    assert coverage_pct(field, spot) == pytest.approx(share)
    assert stated_coverage_pct(density, spot) == pytest.approx(share)


@pytest.mark.parametrize("laid", [
    ZoneField(0, 1, "random"), ZoneField(0, 8, "random"), ZoneField(0), ZoneField(0, 4),
    ZoneField(0, 1, lattice="hexagonal"), ZoneField(0, 3, strip_overlap=0.1),
])  # fmt: skip
@pytest.mark.parametrize("share", [0.0, 5.0, 25.0, 60.0, 95.0])
def test_there_and_back(laid, share):
    from dataclasses import replace

    density = density_of_coverage(share, 140.0, laid)
    field = replace(laid, density_mtz_cm2=density)
    assert coverage_pct(field, 140.0) == pytest.approx(share, abs=1e-9)
    if share <= 25.0 and laid.placement == "grid" and laid.passes == 1:
        assert stated_coverage_pct(density, 140.0) == pytest.approx(share)


def test_all_of_the_skin():
    """A grid of one pass covers all at the lattice's covering radius: pitch = spot/sqrt(2)."""
    density = density_of_coverage(100.0, 140.0, ZoneField(0))
    assert ZoneField(density).pitch_um == pytest.approx(140.0 / math.sqrt(2.0), rel=1e-6)


@pytest.mark.parametrize("share", [-1.0, 100.0, 200.0])
def test_shares_that_random_zones_never_cover(share):
    with pytest.raises(InputError, match="cover 0 to"):
        density_of_coverage(share, 140.0, ZoneField(0, 1, "random"))


def test_no_spot():
    with pytest.raises(InputError, match="spot is 0"):
        density_of_coverage(10.0, 0.0, ZoneField(0))
    with pytest.raises(InputError):
        effective_spot_um(0.0, 10.0)
