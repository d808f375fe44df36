"""Echoes of scatterers that move as planted, summed one by one; nothing of the product is used.

A pulse of centre frequency f and Gaussian envelope comes back from depth z after 2 z / c. The echo
at sampled depth Z is the sum of strength * envelope(Z - z) * cos(2 pi f (2 / c) (Z - z)).
"""

import numpy as np

SOUND = 1540.0


def echoes(
    displacement_um, *, centre_mhz=10.0, cycles=3.0, rows=200, row_um=20.0, noise=0.0, seed=0
):
    """Radio-frequency (rows, laterals, times) for displacement of shape (laterals, times)."""
    rng = np.random.default_rng(seed)
    grid = np.arange(rows) * row_um
    length = cycles * SOUND / centre_mhz / 2.0 / 2.355
    count = int(rows * row_um / length * 10)
    laterals, times = displacement_um.shape
    rf = np.empty((rows, laterals, times))
    wave = 4.0 * np.pi * centre_mhz / SOUND
    for lateral in range(laterals):
        z = rng.uniform(-300.0, rows * row_um + 300.0, count)
        strength = rng.normal(size=count)
        for time in range(times):
            apart = grid[:, None] - (z + displacement_um[lateral, time])[None, :]
            envelope = np.exp(-0.5 * (apart / length) ** 2)
            rf[:, lateral, time] = (envelope * np.cos(wave * apart)) @ strength
    rf += noise * rf.std() * rng.normal(size=rf.shape)
    return rf.astype(np.float32), grid * 1e-3
