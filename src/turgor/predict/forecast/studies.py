"""What a study of people like this one would report, by the source that forecasts it best.

The case's own course takes the skin's place in the forecaster: its group mean is laid on the
working scale as the skin's answer, and widths, weights and the choice by class are those that were
settled on cohorts the sources had not seen.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from numpy.typing import NDArray

from turgor.evidence.outcome import Outcome
from turgor.evidence.outcomes.library import meaning
from turgor.predict.calibrate.answers import Answer, Answers
from turgor.predict.calibrate.free import rating_slopes
from turgor.predict.calibrate.source import FittedSkin, Skin
from turgor.predict.calibrate.tell import measured, rated
from turgor.predict.combine.candidate import NAIVE, SKIN
from turgor.predict.combine.forecaster import Forecaster, Shown
from turgor.predict.forecast.bands import weighted_quantiles
from turgor.predict.forecast.outlook import StudyOutlook
from turgor.predict.forecast.reports import LOOK, Reports, reports_of
from turgor.predict.forecast.variant import SUNSCREEN, collected_modality
from turgor.predict.row import PERCENT_OF_PEOPLE, Row, row_of
from turgor.predict.validate.shipped import shipped_forecaster
from turgor.record.course import Course
from turgor.record.skin_place import SkinPlace

FloatArray = NDArray[np.float64]

#: people of the study that is thought of, so many that chance among them is small
_PEOPLE = 400.0
#: an 80 % band of people, in standard deviations of what the model's draws share among them
_PEOPLE_TO_DOUBT = 5.0
_LOOKS = (
    "how somebody looks is told as the share of people whom blinded investigators would call "
    "better by a grade or more; how far one person's grade moves is not forecast"
)
_NO_LOOK = f"{_LOOKS}; no study on record reports it so"
_UNTESTED = (
    "no study on record reports this as a change from before; the virtual skin's own course is "
    "shown, and was not tested on studies"
)
#: arms without anything active: nothing, and what protects, which trials give beside a vehicle
_CONTROLS = {"none": "untreated", SUNSCREEN: "vehicle"}
_ALONE = "no study on record reports this of sunscreen, and those of other treatments tell nothing"


@dataclass(frozen=True, slots=True)
class Ask:
    """What a study is asked of: an observable after a course.

    change (V, B) of people at ``days`` (V,), each counting by ``weights`` (B,).
    """

    observable: str
    course: Course
    days: FloatArray
    change: FloatArray
    weights: FloatArray


#: what a study would report, whether the skin's own curve may be shown, why not
Reported = tuple[StudyOutlook | None, bool, str]


@dataclass(frozen=True, slots=True)
class _Asked:
    """An ask that a forecaster can answer: its rows, and what the skin says at their days."""

    ask: Ask
    reports: Reports
    days: FloatArray
    rows: list[Row]
    at: FloatArray
    ends: tuple[FloatArray, FloatArray]


_NOTHING = Shown(np.empty((0, 3)), np.empty((0, 3)), ())


@dataclass(frozen=True, slots=True)
class StudyForecasts:
    """A fitted forecaster that a case's own courses can be asked of."""

    forecaster: Forecaster

    def of(
        self,
        observable: str,
        course: Course,
        place: SkinPlace,
        visit_days: FloatArray,
        days: FloatArray,
        change: FloatArray,
        weights: FloatArray,
    ) -> Reported:
        """``of_many`` for one ask."""
        ask = Ask(observable, course, days, change, weights)
        return self.of_many([ask], place, visit_days)[0]

    def of_many(
        self, asks: Sequence[Ask], place: SkinPlace, visit_days: FloatArray
    ) -> tuple[Reported, ...]:
        """What a study would report, whether the skin's own curve may be shown, why not.

        The study is asked at visit_days (D,), the horizon, and the first day at which any study
        reported the quantity; before that day none is. All asks go through the forecaster at once.
        """
        prepared = [self._prepared(ask, place, visit_days, k) for k, ask in enumerate(asks)]
        asked = [one for one in prepared if isinstance(one, _Asked)]
        rows = [row for one in asked for row in one.rows]
        alone = {k for k, row in enumerate(rows) if self._is_alone(row)}
        shown = self._answering(asked, place).forecast(rows, alone) if rows else _NOTHING
        told: list[Reported] = []
        first = 0
        for one in prepared:
            if isinstance(one, _Asked):
                own = slice(first, first + len(one.rows))
                told.append(self._told(one, shown, own))
                first = own.stop
            else:
                told.append(one)
        return tuple(told)

    def _is_alone(self, row: Row) -> bool:
        """Protection that nobody reported so: what rebuilds skin tells nothing of it."""
        return row.outcome.modality == SUNSCREEN and not self.forecaster.naive.knows_family(row)

    def _prepared(
        self, ask: Ask, place: SkinPlace, visit_days: FloatArray, number: int
    ) -> "_Asked | Reported":
        observable, course, days = ask.observable, ask.course, ask.days
        if not (course.sessions or course.uses or observable.startswith(LOOK)):
            # skin left alone ages at slopes pooled from norms; a study's untreated arm drifts
            # with its raters besides, which is none of this person's change
            return None, True, ""
        reports = reports_of(observable)
        looks = observable.startswith(LOOK)
        if reports is None:
            return (
                None,
                not looks,
                f"{_LOOKS}; no study on record reports it" if looks else _UNTESTED,
            )
        first, last = reports.earliest_day, float(days[-1])
        if first > last:
            return None, not looks, _too_early(first, looks)
        visit_days = np.array(sorted({first, *(day for day in visit_days if day > first), last}))
        low, middle, high = (
            np.interp(visit_days, days, row)
            for row in weighted_quantiles(ask.change, (0.1, 0.5, 0.9), ask.weights)
        )
        rows = _rows(reports, observable, course, place, visit_days, number)
        return _Asked(ask, reports, visit_days, rows, middle, (low, high))

    def _told(self, one: _Asked, shown: Shown, own: slice) -> Reported:
        rows, reports = one.rows, one.reports
        looks = one.ask.observable.startswith(LOOK)
        outcome_class = rows[0].outcome_class
        choice = self.forecaster.choice
        skill = choice.skills.get(outcome_class, choice.skills[""])
        best = choice.order(outcome_class)[0]
        alone = bool(np.isnan(shown.naive[own]).any())
        reason = _LOOKS if looks else ""
        if alone and np.isnan(shown.quantiles[own]).any():
            return None, not looks, _ALONE
        if best == NAIVE and not alone:
            reason = _fails(outcome_class)
        study = StudyOutlook(
            endpoint=rows[0].outcome.endpoint,
            unit="% of people" if rows[0].number == PERCENT_OF_PEOPLE else "%",
            days=one.days,
            quantiles=shown.quantiles[own].T,
            naive=None if alone else shown.naive[own].T,
            basis=shown.basis[own],
            skill=0.0 if alone else float(skill.get(best, 0.0)),
            studies=reports.studies,
            earliest_day=reports.earliest_day,
        )
        return study, not reason, reason

    def _answering(self, asked: Sequence[_Asked], place: SkinPlace) -> Forecaster:
        """The forecaster, with the case's own courses as its skin's answers to their rows.

        A forecaster of its own: the fitted one is shared by every case that is worked out.
        """
        fitted = self.forecaster.sources.get(SKIN)
        if not isinstance(fitted, FittedSkin):
            return self.forecaster
        known = fitted.answers
        slopes = rating_slopes(known.free, known.units[:, None])
        own = Answers(known.free, known.units)
        for one in asked:
            for k, row in enumerate(one.rows):
                answer = _answer(one, k, place, slopes, known.units.size)
                if isinstance(answer, str):
                    own.reasons[row.key] = answer
                else:
                    own.by_hash[row.key] = answer
        # the fitted rows are in numbers already; only these rows' columns are asked of the answers
        model = Skin(own).hierarchy()
        skin = FittedSkin(own, replace(fitted.fitted, model=model))
        return replace(self.forecaster, sources={**self.forecaster.sources, SKIN: skin})


def _answer(
    asked: _Asked, k: int, place: SkinPlace, slopes: Mapping[str, FloatArray], free: int
) -> Answer | str:
    """The skin's answer to the k-th row, or why it says nothing of it."""
    row, observable = asked.rows[k], asked.ask.observable
    told = [
        rated(row, value[k : k + 1], slopes)
        if observable.startswith(LOOK)
        else measured(row, observable, place, value[k : k + 1], None)
        for value in (asked.at, *asked.ends)
    ]
    reason = next((one for one in told if isinstance(one, str)), "")
    if reason:
        return reason
    middle, low, high = (float(np.asarray(one)[0]) for one in told)
    # a group's mean varies less than its people; what they share is the model's doubt
    return Answer(middle, np.zeros(free), ((high - low) / _PEOPLE_TO_DOUBT) ** 2)


@cache
def study_forecasts() -> StudyForecasts:
    """The forecaster fitted on all shipped outcomes."""
    return StudyForecasts(shipped_forecaster())


def _rows(
    reports: Reports,
    observable: str,
    course: Course,
    place: SkinPlace,
    visit_days: FloatArray,
    number: int,
) -> list[Row]:
    """The rows that a study of this course would report; ``number`` tells asks apart."""
    looks = observable.startswith(LOOK)
    modality = collected_modality(course)
    sessions = len(course.sessions)
    gaps = np.diff([session.day for session in course.sessions])
    found = []
    for index, day in enumerate(visit_days):
        outcome = Outcome(
            study="case",
            row=index,
            cohort="case",
            citation="",
            locator="",
            modality=modality,
            parameters={},
            arm=course.name,
            endpoint=reports.endpoint,
            unit=reports.unit,
            control_type=_CONTROLS.get(modality, "treated"),
            rater="investigator" if looks else "instrument",
            blinding="blinded",
            threshold="grade-1" if looks else "",
            n=_PEOPLE,
            # a number of the kind that is asked for, which no forecast looks at
            value=50.0 if looks else None,
            change_pct=None if looks else 0.0,
            age_years=place.age_years,
            sex=place.sex,
            phototype=place.phototype,
            site=place.site,
            sessions=float(sessions) if sessions else None,
            interval_days=float(np.median(gaps)) if gaps.size else None,
            time_days=float(day),
        )
        row = row_of(outcome, meaning(outcome))
        # of courses that a study would describe alike, each has its own answer
        found.append(replace(row, key=f"{number} {row.key}"))
    return found


def _fails(outcome_class: str) -> str:
    return (
        f"nothing forecasts {outcome_class} outcomes of unseen studies better than what was "
        "reported for such treatments before, so that distribution is shown and not the skin's "
        "course"
    )


def _too_early(day: float, looks: bool) -> str:
    said = f"no study on record reports this before day {day:g}"
    return f"{_LOOKS}; {said}" if looks else f"{said}; the virtual skin's own course is shown"
