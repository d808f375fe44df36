"""Scores of questionnaires and clinicians' scales: by visit and arm, and what changes matter."""

import math
import statistics
from collections.abc import Callable, Iterable, Sequence

from turgor.follow.change import Change
from turgor.record.observation import Observation
from turgor.report.numbers import ABSENT, number, signed
from turgor.report.page_parts import Table
from turgor.report.record_context import CohortBlock
from turgor.workflow.follow_study import StudyFollowUp
from turgor.workflow.record_facts import StudyRecord


def score_name(observation: Observation) -> str:
    """Which score of which form, in words."""
    conditions = observation.finding.measurand.as_mapping()
    instrument, score = str(conditions["instrument"]), str(conditions["score"])
    return instrument if instrument == score else f"{instrument}: {score}"


def visit_labels(record: StudyRecord) -> list[str]:
    """Visits in the order of the design."""
    return [visit.label for visit in sorted(record.design.visits, key=lambda v: v.day)]


def scores_block(record: StudyRecord, study: StudyFollowUp) -> CohortBlock | None:
    """Means by visit; None where no form was scored."""
    if not record.scores:
        return None
    tables = (_means(record), _changes(study), *_important(study))
    return CohortBlock(
        "scores",
        "Questionnaires and scales",
        ("Means are over subjects, each counted by the mean of their fillings.",),
        tuple(table for table in tables if table.rows),
    )


def score_table(record: StudyRecord, subject: str) -> Table:
    """One subject's scores by visit."""
    labels = visit_labels(record)
    own = [o for o in record.scores if o.subject == subject]
    rows = [
        (name, place, *(_cell(values.get(label, ())) for label in labels))
        for (name, place), values in _by_place(own, _side).items()
    ]
    head = ("Score", "Place", *labels)
    return Table("Scores", head, tuple(rows), tuple(range(2, 2 + len(labels))))


def _side(observation: Observation) -> str:
    site = observation.site
    return "whole person" if site.name == "person" else f"{site.name} {site.side}"


def _means(record: StudyRecord) -> Table:
    arms = {(item.subject, item.side): item.arm for item in record.allocations}

    def arm(observation: Observation) -> str:
        key = (observation.subject, observation.site.side)
        whole = arms.get((observation.subject, ""), "")
        return arms.get(key, whole) or _side(observation)

    labels = visit_labels(record)
    rows = []
    for (name, group), values in _by_place(record.scores, arm, by_subject=True).items():
        rows.append((name, group, *(_mean(values.get(label, ())) for label in labels)))
    head = ("Score", "Arm or place", *labels)
    return Table("Mean (sd, n) by visit", head, tuple(rows), tuple(range(2, 2 + len(labels))))


def _by_place(
    scores: Iterable[Observation],
    group: Callable[[Observation], str],
    by_subject: bool = False,
) -> dict[tuple[str, str], dict[str, list[float]]]:
    """(score, group) -> visit -> values; with ``by_subject`` one mean for each subject."""
    gathered: dict[tuple[str, str], dict[str, dict[str, list[float]]]] = {}
    for observation in scores:
        value = observation.finding.value
        if value is None:
            continue
        key = (score_name(observation), group(observation))
        who = observation.subject if by_subject else f"{observation.replicate}"
        visits = gathered.setdefault(key, {})
        visits.setdefault(observation.visit, {}).setdefault(who, []).append(value)
    return {
        key: {
            visit: [math.fsum(own) / len(own) for own in people.values()]
            for visit, people in visits.items()
        }
        for key, visits in sorted(gathered.items())
    }


def _cell(values: Sequence[float]) -> str:
    return " / ".join(number(value) for value in values) or ABSENT


def _mean(values: Sequence[float]) -> str:
    if not values:
        return ABSENT
    spread = f"{number(statistics.stdev(values))}, " if len(values) > 1 else ""
    return f"{number(math.fsum(values) / len(values))} ({spread}{len(values)})"


def _changes(study: StudyFollowUp) -> Table:
    """How many single changes are beyond noise, by score and visit."""
    counted: dict[tuple[str, str], list[Change]] = {}
    for change in study.followup.changes:
        if change.measurand.metric.startswith("scale."):
            conditions = change.measurand.as_mapping()
            name = f"{conditions['instrument']}: {conditions['score']}"
            counted.setdefault((name, change.visit), []).append(change)
    order = {visit.label: visit.day for visit in study.facts.design.visits}
    rows = []
    by_name_then_day = sorted(counted, key=lambda key: (key[0], order.get(key[1], 0)))
    for name, visit in by_name_then_day:
        items = counted[name, visit]
        limits = [item.threshold for item in items if item.threshold is not None]
        beyond = sum(item.verdict == "beyond-noise" for item in items)
        judged = sum(item.verdict in ("beyond-noise", "within-noise") for item in items)
        noise = f"±{number(statistics.median(limits))}" if limits else "not settled"
        rows.append((name, visit, f"{beyond} of {judged}", str(len(items) - judged), noise))
    head = ("Score", "Visit", "Beyond noise", "Not judged", "Smallest detectable change")
    return Table("Single changes against baseline", head, tuple(rows), (2, 3, 4))


def _important(study: StudyFollowUp) -> tuple[Table, ...]:
    rows = [
        (
            item.endpoint.id,
            f"{signed(item.difference.value)}",
            item.verdict.replace("-", " "),
            item.reason or ABSENT,
            item.note or ABSENT,
        )
        for item in study.importance.endpoints
    ]
    head = ("Endpoint", "Important difference", "Mean", "Why", "Single persons")
    return (Table("Against a declared important difference", head, tuple(rows), (1,)),)
