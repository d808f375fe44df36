"""A phantom study of tables alone: diaries, events, sessions, questionnaires, a randomised list."""

from pathlib import Path

from turgor.phantom import study_tables
from turgor.phantom.record_plan import RecordPlan
from turgor.phantom.record_study import record_part
from turgor.phantom.study import side_states
from turgor.phantom.study_spec import TREATED, StudySpec, StudyTruth
from turgor.workflow.conduct.make_list import make_list
from turgor.workflow.conduct.randomise import Opener, randomise_next
from turgor.workflow.measure_study import measure_study
from turgor.workflow.study import init_study, open_study
from turgor.workflow.take_in import add_paths


def make_record_study(folder: Path) -> Path:
    """The study's folder; its raw tables lie beside it."""
    raw, study = folder / "raw", folder / "study"
    raw.mkdir(parents=True)
    spec = StudySpec(record=RecordPlan())
    (raw / "study.toml").write_text(study_tables.design_toml(spec), encoding="utf-8")
    init_study(study, raw / "study.toml").store.close()
    keeper = folder / "list.csv"
    with open_study(study) as opened:
        make_list(opened, keeper, seed="1")
        for name in ("S01", "S02", "S03", "S04"):
            randomise_next(opened, name, {}, Opener(keeper))
        given = opened.store.people.allocations()
    sides = tuple(item.side for item in given if item.arm == TREATED)
    spec = StudySpec(record=RecordPlan(), treated_sides=sides)
    states = side_states(spec)
    texts, record = record_part(spec, states, RecordPlan())
    texts |= study_tables.all_texts(spec, StudyTruth(raw, states, (), None, None, record))
    for name in set(texts) - {"captures.csv", "device_table.csv", "study.toml"}:
        (raw / name).write_text(texts[name], encoding="utf-8")
    with open_study(study) as opened:
        report = add_paths(opened, [raw])
        if report.refused:
            raise AssertionError(report.refused)
        measure_study(opened)
    return study
