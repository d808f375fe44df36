"""``turgor study sessions``: what was delivered, with typed settings, and against the plan."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from turgor.cli.output import emit_json, emit_line, one_line_errors

if TYPE_CHECKING:
    from turgor.follow.session_plan import PlanComparison
    from turgor.record.session import Session


def sessions(
    folder: Annotated[Path, typer.Argument(metavar="STUDY", help="The study's folder.")],
    subject: Annotated[str, typer.Option(help="Only this subject.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """List sessions with their settings, what is odd about them, and deviations from plan."""
    with one_line_errors():
        from turgor.workflow.delivered_sessions import sessions_document, sessions_overview
        from turgor.workflow.study import open_study

        with open_study(folder) as study:
            found = sessions_overview(study.store, subject)
        if as_json:
            emit_json(sessions_document(found))
            return
        for view in found.sessions:
            settings = ", ".join(f"{key} {value}" for key, value in view.session.settings.items())
            word = "delivered" if view.session.delivered else "planned"
            emit_line(f"{word}: {_named(view.session)}: {settings}")
            if view.session.deviation:
                emit_line(f"  deviation as stated: {view.session.deviation}")
            for note in view.notes:
                emit_line(f"  {note.kind}: {note.text}")
        for item in found.comparisons:
            emit_line(_comparison(item))


def _named(session: "Session") -> str:
    site = f"{session.site.name} {session.site.side}"
    return f"{session.subject} {session.date} {session.modality} {site}"


def _comparison(item: "PlanComparison") -> str:
    if item.planned is None:
        return f"not planned: {_named(item.delivered)}" if item.delivered is not None else ""
    if item.delivered is None:
        return f"not delivered: {_named(item.planned)}"
    parts = [f"{item.days_off:+d} d"] if item.days_off else []
    parts += [
        f"{one.setting} planned {one.planned}, delivered {one.delivered or 'not stated'}"
        for one in item.deviations
    ]
    return f"against plan: {_named(item.planned)}: {'; '.join(parts) or 'as planned'}"
