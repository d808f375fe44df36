"""What the chromophore inversion reaches, against everything outside of it that there is.

    python benchmarks/chromophore_truth.py [forward] [edge] [archive] [repeats] [coverage] [search]

forward  : adding-doubling against iadpython and a walk of 200,000 to 2,000,000 photons a skin
edge     : light lost at the aperture's edge against the same walk
archive  : the International Skin Spectra Archive, all, unseen persons, and by ITA class
repeats  : NIST's 100 forearms, three readings each
coverage : 90 % intervals on skins of other amounts and structure, with real residuals added
search   : other starts, other expectations, more blood
"""

import sys
import warnings
from dataclasses import replace
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared" / "data"
sys.path.insert(0, str(ROOT / "tests" / "skin"))

from archive_gates import correlation, inverted, outer_minus_inner, part, repeated  # noqa: E402
from archives import (  # noqa: E402
    ITA_EDGES,
    WAVELENGTH_NM,
    Archive,
    issa,
    melanin_index,
    nist,
)
from photon_walk import walk  # noqa: E402
from strange_skins import TRIED_ON, Strange, coverage, real_residuals, spectra  # noqa: E402

from turgor.measure.colour.chromophore import Inversion, Prior, invert, prior  # noqa: E402
from turgor.measure.colour.chromophore.prior import NAMES  # noqa: E402
from turgor.measure.colour.chromophore.verdict import POOR_RELATIVE, POOR_RMS, reasons  # noqa: E402
from turgor.physics.colour import (  # noqa: E402
    ita_deg,
    lab_from_xyz,
    tristimulus,
    white_point,
)
from turgor.physics.skin_optics.adding_doubling import (  # noqa: E402
    add_all,
    boundary,
    henyey_greenstein,
    layer,
    seen,
)
from turgor.physics.skin_optics.look_up import under_aperture  # noqa: E402
from turgor.physics.skin_optics.streams import streams  # noqa: E402
from turgor.physics.skin_optics.table import skin_table  # noqa: E402

DEPTH_MM, ANISOTROPY = 0.06, 0.8
#: melanin depth, reduced scattering and dermal absorption, 1/mm
SKINS = [(0.1, 5, 0.05), (0.1, 5, 0.5), (0.5, 6, 0.1), (0.2, 15, 3.0), (2.0, 8, 0.3), (5.0, 8, 0.3)]


def walked(skin, photons, g=ANISOTROPY, incidence_deg=8.0):
    """The photon walk on one skin."""
    pigment, scattering, absorption = skin
    return walk(
        photons,
        [pigment / DEPTH_MM, absorption],
        [scattering / (1.0 - g)] * 2,
        [g] * 2,
        [1.4] * 2,
        [DEPTH_MM, np.inf],
        incidence_deg=incidence_deg,
    )


def tabled(skin, g=ANISOTROPY, per_radius=0.0) -> float:
    """Our model on the same, as the inversion reads it."""
    pigment, scattering, absorption = skin
    table, out = skin_table(g), np.empty(6)
    under_aperture(
        pigment, scattering * DEPTH_MM, absorption, float(scattering), per_radius,
        table.log_reflectance, table.first, table.step, np.empty((6, 4)), out,
    )  # fmt: skip
    return float(out[0])


def forward() -> None:
    """The forward model against two others."""
    warnings.simplefilter("ignore")
    import iadpython

    worst = 0.0
    for ratio in (1e-3, 1e-2, 0.1, 1.0):
        for g in (0.0, 0.8):
            albedo = 1.0 / (1.0 + ratio * (1.0 - g))
            sample = iadpython.Sample(a=albedo, b=1e6, g=g, n=1.4, n_above=1.0, n_below=1.4)
            sample.quad_pts = 16
            theirs = sample.rt()[0]
            directions = streams((1.4,), 0.0, 8)
            cosine, weight = directions.cosine[1], directions.weight[1]
            phase = henyey_greenstein(cosine, weight, g)
            half_space = layer(albedo, np.inf, phase, cosine, weight)
            ours = float(seen(add_all([boundary(directions, 0), half_space]), directions)[0])
            worst = max(worst, abs(ours / theirs - 1.0))
    print(f"half-spaces against iadpython, normal incidence: at most {100 * worst:.2f} % apart")
    print("skin (melanin, µs', µa)      g   walk ± se             ours      ratio   z"
          "    diffuse/8° total")  # fmt: skip
    for skin in SKINS:
        for g in (0.0, ANISOTROPY):
            a = walked(skin, 2_000_000 if skin[0] > 1.0 else 200_000, g)
            b = walked(skin, 60_000, g, None)
            ours = tabled(skin, g)
            total = (b.reflected + b.surface) / (a.reflected + a.surface)
            print(f"{skin!s:26s} {g:3.1f}  {a.reflected:.5f} ±{a.error:.5f}  {ours:.5f}  "
                  f"{ours / a.reflected:7.4f} {(ours - a.reflected) / a.error:+5.1f}  "
                  f"{total:6.3f}")  # fmt: skip


def edge() -> None:
    """Share of the light that an equal disc still sees."""
    print("skin                        radius  walk    ours    difference")
    for skin in SKINS:
        photons = walked(skin, 100_000)
        for radius in (2.0, 4.0, 6.0):
            share = tabled(skin, per_radius=1.0 / radius) / tabled(skin)
            theirs = photons.within_disc(radius) / photons.reflected
            print(f"{skin!s:26s} {radius:5.0f}   {theirs:.4f}  {share:.4f}  {share - theirs:+.4f}")


def _line(name: str, archive: Archive, found: Inversion) -> None:
    lab, x = archive.lab, found.coordinates
    flagged = (found.relative_rms > POOR_RELATIVE) | (found.rms > POOR_RMS)
    fair = found.relative_rms[~flagged]
    why = [reasons(found, row) for row in range(len(x))]
    missing = [np.mean([bool(one[q]) for one in why]) for q in ("melanin", "blood", "oxygenation")]
    index = melanin_index(WAVELENGTH_NM, archive.reflectance)
    print(
        f"{name:16s} {len(x):6d} {np.sqrt((found.rms**2).mean()):7.4f} "
        f"{np.percentile(found.rms, 95):7.4f} {(found.rms <= 0.01).mean():7.3f} "
        f"{np.sqrt((fair**2).mean()):7.3f} {flagged.mean():7.4f}   "
        f"{correlation(x[:, 1], lab[:, 1]):6.2f} {correlation(x[:, 0], archive.ita_deg):6.2f} "
        f"{correlation(index, archive.ita_deg):6.2f}   " + " ".join(f"{m:6.3f}" for m in missing)
    )


def archive() -> None:
    """Real spectra of all skin colours."""
    whole = issa(SHARED)
    print(f"{'':16s} {'n':>6s}   {'rms':>5s}     p95   <=.01     rel flagged    "
          "B-a*  M-ITA MI-ITA   not identified: M, B, SO2")  # fmt: skip
    found = inverted(whole)
    _line("all", whole, found)
    unseen = part(whole, ~whole.training)
    _line("unseen persons", unseen, inverted(unseen))
    for low, high in ITA_EDGES:
        mask = (whole.ita_deg > low) & (whole.ita_deg <= high)
        some = part(whole, mask)
        _line(f"ITA {low:4d} to {high:3d}", some, inverted(some))
    index = melanin_index(WAVELENGTH_NM, whole.reflectance)
    for name, values in (("ln melanin", found.coordinates[:, 0]), ("melanin index", index)):
        told = outer_minus_inner(values, whole)
        new = outer_minus_inner(values[~whole.training], unseen)
        print(f"outer minus inner arm, {name:14s}: effect {told[0]:.2f}, higher in "
              f"{100 * told[1]:.0f} % of {told[2]}; unseen {new[0]:.2f} of {new[2]}")  # fmt: skip
    green = np.log(whole.reflectance[:, 10])
    print(f"for scale, ln R(500) against ITA: {correlation(green, whole.ita_deg):.2f}")


def repeats() -> None:
    """Melanin against the melanin index on repeated readings."""
    told = repeated(*nist(SHARED))
    interval = f"({told.low:.2f} to {told.high:.2f})"
    print(f"SEM over between-person SD: ln melanin {told.melanin:.3f}, melanin index "
          f"{told.index:.3f}, ratio {told.ratio:.2f} {interval}")  # fmt: skip


def _ita_deg(reflectance: np.ndarray) -> np.ndarray:
    """Typology angle under D65 for 2 degrees."""
    seen_under = "D65", "cie-1931-2deg"
    xyz = tristimulus(WAVELENGTH_NM, reflectance, *seen_under)
    lab = lab_from_xyz(xyz, white_point(*seen_under))
    return ita_deg(lab[:, 0], lab[:, 2])


def covered() -> None:
    """Coverage on strange skins."""
    whole = issa(SHARED)
    real = whole.reflectance[~whole.training]
    expected, rng = prior(), np.random.default_rng(3)
    residual = real - invert(WAVELENGTH_NM, real, expected).fitted
    print(f"{'covered (bias)':22s}" + "".join(f"{q:>18s}" for q in
          ("melanin", "blood", "oxygenation", "scattering")))  # fmt: skip
    for name, strange in {"as the model": Strange(), **TRIED_ON}.items():
        truth = strange.skins(2000, expected, rng)
        clean = spectra(truth, strange.model(WAVELENGTH_NM))
        added = real_residuals(clean.mean(axis=1), real.mean(axis=1), residual, rng)
        told = coverage(truth, np.maximum(clean + added, 0.002), WAVELENGTH_NM, expected)
        print(f"{name:22s}" + "".join(f"{t.covered:10.3f} ({t.bias:+.2f})" for t in told.values()))
    strange = TRIED_ON["all at once"]
    truth = strange.skins(12_000, expected, rng)
    clean = spectra(truth, strange.model(WAVELENGTH_NM))
    added = real_residuals(clean.mean(axis=1), real.mean(axis=1), residual, rng)
    measured = np.maximum(clean + added, 0.002)
    angle = _ita_deg(measured)
    for low, high in ITA_EDGES:
        mask = (angle > low) & (angle <= high)
        told = coverage(truth[mask], measured[mask], WAVELENGTH_NM, expected)
        line = "".join(f"{t.covered:10.3f} ({t.bias:+.2f})" for t in told.values())
        print(f"{f'  ITA {low} to {high}':22s}{line}  of {mask.sum()}, stated "
              + " ".join(f"{t.stated:.2f}" for t in told.values()))  # fmt: skip


def _misfit(found: Inversion, measured: np.ndarray, expected: Prior) -> np.ndarray:
    """Minus twice the log posterior, up to a constant."""
    z = (found.coordinates - expected.mean) / expected.spread
    readings = ((found.fitted - measured) / expected.sigma(measured)) ** 2
    return readings.sum(axis=1) + (z**2).sum(axis=1)


def search() -> None:
    """What the answer owes to where it starts and what it expects."""
    some = part(issa(SHARED), np.s_[::15])
    real, expected = some.reflectance, prior()
    found = invert(WAVELENGTH_NM, real, expected)
    usual = found.coordinates
    lowest = _misfit(found, real, expected)
    rng = np.random.default_rng(4)
    elsewhere, lower = np.zeros(len(real), bool), np.zeros(len(real), bool)
    for _ in range(4):
        start = rng.normal(size=usual.shape)
        other = invert(WAVELENGTH_NM, real, expected, start=start)
        moved = other.settled & (np.abs(other.coordinates - usual)[:, 0] > 0.05)
        elsewhere |= moved
        lower |= moved & (_misfit(other, real, expected) < lowest)
    print(f"four random starts each: {elsewhere.sum()} of {len(real)} spectra have another rest")
    print(f"more than 0.05 of ln melanin away, {lower.sum()} of them a better one")
    for i, name in enumerate(NAMES[3:], start=3):
        mean = expected.mean.copy()
        mean[i] += expected.spread[i]
        moved = invert(WAVELENGTH_NM, real, replace(expected, mean=mean)).coordinates - usual
        print(f"expecting one width more of {name:20s}: ln melanin {np.median(moved[:, 0]):+.3f}, "
              f"ln blood {np.median(moved[:, 1]):+.3f}")  # fmt: skip
    law = Strange().model(WAVELENGTH_NM)
    more = usual.copy()
    more[:, 1] += np.log(1.3)
    before = invert(WAVELENGTH_NM, spectra(usual, law), expected).coordinates[:, 0]
    moved = invert(WAVELENGTH_NM, spectra(more, law), expected).coordinates[:, 0] - before
    print(f"+30 % blood moves ln melanin by {np.median(moved):+.4f}, 95 % within "
          f"{np.percentile(np.abs(moved), 95):.4f}, most {np.abs(moved).max():.3f}")  # fmt: skip
    for low, high in ITA_EDGES:
        mask = (some.ita_deg > low) & (some.ita_deg <= high)
        print(f"  ITA {low:4d} to {high:3d}: {np.median(moved[mask]):+.4f}, 95 % within "
              f"{np.percentile(np.abs(moved[mask]), 95):.4f}")  # fmt: skip


PARTS = {
    "forward": forward,
    "edge": edge,
    "archive": archive,
    "repeats": repeats,
    "coverage": covered,
    "search": search,
}

if __name__ == "__main__":
    for chosen in sys.argv[1:] or PARTS:
        print(f"--- {chosen}")
        PARTS[chosen]()
