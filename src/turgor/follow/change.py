"""Change of one region against its baseline, with a verdict that says what noise allows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from turgor.follow.daytime import daytime_reasons
from turgor.follow.device import device_reasons
from turgor.follow.noise import Noise, Target
from turgor.follow.oedema import windows_for
from turgor.metrics.measurand import Measurand, require_same
from turgor.record.design import ConfoundingWindow, StudyDesign
from turgor.record.observation import Observation
from turgor.stats.repeatability import detectable_change

#: flags that begin so come from the capture-quality gate and leave a change undetermined
POOR_QUALITY = "quality-poor-"
VERDICTS = ("beyond-noise", "within-noise", "undetermined", "confounded")


@dataclass(frozen=True, slots=True)
class Change:
    """Follow-up minus baseline for one subject, site, side and region, or one spot in it.

    threshold : the smallest change beyond noise for these replicate numbers, None where noise
    does not settle it. ``reason`` explains every verdict but a plain one.
    """

    subject: str
    site: str
    side: str
    arm: str
    measurand: Measurand
    unit: str
    visit: str
    baseline: float
    followup: float
    n_baseline: int
    n_followup: int
    change: float
    threshold: float | None
    verdict: str
    reason: str
    region: str = ""
    item: str = ""
    #: nothing but the hour confounds it, which two sides captured together share
    by_hour_only: bool = False

    @property
    def change_pct(self) -> float | None:
        """Change in percent of the baseline, None where the baseline is zero."""
        return 100.0 * self.change / abs(self.baseline) if self.baseline else None


def window_reasons(
    observations: Sequence[Observation], windows: Sequence[ConfoundingWindow]
) -> list[str]:
    """Why a visit is confounded, from the declared windows; empty where it is not."""
    reasons: list[str] = []
    for window in windows:
        seen = [getattr(item.conditions, window.condition) for item in observations]
        inside = [value for value in seen if value is not None and value < window.below]
        if inside:
            reasons.append(
                f"{window.name}: {window.condition} {min(inside):g} is below {window.below:g}"
            )
    return reasons


def quality_reasons(observations: Sequence[Observation]) -> list[str]:
    """Why captures are too poor to settle anything, by their flags; empty where they are not."""
    poor = sorted(
        {
            flag.removeprefix(POOR_QUALITY)
            for item in observations
            for flag in item.finding.flags
            if flag.startswith(POOR_QUALITY)
        }
    )
    return [f"poor {what.replace('-', ' ')} of a capture" for what in poor]


def settle(
    change: float,
    noise: Noise,
    n_terms: Sequence[int],
    confounded: Sequence[str],
    poor: Sequence[str] = (),
) -> tuple[float | None, str, str]:
    """Threshold, verdict and reason for a contrast of means.

    n_terms : replicate numbers of the means in the contrast, (baseline, follow-up) of each side;
    the variance of the contrast is sem² * sum(1/n). poor : what the capture-quality gate found;
    with it nothing is settled.
    """
    threshold: float | None = None
    if noise.settles and noise.sem is not None:
        parts = sum(1.0 / n for n in n_terms)
        single = detectable_change(noise.sem, noise.df_effective, 1, 1, noise.carrying_share)
        threshold = single * (parts / 2.0) ** 0.5
    if confounded:
        return threshold, "confounded", "; ".join(confounded)
    if poor:
        return threshold, "undetermined", "; ".join(poor)
    if threshold is None:
        return None, "undetermined", noise.note
    if abs(change) > threshold:
        return threshold, "beyond-noise", ""
    return threshold, "within-noise", ""


def changes_of(
    design: StudyDesign,
    groups: Mapping[Target, Sequence[Observation]],
    noise: Noise,
    arms: Mapping[tuple[str, str], str],
) -> list[Change]:
    """Every change of one measurand against the design's baseline visit.

    groups : observations of this measurand by target.
    arms : (subject, side) → arm id, from the allocation.
    """
    changes: list[Change] = []
    windows = windows_for(noise.measurand, design.windows)
    for target, after in sorted(groups.items()):
        subject, side = target.subject, target.side
        before = groups.get(target.at(design.baseline))
        if target.visit == design.baseline or not before:
            continue
        for item in (*before, *after):
            require_same(noise.measurand, item.finding.measurand)
        baseline, followup = _mean(before), _mean(after)
        confounded = [
            *window_reasons(after, windows),
            *(f"baseline, {text}" for text in window_reasons(before, windows)),
            *device_reasons(noise.measurand, before, after),
        ]
        hour = daytime_reasons(noise.measurand, before, after)
        terms = (len(before), len(after))
        poor = [
            *quality_reasons(after),
            *(f"baseline, {text}" for text in quality_reasons(before)),
        ]
        threshold, verdict, reason = settle(
            followup - baseline, noise, terms, [*confounded, *hour], poor
        )
        changes.append(
            Change(
                subject=subject,
                site=target.site,
                side=side,
                arm=arms.get((subject, side), arms.get((subject, ""), "")),
                measurand=noise.measurand,
                unit=before[0].finding.unit,
                visit=target.visit,
                baseline=baseline,
                followup=followup,
                n_baseline=len(before),
                n_followup=len(after),
                change=followup - baseline,
                threshold=threshold,
                verdict=verdict,
                reason=reason,
                region=target.region,
                item=target.item,
                by_hour_only=bool(hour) and not confounded,
            )
        )
    return changes


def _mean(group: Sequence[Observation]) -> float:
    values = [item.finding.value for item in group if item.finding.value is not None]
    return sum(values) / len(values)
