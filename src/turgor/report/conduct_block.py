"""How the study was run: captures by subject and visit, conditions, refusals, design."""

from collections import Counter, defaultdict

from turgor.follow.change import POOR_QUALITY
from turgor.record.visit import VisitConditions
from turgor.report.context import Conduct, ConductCell
from turgor.report.numbers import ABSENT, number
from turgor.report.page_parts import Table
from turgor.report.words import conditions_text, metric_name
from turgor.workflow.follow_study import StudyFacts


def conduct(facts: StudyFacts) -> Conduct:
    """What was captured and measured, and what was not and why."""
    visits = visit_order(facts)
    taken: Counter[tuple[str, str]] = Counter()
    measured: dict[tuple[str, str], set[str]] = defaultdict(set)
    names = {item.sha256: item for item in facts.captures}
    for capture in facts.captures:
        taken[capture.subject, capture.visit] += 1
    for observation in facts.observations:
        for sha256 in observation.finding.captures[:1]:
            if sha256 in names:
                measured[observation.subject, observation.visit].add(sha256)
    subjects = sorted({s.id for s in facts.subjects} | {c.subject for c in facts.captures})
    rows = tuple(
        (
            subject,
            tuple(_cell(taken[subject, visit], len(measured[subject, visit])) for visit in visits),
        )
        for subject in subjects
    )
    refused = tuple(
        (_name(facts, sha256), item.reason) for sha256, item in sorted(facts.refusals.items())
    )
    return Conduct(
        visits=visits,
        rows=rows,
        conditions=_conditions(facts, visits),
        refused=refused,
        notes=_notes(facts),
    )


def visit_order(facts: StudyFacts) -> tuple[str, ...]:
    """Visits in the order of the design, then any others that were captured."""
    planned = [item.label for item in sorted(facts.design.visits, key=lambda v: v.day)]
    other = sorted({item.visit for item in facts.captures} - set(planned))
    return (*planned, *other)


def _cell(taken: int, measured: int) -> ConductCell:
    if taken == 0:
        return ConductCell("missing", "missing")
    if measured < taken:
        return ConductCell(f"{measured} of {taken}", "partial")
    return ConductCell(str(taken), "ok")


def _name(facts: StudyFacts, sha256: str) -> str:
    for capture in facts.captures:
        if capture.sha256 == sha256:
            place = f"{capture.subject} {capture.visit} {capture.site.name} {capture.site.side}"
            return f"{place} replicate {capture.replicate} ({capture.filename})"
    return sha256[:12]


_FIELDS = (
    ("acclimatisation_min", "Acclimatisation [min]"),
    ("temperature_c", "Air [°C]"),
    ("relative_humidity_pct", "Humidity [%]"),
    ("hours_since_product", "Since product [h]"),
    ("days_since_session", "Since session [d]"),
)


def _conditions(facts: StudyFacts, visits: tuple[str, ...]) -> Table:
    rows = []
    for label in visits:
        there = [item.conditions for item in facts.visits if item.label == label]
        rows.append((label, str(len(there)), *(_range(there, name) for name, _ in _FIELDS)))
    return Table(
        "Conditions at the visits, lowest to highest",
        ("Visit", "Subjects", *(head for _, head in _FIELDS)),
        tuple(rows),
        tuple(range(1, 2 + len(_FIELDS))),
    )


def _range(conditions: list[VisitConditions], name: str) -> str:
    values = [getattr(item, name) for item in conditions]
    told = [float(value) for value in values if value is not None]
    if not told:
        return "not recorded" if values else ABSENT
    low, high = number(min(told)), number(max(told))
    text = low if low == high else f"{low} to {high}"
    return text if len(told) == len(values) else f"{text} ({len(values) - len(told)} missing)"


def _notes(facts: StudyFacts) -> tuple[str, ...]:
    notes = []
    registered = [r for r in facts.registrations.values() if not r.refused]
    if registered:
        overlaps = [r.overlap_fraction for r in registered if r.overlap_fraction is not None]
        residuals = [r.residual_um for r in registered if r.residual_um is not None]
        turns = [abs(r.rotation_deg) for r in registered if r.rotation_deg is not None]
        shifts = [
            (r.shift_x_um**2 + r.shift_y_um**2) ** 0.5 / 1000.0
            for r in registered
            if r.shift_x_um is not None and r.shift_y_um is not None
        ]
        if overlaps and residuals and turns and shifts:
            notes.append(
                f"{len(registered)} captures were brought into their baseline's frame: shifts up "
                f"to {number(max(shifts), 2)} mm, turns up to {number(max(turns), 2)}°, overlap "
                f"from {100 * min(overlaps):.0f} %, height residual up to "
                f"{number(max(residuals), 2)} µm."
            )
    blind = sum(item.region.placed_blind for item in facts.regions)
    if facts.regions:
        drawn = sum(item.origin == "declared" for item in facts.regions)
        notes.append(
            f"Of {len(facts.regions)} regions {drawn} were outlined by a person, {blind} of them "
            "blind to side and arm; the others are the part of the field that all captures share."
        )
    photos = {item.sha256 for item in facts.captures if item.kind == "photograph"}
    poor = sorted(
        {
            (flag.removeprefix(POOR_QUALITY), sha256)
            for item in facts.observations
            for flag in item.finding.flags
            if flag.startswith(POOR_QUALITY)
            for sha256 in item.finding.captures[:1]
        }
    )
    if photos:
        told = Counter(what.replace("-", " ") for what, _ in poor)
        words = ", ".join(f"{what} in {count}" for what, count in sorted(told.items()))
        notes.append(
            f"{len(photos)} photographs went through the capture-quality gate"
            + (f"; poor: {words}. Their changes are undetermined." if words else "; none was poor.")
        )
    return tuple(notes)


def design_tables(facts: StudyFacts) -> tuple[Table, ...]:
    """Arms, visits, endpoints and windows as declared."""
    design = facts.design
    sides = Counter((item.arm, item.side or "whole") for item in facts.allocations)
    arms = tuple(
        (
            arm.id,
            arm.name,
            "control" if arm.control else "treated",
            ", ".join(f"{side}: {n}" for (a, side), n in sorted(sides.items()) if a == arm.id)
            or ABSENT,
        )
        for arm in design.arms
    )
    visits = tuple(
        (v.label, str(v.day), f"−{v.early_days} to +{v.late_days}") for v in design.visits
    )
    endpoints = tuple(
        (
            e.id,
            "primary" if e.primary else "secondary",
            metric_name(e.measurand),
            e.site or "all",
            e.visit,
            e.direction,
            conditions_text(e.measurand),
            e.source,
        )
        for e in design.endpoints
    )
    windows = tuple((w.name, w.condition, f"below {w.below:g}", w.source) for w in design.windows)
    sessions = Counter(
        (s.modality, s.device, "delivered" if s.delivered else "planned") for s in facts.sessions
    )
    delivered = tuple(
        (m, d or ABSENT, state, str(n)) for (m, d, state), n in sorted(sessions.items())
    )
    return (
        Table("Arms and allocation", ("Arm", "Name", "Role", "Allocated"), arms),
        Table("Visits", ("Visit", "Day", "Window [d]"), visits, (1,)),
        Table(
            "Declared endpoints",
            ("Id", "Rank", "Metric", "Site", "Visit", "Direction", "Conditions", "Source"),
            endpoints,
        ),
        Table("Declared confounding windows", ("Name", "Condition", "Holds", "Source"), windows),
        Table("Sessions", ("Modality", "Device", "State", "Number"), delivered, (3,)),
    )
