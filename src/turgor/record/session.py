"""A session: one treatment with the device's own settings, planned or delivered."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from turgor.record.site import BodySite

MODALITIES = (
    "topical-retinoid",
    "chemical-peel",
    "fractional-laser",
    "microneedling",
    "biostimulator",
    "other",
)


@dataclass(frozen=True, slots=True)
class Session:
    """One treatment of one site; ``settings`` carries the device's own words and numbers.

    lots : product, cartridge or vial to its lot number. operator : who treated, as the study knows
    them. deviation : how what was done differs from what was planned, empty where it does not.
    """

    subject: str
    date: dt.date
    site: BodySite
    modality: str
    delivered: bool = True
    device: str = ""
    settings: Mapping[str, str] = field(default_factory=dict)
    operator: str = ""
    lots: Mapping[str, str] = field(default_factory=dict)
    deviation: str = ""
