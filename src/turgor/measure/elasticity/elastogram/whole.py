"""All findings of one elastogram: the numbers of a report, or the summary of a map."""

import math
from collections import Counter
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.measure.elasticity.elastogram.conditions import (
    METRICS,
    ElastogramSettings,
    elastogram_conditions,
)
from turgor.measure.elasticity.elastogram.map_summary import MapSummary, summed_map
from turgor.measure.stamp import Stamp
from turgor.record.elastogram import Elastogram, StatedStiffness
from turgor.record.finding import Finding

METHOD, METHOD_VERSION = "turgor.elastogram", "1"
NO_U = "the scanner states no uncertainty"
BOUNDS = "map-holds-bounds"
ONLY_A_BOUND = "value-is-only-a-bound"
MOSTLY_MISSING = "map-mostly-missing"
#: share of values at the bar's ends from which their mean says nothing any more
_MOST_BOUNDS = 0.05
_MOST_MISSING = 0.5


@dataclass(frozen=True, slots=True)
class ElastogramMeasurement:
    """Findings, and what a page draws.

    summary : of the map within the region, None for a report. values : (rows, cols) the map.
    half_width : within which a value read from a colour bar lies, in the quantity's unit.
    """

    findings: tuple[Finding, ...]
    flags: tuple[str, ...]
    summary: MapSummary | None
    values: NDArray[np.float64] | None
    quantity: str
    half_width: float | None


def measure_elastogram(
    elastogram: Elastogram,
    settings: ElastogramSettings | None = None,
    *,
    capture_sha256: str,
    region: str = "",
    replicate: int = 1,
) -> ElastogramMeasurement:
    """What the scanner states, as device-reported findings under their conditions.

    Errors: MeasureError for a map without a value; InputError for a region outside of it.
    """
    settings = settings or ElastogramSettings()
    stamp = Stamp(
        METHOD,
        METHOD_VERSION,
        NO_U,
        capture_sha256,
        elastogram.device,
        region,
        replicate,
        flags=elastogram.flags,
    )
    findings = _of_numbers(elastogram, settings, stamp)
    summary = None
    flags: tuple[str, ...] = elastogram.flags
    if elastogram.values is not None:
        summary = summed_map(elastogram, settings.roi)
        stamp = stamp.of_item("", _summary_flags(summary))
        findings += _of_map(elastogram, summary, settings, stamp)
        flags = stamp.flags
    return ElastogramMeasurement(
        tuple(findings), flags, summary, elastogram.values, elastogram.quantity, elastogram.u
    )


def _of_numbers(
    elastogram: Elastogram, settings: ElastogramSettings, stamp: Stamp
) -> list[Finding]:
    """One finding a number; several of one measurand are told apart by name, site or order."""
    conditions = [
        elastogram_conditions(
            item.quantity,
            settings,
            origin="structured-report",
            statistic=item.statistic,
            technique=item.technique,
            stated=elastogram.settings,
        )
        for item in elastogram.stated
    ]
    keys = [
        (item.quantity, *sorted(map(str, c.items())))
        for item, c in zip(elastogram.stated, conditions, strict=True)
    ]
    often = Counter(keys)
    taken: set[tuple[object, ...]] = set()
    findings = []
    for item, key, condition in zip(elastogram.stated, keys, conditions, strict=True):
        name = "" if often[key] == 1 else _item_name(item, key, taken)
        findings.append(stamp.of_item(name).finding(METRICS[item.quantity], condition, item.value))
    return findings


def _item_name(item: StatedStiffness, key: tuple[str, ...], taken: set[tuple[object, ...]]) -> str:
    wanted = item.name or item.site or "number"
    name, count = wanted, 1
    while (*key, name) in taken:
        count += 1
        name = f"{wanted} {count}"
    taken.add((*key, name))
    return name


def _summary_flags(summary: MapSummary) -> tuple[str, ...]:
    flags = [BOUNDS] if summary.bound_share > 0 else []
    if summary.missing_share > _MOST_MISSING:
        flags.append(MOSTLY_MISSING)
    return tuple(flags)


def _of_map(
    elastogram: Elastogram, summary: MapSummary, settings: ElastogramSettings, stamp: Stamp
) -> list[Finding]:
    """Median, mean and spread over the region.

    A half-width of a colour bar is one error of all pixels together: it doesn't shrink with their
    number. It is taken as evenly spread, so the standard uncertainty is it over the root of 3.
    """
    u = None if elastogram.u is None else elastogram.u / math.sqrt(3.0)
    kind = None if u is None else "instrument"

    def found(statistic: str, value: float | None, reason: str = "", *flags: str) -> Finding:
        conditions = elastogram_conditions(
            elastogram.quantity,
            settings,
            origin=elastogram.origin,
            statistic=statistic,
            stated=elastogram.settings,
        )
        known = value is not None and not reason
        return stamp.finding(
            METRICS[elastogram.quantity],
            conditions,
            value,
            u=u if known else None,
            u_kind=kind if known else None,
            reason=reason,
            flags=flags,
        )

    many = f"{summary.bound_share:.0%} of the map lies at an end of the colour bar"
    spread = "the spread of the map itself; the reading's error is on mean and median"
    if max(summary.low_share, summary.high_share) >= 0.5:
        middle = found("median", None, f"{many}, so the median is only a bound", ONLY_A_BOUND)
    else:
        middle = found("median", summary.median)
    if summary.bound_share > _MOST_BOUNDS:
        return [
            middle,
            found("mean", None, f"{many}, so no mean can be stated"),
            found("sd", None, f"{many}, so no spread can be stated"),
        ]
    return [middle, found("mean", summary.mean), found("sd", summary.sd, spread)]
