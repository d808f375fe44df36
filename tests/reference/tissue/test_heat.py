"""Thermal layers against measured inertia and diffusivity, and against water content."""

import pytest

from turgor.evidence import parameter_draw
from turgor.physics.tissue import thermal_layers, tissue_stack
from turgor.physics.tissue.thermal import of_water_content


@pytest.fixture(scope="module")
def layers():
    return thermal_layers(tissue_stack("cheek", 45, "f"))


def test_thermal_inertia_of_whole_skin(layers):
    """In vivo 13.1e5 to 31.7e5, ex vivo 9.6e5 dry to 13.1e5 moist, W²·s/(m⁴·K²)
    (burns-review-2016, table 3; none of it sets a value here)."""
    dermis = layers[3]
    inertia = dermis.conductivity_w_mk * dermis.density_kg_m3 * dermis.heat_capacity_j_kgk
    assert 9.63e5 < inertia < 31.69e5
    epidermis = layers[1]
    inertia = epidermis.conductivity_w_mk * epidermis.density_kg_m3 * epidermis.heat_capacity_j_kgk
    assert 0.8 * 9.63e5 < inertia < 13.13e5


def test_diffusivity(layers):
    """Of skin about 1.03e-7 m²/s, as commonly taken; of fat less."""
    assert layers[3].diffusivity_um2_s == pytest.approx(1.03e5, rel=0.1)
    assert layers[4].diffusivity_um2_s < layers[3].diffusivity_um2_s


@pytest.mark.parametrize(("index", "fat"), [(1, 0.0), (2, 0.0), (3, 0.0), (4, 0.75)])
def test_heat_capacity_follows_water_content(layers, index, fat):
    """Cooper and Trezek's mixture within 15 %: water decides."""
    layer = layers[index]
    _, capacity = of_water_content(layer.water_fraction, fat, layer.density_kg_m3)
    assert layer.heat_capacity_j_kgk == pytest.approx(capacity, rel=0.15)


def test_conductivity_lies_below_what_water_content_lets_expect(layers):
    """Measured dermis conducts a quarter less and epidermis half as well: stated, not explained.
    Drawn values reach up to it."""
    for index, least in ((1, 0.35), (3, 0.7), (4, 0.6)):
        layer = layers[index]
        conductivity, _ = of_water_content(
            layer.water_fraction, 0.75 if index == 4 else 0.0, layer.density_kg_m3
        )
        assert least * conductivity < layer.conductivity_w_mk <= 1.1 * conductivity


def test_of_pure_water():
    """The relation gives water itself: 0.63 W/(m·K), 4.2 kJ/(kg·K) (steam tables at 37 °C)."""
    conductivity, capacity = of_water_content(1.0, 0.0, 993.0)
    assert conductivity == pytest.approx(0.624, rel=0.01)
    assert capacity == pytest.approx(4178.0, rel=0.01)


def test_perfusion_is_that_of_resting_skin(layers):
    """106 ml/min per kg: 1109 kg/m³ of it, blood's heat over tissue's (1050·3617 / (1109·3391))."""
    expected = 106e-6 / 60.0 * 1109.0 * (1050.0 * 3617.0) / (1109.0 * 3391.0)
    assert layers[3].perfusion_per_s == pytest.approx(expected, rel=0.02)
    expected = 33e-6 / 60.0 * 911.0 * (1050.0 * 3617.0) / (911.0 * 2348.0)
    assert layers[4].perfusion_per_s == pytest.approx(expected, rel=0.02)
    assert layers[0].perfusion_per_s == layers[1].perfusion_per_s == 0.0


def test_draws_span_the_reviews_range():
    """0.29 to 0.38 W/(m·K) and more of skin in vivo lie within the draws of the dermis."""
    found = []
    for index in range(24):
        with parameter_draw(index, 24):
            found.append(thermal_layers(tissue_stack("cheek"))[3].conductivity_w_mk)
    assert min(found) < 0.29 < 0.39 < max(found) < 0.55
