"""Capture a skin: the height map an instrument would give, and what was planted in it."""

import math
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from turgor.compute import map_strips
from turgor.errors import InputError
from turgor.phantom.surface import instrument
from turgor.phantom.surface.furrow import arc_length_um
from turgor.phantom.surface.instrument import InstrumentSpec
from turgor.phantom.surface.pose import Pose
from turgor.phantom.surface.section import AREA_FACTOR
from turgor.phantom.surface.skin import Skin
from turgor.phantom.surface.truth import PlantedTruth, PlantedWrinkle
from turgor.record.height_map import FloatMap, HeightMap

F = NDArray[np.float64]

#: rows that are evaluated at once, so that scratch stays a few per cent of a map
CHUNK = 32


@dataclass(frozen=True, slots=True)
class CaptureSpec:
    """One capture: how large, how fine, how it was held, and with what instrument.

    field_mm : width and height. pitch_um : between points, the same in x and y.
    """

    field_mm: tuple[float, float] = (20.0, 20.0)
    pitch_um: float = 20.0
    pose: Pose = field(default_factory=Pose)
    instrument: InstrumentSpec = field(default_factory=InstrumentSpec)
    seed: int = 0
    device: str = "phantom"
    device_class: str = "phantom"

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return (
            round(1000.0 * self.field_mm[1] / self.pitch_um),
            round(1000.0 * self.field_mm[0] / self.pitch_um),
        )


def capture(skin: Skin, spec: CaptureSpec) -> tuple[HeightMap, PlantedTruth]:
    """Capture a skin; the surface is evaluated at each point, never interpolated.

    Errors: InputError where the field holds fewer than 2 x 2 points.
    """
    rows, cols = spec.shape
    if min(rows, cols) < 2 or spec.pitch_um <= 0:
        raise InputError(f"capture: a field of {cols} x {rows} points; at least 2 x 2 are needed")
    pitch = spec.pitch_um
    fwhm = spec.instrument.resolution_um
    pad = math.ceil(4.0 * fwhm / instrument.FWHM / pitch) if fwhm > 0 else 0
    height = np.empty((rows + 2 * pad, cols + 2 * pad))
    planted, owner = np.zeros((rows, cols)), np.full((rows, cols), -1, np.int16)
    _evaluate(skin, spec, pad, height, planted, owner)
    lost = np.zeros(height.shape, np.bool_)
    hair = spec.instrument.hair
    if hair.per_cm2 > 0:
        instrument.place_hairs(height, lost, hair, pitch, spec.seed + 7_000_003)
    if pad:
        height = instrument.blur(height, fwhm, pitch)[pad : pad + rows, pad : pad + cols].copy()
        lost = lost[pad : pad + rows, pad : pad + cols].copy()
    instrument.spoil(height, lost, spec.instrument, pitch, spec.seed)
    heights = HeightMap(
        height, pitch, pitch, device=spec.device, device_class=spec.device_class, settings={}
    )
    ids = tuple(w.id for w in skin.furrows.specs)
    found = planted_wrinkles(skin, spec, planted, owner)
    return heights, PlantedTruth(found, planted, owner, ids, pitch)


def _evaluate(
    skin: Skin,
    spec: CaptureSpec,
    pad: int,
    height: FloatMap,
    planted: FloatMap,
    owner: NDArray[np.int16],
) -> None:
    """Fill the maps with the skin under every point, strip by strip."""
    rows, cols = spec.shape
    pitch = spec.pitch_um
    middle = (0.5 * cols * pitch, 0.5 * rows * pitch)
    x_line = (np.arange(-pad, cols + pad) + 0.5) * pitch
    slope_x = math.tan(math.radians(spec.pose.tilt_x_deg))
    slope_y = math.tan(math.radians(spec.pose.tilt_y_deg))
    inner = slice(pad, pad + cols)

    def work(first: int, end: int) -> None:
        for top in range(first, end, CHUNK):
            stop = min(end, top + CHUNK)
            x, y = np.meshgrid(x_line, (np.arange(top, stop) - pad + 0.5) * pitch)
            sample = skin.sample(*spec.pose.to_skin(x, y, middle))
            height[top:stop] = sample.height_um
            if slope_x or slope_y:
                height[top:stop] += slope_x * (x - middle[0]) + slope_y * (y - middle[1])
            a, b = max(top - pad, 0), min(stop - pad, rows)
            if b > a:
                planted[a:b] = sample.displacement_um[a + pad - top : b + pad - top, inner]
                owner[a:b] = sample.owner[a + pad - top : b + pad - top, inner]

    map_strips(work, len(height))


def planted_wrinkles(
    skin: Skin, spec: CaptureSpec, planted: FloatMap, owner: NDArray[np.int16]
) -> tuple[PlantedWrinkle, ...]:
    """The pieces of every wrinkle that lie inside the field, in the capture frame.

    A wrinkle that leaves the field and comes back gives one record for each piece, numbered
    ``id/2`` and so on; its volume is shared by the pieces' own cross-sections.
    """
    rows, cols = spec.shape
    size = (cols * spec.pitch_um, rows * spec.pitch_um)
    cell_mm3 = spec.pitch_um**2 * 1e-9
    count = len(skin.furrows.specs)
    volumes = np.bincount(owner.ravel() + 1, weights=planted.ravel(), minlength=count + 1)[1:]
    found: list[PlantedWrinkle] = []
    for number, w in enumerate(skin.furrows.specs):
        v = skin.furrows.vertices_of(number)
        x, y = spec.pose.to_capture(v[:, 0], v[:, 1], (0.5 * size[0], 0.5 * size[1]))
        inside = (x >= 0) & (x <= size[0]) & (y >= 0) & (y <= size[1])
        edges = np.flatnonzero(np.diff(np.concatenate(([0], inside.view(np.int8), [0]))))
        runs = [(a, b) for a, b in edges.reshape(-1, 2) if b - a >= 2]
        area = AREA_FACTOR[w.section] * v[:, 2] * (v[:, 3] + v[:, 4])
        own = [float(np.trapezoid(area[a:b], arc_length_um(v[a:b, :2]))) for a, b in runs]
        total = float(arc_length_um(v[:, :2])[-1])
        there = skin.sample(v[:, 0], v[:, 1])
        for k, (a, b) in enumerate(runs):
            piece = slice(a, b)
            found.append(
                PlantedWrinkle(
                    id=w.id if k == 0 else f"{w.id}/{k + 1}",
                    object_class=w.object_class,
                    layout=w.layout,
                    section=w.section,
                    centre_line_um=np.column_stack((x[piece], y[piece])),
                    depth_um=there.displacement_um[piece],
                    width_um=(v[:, 3] + v[:, 4])[piece],
                    area_um2=area[piece],
                    shoulder_um=v[piece, 5],
                    owned=there.displacement_um[piece] <= v[piece, 2] + 1e-6,
                    volume_mm3=float(volumes[number]) * cell_mm3 * own[k] / max(sum(own), 1e-30),
                    in_field=float(arc_length_um(v[piece, :2])[-1]) / total,
                )
            )
    return tuple(found)
