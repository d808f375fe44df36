"""A number that a closed instrument reported as a finding, with its unit and conditions held."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from turgor.errors import MetricError, StudyError, UnitError
from turgor.exchange.device_table.profile import reported_metric
from turgor.metrics import Measurand, find_metric
from turgor.record.finding import Finding

UNSTATED = "unstated"


@dataclass(frozen=True, slots=True)
class Reported:
    """Where such numbers come from. sha256 : of the kept file. u_reason : why no u is stated."""

    method: str
    method_version: str
    sha256: str
    device: str = ""
    u_reason: str = "the instrument states no uncertainty"
    flags: tuple[str, ...] = ()


def device_finding(
    metric: str,
    unit: str,
    stated: Mapping[str, str],
    value: float,
    reported: Reported,
    replicate: int = 1,
    region: str = "",
) -> Finding:
    """The finding, in the metric's own unit; conditions that are not stated are UNSTATED.

    Errors: StudyError where the metric is unknown or not reported by devices, the unit is of
    another dimension, or a condition is not allowed.
    """
    try:
        factor = _factor(metric, unit)
        measurand = _measurand(metric, tuple(sorted(stated.items())))
    except (MetricError, UnitError) as error:
        raise StudyError(str(error)) from error
    return Finding(
        measurand=measurand,
        value=value * factor,
        unit=find_metric(metric).unit,
        method=reported.method,
        method_version=reported.method_version,
        u_reason=reported.u_reason,
        device=reported.device,
        captures=(reported.sha256,),
        region=region,
        replicate=replicate,
        flags=reported.flags,
    )


@cache
def _factor(metric: str, unit: str) -> float:
    return reported_metric(metric, unit)


@cache
def _measurand(metric: str, stated: tuple[tuple[str, str], ...]) -> Measurand:
    said = dict(stated)
    names = [item.name for item in find_metric(metric).conditions]
    return Measurand.of(metric, {name: said.get(name) or UNSTATED for name in names})
