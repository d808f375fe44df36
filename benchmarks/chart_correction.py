"""Error of ITA of real skin spectra after correction, through real cameras, by class.

    python benchmarks/chart_correction.py SPECTRA [--every 1] [--trials 10]

SPECTRA is a file of skin spectra, for example the archive's workbook (issa-2025). Each is seen
through two measured cameras under three lights beside the 24-patch chart; no fit sees it. With
--trials the chart's patches and the recorded values are off at random: reflectance by 1 % with
some tilt over the spectrum, values by 0.4 %. 'paints' is the root polynomial fitted to the chart
alone, as peers do it.
"""

import argparse
from pathlib import Path

import numpy as np

from turgor.evidence import evidence_table
from turgor.formats.spectrum import read_spectra
from turgor.measure.photo.chart import built_in_chart
from turgor.measure.photo.chart.found import FoundChart
from turgor.measure.photo.correct import corrected_xyz, fit_correction
from turgor.measure.photo.correct.correction import terms_of
from turgor.measure.photo.correct.skin_spectra import BAND_NM
from turgor.measure.photo.least_squares import fitted_matrix, lab_slope, white_xyz
from turgor.physics.colour import (
    ITA_CLASSES,
    illuminant_power,
    ita_class,
    ita_deg,
    lab_from_xyz,
    tristimulus,
)
from turgor.record.photograph import Photograph

CHART = built_in_chart("classic-24")
LINEAR = Photograph(np.zeros((2, 2, 3), np.uint16), encoding="linear")


def response(camera: str, light: str) -> np.ndarray:
    table = evidence_table(f"camera-{camera}")
    nm = table.column("wavelength_nm")
    sensitivity = np.stack([np.interp(BAND_NM, nm, table.column(c)) for c in "rgb"], axis=1)
    weighted = sensitivity * illuminant_power(light, BAND_NM)[:, None]
    return 0.9 * weighted / weighted.sum(axis=0)


def ita(xyz: np.ndarray) -> np.ndarray:
    lab = lab_from_xyz(np.maximum(xyz, 0), white_xyz())
    return ita_deg(lab[:, 0], lab[:, 2])


def chart_of(rgb: np.ndarray) -> FoundChart:
    n = len(rgb)
    return FoundChart(
        chart=CHART, corners_px=np.zeros((4, 2)), homography=np.eye(3), rgb=rgb,
        noise=np.zeros((n, 3)), code_spread=np.ones(n), faults=("",) * n, um_per_px=None,
        tilt_deg=0.0, pitch_px=40.0, correlation=1.0, found_by="search",
    )  # fmt: skip


def disturbed(patches: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    waves = np.stack([np.ones(len(BAND_NM)), np.linspace(-1, 1, len(BAND_NM))])
    return patches * np.exp(0.01 * rng.standard_normal((len(patches), 2)) @ waves)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("spectra", type=Path)
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--trials", type=int, default=0)
    chosen = parser.parse_args()
    read = read_spectra(chosen.spectra)[:: chosen.every]
    skin = np.array([np.interp(BAND_NM, one.wavelength_nm, one.reflectance) for one in read])
    true = ita(tristimulus(BAND_NM, skin, "D65", "cie-1931-2deg") / 100)
    classes = np.array([ita_class(value) for value in true])
    nm, reflectance = CHART.spectra
    patches = np.stack([np.interp(BAND_NM, nm, row) for row in reflectance])
    rng = np.random.default_rng(0)
    print(f"{len(skin)} spectra; by class:", ", ".join(name for name, _ in ITA_CLASSES))
    for camera in ("nikon-d5100", "sigma-sd1"):
        for light in ("D65", "D50", "A"):
            weights, off, paints = response(camera, light), [], []
            for trial in range(max(1, chosen.trials)):
                seen = disturbed(patches, rng) if chosen.trials else patches
                rgb = seen @ weights
                if chosen.trials:
                    rgb = rgb * np.exp(0.004 * rng.standard_normal(rgb.shape))
                correction = fit_correction(LINEAR, chart_of(rgb))
                codes = np.rint(65535 * np.clip(skin @ weights, 0, 1)).astype(np.int64)
                off.append(np.abs(ita(corrected_xyz(correction, codes)) - true))
                xyz = CHART.xyz / 100
                alone = fitted_matrix(terms_of(rgb, 6), xyz, exact=18, slope=lab_slope(xyz))
                paints.append(np.abs(ita(terms_of(skin @ weights, 6) @ alone.T) - true))
                del trial
            whole, plain = np.concatenate(off), np.concatenate(paints)
            by_class = [
                np.median(np.concatenate([o[classes == name] for o in off]))
                for name, _ in ITA_CLASSES
            ]
            print(
                f"{camera}, {light}: chart {correction.delta_e_mean:.2f} "
                f"({correction.delta_e_max:.2f}), ITA {np.median(whole):.2f}, "
                f"{np.quantile(whole, 0.95):.2f}, paints {np.median(plain):.2f}, "
                f"{np.quantile(plain, 0.95):.2f}; by class",
                " ".join(f"{value:.2f}" for value in by_class),
            )


if __name__ == "__main__":
    main()
