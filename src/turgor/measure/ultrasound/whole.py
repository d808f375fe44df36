"""One ultrasound image, the whole job: borders, thicknesses, echogenicity, findings."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.errors import MeasureError
from turgor.measure.ultrasound.conditions import DEFAULT_SETTINGS
from turgor.measure.ultrasound.envelope import bmode_of
from turgor.measure.ultrasound.findings import findings_of
from turgor.measure.ultrasound.geometry import mean_tilt_deg
from turgor.measure.ultrasound.layers import Layers, find_layers
from turgor.measure.ultrasound.settings import UltrasoundSettings
from turgor.record.finding import Finding
from turgor.record.ultrasound import UNKNOWN, BModeImage, UltrasoundLines

Floats = NDArray[np.float64]
SATURATED, TOO_LOW = "gain-saturated", "gain-too-low"
RUNS_OUT, WEAK_BORDER = "dermis-runs-out-of-image", "lower-border-weak"
NO_ENTRY, TILTED, TILT_LEFT = (
    "entry-echo-not-distinct",
    "skin-tilted",
    "tilt-not-corrected-no-scale",
)
LEFT_OUT, COMPRESSED = "columns-left-out", "speckle-and-dynamic-range-disagree"
ROOT = "grey-levels-not-even-in-decibels"
_LEAST_SURFACE_DB, _LEAST_LOWER_DB = 4.0, 3.0
_GREY = 255.0
_LEAST_LEVELS = 8


@dataclass(frozen=True, slots=True)
class UltrasoundQuality:
    """How far an image can be trusted.

    usable_share : of the columns. surface_db, lower_db : median contrast of the two borders, power
    of the skin over what lies beyond. saturated_share, black_share : of the dermis' pixels at
    either end of the grey scale, NaN for other scales. tilt_deg : median, NaN without scales.
    surface_spread_px, lower_spread_px : median spread of the borders' posterior.
    levels_per_db : grey levels to one dB, read off the speckle of the dermis.
    """

    usable_share: float
    surface_db: float
    lower_db: float
    saturated_share: float
    black_share: float
    tilt_deg: float
    surface_spread_px: float
    lower_spread_px: float
    levels_per_db: float


@dataclass(frozen=True, slots=True)
class UltrasoundMeasurement:
    """What one image gave.

    image : as measured; raw lines as the image in dB that was made of them. Borders are (cols,)
    rows, NaN where they are not to be believed, None where the image shows no such layer.
    """

    findings: tuple[Finding, ...]
    flags: tuple[str, ...]
    quality: UltrasoundQuality
    image: BModeImage
    surface_row: Floats
    entry_bottom_row: Floats | None
    sleb_bottom_row: Floats | None
    dermis_bottom_row: Floats
    usable: NDArray[np.bool_]
    surface_spread_px: Floats
    dermis_bottom_spread_px: Floats


def measure_ultrasound(
    image: BModeImage | UltrasoundLines,
    settings: UltrasoundSettings = DEFAULT_SETTINGS,
    *,
    capture_sha256: str,
    region: str = "",
    replicate: int = 1,
) -> UltrasoundMeasurement:
    """Every finding of one image, or of raw lines by way of their image.

    Lengths are in µm where the image has an axial scale, else in pixels under ids of their own.
    Tilt is taken out along the surface's normal where both scales are known.

    Errors: MeasureError where no skin is seen, too few columns show it, or it is no ultrasound
    image at all.
    """
    if isinstance(image, UltrasoundLines):
        image = bmode_of(image, settings.assumed_sound_speed_m_s)
    level, levels_per_db = _levels(image)
    layers = find_layers(level, levels_per_db, settings.sleb_least_db)
    aspect = None
    if image.axial_um is not None and image.lateral_um is not None:
        aspect = image.axial_um / image.lateral_um
    quality = _quality(image, layers, aspect)
    if quality.surface_db < _LEAST_SURFACE_DB:
        raise MeasureError(
            f"the skin's surface stands out by {quality.surface_db:.1f} dB, at least "
            f"{_LEAST_SURFACE_DB:g} are needed; no entry of the skin is seen"
        )
    if quality.usable_share < settings.least_share:
        raise MeasureError(
            f"{100 * quality.usable_share:.0f} % of the columns show skin, at least "
            f"{100 * settings.least_share:.0f} % are needed; repeat with contact all over"
        )
    flags = tuple(dict.fromkeys((*image.flags, *_open_flags(image), *_flags(image, layers, quality,
                                 aspect, settings))))  # fmt: skip
    cut = RUNS_OUT in flags
    findings = findings_of(
        image, level, layers, settings, aspect, cut=cut, flags=flags,
        capture=capture_sha256, region=region, replicate=replicate,
    )  # fmt: skip
    known = np.where(layers.usable, 0.0, np.nan)
    lower = np.full_like(known, np.nan) if cut else layers.bottom.row + known
    return UltrasoundMeasurement(
        findings, flags, quality, image, layers.surface.row + known,
        None if layers.entry_bottom is None else layers.entry_bottom.row + known,
        None if layers.band_bottom is None else layers.band_bottom.row + known,
        lower, layers.usable, layers.surface.spread_px, layers.bottom.spread_px,
    )  # fmt: skip


def _levels(image: BModeImage) -> tuple[Floats, float | None]:
    """Levels that are even in dB, and how many make a dB where the scale says so.

    Errors: MeasureError where the image is no ultrasound image.
    """
    echo = np.asarray(image.echo, np.float64)
    if echo.ndim != 2:
        raise MeasureError(f"an image has rows and columns; this has shape {echo.shape}")
    few = np.unique(echo[::3, ::3])
    few = few[np.isfinite(few)]
    if len(few) < _LEAST_LEVELS:
        raise MeasureError(
            f"holds {len(few)} different levels; this is a mask or a drawing, no ultrasound image"
        )
    if image.echo_scale == "amplitude":
        top = float(np.nanmax(echo))
        return 20.0 * np.log10(np.maximum(echo, 1e-6 * top) / top), 1.0
    return echo, 1.0 if image.echo_scale == "decibel" else None


def _quality(image: BModeImage, layers: Layers, aspect: float | None) -> UltrasoundQuality:
    use = layers.usable
    saturated = black = math.nan
    if image.echo_scale == "grey-level" and use.any():
        first = max(0, int(layers.surface.row[use].min()))
        part = image.echo[first : int(layers.bottom.row[use].max()) + 1]
        rows = first + np.arange(len(part))[:, None]
        grey = part[(rows > layers.surface.row) & (rows < layers.bottom.row) & use]
        saturated = float(np.mean(grey >= _GREY - 1.0))
        black = float(np.mean(grey <= 0.0))
    return UltrasoundQuality(
        usable_share=float(use.mean()),
        surface_db=_median(layers.surface.contrast_db[use]),
        lower_db=-_median(layers.bottom.contrast_db[use]),
        saturated_share=saturated,
        black_share=black,
        tilt_deg=mean_tilt_deg(layers.surface.row, use, aspect),
        surface_spread_px=_median(layers.surface.spread_px[use]),
        lower_spread_px=_median(layers.bottom.spread_px[use]),
        levels_per_db=layers.speckle.levels_per_db,
    )


def _median(values: Floats) -> float:
    good = values[np.isfinite(values)]
    return float(np.median(good)) if good.size else 0.0


def _open_flags(image: BModeImage) -> tuple[str, ...]:
    """What the recording leaves open."""
    open_points = {
        "gain-not-stated": image.gain_db is None,
        "frequency-not-stated": image.frequency_mhz is None,
        "time-of-day-not-stated": not image.time_of_day,
        "sound-speed-not-stated": image.axial_um is not None and image.sound_speed_m_s is None,
        "device-class-not-stated": image.device_class == UNKNOWN,
        "no-scale-only-pixels-and-ratios": image.axial_um is None,
    }
    return tuple(flag for flag, is_open in open_points.items() if is_open)


def _flags(
    image: BModeImage,
    layers: Layers,
    quality: UltrasoundQuality,
    aspect: float | None,
    settings: UltrasoundSettings,
) -> tuple[str, ...]:
    stated = image.dynamic_range_db
    off = stated is not None and image.echo_scale == "grey-level" and not (
        0.7 < _GREY / stated / quality.levels_per_db < 1.4
    )  # fmt: skip
    gone = float(layers.out_of_image[layers.usable].mean()) if layers.usable.any() else 1.0
    told = {
        SATURATED: quality.saturated_share > 0.05,
        TOO_LOW: quality.black_share > 0.2,
        COMPRESSED: off and not layers.root,
        ROOT: layers.root,
        RUNS_OUT: gone > 0.3 or quality.lower_db < _LEAST_LOWER_DB,
        WEAK_BORDER: _LEAST_LOWER_DB <= quality.lower_db < 2.0 * _LEAST_LOWER_DB,
        NO_ENTRY: layers.entry_bottom is None,
        LEFT_OUT: quality.usable_share < 1.0,
        TILTED: quality.tilt_deg > settings.most_tilt_deg,
        TILT_LEFT: aspect is None,
    }
    return tuple(flag for flag, is_so in told.items() if is_so)
