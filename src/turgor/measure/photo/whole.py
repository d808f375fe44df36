"""One photograph, the whole job: colour, pigment, lines and pores of a zone as findings."""

from dataclasses import dataclass, field, replace

import numpy as np

from turgor.errors import MeasureError
from turgor.measure.photo.colour_findings import colour_findings
from turgor.measure.photo.colour_map import (
    ILLUMINANT,
    OBSERVER,
    ColourMaps,
    colour_maps,
    cropped,
)
from turgor.measure.photo.correct import Correction
from turgor.measure.photo.line import LineOptions, PhotoLines, find_lines
from turgor.measure.photo.pigment import PigmentMaps, Shading, pigment_maps
from turgor.measure.photo.pore import PoreOptions, Pores, find_pores
from turgor.measure.photo.stamp import photo_stamp
from turgor.measure.photo.texture_findings import line_findings, pore_findings
from turgor.measure.photo.zone_mean import ZoneMeans, zone_means
from turgor.metrics.measurand import ConditionValue
from turgor.record.finding import Finding
from turgor.record.height_map import BoolMap
from turgor.record.photograph import Photograph

#: a zone needs this many pixels to be worth a number
LEAST_PIXELS = 256

#: a search on more pixels or cells than this would take gigabytes
MOST_SEARCHED = 6_000_000


@dataclass(frozen=True, slots=True)
class PhotoOptions:
    """How a photograph is measured.

    gloss : share of a white that the surface sends into the camera, taken off before the pigment
    maps. shading : 'apart', or 'none' under even light. texture : whether lines and pores are
    looked for. keep_maps : whether the maps of the zone's box come back, 50 bytes a pixel.
    """

    gloss: float = 0.0
    shading: Shading = "apart"
    texture: bool = True
    keep_maps: bool = False
    line: LineOptions = field(default_factory=LineOptions)
    pore: PoreOptions = field(default_factory=PoreOptions)

    def kept_from(self, um_per_px: float | None) -> "PhotoOptions":
        """For a follow-up: lines and pores on the cells that a baseline of this scale had."""
        if um_per_px is None:
            return self
        line = replace(self.line, cell_um=self.line.cell_for(um_per_px))
        pore = replace(self.pore, cell_um=self.pore.cell_for(um_per_px))
        return replace(self, line=line, pore=pore)


DEFAULT = PhotoOptions()


@dataclass(frozen=True, slots=True)
class PhotoMeasurement:
    """What one photograph gave.

    origin_px : row and column of the zone's box in the photograph, where the maps begin.
    lines, pores : in pixels of the photograph, None where they were not looked for.
    """

    findings: tuple[Finding, ...]
    means: ZoneMeans
    flags: tuple[str, ...]
    origin_px: tuple[int, int]
    colour: ColourMaps | None = None
    pigment: PigmentMaps | None = None
    lines: PhotoLines | None = None
    pores: Pores | None = None


def measure_photograph(
    photo: Photograph,
    correction: Correction,
    *,
    capture_sha256: str,
    mask: BoolMap | None = None,
    um_per_px: float | None = None,
    region: str = "",
    replicate: int = 1,
    flags: tuple[str, ...] = (),
    chart: str = "none",
    device_class: str = "unknown",
    options: PhotoOptions = DEFAULT,
) -> PhotoMeasurement:
    """Every finding of one photograph inside a zone.

    mask : (rows, cols) bool, the zone; None for the whole picture. um_per_px : µm of skin between
    pixel centres, from the chart or the file; where None, lengths are stated in pixels under ids of
    their own. flags : what the caller knows, such as those of the capture-quality gate. chart :
    the chart's id, part of every colour's conditions.

    Errors: MeasureError where the mask doesn't fit, the zone is too small, or the correction was
    made for another bit depth.
    """
    zone = _checked(photo, mask, um_per_px)
    stated = tuple(dict.fromkeys((*photo.flags, *correction.flags, *flags)))
    stamp = photo_stamp(capture_sha256, photo.device, region, replicate, stated)
    told: dict[str, ConditionValue] = {
        "illuminant": ILLUMINANT,
        "observer": OBSERVER,
        "correction": correction.kind,
        "chart": chart,
        "device_class": device_class,
    }
    pigment_told = {**told, "shading": options.shading, "gloss": options.gloss}
    means = zone_means(photo, correction, zone, options.gloss, options.shading)
    found = colour_findings(stamp, told, pigment_told, means)
    lines, pores = None, None
    if options.texture:
        shared = {name: told[name] for name in ("correction", "device_class")}
        if _searchable(zone, um_per_px, options.line.cell_for(um_per_px)):
            lines = find_lines(photo, correction, mask, um_per_px, options.line)
            found += line_findings(stamp, shared, lines)
        if _searchable(zone, um_per_px, options.pore.cell_for(um_per_px)):
            pores = find_pores(photo, correction, mask, um_per_px, options.pore)
            found += pore_findings(stamp, shared, pores)
        if lines is None or pores is None:
            stated = (*stated, "zone-too-large-for-texture")
    top, end, left, right = _box(zone)
    colour, pigment = None, None
    if options.keep_maps:
        part = cropped(photo, top, end, left, right)
        colour = colour_maps(part, correction)
        pigment = pigment_maps(part, correction, options.gloss, options.shading)
    return PhotoMeasurement(tuple(found), means, stated, (top, left), colour, pigment, lines, pores)


def _checked(photo: Photograph, mask: BoolMap | None, um_per_px: float | None) -> BoolMap:
    if um_per_px is not None and not 1.0 <= um_per_px <= 2000.0:
        raise MeasureError(
            f"photograph: {um_per_px:g} µm a pixel can't be skin; allowed are 1 to 2000, or none"
        )
    if mask is None:
        zone = np.ones(photo.shape, dtype=np.bool_)
    elif mask.shape != photo.shape:
        raise MeasureError(
            f"photograph: the mask is {mask.shape}, the picture {photo.shape}; give one shape"
        )
    else:
        zone = np.asarray(mask, dtype=np.bool_)
    pixels = int(np.count_nonzero(zone))
    if pixels < LEAST_PIXELS:
        raise MeasureError(
            f"photograph: {pixels} pixels lie in the zone, and {LEAST_PIXELS} are needed: outline "
            "a larger zone, or photograph it from nearer"
        )
    return zone


def _box(zone: BoolMap) -> tuple[int, int, int, int]:
    rows, cols = np.flatnonzero(zone.any(axis=1)), np.flatnonzero(zone.any(axis=0))
    return int(rows[0]), int(rows[-1]) + 1, int(cols[0]), int(cols[-1]) + 1


def _searchable(zone: BoolMap, um_per_px: float | None, cell_um: float) -> bool:
    """Whether the zone's box, on the grid of the search, is small enough."""
    top, end, left, right = _box(zone)
    shrink = 1.0 if um_per_px is None else max(1.0, cell_um / um_per_px)
    return (end - top) * (right - left) / shrink**2 <= MOST_SEARCHED
