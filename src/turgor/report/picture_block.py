"""Pictures of each subject: the same region at baseline and follow-up, and its change."""

from collections import defaultdict

import numpy as np

from turgor.report.context import PictureBlock, PictureRow
from turgor.report.numbers import number
from turgor.report.picture import change, relief
from turgor.workflow.follow_study import StudyFacts
from turgor.workflow.pictures import RegionPictures


def picture_blocks(
    pictures: tuple[RegionPictures, ...], facts: StudyFacts
) -> tuple[PictureBlock, ...]:
    """One block for each subject, all its maps on one height scale."""
    by_subject: dict[str, list[RegionPictures]] = defaultdict(list)
    for item in pictures:
        by_subject[item.subject].append(item)
    arms = {(a.subject, a.side): a.arm for a in facts.allocations}
    names = {arm.id: arm.name for arm in facts.design.arms}
    return tuple(
        _block(
            subject,
            items,
            {i.side: names.get(arms.get((subject, i.side), ""), "") for i in items},
        )
        for subject, items in sorted(by_subject.items())
    )


def _block(subject: str, items: list[RegionPictures], arms: dict[str, str]) -> PictureBlock:
    heights = np.concatenate(
        [m[np.isfinite(m)] for item in items for m in (item.baseline_um, item.followup_um)]
    )
    low, high = (float(v) for v in np.percentile(heights, [0.5, 99.5]))
    changes = np.concatenate([i.change_um[np.isfinite(i.change_um)] for i in items])
    limit = max(float(np.percentile(np.abs(changes), 99)), 1.0) if changes.size else 1.0
    rows = tuple(_row(item, arms.get(item.side, ""), low, high, limit) for item in items)
    return PictureBlock(
        subject=f"Subject {subject}",
        rows=rows,
        height_legend=f"Height from {number(low)} µm (dark) to {number(high)} µm (light), "
        "form removed, in the baseline's frame.",
        change_legend=f"Change from −{number(limit)} µm (blue, lower) to +{number(limit)} µm "
        "(orange, higher).",
    )


def _row(
    item: RegionPictures, arm: str, low_um: float, high_um: float, limit_um: float
) -> PictureRow:
    place = f"{item.site} {item.side}"
    return PictureRow(
        title=f"{place}{f', {arm}' if arm else ''}.",
        note=f"{item.visit} against {item.baseline_visit}; overlap "
        f"{100 * item.overlap_fraction:.0f} %. A change at one point below "
        f"{number(item.readable_um, 2)} µm is not to be read.",
        pictures=(
            relief(
                item.baseline_visit,
                f"shaded height map, {item.subject} {place}, {item.baseline_visit}",
                item.baseline_um,
                item.pitch_um,
                low_um,
                high_um,
            ),
            relief(
                item.visit,
                f"shaded height map, {item.subject} {place}, {item.visit}",
                item.followup_um,
                item.pitch_um,
                low_um,
                high_um,
            ),
            change(
                "change",
                f"map of height change, {item.subject} {place}",
                item.change_um,
                item.pitch_um,
                limit_um,
            ),
        ),
    )
