"""An outcome's fields as cells of a table, each checked, and an outcome as such cells again."""

import math
import re
from collections.abc import Callable, Mapping
from typing import TypedDict

from turgor.evidence.outcome import (
    BLINDINGS,
    CONTROL_TYPES,
    DIRECTIONS,
    RATERS,
    SEEN,
    THRESHOLDS,
    Comparator,
    Outcome,
)
from turgor.evidence.outcomes.aspect import ASPECTS
from turgor.evidence.outcomes.endpoints import OBSERVABLES
from turgor.evidence.outcomes.names import listed, pairs

TEXTS = (
    "study", "cohort", "publication", "modality", "arm", "endpoint", "unit", "indication",
    "scale", "ancestry", "site", "p_value",
)  # fmt: skip
CHOICES: Mapping[str, tuple[str, ...]] = {
    "species": ("human", "explant", "mouse", "rat", "pig", "rabbit", "guinea-pig", "cells"),
    "control_type": CONTROL_TYPES,
    "rater": RATERS,
    "blinding": BLINDINGS,
    "threshold": THRESHOLDS,
    "sex": ("", "female", "male", "mixed"),
    "direction": DIRECTIONS,
    "seen": SEEN,
}
NUMBERS = (
    "n", "age_years", "sessions", "interval_days", "time_days", "baseline", "baseline_sd",
    "value", "value_sd", "change_pct",
)  # fmt: skip
COMPARATOR = (
    "comparator_control_type", "comparator_modality", "comparator_parameters",
    "comparator_cotreatments",
)  # fmt: skip
#: columns of the shipped tables; citation and locator stand with the publication
COLUMNS = (
    "row", "study", "publication", "cohort", "modality", "parameters", "arm", "endpoint", "unit",
    "species", "indication", "cotreatments", "control_type", *COMPARATOR, "rater", "blinding",
    "threshold", "scale", "n", "age_years", "sex", "phototype", "ancestry", "site", "sessions",
    "interval_days", "time_days", "baseline", "baseline_sd", "value", "value_sd", "change_pct",
    "direction", "p_value", "seen", "extra",
)  # fmt: skip
NEEDED = ("study", "cohort", "modality", "endpoint", "unit")
#: further facts that say what a row is of, and what each may be
_DECIDING: Mapping[str, tuple[str, ...]] = {
    "aspect": ASPECTS,
    "observable": OBSERVABLES,
    "improvement": ("-1", "0", "1"),
}
#: none of these can lie below 0
_NOT_NEGATIVE = frozenset(
    ("n", "age_years", "sessions", "interval_days", "time_days", "baseline_sd", "value_sd")
)
_PHOTOTYPE = re.compile(r"(?:VI|IV|V|I{1,3})(?:-(?:VI|IV|V|I{1,3}))?")


class Fields(TypedDict, total=False):
    """Fields of an outcome, those that a table states."""

    study: str
    row: int
    cohort: str
    citation: str
    locator: str
    modality: str
    parameters: Mapping[str, str]
    arm: str
    endpoint: str
    unit: str
    species: str
    indication: str
    cotreatments: tuple[str, ...]
    control_type: str
    comparator: Comparator | None
    rater: str
    blinding: str
    threshold: str
    scale: str
    n: float | None
    age_years: float | None
    sex: str
    phototype: str
    ancestry: str
    site: str
    sessions: float | None
    interval_days: float | None
    time_days: float | None
    baseline: float | None
    baseline_sd: float | None
    value: float | None
    value_sd: float | None
    change_pct: float | None
    direction: str
    p_value: str
    seen: str
    extra: Mapping[str, str]
    publication: str


def checked_text(name: str, text: str) -> str:
    """A field that is a text or one of a closed list.

    Errors: ValueError naming the field, what it is and what is allowed.
    """
    said = text.strip()
    allowed = CHOICES.get(name)
    if allowed is not None and said not in allowed:
        names = ", ".join(item or "empty" for item in allowed)
        raise ValueError(f"{name} '{said}'; allowed: {names}")
    if name == "phototype" and said and not _PHOTOTYPE.fullmatch(said):
        raise ValueError(f"phototype '{said}'; allowed: I to VI, or two of them as II-IV, or empty")
    return said


def checked_number(name: str, text: str) -> float | None:
    """A field that is a number; empty is None.

    Errors: ValueError naming the field, what it is and what is allowed.
    """
    said = text.strip()
    if not said:
        return None
    try:
        number = float(said)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise ValueError(f"{name} '{said}'; allowed: a number, or empty")
    if name in _NOT_NEGATIVE and number < 0.0:
        raise ValueError(f"{name} '{said}'; allowed: 0 and more, or empty")
    return number


def refuse_negative(fields: Fields) -> None:
    """Let fields pass whose counts, times and spreads lie at 0 or above.

    Errors: ValueError naming the field, what it is and what is allowed.
    """
    for name in sorted(_NOT_NEGATIVE):
        number = fields.get(name)
        if isinstance(number, float) and number < 0.0:
            raise ValueError(f"{name} '{number:g}'; allowed: 0 and more, or empty")


def checked_pairs(name: str, text: str) -> dict[str, str]:
    """A field of ``key=value`` pairs.

    Errors: ValueError naming the field and the part that is none, or what a further fact that
    decides on the meaning may be.
    """
    try:
        found = pairs(text)
    except ValueError as error:
        raise ValueError(f"{name}: {error}; allowed: key=value;key=value, or empty") from None
    for key, allowed in _DECIDING.items() if name == "extra" else ():
        if found.get(key, allowed[0]) not in allowed:
            raise ValueError(f"{name}: {key} '{found[key]}'; allowed: {', '.join(allowed)}")
    return found


def checked_comparator(cells: Mapping[str, str]) -> Comparator | None:
    """The comparator of a row's four cells; None where all are empty.

    Errors: ValueError for a control type that isn't one, or pairs that are none.
    """
    control, modality, parameters, cotreatments = (cells.get(n, "").strip() for n in COMPARATOR)
    if not (control or modality or parameters or cotreatments):
        return None
    if control not in CONTROL_TYPES:
        names = ", ".join(CONTROL_TYPES)
        raise ValueError(f"comparator_control_type '{control}'; allowed: {names}")
    return Comparator(
        control,
        modality,
        checked_pairs("comparator_parameters", parameters),
        listed(cotreatments),
    )


def stated_fields(cells: Mapping[str, str]) -> Fields:
    """The fields that a row's cells state, checked; a column that is absent gives no field.

    Errors: ValueError naming the field, what it is and what is allowed.
    """
    found: dict[str, object] = {}
    for name in (*TEXTS, *CHOICES, "phototype"):
        if name in cells:
            found[name] = checked_text(name, cells[name])
    for name in NUMBERS:
        if name in cells:
            found[name] = checked_number(name, cells[name])
    for name in ("parameters", "extra"):
        if name in cells:
            found[name] = checked_pairs(name, cells[name])
    if "cotreatments" in cells:
        found["cotreatments"] = listed(cells["cotreatments"])
    if any(name in cells for name in COMPARATOR):
        found["comparator"] = checked_comparator(cells)
    fields: Fields = {}
    fields.update(found)  # type: ignore[typeddict-item]
    return fields


def cells_of(outcome: Outcome) -> dict[str, str]:
    """An outcome as the cells of the shipped tables, by COLUMNS."""
    comparator = outcome.comparator
    said: dict[str, object] = {name: getattr(outcome, name, "") for name in COLUMNS}
    said["parameters"] = _joined(outcome.parameters)
    said["extra"] = _joined(outcome.extra)
    said["cotreatments"] = ";".join(outcome.cotreatments)
    if comparator is not None:
        said["comparator_control_type"] = comparator.control_type
        said["comparator_modality"] = comparator.modality
        said["comparator_parameters"] = _joined(comparator.parameters)
        said["comparator_cotreatments"] = ";".join(comparator.cotreatments)
    return {name: _cell(value) for name, value in said.items()}


def _joined(mapping: Mapping[str, str]) -> str:
    return ";".join(f"{key}={value}" for key, value in mapping.items())


def _cell(value: object) -> str:
    if value is None:
        return ""
    return f"{value:g}" if isinstance(value, float) and value == round(value, 5) else str(value)


#: how a field's words are read, for whoever reads one alone
READERS: Mapping[str, Callable[[str, str], object]] = {
    **dict.fromkeys((*TEXTS, *CHOICES, "phototype"), checked_text),
    **dict.fromkeys(NUMBERS, checked_number),
    **dict.fromkeys(("parameters", "extra"), checked_pairs),
}
