"""What the page of a study's record says of everybody: conduct, events, diaries, scores."""

from collections import Counter
from collections.abc import Sequence

from turgor.follow.event_rates import EventRate
from turgor.follow.resolution import Resolution
from turgor.report.laxity_chart import Axes, Curve, Plot, plot
from turgor.report.numbers import ABSENT, number
from turgor.report.page_parts import Table
from turgor.report.record_context import CohortBlock, RateBlock, RateRow
from turgor.report.record_scores import scores_block
from turgor.workflow.adverse.rates import Compared
from turgor.workflow.follow_study import StudyFollowUp
from turgor.workflow.record_facts import StudyRecord

_ANY = "any"
_FACTORS = (("modality", "After each modality"), ("phototype", "By phototype"), ("site", "By site"))


def cohort_blocks(record: StudyRecord, study: StudyFollowUp) -> tuple[CohortBlock, ...]:
    """Every block that has something to show."""
    blocks = (
        _conduct(record),
        _events(record),
        _diaries(record),
        scores_block(record, study),
        _sessions(record),
    )
    return tuple(block for block in blocks if block is not None)


def _conduct(record: StudyRecord) -> CohortBlock | None:
    notes: list[str] = []
    head = record.randomisation
    if head is not None:
        given = sum(bool(item.subject) for item in record.assignments)
        plan = head.plan
        sizes = f" of {' or '.join(map(str, plan.block_sizes))}" if plan.block_sizes else ""
        factors = ", ".join(factor.name for factor in plan.factors) or "no factor"
        drawn = "from a seed that was given" if head.seed_given else "by the system's own chance"
        notes.append(
            f"Randomised by {plan.method.replace('-', ' ')}{sizes}, stratified by {factors}, drawn "
            f"{drawn}; {given} of {len(record.assignments)} places of the list are given out."
        )
        notes.append(f"Sum of the whole list, fixed before the first allocation: {head.sha256}.")
        if record.verified is not None and not record.verified.faults:
            notes.append(
                f"Every one of {record.verified.opened} opened places fits the sum that was "
                "committed to."
            )
    tables = [_allocations(record), _consents(record), _queries(record)]
    shown = tuple(table for table in tables if table.rows)
    if not notes and not shown:
        return None
    return CohortBlock("conduct", "Design and conduct", tuple(notes), shown)


def _allocations(record: StudyRecord) -> Table:
    rows = tuple((a.subject, a.side or "whole", a.arm) for a in record.allocations)
    return Table("Allocation", ("Subject", "Side", "Arm"), rows)


def _consents(record: StudyRecord) -> Table:
    given = Counter(c.scope for c in record.consents if c.withdrawn_on is None)
    gone = Counter(c.scope for c in record.consents if c.withdrawn_on is not None)
    scopes = sorted({*given, *gone})
    rows = tuple((scope, str(given[scope]), str(gone[scope])) for scope in scopes)
    return Table("Consent on record", ("To", "Stands", "Withdrawn"), rows, (1, 2))


def _queries(record: StudyRecord) -> Table:
    kinds = Counter(found.kind for found, answer in record.queries.found if answer is None)
    asked = sum(kept.record.state == "open" for kept in record.queries.raised)
    rows = [(kind.replace("-", " "), str(count)) for kind, count in sorted(kinds.items())]
    if asked:
        rows.append(("raised by people, open", str(asked)))
    return Table(
        "Open queries (turgor study queries lists each)", ("Query", "Open"), tuple(rows), (1,)
    )


def _events(record: StudyRecord) -> CohortBlock | None:
    if not record.events.events:
        return None
    rates = record.rates.found.rates
    blocks = [_block("All treated subjects", _of(rates, ()), "kind")]
    for factor, title in _FACTORS:
        some = [r for r in _of(rates, (factor,)) if r.kind == _ANY]
        if len(some) > 1:
            blocks.append(_block(f"{title}: any event", some, factor))
    notes = []
    lost = len(record.rates.found.unattributed)
    if lost:
        notes.append(f"{lost} events follow no session on record and count in no rate.")
    return CohortBlock(
        "events",
        "Adverse events",
        tuple(notes),
        (_listed(record), _resolution_table(record.rates.resolution), _published(record)),
        tuple(blocks),
        _curves(record.rates.resolution),
    )


def _listed(record: StudyRecord) -> Table:
    rows = []
    for view in record.events.events:
        event = view.kept.record
        ended = event.outcome_date if event.over else None
        days = "" if ended is None else f" after {event.day_of(ended)} d"
        rows.append(
            (
                event.subject,
                event.words or event.kind.replace("-", " "),
                f"{event.site.name} {event.site.side}",
                str(event.onset),
                ABSENT if event.peak is None else str(event.peak),
                event.relatedness.replace("-", " "),
                {True: "yes", False: "no", None: "not said"}[event.serious],
                event.outcome.replace("-", " ") + days,
                event.action or ABSENT,
            )
        )
    head = (
        *("Subject", "Event", "Place", "Onset", "Peak"),
        *("Related", "Serious", "Outcome", "Action"),
    )
    return Table("Events as reported", head, tuple(rows), (3, 4))


def _of(rates: Sequence[EventRate], factors: tuple[str, ...]) -> list[EventRate]:
    """Rates of every grade that are told apart by exactly these factors."""
    return [r for r in rates if tuple(r.stratum) == factors and r.least_grade == 1]


def _block(title: str, rates: Sequence[EventRate], by: str) -> RateBlock:
    rows = tuple(_row(rate, rate.kind if by == "kind" else rate.stratum[by]) for rate in rates)
    ends = [row.high for row in rows if row.high is not None]
    top = max(10.0, *(10.0 * -(-end // 10.0) for end in ends)) if ends else 100.0
    return RateBlock(title, rows, min(top, 100.0))


def _row(rate: EventRate, name: str) -> RateRow:
    counts = f"{rate.subjects_with} of {rate.subjects}"
    shown = name.replace("-", " ")
    if rate.share is None or rate.share_interval is None:
        return RateRow(shown, counts, None, None, None, "nobody was treated: no rate")
    low, high = 100.0 * rate.share_interval.low, 100.0 * rate.share_interval.high
    text = f"{100 * rate.share:.0f} % ({low:.0f} to {high:.0f})"
    if rate.share_bound is not None:
        text += f"; below {100 * rate.share_bound:.0f} %, one-sided"
    per = f"{rate.events} events in {rate.sessions} sessions"
    return RateRow(shown, counts, 100.0 * rate.share, low, high, text, per)


def _published(record: StudyRecord) -> Table:
    rows = [row for compared in record.rates.compared for row in _beside(compared)]
    return Table(
        "Published beside it, of the same event after the same modality; no verdict",
        ("Event", "Here", "Published", "Of", "Population", "Source"),
        tuple(rows),
    )


def _beside(compared: Compared) -> list[tuple[str, ...]]:
    own = compared.own
    here = f"{own.subjects_with} of {own.subjects}"
    return [
        (
            item.kind.replace("-", " "),
            here,
            f"{number(item.percent)} %"
            + ("" if item.interval is None else f" ({number(item.interval.low)} to ")
            + ("" if item.interval is None else f"{number(item.interval.high)})"),
            item.per,
            item.population,
            item.source + ("" if item.seen else ", not read"),
        )
        for item in compared.published
    ]


def _resolution_table(found: Sequence[Resolution]) -> Table:
    rows = []
    for item in found:
        if item.modality != _ANY:
            continue
        curve = item.survival
        median = "not reached" if curve.median is None else f"{number(curve.median)} d"
        if curve.median is not None:
            low = ABSENT if curve.median_low is None else number(curve.median_low)
            high = "not reached" if curve.median_high is None else number(curve.median_high)
            median += f" ({low} to {high})"
        rows.append(
            (
                item.kind.replace("-", " "),
                str(item.events),
                str(item.resolved),
                str(item.censored),
                median,
            )
        )
    head = ("Event", "Events", "Resolved", "Still watched", "Median time to resolution")
    return Table("Time to resolution", head, tuple(rows), (1, 2, 3))


def _curves(found: Sequence[Resolution]) -> tuple[Plot, ...]:
    """The curve of all events together, as steps."""
    item = next((r for r in found if r.kind == _ANY and r.modality == _ANY), None)
    if item is None or not item.survival.steps:
        return ()
    points: list[tuple[float, float]] = [(0.0, 1.0)]
    for step in item.survival.steps:
        points += [(step.time, points[-1][1]), (step.time, step.survival)]
    chart = plot(
        "Events still going on",
        f"share of {item.events} events still going on by days from onset",
        Axes("days from onset", "share", reach=(0.0, 1.0)),
        [Curve("still going on", "c-last", points)],
    )
    return (chart,)


def _diaries(record: StudyRecord) -> CohortBlock | None:
    if not record.adherence:
        return None
    rows = tuple(
        (
            item.subject,
            str(item.entries),
            f"{item.days_with_entry} of {item.days}",
            f"{item.longest_gap_d} d",
        )
        for item in record.adherence
    )
    head = ("Subject", "Entries", "Days with one, of those spanned", "Longest gap")
    return CohortBlock(
        "diaries", "Diaries", (), (Table("How steadily they were kept", head, rows, (1, 2, 3)),)
    )


def _sessions(record: StudyRecord) -> CohortBlock | None:
    delivered = [item for item in record.sessions if item.delivered]
    if not delivered:
        return None
    rows = tuple(
        (
            item.subject,
            str(item.date),
            item.modality,
            f"{item.site.name} {item.site.side}",
            ", ".join(f"{name} {value}" for name, value in sorted(item.settings.items())),
            ", ".join(f"{name} {lot}" for name, lot in sorted(item.lots.items())) or ABSENT,
            item.operator or ABSENT,
            item.deviation or ABSENT,
        )
        for item in delivered
    )
    head = (
        *("Subject", "Day", "Modality", "Place"),
        *("Settings", "Lots", "Operator", "Deviation"),
    )
    return CohortBlock(
        "sessions", "Sessions as delivered", (), (Table("Each session", head, rows, (1,)),)
    )
