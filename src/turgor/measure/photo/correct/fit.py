"""Fit a camera correction to a chart: the model is chosen by patches that it has not seen."""

import numpy as np
from numpy.typing import NDArray

from turgor.errors import MeasureError
from turgor.evidence import parameter
from turgor.measure.photo.chart.found import FoundChart
from turgor.measure.photo.correct.correction import Correction
from turgor.measure.photo.correct.light import even_light
from turgor.measure.photo.correct.model import (
    Model,
    Patches,
    chosen_model,
    errors_of,
    fitted,
    left_out_errors,
)
from turgor.measure.photo.encoding import linear_table
from turgor.record.photograph import Photograph

POOR, UNEVEN = "colour-correction-poor", "light-uneven-over-chart"
OUTLIERS, GREY_ONLY = "chart-patches-disagree", "colour-correction-of-greys-only"
NO_SKIN = "colour-correction-without-skin-spectra"
_MOST_OUTLIERS = 0.125
_OUTLIER_LEAST, _OUTLIER_TIMES = 10.0, 5.0


def fit_correction(photo: Photograph, chart: FoundChart) -> Correction:
    """The correction of a photograph from the chart found in it.

    Tried are gains, a 3 x 3 matrix and a root polynomial (finlayson-2015), each with the file's
    own tone curve or one bent by the greys, with and without evening out the light across the
    chart. The one with the least mean CIEDE2000 on patches left out wins; more freedom must be
    worth it. Where the patches' spectra are known, the matrix is fitted to skin of the layered
    model as well, seen through the sensitivities that the patches let one estimate. The lightest
    usable grey is met exactly, so the white point is. Nothing is ever balanced on the skin.

    Errors: MeasureError where too few patches are usable or the residual is so large that the
    colours would mislead.
    """
    used = np.flatnonzero(chart.usable)
    patches = _patches(photo, chart, used)
    model = chosen_model(patches)
    kept = _agreeing(patches, model)
    if not kept.all():
        used = used[kept]
        patches = _patches(photo, chart, used)
        model = chosen_model(patches)
    fit = fitted(patches, model)
    if fit is None:
        raise MeasureError("no camera correction fits this chart; photograph it again, evenly lit")
    count = len(chart.chart.patches)
    delta_e, left_out = np.full(count, np.nan), np.full(count, np.nan)
    delta_e[used] = errors_of(patches, fit, model)
    left_out[used] = left_out_errors(patches, model)
    _refuse_if_useless(float(np.nanmean(delta_e)))
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
        delta_e_skin=fit.skin_delta_e,
        light_gradient=gradient,
        flags=_flags(chart, patches, model, delta_e, gradient),
    )


def _patches(photo: Photograph, chart: FoundChart, used: NDArray[np.int64]) -> Patches:
    neutral = np.isin(used, chart.chart.neutral)
    if not neutral.any():
        raise MeasureError(
            "no grey patch of the chart can be used, so the white point stays unknown; uncover its "
            "greys, expose for the white one, and photograph it again"
        )
    spectra = chart.chart.spectra
    return Patches(
        rgb=chart.rgb[used],
        xyz=chart.chart.xyz[used] / 100.0,
        places=chart.chart.centres[used],
        neutral=neutral,
        encoding=photo.encoding,
        spectra=None if spectra is None else (spectra[0], spectra[1][used]),
    )


def _agreeing(patches: Patches, model: Model) -> NDArray[np.bool_]:
    """All but the few patches that no correction brings near their reference: glare, dirt."""
    errors = left_out_errors(patches, model)
    limit = max(_OUTLIER_LEAST, _OUTLIER_TIMES * float(np.nanmedian(errors)))
    worst = np.argsort(-np.nan_to_num(errors))[: int(_MOST_OUTLIERS * len(errors))]
    kept = np.ones(len(errors), np.bool_)
    kept[worst] = ~(errors[worst] > limit)
    return kept if patches.neutral[kept].any() else np.ones(len(errors), np.bool_)


def _refuse_if_useless(mean: float) -> None:
    limit = parameter("chart.delta_e.useless")
    if mean > limit:
        raise MeasureError(
            f"after correction the chart is still off by ΔE {mean:.1f} on average (limit "
            f"{limit:g}); it is another chart than stated, faded, or lit by several lights: "
            "photograph it again in one even light"
        )


def _flags(
    chart: FoundChart, patches: Patches, model: Model, delta_e: NDArray[np.float64], gradient: float
) -> tuple[str, ...]:
    flags = []
    if float(np.nanmean(delta_e)) > parameter("chart.delta_e.poor"):
        flags.append(POOR)
    if gradient > parameter("capture.light_gradient.poor"):
        flags.append(UNEVEN)
    if len(patches.rgb) < int(chart.usable.sum()):
        flags.append(OUTLIERS)
    if not model.skin:
        flags.append(GREY_ONLY if patches.neutral.all() else NO_SKIN)
    return tuple(flags)
