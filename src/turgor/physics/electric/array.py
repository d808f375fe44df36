"""Many equal needles at once: how current shares itself out, and what each makes of the others.

Each needle's field is that of one alone (axisymmetric, exact in the layers); fields of all
needles add up. A needle's metal floats in the others' field at its mean, weighted by the current
that leaves each of its parts (Green's reciprocity), which gives the matrix of mutual resistances
and from it the currents. What is left out is the dipole that a neighbour's field induces in a
needle, of the order (radius / distance) squared.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from turgor.errors import InputError
from turgor.physics.electric.around import mean_around
from turgor.physics.electric.potential import UnitField

FloatArray = NDArray[np.float64]

Polarity = Literal["monopolar", "bipolar"]


@dataclass(frozen=True, slots=True)
class ArrayField:
    """An array that delivers 1 W in all.

    impedance_ohm : magnitude, between the poles (bipolar) or to the far electrode (monopolar).
    current_a : (n,), root mean square, of each needle, signed. place_um : (n, 2). typical : the
    needle whose current is nearest to the root mean square of all. heat_w_cm3 : (n_z, n_r) about
    it, averaged around its axis, as if it carried that mean. excess : square of the strongest
    current over the mean square.
    """

    impedance_ohm: float
    current_a: FloatArray
    place_um: FloatArray
    typical: int
    heat_w_cm3: FloatArray
    excess: float


def square_array(count: int, pitch_um: float) -> FloatArray:
    """Places of ``count`` needles, (n, 2) µm: full rows of a square as far as they go.

    Errors: InputError for no needle, or a pitch that isn't above 0.
    """
    if count < 1 or not pitch_um > 0.0:
        raise InputError(f"{count} needles {pitch_um} µm apart; both lie above 0")
    columns = int(np.ceil(np.sqrt(count) - 1e-9))
    index = np.arange(count)
    place = np.stack([index % columns, index // columns], axis=1) * pitch_um
    return np.asarray(place - place.mean(axis=0), dtype=np.float64)


def array_field(
    field: UnitField,
    conductivity_s_m: FloatArray,
    place_um: FloatArray,
    polarity: Polarity,
    *,
    sign: FloatArray | None = None,
    within_um: float = np.inf,
) -> ArrayField:
    """Currents, impedance and heat of an array from the field of one needle alone.

    field : real, of one needle with the others absent. conductivity_s_m : (n_z, n_r), what it was
    worked out with. sign : (n,) +1 or -1, the pole of each needle where bipolar; rows alternate
    where left out. within_um : the others' heat is added in columns up to this radius.
    Errors: InputError where bipolar needles all have one sign.
    """
    place = np.asarray(place_um, dtype=np.float64)
    matrix = mutual_ohm(field, place)
    current = _currents(matrix, place, polarity, sign)
    power = float(current @ matrix @ current)
    current /= np.sqrt(power)
    mean_square = float((current**2).mean())
    middle = np.hypot(*(place - place.mean(axis=0)).T)
    typical = int(np.lexsort((middle, np.round(np.abs(current**2 / mean_square - 1.0), 6)))[0])
    return ArrayField(
        impedance_ohm=float(1.0 / np.abs(current[current > 0.0].sum()) ** 2),
        current_a=current,
        place_um=place,
        typical=typical,
        heat_w_cm3=_heat(field, conductivity_s_m, place, current, typical, within_um),
        excess=float((current**2).max() / mean_square),
    )


def mutual_ohm(field: UnitField, place_um: FloatArray) -> FloatArray:
    """Resistance matrix (n, n): V of needle i for each A that leaves needle j, ohm."""
    total = 1.0 / field.impedance_ohm.real
    leaves = _leaving(field) / total
    away = np.hypot(*np.moveaxis(place_um[:, None] - place_um[None, :], -1, 0))
    distances, index = np.unique(np.round(away, 3), return_inverse=True)
    r = field.edges.r_centre_um
    per_amp = np.real(field.potential) / total
    values = np.empty(len(distances))
    for k, distance in enumerate(distances):
        if distance == 0.0:
            values[k] = field.impedance_ohm.real
            continue
        j = int(np.clip(np.searchsorted(r, distance) - 1, 0, len(r) - 2))
        # between two columns the potential is nearly 1/r: interpolate r * phi
        t = (distance - r[j]) / (r[j + 1] - r[j])
        column = ((1.0 - t) * r[j] * per_amp[:, j] + t * r[j + 1] * per_amp[:, j + 1]) / distance
        values[k] = float(leaves @ column)
    return np.asarray(values[index.reshape(away.shape)], dtype=np.float64)


def field_strength(field: UnitField, conductivity_s_m: FloatArray) -> tuple[FloatArray, FloatArray]:
    """E at the centres of cells at 1 V, outwards and downwards, V/µm; 0 inside the needle."""
    edges = field.edges
    r, dz = edges.r_centre_um, np.diff(edges.z_um)[:, None]
    through_r = np.zeros((len(dz), len(r) + 1))
    through_r[:, 1:-1] = np.real(field.current_r_a)
    through_r[:, -1] = through_r[:, -2]
    # 2 pi r dz j_r is what crosses a face; r j_r hardly changes across a cell
    inside = 0.5 * (through_r[:, 1:] + through_r[:, :-1])
    e_r = inside / (2.0 * np.pi * r * dz) / (conductivity_s_m * 1e-6)
    area = np.pi * np.diff(edges.r_um**2)
    through_z = np.zeros((len(dz) + 1, len(r)))
    through_z[1:-1] = np.real(field.current_z_a)
    through_z[-1] = through_z[-2]
    e_z = 0.5 * (through_z[1:] + through_z[:-1]) / area / (conductivity_s_m * 1e-6)
    return np.where(field.metal, 0.0, e_r), np.where(field.metal, 0.0, e_z)


def _leaving(field: UnitField) -> FloatArray:
    """Current that leaves the needle in each row of cells at 1 V, A."""
    metal = field.metal
    out_r = metal[:, :-1] & ~metal[:, 1:]
    rows = np.where(out_r, np.real(field.current_r_a), 0.0).sum(axis=1)
    out_z = metal[:-1] & ~metal[1:]
    rows[:-1] += np.where(out_z, np.real(field.current_z_a), 0.0).sum(axis=1)
    return np.asarray(rows, dtype=np.float64)


def _currents(
    matrix: FloatArray, place: FloatArray, polarity: Polarity, sign: FloatArray | None
) -> FloatArray:
    """Currents at 1 V between the poles, A."""
    count = len(matrix)
    if polarity == "monopolar":
        return np.asarray(np.linalg.solve(matrix, np.ones(count)), dtype=np.float64)
    if sign is None:
        sign = _alternating(place)
    if np.unique(np.sign(sign)).size < 2:
        raise InputError("a bipolar array needs needles of both poles; say 'monopolar' otherwise")
    # both poles float: what flows out of one flows into the other
    bordered = np.zeros((count + 1, count + 1))
    bordered[:count, :count] = matrix
    bordered[:count, count] = bordered[count, :count] = 1.0
    wanted = np.concatenate([0.5 * np.sign(sign), [0.0]])
    return np.asarray(np.linalg.solve(bordered, wanted)[:count], dtype=np.float64)


def _alternating(place: FloatArray) -> FloatArray:
    """Poles by row, or along the row where there is only one."""
    rows = np.unique(np.round(place[:, 1], 3), return_inverse=True)[1]
    if rows.max() == 0:
        rows = np.unique(np.round(place[:, 0], 3), return_inverse=True)[1]
    return np.where(rows % 2 == 0, 1.0, -1.0)


def _heat(
    field: UnitField,
    conductivity: FloatArray,
    place: FloatArray,
    current: FloatArray,
    typical: int,
    within_um: float,
) -> FloatArray:
    """Joule heat about one needle, averaged around it, W/cm³."""
    own = float(current[typical]) * field.impedance_ohm.real  # V of its own field
    heat = own**2 * field.power_w / field.edges.volume_um3 * 1e12
    # few needles carry just the mean: what the typical one makes is brought to it
    brought = float((current**2).mean() / current[typical] ** 2)
    others = np.arange(len(place)) != typical
    if not others.any():
        return np.asarray(heat * brought)
    e_r, e_z = field_strength(field, conductivity)
    volt = current[others] * field.impedance_ohm.real
    offset = place[others] - place[typical]
    near = int(np.searchsorted(field.edges.r_centre_um, within_um))
    r = field.edges.r_centre_um
    mean_r, mean_z, square = mean_around(r, e_r, e_z, offset, volt, near)
    cross = 2.0 * own * (e_r[:, :near] * mean_r + e_z[:, :near] * mean_z) + square
    # (V/µm)² S/m is 1e12 W/m³, 1e6 W/cm³
    added = np.where(field.metal[:, :near], 0.0, conductivity[:, :near] * cross * 1e6)
    heat[:, :near] = np.maximum(heat[:, :near] + added, 0.0)
    return np.asarray(heat * brought)
