"""Two complex B-scans of the same random scatterers, before and after a small axial strain.

Scatterers are finer than the resolution. One at depth z and side x adds to every pixel near it

    a exp(-(z_p - z)^2 / (2 s_z^2) - (x_p - x)^2 / (2 s_x^2)) exp(4 pi i n z / lambda),

a Gaussian point spread that neighbouring pixels share. Under load it moves by u(z) (positive
away from the probe), and with it both the envelope and the phase; the phase of a pixel turns by
4 pi n u / lambda, which is how strain is measured, and the shared envelope is what misleads a
difference between neighbours. Strain is positive where tissue is stretched along depth.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.compute import jit
from turgor.errors import InputError
from turgor.record.oct_pair import OctPair

F = NDArray[np.float64]
C = NDArray[np.complex128]


@dataclass(frozen=True, slots=True)
class StrainLayer:
    """A layer of even axial strain (share, positive = stretched) and echo strength (amplitude)."""

    thickness_um: float
    strain: float
    amplitude: float = 1.0

    def __post_init__(self) -> None:
        """Refuse what is no layer."""
        if not (self.thickness_um > 0.0 and abs(self.strain) < 0.2 and self.amplitude >= 0.0):
            raise InputError(
                f"OCT layer: thickness {self.thickness_um} um must be above 0, strain "
                f"{self.strain} within 0.2, amplitude {self.amplitude} not negative"
            )


@dataclass(frozen=True, slots=True)
class OctSpec:
    """A scanner, a layered tissue and what spoils the picture.

    layers : from the first row down; the last goes on below. Under even stress a strain of -0.01
    over -0.001 is a stiffness of 1 over 10. rows, cols, axial_um, lateral_um :
    pixels, in tissue. spread_axial_um, spread_lateral_um : standard widths of the amplitude's
    point spread (full width at half maximum of the intensity is 1.665 times that).
    scatterers_per_cell : in each 2 pi s_z s_x. fade_per_mm : amplitude's loss with depth.
    shift_um : rigid axial motion between the scans. lateral_shift_um : rigid motion to the side.
    snr_db : mean power of the first rows over noise; None = none. decorrelation : share of the
    scatterers' power that is new after the load. state_edges : whether the record names the
    borders between layers.
    """

    layers: tuple[StrainLayer, ...] = (StrainLayer(250.0, -0.01), StrainLayer(500.0, -0.001))
    rows: int = 250
    cols: int = 200
    axial_um: float = 2.0
    lateral_um: float = 4.0
    wavelength_nm: float = 1300.0
    refractive_index: float = 1.4
    spread_axial_um: float = 3.0
    spread_lateral_um: float = 6.0
    scatterers_per_cell: float = 24.0
    fade_per_mm: float = 0.0
    shift_um: float = 0.0
    lateral_shift_um: float = 0.0
    snr_db: float | None = 30.0
    decorrelation: float = 0.0
    state_edges: bool = True
    name: str = ""

    def __post_init__(self) -> None:
        """Refuse impossible scanners."""
        sizes = (self.axial_um, self.lateral_um, self.wavelength_nm, self.refractive_index)
        if min(sizes) <= 0.0 or min(self.spread_axial_um, self.spread_lateral_um) <= 0.0:
            raise InputError("OCT: pixels, wavelength, index and point spread must be above 0")
        if not self.layers or self.rows < 2 or self.cols < 1:
            raise InputError("OCT: 1 layer, 2 rows and 1 column are the least")
        if self.rows * self.cols > 4_000_000:
            raise InputError("OCT: more than 4 million pixels; take fewer")
        if not (0.0 <= self.decorrelation < 1.0 and self.scatterers_per_cell > 0.0):
            raise InputError("OCT: decorrelation is a share from 0 to below 1, scatterers above 0")


@dataclass(frozen=True, slots=True)
class OctTruth:
    """What was planted.

    motion_um : (rows,) axial motion at each row before the load, positive away from the probe.
    strain : (rows,) its slope. edges_um : borders between layers. layer_strain : of each layer.
    """

    motion_um: F
    strain: F
    edges_um: tuple[float, ...]
    layer_strain: tuple[float, ...]


def oct_pair(spec: OctSpec, seed: tuple[int, ...] = (1,)) -> tuple[OctPair, OctTruth]:
    """The two scans and their truth; the same seed gives the same speckle and noise."""
    rng = np.random.default_rng([*seed, 5])
    before, after = _scans(spec, rng)
    row = spec.axial_um * np.arange(spec.rows, dtype=np.float64)
    edges = np.cumsum([layer.thickness_um for layer in spec.layers])[:-1]
    which = np.searchsorted(edges, row, side="right")
    strains = np.array([layer.strain for layer in spec.layers], dtype=np.float64)
    inside = tuple(float(e) for e in edges if e < row[-1])
    pair = OctPair(
        before=before.astype(np.complex64),
        after=after.astype(np.complex64),
        axial_um=spec.axial_um,
        lateral_um=spec.lateral_um,
        wavelength_nm=spec.wavelength_nm,
        refractive_index=spec.refractive_index,
        layer_edges_um=inside if spec.state_edges else (),
        load="planted strain",
        name=spec.name,
        device="phantom",
    )
    truth = OctTruth(_moved(spec, row), strains[which], inside, tuple(strains[: len(inside) + 1]))
    return pair, truth


def _moved(spec: OctSpec, depth_um: F) -> F:
    """Axial motion at a depth: the strain added up from the first row, and the rigid shift."""
    edges = np.cumsum([0.0, *(layer.thickness_um for layer in spec.layers)])
    edges[-1] = max(edges[-1], float(depth_um.max()) + 1.0)
    strains = np.array([layer.strain for layer in spec.layers])
    at_edges = np.concatenate([[0.0], np.cumsum(strains * np.diff(edges))])
    above = np.minimum(depth_um, 0.0) * strains[0]
    return np.asarray(
        spec.shift_um + above + np.interp(depth_um, edges, at_edges), dtype=np.float64
    )


def _scans(spec: OctSpec, rng: np.random.Generator) -> tuple[C, C]:
    """Both scans with noise, mean power of the first 20 rows 1 where amplitude is."""
    reach_z, reach_x = 4.0 * spec.spread_axial_um, 4.0 * spec.spread_lateral_um
    strain = max(abs(layer.strain) for layer in spec.layers)
    deep = spec.rows * spec.axial_um
    most = abs(spec.shift_um) + strain * deep
    high = deep + 2.0 * (reach_z + most)
    wide = spec.cols * spec.lateral_um + 2.0 * (reach_x + abs(spec.lateral_shift_um))
    cell = 2.0 * math.pi * spec.spread_axial_um * spec.spread_lateral_um
    count = round(spec.scatterers_per_cell * high * wide / cell)
    if count > 5_000_000:
        raise InputError("OCT: more than 5 million scatterers; take fewer per cell or pixels")
    z = rng.uniform(-reach_z - most, deep + reach_z + most, count)
    x = rng.uniform(0.0, wide, count) - 0.5 * (wide - spec.cols * spec.lateral_um)
    # equal strength, random phase: speckle's contrast squared is 1 + 1 / scatterers per cell
    size = np.exp(2j * np.pi * rng.uniform(size=count))
    other = np.exp(2j * np.pi * rng.uniform(size=count))
    edges = np.cumsum([layer.thickness_um for layer in spec.layers])[:-1]
    strength = np.array([layer.amplitude for layer in spec.layers])
    strength = strength[np.searchsorted(edges, z, side="right")]
    strength *= np.exp(-1e-3 * spec.fade_per_mm * z) * math.sqrt(2.0 / spec.scatterers_per_cell)
    fresh = math.sqrt(spec.decorrelation)
    kept = math.sqrt(1.0 - spec.decorrelation)
    moved = z + _moved(spec, z)
    first = np.asarray(strength * size, dtype=np.complex128)
    second = np.asarray(strength * (kept * size + fresh * other), dtype=np.complex128)
    before = _image(spec, z, x, first)
    after = _image(spec, moved, x + spec.lateral_shift_um, second)
    if spec.snr_db is None:
        return before, after
    spread = 10.0 ** (-spec.snr_db / 20.0) / math.sqrt(2.0)
    noise = rng.standard_normal((4, spec.rows, spec.cols))
    return (
        np.asarray(before + spread * (noise[0] + 1j * noise[1]), dtype=np.complex128),
        np.asarray(after + spread * (noise[2] + 1j * noise[3]), dtype=np.complex128),
    )


def _image(spec: OctSpec, z: F, x: F, size: C) -> C:
    """Sum of the scatterers' points, (rows, cols), mean power 1 for strength 1."""
    turn = 4e3 * math.pi * spec.refractive_index / spec.wavelength_nm
    out = np.zeros((spec.rows, spec.cols), dtype=np.complex128)
    _add_points(
        out, z, x, size * np.exp(1j * turn * z), spec.axial_um, spec.lateral_um,
        spec.spread_axial_um, spec.spread_lateral_um,
    )  # fmt: skip
    return out


@jit
def _add_points(
    out: C, z: F, x: F, echo: C, axial: float, lateral: float, high: float, wide: float
) -> None:
    """Add each scatterer's Gaussian point to the pixels within four standard widths."""
    rows, cols = out.shape
    for i in range(z.size):
        first = max(0, math.ceil((z[i] - 4.0 * high) / axial))
        last = min(rows - 1, math.floor((z[i] + 4.0 * high) / axial))
        left = max(0, math.ceil((x[i] - 4.0 * wide) / lateral))
        right = min(cols - 1, math.floor((x[i] + 4.0 * wide) / lateral))
        for r in range(first, last + 1):
            down = (r * axial - z[i]) / high
            value = echo[i] * math.exp(-0.5 * down * down)
            for c in range(left, right + 1):
                side = (c * lateral - x[i]) / wide
                out[r, c] += value * math.exp(-0.5 * side * side)
