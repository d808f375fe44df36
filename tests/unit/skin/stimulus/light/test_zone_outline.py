"""Outlines between cells, and a zone as radii by depth."""

import numpy as np
import pytest

from turgor.record.stimulus import DEPTH_UM
from turgor.skin.stimulus.light.grids import ablating_edges_um, scattered_edges_um
from turgor.skin.stimulus.light.outline import ZoneOutline, reach_of_level


def test_a_sphere_of_level_is_found_between_cells():
    r, z = np.linspace(0.0, 400.0, 41), np.linspace(0.0, 500.0, 51)
    rc, zc = 0.5 * (r[1:] + r[:-1]), 0.5 * (z[1:] + z[:-1])
    level = 203.0 - np.hypot(*np.meshgrid(rc, zc))
    radius, depth = reach_of_level(level, np.zeros(level.shape, dtype=bool), r, z)
    assert depth == pytest.approx(203.0, abs=0.2)
    assert radius[0] == pytest.approx(203.0, abs=0.2)
    at = int(np.searchsorted(zc, 120.0))
    assert radius[at] == pytest.approx(np.sqrt(203.0**2 - zc[at] ** 2), abs=0.5)
    assert (radius[zc > 210.0] == 0.0).all()


def test_what_is_gone_counts_as_inside_whatever_its_level():
    r, z = np.linspace(0.0, 40.0, 5), np.linspace(0.0, 40.0, 5)
    level, gone = np.full((4, 4), -1.0), np.zeros((4, 4), dtype=bool)
    gone[:2, 0] = True
    level[0, 0] = np.nan
    radius, depth = reach_of_level(level, gone, r, z)
    assert depth == 20.0
    assert radius.tolist() == [10.0, 10.0, 0.0, 0.0]


def test_nothing_inside_is_no_zone():
    edges = np.linspace(0.0, 40.0, 5)
    radius, depth = reach_of_level(np.full((4, 4), -np.inf), np.zeros((4, 4), bool), edges, edges)
    assert depth == 0.0 and not radius.any()


def test_shape_ends_where_the_zone_does():
    z = np.linspace(5.0, 995.0, 100)
    cone = np.clip(100.0 * (1.0 - z / 400.0), 0.0, None)
    outline = ZoneOutline(z, 0.0 * cone, cone, cone, cone, 0.0, 400.0, 400.0, 400.0)
    shape = outline.shape()
    assert not shape.removed_um.any()
    assert shape.coagulated_um[DEPTH_UM > 400.0].max() == 0.0
    assert np.interp(200.0, DEPTH_UM, shape.coagulated_um) == pytest.approx(50.0, abs=0.6)


@pytest.mark.parametrize("spot", [60.0, 250.0, 3000.0])
@pytest.mark.parametrize("fine", [True, False])
def test_the_rim_of_a_flat_beam_falls_between_cells(spot, fine):
    r, z = ablating_edges_um(spot, fine)
    assert np.abs(r - 0.5 * spot).min() < 1e-9
    assert r[-1] >= spot and z[-1] >= 6000.0
    assert len(r) < 100 and len(z) < 100


def test_one_grid_serves_every_spot_of_scattered_light():
    r, z = scattered_edges_um()
    assert r[-1] >= 3200.0 and z[-1] >= 5000.0
    assert len(r) * len(z) < 4000
