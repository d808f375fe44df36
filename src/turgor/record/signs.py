"""Signs that are seen or denied, what is known of healing, and bounds of what is reported."""

import datetime as dt
from collections.abc import Mapping

from turgor.errors import StudyError

#: every sign that a rule may ask about; the vocabulary of rules has a flag of the same name
SIGNS = (
    "fever",
    "pus",
    "exudate",
    "stinging",
    "itch",
    "spreading_warmth",
    "spreading_redness",
    "nonhealing_patch",
    "blistering",
    "blanching",
    "livid_colour",
    "unusual_pain",
    "vision_change",
    "stroke_sign",
    "face_swelling",
    "breathing_difficulty",
)
#: what bears on healing; an empty list says that none of it is known to be there
HISTORY = ("keloid", "hypertrophic_scar", "immunosuppression", "herpes_simplex", "poor_healing")

#: bounds within which a body temperature is believed, °C
COLDEST_C, HOTTEST_C = 30.0, 45.0
#: years within which a date of what people report is believed
FIRST_YEAR, LAST_YEAR = 1900, 2200


def check_signs(signs: Mapping[str, bool]) -> None:
    """Hold signs against the list. What is not in the mapping is not known, which is not 'no'.

    Errors: StudyError.
    """
    for name in signs:
        if name not in SIGNS:
            raise StudyError(f"sign '{name[:60]}' is unknown; allowed: {', '.join(SIGNS)}")


def check_history(history: tuple[str, ...] | None) -> None:
    """Hold a history against the list; None is not known, empty is known to be none of them.

    Errors: StudyError.
    """
    for name in history or ():
        if name not in HISTORY:
            raise StudyError(
                f"history '{name[:60]}' is unknown; allowed: {', '.join(HISTORY)}, or none"
            )
    if history is not None and len(set(history)) != len(history):
        raise StudyError("history names the same thing twice")


def check_temperature(temperature_c: float | None) -> None:
    """Refuse a body temperature that can't be one.

    Errors: StudyError.
    """
    if temperature_c is not None and not COLDEST_C <= temperature_c <= HOTTEST_C:
        raise StudyError(
            f"temperature_c is {temperature_c:g}; a body temperature lies between {COLDEST_C:g} "
            f"and {HOTTEST_C:g} °C"
        )


def check_date(name: str, date: dt.date | None) -> None:
    """Refuse a date that is a slip of the pen.

    Errors: StudyError.
    """
    if date is not None and not FIRST_YEAR <= date.year <= LAST_YEAR:
        raise StudyError(f"{name} is {date}; a year lies between {FIRST_YEAR} and {LAST_YEAR}")
