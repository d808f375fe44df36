"""Slips in a session's file: each is told, none changes a stimulus unseen."""

from pathlib import Path

import pytest

from turgor.errors import StudyError
from turgor.exchange.session_toml import parse_session, read_session
from turgor.record.skin_place import SkinPlace
from turgor.skin.stimulus.ensemble import Treatment, stimulus
from turgor.workflow.stimulus.work_out import stimulus_of_file, treatment_of

NEEDLES = """
modality = "microneedling"
site = "cheek"
[subject]
age = {age}
[settings]
needle_depth_mm = 1
passes = 4
applicator = "{applicator}"
{more}
[findings]
{findings}
"""


def codes(path: Path, more: str = "", findings: str = "", applicator: str = "pen") -> dict:
    path.write_text(NEEDLES.format(age=50, more=more, findings=findings, applicator=applicator))
    return {flag.code: flag.text for flag in stimulus_of_file(path, draws=2).flags}


def test_radiofrequency_without_its_power_is_told_and_told_once(tmp_path: Path) -> None:
    found = codes(tmp_path / "s.toml", "rf_pulse_ms = 200\ninsulated = true")
    assert "rf_power_w" in found["no-current"]
    assert "setting-not-used" not in found
    assert "no-current" not in codes(tmp_path / "s.toml", "rf_power_w = 0\nrf_pulse_ms = 200")


def test_a_setting_without_use_is_told(tmp_path: Path) -> None:
    path = tmp_path / "s.toml"
    assert "needle_pitch_um" in codes(path, "needle_pitch_um = 800")["setting-not-used"]
    assert "setting-not-used" not in codes(path, "needle_pitch_um = 800", applicator="stamp")
    assert "setting-not-used" not in codes(path, "needles = 12\nstrokes_hz = 90\nglide_mm_s = 10")


def test_a_finding_without_use_is_told(tmp_path: Path) -> None:
    path = tmp_path / "s.toml"
    assert "barrier.tewl" in codes(path, findings='"barrier.tewl" = 12')["finding-not-used"]
    own = codes(path, findings='"chromophore.melanin_depth" = 0.2')
    assert "finding-not-used" not in own


def test_density_and_coverage_say_the_same() -> None:
    text = """
modality = "fractional-laser"
site = "cheek"
[settings]
wavelength_nm = 1550
energy_mj = 20
density_mtz_cm2 = 100
coverage_pct = 60
passes = 1
"""
    treatment = treatment_of(parse_session(text, "here"), "here")
    assert [flag.code for flag in treatment.flags] == ["stated-twice"]
    assert "density_mtz_cm2 is used" in treatment.flags[0].text
    shares = parse_session(text.replace("coverage_pct = 60", "coverage_pct = 0.6"), "here")
    flags = {flag.code: flag.text for flag in treatment_of(shares, "here").flags}
    assert "written in percent: 60" in flags["unusual-setting"]


@pytest.mark.parametrize("age", [-1, -3, 0, 500])
def test_an_age_that_nobody_has_is_refused(age: int) -> None:
    text = NEEDLES.format(age=age, more="", findings="", applicator="pen")
    with pytest.raises(StudyError, match=r"here: \[subject\]: 'age' is .* up to 120"):
        parse_session(text, "here")


def test_a_file_may_begin_with_a_mark(tmp_path: Path) -> None:
    path = tmp_path / "s.toml"
    text = NEEDLES.format(age=50, more="", findings="", applicator="pen")
    path.write_text(text, encoding="utf-8-sig")
    assert read_session(path).place.age_years == 50.0


def test_a_monopolar_session_of_which_some_draws_coagulate_nothing_is_worked_out() -> None:
    settings = {
        "needle_depth_um": 1500.0,
        "passes": 1.0,
        "rf_power_w": 25.0,
        "rf_pulse_ms": 200.0,
        "rf_polarity": "monopolar",
        "insulated": True,
    }
    place = SkinPlace("cheek", 45.0, "female")
    found = stimulus(Treatment("microneedling", settings), place, draws=8)
    assert "not-in-every-draw" in {flag.code for flag in found.flags}
