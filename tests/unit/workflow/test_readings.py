"""Readings of a study: taken in as what they are, measured once, followed; and what is refused."""

import shutil

import pytest

from turgor.errors import InputError, StudyError
from turgor.workflow.follow_study import follow_study, hours_of
from turgor.workflow.measure_study import measure_study
from turgor.workflow.reading.kinds import readings_from, tables_from_words
from turgor.workflow.study import init_study
from turgor.workflow.take_in import add_paths

KINDS = {"suction", "ultrasound", "barrier", "wave", "oct", "elastogram"}


def taken(folder, files, *paths):
    study = init_study(folder, files / "study.toml")
    return study, add_paths(study, list(paths) or [files])


def test_each_kind_is_taken_in_with_its_setup(laxity_study):
    from turgor.workflow.study import open_study

    with open_study(laxity_study) as study:
        captures = study.store.captures.all()
    assert {item.kind for item in captures} == KINDS
    assert {c.setup for c in captures if c.kind == "barrier"} == {"tewl", "capacitance"}
    assert {c.setup for c in captures if c.kind == "suction"} == {"2 mm"}
    scan = next(c for c in captures if c.kind == "ultrasound")
    # the sidecar stays behind, what it says goes along
    assert scan.settings["time_of_day"] == "09:30"
    assert float(scan.settings["axial_um"]) > 0


def test_what_lay_beside_a_file_reaches_its_findings(laxity_study):
    found = follow_study(laxity_study)
    thick = [
        o for o in found.facts.observations if o.finding.metric == "ultrasound.dermis_thickness"
    ]
    assert thick, "a scale from the sidecar gives micrometres"
    assert all(o.finding.unit == "µm" for o in thick)
    assert {o.finding.measurand.as_mapping()["frequency_mhz"] for o in thick} == {20.0}
    assert {o.time_of_day_h for o in thick if o.visit == "V0"} == {9.5}
    assert {o.time_of_day_h for o in found.facts.observations if o.visit == "W24"} >= {9.5}


def test_values_of_both_visits_are_held_against_one_another(laxity_study):
    found = follow_study(laxity_study)
    changed = {change.measurand.metric for change in found.followup.changes}
    assert {
        "suction.r0",
        "suction.preconditioned_r0",
        "ultrasound.dermis_thickness",
        "barrier.capacitance",
        "wave.group_speed",
        "oct.layer_strain",
    } <= changed


def test_a_second_run_measures_nothing_anew(laxity_study):
    from turgor.workflow.study import open_study

    with open_study(laxity_study) as study:
        again = measure_study(study)
        captures = len(study.store.captures.all())
    assert (len(again.measured), again.already) == (0, captures)


def test_the_same_place_by_another_probe_is_another_capture(laxity_files, tmp_path):
    rows = (laxity_files.folder / "captures.csv").read_text().splitlines()
    row = next(line for line in rows if "_suction.csv" in line)
    folder = tmp_path / "wide"
    folder.mkdir()
    source = laxity_files.path("suction").read_text()
    (folder / "wide.csv").write_text(source.replace("aperture_mm,2.0", "aperture_mm,8.0"))
    cells = row.split(",")
    wide = ",".join(["wide.csv", *cells[1:]])
    (folder / "captures.csv").write_text(f"{rows[0]}\n{wide}\n")
    study, report = taken(tmp_path / "study", laxity_files.folder)
    with study:
        assert not report.refused
        assert not add_paths(study, [folder]).refused
        setups = {c.setup for c in study.store.captures.all() if c.kind == "suction"}
    assert setups == {"2 mm", "8 mm"}


def test_a_broken_reading_refuses_itself_alone(laxity_files, tmp_path):
    folder = tmp_path / "data"
    shutil.copytree(laxity_files.folder, folder)
    victim = folder / laxity_files.path("wave").relative_to(laxity_files.folder)
    victim.write_bytes(victim.read_bytes()[:200])
    study, report = taken(tmp_path / "study", folder)
    with study:
        assert len(report.refused) == 1
        assert victim.name in report.refused[0].reason
        assert len(study.store.captures.all()) == len(laxity_files.part.rows) - 1


@pytest.mark.parametrize(
    ("word", "reason"),
    [
        ("suction.aperture=2", "'aperture' is unknown; allowed: aperture_mm"),
        ("suck.aperture_mm=2", "write KIND.NAME=VALUE"),
        ("suction.aperture_mm=wide", "is 'wide'; give a number"),
        ("oct.transposed=maybe", "give yes or no"),
    ],
)
def test_a_wrong_word_says_what_is_right(word, reason):
    with pytest.raises(InputError, match=reason):
        tables_from_words([word])


def test_words_become_options_and_settings():
    tables = tables_from_words(
        ["suction.aperture_mm=8", "oct.transposed=yes", "ultrasound.upper_border=skin-surface"]
    )
    readings = readings_from(tables)
    assert readings["suction"].options.aperture_mm == 8.0
    assert readings["oct"].options.transposed is True
    assert readings["ultrasound"].settings.upper_border == "skin-surface"


def test_an_unknown_name_in_a_table_is_refused():
    with pytest.raises(StudyError, match=r"\[captures.wave\]: 'speed' is unknown; allowed: "):
        readings_from({"wave": {"speed": 2}})


@pytest.mark.parametrize(
    ("text", "hours"), [("09:30", 9.5), ("23:59", 23 + 59 / 60), ("", None), ("25:00", None)]
)
def test_hours_of_a_time(text, hours):
    assert hours_of(text) == (pytest.approx(hours) if hours is not None else None)


def test_one_export_of_many_series_goes_in_by_their_names(laxity_files, tmp_path):
    """As a laboratory's software writes a day: one table, a series for each place."""
    lines = ["Series,Time [s],Elongation [mm]"]
    names = ("S01_V0_left_1", "S01_V0_right_1", "S01_V0_left_x", "somebody")
    for number, name in enumerate(names):
        for k in range(400):
            t = k / 100
            rise = 0.3 + 0.01 * number
            z = rise * (1 - 2.718 ** (-t / 0.05)) if t < 2 else 0.4 * rise
            lines.append(f"{name},{t},{z:.6f}")
    folder = tmp_path / "export"
    folder.mkdir()
    (folder / "day.csv").write_text("\n".join(lines) + "\n")
    design = (laxity_files.folder / "study.toml").read_text()
    design = design.replace("cycles = 3", "cycles = 1\nfirst_curve = 1")
    pattern = '[captures]\npattern = "{subject}_{visit}_{side}_{replicate}"\nsite = "cheek"\n'
    (tmp_path / "study.toml").write_text(f"{design}\n{pattern}")
    with init_study(tmp_path / "study", tmp_path / "study.toml") as study:
        report = add_paths(study, [folder])
        captures = study.store.captures.all()
        assert {(c.kind, c.site.side, c.replicate) for c in captures} == {
            ("suction", "left", 1),
            ("suction", "right", 1),
        }
        assert {c.settings["table"] for c in captures} == {"day.csv"}
        told = sorted(item.reason for item in report.refused)
        assert [text.partition(":")[0] for text in told] == [
            "series 'S01_V0_left_x'",
            "series 'somebody'",
        ]
        again = add_paths(study, [folder])
        assert again.count("same") == 2
        assert not measure_study(study).refused
