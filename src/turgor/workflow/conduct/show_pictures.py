"""Photographs for blinded rating: pixels alone, under random codes, in shuffled order."""

import csv
import io
import json
import math
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from turgor.errors import InputError, StudyError, TurgorError
from turgor.formats.photo import read_photograph
from turgor.record.capture import Capture
from turgor.record.rating import PAIR_GRADES, RatingScale, ShownPicture
from turgor.store.audit import doing
from turgor.store.faults import file_faults
from turgor.workflow.conduct.make_list import new_code
from turgor.workflow.progress import Progress, silent
from turgor.workflow.study import Study

SHEET, PAGE, README = "ratings.csv", "rate.html", "README.txt"
SHEET_HEADER = ("code", "score", "comment")
#: the longer side of a picture that is shown
LONGEST_PX = 1600
#: a repeat stands at least so many pictures after its first showing, where there are enough
LEAST_APART = 5
_GAP_PX = 24
_TRIES = 200


@dataclass(frozen=True, slots=True)
class ShownSet:
    """What was written; codes only. refused : (capture's place, reason)."""

    folder: Path
    pictures: tuple[Path, ...]
    repeats: int
    refused: tuple[tuple[str, str], ...] = ()


def scale_of(study: Study, name: str) -> RatingScale:
    """A scale that the design declares.

    Errors: StudyError naming those that it does.
    """
    for scale in study.design.ratings:
        if scale.id == name:
            return scale
    known = ", ".join(scale.id for scale in study.design.ratings)
    raise StudyError(
        f"study.toml declares no [[rating]] '{name}'; it has {known or 'none, declare one first'}"
    )


def show_pictures(
    study: Study,
    scale: RatingScale,
    folder: Path,
    pairs: bool = False,
    longest_px: int = LONGEST_PX,
    progress: Progress = silent,
) -> ShownSet:
    """Write pictures, a sheet and a page to click through, and keep the key in the study only.

    pairs : a follow-up beside its baseline, sides drawn at random, instead of single pictures.

    Errors: StudyError without photographs; InputError where the folder holds files; StoreError.
    """
    wanted = _pairs(study, scale) if pairs else _singles(study, scale)
    if not wanted:
        what = "follow-up photographs beside a baseline" if pairs else "photographs"
        raise StudyError(f"the study has no {what} of '{scale.site or 'any site'}' to rate")
    with file_faults(folder):
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise InputError(f"{folder}: holds files already; name an empty folder")
    shown = _shuffled(study, scale, wanted)
    by_sum = {capture.sha256: capture for capture in study.store.captures.all()}
    written: list[ShownPicture] = []
    refused: list[tuple[str, str]] = []
    bad: set[str] = set()
    for done, picture in enumerate(shown):
        progress(done, len(shown), "")
        if picture.repeat_of in bad:
            continue
        try:
            _write(study, picture, folder / f"{picture.code}.png", longest_px)
        except TurgorError as error:
            bad.add(picture.code)
            capture = by_sum[picture.capture]
            refused.append((f"{capture.subject} {capture.visit}", _without_path(str(error))))
            continue
        written.append(picture)
    if not written:
        raise StudyError(f"no photograph could be shown: {refused[0][1]}")
    with doing("pictures shown to be rated"), study.store.together():
        study.store.pictures.add(written)
    _write_sheet(folder, written, scale, pairs)
    progress(len(shown), len(shown), "")
    return ShownSet(
        folder=folder,
        pictures=tuple(folder / f"{item.code}.png" for item in written),
        repeats=sum(item.repeat_of is not None for item in written),
        refused=tuple(refused),
    )


def grades_of(scale: RatingScale, pairs: bool) -> dict[int, str]:
    """The grades that may be given, with their words."""
    return dict(PAIR_GRADES) if pairs else dict(enumerate(scale.anchors))


def _photographs(study: Study, scale: RatingScale) -> list[Capture]:
    return [
        item
        for item in study.store.captures.all()
        if item.kind == "photograph" and scale.site in ("", item.site.name)
    ]


def _singles(study: Study, scale: RatingScale) -> list[tuple[str, str | None]]:
    return [(item.sha256, None) for item in _photographs(study, scale)]


def _pairs(study: Study, scale: RatingScale) -> list[tuple[str, str | None]]:
    """First replicates of follow-ups with the first replicate of their place's baseline."""
    first: dict[tuple[str, ...], Capture] = {}
    for item in _photographs(study, scale):
        key = (*_place(item), item.visit)
        if key not in first or item.replicate < first[key].replicate:
            first[key] = item
    found: list[tuple[str, str | None]] = []
    for key in sorted(first):
        baseline = first.get((*key[:-1], study.design.baseline))
        if key[-1] != study.design.baseline and baseline is not None:
            found.append((first[key].sha256, baseline.sha256))
    return found


def _place(item: Capture) -> tuple[str, ...]:
    return (item.subject, item.site.name, item.site.side, item.region, item.setup)


def _shuffled(
    study: Study, scale: RatingScale, wanted: Sequence[tuple[str, str | None]]
) -> list[ShownPicture]:
    """Every picture once and a drawn share of them twice, in an order that keeps repeats apart."""
    chance = secrets.SystemRandom()
    used = {item.code for item in study.store.pictures.all()}
    first = [
        ShownPicture(
            code=new_code("P", used),
            scale=scale,
            position=0,
            capture=capture,
            baseline=baseline,
            baseline_left=baseline is not None and chance.random() < 0.5,
        )
        for capture, baseline in wanted
    ]
    count = math.ceil(scale.repeats * len(first)) if scale.repeats else 0
    again = [
        replace(
            item,
            code=new_code("P", used),
            repeat_of=item.code,
            baseline_left=item.baseline is not None and chance.random() < 0.5,
        )
        for item in chance.sample(first, count)
    ]
    apart = min(LEAST_APART, len(first) // 2)
    best: list[ShownPicture] = []
    nearest = -1
    for _ in range(_TRIES):
        order = chance.sample([*first, *again], len(first) + len(again))
        distance = _nearest_repeat(order)
        if distance > nearest:
            best, nearest = order, distance
        if distance >= apart:
            break
    return _first_showings_first(best)


def _nearest_repeat(order: Sequence[ShownPicture]) -> int:
    at = {item.code: place for place, item in enumerate(order)}
    gaps = [abs(at[i.code] - at[i.repeat_of]) for i in order if i.repeat_of is not None]
    return min(gaps, default=len(order))


def _first_showings_first(order: Sequence[ShownPicture]) -> list[ShownPicture]:
    """Positions from 1; where a repeat was drawn before what it repeats, the two change places."""
    at = {item.code: place for place, item in enumerate(order)}
    placed = list(order)
    for item in order:
        if item.repeat_of is not None and at[item.code] < at[item.repeat_of]:
            here, there = at[item.code], at[item.repeat_of]
            placed[here], placed[there] = placed[there], placed[here]
    return [replace(item, position=place) for place, item in enumerate(placed, start=1)]


def _write(study: Study, picture: ShownPicture, path: Path, longest_px: int) -> None:
    """One PNG that holds pixels and nothing else; a pair stands side by side at one height."""
    from PIL import Image

    pixels = _pixels(study, picture.capture, longest_px)
    if picture.baseline is not None:
        before = _pixels(study, picture.baseline, longest_px)
        left, right = (before, pixels) if picture.baseline_left else (pixels, before)
        pixels = _side_by_side(left, right)
    with file_faults(path):
        Image.fromarray(pixels).save(path, format="PNG", optimize=False)


def _pixels(study: Study, sha256: str, longest_px: int) -> NDArray[np.uint8]:
    from PIL import Image

    photo = read_photograph(study.store.captures.file(sha256), study.photo.options)
    rgb = (photo.rgb >> 8).astype(np.uint8) if photo.rgb.dtype == np.uint16 else photo.rgb
    rows, cols = rgb.shape[:2]
    scale = min(1.0, longest_px / max(rows, cols))
    if scale == 1.0:
        return np.ascontiguousarray(rgb)
    size = (max(1, round(cols * scale)), max(1, round(rows * scale)))
    small = Image.fromarray(np.ascontiguousarray(rgb)).resize(size, Image.Resampling.LANCZOS)
    return np.asarray(small, dtype=np.uint8)


def _side_by_side(left: NDArray[np.uint8], right: NDArray[np.uint8]) -> NDArray[np.uint8]:
    height = max(left.shape[0], right.shape[0])
    whole = np.full((height, left.shape[1] + _GAP_PX + right.shape[1], 3), 128, dtype=np.uint8)
    whole[: left.shape[0], : left.shape[1]] = left
    whole[: right.shape[0], left.shape[1] + _GAP_PX :] = right
    return whole


def _write_sheet(
    folder: Path, pictures: Sequence[ShownPicture], scale: RatingScale, pairs: bool
) -> None:
    ordered = sorted(pictures, key=lambda item: item.position)
    grades = grades_of(scale, pairs)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(SHEET_HEADER)
    writer.writerows((item.code, "", "") for item in ordered)
    told = {
        "question": scale.question,
        "grades": [[grade, words] for grade, words in grades.items()],
        "codes": [item.code for item in ordered],
    }
    data = json.dumps(told, ensure_ascii=False).replace("<", "\\u003c")
    template = (files("turgor.workflow.conduct") / "rating_page.html").read_text(encoding="utf-8")
    readme = (files("turgor.workflow.conduct") / "rating_readme.txt").read_text(encoding="utf-8")
    listed = "\n".join(f"  {grade}  {words}" for grade, words in grades.items())
    for name, content in (
        (SHEET, text.getvalue()),
        (PAGE, template.replace("/*DATA*/", f"const SET = {data};")),
        (README, readme.replace("{question}", scale.question).replace("{grades}", listed)),
    ):
        with file_faults(folder / name):
            (folder / name).write_text(content, encoding="utf-8")


def _without_path(text: str) -> str:
    """A reason without the file's place, which would name its sum."""
    head, colon, rest = text.partition(": ")
    return rest if colon and "/" in head else text
