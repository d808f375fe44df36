"""Skin under high-frequency ultrasound with planted borders: B-mode images and raw lines."""

from turgor.phantom.ultrasound.capture import bmode, rf_lines
from turgor.phantom.ultrasound.change import after_session, at_hour
from turgor.phantom.ultrasound.look import clinical_look
from turgor.phantom.ultrasound.spec import (
    DisplaySpec,
    FaultSpec,
    PathSpec,
    ProbeSpec,
    SkinSpec,
    UltrasoundSpec,
)
from turgor.phantom.ultrasound.truth import UltrasoundTruth

__all__ = [
    "DisplaySpec",
    "FaultSpec",
    "PathSpec",
    "ProbeSpec",
    "SkinSpec",
    "UltrasoundSpec",
    "UltrasoundTruth",
    "after_session",
    "at_hour",
    "bmode",
    "clinical_look",
    "rf_lines",
]
