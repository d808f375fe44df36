"""What is wrong with a recording or one of its curves: refused, or kept out, never averaged in."""

import numpy as np
from numpy.typing import NDArray

from turgor.errors import MeasureError
from turgor.measure.elasticity.suction.locate import Cycles
from turgor.record.suction import REGIMES, SuctionRecording

Floats = NDArray[np.float64]

SPARSE = "sparse-sampling"
VACUUM_LATE = "vacuum-reached-late"
SINKS = "skin-sinks-under-suction"
DRIFT = "drifting-zero"
NO_ZERO = "zero-not-at-start"
BEYOND = "elevation-beyond-aperture"
SHORT_RELEASE = "last-release-read-beyond-the-record"
#: share of the release that the record may lack at its end, since a pump answers late
SHORT_SHARE = 0.05
_VACUUM_SHARE = 0.95
_HELD_SHARE = 0.9
_LATE_SHARE = 0.5
_SINK_SHARE = 0.05
_DRIFT_SHARE = 0.05


def refuse_unfit(recording: SuctionRecording) -> None:
    """Refuse what is no series of suction curves at all.

    Errors: MeasureError in one line that says what to do.
    """
    time, elevation, protocol = recording.time_s, recording.elevation_mm, recording.protocol
    vacuum = recording.pressure_mbar
    for name, signal in (("elevation", elevation), ("pressure", vacuum)):
        if signal is not None and signal.shape != time.shape:
            raise MeasureError(f"{name} has {signal.shape} samples and time {time.shape}")
    if time.ndim != 1 or len(time) < 16:
        raise MeasureError(f"a suction series of {time.size} samples can't be measured")
    if not np.all(np.isfinite(time)) or not np.all(np.diff(time) > 0.0):
        raise MeasureError("time must rise from sample to sample; read the file again")
    for word in ("aperture_mm", "pressure_mbar", "on_s", "off_s"):
        value = getattr(protocol, word)
        if not (np.isfinite(value) and value > 0.0):
            raise MeasureError(f"{word} is {value:g}; nothing is computed without it, state it")
    if not 1 <= recording.first_curve <= protocol.cycles:
        raise MeasureError(
            f"first_curve is {recording.first_curve} of {protocol.cycles} cycles; state both"
        )
    if protocol.regime not in REGIMES:
        raise MeasureError(f"regime '{protocol.regime}' is none of {', '.join(REGIMES)}")
    seen = elevation[np.isfinite(elevation)]
    if not len(seen):
        raise MeasureError("no elevation was recorded; measure again")
    first = float(seen[0])
    late = recording.cycle_start_s and recording.cycle_start_s[0] < time[0] - 1e-3
    if late:
        return  # the record begins with skin already raised, and its zero is not in it
    if first - seen.min() > 2.0 * (seen.max() - first) and first - seen.min() > 0.0:
        raise MeasureError(
            "the elevation falls where suction should raise it: its sign is reversed; export the "
            "curve with skin above its rest as positive"
        )


def curve_trouble(recording: SuctionRecording, cycles: Cycles, index: int) -> str:
    """Why one curve can't be stated, '' for a sound one."""
    time, elevation = recording.time_s, recording.elevation_mm
    protocol, start = recording.protocol, float(cycles.start_s[index])
    step = cycles.step_s
    release, end = start + protocol.on_s, start + protocol.on_s + protocol.off_s
    if start < time[0] - 1.5 * step:
        return f"its first {time[0] - start:.2f} s were not recorded"
    if time[-1] < end - max(1.5 * step, SHORT_SHARE * protocol.off_s):
        return f"it is cut short: the record ends {end - time[-1]:.2f} s before its release does"
    a, b = np.searchsorted(time, (start - 0.5 * step, end + 0.5 * step))
    t, z = time[a:b], elevation[a:b]
    gaps = np.flatnonzero(~np.isfinite(z))
    if len(gaps):
        return f"no elevation from {t[gaps[0]]:.2f} s on: contact lost or not recorded"
    longest = float(np.diff(t).max()) if len(t) > 1 else np.inf
    if longest > max(3.0 * step, 0.05):
        return f"samples are missing for {longest:.2f} s"
    on = t <= release + 0.5 * step
    if on.sum() < 8 or len(t) - on.sum() < 4:
        return f"it has {len(t)} samples; eight of suction and four of release are needed"
    return _shape_trouble(recording, cycles, index, (t[on], z[on])) or _vacuum_trouble(
        recording, (start, release)
    )


def _shape_trouble(
    recording: SuctionRecording, cycles: Cycles, index: int, on: tuple[Floats, Floats]
) -> str:
    t, z = on
    start, onset = float(cycles.start_s[index]), float(cycles.onset_s[index])
    rise = z - z[0]
    steps = np.diff(z, n=3)
    noise = float(np.median(np.abs(steps))) / 0.67449 / np.sqrt(20.0) if len(steps) > 8 else 0.0
    if rise[-1] <= 0.0 and rise.max() <= 10.0 * noise:
        return "the skin does not rise under suction"
    # contact is lost where the skin falls back while the vacuum should still hold it
    highest = np.maximum.accumulate(rise)
    lost = np.flatnonzero((highest - rise > 0.5 * highest) & (t > start + 0.1) & (highest > 0.0))
    if len(lost) and highest.max() > 10.0 * noise:
        return f"contact lost: the skin falls back at {t[lost[0]]:.2f} s, while suction is on"
    if rise[-1] <= 10.0 * noise:
        return "the skin does not rise above the noise"
    if np.isfinite(onset) and abs(onset - start) > 0.25 * recording.protocol.on_s:
        return f"the curve rises at {onset:.2f} s, not where the suction is said to begin"
    if not np.isfinite(onset):
        return "no onset of suction is found where the curve should start"
    return ""


def _vacuum_trouble(recording: SuctionRecording, on: tuple[float, float]) -> str:
    """Why the pump makes a curve unfit: the vacuum's target was never reached, or not held."""
    reached, vacuum = vacuum_reached_s(recording, on), recording.pressure_mbar
    if reached is None or vacuum is None:
        return ""
    target = recording.protocol.pressure_mbar
    if not np.isfinite(reached):
        return f"the pump never reached {_VACUUM_SHARE:.0%} of {target:g} mbar"
    step = float(np.median(np.diff(recording.time_s)))
    a, b = np.searchsorted(recording.time_s, (on[0] + reached, on[1] - 1.5 * step))
    least = float(np.nanmin(vacuum[a:b])) if b > a else target
    if least < _HELD_SHARE * target:
        return f"the vacuum was not held: it sank to {least:.0f} of {target:g} mbar"
    return ""


def vacuum_reached_s(recording: SuctionRecording, on: tuple[float, float]) -> float | None:
    """s from start to 95 % of the vacuum; NaN = never; None without a record of it."""
    vacuum = recording.pressure_mbar
    if vacuum is None:
        return None
    a, b = np.searchsorted(recording.time_s, (on[0] - 1e-6, on[1] + 1e-6))
    part = vacuum[a:b]
    there = np.flatnonzero(part >= _VACUUM_SHARE * recording.protocol.pressure_mbar)
    return float(recording.time_s[a + there[0]] - on[0]) if len(there) else float("nan")


def vacuum_late(recording: SuctionRecording, on: tuple[float, float]) -> bool:
    """True where half of the suction passed before the vacuum was there."""
    reached = vacuum_reached_s(recording, on)
    return reached is not None and reached > _LATE_SHARE * recording.protocol.on_s


def sinks(recording: SuctionRecording, on: tuple[float, float], rise: float, noise: float) -> bool:
    """True where skin under suction falls back before its end: a leak, or slip.

    rise : of the whole curve, mm; falling by more than 5 % of it and four times the noise counts.
    Five samples are averaged, so that the highest of many noisy ones is not taken for a height.
    """
    a, b = np.searchsorted(recording.time_s, (on[0] + 0.1, on[1] + 1e-6))
    part = recording.elevation_mm[a:b]
    if len(part) < 15:
        return False
    mean = np.convolve(part, np.full(5, 0.2), mode="valid")
    back = float(mean.max() - mean[-1])
    return back > max(_SINK_SHARE * rise, 4.0 * noise)


def zero_of(recording: SuctionRecording, cycles: Cycles) -> float:
    """Level of the skin before the series: mean of the rest before it, else the first sample."""
    rest = recording.elevation_mm[: cycles.lead_in]
    rest = rest[np.isfinite(rest)]
    if len(rest) >= 3:
        return float(rest.mean())
    seen = recording.elevation_mm[np.isfinite(recording.elevation_mm)]
    return float(seen[0])


def zero_flags(
    recording: SuctionRecording, cycles: Cycles, zero: float, tops: Floats, ends: Floats
) -> tuple[str, ...]:
    """Whether the zero drifts: the rest before the series slopes, or skin sinks below it.

    Slow rise of the zero during the series can't be told from skin that stays deformed.
    """
    if not len(tops):
        return ()
    rise = float(tops[0] - zero)
    flags = []
    if abs(zero) > 0.1 * rise > 0.0:
        flags.append(NO_ZERO)
    rest, t = recording.elevation_mm[: cycles.lead_in], recording.time_s[: cycles.lead_in]
    kept = np.isfinite(rest)
    drifts = bool(np.any(ends < zero - _DRIFT_SHARE * rise))
    if kept.sum() >= 10 and np.ptp(t[kept]) >= 0.2:
        at = t[kept] - t[kept].mean()
        slope = float((at * rest[kept]).sum() / (at**2).sum())
        scatter = float(np.std(rest[kept] - slope * at)) / float(np.sqrt((at**2).sum()))
        carried = slope * float(recording.time_s[-1] - recording.time_s[0])
        drifts = drifts or (abs(carried) > _DRIFT_SHARE * rise and abs(slope) > 4.0 * scatter)
    return (*flags, DRIFT) if drifts else tuple(flags)
