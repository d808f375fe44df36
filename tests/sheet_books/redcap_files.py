"""A small REDCap project as its designer and its export page would write it, by the published
layout; made by hand, no real project."""

import csv
from collections.abc import Sequence
from pathlib import Path

DICTIONARY_HEADER = (
    "Variable / Field Name", "Form Name", "Section Header", "Field Type", "Field Label",
    "Choices, Calculations, OR Slider Labels", "Field Note",
    "Text Validation Type OR Show Slider Number", "Text Validation Min", "Text Validation Max",
    "Identifier?", "Branching Logic (Show field only if...)", "Required Field?",
    "Custom Alignment", "Question Number (surveys only)", "Matrix Group Name", "Matrix Ranking?",
    "Field Annotation",
)  # fmt: skip


def declared(
    name: str, form: str, kind: str, label: str, choices: str = "", validation: str = "",
    least: str = "", most: str = "", identifier: str = "", logic: str = "", required: str = "",
) -> list[str]:  # fmt: skip
    return [
        name, form, "", kind, label, choices, "", validation, least, most, identifier, logic,
        required, "", "", "", "", "",
    ]  # fmt: skip


FIELDS = [
    declared("record_id", "enrolment", "text", "Record ID"),
    declared("full_name", "enrolment", "text", "Full name", identifier="y"),
    declared("email", "enrolment", "text", "E-mail", validation="email", identifier="y"),
    declared("sex", "enrolment", "radio", "Sex", "1, Female | 2, Male", required="y"),
    declared("birth_year", "enrolment", "text", "Year of birth", "", "integer", "1920", "2008"),
    declared("conditions", "enrolment", "checkbox", "<b>Skin conditions</b>",
             "1, Acne | 2, Rosacea"),
    declared("acne_since", "enrolment", "text", "Acne since", "", "date_dmy", "2000-01-01",
             "2026-12-31", "", "[conditions(1)] = '1'", "y"),
    declared("visit_date", "visit", "text", "Date of visit", "", "date_dmy", required="y"),
    declared("room_temp", "visit", "text", "Room temperature", "", "number_1dp", "15", "30"),
    declared("vas_pain", "visit", "slider", "Pain", "none | | worst"),
]  # fmt: skip

HEADER = [
    "record_id", "redcap_event_name", "redcap_repeat_instrument", "redcap_repeat_instance",
    "full_name", "email", "sex", "birth_year", "conditions___1", "conditions___2", "acne_since",
    "enrolment_complete", "visit_date", "room_temp", "vas_pain", "visit_complete",
]  # fmt: skip
GOOD = [
    ["S01", "baseline_arm_1", "", "", "Ada Lovelace", "ada@example.org", "1", "1970", "1", "0",
     "2010-05-01", "2", "2026-01-02", "21.5", "3", "2"],
    ["S01", "week_4_arm_1", "", "", "", "", "", "", "", "", "", "", "2026-01-30", "22.0", "", "2"],
    ["S02", "baseline_arm_1", "", "", "Grace Hopper", "grace@example.org", "2", "1960", "0", "0",
     "", "2", "2026-01-03", "20.1", "5", "2"],
]  # fmt: skip


def write(path: Path, header: Sequence[str], rows: Sequence[Sequence[str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([header, *rows])
    return path


def project(folder: Path, rows: Sequence[Sequence[str]] = GOOD) -> tuple[Path, Path]:
    """(export, dictionary)"""
    return (
        write(folder / "data.csv", HEADER, rows),
        write(folder / "dictionary.csv", DICTIONARY_HEADER, FIELDS),
    )
