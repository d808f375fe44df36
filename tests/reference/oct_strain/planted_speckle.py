"""OCT speckle with planted strain, summed scatterer by scatterer: nothing of the product is used.

Each column holds point scatterers of random depth and complex strength. A scan is the sum of their
Gaussian axial responses, each turned by 4 pi n z / lambda; columns are blurred to the side. Between
the scans a scatterer moves from z to z + d(z), d the integral of the planted strain.
"""

import numpy as np

WAVELENGTH_UM, INDEX = 1.3, 1.4


def displacement_um(z_um, edges_um, strains):
    """Integral of piecewise constant strain from the surface."""
    bounds = np.array([0.0, *edges_um, 1e6])
    inside = np.clip(z_um[..., None], bounds[:-1], bounds[1:]) - bounds[:-1]
    return (inside * np.asarray(strains)).sum(axis=-1)


def pair(
    strains,
    edges_um=(),
    *,
    rows=251,
    cols=120,
    axial_um=3.5,
    lateral_um=5.0,
    axial_fwhm_um=9.0,
    lateral_fwhm_um=15.0,
    noise=0.0,
    bulk_um=0.0,
    seed=0,
):
    """Two complex scans (rows, cols)."""
    rng = np.random.default_rng(seed)
    depth = rows * axial_um
    count = int(depth / axial_fwhm_um * 5)
    z = rng.uniform(-20.0, depth + 20.0, (cols, count))
    strength = rng.normal(size=z.shape) + 1j * rng.normal(size=z.shape)
    moved = z + displacement_um(z, edges_um, strains) + bulk_um
    scans = [_scan(p, strength, rows, axial_um, axial_fwhm_um) for p in (z, moved)]
    width = lateral_fwhm_um / lateral_um / 2.355
    reach = np.arange(-int(4 * width) - 1, int(4 * width) + 2)
    kernel = np.exp(-0.5 * (reach / max(width, 0.05)) ** 2)
    scans = [np.apply_along_axis(np.convolve, 1, s, kernel / kernel.sum(), "same") for s in scans]
    level = noise * np.sqrt(np.mean(np.abs(scans[0]) ** 2) / 2.0)
    return [
        (s + level * (rng.normal(size=s.shape) + 1j * rng.normal(size=s.shape))).astype("complex64")
        for s in scans
    ]


def _scan(z, strength, rows, axial_um, fwhm_um):
    """Sum of Gaussian responses, (rows, columns)."""
    sigma = fwhm_um / 2.355
    turned = strength * np.exp(4j * np.pi * INDEX * z / WAVELENGTH_UM)
    grid = np.arange(rows) * axial_um
    scan = np.zeros((rows, len(z)), complex)
    for column in range(len(z)):
        response = np.exp(-0.5 * ((grid[:, None] - z[column]) / sigma) ** 2)
        scan[:, column] = response @ turned[column]
    return scan
