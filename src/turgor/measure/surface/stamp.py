"""What all findings of one capture share, and how a value becomes a finding."""

from collections.abc import Mapping
from dataclasses import dataclass

from turgor.metrics import Measurand, find_metric
from turgor.metrics.measurand import ConditionValue
from turgor.record.finding import Finding

METHOD = "turgor.surface"

#: Raised whenever a value of any finding of this method may differ from before.
METHOD_VERSION = "1"

NO_U = "one capture: repeatability needs re-seated replicates"


@dataclass(frozen=True, slots=True)
class Stamp:
    """Where the findings of one capture come from."""

    capture: str
    device: str
    region: str
    replicate: int
    flags: tuple[str, ...]

    def finding(
        self,
        metric: str,
        conditions: Mapping[str, ConditionValue],
        value: float | None,
        *,
        reason: str = "",
        spatial_u: float | None = None,
        item: str = "",
    ) -> Finding:
        """One finding; ``reason`` says why ``value`` is None, or why there is no ``u``.

        Errors: MetricError where the conditions don't fit the metric's schema.
        """
        return Finding(
            measurand=Measurand.of(metric, conditions),
            value=value,
            unit=find_metric(metric).unit,
            method=METHOD,
            method_version=METHOD_VERSION,
            u=spatial_u,
            u_kind="spatial" if spatial_u is not None else None,
            u_reason=None if spatial_u is not None else (reason or NO_U),
            device=self.device,
            captures=(self.capture,),
            region=self.region,
            item=item,
            replicate=self.replicate,
            flags=self.flags if value is not None else (*self.flags, "not-identified"),
        )
