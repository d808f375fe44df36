"""Planned sessions against those delivered: how many days off, and which settings differ."""

from collections.abc import Iterable
from dataclasses import dataclass

from turgor.record.session import Session
from turgor.record.session_settings import check_settings


@dataclass(frozen=True, slots=True)
class Deviation:
    """One setting that was planned one way and delivered another; '' = not stated."""

    setting: str
    planned: str
    delivered: str


@dataclass(frozen=True, slots=True)
class PlanComparison:
    """A planned session and its delivered counterpart; one of them is None where it is missing.

    days_off : delivered after planned, negative where before.
    """

    planned: Session | None
    delivered: Session | None
    days_off: int | None
    deviations: tuple[Deviation, ...]


def compare_with_plan(sessions: Iterable[Session]) -> tuple[PlanComparison, ...]:
    """Each planned session with the delivered one nearest in time, of its subject, place and kind.

    Of two that are nearest to the same plan the nearer is its counterpart, the other was not
    planned. Where nothing was planned for a place there is nothing to compare.

    Errors: StudyError for settings that can't be.
    """
    groups: dict[tuple[str, str, str, str], list[Session]] = {}
    for item in sessions:
        key = (item.subject, item.site.name, item.site.side, item.modality)
        groups.setdefault(key, []).append(item)
    return tuple(
        found
        for key in sorted(groups)
        if any(not item.delivered for item in groups[key])
        for found in _of_group(groups[key])
    )


def _of_group(sessions: list[Session]) -> list[PlanComparison]:
    planned = sorted((item for item in sessions if not item.delivered), key=lambda one: one.date)
    delivered = sorted((item for item in sessions if item.delivered), key=lambda one: one.date)
    wanted: dict[int, list[Session]] = {}
    for item in delivered:
        nearest = min(
            range(len(planned)), key=lambda k: (abs((planned[k].date - item.date).days), k)
        )
        wanted.setdefault(nearest, []).append(item)
    found: list[PlanComparison] = []
    for number, plan in enumerate(planned):
        near = sorted(
            wanted.get(number, []), key=lambda one: (abs((one.date - plan.date).days), one.date)
        )
        found.append(_compared(plan, near[0] if near else None))
        found += [PlanComparison(None, item, None, ()) for item in near[1:]]
    return found


def _compared(plan: Session, done: Session | None) -> PlanComparison:
    if done is None:
        return PlanComparison(plan, None, None, ())
    wanted = dict(check_settings(plan.modality, plan.settings).settings)
    given = dict(check_settings(done.modality, done.settings).settings)
    if plan.device:
        wanted["device"], given["device"] = plan.device, done.device
    differing = tuple(
        Deviation(name, wanted.get(name, ""), given.get(name, ""))
        for name in dict.fromkeys((*wanted, *given))
        # What the plan leaves open can't be departed from.
        if name in wanted and wanted[name] != given.get(name, "")
    )
    return PlanComparison(plan, done, (done.date - plan.date).days, differing)
