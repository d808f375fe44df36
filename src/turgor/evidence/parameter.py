"""A literature value: number, unit, spread, basis, population, source and locator."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from turgor.errors import EvidenceError, UnitError
from turgor.metrics.measurand import ConditionValue
from turgor.units import CANONICAL, factor_to_canonical

BASES = ("measured", "derived", "fitted", "assumed")
_SPREADS = ("sd", "se", "range", "interval95", "none")
_KNOWN = {
    "value", "unit", "kind", "spread", "spread_kind", "n", "basis", "population",
    "source", "locator", "retrieved", "least", "most", "note", "conditions",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Parameter:
    """One value, in the canonical unit of its kind, with everything needed to doubt it.

    spread : sd, se, or half the interval. low, high : the interval's ends where they were given.
    least, most : what the value can be at all.
    """

    id: str
    value: float
    unit: str
    kind: str
    basis: str
    population: str
    source: str
    locator: str
    spread: float | None = None
    spread_kind: str = "none"
    n: int | None = None
    note: str = ""
    conditions: tuple[tuple[str, ConditionValue], ...] = ()
    low: float | None = None
    high: float | None = None
    least: float | None = None
    most: float | None = None


def parameter_from(
    parameter_id: str, table: Mapping[str, object], sources: Mapping[str, object], where: str
) -> Parameter:
    """Build a parameter, converting value and spread to the canonical unit.

    Errors: EvidenceError for an unknown key or source, no locator unless assumed, a unit of the
    wrong dimension, or a value outside its declared bounds.
    """

    def refuse(reason: str) -> EvidenceError:
        return EvidenceError(f"{where}: parameter '{parameter_id}' {reason}")

    unknown = sorted(set(table) - _KNOWN)
    if unknown:
        raise refuse(f"has unknown keys {unknown}")
    basis = str(table.get("basis", ""))
    if basis not in BASES:
        raise refuse(f"has basis '{basis}'; allowed: {', '.join(BASES)}")
    source = str(table.get("source", ""))
    if source not in sources and not (basis == "assumed" and not source):
        raise refuse(f"names no known source: '{source}'")
    if basis != "assumed" and not table.get("locator"):
        raise refuse("needs a locator (table, figure, page) unless it is assumed")
    kind = str(table.get("kind", ""))
    if kind not in CANONICAL:
        raise refuse(f"has kind '{kind}'; allowed: {', '.join(sorted(CANONICAL))}")
    value = table.get("value")
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise refuse("needs a number as 'value'")
    try:
        factor = factor_to_canonical(str(table.get("unit", "")), kind)
    except UnitError as error:
        raise refuse(f"has a unit that doesn't fit: {error}") from error
    least, most = table.get("least"), table.get("most")
    if _outside(value, least, most):
        raise refuse(f"is {value}, outside its declared bounds {least} to {most}")
    spread_kind = str(table.get("spread_kind", "none"))
    if spread_kind not in _SPREADS:
        raise refuse(f"has spread_kind '{spread_kind}'; allowed: {', '.join(_SPREADS)}")
    spread, low, high = _spread(table.get("spread"), spread_kind, factor, refuse)
    count = table.get("n")
    return Parameter(
        id=parameter_id,
        value=float(value) * factor,
        unit=CANONICAL[kind][1],
        kind=kind,
        basis=basis,
        population=str(table.get("population", "")),
        source=source,
        locator=str(table.get("locator", "")),
        spread=spread,
        spread_kind=spread_kind,
        n=count if isinstance(count, int) else None,
        note=str(table.get("note", "")),
        conditions=_conditions(table.get("conditions", {})),
        low=low,
        high=high,
        least=float(least) * factor if isinstance(least, int | float) else None,
        most=float(most) * factor if isinstance(most, int | float) else None,
    )


def _spread(
    stated: object, kind: str, factor: float, refuse: Callable[[str], EvidenceError]
) -> tuple[float | None, float | None, float | None]:
    """Half-width and ends of a spread that is one number, or [low, high]."""
    if isinstance(stated, int | float):
        return float(stated) * factor, None, None
    if stated is None:
        return None, None, None
    ends = [float(end) * factor for end in stated] if isinstance(stated, list) else []
    if len(ends) != 2 or ends[0] > ends[1] or kind not in ("range", "interval95"):
        raise refuse("has a spread that is neither a number nor, for a range, [low, high]")
    return 0.5 * (ends[1] - ends[0]), ends[0], ends[1]


def _conditions(table: object) -> tuple[tuple[str, ConditionValue], ...]:
    if not isinstance(table, dict):
        return ()
    return tuple(sorted((str(name), value) for name, value in table.items()))


def _outside(value: float, least: object, most: object) -> bool:
    low = isinstance(least, int | float) and value < least
    high = isinstance(most, int | float) and value > most
    return low or high
