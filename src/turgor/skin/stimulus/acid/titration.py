"""Acid diffuses from a film through corneum and living skin, whose bases it uses up on its way.

Two species in finite volumes by depth: the free acid, which a tissue's bases take away, and the
salt that is left, which diffuses on and kills nothing. Concentrations are those of water in
equilibrium with the place (mol/l), so that they are continuous from layer to layer; amounts are
mol/l times µm, 1e-7 mol/cm². Backward in time, in space of second order; what leaves one cell
enters the next, so nothing is lost.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.compute import jit
from turgor.errors import InputError

FloatArray = NDArray[np.float64]

#: Newton ends when no concentration moves by more than this, mol/l
_SETTLED = 1e-12
_MOST_NEWTON = 60
#: a step is this share of the time since its stage began, as fronts slow down with it ...
_SHARE = 0.02
#: ... and of this much more, s, so that the first step is no shorter than 0.02 s. Steps don't
#: depend on how long the stage will be: a longer one begins just as a shorter one does.
_BEGIN_S = 1.0


@dataclass(frozen=True, slots=True)
class Column:
    """A column of skin under a film, cell 0 being the film; all arrays (n,).

    width_um : thickness of each cell. partition : amount held over that held by water. free, salt :
    conductance from each cell to the next (of the last: to what lies below; 0 where nothing
    goes), µm/s. washed_per_s : what blood takes away. bases : mol/l of tissue that acid must
    titrate. bound_most, bound_half : the salt that tissue binds at most, and at which
    concentration it holds half of that, mol/l. retained : tissue keeps the acid that it titrates
    (protein coagulates with it), so that no salt goes on.
    """

    width_um: FloatArray
    partition: FloatArray
    free: FloatArray
    salt: FloatArray
    washed_per_s: FloatArray
    bases: FloatArray
    bound_most: FloatArray
    bound_half: float = 1.0
    retained: bool = False

    def __post_init__(self) -> None:
        """Hold shapes and signs."""
        for name in ("width_um", "partition", "free", "salt", "washed_per_s", "bases"):
            values = getattr(self, name)
            if values.shape != self.width_um.shape or not (values >= 0.0).all():
                raise InputError(f"column: '{name}' is not one value of 0 or more for each cell")


@dataclass(slots=True)
class Progress:
    """How far it has come; arrays (n,) as in Column, written over from stage to stage.

    free, salt : mol/l. bases : what is left of them. peak : largest share of the bases that was
    used up. dose : free acid times time, mol/l·s. through : amounts that left: free and salt
    below, with blood, and from the film into the air.
    """

    free: FloatArray
    salt: FloatArray
    bases: FloatArray
    peak: FloatArray
    dose: FloatArray
    through: FloatArray

    @classmethod
    def untouched(cls, column: Column) -> "Progress":
        """Skin before anything was put on."""
        n = len(column.width_um)
        zeros = [np.zeros(n) for _ in range(4)]
        return cls(zeros[0], zeros[1], column.bases.copy(), zeros[2], zeros[3], np.zeros(4))


@dataclass(frozen=True, slots=True)
class Living:
    """How tissue lives with acid: it recovers its bases while less than ``killed`` are used up."""

    killed: float = 1.0
    recovery_per_s: float = 0.0


def advance(
    column: Column,
    progress: Progress,
    seconds: float,
    *,
    reaction: float,
    soluble: float,
    living: Living,
    refine: float = 1.0,
) -> None:
    """Carry on for a stretch of time in which nothing is put on or taken off.

    reaction : of acid with bases, l/(mol·s). soluble : free acid that water of the film can hold,
    mol/l; what is above it waits as a solid. refine : divides all steps in time.

    Errors: InputError for a time below 0.
    """
    if not seconds >= 0.0:
        raise InputError(f"{seconds} s is no length of time")
    steps = step_lengths(seconds, refine)
    fixed = np.stack(
        [
            column.width_um,
            column.partition,
            column.free,
            column.salt,
            column.washed_per_s,
            column.bases,
            column.bound_most,
        ]
    )
    state = np.stack([progress.free, progress.salt, progress.bases, progress.peak, progress.dose])
    rules = np.array(
        [
            reaction,
            soluble,
            column.bound_half,
            0.0 if column.retained else 1.0,
            living.killed,
            living.recovery_per_s,
        ]
    )
    _march(fixed, state, progress.through, steps, rules)
    progress.free, progress.salt, progress.bases, progress.peak, progress.dose = state


def step_lengths(seconds: float, refine: float = 1.0) -> FloatArray:
    """Steps in time that add up to ``seconds``, short at first, (m,)."""
    if seconds <= 0.0:
        return np.zeros(0)
    growth = 1.0 + _SHARE / refine
    count = math.ceil(math.log1p(seconds / _BEGIN_S) / math.log(growth))
    ends = _BEGIN_S * (growth ** np.arange(1, count + 1) - 1.0)
    ends[-1] = seconds
    return np.diff(ends, prepend=0.0)


@jit
def _march(
    fixed: FloatArray, state: FloatArray, through: FloatArray, steps: FloatArray, rules: FloatArray
) -> None:
    n = fixed.shape[1]
    work = np.zeros((6, n))
    capacity, amplitude, given = np.zeros(n), np.zeros(n), np.zeros(n)
    lost = fixed[4] * fixed[0]
    evaporates = lost[0]
    width, partition, bases0, bound = fixed[0], fixed[1], fixed[5], fixed[6]
    free, salt, bases, peak, dose = state[0], state[1], state[2], state[3], state[4]
    for m in range(steps.size):
        dt = steps[m]
        # the free acid, and the bases that it uses up
        for i in range(n):
            capacity[i] = width[i] * partition[i] / dt
            amplitude[i] = width[i] * bases[i] / dt
            given[i] = capacity[i] * free[i]
        if free[0] > rules[1]:  # a film with solid in it: a larger film, just saturated
            capacity[0] *= free[0] / rules[1]
            held = free[0] / rules[1]
            free[0] = rules[1]
        else:
            held = 1.0
        _implicit(free, capacity, fixed[2], lost, amplitude, 1.0 / (rules[0] * dt), given, work)
        through[0] += dt * fixed[2, n - 1] * free[n - 1]
        for i in range(n):
            through[2 if i > 0 else 3] += dt * lost[i] * free[i]
            kept = bases[i] / (1.0 + rules[0] * dt * free[i])
            used = bases[i] - kept
            bases[i] = kept
            given[i] = rules[3] * width[i] * used / dt
            dose[i] += free[i] * dt
            if bases0[i] > 0.0:
                share = 1.0 - bases[i] / bases0[i]
                if share > peak[i]:
                    peak[i] = share
                if peak[i] < rules[4]:
                    bases[i] += (bases0[i] - bases[i]) * (1.0 - np.exp(-rules[5] * dt))
        free[0] *= held
        # the salt
        for i in range(n):
            capacity[i] = width[i] * partition[i] / dt
            amplitude[i] = width[i] * bound[i] / dt
            given[i] += capacity[i] * salt[i]
            given[i] += amplitude[i] * salt[i] / (rules[2] + salt[i])
        lost[0] = 0.0  # salts don't evaporate
        _implicit(salt, capacity, fixed[3], lost, amplitude, rules[2], given, work)
        through[1] += dt * fixed[3, n - 1] * salt[n - 1]
        lost[0] = evaporates
        for i in range(1, n):
            through[2] += dt * lost[i] * salt[i]


@jit
def _implicit(
    x: FloatArray,
    capacity: FloatArray,
    conductance: FloatArray,
    linear: FloatArray,
    amplitude: FloatArray,
    half: float,
    given: FloatArray,
    work: FloatArray,
) -> None:
    """Solve capacity·x + linear·x + amplitude·x/(half + x) + fluxes = given, x 0 or more.

    The saturating term is concave, so Newton rises to the answer from below after its first step.
    """
    n = x.size
    for _ in range(_MOST_NEWTON):
        for i in range(n):
            below = conductance[i]
            above = conductance[i - 1] if i > 0 else 0.0
            down = half + x[i]
            slope = amplitude[i] * half / (down * down)
            work[0, i] = -above
            work[1, i] = capacity[i] + linear[i] + above + below + slope
            work[2, i] = -below if i < n - 1 else 0.0
            work[3, i] = given[i] - amplitude[i] * x[i] / down + slope * x[i]
        for i in range(1, n):
            factor = work[0, i] / work[1, i - 1]
            work[1, i] -= factor * work[2, i - 1]
            work[3, i] -= factor * work[3, i - 1]
        moved = 0.0
        for j in range(n):
            i = n - 1 - j
            value = work[3, i] - (work[2, i] * work[4, i + 1] if i < n - 1 else 0.0)
            work[4, i] = value / work[1, i]
        for i in range(n):
            value = max(work[4, i], 0.0)
            moved = max(moved, abs(value - x[i]))
            x[i] = value
        if moved < _SETTLED:
            return
