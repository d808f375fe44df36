"""Real forearm spectra that phantoms are held against."""

import csv

import numpy as np
import pytest


@pytest.fixture(scope="session")
def forearms(shared_data):
    """(nm,), and (100 persons, 3 readings, nm) reflectance: Cooksey 2017, 10.18434/M38597."""
    path = shared_data / "colour" / "nist" / "M38597.csv"
    with path.open(encoding="cp1252", newline="") as file:
        rows = [row for row in csv.reader(file) if row and row[0].strip().isdigit()]
    table = np.array([[float(cell) for cell in row[:401]] for row in rows])
    visible = (table[:, 0] >= 370) & (table[:, 0] <= 790)
    spectra = table[visible, 1:].T.reshape(100, 4, -1)
    assert np.abs(spectra[:, :3].mean(axis=1) - spectra[:, 3]).max() < 2e-4
    return table[visible, 0], spectra[:, :3]
