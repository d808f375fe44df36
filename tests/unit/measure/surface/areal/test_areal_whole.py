"""The set as a whole: what is stated, what is refused, and the reasons for what is missing."""

import numpy as np
import pytest

from turgor.errors import MeasureError
from turgor.measure.surface.areal import ArealResult, areal_parameters, own_conditions
from turgor.metrics import all_metrics

CATALOGUE = {
    metric.id.removeprefix("surface."): metric
    for metric in all_metrics().values()
    if metric.family == "surface"
}
BASE = {
    "device_class", "height_reference", "form", "s_filter", "s_nesting_um", "l_filter",
    "l_nesting_um", "part",
}  # fmt: skip


@pytest.fixture(scope="module")
def skin() -> ArealResult:
    rng = np.random.default_rng(1)
    z = rng.normal(size=(300, 300))
    smooth = np.fft.ifft2(np.fft.fft2(z) * np.exp(-((np.fft.fftfreq(300) * 20) ** 2))).real
    smooth = np.fft.ifft2(np.fft.fft2(smooth) * np.exp(-((np.fft.fftfreq(300) * 9) ** 2))[:, None])
    return areal_parameters(smooth.real * 50, 10.0, 10.0)


def test_every_parameter_is_in_the_catalogue_and_every_metric_is_answered(skin: ArealResult):
    answered = set(skin.values) | set(skin.reasons)
    assert answered == set(CATALOGUE)
    assert not set(skin.values) & set(skin.reasons)
    assert all(np.isfinite(value) for value in skin.values.values())


@pytest.mark.parametrize("name", sorted(CATALOGUE))
def test_own_conditions_fill_the_schema(name):
    wanted = {condition.name for condition in CATALOGUE[name].conditions}
    assert wanted == BASE | set(own_conditions(name))


def test_identities_between_parameters(skin: ArealResult):
    value = skin.values
    assert value["sz"] == pytest.approx(value["sp"] + value["sv"])
    assert value["s10z"] == pytest.approx(value["s5p"] + value["s5v"])
    assert value["vv"] == pytest.approx(value["vvc"] + value["vvv"])
    assert value["vm"] == value["vmp"]
    assert value["sz"] == pytest.approx(value["spkx"] + value["sk"] + value["svkx"], rel=1e-9)
    assert value["s5p"] <= value["sp"]
    assert value["sa"] <= value["sq"]


def test_without_features_they_are_left_out():
    found = areal_parameters(
        np.random.default_rng(0).normal(size=(40, 40)), 1.0, 1.0, features=False
    )
    assert "spd" not in found.values
    assert "spd" not in found.reasons


def test_a_flat_map_has_heights_of_zero_and_reasons():
    found = areal_parameters(np.full((30, 30), 7.0), 1.0, 1.0)
    assert found.values["sq"] == 0.0
    assert found.values["sdr"] == 0.0
    for name in ("ssk", "sal", "std", "spd", "s10z"):
        assert found.get(name) is None
        assert "flat" in found.reasons[name]


def test_infinite_heights_count_as_not_measured():
    z = np.random.default_rng(0).normal(size=(40, 40))
    gap, infinite = z.copy(), z.copy()
    gap[3, 4], infinite[3, 4] = np.nan, np.inf
    assert areal_parameters(infinite, 1.0, 1.0).values == areal_parameters(gap, 1.0, 1.0).values


@pytest.mark.parametrize(
    ("z", "pitch", "mask", "words"),
    [
        (np.full((5, 5), np.nan), 1.0, None, "no point"),
        (np.ones((5, 5)), 0.0, None, "positive"),
        (np.ones((5, 5)), np.nan, None, "positive"),
        (np.ones(5), 1.0, None, "2 x 2"),
        (np.ones((5, 5)), 1.0, np.ones((4, 5), bool), "one shape"),
        (np.ones((5, 5)), 1.0, np.zeros((5, 5), bool), "no point"),
    ],
)
def test_refusals_name_what_is_wrong(z, pitch, mask, words):
    with pytest.raises(MeasureError, match=words):
        areal_parameters(z, pitch, 1.0, mask)


def test_tiny_and_thin_maps_are_answered():
    for shape in ((2, 2), (2, 50), (17, 3)):
        found = areal_parameters(np.random.default_rng(0).normal(size=shape), 1.0, 1.0)
        assert found.values["sq"] > 0
        assert "16 points" in found.reasons["sal"]


def test_two_islands_are_two_regions():
    """Regions that gaps part from one another are each cut for themselves."""
    z = np.random.default_rng(4).normal(size=(60, 60))
    z[:, 28:32] = np.nan
    found = areal_parameters(z, 1.0, 1.0)
    assert found.values["spd"] > 0
    assert found.values["sda"] > 0
