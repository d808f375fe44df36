"""Spots of photographs: found at baseline, followed one by one."""

from turgor.measure.photo.spot.find import find_spots
from turgor.measure.photo.spot.findings import SpotStamp, baseline_findings, followed_findings
from turgor.measure.photo.spot.follow import STATES, SpotTrack, follow_spots
from turgor.measure.photo.spot.options import SpotOptions
from turgor.measure.photo.spot.spot import Spot, SpotSet
from turgor.measure.photo.spot.summary import baseline_summary, followed_summary

__all__ = [
    "STATES",
    "Spot",
    "SpotOptions",
    "SpotSet",
    "SpotStamp",
    "SpotTrack",
    "baseline_findings",
    "baseline_summary",
    "find_spots",
    "follow_spots",
    "followed_findings",
    "followed_summary",
]
