"""Shares of the skin that a field of zones takes, with overlap within and between passes."""

import math

import numpy as np
from numpy.typing import NDArray

from turgor.errors import InputError
from turgor.record.stimulus import PROFILE_KINDS
from turgor.skin.stimulus.field.shape import ZoneField, ZoneShape

FloatArray = NDArray[np.float64]

_UM2_PER_CM2 = 1.0e8
#: corners of the cell that lies nearest to one zone of a lattice
_CORNERS = {"square": 4, "hexagonal": 6}
#: points on each side of a cell where zones overlap and some are missing: shares to about 1e-4
_POINTS = 160


def lateral_fractions(shape: ZoneShape, field: ZoneField) -> dict[str, FloatArray]:
    """What becomes of the skin: share of the area by kind of PROFILE_KINDS, (n,) at DEPTH_UM.

    Zones are nested discs about one axis, so what is of one kind or stronger is the union of
    equal discs. A place counts as its strongest kind; kinds add up to the union, never above 1.
    """
    fractions: dict[str, FloatArray] = {}
    stronger = np.zeros_like(shape.reach)
    for kind, radius_um in zip(PROFILE_KINDS, shape.outer_um, strict=True):
        covered = np.maximum(covered_share(radius_um, field, shape.reach), stronger)
        fractions[kind] = covered - stronger
        stronger = covered
    return fractions


def covered_share(
    radius_um: FloatArray, field: ZoneField, reach: FloatArray | float = 1.0
) -> FloatArray:
    """Share of the skin under at least one disc, on average over where passes come to lie.

    radius_um (any shape) : of the discs. reach (same shape or one number) : share of them that
    are there, each by itself. Random placement is the Boolean model, 1 - exp(-density·area)
    (Hall 1988); in a grid a place is covered where its nearest zone covers it, so the union is
    the disc cut by the lattice's cell.
    """
    radius = np.asarray(radius_um, dtype=np.float64)
    there = np.broadcast_to(np.asarray(reach, dtype=np.float64), radius.shape)
    if field.placement == "random":
        area = math.pi * radius**2 / _UM2_PER_CM2
        return -np.expm1(-field.density_mtz_cm2 * area * there)
    if not math.isfinite(field.pitch_um):
        return np.zeros_like(radius)
    free = 1.0 - _grid_share(radius, there, field.pitch_um, field.lattice)
    strips = 1.0 / (1.0 - field.strip_overlap)
    fewer = math.floor(strips + 1e-12)
    often = strips - fewer
    # a place lies under `fewer` strips of a pass, or under one more
    one_pass = (1.0 - often) * free**fewer + often * free ** (fewer + 1)
    return np.asarray(1.0 - one_pass**field.passes, dtype=np.float64)


def lattice_share(radius_um: FloatArray, pitch_um: float, lattice: str) -> FloatArray:
    """Share of the plane under equal discs on a lattice, overlap counted once; exact.

    The disc meets the regular polygon (inradius half the pitch) that is nearest to its zone.
    """
    if lattice not in _CORNERS:
        raise InputError(f"lattice is '{lattice}'; allowed: {', '.join(_CORNERS)}")
    corners, inner = _CORNERS[lattice], 0.5 * pitch_um
    cell = corners * inner**2 * math.tan(math.pi / corners)
    radius = np.minimum(
        np.asarray(radius_um, dtype=np.float64), inner / math.cos(math.pi / corners)
    )
    beyond = np.maximum(radius, inner)
    cut = beyond**2 * np.arccos(inner / beyond) - inner * np.sqrt(beyond**2 - inner**2)
    return np.clip((math.pi * radius**2 - corners * cut) / cell, 0.0, 1.0)


def _grid_share(radius: FloatArray, reach: FloatArray, pitch_um: float, lattice: str) -> FloatArray:
    whole = lattice_share(radius, pitch_um, lattice)
    share = np.asarray(np.where(reach < 1.0, whole * reach, whole), dtype=np.float64)
    # thinned zones that overlap: a place is free where each of the zones over it is missing
    for index in np.argwhere((reach > 0.0) & (reach < 1.0) & (radius > 0.5 * pitch_um)):
        at = tuple(index)
        missing = 1.0 - float(reach[at])
        share[at] = 1.0 - float(
            np.mean(missing ** _zones_over(float(radius[at]), pitch_um, lattice))
        )
    return share


def _zones_over(radius_um: float, pitch_um: float, lattice: str) -> NDArray[np.intp]:
    """How many zones of a lattice lie over each of the points of one of its cells."""
    side = (np.arange(_POINTS) + 0.5) / _POINTS
    u, v = np.meshgrid(side, side)
    skew, height = (0.5, math.sqrt(3.0) / 2.0) if lattice == "hexagonal" else (0.0, 1.0)
    x, y = (u + skew * v) * pitch_um, height * v * pitch_um
    count = np.zeros(u.shape, dtype=np.intp)
    most = math.ceil(radius_um / (pitch_um * height)) + 2
    for row in range(-most, most + 1):
        for column in range(-most - abs(row), most + abs(row) + 1):
            away = (x - (column + skew * row) * pitch_um) ** 2
            away += (y - row * height * pitch_um) ** 2
            count += away <= radius_um**2
    return count
