"""How often kappa's 95 % interval holds the truth, by the number of pictures.

    python benchmarks/kappa_coverage.py

Samples of known tables: that of Cohen (1968) and five grades whose disagreement falls off as
exp(-1.3 d). The figures stand in docs/record/rating.md.
"""

import argparse

import numpy as np

from turgor.stats.kappa import agreement_weights, kappa_of_table

COHEN = np.array([[0.44, 0.07, 0.09], [0.05, 0.20, 0.05], [0.01, 0.03, 0.06]])


def five_grades() -> np.ndarray:
    """Shares of a five by five table."""
    apart = np.abs(np.arange(5)[:, None] - np.arange(5)[None, :])
    shares = np.exp(-1.3 * apart)
    return shares / shares.sum()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, default=3000)
    parser.add_argument("--seed", type=int, default=5)
    options = parser.parse_args()
    generator = np.random.default_rng(options.seed)
    for name, shares in (("Cohen", COHEN), ("five grades", five_grades())):
        weights = agreement_weights(len(shares), "quadratic")
        truth = kappa_of_table(shares * 1e6, weights).kappa
        for pictures in (20, 50, 100, 400):
            inside = 0
            for _ in range(options.draws):
                table = generator.multinomial(pictures, shares.ravel()).reshape(shares.shape)
                interval = kappa_of_table(table.astype(float), weights).interval
                inside += interval.low <= truth <= interval.high
            print(f"{name}, kappa {truth:.3f}, {pictures} pictures: {inside / options.draws:.3f}")


if __name__ == "__main__":
    main()
