"""Skins that the inversion does not expect: other amounts, other structure, real residuals.

Each structure changes one thing that the model holds fixed; amounts come from shifted or widened
expectations, melanin evenly in its logarithm from 0.05 to 2.7.
"""

from dataclasses import dataclass, replace

import numpy as np

from turgor.measure.colour.chromophore import Prior, interval, invert
from turgor.measure.colour.chromophore.verdict import reasons
from turgor.physics.skin_optics.absorbers import absorbers
from turgor.physics.skin_optics.reflect import ForwardModel, forward_model
from turgor.physics.skin_optics.spectrum_kernel import spectrum_with_slopes
from turgor.physics.skin_optics.table import skin_table

QUANTITIES = {"melanin": 0, "blood": 1, "oxygenation": 2, "scattering": 3}
EDGE, SPECULAR = 6, 7


@dataclass(frozen=True)
class Strange:
    """One way of being unexpected. shift : every amount off its expectation by so many of its
    widths, up or down by chance for each 50 skins; wide : how much wider amounts differ;
    no_edge : an instrument that loses no light; yellow : another yellow, (peak, width) in nm."""

    bandwidth_nm: float = 17.0
    shift_nm: float = 1.5
    rayleigh: float = 0.25
    anisotropy: float = 0.8
    depth_um: float = 60.0
    yellow: tuple[float, float] | None = None
    shift: float = 0.0
    wide: float = 1.0
    no_edge: bool = False

    def model(self, wavelength_nm) -> ForwardModel:
        bands = absorbers(wavelength_nm, self.bandwidth_nm, self.shift_nm).bands.copy()
        if self.yellow:
            peak, width = self.yellow
            bands[4] = np.exp(-0.5 * ((wavelength_nm - peak) / width) ** 2)
        return replace(
            forward_model(wavelength_nm),
            bands=bands,
            table=skin_table(self.anisotropy).log_reflectance,
            depth_mm=self.depth_um / 1000.0,
            rayleigh=self.rayleigh,
        )

    def skins(self, count: int, expected: Prior, rng) -> np.ndarray:
        size = expected.mean.size
        groups = rng.choice([-1.0, 1.0], (count // 50 + 1, size)).repeat(50, axis=0)[:count]
        away = self.shift * groups + self.wide * rng.normal(size=(count, size))
        x = expected.mean + expected.spread * away
        x[:, 0] = rng.uniform(-3.0, 1.0, count)
        x[:, SPECULAR] = np.maximum(x[:, SPECULAR], 0.005)
        if self.no_edge:
            x[:, EDGE] = np.inf
        return x


#: On these the structure spreads were set (benchmarks/chromophore_priors.py) ...
SET_ON = {
    "bandwidth 12 nm": Strange(bandwidth_nm=12.0),
    "bandwidth 21 nm": Strange(bandwidth_nm=21.0),
    "shift 0.5 nm": Strange(shift_nm=0.5),
    "shift 2.5 nm": Strange(shift_nm=2.5),
    "epidermis 40 µm": Strange(depth_um=40.0),
    "epidermis 100 µm": Strange(depth_um=100.0),
    "no Rayleigh share": Strange(rayleigh=0.0),
    "Rayleigh share 0.4": Strange(rayleigh=0.4),
    "isotropic scattering": Strange(anisotropy=0.0),
    "anisotropy 0.9": Strange(anisotropy=0.9),
    "shifted by 0.7": Strange(shift=0.7),
    "1.4 times wider": Strange(wide=1.4),
}

#: ... and on these, none of them among the former, they are tried.
TRIED_ON = {
    "bandwidth 10 nm": Strange(bandwidth_nm=10.0),
    "bandwidth 20 nm": Strange(bandwidth_nm=20.0),
    "shift 0.7 nm": Strange(shift_nm=0.7),
    "shift 2.8 nm": Strange(shift_nm=2.8),
    "epidermis 30 µm": Strange(depth_um=30.0),
    "epidermis 90 µm": Strange(depth_um=90.0),
    "Rayleigh share 0.1": Strange(rayleigh=0.1),
    "Rayleigh share 0.45": Strange(rayleigh=0.45),
    "anisotropy 0.4": Strange(anisotropy=0.4),
    "other yellow": Strange(yellow=(480.0, 25.0)),
    "no edge loss": Strange(no_edge=True),
    "shifted by 0.8": Strange(shift=0.8),
    "1.3 times wider": Strange(wide=1.3),
    "all at once": Strange(11.0, 1.0, 0.35, 0.7, 75.0, (470.0, 25.0), 0.4, 1.1),
}


def spectra(x: np.ndarray, model: ForwardModel) -> np.ndarray:
    """Spectra (m, n) of skins in the solver's coordinates."""
    out, slopes = np.empty((len(x), model.bands.shape[1])), np.empty((11, model.bands.shape[1]))
    for row, place in zip(out, x, strict=True):
        spectrum_with_slopes(
            place, model.bands, model.table, model.first, model.step,
            model.depth_mm, model.rayleigh, row, slopes,
        )  # fmt: skip
    return out


def real_residuals(levels, archive_level, residual, rng) -> np.ndarray:
    """For each spectrum the residual of a real one that is about as bright."""
    order = np.argsort(archive_level)
    place = np.searchsorted(archive_level[order], levels)
    near = np.clip(place + rng.integers(-200, 200, len(levels)), 0, len(order) - 1)
    return residual[order[near]]


def rough(spectrum, rng) -> np.ndarray:
    """Made-up residuals where no real ones are at hand: 1 % of the reading, alike over 30 nm."""
    white = rng.normal(size=(*spectrum.shape[:1], spectrum.shape[1] + 8))
    kernel = np.exp(-0.5 * (np.arange(-4, 5) / 1.5) ** 2)
    smooth = np.apply_along_axis(np.convolve, 1, white, kernel / np.linalg.norm(kernel), "valid")
    return smooth * np.hypot(0.002, 0.01 * spectrum)


@dataclass(frozen=True)
class Covered:
    """stated : share of the skins whose value was stated; covered : of those, the share whose
    90 % interval held the truth; bias : median error in the solver's coordinate."""

    stated: float
    covered: float
    bias: float


def coverage(truth, spectrum, wavelength_nm, expected) -> dict[str, Covered]:
    """Invert, and see how often the truth lies where the interval says."""
    found = invert(wavelength_nm, spectrum, expected)
    why = [reasons(found, row) for row in range(len(truth))]
    out = {}
    for name, place in QUANTITIES.items():
        low, high = interval(found, name)
        value = np.exp(truth[:, place])
        if name == "oxygenation":
            value = 1.0 / (1.0 + np.exp(-truth[:, place]))
        told = np.array([not reason[name] for reason in why])
        held = (low <= value) & (value <= high)
        error = (found.coordinates - truth)[told, place]
        out[name] = Covered(told.mean(), held[told].mean(), float(np.median(error)))
    return out
