"""How the inversion of one spectrum becomes findings."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from turgor.measure.colour.chromophore.doubt import PLACES, standard_uncertainty
from turgor.measure.colour.chromophore.invert import Inversion
from turgor.measure.colour.chromophore.prior import Prior
from turgor.measure.colour.chromophore.verdict import flags, reasons
from turgor.metrics import Measurand, find_metric
from turgor.metrics.measurand import ConditionValue
from turgor.record.finding import Finding
from turgor.record.spectrum import UNKNOWN, Spectrum

FloatArray = NDArray[np.float64]
_Conditions = tuple[tuple[str, ConditionValue], ...]

METHOD = "turgor.chromophore"

#: Raised whenever a value of any finding of this method may differ from before.
METHOD_VERSION = "1"

#: The model and its priors, a condition of every value.
MODEL = "two-layer-adding-doubling-1"

#: quantity -> (metric, factor from the unit of SkinOptics)
_METRICS = {
    "melanin": ("chromophore.melanin_depth", 1.0),
    "blood": ("chromophore.blood_fraction", 100.0),
    "oxygenation": ("chromophore.relative_oxygenation", 100.0),
    "scattering": ("chromophore.scattering", 1.0),
}


def doubts_of(inversion: Inversion) -> dict[str, FloatArray]:
    """Standard uncertainty (m,) of every quantity, once for the whole batch."""
    return {name: standard_uncertainty(inversion, name) for name in _METRICS}


@dataclass(frozen=True, slots=True)
class Stamp:
    """Where the findings of one spectrum come from."""

    spectrum: Spectrum
    capture: str
    region: str
    replicate: int

    def stated(
        self,
        inversion: Inversion,
        row: int,
        doubts: Mapping[str, FloatArray],
        expected: Prior,
        wavelength_nm: FloatArray,
    ) -> list[Finding]:
        """One finding for each chromophore, its value None where it is not identified."""
        why = reasons(inversion, row)
        odd = flags(inversion, row, expected.mean, expected.spread)
        conditions = self._conditions(wavelength_nm)
        found = []
        for name, (metric, factor) in _METRICS.items():
            value = factor * float(inversion.skins[row, PLACES[name]])
            doubt = factor * float(doubts[name][row])
            stated = None if why[name] else (value, doubt)
            found.append(self._finding(metric, stated, why[name], odd, conditions))
        return found

    def refused(self, reason: str) -> list[Finding]:
        """Every chromophore without a value, for one reason."""
        conditions = self._conditions(self.spectrum.wavelength_nm)
        return [
            self._finding(metric, None, reason, (), conditions) for metric, _ in _METRICS.values()
        ]

    def _finding(
        self,
        metric: str,
        stated: tuple[float, float] | None,
        reason: str,
        odd: tuple[str, ...],
        conditions: _Conditions,
    ) -> Finding:
        marks = [*self.spectrum.flags, *odd]
        if self.spectrum.geometry == UNKNOWN:
            marks.append("geometry-not-stated")
        if self.spectrum.aperture_mm is None:
            marks.append("aperture-not-stated")
        if stated is None:
            marks.append("not-identified")
        return Finding(
            measurand=_measurand(metric, conditions),
            value=stated[0] if stated else None,
            unit=find_metric(metric).unit,
            method=METHOD,
            method_version=METHOD_VERSION,
            u=stated[1] if stated else None,
            u_kind="instrument" if stated else None,
            u_reason=None if stated else reason,
            device=self.spectrum.device,
            captures=(self.capture,),
            region=self.region,
            item=self.spectrum.name,
            replicate=self.replicate,
            flags=tuple(dict.fromkeys(marks)),
        )

    def _conditions(self, wavelength_nm: FloatArray) -> _Conditions:
        steps = np.sort(np.diff(wavelength_nm))
        step = float(steps[steps.size // 2]) if steps.size else 0.0
        return (
            ("model", MODEL),
            ("geometry", self.spectrum.geometry),
            ("aperture_mm", float(self.spectrum.aperture_mm or 0.0)),
            ("wavelength_from_nm", float(wavelength_nm[0]) if wavelength_nm.size else 0.0),
            ("wavelength_to_nm", float(wavelength_nm[-1]) if wavelength_nm.size else 0.0),
            ("wavelength_step_nm", step),
            ("device_class", self.spectrum.device_class),
        )


@lru_cache(maxsize=256)
def _measurand(metric: str, conditions: _Conditions) -> Measurand:
    """One measurand, checked once for the many spectra that share it."""
    return Measurand.of(metric, dict(conditions))
