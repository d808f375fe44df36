"""Rates and durations of adverse events as the plain documents that ``--json`` prints."""

from turgor.follow.event_rates import EventRate
from turgor.follow.published_events import PublishedRate
from turgor.follow.resolution import Resolution
from turgor.stats.repeatability import Interval
from turgor.workflow.adverse.rates import StudyRates


def rates_document(found: StudyRates) -> dict[str, object]:
    """A study's rates in the shape of the command line's contract."""
    return {
        "schema": "turgor.study-rates/1",
        "related_only": found.related_only,
        "rates": [_rate(item) for item in found.found.rates],
        "published": [
            {
                "kind": item.own.kind,
                "modality": item.own.stratum["modality"],
                "rates": [_published(one) for one in item.published],
            }
            for item in found.compared
        ],
        "resolution": [_resolution(item) for item in found.resolution],
        "unattributed": [
            {
                "subject": item.event.subject,
                "kind": item.event.kind,
                "onset": item.event.onset.isoformat(),
                "modality": item.modality,
            }
            for item in found.found.unattributed
        ],
    }


def _rate(item: EventRate) -> dict[str, object]:
    return {
        "kind": item.kind,
        "stratum": dict(item.stratum),
        "least_grade": item.least_grade,
        "subjects": item.subjects,
        "subjects_with": item.subjects_with,
        "share": item.share,
        "share_95": _interval(item.share_interval),
        "share_bound_95": item.share_bound,
        "sessions": item.sessions,
        "events": item.events,
        "per_session": item.rate,
        "per_session_95": _interval(item.rate_interval),
        "per_session_bound_95": item.rate_bound,
        "ungraded": item.ungraded,
        "reason": "" if item.subjects else "no exposure",
    }


def _published(item: PublishedRate) -> dict[str, object]:
    return {
        "id": item.id,
        "percent": item.percent,
        "per": item.per,
        "n": item.n,
        "events": item.events,
        "percent_95": _interval(item.interval),
        "variant": item.variant,
        "population": item.population,
        "seen": item.seen,
        "note": item.note,
        "source": item.source,
        "citation": item.citation,
    }


def _resolution(item: Resolution) -> dict[str, object]:
    curve = item.survival
    return {
        "kind": item.kind,
        "modality": item.modality,
        "events": item.events,
        "subjects": item.subjects,
        "resolved": item.resolved,
        "with_sequelae": item.with_sequelae,
        "censored": item.censored,
        "median_d": curve.median,
        "median_95_d": [curve.median_low, curve.median_high],
        "curve": [
            {
                "day": step.time,
                "at_risk": step.at_risk,
                "resolved": step.ended,
                "unresolved": step.survival,
                "se": step.se,
                "low": step.low,
                "high": step.high,
            }
            for step in curve.steps
        ],
    }


def _interval(interval: Interval | None) -> list[float] | None:
    return None if interval is None else [interval.low, interval.high]
