"""Lines and pores of a zone as findings: relative metrics that say so on each of them."""

import math

from turgor.measure.photo.line import LineOptions, PhotoLines
from turgor.measure.photo.line.options import NOMINAL_UM_PER_PX
from turgor.measure.photo.pore import Pores
from turgor.measure.stamp import Stamp
from turgor.metrics.measurand import ConditionValue
from turgor.record.finding import Finding

Told = dict[str, ConditionValue]

#: on every finding of this file
RELATIVE = "relative-not-depth"

#: the pixels allow only the coarser scales, or only the larger pores
PARTIAL = "finest-left-out"

_NO_U = "one photograph: light and pose move what is seen of a line, photographs taken anew tell"
_COARSE = "pixels are too coarse for these sizes"
_NONE = "no such object was found"


def line_findings(stamp: Stamp, shared: Told, lines: PhotoLines) -> list[Finding]:
    """Length density and contrast of dark lines. shared : conditions of all photo metrics."""
    told = {**shared, **line_conditions(lines.options, lines.um_per_px, lines.cell_um)}
    seen = lines.area_px > 0 and not lines.too_coarse
    density = lines.length_density
    metric, value = "photo.line_length_density", density
    if density is None:
        metric, value = "photo.line_length_density_px", lines.length_density_px
    contrast = lines.contrast if lines.lines else None
    flags = (PARTIAL,) if lines.left_out_um else ()
    return [
        _finding(stamp, metric, told, value if seen else None, _COARSE, flags),
        _finding(stamp, "photo.line_contrast", told, contrast if seen else None, _NONE, flags),
    ]


def pore_findings(stamp: Stamp, shared: Told, pores: Pores) -> list[Finding]:
    """Count density, area share and contrast of pores."""
    told = {**shared, **pore_conditions(pores)}
    seen = pores.area_px > 0 and not pores.too_coarse
    density = pores.density
    metric, value = "photo.pore_density", density
    if density is None:
        metric, value = "photo.pore_density_px", pores.density_px
    contrast = float(pores.contrast.mean()) if len(pores.contrast) else None
    share = pores.area_share_pct if seen else None
    raised = pores.least_px * pores.pixel_um > pores.options.least_um + 1e-6
    flags = (PARTIAL,) if raised else ()
    return [
        _finding(stamp, metric, told, value if seen else None, _COARSE, flags),
        _finding(stamp, "photo.pore_area_share", told, share, _COARSE, flags),
        _finding(stamp, "photo.pore_contrast", told, contrast if seen else None, _NONE, flags),
    ]


def line_conditions(options: LineOptions, um_per_px: float | None, cell_um: float) -> Told:
    """What a search for lines was told; lengths in px where the scale is not known."""
    unit = _unit(um_per_px)
    scales = [s / unit for s in options.scales_on(cell_um)]
    return {
        "scale": "px" if um_per_px is None else "um",
        "cell": round(cell_um / unit, 1),
        "least_length": options.least_length_mm * 1000.0 / unit,
        "least_contrast": options.least_contrast,
        "line_scales": ", ".join(f"{s:g}" for s in scales),
    }


def pore_conditions(pores: Pores) -> Told:
    """What a search for pores was told; lengths in px where the scale is not known."""
    unit, options = _unit(pores.um_per_px), pores.options
    return {
        "scale": "px" if pores.um_per_px is None else "um",
        "cell": round(pores.cell_um / unit, 1),
        "least_diameter": round(pores.least_px * pores.pixel_um / unit, 1),
        "most_diameter": options.most_um / unit,
        "least_contrast": options.least_contrast,
    }


def _unit(um_per_px: float | None) -> float:
    return NOMINAL_UM_PER_PX if um_per_px is None else 1.0


def _finding(
    stamp: Stamp,
    metric: str,
    told: Told,
    value: float | None,
    reason: str,
    flags: tuple[str, ...],
) -> Finding:
    kept = value if value is not None and math.isfinite(value) else None
    why = _NO_U if kept is not None else reason
    return stamp.finding(metric, told, kept, reason=why, flags=(RELATIVE, *flags))
