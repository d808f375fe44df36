"""More of a dose is not less of a load."""

import numpy as np
import pytest

from turgor.physics.tissue.stack import tissue_stack
from turgor.skin.loading.doors import LOADED, load_model
from turgor.skin.stimulus.modality import SettingValue

STACK = tissue_stack("cheek", 50.0, "female", "III")
NAFL: dict[str, SettingValue] = {
    "wavelength_nm": 1550.0, "energy_mj": 10.0, "density_mtz_cm2": 300.0, "cooling": "air",
}  # fmt: skip
CO2: dict[str, SettingValue] = {"wavelength_nm": 10600.0, "energy_mj": 20.0, "coverage_pct": 5.0}
PEN: dict[str, SettingValue] = {"needle_depth_um": 1000.0, "passes": 2.0, "applicator": "pen"}

#: modality, settings, setting that grows, its values, loads of which none may fall
GROWING = [
    ("fractional-laser", NAFL, "energy_mj", (6.0, 12.0, 24.0), ("killed",)),
    ("fractional-laser", NAFL, "density_mtz_cm2", (100.0, 300.0, 900.0), ("killed",)),
    ("fractional-laser", CO2, "energy_mj", (10.0, 20.0, 40.0), ("killed",)),
    ("fractional-laser", CO2, "coverage_pct", (3.0, 6.0, 12.0), ("killed", "barrier_opened")),
    ("microneedling", PEN, "needle_depth_um", (500.0, 1000.0, 2000.0), ("punctured_reticular",)),
    ("microneedling", PEN, "passes", (1.0, 3.0, 9.0), ("punctured_papillary", "barrier_opened")),
    (
        "chemical-peel",
        {"agent": "trichloroacetic"},
        "percent",
        (10.0, 20.0, 35.0, 50.0),
        ("killed", "barrier_opened"),
    ),
    ("chemical-peel", {"agent": "glycolic"}, "percent", (20.0, 35.0, 50.0, 70.0), ("killed",)),
    (
        "biostimulator",
        {"agent": "plla", "dilution_ml": 8.0},
        "vials",
        (0.5, 1.0, 2.0),
        ("particles", "carrier"),
    ),
    ("hyaluronic-gel", {}, "vials", (0.5, 1.0, 2.0), ("gel",)),
    (
        "laser-ablative-full",
        {"wavelength_nm": 2940.0, "passes": 3.0},
        "fluence_j_cm2",
        # above the threshold of ablation, at which more kills less deep (micro-thermal-zones.md)
        (5.0, 10.0, 20.0),
        ("killed",),
    ),
    (
        "laser-ablative-full",
        {"wavelength_nm": 2940.0, "fluence_j_cm2": 5.0},
        "passes",
        (1.0, 3.0, 6.0, 9.0),
        ("killed",),
    ),
    (
        "laser-nonablative",
        {"wavelength_nm": 1064.0},
        "fluence_j_cm2",
        (5.0, 15.0, 45.0),
        ("heat_shocked_papillary", "heat_shocked_reticular", "vessels_closed"),
    ),
    ("ipl", {}, "fluence_j_cm2", (5.0, 15.0, 30.0), ("vessels_closed", "melanin_cleared")),
    ("laser-picosecond", {}, "passes", (1.0, 4.0, 8.0), ("coagulated_epidermis",)),
    ("radiofrequency", {"form": "fractional"}, "energy_mj", (20.0, 60.0, 120.0), ("killed",)),
    ("radiofrequency", {}, "passes", (1.0, 3.0, 9.0), ("heat_shocked_reticular",)),
    ("focused-ultrasound", {}, "lines", (100.0, 300.0, 900.0), ("coagulated_reticular",)),
    ("filler-collagen", {}, "volume_ml", (0.5, 1.0, 2.0), ("carrier",)),
]


def killed(loads):
    """What is gone or dead of the skin, by thickness."""
    layers = zip(("epidermis", "papillary", "reticular"), STACK.thickness_um[1:4], strict=True)
    return sum(
        thick * loads.get(f"{kind}_{layer}", 0.0)
        for layer, thick in layers
        for kind in ("removed", "coagulated")
    )


@pytest.mark.parametrize(
    ("modality", "settings", "name", "values", "loads"),
    GROWING,
    ids=[f"{case[0]}-{case[2]}" for case in GROWING],
)
def test_more_of_a_dose_is_not_less_of_a_load(modality, settings, name, values, loads):
    found = [
        load_model(modality, {**settings, name: value}, "", STACK).loads(STACK).loads
        for value in values
    ]
    for load in loads:
        grown = [killed(one) if load == "killed" else one[load] for one in found]
        assert (np.diff(grown) >= -1e-12).all(), (load, grown)
        assert grown[-1] > grown[0], (load, grown)


SETTINGS: dict[str, dict[str, SettingValue]] = {
    "fractional-laser": NAFL,
    "microneedling": PEN,
    "chemical-peel": {"agent": "salicylic", "percent": 30.0},
    "topical-retinoid": {"agent": "tretinoin", "percent": 0.05, "nights_per_week": 7.0},
    "biostimulator": {"agent": "pcl", "vials": 1.0, "dilution_ml": 0.0},
    "laser-ablative-full": {"wavelength_nm": 10600.0, "fluence_j_cm2": 5.0, "passes": 2.0},
    "laser-nonablative": {"wavelength_nm": 585.0},
}


@pytest.mark.parametrize("modality", LOADED)
def test_loads_are_shares_and_amounts(modality):
    from turgor.skin.load import LOADS

    drawn = load_model(modality, SETTINGS.get(modality, {}), "", STACK).loads(STACK)
    assert set(drawn.loads) <= set(LOADS)
    for layer in ("epidermis", "papillary", "reticular"):
        kinds = ("removed", "coagulated", "heat_shocked", "punctured")
        assert sum(drawn.loads.get(f"{kind}_{layer}", 0.0) for kind in kinds) <= 1.0 + 1e-12
    for name, value in drawn.loads.items():
        amount = name in ("particles", "carrier", "gel")
        assert 0.0 <= value <= (np.inf if amount else 1.0), name
