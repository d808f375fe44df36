"""Parts of a plan in words: a course with its settings, a value with its band, its risks."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from turgor.plan.plan import Band, ObjectiveValue, PlacedCourse, Plan

#: dates of one course that are printed
_MOST_DATES = 8
#: below this a change is none
_NO_CHANGE = 0.005
#: what the words behind a value mean
BASES = (
    "A value is told by the virtual skin ('skin'), by pooled studies ('literature'), by both "
    "('weighed'), or by what such treatments reported before, about the same whatever is done "
    "('naive').",
    "Signs are those of sessions: what is put on at home may redden and peel, which no day tells.",
)


def course_lines(one: "PlacedCourse") -> list[str]:
    """What is done when; below it the settings, where they were published, what is assumed."""
    candidate, template = one.candidate, one.candidate.template
    if one.dates:
        days = [str(day) for day in one.dates]
    else:
        days = [f"day {day:g}" for day in one.session_days] or [f"from day {7 * one.start_week}"]
    joined = " to ".join(days) if template.use else ", ".join(days[:_MOST_DATES])
    more = f" and {len(days) - _MOST_DATES} more" if len(days) > _MOST_DATES else ""
    plural = "s" * (candidate.number != 1)
    number = f", {candidate.number} session{plural}" if template.modality else ""
    found = [f"{template.title}{number}: {joined}{more}  [{candidate.id}]"]
    if template.settings:
        told = (f"{name} {_setting(value)}" for name, value in template.settings.items())
        found.append(f"    {', '.join(told)}")
    if template.source:
        where = f", {template.locator}" if template.locator else ""
        found.append(f"    published: {template.source}{where}")
    if template.taken:
        found.append(f"    assumed: {template.taken}")
    return found


def value_words(value: "ObjectiveValue") -> str:
    """What a plan does to one quantity, over doing nothing."""
    asked, band = value.objective, value.together
    rank = f"concern {asked.priority}" if asked.sought else "beside"
    nothing = number_words(value.nothing, signed=True)
    return (
        f"{asked.quantity} ({asked.concern}, {rank}): {gain_words(band, value.unit)} on day "
        f"{asked.horizon_day:g} than with nothing ({nothing}); {value.basis}"
    )


def risk_lines(plan: "Plan") -> list[str]:
    """Risks of the whole series, and of which courses none was counted."""
    found = []
    together = dict(plan.risk_together)
    if plan.risk:
        found.append(
            "of 100 people of such skin and settings, whom the series gives (10 %, 50 % and 90 % "
            "quantile)"
        )
    for event, band in plan.risk:
        ends = ", ".join(f"{100 * one:.2g}" for one in (band.low, band.median, band.high))
        told = together.get(event)
        more = ""
        if told is not None and abs(told.median - band.median) > 0.1 * band.median:
            more = f" (forecast together {100 * told.median:.2g})"
        found.append(f"    {event.replace('-', ' ')}: {ends}{more}")
    uncounted = [one.candidate.template.title for one in plan.courses if one.candidate.template.use]
    if uncounted:
        found.append(f"no risk is counted of: {', '.join(uncounted)}")
    return found


def gain_words(gain: "Band", unit: str) -> str:
    """A gain over doing nothing; a loss is called worse."""
    if gain.median <= -_NO_CHANGE:
        gain = type(gain)(-gain.high, -gain.median, -gain.low)
        return f"worse by {band_words(gain)} {unit}"
    return f"better by {band_words(gain)} {unit}"


def band_words(band: "Band") -> str:
    """Median and 80 % band."""
    low, median, high = (number_words(one) for one in (band.low, band.median, band.high))
    return f"{median} (80 %: {low} to {high})"


def number_words(value: float, signed: bool = False) -> str:
    """Three figures; what is next to nothing is 0."""
    shown = 0.0 if abs(value) < _NO_CHANGE else value
    return f"{shown:+.3g}" if signed and shown else f"{shown:.3g}"


def _setting(value: float | str | bool) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, str) else f"{value:g}"
