"""How particles go: polyesters by breaking chains, apatite from its surface.

Polyester (Pitt's law: the logarithm of chain mass falls steadily). A chain of n units on average
has a bond broken in a share q = 1/n of places, so q grows as exp(k t). Chains broken at random
have lengths p^(n-1) q, p = 1 - q, and the share of the mass in chains of c units or fewer is

    W = 1 - (1 - q)^c (1 + c q),

which is next to nothing until n comes near c: the lag of months. What is soluble leaves the
particle in a time that grows as the square of its diameter:

    dS/dt = dW/dt - S/tau,    left = (1 - W) + S.

Apatite: every sphere's radius recedes evenly, so one of twice the diameter lasts twice as long.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.evidence import parameter
from turgor.skin.stimulus.particle.sizes import Sizes

FloatArray = NDArray[np.float64]

#: days by which a polymer is followed, and to when
STEP_D, LAST_D = 2.0, 8000.0
#: diameters that the records of release and of lasting are stated for, µm
RELEASE_UM, LASTING_UM = 40.0, 35.0


@dataclass(frozen=True, slots=True)
class Erosion:
    """Particles from day 0 on.

    days (n,). mass, surface : share of the first that is still there. released : share of the
    mass that has left.
    """

    days: FloatArray
    mass: FloatArray
    surface: FloatArray
    released: FloatArray

    def mass_at(self, days: FloatArray) -> FloatArray:
        """Share of the mass at other days."""
        return np.asarray(np.interp(days, self.days, self.mass))

    def surface_at(self, days: FloatArray) -> FloatArray:
        """Share of the surface at other days."""
        return np.asarray(np.interp(days, self.days, self.surface))

    @property
    def half_d(self) -> float:
        """Day at which half of the mass is left; LAST_D where it is not yet then."""
        below = np.flatnonzero(self.mass <= 0.5)
        if not below.size:
            return LAST_D
        after = int(below[0])
        before = self.mass[after - 1]
        share = (before - 0.5) / (before - self.mass[after])
        return float(self.days[after - 1] + share * (self.days[after] - self.days[after - 1]))


def polymer_erosion(material: str, sizes: Sizes, grade: str = "m") -> Erosion:
    """Erosion of plla, pdlla or pcl (grade s, m, l or e), under the present draw."""
    mass = f"particle.{material}.chain_mass" + (f"_{grade}" if material == "pcl" else "")
    length = parameter(mass) / parameter(f"particle.{material}.unit_mass")
    days = np.arange(0.0, LAST_D + STEP_D, STEP_D)
    speed = parameter(f"particle.{material}.scission")
    soluble = soluble_share(days, length, speed, parameter("particle.soluble_length"))
    times = parameter("particle.release") * (sizes.diameter_um / RELEASE_UM) ** 2
    left, gone = released(soluble, times)
    return Erosion(
        days,
        left @ sizes.mass_shares,
        np.cbrt(left) ** 2 @ sizes.surface_shares,
        gone @ sizes.mass_shares,
    )


def soluble_share(
    days: FloatArray, chain_length: float, speed_per_d: float, soluble_length: float
) -> FloatArray:
    """W at each day, less what was soluble from the start."""
    logs = np.minimum(speed_per_d * days - np.log(chain_length), 0.0)
    broken = np.exp(logs)
    share = 1.0 - (1.0 - broken) ** soluble_length * (1.0 + soluble_length * broken)
    return np.asarray((share - share[0]) / (1.0 - share[0]))


def released(soluble: FloatArray, times_d: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Mass left and released (n, m) of particles that let go in ``times_d`` (m,).

    soluble (n,) : by steps of STEP_D, taken as even within each, where the result is exact.
    """
    from scipy.signal import lfilter

    left, gone = np.empty((2, soluble.size, times_d.size))
    added = np.diff(soluble, prepend=soluble[0])
    for column, time in enumerate(times_d):
        kept = float(np.exp(-STEP_D / time))
        mean = time / STEP_D * (1.0 - kept)
        inside = lfilter([mean], [1.0, -kept], added)
        out = (1.0 - kept) * np.concatenate([[0.0], inside[:-1]]) + (1.0 - mean) * added
        left[:, column] = (1.0 - soluble) + inside
        gone[:, column] = np.cumsum(out)
    return left, gone


def mineral_erosion(sizes: Sizes) -> Erosion:
    """Erosion of apatite spheres, under the present draw."""
    days = np.arange(0.0, LAST_D + STEP_D, STEP_D)
    lasting = parameter("particle.caha.lasting") * sizes.diameter_um / LASTING_UM
    radius = np.maximum(1.0 - days[:, None] / lasting, 0.0)
    mass = radius**3 @ sizes.mass_shares
    return Erosion(days, mass, radius**2 @ sizes.surface_shares, 1.0 - mass)
