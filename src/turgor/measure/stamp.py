"""What all findings of one capture share, and how a value becomes a finding."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from turgor.metrics import Measurand, find_metric
from turgor.metrics.measurand import ConditionValue
from turgor.record.finding import Finding


@dataclass(frozen=True, slots=True)
class Stamp:
    """Where the findings of one capture come from, and by which method.

    method, method_version : the version is raised whenever a value of any finding of the method
        may differ from before. no_u : why a finding has no uncertainty unless one is given.
    item : the part of the capture that a value belongs to (a curve's number, a layer's name),
        empty for a value of the whole. flags : of the capture, on every finding.
    """

    method: str
    method_version: str
    no_u: str
    capture: str
    device: str = ""
    region: str = ""
    replicate: int = 1
    item: str = ""
    flags: tuple[str, ...] = ()

    def of_item(self, item: str, flags: tuple[str, ...] = ()) -> "Stamp":
        """The same stamp for one part of the capture, with that part's own flags besides."""
        return replace(self, item=item, flags=tuple(dict.fromkeys((*self.flags, *flags))))

    def finding(
        self,
        metric: str,
        conditions: Mapping[str, ConditionValue],
        value: float | None,
        *,
        u: float | None = None,
        u_kind: str | None = None,
        reason: str = "",
        flags: tuple[str, ...] = (),
    ) -> Finding:
        """One finding in the metric's own unit.

        value : None = not identified, then ``reason`` says why. u, u_kind : standard uncertainty
        and its kind, both or neither; without them ``reason`` (or the method's own) stands.
        flags : of this finding alone.

        Errors: MetricError where the conditions don't fit the metric's schema.
        """
        missing = ("not-identified",) if value is None else ()
        return Finding(
            measurand=_measurand(metric, tuple(conditions.items())),
            value=value,
            unit=find_metric(metric).unit,
            method=self.method,
            method_version=self.method_version,
            u=u,
            u_kind=u_kind,
            u_reason=None if u is not None else reason or self.no_u,
            device=self.device,
            captures=(self.capture,),
            region=self.region,
            item=self.item,
            replicate=self.replicate,
            flags=tuple(dict.fromkeys((*self.flags, *flags, *missing))),
        )


@lru_cache(maxsize=8192)
def _measurand(metric: str, conditions: tuple[tuple[str, ConditionValue], ...]) -> Measurand:
    """A measurand, held against its schema once: captures of one protocol share theirs."""
    return Measurand.of(metric, dict(conditions))
