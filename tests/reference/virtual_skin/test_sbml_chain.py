"""Our SBML in another simulator, on dynamics with a closed form."""

import numpy as np
import pytest

from turgor.skin.sbml import sbml_document

roadrunner = pytest.importorskip("roadrunner")


def simulated(document, states, days):
    """States at days (V, n_s) by libRoadRunner's CVODE."""
    model = roadrunner.RoadRunner(document)
    model.integrator.relative_tolerance, model.integrator.absolute_tolerance = 1e-9, 1e-12
    model.timeCourseSelections = list(states)
    return np.array(model.simulate(times=[0.0, *days]))[1:]


def test_chain_of_decays(decay_chain):
    p = decay_chain.parameters(1)
    schedule = decay_chain.schedule_of([0.0, 20.0, 20.0, 56.0], [3.0, 28.0, 60.0, 200.0], 1)
    document = sbml_document(p, schedule, dynamics=decay_chain.CHAIN)
    found = simulated(document, decay_chain.CHAIN.states, schedule.visit_days)
    exact = decay_chain.exact(p, schedule, 0)
    assert np.abs(found - exact).max() < 1e-6 * np.abs(exact).max()
