"""What peels, as chemistry sees it: molar mass, strength as an acid, liking of fat, solubility."""

import math
from dataclasses import dataclass

from turgor.errors import InputError
from turgor.evidence import parameter

#: agents that need no neutralising: they end by coagulating protein, or by falling out as solid
SELF_ENDING = ("trichloroacetic", "salicylic", "jessner", "phenol")
#: agents that coagulate protein and stay in it
COAGULATING = ("trichloroacetic", "phenol")
#: agents whose films hold no more than water dissolves, g/l in the evidence base
SPARING = ("salicylic", "mandelic")
ACIDS = (
    "glycolic", "lactic", "mandelic", "salicylic", "trichloroacetic", "pyruvic", "phenol",
    "resorcinol",
)  # fmt: skip
#: what a session may name; Jessner's solution is three of the acids above
PEELS = (
    "glycolic", "lactic", "mandelic", "salicylic", "trichloroacetic", "pyruvic", "phenol",
    "jessner",
)  # fmt: skip
JESSNER = ("lactic", "salicylic", "resorcinol")


@dataclass(frozen=True, slots=True)
class Dissolved:
    """One acid of a solution.

    mol_l : all of it, free and as salt. soluble_mol_l : what water holds of the free acid.
    """

    name: str
    mol_l: float
    pka: float
    molar_mass_g_mol: float
    log_octanol: float
    soluble_mol_l: float

    @property
    def effective_mol_l(self) -> float:
        """What is in solution; the rest waits as a solid and drives nothing."""
        return min(self.mol_l, self.soluble_mol_l)


def dissolved(name: str, percent: float) -> Dissolved:
    """An acid by its strength in grams per 100 ml.

    Errors: InputError for one that is none of ACIDS.
    """
    if name not in ACIDS:
        raise InputError(f"acid '{name}' is unknown; allowed: {', '.join(ACIDS)}")
    mass = parameter(f"peel.{name}.molar_mass")
    grams = 10.0 * percent
    if name == "trichloroacetic":
        grams *= parameter("peel.trichloroacetic.percent_meaning")
    soluble = parameter(f"peel.{name}.solubility") / mass if name in SPARING else math.inf
    return Dissolved(
        name=name,
        mol_l=grams / mass,
        pka=parameter(f"peel.{name}.pka"),
        molar_mass_g_mol=mass,
        log_octanol=parameter(f"peel.{name}.log_octanol"),
        soluble_mol_l=soluble,
    )


def solutes(name: str, percent: float) -> tuple[Dissolved, ...]:
    """The acids of one peel; of Jessner's solution ``percent`` is that of each of the three."""
    if name == "jessner":
        return tuple(dissolved(part, percent) for part in JESSNER)
    return (dissolved(name, percent),)
