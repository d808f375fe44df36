"""A place's photographs on the page: slider, pigment and redness over the visits, spots."""

from collections.abc import Sequence

import numpy as np

from turgor.follow.change import Change
from turgor.record.height_map import BoolMap, FloatMap
from turgor.record.observation import Observation
from turgor.record.photo_series import PhotoSeries, PhotoVisit, SpotPlace
from turgor.report.numbers import ABSENT, number, signed
from turgor.report.page_parts import Picture
from turgor.report.photo_context import PhotoBlock, PhotoStrip, SpotRow, SpotVerdicts
from turgor.report.photo_picture import (
    PIGMENT,
    REDNESS,
    change_picture,
    legend,
    map_picture,
    outlined,
    photograph,
    thumbnail,
)
from turgor.report.picture import CHANGE
from turgor.report.words import verdict, with_unit
from turgor.workflow.follow_study import StudyFollowUp

#: spots beyond this stand in the table of all contrasts only
MOST_SPOTS = 12
#: sites whose whole photograph is a face, which leaves the study only cropped or masked
WHOLE_FACE_SITES = frozenset({"face", "whole face", "full face", "full-face", "head"})
AREA = "spot.area"
CONTRASTS = {"pigment": "spot.contrast_mi_rgb", "vascular": "spot.contrast_green"}


def photo_blocks(series: Sequence[PhotoSeries], study: StudyFollowUp) -> tuple[PhotoBlock, ...]:
    """One block for each place, in the order given."""
    return tuple(_block(item, study, f"photo-{i}") for i, item in enumerate(series, start=1))


def _block(item: PhotoSeries, study: StudyFollowUp, key: str) -> PhotoBlock:
    before = item.visits[0]
    after = next(visit for visit in item.visits if visit.visit == item.shown)
    place = " ".join(filter(None, (item.subject, item.site, item.side, item.region)))
    spots = item.spots[:MOST_SPOTS]
    slider = tuple(
        _slide(item, place, visit, visit.known & before.known) for visit in (before, after)
    )
    notes = [visit.note for visit in item.visits if visit.note]
    if whole_face(item):
        notes.append(
            "The photograph of a whole face is not shown, only its maps and its spots; place zones "
            "and the skin inside them is shown."
        )
    elif not item.whole_frame:
        notes.append("Skin outside the placed zones is not shown.")
    return PhotoBlock(
        title=f"Subject {place}",
        note=" ".join(notes),
        slider=(slider[0], slider[1]),
        strips=_strips(item, place, before, after),
        spot_head=("Spot", *(visit.visit for visit in item.visits), "Change from baseline"),
        spots=tuple(_spot_row(spot, item, study) for spot in spots),
        spot_note=_spot_note(item, study),
        key=key,
    )


def whole_face(item: PhotoSeries) -> bool:
    """Whether showing the photograph would show somebody's face."""
    return item.whole_frame and item.site.strip().lower() in WHOLE_FACE_SITES


def _slide(item: PhotoSeries, place: str, visit: PhotoVisit, known: BoolMap) -> Picture:
    """A photograph with its spots ringed; of a whole face its lightness-free pigment map."""
    what = f"{place} at {visit.visit}, in the baseline's frame"
    if whole_face(item):
        limits = _limits([v.mi_rgb for v in item.visits], [v.known for v in item.visits])
        return map_picture(
            visit.visit,
            f"pigment map of {what}",
            visit.mi_rgb,
            known,
            limits,
            PIGMENT,
            item.um_per_px,
        )
    rings = [(spot.id, spot.centre_px, spot.radius_px) for spot in item.spots[:MOST_SPOTS]]
    return photograph(
        visit.visit,
        f"colour-corrected photograph of {what}",
        outlined(visit.rgb, rings),
        known,
        item.um_per_px,
    )


def _strips(
    item: PhotoSeries, place: str, before: PhotoVisit, after: PhotoVisit
) -> tuple[PhotoStrip, ...]:
    strips: list[PhotoStrip] = []
    for name, field, colours, low_text, high_text in (
        ("Pigment", "mi_rgb", PIGMENT, "lighter", "more pigment"),
        ("Redness", "ei_rgb", REDNESS, "paler", "redder"),
    ):
        maps: list[FloatMap] = [getattr(visit, field) for visit in item.visits]
        known = [visit.known for visit in item.visits]
        limits = _limits(maps, known)
        change: FloatMap = getattr(after, field) - getattr(before, field)
        both = before.known & after.known & np.isfinite(change)
        reach = max(float(np.percentile(np.abs(change[both]), 99)), 1.0) if both.any() else 1.0
        pictures = [
            map_picture(
                visit.visit,
                f"{name.lower()} map of {place} at {visit.visit}",
                values,
                seen,
                limits,
                colours,
                item.um_per_px,
            )
            for visit, values, seen in zip(item.visits, maps, known, strict=True)
        ]
        pictures.append(
            change_picture(
                f"change to {after.visit}",
                f"map of the change in {name.lower()} of {place} from {before.visit} to "
                f"{after.visit}",
                change,
                both,
                reach,
                item.um_per_px,
            )
        )
        strips.append(
            PhotoStrip(
                title=f"{name} ({field}).",
                note="A camera's own index, relative: it holds between photographs of one set-up "
                "and is not a spectrophotometer's.",
                pictures=tuple(pictures),
                legends=(
                    legend(name, limits, colours, (low_text, high_text)),
                    legend("Change", (-reach, reach), CHANGE, ("less", "more")),
                ),
            )
        )
    return tuple(strips)


def _limits(maps: Sequence[FloatMap], known: Sequence[BoolMap]) -> tuple[float, float]:
    values = np.concatenate([m[k & np.isfinite(m)] for m, k in zip(maps, known, strict=True)])
    if values.size == 0:
        return 0.0, 1.0
    low, high = (float(v) for v in np.percentile(values, [1.0, 99.5]))
    return low, max(high, low + 1.0)


def _spot_row(spot: SpotPlace, item: PhotoSeries, study: StudyFollowUp) -> SpotRow:
    contrast = CONTRASTS.get(spot.kind, CONTRASTS["pigment"])
    found = [o for o in study.facts.observations if _is_of(o, item) and o.finding.item == spot.id]
    changes = [
        change
        for change in study.followup.changes
        if change.item == spot.id
        and (change.subject, change.site, change.side) == (item.subject, item.site, item.side)
        and change.measurand.metric in (AREA, contrast)
    ]
    return SpotRow(
        name=spot.id,
        kind=spot.kind,
        pictures=tuple(_thumbnails(spot, item)),
        cells=tuple(_cell(found, visit.visit, contrast) for visit in item.visits),
        verdicts=tuple(_verdicts(name, changes, item) for name in (AREA, contrast)),
    )


def _thumbnails(spot: SpotPlace, item: PhotoSeries) -> list[Picture]:
    """The same square about a spot at each visit; none where it would leave the frame."""
    rows, cols = item.visits[0].known.shape
    reach = int(min(max(2.2 * spot.radius_px, 10.0), 0.5 * min(rows, cols) - 1))
    x, y = (round(v) for v in spot.centre_px)
    left, top = max(0, min(x - reach, cols - 2 * reach)), max(0, min(y - reach, rows - 2 * reach))
    box = (left, top, left + 2 * reach, top + 2 * reach)
    return [
        thumbnail(
            visit.visit, f"{spot.kind} spot {spot.id} at {visit.visit}", visit.rgb, visit.known, box
        )
        for visit in item.visits
    ]


def _cell(found: Sequence[Observation], visit: str, contrast: str) -> str:
    """Area and contrast at one visit, means over its replicates."""
    parts = []
    for name, word in ((AREA, ""), (contrast, "contrast ")):
        own = [o.finding for o in found if o.visit == visit and o.finding.metric == name]
        values = [finding.value for finding in own if finding.value is not None]
        if values:
            text = with_unit(number(sum(values) / len(values)), own[0].unit)
            parts.append(f"{word}{text}")
        elif own:
            parts.append(f"{word}{ABSENT}")
    return ", ".join(parts) or ABSENT


def _verdicts(metric: str, changes: Sequence[Change], item: PhotoSeries) -> SpotVerdicts:
    order = [visit.visit for visit in item.visits]
    own = sorted(
        (c for c in changes if c.measurand.metric == metric and c.visit in order),
        key=lambda c: order.index(c.visit),
    )
    limits = {number(c.threshold, 2) for c in own if c.threshold is not None}
    unit = own[0].unit if own else ""
    return SpotVerdicts(
        quantity="Area" if metric == AREA else "Contrast",
        noise=f"±{with_unit(limits.pop(), unit)}" if len(limits) == 1 else "",
        visits=tuple((c.visit, verdict(c.verdict), _behind(c)) for c in own),
    )


def _behind(change: Change) -> str:
    reason = f"; {change.reason}" if change.reason else ""
    words = change.verdict.replace("-", " ")
    return f"{words}: {with_unit(signed(change.change), change.unit)}{reason}"


def _spot_note(item: PhotoSeries, study: StudyFollowUp) -> str:
    judged = [c for c in study.followup.changes if c.item and c.subject == item.subject]
    hidden = len(item.spots) - MOST_SPOTS
    texts = []
    if hidden > 0:
        texts.append(f"{hidden} smaller spots are in the table of all contrasts.")
    if judged:
        texts.append(
            "Each spot is a look of its own: by chance alone about one in twenty that did not "
            "change is called."
        )
    return " ".join(texts)


def _is_of(observation: Observation, item: PhotoSeries) -> bool:
    return (observation.subject, observation.site.name, observation.site.side) == (
        item.subject,
        item.site,
        item.side,
    )
