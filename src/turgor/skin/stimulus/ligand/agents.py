"""Retinoids: what each is made of, and what it becomes in living skin."""

from dataclasses import dataclass

from turgor.evidence import parameter

#: what each agent gives rise to, itself first
_CHAINS: dict[str, tuple[str, ...]] = {
    "tretinoin": ("tretinoin",),
    "isotretinoin": ("isotretinoin", "tretinoin"),
    "retinaldehyde": ("retinaldehyde", "retinol", "retinyl-ester", "tretinoin"),
    "retinol": ("retinol", "retinaldehyde", "retinyl-ester", "tretinoin"),
    "retinyl-ester": ("retinyl-ester", "retinol", "retinaldehyde", "tretinoin"),
    "adapalene": ("adapalene",),
    "tazarotene": ("tazarotene", "tazarotenic"),
    "trifarotene": ("trifarotene",),
}

AGENTS = tuple(_CHAINS)

#: which turns into which, and the record of how fast
_STEPS = (
    ("retinyl-ester", "retinol", "ligand.retinyl.hydrolysis"),
    ("retinol", "retinyl-ester", "ligand.retinol.esterification"),
    ("retinol", "retinaldehyde", "ligand.retinol.oxidation"),
    ("retinaldehyde", "retinol", "ligand.retinaldehyde.reduction"),
    ("retinaldehyde", "tretinoin", "ligand.retinaldehyde.oxidation"),
    ("isotretinoin", "tretinoin", "ligand.isotretinoin.isomerisation"),
    ("tazarotene", "tazarotenic", "ligand.tazarotene.hydrolysis"),
)

#: what is broken down to something that does nothing, and the record of how fast
_LOSSES = {
    "tretinoin": "ligand.tretinoin.loss",
    "isotretinoin": "ligand.tretinoin.loss",
    "adapalene": "ligand.adapalene.loss",
    "tazarotenic": "ligand.tazarotenic.loss",
    "trifarotene": "ligand.trifarotene.loss",
}

#: what binds a retinoic acid receptor, and how well against all-trans retinoic acid
_POTENCIES = {
    "tretinoin": "",
    "adapalene": "ligand.adapalene.potency",
    "tazarotenic": "ligand.tazarotenic.potency",
    "trifarotene": "ligand.trifarotene.potency",
}

#: stays in the cell that it is made in
STORED = "retinyl-ester"


@dataclass(frozen=True, slots=True)
class Chemistry:
    """An agent and what it becomes, under the present draw.

    species : the agent first. steps : (from, to, 1/d) by place in ``species``. losses_per_d,
    potencies : of each species; a potency is 1 for all-trans retinoic acid, 0 for what binds no
    receptor. molar_mass, log_kow : of the agent.
    """

    species: tuple[str, ...]
    steps: tuple[tuple[int, int, float], ...]
    losses_per_d: tuple[float, ...]
    potencies: tuple[float, ...]
    molar_mass: float
    log_kow: float


def chemistry(agent: str) -> Chemistry:
    """The chemistry of one of AGENTS; KeyError for another."""
    species = _CHAINS[agent]
    steps = tuple(
        (species.index(before), species.index(after), parameter(record))
        for before, after, record in _STEPS
        if before in species and after in species
    )
    return Chemistry(
        species=species,
        steps=steps,
        losses_per_d=tuple(
            parameter(_LOSSES[name]) if name in _LOSSES else 0.0 for name in species
        ),
        potencies=tuple(_potency(name) for name in species),
        molar_mass=parameter(f"ligand.{agent}.molar_mass"),
        log_kow=parameter(f"ligand.{agent}.log_kow"),
    )


def irritancy(agent: str) -> float:
    """Irritation at equal exposure, 1 for tretinoin."""
    return 1.0 if agent == "tretinoin" else parameter(f"ligand.{agent}.irritancy")


def _potency(species: str) -> float:
    record = _POTENCIES.get(species)
    if record is None:
        return 0.0
    return parameter(record) if record else 1.0
