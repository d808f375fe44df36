"""Spots of phantom skins against what was planted: found, false, area, contrast, fading.

    python benchmarks/spot_truth.py [--phantoms 8] [--first 30] [--rows 1000] [--cols 1400]
                                    [--json FILE]

Each phantom is photographed, its spots are found on index maps of the photograph as the camera made
it, then it is photographed anew (other pose, 6 px of motion, new noise) with six spots faded by
15 % (four lentigines, two vascular spots) and one gone, registered and followed. By tone: share of
planted spots found, false spots per square centimetre, area and contrast over the planted ones,
fading recovered in points, and how far unchanged spots moved; lentigines in MI, vascular spots in
EI and in the darkness of green. "over u" is an error over what the finding states of it.
"""

import argparse
import json
import sys
import time
from collections import defaultdict
from dataclasses import replace
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "photographs"))

from index_maps import index_maps

from turgor.errors import RegistrationError
from turgor.measure.photo.register import register_photographs
from turgor.measure.photo.spot import find_spots, follow_spots
from turgor.phantom.photo.capture import PhotoCaptureSpec, photograph
from turgor.phantom.photo.change import PhotoChange, changed
from turgor.phantom.photo.layout import PhotoLayout, SpotRanges, draw_plan
from turgor.phantom.photo.pose import CameraPose, Expression
from turgor.phantom.photo.skin import make_skin
from turgor.physics.skin_optics import SkinOptics

UM = 80.0
TONES = {"light": 0.2, "tan": 0.6, "dark": 1.8}


def beyond_skin(truth, shape, margin_px=12):
    """True where the picture doesn't show the phantom's skin, and a little within."""
    rows, cols = np.mgrid[0 : shape[0], 0 : shape[1]]
    mm = truth.to_plan(np.column_stack((cols.ravel(), rows.ravel())).astype(np.float64))
    inside = truth.skin.inside(mm[:, 0].copy(), mm[:, 1].copy()).reshape(shape) >= 1.0
    from scipy.ndimage import binary_erosion

    return ~binary_erosion(inside, iterations=margin_px, border_value=True)


def one(tone, seed, shape, told):
    plan = draw_plan(
        SkinOptics(melanin=tone), PhotoLayout(spots=SpotRanges(lentigines=14, vascular=5)), seed
    )
    person = make_skin(plan, seed)
    first = PhotoCaptureSpec(shape=shape, pose=CameraPose(UM), chart=None, seed=seed)
    photo, truth = photograph(person, first)
    names = [s.id for s in plan.spots if s.kind == "spot"]
    faded = [names[i] for i in (0, 3, 5, 7, -1, -2)]
    fade = {**dict.fromkeys(faded, 0.15), names[1]: 1.0}
    pose = CameraPose(UM * 1.02, (1.5, -1.0), 3.0, 3.0, -4.0, expression=Expression(0.48, 60.0, 2))
    later = photograph(
        changed(person, PhotoChange(fade=fade)), replace(first, pose=pose, seed=seed + 99)
    )
    maps = index_maps(photo.rgb)
    start = time.perf_counter()
    hidden = beyond_skin(truth, shape)
    found = find_spots(*maps, mm_per_px=UM / 1000.0, exclude=hidden)
    told["find_s"].append(time.perf_counter() - start)
    planted = [s for s in truth.spots if s.kind == "spot" and s.inside > 0.99]
    matched = {}
    for spot in found.spots:
        for plant in planted:
            if np.hypot(*np.subtract(spot.centroid_px, plant.centre_px)) < spot.radius_px:
                matched[plant.id] = spot
    known = {spot.id for spot in matched.values()}
    broad = [s for s in truth.spots if s.kind != "spot"]
    false = [s for s in found.spots if s.id not in known and not _in_any(s, broad)]
    told["false"].append(len(false) / (np.sum(~hidden) * (UM / 1e4) ** 2))
    for plant in planted:
        told[f"found {plant.chromophore}"].append(plant.id in matched)
        if plant.id not in matched:
            continue
        spot = matched[plant.id]
        told["area"].append(spot.area_mm2 / plant.area_mm2)
        for name, got, u, true in readings(plant, spot, plant):
            told[f"contrast {name}"].append(got / true)
            told[f"contrast off over u, {name}"].append((got - true) / u)
        told["kind"].append((spot.kind == "pigment") == (plant.chromophore == "melanin"))
    try:
        registration = register_photographs(photo, later[0])
    except RegistrationError as error:
        print("refused:", error)
        return
    tracks = follow_spots(
        found, *index_maps(later[0].rgb), registration=registration,
        exclude=beyond_skin(later[1], shape), baseline_maps=maps,
    )  # fmt: skip
    after = {s.id: s for s in later[1].spots}
    by = {t.id: t for t in tracks}
    told["new"].append(sum(t.state == "new" for t in tracks))
    for plant in planted:
        track = by.get(matched[plant.id].id) if plant.id in matched else None
        if track is None or track.contrast_mi is None:
            continue
        if fade.get(plant.id) == 1.0:
            told["gone is told"].append(track.state == "faded-below-detection")
            continue
        then = readings(plant, track.baseline, plant)
        now = readings(plant, track, after[plant.id])
        what = "fading off, points" if plant.id in fade else "unchanged moved, points"
        for (name, first, u, true), (_, second, _, left) in zip(then, now, strict=True):
            told[f"{what}: {name}"].append(100.0 * (second / first - left / true))
            if plant.id not in fade:
                told[f"unchanged moved over u, {name}"].append((second - first) / u)
        if plant.id not in fade and track.area_px2 is not None:
            told[f"unchanged area moved, points: {plant.chromophore}"].append(
                100.0 * (track.area_px2 / track.baseline.area_px2 - 1.0)
            )


def readings(plant, spot, true):
    """Name, contrast, its u and the planted contrast on each map that judges that kind of spot."""
    if plant.chromophore == "melanin":
        return [("melanin in MI", spot.contrast_mi, spot.u_contrast_mi, true.mi_rgb_contrast)]
    green = true.mi_rgb_contrast + true.ei_rgb_contrast
    return [
        ("blood in EI", spot.contrast_ei, spot.u_contrast_ei, true.ei_rgb_contrast),
        ("blood in green", spot.contrast_green, spot.u_contrast_green, green),
    ]


def _in_any(spot, broad):
    return any(
        np.hypot(*np.subtract(spot.centroid_px, b.centre_px)) * UM / 1000.0
        < 1.5 * np.sqrt(b.area_mm2 / np.pi)
        for b in broad
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--phantoms", type=int, default=8)
    parser.add_argument("--first", type=int, default=30)
    parser.add_argument("--rows", type=int, default=1000)
    parser.add_argument("--cols", type=int, default=1400)
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    out = {}
    for name, tone in TONES.items():
        told = defaultdict(list)
        for seed in range(given.phantoms):
            one(tone, given.first + seed, (given.rows, given.cols), told)
        out[name] = summary(told)
        print(name, json.dumps(out[name]))
    if given.json:
        given.json.write_text(json.dumps(out, indent=1))


def summary(told):
    made = {}
    for key, values in told.items():
        values = np.array(values, float)
        if "over u" in key:
            made[key] = round(float(np.sqrt(np.mean(values**2))), 2)
        elif key == "area" or key.startswith("contrast "):
            made[key] = [round(float(v), 3) for v in np.percentile(values, [5, 50, 95])]
        elif "points" in key:
            made[key] = {
                "rms": round(float(np.sqrt(np.mean(values**2))), 2),
                "worst": round(float(np.abs(values).max()), 2),
                "n": len(values),
            }
        else:
            made[key] = round(float(values.mean()), 3)
    return made


if __name__ == "__main__":
    main()
