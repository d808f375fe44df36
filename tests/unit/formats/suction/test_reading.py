"""Layouts, units, protocol: what is read, what is refused in one line, what is only flagged."""

import numpy as np
import pytest

from turgor.errors import FormatError, InputError
from turgor.formats.base import NEVER_TRIED
from turgor.formats.suction import SuctionOptions, is_suction, read_suction, write_suction
from turgor.formats.suction.build import NEGATIVE_TIMES, OVERRULED
from turgor.record.suction import SuctionProtocol, SuctionRecording

PROTOCOL = {
    "aperture_mm": 2.0, "pressure_mbar": 450.0, "on_s": 2.0, "off_s": 1.0, "cycles": 2,
    "first_curve": 1,
}  # fmt: skip
STATED = SuctionOptions(**PROTOCOL)
TIME = np.arange(0, 601) * 0.01


def height(time):
    inside = np.mod(time, 3.0)
    return np.where(inside <= 2.0, 0.3 * (1 - np.exp(-inside / 0.05)), 0.05)


def write(path, rows):
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def long_rows(head, form="{:.2f};{:.6f}", time=TIME, comma=False):
    rows = [head, *(form.format(t, h) for t, h in zip(time, height(time), strict=True))]
    return [row.replace(".", ",") for row in rows] if comma else rows


@pytest.mark.parametrize(
    ("name", "rows", "more"),
    [
        ("a.csv", long_rows("Time [s];Elevation [mm]"), {}),
        ("a.csv", long_rows("Zeit / s;Eindringtiefe / mm", comma=True), {}),
        ("a.txt", long_rows("time_ms\televation_um", "{}\t{}", time=TIME), {"scale": True}),
        ("a.crd", long_rows("0\t0", "{:.2f}\t{:.6f}")[1:], {"units": True}),
        ("a.crd", long_rows("0\t0", "{:.2f}\t{:.6f}", comma=True)[1:], {"units": True}),
        ("a.crd", ["SkinLab 1.0", *long_rows("Time (s)\tHeight (mm)", "{:.2f}\t{:.6f}")], {}),
    ],
)
def test_plain_layouts(tmp_path, name, rows, more):
    path = write(tmp_path / name, rows)
    options = STATED
    if more.get("units"):
        with pytest.raises(FormatError, match="time_unit"):
            read_suction(path, options)
        options = SuctionOptions(**PROTOCOL, time_unit="s", elevation_unit="mm")
    (one,) = read_suction(path, options)
    factor = (1e-3, 1e-3) if more.get("scale") else (1.0, 1.0)
    np.testing.assert_allclose(one.time_s, TIME * factor[0], atol=1e-12)
    np.testing.assert_allclose(one.elevation_mm, height(TIME) * factor[1], atol=1e-6)
    assert one.protocol.cycles == 2
    assert NEVER_TRIED in one.flags
    assert one.protocol.regime == ("unknown" if name.endswith("crd") else "constant-vacuum")
    assert is_suction(path)


def test_every_missing_word_is_named_at_once(tmp_path):
    path = write(tmp_path / "a.csv", long_rows("Time [s];Elevation [mm]"))
    with pytest.raises(FormatError) as error:
        read_suction(path, SuctionOptions(on_s=2.0, cycles=2))
    text = str(error.value)
    assert all(word in text for word in ("aperture_mm", "pressure_mbar", "off_s", "first_curve"))
    assert "on_s," not in text
    assert "\n" not in text


def test_the_file_wins_over_options_and_says_so(tmp_path):
    head = ["Aperture [mm];2", "Pressure: 450 mbar", "On-time;2 s", "Off-time;1000 ms",
            "Cycles;2", "Curve index;1", "Instrument;Probe 3", ""]  # fmt: skip
    path = write(tmp_path / "a.csv", [*head, *long_rows("Time [s];Elevation [mm]")])
    (one,) = read_suction(path)
    assert one.protocol == SuctionProtocol(2.0, 450.0, 2.0, 1.0, 2)
    assert OVERRULED not in one.flags
    assert one.device == "Probe 3"
    (other,) = read_suction(path, SuctionOptions(aperture_mm=6.0))
    assert other.protocol.aperture_mm == 2.0
    assert OVERRULED in other.flags


def test_a_bare_number_under_a_key_without_unit_is_no_fact(tmp_path):
    path = write(tmp_path / "a.csv", ["Vacuum;45", *long_rows("Time [s];Elevation [mm]")])
    with pytest.raises(FormatError, match="pressure_mbar"):
        read_suction(path, SuctionOptions(aperture_mm=2.0, on_s=2.0, off_s=1.0, cycles=2))


def test_series_by_a_column_of_names(tmp_path):
    rows = ["Measurement;Time [s];Elevation [µm]"]
    for name, scale in (("cheek", 1.0), ("arm", 2.0)):
        rows += [f"{name};{t:.2f};{1000 * scale * h:.4f}"
                 for t, h in zip(TIME, height(TIME), strict=True)]  # fmt: skip
    cheek, arm = read_suction(write(tmp_path / "a.csv", rows), STATED)
    assert (cheek.name, arm.name) == ("cheek", "arm")
    np.testing.assert_allclose(arm.elevation_mm, 2 * cheek.elevation_mm, atol=1e-6)


def test_a_column_for_each_series(tmp_path):
    rows = ["Time [s];cheek elevation [mm];arm elevation [mm]"]
    rows += [f"{t:.2f};{h:.6f};{2 * h:.6f}" for t, h in zip(TIME, height(TIME), strict=True)]
    first, second = read_suction(write(tmp_path / "a.csv", rows), STATED)
    assert first.name == "cheek elevation"
    np.testing.assert_allclose(second.elevation_mm, 2 * first.elevation_mm, atol=1e-6)


def test_a_column_for_each_curve_becomes_one_series(tmp_path):
    part = TIME[TIME <= 3.0]
    rows = ["Time [s];Curve 1 [mm];Curve 2 [mm]"]
    rows += [f"{t:.2f};{h:.6f};{h + 0.05:.6f}" for t, h in zip(part, height(part), strict=True)]
    (one,) = read_suction(write(tmp_path / "a.csv", rows), STATED)
    assert one.cycle_start_s == pytest.approx((0.0, 3.0))
    assert one.time_s[-1] == pytest.approx(6.0)
    assert np.all(np.diff(one.time_s) > 0)


def test_a_curve_column_that_starts_anew_and_the_first_curve_it_names(tmp_path):
    rows = ["Curve,Time [s],Elevation [mm]"]
    for curve in (2, 3):
        rows += [f"{curve},{t:.2f},{h:.6f}" for t, h in zip(TIME[:300], height(TIME[:300]),
                                                           strict=True)]  # fmt: skip
    options = SuctionOptions(**{**PROTOCOL, "cycles": 3, "first_curve": 1})
    (one,) = read_suction(write(tmp_path / "a.csv", rows), options)
    assert one.first_curve == 2
    assert one.cycle_start_s == pytest.approx((0.0, 3.0))


def test_vendor_parameters_stay_the_vendors(tmp_path):
    path = write(tmp_path / "a.csv", ["Measurement;R0;R2;R5;Q1", "cheek;0,312;0,71;0,64;0,6"])
    assert is_suction(path)
    (one,) = read_suction(path)
    assert dict(one.stated) == {"R0": 0.312, "R2": 0.71, "R5": 0.64, "Q1": 0.6}
    assert (len(one.time_s), one.name) == (0, "cheek")
    assert {"instrument-numbers-only", "protocol-not-stated"} <= set(one.flags)
    write_suction(one, tmp_path / "b.csv")
    (back,) = read_suction(tmp_path / "b.csv")
    assert (back.stated, back.name, back.flags) == (one.stated, one.name, one.flags)


@pytest.mark.parametrize(
    "rows",
    [["Date\t2026-01-02", "Young's modulus (MPa)\t4,2", "Retraction time (ms)\t310"],
     ["Date\tYoung's modulus (MPa)\tRetraction time (ms)", "2026-01-02\t4.2\t310"]],
)  # fmt: skip
def test_a_cmf_without_curves_holds_the_instruments_numbers(tmp_path, rows):
    path = write(tmp_path / "a.cmf", rows)
    assert is_suction(path)
    (one,) = read_suction(path)
    assert one.stated["Young's modulus (MPa)"] == 4.2
    assert one.stated["Retraction time (ms)"] == 310.0


def test_own_profile_names_the_columns_and_the_protocol(tmp_path):
    (tmp_path / "mine.toml").write_text(
        'name = "mine"\n[columns]\ntime = "tick"\nelevation = "depth {series}"\n'
        '[units]\ntime = "ms"\nelevation = "µm"\n'
        "[protocol]\naperture_mm = 2\npressure_mbar = 450\non_s = 2\noff_s = 1\ncycles = 2\n"
        'first_curve = 1\nregime = "constant-vacuum"\n'
    )
    rows = ["tick;depth left;depth right"]
    rows += [f"{1000 * t:.0f};{1000 * h:.3f};{1000 * h:.3f}" for t, h in
             zip(TIME, height(TIME), strict=True)]  # fmt: skip
    path = write(tmp_path / "a.csv", rows)
    left, right = read_suction(path, SuctionOptions(profile=str(tmp_path / "mine.toml")))
    assert (left.name, right.name) == ("left", "right")
    np.testing.assert_allclose(left.elevation_mm, height(TIME), atol=1e-6)
    with pytest.raises(InputError, match="cutometer-curves"):
        read_suction(path, SuctionOptions(profile="none"))


@pytest.mark.parametrize(
    ("text", "reason"),
    [('name = "a"\nfoo = 1', "unknown key"), ('[columns]\ntime = "t"', "'name' is missing"),
     ('name = "a"\n[units]\ntime = "mm"', "no unit of time"), ("name = ", "no valid TOML")],
)  # fmt: skip
def test_a_profile_that_breaks_the_schema(tmp_path, text, reason):
    (tmp_path / "bad.toml").write_text(text)
    path = write(tmp_path / "a.csv", long_rows("Time [s];Elevation [mm]"))
    with pytest.raises(InputError, match=reason):
        read_suction(path, SuctionOptions(profile=str(tmp_path / "bad.toml")))


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda r: [r[0], *r[:0:-1]], "runs backwards throughout"),
        (lambda r: [*r[:50], r[20], *r[50:]], "stops or turns"),
        (lambda r: [*r[:50], "0.495;up", *r[50:]], "no number"),
        (lambda r: [r[0]], "no numbers below"),
        (lambda r: [r[0], *(row.split(";")[0] + ";" for row in r[1:])], "no height at all"),
        (lambda r: [r[0], *(f"{row.split(';')[0]};300" for row in r[1:])], "elevation_unit"),
        (lambda r: [r[0].replace("[s]", "[h]"), *r[1:]], "time_unit"),
    ],
)
def test_what_is_refused(tmp_path, change, reason):
    rows = change(long_rows("Time [s];Elevation [mm]"))
    with pytest.raises(FormatError, match=reason) as error:
        read_suction(write(tmp_path / "a.csv", rows), STATED)
    assert "\n" not in str(error.value)


def test_negative_times_are_kept_and_flagged(tmp_path):
    rows = long_rows("Time [s];Elevation [mm]", time=TIME - 0.5)
    (one,) = read_suction(write(tmp_path / "a.csv", rows), STATED)
    assert NEGATIVE_TIMES in one.flags


def test_one_bad_series_is_left_out_and_named(tmp_path):
    rows = ["Measurement;Time [s];Elevation [mm]"]
    rows += [f"good;{t:.2f};{h:.6f}" for t, h in zip(TIME, height(TIME), strict=True)]
    rows += [f"bad;{t:.2f};{h:.6f}" for t, h in zip(TIME[::-1], height(TIME), strict=True)]
    path = write(tmp_path / "a.csv", rows)
    refused: list[str] = []
    (one,) = read_suction(path, STATED, refused)
    assert one.name == "good"
    assert len(refused) == 1
    assert "backwards" in refused[0]
    with pytest.raises(FormatError):
        read_suction(path, STATED)


def test_round_trip_of_the_whole_record(tmp_path):
    rng = np.random.default_rng(3)
    record = SuctionRecording(
        TIME,
        height(TIME) + rng.normal(0, 1e-3, len(TIME)),
        SuctionProtocol(2.0, 450.0, 2.0, 1.0, 2, "none", 0.3, "constant-vacuum"),
        cycle_start_s=(0.0, 3.0),
        pressure_mbar=rng.uniform(0, 450, len(TIME)),
        first_curve=1,
        name='left "cheek", upper; 2',
        device="Probe 7",
        device_class="suction-optical",
        stated={"R2": 0.71, "Young's modulus, MPa": 4.25},
        settings={"operator": "a, b", "room": "21 °C"},
        flags=("odd", "zero-set-by-hand"),
    )
    record.elevation_mm[17] = np.nan
    path = tmp_path / "a.csv"
    write_suction(record, path)
    assert is_suction(path)
    (back,) = read_suction(path)
    for word in ("time_s", "elevation_mm", "pressure_mbar"):
        np.testing.assert_array_equal(getattr(back, word), getattr(record, word))
    for word in ("protocol", "cycle_start_s", "first_curve", "name", "device", "device_class",
                 "stated", "settings", "flags"):  # fmt: skip
        assert getattr(back, word) == getattr(record, word), word
    write_suction(record, tmp_path / "a.crd")
    (curve,) = read_suction(tmp_path / "a.crd", STATED)
    np.testing.assert_array_equal(curve.elevation_mm, record.elevation_mm)
    path.write_bytes(path.read_bytes()[:-400])
    with pytest.raises(FormatError, match="copy it again"):
        read_suction(path)


def test_a_spreadsheet(tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.active.append(["Time [s]", "Elevation [mm]"])
    for t, h in zip(TIME, height(TIME), strict=True):
        book.active.append([float(t), float(h)])
    path = tmp_path / "a.xlsx"
    book.save(path)
    assert is_suction(path)
    (one,) = read_suction(path, STATED)
    np.testing.assert_allclose(one.elevation_mm, height(TIME), atol=1e-12)


@pytest.mark.parametrize(
    ("option", "value"),
    [("aperture_mm", -1.0), ("off_s", 0), ("on_s", float("nan")), ("cycles", 0), ("regime", "x"),
     ("time_unit", "h"), ("elevation_unit", "m")],
)  # fmt: skip
def test_options_are_checked(option, value):
    with pytest.raises(InputError, match=option):
        SuctionOptions(**{option: value})
