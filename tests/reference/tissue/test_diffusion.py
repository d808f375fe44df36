"""Permeability and diffusion against closed forms and what was measured."""

import math

import numpy as np
import pytest

from turgor.errors import InputError
from turgor.evidence import parameter_draw
from turgor.physics.tissue import (
    Solute,
    corneum_permeability_cm_h,
    diffusion_layers,
    tissue_stack,
)

GLYCOLIC = Solute(76.05, -1.11, 3.83)


@pytest.mark.parametrize(("mass", "log_kow"), [(94.1, 1.46), (151.2, 0.46), (362.5, 1.61)])
def test_the_equation_by_hand(mass, log_kow):
    """log Kp (cm/s) = -6.3 + 0.71 log Kow - 0.0061 M."""
    by_hand = 3600.0 * 10.0 ** (-6.3 + 0.71 * log_kow - 0.0061 * mass)
    assert corneum_permeability_cm_h(Solute(mass, log_kow)) == pytest.approx(by_hand, rel=1e-12)


def test_parts_of_the_corneum_make_the_whole():
    """Partition times diffusivity over thickness is the permeability, at the norm's thickness."""
    stack = tissue_stack("cheek", 45, "f")
    corneum = diffusion_layers(stack, GLYCOLIC)[0]
    whole = corneum_permeability_cm_h(GLYCOLIC)
    assert corneum.permeability_cm_h * corneum.thickness_um / 15.0 == pytest.approx(whole, rel=1e-9)


def test_thin_corneum_lets_more_through():
    thin, thick = (
        diffusion_layers(tissue_stack(site, 45, "f"), GLYCOLIC)[0].permeability_cm_h
        for site in ("cheek", "hand")
    )
    assert thin / thick == pytest.approx(29.3 / 16.8, rel=1e-9)


def test_free_acid_of_glycolic():
    """Between pH 2.0 and 3.8 the free acid falls 1.9 times (pKa 3.83), no more."""
    ratio = GLYCOLIC.neutral_share(2.0) / GLYCOLIC.neutral_share(3.8)
    assert ratio == pytest.approx(1.9, abs=0.02)
    assert GLYCOLIC.neutral_share(3.83) == pytest.approx(0.5)
    assert Solute(100.0, 1.0, 8.0, base=True).neutral_share(9.0) == pytest.approx(10.0 / 11.0)


def test_an_ion_hardly_passes():
    layers = diffusion_layers(tissue_stack("cheek"), GLYCOLIC, ph=7.4)
    neutral = diffusion_layers(tissue_stack("cheek"), GLYCOLIC, ph=1.0)
    ratio = layers[0].permeability_cm_h / neutral[0].permeability_cm_h
    assert 0.005 < ratio < 0.02


def test_living_tissue_is_no_barrier_to_what_likes_water():
    """The corneum holds glycolic acid back a hundredfold; retinoic acid meets the second barrier
    that lipophilic solutes meet (cleek-bunge-1993)."""
    stack = tissue_stack("cheek", 45, "f")
    acid = diffusion_layers(stack, GLYCOLIC)
    assert acid[1].permeability_cm_h > 100.0 * acid[0].permeability_cm_h
    retinoic = diffusion_layers(stack, Solute(300.4, 6.3))
    assert retinoic[1].permeability_cm_h < 2.0 * retinoic[0].permeability_cm_h


def test_free_solutes_diffuse_slower_in_dermis_than_in_water():
    """Small ones in water at 37 °C: urea 1.8e-9, glucose 0.92e-9 m²/s (textbook values)."""
    stack = tissue_stack("cheek", 45, "f")
    for mass, water_um2_s in ((60.06, 1800.0), (180.16, 920.0)):
        dermis = diffusion_layers(stack, Solute(mass, -2.0))[2]
        assert 0.05 * water_um2_s < dermis.diffusivity_um2_s < water_um2_s


def test_draws_scatter_as_the_law_does():
    """Four to one, either way, for four of five solutes (R² 0.67 over six decades)."""
    logs = []
    for index in range(64):
        with parameter_draw(index, 64):
            logs.append(math.log10(corneum_permeability_cm_h(GLYCOLIC)))
    assert np.std(logs) == pytest.approx(0.6, abs=0.08)


@pytest.mark.parametrize(
    ("arguments", "word"),
    [((0.0, 1.0), "molar mass"), ((100.0, 1e4), "Kow itself"), ((100.0, 1.0, 99.0), "pKa")],
)
def test_impossible_solutes_are_refused(arguments, word):
    with pytest.raises(InputError, match=word):
        Solute(*arguments)
