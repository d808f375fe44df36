"""A placement of a probe as time runs: approach, contact, sweat, room and noise, each planted."""

import math

import numpy as np
from numpy.typing import NDArray

from turgor.phantom.barrier.closed import ClosedChamber, closed_chamber
from turgor.phantom.barrier.recovery import disturbed
from turgor.phantom.barrier.spec import BarrierSpec, BarrierTruth
from turgor.record.barrier import BarrierSeries

F = NDArray[np.float64]

#: how fast a chamber's reading comes to rest, in s. Assumed: of the order that users wait for
_CHAMBER_TAU_S = {"open": 9.0, "condenser": 12.0, "closed": 9.0, "contact": 0.15, "unknown": 9.0}
_WITHIN = 0.02
_LOSS_TAU_S = 1.5


def barrier_series(spec: BarrierSpec, seed: int) -> tuple[BarrierSeries, BarrierTruth]:
    """One reading, and what was planted in it.

    The same spec and seed give the same series. With the fault 'reversed' both time and values
    run backwards, as an export from the last row to the first does.
    """
    rng = np.random.default_rng(seed)
    steady = disturbed(spec)
    chamber = "contact" if spec.quantity == "capacitance" else spec.chamber
    tau_s = spec.tau_s or _CHAMBER_TAU_S[chamber]
    duration = 0.8 * tau_s if spec.fault == "too-short" else spec.duration_s
    count = max(round(duration * spec.sampling_hz) + 1, 2)
    time = np.arange(count) / spec.sampling_hz
    clean = steady * -np.expm1(-time / tau_s) + _contact(spec, time)
    filling = None
    if chamber == "closed" and spec.quantity == "tewl":
        filling = closed_chamber(spec, steady, time, np.random.default_rng([seed, 1]))
        clean, tau_s = filling.flux, filling.tau_s
    value = clean + _slow(spec, time)
    held = np.ones(count)
    lost = spec.fault_at_s if spec.fault == "contact-lost" else None
    if lost is not None:
        held = np.exp(-np.maximum(time - lost, 0.0) / _LOSS_TAU_S)
    value = value * held + _noise(spec, count, rng)
    truth = BarrierTruth(
        quantity=spec.quantity,
        steady=steady,
        undisturbed=spec.steady,
        tau_s=tau_s,
        steady_from_s=None if filling else _steady_from(time, clean, steady),
        bursts=spec.bursts,
        drift_per_min=spec.drift_per_min,
        noise=spec.noise,
        noise_tau_s=spec.noise_tau_s,
        occlusion=spec.occlusion,
        occlusion_tau_s=spec.occlusion_tau_s,
        fault=spec.fault,
        contact_lost_s=lost,
    )
    flux = steady * -np.expm1(-time / tau_s) * held
    return _series(spec, time, value, flux, filling), truth


def _contact(spec: BarrierSpec, time: F) -> F:
    """What placing the probe adds: humid air that was pushed in. Capacitance has none."""
    if spec.quantity == "capacitance":
        return np.zeros_like(time)
    return spec.contact_excess * (np.exp(-time / spec.contact_tau_s) * (time > 0))


def _slow(spec: BarrierSpec, time: F) -> F:
    """Drift of the room, bursts of sweat, and water that a probe shuts in."""
    slow = spec.drift_per_min * time / 60.0
    slow = slow + spec.occlusion * -np.expm1(-time / spec.occlusion_tau_s)
    for burst in spec.bursts:
        since = np.maximum(time - burst.start_s, 0.0) / burst.rise_s
        slow = slow + burst.height * since * np.exp(1.0 - since)
    return slow


def _noise(spec: BarrierSpec, count: int, rng: np.random.Generator) -> F:
    """Noise of the stated standard deviation, each sample remembering the one before."""
    white = rng.standard_normal(count)
    if spec.noise_tau_s == 0:
        return spec.noise * white
    memory = math.exp(-1.0 / (spec.sampling_hz * spec.noise_tau_s))
    fresh = math.sqrt(1.0 - memory**2)
    out = np.empty(count)
    out[0] = white[0]
    for i in range(1, count):
        out[i] = memory * out[i - 1] + fresh * white[i]
    return spec.noise * out


def _steady_from(time: F, clean: F, steady: float) -> float | None:
    """The first moment from which approach and contact stay within 2 % of steady."""
    outside = np.flatnonzero(np.abs(clean - steady) > _WITHIN * steady)
    first = int(outside[-1]) + 1 if outside.size else 0
    return float(time[first]) if first < len(time) else None


def _series(
    spec: BarrierSpec, time: F, value: F, flux: F, filling: ClosedChamber | None
) -> BarrierSeries:
    """The record, with the probe's own temperature and humidity where it is a chamber's."""
    temperature = humidity = None
    if spec.quantity == "tewl":
        temperature = spec.temperature_c + 7.0 * -np.expm1(-time / 25.0)
        humidity = np.clip(spec.relative_humidity_pct + 0.9 * flux, 0.0, 100.0)
    if filling is not None:
        temperature, humidity = np.full(time.size, spec.temperature_c), filling.humidity_pct
    depth_mm = spec.chamber_depth_mm if filling is not None else None
    stated = {} if depth_mm is None else {"chamber_depth_mm": depth_mm}
    order = slice(None, None, -1) if spec.fault == "reversed" else slice(None)
    return BarrierSeries(
        time_s=time[order].copy(),
        value=value[order].copy(),
        quantity=spec.quantity,
        chamber="contact" if spec.quantity == "capacitance" else spec.chamber,
        temperature_c=spec.temperature_c,
        relative_humidity_pct=spec.relative_humidity_pct,
        probe_temperature_c=None if temperature is None else temperature[order].copy(),
        probe_humidity_pct=None if humidity is None else humidity[order].copy(),
        device="virtual probe",
        stated=stated,
    )
