"""Photometric stereo on rendered matt surfaces of known shape, and against other solvers.

The renderer here knows nothing of the solver: n · l for each light, attached shadows where it is
negative, cast shadows by marching towards the light, uneven brightness, albedo and noise.
"""

import math

import numpy as np
import pytest
from scipy import ndimage
from scipy.sparse import coo_matrix
from scipy.sparse.linalg import lsqr

from turgor.measure.surface.photometric import (
    lights_from_falloff,
    lights_from_sphere,
    photometric_height,
    ring_lights,
)
from turgor.measure.surface.photometric.integrate import integrate_slopes
from turgor.measure.surface.photometric.lights import Lights
from turgor.measure.surface.photometric.normals import solve_slopes

PITCH = 20.0
RING = np.array([90.0, 30.0, -30.0, -90.0, -150.0, 150.0])
ROW, COL = np.mgrid[0:240, 0:320].astype(float)
X, Y = 2 * COL / 319 - 1, 1 - 2 * ROW / 239


def skin_like(furrow_um: float = 120.0) -> np.ndarray:
    """A curved furrow of Gaussian section, a bump, and a 350 µm texture of 8 µm."""
    x, y = COL * PITCH, ROW * PITCH
    furrow = -furrow_um * np.exp(-(((x - 4000 - 300 * np.sin(y / 1500)) / 200) ** 2))
    bump = 60 * np.exp(-((x - 1500) ** 2 + (y - 3000) ** 2) / 500**2)
    return furrow + bump + 8 * np.sin(2 * np.pi * x / 350) * np.sin(2 * np.pi * y / 350)


def cast_shadow(height: np.ndarray, azimuth_deg: float, elevation_deg: float) -> np.ndarray:
    dx, dy = math.cos(math.radians(azimuth_deg)), -math.sin(math.radians(azimuth_deg))
    rise = PITCH * math.tan(math.radians(elevation_deg))
    dark = np.zeros(height.shape, bool)
    for step in range(1, 40):
        way = [ROW + step * dy, COL + step * dx]
        dark |= ndimage.map_coordinates(height, way, order=1, mode="nearest") > height + step * rise
    return dark


def render(height: np.ndarray, lights: Lights, albedo: np.ndarray | float = 1.0) -> np.ndarray:
    down, right = np.gradient(height, PITCH)
    normal = np.stack([-right, down, np.ones_like(right)]) / np.sqrt(1 + right**2 + down**2)
    images = np.einsum("ki,irc->krc", lights.direction * lights.strength[:, None], normal)
    images = np.clip(images, 0, None) * albedo
    elevation = np.degrees(np.arcsin(lights.direction[:, 2]))
    for image, azimuth, angle in zip(images, lights.azimuth_deg, elevation, strict=True):
        image[cast_shadow(height, azimuth, angle)] = 0.0
    return images


def uneven(images: np.ndarray, lights: Lights) -> np.ndarray:
    """Brighter on each light's side, and vignetted."""
    side = np.radians(lights.azimuth_deg)[:, None, None]
    return images * (0.5 + 0.17 * (X * np.cos(side) + Y * np.sin(side)) - 0.05 * (X**2 + Y**2))


def noise(shape: tuple[int, ...], share: float) -> np.ndarray:
    return share * np.random.default_rng(7).normal(size=shape)


def formless(height: np.ndarray, degree: int = 5) -> np.ndarray:
    terms = np.stack(
        [(X**i * Y**j).ravel() for i in range(degree + 1) for j in range(degree + 1 - i)], axis=1
    )
    found = np.linalg.lstsq(terms, height.ravel(), rcond=None)[0]
    return height - (terms @ found).reshape(height.shape)


def rms(values: np.ndarray) -> float:
    return float(np.sqrt(np.nanmean((values - np.nanmean(values)) ** 2)))


def test_known_even_lights_give_the_height_itself() -> None:
    z, lights = skin_like(), ring_lights(RING, 40.0)
    images = render(z, lights, 0.6 + 0.3 * np.sin(COL / 9) * np.cos(ROW / 7))
    images += noise(images.shape, 0.005)
    found = photometric_height(
        images, PITCH, lights, surface_kind="elastomer", flat_field_degree=None
    )
    assert rms(found.height_um - z) < 0.02 * rms(z)
    assert found.height_reference == "absolute"
    assert found.device_class == "elastomer-photometric-stereo"
    assert found.flags == ()


def test_shadows_are_left_out() -> None:
    """Walls up to 55° under lights at 30°: up to four of six lights do not reach a point."""
    z, lights = skin_like(300.0), ring_lights(RING, 30.0)
    images = render(z, lights)
    assert (images == 0).any(axis=0).mean() > 0.05
    images += noise(images.shape, 0.002)
    found = photometric_height(
        images, PITCH, lights, surface_kind="elastomer", flat_field_degree=None
    )
    assert rms(found.height_um - z) < 0.02 * rms(z)
    plain = np.einsum("ik,krc->irc", np.linalg.pinv(lights.direction), images)
    naive = integrate_slopes(-plain[0] / plain[2], -plain[1] / plain[2], PITCH)
    assert rms(naive - z) > 3 * rms(found.height_um - z)


def test_highlights_are_left_out() -> None:
    z, lights = skin_like(), ring_lights(RING, 40.0)
    images = render(z, lights)
    spots = np.random.default_rng(3).random(images.shape) < 0.01
    images[spots] += 1.0
    found = photometric_height(
        images, PITCH, lights, surface_kind="elastomer", flat_field_degree=None
    )
    assert rms(found.height_um - z) < 0.02 * rms(z)


def test_uneven_light_is_taken_from_the_images() -> None:
    """Known elevation, unknown falloff: shape and scale after the form that the fit takes away."""
    z, lights = skin_like(), ring_lights(RING, 40.0)
    images = uneven(render(z, lights), lights)
    images += noise(images.shape, 0.003)
    found = photometric_height(images, PITCH, surface_kind="elastomer", elevation_deg=40.0)
    ours, truth = formless(found.height_um), formless(z)
    assert rms(ours - truth) < 0.03 * rms(truth)
    assert float((ours * truth).sum() / (ours**2).sum()) == pytest.approx(1.0, abs=0.025)
    assert found.height_reference == "absolute"
    assert "form-not-observed" in found.flags


def test_lights_of_unlike_elevation_after_a_flat_field() -> None:
    """Directions between 32° and 50°, each flat point brought to the same reading first."""
    z = skin_like()
    direction = np.stack(
        [ring_lights(RING, e).direction[k] for k, e in enumerate((32, 40, 50, 35, 45, 38))]
    )
    lights = Lights(direction, np.array([1.0, 0.7, 1.3, 0.9, 1.1, 1.0]), "given", True)
    images = uneven(render(z, lights), lights)
    found = photometric_height(images, PITCH, lights, surface_kind="elastomer")
    ours, truth = formless(found.height_um), formless(z)
    assert rms(ours - truth) < 0.03 * rms(truth)


def test_unknown_elevation_is_one_factor_and_says_so() -> None:
    """Heights at the assumed 45° are the true ones times cot 40° / cot 45°."""
    z, lights = skin_like(), ring_lights(RING, 40.0)
    images = uneven(render(z, lights), lights)
    known = photometric_height(images, PITCH, surface_kind="elastomer", elevation_deg=40.0)
    free = photometric_height(images, PITCH, surface_kind="elastomer")
    factor = 1.0 / math.tan(math.radians(40.0))
    assert rms(free.height_um / factor - known.height_um) < 1e-3 * rms(known.height_um)
    assert free.height_reference == "relative"
    assert "height-scale-not-identified" in free.flags


def test_bare_skin_is_always_relative() -> None:
    z, lights = skin_like(), ring_lights(RING, 40.0)
    found = photometric_height(
        render(z, lights), PITCH, lights, surface_kind="bare-skin", flat_field_degree=None
    )
    assert found.height_reference == "relative"
    assert "bare-skin-heights-are-relative" in found.flags
    assert found.device_class == "bare-skin-photometric-stereo"


def test_a_masked_patch_spoils_only_itself() -> None:
    z, lights = skin_like(), ring_lights(RING, 40.0)
    images = render(z, lights)
    mask = np.ones(z.shape, bool)
    mask[100:140, 50:250] = False
    mask[::7, ::5] = False
    found = photometric_height(
        images, PITCH, lights, surface_kind="elastomer", flat_field_degree=None, mask=mask
    )
    assert np.array_equal(np.isfinite(found.height_um), mask)
    difference = np.where(mask, found.height_um - z, np.nan)
    assert rms(difference) < 0.02 * rms(z)


@pytest.mark.parametrize("turn", [0.0, 47.0])
@pytest.mark.parametrize("sense", [1.0, -1.0])
@pytest.mark.parametrize("count", [4, 6])
def test_azimuths_from_the_falloff(turn: float, sense: float, count: int) -> None:
    azimuth = turn + sense * np.arange(count) * 360.0 / count
    side = np.radians(azimuth)[:, None, None]
    # inverse-square falloff and Lambert's law of points above the field's rim
    # and a shade over all images, from a lens that is not centred
    shade = 1 + 0.3 * X - 0.2 * Y
    away = (X - 2.5 * np.cos(side)) ** 2 + (Y - 2.5 * np.sin(side)) ** 2 + 2.0**2
    found = lights_from_falloff(shade * away**-1.5)
    off = np.angle(np.exp(1j * np.radians(found.azimuth_deg - azimuth)))
    assert np.degrees(np.abs(off)).max() < 3.0
    assert not found.scale_known


def test_lights_from_a_ball() -> None:
    lights = Lights(
        ring_lights(RING + 11.0, 33.0).direction, np.array([1.0, 0.8, 1.2, 0.9, 1.1, 1.0]),
        "given", True,
    )  # fmt: skip
    x, y = (COL - 160) / 100, (120 - ROW) / 100
    inside = x**2 + y**2 < 1
    normal = np.stack([x, y, np.sqrt(np.where(inside, 1 - x**2 - y**2, 0))])
    images = np.einsum("ki,irc->krc", lights.direction * lights.strength[:, None], normal)
    images = np.clip(images, 0, None) * inside + noise(images.shape, 0.01)
    found = lights_from_sphere(images, 160, 120, 100)
    cosine = (found.direction * lights.direction).sum(axis=1)
    assert np.degrees(np.arccos(np.clip(cosine, -1, 1))).max() < 0.3
    assert found.strength == pytest.approx(lights.strength, rel=0.01)
    assert found.scale_known


def test_slopes_against_the_pseudo_inverse() -> None:
    """Where nothing is left out, each point is numpy's least-squares solution."""
    uneven_ring = ring_lights(RING, 40.0).direction + np.random.default_rng(4).normal(
        scale=0.15, size=(6, 3)
    )
    uneven_ring /= np.linalg.norm(uneven_ring, axis=1, keepdims=True)
    lights = Lights(uneven_ring, np.ones(6), "given", True)
    images = np.random.default_rng(1).uniform(0.5, 0.7, (6, 12, 9))
    right, up, albedo, misfit = solve_slopes(images, lights, outlier=9.0)
    b = np.einsum("ik,krc->irc", np.linalg.pinv(lights.direction), images)
    assert right == pytest.approx(-b[0] / b[2])
    assert up == pytest.approx(-b[1] / b[2])
    assert albedo == pytest.approx(np.linalg.norm(b, axis=0))
    off = images - np.einsum("ki,irc->krc", lights.direction, b)
    assert misfit == pytest.approx(np.sqrt((off**2).mean(axis=0)))


def sparse_heights(right: np.ndarray, up: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """The same least squares written as a sparse matrix."""
    index = np.arange(right.size).reshape(right.shape)
    a = np.concatenate([index[:, :-1].ravel(), index[:-1].ravel()])
    b = np.concatenate([index[:, 1:].ravel(), index[1:].ravel()])
    step = PITCH / 2 * np.concatenate([
        (right[:, 1:] + right[:, :-1]).ravel(), -(up[1:] + up[:-1]).ravel()
    ])  # fmt: skip
    flat = weight.ravel()
    root = np.sqrt(np.minimum(flat[a], flat[b]))
    rows = np.arange(a.size)
    matrix = coo_matrix((np.concatenate([-root, root]), (np.tile(rows, 2), np.concatenate([a, b]))))
    return lsqr(matrix.tocsr(), root * step, atol=1e-13, btol=1e-13, iter_lim=20000)[0].reshape(
        right.shape
    )


def test_integration_against_a_sparse_solver() -> None:
    rng = np.random.default_rng(2)
    right, up = rng.normal(size=(2, 23, 31))
    plain = integrate_slopes(right, up, PITCH)
    other = sparse_heights(right, up, np.ones(right.shape))
    assert plain == pytest.approx(other - other.mean(), abs=1e-6)
    weight = rng.uniform(0.1, 1, right.shape)
    weighted = integrate_slopes(right, up, PITCH, weight, tolerance=1e-11)
    other = sparse_heights(right, up, weight)
    assert weighted == pytest.approx(other - other.mean(), abs=1e-5)


def test_a_parabola_is_integrated_exactly() -> None:
    x, y = COL * PITCH, -ROW * PITCH
    z = 1e-6 * (x**2 - 0.5 * y**2 + 0.3 * x * y) + 0.02 * x
    found = integrate_slopes(1e-6 * (2 * x + 0.3 * y) + 0.02, 1e-6 * (0.3 * x - y), PITCH)
    assert found == pytest.approx(z - z.mean(), abs=1e-6)
