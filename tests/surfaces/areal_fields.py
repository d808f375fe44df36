"""Surfaces with known parameters, for the areal reference tests (µm throughout)."""

import numpy as np


def points(rows, cols, pitch_x=1.0, pitch_y=1.0):
    """Coordinates of a grid whose first point lies half a pitch from the corner."""
    return np.meshgrid((np.arange(cols) + 0.5) * pitch_x, (np.arange(rows) + 0.5) * pitch_y)


def gaussian_field(rng, size, length_x, length_y=None, sq=1.0):
    """Periodic Gaussian field of unit pitch with autocorrelation exp(-(x/lx)² - (y/ly)²).

    Drawn in Fourier space from the exact spectrum, so that expectation values are those of theory.
    """
    length_y = length_x if length_y is None else length_y
    f = np.fft.fftfreq(size)
    fx, fy = np.meshgrid(f, f)
    density = (
        np.pi
        * length_x
        * length_y
        * np.exp(-((np.pi * fx * length_x) ** 2) - (np.pi * fy * length_y) ** 2)
    )
    noise = np.fft.fft2(rng.standard_normal((size, size)))
    return sq * np.fft.ifft2(noise * np.sqrt(density)).real


def ensemble(values, theory):
    """Distance of an ensemble mean from theory in standard errors."""
    values = np.asarray(values)
    return (values.mean() - theory) / (values.std(ddof=1) / np.sqrt(values.size))
