"""Registration of two 12-megapixel photographs: wall and CPU time, peak memory, error, a peer.

    python benchmarks/photo_registration.py [--rows 3000] [--cols 4000] [--repeats 5] [--json FILE]

A phantom's skin is photographed twice, turned, tilted, in other light and with 6 px of smooth
motion. The first run of the process loads or compiles kernels and is told apart. The peer is plain
OpenCV on the green channel with CLAHE: SIFT and RANSAC homography at a quarter of the size, then
DIS optical flow at full size, with nothing to regularise it. Both are held against the planted
movement. Peak memory is what the call needs above the two photographs.
"""

import argparse
import json
import resource
import threading
import time
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np

from turgor.compute import worker_count
from turgor.measure.photo.register import register_photographs
from turgor.phantom.photo.capture import PhotoCaptureSpec, photograph
from turgor.phantom.photo.layout import PhotoLayout, draw_plan
from turgor.phantom.photo.pose import CameraPose, Expression
from turgor.phantom.photo.skin import make_skin
from turgor.phantom.photo.truth import true_map
from turgor.physics.skin_optics import SkinOptics

UM_PER_PX = 40.0


class PeakMemory:
    """Resident memory above its start, sampled every 2 ms."""

    def __enter__(self):
        self.start = self.peak = resident_mb()
        self.going = True
        self.thread = threading.Thread(target=self.watch)
        self.thread.start()
        return self

    def watch(self):
        while self.going:
            self.peak = max(self.peak, resident_mb())
            time.sleep(0.002)

    def __exit__(self, *_):
        self.going = False
        self.thread.join()


def resident_mb():
    statm = Path("/proc/self/statm")
    if statm.exists():
        return int(statm.read_text().split()[1]) * resource.getpagesize() / 1e6
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3


def pair(shape):
    size_mm = tuple(1.15 * n * UM_PER_PX / 1000.0 for n in shape[::-1])
    skin = make_skin(draw_plan(SkinOptics(), PhotoLayout(size_mm), 4), 4)
    first = PhotoCaptureSpec(shape=shape, pose=CameraPose(um_per_px=UM_PER_PX), chart=None, seed=1)
    motion = Expression(6.0 * UM_PER_PX / 1000.0, 60.0, 2)
    pose = CameraPose(
        UM_PER_PX * 1.02, (2.0, -1.5), 3.0, tilt_x_deg=3.0, tilt_y_deg=-4.0, expression=motion
    )
    return photograph(skin, first), photograph(skin, replace(first, pose=pose, seed=2))


def peer(first, second):
    """Forward map on every pixel, (rows, cols, 2), or None where no homography was found."""
    clahe = cv2.createCLAHE(3.0, (16, 16))
    grey = [clahe.apply(np.ascontiguousarray(one[..., 1])) for one in (first, second)]
    small = [cv2.resize(one, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA) for one in grey]
    sift = cv2.SIFT_create(nfeatures=3000)
    (keys_a, told_a), (keys_b, told_b) = (sift.detectAndCompute(one, None) for one in small)
    pairs = cv2.BFMatcher().knnMatch(told_a, told_b, k=2)
    good = [m for m, n in pairs if m.distance < 0.75 * n.distance]
    if len(good) < 4:
        return None
    a = np.array([keys_a[m.queryIdx].pt for m in good]) * 4 + 1.5
    b = np.array([keys_b[m.trainIdx].pt for m in good]) * 4 + 1.5
    found, _ = cv2.findHomography(a, b, cv2.RANSAC, 5.0)
    if found is None:
        return None
    rows, cols = grey[0].shape
    flat = cv2.warpPerspective(
        grey[1], found, (cols, rows), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    )
    flow = cv2.DISOpticalFlow_create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM).calc(grey[0], flat, None)
    y, x = np.mgrid[0:rows, 0:cols].astype(np.float32)
    places = np.stack([x + flow[..., 0], y + flow[..., 1]], -1)
    return cv2.perspectiveTransform(places.reshape(1, -1, 2), found).reshape(rows, cols, 2)


def timed(work):
    with PeakMemory() as memory:
        wall, cpu = time.perf_counter(), time.process_time()
        result = work()
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    return result, wall, cpu, memory.peak - memory.start


def errors(forward, truths, shape):
    side = np.linspace(0.06, 0.94, 40)
    x, y = np.meshgrid(np.rint(side * shape[1]), np.rint(side * shape[0]))
    points = np.stack([x.ravel(), y.ravel()], 1)
    aim = true_map(*truths, points)
    inside = ((aim > 0) & (aim < np.array(shape[::-1]) - 1)).all(axis=1)
    return np.hypot(*(forward(points) - aim)[inside].T)


def row(case, runs, error):
    wall, cpu, memory = np.median(np.array(runs), axis=0)
    told = {"case": case, "wall_s": wall, "best_s": np.min([r[0] for r in runs]), "cpu_s": cpu}
    told |= {"peak_mb": memory, "error_median_px": np.median(error)}
    told |= {"error_p95_px": np.percentile(error, 95)}
    return {k: v if isinstance(v, str) else round(float(v), 3) for k, v in told.items()}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=3000)
    parser.add_argument("--cols", type=int, default=4000)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    shape = (given.rows, given.cols)
    cv2.setNumThreads(worker_count())
    (first, truth_a), (second, truth_b) = pair(shape)
    rows = []
    for case, repeats in (("turgor, first run", 1), ("turgor", given.repeats)):
        runs = []
        for _ in range(repeats):
            found, *figures = timed(lambda: register_photographs(first, second))
            runs.append(figures)
        rows.append(row(case, runs, errors(found.forward, (truth_a, truth_b), shape)))
    runs = []
    for _ in range(given.repeats):
        dense, *figures = timed(lambda: peer(first.rgb, second.rgb))
        runs.append(figures)
    if dense is None:
        print("peer found no homography")
    else:

        def look(points):
            place = points.astype(int)
            return dense[place[:, 1], place[:, 0]]

        rows.append(
            row("OpenCV SIFT + RANSAC + DIS", runs, errors(look, (truth_a, truth_b), shape))
        )
        rows[-1]["times_turgor"] = round(rows[-1]["wall_s"] / rows[1]["wall_s"], 2)
    for told in rows:
        print("  ".join(f"{key} {value}" for key, value in told.items()))
    megabytes = (first.rgb.nbytes + second.rgb.nbytes) / 1e6
    start = time.perf_counter()
    for one in (first.rgb, second.rgb):
        one.copy()
    print(
        f"threads {worker_count()}; roofline: both photographs are {megabytes:.0f} MB, "
        f"copying them once takes {1000 * (time.perf_counter() - start):.0f} ms"
    )
    if given.json:
        given.json.write_text(json.dumps({"shape": shape, "rows": rows}, indent=1))


if __name__ == "__main__":
    main()
