"""What all findings of one photograph share, and how a value becomes a finding."""

from collections.abc import Mapping
from dataclasses import dataclass

from turgor.metrics import Measurand, find_metric
from turgor.metrics.measurand import ConditionValue
from turgor.record.finding import Finding

METHOD = "turgor.photo"

#: Raised whenever a value of any finding of this method may differ from before.
METHOD_VERSION = "1"

NO_U = "one photograph: repeatability needs photographs taken anew"


@dataclass(frozen=True, slots=True)
class PhotoStamp:
    """Where the findings of one photograph come from."""

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
        flags: tuple[str, ...] = (),
    ) -> Finding:
        """One finding; ``reason`` says why ``value`` is None, or why there is no ``u``.

        Errors: MetricError where the conditions don't fit the metric's schema.
        """
        lost = () if value is not None else ("not-identified",)
        known = value is not None and spatial_u is not None
        return Finding(
            measurand=Measurand.of(metric, conditions),
            value=value,
            unit=find_metric(metric).unit,
            method=METHOD,
            method_version=METHOD_VERSION,
            u=spatial_u if known else None,
            u_kind="spatial" if known else None,
            u_reason=None if known else (reason or NO_U),
            device=self.device,
            captures=(self.capture,),
            region=self.region,
            replicate=self.replicate,
            flags=tuple(dict.fromkeys((*self.flags, *flags, *lost))),
        )
