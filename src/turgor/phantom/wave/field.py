"""A wave field with planted truth, from a specification and a seed."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from turgor.phantom.wave.fault import faulty_motion_um
from turgor.phantom.wave.push import push_motion_um
from turgor.phantom.wave.spec import (
    PushSource,
    StretchedSource,
    TravellingSource,
    WaveFaults,
    WaveGrid,
)
from turgor.phantom.wave.travelling import (
    stretched_moduli,
    stretched_motion_um,
    travelling_motion_um,
)
from turgor.phantom.wave.truth import WaveTruth
from turgor.physics.elasticity.prestretch import surface_speed_m_s
from turgor.record.wave_field import WaveField

F = NDArray[np.float64]
Source = PushSource | TravellingSource | StretchedSource


@dataclass(frozen=True, slots=True)
class WaveSpec:
    """One recording: what moves the tissue, where it is sampled, what goes wrong."""

    source: Source = field(default_factory=PushSource)
    grid: WaveGrid = field(default_factory=WaveGrid)
    faults: WaveFaults = field(default_factory=WaveFaults)
    name: str = ""


def wave_field(spec: WaveSpec, seed: tuple[int, ...] = (1,)) -> tuple[WaveField, WaveTruth]:
    """The recording and its truth; the same seed gives the same noise.

    Errors: InputError for impossible specifications.
    """
    lateral, time = spec.grid.lateral_mm(), spec.grid.time_s()
    depth = np.asarray(spec.grid.depth_mm, dtype=np.float64)
    clean, motion, faults = faulty_motion_um(
        lambda at: motion_um(spec.source, at, depth, time),
        lateral,
        spec.faults,
        np.random.default_rng(list(seed)),
    )
    truth = planted(spec.source, clean, faults)
    wave = "shear" if isinstance(spec.source, PushSource | TravellingSource) else "surface"
    record = WaveField(
        motion=motion,
        depth_mm=depth,
        lateral_mm=lateral,
        time_s=time,
        wave=wave,
        stretch=truth.stretch,
        density_kg_m3=density(spec.source),
        name=spec.name,
        device="phantom",
    )
    return record, truth


def motion_um(source: Source, lateral_mm: F, depth_mm: F, time_s: F) -> F:
    """Motion (depths, laterals, times) in um that a source makes, without faults."""
    if isinstance(source, PushSource):
        return push_motion_um(source, lateral_mm, depth_mm, time_s)
    if isinstance(source, TravellingSource):
        return travelling_motion_um(source, lateral_mm, depth_mm, time_s)
    return stretched_motion_um(source, lateral_mm, depth_mm, time_s)


def density(source: Source) -> float:
    """Density of the tissue in kg/m3."""
    if isinstance(source, StretchedSource):
        return source.density_kg_m3
    return source.solid.density_kg_m3


def planted(source: Source, clean: F, faults: tuple[str, ...]) -> WaveTruth:
    """Speeds and moduli that belong to a source."""
    if isinstance(source, StretchedSource):
        frequency = _band(source.centre_hz, source.bandwidth)
        moduli, stretch = stretched_moduli(source)
        speed = surface_speed_m_s(moduli, source.density_kg_m3)
        return WaveTruth(
            frequency_hz=frequency,
            phase_speed_m_s=np.full_like(frequency, speed),
            attenuation_np_m=np.zeros_like(frequency),
            group_speed_m_s=speed,
            shear_modulus_kpa=source.shear_modulus_kpa,
            solid=None,
            stretch=stretch,
            clean=clean,
            faults=faults,
        )
    solid = source.solid
    if isinstance(source, TravellingSource):
        frequency = _band(source.centre_hz, source.bandwidth)
    else:
        frequency = np.arange(50.0, 1001.0, 25.0)
    elastic = solid.model == "elastic"
    return WaveTruth(
        frequency_hz=frequency,
        phase_speed_m_s=solid.speed_m_s(frequency),
        attenuation_np_m=solid.attenuation_np_m(frequency),
        group_speed_m_s=float(solid.speed_m_s(0.0)) if elastic else None,
        shear_modulus_kpa=solid.mu_kpa if elastic else None,
        solid=solid,
        stretch=None,
        clean=clean,
        faults=faults,
    )


def _band(centre_hz: float, bandwidth: float) -> F:
    """Frequencies over the full width at half maximum of a pulse."""
    low = max(0.05 * centre_hz, centre_hz * (1.0 - 0.5 * bandwidth))
    return np.linspace(low, centre_hz * (1.0 + 0.5 * bandwidth), 41)
