"""What a zone and a field of zones refuse."""

import numpy as np
import pytest

from turgor.errors import InputError
from turgor.record.stimulus import DEPTH_UM
from turgor.skin.stimulus.field import ZoneField, ZoneShape, lateral_fractions
from turgor.skin.stimulus.field.shape import density_of_pitch


def flat(radius):
    return np.full(DEPTH_UM.shape, float(radius))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"density_mtz_cm2": -1.0}, "density is -1"),
        ({"density_mtz_cm2": float("inf")}, "density is inf"),
        ({"density_mtz_cm2": 1.0, "passes": 0}, "passes is 0"),
        ({"density_mtz_cm2": 1.0, "placement": "rows"}, "grid, random"),
        ({"density_mtz_cm2": 1.0, "lattice": "cubic"}, "square, hexagonal"),
        ({"density_mtz_cm2": 1.0, "strip_overlap": 1.0}, "below 1"),
    ],
)
def test_impossible_fields(given, said):
    with pytest.raises(InputError, match=said):
        ZoneField(**given)


def test_impossible_zones():
    with pytest.raises(InputError, match="one is needed for each of"):
        ZoneShape(removed_um=np.zeros(3))
    with pytest.raises(InputError, match="negative"):
        ZoneShape(coagulated_um=flat(-1))
    with pytest.raises(InputError, match="reach"):
        ZoneShape(reach=flat(1.5))


def test_nothing_there():
    nothing = lateral_fractions(ZoneShape(), ZoneField(500))
    assert all(not shares.any() for shares in nothing.values())
    nothing = lateral_fractions(ZoneShape(removed_um=flat(50)), ZoneField(0.0))
    assert all(not shares.any() for shares in nothing.values())


def test_pitch_and_density_there_and_back():
    for lattice in ("square", "hexagonal"):
        field = ZoneField(density_of_pitch(250.0, lattice), lattice=lattice)
        assert field.pitch_um == pytest.approx(250.0)
    with pytest.raises(InputError):
        density_of_pitch(0.0)
    with pytest.raises(InputError):
        density_of_pitch(10.0, "cubic")
