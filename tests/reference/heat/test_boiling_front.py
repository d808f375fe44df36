"""Boiling against the closed form of a moving boundary (Neumann's solution of Stefan's problem)."""

import dataclasses
import math

import numpy as np
from scipy.optimize import brentq
from scipy.special import erf

from turgor.evidence import parameter
from turgor.physics.heat.axisymmetric import heat_zone
from turgor.physics.heat.layers import ThermalLayer
from turgor.physics.heat.pulse import PulseTrain
from turgor.physics.heat.through_time import Course

SKIN = ThermalLayer(math.inf, 0.4, 1100.0, 3600.0, 0.65)


def boiled_depth(hot_c, seconds, cells):
    """How far dry tissue at hot_c, above z = 400 µm, boils what lies below at 100 °C, µm."""
    r, z = np.array([0.0, 50.0, 100.0]), np.linspace(0.0, 800.0, cells + 1)
    dark, moment = np.zeros((cells, 2)), PulseTrain(1e-3)
    capacity = SKIN.volumetric_j_cm3k
    latent = 1e-3 * parameter("heat.water.latent") * SKIN.water_fraction * SKIN.density_kg_m3
    begun = heat_zone([SKIN], dark, r, z, moment, course=Course(longest_s=1e-6, until_c=1e3))
    above = (z[:-1] < 400.0)[:, None]
    heat = np.where(above, hot_c * capacity + latent, 100.0 * capacity) + np.zeros((1, 2))
    begun = dataclasses.replace(begun, enthalpy_j_cm3=heat)
    course = Course(until_c=-math.inf, longest_s=seconds - 1e-6)
    run = heat_zone([SKIN], dark, r, z, moment, start=begun, course=course)
    boiled = np.clip((run.enthalpy_j_cm3[:, 0] - 100.0 * capacity) / latent, 0.0, 1.0)
    return float((boiled * np.diff(z))[z[:-1] >= 400.0].sum()), capacity / latent


def test_boiling_front_follows_stefan():
    hot, seconds = 400.0, 0.05
    found, share = boiled_depth(hot, seconds, 400)
    drive = share * (hot - 100.0) / math.sqrt(math.pi)
    root = brentq(lambda x: x * math.exp(x * x) * (1.0 + erf(x)) - drive, 1e-6, 5.0)
    wanted = 2.0 * root * math.sqrt(SKIN.diffusivity_um2_s * seconds)
    assert abs(found - wanted) < 0.01 * wanted


def test_water_holds_tissue_at_100():
    """What boils a third of the water leaves the rest at 100 °C, and no hotter."""
    r, z = np.array([0.0, 500.0, 1000.0]), np.array([0.0, 500.0, 1000.0])
    latent = 1e-3 * parameter("heat.water.latent") * SKIN.water_fraction * SKIN.density_kg_m3
    source = np.full((2, 2), 63.0 * SKIN.volumetric_j_cm3k + latent / 3.0)
    run = heat_zone([SKIN], source, r, z, PulseTrain(1.0), course=Course(until_c=1e3))
    assert (run.peak_c == 100.0).all()
    held = run.enthalpy_j_cm3 - 100.0 * SKIN.volumetric_j_cm3k
    assert np.allclose(held, latent / 3.0, rtol=1e-9)
