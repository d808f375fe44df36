"""Tables of suction and ultrasound instruments: R values and thickness as their makers report."""

from pathlib import Path

import pytest

from turgor.exchange.device_table import load_profile, read_device_table
from turgor.exchange.device_table.profile import NOT_SEEN
from turgor.metrics import difference_reason

SHA = "0" * 64
HEAD = "Subject;Visit;Site;Side;Date;"


def table(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_cutometer_parameters_with_probe_and_pressure(tmp_path: Path) -> None:
    path = table(
        tmp_path / "c.csv",
        f"{HEAD}Probe;Pressure;Time;R0 [mm];R1 [mm];R2;R3 [mm];R4 [mm];R5;R6;R7;R8 [mm];R9 [mm]\n"
        "S1;V0;cheek;L;2026-03-31;2 mm;450 mbar;3/3 x3;0,27;0,07;0,74;0,31;0,09;0,72;0,45;0,43;"
        "0,20;0,04\n"
        "S1;V0;cheek;L;2026-03-31;8 mm;;;1,27;;;;;;;;;\n",
    )
    readings, refused = read_device_table(path, load_profile("cutometer"), SHA)
    assert refused == ()
    told = {r.finding.metric: (r.finding.value, r.finding.unit) for r in readings[:10]}
    assert told["cutometer.r0"] == (0.27, "mm")
    assert told["cutometer.r2"] == (0.74, "1")
    assert told["cutometer.r9"] == (0.04, "mm")
    assert len(told) == 10
    small, large = readings[0].finding, readings[10].finding
    assert small.measurand.as_mapping() == {
        "device_model": "unstated", "software_version": "unstated", "aperture": "2 mm",
        "pressure": "450 mbar", "timing": "3/3 x3",
    }  # fmt: skip
    assert large.measurand.as_mapping()["pressure"] == "unstated"
    reason = difference_reason(small.measurand, large.measurand)
    assert reason is not None and "aperture '2 mm' against '8 mm'" in reason
    assert small.flags == (NOT_SEEN,)


@pytest.mark.parametrize(
    ("name", "columns", "cells", "expected"),
    [
        (
            "dermalab",
            "Frequency;Gain;Thickness [µm];Intensity",
            "20 MHz;7;1450;58",
            {"dermalab.thickness": (1450.0, "µm"), "dermalab.intensity": (58.0, "a.u.")},
        ),
        (
            "dermascan",
            "Frequency;Gain;Thickness [mm];Intensity;LEP [%]",
            "20 MHz;7;1,45;58;21,5",
            {
                "dermascan.thickness": (1450.0, "µm"),
                "dermascan.intensity": (58.0, "a.u."),
                "dermascan.low_echo_share": (21.5, "%"),
            },
        ),
    ],
)
def test_ultrasound_numbers(tmp_path: Path, name, columns, cells, expected) -> None:
    path = table(tmp_path / "u.csv", f"{HEAD}{columns}\nS1;V0;cheek;R;2026-03-31;{cells}\n")
    readings, refused = read_device_table(path, load_profile(name), SHA)
    assert refused == ()
    assert {
        r.finding.metric: (pytest.approx(r.finding.value), r.finding.unit) for r in readings
    } == expected
    assert readings[0].finding.measurand.as_mapping()["gain"] == "7"


def test_a_generic_table_states_the_aperture(tmp_path: Path) -> None:
    path = table(
        tmp_path / "g.csv",
        "subject,visit,site,aperture,pressure,cutometer.r0,cutometer.r2\nS1,V0,cheek,2 mm,450 mbar,"
        "0.3,0.7\n",
    )
    readings, refused = read_device_table(path, load_profile("generic-wide"), SHA)
    assert refused == ()
    assert [r.finding.value for r in readings] == [0.3, 0.7]
    assert readings[0].finding.measurand.as_mapping()["aperture"] == "2 mm"
