"""Spectra and photographs taken into a study: by table, by name, by the columns of one table."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from turgor.errors import StudyError, TurgorError
from turgor.formats import write_surface
from turgor.formats.spectrum import read_spectra, write_spectra
from turgor.record.height_map import HeightMap
from turgor.workflow.places import places
from turgor.workflow.study import init_study, open_study
from turgor.workflow.take_in import add_paths

HEADER = "path,subject,visit,site,side,region,replicate,reseated,device,operator\n"


@pytest.fixture
def study(colour_files, tmp_path):
    with init_study(tmp_path / "study", colour_files.folder / "study.toml") as made:
        add_paths(made, [colour_files.folder / "visits.csv"])
        yield made


def test_a_folder_of_both_kinds_is_taken_in_once(study, colour_files):
    report = add_paths(study, [colour_files.folder])
    assert report.refused == []
    kinds = [capture.kind for capture in study.store.captures.all()]
    assert (kinds.count("spectrum"), kinds.count("photograph")) == (8, 6)
    again = add_paths(study, [colour_files.folder])
    assert again.refused == []
    assert again.count("added") == 0
    capture = next(c for c in study.store.captures.all() if c.kind == "spectrum")
    assert capture.device == "Phantom S1" or capture.device
    assert capture.settings["GEOMETRY"] == "d:8-sci"


def test_a_dry_run_says_the_same(study, colour_files):
    told = add_paths(study, [colour_files.folder], dry_run=True)
    assert study.store.captures.all() == ()
    assert add_paths(study, [colour_files.folder]).entries == told.entries


def test_file_names_by_the_pattern(colour_files, tmp_path):
    design = tmp_path / "study.toml"
    text = (colour_files.folder / "study.toml").read_text()
    pattern = (
        '[captures]\npattern = "{subject}_{visit}_{side}_{replicate}_{device}"\nsite = "cheek"'
    )
    design.write_text(text.replace("[captures.spectrum]", f"{pattern}\n\n[captures.spectrum]"))
    with init_study(tmp_path / "named", design) as study:
        report = add_paths(study, [colour_files.folder / "captures"])
        assert report.refused == []
        found = {(c.kind, c.visit, c.site.side, c.replicate) for c in study.store.captures.all()}
        assert len(found) == 14
        assert {c.site.name for c in study.store.captures.all()} == {"cheek"}


def test_one_place_may_hold_all_three_kinds(study, colour_files, small_study, tmp_path):
    data = tmp_path / "data"
    data.mkdir()
    y, x = np.mgrid[0:60, 0:80] * 40.0
    write_surface(HeightMap(5.0 * np.sin(x / 60.0) + 0.01 * y, 40.0, 40.0), data / "a.sur")
    shutil.copy(colour_files.photo(small_study.BASELINE, "left"), data / "a.jpg")
    shutil.copy(colour_files.spectrum(small_study.BASELINE, "left"), data / "a.csv")
    rows = [f"a.{kind},S01,baseline,cheek,left,R1,1,no,," for kind in ("sur", "jpg", "csv")]
    (data / "captures.csv").write_text(HEADER + "\n".join(rows) + "\n")
    report = add_paths(study, [data])
    assert report.refused == []
    found = places(study.store.captures.all(), "baseline")
    assert sorted(place.kind for place in found) == ["photograph", "spectrum", "surface"]
    assert {(p.subject, p.site.name, p.site.side, p.region) for p in found} == {
        ("S01", "cheek", "left", "R1")
    }
    assert all(place.baseline is not None for place in found)


def test_what_is_no_capture_is_refused_alone(study, colour_files, small_study, tmp_path):
    data = tmp_path / "data"
    data.mkdir()
    photo = colour_files.photo(small_study.BASELINE, "left").read_bytes()
    (data / "cut.jpg").write_bytes(photo[:50_000])
    (data / "good.jpg").write_bytes(photo)
    (data / "open.csv").write_text(
        "name," + ",".join(f"R[{nm}]" for nm in range(400, 701, 10)) + "\n"
        "x," + ",".join(["2.0"] * 31) + "\n"
    )  # fmt: skip
    several = [read_spectra(colour_files.spectrum("baseline", "left", k))[0] for k in (1, 2)]
    write_spectra(several, data / "two.csv")
    names = ("cut.jpg", "good.jpg", "open.csv", "two.csv")
    rows = [f"{name},S01,baseline,cheek,left,R1,{k},no,," for k, name in enumerate(names, start=1)]
    (data / "captures.csv").write_text(HEADER + "\n".join(rows) + "\n")
    report = add_paths(study, [data])
    assert [c.filename for c in study.store.captures.all()] == ["good.jpg"]
    told = {item.line: item.reason for item in report.refused}
    assert set(told) == {2, 4, 5}
    assert "cut.jpg" in told[2] and "copy it again from the camera" in told[2]
    assert "may be percent or a fraction" in told[4]
    assert "holds 2 spectra; a study's capture is one reading" in told[5]


def wide(path: Path, spectra, rows):
    nm = [f"{value:g}" for value in spectra[0].wavelength_nm]
    lines = [",".join(("Subject", "visit", "Site", "side", "replicate", "reseated", *nm))]
    lines += [
        ",".join((*row, *(f"{value:.6f}" for value in spectrum.reflectance)))
        for row, spectrum in zip(rows, spectra, strict=True)
    ]
    path.write_text("\n".join(lines) + "\n")


@pytest.fixture
def readings(colour_files, small_study):
    return [
        read_spectra(colour_files.spectrum(visit, side, k))[0]
        for visit in (small_study.BASELINE, small_study.LATER)
        for side in ("left", "right")
        for k in (1, 2)
    ]


IDENTITIES = [
    ("S01", visit, "forearm", side, k, "yes")
    for visit in ("baseline", "W24")
    for side in ("left", "right")
    for k in ("1", "2")
]


def test_a_wide_table_is_a_capture_a_row(study, readings, tmp_path):
    table = tmp_path / "forearm.csv"
    wide(table, readings, IDENTITIES)
    report = add_paths(study, [table])
    assert report.refused == []
    captures = study.store.captures.all()
    assert len(captures) == 8
    assert {c.kind for c in captures} == {"spectrum"}
    assert {c.settings["table"] for c in captures} == {"forearm.csv"}
    assert all(len(c.settings["table_sha256"]) == 64 for c in captures)
    one = next(c for c in captures if (c.visit, c.site.side, c.replicate) == ("W24", "right", 2))
    kept = read_spectra(study.store.captures.file(one.sha256))[0]
    np.testing.assert_allclose(kept.reflectance, readings[7].reflectance, atol=1e-6)
    assert one.reseated


def test_a_row_is_the_same_capture_wherever_it_stands(study, readings, tmp_path):
    table = tmp_path / "forearm.csv"
    wide(table, readings, IDENTITIES)
    add_paths(study, [table])
    more = [*readings[::-1], readings[0]]
    wide(tmp_path / "later.csv", more, [*IDENTITIES[::-1], ("S01", "W24", "brow", "left", "1", "")])
    report = add_paths(study, [tmp_path / "later.csv"])
    assert report.refused == []
    assert (report.count("same"), report.count("added")) == (8, 1)


def test_bad_rows_of_a_wide_table_are_refused_alone(study, readings, tmp_path):
    rows = [list(row) for row in IDENTITIES]
    rows[1][1], rows[2][4], rows[3][0] = "W99", "two", ""
    table = tmp_path / "forearm.csv"
    wide(table, readings, rows)
    nm = len(readings[0].wavelength_nm)
    with table.open("a") as out:
        out.write(",".join(("S01", "W24", "forearm", "left", "3", "", *["-0.5"] * nm)) + "\n")
        out.write(",".join(("S01", "W24", "forearm", "left", "4", "", *["lost"] * nm)) + "\n")
    report = add_paths(study, [table])
    assert len(study.store.captures.all()) == 5
    told = sorted(item.reason for item in report.refused)
    assert len(told) == 5
    assert all(item.path == str(table) for item in report.refused)
    for line, said in zip(
        told,
        (
            "row 10: reflectance is -0.5",
            "row 11: 'lost' at 400 nm is no number",
            "spectrum 2: visit 'W99' is not in the design; allowed: baseline, W24",
            "spectrum 3: replicate is 'two'; give a whole number",
            "spectrum 4: subject is empty; give columns",
        ),
        strict=True,
    ):
        assert line.startswith(said), line


def test_a_table_that_does_not_say_whose(study, readings, tmp_path):
    write_spectra(readings, tmp_path / "all.csv")
    report = add_paths(study, [tmp_path / "all.csv"])
    assert [item.reason.split(":")[0] for item in report.refused] == [
        "holds spectra and doesn't say whose"
    ]


@pytest.mark.parametrize(
    ("table", "line", "said"),
    [
        ("photo", "chart = 3", "'chart' is 3; give a text"),
        ("photo", 'lens = "50 mm"', "'lens' is unknown; allowed:"),
        ("photo", "pixel_um = 0", "pixel_um is 0; it must be a finite number above zero"),
        ("photo", 'chart = "classic-25"', "classic-25' is neither built in nor a file"),
        ("photo", "chart_pitch_mm = -6.0", "chart_pitch_mm is -6; it must be"),
        ("photo", 'encoding = "raw"', "encoding is 'raw'; allowed: srgb"),
        ("spectrum", 'illuminant = "D66"', "illuminant 'D66' is unknown; allowed: D65"),
        ("spectrum", 'observer = "me"', "observer 'me' is unknown; allowed:"),
        ("spectrum", 'geometry = "0/45"', "geometry is '0/45'; allowed:"),
        ("spectrum", 'aperture_mm = "8"', "'aperture_mm' is '8'; give a number"),
        ("spectrum", "scales = 1", "'scales' is unknown; allowed:"),
    ],
)
def test_a_wrong_setting_names_file_table_and_key(colour_files, tmp_path, table, line, said):
    text = (colour_files.folder / "study.toml").read_text().split("[captures.spectrum]")[0]
    design = tmp_path / "study.toml"
    design.write_text(f"{text}\n[captures.{table}]\n{line}\n")
    with pytest.raises(TurgorError) as told:
        init_study(tmp_path / "study", design)
    assert said in str(told.value)
    assert f"{design} [captures.{table}]: " in str(told.value)
    assert "\n" not in str(told.value)
    assert not (tmp_path / "study").exists()


def endpoint(metric, extra=""):
    return (
        f'\n[[endpoint]]\nid = "mine"\nmetric = "{metric}"\nsite = "cheek"\nvisit = "W24"\n'
        f'direction = "decrease"\nsource = "protocol"\n{extra}\n'
    )


@pytest.mark.parametrize(
    ("metric", "conditions"),
    [
        ("colour.ita", {"illuminant": "D65", "geometry": "d:8-sci", "aperture_mm": 8.0,
                        "device_class": "phantom-spectrophotometer"}),
        ("chromophore.melanin_depth", {"geometry": "d:8-sci", "aperture_mm": 8.0}),
        ("photo.mi_rgb", {"chart": "classic-24", "correction": "root-polynomial",
                          "device_class": "phantom-camera"}),
    ],
)  # fmt: skip
def test_an_endpoint_means_what_the_study_measures(
    colour_study, colour_files, tmp_path, metric, conditions
):
    """The conditions that a bare metric gets are those that the study's findings then have."""
    text = (colour_files.folder / "study.toml").read_text()
    design = tmp_path / "study.toml"
    design.write_text(text + endpoint(metric))
    with init_study(tmp_path / "study", design) as study:
        meant = next(e for e in study.design.endpoints if e.id == "mine").measurand
    assert conditions.items() <= meant.as_mapping().items()
    with open_study(colour_study) as measured:
        found = measured.store.findings.of_keys(measured.store.findings.latest_keys())
    own = {f.finding.measurand for f in found if f.finding.metric == metric}
    assert own == {meant}


def test_a_spot_endpoint_must_say_which_kind(colour_files, tmp_path):
    text = (colour_files.folder / "study.toml").read_text()
    design = tmp_path / "study.toml"
    design.write_text(text + endpoint("spot.contrast_mi_rgb"))
    with pytest.raises(StudyError) as told:
        init_study(tmp_path / "study", design)
    assert "spot_kind" in str(told.value)
    assert str(design) in str(told.value)
    assert "\n" not in str(told.value)
    design.write_text(
        text + endpoint("spot.contrast_mi_rgb", '[endpoint.conditions]\nspot_kind = "pigment"')
    )
    init_study(tmp_path / "study", design).store.close()


def test_files_that_a_setting_names_lie_beside_the_study_and_count_by_content(
    colour_files, tmp_path
):
    """Moved with its folder a study stays measured; another chart measures it again."""
    text = (colour_files.folder / "study.toml").read_text()
    first, second = tmp_path / "a", tmp_path / "b"
    for folder in (first, second):
        folder.mkdir()
        (folder / "study.toml").write_text(
            text.replace("[captures.photo]\n", '[captures.photo]\nflat_field = "card.png"\n')
        )
        (folder / "card.png").write_bytes(b"one card")
    plain = []
    for folder in (first, second):
        with init_study(folder, folder / "study.toml") as study:
            assert study.photo.flat_field == str(folder / "card.png")
            plain.append(study.photo.as_plain())
    assert plain[0] == plain[1]
    (second / "card.png").write_bytes(b"another card")
    with open_study(second) as study:
        assert study.photo.as_plain() != plain[0]


def test_a_chart_file_comes_along_with_its_design(colour_files, tmp_path):
    """The design and what it names lie elsewhere; the study opens again without them."""
    text = (colour_files.folder / "study.toml").read_text()
    design = tmp_path / "protocol" / "study.toml"
    design.parent.mkdir()
    design.write_text(text.replace('chart = "classic-24"', 'chart = "charts/card.toml"'))
    (design.parent / "charts").mkdir()
    patches = "".join(
        f'[[patch]]\nname = "p{i}"\nlab = [{90 - 20 * i}, 0.0, 0.0]\n' for i in range(4)
    )
    (design.parent / "charts" / "card.toml").write_text(
        f'rows = 2\ncols = 2\nilluminant = "D50"\n{patches}'
    )
    init_study(tmp_path / "study", design).store.close()
    shutil.rmtree(design.parent)
    with open_study(tmp_path / "study") as study:
        assert study.photo.chart == str(tmp_path / "study" / "charts" / "card.toml")
