"""How current follows heat: conductivity of warm and dry tissue, and how long a field holds."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.evidence import parameter
from turgor.physics.electric.metal import NeedleCells
from turgor.physics.heat.cells import BOIL_C
from turgor.physics.heat.run import HeatRun

FloatArray = NDArray[np.float64]

#: the field is worked out again once the tissue that warms fastest has warmed by this much, K,
STEP_K = 15.0
#: or once this share of the water of the tissue that dries fastest has gone,
_STEP_DRY = 0.5
#: or after this share of the pulse;
_MOST_SHARE = 1.0 / 3.0
#: dry tissue counts as warmed by a step when it is this many times as much hotter
_DRY_STEPS = 4.0
#: folds of e beyond which char conducts no worse: a matrix needs some conduction everywhere
_MOST_CHAR = 7.0
#: never more often than this in a pulse, nor, in long ones, than so many s apart and more often
#: than the last; it binds only where tissue boils dry
_MOST_FIELDS, _APART_S, _MOST_FIELDS_LONG = 32, 0.01, 96


@dataclass(frozen=True, slots=True)
class Warming:
    """What dry tissue still conducts, and the needle.

    dry_share : what is left of tissue's conductivity once all its water has gone. char_k : dry
    tissue loses that by a factor of e with so many K above boiling. metal_w_mk : conductivity of
    the needle for heat, W/(m·K).
    """

    dry_share: float
    char_k: float
    metal_w_mk: float


def dried_share(cells: NeedleCells, run: HeatRun) -> FloatArray:
    """Share of each cell's water that has boiled (n_z, n_r), 0 in metal."""
    rows = cells.rows
    above = run.enthalpy_j_cm3 - BOIL_C * rows.capacity[:, None]
    share = np.clip(above / np.maximum(rows.latent, 1e-9)[:, None], 0.0, 1.0)
    return np.where(cells.metal, 0.0, share).astype(np.float64)


def warm_conductivity(
    cold_s_m: FloatArray,
    per_k: FloatArray,
    cells: NeedleCells,
    run: HeatRun,
    warming: Warming,
) -> FloatArray:
    """Conductivity as warm and as dry as tissue is, S/m; cells beyond the run's are cold.

    cold_s_m : of all cells at body temperature. per_k (n_z,) : growth for each K, until water
    boils, by row of the run.
    """
    sigma = cold_s_m.copy()
    n_z, n_r = cells.metal.shape
    warmer = np.minimum(run.end_c, BOIL_C) - parameter("heat.body")
    factor = 1.0 + per_k[:, None] * warmer
    hotter = np.clip((run.end_c - BOIL_C) / warming.char_k, 0.0, _MOST_CHAR)
    left = warming.dry_share * np.exp(-hotter)
    factor *= np.maximum(1.0 - dried_share(cells, run), left)
    sigma[:n_z, :n_r] *= np.where(cells.metal, 1.0, factor)
    return sigma


@dataclass(slots=True)
class Pace:
    """How long each field holds over one pulse; ``step_k`` as STEP_K, half of it halves them."""

    pulse_s: float
    step_k: float
    done_s: float = 0.0
    planned_s: float = 0.0

    @property
    def left_s(self) -> float:
        """What is left of the pulse."""
        return max(self.pulse_s - self.done_s, 0.0)

    def length_s(self, heat_w_cm3: FloatArray, cells: NeedleCells) -> float:
        """The next stretch; the first one as if no heat flowed off."""
        if self.done_s == 0.0:
            rate = float((heat_w_cm3 / cells.rows.capacity[:, None]).max())
            self.planned_s = self.step_k / max(rate, 1e-30)
        apart = min(self.pulse_s / _MOST_FIELDS, max(_APART_S, self.pulse_s / _MOST_FIELDS_LONG))
        shortest = self.step_k / STEP_K * apart
        length = max(min(self.planned_s, _MOST_SHARE * self.pulse_s), shortest)
        if self.left_s <= length * (1.0 + 1e-6):
            return self.left_s
        return min(length, 0.5 * self.left_s) if self.left_s < 2.0 * length else length

    def passed(self, length_s: float, before: HeatRun, now: HeatRun, cells: NeedleCells) -> None:
        """Note a stretch, and plan the next from what changed in it."""
        rise = _counted(now.end_c) - _counted(before.end_c)
        drier = dried_share(cells, now) - dried_share(cells, before)
        change = float(rise.max()) / self.step_k
        change = max(change, float(drier.max()) / (_STEP_DRY * self.step_k / STEP_K))
        self.planned_s = length_s * min(max(1.0 / max(change, 1e-9), 0.4), 2.5)
        self.done_s += length_s
        if self.left_s < 1e-9 * self.pulse_s:
            self.done_s = self.pulse_s


def _counted(temperature_c: FloatArray) -> FloatArray:
    """Temperatures as steps count them."""
    wet = np.minimum(temperature_c, BOIL_C)
    return np.asarray(wet + (temperature_c - wet) / _DRY_STEPS, dtype=np.float64)
