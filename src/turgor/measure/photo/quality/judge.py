"""The capture-quality gate: aspects after katragadda-2017, each with number, limit and advice."""

import numpy as np
from numpy.typing import NDArray

from turgor.errors import InputError
from turgor.evidence import cite, parameter
from turgor.measure.photo.chart.found import FoundChart
from turgor.measure.photo.correct.correction import Correction, identity_correction
from turgor.measure.photo.quality.aspect import GOOD, NOT_JUDGED, POOR, Aspect, CaptureQuality
from turgor.measure.photo.quality.edge_spread import chart_blur_px, detail_blur_px
from turgor.measure.photo.quality.exposure import exposure
from turgor.measure.photo.quality.surroundings import background_spread, outside_chart
from turgor.record.photograph import Photograph


def judge_capture(
    photo: Photograph, chart: FoundChart | None, correction: Correction | None,
    skin: NDArray[np.bool_] | None = None,
) -> CaptureQuality:  # fmt: skip
    """Judge a photograph aspect by aspect; what can't be told is 'not-judged', never 'good'.

    skin : (rows, cols) True where the skin to be measured is; all but the chart where None.

    Errors: InputError where ``skin`` has another size; MissingExtraError without OpenCV.
    """
    cite("katragadda-2017")
    if skin is not None and skin.shape != photo.shape:
        raise InputError(f"the skin mask is {skin.shape}, the photograph {photo.shape}")
    outside = outside_chart(photo, chart)
    looked_at = outside if skin is None else outside & skin
    colour = correction or identity_correction(photo.levels, photo.encoding)
    return CaptureQuality(
        (
            *_focus(photo, chart, looked_at),
            *_exposure(photo, chart, looked_at),
            *_scale_and_pose(photo, chart),
            _at_most(
                "background", "background",
                background_spread(photo, colour, outside, skin), "1", "capture.background.poor",
                "hang a plain cloth behind, or frame so that skin fills the picture",
            ),
            _at_most(
                "light", "lighting",
                correction.light_gradient if correction else float("nan"), "1",
                "capture.light_gradient.poor",
                "move the lights back or use two at equal angles, or give a flat-field photograph",
            ),
            _at_most(
                "colour", "colour calibration",
                correction.delta_e_mean if correction else float("nan"), "1",
                "chart.delta_e.poor",
                "use one kind of light, a clean chart and the camera's neutral picture style",
            ),
        )
    )  # fmt: skip


def _focus(
    photo: Photograph, chart: FoundChart | None, looked_at: NDArray[np.bool_]
) -> tuple[Aspect, ...]:
    on_chart = chart_blur_px(photo, chart) if chart is not None else float("nan")
    return (
        _at_most(
            "focus-chart", "focus and depth of field", on_chart, "px", "capture.blur.poor",
            "focus on the skin beside the chart, use a smaller aperture or a tripod",
        ),
        _at_most(
            "focus-skin", "focus and depth of field", detail_blur_px(photo, looked_at), "px",
            "capture.blur.poor", "focus on the skin itself and hold still",
        ),
    )  # fmt: skip


def _exposure(
    photo: Photograph, chart: FoundChart | None, looked_at: NDArray[np.bool_]
) -> tuple[Aspect, ...]:
    told = exposure(photo, looked_at, chart)
    names = ("red", "green", "blue")
    fullest, blackest = int(np.argmax(told.full)), int(np.argmax(told.black))
    return (
        _at_most(
            "exposure-high", "lighting", float(told.full.max()), "1", "capture.clipped.poor",
            f"expose less, {names[fullest]} is full in places; shield shine or cross polarise",
        ),
        _at_most(
            "exposure-low", "lighting", float(told.black.max()), "1", "capture.black.poor",
            f"expose more or brighten shadows, {names[blackest]} is black in places",
        ),
        _at_least(
            "exposure-white", "lighting", told.white_level, "1", "capture.white_level.poor",
            "expose more: the chart's white should stand at three quarters of full",
        ),
    )  # fmt: skip


def _scale_and_pose(photo: Photograph, chart: FoundChart | None) -> tuple[Aspect, ...]:
    um_per_px = photo.pixel_um
    if um_per_px is None and chart is not None:
        um_per_px = chart.um_per_px
    density = 1000.0 / um_per_px if um_per_px else float("nan")
    return (
        _at_least(
            "scale", "scale and resolution", density, "px/mm", "capture.scale.poor",
            "come closer or use a longer lens",
            unknown="state the chart's pitch_mm or pixel_um, or lay a chart of known size beside",
        ),
        _at_most(
            "pose", "orientation", chart.tilt_deg if chart else float("nan"), "°",
            "capture.tilt.poor", "hold the camera square to the skin and lay the chart flat on it",
        ),
    )  # fmt: skip


def _at_most(
    name: str, category: str, value: float, unit: str, limit_id: str, advice: str
) -> Aspect:
    limit = parameter(limit_id)
    verdict = NOT_JUDGED if not np.isfinite(value) else GOOD if value <= limit else POOR
    said = advice if verdict == POOR else ""
    return Aspect(name, category, verdict, float(value), unit, limit, limit_id, said)


def _at_least(
    name: str, category: str, value: float, unit: str, limit_id: str, advice: str,
    unknown: str = "",
) -> Aspect:  # fmt: skip
    limit = parameter(limit_id)
    verdict = NOT_JUDGED if not np.isfinite(value) else GOOD if value >= limit else POOR
    said = advice if verdict == POOR else unknown if verdict == NOT_JUDGED else ""
    return Aspect(name, category, verdict, float(value), unit, limit, limit_id, said)
