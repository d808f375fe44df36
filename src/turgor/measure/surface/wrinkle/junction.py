"""Which arms of a branching belong together: the straightest pair is one wrinkle.

A line is followed along the strongest response, so at a branching it may turn from the deeper
branch into an arm of the wrinkle that the branch springs from. Where another line ends at such a
turn and would run on straighter, the arms change partners.
"""

import numpy as np

from turgor.record.height_map import FloatMap

Traced = tuple[FloatMap, float]

#: arms are compared over this length, leaving out this much next to the branching, µm
ARM_UM = 1800.0
LEFT_OUT_UM = 500.0

#: a line that ends within this distance of another one, beyond its own width, meets it, µm
MEETS_UM = 700.0

#: arms change partners where that makes the straightest pair straighter by this angle
GAIN_DEG = 8.0

#: pieces of one line may lie this far apart, their last END_UM left out, and bend by this much
JOIN_UM = 3000.0
END_UM = 600.0
MOST_BEND_DEG = 18.0


def straightest_pairs(lines: list[Traced], cell_um: float) -> list[Traced]:
    """The lines, their arms joined so that the straightest pair at each branching is one line.

    lines : ((n, 2) points at steps of one cell, scale); each end is looked at once.
    """
    out = list(lines)
    for n in range(len(out)):
        for at_start in (True, False):
            for m in range(len(out)):
                if m != n:
                    changed = _swapped(out[m], out[n], at_start, cell_um)
                    if changed is not None:
                        out[m], out[n] = changed
                        break
    return out


def _swapped(
    through: Traced, ending: Traced, at_start: bool, cell_um: float
) -> tuple[Traced, Traced] | None:
    """``through`` without one arm and ``ending`` with it, or None where all is well."""
    line, scale = through
    arm = ending[0] if at_start else ending[0][::-1]
    away = np.hypot(*(line - arm[0]).T)
    i = int(np.argmin(away))
    least = round(ARM_UM / cell_um)
    if away[i] > MEETS_UM + scale or min(i, len(line) - 1 - i, len(arm) - 1) < least:
        return None
    back, ahead = _direction(line[i::-1], cell_um), _direction(line[i:], cell_um)
    own = _direction(arm, cell_um)
    bend = _bend_deg(back, ahead)
    with_back, with_ahead = _bend_deg(back, own), _bend_deg(ahead, own)
    if min(with_back, with_ahead) > bend - GAIN_DEG:
        return None
    taken, left = (line[i::-1], line[i:]) if with_back < with_ahead else (line[i:], line[i::-1])
    joined = np.concatenate([taken[::-1], arm])
    return (left, scale), (joined, ending[1])


def _direction(points: FloatMap, cell_um: float) -> FloatMap:
    """Unit vector away from the branching along an arm."""
    first = round(LEFT_OUT_UM / cell_um)
    last = min(len(points) - 1, round(ARM_UM / cell_um))
    step = points[last] - points[first]
    return np.asarray(step / max(float(np.hypot(*step)), 1e-12))


def _bend_deg(first: FloatMap, second: FloatMap) -> float:
    """Angle by which a line bends that comes in by one arm and leaves by the other."""
    return float(np.degrees(np.arccos(np.clip(-(first @ second), -1.0, 1.0))))


def joined_pieces(lines: list[Traced], cell_um: float) -> list[Traced]:
    """The lines, those joined that run on in one another across a crossing or a gap.

    A deep wrinkle hides the response of a shallow one that it crosses, so that one is followed in
    two pieces. A join over plain skin does no harm: it is cut again where no depth is measured.
    """
    out = list(lines)
    n = 0
    while n < len(out):
        best = min(
            (
                (_join_bend_deg(out[n][0], out[m][0], a, b, cell_um), m, a, b)
                for m in range(n + 1, len(out))
                for a in (True, False)
                for b in (True, False)
            ),
            default=(180.0, 0, True, True),
        )
        if best[0] > MOST_BEND_DEG:
            n += 1
            continue
        _, m, a, b = best
        cut = round(END_UM / cell_um)
        first = (out[n][0][::-1] if a else out[n][0])[:-cut]
        second = (out[m][0] if b else out[m][0][::-1])[cut:]
        out[n] = (np.concatenate([first, second]), out[n][1])
        del out[m]
    return out


def _join_bend_deg(
    first: FloatMap, second: FloatMap, first_start: bool, second_start: bool, cell_um: float
) -> float:
    """The larger bend where two ends are joined straight, 180° where they lie too far apart."""
    cut = round(END_UM / cell_um)
    one = (first if first_start else first[::-1])[cut:]
    two = (second if second_start else second[::-1])[cut:]
    if min(len(one), len(two)) < round(ARM_UM / cell_um):
        return 180.0
    gap = two[0] - one[0]
    wide = float(np.hypot(*gap))
    if wide > JOIN_UM or wide < 1e-9:
        return 180.0
    last = round((ARM_UM - END_UM) / cell_um)
    arms = [(arm[last] - arm[0]) / np.hypot(*(arm[last] - arm[0])) for arm in (one, two)]
    return max(_bend_deg(arms[0], gap / wide), _bend_deg(arms[1], -gap / wide))
