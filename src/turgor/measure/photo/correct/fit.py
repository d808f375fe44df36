"""Fit a camera correction to a chart: the model is chosen by patches that it has not seen."""

from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from turgor.errors import MeasureError
from turgor.evidence import parameter
from turgor.measure.photo.chart.found import FoundChart
from turgor.measure.photo.correct.correction import Correction, terms_of
from turgor.measure.photo.correct.least_squares import (
    fitted_matrix,
    gains_matrix,
    lab_slope,
    white_xyz,
)
from turgor.measure.photo.correct.light import even_light
from turgor.measure.photo.correct.tone import CURVES, Tone, fitted_tone
from turgor.measure.photo.encoding import linear_table, rgb_to_xyz
from turgor.physics.colour import delta_e_2000, lab_from_xyz
from turgor.record.photograph import Photograph

POOR, UNEVEN, OUTLIERS = (
    "colour-correction-poor",
    "light-uneven-over-chart",
    "chart-patches-disagree",
)
GREY_ONLY = "colour-correction-of-greys-only"
#: a model with more freedom must beat the simpler one by this share to be chosen
_WORTH = 0.05
_TERMS = {"gains": 3, "matrix": 3, "root-polynomial": 6}
#: patches that a model needs: its free numbers for each of X, Y, Z and a few more
_LEAST = {"gains": 1, "matrix": 6, "root-polynomial": 15}
_MOST_OUTLIERS = 0.125
_LEAST_CHROMA = 15.0
Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Model:
    kind: str
    curve: str
    even: bool


@dataclass(frozen=True, slots=True)
class _Fit:
    tone: Tone
    matrix: Values
    light: Values


@dataclass(frozen=True, slots=True)
class _Patches:
    """The patches in use: linear rgb, reference XYZ (Y = 1), places, greys and the encoding."""

    rgb: Values
    xyz: Values
    places: Values
    neutral: NDArray[np.bool_]
    encoding: str


def fit_correction(photo: Photograph, chart: FoundChart) -> Correction:
    """The correction of a photograph from the chart found in it.

    Tried are gains, a 3 x 3 matrix and a root polynomial (finlayson-2015), each with the file's
    own tone curve or one bent by the greys, with and without evening out the light across the
    chart. The one with the least mean CIEDE2000 on patches left out wins; more freedom must be
    worth it. The lightest usable grey is met exactly, so the white point is.

    Errors: MeasureError where too few patches are usable or the residual is so large that the
    colours would mislead.
    """
    used = np.flatnonzero(chart.usable)
    patches = _patches(photo, chart, used)
    model = _chosen(patches)
    used, patches = _without_outliers(photo, chart, used, patches, model)
    model = _chosen(patches)
    fit = _fitted(patches, model)
    if fit is None:
        raise MeasureError("no camera correction fits this chart; photograph it again, evenly lit")
    count = len(chart.chart.patches)
    delta_e, left_out = np.full(count, np.nan), np.full(count, np.nan)
    delta_e[used] = _errors(patches, fit, model)
    left_out[used] = _left_out(patches, model)
    _refuse_if_useless(float(np.nanmean(delta_e)))
    skin = [i for i in chart.chart.skin_like if np.isfinite(left_out[i])]
    gradient = float(np.exp(np.ptp(even_light(patches.rgb, patches.xyz, patches.places))) - 1.0)
    table = linear_table(photo.encoding, photo.levels).astype(np.float64)
    return Correction(
        linearise=np.tile(fit.tone(table).astype(np.float32), (3, 1)),
        matrix=fit.matrix,
        kind=model.kind,
        encoding=photo.encoding,
        curve=model.curve,
        patches=chart.chart.patches,
        delta_e=delta_e,
        delta_e_left_out=left_out,
        delta_e_skin=float(np.mean(left_out[skin])) if skin else float("nan"),
        light_gradient=gradient,
        flags=_flags(chart, used, patches, delta_e, gradient),
    )


def _patches(photo: Photograph, chart: FoundChart, used: NDArray[np.int64]) -> _Patches:
    neutral = np.isin(used, chart.chart.neutral)
    if not neutral.any():
        raise MeasureError(
            "no grey patch of the chart can be used, so the white point stays unknown; uncover its "
            "greys, expose for the white one, and photograph it again"
        )
    return _Patches(
        rgb=chart.rgb[used],
        xyz=chart.chart.xyz[used] / 100.0,
        places=chart.chart.centres[used],
        neutral=neutral,
        encoding=photo.encoding,
    )


def _white(patches: _Patches) -> int:
    """The patch that is met exactly: the lightest grey."""
    return int(np.argmax(np.where(patches.neutral, patches.xyz[:, 1], -1.0)))


def _fitted(patches: _Patches, model: _Model) -> _Fit | None:
    white = _white(patches)
    light = np.zeros(len(patches.rgb))
    if model.even:
        light = even_light(patches.rgb, patches.xyz, patches.places)
    rgb = patches.rgb / np.exp(light - light[white])[:, None]
    tone = fitted_tone(model.curve, rgb[patches.neutral], patches.xyz[patches.neutral, 1])
    if tone is None:
        return None
    terms = terms_of(tone(rgb), _TERMS[model.kind])
    if model.kind == "gains":
        matrix = gains_matrix(terms, patches.xyz, rgb_to_xyz(patches.encoding), white)
    else:
        matrix = fitted_matrix(terms, patches.xyz, exact=white, slope=lab_slope(patches.xyz))
    return _Fit(tone, matrix, light - light[white])


def _errors(patches: _Patches, fit: _Fit, model: _Model) -> Values:
    rgb = patches.rgb / np.exp(fit.light)[:, None]
    xyz = terms_of(fit.tone(rgb), _TERMS[model.kind]) @ fit.matrix.T
    return _delta_e(xyz, patches.xyz)


def _delta_e(xyz: Values, reference: Values) -> Values:
    white = white_xyz()
    return delta_e_2000(lab_from_xyz(np.maximum(xyz, 0.0), white), lab_from_xyz(reference, white))


def _left_out(patches: _Patches, model: _Model) -> Values:
    """(n,) CIEDE2000 of each patch under a fit that never saw it; NaN where none can be made."""
    n = len(patches.rgb)
    errors = np.full(n, np.nan)
    light = np.zeros(n)
    if model.even:
        light = even_light(patches.rgb, patches.xyz, patches.places)
    for index in range(n):
        rest = np.arange(n) != index
        if not patches.neutral[rest].any():
            continue
        part = _Patches(
            patches.rgb[rest], patches.xyz[rest], patches.places[rest], patches.neutral[rest],
            patches.encoding,
        )  # fmt: skip
        fit = _fitted(part, model)
        if fit is None:
            continue
        white = np.flatnonzero(rest)[_white(part)]
        own = patches.rgb[index] / np.exp(light[index] - light[white])
        xyz = terms_of(fit.tone(own[None]), _TERMS[model.kind]) @ fit.matrix.T
        errors[index] = _delta_e(xyz, patches.xyz[index][None])[0]
    return errors


def _chosen(patches: _Patches) -> _Model:
    """The model with the least error on left-out patches; freedom costs ``_WORTH``."""
    lab = lab_from_xyz(patches.xyz, white_xyz())
    coloured = int((np.hypot(lab[:, 1], lab[:, 2]) > _LEAST_CHROMA).sum())
    kinds = [
        kind
        for kind in _TERMS
        if kind == "gains" or (len(patches.rgb) >= _LEAST[kind] and coloured >= 3)
    ]
    evens = (False, True) if len(patches.rgb) >= 12 else (False,)
    best, least = (
        _Model(kinds[-1] if kinds[-1] != "root-polynomial" else "matrix", "encoding", False),
        np.inf,
    )
    for kind, even, curve in product(kinds, evens, CURVES):
        model = _Model(kind, curve, even)
        errors = _left_out(patches, model)
        if np.isnan(errors).all():
            continue
        error = float(np.nanmean(errors))
        if np.isnan(errors).sum() <= 1 and error < least * (1 - _WORTH):
            best, least = model, error
    return best


def _without_outliers(
    photo: Photograph, chart: FoundChart, used: NDArray[np.int64], patches: _Patches, model: _Model
) -> tuple[NDArray[np.int64], _Patches]:
    """Drop the few patches that no correction brings near their reference: glare, dirt."""
    most = int(_MOST_OUTLIERS * len(used))
    errors = _left_out(patches, model)
    limit = max(6.0, 4.0 * float(np.nanmedian(errors)))
    off = np.flatnonzero(errors > limit)
    off = off[np.argsort(-errors[off])][:most]
    if not len(off) or patches.neutral[np.delete(np.arange(len(used)), off)].sum() == 0:
        return used, patches
    kept = np.delete(used, off)
    return kept, _patches(photo, chart, kept)


def _refuse_if_useless(mean: float) -> None:
    limit = parameter("chart.delta_e.useless")
    if mean > limit:
        raise MeasureError(
            f"after correction the chart is still off by ΔE {mean:.1f} on average (limit "
            f"{limit:g}); "
            "it is another chart than stated, faded, or lit by several lights: photograph it again "
            "in one even light"
        )


def _flags(
    chart: FoundChart, used: NDArray[np.int64], patches: _Patches, delta_e: Values, gradient: float
) -> tuple[str, ...]:
    flags = []
    if float(np.nanmean(delta_e)) > parameter("chart.delta_e.poor"):
        flags.append(POOR)
    if gradient > parameter("capture.light_gradient.poor"):
        flags.append(UNEVEN)
    if len(used) < int(chart.usable.sum()):
        flags.append(OUTLIERS)
    if patches.neutral.all():
        flags.append(GREY_ONLY)
    return tuple(flags)
