"""Bad readings: refused in one line that names the option, or measured with what is odd said."""

import json
import shutil
from dataclasses import replace

import numpy as np
import pytest
from typer.testing import CliRunner

from turgor.cli.main import app
from turgor.cli.option_words import in_options
from turgor.formats.ultrasound import read_ultrasound, write_ultrasound
from turgor.phantom.elastogram import ElastogramSpec
from turgor.phantom.elastogram.files import write_elastogram_files

#: what a table of time and elevation leaves open
PROTOCOL = [f"suction.{word}" for word in ("aperture_mm=2", "pressure_mbar=450", "on_s=2",
            "off_s=2", "cycles=3", "first_curve=1")]  # fmt: skip


def run(*words):
    return CliRunner().invoke(app, ["measure", *(str(word) for word in words)])


def stated(words):
    return [part for word in words for part in ("--set", word)]


def refusal(done):
    """The only line of a call that measured nothing: what, where, and without a traceback."""
    assert done.exit_code == 1, done.output
    (line,) = done.stderr.strip().splitlines()
    assert line.startswith("refused: ")
    assert not done.stdout.strip()
    return line


@pytest.fixture(scope="module")
def curve(laxity_files):
    """Time and elevation of one series, as rows."""
    rows = laxity_files.path("suction").read_text().splitlines()
    head = next(i for i, row in enumerate(rows) if row.startswith("time_s"))
    return np.array([[float(cell) for cell in row.split(",")[:2]] for row in rows[head + 1 :]])


def table(path, rows, head="time_s,elevation_mm"):
    lines = [",".join("" if np.isnan(cell) else f"{cell:.5f}" for cell in row) for row in rows]
    path.write_text("\n".join([head, *lines]) + "\n")
    return path


def measured(path, *words):
    done = run(path, "--json", *words)
    return done, json.loads(done.stdout)


def value(found, metric):
    return next(f for f in found["findings"] if f["metric"] == metric)


def test_a_protocol_that_is_not_stated_is_asked_for_by_its_options(curve, tmp_path):
    line = refusal(run(table(tmp_path / "a.csv", curve)))
    for word in PROTOCOL:
        assert f"--set {word.partition('=')[0]}=..." in line
    assert run(tmp_path / "a.csv", *stated(PROTOCOL)).exit_code == 0


@pytest.mark.parametrize(
    ("spoil", "head", "said"),
    [
        (lambda r: r[::-1], None, "time runs backwards throughout"),
        (lambda r: r, "time,elevation", "state it with --set suction.time_unit=..., s or ms"),
        (lambda r: r, "time_s,elevation", "--set suction.elevation_unit=..."),
        (lambda r: r * [1, 1000], None, "(--set suction.elevation_unit=...)"),
        (lambda r: r * [1, -1], None, "its sign is reversed; export the curve with"),
        (lambda r: r[:3], None, "a suction series of 3 samples can't be measured"),
        (lambda r: np.column_stack([r[:, 0], r[:, 1] * np.nan]), None, "holds no height at all"),
    ],
)
def test_suction_that_can_t_be_measured(curve, tmp_path, spoil, head, said):
    path = table(tmp_path / "a.csv", spoil(curve), head or "time_s,elevation_mm")
    assert said in refusal(run(path, *stated(PROTOCOL)))


def test_a_curve_cut_short_is_left_out_of_every_mean(curve, tmp_path):
    done, found = measured(table(tmp_path / "a.csv", curve[:950]), *stated(PROTOCOL))
    assert done.exit_code == 0
    mean = value(found, "suction.preconditioned_r0")
    assert mean["conditions"]["curves"] == "2"
    assert "curve-3-left-out" in mean["flags"]
    last = value(found, "suction.r3")
    assert last["value"] is None
    assert "cut short" in last["u_reason"]
    shown = run(tmp_path / "a.csv", *stated(PROTOCOL)).stdout
    assert "curve-3-left-out" in shown


@pytest.mark.parametrize(
    ("spoil", "flag", "lost"),
    [
        (lambda r: r[:401], "cycles-missing", "suction.preconditioned_r0"),
        (lambda r: np.where(r[:, [0]] > 5.2, r * [1, 0], r), "curve-2-left-out", "suction.r3"),
        (lambda r: np.where(r[:, [0]] > 5.2, r * [1, np.nan], r), "curve-2-left-out", "suction.f4"),
        (lambda r: r + [0, -0.02] * r[:, [0]], "drifting-zero", "suction.r9"),
    ],
)
def test_what_is_broken_has_no_value_and_says_so(curve, tmp_path, spoil, flag, lost):
    done, found = measured(table(tmp_path / "a.csv", spoil(curve)), *stated(PROTOCOL))
    assert done.exit_code == 0
    assert flag in {word for finding in found["findings"] for word in finding["flags"]}
    assert value(found, lost)["value"] is None
    _, plain = measured(table(tmp_path / "b.csv", curve), *stated(PROTOCOL))
    whole = value(plain, "suction.r0")["value"]
    # a zero that sinks by 0.02 mm/s takes 0.04 mm from the height after 2 s
    expected = whole - (0.04 if flag == "drifting-zero" else 0.0)
    assert value(found, "suction.r0")["value"] == pytest.approx(expected, abs=1e-4)


def test_negative_times_are_said_and_change_nothing(curve, tmp_path):
    _, plain = measured(table(tmp_path / "a.csv", curve), *stated(PROTOCOL))
    _, early = measured(table(tmp_path / "b.csv", curve - [1, 0]), *stated(PROTOCOL))
    assert "negative-times" in early["captures"][0]["flags"]
    for metric in ("suction.r0", "suction.r5", "suction.f4"):
        assert value(early, metric)["value"] == pytest.approx(value(plain, metric)["value"])


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda t: t.replace("[s]", ""), "state --set barrier.time_unit=..., one of s, ms"),
        (lambda t: t.replace("[g/(m²·h)]", ""), "or state --set barrier.value_unit=..., one of"),
        (lambda t: t.replace("\n0.0,", "\n-4.0,"), "time -4 s is before contact; count from"),
        (lambda t: t.replace("\n9.0,", "\n90.0,"), "times must rise"),
    ],
)
def test_barrier_readings_that_can_t_be_measured(laxity_files, tmp_path, change, said):
    source = next(laxity_files.folder.glob("captures/*tewl.csv"))
    path = tmp_path / "a.csv"
    path.write_text(change(source.read_text()))
    assert said in refusal(run(path))


@pytest.mark.parametrize("kind", ["wave", "oct"])
@pytest.mark.parametrize("share", [0.001, 0.5, 0.99])
def test_a_truncated_npz(laxity_files, tmp_path, kind, share):
    content = laxity_files.path(kind).read_bytes()
    (tmp_path / "a.npz").write_bytes(content[: max(64, int(share * len(content)))])
    assert "is no whole .npz file (BadZipFile); copy it again" in refusal(run(tmp_path / "a.npz"))


@pytest.mark.parametrize(
    ("kind", "change", "said"),
    [
        ("wave", lambda a: a.pop("time_s"), "state --set wave.time_step_s=..."),
        ("wave", lambda a: a.update(depth=a.pop("depth_mm")), "state --set wave.depth_unit=..."),
        ("oct", lambda a: a.pop("axial_um"), "state --set oct.axial_um=..."),
        ("oct", lambda a: a.update(after=a["after"][:-5]), "a pair has one shape"),
        ("oct", lambda a: a.update(after=abs(a["after"])), "strain needs the phase of complex"),
        ("oct", lambda a: a.update(late=a.pop("after")), "or say what it is with --kind"),
    ],
)
def test_arrays_that_leave_something_open(laxity_files, tmp_path, kind, change, said):
    with np.load(laxity_files.path(kind)) as book:
        arrays = dict(book)
    change(arrays)
    np.savez(tmp_path / "a.npz", **arrays)
    assert said in refusal(run(tmp_path / "a.npz"))


def test_matlab_of_version_7_3(tmp_path):
    (tmp_path / "a.mat").write_bytes(b"MATLAB 7.3 MAT-file".ljust(512) + b"\x89HDF\r\n\x1a\n")
    assert "save it in MATLAB with save(name, '-v7')" in refusal(run(tmp_path / "a.mat"))


def test_a_scan_without_its_scale_gives_pixels_and_ratios(laxity_files, tmp_path):
    shutil.copyfile(laxity_files.path("ultrasound"), tmp_path / "a.png")
    done, found = measured(tmp_path / "a.png")
    assert done.exit_code == 0
    assert "no-scale-only-pixels-and-ratios" in found["captures"][0]["flags"]
    assert not [f for f in found["findings"] if "µm" in f["unit"]]
    assert value(found, "ultrasound.dermis_thickness_px")["value"] > 0
    said = run(tmp_path / "a.png", *stated(["ultrasound.axial_um=9.6", "ultrasound.lateral_um=75"]))
    assert "ultrasound.dermis_thickness " in said.stdout


def test_a_broken_sidecar_refuses_its_scan(laxity_files, tmp_path):
    shutil.copyfile(laxity_files.path("ultrasound"), tmp_path / "a.png")
    (tmp_path / "a.png.toml").write_text('axial_um = "x"\n')
    assert "the sidecar states no number for axial_um" in refusal(run(tmp_path / "a.png")).replace(
        "--set ultrasound.axial_um=...", "axial_um"
    )


def test_dicom_without_calibration(laxity_files, tmp_path):
    pytest.importorskip("pydicom")
    (image,) = read_ultrasound(laxity_files.path("ultrasound"))
    write_ultrasound(replace(image, axial_um=None, lateral_um=None), tmp_path / "a.dcm")
    done, found = measured(tmp_path / "a.dcm")
    assert done.exit_code == 0
    assert "dicom-without-calibration" in found["captures"][0]["flags"]
    assert not [f for f in found["findings"] if "µm" in f["unit"]]


def test_a_screenshot_of_a_scanner(tmp_path):
    files = write_elastogram_files(ElastogramSpec(), 3, tmp_path, "a")
    path = files.picture
    assert "a scanner's picture with --kind ultrasound or --kind elastogram" in refusal(run(path))
    assert "or say --kind elastogram for a" in refusal(run(path, "--kind", "ultrasound"))
    line = refusal(run(path, "--kind", "elastogram"))
    for word in ("bar_low", "bar_high", "bar_unit"):
        assert f"--set elastogram.{word}=..." in line
    bar = ["elastogram.bar_low=0", "elastogram.bar_high=40", "elastogram.bar_unit=kPa",
           f"elastogram.roi={files.options.roi}"]  # fmt: skip
    done, found = measured(path, "--kind", "elastogram", *stated(bar))
    assert done.exit_code == 0
    median = next(f for f in found["findings"] if f["conditions"].get("statistic") == "median")
    assert median["value"] == pytest.approx(files.truth.median_kpa, rel=0.05)


def test_one_bad_file_refuses_itself_alone(laxity_files, curve, tmp_path):
    shutil.copyfile(laxity_files.path("barrier"), tmp_path / "good.csv")
    table(tmp_path / "bad.csv", curve)
    done, found = measured(tmp_path)
    assert done.exit_code == 1
    assert [item["kind"] for item in found["captures"]] == ["barrier"]
    (refused,) = found["refused"]
    assert refused["path"].endswith("bad.csv")
    assert "--set suction.aperture_mm=..." in refused["reason"]


@pytest.mark.parametrize(
    ("name", "kind", "said"),
    [
        ("curve.csv", "ultrasound", "is no ultrasound recording; 8-bit grey PNG"),
        ("curve.csv", "wave", "is neither .npz nor a MATLAB file"),
        ("curve.csv", "oct", "is neither .npz nor a MATLAB file"),
        ("curve.csv", "elastogram", "is no elastogram; DICOM reports"),
        ("curve.csv", "barrier", "holds no barrier readings"),
        ("curve.csv", "spectrum", "holds no spectra"),
        ("curve.csv", "photograph", "is no photograph"),
        ("scan.png", "suction", "is no plain text"),
        ("scan.png", "surface", "a height map needs 16-bit grey levels"),
    ],
)
def test_a_kind_that_the_file_is_not(laxity_files, tmp_path, name, kind, said):
    source = laxity_files.path("suction" if name == "curve.csv" else "ultrasound")
    shutil.copyfile(source, tmp_path / name)
    assert said in refusal(run(tmp_path / name, "--kind", kind))


@pytest.mark.parametrize(
    ("kind", "reason", "told"),
    [
        ("suction", "first_curve is 2 of 1", "--set suction.first_curve is 2 of 1"),
        ("suction", "neither in a mapping profile", "neither in a mapping profile"),
        ("ultrasound", "state lines, samples and so on",
         "state --set ultrasound.lines=..., --set ultrasound.samples=... and so on"),
        ("ultrasound", "say with the option frame", "say with --set ultrasound.frame=..."),
        ("ultrasound", "state the setting upper_border = 'skin-surface'",
         "state --set ultrasound.upper_border='skin-surface'"),
        ("wave", "state wave: a surface wave is slower",
         "state --set wave.wave=...: a surface wave is slower"),
        ("wave", "'stretch' is -1", "'stretch' is -1"),
        ("elastogram", "state its rectangle with bar 'x0 y0 x1 y1'",
         "state its rectangle with --set elastogram.bar='x0 y0 x1 y1'"),
        ("surface", "option pixel_um is 0", "--pixel-um is 0"),
        ("", "give pitch_x_um (and pitch_y_um)", "give --pitch-um"),
    ],
)  # fmt: skip
def test_reasons_in_the_words_of_the_command_line(kind, reason, told):
    assert in_options(reason, kind) == told
