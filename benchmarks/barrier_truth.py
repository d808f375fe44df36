"""Barrier readings against planted truth: bias, spread and interval coverage of both rules.

Readings once a second settle exponentially to 10 g/(m² h) under noise whose neighbours correlate.
"""

import argparse

import numpy as np

from turgor.measure.barrier import BarrierSettings
from turgor.measure.barrier.approach import fit_approach
from turgor.measure.barrier.steady import first_steady

TRUE = 10.0


def series(rng: np.random.Generator, count: int, rho: float, sd: float) -> np.ndarray:
    """AR(1) noise, stationary from its first value."""
    noise = rng.standard_normal(count)
    for i in range(1, count):
        noise[i] = rho * noise[i - 1] + np.sqrt(1 - rho**2) * noise[i]
    return sd * noise


def row(
    rng: np.random.Generator, tau: float, rho: float, sd: float, seconds: int, repeats: int
) -> str:
    """One line of the table."""
    t = np.arange(float(seconds))
    windows, ends = [], []
    for _ in range(repeats):
        y = TRUE + (8.0 * np.exp(-t / tau) if tau else 0.0) + series(rng, seconds, rho, sd)
        approach, _ = fit_approach(t, y, 0.0)
        steady, _ = first_steady(t, y, BarrierSettings(), approach)
        if steady is not None:
            windows.append((steady.mean, steady.u, steady.start_s))
        if approach is not None:
            ends.append((approach.asymptote, approach.u))
    said = f"{tau:5g} {rho:4g} {100 * sd / TRUE:4g} % {seconds:5d}"
    for found in (windows, ends):
        if len(found) < 0.05 * repeats:
            said += f" | {100 * len(found) / repeats:4.0f} %" + " " * 24
            continue
        value, u = np.array([f[:2] for f in found]).T
        inside = np.mean(np.abs(value - TRUE) <= 1.96 * u)
        said += (
            f" | {100 * len(found) / repeats:4.0f} % {100 * (value.mean() / TRUE - 1):+6.2f} % "
            f"{100 * value.std() / TRUE:5.2f} % {100 * inside:5.1f} %"
        )
    start = f"{np.median([w[2] for w in windows]):5.0f} s" if windows else "    -"
    return said + f" | {start}"


def main() -> None:
    """Print the table of docs/science/barrier.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=300)
    repeats = parser.parse_args().repeats
    rng = np.random.default_rng(11)
    part = "found   bias   spread  inside"
    print(f"{'steady window':>41}{'asymptote':>32}{'window':>27}")
    print(f"tau s  rho   SD      s | {part} | {part} | begins")
    for tau, rho, sd, seconds in (
        (0.0, 0.0, 0.2, 90), (0.0, 0.5, 0.2, 90), (0.0, 0.7, 0.2, 90),
        (10.0, 0.0, 0.2, 90), (10.0, 0.5, 0.2, 90), (20.0, 0.5, 0.2, 120),
        (40.0, 0.5, 0.2, 120), (40.0, 0.5, 0.2, 240), (100.0, 0.5, 0.2, 120),
    ):  # fmt: skip
        print(row(rng, tau, rho, sd, seconds, repeats))


if __name__ == "__main__":
    main()
