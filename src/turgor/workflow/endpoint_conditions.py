"""The conditions that a declared endpoint means where its design states none."""

from collections.abc import Callable, Mapping

import numpy as np

from turgor.metrics import find_metric
from turgor.metrics.measurand import ConditionValue
from turgor.record.spectrum import UNKNOWN, Spectrum
from turgor.workflow.forms.endpoint import FAMILY, score_conditions
from turgor.workflow.forms.library import Library
from turgor.workflow.method import default_conditions
from turgor.workflow.photo_setting import PhotoSetting
from turgor.workflow.reading.setting import AnyReading
from turgor.workflow.spectrum_capture import SpectrumSetting

#: a chart whose patches' spectra are known is corrected by this, see ``fit_correction``
_USUAL_CORRECTION = "root-polynomial"


def endpoint_conditions(
    spectrum: SpectrumSetting,
    photo: PhotoSetting,
    readings: Mapping[str, AnyReading],
    library: Library,
) -> Callable[[str, Mapping[str, ConditionValue]], Mapping[str, ConditionValue]]:
    """All conditions by metric id and stated conditions, under a study's own settings.

    A condition that no setting fixes (a spot's kind) is left out, so that the design must state
    it. Those of a score are its instrument's, which the endpoint names.
    Errors of the function: MetricError where the metric is unknown.
    """
    default = _defaults(spectrum, photo, readings)

    def completed(
        metric_id: str, stated: Mapping[str, ConditionValue]
    ) -> Mapping[str, ConditionValue]:
        if find_metric(metric_id).family == FAMILY:
            return score_conditions(metric_id, stated, library)
        return {**default(metric_id), **stated}

    return completed


def _defaults(
    spectrum: SpectrumSetting, photo: PhotoSetting, readings: Mapping[str, AnyReading]
) -> Callable[[str], Mapping[str, ConditionValue]]:
    def told(metric_id: str) -> Mapping[str, ConditionValue]:
        metric = find_metric(metric_id)
        makers: dict[str, Callable[[], dict[str, ConditionValue]]] = {
            "colour": lambda: _colour(spectrum),
            "chromophore": lambda: _chromophore(spectrum),
            "photo": lambda: _photo(photo),
            "spot": lambda: _photo(photo),
        }
        if not metric.device_reported and metric.family in readings:
            return readings[metric.family].conditions(metric_id)
        if metric.device_reported or metric.family not in makers:
            return default_conditions(metric_id)
        known = makers[metric.family]()
        if metric.family == "spot" and "area" in metric.id:
            known["outline"] = "own-half-contrast"  # a contrast belongs to the baseline's outline
        return {c.name: known[c.name] for c in metric.conditions if c.name in known}

    return told


def _nothing(setting: SpectrumSetting) -> Spectrum:
    """A spectrum that only carries what the study states of its instrument."""
    options = setting.options
    return Spectrum(
        np.array([400.0, 700.0]),
        np.array([0.5, 0.5]),
        geometry=options.geometry or UNKNOWN,
        aperture_mm=options.aperture_mm,
        device_class=options.device_class or UNKNOWN,
    )


def _colour(setting: SpectrumSetting) -> dict[str, ConditionValue]:
    from turgor.measure.colour.whole import colour_conditions, index_conditions

    spectrum = _nothing(setting)
    return {
        **colour_conditions(spectrum, setting.illuminant, setting.observer),
        **index_conditions(spectrum),
    }


def _chromophore(setting: SpectrumSetting) -> dict[str, ConditionValue]:
    from turgor.measure.colour.chromophore.bands import FIRST_NM, LAST_NM, STEP_NM
    from turgor.measure.colour.chromophore.stated import MODEL

    spectrum = _nothing(setting)
    return {
        "model": MODEL,
        "geometry": spectrum.geometry,
        "aperture_mm": spectrum.aperture_mm or 0.0,
        "wavelength_from_nm": FIRST_NM,
        "wavelength_to_nm": LAST_NM,
        "wavelength_step_nm": STEP_NM,
        "device_class": spectrum.device_class,
    }


def _photo(setting: PhotoSetting) -> dict[str, ConditionValue]:
    from turgor.measure.photo.colour_map import ILLUMINANT, OBSERVER
    from turgor.measure.photo.line import LineOptions
    from turgor.measure.photo.spot import SpotOptions
    from turgor.measure.photo.spot.contrast import RING_FROM, RING_TO
    from turgor.measure.photo.texture_findings import line_conditions
    from turgor.measure.photo.whole import DEFAULT
    from turgor.workflow.photo_prepared import NO_CHART, chart_of

    chart = chart_of(setting)
    spectra = chart is not None and chart.spectra is not None
    line = LineOptions()
    return {
        **line_conditions(line, 1.0, line.grid_um),
        "illuminant": ILLUMINANT,
        "observer": OBSERVER,
        "correction": "identity" if chart is None else _USUAL_CORRECTION if spectra else "matrix",
        "chart": NO_CHART if chart is None else chart.id,
        "device_class": setting.device_class,
        "shading": DEFAULT.shading,
        "gloss": DEFAULT.gloss,
        "maps": "index",
        "outline": "baseline",
        "ring": f"{RING_FROM:g}-{RING_TO:g}",
        "least_area_mm2": SpotOptions().least_area_mm2,
    }
