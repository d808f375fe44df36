"""A stack's reflectance by adding layers, for tests of what comes back from skin."""

import pytest

from turgor.physics.skin_optics.adding_doubling import (
    add_all,
    boundary,
    henyey_greenstein,
    layer,
    seen,
)
from turgor.physics.skin_optics.streams import streams


def stack_reflectance(stack):
    """Reflectance factor (diffuse in, 8 degrees out) of an OpticalStack, its surface included."""
    directions = streams(tuple(one.index for one in stack.layers), 8.0)
    parts = []
    for i, one in enumerate(stack.layers):
        cosine, weight = directions.cosine[i + 1], directions.weight[i + 1]
        phase = henyey_greenstein(cosine, weight, one.anisotropy)
        loss = one.absorption_mm + one.scattering_mm
        depth = loss * one.thickness_mm
        parts += [boundary(directions, i)]
        parts += [layer(one.scattering_mm / loss, depth, phase, cosine, weight)]
    return float(seen(add_all(parts), directions)[0])


@pytest.fixture(scope="session")
def reflectance_of():
    return stack_reflectance
