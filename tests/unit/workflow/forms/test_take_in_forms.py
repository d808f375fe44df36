"""Filled forms into a study: files, rows, by hand; each bad cell by its row and column."""

import json
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from turgor.errors import InputError
from turgor.formats.questionnaire import write_response
from turgor.measure.scales import shipped_instrument
from turgor.record.questionnaire import Response
from turgor.record.site import BodySite
from turgor.workflow.forms.answer import answers_from_words, take_answer
from turgor.workflow.measure_study import measure_study
from turgor.workflow.study import Study, open_study
from turgor.workflow.take_in import TakeInReport, add_paths

GOOD = ("S01,V0,person,en,2026-01-01,3,4,5,6,7,8", "S01,V1,person,en,2026-01-29,1,1,2,3,1,2")
Table = Callable[..., Path]
ALL = dict.fromkeys(("stinging", "itching", "tightness", "dryness", "burning", "warmth"), "2")


def reasons(report: TakeInReport) -> list[tuple[int | None, str]]:
    return [(item.line, item.reason) for item in report.refused]


def test_each_row_is_a_capture_and_the_same_row_the_same_one(study: Study, table: Table) -> None:
    report = add_paths(study, [table(*GOOD)], instrument="comfort")
    assert report.count("added") == 2 and not report.refused
    first, second = study.store.captures.all()
    assert (first.kind, first.setup, first.site) == (
        *("form", "turgor-comfort 1", BodySite("person")),
    )
    assert first.settings["instrument"] == "turgor-comfort" and first.settings["table"]
    assert second.visit == "V1"
    # in another order, with another column, from another file: still the same forms
    head = "visit,subject,warmth,burning,dryness,tightness,itching,stinging,date,language,rater"
    turned = [",".join([r[1], r[0], *r[:4:-1], r[4], r[3], r[2]]) for r in map(_cells, GOOD)]
    again = add_paths(study, [table(*turned, head=head, name="t2.csv")], instrument="comfort")
    assert again.count("same") == 2 and not again.refused


def _cells(row: str) -> list[str]:
    return row.split(",")


def test_every_bad_cell_is_named_with_what_is_allowed(study: Study, table: Table) -> None:
    rows = (
        GOOD[0],
        "S02,V0,persn,en,2026-02-30,11,x,2,3,1.5,1",
        ",V9,person,en,,1,1,1,1,1,1",
        "S03,V0,person,en,,,,,,,",
    )
    report = add_paths(study, [table(*rows)], instrument="comfort")
    assert report.count("added") == 1
    told = reasons(report)
    assert [line for line, _ in told] == [3, 3, 3, 3, 3, 4, 4, 5]
    text = "\n".join(reason for _, reason in told)
    for part in (
        "column 'rater': 'persn' is none; allowed: person, clinician, proxy",
        "column 'date': '2026-02-30' is no day",
        "column 'stinging': '11' is no answer; allowed: a whole number from 0 to 10",
        "column 'itching': 'x' is no answer",
        "column 'burning': '1.5' is no answer",
        "column 'subject': is empty",
        "column 'visit': visit 'V9' is not in the design; allowed: V0, V1",
        "holds no answer to 'turgor-comfort'",
    ):
        assert part in text


def test_a_misspelt_column_refuses_the_table_whole(study: Study, table: Table) -> None:
    report = add_paths(study, [table(*GOOD, head=_head("itching", "iching"))], instrument="comfort")
    assert report.count("added") == 0
    assert "column 'iching' is no item of turgor-comfort" in report.refused[0].reason


def _head(old: str, new: str) -> str:
    from textwrap import dedent

    names = "subject,visit,rater,language,date,stinging,itching,tightness,dryness,burning,warmth"
    return dedent(names).replace(old, new)


def test_a_column_names_the_instrument_of_each_row(study: Study, table: Table) -> None:
    head = "subject,visit,side,replicate,reseated,instrument,pain,stinging"
    rows = ("S01,V0,left,2,yes,nrs-pain,4,", "S01,V0,,,,comfort,,7", "S01,V0,,,,comfort,4,")
    report = add_paths(study, [table(*rows, head=head)])
    assert reasons(report) == [(4, "column 'pain': is no item of 'turgor-comfort'")]
    pain, comfort = study.store.captures.all()
    assert (pain.site.side, pain.replicate, pain.reseated) == ("left", 2, True)
    assert (comfort.setup, pain.setup) == ("turgor-comfort 1", "turgor-nrs-pain 1")


def test_a_workbook_is_read_like_a_table(study: Study, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["subject", "visit", "date", *ALL])
    import datetime as dt

    sheet.append(["S01", "V0", dt.datetime(2026, 1, 1), 3, 4, 5, 6, 7, 8])
    sheet.append(["S02", "V0", dt.datetime(2026, 1, 1), 3, 4, 5, 6, 7, 80])
    path = tmp_path / "answers.xlsx"
    book.save(path)
    report = add_paths(study, [path], instrument="comfort")
    assert report.count("added") == 1
    assert reasons(report) == [
        (3, "column 'warmth': '80' is no answer; allowed: a whole number from 0 to 10")
    ]


def test_another_answer_of_the_same_form_is_refused(study: Study, table: Table) -> None:
    add_paths(study, [table(GOOD[0])], instrument="comfort")
    other = GOOD[0].replace(",3,4", ",2,4")
    report = add_paths(study, [table(other, name="t2.csv")], instrument="comfort")
    assert "is on record already with another file" in report.refused[0].reason


def test_a_dry_run_is_exact_and_changes_nothing(study: Study, table: Table) -> None:
    before = str(study.store.head())
    paths = [table(*GOOD, "S02,V0,person,en,,99,1,1,1,1,1")]
    tried = add_paths(study, paths, dry_run=True, instrument="comfort")
    assert str(study.store.head()) == before and not study.store.captures.all()
    done = add_paths(study, paths, instrument="comfort")
    assert [e.detail for e in tried.entries] == [e.detail for e in done.entries]
    assert reasons(tried) == reasons(done)


def test_by_hand(study: Study) -> None:
    cells = {"subject": "S01", "visit": "V0", "rater": "person"}
    answers = answers_from_words([f"{name}={value}" for name, value in ALL.items()])
    tried = take_answer(study, "comfort", cells, answers, dry_run=True)
    assert tried.count("added") == 1 and not study.store.captures.all()
    assert take_answer(study, "comfort", cells, answers).count("added") == 1
    assert take_answer(study, "comfort", cells, answers).count("same") == 1
    bad = take_answer(study, "comfort", {**cells, "visit": "V1"}, {**answers, "itching": "12"})
    assert reasons(bad) == [
        (None, "column 'itching': '12' is no answer; allowed: a whole number from 0 to 10")
    ]
    with pytest.raises(InputError, match="no instrument 'nothing' is known in this study"):
        take_answer(study, "nothing", cells, answers)
    with pytest.raises(InputError, match="answered twice"):
        answers_from_words(["a=1", "a=2"])


def _response(tmp_path: Path, name: str, **more: object) -> Path:
    form = shipped_instrument("nrs-pain")
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    response = Response(form.id, form.version, {"pain": 4.0}, "person", "en", subject="S01")
    write_response(response, form, path)
    document = json.loads(path.read_text(encoding="utf-8"))
    document.update(more)
    kept = {key: value for key, value in document.items() if value is not None}
    path.write_text(json.dumps(kept), encoding="utf-8")
    return path


def test_a_response_says_whose_it_is(study: Study, tmp_path: Path) -> None:
    visit = {"identifier": {"value": "V0"}}
    _response(tmp_path, "in/one.json", encounter=visit)
    (tmp_path / "in" / "other.json").write_text('{"resourceType": "Patient"}', encoding="utf-8")
    report = add_paths(study, [tmp_path / "in"])
    assert report.count("added") == 1 and not report.refused  # other JSON is passed over
    lone = _response(tmp_path, "lone.json")
    assert "does not say its visit" in add_paths(study, [lone]).refused[0].reason


def test_a_name_and_a_response_that_contradict_each_other_are_refused(
    study: Study, tmp_path: Path
) -> None:
    text = (study.folder / "study.toml").read_text(encoding="utf-8")
    pattern = '\n[captures]\npattern = "{subject}_{visit}"\nsite = "cheek"\n'
    (study.folder / "study.toml").write_text(text + pattern, encoding="utf-8")
    with open_study(study.folder) as other:
        report = add_paths(
            other, [_response(tmp_path, "S01_V0.json"), _response(tmp_path, "S02_V0.json")]
        )
        assert report.count("added") == 1
        assert "states subject 'S01', and its name says 'S02'" in report.refused[0].reason
        # the study's site is that of its captures of skin, not of a form about the person
        assert other.store.captures.all()[0].site.name == "person"


def test_a_row_of_captures_goes_before_the_response_and_says_so(
    study: Study, tmp_path: Path
) -> None:
    _response(tmp_path, "a.json")
    rows = tmp_path / "captures.csv"
    rows.write_text(
        "path,subject,visit,site,side,region,replicate,reseated,device,operator\n"
        "a.json,S07,V0,person,,,,,,\n",
        encoding="utf-8",
    )
    report = add_paths(study, [rows])
    assert report.count("added") == 1
    assert "states subject 'S01' and is taken as S07's" in report.notes[0]


def test_a_form_that_does_not_name_itself_needs_its_instrument(
    study: Study, tmp_path: Path
) -> None:
    path = _response(
        tmp_path, "x.json", encounter={"reference": "Encounter/V0"}, questionnaire=None
    )
    assert "does not say which form it answers" in add_paths(study, [path]).refused[0].reason
    assert add_paths(study, [path], instrument="nrs-pain").count("added") == 1
    assert not measure_study(study).refused


def test_a_whole_persons_form_asks_for_no_side(study: Study, table: Table) -> None:
    from dataclasses import replace

    from turgor.workflow.status import study_status

    add_paths(study, [table(*GOOD)], instrument="comfort")
    split = replace(study, design=replace(study.design, kind="split-face"))
    assert not [line for line in study_status(split).queries if "which arm" in line]
