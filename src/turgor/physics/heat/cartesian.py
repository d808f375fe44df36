"""The same heat in three dimensions: the check of what is axisymmetric, and for what is not.

Written apart from the (r, z) cells (voxels, its own fluxes); only layers, boiling, stages and
damage are shared. Nothing is removed here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.compute import jit
from turgor.errors import InputError
from turgor.evidence import parameter
from turgor.physics.heat.cells import RowHeat, checked_edges, row_heat
from turgor.physics.heat.cooling import Cooling, no_cooling, phases
from turgor.physics.heat.damage import DamageSet, DamageTally
from turgor.physics.heat.layers import ThermalLayer
from turgor.physics.heat.march import enthalpies, stage_weights, stages_for, temperatures
from turgor.physics.heat.pulse import PulseTrain
from turgor.physics.heat.through_time import Course

FloatArray = NDArray[np.float64]

#: no step is longer than what these many stages cover
_MOST_STAGES = 61
#: steps of a lit stretch at least; growth of a step at most
_LIT_STEPS, _GROWTH = 8, 1.5


@dataclass(frozen=True, slots=True)
class BlockRun:
    """What a block went through; fields (n_z, n_y, n_x), as in ``HeatRun``.

    absorbed_mj, stored_mj : of the balance. time_s, hottest_c : course.
    """

    peak_c: FloatArray
    end_c: FloatArray
    log_damage: Mapping[str, FloatArray]
    absorbed_mj: float
    stored_mj: float
    time_s: FloatArray
    hottest_c: FloatArray


@jit
def _block_rate(
    t: FloatArray, cx: FloatArray, cy: FloatArray, cz: FloatArray, along: FloatArray,
    perfusion: FloatArray, medium: float, blood: float, source: FloatArray, rate: FloatArray,
) -> None:  # fmt: skip
    """Rate of enthalpy, J/(cm³·s). cx, cy (2, n) as _sides, cz as _depths; along in pW/(K·µm)."""
    n_z, n_y, n_x = t.shape
    for k in range(n_z):
        for j in range(n_y):
            for i in range(n_x):
                here = t[k, j, i]
                above = t[k - 1, j, i] if k > 0 else medium
                flow = cz[0, k] * (above - here)
                if k < n_z - 1:
                    flow += cz[1, k] * (t[k + 1, j, i] - here)
                side = 0.0
                if j > 0:
                    side += cy[0, j] * (t[k, j - 1, i] - here)
                if j < n_y - 1:
                    side += cy[1, j] * (t[k, j + 1, i] - here)
                if i > 0:
                    side += cx[0, i] * (t[k, j, i - 1] - here)
                if i < n_x - 1:
                    side += cx[1, i] * (t[k, j, i + 1] - here)
                rate[k, j, i] = (
                    flow + along[k] * side + source[k, j, i] + perfusion[k] * (blood - here)
                )


def _sides(edges: FloatArray) -> FloatArray:
    """(2, n): 1/(distance to the neighbour · own width), to the one before and the one after."""
    width = np.diff(edges)
    middle = 0.5 * (edges[1:] + edges[:-1])
    gap = np.diff(middle)
    out = np.zeros((2, len(width)))
    out[0, 1:] = 1.0 / (gap * width[1:])
    out[1, :-1] = 1.0 / (gap * width[:-1])
    return out


def _depths(edges: FloatArray, rows: RowHeat, transfer: float) -> FloatArray:
    """(2, n): the same over depth with conductivity, J/(cm³·s·K); the first towards the medium."""
    width = np.diff(edges)
    half = 0.5 * width / (rows.across * 1e6)
    out = np.zeros((2, len(width)))
    face = 1.0 / (half[1:] + half[:-1])
    out[0, 1:] = face / width[1:]
    out[1, :-1] = face / width[:-1]
    if transfer > 0.0:
        out[0, 0] = 1.0 / (half[0] + 1.0 / transfer) / width[0]
    return out


class _Block:
    """A block on its way."""

    def __init__(
        self, rows: RowHeat, edges: tuple[FloatArray, FloatArray, FloatArray], start: FloatArray,
        damage: Sequence[DamageSet], course: Course,
    ) -> None:  # fmt: skip
        self.rows, self.edges, self.course = rows, edges, course
        self.shape = start.shape
        flat = (start.shape[0], start.shape[1] * start.shape[2])
        self.h, self.padded = np.zeros(flat), np.zeros((flat[0] + 2, flat[1] + 2))
        enthalpies(start.reshape(flat), rows.capacity, rows.latent, self.h)
        self.cx, self.cy = _sides(edges[2]), _sides(edges[1])
        self.tally = DamageTally(damage, flat, course.damage_dtype, course.exact_damage)
        self.blood = parameter("heat.body")
        self.last_step = np.inf
        self.read()

    def read(self) -> FloatArray:
        """Temperatures from enthalpies, as a block."""
        temperatures(self.h, self.rows.capacity, self.rows.latent, self.padded)
        self.t = np.ascontiguousarray(self.padded[1:-1, 1:-1]).reshape(self.shape)
        return self.t

    def switch(self, cooling: Cooling, cooled: bool) -> None:
        """Set what the surface meets."""
        self.medium = cooling.medium_c
        self.cz = _depths(self.edges[0], self.rows, cooling.transfer_w_m2k if cooled else 0.0)
        sides = 1e6 * self.rows.along * (self.cx.sum(axis=0).max() + self.cy.sum(axis=0).max())
        total = self.cz.sum(axis=0) + sides + 0.5 * self.rows.perfusion
        self.fastest = float((2.0 * total / self.rows.capacity).max())
        self.last_step = np.inf

    def rate(self, t: FloatArray, source: FloatArray) -> FloatArray:
        """Rate of enthalpy (n_z, n_y·n_x)."""
        out = np.empty(self.shape)
        _block_rate(
            t, self.cx, self.cy, self.cz, 1e6 * self.rows.along, self.rows.perfusion, self.medium,
            self.blood, source, out,
        )  # fmt: skip
        return out.reshape(self.h.shape)

    def step(self, source: FloatArray, left_s: float, most_s: float, rise: float) -> float:
        """One step; its length, s. most_s : longest while lit."""
        first = self.rate(self.t, source)
        moving = np.abs(first) / self.rows.capacity[:, None]
        moving[(self.padded[1:-1, 1:-1] == 100.0)] = 0.0
        wanted = max(self.course.step_c, self.course.step_share * rise)
        cover = 0.5 * (_MOST_STAGES**2 + _MOST_STAGES - 2.0) / self.fastest
        step = min(
            wanted / max(float(moving.max()), 1e-30), _GROWTH * self.last_step, most_s, cover
        )
        step = left_s if left_s <= step * (1.0 + 1e-9) else min(step, 0.5 * left_s)
        stages = stages_for(step, self.fastest)
        weights = stage_weights(stages, step)
        then = self.padded.copy()
        start, older, before = self.h.copy(), self.h.copy(), self.h + weights[1, 4] * first
        for w in weights[2:]:
            self.h[:] = before
            now = w[0] * before + w[1] * older + w[2] * start + w[4] * first
            older, before = before, now + w[3] * self.rate(self.read(), source)
        self.h[:] = before
        self.read()
        self.tally.add(then, self.padded, step)
        self.last_step = step
        return step


def heat_block(
    layers: Sequence[ThermalLayer],
    source_j_cm3: FloatArray,
    edges_um: tuple[FloatArray, FloatArray, FloatArray],
    pulse: PulseTrain,
    cooling: Cooling | None = None,
    *,
    initial_c: float | None = None,
    damage: Sequence[DamageSet] = (),
    course: Course | None = None,
) -> BlockRun:
    """Heat in a block of voxels. edges_um : of z (from the surface), y and x, each from 0.

    source_j_cm3 (n_z, n_y, n_x) : heat from each pulse. Every face but the surface lets no heat
    through. Errors: InputError for edges or a source that don't fit.
    """
    z, y, x = (checked_edges(e, name) for e, name in zip(edges_um, "zyx", strict=True))
    shape = (len(z) - 1, len(y) - 1, len(x) - 1)
    if source_j_cm3.shape != shape:
        raise InputError(f"the source has shape {source_j_cm3.shape}; the grid's is {shape}")
    asked, cooled = course or Course(), cooling or no_cooling()
    begin = parameter("heat.body") if initial_c is None else initial_c
    block = _Block(row_heat(layers, z), (z, y, x), np.full(shape, begin), damage, asked)
    lit = np.ascontiguousarray(source_j_cm3 / (1e-3 * pulse.pulse_ms), dtype=np.float64)
    dark = np.zeros(shape)
    volume = (np.diff(z)[:, None, None] * np.diff(y)[:, None] * np.diff(x)).reshape(block.h.shape)
    held = float((block.h * volume).sum())
    peak, times, hottest = block.t.copy(), [0.0], [begin]
    latest = pulse.end_s + asked.longest_s
    for phase in phases(pulse, cooled):
        block.switch(cooled, phase.cooled)
        now, end = phase.start_s, min(phase.end_s, latest)
        most = (phase.end_s - phase.start_s) / _LIT_STEPS if phase.lit else np.inf
        after = now >= pulse.end_s * (1.0 - 1e-12)
        while end - now > 1e-13 * (abs(end) + abs(now)):
            if after and hottest[-1] < asked.until_c:
                break
            source = lit if phase.lit else dark
            now += block.step(source, end - now, most, max(hottest[-1] - begin, 0.0))
            peak = np.maximum(peak, block.t)
            times.append(now)
            hottest.append(float(block.t.max()))
    stored = 1e-9 * (float((block.h * volume).sum()) - held)
    absorbed = 1e-9 * pulse.count * float((source_j_cm3.reshape(volume.shape) * volume).sum())
    logs = {name: field.reshape(shape) for name, field in block.tally.logs().items()}
    return BlockRun(peak, block.t, logs, absorbed, stored, np.array(times), np.array(hottest))
