"""Make a series: solve the skin at 1 kHz, then sample, blur with noise and spoil it."""

import math

import numpy as np
from numpy.typing import NDArray

from turgor.phantom.suction.spec import SuctionSpec
from turgor.phantom.suction.truth import SuctionTruth, curve_truths, r_truth
from turgor.physics.elasticity.pump import pump_pressure_mbar
from turgor.physics.elasticity.suction_law import suction_path_mm
from turgor.record.suction import SuctionProtocol, SuctionRecording

F = NDArray[np.float64]

STEP_S = 0.001
#: of faults: share of the series after which contact is lost, or the recording ends
_LOST, _CUT = 0.45, 0.72
#: mm/s by which a drifting zero moves; share of vacuum that a leak has lost when suction ends
_DRIFT_MM_S, _LEAK = 0.006, 0.3
_VENT_S = 0.03


def suction_series(
    spec: SuctionSpec, seed: int | tuple[int, ...]
) -> tuple[SuctionRecording, SuctionTruth]:
    """One series and what it hides; the same seed gives the same series.

    Errors: MeasureError where the skin lies outside the suction law's range.
    """
    probe, pump = spec.probe, spec.probe.pump()
    length_s = probe.lead_s + pump.cycles * pump.period_s
    half = 0.5 * STEP_S * np.arange(2 * round(length_s / STEP_S) + 1, dtype=np.float64)
    layer, creep = spec.pressed()
    radius = 0.5 * probe.aperture_mm
    asked = pump_pressure_mbar(half, pump)
    clean = suction_path_mm(asked, STEP_S, layer, creep, radius)
    curves = curve_truths(half[::2], clean, pump.starts_s, probe.on_s, probe.off_s)
    vacuum, began = _spoilt_vacuum(spec, half, asked)
    seen = clean
    if began is not None:
        seen = suction_path_mm(vacuum, STEP_S, layer, creep, radius)
    recording, began = _record(spec, half[::2], seen, vacuum[::2], seed, began)
    fault_s = math.nan if began is None else began
    truth = SuctionTruth(half[::2], clean, curves, r_truth(curves), spec.fault, fault_s)
    return recording, truth


def _spoilt_vacuum(spec: SuctionSpec, time: F, asked: F) -> tuple[F, float | None]:
    """The vacuum as a fault of pump or contact leaves it, and when that began."""
    pump = spec.probe.pump()
    into = time - pump.start_s
    phase = np.mod(into, pump.period_s)
    if spec.fault == "pump-leak":
        sinks = 1.0 - _LEAK * np.clip(phase / pump.on_s, 0.0, 1.0)
        return asked * np.where(into >= 0, sinks, 1.0), pump.start_s
    if spec.fault == "missing-cycle":
        number = min(2, pump.cycles) - 1
        begin = pump.starts_s[number]
        gone = (time >= begin) & (time < begin + pump.period_s)
        return np.where(gone, 0.0, asked), begin
    if spec.fault == "contact-lost":
        lost = round(_LOST * time[-1] / STEP_S) * STEP_S
        late = np.maximum(time - lost, 0.0)
        return np.where(time < lost, asked, asked * np.exp(-late / _VENT_S)), lost
    return asked, None


def _record(
    spec: SuctionSpec,
    time: F,
    elevation: F,
    vacuum: F,
    seed: int | tuple[int, ...],
    began: float | None,
) -> tuple[SuctionRecording, float | None]:
    """Sample the course as the instrument does, with its noise and the faults of recording."""
    probe = spec.probe
    rng = np.random.default_rng(seed)
    count = math.floor(time[-1] * probe.rate_hz + 1e-9) + 1
    at = np.arange(count) / probe.rate_hz
    seen = np.interp(at, time, elevation) + probe.noise_mm * rng.standard_normal(count)
    if spec.fault == "drift":
        seen, began = seen + _DRIFT_MM_S * at, 0.0
    if spec.fault == "contact-lost" and began is not None:
        # a probe that has let go sees no skin at its zero any more
        gone = at >= began + 4 * _VENT_S
        seen = np.where(gone, -0.15 - 0.02 * rng.standard_normal(count), seen)
    if probe.quantum_mm > 0:
        seen = probe.quantum_mm * np.round(seen / probe.quantum_mm)
    pressure = np.interp(at, time, vacuum) if probe.records_pressure else None
    if spec.fault == "cut-short":
        began = _CUT * float(time[-1])
        keep = at < began
        at, seen = at[keep], seen[keep]
        pressure = None if pressure is None else pressure[keep]
    protocol = SuctionProtocol(
        aperture_mm=probe.aperture_mm,
        pressure_mbar=probe.pressure_mbar,
        on_s=probe.on_s,
        off_s=probe.off_s,
        cycles=probe.cycles,
        preconditioning=spec.preconditioning,
        contact_force_n=spec.force_n if spec.says_force else None,
    )
    recording = SuctionRecording(
        time_s=at,
        elevation_mm=seen,
        protocol=protocol,
        cycle_start_s=tuple(s for s in probe.pump().starts_s if s <= at[-1]),
        pressure_mbar=pressure,
        name=spec.name,
        format_id="phantom",
        device=probe.device,
        device_class=probe.device_class,
    )
    return recording, began
