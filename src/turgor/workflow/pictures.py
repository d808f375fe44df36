"""Maps for people to look at: one region at baseline and at a follow-up, in one frame."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from turgor.errors import TurgorError
from turgor.measure.surface.pipeline import SKIN, prepare
from turgor.measure.surface.register import change_map, register, resample_to_baseline
from turgor.record.capture import Capture
from turgor.record.height_map import FloatMap, HeightMap
from turgor.workflow.follow_study import StudyFacts
from turgor.workflow.progress import Progress, silent
from turgor.workflow.study import Study, open_study

#: A picture needs no more points than this across.
MOST_POINTS_ACROSS = 420


@dataclass(frozen=True, slots=True)
class RegionPictures:
    """Two maps of the same skin and their difference, (rows, cols) float64 µm, NaN = missing.

    readable_um : a change at one point below this is not to be read (see ChangeMap).
    """

    subject: str
    site: str
    side: str
    baseline_visit: str
    visit: str
    baseline_um: FloatMap
    followup_um: FloatMap
    change_um: FloatMap
    pitch_um: float
    overlap_fraction: float
    readable_um: float


def region_pictures(
    folder: Path, facts: StudyFacts, progress: Progress = silent
) -> tuple[RegionPictures, ...]:
    """One set for each subject, site and side that has a baseline and a registered follow-up.

    The follow-up shown is the first primary endpoint's visit, else the last visit there is; the
    captures are each visit's first replicate. What can't be registered is left out: the reason
    stands with the refusals.
    """
    pairs = _pairs(facts)
    found: list[RegionPictures] = []
    with open_study(folder) as study:
        for index, (before, after) in enumerate(pairs):
            progress(index, len(pairs), f"{before.subject} {before.site.side}")
            try:
                found.append(_pictures(study, before, after))
            except TurgorError:
                continue
    progress(len(pairs), len(pairs), "")
    return tuple(found)


def _pairs(facts: StudyFacts) -> list[tuple[Capture, Capture]]:
    order = {item.label: item.day for item in facts.design.visits}
    primary = [e.visit for e in facts.design.endpoints if e.primary]
    first: dict[tuple[str, str, str, str], Capture] = {}
    surfaces = (item for item in facts.captures if item.kind == "surface")
    for capture in sorted(surfaces, key=lambda c: c.replicate, reverse=True):
        place = (capture.subject, capture.site.name, capture.site.side)
        first[(*place, capture.visit)] = capture
    pairs: list[tuple[Capture, Capture]] = []
    for subject, site, side in sorted({key[:3] for key in first}):
        before = first.get((subject, site, side, facts.design.baseline))
        later = [
            capture
            for key, capture in first.items()
            if key[:3] == (subject, site, side) and key[3] != facts.design.baseline
        ]
        if before is None or not later:
            continue
        later.sort(key=lambda c: (c.visit in primary, order.get(c.visit, 0)))
        pairs.append((before, later[-1]))
    return pairs


def _pictures(study: Study, before: Capture, after: Capture) -> RegionPictures:
    baseline, followup = (_levelled(study, item) for item in (before, after))
    registration = register(baseline, followup)
    again = resample_to_baseline(registration, followup)
    change = change_map(registration, baseline, followup)
    step = max(1, round(baseline.shape[1] / MOST_POINTS_ACROSS))
    return RegionPictures(
        subject=before.subject,
        site=before.site.name,
        side=before.site.side,
        baseline_visit=before.visit,
        visit=after.visit,
        baseline_um=_thinned(baseline.height_um, step),
        followup_um=_thinned(again.height_um, step),
        change_um=_thinned(change.change_um, step),
        pitch_um=baseline.pitch_x_um * step,
        overlap_fraction=registration.overlap_fraction,
        readable_um=change.readable_um,
    )


def _levelled(study: Study, capture: Capture) -> HeightMap:
    from turgor.formats import read_surface

    height_map = read_surface(study.store.captures.file(capture.sha256), study.read_options)
    return height_map.with_heights(prepare(height_map, SKIN).s_f_um)


def _thinned(height_um: FloatMap, step: int) -> FloatMap:
    """Block means over the measured points of each block."""
    if step == 1:
        return height_um
    rows, cols = (n // step * step for n in height_um.shape)
    blocks = height_um[:rows, :cols].reshape(rows // step, step, cols // step, step)
    known = np.isfinite(blocks)
    count = known.sum(axis=(1, 3))
    total = np.where(known, blocks, 0.0).sum(axis=(1, 3))
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)
