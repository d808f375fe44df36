"""What a heated zone went through, and where the energy went."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class HeatBudget:
    """Where the energy went, mJ: absorbed = stored + removed + surface + perfusion.

    removed : beyond what removed tissue held at the start. passed : light that met no tissue any
    more, not part of absorbed.
    """

    absorbed_mj: float
    stored_mj: float
    removed_mj: float
    surface_mj: float
    perfusion_mj: float
    passed_mj: float

    @property
    def residual(self) -> float:
        """What the balance misses, as a share of what was absorbed."""
        spent = self.stored_mj + self.removed_mj + self.surface_mj + self.perfusion_mj
        return abs(self.absorbed_mj - spent) / max(abs(self.absorbed_mj), 1e-30)


@dataclass(frozen=True, slots=True)
class HeatRun:
    """What a zone went through. Fields are (n_z, n_r): rows are depths, columns radii.

    peak_c, end_c : highest and last temperature, the last NaN where removed. log_damage : ln Ω
    by set's name, -inf where none. removed : gone. front_um (n_r,) : depth at which tissue begins.
    enthalpy_j_cm3, thickness_um : state to go on from. time_s, hottest_c : course, from the start
    of the first pulse. outer_rise_c : how far the outermost cells warmed at most, to judge the
    size of the grid by. steps, stages : work done.
    """

    r_edges_um: FloatArray
    z_edges_um: FloatArray
    peak_c: FloatArray
    end_c: FloatArray
    log_damage: Mapping[str, FloatArray]
    removed: NDArray[np.bool_]
    front_um: FloatArray
    enthalpy_j_cm3: FloatArray
    thickness_um: FloatArray
    time_s: FloatArray
    hottest_c: FloatArray
    outer_rise_c: float
    budget: HeatBudget
    steps: int
    stages: int

    @property
    def end_s(self) -> float:
        """When it was left, from the start of the first pulse."""
        return float(self.time_s[-1])
