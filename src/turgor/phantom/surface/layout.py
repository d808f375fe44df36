"""Centre lines, and random skins that hold every kind of wrinkle."""

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from turgor.phantom.surface.furrow import arc_length_um
from turgor.phantom.surface.section import SECTIONS
from turgor.phantom.surface.spec import FormSpec, PoreSpec, ReliefSpec, SurfaceSpec, WrinkleSpec

F = NDArray[np.float64]
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class LayoutPlan:
    """How many of each kind to plant, and within which limits; lengths in mm, the rest in µm.

    width_over_depth : width at half depth over depth, so that deep lines are not slits.
    gap_um : least clear skin between the half-depth edges of two separate objects.
    """

    field_mm: tuple[float, float] = (20.0, 20.0)
    straight: int = 1
    curved: int = 2
    branching: int = 1
    crossing: int = 1
    fine_lines: int = 3
    depth_um: tuple[float, float] = (80.0, 400.0)
    width_um: tuple[float, float] = (300.0, 2000.0)
    width_over_depth: tuple[float, float] = (1.5, 6.0)
    length_mm: tuple[float, float] = (5.0, 14.0)
    fine_depth_um: tuple[float, float] = (40.0, 80.0)
    fine_width_um: tuple[float, float] = (120.0, 300.0)
    fine_length_mm: tuple[float, float] = (3.0, 8.0)
    gap_um: float = 800.0
    taper: tuple[float, float] = (0.1, 0.25)
    shoulder: tuple[float, float] = (0.0, 0.0)
    depth_variation: tuple[float, float] = (0.0, 0.2)


def straight_line(middle_um: Point, angle_deg: float, length_mm: float) -> F:
    """(2, 2) a straight centre line."""
    a, half = math.radians(angle_deg), 500.0 * length_mm
    step = np.array([math.cos(a), math.sin(a)]) * half
    return np.array([np.array(middle_um) - step, np.array(middle_um) + step])


def arc_line(middle_um: Point, angle_deg: float, length_mm: float, radius_mm: float) -> F:
    """(n, 2) an arc through ``middle_um``; pieces of about 50 µm; a negative radius bends back."""
    n = max(3, math.ceil(length_mm * 20) + 1)
    t = (np.linspace(-0.5, 0.5, n) * length_mm) / radius_mm
    x, y = 1000 * radius_mm * np.sin(t), 1000 * radius_mm * (1 - np.cos(t))
    a = math.radians(angle_deg)
    return np.column_stack(
        (
            middle_um[0] + x * math.cos(a) - y * math.sin(a),
            middle_um[1] + x * math.sin(a) + y * math.cos(a),
        )
    )


def wave_line(
    middle_um: Point, angle_deg: float, length_mm: float, amplitude_um: float, period_mm: float
) -> F:
    """(n, 2) a gently waving line whose chord has the given length."""
    n = max(3, math.ceil(length_mm * 20) + 1)
    x = np.linspace(-500.0, 500.0, n) * length_mm
    y = amplitude_um * np.sin(2 * np.pi * x / (1000 * period_mm))
    a = math.radians(angle_deg)
    return np.column_stack(
        (
            middle_um[0] + x * math.cos(a) - y * math.sin(a),
            middle_um[1] + x * math.sin(a) + y * math.cos(a),
        )
    )


def branch_line(trunk_um: F, share: float, turn_deg: float, length_mm: float) -> F:
    """(2, 2) a straight branch that starts on the trunk at ``share`` of its vertices."""
    k = min(len(trunk_um) - 2, int(share * (len(trunk_um) - 1)))
    along = trunk_um[k + 1] - trunk_um[k]
    a = math.atan2(along[1], along[0]) + math.radians(turn_deg)
    end = trunk_um[k] + 1000 * length_mm * np.array([math.cos(a), math.sin(a)])
    return np.array([trunk_um[k], end])


def _dense(line: F) -> F:
    """(n, 2) points of a polyline, at most about 0.2 mm apart."""
    own = arc_length_um(line)
    even = np.linspace(0.0, own[-1], math.ceil(float(own[-1]) / 200.0) + 1)
    return np.column_stack([np.interp(even, own, line[:, k]) for k in range(2)])


class _Plot:
    """The region that is being planted, and what stands there already."""

    def __init__(self, plan: LayoutPlan, rng: np.random.Generator) -> None:
        self.plan, self.rng = plan, rng
        self.taken: list[tuple[F, float]] = []
        self.wrinkles: list[WrinkleSpec] = []

    def free(self, line: F, width: float) -> bool:
        """True where the whole line lies inside and clear of every other object."""
        dense = _dense(line)
        limit = 500.0 * np.array(self.plan.field_mm) - 0.5 * width - 1000.0
        if np.any(np.abs(dense) > limit):
            return False
        return all(
            float(cKDTree(other).query(dense)[0].min()) > self.plan.gap_um + 0.5 * (width + w)
            for other, w in self.taken
        )

    def middle(self) -> Point:
        """A random place."""
        x, y = self.rng.uniform(-500, 500, 2) * np.array(self.plan.field_mm)
        return float(x), float(y)

    def body(self, fine: bool, name: str, line: F) -> WrinkleSpec:
        """A wrinkle of random depth, width and section on a line."""
        rng, plan = self.rng, self.plan
        depth = float(rng.uniform(*(plan.fine_depth_um if fine else plan.depth_um)))
        low, high = plan.fine_width_um if fine else plan.width_um
        if not fine:
            low = max(low, plan.width_over_depth[0] * depth)
            high = max(low, min(high, plan.width_over_depth[1] * depth))
        uneven = rng.uniform() < 0.35
        return WrinkleSpec(
            id=name,
            line_um=line,
            depth_um=depth,
            width_um=float(rng.uniform(low, high)),
            section=SECTIONS[int(rng.integers(len(SECTIONS)))],
            object_class="fine-line" if fine else "wrinkle",
            asymmetry=float(rng.uniform(0.3, 0.7)) if uneven else 0.5,
            taper_start=float(rng.uniform(*plan.taper)),
            taper_end=float(rng.uniform(*plan.taper)),
            depth_variation=float(rng.uniform(*plan.depth_variation)),
            shoulder=float(rng.uniform(*plan.shoulder)),
        )

    def line(self, kind: str, fine: bool) -> F:
        """A random centre line of one kind."""
        rng = self.rng
        length = float(rng.uniform(*(self.plan.fine_length_mm if fine else self.plan.length_mm)))
        angle = float(rng.uniform(0, 180))
        if kind == "curved" and rng.uniform() < 0.5:
            radius = float(rng.uniform(5, 20)) * (1 if rng.uniform() < 0.5 else -1)
            return arc_line(self.middle(), angle, length, radius)
        if kind == "curved":
            height = float(rng.uniform(150, 500))
            return wave_line(self.middle(), angle, length, height, float(rng.uniform(6, 12)))
        return straight_line(self.middle(), angle, length)

    def plant(self, kind: str, name: str) -> None:
        """Plant one object of a kind, or give up after many tries where there is no room."""
        fine = kind == "fine"
        for _ in range(300):
            shape = "curved" if kind in ("curved", "branching") else "straight"
            if fine and self.rng.uniform() < 0.5:
                shape = "curved"
            main = self.body(fine, name, self.line(shape, fine))
            members = [replace(main, layout=shape if kind == "fine" else kind)]
            if kind in ("branching", "crossing"):
                members.append(self.partner(kind, main))
            if all(self.free(w.line_um, w.width_um) for w in members):
                self.wrinkles += members
                self.taken += [(_dense(w.line_um), w.width_um) for w in members]
                return

    def partner(self, kind: str, main: WrinkleSpec) -> WrinkleSpec:
        """The branch of a trunk, or the wrinkle that crosses another."""
        rng = self.rng
        if kind == "branching":
            turn = float(rng.uniform(30, 60)) * (1 if rng.uniform() < 0.5 else -1)
            line = branch_line(main.line_um, float(rng.uniform(0.35, 0.65)), turn, 4.5)
            made = self.body(False, main.id + "b", line)
            depth = main.depth_um * float(rng.uniform(0.5, 0.9))
            width = main.width_um * float(rng.uniform(0.6, 1.0))
            return replace(made, depth_um=depth, width_um=width, taper_start=0.0, layout=kind)
        (ax, ay), (bx, by) = main.line_um[0], main.line_um[-1]
        share = float(rng.uniform(0.4, 0.6))
        middle = (float(ax + share * (bx - ax)), float(ay + share * (by - ay)))
        angle = math.degrees(math.atan2(by - ay, bx - ax)) + float(rng.uniform(45, 135))
        line = straight_line(middle, angle, float(rng.uniform(*self.plan.length_mm)))
        return replace(self.body(False, main.id + "x", line), layout=kind)


def draw_wrinkles(plan: LayoutPlan, seed: int) -> tuple[WrinkleSpec, ...]:
    """Random wrinkles that keep clear of each other, save branches and crossings."""
    plot = _Plot(plan, np.random.default_rng(seed))
    kinds = (
        ["crossing"] * plan.crossing
        + ["branching"] * plan.branching
        + ["curved"] * plan.curved
        + ["straight"] * plan.straight
        + ["fine"] * plan.fine_lines
    )
    for number, kind in enumerate(kinds):
        plot.plant(kind, f"{'f' if kind == 'fine' else 'w'}{number + 1}")
    return tuple(plot.wrinkles)


def draw_skin(plan: LayoutPlan, seed: int) -> SurfaceSpec:
    """A random skin: every form, tilt, direction and anisotropy of relief, pores in some."""
    rng = np.random.default_rng([seed, 1])
    form = FormSpec(
        kind=("sphere", "ellipsoid", "saddle")[int(rng.integers(3))],
        radius_x_mm=float(rng.uniform(30, 100)),
        radius_y_mm=float(rng.uniform(30, 100)),
        tilt_x_deg=float(rng.uniform(-2, 2)),
        tilt_y_deg=float(rng.uniform(-2, 2)),
    )
    relief = ReliefSpec(
        anisotropy=float(rng.uniform(1.0, 1.6)), direction_deg=float(rng.uniform(0, 180))
    )
    pores = PoreSpec(share=0.3 if rng.uniform() < 0.3 else 0.0)
    return SurfaceSpec(form, relief, pores, draw_wrinkles(plan, seed))
