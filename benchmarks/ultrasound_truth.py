"""Borders against planted ones, on phantoms of scatterers and on layered speckle.

    python benchmarks/ultrasound_truth.py [--seeds 24] [--first 3000]

Skins differ in thickness, tilt, gradient, border, band and gain; each kind of image is a row.
Distances are of single columns, in pixels: median, 90th percentile, and the mean's bias.
"""

import argparse
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np

from turgor.errors import MeasureError
from turgor.measure.ultrasound import measure_ultrasound
from turgor.phantom.ultrasound import UltrasoundSpec, bmode, clinical_look
from turgor.record.ultrasound import BModeImage

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "skin"))
from layered_speckle import layered

NAMES = ("surface", "entry", "band", "bottom")
PLAIN = UltrasoundSpec()


def varied(seed: int, base: UltrasoundSpec, band: bool) -> UltrasoundSpec:
    rng = np.random.default_rng(seed)
    skin = replace(
        base.skin,
        dermis_um=rng.uniform(800.0, 2200.0),
        tilt_deg=rng.uniform(-5.0, 8.0),
        gradient_db=rng.uniform(0.0, 5.0),
        border_um=rng.uniform(20.0, 110.0),
        sleb_um=rng.uniform(150.0, 400.0) if band else 0.0,
    )
    return replace(base, skin=skin, display=replace(base.display, gain_db=rng.uniform(-6.0, 6.0)))


def value(found, name: str) -> float:
    return next(f.value for f in found.findings if f.metric == f"ultrasound.{name}")


def report(kind: str, results: list) -> None:
    """One line for each border, then thickness and the band."""
    print(f"\n{kind}: {len(results)} images")
    for k, name in enumerate(NAMES):
        off = [rows[k] for rows, *_ in results if rows[k] is not None]
        if off:
            every = np.abs(np.concatenate(off))
            means = np.array([one.mean() for one in off])
            print(
                f"  {name:8} median {np.median(every):.2f}, P90 {np.percentile(every, 90):.2f} px, "
                f"bias {means.mean():+.2f} px (image to image {means.std():.2f})"
            )
    ratio = np.array([100.0 * (d / t - 1.0) for _, (d, t), *_ in results if d is not None])
    if ratio.size:
        print(f"  dermis   bias {ratio.mean():+.2f} %, worst {np.abs(ratio).max():.2f} %")
    told = [found == planted for *_, (found, planted) in results]
    print(f"  band told rightly in {sum(told)} of {len(told)}")
    inside = [share for _, _, share, _ in results]
    print(f"  lower border within two posterior spreads: {100 * np.mean(inside):.0f} % of columns")


def phantoms(kind: str, base: UltrasoundSpec, seeds: range, band: bool, entry: bool = True) -> None:
    results = []
    for seed in seeds:
        image, truth = bmode(varied(seed, base, band), seed)
        try:
            found = measure_ultrasound(image, capture_sha256="0" * 64)
        except MeasureError as error:
            print(f"  seed {seed} refused: {error}")
            continue
        planted = [
            truth.entry_um,
            truth.dermis_top_um,
            truth.sleb_bottom_um,
            truth.dermis_bottom_um,
        ]
        rows = offsets(found, [p / truth.axial_um for p in planted])
        name = "dermis_thickness" if entry else "skin_thickness"
        thick = truth.dermis_mean_um + (0.0 if entry else truth.epidermis_mean_um)
        results.append(
            (rows, (value(found, name), thick), covered(found, planted[3] / truth.axial_um),
             (found.sleb_bottom_row is not None, band and entry))
        )  # fmt: skip
    report(kind, results)


def offsets(found, planted) -> list:
    measured = (
        found.surface_row, found.entry_bottom_row, found.sleb_bottom_row, found.dermis_bottom_row
    )  # fmt: skip
    rows = []
    for row, truth in zip(measured, planted, strict=True):
        good = None if row is None or truth is None else np.isfinite(row - truth)
        rows.append(None if good is None or not good.any() else (row - truth)[good])
    return rows


def covered(found, bottom) -> float:
    off = np.abs(found.dermis_bottom_row - bottom)
    good = np.isfinite(off)
    return float(np.mean(off[good] <= 2.0 * found.dermis_bottom_spread_px[good]))


def speckle(kind: str, seeds: range, **planted) -> None:
    results = []
    for seed in seeds:
        made = layered(seed, **planted)
        image = BModeImage(made.grey.astype(np.float32))
        found = measure_ultrasound(image, capture_sha256="0" * 64)
        rows = offsets(found, [made.surface, made.entry_bottom, made.band, made.bottom])
        thick = float(np.mean(made.bottom - made.entry_bottom))
        results.append(
            (rows, (value(found, "dermis_thickness_px"), thick), covered(found, made.bottom),
             (found.sleb_bottom_row is not None, made.band is not None))
        )  # fmt: skip
    report(kind, results)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=24)
    parser.add_argument("--first", type=int, default=3000)
    given = parser.parse_args()
    seeds = range(given.first, given.first + given.seeds)
    phantoms("phantoms without a band", PLAIN, seeds, band=False)
    phantoms("phantoms with a band of 150 to 400 µm", PLAIN, seeds, band=True)
    phantoms("phantoms without entry echo", clinical_look(), seeds, band=False, entry=False)
    speckle("layered speckle", seeds)
    speckle("layered speckle with a band of 26 px", seeds, band_px=26.0)
    speckle("layered speckle, dermis and subcutis 6 dB apart", seeds,
            powers_db=(-32.0, 6.0, -9.0, 0.0, -6.0))  # fmt: skip
    for gain_db in (-6.0, 6.0):
        speckle(f"layered speckle, gain {gain_db:+g} dB", seeds, gain_db=gain_db)


if __name__ == "__main__":
    main()
