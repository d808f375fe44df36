"""Strain of layers in speckle whose scatterers were moved as planted."""

import numpy as np
import pytest
from planted_speckle import INDEX, WAVELENGTH_UM, pair

from turgor.errors import MeasureError
from turgor.measure.elasticity.oct import OctSettings, measure_oct
from turgor.record.oct_pair import OctPair


def planted(strains, edges=(), *, stated=True, settings=None, **more):
    before, after = pair(strains, edges, **more)
    record = OctPair(before, after, more.get("axial_um", 3.5), 5.0, WAVELENGTH_UM * 1e3, INDEX,
                     tuple(edges) if stated else (), load="planted")  # fmt: skip
    return measure_oct(record, settings, capture_sha256="0" * 64)


def values(found, metric="oct.layer_strain"):
    return [f.value for f in found.findings if f.metric == metric]


@pytest.mark.parametrize(
    ("strains", "edges", "more"),
    [
        ((-0.01, -0.001), (350.0,), {}),
        ((-0.01, -0.001), (350.0,), {"noise": 0.3}),
        ((-0.01, -0.01), (400.0,), {"bulk_um": 4.0}),
        ((-0.003, -0.01), (300.0,), {}),
        ((-0.01, -0.004, -0.001), (250.0, 550.0), {"axial_um": 2.0, "rows": 400}),
        ((0.01, 0.002), (350.0,), {"axial_fwhm_um": 14.0}),
    ],
)
@pytest.mark.parametrize("seed", [1, 2])
def test_layers_within_five_per_cent(strains, edges, more, seed):
    found = planted(strains, edges, seed=seed, **more)
    assert values(found) == pytest.approx(strains, rel=0.05)
    ratios = values(found, "oct.stiffness_ratio")
    assert ratios == pytest.approx([strains[0] / s for s in strains[1:]], rel=0.07)
    assert "lag-not-settled" not in found.flags


def test_neighbouring_rows_read_low_and_the_lag_repairs_it():
    adjacent = planted((-0.01,), (), settings=OctSettings(lag_um=3.5))
    assert 0.4 < values(adjacent)[0] / -0.01 < 0.7
    assert "lag-not-settled" in adjacent.flags
    free = planted((-0.01,), ())
    assert free.lag.lag >= 3
    assert values(free)[0] == pytest.approx(-0.01, rel=0.03)


def test_borders_are_found():
    found = planted((-0.01, -0.003), (350.0,), stated=False, seed=3)
    assert "layers-found" in found.flags
    assert found.layers[0].rows[1] == pytest.approx(100, abs=3)
    assert values(found) == pytest.approx((-0.01, -0.003), rel=0.05)
    assert len(planted((-0.004,), (), stated=False, noise=0.2).layers) == 1


def test_u_is_the_scatter_of_new_speckle():
    """30 fresh speckles with noise: u is the scatter within a third (it errs to the safe side)."""
    found = [planted((-0.002,), (), noise=0.5, seed=s, rows=110, cols=160) for s in range(30)]
    strain = np.array([values(one)[0] for one in found])
    u = np.sqrt(np.mean([one.findings[0].u ** 2 for one in found]))
    assert u == pytest.approx(strain.std(ddof=1), rel=0.35)
    assert abs(strain.mean() + 0.002) < 0.02 * 0.002 + 3 * strain.std() / np.sqrt(30)


def test_the_map_shows_the_layers_and_its_quality_noise():
    found = planted((-0.01, -0.002), (350.0,), noise=0.2, seed=5)
    assert np.nanmedian(found.strain[20:80]) == pytest.approx(-0.01, rel=0.05)
    assert np.nanmedian(found.strain[120:230]) == pytest.approx(-0.002, rel=0.05)
    noisier = planted((-0.01, -0.002), (350.0,), noise=1.5, seed=5)
    assert np.nanmedian(noisier.quality) < 0.8 * np.nanmedian(found.quality)


def test_noise_alone_and_too_large_a_strain_are_not_stated():
    rng = np.random.default_rng(0)
    scans = [(rng.normal(size=(100, 60)) + 1j * rng.normal(size=(100, 60))).astype("complex64")
             for _ in range(2)]  # fmt: skip
    record = OctPair(*scans, 3.5, 5.0, 1300.0, 1.4, load="none")
    found = measure_oct(record, capture_sha256="0" * 64)
    assert values(found) == [None] * len(found.layers)
    for follow in (True, False):
        settings = OctSettings(follow_displacement=follow)
        large = planted((-0.063,), (), settings=settings, rows=60, axial_fwhm_um=4.0)
        assert values(large) == [None] * len(large.layers)


def test_phase_that_turns_by_half_from_row_to_row_is_refused():
    """Ideal scans whose product turns by 2.9 rad a row: as well -3.4, so nothing can be said."""
    rng = np.random.default_rng(0)
    before = np.exp(2j * np.pi * rng.uniform(size=(80, 40))).astype("complex64")
    after = (before * np.exp(2.9j * np.arange(80))[:, None]).astype("complex64")
    with pytest.raises(MeasureError, match="half a turn"):
        measure_oct(OctPair(before, after, 3.5, 5.0, 1300.0, 1.4), capture_sha256="0" * 64)
