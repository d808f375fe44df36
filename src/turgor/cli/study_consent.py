"""``turgor study consent``: who agreed to what; withdrawal and what follows from it."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from turgor.cli.output import emit_json, emit_line, emit_note, one_line_errors
from turgor.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from turgor.record.consent import Consent
    from turgor.store.ledger import Kept
    from turgor.workflow.conduct.consent import Withdrawal


def consent(
    folder: Annotated[Path, typer.Argument(metavar="STUDY", help="The study's folder.")],
    subject: Annotated[str, typer.Option(help="One subject only.")] = "",
    withdraw: Annotated[
        str, typer.Option("--withdraw", metavar="SCOPE", help="Let it end: a scope, or all.")
    ] = "",
    on: Annotated[str, typer.Option("--on", metavar="DATE", help="From which day; today.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """List consents (taken in with `study add consent.csv`), or let one end."""
    from turgor.cli.study_queries import day_of
    from turgor.workflow.conduct.consent import withdraw_consent, withdrawals
    from turgor.workflow.study import open_study

    with one_line_errors(), open_study(folder) as study:
        if withdraw and not subject:
            raise InputError("name whose consent ends with --subject")
        if subject:
            study.store.people.one(subject)
        if withdraw:
            withdraw_consent(study, subject, withdraw, day_of(on))
        kept = study.store.consents.all(subject)
        ended = [item for item in withdrawals(study) if subject in ("", item.subject)]
    if as_json:
        emit_json(
            {
                "schema": "turgor.study-consent/1",
                "consents": [
                    {
                        "id": item.id,
                        "version": item.version,
                        "subject": item.record.subject,
                        "form": item.record.form,
                        "date": item.record.date.isoformat(),
                        "scope": item.record.scope,
                        "withdrawn_on": item.record.withdrawn_on.isoformat()
                        if item.record.withdrawn_on
                        else None,
                    }
                    for item in kept
                ],
                "withdrawn": [
                    {
                        "subject": item.subject,
                        "scope": item.scope,
                        "withdrawn_on": item.withdrawn_on.isoformat(),
                        "follows": item.follows,
                        "photographs": item.photographs,
                    }
                    for item in ended
                ],
            }
        )
        return
    _tell(kept, ended)


def _tell(kept: "Sequence[Kept[Consent]]", ended: "Sequence[Withdrawal]") -> None:
    for item in kept:
        own = item.record
        until = f", withdrawn on {own.withdrawn_on}" if own.withdrawn_on else ""
        emit_line(f"{own.subject}  {own.scope}  form {own.form} of {own.date}{until}")
    if not kept:
        emit_note("no consents yet; take them in with `turgor study add STUDY consent.csv`")
    for gone in ended:
        emit_note(f"{gone.subject} {gone.scope}: {gone.follows}")
