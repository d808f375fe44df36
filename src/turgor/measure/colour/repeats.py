"""All spectra of one file: readings of one sample give each other their repeatability."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from turgor.measure.colour.whole import SpectrumMeasurement, measure_spectrum
from turgor.record.finding import Finding
from turgor.record.spectrum import Spectrum

MEAN_FLAG = "mean-of-readings"
OF_A_MEAN = "a mean of readings, as the file states it: its own readings carry the repeatability"


def measure_spectra(
    spectra: Sequence[Spectrum],
    *,
    capture_sha256: str,
    illuminant: str = "D65",
    observer: str = "cie-1931-2deg",
    region: str = "",
    replicate: int = 1,
) -> tuple[SpectrumMeasurement, ...]:
    """Every finding of every spectrum of one file, in the file's order.

    Where the file holds two or more readings of one sample (``settings['sample']``) in one
    geometry and through one aperture, each
    reading's ``u`` is their standard deviation and its kind 'repeat'; such readings say nothing
    of re-seating. A mean that the file itself states is left out of that.

    Errors: as for ``measure_spectrum``.
    """
    measured = [
        measure_spectrum(
            one,
            capture_sha256=capture_sha256,
            illuminant=illuminant,
            observer=observer,
            region=region,
            replicate=replicate,
        )
        for one in spectra
    ]
    groups: dict[tuple[str, str, float | None, str], list[int]] = defaultdict(list)
    for index, one in enumerate(spectra):
        sample = one.settings.get("sample", "")
        if MEAN_FLAG in one.flags:
            measured[index] = _of_a_mean(measured[index])
        elif sample:
            conditions = one.geometry, one.aperture_mm, one.device_class
            groups[sample, *conditions].append(index)
    for members in groups.values():
        for index, changed in zip(members, _repeated([measured[i] for i in members]), strict=True):
            measured[index] = changed
    return tuple(measured)


def _of_a_mean(measurement: SpectrumMeasurement) -> SpectrumMeasurement:
    findings = tuple(
        replace(one, u_reason=OF_A_MEAN) if one.value is not None else one
        for one in measurement.findings
    )
    return replace(measurement, findings=findings)


def _repeated(readings: list[SpectrumMeasurement]) -> list[SpectrumMeasurement]:
    """The same measurements with the spread among them as u, where it can be told."""
    by_metric: dict[str, list[Finding]] = defaultdict(list)
    for reading in readings:
        for finding in reading.findings:
            if finding.value is not None:
                by_metric[finding.metric].append(finding)
    spread = {
        metric: _spread(metric, [f.value for f in found if f.value is not None])
        for metric, found in by_metric.items()
        if len(found) > 1 and len({f.measurand for f in found}) == 1
    }
    return [
        replace(reading, findings=tuple(_with_u(one, spread) for one in reading.findings))
        for reading in readings
    ]


def _spread(metric: str, values: list[float]) -> float:
    """Standard deviation of single readings; of a hue around its own mean direction."""
    data = np.array(values)
    if metric == "colour.hue":
        turned = np.exp(1j * np.radians(data))
        data = np.degrees(np.angle(turned * np.conj(turned.mean())))
    return float(data.std(ddof=1))


def _with_u(finding: Finding, spread: dict[str, float]) -> Finding:
    if finding.value is None or finding.metric not in spread:
        return finding
    return replace(finding, u=spread[finding.metric], u_kind="repeat", u_reason=None)
