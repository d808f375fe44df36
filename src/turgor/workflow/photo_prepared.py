"""From a photograph to what measuring needs: chart, correction, quality, scale, skin."""

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from turgor.errors import InputError, MeasureError
from turgor.follow.change import POOR_QUALITY
from turgor.formats.photo import read_photograph
from turgor.measure.photo.chart import (
    BUILT_IN,
    Chart,
    FoundChart,
    built_in_chart,
    chart_from_corners,
    find_chart,
    read_chart,
)
from turgor.measure.photo.correct import (
    Correction,
    fit_correction,
    flattened,
    identity_correction,
)
from turgor.measure.photo.quality import CaptureQuality, judge_capture
from turgor.measure.photo.quality.surroundings import outside_chart
from turgor.measure.photo.skin_area import skin_area
from turgor.record.height_map import BoolMap
from turgor.record.photograph import Photograph
from turgor.workflow.photo_setting import PhotoSetting, Points

NO_CHART = "none"


@dataclass(frozen=True, slots=True)
class PreparedPhoto:
    """A photograph with its chart found, its colour corrected and its skin known.

    chart_id : 'none' where the picture has no chart. um_per_px : of the chart's plane, None where
    neither chart nor file nor user state a scale. skin : (rows, cols) bool.
    """

    photo: Photograph
    found: FoundChart | None
    correction: Correction
    quality: CaptureQuality
    chart_id: str
    um_per_px: float | None
    skin: BoolMap

    @property
    def quality_flags(self) -> tuple[str, ...]:
        """A flag for each aspect in which the capture is poor; follow-up settles nothing then."""
        return tuple(
            f"{POOR_QUALITY}{aspect.name}"
            for aspect in self.quality.aspects
            if aspect.verdict == "poor"
        )

    @property
    def flags(self) -> tuple[str, ...]:
        """Everything that a reader must know of this photograph."""
        of_chart = () if self.found is None else self.found.flags
        return tuple(
            dict.fromkeys(
                (*self.photo.flags, *of_chart, *self.correction.flags, *self.quality_flags)
            )
        )

    def quality_documents(self) -> list[dict[str, object]]:
        """Each aspect as the command line's contract has it."""
        return [
            {
                "name": aspect.name,
                "verdict": aspect.verdict,
                "value": _finite(aspect.value),
                "threshold": _finite(aspect.limit),
                "unit": aspect.unit,
                "advice": aspect.advice,
            }
            for aspect in self.quality.aspects
        ]


def chart_of(setting: PhotoSetting) -> Chart | None:
    """The chart that a setting names, None for 'none'.

    Errors: InputError where it is no built-in chart and no chart file that can be read.
    """
    if setting.chart == NO_CHART:
        return None
    known = setting.chart in BUILT_IN
    if not known and not Path(setting.chart).is_file():
        raise InputError(
            f"chart '{setting.chart}' is neither built in nor a file; allowed: "
            f"{', '.join(BUILT_IN)}, the path of a chart file, or {NO_CHART} for a picture "
            "without one"
        )
    chart = built_in_chart(setting.chart) if known else read_chart(Path(setting.chart))
    if setting.chart_pitch_mm is None:
        return chart
    if not (np.isfinite(setting.chart_pitch_mm) and setting.chart_pitch_mm > 0.0):
        raise InputError(
            f"option chart_pitch_mm is {setting.chart_pitch_mm:g}; it must be a finite number "
            "above zero"
        )
    pitch = (setting.chart_pitch_mm, setting.chart_pitch_mm)
    return replace(chart, pitch_mm=pitch, size_assumed=False)


def prepare(
    photo: Photograph,
    setting: PhotoSetting,
    corners_px: Points | None = None,
    judged: bool = True,
) -> PreparedPhoto:
    """Find the chart, correct the colour, judge the capture, find the skin.

    corners_px : where the chart lies, in place of the setting's own. judged : False leaves the
    quality without aspects, where only pixels are wanted.

    Errors: MeasureError where the chart is not found (it asks for its corners), its colours are
    useless, or no skin is seen; FormatError for the flat field.
    """
    if setting.flat_field:
        photo = flattened(photo, read_photograph(Path(setting.flat_field), setting.options))
    chart = chart_of(setting)
    found = None if chart is None else _found(photo, chart, corners_px or setting.chart_corners_px)
    correction = (
        identity_correction(photo.levels, photo.encoding)
        if found is None
        else fit_correction(photo, found)
    )
    outside = outside_chart(photo, found)
    skin = skin_area(photo, correction, outside)
    scale = photo.pixel_um
    if scale is None and found is not None:
        scale = found.um_per_px
    quality = CaptureQuality(())
    if judged:
        quality = judge_capture(photo, found, None if found is None else correction, skin)
    return PreparedPhoto(
        photo=photo,
        found=found,
        correction=correction,
        quality=quality,
        chart_id=NO_CHART if chart is None else chart.id,
        um_per_px=scale,
        skin=skin,
    )


def _found(photo: Photograph, chart: Chart, corners_px: Points | None) -> FoundChart:
    if corners_px is None:
        return find_chart(photo, chart)
    if len(corners_px) != 4:
        raise MeasureError(
            f"chart_corners_px has {len(corners_px)} places; four are needed, the outer corners of "
            "the corner patches from the chart's own top left clockwise"
        )
    return chart_from_corners(photo, np.array(corners_px, dtype=np.float64), chart)


def _finite(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
