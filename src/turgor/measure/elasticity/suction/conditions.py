"""The conditions of suction measurands, from the protocol alone."""

from collections.abc import Iterable, Mapping
from functools import cache

from turgor.errors import MeasureError
from turgor.measure.elasticity.suction.method import SPLIT_RULES
from turgor.metrics import find_metric
from turgor.metrics.measurand import ConditionValue
from turgor.record.suction import UNKNOWN, SuctionProtocol

Conditions = dict[str, ConditionValue]


def suction_conditions(
    protocol: SuctionProtocol,
    split_rule: str = SPLIT_RULES[0],
    device_class: str = UNKNOWN,
    *,
    metric: str = "",
) -> Conditions:
    """Conditions as a study declares them for an endpoint.

    metric : its id, to get exactly its own conditions ('curve' and 'model' are the caller's to
    add, since a protocol doesn't name them); all of them where it is ''.

    Errors: MeasureError for another split rule, MetricError for an unknown metric.
    """
    if split_rule not in SPLIT_RULES:
        raise MeasureError(f"split rule '{split_rule}' is none of {', '.join(SPLIT_RULES)}")
    every: Conditions = {
        "aperture_mm": float(protocol.aperture_mm),
        "pressure_mbar": float(protocol.pressure_mbar),
        "on_s": float(protocol.on_s),
        "off_s": float(protocol.off_s),
        "cycles": float(protocol.cycles),
        "contact_force_n": float(protocol.contact_force_n or 0.0),
        "preconditioning": protocol.preconditioning,
        "regime": protocol.regime,
        "device_class": device_class,
        "split_rule": split_rule,
        "curves": curve_numbers(range(2, protocol.cycles + 1)),
    }
    return own_conditions(metric, every) if metric else every


def curve_numbers(numbers: Iterable[int]) -> str:
    """Rising numbers of curves as text: '2-5', '2,4-5', 'none'."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    told = [f"{run[0]}-{run[-1]}" if len(run) > 1 else f"{run[0]}" for run in runs]
    return ",".join(told) or "none"


def own_conditions(metric: str, every: Mapping[str, ConditionValue]) -> Conditions:
    """Those of ``every`` that the metric depends on."""
    return {name: every[name] for name in _names(metric) if name in every}


@cache
def _names(metric: str) -> tuple[str, ...]:
    return tuple(condition.name for condition in find_metric(metric).conditions)
