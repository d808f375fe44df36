"""A stimulus as the plain document that ``turgor stimulus --json`` prints."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from turgor.evidence import all_parameters, all_sources
from turgor.record.stimulus import COURSE_DAYS, COURSE_UNITS, DEPTH_UM, CrossSection, Spread
from turgor.record.stimulus import Stimulus as StimulusRecord
from turgor.record.tissue import LAYERS
from turgor.workflow.documents import refusal_documents
from turgor.workflow.plain_document import envelope, flag_documents, known, rounded
from turgor.workflow.stimulus.course_words import COURSE_MEANINGS

#: significant digits: beyond what any of these numbers mean, and a third of the length
_DIGITS = 6


def stimuli_document(
    found: Sequence[tuple[str, StimulusRecord]], refused: Sequence[tuple[str, str]]
) -> dict[str, object]:
    """Stimuli by the path of their files, and what was refused."""
    return {
        **envelope("turgor.stimulus/1"),
        "stimuli": [stimulus_document(path, item) for path, item in found],
        "refused": refusal_documents(refused),
    }


def stimulus_document(path: str, item: StimulusRecord) -> dict[str, object]:
    """One stimulus in the shape of the command line's contract."""
    parameters, sources = all_parameters(), all_sources()
    return {
        "path": path,
        "modality": item.modality,
        "device": item.device,
        "settings": dict(item.settings),
        "tissue": _tissue(item),
        "depth_um": DEPTH_UM.tolist(),
        "profiles": {kind: _spread(spread) for kind, spread in item.profiles.items()},
        "time_d": COURSE_DAYS.tolist(),
        "courses": {
            kind: {
                "meaning": COURSE_MEANINGS[kind],
                "unit": COURSE_UNITS[kind],
                **_spread(spread),
            }
            for kind, spread in item.courses.items()
        },
        "quantities": [_quantity(item, name) for name in item.quantities],
        "section": None if item.section is None else _section(item.section),
        "flags": flag_documents(item.flags),
        "draws": item.draws,
        "assumed_share": item.assumed_share,
        "parameters": [
            {
                "id": name,
                "value": parameters[name].value,
                "unit": parameters[name].unit,
                "basis": parameters[name].basis,
                "source": parameters[name].source,
            }
            for name in item.parameters
        ],
        "sources": {name: sources[name].citation() for name in item.sources},
    }


def _tissue(item: StimulusRecord) -> dict[str, object]:
    stack = item.stack
    return {
        "site": stack.site,
        "age": stack.age_years,
        "sex": stack.sex,
        "phototype": stack.phototype,
        "thickness_um": dict(zip(LAYERS, stack.thickness_um, strict=True)),
        "melanin": stack.melanin,
        "blood_fraction": stack.blood_fraction,
        "oxygenation": stack.oxygenation,
        "measured": list(stack.measured),
    }


def _quantity(item: StimulusRecord, name: str) -> dict[str, object]:
    spread, spec = item.quantities[name], item.specs[name]
    return {
        "name": name,
        "meaning": spec.meaning,
        "unit": spec.unit,
        "probability": spec.probability,
        "median": known(spread.median.item()),
        "low": known(spread.low.item()),
        "high": known(spread.high.item()),
    }


def _spread(spread: Spread) -> dict[str, object]:
    return {
        "median": _rounded(spread.median),
        "low": _rounded(spread.low),
        "high": _rounded(spread.high),
    }


def _section(section: CrossSection) -> Mapping[str, object]:
    return {
        "r_um": _rounded(section.r_um),
        "z_um": _rounded(section.z_um),
        "peak_c": [_rounded(row) for row in section.peak_c],
        "log10_damage": [_rounded(row) for row in section.log10_damage],
        "state": section.state.tolist(),
    }


def _rounded(values: NDArray[np.float64]) -> list[float | None]:
    return rounded(values, _DIGITS)
