"""The findings of one image: thicknesses along the skin's normal, echogenicity, and their u."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from turgor.measure.stamp import Stamp
from turgor.measure.ultrasound.conditions import ultrasound_conditions
from turgor.measure.ultrasound.echogenicity import Echogenicity, echogenicity_of
from turgor.measure.ultrasound.geometry import normal_thickness
from turgor.measure.ultrasound.layers import Layers
from turgor.measure.ultrasound.settings import UltrasoundSettings
from turgor.measure.ultrasound.spatial import spatial_u
from turgor.record.finding import Finding
from turgor.record.ultrasound import BModeImage

Floats = NDArray[np.float64]
METHOD, METHOD_VERSION = "turgor.ultrasound", "1"
NO_U = "one image with too few columns; repeatability needs re-seated replicates"
SLEB_ABSENT = "sleb-absent"
_NO_LOWER = "the dermis runs out of the image or has no border to be seen"
_NO_ENTRY = (
    "no entry echo stands out; where dermis begins is not seen, state the setting "
    "upper_border = 'skin-surface' to measure from the surface"
)
Value = tuple[float | None, float | None, str]


def findings_of(
    image: BModeImage,
    level: Floats,
    layers: Layers,
    settings: UltrasoundSettings,
    aspect: float | None,
    *,
    cut: bool,
    flags: tuple[str, ...],
    capture: str,
    region: str,
    replicate: int,
) -> tuple[Finding, ...]:
    """Every finding; ``cut`` says that the lower border is not to be believed."""
    stamp = Stamp(
        METHOD, METHOD_VERSION, NO_U, capture, image.device, region, replicate, flags=flags
    )

    def finding(name: str, value: Value, own: tuple[str, ...] = ()) -> Finding:
        metric = f"ultrasound.{name}"
        told = ultrasound_conditions(image, settings, metric=metric, echo_scale=image.echo_scale)
        number, u, reason = value
        return stamp.finding(
            metric, told, number, u=u if number is not None else None,
            u_kind="spatial" if number is not None and u is not None else None,
            reason=reason, flags=own,
        )  # fmt: skip

    top, why_top = _dermis_top(layers, settings)
    why = _NO_LOWER if cut else why_top
    found = _thickness_findings(image, layers, aspect, top, (cut, why), finding)
    return (*found, *_echo_findings(image, level, layers, settings, top, why, finding))


def _dermis_top(layers: Layers, settings: UltrasoundSettings) -> tuple[Floats | None, str]:
    if settings.upper_border == "skin-surface":
        return layers.surface.row, ""
    if layers.entry_bottom is None:
        return None, _NO_ENTRY
    return layers.entry_bottom.row, ""


def _thickness_findings(
    image: BModeImage,
    layers: Layers,
    aspect: float | None,
    top: Floats | None,
    refused: tuple[bool, str],
    finding: Callable[..., Finding],
) -> list[Finding]:
    cut, why = refused
    unit = 1.0 if image.axial_um is None else image.axial_um
    suffix = "_thickness_px" if image.axial_um is None else "_thickness"
    surface, bottom = layers.surface.row, layers.bottom.row

    def along(upper: Floats, lower: Floats) -> Floats:
        rows = normal_thickness(upper, lower, surface, aspect)
        return np.where(layers.usable, rows, np.nan) * unit

    entry = None if layers.entry_bottom is None else along(surface, layers.entry_bottom.row)
    skin = None if cut else along(surface, bottom)
    dermis = None if cut or top is None else along(top, bottom)
    found = [
        finding(f"entry_echo{suffix}", _mean(entry, _NO_ENTRY)),
        finding(f"skin{suffix}", _mean(skin, _NO_LOWER)),
        finding(f"dermis{suffix}", _mean(dermis, why)),
    ]
    if layers.entry_bottom is None:
        missing: Value = (None, None, _NO_ENTRY)
        return [*found, finding(f"sleb{suffix}", missing), finding("sleb_share", missing)]
    if layers.band_bottom is None:
        none: Value = (0.0, None, "no low-echogenic band is there, so none has a spread")
        share = none if dermis is not None else (None, None, why)
        return [
            *found,
            finding(f"sleb{suffix}", none, (SLEB_ABSENT,)),
            finding("sleb_share", share, (SLEB_ABSENT,)),
        ]
    band = along(layers.entry_bottom.row, layers.band_bottom.row)
    found.append(finding(f"sleb{suffix}", _mean(band, "")))
    return [*found, finding("sleb_share", _share(band, dermis, why))]


def _mean(values: Floats | None, why: str) -> Value:
    if values is None or not np.isfinite(values).any():
        return None, None, why or "no column shows both borders"
    return float(np.nanmean(values)), spatial_u(values), ""


def _share(part: Floats, whole: Floats | None, why: str) -> Value:
    if whole is None:
        return None, None, why
    both = np.isfinite(part) & np.isfinite(whole)
    if not both.any():
        return None, None, "no column shows both borders"
    mean = float(whole[both].mean())
    share = float(part[both].mean()) / mean
    return share, spatial_u(np.where(both, (part - share * whole) / mean, np.nan)), ""


def _echo_findings(
    image: BModeImage,
    level: Floats,
    layers: Layers,
    settings: UltrasoundSettings,
    top: Floats | None,
    why: str,
    finding: Callable[..., Finding],
) -> list[Finding]:
    grey = image.echo_scale == "grey-level"
    echo = Echogenicity(None, None, None, None)
    if not why and top is not None:
        value = level if grey else 10.0 ** (level / 20.0)
        echo = echogenicity_of(value, top, layers.bottom.row, layers.usable, settings.low_level)
        why = "the dermis has too few pixels"
    need_grey = why if grey else "grey levels are needed; the image is in dB or amplitude"

    def told(pair: tuple[float, float | None] | None, reason: str) -> Value:
        return (None, None, reason) if pair is None else (*pair, "")

    return [
        finding("echogenicity_upper", told(echo.upper if grey else None, need_grey)),
        finding("echogenicity_lower", told(echo.lower if grey else None, need_grey)),
        finding("echogenicity_ratio", told(echo.ratio, why)),
        finding("low_echo_share", told(echo.low_share if grey else None, need_grey)),
    ]
