"""Days of what shows, halfway between the skin's and what was printed after such sessions.

Left out one study at a time, neither the virtual skin nor the pooled prints told durations as well
as the middle of the two on a logarithm (docs/science/hazards.md), so that is what a forecast shows.
"""

from collections.abc import Mapping
from dataclasses import replace

from turgor.evidence import remembered
from turgor.predict.forecast.pih_sessions import pih_sessions
from turgor.predict.rates.duration_pool import (
    PublishedDuration,
    published_duration,
    weighed_band,
)
from turgor.record.course import Course
from turgor.skin.hazard.downtime import DayBand, DowntimeCalendar
from turgor.skin.hazard.sign import PRESENTABLE

#: signs whose durations are printed; sensitivity was never asked for
_PRINTED = ("erythema", "oedema", "crust")
_WHOLE = "downtime"


def weighed_calendar(calendar: DowntimeCalendar, course: Course) -> DowntimeCalendar:
    """The calendar with each band moved halfway to the published days of its session.

    Where several treatments share a day, the one that was printed as lasting longest counts.
    """
    by_day: dict[float, list[str]] = {}
    for day, modality in pih_sessions(course):
        by_day.setdefault(day, []).append(modality)
    sessions = []
    for session in calendar.sessions:
        modalities = by_day.get(session.session_day, [])
        span = session.until_day - session.session_day
        signs: Mapping[str, DayBand] = {
            name: _weighed(band, name, modalities, span) if name in _PRINTED else band
            for name, band in session.signs.items()
        }
        whole = _weighed(session.downtime, _WHOLE, modalities, span)
        # nobody is presentable before the last of these signs is gone
        lasting = [whole, *(signs[name] for name in PRESENTABLE)]
        whole = replace(
            whole,
            low80=max(band.low80 for band in lasting),
            median=max(band.median for band in lasting),
            high80=max(band.high80 for band in lasting),
        )
        sessions.append(replace(session, signs=signs, downtime=whole))
    return replace(calendar, sessions=tuple(sessions))


def _weighed(band: DayBand, sign: str, modalities: list[str], span: float) -> DayBand:
    if not modalities:
        return band
    published = max((_published(sign, one) for one in modalities), key=lambda item: item.median)
    low, median, high = (
        float("inf") if days > span else days for days in weighed_band(band, published)
    )
    return replace(band, low80=low, median=median, high80=high, published=published.studies)


@remembered(64)
def _published(sign: str, modality: str) -> PublishedDuration:
    return published_duration(sign, modality)
