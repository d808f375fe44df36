"""A diary entry: what a subject writes down between visits, on one day, of one place."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from turgor.errors import StudyError
from turgor.record.signs import check_date, check_signs, check_temperature
from turgor.record.site import SIDES, BodySite

#: what a diary may grade -> the kind of adverse event that it belongs to
SYMPTOMS: dict[str, str] = {
    "erythema": "erythema",
    "oedema": "oedema",
    "pain": "discomfort",
    "burning": "discomfort",
    "itch": "discomfort",
    "tightness": "discomfort",
    "dryness": "discomfort",
    "peeling": "discomfort",
    "darkening": "hyperpigmentation",
    "lightening": "hypopigmentation",
    "sensitivity": "prolonged-sensitivity",
    "discharge": "infection",
    "hardening": "scarring",
}
#: the highest grade of the two scales that a diary may be kept on
SCALES = (4, 10)


@dataclass(frozen=True, slots=True)
class DiaryEntry:
    """One day of one place; a symptom that is not named was not graded, which is not 0.

    scale : 4 for grades 0 to 4, 10 for 0 to 10. care : medicines and care used, in words.

    Errors: StudyError in one line.
    """

    subject: str
    date: dt.date
    site: BodySite
    symptoms: Mapping[str, int] = field(default_factory=dict)
    scale: int = 4
    signs: Mapping[str, bool] = field(default_factory=dict)
    temperature_c: float | None = None
    care: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        """Refuse words outside their lists, grades outside their scale, and an empty entry."""
        if self.site.side not in SIDES:
            raise StudyError(f"side is '{self.site.side}'; allowed: {', '.join(SIDES)}")
        check_date("date", self.date)
        if self.scale not in SCALES:
            raise StudyError(f"scale is {self.scale}; grades run from 0 to 4 or from 0 to 10")
        for name, grade in self.symptoms.items():
            if name not in SYMPTOMS:
                raise StudyError(f"symptom '{name[:60]}' is unknown; allowed: {_LISTED}")
            if not 0 <= grade <= self.scale:
                raise StudyError(f"{name} is {grade}; allowed: 0 to {self.scale} on this scale")
        check_signs(self.signs)
        check_temperature(self.temperature_c)
        said = (self.symptoms, self.signs, self.care, self.note, self.temperature_c is not None)
        if not any(said):
            raise StudyError("says nothing; give symptoms, signs, care or a note")

    def grades(self) -> dict[str, int]:
        """The worst grade by kind of event; empty where the scale is not the one of events.

        Grades from 0 to 10 are never turned into grades from 0 to 4.
        """
        found: dict[str, int] = {}
        if self.scale == 4:
            for name, grade in self.symptoms.items():
                kind = SYMPTOMS[name]
                found[kind] = max(grade, found.get(kind, 0))
        return found


_LISTED = ", ".join(SYMPTOMS)
