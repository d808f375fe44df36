"""Published layers of peels against the probabilities that Turgor gives them.

    python benchmarks/peel_classes.py [table | learn | ship] [DRAWS]

table : each published layer, its probability with and without its own row (leave one out), the
        same with its whole source left out, log scores against the classes' frequencies, whether
        probabilities hold what they promise, and layers of animals that nothing was fitted to
ship  : shifts, error and croton oil's law as the evidence base has them
learn : what the layers say of the literature values themselves, from their spread before
"""

import math
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests" / "skin"))

from peel_layers import (  # noqa: E402
    AGENTS,
    FITTED,
    UNSEEN,
    Fit,
    Hyper,
    fit_hyper,
    published,
    work_out,
)

from turgor.evidence import all_parameters, find_parameter, parameter, parameter_draw  # noqa: E402

#: as they were before the layers told of them: value, low, high
BEFORE = {
    "peel.corneum.disruption_slope": (1.0, 0.6, 1.4),
    "peel.concentrated_ph": (0.0098, 0.0, 0.016),
    "peel.glycolic.usual_time": (210.0, 60.0, 600.0),
}
CLASSES = 5


def log_score(probabilities, row):
    return math.log(max(probabilities[row.low : row.high + 1].sum(), 1e-9))


def frequencies(rows, leave):
    """Share of each class among the other rows; a row that is open counts in parts."""
    counts = np.full(CLASSES, 0.5)
    for row in rows:
        if not any(row is gone for gone in leave):
            counts[row.low : row.high + 1] += 1.0 / (row.high - row.low + 1)
    return counts / counts.sum()


def is_right(probabilities, row):
    return row.low <= int(np.argmax(probabilities)) <= row.high


def said(row):
    peel = row.peel
    extra = f"pH {peel.ph:g} " if peel.ph is not None else ""
    extra += f"{peel.minutes:g} min " if peel.minutes is not None else ""
    extra += f"x{peel.coats} " if peel.coats > 1 else ""
    extra += f"after {peel.second_agent} " if peel.second_agent else ""
    extra += f"croton {peel.croton_oil_pct:g} %" if peel.croton_oil_pct else ""
    return f"{row.source:22} {peel.agent:15} {peel.percent:4.0f} % {extra:22} {row.low}-{row.high}"


def table(draws):
    rows = published(FITTED)
    work_out(rows, draws)
    fit = Fit(rows, shipped(), joint=False)
    one_out = []
    for row in rows:
        mine = [other for other in rows if other.source == row.source]
        full, alone = fit.predicted(row, ()), fit.predicted(row, (row,))
        one_out.append((row, alone, fit.predicted(row, mine), frequencies(rows, (row,))))
        shown = " ".join(f"{p:.2f}" for p in full)
        print(f"{said(row)}  {shown}  left out {alone[row.low : row.high + 1].sum():.2f}")
    print(f"\n{len(rows)} published layers, {len(FITTED)} sources")
    for name, which in (("one row out", 1), ("its source out", 2), ("class frequencies", 3)):
        scores = np.array([log_score(item[which], item[0]) for item in one_out])
        right = np.mean([is_right(item[which], item[0]) for item in one_out])
        print(f"{name:18} log score {scores.mean():.3f} a row, likeliest class right {right:.2f}")
    calibration(one_out)
    unseen(fit, draws)


def calibration(one_out):
    """Probability promised to a class or below, against how often it was so."""
    promised, kept = [], []
    for row, alone, _, _ in one_out:
        for k in range(CLASSES - 1):
            if row.low <= k < row.high:
                continue  # the source leaves open on which side it lies
            promised.append(alone[: k + 1].sum())
            kept.append(float(row.high <= k))
    promised, kept = np.array(promised), np.array(kept)
    for low, high in ((0.0, 0.1), (0.1, 0.3), (0.3, 0.7), (0.7, 0.9), (0.9, 1.0)):
        inside = (promised >= low) & (promised <= high)
        if inside.any():
            print(
                f"'not past a class' said with {low:.1f} to {high:.1f}: {inside.sum():3d} times, "
                f"mean {promised[inside].mean():.2f}, so it was {kept[inside].mean():.2f}"
            )


def unseen(fit, draws):
    rows = published(UNSEEN)
    work_out(rows, draws)
    print("\nanimals that nothing was fitted to")
    scores = []
    for row in rows:
        got = fit.predicted(row, ())
        scores.append(log_score(got, row))
        print(f"{said(row)}  {' '.join(f'{p:.2f}' for p in got)}")
    base = frequencies(fit.rows, ())
    print(
        f"log score {np.mean(scores):.3f} a row, by the fitted rows' class frequencies "
        f"{np.mean([log_score(base, row) for row in rows]):.3f}"
    )


def shipped():
    """Hyper-parameters of the evidence base; where shifts lie is as ``ship`` finds."""
    return Hyper(
        middle=-0.55,
        spread=0.49,
        error=find_parameter("peel.class.error").spread or 0.0,
        gain=parameter("peel.croton.gain"),
        power=parameter("peel.croton.power"),
    )


def ship(draws):
    rows = published(FITTED)
    work_out(rows, draws)
    hyper = fit_hyper(rows, joint=False)
    print(hyper)
    fit = Fit(rows, hyper, joint=False)
    for agent in AGENTS:
        print(f"{agent:16} {fit.shift(agent)[0]:+.3f} ± {fit.shift(agent)[1]:.3f}")
    for name in ("gain", "power"):
        print(name, "±", round(curvature(rows, hyper, name), 3))


def curvature(rows, hyper, name):
    """Standard deviation of a hyper-parameter from the evidence on either side of its best."""
    value = getattr(hyper, name)
    ratio = 1.3
    at = [
        Fit(rows, replace(hyper, **{name: value * factor}), joint=False).posterior()[2]
        for factor in (1 / ratio, 1.0, ratio)
    ]
    bend = (2 * at[1] - at[0] - at[2]) / math.log(ratio) ** 2 + 1.0
    return value / math.sqrt(max(bend, 1.0))


def learn(draws):
    records = all_parameters()
    for name, (value, low, high) in BEFORE.items():
        records[name] = replace(
            records[name], value=value, low=low, high=high, spread=0.5 * (high - low),
            spread_kind="range",
        )  # fmt: skip
    rows = published(FITTED)
    work_out(rows, draws)
    hyper = fit_hyper(rows, joint=True)
    fit = Fit(rows, hyper, joint=True)
    _, weights, _ = fit.posterior()
    print(hyper, f"\n{1.0 / (weights**2).sum():.0f} draws' worth of {draws}")
    left = [log_score(fit.predicted(row, (row,)), row) for row in rows]
    print(f"one row out: log score {np.mean(left):.3f} a row")
    names = [n for n, r in records.items() if n.startswith("peel.") and r.spread and r.value]
    drawn = {name: np.zeros(draws) for name in names}
    for i in range(draws):
        with parameter_draw(i, draws):
            for name in names:
                drawn[name][i] = parameter(name)
    for name, values in drawn.items():
        if name in BEFORE or (values > 0.0).all():
            told(name, np.log(np.maximum(values, 1e-12)), weights)


def told(name, logs, weights):
    mean = float((weights * logs).sum())
    spread = math.sqrt(float((weights * (logs - mean) ** 2).sum()))
    if logs.std() > 0.0 and spread < 0.8 * logs.std():
        print(
            f"{name:36} {math.exp(logs.mean()):.4g} x/÷ {math.exp(logs.std()):.2f} -> "
            f"{math.exp(mean):.4g} x/÷ {math.exp(spread):.2f}"
        )


if __name__ == "__main__":
    part = sys.argv[1] if len(sys.argv) > 1 else "table"
    count = int(sys.argv[2]) if len(sys.argv) > 2 else (800 if part == "learn" else 64)
    {"table": table, "learn": learn, "ship": ship}[part](count)
