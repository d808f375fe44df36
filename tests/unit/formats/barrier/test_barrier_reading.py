"""Tables of barrier readings: units, order, placements, the room, and what is refused."""

import numpy as np
import pytest

from turgor.errors import FormatError, InputError, TurgorError, UnitError
from turgor.formats.barrier import BarrierOptions, is_barrier, read_barrier, write_barrier
from turgor.record.barrier import BarrierSeries

PLAIN = "Time [s],TEWL [g/m²h]\n0,4.0\n1,8.5\n2,9.25\n3,\n4,9.5\n"


def file(tmp_path, text, name="reading.csv"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_plain_table(tmp_path):
    path = file(tmp_path, PLAIN)
    assert is_barrier(path)
    (series,) = read_barrier(path)
    np.testing.assert_array_equal(series.time_s, [0, 1, 2, 3, 4])
    np.testing.assert_array_equal(series.value, [4.0, 8.5, 9.25, np.nan, 9.5])
    assert (series.quantity, series.chamber, series.format_id) == (
        "tewl",
        "unknown",
        "barrier-table",
    )
    assert series.flags == ("missing-points",)
    assert series.temperature_c is None


def test_everything_a_file_can_say(tmp_path):
    text = (
        "Device;Hygro 3\nDevice class;open probe\nChamber;open chamber\n"
        "Room temperature [°C];21,5\n"
        "Zeit (min);TEWL (g/(m²·h));Placement;Probe temp [°C];Probe RH [%];Ambient RH [%]\n"
        "0;9,5;left;30,1;41;45\n0,5;9,7;left;30,2;42;46\n"
        "0;4,5;right;29,9;40;45\n0,5;4,75;right;30;41;45\n"
    )
    left, right = read_barrier(file(tmp_path, text))
    assert (left.name, right.name) == ("left", "right")
    np.testing.assert_allclose(right.time_s, [0, 30])
    np.testing.assert_allclose(left.value, [9.5, 9.7])
    np.testing.assert_allclose(left.probe_temperature_c, [30.1, 30.2])
    np.testing.assert_allclose(left.probe_humidity_pct, [41, 42])
    assert left.temperature_c == 21.5 and left.relative_humidity_pct == 45.5
    assert (left.device, left.device_class, left.chamber) == ("Hygro 3", "open probe", "open")


def test_several_value_columns_are_placements(tmp_path):
    text = "Time [s]\tTEWL [g/m²h] left\tTEWL [g/m²h] right\n0\t5\t6\n1\t5.5\t6.5\n"
    left, right = read_barrier(file(tmp_path, text, "a.tsv"))
    assert (left.name, right.name) == ("TEWL left", "TEWL right")
    np.testing.assert_allclose(right.value, [6, 6.5])


@pytest.mark.parametrize(
    "unit, factor",
    [
        ("g/m²h", 1), ("g/m2/h", 1), ("g/h/m²", 1), ("g/(m²·h)", 1), ("g m-2 h-1", 1),
        ("g·m⁻²·h⁻¹", 1), ("g/m^2 h", 1), ("mg/cm²/h", 10), ("g/qm/h", 1),
    ],
)  # fmt: skip
def test_units_of_water_loss(tmp_path, unit, factor):
    (series,) = read_barrier(file(tmp_path, f"Time [s];TEWL [{unit}]\n0;5\n1;6\n"))
    np.testing.assert_allclose(series.value, [5 * factor, 6 * factor])


def test_clock_times_and_milliseconds(tmp_path):
    text = "Time,Hydration [a.u.]\n14:00:59.5,40\n14:01:00.5,41\n"
    path = file(tmp_path, text)
    (series,) = read_barrier(path)
    np.testing.assert_allclose(series.time_s, [0, 1])
    assert (series.quantity, series.chamber) == ("capacitance", "contact")
    (series,) = read_barrier(file(tmp_path, "t [ms],Capacitance [AU]\n500,40\n1500,41\n"))
    np.testing.assert_allclose(series.time_s, [0.5, 1.5])


def test_statements_fill_what_a_file_leaves_open(tmp_path):
    path = file(tmp_path, "Time,Reading\n0,5\n1,6\n2,6\n")
    assert not is_barrier(path)
    with pytest.raises(UnitError, match="value_unit"):
        read_barrier(path)
    with pytest.raises(UnitError, match="time_unit"):
        read_barrier(path, BarrierOptions(value_unit="g/(m²·h)"))
    said = BarrierOptions(
        value_unit="g/(m²·h)", time_unit="s", chamber="open", temperature_c=21.0,
        relative_humidity_pct=50.0, device="X", device_class="Y",
    )  # fmt: skip
    (series,) = read_barrier(path, said)
    assert (series.quantity, series.chamber, series.device_class) == ("tewl", "open", "Y")
    assert (series.temperature_c, series.relative_humidity_pct) == (21.0, 50.0)


def test_the_file_wins_and_a_flag_says_so(tmp_path):
    text = "# chamber: condenser\n# ambient temperature: 20.5 °C\n" + PLAIN
    (series,) = read_barrier(
        file(tmp_path, text), BarrierOptions(chamber="open", temperature_c=23.0)
    )
    assert (series.chamber, series.temperature_c) == ("condenser", 20.5)
    assert {"chamber-differs-from-statement", "temperature-differs-from-statement"} <= set(
        series.flags
    )


def test_what_is_not_said_is_not_guessed(tmp_path):
    text = (
        "# room temperature = 21\n"
        "Time [s],TEWL [g/m²h],Temperature [°C],Probe RH\n0,5,30,40\n1,5,30,40\n"
    )
    (series,) = read_barrier(file(tmp_path, text))
    assert series.temperature_c is None and series.probe_humidity_pct is None
    assert series.probe_temperature_c is None
    assert set(series.flags) == {
        "temperature-unit-not-stated",
        "temperature-place-not-stated",
        "probe-humidity-unit-not-stated",
    }


@pytest.mark.parametrize(
    "rows, why",
    [
        ("2,5\n1,6\n", "must rise"),
        ("0,5\n0,6\n", "must rise"),
        ("-1,5\n0,6\n", "before contact"),
        ("0,5\n1,high\n", "no number"),
        ("0,5\nlater,6\n", "no time"),
        ("0,\n1,\n2,5\n", "missing"),
        ("0,\n1,\n", "no reading"),
    ],
)
def test_refused_with_a_reason(tmp_path, rows, why):
    with pytest.raises(FormatError, match=why):
        read_barrier(file(tmp_path, "Time [s],TEWL [g/m²h]\n" + rows))


@pytest.mark.parametrize(
    "head", ["Time,TEWL [g/m²h]", "Time [s],TEWL", "Time [kg],TEWL [g/m²h]", "Time [s],TEWL [g]"]
)
def test_unlabelled_and_wrong_units(tmp_path, head):
    with pytest.raises(UnitError):
        read_barrier(file(tmp_path, head + "\n0,5\n1,6\n"))


def test_a_bad_placement_spares_the_good(tmp_path):
    path = file(tmp_path, "Name,Time [s],TEWL [g/m²h]\na,0,5\na,1,6\nb,1,5\nb,0,6\n")
    with pytest.raises(FormatError, match="placement 'b'"):
        read_barrier(path)
    refused: list[str] = []
    (series,) = read_barrier(path, refused=refused)
    assert series.name == "a" and len(refused) == 1 and "placement 'b'" in refused[0]


def test_odd_but_usable_is_flagged(tmp_path):
    text = "Time [s],TEWL [g/m²h],Room temp [°C]\n0,5,20\n1,6,20\n2,6,22\n30,900,22\n"
    (series,) = read_barrier(file(tmp_path, text))
    assert {"time-gap", "outside-skin-range", "room-temperature-changed"} <= set(series.flags)


@pytest.mark.parametrize(
    "text",
    [
        "Subject,Visit,Site,Date,TEWL [g/m²h]\nP1,V1,cheek,2024-01-01,9.5\n",
        "Subject,Visit,Time,TEWL [g/m²h]\nP1,V1,14:30:00,9.5\n",
        "Subject;Visit;Site;Hydration\nP1;V1;cheek;45\n",
        "Time [s],Elevation [mm],Pressure [mbar]\n0,0,0\n0.1,0.1,450\n",
        "wavelength,400,410,420,430\na,1,2,3,4\n",
        "",
    ],
)
def test_other_tables_are_not_claimed(tmp_path, text):
    assert not is_barrier(file(tmp_path, text))


def test_profiles(tmp_path):
    text = "Time;TEWL;Temp;RH\n0;5;30;40\n1;6;30;41\n"
    (series,) = read_barrier(file(tmp_path, text), BarrierOptions(profile="tewameter-curve"))
    assert (series.chamber, series.device_class) == ("open", "tewl-open-chamber")
    np.testing.assert_allclose(series.probe_humidity_pct, [40, 41])
    assert "not-tried-on-instrument-files" in series.flags or len(series.flags) == 1
    own = tmp_path / "own.toml"
    own.write_text('name="x"\n[columns]\ntime="T1"\ntewl="W"\n[units]\ntime="s"\ntewl="g/m²h"\n')
    (series,) = read_barrier(file(tmp_path, "T1,W\n0,5\n1,6\n"), BarrierOptions(profile=str(own)))
    assert series.quantity == "tewl"
    with pytest.raises(InputError, match="tewameter-curve"):
        read_barrier(file(tmp_path, text), BarrierOptions(profile="nonsense"))
    own.write_text('name="x"\n[columns]\nspeed="T1"\n')
    with pytest.raises(InputError, match="unknown key 'speed'"):
        read_barrier(file(tmp_path, text), BarrierOptions(profile=str(own)))


@pytest.mark.parametrize(
    "bad",
    [
        {"quantity": "sebum"}, {"chamber": "box"}, {"time_unit": "day"}, {"value_unit": "g"},
        {"temperature_c": 400.0}, {"relative_humidity_pct": float("nan")},
        {"chamber_depth_mm": 0.0},
    ],
)  # fmt: skip
def test_options_are_checked(bad):
    with pytest.raises(InputError):
        BarrierOptions(**bad)


@pytest.mark.parametrize("suffix", [".csv", ".tsv", ".txt", ".xlsx"])
def test_written_and_read_again(tmp_path, suffix):
    time = np.arange(5.0)
    common = {
        "quantity": "tewl", "chamber": "closed", "temperature_c": 21.25,
        "relative_humidity_pct": 44.0, "probe_temperature_c": time + 30,
        "probe_humidity_pct": time + 40, "device": "D", "device_class": "C",
        "stated": {"chamber_depth_mm": 12.5},
    }  # fmt: skip
    first = BarrierSeries(time, np.array([5, 6, np.nan, 7, 7.125]), name="left", **common)
    second = BarrierSeries(time, time * 2, name="right", **common)
    path = tmp_path / f"out{suffix}"
    write_barrier((first, second), path)
    assert is_barrier(path)
    back = read_barrier(path)
    for one, again in zip((first, second), back, strict=True):
        np.testing.assert_array_equal(again.value, one.value)
        np.testing.assert_array_equal(again.time_s, one.time_s)
        np.testing.assert_array_equal(again.probe_temperature_c, one.probe_temperature_c)
        np.testing.assert_array_equal(again.probe_humidity_pct, one.probe_humidity_pct)
        for name in ("quantity", "chamber", "temperature_c", "relative_humidity_pct", "device",
                     "device_class", "stated", "name"):  # fmt: skip
            assert getattr(again, name) == getattr(one, name), name
    write_barrier(BarrierSeries(time, time + 40, "capacitance", chamber="contact"), path)
    (cap,) = read_barrier(path)
    assert cap.quantity == "capacitance" and cap.flags == ()


def test_writing_refuses(tmp_path):
    one = BarrierSeries(np.arange(2.0), np.arange(2.0), "tewl")
    other = BarrierSeries(np.arange(2.0), np.arange(2.0), "capacitance")
    for record, name in (
        ((one, other), "a.csv"),
        ((), "a.csv"),
        (one, "a.pdf"),
        ((one, one), "a.csv"),
    ):
        with pytest.raises(InputError):
            write_barrier(record, tmp_path / name)


def test_any_bytes_are_read_or_refused(tmp_path):
    rng = np.random.default_rng(1)
    base = ("# chamber: open\n" + PLAIN).encode()
    for number in range(300):
        raw = bytearray(base)
        for _ in range(int(rng.integers(1, 12))):
            raw[rng.integers(len(raw))] = rng.integers(256)
        if number % 3 == 0:
            raw = raw[: rng.integers(len(raw))]
        path = tmp_path / f"f{('.csv', '.xlsx')[number % 20 == 0]}"
        path.write_bytes(bytes(raw))
        assert is_barrier(path) in (True, False)
        try:
            for series in read_barrier(path):
                assert np.all(np.diff(series.time_s) > 0)
                assert series.name.isprintable() and series.device.isprintable()
        except TurgorError as error:
            assert str(error).isprintable()
