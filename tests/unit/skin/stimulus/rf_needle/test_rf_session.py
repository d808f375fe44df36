"""A session with radiofrequency needles as the workflow meets it."""

import numpy as np
import pytest

from turgor.evidence import collect_citations, parameter_draw
from turgor.physics.tissue import tissue_stack
from turgor.record.stimulus import DEPTH_UM, PROFILE_KINDS
from turgor.skin.stimulus.needle import model as needle_door
from turgor.skin.stimulus.rf_needle import RfNeedleModel, model

STACK = tissue_stack("cheek", 45.0, "f")
SETTINGS = {
    "needle_depth_um": 1200.0,
    "passes": 2.0,
    "needles": 25.0,
    "rf_power_w": 20.0,
    "rf_pulse_ms": 100.0,
    "insulated": True,
}
SESSION = model(SETTINGS, "", STACK)


def codes(session):
    return {flag.code for flag in session.flags}


def test_the_needling_door_hands_over_where_there_is_current():
    assert isinstance(needle_door(SETTINGS, "", STACK), RfNeedleModel)


def test_a_draw_is_whole_and_the_same_again():
    first, second = SESSION.draw(STACK), SESSION.draw(STACK)
    assert set(first.profiles) == set(PROFILE_KINDS) - {"removed"}
    assert set(first.courses) == {"channels-open", "barrier-open"}
    assert set(first.quantities) <= set(SESSION.specs)
    for kind, shares in first.profiles.items():
        assert shares.shape == DEPTH_UM.shape
        assert np.array_equal(shares, second.profiles[kind])
    assert first.quantities == second.quantities
    assert all(np.isfinite(value) for value in first.quantities.values())


def test_draws_differ_and_cover_the_middle():
    widths = []
    for i in range(6):
        with parameter_draw(i, 6):
            widths.append(SESSION.draw(STACK).quantities["coagulation-width"])
    assert len(set(widths)) == 6
    assert min(widths) < SESSION.draw(STACK).quantities["coagulation-width"] < max(widths)


def test_two_passes_double_the_zones():
    once = model({**SETTINGS, "passes": 1.0}, "", STACK).draw(STACK)
    twice = SESSION.draw(STACK)
    assert twice.quantities["zones"] == pytest.approx(2.0 * once.quantities["zones"])
    share = once.profiles["coagulated"]
    assert twice.profiles["coagulated"] == pytest.approx(1.0 - (1.0 - share) ** 2, abs=1e-2)


def test_the_share_is_what_the_zones_cross_sections_come_to():
    """Volume by depth profile equals zones times the volume of one."""
    drawn = SESSION.draw(STACK)
    once = model({**SETTINGS, "passes": 1.0}, "", STACK).draw(STACK)
    volume = np.trapezoid(once.profiles["coagulated"], DEPTH_UM) * 1e8
    expected = once.quantities["zones"] * once.quantities["coagulation-volume"] * 1e9
    assert volume == pytest.approx(expected, rel=0.05)
    assert drawn.profiles["coagulated"].max() > 0.0


def test_a_section_shows_one_zone():
    section = SESSION.section(STACK)
    assert section.peak_c.shape == (section.z_um.size, section.r_um.size)
    assert section.state.max() == 2
    assert set(np.unique(section.state)) == {0, 1, 2}
    assert (section.state[section.log10_damage > 0.0] == 2).all()
    assert (section.peak_c[section.state == 2] > 55.0).all()


def test_what_is_assumed_is_flagged():
    assert {"not-calibrated", "taken-by-default", "power-of-cartridge"} <= codes(SESSION)
    stated = model({**SETTINGS, "rf_power_w": 0.8, "rf_power_per": "needle"}, "", STACK)
    assert "power-of-cartridge" not in codes(stated)
    assert "impedance-differs" not in codes(SESSION)
    odd = model({**SETTINGS, "impedance_ohm": 5.0}, "", STACK)
    assert "impedance-differs" in codes(odd)
    expected = SESSION.draw(STACK).quantities["impedance"]
    right = model({**SETTINGS, "impedance_ohm": expected}, "", STACK)
    assert "impedance-differs" not in codes(right)


def test_boiling_and_the_generators_limit_are_flagged():
    gentle = model({**SETTINGS, "rf_power_w": 3.0}, "", STACK)
    assert not {"tissue-boils", "tissue-dries", "voltage-limited"} & codes(gentle)
    strong = model({**SETTINGS, "rf_power_w": 60.0, "rf_pulse_ms": 200.0}, "", STACK)
    assert "tissue-dries" in codes(strong)
    assert "voltage-limited" in codes(strong)
    assert "zones-merge" not in codes(strong)
    assert "zones-merge" in codes(model({**SETTINGS, "rf_pulse_ms": 3000.0}, "", STACK))
    quantities = strong.draw(STACK).quantities
    assert quantities["energy"] < 60.0 * 200.0 / 25.0


def test_every_coefficient_is_a_record():
    with collect_citations() as cited:
        SESSION.draw(STACK)
    sources, used = cited
    assert "rf-micropores-2019" in sources
    assert {"rf.depth.share", "rf.tissue.dry_share", "rf.generator.most_volt"} <= used
    assert {"tissue.current.dermis", "damage.shift", "damage.heat_shocked.omega"} <= used
