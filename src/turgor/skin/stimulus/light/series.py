"""Depths and widths that published series print, with what each was made with."""

from dataclasses import dataclass
from typing import Literal

from turgor.errors import EvidenceError
from turgor.evidence import all_parameters, find_parameter
from turgor.metrics.measurand import ConditionValue
from turgor.skin.stimulus.light.shrinkage import GeometryState

Quantity = Literal["ablation-depth", "coagulation-depth", "ablation-width", "coagulation-width"]
Relation = Literal["equal", "at-least", "about-at-most"]
QUANTITIES: tuple[Quantity, ...] = (
    "ablation-depth", "coagulation-depth", "ablation-width", "coagulation-width",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ZoneFigure:
    """One figure of a zone.

    series : name of the device and tip. value : µm; for a ratio, of the quantity at energy_mj
    over that at from_energy_mj. None where the source doesn't state a setting.
    relation : about-at-most for "approaches". held_out : never fitted, only compared. state :
    as a section of excised skin shows it (shrunk), or as in life.
    """

    id: str
    series: str
    wavelength_nm: float
    energy_mj: float | None
    nominal_spot_um: float | None
    power_w: float | None
    quantity: Quantity
    relation: Relation
    value: float
    from_energy_mj: float | None = None
    held_out: bool = False
    pulse_ms: float | None = None
    state: GeometryState = "histology"

    @property
    def is_ratio(self) -> bool:
        """The figure is a ratio of two energies' quantities."""
        return self.from_energy_mj is not None


def zone_figures(use: Literal["calibrate", "held-out"]) -> tuple[ZoneFigure, ...]:
    """Every figure of the four series for one use, in the order of their ids.

    Errors: EvidenceError for a record whose conditions are incomplete.
    """
    found = [
        _figure(record_id, dict(record.conditions), record.value)
        for record_id, record in sorted(all_parameters().items())
        if record_id.startswith("mtz.") and dict(record.conditions).get("use") == use
    ]
    for figure in found:
        find_parameter(figure.id)  # notes it in the run's bibliography
    return tuple(found)


def _figure(record_id: str, said: dict[str, ConditionValue], value: float) -> ZoneFigure:
    def number(name: str) -> float | None:
        given = said.get(name)
        return float(given) if isinstance(given, int | float) else None

    quantity = next((q for q in QUANTITIES if q == said.get("quantity")), None)
    relations: tuple[Relation, ...] = ("equal", "at-least", "about-at-most")
    relation = next((r for r in relations if r == said.get("relation")), None)
    wavelength = number("wavelength_nm")
    if quantity is None or relation is None or wavelength is None:
        raise EvidenceError(f"'{record_id}' needs quantity, relation and wavelength_nm")
    return ZoneFigure(
        id=record_id,
        series=str(said.get("series", "")),
        wavelength_nm=wavelength,
        energy_mj=number("energy_mj"),
        nominal_spot_um=number("nominal_spot_um"),
        power_w=number("power_w"),
        quantity=quantity,
        relation=relation,
        value=value,
        from_energy_mj=number("from_energy_mj"),
        held_out=said.get("use") == "held-out",
    )
