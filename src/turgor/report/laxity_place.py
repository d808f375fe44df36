"""Everything that is known of one patch of skin, by side and visit, as the laxity page needs it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from turgor.follow.change import Change
from turgor.follow.noise import Noise
from turgor.follow.side_difference import SideDifference
from turgor.metrics import Measurand
from turgor.record.finding import Finding
from turgor.record.observation import Observation
from turgor.report.conduct_block import visit_order
from turgor.workflow.follow_study import StudyFollowUp

#: (subject, site, region)
PlaceKey = tuple[str, str, str]
#: (measurand, side, item)
ValueKey = tuple[Measurand, str, str]
_SIDES = ("left", "right", "midline", "unstated")


@dataclass(frozen=True, slots=True)
class PlaceValues:
    """One place. found : findings by measurand, side and item, then by visit.

    arms : side -> 'control' or what was done, '' where the whole person has one arm. declared :
    direction and visit of the endpoint that a measurand answers here.
    """

    key: PlaceKey
    visits: tuple[str, ...]
    baseline: str
    arms: dict[str, str]
    found: dict[ValueKey, dict[str, list[Finding]]] = field(default_factory=dict)
    changes: dict[ValueKey, dict[str, Change]] = field(default_factory=dict)
    differences: dict[Measurand, dict[str, SideDifference]] = field(default_factory=dict)
    noise: dict[Measurand, Noise] = field(default_factory=dict)
    declared: dict[Measurand, str] = field(default_factory=dict)

    @property
    def sides(self) -> tuple[str, ...]:
        """Sides with findings, left first."""
        found = {side for _, side, _ in self.found}
        return tuple(sorted(found, key=lambda s: (_SIDES.index(s) if s in _SIDES else 9, s)))

    def named(self, side: str) -> str:
        """A side with what was done to it."""
        arm = self.arms.get(side) or self.arms.get("", "")
        return f"{side}, {arm}" if arm else side

    def controlled(self) -> bool:
        """Whether another side of the same person is the control."""
        return "control" in self.arms.values()

    def measurands(self, metric: str) -> list[tuple[Measurand, str]]:
        """(measurand, item) of a metric on any side, numbers in their conditions by size."""
        found = {(m, item) for m, _, item in self.found if m.metric == metric}
        return sorted(found, key=_order)

    def each(self, measurand: Measurand, side: str, item: str = "") -> dict[str, list[float]]:
        """Values of the replicates of each visit that has any."""
        by_visit = self.found.get((measurand, side, item), {})
        known = {v: [f.value for f in fs if f.value is not None] for v, fs in by_visit.items()}
        return {visit: values for visit, values in known.items() if values}

    def means(self, measurand: Measurand, side: str, item: str = "") -> dict[str, float]:
        """Mean over the replicates of each visit that has any."""
        return {v: sum(x) / len(x) for v, x in self.each(measurand, side, item).items()}

    def mean_of(self, metric: str, side: str, visit: str, **only: float) -> float | None:
        """Mean of a metric at a visit under conditions, None where there is no value."""
        values = [
            value
            for measurand, item in self.measurands(metric)
            if only.items() <= measurand.as_mapping().items()
            for value in self.each(measurand, side, item).get(visit, [])
        ]
        return sum(values) / len(values) if values else None


def no_values(study: StudyFollowUp, key: PlaceKey) -> PlaceValues:
    """A place of which nothing is measured (yet)."""
    facts = study.facts
    names = {arm.id: "control" if arm.control else arm.name for arm in facts.design.arms}
    arms = {a.side: names.get(a.arm, a.arm) for a in facts.allocations if a.subject == key[0]}
    declared = {
        e.measurand: f"declared: {e.direction} at {e.visit}"
        for e in facts.design.endpoints
        if e.site in ("", key[1]) and e.region in ("", key[2])
    }
    return PlaceValues(key, visit_order(facts), facts.design.baseline, arms, declared=declared)


def place_values(
    study: StudyFollowUp, observations: Sequence[Observation]
) -> dict[PlaceKey, PlaceValues]:
    """The given observations, and all changes and differences, by place."""
    found = study.followup
    noise = {item.measurand: item for item in found.noise}
    made: dict[PlaceKey, PlaceValues] = {}

    def place(subject: str, site: str, region: str) -> PlaceValues:
        key = (subject, site, region)
        if key not in made:
            made[key] = replace(no_values(study, key), noise=noise)
        return made[key]

    for o in observations:
        one = place(o.subject, o.site.name, o.finding.region)
        value_key = (o.finding.measurand, o.site.side, o.finding.item)
        one.found.setdefault(value_key, defaultdict(list))[o.visit].append(o.finding)
    for c in found.changes:
        changes = place(c.subject, c.site, c.region).changes
        changes.setdefault((c.measurand, c.side, c.item), {})[c.visit] = c
    for d in found.differences:
        differences = place(d.subject, d.site, d.region).differences
        differences.setdefault(d.measurand, {})[d.visit] = d
    return made


def _order(key: tuple[Measurand, str]) -> tuple[object, ...]:
    """Numbers by size, texts by letter, condition by condition."""
    told = tuple(
        (name, (0, float(v), "") if isinstance(v, int | float) else (1, 0.0, str(v)))
        for name, v in key[0].conditions
    )
    return (told, key[1])
