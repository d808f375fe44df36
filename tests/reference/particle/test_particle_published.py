"""Published fates of particles and gels: fitted, met unseen, or missed."""

import numpy as np
import pytest

from turgor.evidence import parameter_draw
from turgor.record.stimulus import COURSE_DAYS
from turgor.record.tissue import TissueStack
from turgor.skin.stimulus import particle
from turgor.skin.stimulus.particle.erosion import mineral_erosion, polymer_erosion
from turgor.skin.stimulus.particle.gel import Gel, crosslinked_gel, linear_share
from turgor.skin.stimulus.particle.sizes import drawn_sizes

SKIN = TissueStack("cheek", (11.0, 65.0, 160.0, 1100.0, 5000.0), 0.3, 0.02, 0.7)
YEAR = 365.25


def test_sizes_of_polycaprolactone_in_biopsies() -> None:
    """Fitted: mean diameters at 0 to 4 years; two unknowns, five sizes."""
    seen = np.array([42.83, 43.18, 42.62, 40.90, 34.46])
    found = polymer_erosion("pcl", drawn_sizes("pcl"), "m").mass_at(np.arange(5) * YEAR)
    assert 42.83 * np.cbrt(found) == pytest.approx(seen, abs=0.6)


def test_apatite_is_gone_when_no_picture_shows_it() -> None:
    """Nothing at 2.5 years (one person); absorbed at 12 months (one person, in the dermis)."""
    gone = []
    for index in range(32):
        with parameter_draw(index, 32):
            gone.append(float(mineral_erosion(drawn_sizes("caha")).mass_at(np.array(913.0))))
    assert max(gone) < 0.02
    months = mineral_erosion(drawn_sizes("caha")).mass_at(np.array([90.0, 365.0]))
    assert months[0] > 0.3 and months[1] < 0.05


def test_a_carrier_gel_goes_within_eight_weeks() -> None:
    stated = {"agent": "pcl", "vials": 1.0, "dilution_ml": 0.0, "area_cm2": 20.0, "grade": "m"}
    gel = particle.model(stated, "", SKIN).draw(SKIN).courses["carrier-volume"]
    assert gel[0] == pytest.approx(0.7 * 1000 / 20, rel=1e-6)
    at = np.searchsorted(COURSE_DAYS, [14.0, 56.0])
    assert gel[at[0]] > 0.3 * gel[0] and gel[at[1]] < 0.1 * gel[0]


def test_water_of_a_suspension_goes_within_days() -> None:
    stated = {"agent": "plla", "vials": 1.0, "mg_per_vial": 150.0, "dilution_ml": 8.0}
    water = particle.model(stated, "", SKIN).draw(SKIN).courses["carrier-volume"]
    assert water[np.searchsorted(COURSE_DAYS, 7.0)] < 0.05 * water[0]


def test_free_hyaluronan_leaves_as_in_rabbits() -> None:
    """10 to 87 % in the blood in the first day, less where it is strong; half-life 0.5 to 1 d."""
    weak, strong = linear_share(np.array([1.0]), 5.0)[0], linear_share(np.array([1.0]), 15.0)[0]
    assert 0.10 < 1.0 - weak < 0.87 and strong > weak


def test_a_gel_in_fat_swells_as_magnetic_resonance_saw() -> None:
    """Fitted: 331 % up at 1 month. Held out: none of it lost at 12 months (ten men)."""
    _, volume = crosslinked_gel(Gel(1.0, 20.0), np.array([0.0, 30.0, 182.0, 365.0]), 0.0)
    assert volume[1] / volume[0] == pytest.approx(4.31, rel=0.02)
    assert volume[3] / volume[1] > 0.9


def test_hyaluronan_is_still_seen_after_two_years() -> None:
    """Held out: in 33 of 33 mid-faces."""
    mass, _ = crosslinked_gel(Gel(1.0, 20.0), np.array([0.0, 730.0]), 0.0)
    assert mass[1] > 0.3 * mass[0]


def test_order_of_lasting() -> None:
    """Held out: apatite before poly-D,L- before poly-L-lactic acid before polycaprolactone."""
    halves = [mineral_erosion(drawn_sizes("caha")).half_d]
    halves += [polymer_erosion(name, drawn_sizes(name)).half_d for name in ("pdlla", "plla", "pcl")]
    assert halves == sorted(halves)


def test_poly_l_lactic_acid_is_there_at_six_months_and_not_at_two_and_a_half_years() -> None:
    """Held out: collagen rose at 3 and 6 months; effects are told for two years."""
    found = polymer_erosion("plla", drawn_sizes("plla")).mass_at(np.array([182.0, 913.0]))
    assert found[0] > 0.8 and found[1] < 0.05
