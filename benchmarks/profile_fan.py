"""CPU time of a 12-direction fan of profiles with all values.

TURGOR_THREADS=1 python benchmarks/profile_fan.py [POINTS]
"""

import sys
from time import process_time

import numpy as np

from turgor.measure.surface.profile import profile_fan


def main(points: int) -> None:
    """Time a whole map and one with 1 % of its points missing, compiled code warm."""
    rng = np.random.default_rng(0)
    height = rng.normal(size=(points, points))
    mask = rng.random(height.shape) > 0.01
    profile_fan(height[:600, :600], 10.0, 10.0)
    for name, use in (("whole", None), ("1 % missing", mask)):
        start = process_time()
        found = profile_fan(height, 10.0, 10.0, use)
        spent = process_time() - start
        print(f"{points} x {points}, {name}: {spent:.2f} s CPU, {found.profiles} profiles")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2000)
