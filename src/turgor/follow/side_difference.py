"""The difference of changes between allocated sides of one person, with its own threshold."""

from collections.abc import Sequence
from dataclasses import dataclass

from turgor.follow.change import Change, settle
from turgor.follow.noise import Noise
from turgor.metrics.measurand import Measurand
from turgor.record.design import StudyDesign


@dataclass(frozen=True, slots=True)
class SideDifference:
    """(change of the treated side) minus (change of the control side) in one person."""

    subject: str
    site: str
    arm: str
    control_arm: str
    measurand: Measurand
    unit: str
    visit: str
    difference: float
    treated_change: float
    control_change: float
    threshold: float | None
    verdict: str
    reason: str
    region: str = ""


def side_differences(
    design: StudyDesign, changes: Sequence[Change], noise: Noise
) -> list[SideDifference]:
    """All side differences of one measurand where a person's sides got different arms.

    The noise of the two sides is taken as independent, so the threshold is that of a contrast of
    four means; each side's captures are seated on their own. Single spots have no partner on the
    other side and are left out.
    """
    control = {arm.id for arm in design.arms if arm.control}
    by_place: dict[tuple[str, str, str, str], dict[str, Change]] = {}
    for change in changes:
        if not change.item:
            place = (change.subject, change.site, change.region, change.visit)
            by_place.setdefault(place, {})[change.arm] = change
    found: list[SideDifference] = []
    for (subject, site, _, visit), arms in sorted(by_place.items()):
        held = next((arms[arm] for arm in sorted(arms) if arm in control), None)
        if held is None:
            continue
        for arm, treated in sorted(arms.items()):
            if arm in control or not arm:
                continue
            found.append(_difference(subject, site, visit, treated, held, noise))
    return found


def _difference(
    subject: str, site: str, visit: str, treated: Change, held: Change, noise: Noise
) -> SideDifference:
    value = treated.change - held.change
    confounded = [
        item.reason
        for item in (treated, held)
        if item.verdict == "confounded" and not item.by_hour_only
    ]
    terms = (treated.n_baseline, treated.n_followup, held.n_baseline, held.n_followup)
    poor = [
        item.reason
        for item in (treated, held)
        if item.verdict == "undetermined" and item.threshold is not None
    ]
    threshold, verdict, reason = settle(
        value, noise, terms, list(dict.fromkeys(confounded)), list(dict.fromkeys(poor))
    )
    return SideDifference(
        subject=subject,
        site=site,
        arm=treated.arm,
        control_arm=held.arm,
        measurand=treated.measurand,
        unit=treated.unit,
        visit=visit,
        difference=value,
        treated_change=treated.change,
        control_change=held.change,
        threshold=threshold,
        verdict=verdict,
        reason=reason,
        region=treated.region,
    )
