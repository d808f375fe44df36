"""A record of an adverse event as a course: what its people were treated with.

Settings that the report states are taken, the others are the usual ones of the evidence base
(``virtual.hazard.usual.*``).
"""

from turgor.errors import InputError
from turgor.evidence import parameter
from turgor.evidence.adverse_rate import AdverseRate
from turgor.record.course import Course, CourseSession, CourseUse

Settings = dict[str, float | str | bool]

_INTERVAL_DAYS = 28.0
#: a lightening agent is used until so long after the last session, days
_LIGHTENED_DAYS = 120.0
#: by which of a session's words the usual density is stated, where not as a share
_DENSITY = {"nonablative-1550": "density_mtz_cm2"}
#: of a peel's agent, the word of a session's file
_AGENTS = {"glycolic": "glycolic", "salicylic": "salicylic", "tca": "trichloroacetic",
           "phenol": "phenol", "phenol-light": "phenol", "jessner": "jessner"}  # fmt: skip


def record_course(record: AdverseRate) -> Course:
    """What a record's people were treated with.

    Errors: InputError where that can't be written down.
    """
    modality, settings = _session(record)
    count = 1
    if record.per == "people" and record.sessions_low:
        count = max(round(record.sessions_low), 1)
    interval = record.interval_days or _INTERVAL_DAYS
    days = [index * interval for index in range(count)]
    sessions = tuple(CourseSession(day, modality, "", settings) for day in days)
    return Course(record.id, sessions, _uses(record, days[-1]))


def _uses(record: AdverseRate, last: float) -> tuple[CourseUse, ...]:
    """Aftercare that the virtual skin knows."""
    words = f"{record.aftercare} {record.cotreatments}".casefold()
    uses = []
    if "clobetasol" in words:
        uses.append(CourseUse("corticosteroid", 0.0, last + 2.0, {"potency": "very-potent"}))
    if "petrolatum" in words:
        uses.append(CourseUse("occlusion", 0.0, last + 7.0, {}))
    if "hydroquinone" in words or "hq" in words:
        uses.append(CourseUse("hydroquinone", 0.0, last + _LIGHTENED_DAYS, {"percent": 4.0}))
    return tuple(uses)


def _session(record: AdverseRate) -> tuple[str, Settings]:
    if record.modality == "fractional-laser":
        return _fractional(record)
    if record.modality == "laser-ablative-full":
        wavelength = record.wavelength_nm or 10600.0
        usual = _usual(f"full-{wavelength:.0f}", ("fluence_j_cm2", "passes"))
        passes = record.passes or usual["passes"]
        return record.modality, {"wavelength_nm": wavelength, **usual, "passes": passes}
    if record.modality == "chemical-peel":
        agent = _AGENTS.get(record.agent or "glycolic", record.agent)
        stated = record.concentration_pct_low
        settings: Settings = {"agent": agent}
        if agent != "jessner":
            settings["percent"] = stated or _usual(f"peel.{agent}", ("percent",))["percent"]
        return record.modality, settings
    if record.modality == "microneedling":
        settings = dict(_usual("needles", ("needle_depth_um",)))
        if record.variant == "radiofrequency":
            settings |= _usual("needles-current", ("rf_energy_mj",))
        return record.modality, settings
    if record.modality == "laser-nonablative":
        return record.modality, {"wavelength_nm": record.wavelength_nm or 1450.0}
    if record.modality in ("prp", "hyaluronic-gel"):
        return record.modality, {}
    raise InputError(f"settings of {record.modality} {record.variant} are not stated")


def _fractional(record: AdverseRate) -> tuple[str, Settings]:
    ablative = record.variant == "ablative"
    wavelength = record.wavelength_nm or (10600.0 if ablative else 1550.0)
    key = f"{'ablative' if ablative else 'nonablative'}-{wavelength:.0f}"
    energy = record.energy_mj_mean or _middle(record.energy_mj_low, record.energy_mj_high)
    settings: Settings = {
        "wavelength_nm": wavelength,
        "energy_mj": energy or _usual(key, ("energy_mj",))["energy_mj"],
    }
    stated = {
        "density_mtz_cm2": _middle(record.density_per_cm2_low, record.density_per_cm2_high),
        "coverage_pct": _middle(record.density_pct_low, record.density_pct_high),
    }
    told = {name: value for name, value in stated.items() if value}
    settings.update(told or _usual(key, (_DENSITY.get(key, "coverage_pct"),)))
    return "fractional-laser", settings


def _middle(low: float | None, high: float | None) -> float | None:
    return None if low is None or high is None else 0.5 * (low + high)


def _usual(key: str, names: tuple[str, ...]) -> dict[str, float]:
    return {name: parameter(f"virtual.hazard.usual.{key}.{name}") for name in names}
