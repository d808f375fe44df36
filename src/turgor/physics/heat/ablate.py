"""Ablation by light that water stops within µm (2.94 and 10.6 µm): a drilled channel and its rim.

Beer and Lambert from a moving front, in the same solver as every other heat. Energy is booked
exactly, column by column, and the front moves within cells, so cells need not resolve 1.2 µm.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.errors import InputError
from turgor.physics.heat.axisymmetric import starting_c
from turgor.physics.heat.cells import Cells, make_cells
from turgor.physics.heat.cooling import Cooling, no_cooling
from turgor.physics.heat.damage import DamageSet
from turgor.physics.heat.front import shine
from turgor.physics.heat.layers import ThermalLayer
from turgor.physics.heat.pulse import PulseTrain
from turgor.physics.heat.removal import Removal
from turgor.physics.heat.run import HeatRun
from turgor.physics.heat.through_time import Course, follow
from turgor.physics.heat.train import hold_train

FloatArray = NDArray[np.float64]

SHAPES = ("flat", "gaussian")
#: energies and spots of any fractional or resurfacing laser lie well within these
_ENERGY_MJ, _SPOT_UM = (1e-4, 1e5), (1.0, 2e4)
#: 1/mm: water's own least and most between 1.3 and 11 µm, with room for effective values
_ABSORPTION_MM = (1.0, 5e3)
#: a crater whose light falls to 1/e within 50 µm drills nothing
_MOST_LOSS_MM = 20.0
#: while light is on the front moves by at most this share of the thinnest row in a step
_ADVANCE = 0.5
#: and a pulse has this many steps at least
_STEPS = 48
#: how finely a channel is followed unless told: half as finely as a zone, as its rim shows no
#: difference (0.02 µm)
COURSE = Course(step_share=0.1, step_c=2.0)


@dataclass(frozen=True, slots=True)
class Beam:
    """One pulse that enters the tissue: energy_mj on a spot of spot_um.

    spot_um : diameter, of a flat beam, or at 1/e² of a Gaussian one.
    """

    energy_mj: float
    spot_um: float
    shape: str = "gaussian"

    def __post_init__(self) -> None:
        """Hold what a laser can do."""
        if self.shape not in SHAPES:
            raise InputError(f"beam '{self.shape}' is unknown; allowed: {', '.join(SHAPES)}")
        if not _ENERGY_MJ[0] <= self.energy_mj <= _ENERGY_MJ[1]:
            raise InputError(
                f"a pulse of {self.energy_mj:g} mJ; allowed: {_ENERGY_MJ[0]:g} to "
                f"{_ENERGY_MJ[1]:g} mJ (is it in J?)"
            )
        if not _SPOT_UM[0] <= self.spot_um <= _SPOT_UM[1]:
            raise InputError(
                f"a spot of {self.spot_um:g} µm; allowed: {_SPOT_UM[0]:g} to {_SPOT_UM[1]:g} µm "
                "(is it in mm?)"
            )

    def shares(self, r_edges_um: FloatArray) -> FloatArray:
        """Share of the energy on each ring between edges; what falls outside them is left out."""
        radius = 0.5 * self.spot_um
        if self.shape == "gaussian":
            return -np.diff(np.exp(-2.0 * (r_edges_um / radius) ** 2))
        return np.diff(np.minimum(r_edges_um / radius, 1.0) ** 2)


class _Front:
    """Light on a moving front, as ``Source`` has it."""

    paces = True

    def __init__(
        self, cells: Cells, beam_pj_s: FloatArray, absorption_um: FloatArray, removal: Removal,
        loss_um: float,
    ) -> None:  # fmt: skip
        self._beam, self._absorption, self._removal = beam_pj_s, absorption_um, removal
        self._power, self._loss = np.zeros(removal.shape), loss_um
        self.lost_pj_s = 0.0
        area = np.pi * np.diff(cells.r_edges_um**2)
        thin = float(np.diff(cells.z_edges_um).min())
        self._drill_s = _ADVANCE * thin * removal.least_j_cm3 / float((beam_pj_s / area).max())

    def power(self, cells: Cells) -> FloatArray:
        """Where the light goes with the front as it is."""
        beam = self._beam
        if self._loss > 0.0:
            depth = cells.z_edges_um[-1] - cells.thickness_um.sum(axis=0)
            beam = beam * np.exp(-self._loss * depth)
        self.lost_pj_s = shine(cells.thickness_um, beam, self._absorption, self._power)
        self.lost_pj_s += float((self._beam - beam).sum())
        return self._power

    def longest_step_s(self, cells: Cells, lit_s: float) -> float:
        """A step that moves the front by a part of a cell."""
        return min(self._drill_s, lit_s / _STEPS)

    def remove(self, cells: Cells, enthalpy: FloatArray) -> float:
        """Take away what is past the ablation enthalpy."""
        return self._removal.apply(cells, enthalpy, self._absorption)


def ablate_zone(
    layers: Sequence[ThermalLayer],
    beam: Beam,
    absorption_mm: float | FloatArray,
    ablation_j_cm3: float,
    r_edges_um: FloatArray,
    z_edges_um: FloatArray,
    pulse: PulseTrain,
    cooling: Cooling | None = None,
    *,
    initial_c: float | FloatArray | None = None,
    damage: Sequence[DamageSet] = (),
    course: Course | None = None,
    start: HeatRun | None = None,
    crater_loss_mm: float = 0.0,
) -> HeatRun:
    """One zone under an ablative beam: what is removed, and heat and damage in what is left.

    absorption_mm : effective coefficient, one or by row (n_z,). ablation_j_cm3 : heat that a
    volume takes along, above body temperature. beam is that of each pulse of the train; its light
    is collimated and stays in its column. crater_loss_mm : by how much, 1/mm, what has been taken
    away weakens the light on its way down the crater. The rest as in ``heat_zone``. Rows of a
    quarter of the absorption length, or of 3 µm where that is more, are fine enough
    (docs/science/heat.md).

    Errors: InputError for coefficients beyond reason, and as for heat_zone.
    """
    cells = make_cells(layers, r_edges_um, z_edges_um)
    shape = cells.thickness_um.shape
    given = np.asarray(absorption_mm, dtype=np.float64)
    if given.shape not in ((), (shape[0],)):
        raise InputError(f"absorption has shape {given.shape}; allowed: one, or ({shape[0]},)")
    if not ((given >= _ABSORPTION_MM[0]) & (given <= _ABSORPTION_MM[1])).all():
        raise InputError(
            f"absorption is {given.min():g} to {given.max():g} 1/mm; allowed: "
            f"{_ABSORPTION_MM[0]:g} to {_ABSORPTION_MM[1]:g} 1/mm (is it in 1/cm?)"
        )
    if not 0.0 <= crater_loss_mm <= _MOST_LOSS_MM:
        raise InputError(
            f"a crater's loss of {crater_loss_mm:g} 1/mm; allowed: 0 to {_MOST_LOSS_MM:g} 1/mm"
        )
    absorption = np.ascontiguousarray(np.broadcast_to(1e-3 * given, shape[:1]))
    removal = Removal(cells, ablation_j_cm3)
    entering = 1e9 * beam.energy_mj / (1e-3 * pulse.pulse_ms) * beam.shares(cells.r_edges_um)
    source = _Front(cells, entering, absorption, removal, 1e-3 * crater_loss_mm)
    begin = starting_c(initial_c, shape) if start is None else start
    cooled = cooling or no_cooling()
    hold_train(cells, source, pulse, cooled, begin, removes=True)
    return follow(cells, source, pulse, cooled, begin, damage, course or COURSE)
