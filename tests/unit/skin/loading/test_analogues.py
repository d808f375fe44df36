"""What is assumed says so; a full field's passes go down one after another."""

import numpy as np
import pytest

from turgor.errors import InputError
from turgor.evidence import all_parameters, parameter
from turgor.physics.tissue.stack import tissue_stack
from turgor.record.stimulus import COURSE_DAYS, DEPTH_UM
from turgor.skin.loading.analogue.full_field import after_passes
from turgor.skin.loading.analogue.nonablative import family_of
from turgor.skin.loading.doors import load_model
from turgor.skin.stimulus.doors import session_model
from turgor.skin.stimulus.particle.contents import AGENTS, GELS

STACK = tissue_stack("cheek", 50.0, "female", "III")


@pytest.mark.parametrize(
    "modality",
    ["laser-picosecond", "ipl", "radiofrequency", "focused-ultrasound", "prp", "injection-saline"],
)
def test_assumed_loads_say_so(modality):
    flags = load_model(modality, {}, "", STACK).flags
    assert "assumed-loads" in {flag.code for flag in flags}


def test_every_loading_value_is_assumed_or_says_where_it_is_from():
    own = [r for name, r in all_parameters().items() if name.startswith("loading.")]
    assert len(own) > 150
    for record in own:
        assert record.basis == "assumed" or record.locator
        assert record.basis != "measured"
        unit = "unit" in record.note.lower() or record.spread is not None
        assert unit or record.basis == "derived", f"{record.id} is assumed and has no spread"


@pytest.mark.parametrize(
    ("wavelength", "family"),
    [(532, "green"), (585, "dye"), (595, "dye"), (755, "alexandrite"), (1064, "neodymium"),
     (1320, "infrared-1320"), (1450, "infrared-1450"), (1540, "infrared-1540")],
)  # fmt: skip
def test_wavelengths_have_their_family(wavelength, family):
    assert family_of(float(wavelength)) == family


def test_an_ablating_wavelength_is_sent_elsewhere():
    with pytest.raises(InputError, match="laser-ablative-full"):
        family_of(10600.0)
    with pytest.raises(InputError, match="laser-nonablative"):
        load_model(
            "laser-ablative-full", {"wavelength_nm": 1550.0, "fluence_j_cm2": 5.0}, "", STACK
        )
    with pytest.raises(InputError, match="fluence_j_cm2"):
        load_model("laser-ablative-full", {"wavelength_nm": 2940.0}, "", STACK)
    with pytest.raises(InputError, match="check the unit"):
        load_model("ipl", {"fluence_j_cm2": 15000.0}, "", STACK)


@pytest.mark.parametrize("passes", [1, 2, 4])
def test_boxes_go_down_pass_by_pass(passes):
    """Each pass takes 40 µm and kills 60 below; the first one's kill of the epidermis goes too."""
    removed = np.where(DEPTH_UM < 40.0, 1.0, 0.0)
    coagulated = np.where((DEPTH_UM >= 40.0) & (DEPTH_UM < 100.0), 1.0, 0.0)
    found = after_passes({"removed": removed, "coagulated": coagulated}, 70.0, passes)
    depths = {k: float(np.trapezoid(v, DEPTH_UM)) for k, v in found.items()}
    gone = 70.0 if passes == 1 else 70.0 + 40.0 * (passes - 2) + 40.0
    dead = 30.0 if passes == 1 else 60.0
    # a box on a grid of 5 µm is half a step short at each of its edges
    assert depths["removed"] == pytest.approx(gone, abs=2.5 * (passes + 1))
    assert depths["coagulated"] == pytest.approx(dead, abs=5.0)
    assert (sum(found.values()) <= 1.0 + 1e-12).all()


def test_one_vial_under_a_cheek_is_one_dose():
    settings = {"agent": "plla", "vials": 1.0, "dilution_ml": 8.0}
    one = load_model("biostimulator", settings, "", STACK).loads(STACK)
    assert one.loads["particles"] == pytest.approx(1.0, rel=0.02)
    two = load_model("biostimulator", {**settings, "vials": 2.0}, "", STACK).loads(STACK)
    assert two.loads["particles"] == pytest.approx(2.0 * one.loads["particles"])


@pytest.mark.parametrize("agent", [agent for agent in AGENTS if agent not in GELS])
def test_a_usual_course_of_each_product_is_about_one_dose(agent):
    settings = {"agent": agent, "vials": 1.0, "dilution_ml": 8.0 if agent[-2:] == "la" else 0.0}
    drawn = load_model("biostimulator", settings, "", STACK).loads(STACK)
    assert 0.7 < drawn.loads["particles"] < 1.4
    assert 90.0 < drawn.particle_life_days < 1100.0


def test_a_crosslinked_gel_stays_and_a_free_one_is_a_carrier():
    held = load_model("hyaluronic-gel", {"crosslinked": True}, "", STACK).loads(STACK).loads
    free = load_model("hyaluronic-gel", {"crosslinked": False}, "", STACK).loads(STACK).loads
    assert held["gel"] > 20.0
    assert "gel" not in free
    assert free["carrier"] > 5.0


@pytest.mark.parametrize("agent", ["caha", "pcl"])
def test_a_carrier_that_fades_as_the_virtual_skins_meets_the_stimulus_when_water_is_gone(agent):
    """From its load on, halved as a gel is, it runs into the stimulus' own course."""
    settings = {"agent": agent, "vials": 1.0, "dilution_ml": 0.5}
    load = load_model("biostimulator", settings, "", STACK).loads(STACK).loads["carrier"]
    course = session_model("biostimulator", settings, "", STACK).draw(STACK)
    late = COURSE_DAYS >= 21.0
    half = parameter("particle.carrier.gel")
    np.testing.assert_allclose(
        load * 2.0 ** (-COURSE_DAYS[late] / half), course.courses["carrier-volume"][late], rtol=0.05
    )
