"""The page of a calibration: predictive checks drawn, and what each parameter learned."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from turgor import __version__
from turgor.predict.calibrate.parameter_set import ParameterSet
from turgor.predict.calibrate.predictive import PredictiveRow
from turgor.report.laxity_chart import Axes, Dot, Plot, plot
from turgor.report.numbers import number
from turgor.report.render import page_html, write_page

NOTICE = (
    "Turgor supports research and clinicians. It is not a medical device. These are checks of a "
    "model's shape on the rows it was fitted to, no scores: turgor validate and the ten-fold by "
    "cohort score it on studies it has not seen."
)


@dataclass(frozen=True, slots=True)
class Learned:
    """One parameter: prior and posterior, and the ratio of their spreads in % for its bar."""

    name: str
    prior: str
    posterior: str
    ratio: str
    width_pct: float


@dataclass(frozen=True, slots=True)
class ClassCheck:
    """One class: its drawing and how many rows lie in the bands."""

    title: str
    said: str
    chart: Plot


@dataclass(frozen=True, slots=True)
class CalibrationPage:
    """The whole page."""

    title: str
    version: str
    notice: str
    checks: tuple[ClassCheck, ...]
    learned: tuple[Learned, ...]
    figures: tuple[tuple[str, str], ...]


def write_calibration_page(held: ParameterSet, rows: Sequence[PredictiveRow], path: Path) -> None:
    """Write the page of a parameter set and of the rows that it was fitted to.

    Errors: StoreError where it can't be written.
    """
    write_page(page_html("calibration", calibration_page(held, rows)), path)


def calibration_page(held: ParameterSet, rows: Sequence[PredictiveRow]) -> CalibrationPage:
    """The page's context."""
    names = dict.fromkeys(row.outcome_class for row in rows)
    posterior = held.medians()
    return CalibrationPage(
        title=f"Calibration: parameter set {held.version}",
        version=__version__,
        notice=NOTICE,
        checks=tuple(
            _check(name, [row for row in rows if row.outcome_class == name])
            for name in sorted(names)
        ),
        learned=tuple(
            Learned(
                one.name,
                f"{number(one.median)} (log sd {one.log_sd:.2f})",
                f"{number(float(posterior[i]))} (log sd {held.ratios[i] * one.log_sd:.2f})",
                f"{held.ratios[i]:.2f}",
                100.0 * min(float(held.ratios[i]), 1.0),
            )
            for i, one in enumerate(held.free)
        ),
        figures=tuple(
            (name.replace("_", " "), number(value, 2))
            for name, value in held.checks.items()
            if not name.startswith("coverage")
        ),
    )


def _check(name: str, rows: Sequence[PredictiveRow]) -> ClassCheck:
    """Rows in order of what was reported: prior's band, posterior's band, the report."""
    dots = []
    for place, row in enumerate(sorted(rows, key=lambda row: row.reported)):
        said = f"{row.study} {row.endpoint}"
        for style, shift, band in (("prior", -0.18, row.prior), ("after", 0.18, row.posterior)):
            low, middle, high = band
            dots.append(Dot(f"{said}, {style}", f"m-{style}", place + shift, middle, low, high))
        dots.append(Dot(f"{said}: reported", "m-reported", float(place), row.reported))
    held = [
        sum(band[0] <= row.reported <= band[2] for row, band in pairs)
        for pairs in ([(r, r.prior) for r in rows], [(r, r.posterior) for r in rows])
    ]
    wide = 440.0 if len(rows) < 40 else 920.0
    axes = Axes("rows, by what was reported", "working scale", width=wide, height=280.0)
    return ClassCheck(
        name,
        f"{len(rows)} rows: the 80 % band of the prior holds {held[0]}, of the posterior {held[1]}",
        plot(
            name.capitalize(),
            f"{name}: reported values with prior and posterior bands",
            axes,
            dots=dots,
        ),
    )
