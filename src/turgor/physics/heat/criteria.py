"""What has become of heated tissue: untouched, heat-shocked, coagulated or removed."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.errors import InputError
from turgor.evidence import parameter
from turgor.physics.heat.damage import DamageSet, damage_set
from turgor.physics.heat.run import HeatRun

FloatArray = NDArray[np.float64]

#: state -> number, as ``CrossSection`` draws it
STATES = ("untouched", "heat-shocked", "coagulated", "removed")


@dataclass(frozen=True, slots=True)
class Criterion:
    """Tissue counts as ``name`` where a process' Ω reaches ``omega``."""

    name: str
    process: DamageSet
    omega: float

    @property
    def log_omega(self) -> float:
        """ln of the threshold."""
        return float(np.log(self.omega))

    def excess(self, log_damage: Mapping[str, FloatArray]) -> FloatArray:
        """ln Ω above the threshold, for contours that lie between cells; -inf where no damage.

        Errors: InputError where the run did not tally this process.
        """
        if self.process.name not in log_damage:
            raise InputError(
                f"the run did not tally '{self.process.name}', which '{self.name}' needs"
            )
        return log_damage[self.process.name] - self.log_omega


def criteria() -> dict[str, Criterion]:
    """The three criteria under the present draw.

    coagulated : cells are killed where they lie (Henriques and Moritz). denatured : collagen has
    lost its order, which takes some 17 K more at 10 ms (Maitland and Walsh). heat-shocked : cells
    answer with heat-shock proteins (from Ortner and others), and live where they are not killed.
    """
    return {
        name: Criterion(name, damage_set(process), parameter(f"damage.{key}.omega"))
        for name, key, process in (
            ("coagulated", "coagulated", "henriques"),
            ("denatured", "denatured", "collagen"),
            ("heat-shocked", "heat_shocked", "heat_shock"),
        )
    }


def tissue_state(run: HeatRun, by: Mapping[str, Criterion] | None = None) -> NDArray[np.uint8]:
    """Number of STATES by cell (n_z, n_r); what is denatured counts as coagulated.

    Errors: InputError where the run lacks a process that a criterion needs.
    """
    known = criteria() if by is None else by
    state = np.zeros(run.peak_c.shape, dtype=np.uint8)
    state[known["heat-shocked"].excess(run.log_damage) >= 0.0] = 1
    for name in ("coagulated", "denatured"):
        state[known[name].excess(run.log_damage) >= 0.0] = 2
    state[run.removed] = 3
    return state
