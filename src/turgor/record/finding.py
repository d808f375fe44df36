"""A finding: a measurand's value with unit, uncertainty and where it came from."""

from dataclasses import dataclass

from turgor.metrics.measurand import Measurand

U_KINDS = ("spatial", "repeat", "reseated", "instrument", "published")


@dataclass(frozen=True, slots=True)
class Finding:
    """One value of one measurand.

    ``value`` is None only together with a flag that says why it is not identified. ``u`` is a
    standard uncertainty in the finding's unit, with ``u_kind`` from U_KINDS; where it is None,
    ``u_reason`` says why. ``captures`` are sha256 sums. ``item`` names the object within the
    region (a wrinkle's number) and is empty for a value of the whole region.
    """

    measurand: Measurand
    value: float | None
    unit: str
    method: str
    method_version: str
    u: float | None = None
    u_kind: str | None = None
    u_reason: str | None = None
    device: str = ""
    captures: tuple[str, ...] = ()
    region: str = ""
    item: str = ""
    replicate: int = 1
    flags: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Hold the pairing of u with its kind or its reason."""
        if (self.u is None) != (self.u_kind is None) or (self.u is None and not self.u_reason):
            raise ValueError("a finding states u with u_kind, or u_reason")
        if self.u_kind is not None and self.u_kind not in U_KINDS:
            raise ValueError(f"u_kind '{self.u_kind}' is none of {U_KINDS}")

    @property
    def metric(self) -> str:
        """The metric's id."""
        return self.measurand.metric
