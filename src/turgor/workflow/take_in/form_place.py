"""Whose a filled form is, from the words of a row, a response or a command."""

from collections.abc import Mapping
from pathlib import Path

from turgor.errors import StudyError
from turgor.exchange.study_tables import CaptureRow, side_of
from turgor.record.site import BodySite
from turgor.record.study_instrument import WHOLE_PERSON, FormPlace
from turgor.workflow.study import Study
from turgor.workflow.take_in.tables import need_visit

_YES, _NO = ("yes", "true", "1"), ("no", "false", "0")


def form_place(
    study: Study, words: Mapping[str, str]
) -> tuple[FormPlace | None, list[tuple[str, str]]]:
    """A place, or what is wrong with which word.

    Without a site the form is about the whole person, whatever site the study's captures have.
    """
    bad = [(key, "is empty; it is needed") for key in ("subject", "visit") if not words.get(key)]
    if words.get("visit"):
        try:
            need_visit(study, words["visit"])
        except StudyError as error:
            bad.append(("visit", str(error)))
    side = "unstated"
    try:
        side = side_of(words.get("side", ""))
    except StudyError as error:
        bad.append(("side", str(error)))
    replicate = words.get("replicate") or "1"
    if not (replicate.isascii() and replicate.isdecimal() and 0 < int(replicate) < 1_000_000):
        bad.append(("replicate", f"'{replicate}' is none; give a whole number from 1"))
    reseated = words.get("reseated", "").lower()
    if reseated not in ("", *_YES, *_NO):
        bad.append(("reseated", f"'{reseated}' is none; write yes or no"))
    if bad:
        return None, bad
    place = FormPlace(
        subject=words["subject"],
        visit=words["visit"],
        site=BodySite(words.get("site") or WHOLE_PERSON, side),
        region=words.get("region", ""),
        replicate=int(replicate),
        reseated=reseated in _YES if reseated else study.captures.reseated,
        operator=words.get("operator", ""),
    )
    return place, []


def row_of(path: Path, place: FormPlace, settings: Mapping[str, str]) -> CaptureRow:
    """What a captures table would say of a form."""
    return CaptureRow(
        path=path,
        subject=place.subject,
        visit=place.visit,
        site=place.site,
        region=place.region,
        replicate=place.replicate,
        reseated=place.reseated,
        device="",
        operator=place.operator,
        kind="form",
        settings=settings,
    )
