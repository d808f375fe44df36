"""What is odd about a case's findings: values that can't be, slips of unit, contradictions."""

import math

from turgor.errors import InputError, StudyError
from turgor.metrics import find_metric
from turgor.physics.tissue.stack import ITA, MELANIN
from turgor.record.case import Case, CaseFinding
from turgor.record.skin_place import SkinPlace
from turgor.record.stimulus import StimulusFlag
from turgor.skin.observe.level import baseline_of
from turgor.skin.observe.observable import OBSERVABLES

#: two findings of one measurand on one day further apart than this many of their uncertainties
_APART = 4.0
#: phototype -> individual typology angle that skin of it may have, ° (wide on purpose)
_ITA_OF = {"I": (30, 90), "II": (20, 80), "III": (5, 65), "IV": (-20, 50), "V": (-55, 30),
           "VI": (-90, 10)}  # fmt: skip
#: a finding so many times what such skin has, or that part of it, is likelier a slip of unit
_UNUSUAL = 6.0


def odd_findings(case: Case, where: str) -> list[StimulusFlag]:
    """Findings held against each other, the phototype, and what such skin has.

    Errors: StudyError for a value that the metric can't have.
    """
    for item in case.findings:
        _refuse_impossible(item, where)
    return [*_twice(case), *_denied(case), *_unusual(case)]


def _refuse_impossible(item: CaseFinding, where: str) -> None:
    unit = find_metric(item.metric).unit
    said = f"{where}: finding '{item.metric}' is {item.value:g}{'' if unit == '1' else f' {unit}'}"
    if item.metric == ITA and not -90.0 <= item.value <= 90.0:
        raise StudyError(f"{said}; an angle of this kind lies from -90 to 90")
    if _in_ratios(item.metric) and not item.value > 0.0:
        raise StudyError(f"{said}; it is above 0, and its changes are told in percent of it")


def _in_ratios(metric: str) -> bool:
    """Whether the virtual skin tells a metric's changes in percent."""
    return any(
        known.relative and any(one.metric == metric for one in known.metrics)
        for known in OBSERVABLES.values()
    )


def _twice(case: Case) -> list[StimulusFlag]:
    """Two findings of one day that can't both be."""
    flags = []
    for index, first in enumerate(case.findings):
        for second in case.findings[index + 1 :]:
            if _same(first, second) and _far(first, second):
                unit = find_metric(first.metric).unit
                flags.append(
                    StimulusFlag(
                        "contradictory-findings",
                        f"{first.metric} on day {first.day:g} is {first.value:g} and "
                        f"{second.value:g} {unit}; both are used, so what they tell is uncertain",
                    )
                )
    return flags


def _denied(case: Case) -> list[StimulusFlag]:
    """Colour that the stated phototype does not have, or that is told twice."""
    flags = []
    angle = case.baseline(ITA)
    low, high = _ITA_OF.get(case.place.phototype, (-90, 90))
    if angle is not None and not low <= angle.value <= high:
        flags.append(
            StimulusFlag(
                "contradictory-findings",
                f"an individual typology angle of {angle.value:g}° is not that of phototype "
                f"{case.place.phototype} ({low} to {high}°); what was measured is used for colour, "
                "the phototype for reactions",
            )
        )
    if MELANIN in case.place.findings and angle is not None:
        flags.append(
            StimulusFlag(
                "stated-twice", f"{MELANIN} and {ITA} both tell of melanin; {MELANIN} is used"
            )
        )
    return flags


def _unusual(case: Case) -> list[StimulusFlag]:
    """Findings several times what skin like this has, or a small part of it."""
    place = case.place
    anybody = SkinPlace(place.site, place.age_years, place.sex, place.phototype)
    flags = []
    for item in case.findings:
        usual = _usual(item.metric, anybody)
        if usual is None or 1.0 / _UNUSUAL <= item.value / usual <= _UNUSUAL:
            continue
        unit = find_metric(item.metric).unit
        printed = "" if unit == "1" else f" {unit}"
        flags.append(
            StimulusFlag(
                "unusual-finding",
                f"{item.metric} on day {item.day:g} is {item.value:g}{printed}, where skin like "
                f"this has about {usual:.3g}{printed}; it is used as it stands: is the unit right?",
            )
        )
    return flags


def _usual(metric: str, place: SkinPlace) -> float | None:
    """What skin of a place has of a metric; None where nothing tells, or it has no ratio."""
    for name, known in OBSERVABLES.items():
        if known.relative and any(one.metric == metric for one in known.metrics):
            try:
                usual = baseline_of(name, place).value
            except InputError:
                return None
            return usual if usual > 0.0 else None
    return None


def _same(first: CaseFinding, second: CaseFinding) -> bool:
    return (
        first.metric == second.metric
        and first.day == second.day
        and dict(first.conditions) == dict(second.conditions)
    )


def _far(first: CaseFinding, second: CaseFinding) -> bool:
    """Far apart in their uncertainties; without any, by more than a quarter of their size."""
    gap = abs(first.value - second.value)
    if first.u is not None and second.u is not None:
        return gap > _APART * math.hypot(first.u, second.u)
    return gap > 0.25 * max(abs(first.value), abs(second.value))
