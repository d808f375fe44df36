"""Captures as they go wrong: each returns the specification of one bad photograph."""

from dataclasses import replace

from turgor.errors import InputError
from turgor.phantom.photo.capture import PhotoCaptureSpec
from turgor.phantom.photo.chart import ChartSpec

FAULTS = (
    "chart-upside-down",
    "chart-half-hidden",
    "no-chart",
    "overexposed",
    "underexposed",
    "out-of-focus",
    "uneven-light",
    "glossy",
    "tilted",
    "wrong-balance",
)


def faulty(spec: PhotoCaptureSpec, fault: str) -> PhotoCaptureSpec:
    """The same capture with one fault.

    Errors: InputError where the fault is none of FAULTS, or needs a chart and there is none.
    """
    if fault not in FAULTS:
        raise InputError(f"fault '{fault}' is unknown; allowed: {', '.join(FAULTS)}")
    camera, light, pose = spec.camera, spec.light, spec.pose
    if fault == "chart-upside-down":
        chart = _chart(spec)
        return replace(spec, chart=replace(chart, rotation_deg=chart.rotation_deg + 180.0))
    if fault == "chart-half-hidden":
        return replace(spec, chart=replace(_chart(spec), hidden=0.5))
    if fault == "no-chart":
        return replace(spec, chart=None)
    if fault == "overexposed":
        return replace(spec, camera=replace(camera, exposure=2.8))
    if fault == "underexposed":
        return replace(spec, camera=replace(camera, exposure=0.06))
    if fault == "out-of-focus":
        return replace(spec, camera=replace(camera, psf_px=5.0))
    if fault == "uneven-light":
        return replace(spec, light=replace(light, gradient=1.2, vignetting=0.3))
    if fault == "glossy":
        return replace(spec, light=replace(light, gloss=0.35))
    if fault == "tilted":
        return replace(spec, pose=replace(pose, tilt_y_deg=pose.tilt_y_deg + 30.0))
    return replace(spec, camera=replace(camera, balance="A" if light.spectrum != "A" else "D65"))


def _chart(spec: PhotoCaptureSpec) -> ChartSpec:
    if spec.chart is None:
        raise InputError("this fault needs a chart, and the capture has none")
    return spec.chart
