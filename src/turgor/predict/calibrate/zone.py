"""Depth of a laser's zone, from the session's own stimulus."""

import numpy as np
from numpy.typing import NDArray

from turgor.errors import InputError
from turgor.evidence import parameter_draw
from turgor.physics.tissue.stack import tissue_stack
from turgor.predict.protocol.course import ArmCourse
from turgor.predict.row import Row
from turgor.skin.loading.usual import in_this_draw
from turgor.skin.stimulus.doors import MODELLED, session_model

FloatArray = NDArray[np.float64]

_DRAWS = 8
#: quantities of a zone by what the arm or endpoint says was measured, the first word that fits
_BY_WORD = (("ablation", "zone-ablation-depth"), ("crater", "zone-ablation-depth"))
_OTHERWISE = "zone-coagulation-depth"


def zone_depth_um(row: Row, course: ArmCourse, columns: int) -> FloatArray | str:
    """(columns,) logarithms of the depth in µm, draws of the literature in the last ones."""
    sessions = course.course.sessions
    if (
        not sessions
        or sessions[0].modality not in MODELLED
        or not row.number.startswith("absolute")
    ):
        return "no session whose zones are modelled"
    said = f"{row.outcome.arm} {row.outcome.endpoint}".lower()
    name = next((found for word, found in _BY_WORD if word in said), _OTHERWISE)
    depths = []
    for index in range(_DRAWS):
        try:
            depth = _drawn(course, name, index)
        except InputError as error:
            return str(error)
        if depth is None or not depth > 0.0:
            return f"the session has no '{name}'"
        depths.append(np.log(depth))
    middle = float(np.median(depths))
    return np.array([middle] * (columns - _DRAWS) + depths)


def _drawn(course: ArmCourse, name: str, index: int) -> float | None:
    session, place = course.course.sessions[0], course.place
    usual = course.usual.get(session.modality, {})
    with parameter_draw(index, _DRAWS, 0):
        stack = tissue_stack(
            place.site, place.age_years, place.sex, place.phototype, findings=dict(place.findings)
        )
        settings = in_this_draw(dict(session.settings), dict(usual))
        model = session_model(session.modality, settings, session.device, stack)
        return model.draw(stack).quantities.get(name)
