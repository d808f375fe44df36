"""Capture quality: whether a photograph is good enough to measure on, aspect by aspect."""

from turgor.measure.photo.quality.aspect import Aspect, CaptureQuality
from turgor.measure.photo.quality.judge import judge_capture

__all__ = ["Aspect", "CaptureQuality", "judge_capture"]
