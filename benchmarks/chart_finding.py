"""How often a chart is found, how exactly, and whether one is ever found where there is none.

    python benchmarks/chart_finding.py --poses 300 --none 200 [--seed 1] [--speed]

Scenes are drawn ray by ray (tests/surfaces/chart_scene.py) at any turn, up to 40 degrees of tilt,
in uneven and coloured light, some in shadow, on skin, beside clutter; pitches of 11 to 60 px.
With colour-checker-detection installed the same pictures go through it too.
"""

import argparse
import sys
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "surfaces"))

import contextlib

from chart_scene import Card, View, photographed, random_view, true_corners

from turgor.errors import MeasureError
from turgor.measure.photo.chart import built_in_chart, find_chart
from turgor.physics.colour.rgb import linear_from_xyz
from turgor.record.photograph import Photograph


def peer_finder():
    """colour-checker-detection's segmentation, or None where it is not installed."""
    try:
        from colour_checker_detection import detect_colour_checkers_segmentation
    except ImportError:
        return None
    return detect_colour_checkers_segmentation


def poses(count: int, seed: int) -> None:
    chart = built_in_chart("classic-24")
    card = Card(0.9 * np.clip(linear_from_xyz(chart.xyz), 0, 1))
    rng = np.random.default_rng(seed)
    peer = peer_finder()
    errors, missed, wrong, peers, seconds = [], [], 0, 0, []
    for _ in range(count):
        view = random_view(rng, pitch_px=(11.0, 60.0))
        picture = photographed(card, view, clutter=int(rng.integers(0, 4)))
        begun = time.perf_counter()
        try:
            found = find_chart(Photograph(picture), chart)
        except MeasureError:
            missed.append(view)
        else:
            far = np.hypot(*(found.corners_px - true_corners(card, view)).T).max() / view.pitch_px
            wrong += far > 0.25
            errors.append(far)
        seconds.append(time.perf_counter() - begun)
        if peer is not None:
            peers += len(peer(picture / 255.0)) > 0
    median, p95, most = np.quantile(errors, [0.5, 0.95, 1.0])
    print(f"found: {len(errors)} of {count} ({100 * len(errors) / count:.1f} %), wrong: {wrong}")
    print(f"largest corner error, pitches: median {median:.4f}, P95 {p95:.4f}, most {most:.4f}")
    print(f"seconds for 0.5 megapixels: median {np.median(seconds):.3f}, most {max(seconds):.2f}")
    for view in missed:
        print("missed:", view)
    told = f"{peers} of {count}" if peer is not None else "not installed"
    print(f"colour-checker-detection, anything found: {told}")


def no_chart(count: int, seed: int) -> None:
    chart = built_in_chart("classic-24")
    rng = np.random.default_rng(seed + 1)
    false = 0
    for index in range(count):
        view = View(seed=int(rng.integers(1 << 31)), blur_px=float(rng.uniform(0.4, 1.2)))
        picture = photographed(None, view, clutter=index % 8)
        try:
            find_chart(Photograph(picture), chart)
        except MeasureError:
            continue
        false += 1
    print(f"false charts: {false} in {count} pictures without one")


def speed() -> None:
    chart = built_in_chart("classic-24")
    card = Card(0.9 * np.clip(linear_from_xyz(chart.xyz), 0, 1))
    for name, pitch, shown in (("large", 150.0, card), ("small", 14.0, card), ("none", 1.0, None)):
        view = View(rows=4000, cols=6000, pitch_px=pitch, turn_deg=17, tilt_deg=12, at=(0.3, 0.6))
        photo = Photograph(photographed(shown, view, clutter=2))
        best = np.inf
        for _ in range(4):
            begun = time.perf_counter()
            with contextlib.suppress(MeasureError):
                find_chart(photo, chart)
            best = min(best, time.perf_counter() - begun)
        begun = time.perf_counter()
        photo.rgb.copy()
        floor = time.perf_counter() - begun
        print(f"24 megapixels, chart {name}: {best:.2f} s (one copy of the picture: {floor:.3f} s)")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--poses", type=int, default=300)
    parser.add_argument("--none", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--speed", action="store_true")
    chosen = parser.parse_args()
    if chosen.poses:
        poses(chosen.poses, chosen.seed)
    if chosen.none:
        no_chart(chosen.none, chosen.seed)
    if chosen.speed:
        speed()
