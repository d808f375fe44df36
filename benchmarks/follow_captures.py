"""Phantom skins, captured, laid on their baseline and measured as a study does it.

A skin's seed fixes everything: its wrinkles and relief, the pose of each capture, and what the
instrument adds and loses. Nothing here knows a threshold; follow_truth.py judges.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from unittest.mock import patch

import numpy as np

from turgor.errors import MeasureError
from turgor.measure.surface.pipeline import SKIN, prepare
from turgor.measure.surface.register import Registration, register
from turgor.measure.surface.whole import measure_height_map
from turgor.measure.surface.wrinkle.along import ReferenceLine, reference_lines
from turgor.measure.surface.wrinkle_findings import search
from turgor.metrics.measurand import Measurand
from turgor.phantom.study_spec import CROWS_FEET
from turgor.phantom.surface.capture import CaptureSpec, capture
from turgor.phantom.surface.change import SkinChange, changed
from turgor.phantom.surface.instrument import HairSpec, InstrumentSpec
from turgor.phantom.surface.layout import LayoutPlan, draw_skin
from turgor.phantom.surface.pose import Pose
from turgor.phantom.surface.skin import Skin, make_surface
from turgor.phantom.surface.truth import PlantedTruth
from turgor.record.height_map import HeightMap
from turgor.workflow import carrying
from turgor.workflow.carrying import Polygon, region_mask

#: name of an endpoint -> metric and the condition that tells it from its sisters
ENDPOINTS: Mapping[str, tuple[str, tuple[str, str]]] = {
    "wrinkle.depth_mean": ("wrinkle.depth_mean", ("object_class", "all")),
    "wrinkle.volume_density": ("wrinkle.volume_density", ("object_class", "all")),
    "wrinkle.followed_depth_mean": ("wrinkle.followed_depth_mean", ("object_class", "all")),
    "wrinkle.followed_volume_density": (
        "wrinkle.followed_volume_density",
        ("object_class", "all"),
    ),
    "surface.sq whole": ("surface.sq", ("part", "whole")),
    "surface.sa microrelief": ("surface.sa", ("part", "microrelief")),
    "profile.ra": ("profile.ra", ("part", "whole")),
}

#: what is scaled to plant a change of each endpoint
KIND = {
    "wrinkle.depth_mean": "wrinkles",
    "wrinkle.volume_density": "wrinkles",
    "wrinkle.followed_depth_mean": "wrinkles",
    "wrinkle.followed_volume_density": "wrinkles",
    "surface.sq whole": "all",
    "surface.sa microrelief": "relief",
    "profile.ra": "all",
}

#: planted depth from which a centre line counts; where the detector ends an object too
LEAST_DEPTH_UM = 20.0
#: factor of the noise-free capture that tells how far an endpoint moves with what is scaled
PROBE = 0.8

FAULTY = InstrumentSpec(
    noise_um=2.0,
    wander_um=1.0,
    line_um=0.3,
    dropout_share=0.01,
    lone_share=0.001,
    hair=HairSpec(per_cm2=1.0, missing=0.7),
)
CLEAN = InstrumentSpec(noise_um=0.0)


@dataclass(frozen=True)
class Plan:
    """How large, how fine and how badly held; replicates are (baseline, follow-up)."""

    field_mm: tuple[float, float] = (16.0, 12.0)
    pitch_um: float = 40.0
    reseat_mm: float = 2.0
    reseat_deg: float = 3.0
    farthest: bool = False
    edge_um: float = carrying.EDGE_UM
    replicates: tuple[int, int] = (3, 2)
    instrument: InstrumentSpec = FAULTY

    @property
    def layout(self) -> LayoutPlan:
        return replace(CROWS_FEET, field_mm=self.field_mm)


@dataclass(frozen=True)
class Measured:
    """One skin, not changed: endpoint values by capture, in the region that all captures share.

    planted : closed-form truth in that region: mean depth in µm, volume in mm³/cm².
    seen : noise-free values at baseline pose, by what is scaled ("" for nothing), times PROBE.
    """

    seed: int
    values: dict[str, dict[str, float | None]]
    measurands: dict[str, tuple[Measurand, str]]
    polygon: Polygon
    refused: tuple[str, ...]
    planted: dict[str, float]
    seen: dict[str, dict[str, float | None]]


def scaling(kind: str, factor: float) -> SkinChange:
    """Wrinkles and fine lines, microrelief, or all relief times a factor."""
    return SkinChange(
        wrinkle_factor=factor if kind in ("wrinkles", "all") else 1.0,
        fine_line_factor=factor if kind in ("wrinkles", "all") else 1.0,
        relief_factor=factor if kind in ("relief", "all") else 1.0,
    )


def make_skin(plan: Plan, seed: int) -> Skin:
    return make_surface(draw_skin(plan.layout, seed), seed)


def reseated(plan: Plan, seed: int, number: int) -> Pose:
    """Lifted and put back: uniform in a disc and an angle, or at their rim; slight stretch."""
    rng = np.random.default_rng([seed, number])
    far = 1000.0 * plan.reseat_mm * math.sqrt(rng.uniform())
    towards, turn = rng.uniform(0.0, 2.0 * math.pi), rng.uniform(-1.0, 1.0)
    if plan.farthest:
        far, turn = 1000.0 * plan.reseat_mm, math.copysign(1.0, turn)
    return Pose(
        displacement_um=(far * math.cos(towards), far * math.sin(towards)),
        rotation_deg=plan.reseat_deg * turn,
        tilt_x_deg=float(rng.uniform(-1.0, 1.0)),
        tilt_y_deg=float(rng.uniform(-1.0, 1.0)),
        strain_x=float(rng.normal(0.0, 0.002)),
        strain_y=float(rng.normal(0.0, 0.002)),
        warp_um=float(abs(rng.normal(0.0, 20.0))),
    )


def shoot(
    plan: Plan, skin: Skin, pose: Pose, seed: int, instrument: InstrumentSpec | None = None
) -> tuple[HeightMap, PlantedTruth]:
    made = plan.instrument if instrument is None else instrument
    return capture(skin, CaptureSpec(plan.field_mm, plan.pitch_um, pose, made, seed))


def first_capture(plan: Plan, skin: Skin, seed: int) -> HeightMap:
    return shoot(plan, skin, Pose(), 1000 * seed + 1)[0]


def wrinkles_of(heights: HeightMap) -> tuple[ReferenceLine, ...]:
    """What a study looks up again: the wrinkles of the baseline's first capture."""
    return reference_lines(search(prepare(heights, SKIN)))


def endpoint_values(
    heights: HeightMap,
    polygon: Polygon,
    registration: Registration | None,
    before: Sequence[ReferenceLine],
) -> tuple[dict[str, float | None], dict[str, tuple[Measurand, str]]]:
    """The endpoints of one capture, measured inside the region carried to it.

    before : the wrinkles of the baseline capture, looked up again wherever they lie now.
    """
    mask = region_mask(heights, polygon, registration)
    lines = before
    if registration is not None:
        lines = [line.carried(registration.transform.forward) for line in before]
    found = measure_height_map(heights, capture_sha256="0" * 64, region_mask=mask, followed=lines)
    values: dict[str, float | None] = {}
    measurands: dict[str, tuple[Measurand, str]] = {}
    for name, (metric, condition) in ENDPOINTS.items():
        for finding in found.findings:
            own = finding.metric == metric and condition in finding.measurand.conditions
            if own and not finding.item:
                values[name] = finding.value
                measurands[name] = (finding.measurand, finding.unit)
    return values, measurands


def planted_truth(truth: PlantedTruth, inside: np.ndarray) -> dict[str, float]:
    """Mean planted depth along the lines and planted volume over area, inside a mask."""
    pitch = truth.pitch_um
    length = depth = 0.0
    for wrinkle in truth.wrinkles:
        step = np.gradient(
            np.r_[0.0, np.cumsum(np.hypot(*np.diff(wrinkle.centre_line_um, axis=0).T))]
        )
        col, row = (wrinkle.centre_line_um / pitch).astype(int).T
        row, col = row.clip(0, inside.shape[0] - 1), col.clip(0, inside.shape[1] - 1)
        kept = inside[row, col] & (wrinkle.depth_um >= LEAST_DEPTH_UM) & wrinkle.owned
        length += float(step[kept].sum())
        depth += float(step[kept] @ wrinkle.depth_um[kept])
    volume = float(truth.displacement_um[inside].mean()) * 0.1
    return {
        "wrinkle.depth_mean": depth / length if length else math.nan,
        "wrinkle.volume_density": volume,
        "wrinkle.followed_depth_mean": depth / length if length else math.nan,
        "wrinkle.followed_volume_density": volume,
    }


def measure_unchanged(plan: Plan, seed: int, probe: bool) -> Measured:
    """Baseline replicates and a follow-up of skin that did not change, measured in one region."""
    skin = make_skin(plan, seed)
    base = first_capture(plan, skin, seed)
    names = [f"b{k + 1}" for k in range(plan.replicates[0])]
    names += [f"f{k + 1}" for k in range(plan.replicates[1])]
    maps = {"b1": base}
    laid: dict[str, Registration] = {}
    refused: list[str] = []
    for number, name in enumerate(names[1:], start=2):
        heights, _ = shoot(plan, skin, reseated(plan, seed, number), 1000 * seed + number)
        try:
            laid[name] = register(base, heights)
            maps[name] = heights
        except MeasureError as error:
            refused.append(f"skin {seed}, {name}: {error}")
    with patch.object(carrying, "EDGE_UM", plan.edge_um):
        grid = next(iter(laid.values())).baseline_grid
        polygon = carrying.shared_field(grid, list(laid.values()))
    values: dict[str, dict[str, float | None]] = {}
    measurands: dict[str, tuple[Measurand, str]] = {}
    before = wrinkles_of(base)
    for name, heights in maps.items():
        values[name], found = endpoint_values(heights, polygon, laid.get(name), before)
        measurands |= found
    clean, truth = shoot(plan, skin, Pose(), 0, CLEAN)
    planted = planted_truth(truth, region_mask(clean, polygon, None))
    seen: dict[str, dict[str, float | None]] = {}
    for kind in ("", "wrinkles", "relief", "all") if probe else ():
        other = changed(skin, scaling(kind, PROBE)) if kind else skin
        heights = shoot(plan, other, Pose(), 0, CLEAN)[0]
        seen[kind] = endpoint_values(heights, polygon, None, before)[0]
    return Measured(seed, values, measurands, polygon, tuple(refused), planted, seen)


@dataclass(frozen=True)
class Treatment:
    """One planted change: what is scaled, by how much, and how many captures show it."""

    name: str
    endpoint: str
    factor: float
    captures: int


def measure_changed(
    plan: Plan, seed: int, polygon: Polygon, treatments: Sequence[Treatment]
) -> tuple[dict[str, list[float]], tuple[str, ...]]:
    """Endpoint values of a skin after each treatment, at the follow-up's poses, with new noise."""
    skin = make_skin(plan, seed)
    base = first_capture(plan, skin, seed)
    before = wrinkles_of(base)
    out: dict[str, list[float]] = {}
    refused: list[str] = []
    for order, item in enumerate(treatments):
        after = changed(skin, scaling(KIND[item.endpoint], item.factor))
        found: list[float] = []
        for k in range(item.captures):
            number = plan.replicates[0] + k + 1
            pose = reseated(plan, seed, number)
            noise = 1000 * seed + 100 + 10 * order + k
            heights, _ = shoot(plan, after, pose, noise)
            try:
                laid = register(base, heights)
            except MeasureError as error:
                refused.append(f"skin {seed}, {item.name}: {error}")
                continue
            value = endpoint_values(heights, polygon, laid, before)[0].get(item.endpoint)
            if value is not None:
                found.append(value)
        out[item.name] = found
    return out, tuple(refused)
