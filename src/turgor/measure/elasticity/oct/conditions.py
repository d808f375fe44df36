"""The conditions of strain from OCT, from protocol and statements alone."""

from turgor.measure.elasticity.oct.settings import OctSettings
from turgor.metrics import find_metric
from turgor.metrics.measurand import ConditionValue
from turgor.record.oct_pair import UNKNOWN

REGIME = "quasi-static small strain"


def oct_conditions(
    metric: str,
    settings: OctSettings | None = None,
    *,
    load: str = UNKNOWN,
    layers_stated: bool = True,
    device_class: str = UNKNOWN,
) -> dict[str, ConditionValue]:
    """The conditions of one metric of the family 'oct', as an endpoint declares them.

    load : what was done between the scans: strain means nothing without it. layers_stated : borders
    were given, not found.

    Errors: MetricError for an unknown metric.
    """
    chosen = settings or OctSettings()
    everything: dict[str, ConditionValue] = {
        "load": load,
        "estimator": f"vector-{chosen.weight}",
        "lag_um": chosen.lag_um or 0.0,
        "layers": "stated" if layers_stated else "found",
        "device_class": device_class,
        "regime": REGIME,
    }
    names = {condition.name for condition in find_metric(metric).conditions}
    return {name: value for name, value in everything.items() if name in names}
