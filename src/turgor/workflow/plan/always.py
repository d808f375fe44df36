"""What is always there: doing nothing, and sun protection alone, told beside every plan."""

from dataclasses import dataclass

from turgor.plan.plan import Band
from turgor.plan.prepare import Prepared
from turgor.plan.template import NOTHING, SUNSCREEN
from turgor.workflow.plan.work_out import PlanDocument

_NONE = Band(0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class AlwaysValue:
    """One quantity by its objective's day.

    change : of doing nothing, in ``unit``. gain : over doing nothing, better is more.
    """

    quantity: str
    concern: str
    unit: str
    change: float
    gain: Band


@dataclass(frozen=True, slots=True)
class Always:
    """One of the two; ``reasons`` say why rules don't offer it, where they don't."""

    id: str
    offered: bool
    reasons: tuple[str, ...]
    values: tuple[AlwaysValue, ...]


def always_of(found: PlanDocument) -> tuple[Always, ...]:
    """Doing nothing and sun protection; without numbers where nothing was forecast."""
    prepared = found.prepared
    if prepared is None:
        return tuple(Always(name, True, (), ()) for name in (NOTHING, SUNSCREEN))
    verdicts = {one.candidate.id: one for one in prepared.verdicts}
    return tuple(
        Always(
            name,
            verdicts[name].status == "offered",
            tuple(reason.text for reason in verdicts[name].reasons),
            _values(prepared, name),
        )
        for name in (NOTHING, SUNSCREEN)
    )


def _values(prepared: Prepared, name: str) -> tuple[AlwaysValue, ...]:
    rows = {row.candidate.id: row for row in prepared.table.rows}
    if name not in rows:
        return ()
    found = []
    for item in prepared.sought.objectives:
        curve = rows[name].curves[item.quantity]
        gain = _NONE if name == NOTHING else curve.gain(item.horizon_day)
        nothing = curve.nothing_at(item.horizon_day)
        found.append(AlwaysValue(item.quantity, item.concern, curve.unit, nothing, gain))
    return tuple(found)
