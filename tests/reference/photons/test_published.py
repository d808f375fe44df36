"""Reflectance and transmittance of plane layers against published figures.

A published figure is good to half its last digit; that is added, in quadrature as a uniform
error's standard deviation, to our standard error, and three of the sum are allowed.
"""

import math

import pytest

from turgor.physics.photons.layers import OpticalLayer, OpticalStack
from turgor.physics.photons.trace import trace

PHOTONS = 200_000
MATCHED = OpticalStack((OpticalLayer(2.0, 0.1, 0.9, 0.75, 1.0),))
GIOVANELLI = OpticalStack((OpticalLayer(math.inf, 0.1, 0.9, 0.0, 1.5),))
TWO = OpticalStack((OpticalLayer(0.1, 2, 20, 0.7, 1.3), OpticalLayer(math.inf, 1, 20, 0.9, 1.4)))
THREE = OpticalStack(
    (
        OpticalLayer(1.0, 0.1, 10.0, 0.9, 1.37),
        OpticalLayer(1.0, 0.1, 1.0, 0.0, 1.37),
        OpticalLayer(2.0, 0.2, 1.0, 0.7, 1.37),
    )
)


def total(run):
    return run.specular + run.diffuse_reflectance


# what is read, the figure, half its last digit
CASES = {
    # Wang, Jacques and Zheng 1995, Computer Methods and Programs in Biomedicine 47:131
    "matched slab, back": (MATCHED, "diffuse_reflectance", 0.09739, 5e-6),
    "matched slab, through": (MATCHED, "transmittance", 0.66096, 5e-6),
    # Giovanelli 1955, Optica Acta 2:153, as quoted there; specular included
    "half-space": (GIOVANELLI, "total", 0.2600, 5e-5),
    # MCML's sample of two layers, as the Virtual Tissue Simulator documents it
    "two layers, back": (TWO, "diffuse_reflectance", 0.1050, 5e-5),
    "two layers, specular": (TWO, "specular", 0.0170, 5e-5),
    # MCML's sample of three layers
    "three layers, back": (THREE, "diffuse_reflectance", 0.2375, 5e-5),
    "three layers, through": (THREE, "transmittance", 0.0965, 5e-5),
}


@pytest.mark.parametrize("name", CASES)
def test_published(name):
    stack, what, figure, half_digit = CASES[name]
    run = trace(stack, PHOTONS)
    value = total(run) if what == "total" else getattr(run, what)
    error = getattr(run, ("diffuse_reflectance" if what == "total" else what) + "_se")
    assert abs(value - figure) < 3.0 * math.hypot(error, half_digit / math.sqrt(3.0))
    assert abs(run.closure) < 1e-9
