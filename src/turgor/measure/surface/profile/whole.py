"""From a height map to profile values: one direction, or the mean over a fan of directions."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from turgor.errors import InputError, MeasureError
from turgor.measure.surface.profile.elements import ELEMENT_NAMES, element_values
from turgor.measure.surface.profile.extract import Bundle, cut_profiles, step_along_um
from turgor.measure.surface.profile.filter import roughness
from turgor.measure.surface.profile.height import FLAT_UM, HEIGHT_NAMES, height_values
from turgor.measure.surface.profile.material import MATERIAL_NAMES, material_values
from turgor.measure.surface.profile.setting import DEFAULT_CUTOFF_UM, ProfileSetting
from turgor.record.height_map import BoolMap, FloatMap

#: fewest points in a section; fewer can't show a profile of that length
LEAST_SECTION_POINTS = 10
NAMES = (*HEIGHT_NAMES, *ELEMENT_NAMES, *MATERIAL_NAMES, "rz_din")


@dataclass(frozen=True, slots=True)
class ProfileResult:
    """Profile values and what they rest on.

    values : id without family ('ra', 'rsm' …) to value, in the metric's own unit (µm, %, 1).
    reasons : id to why there is no value.
    spread : standard deviation between the profiles (one direction) or between directions (fan).
    direction : the condition, 'deg-30' or 'fan-12'.
    profiles : evaluation lengths that were used; left_out : those left out for missing points.
    too_short : share of the lines across the map that are shorter than an evaluation length.
    """

    values: Mapping[str, float]
    reasons: Mapping[str, str]
    spread: Mapping[str, float]
    direction: str
    cutoff_um: float
    sections: int
    profiles: int
    left_out: int
    too_short: float
    by_direction: Mapping[float, Mapping[str, float]] = field(default_factory=dict)

    @property
    def conditions(self) -> dict[str, str | float]:
        """The family's own conditions, by the names of its metrics."""
        return {
            "direction": self.direction,
            "cutoff_um": self.cutoff_um,
            "sections": float(self.sections),
        }


def profile_parameters(
    height_um: FloatMap,
    pitch_x_um: float,
    pitch_y_um: float,
    mask: BoolMap | None = None,
    *,
    direction_deg: float = 0.0,
    cutoff_um: float = DEFAULT_CUTOFF_UM,
    setting: ProfileSetting | None = None,
) -> ProfileResult:
    """Mean values over the profiles of one direction.

    height_um : (rows, cols) float64, µm, form already removed, NaN = not measured.
    mask : (rows, cols) bool, True = use the point; None = all measured points.
    direction_deg : anticlockwise on the screen from the row direction; 180° are one turn.
    cutoff_um : cut-off of the roughness filter and section length; ``setting`` overrides it.

    Errors: MeasureError where the map's shape or pitch makes no sense; too small a map or too
    coarse a pitch gives reasons instead of values.
    """
    chosen = setting or ProfileSetting(cutoff_um=cutoff_um)
    height = _masked(height_um, pitch_x_um, pitch_y_um, mask)
    direction = direction_deg % 180.0
    name = f"deg-{direction:g}"
    step_um = step_along_um(pitch_x_um, pitch_y_um, direction)
    reason = _too_coarse(step_um, chosen)
    if reason:
        return _nothing(reason, name, chosen, 0, 0.0)
    bundle = cut_profiles(
        height, pitch_x_um, pitch_y_um, direction, chosen.evaluation_um, chosen.profiles
    )
    return _from_bundle(bundle, name, chosen)


def profile_fan(
    height_um: FloatMap,
    pitch_x_um: float,
    pitch_y_um: float,
    mask: BoolMap | None = None,
    *,
    directions: int = 12,
    cutoff_um: float = DEFAULT_CUTOFF_UM,
    setting: ProfileSetting | None = None,
) -> ProfileResult:
    """Mean values over directions evenly spaced in 180°, each with the same weight.

    Arguments and errors as for profile_parameters. ``spread`` is the standard deviation between
    the directions; ``by_direction`` holds each direction's own values. A direction that can't
    state a parameter (no elements along a groove, say) is left out of that parameter's mean.
    """
    if directions < 1:
        raise InputError(f"a fan of {directions} directions is empty; give at least 1")
    chosen = setting or ProfileSetting(cutoff_um=cutoff_um)
    angles = [180.0 * i / directions for i in range(directions)]
    each = [
        profile_parameters(
            height_um, pitch_x_um, pitch_y_um, mask, direction_deg=angle, setting=chosen
        )
        for angle in angles
    ]
    values: dict[str, float] = {}
    spread: dict[str, float] = {}
    reasons: dict[str, str] = {}
    for name in NAMES:
        found = [one.values[name] for one in each if name in one.values]
        if found:
            values[name] = float(np.mean(found))
            if len(found) > 1:
                spread[name] = float(np.std(found, ddof=1))
        else:
            reasons[name] = next(one.reasons[name] for one in each if name in one.reasons)
    return ProfileResult(
        values=values,
        reasons=reasons,
        spread=spread,
        direction=f"fan-{directions}",
        cutoff_um=chosen.cutoff_um,
        sections=chosen.sections,
        profiles=sum(one.profiles for one in each),
        left_out=sum(one.left_out for one in each),
        too_short=float(np.mean([one.too_short for one in each])),
        by_direction={angle: one.values for angle, one in zip(angles, each, strict=True)},
    )


def trace_parameters(
    height_um: NDArray[np.float64],
    step_um: float,
    *,
    setting: ProfileSetting | None = None,
    filtered: bool = True,
) -> ProfileResult:
    """Values of a single profile, such as a stylus trace.

    height_um : (points,) float64, µm, NaN = not measured. ``filtered`` False takes the profile
    as the roughness profile itself. Errors: as for profile_parameters.
    """
    chosen = setting or ProfileSetting()
    height = _masked(np.asarray(height_um, np.float64)[None, :], step_um, step_um, None)
    reason = _too_coarse(step_um, chosen)
    if reason:
        return _nothing(reason, "trace", chosen, 0, 0.0)
    need = chosen.sections * round(chosen.cutoff_um / step_um)
    if height.shape[1] < need:
        height = height[:, :0]
    bundle = Bundle(height, np.array([height.shape[1]], np.int64), step_um, 0.0)
    return _from_bundle(bundle, "trace", chosen, filtered)


def _masked(
    height_um: FloatMap, pitch_x_um: float, pitch_y_um: float, mask: BoolMap | None
) -> FloatMap:
    if height_um.ndim != 2 or not (pitch_x_um > 0 and pitch_y_um > 0):
        raise MeasureError(
            f"profiles need a 2-D height map with pitches above zero; got shape {height_um.shape}, "
            f"pitches {pitch_x_um} and {pitch_y_um} µm"
        )
    if mask is None:
        return np.ascontiguousarray(height_um, np.float64)
    if mask.shape != height_um.shape:
        raise MeasureError(
            f"the mask is {mask.shape}, the height map {height_um.shape}; they must agree"
        )
    return np.where(mask, height_um, np.nan)


def _too_coarse(step_um: float, setting: ProfileSetting) -> str:
    points = round(setting.cutoff_um / step_um)
    if points >= LEAST_SECTION_POINTS:
        return ""
    return (
        f"a section of {setting.cutoff_um:g} µm holds {points} points at a pitch of {step_um:.4g} "
        f"µm; at least {LEAST_SECTION_POINTS} are needed"
    )


def _nothing(
    reason: str, direction: str, setting: ProfileSetting, left_out: int, too_short: float
) -> ProfileResult:
    reasons = dict.fromkeys(NAMES, reason)
    return ProfileResult(
        {}, reasons, {}, direction, setting.cutoff_um, setting.sections, 0, left_out, too_short
    )


def _from_bundle(
    bundle: Bundle, direction: str, setting: ProfileSetting, filtered: bool = True
) -> ProfileResult:
    section = round(setting.cutoff_um / bundle.step_um)
    length = section * setting.sections
    line, start = _windows(bundle.lengths, length)
    if line.size == 0:
        return _nothing(
            f"no profile is {setting.evaluation_um / 1000:g} mm long ({setting.sections} sections "
            f"of {setting.cutoff_um / 1000:g} mm)",
            direction, setting, 0, bundle.too_short,
        )  # fmt: skip
    rough = bundle.height_um
    if filtered:
        rough = roughness(rough, bundle.lengths, setting.cutoff_um, bundle.step_um)
    table = _table(rough, line, start, section, bundle.step_um, setting)
    used = np.isfinite(table[:, 0])
    left_out = int(line.size - used.sum())
    if not used.any():
        share = f"{100 * setting.least_valid:g} %"
        return _nothing(
            f"none of {line.size} profiles has {share} of the points of each section measured",
            direction, setting, left_out, bundle.too_short,
        )  # fmt: skip
    values: dict[str, float] = {}
    spread: dict[str, float] = {}
    reasons: dict[str, str] = {}
    for index, name in enumerate(NAMES):
        column = table[used, index]
        column = column[np.isfinite(column)]
        if column.size:
            values[name] = float(column.mean())
            if column.size > 1:
                spread[name] = float(column.std(ddof=1))
        else:
            reasons[name] = _why_not(name, setting)
    return ProfileResult(
        values, reasons, spread, direction, setting.cutoff_um, setting.sections,
        int(used.sum()), left_out, bundle.too_short,
    )  # fmt: skip


def _why_not(name: str, setting: ProfileSetting) -> str:
    if name in ELEMENT_NAMES:
        return "no whole profile element (a hill and a dale past the thresholds) in any profile"
    if name in ("rz_din", "rmax"):
        return f"{name} has five sections by definition; {setting.sections} were asked for"
    return "the profiles are flat"


def _windows(lengths: NDArray[np.int64], length: int) -> tuple[NDArray[np.int64], ...]:
    """Line and first point of each evaluation length: end to end, centred on its line."""
    line = np.repeat(np.arange(lengths.size), lengths // length)
    order = np.concatenate([np.arange(n // length) for n in lengths] or [np.empty(0, np.int64)])
    start = (lengths[line] % length) // 2 + order * length
    return line.astype(np.int64), start.astype(np.int64)


def _table(
    rough: FloatMap,
    line: NDArray[np.int64],
    start: NDArray[np.int64],
    section: int,
    step_um: float,
    setting: ProfileSetting,
) -> FloatMap:
    """(windows, values) in the order of NAMES; a row of NaN where a window is left out."""
    heights = np.full((line.size, len(HEIGHT_NAMES)), np.nan)
    elements = np.full((line.size, len(ELEMENT_NAMES)), np.nan)
    material = np.full((line.size, len(MATERIAL_NAMES)), np.nan)
    height_values(
        rough, line, start, section, setting.sections, step_um, setting.least_valid, heights
    )
    rp, rv, rz, rt = (heights[:, HEIGHT_NAMES.index(name)] for name in ("rp", "rv", "rz", "rt"))
    shaped = np.flatnonzero(rt > FLAT_UM)
    length = section * setting.sections
    parts = [np.full((shaped.size, names.shape[1]), np.nan) for names in (elements, material)]
    thresholds = (setting.element_threshold * rp[shaped], setting.element_threshold * rv[shaped])
    element_values(rough, line[shaped], start[shaped], length, step_um, *thresholds, parts[0])
    material_values(rough, line[shaped], start[shaped], length, setting.ratio_height_um, parts[1])
    elements[shaped], material[shaped] = parts
    rz_din = rz if setting.sections == 5 else np.full(line.size, np.nan)
    rmax = HEIGHT_NAMES.index("rmax")
    if setting.sections != 5:
        heights[:, rmax] = np.nan
    return np.column_stack([heights, elements, material, rz_din])
