"""Filled forms as FHIR files into a study: whose each is, the file itself may say."""

from collections.abc import Iterable
from pathlib import Path

from turgor.errors import StudyError, TurgorError
from turgor.exchange.filename_pattern import FilenamePattern
from turgor.formats.questionnaire import is_questionnaire_response, told_by_response
from turgor.workflow.study import Study
from turgor.workflow.take_in.captures import Claim
from turgor.workflow.take_in.form_place import form_place, row_of
from turgor.workflow.take_in.report import TakeInReport

_IDENTITY = ("subject", "visit", "site", "side", "region", "replicate")


def is_form_file(path: Path) -> bool:
    """Whether a file is a FHIR QuestionnaireResponse; never raises."""
    return path.suffix.lower() == ".json" and is_questionnaire_response(path)


def claim_of_response(study: Study, path: Path, instrument: str) -> Claim:
    """Whose a response is: what the file itself states, and its name by the study's pattern.

    instrument : of a response that does not name its own.

    Errors: StudyError where both contradict each other, or neither says whose it is; FormatError.
    """
    told = told_by_response(path)
    named = _of_name(study, path)
    for key in _IDENTITY:
        stated, said = told.words.get(key), named.get(key)
        if stated is not None and said is not None and stated != said:
            raise StudyError(f"states {key} '{stated}', and its name says '{said}'; one is wrong")
    words = {**named, **told.words}
    missing = [key for key in ("subject", "visit") if not words.get(key)]
    if missing:
        raise StudyError(
            f"does not say its {' and '.join(missing)}; list it in captures.csv, name it by "
            "[captures] pattern in study.toml, or fill the page of `turgor study form`"
        )
    place, bad = form_place(study, words)
    if place is None:
        raise StudyError("; ".join(f"{key} {reason}" for key, reason in bad))
    settings: dict[str, str] = {}
    if not told.questionnaire and instrument:
        own = study.forms.library.find(instrument).instrument
        settings = {"instrument": own.id, "version": own.version}
    return Claim(row_of(path, place, settings))


def note_other_subjects(claims: Iterable[Claim], report: TakeInReport) -> None:
    """Say where a table's row takes a response for somebody else than the response itself says."""
    for claim in claims:
        if claim.row.path.suffix.lower() != ".json":
            continue
        try:
            stated = told_by_response(claim.row.path).words.get("subject", "")
        except TurgorError:
            continue
        if stated and stated != claim.row.subject:
            report.notes.append(
                f"{claim.row.path.name}: states subject '{stated}' and is taken as "
                f"{claim.row.subject}'s, as its row says"
            )


def _of_name(study: Study, path: Path) -> dict[str, str]:
    """What a file's name says by the study's pattern; nothing where it does not fit."""
    if not study.captures.pattern:
        return {}
    try:
        return FilenamePattern(study.captures.pattern).read(path.stem)
    except StudyError:
        return {}
