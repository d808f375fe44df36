"""Real skin spectra: the International Skin Spectra Archive and NIST's repeated forearms."""

import csv
import zlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

WAVELENGTH_NM = np.arange(400.0, 701.0, 10.0)
ITA_EDGES = ((55, 90), (41, 55), (28, 41), (10, 28), (-30, 10), (-90, -30))
INNER_ARM, OUTER_ARM = 7, 10


@dataclass(frozen=True)
class Archive:
    """reflectance (m, 31) at WAVELENGTH_NM, lab (m, 3) as stored, person (m,), site (m,), and
    training (m,): the half of the persons on whom priors are fitted."""

    reflectance: np.ndarray
    lab: np.ndarray
    person: np.ndarray
    site: np.ndarray
    training: np.ndarray

    @property
    def ita_deg(self) -> np.ndarray:
        return np.degrees(np.arctan2(self.lab[:, 0] - 50.0, self.lab[:, 2]))


@cache
def issa(shared: Path) -> Archive:
    """The archive's 15,256 spectra; its reading takes four seconds."""
    import openpyxl

    path = shared / "colour" / "issa" / "ISSA_17_Jan_2025_Yan_Lu.xlsx"
    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    rows = list(book["ISSA"].iter_rows(values_only=True))
    book.close()
    heading = rows[11]
    first = heading.index(400)
    lightness = heading.index("L*")
    data = [row for row in rows[12:] if row[0] is not None]
    reflectance = np.array([row[first : first + 31] for row in data], dtype=float) / 100.0
    lab = np.array([row[lightness : lightness + 3] for row in data], dtype=float)
    person = np.array([f"{row[1]}-{row[2]}" for row in data])
    training = np.array([zlib.crc32(name.encode()) % 2 == 0 for name in person])
    return Archive(reflectance, lab, person, np.array([row[6] for row in data]), training)


@cache
def nist(shared: Path) -> tuple[np.ndarray, np.ndarray]:
    """Wavelengths (751,) in nm and reflectance (100 persons, 3 readings, 751)."""
    path = shared / "colour" / "nist" / "M38597.csv"
    with path.open(encoding="latin-1", newline="") as file:
        rows = list(csv.reader(file))[8:]
    kept = [1 + 4 * person + reading for person in range(100) for reading in range(3)]
    data = np.array([[float(row[0]), *(float(row[i]) for i in kept)] for row in rows if row[0]])
    return data[:, 0], data[:, 1:].T.reshape(100, 3, -1)


def sem_and_between(values: np.ndarray) -> tuple[float, float]:
    """Within-person standard deviation and the persons' own, of (persons, readings)."""
    readings = values.shape[1]
    within = values.var(axis=1, ddof=1).mean()
    between = (readings * values.mean(axis=1).var(ddof=1) - within) / readings
    return float(np.sqrt(within)), float(np.sqrt(max(between, 1e-12)))


def melanin_index(wavelength_nm: np.ndarray, reflectance: np.ndarray) -> np.ndarray:
    """100 log10(1/R) at 655 nm, the mean of 650 and 660."""
    bands = [int(np.argmin(np.abs(wavelength_nm - nm))) for nm in (650.0, 660.0)]
    return -100.0 * np.log10(reflectance[..., bands].mean(axis=-1))
