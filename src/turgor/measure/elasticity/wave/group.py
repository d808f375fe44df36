"""Group speed of one side of the source: directions, the near field and the record's end minded."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.errors import MeasureError
from turgor.measure.elasticity.wave.arrival import ArrivalSpeed, arrival_speed
from turgor.measure.elasticity.wave.direction import outward_only, outward_share
from turgor.measure.elasticity.wave.plane import LEAST_LATERALS, Plane
from turgor.measure.elasticity.wave.radon import GroupSpeed, radon_speed
from turgor.measure.elasticity.wave.settings import WaveSettings

RETURNING, LEAVES = "returning-waves-filtered", "wave-leaves-record"
RETURNING_KEPT, NEAR_FIELD = "returning-waves", "near-field-of-source"
DISAGREE, LOW_QUALITY = "estimators-disagree", "group-speed-of-low-quality"
_NO_RETURN, _GOOD = 0.85, 0.6


@dataclass(frozen=True, slots=True)
class GroupResult:
    """Group speed of one side.

    speed_m_s, u_m_s, quality : of the chosen estimator. radon : the scan behind it or beside it.
    arrival : times to peak, None where they make no line. used : (laterals,) of the plane that
    took part. outward : share of the moving energy that runs away from the source.
    """

    side: str
    speed_m_s: float
    u_m_s: float
    quality: float
    radon: GroupSpeed
    arrival: ArrivalSpeed | None
    used: NDArray[np.bool_]
    outward: float
    flags: tuple[str, ...]


def group_speed(plane: Plane, settings: WaveSettings) -> GroupResult:
    """Group speed of one plane.

    Laterals in the near field, and laterals that the wave reaches only when the record ends, are
    left out.

    Errors: MeasureError where the wave runs towards the source, does not cross the field, or fits
    worse than ``least_quality``.
    """
    _runs_outward(plane)
    motion = plane.motion
    radon, used, own = _trimmed(motion, plane, settings)
    if settings.separate_directions == "always" and _is_even(plane):
        motion = outward_only(plane.motion)
        radon, used, own = _trimmed(motion, plane, settings, radon.band_hz)
    outward = 1.0
    flags: tuple[str, ...] = ()
    if _is_even(plane):
        step_s = float(np.diff(plane.time_s).mean())
        outward = outward_share(plane.motion[used], step_s, radon.band_hz)
        flags = (RETURNING_KEPT,) if outward < _NO_RETURN else ()
        if flags and settings.separate_directions == "auto":
            motion, flags = outward_only(plane.motion), (RETURNING,)
            radon, used, own = _trimmed(motion, plane, settings, radon.band_hz)
    flags = (*flags, *own)
    if radon.quality < settings.least_quality:
        raise MeasureError(
            f"traces agree by {radon.quality:.2f} after alignment, {settings.least_quality:g} is "
            "the least: no single wave crosses the field, or noise hides it"
        )
    flags += (LOW_QUALITY,) if radon.quality < _GOOD else ()
    arrival, missing = _arrival(motion[used], plane, used)
    chosen: GroupSpeed | ArrivalSpeed = radon
    if settings.group_estimator == "time-to-peak":
        if arrival is None:
            raise MeasureError(missing)
        chosen = arrival
    flags += _disagreement(radon, arrival)
    return GroupResult(
        plane.side, chosen.speed_m_s, chosen.u_m_s, chosen.quality, radon, arrival, used, outward,
        tuple(dict.fromkeys((*plane.flags, *flags))),
    )  # fmt: skip


def _is_even(plane: Plane) -> bool:
    steps = np.diff(plane.distance_mm)
    return bool(np.ptp(steps) <= 0.05 * steps.mean())


def _runs_outward(plane: Plane) -> None:
    share = outward_share(plane.motion) if _is_even(plane) else 1.0
    if share < 0.4:
        raise MeasureError(
            f"{1 - share:.0%} of the motion on the {plane.side} side runs towards lateral_mm = 0, "
            "where the source is said to be; check lateral_mm"
        )


def _trimmed(
    motion: NDArray[np.float64],
    plane: Plane,
    settings: WaveSettings,
    band_hz: tuple[float, float] | None = None,
) -> tuple[GroupSpeed, NDArray[np.bool_], tuple[str, ...]]:
    """The speed from those laterals that a first speed shows to be of use; which; flags.

    band_hz : of the wave where it is known, since filtered noise looks like one.
    """
    used = np.ones(len(plane.distance_mm), bool)
    radon = _radon(motion, plane, used, settings, band_hz)
    flags: tuple[str, ...] = ()
    for _ in range(5):
        kept, flags = _kept(plane, radon, settings)
        if (kept == used).all():
            break
        used, radon = kept, _radon(motion, plane, kept, settings, band_hz)
    return radon, used, flags


def _radon(
    motion: NDArray[np.float64],
    plane: Plane,
    used: NDArray[np.bool_],
    settings: WaveSettings,
    band_hz: tuple[float, float] | None,
) -> GroupSpeed:
    return radon_speed(
        motion[used],
        plane.distance_mm[used],
        plane.time_s,
        speed_m_s=(settings.speed_from_m_s, settings.speed_to_m_s),
        band_hz=band_hz or (settings.band_from_hz or 0.0, settings.band_to_hz or np.inf),
        by="peak" if settings.group_estimator == "radon-peak" else "energy",
    )


def _kept(
    plane: Plane, radon: GroupSpeed, settings: WaveSettings
) -> tuple[NDArray[np.bool_], tuple[str, ...]]:
    """Laterals beyond the near field that the whole wave passes before the record ends."""
    arrival = radon.arrival_s + plane.distance_mm * 1e-3 / radon.speed_m_s
    inside = arrival + radon.tail_s <= plane.time_s[-1]
    if inside.sum() < max(LEAST_LATERALS, 0.25 * inside.size):
        raise MeasureError(
            f"at {radon.speed_m_s:.2f} m/s the wave passes only {inside.sum()} of {inside.size} "
            "laterals before the record ends; record longer"
        )
    near_mm = settings.near_field_wavelengths * radon.speed_m_s / radon.centre_hz * 1e3
    far = plane.distance_mm >= near_mm
    flags = () if inside.all() else (LEAVES,)
    if (inside & far).sum() < LEAST_LATERALS:
        return inside, (*flags, NEAR_FIELD)
    return inside & far, flags


def _arrival(
    motion: NDArray[np.float64], plane: Plane, used: NDArray[np.bool_]
) -> tuple[ArrivalSpeed | None, str]:
    try:
        return arrival_speed(motion, plane.distance_mm[used], plane.time_s), ""
    except MeasureError as error:
        return None, str(error)


def _disagreement(radon: GroupSpeed, arrival: ArrivalSpeed | None) -> tuple[str, ...]:
    if arrival is None:
        return (DISAGREE,)
    gap = abs(radon.speed_m_s - arrival.speed_m_s)
    doubt = 3.0 * float(np.hypot(radon.u_m_s, arrival.u_m_s))
    return (DISAGREE,) if gap > 0.1 * radon.speed_m_s and gap > doubt else ()
