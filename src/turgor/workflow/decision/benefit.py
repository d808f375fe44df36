"""Benefit as counts: of one hundred people like this one, how many look better, and beside what."""

from dataclasses import dataclass

import numpy as np

from turgor.predict.forecast.outlook import CourseOutlook, EndpointOutlook, Forecast, StudyOutlook
from turgor.predict.forecast.reports import LOOK
from turgor.workflow.decision.counts import Share
from turgor.workflow.decision.trials import Trial, trials_of

#: the look as a whole, which stands in where nobody reported one by itself
WHOLE = "look-overall"
_BASES = {
    "skin": "the virtual skin",
    "literature": "pooled studies",
    "weighed": "virtual skin and pooled studies, weighed",
    "naive": "what studies reported, no model",
    "class": "what studies reported of such outcomes, no model",
}


@dataclass(frozen=True, slots=True)
class Benefit:
    """How one look changes in a hundred people.

    day : at which it is told, the last within the horizon that any study could report. forecast :
    with this option, nothing : without any, at the same day; None where no study could tell.
    reported : what studies of such treatments reported, without any model; None where none did.
    holds : the share at other days after the last session. grade : what the forecast rests on.
    """

    observable: str
    said: str
    day: float
    forecast: Share
    nothing: Share | None
    reported: Share | None
    studies: int
    grade: str
    holds: tuple[tuple[float, Share], ...]
    trials: tuple[Trial, ...]


@dataclass(frozen=True, slots=True)
class Measured:
    """A measured quantity at the horizon: one person's change, median and 80 %, and its basis."""

    said: str
    unit: str
    day: float
    median: float
    low: float
    high: float
    grade: str


def benefits_of(item: CourseOutlook, whole: Forecast) -> tuple[Benefit, ...]:
    """One for each look that studies report as a share of people."""
    found = []
    for index, endpoint in enumerate(item.endpoints):
        study = endpoint.study
        if endpoint.observable.startswith(LOOK) and study is not None and len(study.days):
            found.append(_benefit(item, whole, index, study))
    return tuple(found)


def unanswered_of(item: CourseOutlook) -> tuple[tuple[str, str], ...]:
    """Looks of which no share can be told, with the reason."""
    return tuple(
        (endpoint.meaning, endpoint.reason)
        for endpoint in item.endpoints
        if endpoint.observable.startswith(LOOK) and endpoint.study is None
    )


def measured_of(item: CourseOutlook, horizon: float) -> tuple[Measured, ...]:
    """Quantities that instruments read and whose course may be shown."""
    found = []
    for endpoint in item.endpoints:
        if endpoint.shown and not endpoint.observable.startswith(LOOK):
            at = int(np.searchsorted(endpoint.days, horizon, side="right")) - 1
            low, high = endpoint.change.band(0.8)
            found.append(
                Measured(
                    endpoint.meaning,
                    _unit(endpoint),
                    float(endpoint.days[at]),
                    float(endpoint.change.median[at]),
                    float(low[at]),
                    float(high[at]),
                    "virtual skin" if endpoint.study is None else "virtual skin, tested on studies",
                )
            )
    return tuple(found)


def _benefit(item: CourseOutlook, whole: Forecast, index: int, study: StudyOutlook) -> Benefit:
    inside = [k for k, day in enumerate(study.days) if day <= whole.case.horizon_days]
    at = inside[-1] if inside else 0
    day = float(study.days[at])
    own = item.endpoints[index]
    nothing = whole.courses[0].endpoints[index].study
    last = max(item.course.last_session_day, 0.0)
    basis, _, rest = study.basis[at].partition(", ")
    return Benefit(
        observable=own.observable,
        said=own.meaning,
        day=day,
        forecast=_share(study.quantiles, at),
        nothing=None if nothing is None else _at_day(nothing, day),
        reported=None if study.naive is None else _share(study.naive, at),
        studies=study.studies,
        grade=f"{_BASES.get(basis, basis)}{f', {rest}' if rest else ''}{_skill(study)}",
        holds=tuple(
            (float(one), _share(study.quantiles, k))
            for k, one in enumerate(study.days)
            if last < one <= whole.case.horizon_days
        ),
        trials=() if item is whole.courses[0] else _trials(own.observable, item),
    )


def _skill(study: StudyOutlook) -> str:
    """How much nearer the forecast came to studies that it had not seen."""
    if not study.skill:
        return ""
    if study.skill < 0.0:
        return "; on studies left out no nearer than their reports alone"
    return f"; on studies left out {100.0 * study.skill:.0f} % nearer than their reports alone"


def _trials(observable: str, item: CourseOutlook) -> tuple[Trial, ...]:
    """Of this look; where nobody reported it so, of the look as a whole."""
    return trials_of((observable,), item.course) or trials_of((WHOLE,), item.course)


def _at_day(study: StudyOutlook, day: float) -> Share | None:
    found = np.flatnonzero(study.days == day)
    return _share(study.quantiles, int(found[0])) if found.size else None


def _share(quantiles: np.ndarray[tuple[int, ...], np.dtype[np.float64]], at: int) -> Share:
    """From percent of people."""
    low, median, high = (0.01 * float(one) for one in quantiles[:, at])
    return Share(low, median, high)


def _unit(endpoint: EndpointOutlook) -> str:
    if endpoint.relative:
        return "%"
    return "" if endpoint.unit == "1" else endpoint.unit
