"""Settings of sessions: one name and unit each; what is odd is kept with a note."""

import dataclasses
import datetime as dt
import tomllib
from importlib.resources import files

import pytest

from turgor.errors import StudyError
from turgor.follow.session_plan import compare_with_plan
from turgor.record.session import MODALITIES, Session
from turgor.record.session_settings import check_settings, typed_settings
from turgor.record.setting_spec import SETTING_TYPES, modality_settings
from turgor.record.site import BodySite


@pytest.mark.parametrize(
    ("modality", "given", "values"),
    [
        (
            "microneedling",
            {"needle_depth_mm": "1.0", "passes": "4"},
            {"needle_depth_um": 1000.0, "passes": 4.0},
        ),
        ("microneedling", {"Depth": "1.5 mm"}, {"needle_depth_um": 1500.0}),
        ("fractional-laser", {"wavelength_um": "1.55"}, {"wavelength_nm": 1550.0}),
        ("fractional-laser", {"density": "20 %"}, {"coverage_pct": 20.0}),
        ("fractional-laser", {"density_mtz_mm2": "5"}, {"density_mtz_cm2": 500.0}),
        ("fractional-laser", {"energy_j": "0.009"}, {"energy_mj": 9.0}),
        ("fractional-laser", {"ablative": "no"}, {"ablative": False}),
        (
            "chemical-peel",
            {"agent": "TCA", "duration_s": "90", "pH": "1.5"},
            {"agent": "trichloroacetic", "minutes": 1.5, "ph": 1.5},
        ),
        ("chemical-peel", {"percent_fraction": "0.35"}, {"percent": 35.0}),
        ("topical-retinoid", {"amount_mg": "500"}, {"amount_g": 0.5}),
        ("biostimulator", {"agent": "Calcium hydroxylapatite"}, {"agent": "caha"}),
        ("biostimulator", {"dilution_ul": "8000"}, {"dilution_ml": 8.0}),
    ],
)
def test_one_name_and_unit(modality: str, given: dict[str, str], values: dict[str, object]) -> None:
    checked = check_settings(modality, given)
    assert checked.values == values
    again = check_settings(modality, checked.settings)
    assert (again.settings, again.values) == (checked.settings, checked.values)


@pytest.mark.parametrize(
    ("modality", "given", "told"),
    [
        ("microneedling", {"needle_depth_um": "-3"}, "lies between 0 and 10000 um"),
        ("microneedling", {"needle_depth_mm": "25"}, "lies between 0 and 10000 um"),
        ("chemical-peel", {"percent": "120"}, "lies between 0 and 100 %"),
        ("chemical-peel", {"percent": "1e999"}, "lies between"),
        ("microneedling", {"passes": "1.5"}, "is a whole number"),
        ("microneedling", {"needle_depth_um": "1 kg"}, "'kg' is no unit of it"),
        ("microneedling", {"needle_depth_mm": "1 cm"}, "name and value state two units"),
        (
            "microneedling",
            {"needle_depth_mm": "1", "needle_depth_um": "1500"},
            "contradicts another name",
        ),
    ],
)
def test_what_cannot_be_is_refused(modality: str, given: dict[str, str], told: str) -> None:
    with pytest.raises(StudyError, match=told):
        check_settings(modality, given)


@pytest.mark.parametrize(
    ("modality", "given", "kind"),
    [
        ("microneedling", {"level": "6"}, "unknown"),
        ("microneedling", {"depth": "1.5"}, "no-unit"),
        ("microneedling", {"needle_depth_um": "nan"}, "no-number"),
        ("microneedling", {"needle_depth_um": "5000"}, "implausible"),
        ("fractional-laser", {"ablative": "perhaps"}, "unknown-word"),
        ("chemical-peel", {"agent": "lye"}, "unknown-word"),
        ("fractional-laser", {}, "missing"),
    ],
)
def test_what_is_odd_is_kept_with_a_note(modality: str, given: dict[str, str], kind: str) -> None:
    checked = check_settings(modality, given)
    assert kind in {note.kind for note in checked.notes}
    assert set(given.values()) == set(checked.settings.values())


def test_a_unit_that_would_keep_a_parser_busy_is_no_unit() -> None:
    found = check_settings("microneedling", {"depth": "1 9**9**9**9", "needles": "12"})
    assert found.settings["depth"] == "1 9**9**9**9"
    with pytest.raises(StudyError, match="no unit"):
        check_settings("microneedling", {"needle_depth_um": "1 9**9**9**9"})


def test_the_data_is_whole() -> None:
    entry = files("turgor.record") / "data" / "session_settings.toml"
    assert set(tomllib.loads(entry.read_text())) == set(MODALITIES) - {"other"}
    for modality in MODALITIES:
        known = modality_settings(modality)
        for spec in known.specs.values():
            assert spec.type in SETTING_TYPES and spec.meaning
            assert spec.numeric == bool(spec.unit)
            if spec.numeric:
                assert spec.usual and spec.lowest is not None and spec.highest is not None
                assert spec.lowest <= spec.usual[0] < spec.usual[1] <= spec.highest
            assert set(spec.synonyms.values()) <= set(spec.words)
        assert all(name in known.specs for group in known.either for name in group)
    assert check_settings("other", {"level": "6"}).notes == ()


SESSION = Session(
    "S01", dt.date(2026, 3, 2), BodySite("cheek", "left"), "microneedling",
    settings={"needle_depth_mm": "1.0", "passes": "4"},
)  # fmt: skip


def test_typed_settings_of_a_session_as_it_was_given() -> None:
    assert typed_settings(SESSION) == {"needle_depth_um": 1000.0, "passes": 4.0}


def test_plan_and_delivery() -> None:
    def session(day: int, delivered: bool, depth: str = "1.0") -> Session:
        return dataclasses.replace(
            SESSION, date=dt.date(2026, 3, day), delivered=delivered,
            settings={"needle_depth_mm": depth, "passes": "4"},
        )  # fmt: skip

    rows = [
        session(2, False), session(2, True), session(16, False), session(19, True, "0.5"),
        session(30, False), session(20, True),
    ]  # fmt: skip
    first, second, extra, third = compare_with_plan(rows)
    assert (first.days_off, first.deviations) == (0, ())
    assert second.days_off == 3
    assert [(d.setting, d.planned, d.delivered) for d in second.deviations] == [
        ("needle_depth_um", "1000", "500")
    ]
    assert extra.planned is None and extra.delivered == rows[5]
    assert third.planned == rows[4] and third.delivered is None
    assert compare_with_plan([session(2, True)]) == ()
