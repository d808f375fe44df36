"""Build the page of a study's record: what calls for somebody, the cohort, then each subject."""

from collections.abc import Iterable

from turgor import __version__
from turgor.evidence import all_sources, bibliography, collect_citations
from turgor.record.custody import SignatureState
from turgor.report.record_cohort import cohort_blocks
from turgor.report.record_context import Notice, RecordPage
from turgor.report.record_subject import subject_record
from turgor.rules.rule import SEVERITIES
from turgor.workflow.adverse.overview import Told
from turgor.workflow.follow_study import StudyFollowUp
from turgor.workflow.record_facts import StudyRecord

_LEVEL = {"block": "at once", "require_override": "before going on", "warn": "soon", "info": ""}


def record_page(
    record: StudyRecord, study: StudyFollowUp, made_on: str, home: str = ""
) -> RecordPage:
    """The whole page; ``made_on`` is a date in words, ``home`` the study page's file name."""
    with collect_citations() as (sources, parameters):
        cohort = cohort_blocks(record, study)
        subjects = tuple(
            subject_record(record, study, subject, notices(record, subject.id))
            for subject in record.subjects
        )
    printed = bibliography(sources & set(all_sources()), parameters)
    design = record.design
    return RecordPage(
        title=f"Record: {design.title or design.id}",
        study_id=design.id,
        kind=design.kind,
        version=__version__,
        made_on=made_on,
        home=home,
        head=record.custody.head,
        trust=_trust(record),
        notices=notices(record),
        cohort=cohort,
        subjects=subjects,
        methods=_METHODS,
        bibliography=printed.citations,
        assumed=_assumed(printed.parameters_used, printed.assumed_share),
        warnings=_warnings(record),
    )


def notices(record: StudyRecord, subject: str = "") -> tuple[Notice, ...]:
    """What rules call for and nobody has answered, of one subject where named; gravest first."""
    waiting = [
        told
        for told in record.events.escalations
        if told.escalation.answered is None and subject in ("", told.escalation.subject)
    ]
    by_rule: dict[tuple[str, str, str], list[Told]] = {}
    for told in waiting:
        item = told.escalation
        by_rule.setdefault((item.subject, item.rule_key, told.state), []).append(told)
    groups = sorted(by_rule.values(), key=_rank)
    return tuple(_notice(group) for group in groups)


def _rank(group: list[Told]) -> tuple[bool, int]:
    """Events that are over come last; before that the gravest first."""
    first = group[0]
    return first.state == "over", -SEVERITIES.index(first.escalation.severity)


def _notice(group: list[Told]) -> Notice:
    first = group[0]
    item = first.escalation
    days = sorted({told.escalation.day for told in group})
    span = str(days[0]) if len(days) == 1 else f"{days[0]} to {days[-1]}, {len(days)} days"
    where = sorted({told.escalation.source for told in group})
    when = _LEVEL.get(item.severity, "")
    return Notice(
        level=item.severity,
        title=f"{item.subject}: {item.text}",
        text=f"From {' and '.join(where)}, {span}."
        + (f" It asks for an answer {when}." if when and first.state != "over" else "")
        + (" The event has ended without an answer on record." if first.state == "over" else ""),
        source=item.citation or "assumed, no source",
        status=f"rule {item.rule_key}, {item.status}; {first.state}",
    )


def _trust(record: StudyRecord) -> tuple[str, ...]:
    custody = record.custody
    told = [
        f"{record.links} links of the audit chain tell who changed what, when and why; each "
        "stands in the same transaction as its change."
    ]
    if custody.lock is not None:
        lock = custody.lock
        told.append(f"Locked on {lock.at[:10]} by {lock.who} ({lock.why}) at {lock.head}.")
    else:
        told.append("The study is not locked: its data may still change.")
    for state in custody.signatures:
        told.append(_signature(state))
    if custody.design_changed:
        told.append("study.toml differs from the text that was locked or signed.")
    return tuple(told)


def _signature(state: SignatureState) -> str:
    signed = state.signature
    scope = signed.subject or "the whole study"
    became = {
        "valid": "it holds",
        "voided": f"voided by link {state.voided_by} ({state.voided_who}, {state.voided_at[:10]})",
        "foreign": "the chain no longer holds what was signed",
    }[state.state]
    return (
        f"Signed by {signed.who} ({signed.role or 'no role'}) on {signed.at[:16]} UTC, meaning "
        f"{signed.meaning}, for {scope}: {became}."
    )


def _warnings(record: StudyRecord) -> tuple[str, ...]:
    told: list[str] = []
    if record.sealed:
        told.append("Arms are sealed until unblinding; nothing on this page tells them.")
    if record.verified is not None and record.verified.faults:
        told.append("The randomisation list does not fit its seal: " + _joined(record))
    if any(item.escalation.status == "draft" for item in record.events.escalations):
        told.append(
            "Rules of escalation are drafts that no clinician has reviewed; what they ask for "
            "supports and never replaces whoever is responsible."
        )
    return tuple(told)


def _joined(record: StudyRecord) -> str:
    faults: Iterable[str] = record.verified.faults if record.verified is not None else ()
    return "; ".join(faults)


def _assumed(used: int, share: float) -> str:
    if used == 0:
        return "No literature value was used on this page."
    return f"{used} literature values were used, {100 * share:.0f} % of them assumed."


_METHODS = (
    (
        "Grades",
        "Events and diaries are graded 0 to 4 on Turgor's own scale, in its own words; other "
        "scales stand beside it where a study has the right to use them. A day that was not "
        "graded is not a day of grade 0.",
    ),
    (
        "Rates",
        "Share of treated subjects with at least one event, Clopper and Pearson's exact 95 % "
        "interval; events per delivered session with Garwood's. Where nobody was treated there "
        "is no rate. An event counts for the session that it follows.",
    ),
    (
        "Time to resolution",
        "Kaplan and Meier's estimate with a log-log interval; events that still go on are "
        "censored at the last contact. Several events of one subject count as independent.",
    ),
    (
        "Escalation",
        "A pack of dated rules over a closed vocabulary, in three-valued logic: what was not "
        "stated is unknown, never false. What fired when an entry was made is kept with the "
        "pack's sum, so that a later pack can't change what was said then.",
    ),
    (
        "Scores",
        "Questionnaires and clinicians' scales are findings like any other: a change is held "
        "against noise from repeated fillings, and apart from that against a difference that the "
        "instrument or the design declares as important.",
    ),
    (
        "Randomisation",
        "The list was committed to by a sum before the first allocation; each entry has its own "
        "salted sum, so that every allocation can be checked alone.",
    ),
)
