"""A stored surface against surfalize, a program written apart from this one.

The numbers are regression values of surfalize (heights as stored in its tests/test_parameters.py,
the others as its release 0.19.2 gives them), not certified ones. The surface is rebuilt from the
facts of its generator: a 1000 x 700 grid of step 0.1, a sine of period 20, a finer wave of period
1 that comes and goes with it and sways in y, and noise of standard deviation 0.2 from numpy's
legacy seed 0.
"""

import numpy as np
import pytest

from turgor.measure.surface.areal import areal_parameters


@pytest.fixture(scope="module")
def value():
    column, row = np.arange(1000.0), np.arange(700.0)[:, None]
    coarse = 2 * np.pi * column / 200.0
    fine = 2 * np.pi * (column + np.sin(row / 10.0)) / 10.0
    z = np.sin(coarse) + 0.15 * (1 + np.sin(coarse - np.pi)) * np.sin(fine)
    z = z + 0.2 * np.random.RandomState(0).normal(size=(700, 1000))
    return areal_parameters(z, 0.1, 0.1).values


@pytest.mark.parametrize(
    ("name", "stored"),
    [
        ("sa", 0.653132),
        ("sq", 0.745961),
        ("sp", 1.854956),
        ("sv", 1.998661),
        ("sz", 3.853617),
        ("ssk", -0.08144),
        ("sku", 1.818014),
    ],
)
def test_heights_equal_the_stored_values(value, name, stored):
    assert value[name] == pytest.approx(stored, abs=1e-6)


@pytest.mark.parametrize(
    ("name", "stored", "rel"),
    [
        # the same differences; the border rows weigh half here
        ("sdq", 4.082066, 1e-4),
        ("sdr", 275.201045, 1e-8),
        # from 10,000 classes of material ratio, where this project has 131,072 of height
        ("sk", 2.207543, 1e-3),
        ("spk", 0.190107, 2e-3),
        ("svk", 0.398828, 2e-3),
        ("smrk1", 2.009438, 1e-3),
        ("smrk2", 89.979619, 1e-3),
        ("sxp", 1.168894, 1e-4),
        ("vmp", 0.014831, 2e-3),
        ("vmc", 0.797087, 1e-3),
        ("vvc", 0.924853, 1e-4),
        ("vvv", 0.056308, 1e-3),
        # every second point of this map is looked at, which moves Sal by 1e-4
        ("sal", 4.347147, 1e-3),
        # five highest and deepest significant points
        ("s5p", 1.793032, 1e-6),
        ("s5v", 1.993433, 1e-6),
    ],
)
def test_others_agree_with_the_stored_values(value, name, stored, rel):
    assert value[name] == pytest.approx(stored, rel=rel)
