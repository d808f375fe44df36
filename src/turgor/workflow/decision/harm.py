"""Harm of the same hundred people over the same time, each with what was counted."""

from collections import Counter
from dataclasses import dataclass

from turgor.errors import InputError
from turgor.predict.forecast.outlook import CourseOutlook
from turgor.predict.forecast.variant import session_variant
from turgor.predict.rates.meaning import EVENTS
from turgor.predict.rates.published import FLAGS, Rate, published_rate
from turgor.workflow.decision.counts import Share

#: what is named by itself however rare it is
SERIOUS = frozenset(
    {"scarring", "infection", "hypopigmentation", "granuloma", "delayed-reaction", "ectropion",
     "serious"}
)  # fmt: skip
_LEVELS = {
    "variant": "counted after this treatment",
    "family": "counted after others of its kind",
    "all": "counted after other treatments only",
}


@dataclass(frozen=True, slots=True)
class Harm:
    """One event: its share over the whole course, what was counted, of whom, and how it is known.

    lasts : when it shows and for how long, of those who get it. notes : what to know of the count.
    """

    event: str
    said: str
    share: Share
    counted: str
    population: str
    grade: str
    serious: bool
    lasts: str = ""
    notes: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


def harms_of(item: CourseOutlook) -> tuple[Harm, ...]:
    """Darkening first, then every event that studies counted; nothing where nothing is done."""
    found = [] if item.pih is None else [_darkening(item)]
    treatments = Counter(
        (session.modality, session_variant(session) or "") for session in item.course.sessions
    )
    return (*found, *(_rated(rate, treatments) for rate in item.rates))


def _darkening(item: CourseOutlook) -> Harm:
    risk = item.pih
    if risk is None:
        raise ValueError("nothing is known of pigment")
    onset, duration = risk.onset.median, risk.duration.median
    return Harm(
        event="hyperpigmentation",
        said=EVENTS["hyperpigmentation"],
        share=Share(risk.low80, risk.median, risk.high80),
        counted=_darkening_counts(item),
        population=risk.note,
        grade=risk.label,
        serious=False,
        lasts=(
            f"of those who get it, from about day {onset:.0f} after the first session, for "
            f"{duration:.0f} days ({risk.duration.low80:.0f} to {risk.duration.high80:.0f})"
        ),
    )


def _darkening_counts(item: CourseOutlook) -> str:
    """Counts that stand behind it: of the modality that was counted highest."""
    kinds = dict.fromkeys((one.modality, session_variant(one)) for one in item.course.sessions)
    rates = [rate for rate in (_counts("hyperpigmentation", *kind) for kind in kinds) if rate]
    if not rates:
        return "no count of this treatment; the virtual skin's darkening, held to others' counts"
    rate = max(rates, key=lambda one: one.median)
    return f"{_number(rate)}, {_LEVELS[rate.level]}; held to the virtual skin's darkening"


def _counts(event: str, modality: str, variant: str | None) -> Rate | None:
    """A published rate, None after what has none, such as a sham."""
    try:
        return published_rate(event, modality, variant)
    except InputError:
        return None


def _number(rate: Rate) -> str:
    return f"{rate.events} of {rate.n} {rate.per} in {_many(rate.n_studies, 'study', 'studies')}"


def _rated(rate: Rate, treatments: Counter[tuple[str, str]]) -> Harm:
    own = treatments.get((rate.modality, rate.variant), 0)
    times = max(own, 1)
    share = Share(rate.low80, rate.median, rate.high80)
    counted = _number(rate)
    if rate.per == "treatments" and times > 1:
        share = share.over(times)
        counted += f"; told over {times} treatments as if each were independent"
    return Harm(
        event=rate.event,
        said=EVENTS.get(rate.event, rate.event.replace("-", " ")),
        share=share,
        counted=counted,
        population="not told by phototype",
        grade=f"published rate; {_LEVELS[rate.level]}",
        serious=rate.event in SERIOUS,
        notes=tuple(FLAGS[flag] for flag in rate.flags if not flag.startswith("of-other")),
        sources=rate.sources,
    )


def _many(number: int, one: str, several: str) -> str:
    return f"{number} {one if number == 1 else several}"
