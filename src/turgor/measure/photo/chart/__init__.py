"""Colour charts in photographs: what charts there are, where one lies, what was recorded of it."""

from turgor.measure.photo.chart.find import chart_from_corners, find_chart
from turgor.measure.photo.chart.found import FoundChart
from turgor.measure.photo.chart.layout import BUILT_IN, Chart, built_in_chart
from turgor.measure.photo.chart.reference_file import read_chart

__all__ = [
    "BUILT_IN",
    "Chart",
    "FoundChart",
    "built_in_chart",
    "chart_from_corners",
    "find_chart",
    "read_chart",
]
