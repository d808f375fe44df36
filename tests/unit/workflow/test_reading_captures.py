"""Readings in a study: what a row states of its capture, setups, several in one file, tables."""

import csv
import json
import shutil

import pytest

from turgor.errors import StudyError
from turgor.workflow.export import export_study
from turgor.workflow.follow_study import follow_study
from turgor.workflow.measure_study import measure_study
from turgor.workflow.status import study_status
from turgor.workflow.study import init_study, open_study
from turgor.workflow.take_in import add_paths

HEADER = (
    "path,subject,visit,site,side,region,replicate,reseated,device,operator,kind,setup,settings"
)


@pytest.fixture
def study(laxity_files, tmp_path):
    with init_study(tmp_path / "study", laxity_files.folder / "study.toml") as made:
        yield made


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "visit"
    made.mkdir()
    return made


def rows(folder, *lines):
    """captures.csv with a row for each of 'path,replicate,kind,settings'."""
    told = []
    for line in lines:
        path, replicate, kind, settings = line.split(",")
        told.append(f"{path},S01,V0,cheek,left,R1,{replicate},yes,Probe,AB,{kind},,{settings}")
    (folder / "captures.csv").write_text("\n".join([HEADER, *told]) + "\n")


def plain_table(laxity_files, path, changed=lambda text: text):
    """A series as a bare table of time and elevation, as a foreign program writes it."""
    lines = laxity_files.path("suction").read_text().splitlines()
    head = next(i for i, line in enumerate(lines) if line.startswith("time_s"))
    text = "\n".join(",".join(line.split(",")[:2]) for line in lines[head:])
    path.write_text(changed(text) + "\n")


def reasons(report):
    return [item.reason for item in report.refused]


def test_what_a_row_states_reaches_the_findings_and_no_other_capture(study, laxity_files, folder):
    for number in (0, 1):
        shutil.copyfile(laxity_files.path("ultrasound", number), folder / f"{number}.png")
    scale = "axial_um=9.6;lateral_um=75"
    rows(folder, f"0.png,1,,{scale};gain_db=12;time_of_day=09:40", f"1.png,2,,{scale};gain_db=9")
    assert not add_paths(study, [folder]).refused
    assert not measure_study(study).refused
    keys = study.store.findings.latest_keys()
    # one method under the study's settings: a place must not fall into two
    assert len({(key.method, key.method_version, key.settings) for key in keys}) == 1
    thick = {
        item.capture.replicate: item.finding.measurand.as_mapping()["gain_db"]
        for item in study.store.findings.of_keys(keys)
        if item.finding.metric == "ultrasound.echogenicity_ratio"
    }
    assert thick == {1: 12.0, 2: 9.0}
    captures = {c.replicate: c.settings for c in study.store.captures.all()}
    assert captures[1]["time_of_day"] == "09:40"


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ("aperture=3;first_curve=1", "settings name 'aperture', which no suction capture has; all"),
        ("aperture_mm=wide", "option aperture_mm is 'wide'; give a number"),
        ("aperture_mm=-2", "option aperture_mm is -2; it must be a finite number above zero"),
        ("", "state first_curve, in a mapping profile or in the file; options stand in the row's "
             "settings or in study.toml, [captures.suction]"),
    ],
)  # fmt: skip
def test_a_row_that_states_something_wrong(study, laxity_files, folder, settings, said):
    plain_table(laxity_files, folder / "a.csv")
    rows(folder, f"a.csv,1,,{settings}")
    (reason,) = reasons(add_paths(study, [folder]))
    assert reason.startswith("a.csv: ")
    assert said in reason
    assert not study.store.captures.all()


def test_several_series_in_one_file_say_how_to_split(study, laxity_files, folder):
    def twice(text):
        head, *lines = text.splitlines()
        named = [f"{name},1,{line}" for name in ("a", "b") for line in lines]
        return "\n".join([f"series,curve,{head}", *named])

    plain_table(laxity_files, folder / "both.csv", twice)
    rows(folder, "both.csv,1,,first_curve=1")
    (reason,) = reasons(add_paths(study, [folder]))
    assert reason.startswith("both.csv: holds 2 series of suction")
    assert "save each to its own file" in reason


def test_curves_that_a_column_numbers_need_no_first_curve(study, laxity_files, folder):
    def numbered(text):
        head, *lines = text.splitlines()
        return "\n".join([f"curve,{head}", *(f"1,{line}" for line in lines[:400])])

    plain_table(laxity_files, folder / "one.csv", numbered)
    rows(folder, "one.csv,1,,")
    assert not add_paths(study, [folder]).refused


@pytest.mark.parametrize("kind", ["suction", "ultrasound", "wave", "oct", "elastogram"])
def test_a_file_that_no_table_names_says_how_to_name_it(study, laxity_files, folder, kind):
    source = laxity_files.path(kind)
    shutil.copyfile(source, folder / source.name)
    (reason,) = reasons(add_paths(study, [folder / source.name]))
    assert "no captures.csv names it" in reason
    assert "\n" not in reason


def test_a_screenshot_goes_in_with_its_bar_in_the_row(study, folder):
    from turgor.phantom.elastogram import ElastogramSpec
    from turgor.phantom.elastogram.files import write_elastogram_files

    files = write_elastogram_files(ElastogramSpec(), 3, folder, "a")
    for other in (files.report, files.map):
        other.unlink()
    rows(folder, "a.png,1,elastogram,")
    (reason,) = reasons(add_paths(study, [folder]))
    assert "options stand in the row's settings or in study.toml, [captures.elastogram]" in reason
    rows(folder, "a.png,1,elastogram,bar_low=0;bar_high=40;bar_unit=kPa;"
                 f"roi={files.options.roi}")  # fmt: skip
    assert not add_paths(study, [folder]).refused
    assert not measure_study(study).refused
    values = [item.finding for item in study.store.findings.of_keys(
        study.store.findings.latest_keys())]  # fmt: skip
    median = next(f for f in values if f.measurand.as_mapping().get("statistic") == "median")
    assert median.value == pytest.approx(files.truth.median_kpa, rel=0.05)


def test_status_counts_each_setup_as_a_place_of_its_own(study, laxity_files, folder):
    first = laxity_files.path("suction")
    shutil.copyfile(first, folder / "small.csv")
    wide = first.read_text().replace("aperture_mm,2.0", "aperture_mm,8.0")
    (folder / "wide.csv").write_text(wide)
    shutil.copyfile(laxity_files.path("barrier"), folder / "loss.csv")
    rows(folder, "small.csv,1,,", "wide.csv,1,,", "loss.csv,1,,")
    assert not add_paths(study, [folder]).refused
    told = study_status(study)
    assert [(m.visit, m.kind, m.setup) for m in told.missing] == [
        ("W24", "barrier", "tewl"), ("W24", "suction", "2 mm"), ("W24", "suction", "8 mm"),
    ]  # fmt: skip
    assert len(told.unmeasured) == told.counts["captures"] == 3
    assert not measure_study(study).refused
    after = study_status(study)
    assert (after.counts["measured"], after.unmeasured) == (3, ())


def test_an_export_tells_kind_setup_and_hour(laxity_study, tmp_path):
    with open_study(laxity_study) as study:
        export_study(study, tmp_path)
    with (tmp_path / "findings.csv").open(encoding="utf-8", newline="") as stream:
        told = list(csv.DictReader(stream))
    families = {(row["kind"], row["setup"]) for row in told}
    assert families == {
        ("suction", "2 mm"), ("barrier", "tewl"), ("barrier", "capacitance"), ("ultrasound", ""),
        ("wave", ""), ("oct", ""), ("elastogram", ""),
    }  # fmt: skip
    assert {row["time_of_day"] for row in told if row["kind"] == "ultrasound"} == {"09:30"}
    dictionary = json.loads((tmp_path / "dictionary.json").read_text(encoding="utf-8"))
    columns = {item["column"] for item in dictionary["columns"]}
    assert {"kind", "setup", "time_of_day"} <= columns
    known = {item["id"] for item in dictionary["metrics"]}
    assert {row["metric"] for row in told} == known


TABLES = {
    "cutometer": (
        "Subject;Visit;Site;Side;Date;Probe;Pressure;Time;R0 [mm];R1 [mm];R2;R3 [mm];R4 [mm];R5;R6;"
        "R7;R8 [mm];R9 [mm]\n"
        "S01;V0;cheek;L;;2;450;3/3;0,301;0,09;0,7;0,33;0,12;0,65;0,5;0,43;0,21;0,03\n",
        ("cutometer.r0", 0.301, "mm"),
    ),
    "dermalab": (
        "Subject;Visit;Site;Side;Date;Frequency;Gain;Thickness [µm];Intensity\n"
        "S01;V0;cheek;L;;20;10;1402;31\n",
        ("dermalab.thickness", 1402.0, "µm"),
    ),
    "dermascan": (
        "Subject;Visit;Site;Side;Date;Frequency;Gain;Thickness [mm];Intensity;LEP [%]\n"
        "S01;V0;cheek;L;;20;10;1,402;31;22,5\n",
        ("dermascan.low_echo_share", 22.5, "%"),
    ),
}


@pytest.mark.parametrize("name", TABLES)
def test_tables_of_closed_instruments_go_in_as_device_reported(study, folder, name):
    text, (metric, value, unit) = TABLES[name]
    (folder / "export.csv").write_text(text, encoding="utf-8")
    report = add_paths(study, [folder])
    assert not report.refused
    assert not study.store.captures.all()
    found = {r.finding.metric: r.finding for r in study.store.readings.all()}
    assert (found[metric].value, found[metric].unit) == (pytest.approx(value), unit)
    followed = follow_study(study.folder)
    assert metric in {o.finding.metric for o in followed.facts.observations}


def test_a_files_own_words_are_not_taken_for_options(study, laxity_files, folder):
    def foreign(text):
        above = "aperture_mm;2,0\npressure_mbar;450\non_s;2,0\noff_s;2,0\ncycles;3,0\nfirst_curve;1"
        return above + "\n" + text.replace(",", ";").replace(".", ",")

    plain_table(laxity_files, folder / "foreign.csv", foreign)
    rows(folder, "foreign.csv,1,,")
    assert not add_paths(study, [folder]).refused
    assert not measure_study(study).refused


def test_an_endpoint_whose_instrument_is_not_stated_says_where_to(laxity_files, tmp_path):
    text = (laxity_files.folder / "study.toml").read_text()
    bare = tmp_path / "design.toml"
    bare.write_text(text[: text.index("[captures.suction]")])
    with pytest.raises(
        StudyError, match=r"state how the instrument is set in \[captures.suction\]"
    ):
        init_study(tmp_path / "study", bare)


def test_file_names_say_whose_a_reading_is(laxity_files, tmp_path):
    text = (laxity_files.folder / "study.toml").read_text()
    named = tmp_path / "design.toml"
    named.write_text(
        '[captures]\npattern = "{subject}_{visit}_{side}_{replicate}_{region}"\nsite = "cheek"\n'
        + text[text.index("[captures.suction]") :]
    )
    named.write_text(text[: text.index("[captures.suction]")] + named.read_text())
    with init_study(tmp_path / "study", named) as study:
        report = add_paths(study, sorted((laxity_files.folder / "captures").glob("*_1_*.*")))
        assert not report.refused or all(item.where.endswith(".toml") for item in report.refused), (
            report.refused
        )
        kinds = {capture.kind for capture in study.store.captures.all()}
    assert kinds == {"suction", "ultrasound", "barrier", "wave", "oct", "elastogram"}
