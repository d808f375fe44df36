"""Follow a zone through pulses and the cooling after them, in steps that the heat flow sets."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import DTypeLike, NDArray

from turgor.compute import jit
from turgor.errors import InputError
from turgor.evidence import parameter
from turgor.physics.heat.cells import Cells
from turgor.physics.heat.cooling import Cooling, phases
from turgor.physics.heat.damage import DamageSet, DamageTally
from turgor.physics.heat.march import advance, enthalpies, heat_rate, stages_for, stiffness
from turgor.physics.heat.march import temperatures as write_temperatures
from turgor.physics.heat.pulse import PulseTrain
from turgor.physics.heat.run import HeatBudget, HeatRun
from turgor.physics.heat.source import Source

FloatArray = NDArray[np.float64]

#: no step is longer than what these many stages cover
_MOST_STAGES = 101
#: a step is at most this much longer than the one before
_GROWTH = 1.5
#: steps between two tallies of damage while a front paces them
_TALLY_EVERY = 4
#: times that differ by no more than this share are one
_SAME = 1e-13


@dataclass(frozen=True, slots=True)
class Course:
    """How long and how finely a zone is followed.

    until_c : left once nothing is hotter and no pulse is to come. longest_s : left at the latest
    this long after the last pulse. step_share, step_c : in one step no cell changes by more than
    this share of the hottest rise, or this many K where that is more. fixed_step_s : steps of that
    length instead. damage_dtype, exact_damage : as in DamageTally.
    """

    until_c: float = 45.0
    longest_s: float = 60.0
    step_share: float = 0.05
    step_c: float = 1.0
    fixed_step_s: float = 0.0
    damage_dtype: DTypeLike = np.float64
    exact_damage: bool = False


@jit
def _fastest(rate: FloatArray, h: FloatArray, capacity: FloatArray, latent: FloatArray) -> float:
    """Fastest change of temperature anywhere, K/s; what boils doesn't change."""
    most = 0.0
    n_z, n_r = h.shape
    for i in range(n_z):
        low, high = 100.0 * capacity[i], 100.0 * capacity[i] + latent[i]
        for j in range(n_r):
            if h[i, j] < low or h[i, j] > high:
                most = max(most, abs(rate[i, j]) / capacity[i])
    return most


@jit
def _raise_peak(t: FloatArray, thickness: FloatArray, peak: FloatArray) -> float:
    """Note new highest temperatures; the hottest of what is left."""
    hottest = -1e300
    n_z, n_r = peak.shape
    for i in range(n_z):
        for j in range(n_r):
            peak[i, j] = max(peak[i, j], t[i + 1, j + 1])
            if thickness[i, j] > 0.0:
                hottest = max(hottest, t[i + 1, j + 1])
    return hottest


class _Zone:
    """A zone on its way: its state, and all that is tallied."""

    def __init__(
        self, cells: Cells, source: Source, begin: FloatArray | HeatRun,
        damage: Sequence[DamageSet], course: Course,
    ) -> None:  # fmt: skip
        self.cells, self.source, self.course = cells, source, course
        shape = cells.thickness_um.shape
        rows = cells.rows
        self.h, self.t = np.zeros(shape), np.zeros((shape[0] + 2, shape[1] + 2))
        self.tally = DamageTally(damage, shape, course.damage_dtype, course.exact_damage)
        if isinstance(begin, HeatRun):
            self._go_on(begin)
        else:
            enthalpies(begin, rows.capacity, rows.latent, self.h)
        write_temperatures(self.h, rows.capacity, rows.latent, self.t)
        self.then, self.waiting_s, self.waited = self.t.copy(), 0.0, 0
        self.start_h = self.h.copy()
        self.start_thickness = cells.thickness_um.copy()
        self.start_t = self.t[1:-1, 1:-1].copy()
        self.warmest_start = float(self.start_t.max())
        self.peak = begin.peak_c.copy() if isinstance(begin, HeatRun) else self.start_t.copy()
        self.blood = parameter("heat.body")
        self.dark = np.zeros(shape)
        self.rate, self.work = np.zeros(shape), np.zeros((2, *shape))
        self.absorbed = self.surface = self.blood_heat = self.taken = self.passed = 0.0
        self.outer_rise = 0.0
        self.time: list[float] = []
        self.hottest: list[float] = []
        self.steps = self.stages = 0
        self.last_step = math.inf

    def _go_on(self, begin: HeatRun) -> None:
        if begin.enthalpy_j_cm3.shape != self.h.shape:
            raise InputError("a run goes on only on the grid that it began on")
        self.h[:] = begin.enthalpy_j_cm3
        self.cells.thickness_um[:] = begin.thickness_um
        for one, omega in zip(self.tally.sets, self.tally.omega, strict=True):
            if one.name in begin.log_damage:
                omega[:] = np.exp(begin.log_damage[one.name])

    def switch(self, medium_c: float, transfer: float) -> None:
        """Set what the surface meets from here on."""
        self.t[0, :] = medium_c
        self.transfer = transfer
        self._relink()
        self.last_step = math.inf

    def _relink(self) -> None:
        cells = self.cells
        cells.link(self.transfer)
        self.fastest = stiffness(
            cells.down, cells.out, cells.per_volume, cells.perfused, cells.rows.capacity
        )

    def note(self, time_s: float) -> float:
        """Raise peaks and the course; the hottest temperature of what is left."""
        hottest = _raise_peak(self.t, self.cells.thickness_um, self.peak)
        self.time.append(time_s)
        self.hottest.append(hottest)
        t, start = self.t[1:-1, 1:-1], self.start_t
        self.outer_rise = max(
            self.outer_rise,
            float((t[-1] - start[-1]).max()),
            float((t[:, -1] - start[:, -1]).max()),
        )
        return hottest

    def step(self, lit: bool, left_s: float, lit_s: float) -> float:
        """One step of at most left_s; its length, s. lit_s : length of the whole lit stretch."""
        cells, rows = self.cells, self.cells.rows
        power = self.source.power(cells) if lit else self.dark
        heat_rate(
            self.t, cells.down, cells.out, cells.per_volume, cells.perfused, self.blood, power,
            self.rate,
        )  # fmt: skip
        step = self._length(lit, left_s, lit_s)
        stages = stages_for(step, self.fastest)
        surface, blood_heat = advance(
            self.h, self.t, cells.down, cells.out, cells.per_volume, cells.perfused, self.blood,
            power, rows.capacity, rows.latent, self.work, self.rate, step, stages,
        )  # fmt: skip
        self.surface += surface
        self.blood_heat += blood_heat
        if lit:
            self.absorbed += step * float(power.sum())
            self.passed += step * self.source.lost_pj_s
            taken = self.source.remove(cells, self.h)
            if taken != 0.0:
                self.taken += taken
                write_temperatures(self.h, rows.capacity, rows.latent, self.t)
                self._relink()
        self._tally(step, lit and self.source.paces and step < left_s)
        self.steps += 1
        self.stages += stages
        self.last_step = step
        return step

    def _tally(self, step: float, may_wait: bool) -> None:
        """Add up damage; where a front paces the steps they are far shorter than damage needs."""
        self.waiting_s += step
        self.waited += 1
        if may_wait and self.waited < _TALLY_EVERY:
            return
        self.tally.add(self.then, self.t, self.waiting_s)
        self.then[:] = self.t
        self.waiting_s, self.waited = 0.0, 0

    def _length(self, lit: bool, left_s: float, lit_s: float) -> float:
        course = self.course
        if course.fixed_step_s > 0.0:
            step = course.fixed_step_s
        elif lit and self.source.paces:
            step = self.source.longest_step_s(self.cells, lit_s)
        else:
            rise = max(self.hottest[-1] - self.warmest_start, 0.0)
            wanted = max(course.step_c, course.step_share * rise)
            rows = self.cells.rows
            fastest = _fastest(self.rate, self.h, rows.capacity, rows.latent)
            step = min(wanted / max(fastest, 1e-30), _GROWTH * self.last_step)
            if lit:
                step = min(step, self.source.longest_step_s(self.cells, lit_s))
        most = 0.25 * (_MOST_STAGES**2 + _MOST_STAGES - 2.0) * 2.0 / max(self.fastest, 1e-30)
        step = min(step, most)
        if left_s <= step * (1.0 + 1e-9):
            return left_s
        return min(step, 0.5 * left_s) if left_s < 2.0 * step else step


def follow(
    cells: Cells, source: Source, pulse: PulseTrain, cooling: Cooling,
    begin: FloatArray | HeatRun, damage: Sequence[DamageSet], course: Course,
) -> HeatRun:  # fmt: skip
    """Follow a zone from the start of its cooling to the end of its course.

    begin : temperatures (n_z, n_r), or a run to go on from. Errors: InputError where that run's
    grid is another.
    """
    latest = pulse.end_s + course.longest_s
    zone = _Zone(cells, source, begin, damage, course)
    stretches = phases(pulse, cooling)
    for phase in stretches:
        zone.switch(cooling.medium_c, cooling.transfer_w_m2k if phase.cooled else 0.0)
        now, end = phase.start_s, min(phase.end_s, latest)
        hottest = zone.note(now)
        last = phase.end_s > pulse.end_s and now >= pulse.end_s * (1.0 - 1e-12)
        while end - now > _SAME * (abs(end) + abs(now)):
            if last and hottest < course.until_c:
                break
            now += zone.step(phase.lit, end - now, phase.end_s - phase.start_s)
            hottest = zone.note(now)
    return _result(zone)


def _result(zone: _Zone) -> HeatRun:
    cells = zone.cells
    area = np.pi * np.diff(cells.r_edges_um**2)
    left = cells.thickness_um.sum(axis=0)
    front = cells.z_edges_um[-1] - left
    # what is left of each row of the grid as it was, for what removed tissue held at the start
    kept = np.minimum(
        np.clip(cells.z_edges_um[1:, None] - front[None, :], 0.0, None), zone.start_thickness
    )
    held_kept = float((zone.start_h * kept * area).sum())
    held = float((zone.start_h * zone.start_thickness * area).sum())
    stored = float((zone.h * cells.volume_um3).sum()) - held_kept
    removed = zone.taken - (held - held_kept)
    pj = (zone.absorbed, stored, removed, zone.surface, zone.blood_heat, zone.passed)
    budget = HeatBudget(*(1e-9 * part for part in pj))
    return HeatRun(
        cells.r_edges_um, cells.z_edges_um, zone.peak,
        np.where(cells.thickness_um > 0.0, zone.t[1:-1, 1:-1], np.nan),
        zone.tally.logs(), cells.thickness_um <= 0.0, front, zone.h,
        cells.thickness_um, np.array(zone.time), np.array(zone.hottest), zone.outer_rise, budget,
        zone.steps, zone.stages,
    )  # fmt: skip
