"""Dispersion of a tissue's permittivity: four terms of Cole and Cole and a direct current."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from turgor.evidence import evidence_table

FloatArray = NDArray[np.float64]

#: electric constant, F/m (CODATA 2018)
ELECTRIC_CONSTANT = 8.8541878128e-12


def cole_cole(
    frequency_hz: ArrayLike,
    high: float,
    steps: ArrayLike,
    relaxation_s: ArrayLike,
    broadening: ArrayLike,
    conductivity_s_m: float,
) -> tuple[FloatArray, FloatArray]:
    """Conductivity, S/m, and relative permittivity, both (n,), at (n,) frequencies.

    high : permittivity at endless frequency. steps, relaxation_s, broadening : (k,) of each
    term, broadening 0 = Debye's. conductivity_s_m : of direct current.

    eps = high + sum step / (1 + (i w tau)^(1 - broadening)) + conductivity / (i w e0)
    """
    turns = 2.0 * np.pi * np.atleast_1d(np.asarray(frequency_hz, dtype=np.float64))
    powers = 1.0 - np.asarray(broadening, dtype=np.float64)
    reach = (1j * turns[:, None] * np.asarray(relaxation_s, dtype=np.float64)) ** powers
    permittivity = high + (np.asarray(steps, dtype=np.float64) / (1.0 + reach)).sum(axis=1)
    conductivity = -permittivity.imag * turns * ELECTRIC_CONSTANT + conductivity_s_m
    return conductivity, permittivity.real


def tissue_dispersion(tissue: str, frequency_hz: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Conductivity, S/m, and relative permittivity (n,) of a tissue of gabriel-1996.

    tissue : 'dry-skin', 'wet-skin', 'fat', 'infiltrated-fat' or 'muscle'; 10 Hz to 100 GHz, near
    body temperature.
    """
    table = evidence_table(f"cole-cole-{tissue}")
    return cole_cole(
        frequency_hz,
        float(table.column("permittivity_high")[0]),
        table.column("permittivity_step"),
        table.column("relaxation_s"),
        table.column("broadening"),
        float(table.column("conductivity_s_m")[0]),
    )
