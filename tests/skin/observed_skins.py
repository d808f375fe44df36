"""Skins at rest but for what a test names."""

import numpy as np

from turgor.skin.assemble import rest_state
from turgor.skin.observe.observable import named_parameters, observe
from turgor.skin.parameters import all_parameter_names, all_prior_medians
from turgor.skin.state import STATE_NAMES

P = all_prior_medians()[:, None]
REST = np.array([np.atleast_1d(rest_state(named_parameters(P))[name]) for name in STATE_NAMES])


def skin(**states):
    """States (n_s, B) at rest but for those named; values broadcast."""
    width = max((np.size(value) for value in states.values()), default=1)
    rows = np.repeat(REST, width, axis=1)
    for name, value in states.items():
        rows[STATE_NAMES.index(name)] = value
    return rows


def parameters(**values):
    """Prior medians (n_p, 1) but for those of observation that are named."""
    p = P.copy()
    for name, value in values.items():
        p[all_parameter_names().index(f"observe.{name}")] = value
    return p


def change(observable, p=P, place=None, **states):
    """Change from rest (B,)."""
    now = skin(**states)
    return observe(observable, now[None], np.repeat(REST, now.shape[1], axis=1), p, place)[0]


def both(name, value):
    """A state of both layers of the dermis."""
    return {f"{name}_papillary": value, f"{name}_reticular": value}
