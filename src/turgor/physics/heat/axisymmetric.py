"""Heat about an axis: a given source over pulses in layered tissue, with boiling and damage."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from turgor.errors import InputError
from turgor.evidence import parameter
from turgor.physics.heat.cells import make_cells
from turgor.physics.heat.cooling import Cooling, no_cooling
from turgor.physics.heat.damage import DamageSet
from turgor.physics.heat.layers import ThermalLayer
from turgor.physics.heat.pulse import PulseTrain
from turgor.physics.heat.removal import Removal
from turgor.physics.heat.run import HeatRun
from turgor.physics.heat.source import Deposit
from turgor.physics.heat.through_time import Course, follow
from turgor.physics.heat.train import hold_train

FloatArray = NDArray[np.float64]

#: hotter than any tissue starts a session, colder than any that is alive, °C
_START_C = (-5.0, 100.0)
#: a source that would heat tissue by more than this in one pulse is a slip of units, J/cm³
_MOST_J_CM3 = 1e6


def heat_zone(
    layers: Sequence[ThermalLayer],
    source_j_cm3: FloatArray,
    r_edges_um: FloatArray,
    z_edges_um: FloatArray,
    pulse: PulseTrain,
    cooling: Cooling | None = None,
    *,
    initial_c: float | FloatArray | None = None,
    ablation_j_cm3: float | None = None,
    damage: Sequence[DamageSet] = (),
    course: Course | None = None,
    start: HeatRun | None = None,
) -> HeatRun:
    """Temperature, damage and energy balance of one zone.

    source_j_cm3 (n_z, n_r) : heat from each pulse. initial_c : number, profile (n_z,) or field
    (n_z, n_r); default body temperature. ablation_j_cm3 : heat above body temperature at which
    cells at the open surface are removed; None: none are. start : goes on from a run on the same
    grid (its temperatures, boiling, removed tissue and damage) instead of initial_c. Outer and
    lower faces let no heat through: symmetry between zones, or far enough (outer_rise_c says).

    Errors: InputError for shapes that don't fit, a source below 0 or beyond reason, a train that
    never cools (``train``).
    """
    cells = make_cells(layers, r_edges_um, z_edges_um)
    shape = cells.thickness_um.shape
    heat = np.ascontiguousarray(source_j_cm3, dtype=np.float64)
    if heat.shape != shape:
        raise InputError(f"the source has shape {heat.shape}; the grid's is {shape}")
    if not ((heat >= 0.0) & (heat < _MOST_J_CM3)).all():
        raise InputError(
            f"the source spans {heat.min():g} to {heat.max():g} J/cm³; allowed: 0 to "
            f"{_MOST_J_CM3:g} (is its energy in J where mJ is meant?)"
        )
    power = heat * cells.volume_um3 / (1e-3 * pulse.pulse_ms)
    cooled = cooling or no_cooling()
    begin = starting_c(initial_c, shape) if start is None else start
    removal = None if ablation_j_cm3 is None else Removal(cells, ablation_j_cm3)
    source = Deposit(power, removal)
    hold_train(cells, source, pulse, cooled, begin, removes=removal is not None)
    return follow(cells, source, pulse, cooled, begin, damage, course or Course())


def starting_c(initial_c: float | FloatArray | None, shape: tuple[int, int]) -> FloatArray:
    """A field of temperatures from a number, a profile over depth or a field.

    Errors: InputError where the shape doesn't fit or a temperature is none of living tissue.
    """
    given = parameter("heat.body") if initial_c is None else initial_c
    field = np.asarray(given, dtype=np.float64)
    if field.ndim == 1:
        field = field[:, None]
    try:
        field = np.broadcast_to(field, shape).copy()
    except ValueError:
        raise InputError(
            f"initial temperatures have shape {np.shape(given)}; allowed: one, (n_z,), {shape}"
        ) from None
    if not ((field >= _START_C[0]) & (field <= _START_C[1])).all():
        raise InputError(
            f"tissue starts at {field.min():g} to {field.max():g} °C; allowed: {_START_C[0]:g} to "
            f"{_START_C[1]:g} °C"
        )
    return field
