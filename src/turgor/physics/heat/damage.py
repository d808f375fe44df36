"""Thermal damage as a first-order rate process: Ω = ∫ A exp(-Ea/(R T)) dt, in logarithms.

Survival of what is counted (a cell, a native triple helix) is exp(-Ω).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import DTypeLike, NDArray

from turgor.compute import jit
from turgor.errors import InputError
from turgor.evidence import all_parameters, find_parameter, parameter

FloatArray = NDArray[np.float64]
Floats = NDArray[np.floating]

#: molar gas constant, kJ/(mol·K) (exact in the SI)
GAS_KJ_MOLK = 8.31446261815324e-3
KELVIN = 273.15
#: ln of the fastest rate that is counted, 1/s. Past it everything is long gone, and float32 holds
#: what is left
FASTEST_LN = 60.0
#: a cell is passed over in a step while its rate, kept up for all the time that has passed, would
#: make an Ω below this. In all steps together that leaves out less than this times
#: 1 + ln(run/first step), some 2e-4 where Ω = 1 is asked about
PASSED_OVER = 1e-5
#: °C that a table of rates spans, and its nodes in a K: straight lines between them are out by
#: 6e-5 of the rate at most; above it the rate stays
_TABLE_C, _TABLE_PER_K = (20.0, 420.0), 32.0
#: rates are written about this temperature, K: A and exp(-Ea/(R T)) alone pass float32's range
_ABOUT_K = 338.15


@dataclass(frozen=True, slots=True)
class DamageSet:
    """Coefficients of one process: ln of A in 1/s, Ea in kJ/mol, and what they were fitted to.

    shift_k : the whole curve moved along temperature (positive: damage at lower temperatures).
    """

    name: str
    log_a: float
    energy_kj_mol: float
    tissue: str
    shift_k: float = 0.0

    def __post_init__(self) -> None:
        """Hold what is a rate process."""
        if not self.energy_kj_mol > 0.0 or not math.isfinite(self.log_a):
            raise InputError(f"damage set '{self.name}' needs Ea above 0 kJ/mol and a finite ln A")


def damage_sets() -> tuple[str, ...]:
    """Names of the published sets, by which ``damage_set`` finds them."""
    return tuple(
        key.split(".")[1] for key in all_parameters()
        if key.startswith("damage.") and key.endswith(".log_a")
    )  # fmt: skip


def damage_set(name: str) -> DamageSet:
    """A published set under the present draw.

    A and Ea of one fit lean on each other so strongly that drawing each alone makes no sense: what
    is drawn is one shift in temperature for all sets. Errors: InputError for an unknown name.
    """
    if name not in damage_sets():
        raise InputError(f"damage set '{name}' is unknown; allowed: {', '.join(damage_sets())}")
    tissue = find_parameter(f"damage.{name}.log_a").population
    return DamageSet(
        name, parameter(f"damage.{name}.log_a"), parameter(f"damage.{name}.energy"), tissue,
        parameter("damage.shift"),
    )  # fmt: skip


def log_damage_rate(temperature_c: Floats | float, which: DamageSet) -> FloatArray:
    """ln of the damage rate in 1/s at each temperature, °C (any shape)."""
    kelvin = np.asarray(temperature_c, dtype=np.float64) + (KELVIN + which.shift_k)
    return which.log_a - which.energy_kj_mol / (GAS_KJ_MOLK * kelvin)


def omega_one_temperature_c(duration_s: float, which: DamageSet) -> float:
    """Temperature which, held for a time, makes Ω = 1.

    Errors: InputError where the time is not above 0, or no temperature does it.
    """
    if not duration_s > 0.0:
        raise InputError(f"a temperature is held for {duration_s} s; it lies above 0")
    log_rate = -math.log(duration_s)
    if not log_rate < which.log_a:
        raise InputError(f"no temperature makes '{which.name}' that fast: A is 1/s {which.log_a:g}")
    kelvin = which.energy_kj_mol / (GAS_KJ_MOLK * (which.log_a - log_rate))
    return kelvin - KELVIN - which.shift_k


@jit
def _add(omega: Floats, then: Floats, now: Floats, step: float, numbers: FloatArray) -> None:
    """Add one step's damage where it counts; ln of the rate runs straight within the step.

    omega (n_z, n_r). then, now : °C at both ends, (n_z + 2, n_r + 2) with borders. numbers :
    coldest °C that counts, shift from °C to K, ln rate and K at _ABOUT_K, Ea/R, ln of the fastest.
    """
    coldest, to_k, log_about, about, slope, most = (
        numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5],
    )  # fmt: skip
    n_z, n_r = omega.shape
    for i in range(n_z):
        for j in range(n_r):
            a, b = then[i + 1, j + 1], now[i + 1, j + 1]
            if max(a, b) < coldest:
                continue
            ka, kb = a + to_k, b + to_k
            la = min(log_about + slope * (ka - about) / (ka * about), most)
            lb = min(log_about + slope * (kb - about) / (kb * about), most)
            ra, rb = np.exp(la), np.exp(lb)
            # the mean of a rate whose logarithm runs straight; near equal ends it loses digits
            mean = 0.5 * (ra + rb) if abs(lb - la) < 1e-3 else (rb - ra) / (lb - la)
            omega[i, j] += step * mean


@jit
def _add_by_table(
    omega: Floats, then: Floats, now: Floats, step: float, numbers: FloatArray, table: Floats
) -> None:
    """The same from a table of rates; numbers : as for _add, then the table's first °C and 1/K."""
    coldest, to_k, slope, first, fine = numbers[0], numbers[1], numbers[4], numbers[6], numbers[7]
    n_z, n_r = omega.shape
    last = len(table) - 2
    for i in range(n_z):
        for j in range(n_r):
            a, b = then[i + 1, j + 1], now[i + 1, j + 1]
            if max(a, b) < coldest:
                continue
            xa, xb = max((a - first) * fine, 0.0), max((b - first) * fine, 0.0)
            ia, ib = min(int(xa), last), min(int(xb), last)
            fa, fb = min(xa - ia, 1.0), min(xb - ib, 1.0)
            ra = table[ia] + fa * (table[ia + 1] - table[ia])
            rb = table[ib] + fb * (table[ib + 1] - table[ib])
            gap = slope * (b - a) / ((a + to_k) * (b + to_k))
            mean = 0.5 * (ra + rb)
            if abs(gap) > 0.02:
                mean = min(max((rb - ra) / gap, min(ra, rb)), max(ra, rb))
            omega[i, j] += step * mean


class DamageTally:
    """Damage of several processes, added up step by step.

    dtype : float32 halves the memory and agrees with float64 to 1e-3 in ln Ω (tests). exact :
    every cell in every step by its own exponential, without mask or table, to prove these by.
    """

    def __init__(
        self, sets: Sequence[DamageSet], shape: tuple[int, ...], dtype: DTypeLike = np.float64,
        exact: bool = False,
    ) -> None:  # fmt: skip
        """Nothing yet, for a field of ``shape``."""
        self.sets = tuple(sets)
        self.omega = np.zeros((len(self.sets), *shape), dtype=dtype)
        self._exact, self._passed_s = exact, 0.0
        self._numbers = [
            np.array(
                [
                    1.0 - KELVIN,
                    KELVIN + one.shift_k,
                    one.log_a - one.energy_kj_mol / (GAS_KJ_MOLK * _ABOUT_K),
                    _ABOUT_K,
                    one.energy_kj_mol / GAS_KJ_MOLK,
                    FASTEST_LN,
                    _TABLE_C[0],
                    _TABLE_PER_K,
                ],
                dtype=dtype,
            )
            for one in self.sets
        ]
        nodes = np.arange(_TABLE_C[0], _TABLE_C[1], 1.0 / _TABLE_PER_K)
        self._tables = [
            np.exp(np.minimum(log_damage_rate(nodes, one), FASTEST_LN)).astype(dtype)
            for one in self.sets
        ]

    def add(self, then: Floats, now: Floats, step_s: float) -> None:
        """One step between two fields of temperature with a border of one cell all round."""
        self._passed_s += step_s
        for i, one in enumerate(self.sets):
            numbers = self._numbers[i]
            if self._exact:
                _add(self.omega[i], then, now, step_s, numbers)
                continue
            numbers[0] = omega_one_temperature_c(self._passed_s / PASSED_OVER, one)
            _add_by_table(self.omega[i], then, now, step_s, numbers, self._tables[i])

    def logs(self) -> dict[str, FloatArray]:
        """ln Ω by set's name; -inf where there is none."""
        with np.errstate(divide="ignore"):
            return {
                one.name: np.log(omega.astype(np.float64))
                for one, omega in zip(self.sets, self.omega, strict=True)
            }
