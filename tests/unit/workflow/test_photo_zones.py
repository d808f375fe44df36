"""Zones placed once on a drawn face and measured at every visit, from the command line too."""

import json
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest
from PIL import Image
from typer.testing import CliRunner

from turgor.cli.main import app
from turgor.errors import MeasureError, StudyError
from turgor.formats.photo import write_photograph
from turgor.phantom.photo.capture import PhotoCaptureSpec, photograph
from turgor.phantom.photo.change import PhotoChange, changed
from turgor.phantom.photo.face import FaceLayout, draw_face
from turgor.phantom.photo.pose import CameraPose
from turgor.phantom.photo.skin import make_skin
from turgor.phantom.spectrum.subject import with_ita
from turgor.physics.skin_optics import SkinOptics
from turgor.workflow import zone as zoning
from turgor.workflow.follow_study import follow_study
from turgor.workflow.measure_study import measure_study
from turgor.workflow.status import study_status
from turgor.workflow.study import init_study, open_study
from turgor.workflow.take_in import add_paths

CONTRACT = Path(__file__).resolve().parents[3] / "docs" / "contract"
SCALE_UM = 260.0
DESIGN = f"""
[study]
id = "face"
title = "Drawn face"
kind = "split-face"
baseline = "V0"

[[arm]]
id = "laser"
name = "laser"
control = false

[[arm]]
id = "none"
name = "nothing"
control = true

[[visit]]
label = "V0"
day = 0
early_days = 0
late_days = 0

[[visit]]
label = "V1"
day = 60
early_days = 5
late_days = 5

[captures.photo]
chart = "none"
pixel_um = {SCALE_UM}
"""
TABLES = {
    "captures.csv": "path,subject,visit,site,side,region,replicate,reseated,device,operator\n"
    "V0.png,P1,V0,face,midline,,1,no,,\nV1.png,P1,V1,face,midline,,1,no,,\n",
    "allocation.csv": "subject,side,arm\nP1,left,laser\nP1,right,none\n",
}


def run(*words):
    return CliRunner().invoke(app, [str(word) for word in words])


@pytest.fixture(scope="module")
def face(tmp_path_factory):
    """(folder, hand points): a face at two visits; at the second it is turned and has faded."""
    folder = tmp_path_factory.mktemp("face")
    plan = draw_face(with_ita(SkinOptics(), 25.0), FaceLayout(), 3)
    skin = make_skin(plan, 3)
    base = PhotoCaptureSpec(
        (860, 680), CameraPose(um_per_px=SCALE_UM), chart=None, background=0.02, seed=1
    )
    shot, truth = photograph(skin, base)
    write_photograph(shot, folder / "V0.png")
    later = changed(skin, PhotoChange(melanin_factor=0.8))
    pose = CameraPose(um_per_px=1.01 * SCALE_UM, shift_mm=(2.0, -1.5), rotation_deg=2.0)
    shot, _ = photograph(later, replace(base, pose=pose, seed=2))
    write_photograph(shot, folder / "V1.png")
    (folder / "study.toml").write_text(DESIGN)
    for name, text in TABLES.items():
        (folder / name).write_text(text)
    return folder, dict(truth.hand_points_px)


@pytest.fixture
def study(face, tmp_path):
    with init_study(tmp_path / "study", face[0] / "study.toml") as made:
        assert not add_paths(made, [face[0]]).refused
        yield made


@pytest.fixture(scope="module")
def measured(face, tmp_path_factory):
    """A study of which the zones were placed by nine points, then measured."""
    folder = tmp_path_factory.mktemp("zones") / "study"
    with init_study(folder, face[0] / "study.toml") as made:
        assert not add_paths(made, [face[0]]).refused
        place = zoning.photo_place(made, "P1", "face", "midline", "")
        kept = zoning.place_by_points(made, place, face[1])
        report = measure_study(made)
        assert not report.refused, report.refused
    return folder, kept


def test_points_place_the_zones_of_the_face(measured):
    _, kept = measured
    zones = kept.zones
    assert kept.version == 1
    assert zones.origin == "hand-points"
    assert {"left_cheek", "right_cheek", "forehead"} <= set(zones.polygons)
    assert float(zones.details["residual"]) < 0.1
    middle = {name: sum(x for x, _ in p) / len(p) for name, p in zones.polygons.items()}
    assert middle["right_cheek"] < 340 < middle["left_cheek"], "the person's own right is left"


def test_zones_are_measured_where_they_lie_at_each_visit(measured):
    """A fifth of the melanin is gone: every zone of bare skin says so, after turn and shift."""
    folder, kept = measured
    with open_study(folder) as study:
        found = study.store.findings.of_keys(study.store.findings.latest_keys())
        status = study_status(study)
        assert measure_study(study).already == 2
    assert status.counts["measured"] == 2
    assert {f.region_version for f in found} == {kept.version}
    indices = {
        (f.capture.visit, f.finding.region): f.finding.value
        for f in found
        if f.finding.metric == "photo.mi_rgb"
    }
    assert {region for _, region in indices} == set(kept.zones.polygons)
    for name in kept.zones.polygons:
        assert indices["V1", name] < indices["V0", name] - 1.5, name


def test_left_and_right_zones_are_the_two_sides_of_one_region(measured):
    folder, _ = measured
    followup = follow_study(folder).followup
    cheeks = {
        c.side: c
        for c in followup.changes
        if c.region == "cheek" and c.measurand.metric == "photo.mi_rgb"
    }
    assert {side: c.arm for side, c in cheeks.items()} == {"left": "laser", "right": "none"}
    assert any(d.region == "cheek" and d.arm == "laser" for d in followup.differences)
    assert {c.side for c in followup.changes if c.region == "forehead"} == {"midline"}


def test_spots_outside_the_zones_are_no_new_ones(measured):
    """Only baseline's zones were searched, so a spot beside them is not known to be new."""
    folder, _ = measured
    with open_study(folder) as study:
        found = study.store.findings.of_keys(study.store.findings.latest_keys())
    assert not [f for f in found if "new" in f.finding.flags]


def test_a_new_zone_measures_again(study, face):
    place = zoning.photo_place(study, "P1", "face", "midline", "")
    patch = [(300.0, 150.0), (380.0, 150.0), (380.0, 210.0), (300.0, 210.0)]
    first = zoning.place_polygon(study, place, "brow patch", patch)
    assert (first.version, first.zones.origin) == (1, "polygon")
    done = measure_study(study)
    assert len(done.measured) == 2, done.refused
    zoning.place_polygon(study, place, "chin patch", [(x, y + 470.0) for x, y in patch])
    (kept,) = zoning.list_zones(study)
    assert kept.version == 2
    assert set(kept.zones.polygons) == {"brow patch", "chin patch"}
    assert study_status(study).counts["measured"] == 0
    again = measure_study(study)
    assert (len(again.measured), again.already) == (2, 0)
    found = study.store.findings.of_keys(study.store.findings.latest_keys())
    regions = {f.finding.region for f in found if f.finding.metric == "photo.ita"}
    assert regions == {"brow patch", "chin patch"}


def test_what_fits_no_face_or_picture_is_refused(study, face):
    place = zoning.photo_place(study, "P1", "face", "midline", "")
    with pytest.raises(StudyError, match="there are P1 face midline"):
        zoning.photo_place(study, "P1", "arm", "left", "")
    mixed = {**face[1], "chin": face[1]["nose_tip"], "nose_tip": face[1]["mouth_left"]}
    with pytest.raises(MeasureError) as told:
        zoning.place_by_points(study, place, mixed)
    assert "\n" not in str(told.value)
    beside = [(5000.0, 10.0), (5100.0, 10.0), (5100.0, 90.0)]
    with pytest.raises(StudyError, match="beside the baseline photograph of 680 x 860 px"):
        zoning.place_polygon(study, place, "far", beside)
    assert zoning.list_zones(study) == ()


def test_the_command_keeps_its_contract(study, face, tmp_path):
    schema = json.loads((CONTRACT / "study-zone.json").read_text(encoding="utf-8"))

    def told(*words):
        done = run("study", "zone", study.folder, *words, "--json")
        assert done.exit_code == 0, done.stderr
        document = json.loads(done.stdout)
        jsonschema.validate(document, schema)
        return document

    here = ("--subject", "P1", "--site", "face", "--side", "midline")
    assert told()["zones"] == []
    assert "no zones yet" in run("study", "zone", study.folder).stdout
    preview = tmp_path / "ticks.png"
    assert told(*here, "--preview", preview)["previews"] == [str(preview)]
    with Image.open(preview) as picture:
        assert min(picture.size) > 400
    points = "; ".join(f"{name}={x:.1f},{y:.1f}" for name, (x, y) in face[1].items())
    (one,) = told(*here, "--points", points, "--zones", "left_cheek, right_cheek")["zones"]
    assert set(one["polygons_px"]) == {"left_cheek", "right_cheek"}
    assert set(one["points_px"]) == set(face[1])
    (listed,) = told()["zones"]
    assert listed == one
    text = run("study", "zone", study.folder).stdout
    assert "P1 face midline: version 1, hand-points, residual 0." in text
    (drawn,) = told(*here, "--polygon", "300 150; 380 150; 380 210", "--zone", "patch")["zones"]
    assert (drawn["origin"], drawn["version"]) == ("polygon", 2)


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--polygon", "1 1; 9 1; 9 9"), 2, "name the place with --subject and --site"),
        (("--points", "a=1,2", "--polygon", "1 1; 9 1; 9 9"), 2, "give one of --points"),
        (("--subject", "P2", "--site", "face", "--polygon", "1 1; 9 1; 9 9"), 2,
         "no photographs of P2 face"),
        (("--subject", "P1", "--site", "face", "--side", "midline", "--points", "chin"), 2,
         "--points holds 'chin'; write"),
        (("--subject", "P1", "--site", "face", "--side", "midline", "--points",
          "a=1,2; b=3,4; c=5,6; d=7,8; e=9,1"), None, "right_eye_outer"),
        (("--subject", "P1", "--site", "face", "--side", "midline", "--polygon", "1 1; 9 1; 9 9"),
         2, "give the zone a name with --zone"),
        (("--subject", "P1", "--site", "face", "--side", "midline", "--plug-in", "none-such"), 2,
         "none-such"),
    ],
)  # fmt: skip
def test_misuse_is_told_in_one_line(study, words, code, said):
    done = run("study", "zone", study.folder, *words)
    assert done.exit_code == code if code is not None else done.exit_code in (1, 2)
    assert said in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
