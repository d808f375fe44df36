"""Lines and pores of photographed phantom skins against what was planted.

    python benchmarks/photo_texture.py [SKINS]

Each skin has wrinkle lines that fade over 15 % of their length at each end, lentigines, vascular
spots, redness, mottling, microrelief furrows and pores, in uneven light, through a camera with blur
and noise. A found point is true within 0.3 mm of a planted line, a pore within 0.08 mm of a planted
one. Length is expected at 0.85 of the planted: a line ends at half of its contrast.
"""

import sys

import numpy as np
from scipy.spatial import cKDTree

from turgor.measure.photo.correct import identity_correction
from turgor.measure.photo.line import find_lines
from turgor.measure.photo.pore import find_pores
from turgor.phantom.photo.capture import PhotoCaptureSpec, photograph
from turgor.phantom.photo.layout import PhotoLayout, draw_plan
from turgor.phantom.photo.light import LightSpec
from turgor.phantom.photo.pose import CameraPose
from turgor.phantom.photo.skin import make_skin
from turgor.physics.skin_optics import SkinOptics

MELANIN = (0.08, 0.2, 0.35, 0.6)
SHAPE = (1300, 1700)


def dense(line_px: np.ndarray) -> np.ndarray:
    """Points one pixel apart along a polyline."""
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(line_px, axis=0).T))])
    at = np.linspace(0, along[-1], int(along[-1]) + 1)
    return np.stack([np.interp(at, along, line_px[:, k]) for k in (0, 1)], axis=1)


def within(mask: np.ndarray, points: np.ndarray) -> np.ndarray:
    c, r = np.rint(points[:, :2]).astype(int).T
    inside = (r >= 0) & (r < mask.shape[0]) & (c >= 0) & (c < mask.shape[1])
    return inside & mask[np.clip(r, 0, mask.shape[0] - 1), np.clip(c, 0, mask.shape[1] - 1)]


def one(seed: int, um: float) -> tuple[float, float, float, float, float, float]:
    """True and false length over planted length, false mm/cm², recall and precision of pores."""
    optics = SkinOptics(melanin=MELANIN[seed % 4], specular=0.0)
    skin = make_skin(draw_plan(optics, PhotoLayout(), seed), seed)
    light = LightSpec(gradient=0.2, vignetting=0.1)
    spec = PhotoCaptureSpec(SHAPE, CameraPose(um_per_px=um), light, chart=None, seed=seed)
    photo, truth = photograph(skin, spec)
    plain = identity_correction(256, "srgb")
    v, u = np.mgrid[0 : SHAPE[0], 0 : SHAPE[1]]
    place = truth.to_plan(np.column_stack([u.ravel(), v.ravel()]).astype(float))
    mask = ((np.abs(place[:, 0]) < 48) & (np.abs(place[:, 1]) < 34)).reshape(SHAPE)
    planted = [dense(line.line_px) for line in truth.lines]
    planted = np.concatenate([line[within(mask, line)] for line in planted])
    lines = find_lines(photo, plain, mask, um)
    tree = cKDTree(planted) if len(planted) else None
    good = bad = 0.0
    for line in lines.lines:
        near = tree.query(line.points_px)[0] * um < 300 if tree else np.zeros(1)
        good += line.length_px * near.mean()
        bad += line.length_px * (1 - near.mean())
    pores = find_pores(photo, plain, mask, um)
    known = truth.pores()
    known = known[within(mask, known), :2]
    hit = cKDTree(known).query(pores.centre_px)[0] * um < 80
    seen = cKDTree(pores.centre_px).query(known)[0] * um < 80
    length = max(1, len(planted))
    return (
        good / length, bad / length, bad / lines.area_px / um * 1e5,
        seen.mean(), hit.mean(), len(pores.contrast) / len(known),
    )  # fmt: skip


def main(arguments: list[str]) -> None:
    """Print one line for each skin, and medians."""
    rows = []
    for seed in range(100, 100 + (int(arguments[0]) if arguments else 8)):
        um = (30.0, 40.0, 50.0, 60.0)[seed // 2 % 4]
        rows.append(one(seed, um))
        told = (
            "lines {:.2f} true {:.2f} false ({:.2f} mm/cm²)  pores recall {:.2f} precision {:.2f}"
        )
        print(f"skin {seed} at {um:.0f} µm: " + told.format(*rows[-1][:5]))
    middle = np.median(rows, axis=0)
    print("median: true length {:.2f}, false {:.2f} ({:.2f} mm/cm²), pores recall {:.2f}, "
          "precision {:.2f}, found over planted {:.2f}".format(*middle))  # fmt: skip


if __name__ == "__main__":
    main(sys.argv[1:])
