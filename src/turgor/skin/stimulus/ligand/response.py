"""What ligand does: an effect that saturates, and irritation that doesn't and is grown used to.

With exposure e (1 = tretinoin 0.05 % cream daily),

effect:      dE/dt = (e / (e + EC50) - E) / tau_E
irritation:  dI/dt = (u (1 - T) - I) / tau_I,      u = (irritancy e)^p
tolerance:   dT/dt = (T_most e / (e + EC50) - T) / tau_T

The exposure is taken as steady over each half day, which is where the exponentials below are
exact for E and T; I is taken with T at the middle of the half day.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.evidence import parameter
from turgor.skin.stimulus.ligand.kinetics import COARSE_D

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Law:
    """Constants of effect and irritation, times in days."""

    half_effect: float
    effect_d: float
    power: float
    irritation_d: float
    most_tolerance: float
    tolerance_d: float


def drawn_law() -> Law:
    """The law under the present draw."""
    return Law(
        half_effect=parameter("ligand.ec50"),
        effect_d=parameter("ligand.effect.delay"),
        power=parameter("ligand.irritation.power"),
        irritation_d=parameter("ligand.irritation.delay"),
        most_tolerance=parameter("ligand.tolerance.most"),
        tolerance_d=parameter("ligand.tolerance.time"),
    )


def effect_half_days(law: Law, exposure: FloatArray) -> FloatArray:
    """Share of the most that a retinoid does, at each half day from 0 on (n + 1,).

    exposure (n,) : mean of each half day.
    """
    return _followed(exposure / (exposure + law.half_effect), law.effect_d)


def irritation_half_days(law: Law, exposure: FloatArray, irritancy: float) -> FloatArray:
    """Irritation at each half day from 0 on (n + 1,), in the law's own unit."""
    occupied = exposure / (exposure + law.half_effect)
    tolerance = _followed(law.most_tolerance * occupied, law.tolerance_d)
    middle = 0.5 * (tolerance[1:] + tolerance[:-1])
    drive = (irritancy * exposure) ** law.power * (1.0 - middle)
    return _followed(drive, law.irritation_d)


def _followed(drive: FloatArray, time_d: float) -> FloatArray:
    """What follows a drive that is steady over each half day, from nothing."""
    # a banded solve, since loading a library of filters takes half a second
    from scipy.linalg import solve_banded

    kept = float(np.exp(-COARSE_D / time_d))
    bands = np.ones((2, drive.size))
    bands[1] = -kept
    after = solve_banded((1, 0), bands, (1.0 - kept) * drive)
    return np.concatenate([[0.0], np.asarray(after, dtype=np.float64)])
