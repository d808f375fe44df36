"""What photometric stereo refuses, in one line each, and what the capture's doorway keeps."""

import numpy as np
import pytest

from turgor.errors import InputError, MeasureError
from turgor.formats.light_images import LightImages
from turgor.measure.surface.photometric import (
    heights_from_lights,
    lights_from_falloff,
    lights_from_sphere,
    photometric_height,
    ring_lights,
)
from turgor.measure.surface.photometric.flat_field import flat_fields
from turgor.measure.surface.photometric.integrate import integrate_slopes
from turgor.measure.surface.photometric.normals import solve_slopes

IMAGES = np.full((6, 20, 30), 0.5)


def test_inputs_that_make_no_sense_are_refused() -> None:
    ring = ring_lights(np.arange(6) * 60.0, 40.0)
    with pytest.raises(InputError, match="surface kind"):
        photometric_height(IMAGES, 10.0, ring, surface_kind="wood")
    with pytest.raises(InputError, match="at least 3"):
        photometric_height(IMAGES[:2], 10.0, ring, surface_kind="elastomer")
    with pytest.raises(InputError, match="pitch"):
        photometric_height(IMAGES, 0.0, ring, surface_kind="elastomer")
    with pytest.raises(InputError, match="flat field"):
        photometric_height(IMAGES, 10.0, surface_kind="elastomer", flat_field_degree=None)
    with pytest.raises(MeasureError, match="must agree"):
        solve_slopes(IMAGES[:5], ring)


def test_lights_that_cannot_tell_slopes_are_refused() -> None:
    with pytest.raises(MeasureError, match="plane"):
        ring_lights(np.array([0.0, 180.0, 0.0]), 45.0)
    with pytest.raises(MeasureError, match="elevation"):
        ring_lights(np.array([0.0, 120.0, 240.0]), 90.0)
    with pytest.raises(MeasureError, match="lit points"):
        lights_from_sphere(IMAGES, 10, 10, 3)


def test_images_out_of_order_are_refused() -> None:
    x = np.linspace(-1, 1, 30)
    y = np.linspace(1, -1, 20)[:, None]
    side = np.radians([0, 180, 60, 240, 120, 300])[:, None, None]
    with pytest.raises(MeasureError, match="ring"):
        lights_from_falloff(1 + 0.3 * (x * np.cos(side) + y * np.sin(side)))


def test_distant_lights_tell_no_side() -> None:
    with pytest.raises(MeasureError, match="all sides"):
        lights_from_falloff(IMAGES + 1e-4 * np.arange(6)[:, None, None])


def test_saturated_readings_are_left_out() -> None:
    x = np.linspace(-1, 1, 30)
    y = np.linspace(1, -1, 20)[:, None]
    side = np.radians(np.arange(6) * 60.0)[:, None, None]
    grey = 0.5 + 0.1 * (x * np.cos(side) + y * np.sin(side))
    grey[2, 5:9, 5:9] = 1.0
    names = tuple(f"{k}.png" for k in range(6))
    found = heights_from_lights(LightImages(grey, None, 25.0, names))
    assert float(np.abs(found.height_um).max()) < 1e-3
    assert np.isfinite(found.height_um).all()


def test_dark_images_and_lost_slopes_are_refused() -> None:
    with pytest.raises(MeasureError, match="nothing"):
        flat_fields(np.zeros((3, 20, 30)))
    with pytest.raises(MeasureError, match="degree"):
        flat_fields(IMAGES, 9)
    nothing = np.full((9, 9), np.nan)
    with pytest.raises(MeasureError, match="no connected"):
        integrate_slopes(nothing, nothing, 1.0)


def test_only_the_largest_part_gets_heights() -> None:
    slope = np.zeros((10, 20))
    slope[:, 7] = np.nan
    found = integrate_slopes(slope, slope, 1.0)
    assert np.isnan(found[:, :8]).all()
    assert np.array_equal(found[:, 8:], np.zeros((10, 12)))


def test_the_capture_keeps_its_own_words() -> None:
    x = np.linspace(-1, 1, 30)
    y = np.linspace(1, -1, 20)[:, None]
    side = np.radians(np.arange(6) * 60.0)[:, None, None]
    grey = 0.5 + 0.1 * (x * np.cos(side) + y * np.sin(side))
    names = tuple(f"{k}.png" for k in range(6))
    capture = LightImages(grey, None, 25.0, names, device="probe", settings={"guid": "1"})
    found = heights_from_lights(capture)
    assert found.device == "probe"
    assert found.pitch_x_um == found.pitch_y_um == 25.0
    assert found.settings["guid"] == "1"
    assert found.settings["photometric.lights"] == "falloff"
    assert float(np.abs(found.height_um).max()) < 1e-6
    known = heights_from_lights(capture, elevation_deg=35.0)
    assert known.height_reference == "absolute"
