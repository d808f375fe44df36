"""Calibration on four published series: what they leave open is fitted, and what is left out is
foretold with its interval.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.evidence import find_parameter, parameter_draw
from turgor.skin.stimulus.light.map_fit import MapFit, Target, Unknown, fit_map
from turgor.skin.stimulus.light.predict import (
    OF_TISSUE,
    FigureModel,
    shared_unknowns,
    spot_unknown,
)
from turgor.skin.stimulus.light.series import ZoneFigure

FloatArray = NDArray[np.float64]

#: what a stated interval is to cover
COVERS = 0.8
#: draws of the posterior that an interval rests on, in mirrored pairs, and where they start
DRAWS, _SEED = 96, 20


@dataclass(frozen=True, slots=True)
class Foretold:
    """A figure that was left out of a fit: what was printed, foretold, and the 80 % interval.

    All as printed (µm, or a ratio), with the spread of one histological figure in the interval.
    For a bound, ``covered`` says whether the interval reaches into what the bound allows.
    """

    figure: ZoneFigure
    median: float
    low: float
    high: float

    @property
    def covered(self) -> bool:
        """Whether the printed figure, or what it bounds, lies in the interval."""
        if self.figure.relation == "at-least":
            return self.high >= self.figure.value
        return self.low <= self.figure.value <= self.high


@dataclass(frozen=True, slots=True)
class SpotSpread:
    """Effective over nominal spot across devices: mean and sd of the logarithm for a new one."""

    log_mean: float
    log_sd: float


def calibrate(figures: Sequence[ZoneFigure], start: MapFit | None = None) -> MapFit:
    """Fit the shared unknowns and an effective spot for each series that has figures here.

    start : a fit of more figures, from whose values to begin; the result is the same, sooner.
    """
    names = sorted({figure.series for figure in figures})
    unknowns = [*shared_unknowns(), *(spot_unknown(name) for name in names)]
    begin = None
    if start is not None:
        begin = np.array([start.value(unknown.name) for unknown in unknowns])
    return fit_map(unknowns, targets(figures), FigureModel(figures, unknowns), begin)


def targets(figures: Sequence[ZoneFigure]) -> list[Target]:
    """Figures as logarithms; a ratio of two carries the spread of both."""
    sd = find_parameter("mtz.histology.relative-sd").value
    return [
        Target(
            figure.id,
            math.log(figure.value),
            sd * (math.sqrt(2.0) if figure.is_ratio else 1.0),
            figure.relation,
        )
        for figure in figures
    ]


def spot_spread(fit: MapFit) -> SpotSpread:
    """What the fitted spots say of a device that was never seen.

    Mean and spread of the devices' logarithms, drawn to the prior as if it were one more device;
    each device's own uncertainty is part of its distance from the mean. Few devices leave the
    spread itself uncertain: it is widened so that its 80 % interval is Student's.
    """
    from scipy.special import ndtri, stdtrit

    names = [u.name for u in fit.unknowns if u.name.startswith("spot:")]
    prior = spot_unknown("")
    logs = np.array([prior.mean, *(fit.value(name) for name in names)])
    mean = float(logs.mean())
    between = float(((logs - mean) ** 2).sum()) + prior.sd**2
    within = float(sum(fit.sd(name) ** 2 for name in names))
    count, end = max(len(names), 1), 0.5 + 0.5 * COVERS
    variance = (between + within) / count * (1.0 + 1.0 / len(logs))
    wider = float(stdtrit(count, end) / ndtri(end))
    return SpotSpread(mean, math.sqrt(variance) * wider)


def foretell(fit: MapFit, figures: Sequence[ZoneFigure], draws: int = DRAWS) -> list[Foretold]:
    """Figures that the fit has not seen: of its own devices by their spots, of others by spread.

    Draws as sessions have them: fitted values from the posterior, the tissue's values and the
    skin itself from the spread of the literature, and one histological figure's own spread.
    draws : an even number.
    """
    known = {u.name for u in fit.unknowns}
    fresh = sorted({f.series for f in figures if f"spot:{f.series}" not in known})
    spread = spot_spread(fit)
    unknowns = [
        *fit.unknowns, *(Unknown(f"spot:{name}", spread.log_mean, spread.log_sd) for name in fresh)
    ]  # fmt: skip
    logs = []
    for i, row in enumerate(_draws(fit, len(fresh), spread, draws)):
        with parameter_draw(i, draws, _SEED):
            logs.append(FigureModel(figures, unknowns)(row))
    predicted = np.stack(logs)
    noise = np.random.default_rng(_SEED + 1).standard_normal(predicted.shape)
    seen = np.exp(predicted + noise * np.array([target.sd for target in targets(figures)]))
    ends = np.quantile(seen, [0.5 * (1.0 - COVERS), 0.5 * (1.0 + COVERS)], axis=0)
    middle = np.exp(np.median(predicted, axis=0))
    return [
        Foretold(figure, float(middle[t]), float(ends[0, t]), float(ends[1, t]))
        for t, figure in enumerate(figures)
    ]


def _draws(fit: MapFit, fresh: int, spread: SpotSpread, draws: int) -> FloatArray:
    """(draws, k) values of a fit's unknowns and of unseen devices' spots, mirrored in pairs.

    What the tissue's own spread stands for stays at its fitted value.
    """
    size = len(fit.mean)
    normal = np.random.default_rng(_SEED).standard_normal((draws // 2, size + fresh))
    normal = np.concatenate([normal, -normal])
    own = np.tile(fit.mean, (len(normal), 1))
    free = np.array([u.name not in OF_TISSUE for u in fit.unknowns])
    root = np.linalg.cholesky(fit.covariance[np.ix_(free, free)])
    own[:, free] += normal[:, :size][:, free] @ root.T
    return np.concatenate([own, spread.log_mean + spread.log_sd * normal[:, size:]], axis=1)


def leave_out_energies(figures: Sequence[ZoneFigure], start: MapFit | None) -> list[Foretold]:
    """Each energy of a series that has more, foretold from all the other figures."""
    found: list[Foretold] = []
    for series in sorted({f.series for f in figures}):
        energies = sorted({f.energy_mj for f in figures if f.series == series and f.energy_mj})
        for energy in energies if len(energies) > 1 else []:
            out = [f for f in figures if f.series == series and f.energy_mj == energy]
            kept = [f for f in figures if f not in out]
            found += foretell(calibrate(kept, start), out)
    return found


def leave_out_devices(figures: Sequence[ZoneFigure], start: MapFit | None) -> list[Foretold]:
    """Every figure of each device, foretold from the other devices' figures alone."""
    found: list[Foretold] = []
    for series in sorted({f.series for f in figures}):
        out = [f for f in figures if f.series == series]
        found += foretell(calibrate([f for f in figures if f.series != series], start), out)
    return found
