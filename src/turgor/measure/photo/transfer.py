"""From a camera's indices to the spectral ones: a conversion with its residual SD, never a rename.

A camera sees no 655 nm. ``photo.mi_rgb`` and ``photo.ei_rgb`` stay ids of their own; what comes
out here is an estimate of the spectral MI (655 nm) and EI (655 over 568 nm), fitted on measured
skin spectra rendered to linear sRGB, with the root mean square error found on other persons,
through an ideal camera and two real ones, and in another laboratory. It settles no verdict.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from turgor.evidence import evidence_table, parameter
from turgor.measure.photo.zone_mean import ZoneMeans
from turgor.physics.colour import ITA_CLASSES, ita_class

SpectralIndex = Literal["mi", "ei"]

#: the terms of the fitted sum, in order
TERMS = ("constant", "mi_rgb", "ei_rgb", "b_star")


@dataclass(frozen=True, slots=True)
class SpectralEstimate:
    """An estimate of a spectral index.

    residual_sd : root mean square error on persons outside the fit, over three cameras and with the
    mean error in another laboratory, for skin of ``ita_class``; it holds biases that stay alike, so
    a change seen by one camera errs less.
    """

    index: SpectralIndex
    value: float
    residual_sd: float
    ita_class: str


def spectral_estimate(
    index: SpectralIndex, mi_rgb: float, ei_rgb: float, b_star: float, ita_deg: float
) -> SpectralEstimate:
    """Estimate MI or EI of a spectrum from a photograph's means over one zone.

    NaN in gives NaN out.
    """
    terms = np.array([1.0, mi_rgb, ei_rgb, b_star])
    fitted = np.array([parameter(f"photo-transfer.{index}.{term}") for term in TERMS])
    named = ita_class(ita_deg)
    return SpectralEstimate(index, float(terms @ fitted), _residual(index, named), named)


def zone_estimates(means: ZoneMeans) -> tuple[SpectralEstimate, SpectralEstimate]:
    """MI and EI as a spectrum of the same zone would be expected to give them."""
    mean = means.mean
    told = (mean["mi_rgb"], mean["ei_rgb"], mean["b_star"], mean["ita_deg"])
    return spectral_estimate("mi", *told), spectral_estimate("ei", *told)


def _residual(index: SpectralIndex, named: str) -> float:
    table = evidence_table("photo-transfer-residuals")
    order = [name for name, _ in ITA_CLASSES]
    if named not in order:
        return float("nan")
    rms = table.column(f"{index}_rms")
    return float(rms[int(np.flatnonzero(table.column("class") == order.index(named))[0])])
