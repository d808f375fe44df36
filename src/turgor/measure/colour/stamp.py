"""What all findings of one spectrum share, and how a value becomes a finding."""

from collections.abc import Mapping
from dataclasses import dataclass

from turgor.metrics import Measurand, find_metric
from turgor.metrics.measurand import ConditionValue
from turgor.record.finding import Finding

METHOD = "turgor.colour"

#: Raised whenever a value of any finding of this method may differ from before.
METHOD_VERSION = "1"

NO_U = "one reading: repeatability needs re-seated replicates"


@dataclass(frozen=True, slots=True)
class Stamp:
    """Where the findings of one spectrum come from; ``item`` is its name within its file."""

    capture: str
    device: str
    region: str
    replicate: int
    item: str
    flags: tuple[str, ...]

    def finding(
        self,
        metric: str,
        conditions: Mapping[str, ConditionValue],
        value: float | None,
        *,
        reason: str = "",
        flags: tuple[str, ...] = (),
    ) -> Finding:
        """One finding; ``reason`` says why ``value`` is None, ``flags`` are its own besides.

        Errors: MetricError where the conditions don't fit the metric's schema.
        """
        missing = ("not-identified",) if value is None else ()
        return Finding(
            measurand=Measurand.of(metric, conditions),
            value=value,
            unit=find_metric(metric).unit,
            method=METHOD,
            method_version=METHOD_VERSION,
            u_reason=reason or NO_U,
            device=self.device,
            captures=(self.capture,),
            region=self.region,
            item=self.item,
            replicate=self.replicate,
            flags=tuple(dict.fromkeys((*self.flags, *flags, *missing))),
        )
