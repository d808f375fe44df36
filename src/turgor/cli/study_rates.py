"""``turgor study rates``: how often adverse events come and how long they last."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from turgor.cli.output import emit_json, emit_line, emit_note, one_line_errors

if TYPE_CHECKING:
    from turgor.follow.event_rates import EventRate
    from turgor.follow.published_events import PublishedRate
    from turgor.follow.resolution import Resolution
    from turgor.workflow.adverse.rates import StudyRates


def rates(
    folder: Annotated[Path, typer.Argument(metavar="STUDY", help="The study's folder.")],
    related: Annotated[
        bool, typer.Option("--related", help="Leave out events judged unrelated or unlikely.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """State rates of adverse events with exact 95 % intervals, and times to resolution."""
    with one_line_errors():
        from turgor.workflow.adverse.rate_documents import rates_document
        from turgor.workflow.adverse.rates import study_rates
        from turgor.workflow.study import open_study

        with open_study(folder) as study:
            found = study_rates(study.store, related)
        if as_json:
            emit_json(rates_document(found))
            return
        _tell(found)


def _tell(found: "StudyRates") -> None:
    own = {(item.own.kind, item.own.stratum["modality"]): item for item in found.compared}
    for rate in found.found.rates:
        # A kind that never came is told once for each modality, where the bound says something.
        if rate.events or (rate.least_grade == 1 and set(rate.stratum) <= {"modality"}):
            emit_line(_rate_line(rate))
        key = (rate.kind, rate.stratum.get("modality", ""))
        if rate.least_grade == 1 and set(rate.stratum) == {"modality"} and key in own:
            for one in own[key].published:
                emit_line(f"  published: {_published_line(one)}")
    for item in found.resolution:
        emit_line(_resolution_line(item))
    for lost in found.found.unattributed:
        emit_note(
            f"note: {lost.event.subject} {lost.event.kind} from {lost.event.onset} follows no "
            "delivered session on record; it counts in no modality"
        )


def _rate_line(rate: "EventRate") -> str:
    where = ", ".join(rate.stratum.values()) or "all"
    grade = "" if rate.least_grade == 1 else f" grade {rate.least_grade} or more"
    line = f"{rate.kind}{grade}, {where}: "
    if rate.share is None or rate.rate is None:
        return line + "no exposure"
    share, per = rate.share_interval, rate.rate_interval
    line += f"{rate.subjects_with} of {rate.subjects} subjects, {100 * rate.share:.1f} %"
    line += f" ({100 * share.low:.1f} to {100 * share.high:.1f})" if share else ""
    line += f"; {rate.events} in {rate.sessions} sessions, {rate.rate:.3g} a session"
    line += f" ({per.low:.3g} to {per.high:.3g})" if per else ""
    if rate.share_bound is not None:
        line += f"; none seen: below {100 * rate.share_bound:.1f} % of subjects at 95 %"
    if rate.ungraded and rate.least_grade > 1:
        line += f"; {rate.ungraded} of unknown grade left out"
    return line


def _published_line(item: "PublishedRate") -> str:
    known = "" if item.n is None else f" of {item.n} {item.per}"
    interval = item.interval
    within = f" ({interval.low:.1f} to {interval.high:.1f})" if interval else ""
    doubt = "" if item.seen else "; figure not seen in its source"
    return f"{item.percent:g} %{within}{known}; {item.population}{doubt} [{item.citation}]"


def _resolution_line(item: "Resolution") -> str:
    curve = item.survival

    def days(value: float | None) -> str:
        return "not reached" if value is None else f"{value:g}"

    return (
        f"time to resolution, {item.kind}, {item.modality}: median {days(curve.median)} d "
        f"({days(curve.median_low)} to {days(curve.median_high)}), {item.resolved} of "
        f"{item.events} events resolved ({item.with_sequelae} with sequelae), {item.subjects} "
        "subjects"
    )
