"""The inversion on skins of known content that it does not expect."""

import numpy as np
import pytest
from strange_skins import SET_ON, TRIED_ON, Strange, coverage, real_residuals, rough, spectra

from turgor.measure.colour.chromophore import interval, invert, prior

WAVELENGTH_NM = np.arange(400.0, 701.0, 10.0)
COUNT = 1500


@pytest.mark.parametrize("name", TRIED_ON)
def test_intervals_cover_away_from_the_priors(name):
    strange, expected, rng = TRIED_ON[name], prior(), np.random.default_rng(11)
    truth = strange.skins(COUNT, expected, rng)
    clean = spectra(truth, strange.model(WAVELENGTH_NM))
    measured = np.maximum(clean + rough(clean, rng), 0.002)
    for quantity, told in coverage(truth, measured, WAVELENGTH_NM, expected).items():
        assert 0.85 <= told.covered <= 0.99, (quantity, told)


@pytest.mark.data
def test_intervals_cover_with_real_residuals(shared_data):
    from archives import issa

    archive, expected, rng = issa(shared_data), prior(), np.random.default_rng(12)
    some = archive.reflectance[~archive.training][::8]
    residual = some - invert(WAVELENGTH_NM, some, expected).fitted
    for name in ("all at once", "1.3 times wider", "other yellow"):
        strange = TRIED_ON[name]
        truth = strange.skins(COUNT, expected, rng)
        clean = spectra(truth, strange.model(WAVELENGTH_NM))
        added = real_residuals(clean.mean(axis=1), some.mean(axis=1), residual, rng)
        measured = np.maximum(clean + added, 0.002)
        for quantity, told in coverage(truth, measured, WAVELENGTH_NM, expected).items():
            assert 0.85 <= told.covered <= 0.99, (name, quantity, told)


def test_more_blood_leaves_melanin_alone():
    """+30 % blood moves ln melanin by less than 0.02 in 95 % of expected skins."""
    expected, rng = prior(), np.random.default_rng(13)
    usual = Strange()
    truth = usual.skins(COUNT, expected, rng)
    more = truth.copy()
    more[:, 1] += np.log(1.3)
    law = usual.model(WAVELENGTH_NM)
    before = invert(WAVELENGTH_NM, spectra(truth, law), expected)
    after = invert(WAVELENGTH_NM, spectra(more, law), expected)
    moved = after.coordinates[:, 0] - before.coordinates[:, 0]
    assert np.percentile(np.abs(moved), 95) < 0.02


def test_a_stated_aperture_settles_the_edge():
    """Without any edge loss the unstated aperture biases blood; a stated wide one does not."""
    expected, rng = prior(), np.random.default_rng(14)
    strange = Strange(no_edge=True)
    truth = strange.skins(COUNT, expected, rng)
    measured = spectra(truth, strange.model(WAVELENGTH_NM))
    unstated = invert(WAVELENGTH_NM, measured, expected).coordinates[:, 1] - truth[:, 1]
    stated = invert(WAVELENGTH_NM, measured, prior("d:8-sci", 100.0)).coordinates[:, 1]
    assert abs(np.median(stated - truth[:, 1])) < 0.5 * abs(np.median(unstated))


def test_an_interval_that_ignores_structure_covers_too_little():
    """The structure spread is needed: without it, coverage falls below the gate."""
    strange, expected, rng = SET_ON["isotropic scattering"], prior(), np.random.default_rng(15)
    truth = strange.skins(COUNT, expected, rng)
    found = invert(WAVELENGTH_NM, spectra(truth, strange.model(WAVELENGTH_NM)), expected)
    bare = np.abs(found.coordinates[:, 0] - truth[:, 0]) <= 1.645 * found.spread[:, 0]
    low, high = interval(found, "melanin")
    value = np.exp(truth[:, 0])
    assert bare.mean() < 0.85 <= ((low <= value) & (value <= high)).mean()
