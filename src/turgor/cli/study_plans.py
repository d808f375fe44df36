"""``turgor study plans``: the plans that a study keeps, and what newer rules say of one."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from turgor.workflow.plan.kept import Reopened


def plans(
    folder: Annotated[Path, typer.Argument(metavar="STUDY", help="The study's folder.")],
    number: Annotated[
        int | None, typer.Argument(metavar="NUMBER", help="Open this one with its own rules.")
    ] = None,
    subject: Annotated[str, typer.Option(help="One subject only.")] = "",
    overlay: Annotated[
        list[Path] | None, typer.Option("--overlay", help="A clinic's own rules of today.")
    ] = None,
    on: Annotated[
        datetime | None,
        typer.Option("--on", formats=["%Y-%m-%d"], help="Against the rules of this day; today's."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """List plans, or open one again and say what the rules have since changed for it.

    Exit code 4 where newer rules would block it or ask first what they did not before.
    """
    from turgor.cli.output import emit_json, one_line_errors

    with one_line_errors():
        if number is None:
            _list(folder, subject, as_json)
            return
        import datetime as dt

        from turgor.cli.check import UNANSWERED, library_with
        from turgor.workflow.plan.kept import reopen

        day = on.date() if on is not None else dt.date.today()
        found = reopen(folder, number, library_with(overlay or []), day)
        if as_json:
            emit_json(_opened(found))
        else:
            _show(found)
    if found.change.cautious:
        raise typer.Exit(UNANSWERED)


def _list(folder: Path, subject: str, as_json: bool) -> None:
    from turgor.cli.output import emit_json, emit_line
    from turgor.workflow.study import open_study

    with open_study(folder) as study:
        if subject:
            study.store.people.one(subject)
        kept = study.store.plans.kept.all(subject)
    if as_json:
        emit_json(
            {
                "schema": "turgor.study-plans/1",
                "plans": [
                    {
                        "id": item.id,
                        "subject": item.record.subject,
                        "name": item.record.name,
                        "made": item.record.made.isoformat(),
                        "sha256": item.record.sha256,
                        "library_sha256": item.record.library_sha256,
                    }
                    for item in kept
                ],
            }
        )
        return
    for item in kept:
        one = item.record
        emit_line(
            f"{item.id}  {one.subject}  {one.made}  {one.name}  rules {one.library_sha256[:12]}"
        )
    if not kept:
        emit_line("no plan is kept; `turgor plan CASE.toml --keep STUDY` keeps one")


def _opened(found: "Reopened") -> dict[str, object]:
    change = found.change
    return {
        "schema": "turgor.study-plan/1",
        "id": found.number,
        "subject": found.plan.subject,
        "name": found.plan.name,
        "made": found.plan.made.isoformat(),
        "library_sha256": found.library.sha256,
        "plan": dict(found.document),
        "then": [f"{one.severity} {one.rule.key}" for one in change.before.findings],
        "now": [f"{one.severity} {one.rule.key}" for one in change.after.findings],
        "rules_changed": [
            {
                "rule": one.rule,
                "what": one.what,
                "before": one.before,
                "after": one.after,
                "parts": list(one.parts),
            }
            for one in change.rules
        ],
        "findings_changed": [
            {"rule": one.rule, "before": one.before, "after": one.after} for one in change.findings
        ],
        "asked": list(change.asked),
        "no_longer_asked": list(change.no_longer_asked),
        "cautious": change.cautious,
        "touches": change.touches,
        "words_moved": found.moved_words,
    }


def _show(found: "Reopened") -> None:
    from turgor.cli.output import emit_line, printable

    plan, change = found.plan, found.change
    lines = [
        f"plan {found.number} of {plan.subject}, made {plan.made}: {plan.name}",
        f"  its own rules, library {found.library.sha256[:12]}, say:",
        *(
            f"    {one.severity} {one.rule.id}: {one.rule.then.text}"
            for one in change.before.findings
            if one.severity != "info"
        ),
        f"  since then {len(change.rules)} rules came, went or changed",
    ]
    if not change.touches:
        lines.append("  nothing that concerns this plan has changed")
    lines += [
        f"  {one.rule}: {one.before or 'did not fire'} -> {one.after or 'fires no more'}"
        for one in change.findings
    ]
    if change.asked:
        lines.append(f"  newly asked: {', '.join(change.asked)}")
    if change.no_longer_asked:
        lines.append(f"  no longer asked: {', '.join(change.no_longer_asked)}")
    if change.cautious:
        lines.append("  LOOK AGAIN: newer rules block it, or ask first what could block it")
    if found.moved_words:
        lines.append(
            "  ! the tables by which a case is read into facts are not those of its day; what its "
            "own rules say is by today's tables"
        )
    for line in lines:
        emit_line(printable(line))
