"""An image of 1036 x 256, whole measurement and steps: time, memory, roofline; a peer beside it.

    python benchmarks/ultrasound_speed.py [--repeats 15] [--peer FOLDER]

FOLDER is a copy of github.com/fqjin/skin-segmentation (Apache-2.0), which is no package. Its
threshold method finds the top border only, as a straight line: Otsu, holes filled, first white
pixel, a line, pruned. Times are wall and processor time, least of the repeats and median; on a
shared machine the processor's least is the one to read. The roofline is the time to read the image
once as float64 at this machine's copy speed.
"""

import argparse
import sys
import time
import tracemalloc
import warnings
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np

from turgor.measure.ultrasound import measure_ultrasound
from turgor.measure.ultrasound.layers import find_layers
from turgor.measure.ultrasound.region import rough_region
from turgor.phantom.ultrasound import UltrasoundSpec, bmode


def timed(work: Callable[[], object], repeats: int) -> tuple[float, float, float]:
    """Least and median wall time, least processor time, in ms."""
    work()
    wall, cpu = [], []
    for _ in range(repeats):
        start, spent = time.perf_counter(), time.process_time()
        work()
        wall.append(time.perf_counter() - start)
        cpu.append(time.process_time() - spent)
    return 1e3 * min(wall), 1e3 * float(np.median(wall)), 1e3 * min(cpu)


def peer_line(folder: Path, echo: np.ndarray, repeats: int) -> None:
    sys.path.insert(0, str(folder))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from thresholding.img_proc import get_otsu
        from thresholding.mask_proc import fill_holes, get_tops, polyfit_tops, prune_tops

    grey = echo.astype(np.uint8)

    def theirs() -> object:
        mask = fill_holes(fill_holes(get_otsu(grey)), 1)
        x, tops = get_tops(mask, start_depth=160, end_depth=1000)
        return polyfit_tops(*prune_tops(x, tops))

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        least, median, cpu = timed(theirs, repeats)
    print(
        f"peer, top line alone   least {least:.1f}, median {median:.1f} ms, processor {cpu:.1f} ms"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeats", type=int, default=15)
    parser.add_argument("--peer", type=Path)
    given = parser.parse_args()
    plain = UltrasoundSpec()
    image, _ = bmode(replace(plain, skin=replace(plain.skin, sleb_um=250.0)), 1)
    echo = image.echo.astype(np.float64)
    steps: dict[str, Callable[[], object]] = {
        "rough search": lambda: rough_region(echo),
        "every border": lambda: find_layers(echo, None, 3.0),
        "whole, with findings": lambda: measure_ultrasound(image, capture_sha256="0" * 64),
    }
    print(f"{echo.shape[0]} x {echo.shape[1]}, with a low-echogenic band")
    for name, work in steps.items():
        least, median, cpu = timed(work, given.repeats)
        print(f"{name:22} least {least:.1f}, median {median:.1f} ms, processor {cpu:.1f} ms")
    tracemalloc.start()
    measure_ultrasound(image, capture_sha256="0" * 64)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    print(f"peak memory            {peak / 1e6:.1f} MB, {peak / echo.nbytes:.1f} images of float64")
    copy = timed(lambda: echo.copy(), 50)[2]
    whole = timed(steps["whole, with findings"], given.repeats)[2]
    print(
        f"roofline               one copy {copy:.2f} ms; the whole takes {whole / copy:.0f} of them"
    )
    if given.peer is not None:
        peer_line(given.peer, image.echo, given.repeats)


if __name__ == "__main__":
    main()
