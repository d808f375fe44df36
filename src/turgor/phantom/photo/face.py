"""A plain drawn face: skin in an oval, eyes, brows, nose and lips, and the places to click.

Drawn only so that zones can be placed and followed; it is nobody's face, and stays flat.
"""

import math
from dataclasses import dataclass, field, replace

import numpy as np

from turgor.phantom.photo.layout import LineRanges, PhotoLayout, SpotRanges, draw_plan
from turgor.phantom.photo.spec import (
    GrainSpec,
    InkSpec,
    LineSpec,
    PatchShape,
    PhotoPlan,
    ShadeSpec,
    SpotSpec,
)
from turgor.physics.skin_optics import SkinOptics

#: places that a person would click, in plan mm of a face 150 mm wide, by the names that zones are
#: placed with; right and left are the person's own
HAND_POINTS_MM: dict[str, tuple[float, float]] = {
    "right_eye_outer": (-46.0, -22.0),
    "right_eye_inner": (-17.0, -21.0),
    "left_eye_inner": (17.0, -21.0),
    "left_eye_outer": (46.0, -22.0),
    "nose_tip": (0.0, 17.0),
    "nose_base": (0.0, 26.0),
    "mouth_right": (-26.0, 50.0),
    "mouth_left": (26.0, 50.0),
    "chin": (0.0, 90.0),
}

#: coarser relief than a close view, since a pixel then covers 0.1 mm and more
FACE_GRAIN = GrainSpec(furrow_cell_mm=1.1, furrow_width_mm=0.25, pore_width_mm=0.35)


@dataclass(frozen=True, slots=True)
class FaceLayout:
    """A face to draw; spots and lines lie on forehead, cheeks and chin."""

    size_mm: tuple[float, float] = (150.0, 205.0)
    spots: SpotRanges = field(default_factory=lambda: SpotRanges(lentigines=14, vascular=4))
    grain: GrainSpec = FACE_GRAIN


def draw_face(optics: SkinOptics, layout: FaceLayout, seed: int) -> PhotoPlan:
    """A random face with these optics: spots keep clear of eyes, nose and mouth."""
    skin = PhotoLayout(
        layout.size_mm, layout.spots, LineRanges(count=0), layout.grain, margin_mm=16.0
    )
    plan = draw_plan(optics, skin, seed)
    spots = tuple(s for s in plan.spots if _free(s.shape, layout.size_mm))
    mouth = PatchShape((0.0, 50.0), (26.0, 8.0), 0.0, 1.6, lens=True)
    lips = SpotSpec("lips", mouth, "blood", 3.0, "feature")
    return replace(
        plan,
        round=True,
        spots=(*spots, lips),
        lines=_lines(seed),
        shades=_shades(),
        inks=_inks(),
        hand_points_mm=HAND_POINTS_MM,
    )


def _free(shape: PatchShape, size_mm: tuple[float, float]) -> bool:
    x, y = shape.centre_mm
    reach = shape.reach_mm if shape.edge_mm < 5.0 else 0.0
    if math.hypot(x / (0.5 * size_mm[0] - reach), y / (0.5 * size_mm[1] - reach)) > 0.92:
        return False
    if abs(y + 26.0) < 19.0 + reach and abs(x) < 54.0 + reach:
        return False
    if abs(x) < 20.0 + reach and -10.0 < y < 34.0 + reach:
        return False
    return not (abs(x) < 30.0 + reach and abs(y - 50.0) < 11.0 + reach)


def _lines(seed: int) -> tuple[LineSpec, ...]:
    """Forehead lines, crow's feet and nasolabial folds."""
    rng = np.random.default_rng([seed, 60])
    made: list[LineSpec] = []
    t = np.linspace(-1.0, 1.0, 61)
    for k, y in enumerate((-72.0, -63.0, -55.0)):
        half = float(rng.uniform(26, 38))
        line = np.column_stack((half * t, y - 3.0 * (1 - t * t) + 0.5 * np.sin(4 * t + k)))
        made.append(LineSpec(f"forehead-{k + 1}", line, 0.7, float(rng.uniform(0.12, 0.25))))
    for side, name in ((-1.0, "right"), (1.0, "left")):
        for k, fall in enumerate((-0.35, 0.05, 0.45)):
            along = (t + 1.0) * float(rng.uniform(5.0, 7.5))
            line = np.column_stack((side * (50.0 + along), -22.0 + fall * along))
            made.append(LineSpec(f"crows-feet-{name}-{k + 1}", line, 0.5, 0.2))
        u = 0.5 * (t + 1.0)
        fold = np.column_stack((side * (18.0 + 14.0 * u + 4.0 * u * (1 - u)), 20.0 + 27.0 * u))
        made.append(LineSpec(f"nasolabial-{name}", fold, 1.1, 0.22))
    return tuple(made)


def _shades() -> tuple[ShadeSpec, ...]:
    """Sides of the nose and hollows of the eyes are darker, its bridge and the cheeks lighter."""
    made = [
        ShadeSpec(PatchShape((0.0, -2.0), (5.0, 28.0), 0.0, 7.0), -0.03),
        ShadeSpec(PatchShape((0.0, 18.0), (9.0, 8.0), 0.0, 9.0), -0.03),
    ]
    for side in (-1.0, 1.0):
        made += [
            ShadeSpec(PatchShape((side * 10.5, 2.0), (4.0, 24.0), side * -8.0, 6.0), 0.05),
            ShadeSpec(PatchShape((side * 31.0, -24.0), (19.0, 10.0), 0.0, 8.0), 0.06),
            ShadeSpec(PatchShape((side * 40.0, 18.0), (20.0, 15.0), 0.0, 20.0), -0.025),
            ShadeSpec(PatchShape((side * 70.0, 20.0), (14.0, 60.0), side * 8.0, 22.0), 0.09),
        ]
    made.append(ShadeSpec(PatchShape((0.0, 61.0), (16.0, 4.0), 0.0, 6.0), 0.06))
    return tuple(made)


def _inks() -> tuple[InkSpec, ...]:
    """Sclera, iris, pupil, brows, nostrils and the line between the lips."""
    made: list[InkSpec] = []
    for side in (-1.0, 1.0):
        middle = (side * 31.5, -21.5)
        turn = side * 2.0
        made += [
            InkSpec(PatchShape(middle, (15.6, 6.2), turn, 1.2, lens=True), 0.10),
            InkSpec(PatchShape(middle, (14.5, 5.4), turn, 0.8, lens=True), 0.55),
            InkSpec(PatchShape(middle, (5.4, 5.0), 0.0, 0.6), 0.09),
            InkSpec(PatchShape(middle, (2.2, 2.2), 0.0, 0.5), 0.02),
            InkSpec(PatchShape((side * 31.0, -39.0), (18.0, 3.0), turn * 2, 2.5, lens=True), 0.06),
            InkSpec(PatchShape((side * 6.0, 23.0), (3.4, 1.7), side * 20.0, 1.4), 0.03),
        ]
    made.append(InkSpec(PatchShape((0.0, 50.3), (24.5, 0.5), 0.0, 0.8, lens=True), 0.04))
    return tuple(made)
