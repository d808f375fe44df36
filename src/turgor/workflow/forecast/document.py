"""A forecast as the plain document that ``turgor forecast --json`` prints."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from turgor.evidence import all_sources
from turgor.predict.forecast.bands import LEVELS, Bands
from turgor.predict.forecast.outlook import (
    CourseOutlook,
    EndpointOutlook,
    Forecast,
    PersonUpdate,
    StudyOutlook,
)
from turgor.predict.rates.published import Rate
from turgor.record.course import Course
from turgor.skin.hazard.downtime import DayBand, DowntimeCalendar
from turgor.skin.hazard.pih import PihRisk
from turgor.workflow.documents import refusal_documents
from turgor.workflow.plain_document import envelope, flag_documents, known, rounded

FloatArray = NDArray[np.float64]

#: significant digits, more than any of it is worth
_DIGITS = 5


def forecasts_document(
    found: Sequence[tuple[str, Forecast]], refused: Sequence[tuple[str, str]]
) -> dict[str, object]:
    """Forecasts by the path of their cases, and what was refused."""
    return {
        **envelope("turgor.forecast/1"),
        "forecasts": [forecast_document(path, item) for path, item in found],
        "refused": refusal_documents(refused),
    }


def forecast_document(path: str, item: Forecast) -> dict[str, object]:
    """One forecast in the shape of the command line's contract."""
    sources, place = all_sources(), item.case.place
    return {
        "path": path,
        "title": item.case.title,
        "site": place.site,
        "age": place.age_years,
        "sex": place.sex,
        "phototype": place.phototype,
        "parameter_set": item.parameter_set,
        "people": item.people,
        "horizon_days": item.case.horizon_days,
        "visit_days": list(item.visit_days),
        "courses": [_course(one) for one in item.courses],
        "update": None if item.update is None else _update(item.update),
        "flags": flag_documents(item.flags),
        "assumed_share": item.assumed_share,
        "parameters": list(item.parameters),
        "sources": {name: sources[name].citation() for name in item.sources},
    }


def _course(item: CourseOutlook) -> dict[str, object]:
    return {
        "name": item.course.name,
        **_protocol(item.course),
        "endpoints": [_endpoint(one) for one in item.endpoints],
        "signs": {
            "days": _rounded(item.sign_days),
            **{name: _bands(bands) for name, bands in item.signs.items()},
        },
        "calendar": None if item.calendar is None else _calendar(item.calendar),
        "hyperpigmentation": None if item.pih is None else _pih(item.pih),
        "rates": [_rate(rate) for rate in item.rates],
        "flags": flag_documents(item.flags),
    }


def _protocol(course: Course) -> dict[str, object]:
    return {
        "sessions": [
            {
                "day": session.day,
                "modality": session.modality,
                "device": session.device,
                "settings": dict(session.settings),
            }
            for session in course.sessions
        ],
        "uses": [
            {
                "kind": use.kind,
                "from_day": use.start_day,
                "to_day": use.stop_day,
                "settings": dict(use.settings),
            }
            for use in course.uses
        ],
    }


def _endpoint(item: EndpointOutlook) -> dict[str, object]:
    base = item.baseline
    return {
        "observable": item.observable,
        "meaning": item.meaning,
        "class": item.outcome_class,
        "unit": item.unit,
        "relative": item.relative,
        "metrics": list(item.metrics),
        "baseline": None
        if base is None
        else {"value": base.value, "sd": base.sd, "unit": base.unit, "origin": base.origin,
              "told": base.told},
        "noise": item.noise,
        "shown": item.shown,
        "open_spans": [list(span) for span in item.open_spans],
        "reason": item.reason,
        "days": _rounded(item.days),
        "change": _bands(item.change),
        "level": None if item.level is None else _bands(item.level),
        "studies": None if item.study is None else _study(item.study),
    }  # fmt: skip


def _study(item: StudyOutlook) -> dict[str, object]:
    return {
        "endpoint": item.endpoint,
        "unit": item.unit,
        "days": _rounded(item.days),
        "predicted": _quantiles(item.quantiles),
        "naive": None if item.naive is None else _quantiles(item.naive),
        "basis": list(item.basis),
        "skill": known(item.skill),
        "reported_by": item.studies,
        "earliest_day": item.earliest_day,
    }


def _quantiles(found: FloatArray) -> dict[str, object]:
    return {name: _rounded(found[i]) for i, name in enumerate(("q10", "q50", "q90"))}


def _bands(bands: Bands) -> dict[str, object]:
    return {
        f"q{1000 * level:03.0f}".removesuffix("0") if level != 0.5 else "q50": _rounded(row)
        for level, row in zip(LEVELS, bands.quantiles, strict=True)
    }


def _calendar(item: DowntimeCalendar) -> list[dict[str, object]]:
    return [
        {
            "session_day": session.session_day,
            "until_day": session.until_day,
            "downtime": _days(session.downtime),
            **{name: _days(band) for name, band in session.signs.items()},
        }
        for session in item.sessions
    ]


def _days(band: DayBand) -> dict[str, object]:
    """Days; null where it outlasts what was looked at."""
    return {
        "median": known(band.median),
        "low": known(band.low80),
        "high": known(band.high80),
        "ever": band.ever,
        "unfinished": band.unfinished,
        "published_studies": band.published,
    }


def _pih(item: PihRisk) -> dict[str, object]:
    return {
        "median": item.median,
        "low80": item.low80,
        "high80": item.high80,
        "low95": item.low95,
        "high95": item.high95,
        "onset_days": _days(item.onset),
        "duration_days": _days(item.duration),
        "label": item.label,
        "note": item.note,
    }


def _rate(item: Rate) -> dict[str, object]:
    return {
        "event": item.event,
        "modality": item.modality,
        "variant": item.variant,
        "per": item.per,
        "median": item.median,
        "low80": item.low80,
        "high80": item.high80,
        "low95": item.low95,
        "high95": item.high95,
        "events": item.events,
        "n": item.n,
        "studies": item.n_studies,
        "level": item.level,
        "label": item.label,
        "flags": list(item.flags),
        "publications": list(item.sources),
    }


def _update(item: PersonUpdate) -> dict[str, object]:
    return {
        "used": list(item.used),
        "unused": [{"finding": name, "reason": reason} for name, reason in item.unused],
        "gains": {
            name: {"before": _gain(before), "after": _gain(item.gains_after[name])}
            for name, before in item.gains_before.items()
        },
        "effective_people": item.effective,
        "misfit": item.misfit,
    }


def _gain(gain: tuple[float, float, float]) -> Mapping[str, float]:
    return dict(zip(("q10", "q50", "q90"), gain, strict=True))


def _rounded(values: FloatArray) -> list[float | None]:
    return rounded(values, _DIGITS)
