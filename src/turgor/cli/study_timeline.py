"""``turgor study timeline`` and ``cohort``: one subject in time, one metric over all."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from turgor.cli.output import emit_json, emit_line, one_line_errors

if TYPE_CHECKING:
    from turgor.workflow.timeline import CohortRow, SubjectTimeline

_Folder = Annotated[Path, typer.Argument(metavar="STUDY", help="The study's folder.")]
_Json = Annotated[bool, typer.Option("--json", help="One JSON document.")]


def timeline(
    folder: _Folder,
    subject: Annotated[str, typer.Argument(metavar="SUBJECT", help="The subject's pseudonym.")],
    findings: Annotated[
        bool, typer.Option("--findings", help="Print every current finding as well.")
    ] = False,
    as_json: _Json = False,
) -> None:
    """State everything of one subject in order of time."""
    from turgor.workflow.study import open_study
    from turgor.workflow.timeline import subject_timeline

    with one_line_errors(), open_study(folder) as study:
        found = subject_timeline(study.store, study.design, subject)
    if as_json:
        emit_json(_timeline_document(found))
        return
    person = found.subject
    facts = [f"phototype {person.phototype}"] if person.phototype else []
    facts += [f"{side or 'whole'}: {arm}" for side, arm in found.arms.items()]
    emit_line("; ".join([person.id, *facts]))
    for moment in found.moments:
        day = moment.date.isoformat() if moment.date else "no date"
        emit_line(f"{day:<11} {moment.what:<16} {moment.text}")
    if findings:
        for item in found.findings:
            finding = item.finding
            value = "not identified" if finding.value is None else f"{finding.value:.5g}"
            place = f"{item.capture.visit} {item.capture.site.name} {item.capture.site.side}"
            emit_line(f"{place}  {finding.metric}  {value} {finding.unit}")
    else:
        emit_line(f"{len(found.findings)} findings (--findings prints them)")


def cohort(
    folder: _Folder,
    metric: Annotated[
        str, typer.Argument(metavar="METRIC", help="A metric's id; see `turgor metrics`.")
    ],
    as_json: _Json = False,
) -> None:
    """State one metric over all subjects by place, arm and visit; without a verdict."""
    from turgor.errors import StudyError
    from turgor.workflow.study import open_study
    from turgor.workflow.timeline import cohort_table

    with one_line_errors(), open_study(folder) as study:
        rows = cohort_table(study.store, study.design, metric)
        if not rows:
            known = ", ".join(sorted(study.store.lookup.metrics())) or "no others"
            raise StudyError(f"{folder}: has no value of '{metric}'; there are {known}")
    if as_json:
        emit_json(_cohort_document(metric, rows))
        return
    for row in rows:
        place = " ".join(filter(None, (row.site, row.region, row.arm)))
        sd = "" if row.sd is None else f" (sd {row.sd:.3g})"
        emit_line(f"{place}  {row.visit}  n {row.n}  mean {row.mean:.5g}{sd}  {row.conditions}")


def _timeline_document(found: "SubjectTimeline") -> dict[str, object]:
    from turgor.workflow.documents import finding_document

    person = found.subject
    return {
        "schema": "turgor.study-timeline/1",
        "subject": {
            "id": person.id,
            "centre": person.centre,
            "birth_year": person.birth_year,
            "sex": person.sex,
            "phototype": person.phototype,
        },
        "arms": dict(found.arms),
        "moments": [
            {
                "date": None if moment.date is None else moment.date.isoformat(),
                "what": moment.what,
                "text": moment.text,
            }
            for moment in found.moments
        ],
        "findings": [
            {
                "visit": item.capture.visit,
                "site": item.capture.site.name,
                "side": item.capture.site.side,
                **finding_document(item.finding),
            }
            for item in found.findings
        ],
    }


def _cohort_document(metric: str, rows: "tuple[CohortRow, ...]") -> dict[str, object]:
    import json

    return {
        "schema": "turgor.study-cohort/1",
        "metric": metric,
        "rows": [
            {
                "conditions": json.loads(row.conditions),
                "site": row.site,
                "region": row.region,
                "arm": row.arm,
                "visit": row.visit,
                "n": row.n,
                "mean": row.mean,
                "sd": row.sd,
            }
            for row in rows
        ],
    }
