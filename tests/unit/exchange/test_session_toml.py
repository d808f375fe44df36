"""The file of one session."""

from pathlib import Path

import pytest

from turgor.errors import StudyError
from turgor.exchange.session_toml import parse_session, read_session

GOOD = """
modality = "fractional-laser"
device = "a laser"
site = "cheek"
date = 2026-03-02
[subject]
age = 52
sex = "female"
phototype = "II"
[settings]
wavelength_nm = 1550
energy = "10 mJ"
ablative = false
[findings]
chromophore.melanin_depth = 0.2
"chromophore.blood_fraction" = 1.4
"""


def test_everything_that_a_file_states() -> None:
    found = parse_session(GOOD, "here")
    assert found.settings == {"wavelength_nm": "1550", "energy": "10 mJ", "ablative": "no"}
    assert found.place.age_years == 52.0
    assert dict(found.place.findings) == {
        "chromophore.melanin_depth": 0.2,
        "chromophore.blood_fraction": 1.4,
    }
    assert str(found.date) == "2026-03-02"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (('"fractional-laser"', '"sandblasting"'), "'modality' is 'sandblasting'; allowed"),
        (("age = 52", "age = -3"), "'age' is -3 years"),
        (('sex = "female"', 'sex = "f"'), "'sex' is 'f'; allowed"),
        (('phototype = "II"', 'phototype = "2"'), "allowed: I, II"),
        (("2026-03-02", '"March"'), "without quotes"),
        (("melanin_depth = 0.2", "melanin = 0.2"), "did you mean"),
        (("melanin_depth = 0.2", 'melanin_depth = "much"'), "give a number"),
        (("melanin_depth = 0.2", "melanin_depth = inf"), "give a number"),
        (("ablative = false", "ablative = [1]"), "setting 'ablative'"),
        (('device = "a laser"', 'laser = "a laser"'), "unknown key 'laser'"),
        (('site = "cheek"', ""), "'site' is missing"),
        (("[settings]", "[setting]"), "unknown key 'setting'"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line(change: tuple[str, str], said: str) -> None:
    with pytest.raises(StudyError, match="here") as caught:
        parse_session(GOOD.replace(*change), "here")
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_that_is_no_text_or_not_there(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match="can't be read"):
        read_session(tmp_path / "none.toml")
    (tmp_path / "bytes.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(StudyError, match="UTF-8"):
        read_session(tmp_path / "bytes.toml")
    (tmp_path / "no.toml").write_text("modality = ")
    with pytest.raises(StudyError, match="no valid TOML"):
        read_session(tmp_path / "no.toml")
    (tmp_path / "empty.toml").write_text('modality = "microneedling"\nsite = "cheek"\n')
    with pytest.raises(StudyError, match=r"\[settings\] is missing"):
        read_session(tmp_path / "empty.toml")
