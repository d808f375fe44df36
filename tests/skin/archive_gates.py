"""What the inversion must reach on real spectra, each as one figure."""

from dataclasses import dataclass

import numpy as np
from archives import (
    INNER_ARM,
    OUTER_ARM,
    WAVELENGTH_NM,
    Archive,
    melanin_index,
    sem_and_between,
)

from turgor.measure.colour.chromophore import Inversion, invert, prior
from turgor.measure.colour.chromophore.bands import read_bands


@dataclass(frozen=True)
class Repeated:
    """Melanin against the melanin index on repeated readings: SEM over between-person SD of
    each, their ratio and its 95 % interval from resampled persons."""

    melanin: float
    index: float
    ratio: float
    low: float
    high: float


def repeated(wavelength_nm, readings, resamples: int = 2000) -> Repeated:
    """Of (persons, readings, n) reflectances."""
    persons, times, _ = readings.shape
    flat = [read_bands(wavelength_nm, row) for row in readings.reshape(persons * times, -1)]
    bands, spectra = flat[0][0], np.stack([row for _, row in flat])
    found = invert(bands, spectra, prior("8:d-sci"))
    melanin = found.coordinates[:, 0].reshape(persons, times)
    index = melanin_index(bands, spectra).reshape(persons, times)

    def relative(values):
        within, between = sem_and_between(values)
        return within / between

    rng = np.random.default_rng(0)
    drawn = []
    for _ in range(resamples):
        some = rng.integers(0, persons, persons)
        drawn.append(relative(melanin[some]) / relative(index[some]))
    ours, theirs = relative(melanin), relative(index)
    low, high = np.percentile(drawn, [2.5, 97.5])
    return Repeated(ours, theirs, ours / theirs, float(low), float(high))


def outer_minus_inner(values, archive: Archive) -> tuple[float, float, int]:
    """Paired effect (mean over SD of the persons' differences), share above 0, persons."""
    difference = []
    for name in np.unique(archive.person[np.isin(archive.site, (INNER_ARM, OUTER_ARM))]):
        own = archive.person == name
        outer, inner = own & (archive.site == OUTER_ARM), own & (archive.site == INNER_ARM)
        if outer.any() and inner.any():
            difference.append(values[outer].mean() - values[inner].mean())
    d = np.array(difference)
    return float(d.mean() / d.std(ddof=1)), float((d > 0).mean()), d.size


def correlation(a, b) -> float:
    return float(np.corrcoef(a, b)[0, 1])


def part(archive: Archive, mask) -> Archive:
    return Archive(*(getattr(archive, name)[mask] for name in Archive.__dataclass_fields__))


def inverted(archive: Archive) -> Inversion:
    return invert(WAVELENGTH_NM, archive.reflectance, prior("d:8-sci"))
