"""24-megapixel sRGB to L*a*b*, ITA, MI_rgb and EI_rgb: ours, colour-science and OpenCV in one run.

    python benchmarks/photo_kernel.py [MEGAPIXELS]

colour-science makes L*a*b* only, on a twelfth of the picture, scaled up; OpenCV makes L*a*b* only,
in float32. The floor is what moving our bytes takes at the copy speed measured here. Errors
are largest ones over random sRGB colours against float64 formulas with the same matrix and white.
"""

import os
import sys
import time
import tracemalloc
import warnings
from collections.abc import Callable

import numpy as np

from turgor.compute import map_strips, worker_count
from turgor.measure.photo.colour_map import MAPS, chosen_maps, colour_maps, map_tiles
from turgor.measure.photo.correct import Correction, identity_correction
from turgor.measure.photo.pigment import pigment_maps
from turgor.physics.colour import white_point
from turgor.physics.colour.rgb import RGB_TO_XYZ, linear_from_srgb
from turgor.record.photograph import Photograph

#: floating-point operations a pixel, counted in the kernel: matrix 30, roots 45, L*a*b* 6, ITA 25,
#: logarithms 45, indices 3
FLOPS = 154
#: bytes a pixel: 3 in, six float32 maps and a flag out
BYTES = 3 + 6 * 4 + 1


def best(job: Callable[[], object], runs: int = 5) -> tuple[float, float]:
    """Least wall and least CPU seconds."""
    job()
    wall = cpu = np.inf
    for _ in range(runs):
        start, start_cpu = time.perf_counter(), time.process_time()
        job()
        wall = min(wall, time.perf_counter() - start)
        cpu = min(cpu, time.process_time() - start_cpu)
    return wall, cpu


def peak_mb(job: Callable[[], object]) -> float:
    tracemalloc.start()
    job()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 1e6


def copy_gb_s() -> float:
    """Bytes moved a second, read and written, by copying 256 MB in strips."""
    source = np.ones((4096, 8192))
    target = np.zeros_like(source)
    seconds, _ = best(
        lambda: map_strips(lambda a, b: np.copyto(target[a:b], source[a:b]), len(source))
    )
    return 2 * source.nbytes / seconds / 1e9


def errors(photo: Photograph) -> str:
    """Largest errors of our maps on a part of the picture."""
    part = Photograph(photo.rgb[:400])
    maps = colour_maps(part, identity_correction(256, "srgb"))
    linear = linear_from_srgb(part.rgb / 255.0)
    t = linear @ RGB_TO_XYZ.T / (white_point("D65", "cie-1931-2deg") / 100)
    f = np.where(t > 216 / 24389, np.cbrt(t), t * 24389 / 27 / 116 + 16 / 116)
    l_star, a_star = 116 * f[..., 1] - 16, 500 * (f[..., 0] - f[..., 1])
    b_star = 200 * (f[..., 1] - f[..., 2])
    lab = max(
        float(np.abs(got - want).max())
        for got, want in zip(
            (maps.l_star, maps.a_star, maps.b_star), (l_star, a_star, b_star), strict=True
        )
    )
    turn = np.abs(maps.ita_deg - np.degrees(np.arctan2(l_star - 50, b_star)))
    turn = np.minimum(turn, 360 - turn)
    away = np.hypot(l_star - 50, b_star)
    seen = np.isfinite(maps.mi_rgb)
    light = np.where(seen[..., None], linear, 0.5)
    mi = np.abs(maps.mi_rgb + 100 * np.log10(light[..., 0]))[seen].max()
    ei = np.abs(maps.ei_rgb - 100 * np.log10(light[..., 0] / light[..., 1]))[seen].max()
    return (
        f"largest errors over {seen.size / 1e6:.1f} M random colours: L*a*b* {lab:.1e}, ITA "
        f"{turn[away > 5].max():.1e}° beyond 5 units from (50, 0) and {turn.max():.1e}° anywhere, "
        f"MI_rgb {mi:.1e}, EI_rgb {ei:.1e}"
    )


def science(photo: Photograph) -> tuple[float, float, float, float]:
    """Seconds a picture, peak MB of the part, its share, and our largest difference to it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import colour

        part = Photograph(photo.rgb[: photo.shape[0] // 12])
        share = photo.shape[0] / part.shape[0]
        unit = part.rgb / 255.0

        def job() -> np.ndarray:
            return np.asarray(colour.XYZ_to_Lab(colour.sRGB_to_XYZ(unit)))

        seconds, _ = best(job, 2)
        lab, memory = job(), peak_mb(job)
    ours = colour_maps(part, identity_correction(256, "srgb"))
    apart = np.abs(np.stack([ours.l_star, ours.a_star, ours.b_star], -1) - lab).max()
    return seconds * share, memory, 1 / share, float(apart)


def opencv_lab(photo: Photograph) -> np.ndarray:
    import cv2

    cv2.setNumThreads(worker_count())
    unit = photo.rgb.astype(np.float32) * np.float32(1 / 255)
    return np.asarray(cv2.cvtColor(unit, cv2.COLOR_RGB2LAB))


def in_strips(photo: Photograph, plain: Correction) -> None:
    for _ in map_tiles(photo, plain):
        pass


def timed(name: str, job: Callable[[], object]) -> tuple[float, float]:
    """Time a job, print its line, and give wall and CPU seconds."""
    wall, cpu = best(job)
    print(f"{name:36} {wall:7.3f} s wall {cpu:7.3f} s CPU  peak {peak_mb(job):6.0f} MB")
    return wall, cpu


def main(arguments: list[str]) -> None:
    """Print the table."""
    megapixels = float(arguments[0]) if arguments else 24.0
    rows = round((megapixels * 1e6 / 1.5) ** 0.5)
    rng = np.random.default_rng(0)
    photo = Photograph(rng.integers(0, 256, (rows, round(1.5 * rows), 3), dtype=np.uint8))
    plain = identity_correction(256, "srgb")
    pixels = photo.shape[0] * photo.shape[1]
    print(f"{pixels / 1e6:.1f} megapixels, {worker_count()} threads, {os.cpu_count()} cores")
    speed = copy_gb_s()
    wall, cpu = timed("turgor, six maps and flags", lambda: colour_maps(photo, plain))
    timed("turgor, six maps in strips", lambda: in_strips(photo, plain))
    lab_wall, lab_cpu = timed("turgor, L*a*b* only", lambda: chosen_maps(photo, plain, MAPS[:3]))
    timed("turgor, pigment maps", lambda: pigment_maps(photo, plain))
    peer_wall, peer_cpu = timed("OpenCV float32, L*a*b* only", lambda: opencv_lab(photo))
    slow, memory, share, apart = science(photo)
    print(f"{'colour-science float64, L*a*b* only':36} {slow:7.3f} s wall, from {share:.0%}, whose "
          f"peak was {memory:.0f} MB")  # fmt: skip
    print(f"ratio for L*a*b*: OpenCV {peer_wall / lab_wall:.1f} (CPU {peer_cpu / lab_cpu:.1f}), "
          f"colour-science {slow / lab_wall:.0f}")  # fmt: skip
    print(f"their L*a*b* beside our six maps: OpenCV {peer_wall / wall:.1f} (CPU "
          f"{peer_cpu / cpu:.1f}), colour-science {slow / wall:.0f}")  # fmt: skip
    floor = BYTES * pixels / speed / 1e9
    print(f"floor: {BYTES} bytes a pixel at {speed:.1f} GB/s = {floor:.3f} s; "
          f"{FLOPS} operations a pixel = {FLOPS * pixels / wall / 1e9:.0f} GFLOP/s")  # fmt: skip
    print(errors(photo))
    part = Photograph(photo.rgb[:400])
    ours = chosen_maps(part, plain, MAPS[:3])
    other = np.abs(np.stack([ours[name] for name in MAPS[:3]], -1) - opencv_lab(part)).max()
    print(f"ours to colour-science {apart:.3f} units (its white point is xy 0.3127, 0.3290), "
          f"ours to OpenCV {other:.2f}")  # fmt: skip


if __name__ == "__main__":
    main(sys.argv[1:])
