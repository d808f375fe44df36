"""Arms of what is injected: particles, gels, plasma, saline."""

from turgor.evidence import find_parameter
from turgor.evidence.outcomes.names import plain
from turgor.predict.protocol.given import Done, Stated, ratio_of
from turgor.predict.protocol.words import meaning

_MM2_PER_CM2 = 100.0
_PLANES = ("intradermal", "subdermal", "subcutaneous", "supraperiosteal")
_POWDERS = ("plla", "pdlla")


def particles(stated: Stated, agent: str) -> Done:
    """A biostimulator: vials, dilution, plane, and the area that it lies under."""
    stated.settings["agent"] = agent
    start = f"protocol.{agent}"
    sold = 0.0 if agent in _POWDERS else find_parameter(f"particle.{agent}.product").value
    said = stated.text("dilution", "dilution_ml", "reconstitution_ml")
    parts = ratio_of(said)
    dilution = sold * parts if parts is not None and sold > 0.0 else stated.number(
        "dilution_ml", "reconstitution_ml"
    )  # fmt: skip
    stated.put("dilution_ml", dilution, f"{start}.dilution", low=0.0, high=40.0)
    made = sold + float(stated.settings["dilution_ml"])
    vials = stated.number("vials", "syringes", "vials_per_session")
    volume = stated.number("volume_ml")
    if vials is None and volume is not None and agent not in _POWDERS:
        vials = volume / made
    record = f"{start}.vials"
    if _in_fold(stated):
        record = f"protocol.fold.vials_{'powder' if agent in _POWDERS else 'syringe'}"
    stated.put("vials", vials, record, low=0.05, high=20.0)
    plane = plain(stated.text("plane"))
    if plane in _PLANES:
        stated.settings["plane"] = plane
    _area(stated)
    return stated.done("biostimulator")


def gel(stated: Stated, agent: str = "hyaluronic") -> Done:
    """A hyaluronic or polynucleotide gel: syringes, cross-linked or not, area."""
    stated.settings["agent"] = agent
    volume = stated.number("volume_ml")
    record = "protocol.fold.vials_syringe" if _in_fold(stated) else f"protocol.{agent}.vials"
    sold = find_parameter(f"particle.{agent}.product").value
    vials = stated.number("vials", "syringes")
    vials = volume / sold if vials is None and volume is not None else vials
    stated.put("vials", vials, record, low=0.05, high=20.0)
    stated.settings["dilution_ml"] = 0.0
    stated.put("mg_ml", stated.number("mg_ml", "conc_mg_ml"), low=1.0, high=50.0)
    if agent == "hyaluronic":
        stated.settings["crosslinked"] = stated.text("crosslinked").lower() not in ("no", "none")
    _area(stated)
    return stated.done("hyaluronic-gel")


def collagen(stated: Stated) -> Done:
    """A collagen filler."""
    stated.put("volume_ml", stated.number("volume_ml"), low=0.1, high=20.0)
    return stated.done("filler-collagen")


def plasma(stated: Stated) -> Done:
    """Platelet-rich plasma, injected."""
    return stated.done("prp")


def saline(stated: Stated) -> Done:
    """Saline, injected."""
    return stated.done("injection-saline")


def _in_fold(stated: Stated) -> bool:
    return meaning("fold", stated.outcome.site) == "yes" or stated.outcome.indication == "folds"


def _area(stated: Stated) -> None:
    """Where what is injected lies in a fold, the skin over it; else the site's own area."""
    area = stated.number("area_cm2")
    if area is not None:
        stated.put("area_cm2", area, low=2.0, high=2000.0)
    elif _in_fold(stated):
        stated.put("area_cm2", None, "protocol.fold.area")
