"""Courses and parameters of the skin's own dynamics, for tests of its solver."""

import numpy as np

from turgor.skin import assemble
from turgor.skin.load import LEVELS, LOADS, TRAITS, USUAL_LEVELS, Schedule

#: a session that does a bit of everything: load -> how much at most
SESSION = {
    "removed_epidermis": 0.2,
    "coagulated_papillary": 0.15,
    "heat_shocked_papillary": 0.3,
    "coagulated_reticular": 0.1,
    "punctured_reticular": 0.05,
    "barrier_opened": 0.3,
    "particles": 1.0,
    "carrier": 1.0,
    "gel": 10.0,
    "vessels_closed": 0.2,
    "melanin_cleared": 0.2,
}
#: what is used day by day, at most
USED = {"retinoid": 0.8, "retinoid_dermal": 0.8, "irritation": 0.8, "uv": 1.0, "moisturiser": 1.0}


def drawn(batch: int, seed: int, spread: float = 0.3):
    """(n_p, B): prior medians, each times a log-normal draw; traits as where unknown."""
    rng = np.random.default_rng(seed)
    names = assemble.parameter_names()
    factors = np.exp(spread * rng.standard_normal((len(names), batch)))
    factors[[name in TRAITS for name in names]] = 1.0
    return assemble.prior_medians()[:, None] * factors


def course(event_days, visit_days, batch: int, seed: int, *, used: bool = True):
    """Random sessions at the events, and other habits of use from each of them on."""
    rng = np.random.default_rng(seed)
    events = np.asarray(event_days, float)
    loads = np.zeros((len(events), len(LOADS), batch))
    for name, most in SESSION.items():
        loads[:, list(LOADS).index(name)] = rng.uniform(0.0, most, (len(events), batch))
    usual = np.array(list(USUAL_LEVELS.values()))
    levels = np.tile(usual[None, :, None], (len(events), 1, batch))
    for name, most in USED.items() if used else ():
        levels[:, list(LEVELS).index(name)] = rng.uniform(0.0, most, (len(events), batch))
    return Schedule(events, loads, levels, np.asarray(visit_days, float))


def off(found, exact):
    """Worst difference over a thousandth of the value, or over 1e-6 where that is less."""
    return float((np.abs(found - exact) / (1e-3 * np.abs(exact) + 1e-6)).max())
