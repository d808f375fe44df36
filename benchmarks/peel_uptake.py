"""Uptake of glycolic acid: fitted to 4 % at two pHs, asked for 20 % at pH 1.9.

    python benchmarks/peel_uptake.py

fit      : the film's volume, what excised skin binds and how much corneum gives way at pH 2, on
           living skin and receptor of the two rows at 4 % (corneum's own content is not fitted)
spread   : the same fits with each figure drawn from its standard error; how many specimens an arm
           had is not printed, four are taken
held out : 20 %, pH 1.9, 24 and 6 hours, with nothing fitted to them
free     : the same with corneum that holds at any pH, so that free acid alone decides
"""

import numpy as np
from scipy.optimize import least_squares

from turgor.evidence import evidence_table
from turgor.skin.stimulus.acid.uptake import Cell, cell_uptake

TABLE = evidence_table("peel-uptake")
ROWS = [
    {name: float(column[i]) for name, column in TABLE.columns.items()}
    for i in range(len(TABLE.column("percent")))
]
FITTED = [row for row in ROWS if row["percent"] == 4.0]
PARTS = ("living_pct", "receptor_pct")
SPECIMENS = 4


def uptake(row, cell):
    return cell_uptake("glycolic", row["percent"], row["ph"], row["hours"], cell)


def fit(rows, disrupts=True):
    start = np.log([3.0, 0.04, 4e-4, 3.0][: 4 if disrupts else 3])

    def cell(logs):
        values = np.exp(logs)
        return Cell(*values[:3], float(values[3]) if disrupts else 0.0)

    def misfit(logs):
        out = []
        for row in rows:
            got = uptake(row, cell(logs))
            out += [
                np.log(got.living / row["living_pct"]),
                np.log(got.receptor / row["receptor_pct"]),
            ]
        return np.array(out + list(0.01 * (logs - start)))

    return cell(least_squares(misfit, start).x)


def drawn(row, rng):
    new = dict(row)
    for part in PARTS:
        cv = row[part.replace("_pct", "_sd_pct")] / row[part] / np.sqrt(SPECIMENS)
        spread = np.sqrt(np.log1p(cv * cv))
        new[part] = row[part] * np.exp(spread * rng.standard_normal() - 0.5 * spread**2)
    return new


def tell(title, cell):
    print(title, cell)
    for row in ROWS:
        got = uptake(row, cell)
        total = sum(row[f"{part}_pct"] for part in ("corneum", "living", "receptor"))
        print(
            f"  {row['percent']:2.0f} % pH {row['ph']} {row['hours']:2.0f} h"
            f"  corneum {got.corneum:5.2f} ({row['corneum_pct']:5.2f})"
            f"  living {got.living:5.2f} ({row['living_pct']:5.2f})"
            f"  receptor {got.receptor:5.2f} ({row['receptor_pct']:5.2f})"
            f"  all {got.total:5.2f} ({total:5.2f}, {100 * (got.total / total - 1):+.0f} %)"
        )


def main():
    tell("fit", fit(FITTED))
    rng = np.random.default_rng(0)
    many = [fit([drawn(row, rng) for row in FITTED]).disruption_at_ph_2 for _ in range(40)]
    low, middle, high = np.percentile(many, [16, 50, 84])
    print(f"disruption at pH 2 with persons drawn: {middle:.1f} ({low:.1f} to {high:.1f})")
    tell("evidence base", Cell.fitted())
    tell("free acid alone", fit(FITTED, disrupts=False))


if __name__ == "__main__":
    main()
