"""A chain of decays with impulses and a held level: dynamics whose courses have a closed form.

first' = -a first; second' = a first - b second + c level; a session adds its load to first and
takes a share of second. third rests at a level that a parameter states, and stays there.
"""

import numpy as np

from turgor.skin.load import LEVELS, LOADS, USUAL_LEVELS, Schedule
from turgor.skin.solve.dynamics import Dynamics

LOAD, SHARE, LEVEL = "removed_papillary", "melanin_cleared", "retinoid"


def _rest(p):
    return {"third": p["stay"]}


def _rates(state, level, p):
    flow = p["a"] * state["first"]
    return {"first": -flow, "second": flow - p["b"] * state["second"] + p["c"] * level[LEVEL]}


def _jump(state, load, p):
    return {
        "first": state["first"] + load[LOAD],
        "second": state["second"] * (1.0 - load[SHARE]),
    }


CHAIN = Dynamics(("first", "second", "third"), ("a", "b", "c", "stay"), _rest, _rates, _jump)


def exact(p, schedule, skin: int):
    """States at the visits of one skin (V, 3), by exponentials."""
    a, b, c, stay = p[:, skin]
    own = [d if d.ndim == 1 else d[:, skin] for d in (schedule.event_days, schedule.visit_days)]
    events, visits = own
    loads, levels = schedule.loads[..., skin], schedule.levels[..., skin]
    at, level, first, second = 0.0, 0.0, 0.0, 0.0

    def flow(days):
        goal = c * level / b
        part = a * first / (b - a)
        rest = second - goal - part
        return first * np.exp(-a * days), goal + part * np.exp(-a * days) + rest * np.exp(-b * days)

    seen = {}
    marks = sorted(
        [(d, 0, i) for i, d in enumerate(visits)] + [(d, 1, i) for i, d in enumerate(events)]
    )
    for day, kind, number in marks:
        first, second = flow(day - at)
        at = day
        if kind == 0:
            seen[number] = (first, second, stay)
        else:
            first += loads[number, list(LOADS).index(LOAD)]
            second *= 1.0 - loads[number, list(LOADS).index(SHARE)]
            level = levels[number, list(LEVELS).index(LEVEL)]
    return np.array([seen[i] for i in range(len(visits))])


def parameters(batch: int, seed: int = 1):
    """(4, B): decays from 0.01 to 2 per day."""
    rng = np.random.default_rng(seed)
    a, b = rng.uniform(0.5, 2.0, batch), rng.uniform(0.01, 0.4, batch)
    return np.array([a, b, rng.uniform(0.0, 1.0, batch), rng.uniform(0.5, 2.0, batch)])


def schedule_of(event_days, visit_days, batch: int, seed: int = 2):
    """Random loads and levels at these days, ((E,) or (E, B)) and ((V,) or (V, B))."""
    rng = np.random.default_rng(seed)
    events = np.asarray(event_days, float)
    loads = np.zeros((len(events), len(LOADS), batch))
    loads[:, list(LOADS).index(LOAD)] = rng.uniform(0.1, 1.0, (len(events), batch))
    loads[:, list(LOADS).index(SHARE)] = rng.uniform(0.0, 0.5, (len(events), batch))
    usual = np.array(list(USUAL_LEVELS.values()))
    levels = np.repeat(np.repeat(usual[None, :, None], len(events), 0), batch, 2)
    levels[:, list(LEVELS).index(LEVEL)] = rng.uniform(0.0, 1.0, (len(events), batch))
    return Schedule(events, loads, levels, np.asarray(visit_days, float))
