"""A parallel study's endpoint: changes of the treated arm's persons against the control arm's."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from turgor.follow.change import Change
from turgor.follow.cohort import EndpointResult, answers
from turgor.record.design import Endpoint, StudyDesign
from turgor.stats.groups import difference_of_means
from turgor.stats.rates import exact_interval

ESTIMAND = (
    "difference of mean changes between persons, treated minus control arm; sides of one person "
    "are averaged (Welch)"
)


@dataclass(frozen=True, slots=True)
class _Person:
    """One person's mean change; beyond : all sides judged beyond noise as declared, None where
    noise settles it for none.
    """

    value: float
    beyond: bool | None


def arm_difference(
    design: StudyDesign, endpoint: Endpoint, changes: Sequence[Change]
) -> EndpointResult | None:
    """The answer of a study with two parallel arms; None where arms are not two, a control among
    them, or several regions of a site answer, which the change itself then tells.

    Confounded changes are left out. ``beyond`` counts persons of the treated arm.
    """
    control = [arm.id for arm in design.arms if arm.control]
    treated = [arm.id for arm in design.arms if not arm.control]
    own = [i for i in changes if i.visit == endpoint.visit and answers(endpoint, i) and i.arm]
    if design.kind != "parallel" or len(control) != 1 or len(treated) != 1 or not own:
        return None
    if len({item.region for item in own}) > 1:
        return None
    clean = [item for item in own if item.verdict != "confounded"]
    arms = {name: _persons(endpoint, clean, name) for name in (treated[0], control[0])}
    estimate = None
    reasons = []
    if len(clean) < len(own):
        reasons.append(f"{len(own) - len(clean)} left out inside a declared window")
    if min(len(persons) for persons in arms.values()) >= 2:
        estimate = difference_of_means(
            *([person.value for person in arms[name]] for name in (treated[0], control[0]))
        )
        held = [item.beyond for item in arms[control[0]] if item.beyond is not None]
        reasons.append(
            f"{len(arms[treated[0]])} persons treated, {len(arms[control[0]])} in control, of whom "
            f"{sum(held)} of {len(held)} are beyond noise"
        )
    else:
        counts = ", ".join(f"{name} {len(persons)}" for name, persons in arms.items())
        reasons.append(f"two persons in each arm are needed; there are {counts}")
    judged = [item.beyond for item in arms[treated[0]] if item.beyond is not None]
    return EndpointResult(
        endpoint=endpoint,
        estimand=ESTIMAND,
        controlled=True,
        unit=own[0].unit,
        estimate=estimate,
        p_adjusted=None,
        beyond=sum(judged),
        judged=len(judged),
        beyond_interval=exact_interval(sum(judged), len(judged)) if judged else None,
        reason="; ".join(reasons),
    )


def _persons(endpoint: Endpoint, changes: Sequence[Change], arm: str) -> list[_Person]:
    by_subject: dict[str, list[Change]] = defaultdict(list)
    for item in changes:
        if item.arm == arm:
            by_subject[item.subject].append(item)
    sign = -1.0 if endpoint.direction == "decrease" else 1.0
    found: list[_Person] = []
    for sides in by_subject.values():
        judged = [i for i in sides if i.verdict in ("beyond-noise", "within-noise")]
        beyond = [i.verdict == "beyond-noise" and sign * i.change > 0.0 for i in judged]
        value = sum(item.change for item in sides) / len(sides)
        found.append(_Person(value, all(beyond) if beyond else None))
    return found
