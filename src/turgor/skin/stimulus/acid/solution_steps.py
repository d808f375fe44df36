"""The solutions of one peel in the order in which they go on, with coats and times."""

from dataclasses import dataclass

from turgor.evidence import parameter
from turgor.skin.stimulus.acid.agents import COAGULATING, SELF_ENDING
from turgor.skin.stimulus.acid.asked import AskedPeel
from turgor.skin.stimulus.acid.barrier import disruption
from turgor.skin.stimulus.acid.film import Film, film

_S_PER_MIN = 60.0
_LN2 = 0.6931471805599453
#: vehicles that let as much through as water, for want of a figure
_AS_WATER = ("", "water", "ethanol")


@dataclass(frozen=True, slots=True)
class SolutionStep:
    """One solution on the skin.

    eased : how many times faster acid passes the corneum than when it is sound. coats_s : when
    each coat goes on, off_s : when all comes off, from the first. left : share that stays on then.
    retained : tissue keeps the acid that it titrates.
    """

    film: Film
    eased: float
    coats_s: tuple[float, ...]
    off_s: float
    left: float
    evaporates_per_s: float
    retained: bool


def solution_steps(peel: AskedPeel) -> tuple[SolutionStep, ...]:
    """What primes the skin, if anything, then the peel itself."""
    ready = _readiness(peel)
    parts = [(peel.agent, peel.percent)]
    primed: list[SolutionStep] = []
    opened = 0.0
    if peel.second_agent and peel.second_first:
        first = film([(peel.second_agent, peel.second_percent)], None)
        eased = _eased(first, peel.second_agent)
        opened = eased - 1.0
        seconds = parameter(f"peel.{peel.second_agent}.usual_time")
        primed.append(
            SolutionStep(
                first, eased * ready, (0.0,), seconds, 0.0, 0.0, peel.second_agent in COAGULATING
            )
        )
    elif peel.second_agent:
        parts.append((peel.second_agent, peel.second_percent))
    main = film(parts, peel.ph)
    coats_s, off_s = _times(peel)
    open_film = peel.agent == "phenol" and not peel.occluded
    step = SolutionStep(
        film=main,
        eased=(_eased(main, peel.agent) + opened) * ready,
        coats_s=coats_s,
        off_s=off_s,
        left=_left(peel),
        evaporates_per_s=_LN2 / parameter("peel.phenol.evaporation") if open_film else 0.0,
        retained=peel.agent in COAGULATING,
    )
    return (*primed, step)


def _eased(solution: Film, agent: str) -> float:
    factor = parameter("peel.phenol.disruption") if agent == "phenol" else 1.0
    return disruption(solution.ph) * factor


def _readiness(peel: AskedPeel) -> float:
    """What degreasing, a retinoid before and the vehicle do to the way through the corneum."""
    factor = 1.0
    if peel.degreased not in ("", "none"):
        factor *= parameter(f"peel.prepared.{peel.degreased}")
    if peel.retinoid_primed:
        factor *= parameter("peel.prepared.retinoid")
    if peel.vehicle not in _AS_WATER:
        factor *= parameter(f"peel.vehicle.{peel.vehicle}")
    return factor


def _times(peel: AskedPeel) -> tuple[tuple[float, ...], float]:
    between = parameter("peel.coat_interval")
    if peel.minutes is None:
        off = parameter(f"peel.{peel.agent}.usual_time") + (peel.coats - 1) * between
    else:
        off = peel.minutes * _S_PER_MIN
        between = min(between, off / peel.coats)
    return tuple(i * between for i in range(peel.coats)), off


def _left(peel: AskedPeel) -> float:
    """Share of the film that stays on when it is taken off."""
    if peel.neutralised or peel.agent in SELF_ENDING:
        return 0.0
    return parameter("peel.left_after_rinsing")
