"""One spectrum, the whole job: tristimulus values, L*a*b*, hue, chroma, ITA and two indices."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from turgor.errors import MeasureError
from turgor.measure.colour.coverage import (
    NEEDED_FIRST_NM,
    NEEDED_LAST_NM,
    Recorded,
    colour_flags,
    need_range,
    recorded,
)
from turgor.measure.colour.index import (
    BANDWIDTH_NM,
    GREEN_NM,
    RED_NM,
    erythema_index,
    melanin_index,
)
from turgor.measure.colour.stamp import colour_stamp
from turgor.measure.colour.stated_lab import stated_lab_flags
from turgor.measure.stamp import Stamp
from turgor.metrics.measurand import ConditionValue
from turgor.physics.colour import (
    chroma,
    hue_deg,
    ita_class,
    ita_deg,
    lab_from_xyz,
    tristimulus,
    white_point,
)
from turgor.physics.colour.ita import SMALL_B_STAR
from turgor.record.finding import Finding
from turgor.record.spectrum import UNKNOWN, Spectrum

GEOMETRY_UNKNOWN, APERTURE_UNKNOWN = "geometry-not-stated", "aperture-not-stated"
SMALL_B, BANDS_TOO_WIDE = "ita-uncertain-small-b", "instrument-bands-wider-than-index-bands"
OUTSIDE_SKIN = "outside-skin-range"

#: L* of healthy skin lies well inside these; a tile or a trap does not
_SKIN_L_STAR = (15.0, 85.0)
_COLOURS = ("x", "y", "z", "l_star", "a_star", "b_star", "chroma", "hue", "ita")


@dataclass(frozen=True, slots=True)
class SpectrumMeasurement:
    """What one spectrum gave.

    xyz : X, Y, Z with Y = 100 for a perfect white. lab : L*, a*, b*. Both None where the bands
        don't suffice; the findings then say why.
    """

    findings: tuple[Finding, ...]
    flags: tuple[str, ...]
    xyz: tuple[float, float, float] | None
    lab: tuple[float, float, float] | None


def measure_spectrum(
    spectrum: Spectrum,
    *,
    capture_sha256: str,
    illuminant: str = "D65",
    observer: str = "cie-1931-2deg",
    region: str = "",
    replicate: int = 1,
) -> SpectrumMeasurement:
    """Every colour finding of one spectrum.

    Colour needs recorded bands at or below 400 and at or above 700 nm and none of them more than
    20 nm apart; the indices need only their own bands. Where that is not so the value is None
    and the finding says why. A geometry or aperture that the file does not state is carried as
    'unknown' and 0, and flagged.

    Errors: InputError where illuminant or observer are unknown.
    """
    bands = recorded(spectrum)
    flags = _capture_flags(spectrum)
    xyz, lab, reason = None, None, ""
    white = white_point(illuminant, observer)
    try:
        need_range(bands, NEEDED_FIRST_NM, NEEDED_LAST_NM)
    except MeasureError as error:
        reason = str(error)
    else:
        values = tristimulus(bands.wavelength_nm, bands.reflectance, illuminant, observer)
        xyz, lab = _three(values), _three(lab_from_xyz(values, white))
        flags += colour_flags(bands, illuminant, observer)
        flags += stated_lab_flags(spectrum, lab, illuminant, observer)
        flags += () if _SKIN_L_STAR[0] <= lab[0] <= _SKIN_L_STAR[1] else (OUTSIDE_SKIN,)
    flags = tuple(dict.fromkeys(flags))
    stamp = colour_stamp(capture_sha256, spectrum.device, region, replicate, spectrum.name, flags)
    told = colour_conditions(spectrum, illuminant, observer)
    findings = _colour_findings(stamp, told, xyz, lab, reason)
    findings += _index_findings(stamp, spectrum, bands)
    return SpectrumMeasurement(tuple(findings), flags, xyz, lab)


def colour_conditions(
    spectrum: Spectrum, illuminant: str, observer: str
) -> dict[str, ConditionValue]:
    """The conditions of colour: how it was lit, seen, and through which instrument."""
    return {
        "illuminant": illuminant,
        "observer": observer,
        "geometry": spectrum.geometry,
        "aperture_mm": spectrum.aperture_mm or 0.0,
        "device_class": spectrum.device_class,
    }


def index_conditions(spectrum: Spectrum) -> dict[str, ConditionValue]:
    """The conditions of the melanin and erythema index."""
    return {
        "geometry": spectrum.geometry,
        "aperture_mm": spectrum.aperture_mm or 0.0,
        "red_nm": RED_NM,
        "green_nm": GREEN_NM,
        "bandwidth_nm": BANDWIDTH_NM,
    }


def _capture_flags(spectrum: Spectrum) -> tuple[str, ...]:
    """The spectrum's own flags, and what its file left open."""
    flags = spectrum.flags
    flags += (GEOMETRY_UNKNOWN,) if spectrum.geometry == UNKNOWN else ()
    return flags + ((APERTURE_UNKNOWN,) if spectrum.aperture_mm is None else ())


def _three(values: np.ndarray) -> tuple[float, float, float]:
    return float(values[0]), float(values[1]), float(values[2])


def _colour_findings(
    stamp: Stamp,
    told: dict[str, ConditionValue],
    xyz: tuple[float, float, float] | None,
    lab: tuple[float, float, float] | None,
    reason: str,
) -> list[Finding]:
    if xyz is None or lab is None:
        return [stamp.finding(f"colour.{name}", told, None, reason=reason) for name in _COLOURS]
    l_star, a_star, b_star = lab
    angle = float(ita_deg(l_star, b_star))
    own = (f"ita-class-{ita_class(angle)}", *((SMALL_B,) if abs(b_star) < SMALL_B_STAR else ()))
    values = (*xyz, *lab, float(chroma(a_star, b_star)), float(hue_deg(a_star, b_star)), angle)
    return [
        stamp.finding(f"colour.{name}", told, value, flags=own if name == "ita" else ())
        for name, value in zip(_COLOURS, values, strict=True)
    ]


def _index_findings(stamp: Stamp, spectrum: Spectrum, bands: Recorded) -> list[Finding]:
    told = index_conditions(spectrum)
    wide = spectrum.bandwidth_nm is not None and spectrum.bandwidth_nm > BANDWIDTH_NM
    own = (BANDS_TOO_WIDE,) if wide else ()
    indices: tuple[tuple[str, Callable[[Recorded], float]], ...] = (
        ("colour.mi", melanin_index),
        ("colour.ei", erythema_index),
    )
    findings = []
    for metric, index in indices:
        try:
            value: float | None = index(bands)
            reason = ""
        except MeasureError as error:
            value, reason = None, str(error)
        findings.append(stamp.finding(metric, told, value, reason=reason, flags=own))
    return findings
