"""Displacement of tissue from echoes: Kasai's phase, and Loupas' with the pulse's own frequency.

Kasai reads displacement as -c phase / (4 pi f) with the frequency f that was demodulated. In
tissue the received pulse's mean frequency is another, because high frequencies die first; Loupas
reads it from the phase between neighbouring depths (2-D autocorrelation) and divides by it.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.errors import MeasureError
from turgor.measure.elasticity.wave.demodulate import iq_from_rf
from turgor.measure.elasticity.wave.echo_kernel import axial_phase_step, phase_and_correlation
from turgor.measure.elasticity.wave.settings import WaveSettings
from turgor.record.wave_field import EchoEnsemble, WaveField

POORLY_CORRELATED = "echoes-poorly-correlated"
NEAR_ALIASING = "phase-steps-near-aliasing"
FREQUENCY_UNCERTAIN = "pulse-frequency-as-stated"
#: steps beyond this share of pi can't be told from their complement once noise is added
#: median of the square of a standard normal number
_MEDIAN_OF_SQUARE = 0.4549
_RISKY_STEP, _FEW, _MANY = 0.75, 0.002, 0.05


@dataclass(frozen=True, slots=True)
class EchoMotion:
    """Motion read from echoes.

    field : displacement in µm, positive away from the probe, NaN where echoes don't correlate.
    correlation : median over the field. frequency_mhz : (depths, laterals) that was divided by.
    noise_um : standard deviation of one frame, from steps between frames before the push, or in the
    first tenth of the record.
    """

    field: WaveField
    correlation: float
    frequency_mhz: NDArray[np.float64]
    noise_um: float


def motion_from_echoes(echoes: EchoEnsemble, settings: WaveSettings) -> EchoMotion:
    """Displacement against the first echoes (those before the push where time is negative).

    Errors: MeasureError for fewer than 8 depths or 4 times, echoes that don't correlate, or
    steps of phase between frames so large that they can't be told from their complement.
    """
    iq = _iq(echoes)
    if iq.shape[0] < 8 or iq.shape[2] < 4:
        raise MeasureError(
            f"echoes of {iq.shape[0]} depths and {iq.shape[2]} times: at least 8 and 4 are needed"
        )
    row_mm = float(np.diff(echoes.depth_mm).mean())
    pulse_mm = echoes.sound_speed_m_s / echoes.centre_mhz * 1e-3
    window_mm = settings.axial_window_mm or 3.0 * pulse_mm
    half = max(1, round(window_mm / row_mm / 2.0))
    before = np.flatnonzero(echoes.time_s < 0)
    chosen = before if before.size else np.array([0])
    reference = np.ascontiguousarray(iq[:, :, chosen].mean(axis=2), np.complex64)
    phase, correlation = phase_and_correlation(iq, reference, half)
    good = correlation >= settings.least_correlation
    flags = _correlation_flags(correlation, good, settings.least_correlation)
    whole, steps = _unwrapped(phase, good)
    flags += _step_flags(steps[good[:, :, 1:] & good[:, :, :-1]])
    frequency, own = _frequency_mhz(echoes, iq, half, row_mm, settings)
    scale = -echoes.sound_speed_m_s / (4.0 * np.pi * frequency)
    displacement = np.where(good, whole * scale[:, :, None], np.nan)
    field = WaveField(
        displacement, echoes.depth_mm, echoes.lateral_mm, echoes.time_s,
        quantity="displacement_um", wave=echoes.wave, stretch=echoes.stretch,
        density_kg_m3=echoes.density_kg_m3, name=echoes.name, format_id=echoes.format_id,
        device=echoes.device, device_class=echoes.device_class, settings=echoes.settings,
        flags=tuple(dict.fromkeys((*echoes.flags, *flags, *own))),
    )  # fmt: skip
    quiet = before if before.size > 2 else np.arange(1, max(4, iq.shape[2] // 10))
    steps_um = np.diff(displacement[:, :, quiet], axis=2)
    noise = float(np.sqrt(np.nanmedian(steps_um**2) / _MEDIAN_OF_SQUARE / 2.0))
    return EchoMotion(field, float(np.median(correlation)), frequency, noise)


def _unwrapped(
    phase: NDArray[np.float32], good: NDArray[np.bool_]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Phase over time without jumps of a turn, and its steps from frame to frame.

    A frame that doesn't correlate is stepped over, so that its phase can't turn all later ones.
    """
    frames = np.where(good, np.arange(phase.shape[2], dtype=np.int32), 0)
    last_good = np.maximum.accumulate(frames, axis=2)
    steady = np.take_along_axis(phase, last_good, axis=2)
    steps = np.diff(steady, axis=2)
    steps -= np.float32(2.0 * np.pi) * np.round(steps / np.float32(2.0 * np.pi))
    first = steady[:, :, :1]
    return np.concatenate([first, first + np.cumsum(steps, axis=2)], axis=2), steps


def _iq(echoes: EchoEnsemble) -> NDArray[np.complex64]:
    if np.iscomplexobj(echoes.samples):
        return np.ascontiguousarray(echoes.samples, np.complex64)
    rf = np.ascontiguousarray(echoes.samples.real, np.float32)
    return iq_from_rf(rf, echoes.depth_mm, echoes.centre_mhz, echoes.sound_speed_m_s)


def _correlation_flags(
    correlation: NDArray[np.float32], good: NDArray[np.bool_], least: float
) -> tuple[str, ...]:
    share = float(good.mean())
    if share < 0.5:
        raise MeasureError(
            f"echoes correlate with the first ones by {least:g} or more in only {share:.0%} of the "
            "field; the probe or the skin moved, or the gain is too low"
        )
    return (POORLY_CORRELATED,) if share < 0.9 else ()


def _step_flags(steps: NDArray[np.float32]) -> tuple[str, ...]:
    risky = float((np.abs(steps) > _RISKY_STEP * np.pi).mean()) if steps.size else 0.0
    if risky > _MANY:
        raise MeasureError(
            f"{risky:.0%} of the phase steps between frames come near half a turn, so motion can't "
            "be unwrapped; record at a higher frame rate or push less"
        )
    return (NEAR_ALIASING,) if risky > _FEW else ()


def _frequency_mhz(
    echoes: EchoEnsemble,
    iq: NDArray[np.complex64],
    half: int,
    row_mm: float,
    settings: WaveSettings,
) -> tuple[NDArray[np.float64], tuple[str, ...]]:
    """The frequency to divide by at each depth and side, (depths, laterals)."""
    centre = np.full(iq.shape[:2], echoes.centre_mhz)
    if settings.motion_estimator == "kasai":
        return centre, ()
    row_us = 2.0 * row_mm * 1e3 / echoes.sound_speed_m_s
    found = echoes.centre_mhz + axial_phase_step(iq, half) / (2.0 * np.pi * row_us)
    fits = np.abs(found / echoes.centre_mhz - 1.0) < 0.4
    return np.where(fits, found, centre), () if fits.mean() > 0.95 else (FREQUENCY_UNCERTAIN,)
