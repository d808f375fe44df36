"""An ultrasound image with its borders drawn in, and what was measured.

    python benchmarks/ultrasound_picture.py IMAGE OUT.png [--surface] [--zoom 2]

--surface measures dermis from the skin's surface, for images that show no entry echo.
"""

import argparse
from pathlib import Path

import numpy as np
from PIL import Image

from turgor.formats.ultrasound import read_ultrasound
from turgor.measure.ultrasound import UltrasoundSettings, draw_borders, measure_ultrasound


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("image", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--surface", action="store_true")
    parser.add_argument("--zoom", type=int, default=1)
    given = parser.parse_args()
    settings = UltrasoundSettings(upper_border="skin-surface" if given.surface else "entry-echo")
    (image,) = read_ultrasound(given.image)
    found = measure_ultrasound(image, settings, capture_sha256="0" * 64)
    picture = draw_borders(found.image, found)
    if given.zoom > 1:
        picture = np.repeat(np.repeat(picture, given.zoom, 0), given.zoom, 1)
    Image.fromarray(picture).save(given.out)
    for name in ("surface_row", "entry_bottom_row", "sleb_bottom_row", "dermis_bottom_row"):
        row = getattr(found, name)
        if row is not None:
            least, middle, most = np.nanpercentile(row, (0, 50, 100))
            print(f"{name:18} rows {least:.0f} to {most:.0f}, median {middle:.0f}")
    for finding in found.findings:
        value = "not identified" if finding.value is None else f"{finding.value:.4g} {finding.unit}"
        u = "" if finding.u is None else f" (u {finding.u:.2g}, {finding.u_kind})"
        print(f"{finding.metric:36} {value}{u}")
    print("flags:", ", ".join(found.flags))
    print(found.quality)


if __name__ == "__main__":
    main()
