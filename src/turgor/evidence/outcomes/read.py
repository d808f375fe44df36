"""Read an outside table of outcomes, with the columns that collectors of studies use."""

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from turgor.errors import InputError
from turgor.evidence.outcome import Outcome
from turgor.evidence.outcomes.arm import arm_of, better_side, parted
from turgor.evidence.outcomes.cohorts import joined_cohorts, shared_indications
from turgor.evidence.outcomes.endpoints import endpoint_rule, unit_rule
from turgor.evidence.outcomes.fields import (
    COMPARATOR,
    READERS,
    Fields,
    refuse_negative,
    stated_fields,
)
from turgor.evidence.outcomes.names import plain
from turgor.evidence.outcomes.numbers import strict_number
from turgor.evidence.outcomes.people import people
from turgor.evidence.outcomes.rating import rating
from turgor.evidence.outcomes.table_text import decimal_point, delimiter, table_lines
from turgor.evidence.outcomes.times import times
from turgor.evidence.outcomes.words import first_of, meant

#: columns without which a table is none of outcomes
NEEDED = (
    "study_id", "modality", "parameters", "endpoint", "unit", "time_days_from_first_session",
    "arm", "value_mean", "change_pct",
)  # fmt: skip
#: columns that are read where they are there
MAY_HAVE = (
    "citation", "doi_or_pmcid", "population_n", "age_mean", "fitzpatrick", "site", "sessions",
    "interval_days", "baseline_mean", "baseline_sd", "value_sd", "p_value", "note", "verified",
)  # fmt: skip
_MEASURED = {
    "baseline": "baseline_mean",
    "baseline_sd": "baseline_sd",
    "value": "value_mean",
    "value_sd": "value_sd",
    "change_pct": "change_pct",
}
_TAG = re.compile(r"\b(dir|species|indication|cotreat|prime|co)=([^\s;,]+)")
_NS_VERSUS = re.compile(r"ns\s*vs\.?\s+(\w+)")
#: beyond it a number is a slip of the pen; one such row would outweigh all others in a score
_MOST_NUMBER = 1e7


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that can't be read: its line in the file, the study as far as it says, and why."""

    line: int
    study: str
    reason: str


@dataclass(frozen=True, slots=True)
class ReadOutcomes:
    """What a table holds: the outcomes in its order, and the rows that can't be read."""

    outcomes: tuple[Outcome, ...]
    refused: tuple[RefusedRow, ...]
    ignored_columns: tuple[str, ...] = ()


def read_outcomes(path: Path | str) -> ReadOutcomes:
    """Read a table of outcomes from a CSV file in UTF-8.

    Its cells are parted by commas, or as spreadsheets also write them by semicolons or tabs, and
    then a comma may stand for the decimal point.

    Columns named as fields of ``Outcome`` win over what words say. Notes are not read, save tags
    such as ``dir=up``. A row that can't be read is listed with its line and the reason.

    Errors: InputError, one line, for a file that is missing, empty, no table of text, without a
    header or without needed columns.
    """
    source = Path(path)
    lines = table_lines(source)
    mark = delimiter(lines[0])
    reader = csv.reader(lines, strict=True, delimiter=mark)
    outcomes: list[Outcome] = []
    refused: list[RefusedRow] = []
    try:
        header = [name.strip() for name in next(reader)]
        _check(source, header)
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            line = reader.line_num
            if mark != ",":
                cells = [decimal_point(cell) for cell in cells]
            row = dict(zip(header, cells, strict=False))
            study = row.get("study_id", "").strip()
            if len(cells) != len(header):
                reason = f"has {len(cells)} cells; the header has {len(header)}"
                refused.append(RefusedRow(line, study, reason))
                continue
            try:
                outcomes.append(outcome_from(row, line))
            except ValueError as error:
                refused.append(RefusedRow(line, study, str(error)))
    except csv.Error as error:
        raise InputError(f"{source.name}, line {reader.line_num}: is no CSV: {error}") from None
    known = {*NEEDED, *MAY_HAVE, *READERS, *COMPARATOR, "cotreatments"}
    ignored = tuple(name for name in header if name not in known)
    whole = shared_indications(joined_cohorts(tuple(outcomes)))
    return ReadOutcomes(whole, tuple(refused), ignored)


def outcome_from(row: Mapping[str, str], line: int) -> Outcome:
    """One row of an outside table as an outcome.

    Errors: ValueError saying which cell is what and what is allowed.
    """
    cells = {name: row.get(name, "").strip() for name in (*NEEDED, *MAY_HAVE)}
    empty = [name for name in ("study_id", "modality", "endpoint", "unit") if not cells[name]]
    if empty:
        raise ValueError(f"{', '.join(empty)} empty; needed in each row")
    tags = dict(_TAG.findall(cells["note"]))
    direction = tags.pop("dir", "")
    parameters = {**tags, **_parameters(cells["parameters"])}
    given = Fields(
        study=cells["study_id"],
        row=line,
        cohort=first_of(parameters, "cohort") or cells["study_id"],
        citation=cells["citation"],
        locator=cells["doi_or_pmcid"],
        modality=cells["modality"],
        arm=cells["arm"],
        endpoint=cells["endpoint"],
        unit=cells["unit"],
        site=cells["site"],
        p_value=cells["p_value"],
        species=_species(parameters, cells),
        indication=_indication(parameters, cells),
        seen=_seen(cells["verified"]),
    )
    said, extra = _read_by_words(cells, parameters)
    measured = _measured(cells)
    contrast = said.get("comparator") is not None
    told = _direction(cells, measured, direction, contrast)
    stated = stated_fields({name: text for name, text in row.items() if name in _OWN})
    more = {**extra, **stated.get("extra", {})}
    whole: Fields = {**given, **said, **measured, "direction": told, **stated, "extra": more}
    refuse_negative(whole)
    return Outcome(**whole)


#: columns by which a table may state a field itself
_OWN = frozenset(
    (*READERS, *COMPARATOR, "cotreatments")
) - {"parameters", "endpoint", "unit", "modality", "arm", "site", "sessions", "interval_days",
     "baseline_sd", "value_sd", "change_pct", "p_value", "study"}  # fmt: skip


def _read_by_words(
    cells: Mapping[str, str], parameters: Mapping[str, str]
) -> tuple[Fields, dict[str, str]]:
    named = cells["arm"]
    relative = plain(cells["endpoint"]).partition("_relative_to_")[2].removesuffix("_pct")
    if relative and not parted(named)[1]:
        named = f"{named}_vs_{relative}"
    arm = arm_of(cells["modality"], parameters, named, _against(cells, parameters))
    who, people_facts = people(
        cells["population_n"],
        cells["age_mean"] or first_of(parameters, "age"),
        cells["fitzpatrick"] or first_of(parameters, "phototype"),
        arm.control_type,
    )
    when = times(
        cells["sessions"],
        cells["interval_days"],
        cells["time_days_from_first_session"],
        parameters,
        plain(cells["arm"]),
    )
    how, rating_facts = rating(cells["endpoint"], cells["unit"], plain(cells["arm"]), parameters)
    what = Fields(
        parameters=arm.parameters,
        cotreatments=arm.cotreatments,
        control_type=arm.control_type,
        comparator=arm.comparator,
        sessions=when.sessions,
        interval_days=when.interval_days,
        time_days=when.time_days,
    )
    said: Fields = {**who, **how, **what}
    return said, {**people_facts, **when.extra, **rating_facts}


def _check(source: Path, header: list[str]) -> None:
    missing = [name for name in NEEDED if name not in header]
    if len(missing) == len(NEEDED):
        raise InputError(
            f"{source.name}: line 1 is no header of outcomes; needed: {', '.join(NEEDED)}"
        )
    if missing:
        raise InputError(f"{source.name}: lacks the columns {', '.join(missing)}")
    twice = sorted({name for name in header if name and header.count(name) > 1})
    if twice:
        raise InputError(f"{source.name}: has the columns {', '.join(twice)} twice")


def _parameters(text: str) -> dict[str, str]:
    """Pairs of a cell; a word alone, such as 'none', is no setting."""
    found: dict[str, str] = {}
    for part in text.split(";"):
        key, sign, value = part.partition("=")
        if sign and key.strip():
            found[key.strip()] = value.strip()
    return found


def _measured(cells: Mapping[str, str]) -> Fields:
    found: dict[str, float | None] = {}
    for field, column in _MEASURED.items():
        try:
            found[field] = strict_number(cells[column])
        except ValueError as error:
            raise ValueError(f"{column} {error}; allowed: a number, a range, or empty") from None
        number = found[field]
        if number is not None and abs(number) > _MOST_NUMBER:
            raise ValueError(f"{column} is {number:g}; no study reports so much, is it a slip?")
    fields: Fields = {}
    fields.update(found)  # type: ignore[typeddict-item]
    return fields


def _against(cells: Mapping[str, str], parameters: Mapping[str, str]) -> str:
    """Control type that a row is held against though its arm's name doesn't say so, or ''.

    Unit and p value may name it. Explants, and skin under a patch, are held against their like
    without the agent: none of them has a before.
    """
    by_unit = unit_rule(cells["unit"]).comparator
    versus = _NS_VERSUS.search(cells["p_value"].lower())
    named = by_unit or (meant("control", versus.group(1)) if versus else "")
    if named:
        return named
    if _species(parameters, cells) in ("explant", "cells") or better_side(cells["arm"]):
        return "untreated"
    histology = endpoint_rule(cells["endpoint"], cells["unit"]).outcome_class == "histology"
    patch = any(key.startswith("occlu") and value != "no" for key, value in parameters.items())
    return "vehicle" if histology and patch else ""


def _direction(cells: Mapping[str, str], measured: Fields, tag: str, contrast: bool) -> str:
    """Up, down or none of a row without a number: as tagged, or none where nothing was found.

    A contrast that is not significant has no direction, whichever way both arms went.
    """
    if cells["unit"] != "direction" and (
        measured.get("value") is not None or measured.get("change_pct") is not None
    ):
        return ""
    not_significant = re.match(r"ns\b|not significant", cells["p_value"].lower())
    if contrast and not_significant:
        return "none"
    if tag in ("up", "down", "none"):
        return tag
    if measured.get("change_pct") == 0.0:
        return "none"
    return "none" if not_significant else ""


def _species(parameters: Mapping[str, str], cells: Mapping[str, str]) -> str:
    said = (first_of(parameters, "species"), first_of(parameters, "model"))
    return meant("species", *said, cells["site"]) or "human"


def _indication(parameters: Mapping[str, str], cells: Mapping[str, str]) -> str:
    said = first_of(parameters, "indication")
    known = meant("indication", said, cells["site"], cells["endpoint"])
    return known or plain(said) or "photoageing"


def _seen(verified: str) -> str:
    said = verified.strip().lower()
    if said in ("secondary", "tertiary"):
        return "secondary"
    return "unverified" if said in ("no", "n", "false", "0") else "verified"
