"""A course of a topical retinoid as its settings state it, read, checked and completed."""

from collections.abc import Mapping
from dataclasses import dataclass

from turgor.errors import InputError
from turgor.evidence import find_parameter, find_source
from turgor.record.stimulus import StimulusFlag
from turgor.skin.stimulus.ligand.agents import AGENTS
from turgor.skin.stimulus.modality import SettingValue
from turgor.skin.stimulus.stated import word

VEHICLES = ("cream", "gel", "microsphere", "lotion", "solution", "oil")
#: a course of which no length is stated, and the longest that a trial followed, in weeks
_USUAL_WEEKS, _LONGEST_STUDIED_WEEKS = 12.0, 104.0
#: nights a week that trials used
_STUDIED_NIGHTS = (3.0, 7.0)
#: strength may pass what trials and products hold by this factor, with a flag
_BEYOND = 2.0
#: amount on an area, mg/cm²: what is met with, and what a skin can't carry as a film
_USUAL_AMOUNT, _MOST_AMOUNT = (0.2, 5.0), 50.0
#: agents whose strength was set beside another's in no trial that the model was held to
_UNCALIBRATED = ("isotretinoin", "retinyl-ester", "trifarotene")
_HOURS_A_DAY = 24.0


@dataclass(frozen=True, slots=True)
class LigandCourse:
    """One agent, night after night. None is what was not stated."""

    agent: str
    percent: float
    vehicle: str
    per_week: float
    weeks: float
    contact_h: float | None
    occluded: bool
    amount_g: float | None
    area_cm2: float | None


def read_course(
    settings: Mapping[str, SettingValue],
) -> tuple[LigandCourse, tuple[StimulusFlag, ...]]:
    """The course that settings state, and what is to be known of it.

    Errors: InputError for an unknown agent or vehicle, a strength that no product has, an amount
    that no skin carries, no applications, or a contact longer than a day.
    """
    agent = word(settings, "agent", (*AGENTS, "vehicle"))
    flags: list[StimulusFlag] = []
    percent = _number(settings, "percent")
    if agent != "vehicle":
        flags += _strength_flags(agent, percent)
    per_week = _number(settings, "nights_per_week")
    if not per_week > 0.0:
        raise InputError("nights_per_week is 0; a course has at least one night; leave it out")
    weeks, more = _weeks(settings)
    flags += more + _rhythm_flags(per_week, weeks)
    vehicle = word(settings, "vehicle", VEHICLES) if "vehicle" in settings else "unknown"
    if vehicle == "unknown":
        text = "vehicle is not stated; between half as much and two and a half times a cream's"
        flags.append(StimulusFlag("taken-by-default", text))
    course = LigandCourse(
        agent,
        percent,
        vehicle,
        per_week,
        weeks,
        _contact_h(settings),
        settings.get("occluded") is True,
        _positive(settings, "amount_g"),
        _positive(settings, "area_cm2"),
    )
    flags += _amount_flags(course)
    if course.occluded:
        text = "occlusion was studied in patches of days, not in courses"
        flags.append(StimulusFlag("outside-studied-range", text, "retinoid-patch-ladder"))
    if agent in _UNCALIBRATED:
        text = f"no trial sets strengths of {agent} beside tretinoin's; its exposure is a guess"
        flags.append(StimulusFlag("not-calibrated", text))
    return course, tuple(flags)


def _strength_flags(agent: str, percent: float) -> list[StimulusFlag]:
    record = find_parameter(f"ligand.{agent}.strength")
    least, most = record.least or 0.0, record.most or 100.0
    where = find_source(record.source).citation() if record.source else record.id
    if agent == "tretinoin":
        peel = find_parameter("ligand.tretinoin.peel_strength")
        if (peel.least or 0.0) <= percent <= (peel.most or 100.0):
            text = f"tretinoin {percent:g} % is studied as a peel, in sessions, not night by night"
            return [StimulusFlag("outside-studied-range", text, peel.source)]
    if not least <= percent <= _BEYOND * most:
        raise InputError(
            f"{agent} {percent:g} %: products and trials hold {least:g} to {most:g} % "
            f"({where}); {_slip(percent, least, most)}"
        )
    if percent > most:
        text = f"{agent} {percent:g} % is more than the {most:g} % of products and trials"
        return [StimulusFlag("outside-studied-range", text, record.source)]
    return []


def _slip(percent: float, least: float, most: float) -> str:
    """What a strength that can't be may have been meant as."""
    if least <= percent * 100.0 <= most:
        return f"a fraction? then write percent = {percent * 100.0:g}"
    if least <= percent / 10.0 <= most:
        return f"mg/g? then write percent = {percent / 10.0:g}"
    return "write the strength in percent by mass"


def _weeks(settings: Mapping[str, SettingValue]) -> tuple[float, list[StimulusFlag]]:
    stated = _positive(settings, "weeks")
    if stated is not None:
        return stated, []
    text = f"how long the course lasts is not stated; {_USUAL_WEEKS:g} weeks were worked out"
    return _USUAL_WEEKS, [StimulusFlag("taken-by-default", text)]


def _rhythm_flags(per_week: float, weeks: float) -> list[StimulusFlag]:
    flags = []
    low, high = _STUDIED_NIGHTS
    if not low <= per_week <= high:
        text = f"{per_week:g} applications a week; trials used {low:g} to {high:g}"
        flags.append(StimulusFlag("outside-studied-range", text))
    if weeks > _LONGEST_STUDIED_WEEKS:
        text = f"{weeks:g} weeks; trials end at {_LONGEST_STUDIED_WEEKS:g}"
        flags.append(StimulusFlag("outside-studied-range", text))
    return flags


def _contact_h(settings: Mapping[str, SettingValue]) -> float | None:
    hours = _positive(settings, "contact_h")
    if hours is not None and hours > _HOURS_A_DAY:
        raise InputError(
            f"contact_h is {hours:g}; each application stays at most {_HOURS_A_DAY:g} h, until the "
            "next one; state occlusion for longer patches as daily applications"
        )
    return hours


def _amount_flags(course: LigandCourse) -> list[StimulusFlag]:
    if course.amount_g is None:
        text = "the amount put on is not stated; 0.5 to 2 mg/cm² were taken"
        return [StimulusFlag("taken-by-default", text, "")]
    if course.area_cm2 is None:
        text = "the area is not stated; a face of 350 to 650 cm² was taken"
        return [StimulusFlag("taken-by-default", text, "")]
    amount = course.amount_g * 1e3 / course.area_cm2
    if amount > _MOST_AMOUNT:
        raise InputError(
            f"{course.amount_g:g} g on {course.area_cm2:g} cm² is {amount:g} mg/cm²; a film on "
            f"skin is at most {_MOST_AMOUNT:g} mg/cm²; check grams against milligrams"
        )
    low, high = _USUAL_AMOUNT
    if low <= amount <= high:
        return []
    text = f"{amount:.3g} mg/cm² was put on; trials used some 2, {low:g} to {high:g} are met with"
    return [StimulusFlag("outside-studied-range", text, "retinoic-acid-absorption-1989")]


def _number(settings: Mapping[str, SettingValue], name: str) -> float:
    value = settings.get(name)
    if not isinstance(value, int | float) or isinstance(value, bool) or not value >= 0.0:
        raise InputError(f"'{name}' is '{value}'; it is a number of 0 or more; state it")
    return float(value)


def _positive(settings: Mapping[str, SettingValue], name: str) -> float | None:
    if name not in settings:
        return None
    value = _number(settings, name)
    if not value > 0.0:
        raise InputError(f"'{name}' is 0; it lies above 0; leave it out where it is not known")
    return value
