"""The virtual skin's state: what is followed of one patch of skin, by name.

Excesses rest at 0; amounts rest at 1, which is what this person's skin has without treatment.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StateVariable:
    """One variable: its name, what it stands for, where it rests, and its group for pages."""

    name: str
    meaning: str
    rest: float
    group: str


def _excess(name: str, meaning: str, group: str) -> StateVariable:
    return StateVariable(name, meaning, 0.0, group)


def _amount(name: str, meaning: str, group: str) -> StateVariable:
    return StateVariable(name, meaning, 1.0, group)


STATES: tuple[StateVariable, ...] = (
    _excess("injury_papillary", "papillary tissue lost or killed, not yet replaced", "injury"),
    _excess("injury_reticular", "reticular tissue lost or killed, not yet replaced", "injury"),
    _excess("heat_shock", "stress of cells that heat reached but did not kill", "injury"),
    _excess("mediator", "fast mediators of injury, gone in days", "inflammation"),
    _excess("inflammation", "infiltrating inflammation", "inflammation"),
    _excess("macrophages_papillary", "papillary macrophages beyond residents", "inflammation"),
    _excess("macrophages_reticular", "reticular macrophages beyond residents", "inflammation"),
    _amount("oxidative_stress", "reactive oxygen", "defence"),
    _amount("antioxidant", "antioxidant defence", "defence"),
    _excess("tgf_beta_papillary", "active papillary TGF-beta beyond rest", "fibroblasts"),
    _excess("tgf_beta_reticular", "active reticular TGF-beta beyond rest", "fibroblasts"),
    _excess("fibroblasts_papillary", "activation of papillary fibroblasts", "fibroblasts"),
    _excess("fibroblasts_reticular", "activation of reticular fibroblasts", "fibroblasts"),
    _excess("myofibroblasts", "myofibroblasts", "fibroblasts"),
    _amount("mmp", "activity of matrix metalloproteinases", "matrix"),
    _amount("collagen_new_iii_papillary", "new type III collagen, papillary", "matrix"),
    _amount("collagen_new_iii_reticular", "new type III collagen, reticular", "matrix"),
    _amount("collagen_new_i_papillary", "new type I collagen, papillary", "matrix"),
    _amount("collagen_new_i_reticular", "new type I collagen, reticular", "matrix"),
    _amount("collagen_mature_papillary", "cross-linked collagen, papillary", "matrix"),
    _amount("collagen_mature_reticular", "cross-linked collagen, reticular", "matrix"),
    _amount("collagen_fragments", "fragments of collagen", "matrix"),
    _amount("tropoelastin", "tropoelastin", "matrix"),
    _amount("elastin", "functional elastic fibres", "matrix"),
    _amount("elastosis", "elastotic material", "matrix"),
    _amount("hyaluronan", "hyaluronan", "matrix"),
    _excess("replaced_volume", "tissue replaced after injury, share of the dermis", "matrix"),
    _excess("contraction", "lasting contraction after deep injury", "matrix"),
    _excess("oedema", "water beyond rest, share of the dermis", "vessels"),
    _excess("bruise", "share of the dermis with blood outside its vessels", "vessels"),
    _amount("vessels", "density of small vessels", "vessels"),
    _excess("granulation", "new, wide vessels where a wound lay open, in depth", "vessels"),
    _excess("hyperaemia", "blood in the vessels beyond rest", "vessels"),
    _amount("epidermis", "thickness of the living epidermis", "epidermis"),
    _amount("corneum", "thickness of the stratum corneum", "epidermis"),
    _excess("barrier_open", "share of the surface without a closed barrier", "epidermis"),
    _excess("barrier_bare", "share of the surface without living epidermis", "epidermis"),
    _excess("barrier_lipid_loss", "lack of barrier lipids where it is closed", "epidermis"),
    _excess("irritant_reaction", "reaction of the epidermis to an irritant", "epidermis"),
    _amount("melanin", "epidermal melanin", "pigment"),
    _excess("melanocyte_drive", "stimulation of melanocytes beyond rest", "pigment"),
    _excess("melanin_dermal", "melanin that dropped into the dermis", "pigment"),
    _excess("retinoid_dermal", "slow dermal effect of retinoids", "agents"),
    _excess("particles", "biostimulating particles still there, in doses", "agents"),
    _excess("carrier", "volume of an injected carrier, µl/cm²", "agents"),
    _excess("gel", "volume held by an injected hyaluronic gel, µl/cm²", "agents"),
)

STATE_NAMES: tuple[str, ...] = tuple(variable.name for variable in STATES)
