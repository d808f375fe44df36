"""Scores of questionnaires and clinician scales, stated as findings."""

from turgor.measure.scales.anchors import type_anchors
from turgor.measure.scales.conditions import scale_conditions
from turgor.measure.scales.shipped import shipped_instrument, shipped_names
from turgor.measure.scales.whole import ScaleMeasurement, measure_scales
from turgor.record.licence_proof import LicenceProof

__all__ = [
    "LicenceProof",
    "ScaleMeasurement",
    "measure_scales",
    "scale_conditions",
    "shipped_instrument",
    "shipped_names",
    "type_anchors",
]
