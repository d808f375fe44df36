"""The whole ISO 25178-2 set of one scale-limited surface."""

from turgor.measure.surface.areal.evaluation import bounding_part, evaluated_surface
from turgor.measure.surface.areal.feature import (
    WOLF_PRUNING_PCT,
    feature_parameters,
    hills_and_dales,
)
from turgor.measure.surface.areal.height import HeightParameters, height_parameters
from turgor.measure.surface.areal.hybrid import hybrid_parameters
from turgor.measure.surface.areal.material import MaterialCurve, core_parameters
from turgor.measure.surface.areal.probability import probability_parameters
from turgor.measure.surface.areal.result import SMR_HEIGHT_UM, SXP_RATIOS_PCT, ArealResult
from turgor.measure.surface.areal.spatial import spatial_parameters
from turgor.measure.surface.areal.spectrum import (
    dominant_wavelength_um,
    power_spectrum,
    texture_direction_deg,
)
from turgor.measure.surface.areal.volume import DALE_RATIO_PCT, PEAK_RATIO_PCT, volume_parameters
from turgor.record.height_map import BoolMap, FloatMap

#: a direction is not stated for a texture rounder than this
_MOST_ISOTROPIC = 0.5
_FLAT = "the surface is flat"

_Found = tuple[dict[str, float], dict[str, str]]


def areal_parameters(
    height_um: FloatMap,
    pitch_x_um: float,
    pitch_y_um: float,
    mask: BoolMap | None = None,
    *,
    features: bool = True,
) -> ArealResult:
    """Height, spatial, hybrid, material ratio, volume and feature parameters of one surface.

    height_um : (rows, cols) float64, µm, the scale-limited surface, NaN = not measured.
    pitch_x_um, pitch_y_um : distance between neighbouring points along columns and rows.
    mask : (rows, cols) bool, True inside the region; any shape, None takes the whole map.
    features : False leaves out the watershed.

    Heights refer to the mean of the evaluated points; each point stands for one cell of
    pitch_x times pitch_y. Units are those of the catalogue (``surface.<id>``).

    Errors: MeasureError where the shapes, the pitches or the points don't allow any parameter.
    Source: iso-25178-2-2021; choices and proofs in docs/science/areal-parameters.md.
    """  # fmt: skip
    surface = evaluated_surface(height_um, pitch_x_um, pitch_y_um, mask)
    heights = height_parameters(surface)
    parts = [
        _height(heights),
        _hybrid(surface, pitch_x_um, pitch_y_um),
        _material(heights),
        _spatial(surface, heights, pitch_x_um, pitch_y_um),
    ]
    if features:
        parts.append(_features(surface, heights, pitch_x_um, pitch_y_um))
    values: dict[str, float] = {}
    reasons: dict[str, str] = {}
    for found, missing in parts:
        values |= found
        reasons |= missing
    return ArealResult(values, reasons)


def _height(heights: HeightParameters) -> _Found:
    values = {
        "sq": heights.sq_um,
        "sa": heights.sa_um,
        "sp": heights.sp_um,
        "sv": heights.sv_um,
        "sz": heights.sz_um,
    }
    if not heights.sq_um > 0.0:
        return values, {"ssk": _FLAT, "sku": _FLAT}
    return values | {"ssk": heights.skewness, "sku": heights.kurtosis}, {}


def _hybrid(surface: FloatMap, pitch_x_um: float, pitch_y_um: float) -> _Found:
    found = hybrid_parameters(surface, pitch_x_um, pitch_y_um)
    if found is None:
        reason = "no three neighbouring points are evaluated"
        return {}, {"sdq": reason, "sdr": reason}
    return {"sdq": found[0], "sdr": found[1]}, {}


def _material(heights: HeightParameters) -> _Found:
    curve = MaterialCurve.of(heights)
    core = core_parameters(curve)
    volume = volume_parameters(curve)
    high, middle = (curve.smc_um(ratio) for ratio in SXP_RATIOS_PCT)
    found, reasons = _probability(heights, curve)
    return found | {
        "smr": curve.smr_pct(SMR_HEIGHT_UM),
        "smc": curve.smc_um(PEAK_RATIO_PCT),
        "sdc": curve.smc_um(PEAK_RATIO_PCT) - curve.smc_um(DALE_RATIO_PCT),
        "sxp": high - middle,
        "sk": core.sk_um,
        "spk": core.spk_um,
        "svk": core.svk_um,
        "smrk1": core.smrk1_pct,
        "smrk2": core.smrk2_pct,
        "spkx": core.spkx_um,
        "svkx": core.svkx_um,
        "sak1": core.sak1_um,
        "sak2": core.sak2_um,
        "vv": volume.vv_um,
        "vm": volume.vm_um,
        "vvv": volume.vvv_um,
        "vvc": volume.vvc_um,
        "vmp": volume.vmp_um,
        "vmc": volume.vmc_um,
    }, reasons


def _probability(heights: HeightParameters, curve: MaterialCurve) -> _Found:
    found, reason = None, _FLAT
    if heights.sq_um > 0.0:
        found, reason = probability_parameters(curve, heights.points)
    if found is None:
        return {}, dict.fromkeys(("spq", "svq", "smq"), reason)
    return {"spq": found.spq_um, "svq": found.svq_um, "smq": found.smq_pct}, {}


def _spatial(
    surface: FloatMap, heights: HeightParameters, pitch_x_um: float, pitch_y_um: float
) -> _Found:
    if heights.points < surface.size:
        surface = bounding_part(surface)  # half the field is half the region
    if not heights.sq_um > 0.0 or min(surface.shape) < 16:
        reason = _FLAT if not heights.sq_um > 0.0 else "the map has fewer than 16 points on a side"
        return {}, dict.fromkeys(("sal", "str", "std", "ssw"), reason)
    values: dict[str, float] = {}
    spatial = spatial_parameters(surface, heights.mean_um, pitch_x_um, pitch_y_um)
    reasons = dict(spatial.reasons)
    if spatial.sal_um is not None:
        values["sal"] = spatial.sal_um
    if spatial.str_ratio is not None:
        values["str"] = spatial.str_ratio
    spectrum = power_spectrum(surface, heights.mean_um, heights.sq_um, pitch_x_um, pitch_y_um)
    wavelength, reason = dominant_wavelength_um(spectrum)
    if wavelength is None:
        reasons["ssw"] = reason
    else:
        values["ssw"] = wavelength
    if spatial.str_ratio is not None and spatial.str_ratio > _MOST_ISOTROPIC:
        reasons["std"] = f"Str is above {_MOST_ISOTROPIC:g}: the texture has no one direction"
    else:
        values["std"] = texture_direction_deg(spectrum)
    return values, reasons


def _features(
    surface: FloatMap, heights: HeightParameters, pitch_x_um: float, pitch_y_um: float
) -> _Found:
    names = {
        "density_per_mm2": ("spd", "svd", "nothing was cut"),
        "curvature_per_mm": ("spc", "svc", "no significant extremum lies inside the region"),
        "five_um": ("s5p", "s5v", "fewer than five significant extrema lie inside the region"),
        "area_mm2": ("sha", "sda", "no motif is closed: each touches the edge of the region"),
        "volume_mm3": ("shv", "sdv", "no motif is closed: each touches the edge of the region"),
    }
    values: dict[str, float] = {}
    if not heights.sz_um > 0.0:
        flat = [name for hill, dale, _ in names.values() for name in (hill, dale)]
        return values, dict.fromkeys([*flat, "s10z"], _FLAT)
    least = WOLF_PRUNING_PCT / 100.0 * heights.sz_um
    reasons: dict[str, str] = {}
    both = hills_and_dales(surface, heights.mean_um, least, pitch_x_um, pitch_y_um)
    for side, found in enumerate(both):
        parameters = feature_parameters(surface, found, heights.points, pitch_x_um, pitch_y_um)
        for key, entry in names.items():
            if key in parameters:
                values[entry[side]] = parameters[key]
            else:
                reasons[entry[side]] = entry[2]
    if "s5p" in values and "s5v" in values:
        values["s10z"] = values["s5p"] + values["s5v"]
    else:
        reasons["s10z"] = names["five_um"][2]
    return values, reasons
