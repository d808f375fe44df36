"""The colour difference between a baseline reading and a later one, as a finding."""

from dataclasses import replace

from turgor.errors import MeasureError
from turgor.measure.colour.stamp import NO_U, colour_stamp
from turgor.measure.colour.whole import colour_conditions, measure_spectrum
from turgor.metrics import Measurand
from turgor.metrics.measurand import require_same
from turgor.physics.colour import delta_e_2000
from turgor.record.finding import Finding
from turgor.record.spectrum import Spectrum

METRIC = "colour.delta_e_2000"
FROM_ZERO = f"{NO_U}; a difference is never below zero, so noise alone gives more than none"


def colour_difference(
    baseline: Spectrum,
    current: Spectrum,
    *,
    baseline_sha256: str,
    capture_sha256: str,
    illuminant: str = "D65",
    observer: str = "cie-1931-2deg",
    region: str = "",
    replicate: int = 1,
) -> Finding:
    """CIEDE2000 from ``baseline`` to ``current``, a finding of both captures.

    Errors: ComparisonError where geometry, aperture or device class of the two differ,
    MeasureError where the bands of one don't suffice for colour, InputError where illuminant or
    observer are unknown.
    """
    told = colour_conditions(current, illuminant, observer)
    before = Measurand.of(METRIC, colour_conditions(baseline, illuminant, observer))
    require_same(before, Measurand.of(METRIC, told))
    first, second = (
        measure_spectrum(
            one, capture_sha256=capture_sha256, illuminant=illuminant, observer=observer
        )
        for one in (baseline, current)
    )
    for which, one in (("baseline", first), ("current spectrum", second)):
        if one.lab is None:
            why = next(f.u_reason for f in one.findings if f.value is None)
            raise MeasureError(f"the {which} has no colour: {why}")
    flags = tuple(dict.fromkeys((*first.flags, *second.flags)))
    stamp = colour_stamp(capture_sha256, current.device, region, replicate, current.name, flags)
    value = float(delta_e_2000(first.lab or (), second.lab or ()))
    found = stamp.finding(METRIC, told, value, reason=FROM_ZERO)
    return replace(found, captures=(baseline_sha256, capture_sha256))
