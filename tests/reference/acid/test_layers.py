"""Layers that were published of peels: those fitted to, and those that had to come out by physics.

Tables with scores: benchmarks/peel_classes.py.
"""

import numpy as np
import pytest

from turgor.evidence import parameter_draw
from turgor.record.tissue import TissueStack
from turgor.skin.stimulus.acid import model
from turgor.skin.stimulus.acid.asked import AskedPeel, asked_peel
from turgor.skin.stimulus.acid.exposure import expose
from turgor.skin.stimulus.acid.layer_class import CLASSES

FACE = TissueStack("cheek", (12.0, 60.0, 120.0, 1200.0, 2000.0), 0.3, 0.01, 0.6)
#: as many as an ensemble has
DRAWS = 32


def shares(draws=DRAWS, **settings):
    """Mean probability of each class over draws, (5,)."""
    made = model(settings, "", FACE)
    out = []
    for i in range(draws):
        with parameter_draw(i, draws):
            quantities = made.draw(FACE).quantities
            out.append([quantities[f"layer-{name}"] for name in CLASSES])
    return np.mean(out, axis=0)


def glycolic(percent, minutes, ph=None):
    return expose(AskedPeel("glycolic", percent, ph, minutes), FACE).killed_um


@pytest.mark.parametrize(
    "settings",
    [
        {"agent": "glycolic", "percent": 10.0, "ph": 3.5, "minutes": 480.0},
        {"agent": "lactic", "percent": 10.0, "ph": 3.5, "minutes": 480.0},
        {"agent": "glycolic", "percent": 30.0, "ph": 3.0, "minutes": 10.0},
        {"agent": "glycolic", "percent": 8.0, "ph": 4.0, "minutes": 1440.0},
    ],
    ids=["home", "home, lactic", "salon", "explant"],
)
def test_what_was_found_safe_kills_nothing(settings):
    # few draws hold all of it, so more of them than elsewhere
    assert shares(128, **settings)[2:].sum() < 0.05
    peel, _, _ = asked_peel(settings)
    assert expose(peel, FACE).killed_um < 0.02 * FACE.thickness_um[1]


def test_becker_1996_without_any_shift():
    """Necrosis below pH 2, none above; 70 % worse than 50 %: physics alone, nothing fitted."""
    epidermis = FACE.thickness_um[1]
    assert glycolic(70.0, 30.0, 0.6) > epidermis
    assert glycolic(70.0, 30.0, 0.6) > 1.5 * glycolic(50.0, 30.0)
    assert glycolic(50.0, 30.0) > 0.25 * epidermis
    for percent, ph in ((70.0, 2.25), (70.0, 2.75), (50.0, 2.5)):
        assert glycolic(percent, 30.0, ph) < 0.15 * epidermis


def test_glycolic_acid_by_strength_and_minutes():
    depths = [glycolic(*step) for step in ((30.0, 1.0), (50.0, 2.0), (70.0, 5.0), (70.0, 15.0))]
    assert depths == sorted(depths)
    assert depths[0] < 0.1 * FACE.thickness_um[1]
    assert depths[3] > FACE.thickness_um[1]


def test_superficial_medium_and_deep_agents_come_in_that_order():
    means = [
        float(shares(**settings) @ np.arange(5))
        for settings in (
            {"agent": "salicylic", "percent": 30.0},
            {"agent": "trichloroacetic", "percent": 20.0},
            {"agent": "trichloroacetic", "percent": 35.0},
            {"agent": "phenol", "percent": 50.0, "croton_oil_pct": 2.1},
        )
    ]
    assert means == sorted(means)
    assert means[0] < 1.2 and 1.5 < means[1] < 2.5 and 2.2 < means[2] < 3.2 and means[3] > 3.4


def test_likeliest_layers():
    for settings, wanted in (
        ({"agent": "salicylic", "percent": 20.0}, 1),
        ({"agent": "trichloroacetic", "percent": 10.0}, 2),
        ({"agent": "trichloroacetic", "percent": 50.0}, 3),
        ({"agent": "phenol", "percent": 50.0, "croton_oil_pct": 2.1}, 4),
    ):
        assert int(np.argmax(shares(**settings))) == wanted, settings
