"""One wave, the whole job: motion, group and phase speed, stiffness with its frequency, models."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from turgor.errors import MeasureError
from turgor.measure.elasticity.wave.dispersion import DispersionFit, fit_dispersion
from turgor.measure.elasticity.wave.group import GroupResult, group_speed
from turgor.measure.elasticity.wave.motion import EchoMotion, motion_from_echoes
from turgor.measure.elasticity.wave.phase import (
    PhaseSpeeds,
    no_phase_speeds,
    phase_speeds,
    spectra_at,
)
from turgor.measure.elasticity.wave.plane import LEAST_LATERALS, Plane, planes_of
from turgor.measure.elasticity.wave.settings import WaveSettings
from turgor.measure.elasticity.wave.statements import Statements, state
from turgor.measure.elasticity.wave.stiffness import Medium, try_modulus
from turgor.measure.stamp import Stamp
from turgor.record.finding import Finding
from turgor.record.wave_field import EchoEnsemble, WaveField

METHOD = "turgor.wave"

#: Raised whenever a value of any finding of this method may differ from before.
METHOD_VERSION = "1"

NO_U = "one wave: repeatability needs re-seated replicates"
SIDES_DIFFER = "sides-differ"
_ENERGY_SHARE, _LEAST_BAND = 0.02, 2


@dataclass(frozen=True, slots=True)
class WaveMeasurement:
    """What one wave gave.

    field : the motion that was measured (from echoes, or as recorded). echo : how it was read from
    echoes, None where motion was recorded. planes, group : each side of the source; a side's
    group is None where it was refused. phase : mean of the sides. fit : of the model, on speeds
    corrected for surface and stretch. refused : why something is missing, one line each.
    """

    findings: tuple[Finding, ...]
    flags: tuple[str, ...]
    field: WaveField
    echo: EchoMotion | None
    planes: tuple[Plane, ...]
    group: tuple[GroupResult | None, ...]
    phase: PhaseSpeeds
    fit: DispersionFit | None
    refused: tuple[str, ...]


def measure_wave(
    record: WaveField | EchoEnsemble,
    settings: WaveSettings | None = None,
    *,
    capture_sha256: str,
    region: str = "",
    replicate: int = 1,
) -> WaveMeasurement:
    """Every finding of one wave.

    What the record leaves open (wave kind, density, stretch) is flagged, and no modulus is stated
    where it would need it. A group speed that is refused becomes a finding without value.

    Errors: MeasureError where the record as a whole can't be used: too few laterals, times or
    depths, uneven times, gaps throughout, echoes that don't correlate or alias.
    """
    chosen = settings or WaveSettings()
    echo = motion_from_echoes(record, chosen) if isinstance(record, EchoEnsemble) else None
    field = echo.field if echo is not None else record
    if not isinstance(field, WaveField):
        raise MeasureError("a wave field or echoes of one are needed")
    planes = planes_of(field, chosen)
    group, refused, flags = _groups(planes, chosen)
    phase = _phase(planes, group, chosen, refused)
    medium = Medium(field.wave, field.density_kg_m3, field.stretch)
    fit, own = _fit(phase, medium, chosen)
    flags = (*field.flags, *medium.flags(), *flags)
    stamp = Stamp(
        METHOD, METHOD_VERSION, NO_U, capture_sha256, field.device, region, replicate,
        flags=tuple(dict.fromkeys(flags)),
    )  # fmt: skip
    told = Statements(
        chosen, medium, field.device_class, echo is not None, group, phase, fit,
        refused[0] if refused else "", own,
    )  # fmt: skip
    findings = state(stamp, told)
    return WaveMeasurement(
        findings, stamp.flags, field, echo, planes, group, phase, fit,
        tuple(r for r in (*refused, own) if r),
    )  # fmt: skip


def _groups(
    planes: tuple[Plane, ...], settings: WaveSettings
) -> tuple[tuple[GroupResult | None, ...], tuple[str, ...], tuple[str, ...]]:
    """Each side's group speed, why sides were refused, and flags of all."""
    found: list[GroupResult | None] = []
    refused: list[str] = []
    flags: list[str] = []
    for plane in planes:
        try:
            one = group_speed(plane, settings)
        except MeasureError as error:
            found.append(None)
            refused.append(str(error))
            flags += plane.flags
        else:
            found.append(one)
            flags += one.flags
    good = [one for one in found if one is not None]
    if len(good) == 2:
        gap = abs(good[0].speed_m_s - good[1].speed_m_s)
        mean = 0.5 * (good[0].speed_m_s + good[1].speed_m_s)
        doubt = 3.0 * float(np.hypot(good[0].u_m_s, good[1].u_m_s))
        flags += [SIDES_DIFFER] if gap > 0.05 * mean and gap > doubt else []
    return tuple(found), tuple(refused), tuple(dict.fromkeys(flags))


def _phase(
    planes: tuple[Plane, ...],
    group: tuple[GroupResult | None, ...],
    settings: WaveSettings,
    refused: tuple[str, ...],
) -> PhaseSpeeds:
    """Phase speeds of the laterals that the whole wave passes, both sides averaged.

    A side without one wave across it has no phase speeds either: parts of a wave that stops, or
    jumps of a phase that was not unwrapped, would pass for one.
    """
    frequency = _frequencies(planes, settings)
    sides = []
    for plane, one in zip(planes, group, strict=True):
        if one is None:
            continue
        last = plane.time_s[-1] - one.radon.tail_s - one.radon.arrival_s
        inside = plane.distance_mm * 1e-3 / one.radon.speed_m_s <= last
        used = inside if inside.sum() >= LEAST_LATERALS else np.ones(inside.size, bool)
        sides.append(
            phase_speeds(
                plane.motion[used],
                plane.distance_mm[used],
                plane.time_s,
                frequency,
                speed_m_s=(settings.speed_from_m_s, settings.speed_to_m_s),
                spreading=settings.spreading,
                near_field_wavelengths=settings.near_field_wavelengths,
                least_explained=settings.least_explained,
            )
        )
    if not sides:
        return no_phase_speeds(frequency, refused[0])
    return sides[0] if len(sides) == 1 else _mean(sides[0], sides[1])


def _frequencies(planes: tuple[Plane, ...], settings: WaveSettings) -> NDArray[np.float64]:
    """Multiples of the step within the stated band, or where the wave has energy."""
    step = settings.frequency_step_hz
    plane = planes[0]
    duration = float(plane.time_s[-1] - plane.time_s[0])
    nyquist = 0.5 * (len(plane.time_s) - 1) / duration
    low = max(settings.frequency_from_hz or 0.0, _LEAST_BAND / duration)
    high = min(settings.frequency_to_hz or np.inf, 0.8 * nyquist)
    multiples = step * np.arange(np.ceil(low / step - 1e-9), np.floor(high / step + 1e-9) + 1)
    if settings.frequency_to_hz is not None or not multiples.size:
        return np.asarray(multiples)
    energy = (np.abs(spectra_at(plane.motion, plane.time_s, multiples)) ** 2).sum(axis=0)
    return np.asarray(multiples[energy >= _ENERGY_SHARE * energy.max()])


def _mean(first: PhaseSpeeds, second: PhaseSpeeds) -> PhaseSpeeds:
    """Both sides averaged where both gave a speed, otherwise the one that did."""
    both = np.isfinite(first.speed_m_s) & np.isfinite(second.speed_m_s)
    only_second = ~np.isfinite(first.speed_m_s)

    def joined(
        a: NDArray[np.float64], b: NDArray[np.float64], mean: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        return np.where(both, mean, np.where(only_second, b, a))

    reasons = zip(only_second, first.reason, second.reason, strict=True)
    return replace(
        first,
        speed_m_s=joined(
            first.speed_m_s, second.speed_m_s, 0.5 * (first.speed_m_s + second.speed_m_s)
        ),
        u_m_s=joined(first.u_m_s, second.u_m_s, 0.5 * np.hypot(first.u_m_s, second.u_m_s)),
        explained=joined(
            first.explained, second.explained, np.minimum(first.explained, second.explained)
        ),
        attenuation_np_m=joined(
            first.attenuation_np_m,
            second.attenuation_np_m,
            0.5 * (first.attenuation_np_m + second.attenuation_np_m),
        ),
        u_attenuation_np_m=joined(
            first.u_attenuation_np_m,
            second.u_attenuation_np_m,
            0.5 * np.hypot(first.u_attenuation_np_m, second.u_attenuation_np_m),
        ),
        laterals=np.where(only_second, second.laterals, first.laterals),
        reason=tuple(b if take else a for take, a, b in reasons),
    )


def _fit(
    phase: PhaseSpeeds, medium: Medium, settings: WaveSettings
) -> tuple[DispersionFit | None, str]:
    """The model on speeds as in unstretched, unbounded tissue; or why there is none."""
    if settings.model == "none":
        return None, ""
    good = np.isfinite(phase.speed_m_s)
    moduli = [try_modulus(float(c), medium, settings) for c in phase.speed_m_s[good]]
    lacking = next((reason for value, reason in moduli if value is None), "")
    density = medium.density_kg_m3
    if lacking or density is None:
        return None, lacking or "state density_kg_m3"
    speed = np.sqrt(1e3 * np.array([value for value, _ in moduli if value is not None]) / density)
    u = phase.u_m_s[good] * speed / phase.speed_m_s[good]
    try:
        return fit_dispersion(phase.frequency_hz[good], speed, u, density, settings.model), ""
    except MeasureError as error:
        return None, str(error)
