"""Published durations and shares of redness, swelling and crusts, each with its course.

Which record tells what stands in ``data/signs.csv``, with a reason for those that aren't used.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from turgor.errors import EvidenceError, InputError
from turgor.evidence.adverse_rate import AdverseRate
from turgor.evidence.outcomes.library import all_outcomes
from turgor.predict.protocol.course import arm_course
from turgor.predict.rates.meaning import family_and_variant
from turgor.predict.rates.posterior_arm import first_session
from turgor.predict.rates.record_course import record_course
from turgor.predict.rates.rows import adverse_records, counted_of, place_of
from turgor.record.course import Course
from turgor.record.skin_place import PHOTOTYPES, SkinPlace
from turgor.skin.hazard.sign import PRESENTABLE

#: days: how long it lasts, share: who has it at all, within and beyond: who has it no longer or
#: longer than a day
KINDS = ("days", "share", "within", "beyond", "none")
#: what a person's days off are: the longest of the signs that are seen
DOWNTIME = "downtime"
_COLUMNS = ["record", "sign", "kind", "day", "reason"]
_OUTCOME = "outcome-"
_SITE, _AGE_YEARS, _PHOTOTYPE = "cheek", 45.0, "III"
_LASERS = {
    "laser_fractional_nonablative": ("fractional-laser", "non-ablative"),
    "laser_fractional_ablative": ("fractional-laser", "ablative"),
}


@dataclass(frozen=True, slots=True)
class SignRow:
    """What one study prints of one sign.

    modality : family and variant. low, high : days, where it is a duration. events of trials, day :
    where it is a share, of those who have it at all, within or beyond the day.
    """

    record: str
    study: str
    modality: str
    sign: str
    kind: str
    low: float
    high: float
    events: int
    trials: int
    day: float
    course: Course
    place: SkinPlace

    @property
    def is_duration(self) -> bool:
        """Whether days are printed, not a share."""
        return self.kind == "days"


@cache
def sign_rows() -> tuple[tuple[SignRow, ...], Mapping[str, str]]:
    """Rows that the fit uses, and for the other records why not, by record and sign.

    Errors: EvidenceError for a line of the table that names no record or kind.
    """
    text = (files("turgor.predict.rates") / "data" / "signs.csv").read_text(encoding="utf-8")
    reader = csv.DictReader(text.splitlines())
    if reader.fieldnames != _COLUMNS:
        raise EvidenceError(f"signs.csv: the columns must be {','.join(_COLUMNS)}")
    records = {record.id: record for record in adverse_records()}
    rows, left = [], {}
    for line in reader:
        name, sign, kind = line["record"], line["sign"], line["kind"]
        if kind not in KINDS or sign not in (*PRESENTABLE, DOWNTIME):
            raise EvidenceError(f"signs.csv: '{name}' has the kind '{kind}' of the sign '{sign}'")
        if kind == "none":
            left[f"{name} {sign}"] = line["reason"]
        elif name.startswith(_OUTCOME):
            rows.append(_of_outcome(int(name.removeprefix(_OUTCOME)), line))
        elif name in records:
            rows.append(_of_record(records[name], line))
        else:
            raise EvidenceError(f"signs.csv: no record '{name}'")
    return tuple(rows), left


def _of_record(record: AdverseRate, line: Mapping[str, str]) -> SignRow:
    kind = line["kind"]
    low = record.duration_low_days or 0.0
    high = record.duration_high_days or low
    counted = counted_of(record) or (0, 0)
    if kind == "days" and not high:
        raise EvidenceError(f"signs.csv: record '{record.id}' states no duration")
    if kind != "days" and not counted[1]:
        raise EvidenceError(f"signs.csv: record '{record.id}' states no count")
    low_type = record.phototype_low or _PHOTOTYPE
    types = PHOTOTYPES.index(low_type), PHOTOTYPES.index(record.phototype_high or low_type)
    place = SkinPlace(_SITE, _AGE_YEARS, phototype=PHOTOTYPES[sum(types) // 2])
    return SignRow(
        record.id, record.publication, "/".join(place_of(record)), line["sign"], kind,
        low or high, high, *counted, float(line["day"] or 0.0),
        first_session(record_course(record)), place,
    )  # fmt: skip


def _of_outcome(number: int, line: Mapping[str, str]) -> SignRow:
    outcome = next((one for one in all_outcomes() if one.row == number), None)
    if outcome is None or outcome.value is None or outcome.modality not in _LASERS:
        raise EvidenceError(f"signs.csv: no outcome {number} that tells days or a share")
    arm = arm_course(outcome)
    if isinstance(arm, str):
        raise InputError(arm)
    modality, variant = _LASERS[outcome.modality]
    days = line["kind"] == "days"
    trials = 0 if days else int(outcome.n or 0)
    return SignRow(
        line["record"], outcome.publication,
        "/".join(family_and_variant(modality, {"variant": variant})), line["sign"], line["kind"],
        outcome.value if days else 0.0, outcome.value if days else 0.0,
        round(0.01 * outcome.value * trials), trials, float(line["day"] or 0.0),
        first_session(arm.course), arm.place,
    )  # fmt: skip
