"""From depths in micrometres to the layer that a peel reached, with what the depths don't know.

What is published of peels is the layer that was reached, seldom a depth. So the depth that comes
out of the acid's physics is one shift per agent and one error away from the layer: both are fitted
to published layers.
"""

import math
from dataclasses import dataclass
from statistics import NormalDist

from turgor.evidence import find_parameter, parameter
from turgor.record.tissue import TissueStack

#: none; loosened corneum; epidermis in part or whole; papillary dermis; reticular dermis
CLASSES = ("none", "very-superficial", "superficial", "medium", "deep")
#: points at which the error is looked at where frost tells of it, in standard deviations
_POINTS = 81
_REACH = 4.0
#: keeps a depth without error from dividing by 0
_LEAST_ERROR = 1e-6
_NORMAL = NormalDist()


@dataclass(frozen=True, slots=True)
class Edges:
    """Where classes end.

    loosened_um : corneum that has to come apart for more than none. killed_um : living skin that
    dies at least for superficial, medium and deep.
    """

    loosened_um: float
    killed_um: tuple[float, float, float]

    @classmethod
    def of(cls, stack: TissueStack) -> "Edges":
        """Layers of a person's skin."""
        corneum, epidermis, papillary, _, _ = stack.thickness_um
        return cls(
            loosened_um=parameter("peel.class.corneum_share") * corneum,
            killed_um=(
                parameter("peel.class.epidermis_share") * epidermis,
                epidermis,
                epidermis + papillary,
            ),
        )


@dataclass(frozen=True, slots=True)
class Depth:
    """What is believed of one peel's depth.

    killed_um : living skin that dies, middle of the belief. log_error : standard deviation of its
    natural logarithm.
    """

    loosened_um: float
    killed_um: float
    log_error: float


def believed_depth(
    loosened_um: float, killed_um: float, agent: str, croton_oil_pct: float
) -> Depth:
    """The acid's depths, shifted as the agent's published layers ask for."""
    shift = math.exp(parameter(f"peel.depth_shift.{agent}"))
    if croton_oil_pct > 0.0:
        gain, power = parameter("peel.croton.gain"), parameter("peel.croton.power")
        shift *= 1.0 + gain * croton_oil_pct**power
    floor = parameter("peel.class.floor")
    return Depth(
        loosened_um,
        (killed_um + floor) * shift,
        find_parameter("peel.class.error").spread or _LEAST_ERROR,
    )


def class_shares(depth: Depth, edges: Edges, frost: tuple[float, ...] = ()) -> tuple[float, ...]:
    """Probability of each of CLASSES; they add up to 1.

    frost : likelihood of the frost that was seen in each class, () where none was looked for.
    """
    below = [_below(depth, edge) for edge in edges.killed_um]
    loosened = _loosened(depth, edges)
    shares = [
        below[0] * (1.0 - loosened),
        below[0] * loosened,
        below[1] - below[0],
        below[2] - below[1],
        1.0 - below[2],
    ]
    if frost:
        shares = [share * seen for share, seen in zip(shares, frost, strict=True)]
    total = sum(shares)
    return tuple(share / total for share in shares)


def quantile_um(depth: Depth, edges: Edges, share: float, frost: tuple[float, ...] = ()) -> float:
    """Killed depth below which ``share`` of the belief lies, frost taken into account."""
    if not frost:
        return depth.killed_um * math.exp(depth.log_error * _NORMAL.inv_cdf(share))
    loosened = _loosened(depth, edges)
    first = frost[0] * (1.0 - loosened) + frost[1] * loosened
    logs = [-_REACH + 2.0 * _REACH * i / (_POINTS - 1) for i in range(_POINTS)]
    depths = [depth.killed_um * math.exp(depth.log_error * z) for z in logs]
    weights = [
        _NORMAL.pdf(z) * _likelihood(d, edges, first, frost)
        for z, d in zip(logs, depths, strict=True)
    ]
    wanted, total = share * sum(weights), 0.0
    for d, weight in zip(depths, weights, strict=True):
        total += weight
        if total >= wanted:
            return d
    return depths[-1]


def _likelihood(killed_um: float, edges: Edges, first: float, frost: tuple[float, ...]) -> float:
    if killed_um < edges.killed_um[0]:
        return first
    return frost[2 + sum(killed_um >= edge for edge in edges.killed_um[1:])]


def _below(depth: Depth, edge_um: float) -> float:
    """Probability that less living skin dies than this."""
    return _NORMAL.cdf(math.log(edge_um / depth.killed_um) / depth.log_error)


def _loosened(depth: Depth, edges: Edges) -> float:
    """Probability that the corneum comes apart so far that it tells."""
    if depth.loosened_um <= 0.0:
        return 0.0
    spread = parameter("peel.class.loosening_error")
    return _NORMAL.cdf(math.log(depth.loosened_um / edges.loosened_um) / spread)
