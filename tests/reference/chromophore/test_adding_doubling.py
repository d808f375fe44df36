"""The forward model against published figures, iadpython, a photon walk and energy itself."""

import warnings

import numpy as np
import pytest
from photon_walk import walk

from turgor.physics.skin_optics import SkinOptics, skin_reflectance
from turgor.physics.skin_optics.adding_doubling import (
    Stack,
    add_all,
    boundary,
    henyey_greenstein,
    layer,
    seen,
)
from turgor.physics.skin_optics.look_up import _NODES, _SHARES, under_aperture, weights
from turgor.physics.skin_optics.streams import streams
from turgor.physics.skin_optics.table import layered_reflectance, skin_table


def slab(layers, index, below=1.0, view_deg=0.0, per_segment=12, moments=16) -> tuple[float, ...]:
    """Reflectance without, and with, the surface's own, and transmittance; layers: (albedo, depth,
    anisotropy) from the top, the last depth perhaps inf."""
    endless = np.isinf(layers[-1][1])
    directions = streams(tuple(index) if endless else (*index, below), view_deg, per_segment)
    parts = []
    for i, (albedo, depth, g) in enumerate(layers, start=1):
        cosine, weight = directions.cosine[i], directions.weight[i]
        phase = henyey_greenstein(cosine, weight, g, moments)
        parts += [boundary(directions, i - 1), layer(albedo, depth, phase, cosine, weight)]
    if not endless:
        parts.append(boundary(directions, len(layers)))
    stack = add_all(parts)
    total = float(seen(stack, directions)[0])
    surface = float(directions.reflectance(0)[0])
    return total - surface, total, float(stack.up.sum(axis=-1)[0])


def test_matched_slab_of_the_mcml_paper():
    reflected, _, passed = slab([(0.9, 2.0, 0.75)], [1.0])
    assert reflected == pytest.approx(0.09739, abs=2e-5)
    assert passed == pytest.approx(0.66096, abs=2e-5)


def test_giovanelli_half_space():
    assert slab([(0.9, np.inf, 0.0)], [1.5])[1] == pytest.approx(0.2600, abs=1e-4)


def test_two_layers_of_different_index_as_mcml():
    reflected, total, _ = slab([(20 / 22, 2.2, 0.7), (20 / 21, np.inf, 0.9)], [1.3, 1.4])
    assert reflected == pytest.approx(0.1050, abs=1e-4)
    assert total - reflected == pytest.approx(0.0170, abs=1e-4)


@pytest.mark.parametrize("g", [0.0, 0.8])
@pytest.mark.parametrize(("albedo", "depth"), [(0.99, 5.0), (0.9, 1.0), (0.5, 3.0)])
def test_iadpython_agrees_on_one_slab(albedo, depth, g):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import iadpython

        sample = iadpython.Sample(a=albedo, b=depth, g=g, n=1.4, n_above=1.0, n_below=1.0)
        sample.quad_pts = 16
        their_r, their_t, _, _ = sample.rt()
    _, total, passed = slab([(albedo, depth, g)], [1.4])
    assert total == pytest.approx(their_r, rel=5e-3)
    assert passed == pytest.approx(their_t, rel=5e-3)


@pytest.mark.parametrize("g", [0.0, 0.8])
def test_no_light_is_made_or_lost(g):
    directions = streams((1.4,), 8.0, 8)
    cosine, weight = directions.cosine[1], directions.weight[1]
    phase = henyey_greenstein(cosine, weight, g)
    face = boundary(directions, 0)
    back = Stack(face.from_below, face.from_above, face.up, face.down)
    whole = add_all([face, layer(1.0, 5.0, phase, cosine, weight), back])
    flux = 2.0 * directions.cosine[0] * directions.weight[0]
    leaving = whole.from_above.sum(axis=-1) @ flux + whole.down.sum(axis=-1) @ flux
    assert leaving == pytest.approx(1.0, abs=1e-9)


# Melanin depth, reduced scattering of both layers and absorption of the dermis, 1/mm.
SKINS = [(0.1, 5.0, 0.2), (0.5, 6.0, 0.4), (2.0, 8.0, 0.3)]


@pytest.fixture(scope="module", params=SKINS, ids=str)
def walked(request):
    pigment, scattering, absorption = request.param
    g, depth = 0.8, 0.06
    photons = walk(
        60_000,
        [pigment / depth, absorption],
        [scattering / (1 - g)] * 2,
        [g] * 2,
        [1.4] * 2,
        [depth, np.inf],
    )
    return request.param, photons


def looked_up(skin, per_radius=0.0) -> float:
    """What the inversion's own look-up says of a skin."""
    pigment, scattering, absorption = skin
    table, out = skin_table(), np.empty(6)
    under_aperture(
        pigment, scattering * 0.06, absorption, scattering, per_radius,
        table.log_reflectance, table.first, table.step, np.empty((6, 4)), out,
    )  # fmt: skip
    return float(out[0])


def test_layered_skin_as_the_photon_walk_sees_it(walked):
    skin, photons = walked
    ledger = photons.reflected + photons.transmitted + photons.absorbed + photons.surface
    assert ledger + photons.roulette == pytest.approx(1.0, abs=1e-9)
    assert skin_table().surface == pytest.approx(photons.surface, abs=1e-9)
    close = 0.01 * photons.reflected + 3.0 * photons.error
    assert abs(looked_up(skin) - photons.reflected) < close


@pytest.mark.parametrize("radius_mm", [2.0, 4.0, 6.0])
def test_edge_loss_as_the_photon_walk_sees_it(walked, radius_mm):
    skin, photons = walked
    ours = looked_up(skin, 1.0 / radius_mm) / looked_up(skin)
    theirs = photons.within_disc(radius_mm) / photons.reflected
    assert ours == pytest.approx(theirs, abs=0.015)


def test_a_ring_of_light_as_the_photon_walk_sees_it():
    """45 degrees in, the normal out."""
    table, surface = layered_reflectance(
        np.array([0.1]), np.array([0.3]), np.array([0.04]), view="45:0"
    )
    photons = walk(
        200_000, [0.1 / 0.06, 0.2], [25.0] * 2, [0.8] * 2, [1.4] * 2, [0.06, np.inf],
        incidence_deg=45.0,
    )  # fmt: skip
    assert surface == 0.0
    ours = float(table[0, 0, 0])
    assert abs(ours - photons.straight) < 0.01 * ours + 3.0 * photons.straight_error
    assert photons.straight_error < 0.02 * ours
    sphere, _ = layered_reflectance(np.array([0.1]), np.array([0.3]), np.array([0.04]))
    assert abs(ours / sphere[0, 0, 0] - 1.0) > 0.03, "a sphere reads something else"


def by_hand(skin: SkinOptics, nm: float, table: np.ndarray) -> tuple[float, float, float]:
    """Melanin and bloodless depth, reduced scattering and dermal absorption, from the page."""
    offset = np.arange(-60.0, 60.5, 0.5)
    smooth = np.exp(-4.0 * np.log(2.0) * (offset / 17.0) ** 2)
    molar = [
        np.sum(smooth * np.interp(nm + 1.5 + offset, table[:, 0], table[:, column])) / smooth.sum()
        for column in (1, 2)
    ]
    mixed = skin.oxygenation * molar[0] + (1.0 - skin.oxygenation) * molar[1]
    blood = 2.302585 * mixed * 150.0 / 64500.0 / 10.0
    thick = 2.0 * blood * skin.vessel_radius_mm
    bloodless = skin.baseline_scale * (0.0244 + 8.53 * np.exp(-(nm - 154.0) / 66.2))
    absorption = skin.blood_fraction * blood * (1.0 - np.exp(-thick)) / thick + bloodless
    ratio = nm / 500.0
    scattering = skin.scattering_mm * (0.25 * ratio**-4 + 0.75 * ratio**-skin.mie_power)
    return skin.melanin * ratio**-skin.melanin_exponent + 0.06 * bloodless, scattering, absorption


@pytest.mark.parametrize("nm", [430.0, 545.0, 660.0])
def test_a_spectrum_as_the_photon_walk_sees_it(nm):
    """Amounts to coefficients by hand, coefficients to light by walking."""
    from importlib.resources import files

    path = files("turgor.evidence") / "data" / "tables" / "haemoglobin-prahl.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    numbers = [line for line in lines if not line.startswith(("#", "w"))]
    table = np.loadtxt(numbers, delimiter=",")
    skin = SkinOptics(melanin=0.3, blood_fraction=0.02, oxygenation=0.7, yellow_mm=0.0)
    depth, scattering, absorption = by_hand(skin, nm, table)
    photons = walk(
        80_000,
        [depth / 0.06, absorption],
        [scattering / 0.2] * 2,
        [0.8] * 2,
        [1.4] * 2,
        [0.06, np.inf],
    )
    ours = float(skin_reflectance(skin, np.array([nm]))[0]) - skin.specular
    assert abs(ours - photons.reflected) < 0.01 * photons.reflected + 3.0 * photons.error


def test_four_nodes_stand_for_the_whole_disc():
    """Against the integral over 2 J1(x)²/x, by 20,000 equal parts of its distribution."""
    from scipy.special import j0, j1

    x = np.concatenate([[0.0], np.geomspace(1e-3, 2e4, 2_000_000)])
    share = 1.0 - j0(x) ** 2 - j1(x) ** 2
    parts = np.interp((np.arange(20_000) + 0.5) / 20_000, share, x)
    ratio = np.geomspace(3e-5, 60.0, 200)
    for pigment, scattering, absorption in SKINS:
        table, _ = layered_reflectance(np.array([pigment]), np.array([scattering * 0.06]), ratio)

        def seen_at(q, absorption=absorption, scattering=scattering, row=table[0, 0]):
            more = absorption + q**2 / (3.0 * (absorption + scattering))
            return np.interp(np.log(more / scattering), np.log(ratio), row)

        for radius in (1.5, 3.0, 6.0):
            whole = seen_at(parts / radius).mean() / seen_at(0.0)
            ours = seen_at(_NODES / radius) @ _SHARES / seen_at(0.0)
            assert ours == pytest.approx(whole, abs=0.002)


def test_the_table_is_read_within_half_a_percent():
    table = skin_table()
    rng = np.random.default_rng(0)
    places = [
        rng.uniform(table.first[i], table.first[i] + table.step[i] * (size - 3), 60)
        for i, size in enumerate(table.log_reflectance.shape)
    ]
    errors = []
    for place in zip(*places, strict=True):
        block = table.log_reflectance
        for axis, value in enumerate(place):
            w, d = np.empty(4), np.empty(4)
            size = table.log_reflectance.shape[axis]
            node = weights(value, table.first[axis], table.step[axis], size, w, d)
            block = np.tensordot(w, np.take(block, range(node, node + 4), axis=0), axes=(0, 0))
        exact, _ = layered_reflectance(*(np.exp([v]) for v in place))
        errors.append(np.exp(float(block)) / exact[0, 0, 0] - 1.0)
    assert np.abs(errors).max() < 5e-3
    assert np.percentile(np.abs(errors), 90) < 2e-3
