"""Slabs and layers against adding-doubling: iadpython's, and our own for more than one layer.

Their own error is taken from doubling the number of their directions; three of that and our
standard error together are allowed.
"""

import math
import warnings

import numpy as np
import pytest

from turgor.physics.photons.layers import OpticalLayer, OpticalStack
from turgor.physics.photons.trace import trace
from turgor.physics.skin_optics.adding_doubling import (
    add_all,
    boundary,
    henyey_greenstein,
    layer,
    seen,
)
from turgor.physics.skin_optics.streams import streams

PHOTONS = 100_000


def close(run, reflected, passed, error_r, error_t):
    assert max(error_r, error_t) < 5e-4  # or the comparison would be none
    ours = run.specular + run.diffuse_reflectance
    assert abs(ours - reflected) < 3.0 * math.hypot(run.diffuse_reflectance_se, error_r)
    assert abs(run.transmittance - passed) < 3.0 * math.hypot(run.transmittance_se, error_t)
    assert abs(run.closure) < 1e-9


SLABS = [
    # albedo, optical depth, anisotropy, index, index of a glass slide above and below (1 = none)
    (0.9, 1.0, 0.0, 1.4, 1.0, 1.0),
    (0.99, 5.0, 0.8, 1.4, 1.0, 1.0),
    (0.95, 3.0, 0.9, 1.33, 1.0, 1.5),
    (0.5, 1.0, 0.5, 1.5, 1.5, 1.5),
    (0.999, 10.0, 0.9, 1.37, 1.55, 1.0),
]


def iad(case, points):
    albedo, depth, g, n, above, below = case
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import iadpython

        sample = iadpython.Sample(a=albedo, b=depth, g=g, n=n, n_above=above, n_below=below)
        sample.quad_pts = points
        reflected, passed, _, _ = sample.rt()
    return float(reflected), float(passed)


@pytest.mark.parametrize("case", SLABS)
def test_slab_between_slides_as_iadpython(case):
    albedo, depth, g, n, above, below = case
    (r, t), (coarse_r, coarse_t) = iad(case, 32), iad(case, 16)
    slab = OpticalLayer(depth, 1.0 - albedo, albedo, g, n)
    slides = [OpticalLayer(1.0, 0.0, 0.0, 0.0, index) for index in (above, below)]
    layers = (slides[0], slab, slides[1])
    stack = tuple(one for one in layers if one is slab or one.index != 1.0)
    close(trace(OpticalStack(stack), PHOTONS), r, t, abs(r - coarse_r), abs(t - coarse_t))


LAYERS = {
    "skin": ((0.1, 2.0, 40.0, 0.8, 1.4), (1.9, 0.05, 20.0, 0.8, 1.4)),
    "indices": ((0.2, 0.5, 5.0, 0.3, 1.5), (0.5, 0.1, 10.0, 0.7, 1.33), (1.0, 0.3, 4.0, 0.0, 1.45)),
    "mcml's three": (
        (1.0, 0.1, 10.0, 0.9, 1.37),
        (1.0, 0.1, 1.0, 0.0, 1.37),
        (2.0, 0.2, 1.0, 0.7, 1.37),
    ),
    "dark": ((0.05, 40.0, 30.0, 0.7, 1.4), (1.0, 4.0, 20.0, 0.8, 1.4)),
}


def added(layers, per_segment):
    """Our own adding-doubling at normal incidence, air above and below."""
    directions = streams((*(one[4] for one in layers), 1.0), 0.0, per_segment)
    parts = []
    for i, (thick, absorbs, scatters, g, _) in enumerate(layers, start=1):
        cosine, weight = directions.cosine[i], directions.weight[i]
        phase = henyey_greenstein(cosine, weight, g, 2 * per_segment - 2)
        mu = absorbs + scatters
        parts += [
            boundary(directions, i - 1),
            layer(scatters / mu, mu * thick, phase, cosine, weight),
        ]
    stack = add_all([*parts, boundary(directions, len(layers))])
    return float(seen(stack, directions)[0]), float(stack.up.sum(axis=-1)[0])


@pytest.mark.parametrize("name", LAYERS)
def test_layers_as_our_adding_doubling(name):
    layers = LAYERS[name]
    (r, t), (coarse_r, coarse_t) = added(layers, 16), added(layers, 8)
    run = trace(OpticalStack(tuple(OpticalLayer(*one) for one in layers)), PHOTONS)
    close(run, r, t, abs(r - coarse_r), abs(t - coarse_t))
    assert np.all(run.absorbed_by_layer >= 0.0)
