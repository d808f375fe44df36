"""Refit the inversion's priors by empirical Bayes on half of the archive's persons.

    python benchmarks/chromophore_priors.py [SPECTRA]

Each round inverts SPECTRA (default 3,000) spectra of the training persons and sets the centre and
width of every fitted prior to the mean, and to the spread plus mean posterior variance, of what
was found. The widths of loosely held coordinates go on growing slowly: six rounds are run and the
result is frozen in src/turgor/evidence/data/parameters/chromophore_priors.toml. The other half
of the persons is never seen. Assumed priors stay as they are.

The second table tells how haemoglobin's bandwidth and shift, scattering's Rayleigh share, its
anisotropy and the epidermis' depth change the mean log evidence (Laplace), more being better.
The third sets the structure spreads: the least width, beside the posterior's, with which 90 %
intervals cover 85.5 % of every strange skin of tests/skin/strange_skins.py, SET_ON.
"""

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests" / "skin"))

from archives import WAVELENGTH_NM, issa  # noqa: E402
from strange_skins import QUANTITIES, SET_ON, real_residuals, spectra  # noqa: E402

from turgor.evidence import all_parameters  # noqa: E402
from turgor.measure.colour.chromophore.invert import Inversion, invert  # noqa: E402
from turgor.measure.colour.chromophore.prior import NAMES, Prior, prior  # noqa: E402
from turgor.measure.colour.chromophore.verdict import reasons  # noqa: E402
from turgor.physics.skin_optics.absorbers import absorbers  # noqa: E402
from turgor.physics.skin_optics.reflect import ForwardModel, forward_model  # noqa: E402
from turgor.physics.skin_optics.table import skin_table  # noqa: E402

ROUNDS = 6
FITTED = np.array([all_parameters()[f"chromophore.prior.{n}"].basis == "fitted" for n in NAMES])


def law(
    *,
    bandwidth_nm: float = 17.0,
    shift_nm: float = 1.5,
    rayleigh: float = 0.25,
    anisotropy: float = 0.8,
    depth_um: float = 60.0,
) -> ForwardModel:
    """The forward model with one part replaced."""
    table = skin_table(anisotropy)
    return replace(
        forward_model(WAVELENGTH_NM),
        bands=absorbers(WAVELENGTH_NM, bandwidth_nm, shift_nm).bands,
        table=table.log_reflectance,
        depth_mm=depth_um / 1000.0,
        rayleigh=rayleigh,
    )


def log_evidence(inversion: Inversion, measured: np.ndarray, expected: Prior) -> float:
    """Mean over spectra, up to a constant; the worst hundredth is left out."""
    sigma = expected.sigma(measured)
    z = (inversion.coordinates - expected.mean) / expected.spread
    narrowing = np.linalg.slogdet(inversion.covariance / np.outer(expected.spread, expected.spread))
    each = (
        -0.5 * (((inversion.fitted - measured) / sigma) ** 2).sum(axis=1)
        - 0.5 * (z**2).sum(axis=1)
        - np.log(sigma).sum(axis=1)
        + 0.5 * narrowing[1]
    )
    return float(np.sort(each)[each.size // 100 :].mean())


def refit(
    measured: np.ndarray, model: ForwardModel, start: Prior, rounds: int = ROUNDS
) -> tuple[Prior, float]:
    """Priors after so many rounds, and the log evidence of the last."""
    expected, told = start, 0.0
    for _ in range(rounds):
        found = invert(WAVELENGTH_NM, measured, expected, model)
        told = log_evidence(found, measured, expected)
        low, high = np.percentile(found.coordinates, [0.5, 99.5], axis=0)
        usual = np.clip(found.coordinates, low, high)
        spread = np.sqrt(usual.var(axis=0) + (found.spread**2).mean(axis=0))
        expected = replace(
            expected,
            mean=np.where(FITTED, usual.mean(axis=0), expected.mean),
            spread=np.where(FITTED, spread, expected.spread),
        )
    return expected, told


def structure_spreads(real: np.ndarray, count: int = 1000) -> None:
    """Print the least structure spread of every quantity for every strange skin."""
    expected, rng = prior(), np.random.default_rng(1)
    residual = real - invert(WAVELENGTH_NM, real, expected).fitted
    most = dict.fromkeys(QUANTITIES, 0.0)
    print(f"\n{'structure':20s}" + "".join(f"{name:>14s}" for name in QUANTITIES))
    for label, strange in SET_ON.items():
        truth = strange.skins(count, expected, rng)
        clean = spectra(truth, strange.model(WAVELENGTH_NM))
        added = real_residuals(clean.mean(axis=1), real.mean(axis=1), residual, rng)
        found = invert(WAVELENGTH_NM, np.maximum(clean + added, 0.002), expected)
        why = [reasons(found, row) for row in range(count)]
        line = f"{label:20s}"
        for name, place in QUANTITIES.items():
            told = np.array([not reason[name] for reason in why])
            error = np.abs(found.coordinates - truth)[told, place] / 1.645
            needed = np.sqrt(np.maximum(error**2 - found.spread[told, place] ** 2, 0.0))
            least = float(np.percentile(needed, 85.5))
            most[name] = max(most[name], least)
            line += f"{least:14.3f}"
        print(line)
    frozen = all_parameters()
    print(f"{'largest':20s}" + "".join(f"{value:14.3f}" for value in most.values()))
    print(
        f"{'frozen':20s}"
        + "".join(f"{frozen[f'chromophore.structure_spread.{n}'].value:14.3f}" for n in most)
    )


def main() -> None:
    """Print the refitted priors beside the frozen ones, and what other structures would do."""
    archive = issa(ROOT.parent / "shared" / "data")
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 3000
    training = np.flatnonzero(archive.training)
    chosen = np.random.default_rng(0).choice(training, min(count, training.size), replace=False)
    measured = archive.reflectance[chosen]
    persons = len(set(archive.person[chosen]))
    print(f"{chosen.size} spectra of {persons} training persons, {ROUNDS} rounds")
    wide = replace(prior(), spread=np.where(FITTED, 1.5, 1.0) * prior().spread)
    found, _ = refit(measured, law(), wide)
    frozen = prior()
    print(f"{'coordinate':22s} {'refitted':>16s} {'frozen':>16s}")
    for i, name in enumerate(NAMES):
        mark = "" if FITTED[i] else "  assumed"
        new = f"{found.mean[i]:8.3f} ±{found.spread[i]:6.3f}"
        old = f"{frozen.mean[i]:8.3f} ±{frozen.spread[i]:6.3f}"
        print(f"{name:22s} {new:>16s} {old:>16s}{mark}")
    some = measured[:1000]
    _, usual = refit(some, law(), frozen, 4)
    print(f"\nlog evidence a spectrum, against the shipped structure ({usual:.2f})")
    others: list[dict[str, float]] = [
        *({"bandwidth_nm": v} for v in (5.0, 10.0, 14.0, 20.0)),
        *({"shift_nm": v} for v in (-1.0, 0.0, 1.0, 2.0, 3.0)),
        *({"rayleigh": v} for v in (0.0, 0.1, 0.4)),
        *({"anisotropy": v} for v in (0.0, 0.6, 0.9)),
        *({"depth_um": v} for v in (30.0, 45.0, 90.0, 120.0)),
    ]
    for other in others:
        name, value = next(iter(other.items()))
        print(f"{name:14s} {value:6.1f} {refit(some, law(**other), frozen, 4)[1] - usual:+8.2f}")
    structure_spreads(measured[1000:2000])


if __name__ == "__main__":
    main()
