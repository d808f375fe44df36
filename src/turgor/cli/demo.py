"""``turgor demo``: a phantom study from instrument files to a report, on this machine."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from turgor.phantom.study_spec import StudySpec


def demo(
    out: Annotated[Path, typer.Option(help="Folder to make; it must not hold a demo yet.")] = Path(
        "turgor-demo"
    ),
    subjects: Annotated[int, typer.Option(min=2, max=200, help="Phantom subjects.")] = 4,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """Make a small phantom study, take it in, measure, follow, and write its report."""
    from turgor.cli.output import emit_json, emit_line, emit_note, exit_code, one_line_errors

    with one_line_errors():
        from turgor.errors import InputError

        if out.exists() and (not out.is_dir() or any(out.iterdir())):
            raise InputError(
                f"{out}: is there already and not empty; name another folder with --out, "
                "or remove it"
            )
        steps = _run(out, subjects)
    refused = int(str(steps["refused"]))
    if as_json:
        emit_json({"schema": "turgor.demo/1", **steps})
    else:
        emit_line(
            f"{steps['captures']} captures of {steps['subjects']} phantom subjects taken in, "
            f"{steps['measured']} measured, {refused} refused"
        )
        emit_line(f"captures  {steps['raw']}")
        emit_line(f"study     {steps['study']}   (turgor follow {steps['study']})")
        emit_line(f"report    {steps['report']}")
        emit_line(f"laxity    {steps['laxity']}")
        emit_line(f"record    {steps['record']}")
        emit_line(f"stimulus  {steps['stimulus']}")
        if "forecast" in steps:
            emit_line(f"forecast  {steps['forecast']}   (turgor forecast {steps['case']})")
        if "decision" in steps:
            emit_line(f"decision  {steps['decision']}   (turgor plan {steps['case']})")
        missing = {"forecast": "forecast (needs jax)", "decision": "plan (needs jax and ortools)"}
        skipped = [told for name, told in missing.items() if name not in steps]
        if skipped:
            emit_note(f"skipped, not installed yet: {', '.join(skipped)}")
    raise typer.Exit(exit_code(refused > 0))


def _run(out: Path, subjects: int) -> dict[str, object]:
    from turgor.cli.progress import progress
    from turgor.phantom.study import make_study
    from turgor.report.write_study import laxity_path, record_path, write_study_page
    from turgor.workflow.follow_study import follow_study
    from turgor.workflow.measure_study import measure_study
    from turgor.workflow.study import open_study
    from turgor.workflow.take_in import add_paths

    raw, folder = out / "captures", out / "study"
    spec = _randomised(out, raw, folder, subjects)
    with progress("making phantom captures") as move:
        make_study(raw, spec, move)
    with open_study(folder) as study:
        with progress("taking in") as move:
            taken = add_paths(study, [raw], "primos-visits", progress=move)
        with progress("measuring") as move:
            measured = measure_study(study, progress=move)
    found = follow_study(folder)
    report = folder / "exports" / "report.html"
    with progress("drawing the page") as move:
        write_study_page(folder, found, report, move)
    stimulus = report.with_name("stimulus.html")
    refused = _stimuli(folder, stimulus)
    return {
        "subjects": subjects,
        "captures": len(found.facts.captures),
        "measured": len(measured.measured),
        "refused": len(taken.refused) + len(measured.refused) + refused,
        "raw": str(raw),
        "study": str(folder),
        "report": str(report),
        "laxity": str(laxity_path(report)),
        "record": str(record_path(report)),
        "stimulus": str(stimulus),
        **_forecast(out),
    }


def _forecast(out: Path) -> dict[str, object]:
    """A planted person after the second visit, forecast; nothing where JAX is missing."""
    from importlib.util import find_spec

    if find_spec("jax") is None:
        return {}
    from turgor.cli.progress import progress
    from turgor.report.forecast_page import write_forecast_page
    from turgor.workflow.forecast.planted_case import planted_case_text
    from turgor.workflow.forecast.work_out import forecast_of_file

    case, page = out / "case.toml", out / "forecast.html"
    case.write_text(planted_case_text(), encoding="utf-8")
    with progress("forecasting") as move:
        found = forecast_of_file(case, progress=move)
    write_forecast_page([(str(case), found)], page)
    return {"case": str(case), "forecast": str(page), **_plan(case, out / "decision.html")}


def _plan(case: Path, page: Path) -> dict[str, object]:
    """What rules say of the person's courses, and a sketch of plans; nothing without OR-Tools."""
    from importlib.util import find_spec

    if find_spec("ortools") is None:
        return {}
    from turgor.cli.progress import progress
    from turgor.report.decision_page import write_decision_page
    from turgor.workflow.check.work_out import check_case_file
    from turgor.workflow.plan.options import planned_options
    from turgor.workflow.plan.prices import clinic_of
    from turgor.workflow.plan.sketch import sketch_plan

    checked = check_case_file(case)
    with progress("planning") as move:
        found = sketch_plan(case, move)
        told = planned_options(found)
    if told is None:
        return {"check": checked.outcome, "plan": found.outcome}
    write_decision_page(told.check, told.forecast, page, told.plans, clinic_of(found.case))
    return {"check": checked.outcome, "plan": found.outcome, "decision": str(page)}


def _stimuli(folder: Path, page: Path) -> int:
    """Draw what each session did to its subject's skin; how many could not be worked out."""
    from turgor.cli.progress import progress
    from turgor.report.stimulus_page import write_stimulus_page
    from turgor.workflow.stimulus.of_study import stimuli_of_study
    from turgor.workflow.study import open_study

    with open_study(folder) as study, progress("working out sessions") as move:
        done = stimuli_of_study(study.store, progress=move)
    write_stimulus_page(done.found, page)
    return len(done.refused)


def _randomised(out: Path, raw: Path, folder: Path, subjects: int) -> "StudySpec":
    """The study made and its sides drawn before anything is treated or captured."""
    from dataclasses import replace

    from turgor.phantom.colour_plan import ColourPlan
    from turgor.phantom.laxity_plan import LaxityPlan
    from turgor.phantom.record_plan import RecordPlan
    from turgor.phantom.study import subject_id
    from turgor.phantom.study_spec import TREATED, StudySpec
    from turgor.phantom.study_tables import design_toml
    from turgor.workflow.conduct.make_list import make_list
    from turgor.workflow.conduct.randomise import Opener, randomise_next
    from turgor.workflow.study import init_study, open_study

    colour = ColourPlan(photo_subjects=2, photos_at_baseline=3, wide_table="")
    spec = StudySpec(subjects=subjects, colour=colour, laxity=LaxityPlan(), record=RecordPlan())
    raw.mkdir(parents=True)
    (raw / "study.toml").write_text(design_toml(spec), encoding="utf-8")
    init_study(folder, raw / "study.toml").store.close()
    keeper = out / "randomisation-list.csv"
    with open_study(folder) as study:
        make_list(study, keeper, seed=str(spec.seed))
        for number in range(subjects):
            randomise_next(study, subject_id(number), {}, Opener(keeper))
        given = {
            item.subject: item.side
            for item in study.store.people.allocations()
            if item.arm == TREATED
        }
    return replace(spec, treated_sides=tuple(given[name] for name in sorted(given)))
