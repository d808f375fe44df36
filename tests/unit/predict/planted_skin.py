"""A skin whose first free parameter alone is told by the rows, with what its truth is."""

import numpy as np
from tests.unit.predict.outcome_rows import row

from turgor.predict.calibrate.response import Response
from turgor.predict.hierarchy.scale import working_scale

TRUTH = 0.8


def planted_rows(studies: int = 60):
    """Histology that the first free parameter alone tells, bent, with noise between studies."""
    rng = np.random.default_rng(6)
    rows = []
    for study in range(studies):
        dose = 0.4 + 0.02 * study
        working = dose * np.exp(0.3 * TRUTH) + rng.normal(0.0, 0.2)
        change = float(working_scale("percent-change").back(np.array(working)))
        rows.append(
            row(
                change, study=f"S{study}", outcome_class="histology", parameters={"dose": f"{dose}"}
            )
        )
    return rows


def planted_response(rows, free, units):
    dose = np.array([float(r.outcome.parameters["dose"]) for r in rows])
    gradient = np.zeros((len(rows), len(free)))
    offset = dose * np.exp(0.3 * units[0])
    gradient[:, 0] = 0.3 * offset
    known = np.ones(len(rows), dtype=bool)
    return Response(units, known, offset, gradient, np.zeros(len(rows)), ("",) * len(rows))
