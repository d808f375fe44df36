"""Instruments of a study: versions, corrections, licences, typed anchors, and what is scored."""

from collections.abc import Callable
from pathlib import Path

import pytest

from turgor.errors import InputError, StudyError
from turgor.record.licence_proof import LicenceProof
from turgor.record.visit import Visit
from turgor.store import Store
from turgor.store.audit import doing
from turgor.workflow.follow_study import follow_study
from turgor.workflow.forms.answer import take_answer
from turgor.workflow.forms.form_series import form_series
from turgor.workflow.forms.instrument_acts import (
    add_instrument,
    add_licence,
    licence_for,
    type_instrument,
)
from turgor.workflow.forms.listing import listed
from turgor.workflow.measure_study import MeasureReport, measure_study
from turgor.workflow.study import Study, init_study, open_study
from turgor.workflow.take_in import add_paths

Itch = Callable[..., Path]
ANSWERS = {"any": "yes", "how": "b", "nights": "4"}


def design_with(conditions: str, metric: str) -> str:
    """A design of one endpoint with these conditions."""
    return (
        '[study]\nid = "s"\nkind = "single-arm"\nbaseline = "V0"\n'
        '[[visit]]\nlabel = "V0"\nday = 0\n[[visit]]\nlabel = "V1"\nday = 28\n'
        f'[[endpoint]]\nid = "e"\nmetric = "{metric}"\nsite = "person"\n'
        f'direction = "decrease"\nvisit = "V1"\nsource = "p"\n[endpoint.conditions]\n{conditions}'
    )


def itch_form(study: Study, visit: str = "V0", subject: str = "S01", **answers: str) -> None:
    cells = {"subject": subject, "visit": visit, "rater": "person", "language": "da"}
    report = take_answer(study, "itch-form", cells, {**ANSWERS, **answers})
    assert not report.refused, report.refused


def again(study: Study) -> MeasureReport:
    """Measure as a later command would."""
    with open_study(study.folder) as other:
        return measure_study(other)


def licensed(store: Store) -> None:
    add_licence(store, licence_for(store, "itch-form", "Example", "letter 7", "2026-01-05", True))


def values(study: Study) -> list[float | None]:
    keys = study.store.findings.latest_keys()
    return [item.finding.value for item in study.store.findings.of_keys(keys)]


def test_a_licensed_form_waits_for_its_proof(study: Study, itch: Itch) -> None:
    added = add_instrument(study.store, itch())
    assert added.outcome == "added" and "once a licence is on record" in added.notes[0]
    with open_study(study.folder) as opened:
        itch_form(opened)
    report = again(study)
    assert not report.measured
    reason = report.refused[0][1]
    assert "belongs to Example" in reason and "turgor study instrument licence STUDY" in reason
    with pytest.raises(InputError, match="belongs to Example, not to Somebody"):
        licence_for(study.store, "itch-form", "Somebody", "x", "2026-01-05", False)
    with doing(who="AB", why="agreement came"):
        licensed(study.store)
    report = again(study)
    assert [m.findings for m in report.measured] == [1] and not report.refused
    assert values(study) == [7.0]
    with study.store._database.read() as connection:
        links = connection.exec_driver_sql("SELECT who, act, why FROM audit").all()
    assert ("AB", "licence put on record", "agreement came") in [tuple(link) for link in links]


def test_the_agreement_itself_is_kept(study: Study, itch: Itch, tmp_path: Path) -> None:
    add_instrument(study.store, itch())
    letter = tmp_path / "letter.pdf"
    letter.write_bytes(b"%PDF-1.7 agreed")
    proof = licence_for(study.store, "itch-form", "", "letter 7", "2026-01-05", False)
    assert add_licence(study.store, proof, letter) == "added"
    assert add_licence(study.store, proof, letter) == "same"
    (kept,) = study.store.instruments.proofs.all()
    assert kept.record.holder == "Example" and kept.record.instrument == ""
    sha256 = kept.record.document_sha256
    place = study.folder / "captures" / sha256[:2] / f"{sha256}.pdf"
    assert place.read_bytes() == letter.read_bytes()
    with pytest.raises(InputError, match="write it as 2026-01-31"):
        add_licence(study.store, LicenceProof("Example", "letter 8", "5 Jan"))
    with pytest.raises(InputError, match="is open"):
        licence_for(study.store, "comfort", "", "x", "2026-01-05", False)


def test_a_corrected_sidecar_scores_every_form_again(study: Study, itch: Itch) -> None:
    add_instrument(study.store, itch())
    licensed(study.store)
    with open_study(study.folder) as opened:
        itch_form(opened)
    again(study)
    changed = itch("2.1", 'items = ["how", "nights"]\nlowest = 1\nhighest = 10',
                   'items = ["nights"]\nlowest = 0\nhighest = 7')  # fmt: skip
    with pytest.raises(StudyError, match="with other questions or scoring"):
        add_instrument(study.store, changed)
    assert add_instrument(study.store, changed, why="item was counted twice").outcome == (
        "corrected"
    )
    assert len(again(study).measured) == 1 and values(study) == [4.0]
    # and back: what was scored long ago by the first sidecar doesn't stand in
    add_instrument(study.store, itch(), why="it was right before")
    assert len(again(study).measured) == 1 and values(study) == [7.0]
    assert add_instrument(study.store, itch()).outcome == "same"


def test_two_versions_stand_side_by_side(study: Study, itch: Itch) -> None:
    for version in ("2.1", "3.0"):
        add_instrument(study.store, itch(version))
    licensed(study.store)
    with open_study(study.folder) as opened:
        with pytest.raises(InputError, match="several versions in this study; name one of"):
            take_answer(opened, "itch-form", {"subject": "S01", "visit": "V0"}, ANSWERS)
        for version in ("2.1", "3.0"):
            cells = {"subject": "S01", "visit": "V0"}
            report = take_answer(opened, f"itch-form@{version}", cells, ANSWERS)
            assert not report.refused
        measure_study(opened)
        setups = [item.setup for item in opened.store.captures.all()]
    assert setups == ["itch-form 2.1", "itch-form 3.0"]
    assert values(study) == [7.0, 7.0]


def test_a_shipped_instrument_is_kept_with_its_first_form(study: Study) -> None:
    assert not study.store.instruments.all()
    cells = {"subject": "S01", "visit": "V0"}
    take_answer(study, "nrs-pain", cells, {"pain": "4"})
    (kept,) = study.store.instruments.all()
    assert (kept.record.name, kept.record.origin) == ("turgor-nrs-pain", "shipped")
    assert len(measure_study(study).measured) == 1
    assert again(study).already == 1
    names = [item.instrument.id for item in listed(study.store)]
    assert names[0] == "turgor-nrs-pain" and names.count("turgor-nrs-pain") == 1


def test_typed_anchors(study: Study) -> None:
    with pytest.raises(InputError, match="the same words"):
        type_instrument(study.store, "grade", "lines", "Fine lines", {0: "none", 1: "None"})
    made = type_instrument(study.store, "grade", "lines", "Fine lines", {0: "none", 1: "few"})
    other = type_instrument(study.store, "grade", "lines", "Fine lines", {0: "no", 1: "few"})
    assert made.instrument.version != other.instrument.version
    cells = {"subject": "S01", "visit": "V0", "site": "cheek", "side": "left"}
    with open_study(study.folder) as opened:
        name = f"turgor-grade.lines@{made.instrument.version}"
        assert not take_answer(opened, name, cells, {"grade": "few"}).refused
        report = take_answer(opened, "grade", cells, {"grade": "1"})
        assert "is a template without words" in report.refused[0].reason
    assert len(again(study).measured) == 1 and values(study) == [1.0]


def test_a_design_declares_an_instrument_of_the_users_own(itch: Itch, tmp_path: Path) -> None:
    plan = tmp_path / "own.toml"
    plan.write_text(design_with('instrument = "itch-form"', "scale.sum"), encoding="utf-8")
    with pytest.raises(StudyError, match="no instrument 'itch-form' is known here; there are com"):
        init_study(tmp_path / "nothing", plan)
    assert not (tmp_path / "nothing").exists()
    with init_study(tmp_path / "own", plan, [itch()]) as study:
        told = study.design.endpoints[0].measurand.as_mapping()
    assert told == {
        "instrument": "itch-form", "version": "2.1", "score": "total", "rater": "person",
        "recall": "past week", "language": "da",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("conditions", "metric", "told"),
    [
        ("", "scale.comfort", "needs an instrument: conditions = .* there are comfort@1"),
        ('instrument = "comfort"', "scale.nrs", "no single score .* it has comfort .*, stinging"),
        ('instrument = "comfort"\nscore = "x"', "scale.nrs", "no score 'x' that is 'scale.nrs'"),
        ('instrument = "comfort"\nversion = "7"', "scale.comfort", "no version '7' here; it has 1"),
        ('instrument = "comfort"\nraiter = "x"', "scale.comfort", "unknown .'raiter'."),
    ],
)
def test_an_endpoint_that_names_no_score_says_what_is_there(
    conditions: str, metric: str, told: str, tmp_path: Path
) -> None:
    plan = tmp_path / "own.toml"
    plan.write_text(design_with(conditions, metric), encoding="utf-8")
    with pytest.raises(StudyError, match=told):
        init_study(tmp_path / "own", plan)


def test_instruments_state_noise_and_differences(study: Study, itch: Itch) -> None:
    add_instrument(study.store, itch())
    licensed(study.store)
    with open_study(study.folder) as opened:
        for subject, nights in (("S01", "1"), ("S02", "4")):
            itch_form(opened, "V0", subject)
            itch_form(opened, "V1", subject, how="a", nights=nights)
        # in another language it is another measurand, of which nothing is published
        for visit in ("V0", "V1"):
            cells = {"subject": "S03", "visit": visit, "language": "en"}
            take_answer(opened, "itch-form", cells, ANSWERS)
        measure_study(opened)
    found = follow_study(study.folder)
    noise = {
        dict(item.measurand.conditions)["language"]: (item.kind, item.note)
        for item in found.followup.noise
    }
    assert noise["da"][0] == "published" and "example paper, table 2" in noise["da"][1]
    assert noise["en"][0] == "none"
    sizes = {i.contrast.subject: (i.verdict, i.difference.declared_by)
             for i in found.importance.contrasts}  # fmt: skip
    assert sizes == {"S01": ("important", "instrument"), "S02": ("important", "instrument")}
    (first, *_) = form_series(study.folder, found)
    assert (first.subject, first.visits, first.licence) == (
        *("S01", ("V0", "V1"), "Example; used under letter 7 of 2026-01-05"),
    )
    (row,) = first.scores
    assert [cell.value for cell in row.cells] == [7.0, 2.0]
    assert (row.cells[1].verdict, row.cells[1].important) == ("beyond-noise", "important")
    how = next(item for item in first.items if item.link_id == "how")
    assert [(cell.shown, cell.share) for cell in how.cells] == [("a lot", 1.0), ("a little", 0.0)]


def test_without_a_licence_no_question_is_shown(study: Study, itch: Itch) -> None:
    add_instrument(study.store, itch())
    with open_study(study.folder) as opened:
        itch_form(opened)
        measure_study(opened)
    (series,) = form_series(study.folder, follow_study(study.folder))
    assert series.items == () and series.scores == () and "no licence on record" in series.licence
    assert series.refused[0][0] == "V0"


def test_an_endpoint_of_comfort_from_table_to_verdict(study: Study, table: Itch) -> None:
    rows = [
        f"S0{n},{visit},person,en,,{','.join([str(value)] * 6)}"
        for n, pair in enumerate(((8, 4), (7, 6), (6, 3)), start=1)
        for visit, value in zip(("V0", "V1"), pair, strict=True)
    ]
    assert not add_paths(study, [table(*rows)], instrument="comfort").refused
    measure_study(study)
    found = follow_study(study.folder)
    (result,) = found.followup.endpoints
    assert result.estimate is not None and result.estimate.mean == pytest.approx(-8 / 3)
    assert result.p_value == pytest.approx(2 / 8)
    (size,) = found.importance.endpoints
    assert size.difference.value == 1.5 and size.difference.declared_by == "study"
    assert size.verdict == "undetermined"  # three persons: the interval is wide
    assert size.responders[0].left_out == 3  # no repeats, no published error


def test_a_licence_of_one_instrument_covers_no_other(study: Study, itch: Itch) -> None:
    add_instrument(study.store, itch())
    other = itch("9", '"id": "itch-form"', '"id": "other-form"')
    add_instrument(study.store, other)
    licensed(study.store)
    with open_study(study.folder) as opened:
        itch_form(opened)
        cells = {"subject": "S01", "visit": "V0"}
        assert not take_answer(opened, "other-form", cells, ANSWERS).refused
    report = again(study)
    assert len(report.measured) == 1
    assert "'other-form' belongs to Example" in report.refused[0][1]
    # an agreement with the holder covers both
    add_licence(study.store, LicenceProof("example", "letter 8", "2026-02-01"))
    assert len(again(study).measured) == 1


def test_a_raters_form_counts_though_only_the_office_keeps_instruments(study: Study) -> None:
    study.store.users.add("boss", "admin")
    with doing(who="boss"):
        study.store.users.add("RR", "rater")
        study.store.people.add_visit(Visit("S01", "V0"))
    cells = {"subject": "S01", "visit": "V0"}
    with doing(who="RR"), open_study(study.folder) as opened:
        assert not take_answer(opened, "nrs-pain", cells, {"pain": "4"}).refused
        assert len(measure_study(opened).measured) == 1
        assert not opened.store.instruments.all()
    with doing(who="boss"), open_study(study.folder) as opened:
        take_answer(opened, "nrs-pain", {**cells, "visit": "V1"}, {"pain": "2"})
        # kept now, and scored as before
        assert len(opened.store.instruments.all()) == 1
        report = measure_study(opened)
    assert (len(report.measured), report.already) == (1, 1)
