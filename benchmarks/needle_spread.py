"""What needling sessions do over draws of the literature values.

    python benchmarks/needle_spread.py

10th, 50th and 90th percentile of 64 draws on a forehead, and CPU time of a draw.
"""

import time

import numpy as np

from turgor.evidence import parameter_draw
from turgor.physics.tissue import tissue_stack
from turgor.skin.stimulus.needle import model

SESSIONS = (
    ("roller", 250.0, 15.0), ("roller", 1500.0, 15.0), ("stamp", 600.0, 3.0),
    ("pen", 500.0, 4.0), ("pen", 1500.0, 4.0),
)  # fmt: skip
SHOWN = ("channel-depth", "channels", "punctured-area", "bleeding", "closing-time")


def main() -> None:
    for device, length_um, passes in SESSIONS:
        given = {"needle_depth_um": length_um, "passes": passes}
        session = model(given, device, tissue_stack("forehead", 45.0, "F", "II"))
        found, spent = [], 0.0
        for index in range(64):
            with parameter_draw(index, 64, seed=1):
                stack = tissue_stack("forehead", 45.0, "F", "II")
                start = time.process_time()
                found.append(session.draw(stack).quantities)
                spent += time.process_time() - start
        print(f"{device} {length_um:g} µm, {passes:g} passes: {spent / 64 * 1e3:.2f} ms a draw")
        for name in SHOWN:
            low, middle, high = np.percentile([one[name] for one in found], [10, 50, 90])
            print(f"  {name:15s} {low:8.3g} {middle:8.3g} {high:8.3g}")


if __name__ == "__main__":
    main()
