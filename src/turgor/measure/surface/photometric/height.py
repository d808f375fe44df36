"""The chain from images to a height map, with what is and what isn't known written on it."""

import math

import numpy as np

from turgor.errors import InputError, MeasureError
from turgor.measure.surface.photometric.flat_field import DEFAULT_DEGREE, flat_fields
from turgor.measure.surface.photometric.integrate import integrate_slopes
from turgor.measure.surface.photometric.lights import Lights, lights_from_falloff
from turgor.measure.surface.photometric.normals import solve_slopes
from turgor.record.height_map import BoolMap, FloatMap, HeightMap

SURFACE_KINDS = ("elastomer", "bare-skin")
SCALE_NOT_IDENTIFIED = "height-scale-not-identified"
FORM_NOT_OBSERVED = "form-not-observed"
BARE_SKIN = "bare-skin-heights-are-relative"


def photometric_height(
    images: FloatMap,
    pitch_um: float,
    lights: Lights | None = None,
    *,
    surface_kind: str,
    flat_field_degree: int | None = DEFAULT_DEGREE,
    elevation_deg: float | None = None,
    mask: BoolMap | None = None,
) -> HeightMap:
    """A height map from images of one unmoved surface, each under another light.

    images : (n, rows, cols) float64, linear brightness, n ≥ 3. pitch_um : µm between pixel
    centres. lights : None finds an even ring from the images' falloff; then ``elevation_deg``
    sets the scale of heights, and without it the scale is one unknown factor.
    surface_kind : 'elastomer' (a coated gel in contact) or 'bare-skin' (always relative: light
    that wanders under the skin softens every slope).
    flat_field_degree : degree of the smooth brightness that is divided out; None where the lights'
    strengths are calibrated and even.
    mask : (rows, cols) bool, True = use.

    Errors: InputError for a wrong kind or shape; MeasureError where the lights don't fit or too
    little is left.
    """
    images = np.asarray(images, np.float64)
    _check(images, pitch_um, surface_kind, lights is None and flat_field_degree is None)
    flags = []
    used = lights
    readings = images
    if flat_field_degree is not None:
        field = flat_fields(images, flat_field_degree, mask)
        used = lights or lights_from_falloff(field, elevation_deg)
        readings = images / field
        used = _levelled(used)
        flags.append(FORM_NOT_OBSERVED)
    if used is None:
        raise MeasureError("no lights are known")
    if mask is not None:
        readings = np.where(mask, readings, np.nan)
    right, up, _, misfit = solve_slopes(readings, used)
    height = integrate_slopes(right, up, pitch_um)
    if not used.scale_known:
        flags.append(SCALE_NOT_IDENTIFIED)
    if surface_kind == "bare-skin":
        flags.append(BARE_SKIN)
    absolute = used.scale_known and surface_kind == "elastomer"
    return HeightMap(
        height_um=height,
        pitch_x_um=pitch_um,
        pitch_y_um=pitch_um,
        format_id="light-images",
        device_class="elastomer-photometric-stereo"
        if surface_kind == "elastomer"
        else "bare-skin-photometric-stereo",
        height_reference="absolute" if absolute else "relative",
        settings=_settings(used, misfit, flat_field_degree),
        flags=tuple(flags),
    )


def _check(images: FloatMap, pitch_um: float, surface_kind: str, no_lights: bool) -> None:
    if surface_kind not in SURFACE_KINDS:
        raise InputError(f"surface kind is '{surface_kind}'; allowed: {', '.join(SURFACE_KINDS)}")
    if images.ndim != 3 or images.shape[0] < 3 or min(images.shape[1:]) < 8:
        raise InputError(f"images are {images.shape}; at least 3 of 8 x 8 points are needed")
    if not (math.isfinite(pitch_um) and pitch_um > 0):
        raise InputError(f"pixel pitch is {pitch_um} µm; give a number above zero")
    if no_lights:
        raise InputError("without a flat field the lights' directions and strengths are needed")


def _levelled(lights: Lights) -> Lights:
    """Strengths such that a flat point reads one under each light, as a flat field makes it."""
    return Lights(lights.direction, 1.0 / lights.direction[:, 2], lights.origin, lights.scale_known)


def _settings(lights: Lights, misfit: FloatMap, degree: int | None) -> dict[str, str]:
    elevation = np.degrees(np.arcsin(lights.direction[:, 2]))
    return {
        "lights": lights.origin,
        "light_azimuth_deg": " ".join(f"{a:.1f}" for a in lights.azimuth_deg),
        "light_elevation_deg": " ".join(f"{e:.1f}" for e in elevation),
        "flat_field_degree": "none" if degree is None else str(degree),
        "reading_misfit_median": f"{float(np.nanmedian(misfit)):.4f}",
        "slopes_missing_share": f"{float(np.isnan(misfit).mean()):.4f}",
    }
