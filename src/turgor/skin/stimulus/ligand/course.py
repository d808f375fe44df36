"""A course of nights: single applications added up, as a linear system lets them be."""

import numpy as np
from numpy.typing import NDArray

from turgor.record.stimulus import COURSE_DAYS
from turgor.skin.stimulus.ligand.kinetics import COARSE_D, FINE_D, Response

FloatArray = NDArray[np.float64]

#: a value of a course is the mean over the time that ended then: 3 h, a day, a week; so that no
#: rhythm of nights beats with the days at which courses are stated
_WINDOWS_D = ((3.0, FINE_D), (60.0, 1.0), (np.inf, 7.0))
#: steps of COARSE_D that a course is followed for
STEPS = round((COURSE_DAYS[-1] + 0.5) / COARSE_D)


def application_steps(per_week: float, weeks: float) -> NDArray[np.intp]:
    """When each application is, in steps of COARSE_D from the first, for ``weeks``.

    Evenly spread, on whole evenings up to 7 a week and on half days above.
    """
    if not per_week > 0.0 or not weeks > 0.0:
        return np.empty(0, dtype=np.intp)
    count = int(np.ceil(per_week * weeks - 1e-9))
    at_d = np.arange(count) * 7.0 / per_week
    grain = 1.0 if per_week <= 7.0 else COARSE_D
    steps = np.floor(at_d / grain + 1e-9) * round(grain / COARSE_D)
    return np.unique(steps.astype(np.intp))


def summed_half_days(response: Response, steps: NDArray[np.intp]) -> FloatArray:
    """What skin has seen of a course by each half day from 0 on (STEPS + 1, 3)."""
    put_on = np.zeros(STEPS + 1)
    put_on[steps[steps <= STEPS]] = 1.0
    gained = np.diff(response.coarse, axis=0)
    seen = np.zeros((STEPS + 1, 3))
    for column in range(3):
        seen[1:, column] = np.convolve(put_on, gained[:, column])[:STEPS]
    return np.asarray(np.cumsum(seen, axis=0))


def exposure_course(
    response: Response, steps: NDArray[np.intp], half_days: FloatArray
) -> FloatArray:
    """Mean ligand at COURSE_DAYS (n, 2): living epidermis, papillary dermis.

    Each value is the mean over the 3 h (to day 3), the day (to day 60) or the week that ended
    then, the first being 0.
    """
    fine = _summed_fine(response, steps)
    days = COURSE_DAYS
    found = np.zeros((days.size, 2))
    early = days < _WINDOWS_D[0][0]
    at = np.rint(days[early] / FINE_D).astype(np.intp)
    found[early] = (fine[at] - fine[np.maximum(at - 1, 0)]) / FINE_D
    begins = _WINDOWS_D[0][0]
    for ends, window in _WINDOWS_D[1:]:
        within = (days >= begins) & (days < ends)
        at = np.rint(days[within] / COARSE_D).astype(np.intp)
        before = at - round(window / COARSE_D)
        found[within] = (half_days[at, :2] - half_days[before, :2]) / window
        begins = ends
    return found


def _summed_fine(response: Response, steps: NDArray[np.intp]) -> FloatArray:
    """What skin has seen by each step of FINE_D in the first days (25, 2)."""
    size = response.fine.shape[0]
    seen = np.zeros((size, 2))
    for step in steps:
        start = int(step) * round(COARSE_D / FINE_D)
        if start >= size:
            break
        seen[start:] += response.fine[: size - start, :2]
    return seen
