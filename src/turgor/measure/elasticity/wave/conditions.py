"""The conditions of a wave's findings, from protocol and statements alone."""

from turgor.measure.elasticity.wave.settings import WaveSettings
from turgor.measure.elasticity.wave.stiffness import Medium, correction_word
from turgor.metrics import find_metric
from turgor.metrics.measurand import ConditionValue
from turgor.record.wave_field import UNKNOWN

REGIME = "small-strain dynamic"
RECORDED = "recorded"


def wave_conditions(
    metric: str,
    settings: WaveSettings | None = None,
    *,
    wave: str = UNKNOWN,
    density_kg_m3: float | None = None,
    stretch: float | None = None,
    device_class: str = UNKNOWN,
    frequency_hz: float | None = None,
    from_echoes: bool = False,
) -> dict[str, ConditionValue]:
    """The conditions of one metric of the family 'wave', as an endpoint declares them.

    frequency_hz : of a phase speed or a stiffness from it; None = of the group, whose frequency is
    the middle of the stated band, 0 where none was stated. from_echoes : motion was estimated here.

    Errors: MetricError for an unknown metric.
    """
    chosen = settings or WaveSettings()
    medium = Medium(wave, density_kg_m3, stretch)
    group = frequency_hz is None
    estimator = chosen.group_estimator if group else f"phase-{chosen.spreading}"
    everything: dict[str, ConditionValue] = {
        "wave": wave,
        "motion": chosen.motion,
        "motion_from": chosen.motion_estimator if from_echoes else RECORDED,
        "estimator": estimator,
        "frequency_hz": band_centre_hz(chosen) if frequency_hz is None else float(frequency_hz),
        "band_from_hz": chosen.band_from_hz or 0.0,
        "band_to_hz": chosen.band_to_hz or 0.0,
        "fit_from_hz": chosen.frequency_from_hz or 0.0,
        "fit_to_hz": chosen.frequency_to_hz or 0.0,
        "depth_from_mm": chosen.depth_from_mm or 0.0,
        "depth_to_mm": chosen.depth_to_mm or 0.0,
        "lateral_from_mm": chosen.lateral_from_mm or 0.0,
        "lateral_to_mm": chosen.lateral_to_mm or 0.0,
        "density_kg_m3": density_kg_m3 or 0.0,
        "stretch_correction": correction_word(medium, chosen),
        "homogeneous_bulk": chosen.homogeneous_bulk,
        "model": chosen.model,
        "device_class": device_class,
        "regime": REGIME,
    }
    names = {condition.name for condition in find_metric(metric).conditions}
    return {name: value for name, value in everything.items() if name in names}


def band_centre_hz(settings: WaveSettings) -> float:
    """Middle of the stated band of the group speed; 0 where it was not stated."""
    if settings.band_to_hz is None:
        return 0.0
    return 0.5 * ((settings.band_from_hz or 0.0) + settings.band_to_hz)
