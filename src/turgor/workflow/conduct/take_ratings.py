"""A rater's sheet into a study: each line checked alone, each first score a finding."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from turgor.errors import StudyError, TurgorError
from turgor.exchange.cells import read_cells
from turgor.measure.stamp import Stamp
from turgor.record.capture import Capture
from turgor.record.finding import Finding
from turgor.record.rating import Rating, ShownPicture
from turgor.store import Measurement, WorkKey
from turgor.store.audit import doing
from turgor.store.codec import to_json
from turgor.store.rows import canonical_json
from turgor.workflow.conduct.rated_scale import METRIC, rating_conditions
from turgor.workflow.conduct.show_pictures import SHEET_HEADER, grades_of
from turgor.workflow.study import Study

METHOD, METHOD_VERSION = "blinded-rating", "1"
_RATER = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,19}")
_NO_U = "one score by one rater; see `turgor study rate agreement` for how raters agree"


@dataclass(frozen=True, slots=True)
class TakenRatings:
    """added, known : scores kept now, and before. waiting : codes of the same sets that this rater
    has not scored yet. refused : (line, reason).
    """

    rater: str
    added: int
    known: int
    waiting: int
    refused: tuple[tuple[int, str], ...]


def take_ratings(study: Study, sheet: Path, rater: str) -> TakenRatings:
    """Take in a sheet; a line without a score, with a wrong code or grade is refused alone.

    Errors: StudyError for a rater's code that won't do; InputError where it is no such sheet.
    """
    if not _RATER.fullmatch(rater):
        raise StudyError(
            f"rater '{rater}' won't do; use a code of at most 20 letters, digits, '-' and '_'"
        )
    cells = read_cells(sheet, SHEET_HEADER)
    shown = {item.code: item for item in study.store.pictures.all()}
    refused = list(cells.refused)
    outcomes: list[str] = []
    seen: dict[str, int] = {}
    with doing("ratings taken in"), study.store.together():
        for line, row in cells.rows:
            try:
                picture, rating = _rating(row, shown, rater)
                if rating.code in seen:
                    raise StudyError(f"code '{rating.code}' stands in line {seen[rating.code]} too")
                outcomes.append(study.store.ratings.add(rating)[0])
                seen[rating.code] = line
                _keep_finding(study, picture, rating)
            except TurgorError as error:
                refused.append((line, str(error)))
    scored = {kept.record.code for kept in study.store.ratings.all() if kept.record.rater == rater}
    codes = [row["code"] for _, row in cells.rows if row["code"] in shown]
    return TakenRatings(
        rater=rater,
        added=outcomes.count("added"),
        known=outcomes.count("same"),
        waiting=len(set(codes) - scored),
        refused=tuple(sorted(refused)),
    )


def value_of(picture: ShownPicture, score: int) -> int:
    """A score as a value: of a pair, the follow-up against its baseline, wherever it stood."""
    if picture.baseline is None or picture.baseline_left:
        return score
    return -score


def method_of(picture: ShownPicture, rater: str) -> str:
    """The name under which one rater's work with one scale is known."""
    pair = "-pair" if picture.baseline is not None else ""
    return f"{METHOD}:{picture.scale.id}{pair}:{rater}"


def _rating(
    row: Mapping[str, str], shown: Mapping[str, ShownPicture], rater: str
) -> tuple[ShownPicture, Rating]:
    code = row["code"]
    picture = shown.get(code)
    if picture is None:
        raise StudyError(f"code '{code}' was never given out by this study")
    grades = grades_of(picture.scale, picture.baseline is not None)
    if not row["score"]:
        raise StudyError(f"code '{code}' has no score; rate it and import the sheet again")
    allowed = {str(grade): grade for grade in grades}
    score = allowed.get(row["score"].removeprefix("+"))
    if score is None:
        raise StudyError(f"score '{row['score']}' is no grade; allowed: {', '.join(allowed)}")
    comment = row["comment"]
    if comment[:1] == "'" and comment[1:2] in ("=", "+", "-", "@"):
        comment = comment[1:]
    return picture, Rating(code, rater, score, comment)


def _keep_finding(study: Study, picture: ShownPicture, rating: Rating) -> None:
    """A first showing's score as a finding of its photograph; a second showing tells of the rater
    alone.
    """
    if picture.repeat_of is not None:
        return
    capture = next(
        (item for item in study.store.captures.all() if item.sha256 == picture.capture), None
    )
    if capture is None:
        raise StudyError(f"code '{rating.code}': its photograph was withdrawn meanwhile")
    told = canonical_json([to_json(picture.scale), picture.baseline is not None])
    key = WorkKey(
        capture=picture.capture,
        method=method_of(picture, rating.rater),
        method_version=METHOD_VERSION,
        settings=hashlib.sha256(told.encode()).hexdigest()[:16],
        region_version=0,
    )
    study.store.findings.add(Measurement(key, (_finding(picture, rating, capture),)))


def _finding(picture: ShownPicture, rating: Rating, capture: Capture) -> Finding:
    pair = picture.baseline is not None
    stamp = Stamp(
        method=METHOD,
        method_version=METHOD_VERSION,
        no_u=_NO_U,
        capture=capture.sha256,
        region=capture.region,
        replicate=capture.replicate,
        item=rating.rater,
        flags=("against-baseline",) if pair else (),
    )
    value = float(value_of(picture, rating.score))
    return stamp.finding(METRIC, rating_conditions(picture.scale, pair), value)
