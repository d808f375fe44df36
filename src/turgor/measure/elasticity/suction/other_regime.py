"""What can be stated where the vacuum is not simply switched on and off: ramps, and lifts."""

import numpy as np
from numpy.typing import NDArray

from turgor.measure.elasticity.suction.curve_kernel import noise_sd
from turgor.measure.elasticity.suction.locate import onset_s
from turgor.record.suction import SuctionRecording

Floats = NDArray[np.float64]
Values = dict[str, float | None]

NAMES = ("lift_height", "lift_time", "lift_pressure", "lift_stiffness", "half_retraction_time")


def lift_values(recording: SuctionRecording) -> tuple[Values, dict[str, str]]:
    """Numbers of the first lift of a ramp or of suction up to a set elevation; and why not.

    lift_height : mm, highest elevation above the start. lift_time : s from onset to it.
    lift_pressure : mbar at that moment. lift_stiffness : mbar/mm, slope of vacuum over elevation
    between 20 and 80 % of the height on the way up. half_retraction_time : s from the highest
    elevation until half of it is lost.
    """
    time, elevation, vacuum = recording.time_s, recording.elevation_mm, recording.pressure_mbar
    values: Values = dict.fromkeys(NAMES)
    kept = np.isfinite(elevation)
    t, z = time[kept], elevation[kept] - elevation[kept][0]
    noise = float(noise_sd(z))
    peak = int(np.argmax(z))
    height = float(z[peak])
    if height <= 10.0 * noise or peak < 4:
        return values, dict.fromkeys(NAMES, "the skin does not rise above the noise")
    why: dict[str, str] = {}
    values["lift_height"] = height
    steep = int(np.argmax(np.diff(z[: peak + 1])))
    onset = onset_s(t, z, float(t[steep]), max(0.5 * float(t[peak] - t[0]), 0.1))
    onset = onset if np.isfinite(onset) else float(t[0])
    values["lift_time"] = float(t[peak]) - max(onset, float(t[0]))
    below = np.flatnonzero(z[peak:] <= 0.5 * height)
    if len(below):
        i = peak + int(below[0])
        share = (z[i - 1] - 0.5 * height) / (z[i - 1] - z[i])
        values["half_retraction_time"] = float(t[i - 1] + share * (t[i] - t[i - 1]) - t[peak])
    else:
        why["half_retraction_time"] = "the record ends before half of the height is lost"
    no_vacuum = "the vacuum was not recorded"
    if vacuum is None:
        return values, {**why, "lift_pressure": no_vacuum, "lift_stiffness": no_vacuum}
    p = vacuum[kept]
    values["lift_pressure"] = float(p[peak]) if np.isfinite(p[peak]) else None
    up = np.arange(len(z)) <= peak
    part = up & (z >= 0.2 * height) & (z <= 0.8 * height) & np.isfinite(p)
    if part.sum() < 5:
        why["lift_stiffness"] = "fewer than five samples between 20 and 80 % of the height"
        return values, why
    at = z[part] - z[part].mean()
    values["lift_stiffness"] = float((at * p[part]).sum() / (at**2).sum())
    if values["lift_pressure"] is None:
        why["lift_pressure"] = no_vacuum
    return values, why
