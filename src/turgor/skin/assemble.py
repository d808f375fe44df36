"""All processes together: rest, rates of every state, and the skin after a session."""

from functools import cache
from types import MappingProxyType

import numpy as np

from turgor.evidence import find_parameter
from turgor.skin.load import TRAITS, FloatArray
from turgor.skin.process import Process, Terms
from turgor.skin.state import STATES
from turgor.skin.term import Term
from turgor.skin.tissue.ageing import AGEING
from turgor.skin.tissue.agents import AGENTS
from turgor.skin.tissue.barrier import BARRIER
from turgor.skin.tissue.collagen import COLLAGEN
from turgor.skin.tissue.elastin import ELASTIN
from turgor.skin.tissue.epidermis import EPIDERMIS
from turgor.skin.tissue.fibroblasts import FIBROBLASTS
from turgor.skin.tissue.inflammation import INFLAMMATION
from turgor.skin.tissue.injury import INJURY
from turgor.skin.tissue.irritant import IRRITANT
from turgor.skin.tissue.macrophages import MACROPHAGES
from turgor.skin.tissue.mmp import MMP
from turgor.skin.tissue.myofibroblasts import MYOFIBROBLASTS
from turgor.skin.tissue.oxidation import OXIDATION
from turgor.skin.tissue.pigment import PIGMENT
from turgor.skin.tissue.replacement import REPLACEMENT
from turgor.skin.tissue.tgf_beta import TGF_BETA
from turgor.skin.tissue.vessels import VESSELS
from turgor.skin.tissue.water import WATER

PROCESSES: tuple[Process, ...] = (
    INJURY,
    INFLAMMATION,
    MACROPHAGES,
    OXIDATION,
    TGF_BETA,
    FIBROBLASTS,
    MYOFIBROBLASTS,
    MMP,
    COLLAGEN,
    REPLACEMENT,
    ELASTIN,
    WATER,
    VESSELS,
    EPIDERMIS,
    BARRIER,
    IRRITANT,
    PIGMENT,
    AGENTS,
    AGEING,
)


@cache
def parameter_names() -> tuple[str, ...]:
    """Names of ``p``: what the processes read, in their order, then the traits."""
    read = dict.fromkeys(name for process in PROCESSES for name in process.parameters)
    return (*read, *TRAITS)


def prior_medians() -> FloatArray:
    """Medians of the priors, (n,), in the order of ``parameter_names``; traits as where unknown."""
    values = [
        TRAITS[name] if name in TRAITS else find_parameter(f"virtual.{name}").value
        for name in parameter_names()
    ]
    return np.array(values)


def rest_state(p: Terms) -> Terms:
    """Where every state lies without treatment."""
    rest: dict[str, Term | float] = {variable.name: variable.rest for variable in STATES}
    for process in PROCESSES:
        if process.rest is not None:
            rest.update(process.rest(p))
    zero = 0.0 * p["trait.age_years"]
    return MappingProxyType({name: zero + value for name, value in rest.items()})


def rates(state: Terms, level: Terms, p: Terms) -> Terms:
    """Change per day of every state: the sum over processes."""
    return _summed([process.rates(state, level, p) for process in PROCESSES], state)


def jump(state: Terms, load: Terms, p: Terms) -> Terms:
    """Every state right after a session."""
    added = [process.impulse(state, load, p) for process in PROCESSES]
    return MappingProxyType(
        {name: _plus(state[name], [part[name] for part in added if name in part]) for name in state}
    )


def _summed(parts: list[Terms], state: Terms) -> Terms:
    total: dict[str, Term] = {}
    for part in parts:
        for name, change in part.items():
            total[name] = total[name] + change if name in total else change
    return MappingProxyType({name: total[name] for name in state})


def _plus(start: Term, parts: list[Term]) -> Term:
    for part in parts:
        start = start + part
    return start
