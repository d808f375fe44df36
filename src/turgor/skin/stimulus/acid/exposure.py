"""One peel from the first coat until its acid is spent: how deep it loosens and kills."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from turgor.evidence import parameter
from turgor.record.tissue import TissueStack
from turgor.skin.stimulus.acid.asked import AskedPeel
from turgor.skin.stimulus.acid.barrier import Corneum, disruption
from turgor.skin.stimulus.acid.column import film_um, skin_column, skin_mesh
from turgor.skin.stimulus.acid.film import Film
from turgor.skin.stimulus.acid.solution_steps import SolutionStep, solution_steps
from turgor.skin.stimulus.acid.titration import Column, Living, Progress, advance
from turgor.skin.stimulus.acid.uptake import REACTION

FloatArray = NDArray[np.float64]

#: acid that is already in the skin is followed for this long after the film is off, s
_AFTERWARDS_S = 1800.0
#: an amount of 1 mol/l·µm in µmol/cm²
_UMOL_CM2 = 0.1
_S_PER_MIN = 60.0
#: what stands for a film where there is none, µm: too thin to hold anything
_BARE_UM = 0.01


@dataclass(frozen=True, slots=True)
class Exposure:
    """What the acid did in one column of skin.

    film : the peel proper, not what primed the skin for it. loosened_um : corneum whose cells came
    apart. killed_um : living skin that died. absorbed_umol_cm2 : acid, free and as salt, that left
    the film for the skin.
    """

    film: Film
    loosened_um: float
    killed_um: float
    absorbed_umol_cm2: float

    @property
    def depth_um(self) -> float:
        """Corneum and living skin together."""
        return self.loosened_um + self.killed_um


def expose(peel: AskedPeel, stack: TissueStack, *, refine: float = 1.0) -> Exposure:
    """Work a peel out under the present draw of the literature values.

    refine : divides the steps in time, for tests of convergence.
    """
    run = _Run(stack, refine)
    steps = solution_steps(peel)
    for step in steps:
        run.put_on(step)
    run.afterwards()
    return Exposure(
        film=steps[-1].film,
        loosened_um=run.loosened_um(),
        killed_um=run.killed_um(),
        absorbed_umol_cm2=run.absorbed * _UMOL_CM2,
    )


class _Run:
    """A column of skin on its way through the solutions of one peel."""

    def __init__(self, stack: TissueStack, refine: float) -> None:
        self.stack, self.mesh, self.refine = stack, skin_mesh(stack), refine
        self.coat_um = film_um(parameter("peel.film"))
        self.living = Living(
            parameter("peel.living.killed_share"), parameter("peel.living.recovery")
        )
        self.column: Column | None = None
        self.progress: Progress | None = None
        self.soluble, self.absorbed, self.opening = np.inf, 0.0, 1.0
        self.loosening = np.zeros(len(self.mesh.width_um) + 1)

    def put_on(self, step: SolutionStep) -> None:
        """All coats of one solution, until it is taken off."""
        column = skin_column(
            self.stack,
            self.mesh,
            Corneum.for_acid(step.film.permeability_um_s),
            step.film.solute,
            film_um=self.coat_um,
            eased=step.eased,
            evaporates_per_s=step.evaporates_per_s,
            retained=step.retained,
        )
        self._change_to(column)
        self.soluble, self.opening = step.film.soluble_mol_l, disruption(step.film.ph)
        ends = (*step.coats_s[1:], step.off_s)
        for number, (start, end) in enumerate(zip(step.coats_s, ends, strict=True), start=1):
            self._coat(step.film, number)
            self._go_on(end - start)
        self._take_off(step.left)

    def afterwards(self) -> None:
        """Until what is in the skin is spent."""
        self.opening = 1.0
        self._go_on(_AFTERWARDS_S)

    def loosened_um(self) -> float:
        """Corneum that comes apart, by the acid that it held, for how long, and at which pH."""
        column, _ = self._state()
        half = parameter("peel.corneum.loosening") * _S_PER_MIN
        inside = slice(1, 1 + self.mesh.corneum)
        held = self.loosening[inside]
        return float((column.width_um[inside] * held / (half + held)).sum())

    def killed_um(self) -> float:
        """Living skin that used up its bases, half of a cell's last stretch counting in part."""
        column, progress = self._state()
        at = self.living.killed
        share = np.clip((progress.peak - 0.5 * at) / (0.5 * at), 0.0, 1.0)
        inside = slice(1 + self.mesh.corneum, None)
        return float((column.width_um[inside] * share[inside]).sum())

    def _state(self) -> tuple[Column, Progress]:
        if self.column is None or self.progress is None:
            raise RuntimeError("nothing was put on")
        return self.column, self.progress

    def _change_to(self, column: Column) -> None:
        """Another solution: corneum holds what it held, by its new liking for the acid."""
        if self.column is None or self.progress is None:
            self.column, self.progress = column, Progress.untouched(column)
            return
        ratio = self.column.partition / column.partition
        self.progress.free *= ratio
        self.progress.salt *= ratio
        self.progress.free[0] = self.progress.salt[0] = 0.0
        self.column = column

    def _coat(self, film: Film, number: int) -> None:
        """One more coat over what is left of those before; it evaporates from its surface only."""
        column, progress = self._state()
        width, washed = column.width_um.copy(), column.washed_per_s.copy()
        washed[0] *= width[0] / (number * self.coat_um)
        width[0] = number * self.coat_um
        self.column = replace(column, width_um=width, washed_per_s=washed)
        kept = (number - 1) / number
        progress.free[0] = kept * progress.free[0] + film.free_mol_l / number
        progress.salt[0] = kept * progress.salt[0] + film.salt_mol_l / number

    def _go_on(self, seconds: float) -> None:
        column, progress = self._state()
        before, dose = self._in_film() + progress.through[3], progress.dose.copy()
        advance(
            column,
            progress,
            seconds,
            reaction=REACTION,
            soluble=self.soluble,
            living=self.living,
            refine=self.refine,
        )
        self.loosening += self.opening * column.partition * (progress.dose - dose)
        self.absorbed += float(before - self._in_film() - progress.through[3])

    def _in_film(self) -> float:
        column, progress = self._state()
        return float(column.width_um[0] * (progress.free[0] + progress.salt[0]))

    def _take_off(self, left: float) -> None:
        """Leave a share of the film on; without any, only what evaporates goes back out."""
        column, progress = self._state()
        width, free, salt = column.width_um.copy(), column.free.copy(), column.salt.copy()
        if left > 0.0:
            width[0] *= left
        else:
            salt[0] = 0.0
            if column.washed_per_s[0] == 0.0:
                free[0] = 0.0
            width[0] = _BARE_UM
            progress.free[0] = progress.salt[0] = 0.0
        washed = column.washed_per_s.copy()
        washed[0] *= column.width_um[0] / width[0]
        self.column = replace(column, width_um=width, free=free, salt=salt, washed_per_s=washed)
