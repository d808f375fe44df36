"""Refit the conversion from a camera's indices to the spectral ones.

    python benchmarks/photo_transfer.py ISSA.xlsx NIST.csv [--write]

Spectra of four persons in five of the first archive are rendered under D65 to linear sRGB and
fitted; the fifth, by subject, is predicted through the ideal camera and through two measured
cameras with a 3 x 3 matrix from the 24-patch chart. The mean error on odd subjects of the second
archive, another laboratory's, is added in quadrature. ``--write`` stores parameters and residuals.
"""

import sys
from pathlib import Path

import numpy as np

from turgor.evidence import evidence_table
from turgor.formats.spectrum import read_spectra
from turgor.measure.photo.transfer import TERMS
from turgor.physics.colour import (
    ITA_CLASSES,
    illuminant_power,
    ita_deg,
    lab_from_xyz,
    tristimulus,
    white_point,
)
from turgor.physics.colour.rgb import linear_from_xyz

NM = np.arange(400.0, 701.0, 10.0)
CAMERAS = ("ideal", "nikon-d5100", "sigma-sd1")
DATA = Path(__file__).parents[1] / "src" / "turgor" / "evidence" / "data"
VIEW = ("D65", "cie-1931-2deg")
Columns = dict[str, np.ndarray]


def archive(path: Path) -> tuple[np.ndarray, np.ndarray]:
    """Reflectance (m, 31) at NM and subject numbers (m,)."""
    spectra = read_spectra(path)
    rows = [np.interp(NM, one.wavelength_nm, one.reflectance) for one in spectra]
    return np.array(rows), np.array([int(one.settings["C"]) for one in spectra])


def band(reflectance: np.ndarray, nm: float) -> np.ndarray:
    """Mean over 10 nm, linear between bands, as colour.mi and colour.ei take it."""
    nodes = np.arange(nm - 5.0, nm + 5.5, 0.5)
    return np.array([np.trapezoid(np.interp(nodes, NM, row), nodes) / 10 for row in reflectance])


def seen_by(camera: str, reflectance: np.ndarray) -> np.ndarray:
    """X, Y, Z (m, 3) as a camera with its chart matrix gives them; the ideal one sees them."""
    if camera == "ideal":
        return tristimulus(NM, reflectance, *VIEW)
    table, chart = evidence_table(f"camera-{camera}"), evidence_table("colorchecker-24")
    light = illuminant_power("D65", NM)
    curves = [np.interp(NM, table.column("wavelength_nm"), table.column(c)) for c in "rgb"]
    channels = np.array(curves).T * light[:, None]
    channels /= channels.sum(axis=0)
    names = [name for name in chart.columns if name != "wavelength_nm"]
    patches = [np.interp(NM, chart.column("wavelength_nm"), chart.column(n)) for n in names]
    known = tristimulus(NM, np.array(patches), *VIEW)
    matrix = np.linalg.lstsq(np.array(patches) @ channels, known, rcond=None)[0]
    return reflectance @ channels @ matrix


def terms(xyz: np.ndarray) -> np.ndarray:
    """(m, 4) in the order of TERMS."""
    linear = linear_from_xyz(xyz)
    red, green = 100 * np.log10(linear[:, 0]), 100 * np.log10(linear[:, 1])
    b_star = lab_from_xyz(xyz, white_point(*VIEW))[:, 2]
    return np.stack([np.ones(len(red)), -red, red - green, b_star], axis=1)


def elsewhere(path: Path) -> tuple[np.ndarray, Columns]:
    """Terms and true indices of the other laboratory's odd subjects."""
    means = [one for one in read_spectra(path) if "mean-of-readings" in one.flags][::2]
    reflectance = np.array([np.interp(NM, one.wavelength_nm, one.reflectance) for one in means])
    r655, r568 = band(reflectance, 655.0), band(reflectance, 568.0)
    truth = {"mi": -100 * np.log10(r655), "ei": 100 * np.log10(r655 / r568)}
    return terms(tristimulus(NM, reflectance, *VIEW)), truth


def fitted(
    path: Path, other: Path
) -> tuple[dict[str, np.ndarray], dict[str, list[float]], list[str]]:
    """Coefficients by index, rms by index and ITA class, and lines to print."""
    reflectance, subject = archive(path)
    kept = np.all(reflectance > 0, axis=1)
    reflectance, subject = reflectance[kept], subject[kept]
    left_out = subject % 5 == 0
    truth = {
        "mi": -100 * np.log10(band(reflectance, 655.0)),
        "ei": 100 * np.log10(band(reflectance, 655.0) / band(reflectance, 568.0)),
    }
    lab = lab_from_xyz(tristimulus(NM, reflectance, *VIEW), white_point(*VIEW))
    angle = ita_deg(lab[:, 0], lab[:, 2])
    views = {camera: terms(seen_by(camera, reflectance)) for camera in CAMERAS}
    found, rms, lines = {}, {}, []
    other_terms, other_truth = elsewhere(other)
    for index, want in truth.items():
        train = ~left_out
        found[index] = np.linalg.lstsq(views["ideal"][train], want[train], rcond=None)[0]
        errors = {c: want - views[c] @ found[index] for c in CAMERAS}
        for camera, error in errors.items():
            lines.append(
                f"{index} through {camera:12}: error on other persons "
                f"{error[left_out].mean():+.2f} ± {error[left_out].std():.2f} "
                f"(index SD {want.std():.1f}, n {left_out.sum()})"
            )
        rms[index], above = [], np.inf
        away = other_truth[index] - other_terms @ found[index]
        lines.append(f"{index} in another laboratory: error {away.mean():+.2f} ± {away.std():.2f}")
        for name, least in ITA_CLASSES:
            chosen = left_out & (angle > least) & (angle <= above)
            above = least
            square = np.mean([np.mean(error[chosen] ** 2) for error in errors.values()])
            rms[index].append(float(np.sqrt(square + away.mean() ** 2)))
            lines.append(f"   {name:13} n {chosen.sum():5d}  rms {rms[index][-1]:.2f}")
    return found, rms, lines


def write(found: Columns, rms: dict[str, list[float]], count: str) -> None:
    text = [
        "# Written by benchmarks/photo_transfer.py --write; see turgor.measure.photo.transfer.\n"
    ]
    for index, values in found.items():
        for term, value in zip(TERMS, values, strict=True):
            kind = "colour_index" if term == "constant" else "ratio"
            text.append(
                f'["photo-transfer.{index}.{term}"]\nvalue = {value:.6g}\nunit = "dimensionless"\n'
                f'kind = "{kind}"\nbasis = "fitted"\nsource = "issa-2025"\n'
                'locator = "benchmarks/photo_transfer.py"\n'
                f'population = "{count}"\n'
            )
    (DATA / "parameters" / "photo_transfer.toml").write_text("\n".join(text), encoding="utf-8")
    rows = [
        "# source: issa-2025",
        "# locator: benchmarks/photo_transfer.py",
        "# basis: fitted",
        "# note: rms error on persons outside the fit, over an ideal and two measured cameras, "
        "and the mean error in another laboratory; class counts from 0, very-light, to 5, dark",
        "class,mi_rms,ei_rms",
    ]
    rows += [f"{k},{m:.3f},{e:.3f}" for k, (m, e) in enumerate(zip(*rms.values(), strict=True))]
    table = DATA / "tables" / "photo-transfer-residuals.csv"
    table.write_text("\n".join(rows) + "\n", encoding="utf-8")


def main(arguments: list[str]) -> None:
    """Fit, print, and write where asked."""
    found, rms, lines = fitted(Path(arguments[0]), Path(arguments[1]))
    print("\n".join(lines))
    for index, values in found.items():
        told = "  ".join(f"{t} {v:.4f}" for t, v in zip(TERMS, values, strict=True))
        print(f"{index} = {told}")
    if "--write" in arguments:
        write(found, rms, "skin spectra of four in five of 2,113 persons, eight origins")


if __name__ == "__main__":
    main(sys.argv[1:])
