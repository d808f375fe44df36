"""One pair of OCT scans, the whole job: lag, strain map, layers, their strain and its ratio."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.errors import MeasureError
from turgor.measure.elasticity.oct.conditions import oct_conditions
from turgor.measure.elasticity.oct.follow import followed, refollowed
from turgor.measure.elasticity.oct.lag import LagCheck, check_lag
from turgor.measure.elasticity.oct.layers import (
    LayerStrain,
    found_layers,
    layer_rows,
    layer_strain,
    row_profile,
)
from turgor.measure.elasticity.oct.settings import OctSettings
from turgor.measure.elasticity.oct.vector import interframe, strain_map
from turgor.measure.stamp import Stamp
from turgor.record.finding import Finding
from turgor.record.oct_pair import UNKNOWN, OctPair

METHOD = "turgor.oct"

#: Raised whenever a value of any finding of this method may differ from before.
METHOD_VERSION = "1"

NO_U = "one pair: repeatability needs re-seated replicates"
NOT_SETTLED, LOAD_UNKNOWN, LAYERS_FOUND = "lag-not-settled", "load-not-stated", "layers-found"
DECORRELATED, NEAR_ZERO = "scans-poorly-correlated", "strain-within-noise"
EQUAL_STRESS = "assumes-equal-stress"
_LEAST_ROWS, _LEAST_COLS = 32, 8
#: rows of displacement beyond which the second scan is brought back
_WORTH_FOLLOWING = 0.2


@dataclass(frozen=True, slots=True)
class OctMeasurement:
    """What one pair gave.

    strain, quality : (rows, cols), positive = lengthened; NaN at the edges. moved_rows : by which
    each pixel was followed. lag : the check. layers : from the surface down. profile : (rows,)
    mean over columns, sharper in depth than the map.
    """

    findings: tuple[Finding, ...]
    flags: tuple[str, ...]
    strain: NDArray[np.float64]
    quality: NDArray[np.float64]
    moved_rows: NDArray[np.float64]
    lag: LagCheck
    layers: tuple[LayerStrain, ...]
    profile: NDArray[np.float64]


def measure_oct(
    pair: OctPair,
    settings: OctSettings | None = None,
    *,
    capture_sha256: str,
    region: str = "",
    replicate: int = 1,
) -> OctMeasurement:
    """Strain of each layer and the layers' ratio of stiffness under equal stress.

    Errors: MeasureError for fewer than 32 rows or 8 columns, or strain so large that phase turns
    by half a turn between rows.
    """
    chosen = settings or OctSettings()
    if pair.before.shape[0] < _LEAST_ROWS or pair.before.shape[1] < _LEAST_COLS:
        raise MeasureError(
            f"scans of {pair.before.shape[0]} rows and {pair.before.shape[1]} columns: at least "
            f"{_LEAST_ROWS} and {_LEAST_COLS} are needed"
        )
    product, moved, lag = _compared(pair, chosen)
    window = (chosen.axial_window_um, chosen.lateral_window_um)
    strain, quality = strain_map(pair, product, lag.lag, window, lag.phase_rad, chosen.phase_sign)
    profile, u = row_profile(pair, product, lag.lag, lag.phase_rad, chosen.phase_sign)
    rows, own = _layer_rows(pair, profile, u, lag, chosen)
    layers = tuple(
        layer_strain(
            pair, product, span, lag.lag, lag.phase_rad, f"layer {i + 1}", chosen.phase_sign,
            guard=lag.lag if own else max(1, lag.lag // 2),
        )
        for i, span in enumerate(rows)
    )  # fmt: skip
    flags = (*pair.flags, *own, *_flags(pair, lag))
    stamp = Stamp(
        METHOD, METHOD_VERSION, NO_U, capture_sha256, pair.device, region, replicate,
        flags=tuple(dict.fromkeys(flags)),
    )  # fmt: skip
    findings = _findings(stamp, pair, chosen, layers, stated=not own)
    return OctMeasurement(findings, stamp.flags, strain, quality, moved, lag, layers, profile)


def _flags(pair: OctPair, lag: LagCheck) -> tuple[str, ...]:
    return (
        *(() if lag.settled else (NOT_SETTLED,)),
        *((LOAD_UNKNOWN,) if pair.load == UNKNOWN else ()),
    )


def _compared(
    pair: OctPair, settings: OctSettings
) -> tuple[NDArray[np.complex64], NDArray[np.float64], LagCheck]:
    """Products of the scans, the rows by which tissue was followed, and the lag.

    Shifts that agree best come first, then the integral of the strain that they allowed to be read.
    """
    fixed = max(1, round(settings.lag_um / pair.axial_um)) if settings.lag_um else 0
    longest = max(4, round(settings.longest_lag_um / pair.axial_um))

    def judged(after: NDArray[np.complex64]) -> tuple[NDArray[np.complex64], LagCheck]:
        product = interframe(pair.before, after, settings.weight)
        check = check_lag(
            pair, product, fixed=fixed, longest=longest, phase_sign=settings.phase_sign
        )
        return product, check

    if not settings.follow_displacement:
        product, lag = judged(pair.after)
        return product, np.zeros(pair.before.shape), lag
    after, moved = followed(pair.before, pair.after)
    product, lag = judged(after)
    profile, _ = row_profile(pair, product, lag.lag, lag.phase_rad, settings.phase_sign)
    if np.nanmax(np.abs(np.nancumsum(profile))) > _WORTH_FOLLOWING or np.abs(moved).max() > 0:
        after, moved = refollowed(pair.after, moved, profile)
        product, lag = judged(after)
    return product, moved, lag


def _layer_rows(
    pair: OctPair,
    profile: NDArray[np.float64],
    u: NDArray[np.float64],
    lag: LagCheck,
    settings: OctSettings,
) -> tuple[list[tuple[int, int]], tuple[str, ...]]:
    if pair.layer_edges_um:
        return layer_rows(pair, len(profile)), ()
    correlated = 2 * lag.lag
    thinnest = max(lag.lag + 4, round(settings.thinnest_layer_um / pair.axial_um))
    rows = found_layers(profile, u, settings.most_layers, thinnest, correlated)
    return rows, (LAYERS_FOUND,)


def _findings(
    stamp: Stamp,
    pair: OctPair,
    settings: OctSettings,
    layers: tuple[LayerStrain, ...],
    *,
    stated: bool,
) -> tuple[Finding, ...]:
    """A strain for each layer, and each deeper layer's stiffness against the first."""

    def told(metric: str) -> dict[str, str | float | bool]:
        return oct_conditions(
            metric, settings, load=pair.load, layers_stated=stated, device_class=pair.device_class
        )

    findings = []
    for layer in layers:
        reason = _why_not(layer, settings.least_coherence)
        noisy = abs(layer.strain) < 2.0 * layer.u
        findings.append(
            stamp.of_item(layer.name).finding(
                "oct.layer_strain",
                told("oct.layer_strain"),
                None if reason else layer.strain,
                u=None if reason else layer.u,
                u_kind=None if reason else "spatial",
                reason=reason,
                flags=(
                    *((NEAR_ZERO,) if noisy and not reason else ()),
                    *((DECORRELATED,) if reason and layer.windows else ()),
                ),
            )
        )
    first = layers[0]
    for layer in layers[1:]:
        findings.append(_ratio(stamp, told("oct.stiffness_ratio"), first, layer, settings))
    return tuple(findings)


def _ratio(
    stamp: Stamp,
    conditions: dict[str, str | float | bool],
    first: LayerStrain,
    layer: LayerStrain,
    settings: OctSettings,
) -> Finding:
    """Stiffness of a layer over that of the first: strain of the first over its own."""
    reason = _why_not(first, settings.least_coherence) or _why_not(layer, settings.least_coherence)
    if not reason and abs(layer.strain) < 3.0 * layer.u:
        reason = f"{layer.name}'s strain does not stand out from noise, so it has no ratio"
    if not reason and first.strain * layer.strain <= 0:
        reason = "one layer lengthens and the other shortens, so they do not bear equal stress"
    item = f"{layer.name} over {first.name}"
    if reason:
        return stamp.of_item(item).finding("oct.stiffness_ratio", conditions, None, reason=reason)
    ratio = first.strain / layer.strain
    u = ratio * float(np.hypot(first.u / first.strain, layer.u / layer.strain))
    return stamp.of_item(item).finding(
        "oct.stiffness_ratio", conditions, ratio, u=abs(u), u_kind="spatial", flags=(EQUAL_STRESS,)
    )


def _why_not(layer: LayerStrain, least: float) -> str:
    if not np.isfinite(layer.strain):
        return f"{layer.name} is too thin for the lag, or holds no signal"
    if layer.quality < least:
        return (
            f"{layer.name}: phases agree by {layer.quality:.2f}, {least:g} is the least; the scans "
            "show other tissue, or noise"
        )
    return ""
