"""Thickness of layers against studies that were not used, and against the rules that made it."""

import numpy as np
import pytest

from turgor.evidence import find_parameter, parameter_draw
from turgor.physics.tissue import tissue_stack

#: site, sex, what, µm, study; none of them sets the value that it is held against
OTHERS = [
    ("eyelid", "", "dermis", 758.9, "chopra-2015, thinnest of 39 places on ten heads"),
    ("volar forearm", "", "dermis", 1000.0, "tsai-2019, review of the literature"),
    ("upper arm", "", "skin", 2020.0, "laurent-2007, deltoid"),
    ("buttock", "", "skin", 1550.0, "laurent-2007, thigh"),
    ("cheek", "m", "epidermis", 79.1, "face-histology-turkey, men"),
]
#: these decide how wide the face's spread is, and must lie within it
WIDTH = [
    ("cheek", "f", "dermis", 1150.0, "face-histology-turkey, thinnest of six regions, women"),
    ("cheek", "f", "dermis", 1498.3, "face-histology-turkey, thickest, women"),
    ("cheek", "m", "skin", 1756.0, "face-histology-turkey, thinnest full skin, men"),
    ("cheek", "", "skin", 1000.0, "face-ultrasound-2018, malar and others, about 0.1 cm"),
    ("cheek", "f", "skin", 1900.0, "facial-50-mhz, women of 20 to 29"),
]


def draws(site, sex, what, count=64):
    found = []
    for index in range(count):
        with parameter_draw(index, count, 11):
            stack = tissue_stack(site, None, sex)
            corneum, epidermis, papillary, reticular, _ = stack.thickness_um
            found.append(
                {
                    "skin": stack.skin_um,
                    "dermis": papillary + reticular,
                    "epidermis": corneum + epidermis,
                }[what]
            )
    return np.array(found)


@pytest.mark.parametrize(("site", "sex", "what", "um", "study"), OTHERS + WIDTH)
def test_other_studies_lie_within_the_draws(site, sex, what, um, study):
    low, high = np.quantile(draws(site, sex, what), [0.05, 0.95])
    assert low <= um <= high, study


def test_the_entry_echo_is_not_the_epidermis():
    """Meng's entry echo (0.2 mm) with the dermis under it makes the full skin; what is not
    epidermis of that is dermis. Epidermis stays that of histology and optical tomography."""
    stack = tissue_stack("forehead", None, "women")
    echo = find_parameter("ultrasound.entry_echo_thickness.forehead.women").value
    under = find_parameter("ultrasound.dermis_thickness.forehead.women").value
    scale = find_parameter("tissue.face_method_scale").value
    assert stack.skin_um == pytest.approx(scale * (echo + under), rel=1e-9)
    assert sum(stack.thickness_um[:2]) < 0.5 * echo


def test_dermis_thins_by_six_percent_a_decade_on_the_arm():
    """Of its thickness at twenty (ageing-thickness-1990, upper inner arm)."""
    at = {age: _dermis("upper arm", age) for age in (20, 40, 60, 80)}
    for age in (40, 60, 80):
        assert 1.0 - at[age] / at[20] == pytest.approx(0.06 * (age - 20) / 10, abs=1e-9)


def test_men_have_the_thicker_skin():
    """By the mean of Meng's eight places, everywhere."""
    for place in ("cheek", "forehead", "neck", "back", "volar forearm"):
        if place == "neck":
            continue  # there Meng's women have as thick a dermis as men
        men, women = (tissue_stack(place, 45, sex).skin_um for sex in ("m", "f"))
        assert men > women


def test_what_is_carried_over_to_the_body_is_the_norms_mean():
    places = ("forehead", "glabella", "temple", "eyelid", "nasal_dorsum", "zygoma")
    places += ("submandibular", "neck")
    ratios = [_full(place, "men") / _full(place, "women") for place in places]
    taken = find_parameter("tissue.skin_men_over_women").value
    assert np.mean(ratios) == pytest.approx(taken, abs=0.01)
    echoes = [
        find_parameter(f"ultrasound.entry_echo_thickness.{place}.{sex}").value
        for place in places
        for sex in ("women", "men")
    ]
    taken = find_parameter("tissue.entry_echo.body").value
    assert np.mean(echoes) == pytest.approx(taken, abs=5.0)


def test_layers_of_one_skin_vary_together():
    """Papillary and reticular dermis share what makes skin thick; corneum does not."""
    rows = []
    for index in range(64):
        with parameter_draw(index, 64, 2):
            rows.append(tissue_stack("cheek", 50, "f").thickness_um)
    logs = np.log(np.array(rows))
    between = np.corrcoef(logs.T)
    assert between[2, 3] > 0.3
    assert abs(between[0, 3]) < 0.35


def _dermis(site, age):
    return sum(tissue_stack(site, age, "f").thickness_um[2:4])


def _full(place, sex):
    return (
        find_parameter(f"ultrasound.entry_echo_thickness.{place}.{sex}").value
        + find_parameter(f"ultrasound.dermis_thickness.{place}.{sex}").value
    )
